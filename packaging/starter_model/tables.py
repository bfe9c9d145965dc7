"""Tables: real ones out of manuals, printed ones, spreadsheets in the looks of several programs."""

from __future__ import annotations

import csv
import html
from collections.abc import Callable
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from random import Random

from common import MONO, SANS, SERIF, Page, chance, colour, css, ink, mix, paper
from ingredients import Ingredients, pick
from papers import real_table, typeset_table
from PIL import Image
from web import head, page_of, say

Rows = list[list[str]]

_NAMES = ("Anna Berg", "J. Smith", "Okafor, C.", "Li Wei", "Maria Silva", "P. Novák", "Kim Ji-ho", "R. Patel", "Eva Lind",
          "Tom Baker", "Y. Tanaka", "Ivanova", "D. Rossi", "A. Müller", "Fatima N.", "Luc Martin")  # fmt: skip
_PLACES = ("Berlin", "Oslo", "Central Station", "Lyon", "Park Road", "Kyoto", "Porto", "Airport", "Leeds", "North Gate",
           "Graz", "Town Hall", "Quito", "Harbour", "Dublin", "Market Sq.")  # fmt: skip
_THINGS = ("Bread, white", "Cable 2 m", "Screw M4", "Coffee", "Notebook A5", "Lamp", "Paint 1 l", "Rent", "Travel",
           "Salaries", "Apple", "Hosting", "Insurance", "Taxes", "Spare parts", "Cement 25 kg")  # fmt: skip
_STATES = (("open", "closed", "waiting"), ("yes", "no"), ("✓", "✗", "–"), ("A", "B", "C", "D"), ("low", "medium", "high"), ("M", "F"), ("OK", "FAIL"))  # fmt: skip


def _column(rng: Random, kind: str) -> tuple[str, Callable[[int], str]]:
    """A heading, and what stands in each row below it, all of one kind."""
    digits, size = rng.choice((0, 1, 1, 2, 2, 3, 4)), 10 ** rng.uniform(0, 4)
    start, step = date(rng.randint(1990, 2025), rng.randint(1, 12), 1), rng.choice((1, 1, 7, 30))
    begin, every = rng.randint(300, 700), rng.randint(2, 45)
    pattern, sign = rng.choice(("%Y-%m-%d", "%d.%m.%Y", "%m/%d/%y", "%d %b", "%b %Y")), rng.choice("$€£")  # fmt: skip
    letters, group = "".join(rng.choices("ABCDEFGHKMPRSTX", k=rng.randint(1, 3))), rng.choice(_STATES)  # fmt: skip
    makers: dict[str, tuple[tuple[str, ...], Callable[[int], str]]] = {
        "index": (("No.", "#", "ID", "Rank", "Nr"), lambda i: str(i + 1)),
        "number": (("Mean", "SD", "x", "y", "kg", "Value", "Total", "2019", "2020", "2021", "Q1", "Q2", "n", "min", "max", "p", "Weight", "Temp."), lambda _: f"{rng.gauss(0.6, 0.3) * size:,.{digits}f}"),
        "count": (("Qty", "Count", "Stock", "Units", "Goals", "Pts", "Seats"), lambda _: str(round(rng.paretovariate(1) * 3))),
        "money": (("Price", "Amount", "Cost", "Total", "Net", "Balance"), lambda _: f"{sign}{rng.uniform(0.05, 1) * size:,.2f}"),
        "percent": (("Share", "%", "Change", "Rate"), lambda _: f"{rng.uniform(-10, 100):.{min(digits, 2)}f}%"),
        "date": (("Date", "Day", "Due", "Month"), lambda i: (start + timedelta(days=i * step)).strftime(pattern)),
        "time": (("Dep.", "Arr.", "Time", "Mon–Fri", "Sat", "Sun"), lambda i: f"{(begin + i * every) // 60 % 24:02}:{(begin + i * every) % 60:02}"),
        "name": (("Name", "Customer", "Player", "Author", "Contact"), lambda _: rng.choice(_NAMES)),
        "place": (("City", "Station", "Stop", "Region", "Country"), lambda _: rng.choice(_PLACES)),
        "thing": (("Item", "Product", "Description", "Category", "Account"), lambda _: rng.choice(_THINGS)),
        "code": (("Code", "Ref.", "Part no.", "Key"), lambda _: f"{letters}-{rng.randint(100, 99999)}"),
        "state": (("Status", "Class", "Group", "Done", "Grade"), lambda _: rng.choice(group)),
        "words": (("Notes", "Remark", "Meaning", "Title"), lambda _: html.unescape(say(rng, rng.randint(1, 7)))),
    }  # fmt: skip
    heads, make = makers[kind]
    return rng.choice(heads), make


_NUMERIC = ("index", "number", "count", "money", "percent", "time")


@cache
def _data_files() -> list[Path]:
    import sklearn

    return sorted((Path(sklearn.__file__).parent / "datasets/data").glob("*.csv"))


def values(rng: Random, rows: int, columns: int) -> tuple[Rows, list[bool]]:
    """A row of headings and ``rows`` more, and which columns are of numbers."""
    way = rng.random()
    if way < 0.15:
        with pick(rng, _data_files()).open(encoding="utf-8") as file:
            lines = [row[:columns] for row in csv.reader(file)][1:]
        start = rng.randrange(max(1, len(lines) - rows))
        kept = lines[start : start + rows]
        wide = min(map(len, kept))
        return [[f"x{i}" if chance(rng, 0.3) else html.unescape(head(rng, 1)) for i in range(wide)], *(r[:wide] for r in kept)], [True] * wide  # fmt: skip
    if way < 0.3:
        kinds = [rng.choice(("name", "place", "thing", "code", "date")), *["number"] * (columns - 1)]  # fmt: skip
    elif way < 0.42:
        kinds = ["place", *["time"] * (columns - 1)]
    else:
        kinds = [rng.choice(("index", "name", "place", "thing", "code", "date"))]
        kinds += rng.choices(("number", "count", "money", "percent", "date", "time", "name", "place", "thing", "code", "state", "words"),
                             (7, 4, 4, 3, 2, 1, 2, 2, 2, 2, 3, 2), k=columns - 1)  # fmt: skip
    made = [_column(rng, kind) for kind in kinds]
    gaps = rng.choice((0, 0, 0, 0.03, 0.15))
    body = [["" if chance(rng, gaps) else make(i) for _, make in made] for i in range(rows)]
    if all(kind == "number" for kind in kinds[1:]) and chance(rng, 0.6):
        heads = [made[0][0], *(str(2000 + i) if rows % 2 else f"T{i}" for i in range(1, columns))]
    else:
        heads = [name for name, _ in made]
    return [heads, *body], [kind in _NUMERIC for kind in kinds]


def _cells(rows: Rows, numeric: list[bool], tag: str) -> str:
    return "".join(
        "<tr>" + "".join(f"<{tag} class={'n' if n else 't'}>{html.escape(x)}</{tag}>" for x, n in zip(row, numeric, strict=True)) + "</tr>"
        for row in rows
    )  # fmt: skip


def printed(rng: Random, _have: Ingredients) -> Page:
    """A table on paper or a page: with rules as books have them, in a grid, striped, coloured."""
    columns, rows = rng.randint(2, 14), rng.choice((3, 5, 8, 12, 18, 25, 35, 50))
    data, numeric = values(rng, rows, columns)
    accent, line = colour(rng, (0.3, 0.9), (0.2, 0.5)), css(mix((255, 255, 255), (0, 0, 0), rng.uniform(0.15, 0.9)))  # fmt: skip
    pale = css(mix(accent, (255, 255, 255), rng.uniform(0.75, 0.93)))
    size, width = rng.choice((9, 10, 11, 12, 13, 14, 16, 19)), rng.choice((1, 1, 1, 2))
    looks = {
        "book": "table { border-top:2px solid; border-bottom:2px solid } th { border-bottom:1px solid }",
        "grid": f"td, th {{ border:{width}px solid {line} }}",
        "tinted": f"td, th {{ border:1px solid {line} }} th {{ background:{pale} }}",
        "striped": f"tr:nth-child(even) {{ background:{pale} }} th {{ border-bottom:2px solid {css(accent)} }}",
        "filled": f"th {{ background:{css(accent)}; color:#fff }} td {{ border-bottom:1px solid {line} }}",
        "filled striped": f"th {{ background:{css(accent)}; color:#fff }} tr:nth-child(even) {{ background:{pale} }}",
        "rows": f"td {{ border-bottom:1px {rng.choice(('solid', 'dotted'))} {line} }} th {{ border-bottom:2px solid }}",
        "columns": f"td, th {{ border-left:1px solid {line} }} table {{ border:1px solid {line} }} th {{ border-bottom:1px solid {line} }}",
        "first": f"td:first-child, th {{ background:{pale}; font-weight:bold }} td, th {{ border:1px solid #fff }}",
        "bare": "",
        "old": "table { border:2px outset #888; border-collapse:separate; border-spacing:2px } td, th { border:1px inset #888 }",
    }  # fmt: skip
    chosen = rng.choice((*looks, "book", "grid"))
    family = rng.choice(SERIF if chosen == "book" else SANS + SERIF + MONO[:4])
    tall, wide = rng.choice((0, 1, 2, 4, 6, 9)), rng.choice((3, 5, 8, 12, 18))
    high, ground = size * 1.3 + 2 * tall + 1, paper(rng)
    style = (f"body {{ margin:0; padding:{(pad := rng.choice((0, 4, 12, 30, 60)))}px; background:{css(ground)}; color:{css(ink(rng))}; font:{size}px/1.3 '{family}' }}"
             f"table {{ border-collapse:collapse; width:{rng.choice(('100%', '100%', 'auto'))}; margin:{rng.choice(('0', '0 auto'))} }} td, th {{ padding:{tall}px {wide}px; text-align:left; white-space:{rng.choice(('nowrap', 'normal'))} }}"
             f".n {{ text-align:{rng.choice(('right', 'right', 'right', 'center', 'left'))} !important }} th {{ font-weight:{rng.choice((400, 700))} }} {looks[chosen]}")  # fmt: skip
    if chance(rng, 0.07):
        style += " html { filter:invert(0.9) hue-rotate(180deg); background:#fff }"
    caption = f"<div style='text-align:{rng.choice(('left', 'center'))};margin:0 0 8px'><b>Table {rng.randint(1, 30)}</b>. {say(rng, rng.randint(3, 14))}</div>" if chance(rng, 0.25) else ""  # fmt: skip
    total = ""
    if chance(rng, 0.2):
        total = "<tr style='font-weight:bold;border-top:2px solid'>" + "".join(f"<td class={'n' if n else 't'}>{rng.randint(100, 99999) if n else ''}</td>" for n in numeric) + "</tr>"  # fmt: skip
    longest = [min(30, max(len(row[i]) for row in data)) for i in range(len(numeric))]
    w = round(min(1500, max(260, sum(longest) * size * 0.6 + 2 * wide * len(numeric) + 2 * pad + 20)))  # fmt: skip
    h = round(min(1500, max(120, (len(data) + 1) * high + 2 * pad + (50 if caption else 0))))
    body = f"{caption}<table>{_cells(data[:1], numeric, 'th')}{_cells(data[1:], numeric, 'td')}{total}</table>"  # fmt: skip
    return Page(page_of(style, body), w, h, rng.choice((1, 1, 1.5)))


def typeset(rng: Random, _have: Ingredients) -> Image.Image:
    """A table as another program sets it for print."""
    data, numeric = values(rng, rng.choice((4, 8, 14, 22, 35)), rng.randint(2, 8))
    return typeset_table(rng, data, numeric)


def real(rng: Random, have: Ingredients) -> Page:
    """A table of a real manual, as its page shows it or in another look."""
    text, top = real_table(rng, have)
    pad = rng.choice((2, 6, 12, 30))
    rows = text.lower().count("<tr")
    w = rng.choice((500, 650, 800, 1000, 1200))
    h = min(1100, max(180, rows * rng.choice((26, 32, 40)) + 2 * pad))
    if chance(rng, 0.5):
        return Page(f"{top}<body style='margin:0;padding:{pad}px'>{text}", w, h, rng.choice((1, 1, 1.5)))  # fmt: skip
    line = css(mix((255, 255, 255), (0, 0, 0), rng.uniform(0.1, 0.8)))
    accent = colour(rng, (0.2, 0.8), (0.8, 0.95))
    rule = rng.choice((f"border:1px solid {line}", f"border-bottom:1px solid {line}", f"border:1px solid {line}", "border:0"))  # fmt: skip
    stripe = f"tr:nth-child(even) {{ background:{css(mix(accent, (255, 255, 255), 0.6))} }}" if chance(rng, 0.35) else ""  # fmt: skip
    style = (f"body {{ margin:0; padding:{pad}px; background:{css(paper(rng))}; font:{rng.choice((11, 12, 13, 14, 16))}px/1.35 '{rng.choice(SANS + SERIF)}'; color:{css(ink(rng))} }} code, tt {{ font-family:'{rng.choice(MONO)}' }}"
             f"table {{ border-collapse:collapse; width:100% }} td, th {{ {rule}; padding:{rng.randint(1, 8)}px {rng.randint(4, 14)}px; text-align:left; vertical-align:top }} th {{ background:{rng.choice(('transparent', css(accent)))} }} {stripe}")  # fmt: skip
    return Page(page_of(style, text), w, h, rng.choice((1, 1, 1.5)))


# Spreadsheets


def spreadsheet(rng: Random, have: Ingredients) -> Page:
    """A sheet as a program shows it, or only its cells."""
    w, h = rng.choice(((1280, 800), (1024, 768), (1366, 768), (1600, 900), (900, 600), (700, 450), (1000, 350)))  # fmt: skip
    dress = rng.choice((_ribbon, _ribbon, _toolbars, _toolbars, _toolbars, _online, _online, _none, _none))  # fmt: skip
    top, bottom, look = dress(rng, have)
    pixels = rng.choice((11, 12, 13, 13, 14))
    row_height = pixels + rng.choice((4, 6, 8, 10))
    lettered = dress is not _none or chance(rng, 0.6)
    shown_rows = h // row_height + 1
    used_columns = rng.randint(2, 14)
    data, numeric = values(rng, rng.randint(4, shown_rows + 10), used_columns)
    used_columns = len(numeric)
    widths = [max(40, min(240, round(max(len(r[i]) for r in data) * pixels * 0.58) + rng.randint(8, 30))) for i in range(used_columns)]  # fmt: skip
    plain = rng.choice((64, 72, 86, 100))
    while sum(widths) < w:
        widths.append(plain)
    first_row, first_column = rng.choice((0, 0, 0, 1, 2, 3)), rng.choice((0, 0, 0, 1))
    if first_column:
        widths.insert(0, plain)
    grid = "#fff" if chance(rng, 0.08) else look["line"]
    header = rng.choice(("", "", "font-weight:bold;", f"font-weight:bold;background:{css(colour(rng, (0.2, 0.9), (0.75, 0.92)))};",
                         f"font-weight:bold;color:#fff;background:{css(colour(rng, (0.4, 0.9), (0.25, 0.45)))};"))  # fmt: skip
    band = css(colour(rng, (0.2, 0.8), (0.88, 0.96))) if chance(rng, 0.2) else ""
    marks = [css(colour(rng, (0.5, 0.9), (0.7, 0.88))) for _ in range(3)]
    marked = {c: rng.random() * 0.6 for c in range(used_columns) if chance(rng, 0.1)}
    boxed = "border:1px solid #000;" if chance(rng, 0.15) else ""
    at_row, at_column = rng.randrange(min(len(data) + 3, 24)), rng.randrange(min(6, len(widths)))
    rows = ""
    for r in range(shown_rows):
        cells = f"<th>{r + 1}</th>" if lettered else ""
        inside_row = first_row <= r < first_row + len(data)
        for c in range(len(widths)):
            place, style, text = c - first_column, "", ""
            if inside_row and 0 <= place < used_columns:
                text = html.escape(data[r - first_row][place])
                style = header if r == first_row else f"background:{band};" if band and r % 2 else ""  # fmt: skip
                if r > first_row and chance(rng, marked.get(place, 0)):
                    style = f"background:{rng.choice(marks)};"
                style += boxed + ("text-align:right;" if numeric[place] and r > first_row else "")
            elif r == 0 and first_row > 1 and c == first_column:
                text, style = f"<b style='font-size:1.4em'>{head(rng, 3)}</b>", "overflow:visible;"
            if (r, c) == (at_row, at_column) and lettered:
                style += f"outline:2px solid {look['accent']};outline-offset:-1px;"
            cells += f"<td style='{style}'>{text}</td>" if style else f"<td>{text}</td>"
        rows += f"<tr>{cells}</tr>"
    names = [chr(65 + i) if i < 26 else "A" + chr(39 + i) for i in range(min(len(widths), 50))]
    letters = "".join(f"<th style='{'background:' + look['chosen'] if i == at_column else ''}'>{x}</th>" for i, x in enumerate(names))  # fmt: skip
    columns = "".join(f"<col style='width:{x}px'>" for x in ([38] if lettered else []) + widths)
    style = (f"* {{ box-sizing:border-box }} body {{ margin:0; background:{look['ground']}; color:{look['text']}; font:13px '{look['family']}'; overflow:hidden; height:100vh; display:flex; flex-direction:column }}"
             f".s {{ flex:1; overflow:hidden; min-height:0; background:{look['sheet']} }} table {{ border-collapse:collapse; table-layout:fixed; width:{sum(widths) + 38 * lettered}px; font:{pixels}px '{rng.choice(look['fonts'])}' }}"
             f"td {{ border:1px solid {grid}; height:{row_height}px; padding:0 3px; white-space:nowrap; overflow:hidden; color:{look['pen']} }} th {{ background:{look['heads']}; border:1px solid {look['edge']}; font:{pixels}px '{look['family']}'; height:{row_height}px; padding:0; color:{look['text']} }}")  # fmt: skip
    top_row = f"<tr><th></th>{letters}</tr>" if lettered else ""
    body = f"{top}<div class=s><table><colgroup>{columns}</colgroup>{top_row}{rows}</table></div>{bottom}"  # fmt: skip
    return Page(page_of(style, body), w, h, rng.choice((1, 1, 1, 1.25)))


def _look(rng: Random, ground: str, line: str, accent: str, heads: str, edge: str, chosen: str) -> dict[str, str]:  # fmt: skip
    return {"ground": ground, "line": line, "accent": accent, "heads": heads, "edge": edge, "chosen": chosen, "text": "#333",
            "sheet": "#fff", "pen": "#000", "family": rng.choice(SANS[:8]), "fonts": rng.choice((["Carlito"], ["Liberation Sans"], list(SANS[:9])))}  # type: ignore[dict-item]  # fmt: skip


def _icons(rng: Random, have: Ingredients, count: int, side: int) -> str:
    return "".join(f"<img src='file://{pick(rng, have.small_icons)}' style='width:{side}px;height:{side}px;margin:2px 4px'>" for _ in range(count))  # fmt: skip


def _formula(rng: Random, line: str) -> str:
    content = rng.choice(("=SUM(B2:B14)", "=AVERAGE(C3:C20)", "", "Total", "42.5", "=VLOOKUP(A2;Data.A1:C99;2)"))  # fmt: skip
    return (f"<div style='display:flex;border-bottom:1px solid {line};padding:2px 4px;gap:6px'><span style='width:90px;background:#fff;color:#000;border:1px solid {line};padding:1px 4px'>{rng.choice('ABCDE')}{rng.randint(1, 24)}</span>"
            f"<i>ƒx</i><span style='flex:1;background:#fff;color:#000;border:1px solid {line};padding:1px 4px'>{content}&nbsp;</span></div>")  # fmt: skip


def _tabs(rng: Random, ground: str, accent: str, line: str) -> str:
    tabs = "".join(f"<span style='padding:4px 14px;border-right:1px solid {line};{f'background:#fff;color:{accent};border-bottom:2px solid {accent}' if i == 0 else ''}'>{rng.choice(('Sheet', 'Table', 'Sheet'))}{i + 1}</span>"
                   for i in range(rng.randint(1, 5)))  # fmt: skip
    status = f"<div style='background:{ground};border-top:1px solid {line};padding:3px 10px;display:flex;justify-content:space-between;font-size:11px'><span>Ready</span><span>Sum: {rng.randint(0, 9999)} &nbsp; 100 %</span></div>" if chance(rng, 0.7) else ""  # fmt: skip
    return f"<div style='background:{ground};border-top:1px solid {line};display:flex;padding:0 20px'>‹ › {tabs}</div>{status}"


def _ribbon(rng: Random, have: Ingredients) -> tuple[str, str, dict[str, str]]:
    accent = rng.choice(("#217346", "#107c41", "#185c37", "#2b579a"))
    bar = f"<div style='background:{rng.choice((accent, accent, '#f3f2f1'))};color:#fff;text-align:center;padding:7px'>{head(rng, 2)}.xlsx</div>"  # fmt: skip
    tabs = "<div style='background:#f3f2f1;padding:5px 10px;display:flex;gap:18px'>File <b>Home</b> " + "".join(f"<span>{x}</span>" for x in ("Insert", "Page Layout", "Formulas", "Data", "Review", "View")) + "</div>"  # fmt: skip
    groups = "".join(f"<div style='border-right:1px solid #d2d0ce;padding:3px 8px;width:{rng.randint(90, 190)}px;text-align:center'>{_icons(rng, have, rng.randint(3, 9), rng.choice((16, 16, 24)))}<div style='font-size:10px;color:#666'>{x}</div></div>"
                     for x in ("Clipboard", "Font", "Alignment", "Number", "Styles", "Cells"))  # fmt: skip
    ribbon = f"<div style='background:#f3f2f1;display:flex;height:82px;overflow:hidden;border-bottom:1px solid #d2d0ce'>{groups}</div>" if chance(rng, 0.75) else ""  # fmt: skip
    look = _look(rng, "#f3f2f1", "#d8d8d8", accent, "#e9e9e9", "#c8c8c8", "#d0e0d6")
    return (bar if chance(rng, 0.7) else "") + tabs + ribbon + _formula(rng, "#d2d0ce"), _tabs(rng, "#f3f2f1", accent, "#d2d0ce"), look  # fmt: skip


def _toolbars(rng: Random, have: Ingredients) -> tuple[str, str, dict[str, str]]:
    grey = rng.choice(("#f0f0f0", "#eff0f1", "#d4d0c8", "#dcdad5", "#ece9d8", "#f6f5f4", "#e8e8e7"))
    line, accent = "#b6b6b6", rng.choice(("#000", "#3584e4", "#1c71d8", "#316ac5", "#555"))
    bar = f"<div style='background:{rng.choice((accent, '#0a246a', grey, '#2d2d2d'))};color:#fff;padding:6px 10px'>{head(rng, 2)}.{rng.choice(('ods', 'xls', 'gnumeric', 'csv'))} — {rng.choice(('Calc', 'Spreadsheet', 'Tables'))}</div>" if chance(rng, 0.4) else ""  # fmt: skip
    menu = "<div style='padding:4px 8px;display:flex;gap:14px'>" + "".join(f"<span>{x}</span>" for x in ("File", "Edit", "View", "Insert", "Format", "Styles", "Sheet", "Data", "Tools", "Window", "Help")) + "</div>"  # fmt: skip
    side = rng.choice((16, 16, 20, 24))
    tools = "".join(f"<div style='border-top:1px solid {line};padding:2px 6px;white-space:nowrap;overflow:hidden'>{_icons(rng, have, rng.randint(12, 34), side)}</div>" for _ in range(rng.choice((1, 2, 2))))  # fmt: skip
    look = _look(rng, grey, rng.choice(("#c0c0c0", "#d0d0d0", "#c7c7c7")), accent, rng.choice((grey, "#f5f5f5", "#e4e4e4")), line, rng.choice(("#9fc3ea", "#c4d8f0", "#ffd58d")))  # fmt: skip
    return bar + menu + tools + _formula(rng, line), _tabs(rng, grey, accent, line), look


def _online(rng: Random, have: Ingredients) -> tuple[str, str, dict[str, str]]:
    title = f"<div style='background:#fff;padding:8px 16px;font-size:17px'>▦ &nbsp; {head(rng, 3)} <div style='font-size:13px;color:#444;display:flex;gap:14px;padding:5px 28px 0'>" + "".join(f"<span>{x}</span>" for x in ("File", "Edit", "View", "Insert", "Format", "Data", "Tools", "Help")) + "</div></div>"  # fmt: skip
    tools = f"<div style='background:#edf2fa;border-radius:20px;margin:0 12px 6px;padding:4px 14px;white-space:nowrap;overflow:hidden'>{_icons(rng, have, rng.randint(10, 26), 16)}</div>"  # fmt: skip
    look = _look(rng, "#f9fbfd", "#e2e3e3", "#1a73e8", "#f8f9fa", "#c0c0c0", "#d3e3fd")
    return title + tools + _formula(rng, "#e0e0e0"), _tabs(rng, "#f9fbfd", "#188038", "#e0e0e0"), look  # fmt: skip


def _none(rng: Random, _have: Ingredients) -> tuple[str, str, dict[str, str]]:
    look = _look(rng, "#f0f0f0", rng.choice(("#c0c0c0", "#d9d9d9", "#e4e4e4", "#808080")), rng.choice(("#217346", "#000", "#1a73e8")), rng.choice(("#e6e6e6", "#f5f5f5", "#dcdad5")), "#b8b8b8", "#d2d2d2")  # fmt: skip
    if chance(rng, 0.1):
        look |= {"sheet": "#1e1e1e", "pen": "#ddd", "line": "#3a3a3a", "heads": "#2d2d2d", "edge": "#444", "text": "#bbb", "ground": "#222", "chosen": "#345"}  # fmt: skip
    return "", "", look
