"""Windows and screens of desktop programs, as HTML; windows of Qt's widgets are in widgets.py."""

from __future__ import annotations

import base64
import html
import io
from random import Random

from common import MONO, SANS, Page, chance, colour, css, mix, number
from ingredients import Ingredients, pick
from listings import GOOD_STYLES, coloured, program_text
from papers import book_page, reading
from web import Look, head, look, page_of, paragraphs, picture, say


def desktop(rng: Random, have: Ingredients) -> Page:
    """One window, or a screen with several of them, in the manner of many toolkits."""
    w, h = rng.choice(((1280, 800), (1366, 768), (1024, 768), (1920, 1080), (800, 600), (640, 480)))
    style = look(rng, 0.25)
    grey = rng.choice(
        (
            (212, 208, 200),
            (240, 240, 240),
            (236, 233, 216),
            (238, 238, 238),
            (225, 225, 225),
            style.panel,
        )
    )
    if style.dark:
        grey = colour(rng, (0, 0.15), (0.15, 0.3))
    if chance(rng, 0.65):
        body = _window(rng, have, style, grey, 0, 0, w, h)
    else:
        back = rng.choice((
            f"url(file://{pick(rng, have.thumbs)}) center/cover",
            f"linear-gradient({rng.randint(0, 180)}deg,{css(colour(rng))},{css(colour(rng))})",
            css(colour(rng, (0.2, 0.7), (0.2, 0.6))),
        ))  # fmt: skip
        body = f"<div style='position:absolute;inset:0;background:{back}'></div>" + _desk_icons(
            rng, have
        )
        for _ in range(rng.randint(1, 3)):
            ww, hh = round(w * rng.uniform(0.35, 0.75)), round(h * rng.uniform(0.35, 0.75))
            body += _window(
                rng, have, style, grey, rng.randint(0, w - ww), rng.randint(0, h - hh - 40), ww, hh
            )
        edge = rng.choice(("bottom:0", "top:0"))
        body += (f"<div style='position:absolute;{edge};left:0;right:0;height:34px;background:{css(rng.choice((grey, (30, 30, 30), style.accent)))};display:flex;align-items:center;gap:10px;padding:0 10px'>"
                 + "".join(f"<img src='file://{pick(rng, have.small_icons)}' style='height:24px'>" for _ in range(rng.randint(3, 9))) + f"<span style='margin-left:auto;color:#888'>{rng.randint(0, 23)}:{rng.randint(10, 59)}</span></div>")  # fmt: skip
    css_ = (
        style.body()
        + f"body {{ font-size:{rng.choice((11, 12, 13, 13, 14))}px;font-family:'{rng.choice(SANS[:10])}';overflow:hidden;line-height:1.3 }}"
    )
    return Page(page_of(css_, body), w, h)


def _desk_icons(rng: Random, have: Ingredients) -> str:
    return "".join(
        f"<div style='position:absolute;left:16px;top:{50 + i * 90}px;width:80px;text-align:center;color:#fff'><img src='file://{pick(rng, have.small_icons)}' style='width:48px'><br>{head(rng, 1)[:12]}</div>"
        for i in range(rng.randint(0, 6))
    )


def _window(
    rng: Random,
    have: Ingredients,
    look_: Look,
    grey: tuple[int, int, int],
    x: int,
    y: int,
    w: int,
    h: int,
) -> str:
    bar = rng.choice((look_.accent, grey, mix(grey, (0, 0, 0), 0.15), (0, 84, 166), (60, 60, 60)))
    pen = (255, 255, 255) if sum(bar) < 380 else (30, 30, 30)
    buttons = rng.choice(
        (
            "—  ☐  ✕",
            "_ □ ×",
            "<span style='color:#f55'>●</span> <span style='color:#fb3'>●</span> <span style='color:#3c5'>●</span>",
        )
    )
    place = rng.choice(("row", "row", "row-reverse"))
    title_bar = (f"<div style='display:flex;flex-direction:{place};background:{css(bar)};color:{css(pen)};padding:{rng.randint(3, 9)}px 10px'><b style='flex:1;text-align:{rng.choice(('left', 'center'))}'>{head(rng, 3)}</b><span>{buttons}</span></div>"
                 if chance(rng, 0.85) else "")  # fmt: skip
    menu = ("<div style='padding:3px 6px'>" + "".join(f"<span style='margin-right:14px'>{m}</span>" for m in ("File", "Edit", "View", "Insert", "Tools", "Window", "Help")[: rng.randint(3, 7)]) + "</div>"
            if chance(rng, 0.7) else "")  # fmt: skip
    size = rng.choice((16, 22, 24, 32))
    tools = (f"<div style='display:flex;gap:6px;padding:4px 6px;border-top:1px solid {css(mix(grey, (0, 0, 0), 0.1))};border-bottom:1px solid {css(mix(grey, (0, 0, 0), 0.2))}'>"
             + "".join(f"<img src='file://{pick(rng, have.small_icons)}' style='width:{size}px;height:{size}px'>" for _ in range(rng.randint(5, 22))) + "</div>"
             if chance(rng, 0.7) else "")  # fmt: skip
    status = (
        f"<div style='border-top:1px solid {css(mix(grey, (0, 0, 0), 0.2))};padding:2px 8px'>{head(rng, 4)} &nbsp; {number(rng)}</div>"
        if chance(rng, 0.6)
        else ""
    )
    left = _tree(rng, have, look_) if chance(rng, 0.5) else ""
    right = _properties(rng, look_, grey) if chance(rng, 0.35) else ""
    main = rng.choice(
        (
            _file_list,
            _file_list,
            _details,
            _details,
            _dialog,
            _dialog,
            _dialog,
            _editor,
            _viewer,
            _canvas,
            _code_window,
            _code_window,
            _reader,
            _writer,
            _mail,
        )
    )(rng, have, look_, grey)
    return (f"<div style='position:absolute;left:{x}px;top:{y}px;width:{w}px;height:{h}px;background:{css(grey)};color:{css(look_.text)};display:flex;flex-direction:column;border:1px solid #555;box-shadow:0 3px 14px rgba(0,0,0,.4);overflow:hidden'>"
            f"{title_bar}{menu}{tools}<div style='flex:1;display:flex;min-height:0;overflow:hidden'>{left}<div style='flex:1;overflow:hidden;min-width:0'>{main}</div>{right}</div>{status}</div>")  # fmt: skip


def _tree(rng: Random, have: Ingredients, look_: Look) -> str:
    rows = ""
    for _ in range(rng.randint(8, 40)):
        depth = rng.randrange(4)
        chosen = f"background:{css(look_.accent)};color:#fff" if chance(rng, 0.06) else ""
        rows += f"<div style='padding:1px 0 1px {8 + 16 * depth}px;white-space:nowrap;{chosen}'>{rng.choice('▸▾ ')} <img src='file://{pick(rng, have.small_icons)}' style='width:16px;height:16px'> {head(rng, 2)}</div>"
    return f"<div style='width:{rng.randint(140, 280)}px;flex:none;background:{css(look_.ground)};border:1px solid #999;overflow:hidden'>{rows}</div>"


def _properties(rng: Random, look_: Look, grey: tuple[int, int, int]) -> str:
    return f"<div style='width:{rng.randint(160, 280)}px;flex:none;padding:6px;border-left:1px solid #999'>{_controls(rng, look_, grey, rng.randint(6, 20))}</div>"


def _controls(rng: Random, look_: Look, grey: tuple[int, int, int], count: int) -> str:
    edge = css(mix(grey, look_.text, 0.35))
    field = f"background:{css(look_.ground)};border:1px solid {edge};padding:2px 6px"
    makers = (
        lambda: f"<div style='margin:5px 0'>{rng.choice('☐☑')} {head(rng, 4)}</div>",
        lambda: f"<div style='margin:5px 0'>{rng.choice('○◉')} {head(rng, 4)}</div>",
        lambda: (
            f"<div style='display:flex;margin:5px 0;gap:8px'><span style='flex:1'>{head(rng, 2)}:</span><span style='flex:1.4;{field}'>{say(rng, 2)}</span></div>"
        ),
        lambda: (
            f"<div style='display:flex;margin:5px 0;gap:8px'><span style='flex:1'>{head(rng, 2)}:</span><span style='flex:1;{field}'>{number(rng)} <span style='float:right'>▾</span></span></div>"
        ),
        lambda: (
            f"<div style='margin:8px 0;height:5px;background:{edge};position:relative'><div style='position:absolute;left:{rng.randint(0, 95)}%;top:-6px;width:10px;height:16px;background:{css(grey)};border:1px solid #555'></div></div>"
        ),
        lambda: (
            f"<span style='display:inline-block;background:{css(mix(grey, (255, 255, 255), 0.4 if not look_.dark else 0.1))};border:1px solid {edge};border-radius:{min(look_.radius, 5)}px;padding:4px 16px;margin:4px'>{head(rng, 1)}</span>"
        ),
        lambda: (
            f"<div style='height:14px;border:1px solid {edge};margin:6px 0'><div style='width:{rng.randint(5, 95)}%;height:12px;background:{css(look_.accent)}'></div></div>"
        ),
        lambda: f"<div style='margin:4px 0'>{say(rng, 7)}</div>",
    )
    return "".join(rng.choice(makers)() for _ in range(count))


def _dialog(rng: Random, _have: Ingredients, look_: Look, grey: tuple[int, int, int]) -> str:
    groups = "".join(
        f"<fieldset style='border:1px solid {css(mix(grey, look_.text, 0.25))};margin:8px'><legend>{head(rng, 2)}</legend>{_controls(rng, look_, grey, rng.randint(2, 9))}</fieldset>"
        for _ in range(rng.randint(1, 6))
    )
    tabs = "".join(
        f"<span style='border:1px solid #999;padding:5px 14px;{'background:' + css(look_.ground) if i == 0 else ''}'>{head(rng, 1)}</span>"
        for i in range(rng.randint(2, 6))
    )
    tabs = f"<div style='padding:8px 8px 0'>{tabs}</div>" if chance(rng, 0.6) else ""
    buttons = "".join(
        f"<span style='border:1px solid #888;padding:5px 20px;margin:5px;background:{css(mix(grey, (255, 255, 255), 0.3))};color:#222'>{b}</span>"
        for b in ("Help", "Apply", "Cancel", "OK")[-rng.randint(1, 4) :]
    )
    return f"{tabs}<div style='columns:{rng.choice((1, 1, 2))}'>{groups}</div><div style='text-align:right;padding:8px'>{buttons}</div>"


def _file_list(rng: Random, have: Ingredients, look_: Look, _grey: tuple[int, int, int]) -> str:
    side = rng.choice((32, 48, 64, 96))
    cells = ""
    for _ in range(rng.randint(8, 60)):
        shot = pick(rng, have.thumbs) if chance(rng, 0.2) else pick(rng, have.small_icons)
        cells += f"<div style='width:{side + 44}px;text-align:center;padding:6px;overflow:hidden'><img src='file://{shot}' style='width:{side}px;height:{side}px;object-fit:contain'><br>{head(rng, 2)[:16]}</div>"
    return f"<div style='background:{css(look_.ground)};display:flex;flex-wrap:wrap;align-content:flex-start;height:100%'>{cells}</div>"


def _details(rng: Random, have: Ingredients, look_: Look, grey: tuple[int, int, int]) -> str:
    columns = rng.randint(2, 6)
    heads = "".join(
        f"<th style='text-align:left;background:{css(grey)};border-right:1px solid #999;padding:3px 8px;font-weight:normal'>{head(rng, 1)}</th>"
        for _ in range(columns)
    )
    rows = ""
    for i in range(rng.randint(6, 45)):
        fill = (
            look_.accent
            if chance(rng, 0.03)
            else look_.panel
            if i % 2 and look_.radius
            else look_.ground
        )
        cells = "".join(
            f"<td style='padding:1px 8px;white-space:nowrap'>{(f'<img src=file://{pick(rng, have.small_icons)} style=height:16px> ' + head(rng, 2)) if c == 0 else number(rng) if chance(rng, 0.6) else head(rng, 2)}</td>"
            for c in range(columns)
        )
        rows += f"<tr style='background:{css(fill)}'>{cells}</tr>"
    return f"<div style='background:{css(look_.ground)};height:100%'><table style='border-collapse:collapse;width:100%'><tr>{heads}</tr>{rows}</table></div>"


def _editor(rng: Random, _have: Ingredients, look_: Look, _grey: tuple[int, int, int]) -> str:
    return f"<div style='background:{css(mix(look_.ground, (128, 128, 128), 0.3))};height:100%;padding:16px'><div style='background:{css(look_.ground)};width:{rng.randint(60, 100)}%;margin:auto;height:100%;padding:30px;font-family:{rng.choice(MONO)}'>{paragraphs(rng, 6)}</div></div>"


def _viewer(rng: Random, have: Ingredients, _look: Look, _grey: tuple[int, int, int]) -> str:
    return f"<div style='background:#444;height:100%;padding:{rng.randint(0, 60)}px;text-align:center'>{picture(rng, have, 'height:90%;max-width:90%')}</div>"


def _canvas(rng: Random, have: Ingredients, look_: Look, _grey: tuple[int, int, int]) -> str:
    shapes = "".join(
        f"<div style='position:absolute;left:{rng.randint(5, 80)}%;top:{rng.randint(5, 80)}%;width:{rng.randint(30, 160)}px;height:{rng.randint(20, 120)}px;border:2px solid {css(colour(rng))};border-radius:{rng.choice((0, 50))}%'></div>"
        for _ in range(rng.randint(2, 12))
    )
    return f"<div style='position:relative;background:{css(look_.ground)};height:100%'>{shapes}{picture(rng, have, 'position:absolute;left:30%;top:20%;width:30%') if chance(rng, 0.4) else ''}</div>"


def _code_window(rng: Random, _have: Ingredients, look_: Look, grey: tuple[int, int, int]) -> str:
    """Tabs, a listing, often a terminal below: what lies around it makes it a window."""
    text, name = program_text(rng, 70)
    inner, sheet, ground = coloured(rng, text, name, rng.choice(GOOD_STYLES))
    size, mono = rng.choice((11, 12, 13, 14)), rng.choice(MONO)
    numbers = "\n".join(str(i + 1) for i in range(text.count("\n") + 1))
    pen = "#ddd" if int(ground.lstrip("#")[:1], 16) < 7 else "#111"
    tabs = "".join(f"<span style='padding:5px 14px;background:{ground if i == 0 else css(grey)};color:{pen if i == 0 else css(look_.text)};border-right:1px solid #888'>{html.escape(name) if i == 0 else head(rng, 1)} ×</span>"
                   for i in range(rng.randint(1, 5)))  # fmt: skip
    below = ""
    if chance(rng, 0.4):
        lines = "\n".join(say(rng, rng.randint(2, 9)) for _ in range(12))
        below = f"<div style='height:{rng.randint(90, 240)}px;flex:none;border-top:2px solid #888;background:{css(look_.ground)};padding:4px 8px'>Output &nbsp; Problems &nbsp; Terminal<pre style='margin:4px 0;font:{size}px {mono}'>{lines}</pre></div>"
    return (f"<style>{sheet}</style><div style='display:flex;flex-direction:column;height:100%'><div style='background:{css(grey)};display:flex'>{tabs}</div>"
            f"<div class=c style='flex:1;min-height:0;overflow:hidden;background:{ground};color:{pen};display:flex;font:{size}px/1.4 {mono};white-space:pre'><div style='text-align:right;padding:0 10px;color:#888'>{numbers}</div><div>{inner}</div></div>{below}</div>")  # fmt: skip


def _reader(rng: Random, have: Ingredients, _look: Look, _grey: tuple[int, int, int]) -> str:
    """A program that shows a page of a real document."""
    page = book_page(rng, have)
    page.thumbnail((1000, 1200))
    stream = io.BytesIO()
    page.save(stream, "JPEG", quality=90)
    data = base64.b64encode(stream.getvalue()).decode()
    ground = rng.choice(("#525659", "#ccc", "#808080", "#404040", "#e0e0e0"))
    side = "".join(f"<img src='data:image/jpeg;base64,{data}' style='width:80px;margin:8px 20px;border:1px solid #999'>" for _ in range(5)) if chance(rng, 0.3) else ""  # fmt: skip
    side = f"<div style='width:124px;flex:none'>{side}</div>" if side else ""
    size = rng.choice(("height:96%", "height:96%", "width:80%", "width:95%"))
    return f"<div style='display:flex;height:100%;background:{ground}'>{side}<div style='flex:1;text-align:center;overflow:hidden;padding-top:10px'><img src='data:image/jpeg;base64,{data}' style='{size};max-width:none;box-shadow:0 1px 6px #000'></div></div>"


def _writer(rng: Random, have: Ingredients, _look: Look, grey: tuple[int, int, int]) -> str:
    """A word processor: a ruler, and a sheet with text on a grey ground."""
    text = "".join(f"<{'h2' if t == 'h' else 'p'}>{html.escape(x)}</{'h2' if t == 'h' else 'p'}>" for t, x in reading(rng, have, 14) if t in "hp")  # fmt: skip
    ruler = "".join(f"<span style='flex:1;border-left:1px solid #888'>{i}</span>" for i in range(18))  # fmt: skip
    return (f"<div style='background:{css(mix(grey, (0, 0, 0), 0.18))};height:100%'><div style='display:flex;background:#fff;color:#666;font-size:9px;width:70%;margin:auto'>{ruler}</div>"
            f"<div style='background:#fff;color:#000;width:{rng.randint(50, 80)}%;height:100%;margin:12px auto;padding:50px 60px;box-shadow:0 0 5px #444;font-family:{rng.choice(SANS)}'>{text}</div></div>")  # fmt: skip


def _mail(rng: Random, have: Ingredients, look_: Look, _grey: tuple[int, int, int]) -> str:
    """A list of letters, and the chosen one below or beside it."""
    rows = "".join(f"<div style='display:flex;gap:14px;padding:4px 8px;border-bottom:1px solid {css(look_.line)};{'font-weight:bold;' if chance(rng, 0.2) else ''}{'background:' + css(look_.accent) + ';color:#fff' if i == 2 else ''}'><span style='width:26%'>{head(rng, 2)}</span><span style='flex:1;white-space:nowrap;overflow:hidden'>{say(rng, 8)}</span><span>{number(rng)}</span></div>"
                   for i in range(rng.randint(8, 20)))  # fmt: skip
    text = "".join(f"<p>{html.escape(x)}</p>" for t, x in reading(rng, have, 8) if t == "p")
    way = rng.choice(("row", "column"))
    return f"<div style='display:flex;flex-direction:{way};height:100%;background:{css(look_.ground)}'><div style='flex:1;overflow:hidden;border:1px solid {css(look_.line)}'>{rows}</div><div style='flex:1.2;overflow:hidden;padding:12px'><b>{head(rng, 5)}</b>{text}</div></div>"
