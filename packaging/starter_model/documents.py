"""Text documents, tables, and program text."""

from __future__ import annotations

import html
from random import Random

from common import (
    HAND,
    MONO,
    SANS,
    SERIF,
    Page,
    chance,
    colour,
    css,
    ink,
    mix,
    number,
    paper,
    source_text,
    title,
)
from ingredients import Ingredients, pick
from papers import reading
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import TextLexer, get_lexer_for_filename
from pygments.styles import get_all_styles
from pygments.util import ClassNotFound
from web import head, page_of, say


def document(rng: Random, have: Ingredients) -> Page:
    """A page of running text: letter, article, book, list of contents, form."""
    w, h = rng.choice(((800, 1130), (800, 1130), (800, 1035), (600, 850), (900, 700)))
    family = rng.choice(SERIF if chance(rng, 0.65) else SANS + MONO[:4])
    size = rng.choice((11, 12, 13, 14, 15, 16, 18, 21)) * w / 800
    columns = rng.choice((1, 1, 1, 1, 2, 2, 3))
    style = (f"body {{ margin:0; background:{css(paper(rng))}; color:{css(ink(rng))}; font:{size:.1f}px/{rng.uniform(1.15, 1.9):.2f} '{family}';"
             f"padding:{rng.randint(30, 110)}px {rng.randint(30, 120)}px; text-align:{rng.choice(('justify', 'justify', 'left'))}; hyphens:auto }}"
             f".c {{ columns:{columns}; column-gap:{rng.randint(18, 40)}px }} p {{ margin:{rng.choice((0, 4, 10, 14))}px 0; text-indent:{rng.choice((0, 0, 18, 28))}px }}"
             f"h1,h2,h3 {{ text-align:{rng.choice(('left', 'left', 'center'))}; line-height:1.2; margin:.8em 0 .4em; font-family:'{family if chance(rng, 0.6) else rng.choice(SANS)}' }}")  # fmt: skip
    kind = rng.choice(
        (
            _article,
            _article,
            _article,
            _book,
            _book,
            _book,
            _letter,
            _contents,
            _minutes,
            _index,
            _form,
            _handbook,
            _handbook,
            _handbook,
        )
    )
    body = kind(rng, have)
    if chance(rng, 0.4):
        body = (
            f"<div style='display:flex;justify-content:space-between;border-bottom:{rng.choice((0, 1))}px solid;margin-bottom:14px'><i>{head(rng, 4)}</i><span>{rng.randint(1, 400)}</span></div>"
            + body
        )
    return Page(page_of(style, body), w, h, rng.choice((1, 1, 1, 1.5)))


def _running(rng: Random, count: int, have: Ingredients) -> str:
    """Paragraphs: real ones of a manual, or made up."""
    if chance(rng, 0.7):
        real = [text for tag, text in reading(rng, have, 4 * count + 8) if tag == "p"]
        return "".join(f"<p>{html.escape(text)}</p>" for text in real[:count])
    return "".join(f"<p>{say(rng, rng.randint(25, 130))}.</p>" for _ in range(count))


def _article(rng: Random, have: Ingredients) -> str:
    authors = (
        f"<p style='text-align:center'>{head(rng, 2)}, {head(rng, 2)}</p>"
        if chance(rng, 0.6)
        else ""
    )
    abstract = (
        f"<div style='margin:10px 8%'><b>Abstract</b> {say(rng, 90)}</div>"
        if chance(rng, 0.5)
        else ""
    )
    parts = ""
    for i in range(rng.randint(3, 6)):
        parts += f"<h2>{i + 1}. {head(rng)}</h2>{_running(rng, rng.randint(1, 3), have)}"
        if chance(rng, 0.2):
            parts += f"<p style='text-align:center'><i>{rng.choice('xyzfE')} = {rng.choice('abn')}<sup>2</sup> + Σ {rng.choice('λμθ')}<sub>i</sub> ⁄ ∫ {number(rng)} d{rng.choice('xt')}</i> &nbsp; ({i})</p>"
        if chance(rng, 0.08):
            parts += f"<img src='file://{pick(rng, have.thumbs)}' style='width:100%;max-height:160px;object-fit:cover'><small>Figure {i}. {say(rng, 9)}</small>"
    return f"<h1>{head(rng, 8)}</h1>{authors}{abstract}<div class=c>{parts}{_running(rng, 4, have)}</div>"


def _book(rng: Random, have: Ingredients) -> str:
    top = (
        f"<h1 style='margin:{rng.randint(20, 140)}px 0 40px'>{head(rng, 4)}</h1>"
        if chance(rng, 0.3)
        else ""
    )
    return f"{top}<div class=c>{_running(rng, rng.choice((2, 8, 12)), have)}</div>"


def _letter(rng: Random, have: Ingredients) -> str:
    address = "<br>".join(head(rng, 3) for _ in range(4))
    return (f"<div style='text-align:right'>{address}<br><br>{number(rng)}</div><br>{address}<br><br><b>{head(rng, 6)}</b><br><br>{_running(rng, rng.randint(2, 5), have)}"
            f"<br>{head(rng, 2)}<br><span style='font:34px {rng.choice(HAND)}'>{head(rng, 2)}</span>")  # fmt: skip


def _handbook(rng: Random, _have: Ingredients) -> str:
    """A printed manual: numbered sections, listings, terms with their meaning, a foot line."""
    chapter, mono = rng.randint(1, 20), rng.choice(MONO)
    link = rng.choice(("inherit", "inherit", "#00c", "#900", "#005f87"))
    boxed = rng.choice(
        ("", "border:1px solid #bbb;padding:6px;", "background:#f2f2f2;padding:8px;")
    )
    out = (
        f"<h1>{rng.choice(('', 'Chapter ', 'Appendix '))}{chapter} {head(rng, 4)}</h1>"
        if chance(rng, 0.3)
        else ""
    )
    for i in range(rng.randint(2, 6)):
        out += f"<h3>{chapter}.{i + 1} &nbsp; {head(rng, 5)}</h3>"
        for _ in range(rng.randint(1, 4)):
            kind = rng.random()
            if kind < 0.5:
                out += f"<p>{say(rng, rng.randint(12, 60))} <span style='color:{link}'>{say(rng, 2)}</span> {say(rng, rng.randint(8, 50))}.</p>"
            elif kind < 0.75:
                text, _ = source_text(rng, rng.randint(2, 12))
                out += f"<pre style='{boxed}margin:8px {rng.choice((0, 20))}px;font:.85em/1.2 {mono};overflow:hidden;text-align:left'>{html.escape(text)}</pre>"
            elif kind < 0.9:
                out += "".join(f"<div><b style='font-family:{mono}'>{say(rng, 1)}</b><div style='margin-left:40px'>{say(rng, rng.randint(6, 30))}</div></div>"
                               for _ in range(rng.randint(2, 5)))  # fmt: skip
            else:
                out += (
                    "<ul>"
                    + "".join(f"<li>{say(rng, rng.randint(5, 25))}" for _ in range(4))
                    + "</ul>"
                )
    foot = f"<div style='text-align:{rng.choice(('center', 'right', 'left'))};margin-top:20px'>{rng.randint(1, 900)}</div>"
    return f"<div style='min-height:88vh;max-height:92vh;overflow:hidden'>{out}</div>{foot}"


def _contents(rng: Random, _have: Ingredients) -> str:
    rows = ""
    for i in range(rng.randint(18, 45)):
        deep = rng.randrange(3)
        rows += f"<div style='display:flex;padding-left:{deep * 22}px'><span>{i}.{deep} {head(rng, 5)}</span><span style='flex:1;border-bottom:1px dotted;margin:0 6px 4px'></span>{i * 4 + 1}</div>"
    return f"<h1>{rng.choice(('Contents', 'Table of Contents', 'Inhalt'))}</h1>{rows}"


def _minutes(rng: Random, _have: Ingredients) -> str:
    out = f"<h1>{head(rng, 5)}</h1>"
    for _ in range(rng.randint(4, 9)):
        out += (
            f"<h3>{head(rng, 4)}</h3><ul>"
            + "".join(f"<li>{say(rng, rng.randint(6, 40))}</li>" for _ in range(rng.randint(2, 6)))
            + "</ul>"
        )
    return out


def _index(rng: Random, _have: Ingredients) -> str:
    rows = "".join(
        f"<div>{head(rng, 2)}, {', '.join(str(rng.randint(1, 400)) for _ in range(rng.randint(1, 4)))}</div>"
        for _ in range(160)
    )
    return f"<h1>{head(rng, 1)}</h1><div style='columns:{rng.choice((2, 3))}'>{rows}</div>"


def _form(rng: Random, have: Ingredients) -> str:
    rows = "".join(
        f"<div style='margin:14px 0'>{head(rng, 3)}: {'_' * rng.randint(10, 40)} &nbsp; {head(rng, 2)} {'_' * rng.randint(5, 15)}</div>"
        if chance(rng, 0.5)
        else f"<div>{rng.choice('☐☐☒')} {say(rng, rng.randint(4, 20))}</div>"
        for _ in range(rng.randint(10, 20))
    )
    return f"<h2>{head(rng, 5)}</h2>{_running(rng, 1, have)}{rows}{_running(rng, 2, have)}"


# Tables


def table(rng: Random, _have: Ingredients) -> Page:
    """Values in rows and columns: printed, on a page, or in a spreadsheet's window."""
    kind = rng.random()
    return (_spreadsheet if kind < 0.35 else _bare_table if kind < 0.55 else _printed_table)(rng)


def _cell(rng: Random, kind: int) -> str:
    return (
        number(rng),
        head(rng, 1),
        head(rng, 3),
        "",
        rng.choice(("yes", "no", "✓", "✗", "—")),
        say(rng, 8),
    )[kind]


def _grid(rng: Random, rows: int, columns: int, css_cell: str) -> str:
    kinds = [rng.choice((0, 0, 0, 0, 1, 2, 2, 3, 4, 5)) for _ in range(columns)]
    return "".join(
        "<tr>"
        + "".join(
            f"<td style='{css_cell}'>{_cell(rng, k) if not chance(rng, 0.06) else ''}</td>"
            for k in kinds
        )
        + "</tr>"
        for _ in range(rows)
    )


def _printed_table(rng: Random) -> Page:
    columns, rows = rng.randint(2, 12), rng.randint(3, 40)
    line = css(mix((255, 255, 255), (0, 0, 0), rng.uniform(0.15, 1)))
    rule = rng.choice((
        f"border:1px solid {line}", f"border:1px solid {line}", f"border:2px solid {line}", f"border-bottom:1px solid {line}",
        f"border:1px solid {line}", "border:0", f"border:1px inset {line}",
    ))  # fmt: skip
    head_back = rng.choice(
        (
            "transparent",
            css(colour(rng, (0, 0.8), (0.8, 0.95))),
            css(colour(rng, (0.2, 0.9), (0.2, 0.5))),
        )
    )
    pen = "#fff" if head_back != "transparent" and int(head_back[3:5], 16) < 128 else "inherit"
    cell = f"padding:{rng.randint(1, 9)}px {rng.randint(4, 16)}px;{rule};text-align:{rng.choice(('left', 'left', 'center', 'right'))}"
    heads = "".join(
        f"<th style='{cell};background:{head_back};color:{pen}'>{head(rng, 2)}</th>"
        for _ in range(columns)
    )
    stripe = (
        f"tr:nth-child(even) {{ background:{css(colour(rng, (0, 0.5), (0.88, 0.97)))} }}"
        if chance(rng, 0.35)
        else ""
    )
    dark = chance(rng, 0.06)
    ground, text = ((30, 30, 34), (220, 220, 220)) if dark else (paper(rng), ink(rng))
    family = rng.choice(SANS + SERIF + MONO[:3])
    style = (f"body {{ margin:0; padding:{rng.choice((0, 4, 10, 30, 60))}px; background:{css(ground)}; color:{css(text)}; font:{rng.choice((11, 12, 13, 14, 16, 18))}px '{family}' }}"
             f"table {{ border-collapse:{rng.choice(('collapse', 'collapse', 'collapse', 'separate'))}; width:{rng.choice(('100%', '100%', 'auto'))} }} {stripe if not dark else ''}")  # fmt: skip
    caption = f"<h3>{head(rng, 5)}</h3>" if chance(rng, 0.3) else ""
    after = f"<p>{say(rng, 25)}</p>" if chance(rng, 0.2) else ""
    first = f"<tr>{heads}</tr>" if chance(rng, 0.9) else ""
    body = f"{caption}<table>{first}{_grid(rng, rows, columns, cell)}</table>{after}"
    w = rng.choice((500, 700, 900, 1100)) if columns > 3 else rng.choice((350, 500, 700))
    h = min(1400, max(150, round(rows * 26 * rng.uniform(0.7, 1.1) + 60)))
    return Page(page_of(style, body), w, h, rng.choice((1, 1, 1.5)))


def _bare_table(rng: Random) -> Page:
    """A long table of a manual or a reference: few columns, code in some, much text in others."""
    mono, border = rng.choice(MONO), rng.choice((0, 1, 1, 1))
    kinds = [
        rng.choice(("code", "short", "short", "long", "number")) for _ in range(rng.randint(2, 6))
    ]
    back = css(colour(rng, (0, 0.6), (0.75, 0.97))) if chance(rng, 0.5) else "transparent"
    makers = {
        "code": lambda: f"<code style='font-family:{mono}'>{say(rng, rng.randint(1, 2))}</code>",
        "short": lambda: head(rng, 2), "long": lambda: say(rng, rng.randint(4, 22)), "number": lambda: number(rng),
    }  # fmt: skip
    rows = "".join(
        "<tr>" + "".join(f"<td>{makers[k]()}</td>" for k in kinds) + "</tr>"
        for _ in range(rng.randint(6, 40))
    )
    heads = "".join(f"<th style='background:{back}'>{head(rng, 2)}</th>" for _ in kinds)
    valign, family = rng.choice(("top", "middle")), rng.choice(SERIF + SANS)
    style = (f"body {{ margin:{rng.choice((0, 8, 20))}px; font:{rng.choice((12, 14, 16, 16))}px '{family}' }}"
             f"table {{ border-collapse:{rng.choice(('separate', 'collapse'))} }} td, th {{ padding:{rng.choice((1, 3, 6))}px {rng.choice((4, 8))}px; vertical-align:{valign};"
             f" {'border-style:' + rng.choice(('inset', 'solid')) if border else ''}; border-width:{border}px; text-align:left }}")  # fmt: skip
    before = (
        f"<h2>{head(rng, 4)}</h2><p>{say(rng, rng.randint(5, 40))}</p>" if chance(rng, 0.35) else ""
    )
    body = f"{before}<table border='{border}'><tr>{heads}</tr>{rows}</table>"
    w, h = rng.choice(((900, 700), (700, 600), (1100, 700), (600, 600)))
    return Page(page_of(style, body), w, h)


def _spreadsheet(rng: Random) -> Page:
    """Letters over columns, numbers before rows, a bar of formulas, leaves below."""
    w, h = rng.choice(((1280, 800), (1024, 768), (1366, 768), (900, 600), (700, 450)))
    columns, rows = rng.randint(5, 16), h // 20
    grey = rng.choice(("#f0f0f0", "#e6e6e6", "#dfe3e8", "#d4d0c8", "#f8f9fa", "#eeece9"))
    line = rng.choice(("#d0d0d0", "#c0c0c0", "#e2e2e2", "#a0a0a0"))
    width = rng.randint(60, 120)
    full_rows, full_columns = rng.randint(3, rows), rng.randint(2, columns)
    kinds = [rng.choice((0, 0, 0, 0, 1, 2)) for _ in range(columns)]
    tints = [css(colour(rng, (0.2, 0.8), (0.8, 0.95))) for _ in range(3)]
    accent = css(colour(rng, (0.4, 0.9), (0.25, 0.5)))
    body_rows = ""
    for r in range(rows):
        cells = ""
        for c in range(columns):
            inside = r < full_rows and c < full_columns and not chance(rng, 0.08)
            tint = (
                f"background:{rng.choice(tints)};"
                if inside and (r == 0 or chance(rng, 0.04))
                else ""
            )
            bold = "font-weight:bold;" if r == 0 else ""
            text = (head(rng, 1) if r == 0 else _cell(rng, kinds[c])) if inside else ""
            cells += f"<td style='{tint}{bold}text-align:{'right' if kinds[c] == 0 and r else 'left'}'>{text}</td>"
        body_rows += f"<tr><th>{r + 1}</th>{cells}</tr>"
    letters = "".join(f"<th>{chr(65 + c)}</th>" for c in range(columns))
    style = (f"body {{ margin:0; font:{rng.choice((11, 12, 13))}px '{rng.choice(SANS[:8])}'; background:{grey}; overflow:hidden }} table {{ border-collapse:collapse; table-layout:fixed; background:#fff }}"
             f"td {{ border:1px solid {line}; height:19px; padding:0 3px; white-space:nowrap; overflow:hidden; width:{width}px }} th {{ background:{grey}; border:1px solid #bbb; font-weight:normal; width:{width}px }} th:first-child {{ width:36px }}")  # fmt: skip
    top = ""
    if chance(rng, 0.6):
        top = f"<div style='background:{rng.choice((grey, accent))};padding:5px 8px'>File &nbsp; Edit &nbsp; View &nbsp; Insert &nbsp; Format &nbsp; Data &nbsp; {head(rng, 2)}</div>"
        top += (
            "<div style='padding:4px 8px'>"
            + "".join(
                f"<span style='display:inline-block;width:18px;height:18px;margin:2px;background:{css(colour(rng, (0, 0.8), (0.4, 0.8)))}'></span>"
                for _ in range(rng.randint(8, 24))
            )
            + "</div>"
        )
    if chance(rng, 0.6):
        top += f"<div style='padding:3px 8px'><span style='background:#fff;border:1px solid #aaa;padding:1px 30px 1px 4px'>B{rng.randint(1, 30)}</span> ƒx <span style='background:#fff;border:1px solid #aaa;padding:1px 300px 1px 4px'>=SUM(A1:A{rng.randint(2, 40)})</span></div>"
    leaves = (
        f"<div style='position:absolute;bottom:0;left:0;right:0;background:{grey};padding:4px 10px'>{'  '.join('<span style=border:solid>Sheet' + str(i) + '</span>' for i in range(1, 4))}</div>"
        if chance(rng, 0.5)
        else ""
    )
    return Page(
        page_of(style, f"{top}<table><tr><th></th>{letters}</tr>{body_rows}</table>{leaves}"), w, h
    )


# Program text


def code(rng: Random, _have: Ingredients) -> Page:
    """Program text in many colourings, diffs, logs, and terminals."""
    return (_terminal if chance(rng, 0.35) else _listing)(rng)


def _listing(rng: Random) -> Page:
    count = rng.choice((8, 15, 25, 40, 60))
    text, name = source_text(rng, count)
    try:
        lexer = get_lexer_for_filename(name)
    except ClassNotFound:
        lexer = TextLexer()
    numbers = rng.choice((False, False, "inline", "table"))
    made = HtmlFormatter(style=rng.choice(list(get_all_styles())), linenos=numbers, full=False)
    colours = made.get_style_defs(".highlight") if chance(rng, 0.85) else ""
    size = rng.choice((11, 12, 13, 14, 16, 20))
    style = (f"body {{ margin:0; background:{made.style.background_color if colours else css(paper(rng))} }} {colours} .highlight {{ min-height:100vh; padding:{rng.randint(0, 40)}px }}"
             f" pre {{ font:{size}px/{rng.uniform(1.1, 1.6):.2f} '{rng.choice(MONO)}' !important; margin:0 }}")  # fmt: skip
    body = highlight(text, lexer, made)
    if chance(rng, 0.25):
        body = (
            f"<div style='background:#333;color:#ccc;font:13px {rng.choice(SANS)};padding:7px'>{html.escape(name)} &nbsp; ✕ &nbsp; {head(rng, 1)}.py</div>"
            + body
        )
    w = rng.choice((500, 700, 900, 1100, 1280))
    h = min(1000, max(160, round(count * size * 1.35)))
    return Page(page_of(style, body), w, h, rng.choice((1, 1, 1.5)))


def _terminal(rng: Random) -> Page:
    ground, pen = rng.choice((((0, 0, 0), (200, 200, 200)), ((0, 0, 0), (60, 220, 60)), ((48, 10, 36), (240, 240, 240)), ((255, 255, 255), (0, 0, 0)),
                              ((0, 43, 54), (131, 148, 150)), ((29, 31, 33), (197, 200, 198)), ((1, 36, 86), (238, 237, 240))))  # fmt: skip
    tints = ["#5f5", "#f66", "#fd5", "#6af", "#c7f", "#5dd"]
    lines = []
    prompt = rng.choice(
        ("user@host:~$", "$", "#", "C:\\Users&gt;", "➜ ~", "[root@box ~]#", "&gt;&gt;&gt;")
    )
    rows = rng.randint(8, 45)
    while len(lines) < rows:
        lines.append(
            f"<span style='color:{rng.choice(tints)}'>{prompt}</span> {html.escape(title(rng, 2).lower())} --{title(rng, 1).lower()[:9]}"
        )
        kind = rng.randrange(6)
        for _ in range(rng.randint(0, 16)):
            if kind == 0:
                lines.append(
                    f"-rw-r--r-- {rng.randint(1, 9)} root root {rng.randint(10, 999999):>8} {number(rng):>10} <span style='color:{rng.choice(tints)}'>{html.escape(title(rng, 1).lower())}</span>"
                )
            elif kind == 1:
                lines.append(f"[{rng.uniform(0, 99):9.6f}] {say(rng, rng.randint(4, 11))}")
            elif kind == 2:
                lines.append(
                    "  ".join(
                        f"<span style='color:{rng.choice(tints)}'>{html.escape(title(rng, 1).lower()):<14}</span>"
                        for _ in range(5)
                    )
                )
            elif kind == 3:
                lines.append(
                    f"{rng.randint(1, 9999):>6} {title(rng, 1)[:8]:<9} {rng.uniform(0, 99):5.1f} {rng.uniform(0, 9):5.1f} {number(rng):>9} {say(rng, 1)}"
                )
            elif kind == 4:
                lines.append(
                    f"<span style='color:{rng.choice(tints)}'>{rng.choice('+-')} {say(rng, rng.randint(3, 9))}</span>"
                )
            else:
                lines.append(say(rng, rng.randint(3, 14)))
    style = (f"body {{ margin:0; background:{css(ground)}; color:{css(pen)} }} pre {{ margin:0; padding:{rng.randint(2, 14)}px; min-height:100vh;"
             f"font:{rng.choice((12, 13, 14, 16, 20))}px/1.2 '{rng.choice(MONO)}' }}")  # fmt: skip
    bar = (
        f"<div style='background:#444;color:#ddd;font:13px {rng.choice(SANS)};padding:6px;text-align:center'>{head(rng, 2)} — Terminal</div>"
        if chance(rng, 0.3)
        else ""
    )
    w, h = rng.choice(((640, 400), (800, 500), (960, 600), (700, 300), (1100, 700)))
    return Page(page_of(style, f"{bar}<pre>{chr(10).join(lines)}</pre>"), w, h)
