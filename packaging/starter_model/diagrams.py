"""Diagrams: boxes, nodes and parts joined by lines."""

from __future__ import annotations

import io
import math
import shutil
import subprocess
from itertools import pairwise
from random import Random

import networkx as nx
from board import Point, new_board
from common import (
    MONO,
    SANS,
    SERIF,
    chance,
    colour,
    css,
    number,
    paper,
    scanned,
    title,
)
from ingredients import Ingredients, open_rgba, pick
from PIL import Image
from sketches import SKETCHES


def diagram(rng: Random, have: Ingredients) -> Image.Image:
    """A flow chart, a tree, a network, a circuit, a class or sequence diagram, a construction."""
    makers = (_graphviz, _graphviz, _boxes_on_grid, _network, _circuit, _sequence, _blocks, _geometry, _layers,
              _inheritance, _inheritance, _inheritance, _clusters, _clusters, _tables_joined, _classes, _state_machine)  # fmt: skip
    makers += SKETCHES
    image = rng.choice(makers)(rng, have)
    return scanned(image, rng) if chance(rng, 0.1) else image


def _boxes_on_grid(rng: Random, _have: Ingredients) -> Image.Image:
    board = new_board(rng)
    columns, rows = rng.randint(1, 5), rng.randint(2, 6)
    cw, ch = board.w / columns, board.h / rows
    bw, bh = cw * rng.uniform(0.45, 0.75), ch * rng.uniform(0.35, 0.6)
    shape = rng.randrange(4) if chance(rng, 0.5) else None
    cells = [(c, r) for r in range(rows) for c in range(columns) if chance(rng, 0.8)]

    def middle(cell: tuple[int, int]) -> Point:
        return (cell[0] + 0.5) * cw, (cell[1] + 0.5) * ch

    for a in cells:
        near = [b for b in cells if b != a and abs(b[0] - a[0]) + abs(b[1] - a[1]) == 1 and b > a]
        for b in near:
            if chance(rng, 0.75):
                (ax, ay), (bx, by) = middle(a), middle(b)
                if ax == bx:
                    ay, by = ay + bh / 2, by - bh / 2
                else:
                    ax, bx = ax + bw / 2, bx - bw / 2
                board.line((ax, ay), (bx, by), arrow=chance(rng, 0.8), dashed=chance(rng, 0.1))
                if chance(rng, 0.2):
                    board.draw.text(
                        ((ax + bx) / 2, (ay + by) / 2), title(rng, 1), board.pen, board.face(20)
                    )
    if chance(rng, 0.3) and len(cells) > 2:
        (ax, ay), (bx, by) = middle(rng.choice(cells)), middle(rng.choice(cells))
        board.line((ax, ay), (ax, by), (bx, by), arrow=True)
    for cell in cells:
        x, y = middle(cell)
        board.box(x - bw / 2, y - bh / 2, bw, bh, title(rng, 2)[:18], shape)
    return board.done()


def _graph(rng: Random) -> nx.Graph:
    count = rng.randint(4, 24)
    seed = rng.getrandbits(31)
    return rng.choice((
        lambda: nx.gnm_random_graph(count, round(count * rng.uniform(1, 2)), seed=seed),
        lambda: nx.random_labeled_tree(count, seed=seed),
        lambda: nx.watts_strogatz_graph(max(count, 5), 4, 0.3, seed=seed),
        lambda: nx.balanced_tree(2, rng.randint(2, 3)),
        lambda: nx.barabasi_albert_graph(count, 2, seed=seed),
        lambda: nx.complete_graph(rng.randint(3, 7)),
        lambda: nx.grid_2d_graph(rng.randint(2, 5), rng.randint(2, 5)),
    ))()  # fmt: skip


def _network(rng: Random, have: Ingredients) -> Image.Image:
    """Nodes as circles or small pictures, edges straight."""
    graph = _graph(rng)
    board = new_board(rng)
    lay = rng.choice((nx.spring_layout, nx.circular_layout, nx.kamada_kawai_layout))
    at = {
        n: ((p[0] + 1.2) / 2.4 * board.w, (p[1] + 1.2) / 2.4 * board.h)
        for n, p in lay(graph).items()
    }
    r = board.w / rng.uniform(20, 50)
    arrows = chance(rng, 0.4)
    for a, b in graph.edges:
        (ax, ay), (bx, by) = at[a], at[b]
        far = math.hypot(bx - ax, by - ay) or 1
        board.line((ax, ay), (bx - (bx - ax) * r / far, by - (by - ay) * r / far), arrow=arrows)
    pictures = chance(rng, 0.2)
    for n, (x, y) in at.items():
        picture = open_rgba(pick(rng, have.small_icons), 64) if pictures else None
        if picture is not None:
            picture = picture.resize((round(2.4 * r),) * 2)
            board.image.paste(picture, (round(x - 1.2 * r), round(y - 1.2 * r)), picture)
            continue
        board.draw.ellipse(
            (x - r, y - r, x + r, y + r), rng.choice(board.fills), board.pen, board.width
        )
        if chance(rng, 0.8):
            board.draw.text((x, y), str(n)[:6], board.pen, board.face(r * 0.8), "mm")
    return board.done()


def _graphviz(rng: Random, have: Ingredients) -> Image.Image:
    """Laid out by Graphviz: class hierarchies, state machines, dependencies."""
    if shutil.which("dot") is None:
        return _network(rng, have)
    directed = chance(rng, 0.8)
    count = rng.randint(3, 18)
    shape = rng.choice(
        (
            "box",
            "box",
            "ellipse",
            "record",
            "Mrecord",
            "circle",
            "plaintext",
            "component",
            "note",
            "diamond",
        )
    )
    fill = rng.choice(("white", "white", css(colour(rng, (0.1, 0.9), (0.6, 0.95)))))
    name = rng.choice(SANS + MONO[:4] + SERIF[:4])
    lines = [
        f"{'digraph' if directed else 'graph'} g {{ rankdir={rng.choice(('TB', 'LR', 'BT'))}; "
        f'bgcolor="{css(paper(rng))}"; nodesep={rng.uniform(0.1, 0.6):.2f}; '
        f"splines={rng.choice(('true', 'true', 'ortho', 'line', 'polyline'))};",
        f'node [shape={shape}, style=filled, fillcolor="{fill}", fontname="{name}", fontsize={rng.randint(9, 16)}, '
        f'color="{css(colour(rng, (0, 0.8), (0, 0.5)))}"];',
        f'edge [fontname="{name}", fontsize=9, color="{css(colour(rng, (0, 0.8), (0, 0.5)))}", '
        f"arrowhead={rng.choice(('normal', 'empty', 'vee', 'open', 'diamond'))}];",
    ]
    for i in range(count):
        text = title(rng, 2).replace('"', "").replace("\\", "")
        if shape.endswith("record"):
            text = (
                "{"
                + "|".join(
                    [_plain(text)] + [_plain(title(rng, 2)) for _ in range(rng.randint(0, 3))]
                )
                + "}"
            )
        own = (
            f', fillcolor="{css(colour(rng, (0.2, 0.9), (0.6, 0.95)))}"'
            if chance(rng, 0.15)
            else ""
        )
        lines.append(f'n{i} [label="{text}"{own}];')
    for i in range(1, count):
        label = f'[label="{_plain(title(rng, 1))}"]' if chance(rng, 0.15) else ""
        lines.append(
            f"n{rng.randrange(max(0, i - 5), i)} {'->' if directed else '--'} n{i} {label};"
        )
    join = "->" if directed else "--"
    lines += [
        f"n{rng.randrange(count)} {join} n{rng.randrange(count)};"
        for _ in range(rng.randint(0, count // 2))
    ]
    program = rng.choice(("dot", "dot", "dot", "dot", "neato", "circo", "fdp"))
    made = subprocess.run(
        [program, "-Tpng", f"-Gdpi={rng.choice((60, 96, 130))}"],
        input="\n".join([*lines, "}"]).encode(),
        capture_output=True,
        check=False,
    )
    if not made.stdout:
        return _network(rng, have)
    return Image.open(io.BytesIO(made.stdout)).convert("RGB")


def _run_graphviz(rng: Random, text: str, program: str, dots: int = 0) -> Image.Image:
    made = subprocess.run(
        [program, "-Tpng", f"-Gdpi={dots or rng.choice((50, 72, 96, 96, 130))}"],
        input=text.encode(),
        capture_output=True,
        check=True,
    )
    image = Image.open(io.BytesIO(made.stdout))
    if max(image.size) > 6000:
        image.thumbnail((3000, 3000))
    return image.convert("RGB")


def _inheritance(rng: Random, have: Ingredients) -> Image.Image:
    """Who inherits from whom, as generators of documentation draw it: small boxes, thin coloured arrows."""
    name = rng.choice(("Liberation Sans", "FreeSans", "DejaVu Sans", "Liberation Serif"))
    grey = chance(rng, 0.5)
    fill = rng.choice(("white", "white", "#bfbfbf", "#f0f0f0", "#e8eef8"))
    size = rng.choice((8, 9, 10, 10))
    lines = [
        f'digraph g {{ rankdir={rng.choice(("LR", "LR", "TB", "BT", "RL"))}; bgcolor="{rng.choice(("white", "white", "white", "transparent", "#f9fafc"))}"; '
        f"nodesep={rng.choice((0.05, 0.1, 0.25))}; ranksep={rng.choice((0.3, 0.5, 0.9))};",
        f'node [shape={rng.choice(("box", "box", "box", "record"))} height=0.2 width=0.4 fontname="{name}" fontsize={size} style=filled fillcolor="{fill}" color="{rng.choice(("black", "#666666", "#84b0c7", "gray75"))}"];',
        f'edge [fontname="{name}" fontsize={size - 1} color="{"gray50" if grey else rng.choice(("midnightblue", "blue", "firebrick3", "darkgreen", "#63b8ff"))}" '
        f"style={rng.choice(('solid', 'solid', 'dashed'))} arrowhead={rng.choice(('normal', 'onormal', 'empty', 'open', 'vee'))} arrowsize={rng.choice((0.5, 0.7, 1))} dir={rng.choice(('back', 'forward'))}];",
    ]
    count = rng.choice((2, 3, 4, 6, 9, 14, 25, 40))
    space = rng.choice(("", title(rng, 1).lower() + "::", title(rng, 1).lower() + "."))
    for i in range(count):
        extra = ', fillcolor="#bfbfbf"' if i == 0 else ", color=red" if chance(rng, 0.06) else ""
        lines.append(
            f'n{i} [label="{_plain(space + title(rng, 2).title().replace(" ", ""))}"{extra}];'
        )
        if i:
            lines.append(f"n{rng.randrange(max(0, i - rng.choice((1, 3, 9))), i)} -> n{i};")
    lines += [
        f'n{rng.randrange(count)} -> n{rng.randrange(count)} [style=dashed, label="{_plain(title(rng, 1)).lower()}"];'
        for _ in range(rng.choice((0, 0, 1, count // 3)))
    ]
    image = _run_graphviz(rng, "\n".join([*lines, "}"]), "dot")
    return image if max(image.size) < 9 * min(image.size) else _inheritance(rng, have)


def _clusters(rng: Random, _have: Ingredients) -> Image.Image:
    """Boxes in coloured boxes, many kinds of node, styled edges."""
    name = rng.choice(SANS + MONO[:3])
    ground = rng.choice(
        ("white", "white", "white", css(paper(rng)), css(colour(rng, (0, 0.5), (0.1, 0.2))))
    )
    dark = ground not in ("white",) and sum(int(ground[i : i + 2], 16) for i in (1, 3, 5)) < 300
    pen = (
        "#dddddd"
        if dark
        else rng.choice(("black", "#333333", css(colour(rng, (0.3, 0.9), (0.15, 0.4)))))
    )
    lines = [f'digraph g {{ compound=true; rankdir={rng.choice(("TB", "TB", "LR"))}; bgcolor="{ground}"; splines={rng.choice(("true", "ortho", "curved", "polyline"))}; fontname="{name}"; fontcolor="{pen}";',
             f'node [fontname="{name}" fontcolor="{pen if dark else "black"}" color="{pen}" penwidth={rng.choice((0.5, 1, 1, 2))}]; edge [color="{pen}" fontcolor="{pen}" fontname="{name}" fontsize=10];']  # fmt: skip
    shapes = (
        "box",
        "box",
        "ellipse",
        "cylinder",
        "component",
        "folder",
        "note",
        "box3d",
        "tab",
        "hexagon",
        "parallelogram",
        "diamond",
        "circle",
        "doublecircle",
        "invhouse",
        "house",
        "plaintext",
        "octagon",
        "trapezium",
    )
    mine = [rng.choice(shapes) for _ in range(rng.randint(1, 4))]
    nodes = 0
    for c in range(rng.randint(1, 5)):
        tint = css(colour(rng, (0.2, 0.9), (0.15, 0.3) if dark else (0.8, 0.96)))
        style = rng.choice(("filled", "rounded", "dashed", "filled,rounded", "solid", "dotted"))
        lines.append(
            f'subgraph cluster_{c} {{ label="{_plain(title(rng, 2))}"; style="{style}"; color="{pen if "filled" not in style else tint}"; fillcolor="{tint}";'
        )
        for _ in range(rng.randint(1, 6)):
            own = (
                css(colour(rng, (0.3, 0.9), (0.2, 0.4) if dark else (0.6, 0.95)))
                if chance(rng, 0.6)
                else tint
            )
            lines.append(
                f'n{nodes} [label="{_plain(title(rng, 2))}" shape={rng.choice(mine)} style="{rng.choice(("filled", "filled", "rounded,filled", "filled,bold", ""))}" fillcolor="{own}"];'
            )
            nodes += 1
        lines.append("}")
    lines += [
        f"n{rng.randrange(max(0, i - 4), i)} -> n{i} [style={rng.choice(('solid', 'solid', 'dashed', 'bold', 'dotted'))}{f', xlabel={chr(34)}{_plain(title(rng, 1))}{chr(34)}' if chance(rng, 0.2) else ''}];"
        for i in range(1, nodes)
    ]
    return _run_graphviz(
        rng, "\n".join([*lines, "}"]), rng.choice(("dot", "dot", "dot", "dot", "fdp"))
    )


def _tables_joined(rng: Random, _have: Ingredients) -> Image.Image:
    """Tables of a database with keys, joined by crow's feet, or ellipses and diamonds."""
    name = rng.choice(SANS + MONO[:3])
    if chance(rng, 0.3):
        lines = [
            f'graph er {{ layout={rng.choice(("neato", "fdp", "dot"))}; overlap=false; bgcolor=white; node [fontname="{name}"];'
        ]
        for i in range(rng.randint(2, 5)):
            lines.append(
                f'e{i} [shape=box label="{_plain(title(rng, 1))}" style=filled fillcolor="{css(colour(rng, (0.2, 0.8), (0.75, 0.95)))}"];'
            )
            lines += [
                f'a{i}_{a} [shape=ellipse label="{_plain(title(rng, 1)).lower()}"]; e{i} -- a{i}_{a};'
                for a in range(rng.randint(1, 4))
            ]
            if i:
                lines.append(
                    f'r{i} [shape=diamond label="{_plain(title(rng, 1)).lower()}" style=filled color=lightgrey]; e{i - 1} -- r{i} [label="n"]; r{i} -- e{i} [label="1"];'
                )
        return _run_graphviz(rng, "\n".join([*lines, "}"]), "dot")
    head, back = (
        css(colour(rng, (0.2, 0.9), (0.4, 0.8))),
        rng.choice(("white", "#fffbe6", "#f5f5f5")),
    )
    lines = [
        f'digraph er {{ rankdir={rng.choice(("LR", "TB"))}; bgcolor=white; nodesep=0.5; node [shape=plaintext fontname="{name}" fontsize=10]; edge [arrowhead={rng.choice(("crow", "crowodot", "normal", "none", "teetee"))} color="{css(colour(rng, (0, 0.6), (0, 0.5)))}"];'
    ]
    count = rng.randint(2, 9)
    for i in range(count):
        rows = "".join(
            f'<tr><td align="left" port="p{k}">{_plain(title(rng, 1)).lower()}</td><td align="left"><font color="#777777">{rng.choice(("int", "text", "varchar(40)", "date", "bool"))}</font></td></tr>'
            for k in range(rng.randint(2, 9))
        )
        lines.append(
            f't{i} [label=<<table bgcolor="{back}" border="{rng.choice((0, 1))}" cellborder="{rng.choice((0, 1, 1))}" cellspacing="0"><tr><td colspan="2" bgcolor="{head}"><b>{_plain(title(rng, 1)).lower()}</b></td></tr>{rows}</table>>];'
        )
        if i:
            lines.append(f"t{rng.randrange(i)}:p1 -> t{i}:p0;")
    return _run_graphviz(rng, "\n".join([*lines, "}"]), "dot")


def _classes(rng: Random, _have: Ingredients) -> Image.Image:
    """Classes with attributes and methods in three-part boxes."""
    fill = rng.choice(
        ("white", "#fefece", "#fefece", "lightyellow", css(colour(rng, (0.3, 0.9), (0.85, 0.95))))
    )
    lines = [
        f'digraph c {{ rankdir={rng.choice(("BT", "BT", "TB", "LR"))}; bgcolor=white; splines={rng.choice(("true", "ortho", "polyline"))}; node [shape=record style=filled fillcolor="{fill}" color="{rng.choice(("black", "#a80036", "#555555"))}" fontname="{rng.choice(SANS)}" fontsize={rng.choice((9, 10, 11))}];'
    ]
    count = rng.randint(2, 9)
    for i in range(count):
        fields = "".join(
            f"{rng.choice('+-#')} {_plain(title(rng, 1)).lower()} : {rng.choice(('int', 'String', 'bool', 'Node'))}\\l"
            for _ in range(rng.randint(0, 5))
        )
        methods = "".join(
            f"{rng.choice('+-#')} {_plain(title(rng, 1)).lower()}()\\l"
            for _ in range(rng.randint(0, 6))
        )
        lines.append(
            f'n{i} [label="{{{_plain(title(rng, 2)).title().replace(" ", "")}|{fields}|{methods}}}"];'
        )
        if i:
            lines.append(
                f"n{i} -> n{rng.randrange(i)} [arrowhead={rng.choice(('empty', 'empty', 'odiamond', 'diamond', 'vee'))} style={rng.choice(('solid', 'solid', 'dashed'))}];"
            )
    return _run_graphviz(rng, "\n".join([*lines, "}"]), "dot")


def _state_machine(rng: Random, _have: Ingredients) -> Image.Image:
    """Circles with labelled arrows, some back to themselves."""
    count = rng.randint(2, 9)
    lines = [
        f'digraph s {{ rankdir={rng.choice(("LR", "LR", "TB"))}; bgcolor=white; node [shape={rng.choice(("circle", "circle", "ellipse", "Mrecord"))} fontname="{rng.choice(SANS + SERIF)}"]; edge [fontname="{rng.choice(SANS + SERIF)}" fontsize=11]; n0 [shape=doublecircle]; start [shape=point]; start -> n0;'
    ]
    for i in range(count):
        lines.append(f'n{i} [label="{rng.choice((f"q{i}", f"S{i}", _plain(title(rng, 1))))}"];')
        lines += [
            f'n{i} -> n{rng.choice((i, (i + 1) % count, rng.randrange(count)))} [label="{rng.choice(("a", "b", "0", "1", "ε", "a, b", _plain(title(rng, 1)).lower()))}"];'
            for _ in range(rng.randint(1, 2))
        ]
    return _run_graphviz(rng, "\n".join([*lines, "}"]), rng.choice(("dot", "dot", "circo")))


def _plain(text: str) -> str:
    return "".join(c for c in text if c.isalnum() or c in " _.:()") or "x"


def _circuit(rng: Random, _have: Ingredients) -> Image.Image:
    """Parts of electronics along wires on a grid."""
    board = new_board(rng)
    step = board.w / rng.randint(6, 14)
    nodes = [
        (x * step, y * step)
        for x in range(1, int(board.w / step))
        for y in range(1, int(board.h / step))
    ]
    size = step * 0.28
    for x, y in rng.sample(nodes, min(len(nodes), rng.randint(8, 40))):
        across = chance(rng, 0.5)
        length = rng.randint(1, 3) * step
        bx, by = (x + length, y) if across else (x, y + length)
        mx, my = (x + bx) / 2, (y + by) / 2
        part = rng.randrange(7)
        board.line((x, y), (bx, by))
        area = (
            (mx - size, my - size / 2, mx + size, my + size / 2)
            if across
            else (mx - size / 2, my - size, mx + size / 2, my + size)
        )
        if part == 0:
            board.draw.rectangle(area, board.image.getpixel((1, 1)), board.pen, board.width)
        elif part == 1:  # a capacitor
            gap = size / 3
            blank = (mx - gap, my - gap, mx + gap, my + gap)
            board.draw.rectangle(blank, board.image.getpixel((1, 1)))
            for d in (-gap, gap):
                board.line(
                    *(
                        ((mx + d, my - size), (mx + d, my + size))
                        if across
                        else ((mx - size, my + d), (mx + size, my + d))
                    )
                )
        elif part == 2:  # a zigzag resistor
            board.draw.rectangle(area, board.image.getpixel((1, 1)))
            zig = [
                ((mx - size + 2 * size * i / 6), my + (size / 2 if i % 2 else -size / 2))
                for i in range(7)
            ]
            board.line(*(zig if across else [(mx + (py - my), my + (px - mx)) for px, py in zig]))
        elif part == 3:
            board.draw.ellipse(
                (mx - size, my - size, mx + size, my + size),
                board.image.getpixel((1, 1)),
                board.pen,
                board.width,
            )
        elif part == 4:  # a diode or an amplifier
            board.draw.polygon(
                [(mx - size, my - size), (mx - size, my + size), (mx + size, my)],
                board.image.getpixel((1, 1)),
                board.pen,
                board.width,
            )
        elif part == 5:  # a chip with pins
            w, h = step * rng.uniform(0.8, 1.6), step * rng.uniform(0.8, 2)
            board.box(mx, my, w, h, title(rng, 1)[:8].upper(), 0)
            for i in range(rng.randint(2, 6)):
                py = my + h * (i + 0.5) / 6
                board.line((mx - size, py), (mx, py))
                board.line((mx + w, py), (mx + w + size, py))
        dot = board.width * 1.8
        board.draw.ellipse((x - dot, y - dot, x + dot, y + dot), board.pen)
        if chance(rng, 0.6):
            text = f"{rng.choice('RCLQDUV')}{rng.randint(1, 40)}"
            board.draw.text((mx + size, my + size), text, board.pen, board.face(step * 0.24))
    return board.done()


def _sequence(rng: Random, _have: Ingredients) -> Image.Image:
    board = new_board(rng)
    count = rng.randint(2, 5)
    xs = [board.w * (i + 0.5) / count for i in range(count)]
    top, high = board.h * 0.05, board.h * 0.08
    for x in xs:
        board.box(
            x - board.w / count * 0.35,
            top,
            board.w / count * 0.7,
            high,
            title(rng, 1)[:14],
            rng.choice((0, 2)),
        )
        board.line((x, top + high), (x, board.h * 0.96), dashed=True)
    y = top + high * 2
    while y < board.h * 0.93:
        a, b = rng.sample(xs, 2) if count > 1 else (xs[0], xs[0] + 80)
        board.line((a, y), (b, y), arrow=True)
        board.draw.text(
            ((a + b) / 2, y - 4), title(rng, 2), board.pen, board.face(board.h / 45), "mb"
        )
        y += board.h * rng.uniform(0.05, 0.12)
    return board.done()


def _blocks(rng: Random, _have: Ingredients) -> Image.Image:
    """Boxes within boxes, as of an architecture, or fields of a packet's header."""
    board = new_board(rng)

    def split(x: float, y: float, w: float, h: float, depth: int) -> None:
        board.box(x, y, w, h, "" if depth else title(rng, 2)[:16], rng.choice((0, 0, 2)))
        if depth == 0:
            return
        board.draw.text(
            (x + w / 2, y + 8), title(rng, 2), board.pen, board.face(max(14, h / 14)), "mt"
        )
        parts = rng.randint(1, 4)
        top = y + h * 0.2
        for i in range(parts):
            if w > h:
                split(x + w * (i + 0.08) / parts, top, w / parts * 0.84, h * 0.7, depth - 1)
            else:
                split(
                    x + w * 0.08,
                    top + (h * 0.75) * i / parts,
                    w * 0.84,
                    h * 0.75 / parts * 0.85,
                    depth - 1,
                )

    split(board.w * 0.04, board.h * 0.04, board.w * 0.92, board.h * 0.92, rng.randint(1, 3))
    for _ in range(rng.randint(0, 4)):
        x, y = rng.uniform(0.1, 0.9) * board.w, rng.uniform(0.1, 0.9) * board.h
        board.line((x, y), (x + rng.gauss(0, 150), y), arrow=True)
    return board.done()


def _geometry(rng: Random, _have: Ingredients) -> Image.Image:
    """A construction: points, lines, arcs, letters; a figure of a textbook."""
    board = new_board(rng)
    points = [
        (rng.uniform(0.12, 0.88) * board.w, rng.uniform(0.12, 0.88) * board.h)
        for _ in range(rng.randint(3, 8))
    ]
    if chance(rng, 0.4):
        board.draw.polygon(points[:4], rng.choice(board.fills), board.pen, board.width)
    for i, (x, y) in enumerate(points):
        other = rng.choice(points)
        board.line((x, y), other, arrow=chance(rng, 0.3), dashed=chance(rng, 0.25))
        if chance(rng, 0.35):
            r = rng.uniform(0.05, 0.3) * board.w
            start = rng.uniform(0, 360)
            board.draw.arc(
                (x - r, y - r, x + r, y + r),
                start,
                start + rng.choice((60, 120, 360)),
                board.pen,
                board.width,
            )
        d = board.width * 2
        board.draw.ellipse((x - d, y - d, x + d, y + d), board.pen)
        board.draw.text(
            (x + 14, y - 40),
            rng.choice((chr(65 + i), f"x{i}", "α", "θ", number(rng)[:4])),
            board.pen,
            board.face(board.h / 24),
        )
    if chance(rng, 0.4):
        board.line((board.w * 0.08, board.h * 0.92), (board.w * 0.95, board.h * 0.92), arrow=True)
        board.line((board.w * 0.08, board.h * 0.92), (board.w * 0.08, board.h * 0.05), arrow=True)
    return board.done()


def _layers(rng: Random, _have: Ingredients) -> Image.Image:
    """Columns of circles, all joined, or a pipeline of solids, as of a neural network."""
    board = new_board(rng)
    count = rng.randint(2, 6)
    columns = []
    for i in range(count):
        n = rng.randint(2, 8)
        columns.append([(board.w * (i + 0.5) / count, board.h * (j + 0.5) / n) for j in range(n)])
    r = board.w / 50
    for left, right in pairwise(columns):
        for a in left:
            for b in right:
                board.draw.line((*a, *b), board.pen, max(1, board.width // 2))
    for column in columns:
        for x, y in column:
            board.draw.ellipse(
                (x - r, y - r, x + r, y + r), rng.choice(board.fills), board.pen, board.width
            )
    for i in range(count):
        board.draw.text(
            (board.w * (i + 0.5) / count, 8), title(rng, 1), board.pen, board.face(28), "mt"
        )
    return board.done()
