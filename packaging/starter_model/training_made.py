"""Pictures for training that programs make of what lies in packages: pages, listings, codes."""

from __future__ import annotations

import re
import shutil
import subprocess
import tempfile
from pathlib import Path
from random import Random

import pypdfium2
from browser import Browser, picture
from common import Page
from manuals import files_of
from PIL import Image, ImageDraw, ImageFont
from rules import Found

SEED = 11
_PDF_PACKAGES = (
    "texlive-science-doc",
    "graphviz-doc",
    "gnucash-docs",
    "python-statsmodels-doc",
    "octave-doc",
)
_WEB_PACKAGES = (
    "postgresql-doc-15", "python3.11-doc", "libboost1.81-doc", "python-statsmodels-doc", "python-sklearn-doc", "python-pandas-doc",
    "octave-doc", "gnuplot-doc", "debian-handbook", "qtbase5-doc-html", "wireshark-doc", "opencv-doc", "dia-common", "asymptote-doc",
    "hugin-data", "tuxpaint-data", "gimp-help-en", "doxygen-doc", "kicad-doc-en", "qtdeclarative5-doc-html",
)  # fmt: skip


def pdf_pages(work: Path) -> Found:
    """Pages of running text: many letters, no pictures and hardly any lines."""
    rng = Random(SEED)
    for package, most in zip(_PDF_PACKAGES, (20, 2, 6, 4, 4), strict=True):
        files = files_of(work, package, "*.pdf")
        rng.shuffle(files)
        count = 0
        for file in files:
            document = pypdfium2.PdfDocument(file)
            for number in rng.sample(range(len(document)), min(3, len(document))):
                page = document[number]
                kinds = [item.type for item in page.get_objects(max_depth=1)]
                letters = page.get_textpage().count_chars()
                drawn = sum(k != 1 for k in kinds)
                if letters < 1500 or drawn > 8:
                    continue
                image = page.render(scale=rng.choice((1, 1.5, 2))).to_pil()
                yield "text document", image, f"{package}: {file.name}, page {number + 1}"
                count += 1
                break
            if count == most:
                break


def browser_shots(work: Path) -> Found:
    """HTML pages, and single tables and listings of them, as Chromium shows them."""
    rng = Random(SEED)
    browser = Browser(work / "scratch")
    window = browser.window()
    for package in _WEB_PACKAGES:
        files = [
            p
            for p in files_of(work, package, "*.html")
            if not re.search(r"/(\w\w-\w\w|de|fr|es|ja)/", str(p)) or "en-US" in str(p)
        ]
        files = rng.sample(files, min(len(files), 30))
        pages = tables = listings = 0
        for file in files:
            if file.stat().st_size < 6000 or (pages >= 2 and tables >= 2 and listings >= 2):
                continue
            window.set_viewport_size(
                dict(
                    zip(
                        ("width", "height"),
                        rng.choice(((1280, 800), (1366, 768), (1024, 768), (1100, 1000))),
                        strict=True,
                    )
                )
            )
            try:
                window.goto(file.as_uri(), wait_until="domcontentloaded")
            except Exception:  # noqa: BLE001  (a page that does not load is left out)
                continue
            source = f"{package}: {file.relative_to(work / 'packages' / package)}"
            if pages < 2 and window.evaluate("document.body.innerText.length") > 1500:
                yield "web page", picture(window.screenshot()), source
                pages += 1
            for kind, selector, taken in (
                ("table", "table", tables),
                ("source code", "pre", listings),
            ):
                if taken >= 2:
                    continue
                shot = _element(window, selector, rng)
                if shot is not None:
                    yield kind, shot, f"{source}, a {selector} element"
                    tables += kind == "table"
                    listings += kind == "source code"
    browser.close()


def _element(window: object, selector: str, rng: Random) -> Image.Image | None:
    """One large enough element of the page by itself; tables must have many short cells."""
    fits = []
    for element in window.query_selector_all(selector)[:40]:  # type: ignore[attr-defined]
        box = element.bounding_box()
        if not box or not (120 < box["height"] < 1200 and 250 < box["width"] < 1300):
            continue
        if selector == "table":
            cells = element.query_selector_all("td")
            lengths = [len(c.inner_text()) for c in cells[:60]]
            if (
                len(cells) < 8
                or sum(lengths) / len(lengths) > 40
                or element.query_selector("table, pre")
            ):
                continue
        elif element.inner_text().count("\n") < 6:
            continue
        fits.append(element)
    if not fits:
        return None
    try:
        return picture(rng.choice(fits).screenshot())
    except Exception:  # noqa: BLE001  (hidden elements cannot be shot)
        return None


_LISTED = (
    ("doxygen-doc/usr/share/doc/doxygen/html/examples/autolink/html/menudata.js", "source-highlight"),
    ("doxygen-doc/usr/share/doc/doxygen/html/examples/enum/html/menu.js", "highlight"),
    ("libboost1.81-doc/usr/share/doc/libboost1.81-doc/examples/libs/contract/example/n1962/vector.cpp", "source-highlight"),
    ("libboost1.81-doc/usr/share/doc/libboost1.81-doc/examples/libs/math/example/to_continued_fraction.cpp", "source-highlight"),
    ("libboost1.81-doc/usr/share/doc/libboost1.81-doc/examples/libs/phoenix/example/bind_goose.cpp", "source-highlight"),
    ("minetest-data/usr/share/games/minetest/games/minetest_game/mods/default/tools.lua", "highlight"),
    ("opencv-doc/usr/share/doc/opencv-doc/examples/cpp/warpPerspective_demo.cpp", "highlight"),
    ("opencv-doc/usr/share/doc/opencv-doc/examples/tracking/benchmark.cpp", "source-highlight"),
    ("opencv-doc/usr/share/doc/opencv-doc/examples/ximgproc/selectivesearchsegmentation_demo.cpp", "source-highlight"),
    ("opencv-doc/usr/share/doc/opencv-doc/opencv4/html/search/groups_10.js", "highlight"),
    ("opencv-doc/usr/share/doc/opencv-doc/opencv4/html/search/search.css", "source-highlight"),
    ("python-sklearn-doc/usr/share/doc/python-sklearn-doc/examples/ensemble/plot_stack_predictors.py", "highlight"),
    ("python-sklearn-doc/usr/share/doc/python-sklearn-doc/html/_downloads/055e50ba9fa8c7dcf45dc8f1f32a0243/plot_nnls.py", "highlight"),
    ("python-sklearn-doc/usr/share/doc/python-sklearn-doc/html/_downloads/84013ce9dfea94b493c87cb1413fc3bf/plot_incremental_pca.py", "source-highlight"),
)  # fmt: skip
"""The files, once drawn by lot, and the program that colours each."""


def listings(work: Path) -> Found:
    """Real source text, coloured by two programs that training does not use."""
    rng = Random(SEED)
    browser = Browser(work / "scratch")
    folder = work / "packages"
    styles = (
        "acid",
        "andes",
        "bright",
        "candy",
        "darkness",
        "edit-vim",
        "molokai",
        "navy",
        "night",
        "print",
        "zellner",
        "matrix",
    )
    for name, program in _LISTED:
        file = folder / name
        with tempfile.TemporaryDirectory() as scratch:
            out = Path(scratch) / "out.html"
            if program == "highlight":
                command = [
                    "highlight",
                    "--force",
                    "-I",
                    "-s",
                    rng.choice(styles),
                    "-O",
                    "html",
                    "-i",
                    str(file),
                    "-o",
                    str(out),
                ]
                command += ["-l"] if chance_half(rng) else []
            else:
                command = [
                    "source-highlight",
                    "--failsafe",
                    "-f",
                    "html",
                    "--doc",
                    "-i",
                    str(file),
                    "-o",
                    str(out),
                ]
            subprocess.run(command, check=False, capture_output=True)
            if not out.exists():
                continue
            text = out.read_text(encoding="utf-8", errors="replace")
        w, h = rng.choice(((700, 500), (900, 700), (1280, 800), (600, 800)))
        yield (
            "source code",
            browser.shoot(Page(text, w, h)),
            f"{name}, coloured by {program}",
        )
    browser.close()


def chance_half(rng: Random) -> bool:
    """True every other time."""
    return rng.random() < 0.5


def codes(_work: Path) -> Found:
    """Codes by programs that training does not use."""
    rng = Random(SEED)
    text = "https://www.debian.org/doc/"
    with tempfile.TemporaryDirectory() as scratch:
        out = Path(scratch) / "code.png"
        jobs = [["zint", "-b", str(kind), "-o", str(out), "--scale", str(scale), "-d", data] for kind, scale, data in (
            (20, 2, "Debian 12"), (58, 4, text), (71, 6, "igtagger"), (55, 2, "A longer text for a stacked code, " * 3), (92, 5, "Aztec " * 6),
            (57, 4, "MaxiCode"), (13, 2, "5901234123457"), (34, 3, "9781234567"), (8, 2, "CODE 39"), (50, 2, "LOGMARS"), (40, 3, "12345678901"),
            (25, 2, "CODE93"), (84, 3, "MicroPDF417"), (97, 6, "MicroQR"), (29, 3, "950110153001"), (145, 4, text), (115, 6, "DotCode"), (141, 5, "GridMatrix"))]  # fmt: skip
        jobs += [
            ["qrencode", "-s", str(s), "-l", level, "-o", str(out), text * k]
            for s, level, k in ((3, "L", 1), (8, "H", 1), (4, "M", 6))
        ]
        jobs += [
            ["dmtxwrite", "-o", str(out), "-d", "6", "-"],
            ["iec16022", "-o", str(out), "-f", "PNG", "-c", text],
        ]
        for job in jobs:
            out.unlink(missing_ok=True)
            if shutil.which(job[0]) is None:
                continue
            subprocess.run(job, input=text.encode(), check=False, capture_output=True)
            if out.exists():
                image = Image.open(out).convert("RGB")
                if job[0] == "iec16022":
                    image = image.resize((image.width * 6, image.height * 6), 0)
                if rng.random() < 0.5:
                    border = Image.new("RGB", (image.width + 60, image.height + 60), "white")
                    border.paste(image, (30, 30))
                    image = border
                yield (
                    "barcode",
                    image,
                    " ".join(("made by", job[0], *job[1:5])).replace(scratch, ""),
                )


_HANDS = (
    "dkg",
    "Delphine",
    "SteveHand",
    "YuseiMagic",
    "ecolier_court",
    "Ecolier",
    "rufscript",
    "seto",
)


def handwriting(work: Path) -> Found:
    """Sheets of scanned digits (real hands), and notes in fonts made of hands of other people."""
    rng = Random(SEED)
    file = next(iter(files_of(work, "opencv-doc", "digits.png")), None)
    if file is not None:
        sheet = Image.open(file).convert("RGB")
        for i in range(10):
            w, h = rng.choice(((400, 300), (300, 300), (600, 400), (200, 140)))
            x, y = rng.randrange(0, sheet.width - w, 20), rng.randrange(0, sheet.height - h, 20)
            yield (
                "handwriting",
                sheet.crop((x, y, x + w, y + h)),
                f"opencv-doc: {file.name}, part {i + 1}",
            )
    fonts = subprocess.run(
        ["fc-list", "--format", "%{file}\n"], capture_output=True, text=True, check=True
    ).stdout.split("\n")
    hands = sorted({f for f in fonts if any(h.lower() in f.lower() for h in _HANDS)})
    text = (
        (Path(__file__).parent / "README.md").read_text(encoding="utf-8").replace("#", "").split()
    )
    for i in range(18 if hands else 0):
        name = hands[i % len(hands)]
        w, h = rng.choice(((800, 1000), (900, 600), (600, 400)))
        image = Image.new("RGB", (w, h), rng.choice(("white", "#fdf6e3", "#eef3fb")))
        draw = ImageDraw.Draw(image)
        size = rng.choice((26, 34, 48))
        face = ImageFont.truetype(name, size)
        line, y, start = "", 30, rng.randrange(max(1, len(text) - 250))
        for word in text[start:]:
            if face.getlength(line + word) > w - 90:
                draw.text((40, y), line, rng.choice(("#000", "#223", "#124")), face)
                line, y = "", y + round(size * 1.5)
            if y > h - 60:
                break
            line += word + " "
        yield "handwriting", image, f"the font {Path(name).name}, note {i + 1}"


def phone_pages(work: Path) -> Found:
    """Pages of jQuery Mobile's widgets, a toolkit for phones that training does not use."""
    rng = Random(SEED)
    base = work / "packages/libjs-jquery-mobile/usr/share/javascript/jquery-mobile"
    notice = work / "packages/libjs-jquery-mobile/usr/share/doc/libjs-jquery-mobile/copyright"
    names = sorted(
        {word for word in notice.read_text().split() if word.isalpha() and len(word) > 3}
    )
    browser = Browser(work / "scratch")
    window = browser.window(2)
    scratch = work / "scratch/phone.html"
    for number in range(22):
        scratch.write_text(
            "<!doctype html><html class=ui-mobile><meta name=viewport content='width=device-width'>"
            f"<link rel=stylesheet href='file://{base}/jquery.mobile-1.4.5.css'>"
            f"<body class='ui-mobile-viewport'><div class='ui-page ui-page-theme-{rng.choice('aab')} ui-page-active'>"
            f"{_phone_body(rng, names)}</div>"
        )
        w, h = rng.choice(((360, 640), (375, 667), (412, 846), (320, 568)))
        window.set_viewport_size({"width": w, "height": h})
        window.goto(scratch.as_uri())
        yield (
            "phone screenshot",
            picture(window.screenshot()),
            f"libjs-jquery-mobile: widgets, page {number + 1}",
        )
    browser.close()


_SIGNS = ("gear", "home", "star", "user", "mail", "phone", "camera", "calendar", "search", "heart")


def _phone_body(rng: Random, names: list[str]) -> str:
    def say(count: int) -> str:
        return " ".join(rng.sample(names, count)).capitalize()

    def sign() -> str:
        return f"ui-icon-{rng.choice(_SIGNS)}"

    head = (f"<div class='ui-header ui-bar-{rng.choice(('inherit', 'a', 'b'))}'><h1 class=ui-title>{say(1)}</h1>"
            f"<a class='ui-btn-left ui-btn ui-btn-inherit {sign()} ui-btn-icon-notext ui-corner-all ui-shadow'>x</a></div>")  # fmt: skip
    cells = "".join(
        f"<li class='ui-block-{c}'><a class='ui-link ui-btn {sign()} ui-btn-icon-top'>{say(1)}</a></li>"
        for c in "abcd"
    )
    foot = f"<div class='ui-footer ui-bar-inherit ui-footer-fixed'><div class='ui-navbar'><ul class='ui-grid-c'>{cells}</ul></div></div>"
    rows = ""
    for _ in range(14):
        text = (
            f"<h2>{say(2)}</h2><p>{say(6)}</p><p class=ui-li-aside>{rng.randint(0, 23)}:{rng.randint(10, 59)}</p>"
            if rng.random() < 0.5
            else say(2)
        )
        count = (
            f"<span class='ui-li-count ui-body-inherit'>{rng.randint(1, 99)}</span>"
            if chance_half(rng)
            else ""
        )
        rows += f"<li class='{'ui-li-has-count' if count else ''}'><a class='ui-btn ui-btn-icon-right ui-icon-carat-r'>{text}{count}</a></li>"
        if rng.random() < 0.15:
            rows += f"<li class='ui-li-divider ui-bar-inherit'>{say(1)}</li>"
    lists = f"<ul class='ui-listview {'ui-listview-inset ui-corner-all ui-shadow' if chance_half(rng) else ''}'>{rows}</ul>"
    on = ("ui-flipswitch-active", "")
    fields = "".join(rng.choice((
        f"<label>{say(2)}</label><div class='ui-input-text ui-body-inherit ui-corner-all ui-shadow-inset'><input value='{say(1)}'></div>",
        f"<label>{say(1)}</label><div class='ui-flipswitch ui-shadow-inset ui-bar-inherit ui-corner-all {rng.choice(on)}'><a class='ui-flipswitch-on ui-btn ui-shadow ui-btn-inherit'>On</a><span class='ui-flipswitch-off'>Off</span></div>",
        f"<div class=ui-checkbox><label class='ui-btn ui-corner-all ui-btn-inherit ui-btn-icon-left ui-checkbox-{rng.choice(('on', 'off'))}'>{say(2)}</label></div>",
        f"<div class=ui-radio><label class='ui-btn ui-corner-all ui-btn-inherit ui-btn-icon-left ui-radio-{rng.choice(('on', 'off'))}'>{say(2)}</label></div>",
        f"<a class='ui-btn ui-corner-all ui-shadow {sign()} ui-btn-icon-left'>{say(2)}</a>",
        f"<p>{say(18)}.</p>",
    )) for _ in range(10))  # fmt: skip
    folds = "".join(
        f"<div class='ui-collapsible ui-collapsible-inset ui-corner-all'><h3 class='ui-collapsible-heading'><a class='ui-collapsible-heading-toggle ui-btn ui-btn-icon-left ui-icon-{rng.choice(('plus', 'minus'))}'>{say(2)}</a></h3></div>"
        + (f"<p>{say(20)}</p>" if rng.random() < 0.3 else "")
        for _ in range(9)
    )
    main = rng.choice((lists, lists, fields, fields, folds))
    return f"{head}<div class='ui-content'>{main}</div>{foot if chance_half(rng) else ''}"


MAKERS = (pdf_pages, browser_shots, listings, codes, handwriting, phone_pages)
