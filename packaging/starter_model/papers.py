"""Real content: pages of real PDF files and manuals, their tables and text, man pages, listings.

All of it comes from the training packages (see sources.py) and from what is installed here. PDF
files are drawn by poppler and text is typeset by groff, so that not every page of text is
Chromium's. Lists are sorted, so that a seed always means the same picture.
"""

from __future__ import annotations

import gzip
import html
import io
import os
import re
import subprocess
from functools import cache
from pathlib import Path
from random import Random

from common import Page, chance, colour, css, mix, paper
from ingredients import Ingredients, pick
from PIL import Image, ImageChops, ImageFilter, ImageOps

MANUALS = ("apache2-doc", "bash-doc", "cmake-doc", "debian-policy", "debian-reference-en", "developers-reference",
           "erlang-doc", "git-doc", "installation-guide-amd64", "libgtk-3-doc", "libstdc++-12-doc", "maxima-doc",
           "nodejs-doc", "postfix-doc", "python-django-doc", "python-sqlalchemy-doc", "r-doc-html", "sqlite3-doc",
           "valgrind")  # fmt: skip
BOOKS = ("bash-doc", "debian-policy", "debian-reference-en", "developers-reference", "erlang-doc",
         "installation-guide-amd64", "maxima-doc", "r-doc-pdf", "sqlite3-doc", "texlive-humanities-doc",
         "texlive-latex-recommended-doc", "valgrind")  # fmt: skip
_MANY = {
    "texlive-humanities-doc": 7,
    "texlive-latex-recommended-doc": 6,
    "r-doc-pdf": 4,
    "erlang-doc": 2,
}
_FAMILIES = ("T", "T", "P", "N", "H", "A", "BM", "HN")
_FAR_EASTERN = (["ja"], ["ko"], ["zh_CN"], ["zh_TW"])
"""Manuals whose letters poppler leaves out where its tables for them are not installed."""
_SECONDS = 8


@cache
def _found(folder: Path, package: str, endings: tuple[str, ...], most: int) -> list[Path]:
    files = (folder / package).rglob("*")
    return sorted(
        p for p in files
        if p.name.endswith(endings) and p.is_file() and not p.is_symlink() and 1500 < p.stat().st_size < most
    )  # fmt: skip


# Manuals as hypertext


def manual_file(rng: Random, have: Ingredients) -> Path:
    """One HTML page of a manual; every manual is as likely."""
    return pick(rng, _found(have.packages, rng.choice(MANUALS), (".html", ".html.gz"), 500_000))


def opened(file: Path) -> str:
    """The page's HTML, without scripts, such that its pictures and styles are still found."""
    data = _bytes(file)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        text = data.decode("latin-1")
    text = re.sub(r"(?is)<script\b.*?</script>|<\?xml.*?\?>|<meta[^>]*charset[^>]*>|<base\b[^>]*>|<noscript\b.*?</noscript>", "", text)  # fmt: skip
    base = f"<meta charset='utf-8'><base href='{file.as_uri()}'>"
    changed, count = re.subn(r"(?i)(<head\b[^>]*>)", rf"\1{base}", text, count=1)
    return changed if count else base + text


def scrolled(text: str, share: float, style: str = "") -> str:
    """The page with further style, shown that far down."""
    script = f"addEventListener('load', () => scrollTo(0, (document.documentElement.scrollHeight - innerHeight) * {share:.3f}))"
    return f"{text}<style>{style}</style><script>{script}</script>"


def manual(rng: Random, have: Ingredients) -> Page:
    """A screenful of a real manual in a browser, in its own look or another size of letters."""
    text = opened(manual_file(rng, have))
    w, h = rng.choice(((1280, 800), (1366, 700), (1024, 768), (1920, 1000), (1600, 900), (1280, 1024), (1000, 1300), (800, 900), (1440, 800), (1100, 620)))  # fmt: skip
    zoom = rng.choice((1, 1, 1, 1, 1.1, 1.25, 1.5, 0.8))
    style = f"html {{ zoom: {zoom} }}" if zoom != 1 else ""
    if chance(rng, 0.06):
        style += "html { filter: invert(0.92) hue-rotate(180deg); background: #fff }"
    elif chance(rng, 0.2):
        style += f"body {{ background-color: {css(colour(rng, (0, 0.5), (0.93, 1)))} }}"
    share = 0.0 if chance(rng, 0.45) else rng.random()
    return Page(scrolled(text, share, style), w, h, rng.choice((1, 1, 1, 1.5)))


def body_of(text: str) -> str:
    """What stands between the tags of the body."""
    found = re.search(r"(?is)<body\b[^>]*>(.*?)(</body>|$)", text)
    return found[1] if found else text


# Text of the manuals


def _plain(text: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]*>", "", text)).split())


def reading(rng: Random, have: Ingredients, count: int) -> list[tuple[str, str]]:
    """Some real headings (``h``), paragraphs (``p``), points (``li``) and listings (``pre``)."""
    for _ in range(60):
        text = body_of(opened(manual_file(rng, have)))
        parts = [(tag[0].lower() if tag[0] in "hH" else tag.lower(), inner)
                 for tag, inner in re.findall(r"(?is)<(h[1-4]|p|li|pre)\b[^>]*>(.*?)</\1>", text)]  # fmt: skip
        parts = [
            (t, html.unescape(re.sub(r"<[^>]*>", "", x)) if t == "pre" else _plain(x))
            for t, x in parts
        ]
        parts = [(t, x) for t, x in parts if len(x) > (90 if t == "p" else 3) and len(x) < 2500]
        if sum(len(x) for t, x in parts if t == "p") > 1200:
            start = rng.randrange(max(1, len(parts) - count // 2))
            chosen = parts[start : start + count]
            if sum(len(x) for t, x in chosen if t == "p") > 500:
                return chosen
    return [("p", "Lorem ipsum dolor sit amet, consectetur adipiscing elit. " * 5)] * count


# Pages of paper


def _bytes(file: Path) -> bytes:
    data = file.read_bytes()
    return gzip.decompress(data) if file.suffix == ".gz" else data


def _poppler(rng: Random, source: bytes, number: int, side: int) -> Image.Image | None:
    size = ("-scale-to", str(side)) if chance(rng, 0.8) else ("-r", str(rng.choice((60, 72, 96, 110, 150))))  # fmt: skip
    smooth = ("-aa", "no") if chance(rng, 0.05) else ()
    done = subprocess.run(
        ["pdftoppm", "-q", "-f", str(number), "-l", str(number), *size, *smooth, "-"],
        input=source, capture_output=True, timeout=_SECONDS, check=False,
    )  # fmt: skip
    if not done.stdout:
        return None
    return Image.open(io.BytesIO(done.stdout)).convert("RGB")


@cache
def _pages(file: Path) -> int:
    done = subprocess.run(["pdfinfo", "-"], input=_bytes(file), capture_output=True, timeout=_SECONDS, check=False)  # fmt: skip
    found = re.search(rb"Pages:\s+(\d+)", done.stdout)
    return int(found[1]) if found else 0


def _ink(image: Image.Image) -> float:
    small = image.convert("L").resize((200, 280))
    return sum(small.point(lambda v: 1 if v < 200 else 0).getdata()) / 56000


def book_page(rng: Random, have: Ingredients) -> Image.Image:
    """One page of a real PDF file, as poppler draws it."""
    names = list(BOOKS)
    for _ in range(30):
        package = rng.choices(names, [_MANY.get(name, 1) for name in names])[0]
        file = pick(rng, _found(have.packages, package, (".pdf", ".pdf.gz"), 12_000_000))
        last = _pages(file)
        if not last or file.stem.split(".")[1:2] in _FAR_EASTERN:
            continue
        number = rng.randint(1, min(last, 8)) if chance(rng, 0.2) else rng.randint(1, last)
        image = _poppler(rng, _bytes(file), number, rng.choice((800, 1000, 1200, 1500)))
        if image is None or image.width > 1.25 * image.height or not 0.03 < _ink(image) < 0.45:
            continue
        return image
    raise RuntimeError("no page")


def _groff(source: str, *options: str) -> bytes:
    done = subprocess.run(
        ["groff", "-Tpdf", *options], input=source.encode("latin-1", "ignore"),
        capture_output=True, timeout=_SECONDS, check=False,
    )  # fmt: skip
    return done.stdout


def _roff(text: str) -> str:
    """Text that groff takes for nothing but text."""
    return re.sub(r"(?m)^([.'])", r"\\&\1", text.replace("\\", r"\e"))


def typeset(rng: Random, have: Ingredients) -> Image.Image:
    """Real text as groff sets it: a report, a letter, a book in one column or two."""
    lines = [f".ds FAM {rng.choice(_FAMILIES)}", f".fam {rng.choice(_FAMILIES)}"]
    size = rng.choice((8, 9, 10, 10, 11, 12, 14))
    small = chance(rng, 0.15)
    wide, left = (4.6, 0.6) if small else rng.choice(((6, 1.2), (6.5, 1), (5.2, 1.6), (7, 0.7)))
    lines += [f".nr PS {size}", f".nr VS {size * rng.uniform(1.1, 1.6):.1f}", f".nr LL {wide}i", f".nr PO {left}i",
              f".nr HM {rng.uniform(0.5, 1.3):.1f}i", f".nr FM {rng.uniform(0.5, 1.3):.1f}i",
              f".nr PI {rng.choice((0, 2, 3, 5))}n", f".nr PD {rng.choice((0, 0.3, 0.7))}v"]  # fmt: skip
    parts = reading(rng, have, 60)
    while sum(ord(letter) > 255 for _, x in parts for letter in x) > 40:
        parts = reading(rng, have, 60)
    heads = [x[:60] for t, x in parts if t == "h"] or ["Notes"]
    if chance(rng, 0.5):
        lines += [f".ds LH {_roff(heads[0][:40])}", ".ds CH", f".ds RH {rng.choice(('%', 'Draft', heads[-1][:30]))}"]  # fmt: skip
    if chance(rng, 0.5):
        lines += [".ds CF %"]
    if chance(rng, 0.35):
        lines += [".TL", _roff(heads[0]), ".AU", "A. Writer", ".AI", _roff(heads[-1])]
        if chance(rng, 0.5):
            lines += [".AB", _roff(next(x for t, x in parts if t == "p")), ".AE"]
    else:
        lines += [".LP"]
    double = chance(rng, 0.25)
    lines += [".2C"] if double else []
    most = round(wide * (0.46 if double else 1) * 72 / (0.6 * (size - 1))) - 6
    lines += [".ad l"] if chance(rng, 0.25) else []
    indented, headed = rng.choice((".PP", ".LP")), rng.choice((".NH", ".SH", ".SH"))
    for tag, text in parts:
        line = _roff(text)
        if tag == "h":
            lines += [headed, line]
        elif tag == "p":
            lines += [indented, line]
        elif tag == "li":
            lines += [r".IP \(bu 2", line]
        else:
            lines += [".DS I", ".ft CR", f".ps {size - 1}", *(x[:most] for x in line.splitlines()[:14]), ".ft", f".ps {size}", ".DE"]  # fmt: skip
    source = "\n".join(line for line in lines if line.strip()) + "\n"
    sheet = "a5" if small else rng.choice(("a4", "a4", "letter"))
    data = _groff(source, "-ms", f"-P-p{sheet}", f"-dpaper={sheet}")
    return _first(rng, data)


def _first(rng: Random, data: bytes) -> Image.Image:
    image = _poppler(rng, data, 2 if chance(rng, 0.4) else 1, rng.choice((900, 1100, 1400)))
    if image is None or _ink(image) < 0.035:
        image = _poppler(rng, data, 1, 1100)
    if image is None:
        raise RuntimeError("nothing was typeset")
    return image


@cache
def _man_files() -> list[Path]:
    folders = [Path("/usr/share/man") / f"man{n}" for n in (1, 3, 5, 7, 8)]
    return sorted(p for f in folders for p in f.glob("*.gz") if not p.is_symlink() and 1500 < p.stat().st_size < 60_000)  # fmt: skip


def man_page(rng: Random, _have: Ingredients) -> Image.Image:
    """A man page on paper."""
    source = gzip.decompress(pick(rng, _man_files()).read_bytes()).decode("utf-8", "ignore")
    return _first(rng, _groff(source, "-man", "-t", f"-rS{rng.choice((10, 11, 12))}", f"-P-p{rng.choice(('a4', 'letter'))}"))  # fmt: skip


def man_lines(rng: Random, columns: int) -> str:
    """A man page as a terminal shows it, with the escapes for bold and underlined words."""
    source = gzip.decompress(pick(rng, _man_files()).read_bytes())
    done = subprocess.run(
        ["groff", "-man", "-t", "-Kutf8", "-Tutf8", f"-rLL={columns}n"], input=source,
        env={**os.environ, "GROFF_SGR": "1"}, capture_output=True, timeout=_SECONDS, check=False,
    )  # fmt: skip
    return done.stdout.decode("utf-8", "ignore")


def real_document(rng: Random, have: Ingredients) -> Image.Image:
    """A page of text on paper: whole, a part of it, two beside one another, on a reader's ground."""
    maker = rng.choices((book_page, typeset, man_page), (0.66, 0.24, 0.1))[0]
    image = maker(rng, have)
    if chance(rng, 0.2):
        image = ImageChops.multiply(image, Image.new("RGB", image.size, paper(rng)))
    if chance(rng, 0.02):
        image = ImageOps.invert(image)
    way = rng.random()
    if way < 0.08:
        other = maker(rng, have)
        other = other.resize((round(other.width * image.height / other.height), image.height), 2)
        both = Image.new("RGB", (image.width + other.width + (gap := rng.choice((0, 0, 12))), image.height), (110, 110, 110))  # fmt: skip
        both.paste(image, (0, 0))
        both.paste(other, (image.width + gap, 0))
        image = both
    elif way < 0.2:
        image = without_margins(rng, image)
    elif way < 0.35:
        high = round(min(image.height, image.width * rng.uniform(0.5, 1)))
        top = rng.randint(0, image.height - high)
        image = image.crop((0, top, image.width, top + high))
    if chance(rng, 0.1):
        image = on_grey(rng, image)
    return image


def without_margins(rng: Random, image: Image.Image) -> Image.Image:
    """The page cut close to what is printed on it."""
    box = image.convert("L").point(lambda v: 255 if v < 190 else 0).getbbox()
    edge = rng.randint(2, 40)
    if not box or box[2] - box[0] < 100 or box[3] - box[1] < 60:
        return image
    return image.crop((max(0, box[0] - edge), max(0, box[1] - edge), min(image.width, box[2] + edge), min(image.height, box[3] + edge)))  # fmt: skip


def on_grey(rng: Random, image: Image.Image) -> Image.Image:
    """The sheet with its shadow on the ground of a reading program."""
    x, y = rng.randint(8, 200), rng.choice((0, 8, 16, 30))
    grey = rng.choice(((204, 204, 204), (230, 230, 230), (82, 86, 89), (64, 64, 64), (160, 160, 160)))  # fmt: skip
    out = Image.new("RGB", (image.width + 2 * x, image.height + 2 * y), grey)
    out.paste(mix(grey, (0, 0, 0), 0.4), (x + 3, y + 3, x + image.width + 3, y + image.height + 3))
    out = out.filter(ImageFilter.BoxBlur(2))
    out.paste(image, (x, y))
    return out


# Tables


def real_table(rng: Random, have: Ingredients) -> tuple[str, str]:
    """The HTML of a real table, and of the page that it stands in without its body."""
    for _ in range(400):
        file = manual_file(rng, have)
        text = opened(file)
        found = [x for x in re.findall(r"(?is)<table\b(?:(?!<table).)*?</table>", text) if _good_table(x)]  # fmt: skip
        if found:
            top = re.split(r"(?i)<body\b", text, maxsplit=1)[0]
            return rng.choice(found), top
    raise RuntimeError("no table")


def _good_table(text: str) -> bool:
    rows, cells = len(re.findall(r"(?i)<tr\b", text)), len(re.findall(r"(?i)<t[dh]\b", text))
    if rows < 4 or (cells < 2.5 * rows and rows < 8) or cells < 1.9 * rows or len(text) > 60_000:
        return False
    if re.search(r"(?i)memberdecls|memname|mlabels|navigation|<pre|indextable|toc\b|navheader|navfooter", text[:3000]):  # fmt: skip
        return False
    return len(_plain(text)) / cells < 70


def typeset_table(rng: Random, rows: list[list[str]], numeric: list[bool]) -> Image.Image:
    """Rows, the first one of headings, as groff's tbl sets them."""
    style = rng.choice(("allbox", "box", "doublebox", "booktabs", "booktabs", "booktabs", ""))
    options = " ".join(x for x in (style if style != "booktabs" else "", rng.choice(("", "expand", "center")), "tab(\t)") if x)  # fmt: skip
    bold = rng.choice(("b", "", "i"))
    heads = " ".join(f"{rng.choice('cl')}{bold}" for _ in numeric)
    body = " ".join("n" if n else "l" for n in numeric)
    rule = ["_"] if style in ("booktabs", "box") else []

    def clean(row: list[str]) -> str:
        return "\t".join(_roff(x.replace("\t", " ")) or r"\&" for x in row)

    lines = [f".ll {rng.choice((6, 6.5, 7))}i", f".po {rng.choice((0.6, 0.8, 1))}i", ".pl 40i", f".fam {rng.choice(_FAMILIES)}",
             f".ps {(size := rng.choice((8, 9, 10, 11, 12)))}", f".vs {size * rng.uniform(1.15, 1.7):.1f}", ".nf", ".sp 0.5i",
             ".TS", options + ";", f"{heads}", f"{body}.", *(["_"] if style == "booktabs" else []), clean(rows[0]), *rule,
             *(clean(r) for r in rows[1:]), *(["_"] if style == "booktabs" else []), ".TE"]  # fmt: skip
    image = _poppler(rng, _groff("\n".join(lines) + "\n", "-t", "-P-pa3"), 1, 2200)
    if image is None or _ink(image) < 0.0005:
        raise RuntimeError("no table was set")
    return without_margins(rng, image)


def listing_on_paper(rng: Random, text: str, name: str) -> Image.Image:
    """Program text as groff prints it: with numbers, a head line, in one column."""
    points, wide = rng.choice(((7, 100), (8, 96), (9, 86), (10, 78), (11, 70)))
    rows = [line[:wide] for line in text.splitlines()]
    if chance(rng, 0.5):
        rows = [f"{i + 1:>4}  {row[: wide - 6]}" for i, row in enumerate(rows)]
    lines = [".po 0.8i", ".ll 7i", ".nf", ".sp 0.5i"]
    if chance(rng, 0.5):
        lines += [".ft HB", ".ps 11", _roff(name), r"\l'6.8i'", ".sp 0.5"]
    lines += [f".ft {rng.choice(('CR', 'CR', 'CB'))}", f".ps {points}", f".vs {points * rng.uniform(1.1, 1.4):.1f}"]  # fmt: skip
    lines += [_roff(row) or r"\&" for row in rows]
    image = _poppler(rng, _groff("\n".join(lines) + "\n", "-P-pa4"), 1, rng.choice((900, 1200)))
    if image is None:
        raise RuntimeError("nothing was printed")
    return without_margins(rng, image) if chance(rng, 0.6) else image
