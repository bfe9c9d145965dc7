"""Screens of phones, as HTML."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from common import Page, chance, colour, css, mix, number
from ingredients import Ingredients, pick
from web import Look, head, look, page_of, picture, say

_EMOJI = "😀😂😍🙏👍🎉🔥❤🎂🚗☕🌍📷🔔⚙📁✉🔒⭐🛒🏠🔍📅🎵"


def phone(rng: Random, have: Ingredients) -> Page:
    """The upright screen of a phone, now and then on its side."""
    look_ = _of_a_system(rng, look(rng, dark=0.3))
    w = rng.choice((320, 320, 360, 375, 390, 412, 414, 430))
    h = round(w * rng.choice((1.5, 16 / 9, 16 / 9, 18 / 9, 19.5 / 9, 20 / 9)))
    if chance(rng, 0.06):
        w, h = h, w
    if chance(rng, 0.3):
        return _toolkit(rng, have, look_, w, h)
    screen = rng.choice((_chat, _chat, _settings, _settings, _feed, _home, _login, _player, _dialler, _calendar,
                         _mails, _shop, _phone_map, _tiles, _form, _alert, _gallery, _lock, _game, _menu_sheet, _clock, _figures, _welcome, _article))  # fmt: skip
    full = screen in (_home, _player, _phone_map, _lock, _game, _welcome)
    bar = _status(rng, look_) if chance(rng, 0.9) else ""
    top = "" if full and chance(rng, 0.8) else _app_bar(rng, look_)
    bottom = _tabs(rng, look_) if chance(rng, 0.4) and not full else ""
    keys = _keyboard(rng, look_) if screen in (_chat, _login, _form) and chance(rng, 0.35) else ""
    style = (
        look_.body()
        + f"body {{ display:flex;flex-direction:column;height:{h}px;overflow:hidden;font-size:{rng.choice((14, 15, 16, 17))}px }}"
    )
    body = f"{bar}{top}<div style='flex:1;overflow:hidden;min-height:0;position:relative'>{screen(rng, have, look_)}</div>{bottom}{keys}"
    return Page(page_of(style, body), w, h, rng.choice((1, 1, 1.5, 2)))


_SYSTEMS = (
    ((242, 242, 247), (0, 0, 0), (0, 122, 255), (255, 255, 255), (198, 198, 200), "Lato"),
    ((0, 0, 0), (255, 255, 255), (10, 132, 255), (28, 28, 30), (56, 56, 58), "Lato"),
    ((254, 247, 255), (29, 27, 32), (103, 80, 164), (243, 237, 247), (202, 196, 208), "Roboto"),
    ((250, 250, 250), (33, 33, 33), (63, 81, 181), (255, 255, 255), (224, 224, 224), "Roboto"),
    ((18, 18, 18), (230, 230, 230), (187, 134, 252), (38, 38, 38), (60, 60, 60), "Roboto"),
    ((0, 0, 0), (255, 255, 255), (51, 181, 229), (20, 20, 20), (50, 50, 50), "Roboto"),
    ((0, 0, 0), (255, 255, 255), (0, 120, 215), (31, 31, 31), (60, 60, 60), "Open Sans"),
    ((197, 204, 211), (0, 0, 0), (109, 132, 162), (255, 255, 255), (170, 170, 170), "Liberation Sans"),
    ((249, 249, 249), (51, 51, 51), (56, 193, 114), (246, 246, 246), (221, 221, 221), "Noto Sans"),
)  # fmt: skip


def _of_a_system(rng: Random, look_: Look) -> Look:
    """The palette of one of the systems that phones run, half of the time."""
    if chance(rng, 0.45):
        return look_
    ground, text, accent, panel, line, family = rng.choice(_SYSTEMS)
    return replace(
        look_,
        ground=ground,
        text=text,
        accent=accent,
        panel=panel,
        line=line,
        family=family,
        heading=family,
    )


def _toolkit(rng: Random, have: Ingredients, look_: Look, w: int, h: int) -> Page:
    """A toolkit's plain screen: a header with buttons, few rows or controls, often half empty."""
    size = rng.choice((13, 14, 16, 16, 18, 20))
    shine = chance(rng, 0.3)
    ground, line, accent = css(look_.ground), css(look_.line), css(look_.accent)
    bar = rng.choice((css(look_.accent), css(look_.panel), "#222", "#e9e9e9", "#f6f6f6", "#1d1d1d"))
    if shine:
        bar = f"linear-gradient({css(mix(look_.accent, (255, 255, 255), 0.35))},{css(mix(look_.accent, (0, 0, 0), 0.2))})"
    light = bar in ("#e9e9e9", "#f6f6f6") or (bar == css(look_.panel) and sum(look_.panel) > 400)
    pen, radius = "#111" if light else "#fff", rng.choice((0, 3, 5, 9, 16))
    button_back = rng.choice((css(look_.panel), accent, "transparent", "#f6f6f6"))
    button_pen = (
        "#fff" if button_back == accent else "#222" if button_back == "#f6f6f6" else css(look_.text)
    )

    def button(text: str, more: str = "") -> str:
        return (f"<div style='border:1px solid {line};border-radius:{radius}px;background:{button_back};color:{button_pen};padding:{size * 0.6:.0f}px;text-align:center;"
                f"margin:{size * 0.4:.0f}px 0;font-weight:{rng.choice((400, 700))};{more}'>{text}</div>")  # fmt: skip

    def row() -> str:
        end = rng.choice(
            (
                "›",
                "❯",
                "",
                "",
                f"<span style='background:{line};border-radius:9px;padding:1px 7px;font-size:.75em'>{rng.randint(1, 99)}</span>",
            )
        )
        second = f"<div style='font-size:.8em;opacity:.6'>{say(rng, 5)}</div>" if row_two else ""
        sign = (
            picture(rng, have, f"width:{size * 2}px;height:{size * 2}px;margin-right:10px")
            if row_picture
            else ""
        )
        return f"<div style='display:flex;align-items:center;padding:{pad}px {size}px;border-bottom:1px solid {line};white-space:nowrap;overflow:hidden'>{sign}<div style='flex:1'>{head(rng, 2)}{second}</div><b style='opacity:.5'>{end}</b></div>"

    def control() -> str:
        label = (
            f"<div style='margin:{size * 0.6:.0f}px 0 4px'>{head(rng, 2)}:</div>"
            if chance(rng, 0.6)
            else ""
        )
        forms = (
            lambda: label + f"<div style='border:1px solid {line};border-radius:{radius}px;padding:{size * 0.5:.0f}px;background:{css(look_.panel)};opacity:.8'>{say(rng, 2)}&nbsp;</div>",
            lambda: label + f"<div style='height:5px;background:{line};margin:14px 6px;border-radius:3px'><div style='position:relative;left:{rng.randint(0, 90)}%;top:-9px;width:22px;height:22px;border-radius:{rng.choice((4, 11))}px;background:{accent}'></div></div>",
            lambda: f"<div style='display:flex;justify-content:space-between;padding:9px 0'>{head(rng, 2)}{_switch(rng, look_)}</div>",
            lambda: label + "".join(f"<div style='padding:6px 0'><span style='color:{accent}'>{rng.choice('☑☐◉○')}</span> {head(rng, 2)}</div>" for _ in range(rng.randint(2, 5))),
            lambda: button(head(rng, 2)),
            lambda: label + button(head(rng, 1) + " ▾"),
            lambda: "<div style='display:flex'>" + "".join(button(head(rng, 1)[:8], "flex:1") for _ in range(rng.randint(2, 4))) + "</div>",
            lambda: f"<div style='width:40px;height:40px;border:4px solid {line};border-top-color:{accent};border-radius:50%;margin:8px'></div>",
            lambda: f"<p>{say(rng, rng.choice((4, 9, 20)))}</p>",
        )  # fmt: skip
        return rng.choice(forms)()

    row_two, row_picture, pad = chance(rng, 0.35), chance(rng, 0.2), rng.randint(6, 16)
    kind = rng.randrange(6)
    if kind <= 1:
        body = "".join(row() for _ in range(rng.choice((3, 6, 12, 20))))
        if chance(rng, 0.3):
            body = f"<div style='margin:12px;border:1px solid {line};border-radius:{radius + 4}px;background:{css(look_.panel)};overflow:hidden'>{body}</div>"
    elif kind <= 3:
        body = (
            f"<div style='padding:{size}px'>"
            + "".join(control() for _ in range(rng.choice((1, 2, 4, 7, 9))))
            + "</div>"
        )
    elif kind == 4:
        body = f"<div style='position:absolute;inset:0;display:flex;align-items:center;justify-content:center;text-align:center;flex-direction:column;padding:30px'>{rng.choice((control, lambda: f'<h2>{head(rng, 3)}</h2>'))()}{control() if chance(rng, 0.5) else ''}</div>"
    else:
        inner = "".join(control() for _ in range(rng.randint(1, 3)))
        body = (
            "".join(row() for _ in range(9))
            + f"<div style='position:absolute;inset:0;background:rgba(0,0,0,{rng.choice((0, 0.4, 0.6))})'><div style='margin:30% 8%;background:{ground};border:1px solid {line};border-radius:{radius}px;padding:{size}px;box-shadow:0 4px 18px rgba(0,0,0,.4)'><b>{head(rng, 2)}</b>{inner}{button('OK')}</div></div>"
        )
    left = rng.choice(("", "‹ " + head(rng, 1)[:7], "☰", "←", "⌂"))
    header = (f"<div style='flex:none;background:{bar};color:{pen};padding:{rng.randint(8, 15)}px 12px;display:flex;align-items:center;border-bottom:1px solid {line}'><span>{left}</span>"
              f"<b style='flex:1;text-align:{rng.choice(('center', 'center', 'left'))};padding:0 8px'>{head(rng, 2)}</b><span>{rng.choice(('', '⋮', '＋', '⚙', head(rng, 1)[:6]))}</span></div>")  # fmt: skip
    footer = (
        f"<div style='flex:none;display:flex;background:{bar};color:{pen}'>"
        + "".join(
            f"<div style='flex:1;text-align:center;padding:11px 0;border-right:1px solid {line};font-size:.85em'>{head(rng, 1)[:9]}</div>"
            for _ in range(rng.randint(2, 5))
        )
        + "</div>"
    )
    style = (
        look_.body()
        + f"body {{ display:flex;flex-direction:column;height:{h}px;overflow:hidden;font-size:{size}px }}"
    )
    parts = (_status(rng, look_) if chance(rng, 0.45) else "") + (
        header if chance(rng, 0.85) else ""
    )
    return Page(
        page_of(
            style,
            parts
            + f"<div style='flex:1;overflow:hidden;min-height:0;position:relative'>{body}</div>"
            + (footer if chance(rng, 0.3) else ""),
        ),
        w,
        h,
        rng.choice((1, 1, 1, 1.5, 2)),
    )


def _gallery(rng: Random, have: Ingredients, look_: Look) -> str:
    n, gap = rng.choice((2, 3, 3, 4)), rng.choice((1, 2, 6))
    cells = "".join(
        picture(rng, have, f"width:100%;aspect-ratio:1;border-radius:{rng.choice((0, 0, 6))}px")
        for _ in range(n * (n + 4))
    )
    return f"<div style='display:grid;grid-template-columns:repeat({n},1fr);gap:{gap}px;padding:{gap}px'>{cells}</div>"


def _lock(rng: Random, have: Ingredients, look_: Look) -> str:
    back = (
        f"url(file://{pick(rng, have.thumbs)}) center/cover"
        if chance(rng, 0.7)
        else f"linear-gradient({css(look_.accent)},#111)"
    )
    notes = "".join(
        f"<div style='background:rgba(255,255,255,.75);color:#111;border-radius:14px;margin:8px 14px;padding:11px;font-size:13px'><b>{head(rng, 2)}</b><br>{say(rng, 8)}</div>"
        for _ in range(rng.randint(0, 4))
    )
    dots = (
        "<div style='position:absolute;bottom:40px;left:20%;right:20%;display:grid;grid-template-columns:repeat(3,1fr);gap:34px'>"
        + "<div style='width:12px;height:12px;border-radius:50%;background:#fff;margin:auto'></div>"
        * 9
        + "</div>"
    )
    return f"<div style='position:absolute;inset:0;background:{back};color:#fff;text-align:center;padding-top:60px;text-shadow:0 1px 4px #000'><div style='font-size:74px;font-weight:200'>{rng.randint(0, 23)}:{rng.randint(10, 59)}</div>{head(rng, 2)}<div style='text-align:left;text-shadow:none'>{notes}</div>{dots if chance(rng, 0.4) else ''}</div>"


def _game(rng: Random, have: Ingredients, look_: Look) -> str:
    n = rng.randint(4, 9)
    tints = [css(colour(rng, (0.4, 1), (0.35, 0.7))) for _ in range(5)]
    signs = rng.choice(
        (("",), ("2", "4", "8", "16", "32", "64"), tuple(_EMOJI), ("♠", "♥", "♦", "♣"))
    )
    cells = "".join(
        f"<div style='aspect-ratio:1;border-radius:{look_.radius}px;background:{rng.choice(tints)};color:#fff;text-align:center;font-size:{170 // n}px;display:flex;align-items:center;justify-content:center'>{rng.choice(signs)}</div>"
        for _ in range(n * n)
    )
    return f"<div style='position:absolute;inset:0;background:linear-gradient({css(colour(rng))},{css(colour(rng))});padding:16px;color:#fff;text-align:center'><h2>{head(rng, 2)}</h2><div style='display:flex;justify-content:space-between;font-size:20px;padding:8px'><b>★ {rng.randint(0, 9999)}</b><b>{rng.randint(0, 9)}:{rng.randint(10, 59)}</b></div><div style='display:grid;grid-template-columns:repeat({n},1fr);gap:4px'>{cells}</div><div style='background:{tints[0]};border-radius:24px;margin:22px 20%;padding:12px'><b>{head(rng, 1)}</b></div></div>"


def _menu_sheet(rng: Random, have: Ingredients, look_: Look) -> str:
    back = rng.choice((_settings, _mails, _feed, _gallery))(rng, have, look_)
    rows = "".join(
        f"<div style='padding:15px 20px;border-bottom:1px solid {css(look_.line)};color:{css(rng.choice((look_.text, look_.accent)))}'>{rng.choice(_EMOJI) if chance(rng, 0.5) else ''} {head(rng, 2)}</div>"
        for _ in range(rng.randint(3, 8))
    )
    place = rng.choice(
        (
            "left:0;right:0;bottom:0;border-radius:16px 16px 0 0",
            "left:0;top:0;bottom:0;width:78%",
            "right:8px;top:8px;width:60%",
        )
    )
    return f"{back}<div style='position:absolute;inset:0;background:rgba(0,0,0,.4)'><div style='position:absolute;{place};background:{css(look_.ground)}'>{rows}</div></div>"


def _clock(rng: Random, _have: Ingredients, look_: Look) -> str:
    rows = "".join(
        f"<div style='display:flex;align-items:center;padding:16px 20px;border-bottom:1px solid {css(look_.line)}'><div style='flex:1'><span style='font-size:38px;font-weight:300'>{rng.randint(0, 23)}:{rng.randint(10, 59)}</span><br>{head(rng, 2)}</div>{_switch(rng, look_)}</div>"
        for _ in range(rng.randint(2, 7))
    )
    ring = f"<div style='width:230px;height:230px;border:8px solid {css(look_.accent)};border-left-color:{css(look_.line)};border-radius:50%;margin:40px auto;text-align:center;line-height:214px;font-size:46px'>{rng.randint(0, 59):02}:{rng.randint(0, 59):02}</div>"
    return rng.choice((rows, ring))


def _figures(rng: Random, have: Ingredients, look_: Look) -> str:
    out = ""
    for _ in range(rng.randint(2, 4)):
        bars = "".join(
            f"<div style='flex:1;height:{rng.randint(8, 100)}%;background:{css(look_.accent)};border-radius:3px'></div>"
            for _ in range(rng.choice((7, 12, 24)))
        )
        out += f"<div style='background:{css(look_.panel)};border-radius:{look_.radius + 6}px;margin:12px;padding:14px'>{head(rng, 2)}<div style='font-size:30px'><b>{number(rng)}</b></div><div style='display:flex;align-items:flex-end;gap:3px;height:80px'>{bars}</div></div>"
    return out


def _welcome(rng: Random, have: Ingredients, look_: Look) -> str:
    return f"<div style='position:absolute;inset:0;background:{css(rng.choice((look_.accent, look_.ground)))};display:flex;flex-direction:column;align-items:center;justify-content:center;text-align:center;padding:34px'><img src='file://{pick(rng, have.small_icons)}' style='width:110px'><h1>{head(rng, 2)}</h1>{say(rng, 10)}<p style='letter-spacing:8px'>●○○○</p></div>"


def _article(rng: Random, have: Ingredients, look_: Look) -> str:
    shot = picture(rng, have, "width:100%;height:190px") if chance(rng, 0.6) else ""
    return (
        f"{shot}<div style='padding:8px 18px'><h2>{head(rng, 5)}</h2>"
        + "".join(f"<p>{say(rng, rng.randint(15, 60))}</p>" for _ in range(6))
        + "</div>"
    )


def _status(rng: Random, look_: Look) -> str:
    back = rng.choice((look_.ground, look_.accent, (0, 0, 0)))
    pen = (255, 255, 255) if sum(back) < 380 else (0, 0, 0)
    return (f"<div style='background:{css(back)};color:{css(pen)};font-size:12px;padding:4px 14px;display:flex;flex:none'>"
            f"<b>{rng.randint(0, 23)}:{rng.randint(0, 59):02}</b><span style='margin-left:auto'>▂▄▆ {rng.choice(('4G', '5G', 'LTE', ''))} {rng.randint(1, 100)}% ▮</span></div>")  # fmt: skip


def _app_bar(rng: Random, look_: Look) -> str:
    filled = chance(rng, 0.5)
    back, pen = (look_.accent, (255, 255, 255)) if filled else (look_.ground, look_.text)
    place = "center" if chance(rng, 0.4) else "left"
    return (f"<div style='flex:none;background:{css(back)};color:{css(pen)};padding:12px 16px;display:flex;font-size:{rng.choice((17, 19, 21))}px;border-bottom:1px solid {css(look_.line)}'>"
            f"<span>{rng.choice('←☰‹✕')}</span><b style='flex:1;text-align:{place};padding:0 18px'>{head(rng, 2)}</b><span>{rng.choice('⋮🔍＋✓')}</span></div>")  # fmt: skip


def _tabs(rng: Random, look_: Look) -> str:
    cells = "".join(
        f"<div style='flex:1;text-align:center'><div style='font-size:20px'>{rng.choice(_EMOJI)}</div>{head(rng, 1)[:8]}</div>"
        for _ in range(rng.randint(3, 5))
    )
    return f"<div style='flex:none;display:flex;font-size:11px;padding:7px;background:{css(look_.panel)};border-top:1px solid {css(look_.line)}'>{cells}</div>"


def _keyboard(rng: Random, look_: Look) -> str:
    key = mix(look_.panel, look_.ground, 0.6)
    rows = ""
    for letters in ("qwertyuiop", "asdfghjkl", "⇧zxcvbnm⌫", "?1☺___.⏎"):
        keys = "".join(
            f"<div style='flex:1;margin:3px;background:{css(key)};border-radius:5px;text-align:center;padding:10px 0'>{c}</div>"
            for c in letters
        )
        rows += f"<div style='display:flex;padding:0 3px'>{keys}</div>"
    return f"<div style='flex:none;background:{css(mix(look_.panel, (128, 128, 128), 0.25))};padding:5px 0'>{rows}</div>"


def _avatar(rng: Random, have: Ingredients, side: int = 42) -> str:
    if chance(rng, 0.5):
        return picture(rng, have, f"width:{side}px;height:{side}px;border-radius:50%;flex:none")
    return (f"<div style='width:{side}px;height:{side}px;border-radius:50%;flex:none;background:{css(colour(rng, (0.3, 0.9), (0.4, 0.6)))};"
            f"color:#fff;text-align:center;line-height:{side}px;font-size:{side // 2}px'>{rng.choice('ABCDEFGHJKLMNPRST')}</div>")  # fmt: skip


def _chat(rng: Random, have: Ingredients, look_: Look) -> str:
    mine, theirs = rng.choice((look_.accent, (220, 248, 198), (0, 122, 255))), look_.panel
    out = ""
    for _ in range(rng.randint(6, 16)):
        own = chance(rng, 0.5)
        back = mine if own else theirs
        pen = (255, 255, 255) if sum(back) < 400 else (0, 0, 0)
        what = (
            picture(rng, have, "width:200px;height:140px")
            if chance(rng, 0.1)
            else say(rng, rng.choice((1, 3, 6, 12, 22)))
        )
        out += (f"<div style='display:flex;justify-content:{'flex-end' if own else 'flex-start'};margin:{rng.randint(3, 9)}px 10px'>"
                f"<div style='max-width:75%;background:{css(back)};color:{css(pen)};border-radius:{rng.choice((8, 14, 18))}px;padding:8px 12px'>{what} "
                f"<small style='opacity:.6'>{rng.randint(0, 23)}:{rng.randint(10, 59)}</small></div></div>")  # fmt: skip
    field = (f"<div style='position:absolute;bottom:0;left:0;right:0;background:{css(look_.panel)};padding:8px'><div style='border-radius:20px;background:{css(look_.ground)};"
             f"padding:9px 14px;color:#888'>Message</div></div>")  # fmt: skip
    return out + field


def _settings(rng: Random, have: Ingredients, look_: Look) -> str:
    out = ""
    grouped = chance(rng, 0.4)
    for _ in range(rng.randint(9, 18)):
        end = rng.choice(
            ("›", _switch(rng, look_), f"<span style='opacity:.5'>{number(rng)}</span>", "")
        )
        sign = (
            f"<span style='width:34px;font-size:20px'>{rng.choice(_EMOJI)}</span>"
            if chance(rng, 0.6)
            else ""
        )
        second = (
            f"<div style='opacity:.6;font-size:.85em'>{say(rng, 5)}</div>"
            if chance(rng, 0.5)
            else ""
        )
        out += (f"<div style='display:flex;align-items:center;padding:{rng.randint(9, 15)}px 16px;border-bottom:1px solid {css(look_.line)};background:{css(look_.ground)}'>"
                f"{sign}<div style='flex:1'>{head(rng, 3)}{second}</div>{end}</div>")  # fmt: skip
        if grouped and chance(rng, 0.25):
            out += f"<div style='padding:18px 16px 6px;background:{css(look_.panel)};color:{css(look_.accent)};font-size:.85em'>{head(rng, 2)}</div>"
    return out


def _switch(rng: Random, look_: Look) -> str:
    on = chance(rng, 0.5)
    back = look_.accent if on else (180, 180, 180)
    return (f"<div style='width:44px;height:24px;border-radius:12px;background:{css(back)};position:relative'><div style='position:absolute;top:2px;"
            f"{'right' if on else 'left'}:2px;width:20px;height:20px;border-radius:50%;background:#fff'></div></div>")  # fmt: skip


def _feed(rng: Random, have: Ingredients, look_: Look) -> str:
    out = ""
    for _ in range(4):
        shot = (
            picture(rng, have, f"width:100%;height:{rng.choice((180, 240, 320))}px")
            if chance(rng, 0.7)
            else ""
        )
        out += (f"<div style='border-bottom:6px solid {css(look_.panel)};padding:10px 0'><div style='display:flex;gap:10px;padding:0 12px 8px'>{_avatar(rng, have)}"
                f"<div><b>{head(rng, 2)}</b><div style='opacity:.6;font-size:12px'>{number(rng)}</div></div></div>"
                f"<div style='padding:0 12px 8px'>{say(rng, rng.randint(3, 25))}</div>{shot}<div style='padding:8px 12px;font-size:18px'>♡ &nbsp; 💬 &nbsp; ↗ </div></div>")  # fmt: skip
    return out


def _home(rng: Random, have: Ingredients, look_: Look) -> str:
    columns = rng.choice((4, 4, 5))
    cells = ""
    for _ in range(columns * rng.randint(3, 6)):
        vector = pick(rng, have.small_icons)
        cells += (f"<div style='text-align:center;color:#fff;font-size:11px;text-shadow:0 1px 2px #000'><img src='file://{vector}' style='width:52px;height:52px'>"
                  f"<div>{head(rng, 1)[:10]}</div></div>")  # fmt: skip
    back = (
        f"url(file://{pick(rng, have.thumbs)}) center/cover"
        if chance(rng, 0.6)
        else f"linear-gradient({css(look_.accent)},{css(colour(rng))})"
    )
    clock = (
        f"<div style='color:#fff;font-size:60px;text-align:center;padding:20px'>{rng.randint(0, 23)}:{rng.randint(10, 59)}</div>"
        if chance(rng, 0.5)
        else ""
    )
    return f"<div style='background:{back};position:absolute;inset:0'>{clock}<div style='display:grid;grid-template-columns:repeat({columns},1fr);gap:22px 8px;padding:24px 10px'>{cells}</div></div>"


def _login(rng: Random, have: Ingredients, look_: Look) -> str:
    fields = "".join(
        f"<div style='border:1px solid {css(look_.line)};border-radius:{look_.radius}px;padding:13px;margin:12px 0;opacity:.7'>{head(rng, 2)}</div>"
        for _ in range(rng.randint(1, 4))
    )
    return (f"<div style='padding:30px 26px;text-align:center'><div style='font-size:70px'>{rng.choice(_EMOJI)}</div><h2>{head(rng, 3)}</h2>{say(rng, 8)}{fields}"
            f"<div style='background:{css(look_.accent)};color:#fff;padding:14px;border-radius:{look_.radius + 4}px'>{head(rng, 2)}</div><p style='color:{css(look_.accent)}'>{head(rng, 3)}</p></div>")  # fmt: skip


def _form(rng: Random, have: Ingredients, look_: Look) -> str:
    out = ""
    for _ in range(rng.randint(4, 9)):
        kind = rng.randrange(4)
        label = f"<div style='font-size:.9em;margin:10px 0 4px'>{head(rng, 2)}</div>"
        if kind == 0:
            out += f"<div style='display:flex;justify-content:space-between;padding:8px 0'>{head(rng, 2)}{_switch(rng, look_)}</div>"
        elif kind == 1:
            out += (
                label
                + f"<div style='height:6px;border-radius:3px;background:{css(look_.line)}'><div style='width:{rng.randint(5, 95)}%;height:6px;background:{css(look_.accent)}'></div></div>"
            )
        elif kind == 2:
            parts = "".join(
                f"<div style='flex:1;text-align:center;padding:9px;border:1px solid {css(look_.line)};{'background:' + css(look_.accent) + ';color:#fff' if chance(rng, 0.3) else ''}'>{head(rng, 1)[:8]}</div>"
                for _ in range(3)
            )
            out += label + f"<div style='display:flex'>{parts}</div>"
        else:
            out += (
                label
                + f"<div style='border:1px solid {css(look_.line)};background:{css(look_.panel)};border-radius:{look_.radius}px;padding:11px'>{say(rng, 2)} ▾</div>"
            )
    button = f"<div style='background:{css(look_.accent)};color:#fff;padding:13px;text-align:center;margin-top:18px;border-radius:{look_.radius}px'>{head(rng, 1)}</div>"
    return f"<div style='padding:14px 18px'>{out}{button}</div>"


def _player(rng: Random, have: Ingredients, look_: Look) -> str:
    return (f"<div style='text-align:center;padding:30px'>{picture(rng, have, 'width:86%;height:290px;border-radius:10px')}<h2>{head(rng, 3)}</h2><p>{head(rng, 2)}</p>"
            f"<div style='height:4px;background:{css(look_.line)}'><div style='width:{rng.randint(5, 95)}%;height:4px;background:{css(look_.accent)}'></div></div>"
            f"<div style='font-size:44px;margin:20px'>⏮ ⏸ ⏭</div></div>")  # fmt: skip


def _dialler(rng: Random, _have: Ingredients, look_: Look) -> str:
    keys = "".join(
        f"<div style='text-align:center;font-size:30px;padding:12px;border-radius:50%;background:{css(look_.panel)};margin:6px'>{c}</div>"
        for c in "123456789*0#"
    )
    if chance(rng, 0.5):
        keys = "".join(
            f"<div style='text-align:center;font-size:26px;padding:18px 0;background:{css(look_.accent if c in '÷×−+=' else look_.panel)};margin:2px'>{c}</div>"
            for c in "C±%÷789×456−123+0.⌫="
        )
    columns = 4 if "=" in keys and "÷" in keys else 3
    return f"<div style='font-size:44px;text-align:right;padding:50px 24px 20px'>{number(rng)}</div><div style='display:grid;grid-template-columns:repeat({columns},1fr);padding:0 14px'>{keys}</div>"


def _calendar(rng: Random, _have: Ingredients, look_: Look) -> str:
    cells = "".join(
        f"<div style='text-align:center;padding:11px 0;{'background:' + css(look_.accent) + ';color:#fff;border-radius:50%' if chance(rng, 0.06) else ''}'>{d}</div>"
        for d in range(1, 32)
    )
    rows = "".join(
        f"<div style='border-left:4px solid {css(colour(rng, (0.4, 1), (0.4, 0.6)))};background:{css(look_.panel)};margin:8px 12px;padding:9px'><b>{head(rng, 3)}</b><br>{rng.randint(7, 20)}:00</div>"
        for _ in range(4)
    )
    return f"<h3 style='text-align:center'>{head(rng, 1)} {rng.randint(2010, 2030)}</h3><div style='display:grid;grid-template-columns:repeat(7,1fr)'>{cells}</div>{rows}"


def _mails(rng: Random, have: Ingredients, look_: Look) -> str:
    rows = "".join(
        f"<div style='display:flex;gap:12px;padding:10px 14px;border-bottom:1px solid {css(look_.line)}'>{_avatar(rng, have)}<div style='flex:1;min-width:0'><b>{head(rng, 2)}</b>"
        f"<span style='float:right;font-size:12px;opacity:.6'>{number(rng)[:8]}</span><div style='white-space:nowrap;overflow:hidden;opacity:.8'>{say(rng, 12)}</div></div></div>"
        for _ in range(13)
    )
    button = f"<div style='position:absolute;right:18px;bottom:18px;width:56px;height:56px;border-radius:50%;background:{css(look_.accent)};color:#fff;font-size:30px;text-align:center;line-height:54px'>+</div>"
    return rows + (button if chance(rng, 0.6) else "")


def _shop(rng: Random, have: Ingredients, look_: Look) -> str:
    cells = "".join(
        f"<div style='background:{css(look_.panel)};border-radius:{look_.radius}px;padding-bottom:8px'>{picture(rng, have, 'width:100%;height:130px')}<div style='padding:0 8px'>{head(rng, 3)}<br><b>{number(rng)}</b></div></div>"
        for _ in range(8)
    )
    return f"<div style='display:grid;grid-template-columns:1fr 1fr;gap:10px;padding:10px'>{cells}</div>"


def _tiles(rng: Random, _have: Ingredients, look_: Look) -> str:
    cells = "".join(
        f"<div style='background:{css(colour(rng, (0.2, 0.9), (0.35, 0.7)))};color:#fff;border-radius:{look_.radius + 6}px;padding:14px;height:{rng.choice((90, 120))}px'><div style='font-size:26px'>{rng.choice(_EMOJI)}</div>{head(rng, 2)}</div>"
        for _ in range(12)
    )
    return f"<div style='display:grid;grid-template-columns:1fr 1fr;gap:10px;padding:12px'>{cells}</div>"


def _alert(rng: Random, have: Ingredients, look_: Look) -> str:
    back = rng.choice((_settings, _mails, _feed))(rng, have, look_)
    return (f"{back}<div style='position:absolute;inset:0;background:rgba(0,0,0,.5);display:flex;align-items:center;justify-content:center'><div style='background:{css(look_.ground)};"
            f"border-radius:{look_.radius + 8}px;width:80%;padding:20px'><h3>{head(rng, 3)}</h3>{say(rng, 14)}<div style='text-align:right;color:{css(look_.accent)};padding-top:18px'><b>{head(rng, 1)} &nbsp; &nbsp; OK</b></div></div></div>")  # fmt: skip


def _phone_map(rng: Random, have: Ingredients, look_: Look) -> str:
    from maps import draw_map

    file = have.work / "scratch" / f"map-{rng.getrandbits(40)}.png"
    file.parent.mkdir(exist_ok=True)
    draw_map(rng, have).save(file)
    return (f"<div style='background:url(file://{file}) center/cover;position:absolute;inset:0'><div style='margin:14px;background:#fff;color:#555;border-radius:24px;padding:12px 18px'>🔍 {head(rng, 2)}</div>"
            f"<div style='position:absolute;bottom:0;left:0;right:0;background:{css(look_.ground)};border-radius:16px 16px 0 0;padding:18px'><h3>{head(rng, 3)}</h3>{say(rng, 10)}</div></div>")  # fmt: skip
