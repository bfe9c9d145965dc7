"""Program text and terminals: real files in the looks of many editors, real output of programs."""

from __future__ import annotations

import gzip
import html
import os
import re
import sysconfig
from functools import cache
from pathlib import Path
from random import Random

from common import MONO, SANS, Page, chance, css, mix, words
from ingredients import Ingredients, pick
from papers import listing_on_paper, man_lines
from PIL import Image
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import TextLexer, get_lexer_for_filename
from pygments.styles import get_all_styles
from pygments.util import ClassNotFound
from web import head, page_of

_ENDINGS = (".py", ".c", ".h", ".js", ".css", ".pl", ".pm", ".sh", ".vim", ".lua", ".xml", ".tcl", ".awk", ".json",
            ".toml", ".cmake", ".pyx", ".ts", ".hpp", ".scm", ".yaml", ".sql", ".mk")  # fmt: skip
GOOD_STYLES = ("monokai", "vs", "default", "github-dark", "solarized-dark", "solarized-light", "dracula", "nord", "one-dark",
         "gruvbox-dark", "gruvbox-light", "xcode", "emacs", "friendly", "vim", "native", "material", "borland", "bw",
         "tango", "zenburn", "lightbulb", "stata-dark")  # fmt: skip
_PALETTES = (  # ground, pen, and the eight colours of a terminal
    ("#000000", "#c0c0c0", "#000 #c00 #0a0 #c50 #33f #c0c #0cc #ccc"),
    ("#300a24", "#eeeeec", "#2e3436 #cc0000 #4e9a06 #c4a000 #729fcf #ad7fa8 #34e2e2 #d3d7cf"),
    ("#ffffff", "#000000", "#000 #b00 #080 #a60 #00c #a0a #088 #888"),
    ("#ffffff", "#333333", "#000 #c91b00 #00a600 #999900 #0225c7 #b200b2 #00a6b2 #bfbfbf"),
    ("#002b36", "#839496", "#073642 #dc322f #859900 #b58900 #268bd2 #d33682 #2aa198 #eee8d5"),
    ("#fdf6e3", "#657b83", "#073642 #dc322f #859900 #b58900 #268bd2 #d33682 #2aa198 #93a1a1"),
    ("#1e1e1e", "#d4d4d4", "#000 #f44747 #6a9955 #dcdcaa #569cd6 #c586c0 #4ec9b0 #ddd"),
    ("#282a36", "#f8f8f2", "#21222c #ff5555 #50fa7b #f1fa8c #bd93f9 #ff79c6 #8be9fd #f8f8f2"),
    ("#282828", "#ebdbb2", "#282828 #cc241d #98971a #d79921 #458588 #b16286 #689d6a #a89984"),
    ("#012456", "#eeedf0", "#000 #ff6060 #60ff60 #ffff60 #6080ff #ff60ff #60ffff #fff"),
    ("#0c0c0c", "#33ff33", "#000 #3f3 #3f3 #3f3 #3f3 #3f3 #3f3 #3f3"),
    ("#232627", "#fcfcfc", "#232627 #ed1515 #11d116 #f67400 #1d99f3 #9b59b6 #1abc9c #fcfcfc"),
    ("#ffffdd", "#000000", "#000 #b21818 #18b218 #b26818 #1818b2 #b218b2 #18b2b2 #b2b2b2"),
)  # fmt: skip


@cache
def _files() -> dict[str, list[Path]]:
    """Program text of this machine, by its ending; of each folder a few."""
    paths = sysconfig.get_paths()
    roots = [Path(paths["stdlib"]), Path(paths["purelib"]), Path("/usr/include"), Path("/usr/share/vim"), Path("/usr/share/perl"),
             Path("/usr/share/perl5"), Path("/usr/lib/git-core"), Path("/usr/share/doc"), Path("/usr/share/cmake"), Path("/usr/share/tcltk")]  # fmt: skip
    found: dict[str, list[Path]] = {}
    for root in roots:
        seen = 0
        for folder, inner, names in os.walk(root):
            inner.sort()
            taken: dict[str, int] = {}
            for file in (Path(folder, name) for name in sorted(names)):
                seen += 1
                ending = file.suffix
                if ending in _ENDINGS and "test" not in file.name and taken.get(ending, 0) < 40:
                    taken[ending] = taken.get(ending, 0) + 1
                    found.setdefault(ending, []).append(file)
            if seen > 60_000:
                break
    return {ending: sorted(files) for ending, files in sorted(found.items())}


def program_text(rng: Random, count: int) -> tuple[str, str]:
    """Some lines of a real program, and the file's name."""
    endings = list(_files())
    weights = [
        (0.4 if ending == ".json" else 1) * min(len(files), 300) ** 0.5
        for ending, files in _files().items()
    ]
    for _ in range(200):
        file = pick(rng, _files()[rng.choices(endings, weights)[0]])
        if not file.is_file() or file.stat().st_size > 300_000:
            continue
        lines = file.read_text(encoding="utf-8", errors="ignore").expandtabs(4).splitlines()
        if len(lines) < 8 or max(map(len, lines)) > 300:
            continue
        start = 0 if chance(rng, 0.15) else rng.randrange(max(1, len(lines) - count))
        kept = lines[start : start + count]
        if sum(map(len, kept)) > 14 * len(kept):
            return "\n".join(kept), file.name
    raise RuntimeError("no program text")


def coloured(rng: Random, text: str, name: str, style: str) -> tuple[str, str, str]:
    """The text as coloured HTML without its frame, the style sheet for it, its ground."""
    try:
        lexer = get_lexer_for_filename(name, stripnl=False)
    except ClassNotFound:
        lexer = TextLexer(stripnl=False)
    made = HtmlFormatter(style=style, nowrap=True)
    return highlight(text, lexer, made), made.get_style_defs(".c"), made.style.background_color


def _is_dark(ground: str) -> bool:
    digits = ground.lstrip("#")
    digits = "".join(d * 2 for d in digits) if len(digits) == 3 else digits
    return int(digits[:2], 16) + int(digits[2:4], 16) + int(digits[4:6], 16) < 330


def editor(rng: Random, _have: Ingredients) -> Page:
    """The text of an editor: numbers, the line of the cursor, guides, a small copy beside it."""
    w, h = rng.choice(((1280, 800), (900, 700), (1100, 650), (800, 1000), (700, 450), (600, 300), (1400, 900), (500, 600)))  # fmt: skip
    size, lead = rng.choice((10, 12, 13, 14, 14, 15, 16, 18, 22, 27)), rng.uniform(1.1, 1.65)
    rows = int(h / (size * lead)) + 1
    text, name = program_text(rng, rows if chance(rng, 0.85) else max(4, rows // 2))
    known = list(get_all_styles())
    style = rng.choice([x for x in GOOD_STYLES if x in known] if chance(rng, 0.7) else known)
    inner, sheet, ground = coloured(rng, text, name, style)
    dark = _is_dark(ground)
    pen, faint = ("#d4d4d4", "#6e7681") if dark else ("#111", "#999")
    lines = inner.rstrip("\n").split("\n")
    first, at = rng.choice((1, 1, rng.randint(1, 2000))), rng.randrange(max(1, len(lines)))
    step = f"{lead * size:.1f}px"
    tint = "rgba(255,255,255,.07)" if dark else rng.choice(("rgba(0,0,0,.05)", "#ffffd0", "#e8f2fe"))  # fmt: skip
    numbered, marked = chance(rng, 0.65), chance(rng, 0.5)
    gutter = rng.choice(("transparent", "transparent", "rgba(128,128,128,.15)", "#e4e4e4" if not dark else "#252526"))  # fmt: skip
    wide = rng.choice((3, 4, 5)) * size * 0.7
    edge = rng.choice(("", f"border-right:1px solid {faint};"))
    body = ""
    for i, line in enumerate(lines):
        back = f"background:{tint};" if marked and i == at else ""
        mark = f"<span style='display:inline-block;width:{wide:.0f}px;text-align:right;padding-right:8px;margin-right:8px;color:{pen if marked and i == at else faint};background:{gutter};{edge}'>{first + i}</span>" if numbered else ""  # fmt: skip
        body += f"<div style='{back}height:{step};white-space:pre'>{mark}{line or ' '}</div>"
    family = rng.choice(MONO)
    pad = 0 if numbered else rng.choice((0, 4, 12, 30))
    css_ = f"{sheet} body {{ margin:0; background:{ground}; color:{pen}; overflow:hidden }} .c {{ font:{size}px/{step} '{family}'; padding:{rng.choice((0, 2, 10))}px {pad}px; background:none }}"  # fmt: skip
    out = f"<div class=c>{body}</div>"
    if chance(rng, 0.2):
        out += f"<div class=c style='position:absolute;right:0;top:0;bottom:0;width:90px;background:{ground};font:2px/3px {family};white-space:pre;overflow:hidden;padding:2px'>{inner}</div>"
    if chance(rng, 0.12):
        bar = rng.choice((f"<span style='background:{pen};color:{ground}'>&nbsp;-UU-:----F1 &nbsp;<b>{html.escape(name)}</b> &nbsp; {rng.randint(1, 99)}% L{at} &nbsp; (Fundamental) ----{'-' * 80}</span>",
                          f"\"{html.escape(name)}\" {rng.randint(50, 900)}L, {rng.randint(1000, 90000)}B {'&nbsp;' * 30} {at},1 {'&nbsp;' * 8} {rng.randint(1, 99)}%"))  # fmt: skip
        out += f"<div class=c style='position:absolute;left:0;right:0;bottom:0;background:{ground};white-space:pre;padding:0'>{bar}</div>"
    return Page(page_of(css_, out), w, h, rng.choice((1, 1, 1, 1.5)))


def shown(rng: Random, _have: Ingredients) -> Page:
    """A listing on a light ground, as pages and books show it: boxed, bare, black and white."""
    count, size = rng.choice((6, 10, 16, 25, 40, 60)), rng.choice((10, 11, 12, 13, 14, 16, 20))
    text, name = program_text(rng, count)
    style = rng.choice(("default", "friendly", "bw", "vs", "xcode", "tango", "pastie", "sas", "igor", "algol", "bw", "lovelace", "trac"))  # fmt: skip
    inner, sheet, _ = coloured(rng, text, name, style)
    if chance(rng, 0.25):
        inner = html.escape(text)
    box = rng.choice(("", "", "border:1px solid #ccc;", "background:#f6f8fa;border-radius:6px;", "background:#eee;border:1px solid #aaa;", "border-left:4px solid #69c;background:#f7f7f7;",
                      "background:#eeffcc;border:1px solid #ac9;border-width:1px 0;", "border:1px solid #000;"))  # fmt: skip
    lines = inner.rstrip("\n").split("\n")
    if chance(rng, 0.4):
        lines = [f"<span style='color:#999'>{i + 1:>3}</span>  {x}" for i, x in enumerate(lines)]
    if chance(rng, 0.15):
        shades = ("#e6ffec", "#ffebe9")
        lines = [f"<div style='background:{rng.choice(shades)}'>{rng.choice('+-')} {x}</div>" if chance(rng, 0.3) else f"<div>  {x}</div>" for x in lines]  # fmt: skip
        inner = "".join(lines)
    else:
        inner = "\n".join(lines)
    head_ = f"<div style='font:13px {rng.choice(SANS)};padding:6px 10px;color:#57606a;border-bottom:1px solid #ddd'>{html.escape(name)} &nbsp; {len(lines)} lines</div>" if chance(rng, 0.2) else ""  # fmt: skip
    pad, lead = rng.choice((0, 4, 14, 30)), rng.uniform(1.1, 1.6)
    css_ = f"{sheet} body {{ margin:0; padding:{pad}px; background:{rng.choice(('#fff', '#fff', '#fff', '#fcfcfc', '#fffff8', '#f4f4f4'))} }} .c {{ {box} margin:0; padding:{rng.randint(2, 14)}px; font:{size}px/{lead:.2f} '{rng.choice(MONO)}'; white-space:{rng.choice(('pre', 'pre-wrap'))}; overflow:hidden }}"  # fmt: skip
    longest = max(len(x) for x in text.splitlines())
    w = round(min(1300, max(300, min(longest + 8, 110) * size * 0.62 + 2 * pad + 20)))
    h = round(min(1300, max(120, len(lines) * size * lead + 2 * pad + 30)))
    return Page(page_of(css_, f"{head_}<pre class=c>{inner}</pre>"), w, h, rng.choice((1, 1, 1.5, 2)))  # fmt: skip


def on_paper(rng: Random, _have: Ingredients) -> Image.Image:
    """A listing as it is printed."""
    text, name = program_text(rng, rng.choice((30, 60, 75)))
    return listing_on_paper(rng, text, name)


# Terminals


def _escaped(line: str) -> str:
    """A line with the escapes for colours and strokes as HTML."""
    out, opened = [], 0
    for piece in re.split(r"(\x1b\[[\d;]*m)", line):
        if not piece.startswith("\x1b"):
            out.append(html.escape(piece))
            continue
        for code in piece[2:-1].split(";"):
            if code in ("", "0", "22", "24", "39", "27"):
                out.append("</span>" * opened)
                opened = 0
            else:
                out.append(f"<span class=e{code}>")
                opened += 1
    return "".join(out) + "</span>" * opened


def _c(code: int | str, text: str) -> str:
    return f"\x1b[{code}m{text}\x1b[0m"


@cache
def _named() -> list[Path]:
    found: list[Path] = []
    for folder in (
        "/usr/bin",
        "/usr/lib/python3",
        "/etc",
        "/usr/share/perl/",
        "/usr/share",
        "/usr/include",
    ):
        found += sorted(Path(folder).glob("*"))
    return found


def _ls(rng: Random, rows: int, columns: int) -> list[str]:
    start = rng.randrange(max(1, len(_named()) - 400))
    names = [p.name for p in _named()[start : start + 400]]
    tints = [rng.choice(("1;34", "1;32", "0", "0", "0", "1;36", "1;31")) for _ in names]
    if chance(rng, 0.5):
        return [f"{rng.choice(('-rw-r--r--', '-rwxr-xr-x', 'drwxr-xr-x'))} {rng.randint(1, 9):>2} root root {round(10 ** rng.uniform(1, 6)):>8} {rng.choice(('Jan', 'Mar', 'Oct'))} {rng.randint(1, 28):>2} {rng.choice((' 2022', '13:07', '09:41'))} {_c(t, n)}"
                for n, t in zip(names, tints, strict=True)][:rows]  # fmt: skip
    wide = max(map(len, names[:60])) + 2
    across = max(1, columns // wide)
    return ["".join(_c(tints[i], names[i]) + " " * max(1, wide - len(names[i])) for i in range(r * across, min(len(names), (r + 1) * across)))
            for r in range(min(rows, 390 // across))]  # fmt: skip


def _compiler(rng: Random, rows: int, _columns: int) -> list[str]:
    out: list[str] = []
    while len(out) < rows:
        text, name = program_text(rng, 6)
        for number, line in enumerate(text.splitlines()):
            if line.strip() and chance(rng, 0.5):
                kind, tint = rng.choice((("error", "1;31"), ("warning", "1;35"), ("note", "1;36")))
                out += [f"{_c(1, f'{name}:{number + rng.randint(1, 900)}:{rng.randint(1, 40)}:')} {_c(tint, kind + ':')} {words(rng, rng.randint(3, 9))}",
                        f" {number:>4} | {line}", f"      | {' ' * rng.randint(2, 20)}{_c(tint, '^' + '~' * rng.randint(0, 12))}"]  # fmt: skip
    return out


def _make(rng: Random, rows: int, _columns: int) -> list[str]:
    names = [p.stem for p in rng.sample(_named(), min(rows, len(_named())))]
    way = rng.randrange(3)
    if way == 0:
        return [f"[{i * 100 // rows:>3}%] {_c(32, f'Building C object src/{n}.c.o')}" for i, n in enumerate(names)]  # fmt: skip
    if way == 1:
        return [f"gcc -O2 -g -Wall -I../include -DHAVE_CONFIG_H -c -o {n}.o {n}.c" for n in names]
    return [f"Get:{i + 1} bookworm/main amd64 {n} amd64 {rng.randint(0, 9)}.{rng.randint(0, 30)}-{rng.randint(1, 9)} [{rng.randint(4, 9000)} kB]" for i, n in enumerate(names)]  # fmt: skip


def _top(rng: Random, rows: int, columns: int) -> list[str]:
    bars = [f"  {i} {_c(1, '[')}{_c(32, '|' * (n := rng.randint(1, 28)))}{' ' * (30 - n)}{rng.uniform(0, 100):5.1f}%{_c(1, ']')}" for i in range(rng.choice((2, 4, 8)))]  # fmt: skip
    names = [p.name for p in rng.sample(_named(), min(rows, 90))]
    lines = [f"{rng.randint(1, 99999):>7} {rng.choice(('root', 'www-data', 'user')):<9} 20   0 {rng.randint(1000, 999999):>8} {rng.randint(100, 99999):>7} S {rng.uniform(0, 40):>5.1f} {rng.uniform(0, 9):>4.1f} {rng.randint(0, 99):>4}:{rng.randint(0, 59):02}.{rng.randint(0, 99):02} {n}"
             for n in names]  # fmt: skip
    title = "    PID USER      PR  NI     VIRT     RES S  %CPU %MEM     TIME+ COMMAND"
    return [*bars, "", _c("30;42", title.ljust(columns)), *lines]


@cache
def _changelogs() -> list[Path]:
    return sorted(p for p in Path("/usr/share/doc").glob("*/changelog*.gz") if p.is_file())


def _log(rng: Random, rows: int, _columns: int) -> list[str]:
    text = gzip.decompress(pick(rng, _changelogs()).read_bytes()).decode("utf-8", "ignore")
    lines = [x.expandtabs(4) for x in text.splitlines() if x.strip()]
    start = rng.randrange(max(1, len(lines) - rows))
    kept = lines[start : start + rows]
    if chance(rng, 0.4):
        return [f"{_c(33, f'{rng.getrandbits(28):07x}')} {x.strip()}" for x in kept]
    out: list[str] = []
    for line in kept:
        if chance(rng, 0.2):
            out += ["", _c(33, f"commit {rng.getrandbits(160):040x}"), "Author: A. Writer", f"Date:   Mon Mar {rng.randint(1, 28)} {rng.randint(10, 23)}:{rng.randint(10, 59)}:07 2023 +0100", ""]  # fmt: skip
        out.append("    " + line.strip())
    return out


def _diff(rng: Random, rows: int, _columns: int) -> list[str]:
    out: list[str] = []
    while len(out) < rows:
        text, name = program_text(rng, rng.randint(8, 30))
        out += [_c(1, f"diff --git a/{name} b/{name}"), _c(1, f"--- a/{name}"), _c(1, f"+++ b/{name}"), _c(36, f"@@ -{rng.randint(1, 900)},9 +{rng.randint(1, 900)},12 @@")]  # fmt: skip
        sign = " "
        for line in text.splitlines():
            sign = rng.choice("   +-") if chance(rng, 0.4) else sign
            out.append(_c({" ": 0, "+": 32, "-": 31}[sign], sign + line))
    return out


def _dump(rng: Random, rows: int, _columns: int) -> list[str]:
    file = pick(rng, _changelogs())
    data = file.read_bytes()[: rows * 16]
    return [f"{i * 16:08x}: {data[i * 16 : i * 16 + 16].hex(' ', 2):<39}  " + "".join(chr(b) if 32 <= b < 127 else "." for b in data[i * 16 : i * 16 + 16]) for i in range(len(data) // 16)]  # fmt: skip


def _text(rng: Random, rows: int, _columns: int) -> list[str]:
    return program_text(rng, rows)[0].splitlines()


def _messages(rng: Random, rows: int, _columns: int) -> list[str]:
    programs = [p.name for p in rng.sample(_named(), 12)]
    way = rng.randrange(3)
    made = []
    for i in range(rows):
        name, level = rng.choice(programs), rng.choice(("INFO", "INFO", "DEBUG", "WARN", "ERROR"))
        said = words(rng, rng.randint(4, 12))
        tint = {"WARN": 33, "ERROR": 31}.get(level, 32)
        made.append((f"Mar 14 {9 + i // 60:02}:{i % 60:02}:{rng.randint(0, 59):02} host {name}[{rng.randint(100, 9999)}]: {said}",
                     f"[{i * 0.37 + 3:12.6f}] {name}: {said}", f"2023-03-14 09:{i % 60:02}:11,{rng.randint(100, 999)} {_c(tint, level):<5} {name} - {said}")[way])  # fmt: skip
    return made


def terminal(rng: Random, _have: Ingredients) -> Page:
    """A terminal in which real programs have spoken."""
    ground, pen, colours = rng.choice(_PALETTES)
    size, lead = rng.choice((11, 12, 13, 14, 15, 16, 18, 22)), rng.uniform(1.1, 1.4)
    columns, rows = rng.choice(((80, 24), (80, 24), (80, 40), (100, 30), (120, 40), (132, 50), (60, 15), (160, 45)))  # fmt: skip
    tint = rng.choice(("1;32", "1;34", "0", "1", "33", "36"))
    prompt = _c(tint, rng.choice(("user@host:~$", "$", "#", "C:\\Users>", "➜  src", "[root@box ~]#", "me@laptop ~/work %", ">>>")))  # fmt: skip
    lines: list[str] = []
    if chance(rng, 0.22):
        lines = man_lines(rng, columns - 2).splitlines()
        start = 0 if chance(rng, 0.4) else rng.randrange(max(1, len(lines) - rows))
        lines = [*lines[start : start + rows - 1], _c("7", " Manual page (1) line 1 (press h for help)")]  # fmt: skip
    makers = (_ls, _ls, _compiler, _make, _top, _log, _log, _diff, _diff, _dump, _text, _messages, _messages)  # fmt: skip
    while len(lines) < rows:
        few = rng.choice((2, 5, 12, rows, rows))
        if few < rows or chance(rng, 0.5):
            lines.append(f"{prompt} {rng.choice(('ls', 'git log', 'make', 'cat', 'git diff', 'python3', 'apt install', 'tail -f', 'grep -rn'))} {words(rng, 1).lower()}")  # fmt: skip
        lines += rng.choice(makers)(rng, few, columns)
    if chance(rng, 0.4):
        lines = [*lines[: rows - rng.randint(1, max(2, rows // 3))], f"{prompt} █"]
    inner = "\n".join(_escaped(x) for x in lines[: rows + 2])
    shades = colours.split()
    strokes = "".join(f".e3{i}, .e9{i} {{ color:{shades[i]} }} .e4{i} {{ background:{shades[i]} }}" for i in range(8))  # fmt: skip
    base = tuple(int(ground[i : i + 2], 16) for i in (1, 3, 5))
    style = (f"body {{ margin:0; background:{ground}; color:{pen}; overflow:hidden }} {strokes} .e1 {{ font-weight:bold }} .e4 {{ text-decoration:underline }} .e7 {{ background:{pen}; color:{ground} }}"
             f" pre {{ margin:0; padding:{rng.choice((0, 2, 6, 14))}px; font:{size}px/{lead:.2f} '{rng.choice(MONO)}'; white-space:{rng.choice(('pre', 'pre-wrap'))} }}")  # fmt: skip
    bar, high = "", 0
    if chance(rng, 0.2):
        high = 30
        tone = rng.choice(((58, 58, 58), (220, 220, 220), mix(base, (128, 128, 128), 0.3)))
        bar = f"<div style='background:{css(tone)};color:{'#fff' if sum(tone) < 380 else '#222'};font:13px/30px {rng.choice(SANS)};text-align:center;height:30px'>{head(rng, 2)}</div>"  # fmt: skip
    w, h = round(columns * size * 0.605 + 12), round(rows * size * lead + 8 + high)
    return Page(page_of(style, f"{bar}<pre>{inner}</pre>"), min(w, 1500), min(h, 1100), rng.choice((1, 1, 1, 1.5)))  # fmt: skip
