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


def diagram(rng: Random, have: Ingredients) -> Image.Image:
    """A flow chart, a tree, a network, a circuit, a class or sequence diagram, a construction."""
    makers = (_graphviz, _graphviz, _graphviz, _boxes_on_grid, _boxes_on_grid, _network, _circuit, _circuit,
              _sequence, _blocks, _geometry, _geometry, _layers)  # fmt: skip
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
