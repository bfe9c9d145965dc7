"""Web pages, and the parts that other pages are made of: palettes, pictures, paragraphs."""

from __future__ import annotations

import html
from dataclasses import dataclass
from random import Random

from common import MONO, SANS, SERIF, Colour, Page, chance, colour, css, mix, number, title, words
from ingredients import Ingredients, pick
from papers import body_of, manual_file, opened, scrolled


@dataclass(frozen=True, slots=True)
class Look:
    """What makes one site or program look unlike another."""

    ground: Colour
    text: Colour
    accent: Colour
    panel: Colour
    line: Colour
    family: str
    heading: str
    size: float
    radius: int
    dark: bool

    def body(self) -> str:
        """The style of the whole page."""
        return (
            f"* {{ box-sizing: border-box }} body {{ margin: 0; background: {css(self.ground)}; color: {css(self.text)};"
            f" font: {self.size:.1f}px/1.45 '{self.family}' }} h1,h2,h3 {{ font-family: '{self.heading}';"
            f" line-height: 1.2 }} a {{ color: {css(self.accent)} }} img {{ max-width: 100%; object-fit: cover }}"
        )


def look(rng: Random, dark: float = 0.15) -> Look:
    """A palette and fonts."""
    is_dark = chance(rng, dark)
    hue = rng.random()
    if is_dark:
        ground, text = colour(rng, (0, 0.3), (0.05, 0.18), hue), colour(rng, (0, 0.1), (0.75, 0.95))
    else:
        ground = (255, 255, 255) if chance(rng, 0.6) else colour(rng, (0, 0.4), (0.9, 0.99))
        text = rng.choice(
            ((0, 0, 0), (34, 34, 34), (60, 64, 67), colour(rng, (0, 0.4), (0.1, 0.3)))
        )
    family = rng.choice(SANS[:10] if chance(rng, 0.75) else SERIF)
    return Look(
        ground=ground, text=text, accent=colour(rng, (0.4, 1), (0.3, 0.55)),
        panel=mix(ground, text, rng.uniform(0.03, 0.12)), line=mix(ground, text, rng.uniform(0.1, 0.3)),
        family=family, heading=family if chance(rng, 0.6) else rng.choice(SANS + SERIF),
        size=rng.choice((13, 14, 15, 16, 16, 17, 18)), radius=rng.choice((0, 0, 3, 6, 12)), dark=is_dark,
    )  # fmt: skip


def say(rng: Random, count: int) -> str:
    """Escaped words."""
    return html.escape(words(rng, count))


def head(rng: Random, most: int = 5) -> str:
    """An escaped title."""
    return html.escape(title(rng, most))


def picture(rng: Random, have: Ingredients, style: str) -> str:
    """A photograph or a drawing."""
    files = have.thumbs if chance(rng, 0.75) else have.clipart
    return f"<img src='file://{pick(rng, files)}' style='{style}'>"


def paragraphs(rng: Random, count: int) -> str:
    """Paragraphs with links, emphasis and code."""
    out = []
    for _ in range(count):
        pieces = []
        for _ in range(rng.randint(1, 5)):
            pieces.append(say(rng, rng.randint(5, 25)))
            extra = rng.random()
            if extra < 0.3:
                pieces.append(f"<a href='#'>{say(rng, 2)}</a>")
            elif extra < 0.4:
                pieces.append(f"<b>{say(rng, 2)}</b>")
            elif extra < 0.5:
                pieces.append(f"<code>{say(rng, 1)}</code>")
        out.append(f"<p>{' '.join(pieces)}</p>")
    return "".join(out)


def page_of(style: str, body: str) -> str:
    """A whole document."""
    return f"<!doctype html><meta charset='utf-8'><style>{style}</style><body>{body}"


def _links(rng: Random, count: int) -> list[str]:
    return [head(rng, 2) for _ in range(count)]


def _bar(rng: Random, look_: Look) -> str:
    filled = chance(rng, 0.6)
    back = look_.accent if filled else look_.ground
    pen = (255, 255, 255) if filled else look_.text
    items = "".join(
        f"<span style='margin:0 {rng.randint(8, 18)}px'>{x}</span>"
        for x in _links(rng, rng.randint(2, 7))
    )
    search = ("<span style='margin-left:auto;background:#fff;color:#888;border:1px solid #bbb;padding:5px 40px 5px 10px'>Search</span>"
              if chance(rng, 0.5) else "")  # fmt: skip
    return (f"<div style='display:flex;align-items:center;background:{css(back)};color:{css(pen)};"
            f"padding:{rng.randint(6, 22)}px {rng.randint(10, 60)}px;border-bottom:1px solid {css(look_.line)}'>"
            f"<b style='font-size:{rng.randint(16, 28)}px'>{head(rng, 2)}</b>{items}{search}</div>")  # fmt: skip


def _side(rng: Random, look_: Look, wide: int) -> str:
    groups = ""
    for _ in range(rng.randint(1, 4)):
        items = "".join(
            f"<div style='padding:3px 0'><a href='#' style='text-decoration:none'>{x}</a></div>"
            for x in _links(rng, rng.randint(3, 10))
        )
        groups += f"<h4 style='margin:14px 0 4px'>{head(rng, 2)}</h4>{items}"
    return f"<div style='width:{wide}px;flex:none;padding:10px 16px;background:{css(look_.panel)}'>{groups}</div>"


def _table(rng: Random, look_: Look) -> str:
    rows = "".join(
        "<tr>" + "".join(f"<td style='border:1px solid {css(look_.line)};padding:4px 10px'>{number(rng) if chance(rng, 0.5) else head(rng, 2)}</td>"
                         for _ in range(4)) + "</tr>"
        for _ in range(rng.randint(2, 7))
    )  # fmt: skip
    return f"<table style='border-collapse:collapse'>{rows}</table>"


def _article(rng: Random, have: Ingredients, look_: Look) -> str:
    out = f"<h1>{head(rng, 7)}</h1>"
    for _ in range(rng.randint(2, 6)):
        out += rng.choice((
            lambda: f"<h2>{head(rng)}</h2>" + paragraphs(rng, rng.randint(1, 3)),
            lambda: paragraphs(rng, rng.randint(1, 3)),
            lambda: picture(rng, have, f"float:{rng.choice(('left', 'right', 'none'))};margin:8px 14px;width:{rng.randint(120, 420)}px"),
            lambda: "<ul>" + "".join(f"<li>{say(rng, rng.randint(3, 16))}</li>" for _ in range(rng.randint(3, 8))) + "</ul>",
            lambda: f"<pre style='background:{css(look_.panel)};padding:10px;border:1px solid {css(look_.line)};font-family:{rng.choice(MONO)}'>{say(rng, 6)}<br>{say(rng, 7)}<br>{say(rng, 4)}</pre>",
            lambda: _table(rng, look_),
            lambda: f"<div style='border-left:5px solid {css(look_.accent)};background:{css(look_.panel)};padding:8px 14px'><b>{head(rng, 2)}</b>{paragraphs(rng, 1)}</div>",
        ))()  # fmt: skip
    return out


def _cards(rng: Random, have: Ingredients, look_: Look) -> str:
    columns = rng.randint(2, 5)
    cards = ""
    for _ in range(columns * rng.randint(1, 4)):
        shot = (
            picture(rng, have, f"width:100%;height:{rng.choice((110, 150, 190))}px")
            if chance(rng, 0.85)
            else ""
        )
        price = (
            f"<b style='color:{css(look_.accent)}'>{number(rng)}</b>" if chance(rng, 0.4) else ""
        )
        cards += (f"<div style='background:{css(look_.panel)};border-radius:{look_.radius}px;overflow:hidden;border:1px solid {css(look_.line)}'>"
                  f"{shot}<div style='padding:10px'><h3 style='margin:2px 0'>{head(rng, 3)}</h3>{say(rng, rng.randint(4, 18))} {price}</div></div>")  # fmt: skip
    return f"<div style='display:grid;grid-template-columns:repeat({columns},1fr);gap:{rng.randint(8, 24)}px'>{cards}</div>"


def _results(rng: Random, look_: Look) -> str:
    return "".join(
        f"<div style='margin:18px 0;max-width:640px'><div style='font-size:12px;color:#5a7'>{say(rng, 3)}</div>"
        f"<a href='#' style='font-size:1.25em'>{head(rng, 6)}</a><div>{say(rng, rng.randint(15, 35))}</div></div>"
        for _ in range(rng.randint(4, 9))
    )


def _hero(rng: Random, have: Ingredients, look_: Look) -> str:
    back = (f"url(file://{pick(rng, have.thumbs)}) center/cover" if chance(rng, 0.5) else
            f"linear-gradient({rng.randint(0, 180)}deg,{css(look_.accent)},{css(colour(rng, (0.3, 1), (0.3, 0.7)))})")  # fmt: skip
    return (f"<div style='background:{back};color:#fff;text-align:{rng.choice(('center', 'left'))};padding:{rng.randint(50, 140)}px 60px'>"
            f"<h1 style='font-size:{rng.randint(32, 60)}px;margin:8px'>{head(rng, 5)}</h1><p style='font-size:20px'>{say(rng, 12)}</p>"
            f"<span style='background:{css(look_.accent)};padding:12px 28px;border-radius:{look_.radius}px;border:1px solid #fff'>{head(rng, 2)}</span></div>")  # fmt: skip


def _forum(rng: Random, have: Ingredients, look_: Look) -> str:
    return "".join(
        f"<div style='display:flex;gap:14px;border:1px solid {css(look_.line)};margin:10px 0;padding:10px;background:{css(look_.panel)}'>"
        f"{picture(rng, have, 'width:54px;height:54px;border-radius:50%;flex:none')}<div><b>{head(rng, 2)}</b> "
        f"<small>{number(rng)}</small>{paragraphs(rng, rng.randint(1, 2))}</div></div>"
        for _ in range(rng.randint(3, 7))
    )


def _manual(rng: Random, look_: Look) -> str:
    """Pages of plain, old hypertext: documentation, lists of functions."""
    out = f"<h1>{head(rng, 5)}</h1>"
    for _ in range(rng.randint(3, 9)):
        out += f"<h{(k := rng.choice((2, 3)))}>{head(rng, 4)}</h{k}>"
        if chance(rng, 0.5):
            out += "".join(
                f"<dt><code style='font-family:{rng.choice(MONO)}'>{say(rng, 2)}</code></dt><dd>{say(rng, rng.randint(6, 30))}</dd>"
                for _ in range(rng.randint(1, 5))
            )
        else:
            out += paragraphs(rng, rng.randint(1, 2))
        if chance(rng, 0.25):
            out += _table(rng, look_)
    return out


def _plain_manual(rng: Random, have: Ingredients) -> Page:
    """A manual as hypertext: links to what is before and after, sections over the whole width."""
    accent = colour(rng, (0.4, 1), (0.25, 0.5))
    mono, family = rng.choice(MONO), rng.choice(SERIF[:3] + SANS)
    links = " | ".join(f"<a href='#'>{head(rng, 2)}</a>" for _ in range(rng.randint(2, 6)))
    tinted = rng.choice(("", "", f"background:{css(colour(rng, (0, 0.7), (0.8, 0.97)))};"))
    bar = f"<div style='{tinted}padding:{rng.choice((2, 6, 12))}px;border-bottom:{rng.choice((0, 1, 2))}px solid #999'>{links}</div>"
    body = f"<h1 style='color:{css(accent) if chance(rng, 0.3) else 'inherit'}'>{head(rng, 5)}</h1>"
    for _ in range(rng.randint(3, 9)):
        kind = rng.random()
        if kind < 0.35:
            body += paragraphs(rng, rng.randint(1, 3))
        elif kind < 0.5:
            body += (
                "<ul>"
                + "".join(
                    f"<li><a href='#'>{head(rng, 4)}</a> {say(rng, rng.randint(1, 12))}"
                    for _ in range(rng.randint(3, 12))
                )
                + "</ul>"
            )
        elif kind < 0.65:
            lines = "\n".join(say(rng, rng.randint(2, 7)) for _ in range(rng.randint(2, 9)))
            body += f"<pre style='{rng.choice(('', 'background:#eee;', 'border:1px solid #aac;background:#f4f7ff;'))}padding:8px;font-family:{mono}'>{lines}</pre>"
        elif kind < 0.8:
            body += "".join(f"<dl><dt><b><code style='font-family:{mono}'>{say(rng, 3)}</code></b><dd>{say(rng, rng.randint(8, 40))} <a href='#'>{say(rng, 1)}</a></dl>"
                            for _ in range(rng.randint(1, 5)))  # fmt: skip
        elif kind < 0.9:
            body += f"<h2 style='{tinted}'>{head(rng, 4)}</h2>" + paragraphs(rng, 1)
        else:
            body += picture(rng, have, f"width:{rng.randint(100, 400)}px")
    style = (f"body {{ margin:{rng.choice((0, 8, 8, 30))}px; font:{rng.choice((13, 14, 16, 16))}px/1.35 '{family}'; background:{rng.choice(('#fff', '#fff', '#fff', '#fffff0', '#f8f8f8'))} }}"
             f"a {{ color:{rng.choice(('#00e', '#00e', css(accent)))} }} .m {{ padding:0 {rng.choice((0, 8, 24))}px }}")  # fmt: skip
    foot = f"<hr>{links}" if chance(rng, 0.5) else ""
    w, h = rng.choice(((1024, 768), (1280, 900), (1000, 1000), (900, 700), (1280, 720)))
    return Page(page_of(style, f"{bar}<div class=m>{body}</div>{foot}"), w, h)


def restyled(rng: Random, have: Ingredients) -> Page:
    """What a real manual says, as another site would show it: bars, columns, colours of its own."""
    look_ = look(rng, 0.2)
    file = manual_file(rng, have)
    text = body_of(opened(file))
    accent, mono = css(look_.accent), rng.choice(MONO)
    code = rng.choice((f"background:{css(look_.panel)}", f"background:{css(look_.panel)};border:1px solid {css(look_.line)}",
                       f"border-left:4px solid {accent}", "background:#23272e;color:#e0e0e0"))  # fmt: skip
    style = (look_.body() + f"a {{ text-decoration:{rng.choice(('none', 'none', 'underline'))} }} pre {{ {code};padding:{rng.randint(6, 16)}px;overflow:hidden;border-radius:{look_.radius}px }}"
             f"code, pre, tt {{ font-family:'{mono}';font-size:.9em }} table {{ border-collapse:collapse }} td, th {{ border:{rng.choice((0, 1))}px solid {css(look_.line)};padding:5px 9px }}"
             f"h1, h2 {{ color:{rng.choice((accent, css(look_.text), css(look_.text)))};font-weight:{rng.choice((300, 600, 700))} }} h1 {{ font-size:{rng.uniform(1.6, 2.8):.1f}em }}"
             + rng.choice(("", "", f"h2 {{ border-bottom:1px solid {css(look_.line)} }}")))  # fmt: skip
    top = _bar(rng, look_) if chance(rng, 0.75) else ""
    left = _side(rng, look_, rng.randint(180, 320)) if chance(rng, 0.6) else ""
    right = _side(rng, look_, rng.randint(150, 260)) if chance(rng, 0.35) else ""
    if chance(rng, 0.4):
        top = f"<div style='position:sticky;top:0;z-index:5'>{top}</div>"
        left, right = (
            f"<div style='position:sticky;top:50px;align-self:flex-start'>{x}</div>" if x else ""
            for x in (left, right)
        )
    most = rng.choice(("none", "680px", "800px", "900px"))
    crumbs = " › ".join(f"<a href='#'>{x}</a>" for x in _links(rng, 3)) if chance(rng, 0.4) else ""
    body = (f"{top}<div style='display:flex;max-width:{rng.choice(('none', 'none', '1200px'))};margin:0 auto'>{left}<div style='flex:1;min-width:0;padding:{rng.randint(10, 40)}px'>"
            f"<div style='max-width:{most};margin:{rng.choice(('0', '0 auto'))}'>{crumbs}{text}</div></div>{right}</div>")  # fmt: skip
    w, h = rng.choice(((1280, 800), (1366, 700), (1024, 768), (1920, 1000), (1600, 900), (1280, 1100), (900, 1000)))  # fmt: skip
    share = 0.0 if chance(rng, 0.5) else rng.random()
    return Page(scrolled(page_of(style, f"<base href='{file.as_uri()}'>{body}"), share), w, h)


def web_page(rng: Random, have: Ingredients) -> Page:
    """A page as a browser shows it."""
    if chance(rng, 0.3):
        return _plain_manual(rng, have)
    look_ = look(rng)
    kinds = rng.choice((("article",), ("article",), ("manual",), ("manual",), ("manual",), ("cards",), ("hero", "cards"),
                        ("results",), ("forum",), ("hero", "article")))  # fmt: skip
    parts = {
        "article": lambda: _article(rng, have, look_), "cards": lambda: _cards(rng, have, look_),
        "results": lambda: _results(rng, look_), "forum": lambda: _forum(rng, have, look_),
        "manual": lambda: _manual(rng, look_),
    }  # fmt: skip
    top = _bar(rng, look_) if chance(rng, 0.75) else ""
    if "hero" in kinds:
        top += _hero(rng, have, look_)
    main = "".join(parts[k]() for k in kinds if k != "hero")
    left = _side(rng, look_, rng.randint(150, 280)) if chance(rng, 0.4) else ""
    right = _side(rng, look_, rng.randint(150, 260)) if chance(rng, 0.2) else ""
    most = rng.choice(("none", "none", "720px", "900px", "1100px"))
    body = (f"{top}<div style='display:flex;max-width:{most if not left else 'none'};margin:0 auto'>{left}"
            f"<div style='flex:1;padding:{rng.randint(8, 40)}px;min-width:0'>{main}</div>{right}</div>")  # fmt: skip
    if chance(rng, 0.2):
        body += f"<div style='background:{css(look_.panel)};padding:30px;text-align:center'>{'&nbsp; '.join(_links(rng, 6))}</div>"
    style = look_.body()
    if chance(rng, 0.12):  # the bare look of the first years
        style = "img { max-width: 300px }"
    w, h = rng.choice(
        (
            (1280, 800),
            (1366, 768),
            (1024, 768),
            (1920, 1080),
            (1280, 1280),
            (1000, 1400),
            (800, 600),
            (1100, 700),
        )
    )
    return Page(page_of(style, body), w, h)
