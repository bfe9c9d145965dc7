"""Pictures of the development part that programs make of what lies in its packages."""

from __future__ import annotations

import csv
import math
import re
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from random import Random
from xml.etree import ElementTree

import pypdfium2
from browser import Browser, picture
from common import Page
from manuals import Manuals, files_of, text_pages
from PIL import Image, ImageColor, ImageDraw, ImageFont, ImageOps
from rules import Found

SEED = 23
_PDFS = {
    "texlive-pictures-doc": 6, "gap-doc": 3, "pari-doc": 4, "sbcl-doc": 2, "python-reportlab-doc": 1, "pyxplot-doc": 1,
    "geotranz-doc": 2, "sketch-doc": 1, "texworks-help-en": 1, "docbook-xsl-doc-html": 2, "gretl-doc": 1,
    "libpostscriptbarcode": 1, "gpsbabel-doc": 1, "ghostscript-doc": 1, "python-sympy-doc": 1,
}  # fmt: skip
_MANUALS = Manuals(
    (
        "bind9-doc", "docbook-xsl-doc-html", "doublecmd-help-en", "dpdk-doc", "exim4-doc-html", "gap-doc", "ghostscript-doc", "gpsbabel-doc",
        "grass-doc", "icewm-common", "libadwaita-1-doc", "libfftw3-doc", "libgtkmm-3.0-doc", "libjs-bootstrap4", "libvirt-doc", "lilypond-doc-html",
        "liquidwar-data", "openshot-qt-doc", "openvswitch-doc", "plplot-doc", "postgis-doc", "python-flask-doc", "python-scipy-doc",
        "python-skimage-doc", "python-sympy-doc", "qttools5-doc-html", "qtmultimedia5-doc-html", "rt5-doc-html", "sbcl-doc", "shorewall-doc",
        "singular-doc", "sphinx-doc", "splint-doc-html", "texworks-help-en", "why3-doc-html", "wx3.2-doc", "libqwt-doc", "geotranz-doc",
    ),
    screens=((1280, 800), (1366, 768), (1024, 768), (1440, 900)), endings=("html",),
    foreign=r"/(\w\w-\w\w|de|fr|es|ja|pt|it|ru)/|/search/|_static", looked_at=14, tables=2, apart=False,
)  # fmt: skip
_NARROW = (
    "python-flask-doc", "dpdk-doc", "libvirt-doc", "python-scipy-doc", "sphinx-doc", "bind9-doc", "openvswitch-doc",
    "libadwaita-1-doc", "why3-doc-html", "exim4-doc-html", "grass-doc", "openshot-qt-doc", "libjs-bootstrap4",
)  # fmt: skip
"""Manuals whose pages say that they fit a phone's screen."""
_PHONES = ((360, 740), (390, 844), (412, 915), (360, 640), (320, 568))


def _own(name: str) -> Random:
    """Chances of one package or picture, whatever the others gave."""
    return Random(f"{SEED} {name}")


def pdf_pages(work: Path) -> Found:
    """Pages of running text."""
    return text_pages(work, _PDFS, _own)


def browser_shots(work: Path) -> Found:
    """Pages of manuals, and tables and listings of them."""
    return _MANUALS.shots(work, _own)


def phone_pages(work: Path) -> Found:
    """Pages of manuals that fit a phone's screen, in a phone's browser, somewhere down the page."""
    browser = Browser(work / "scratch")
    chromium = browser.window().context.browser
    assert chromium is not None
    for package in _NARROW:
        mine, count = _own(package), 0
        for file in _MANUALS.pages(work, package, mine, 12):
            if 'name="viewport"' not in file.read_text(encoding="utf-8", errors="replace"):
                continue
            width, height = mine.choice(_PHONES)
            window = chromium.new_page(viewport={"width": width, "height": height}, is_mobile=True,
                                       has_touch=True, device_scale_factor=mine.choice((2, 3)))  # fmt: skip
            window.goto(file.as_uri(), wait_until="domcontentloaded")
            tall = window.evaluate("document.body.scrollHeight")
            wide = window.evaluate("document.documentElement.scrollWidth - innerWidth")
            if window.evaluate("document.body.innerText.length") > 800 and wide < 40:
                window.evaluate(
                    f"scrollTo(0, {mine.choice((0, round(tall * mine.random() * 0.6)))})"
                )
                source = f"{package}: {file.relative_to(work / 'packages' / package)}, on a phone"
                yield "phone screenshot", picture(window.screenshot()), source
                count += 1
            window.close()
            if count == 2:
                break
    browser.close()


_LISTED = (
    ("libqwt-doc/usr/share/doc/libqwt-doc/examples/scatterplot/plot.cpp", "vim"),
    ("dpdk-doc/usr/share/dpdk/examples/vm_power_manager/guest_cli/main.c", "bat"),
    ("dpdk-doc/usr/share/dpdk/examples/l3fwd/l3fwd_em.h", "kate-syntax-highlighter"),
    ("inkscape/usr/share/inkscape/extensions/path_mesh_p2m.py", "enscript"),
    ("wx3.2-doc/usr/share/doc/wx3.2-doc/html/doxygen-awesome-fragment-copy-button.js", "vim"),
    ("kstars-data/usr/share/kstars/kstarslite/qml/modules/helpers/PassiveNotification.qml", "bat"),
    ("freeciv-data/usr/share/games/freeciv/multiplayer/script.lua", "kate-syntax-highlighter"),
    ("dpdk-doc/usr/share/dpdk/examples/ipsec-secgw/test/trs_aesctr_sha1_defs.sh", "enscript"),
    ("libgd-graph-perl/usr/share/doc/libgd-graph-perl/examples/samples/sample71.pl", "vim"),
    ("povray-examples/usr/share/doc/povray/examples/textures/finishes/cluster.pov", "bat"),
    ("xcircuit/usr/share/xcircuit/matgen.tcl", "kate-syntax-highlighter"),
    ("trackballs-data/usr/share/games/trackballs/levels/lv1.scm", "enscript"),
    ("texlive-pictures-doc/usr/share/doc/texlive-doc/latex/curve/curve.el", "vim"),
    ("geany-common/usr/share/geany/filedefs/filetypes.go", "bat"),
    ("scorched3d-data/usr/share/games/scorched3d/data/html/server/binary/Applet.java", "kate-syntax-highlighter"),
    ("libqwt-doc/usr/share/doc/libqwt-doc/examples/sinusplot/sinusplot.cpp", "enscript"),
)  # fmt: skip
"""Files, once drawn by lot among all of their language, and the program that colours each."""


def listings(work: Path) -> Found:
    """Real source text, coloured by an editor, a pager, a printer's program and Kate's engine."""
    browser = Browser(work / "scratch")
    for number, (name, tool) in enumerate(_LISTED):
        file = work / "packages" / name
        mine = _own(f"{number} {tool}")
        with tempfile.TemporaryDirectory() as scratch:
            html = _coloured(file, tool, Path(scratch), mine)
        if html is None:
            continue
        image = browser.shoot(
            Page(html, *mine.choice(((700, 500), (900, 700), (1280, 800), (600, 800))))
        )
        yield "source code", image, f"{name}, coloured by {tool}"
    browser.close()


def _coloured(file: Path, tool: str, scratch: Path, rng: Random) -> str | None:
    out = scratch / "out.html"
    if tool == "vim":
        scheme = rng.choice(
            ("desert", "evening", "habamax", "industry", "morning", "peachpuff", "torte", "slate")
        )
        ask = ("set nonumber", "set number")[rng.random() < 0.5]
        command = ["vim", "-E", "-s", "-u", "NONE", "-c", "set t_Co=256 termguicolors nocompatible", "-c", "syntax on", "-c", ask,
                   "-c", f"colorscheme {scheme}", "-c", "runtime syntax/2html.vim", "-c", f"write! {out}", "-c", "qa!", str(file)]  # fmt: skip
        subprocess.run(command, check=False, capture_output=True, timeout=60)
    elif tool == "bat":
        theme = rng.choice(
            (
                "Dracula",
                "GitHub",
                "Nord",
                "OneHalfDark",
                "Monokai Extended Light",
                "zenburn",
                "TwoDark",
            )
        )
        style = rng.choice(("plain", "numbers", "full"))
        shown = subprocess.run(["batcat", "--color=always", f"--theme={theme}", f"--style={style}", "--terminal-width=110", str(file)],
                               check=False, capture_output=True)  # fmt: skip
        light = theme in ("GitHub", "Monokai Extended Light")
        made = subprocess.run(
            ["aha", *([] if light else ["--black"])],
            input=shown.stdout,
            check=False,
            capture_output=True,
        )
        out.write_bytes(made.stdout)
    elif tool == "enscript":
        command = ["enscript", "-q", "--color", f"-E{ {'h': 'c', 'js': 'javascript', 'py': 'python', 'pl': 'perl'}.get(file.suffix[1:], file.suffix[1:]) }",
                   "-w", "html", "-o", str(out), file.name]  # fmt: skip
        subprocess.run(command, check=False, capture_output=True, cwd=file.parent)
    else:
        theme = rng.choice(
            ("Breeze Light", "Breeze Dark", "Solarized Dark", "Oblivion", "Radical", "ayu Mirage")
        )
        subprocess.run(
            ["kate-syntax-highlighter", "-t", theme, "-o", str(out), str(file)],
            check=False,
            capture_output=True,
        )
    return (
        out.read_text(encoding="utf-8", errors="replace")
        if out.exists() and out.stat().st_size > 500
        else None
    )


_MADE_OF = "https://www.debian.org/releases/bookworm"


def codes(_work: Path) -> Found:
    """Codes by BWIPP, GNU barcode, ReportLab, GD::Barcode and ZXing, as they set them."""
    with tempfile.TemporaryDirectory() as name:
        scratch = Path(name)
        for number, (source, image) in enumerate(_all_codes(scratch)):
            mine = _own(source)
            edge = mine.choice((10, 20, 40))
            yield (
                "barcode",
                ImageOps.expand(image.convert("RGB"), edge, "white"),
                f"made by {source}, {number + 1}",
            )


def _all_codes(scratch: Path) -> Iterator[tuple[str, Image.Image]]:
    out = scratch / "code.png"
    library = "/usr/share/libpostscriptbarcode/barcode.ps"
    for kind, text, options in (
        ("qrcode", _MADE_OF, "eclevel=H"), ("azteccode", _MADE_OF, ""), ("pdf417", "Debian GNU/Linux 12", "columns=3"),
        ("datamatrix", _MADE_OF, ""), ("ean13", "978020137962", "includetext guardwhitespace"), ("code128", "SHIP-0042-7781", "includetext"),
        ("maxicode", "A parcel for Debian", ""), ("hanxincode", _MADE_OF, ""),
    ):  # fmt: skip
        script = scratch / "code.ps"
        script.write_text(
            f"({library}) run\n40 40 moveto 0 0 translate 1.6 1.6 scale ({text}) ({options}) /{kind} /uk.co.terryburton.bwipp findresource exec\nshowpage\n"
        )
        out.unlink(missing_ok=True)
        subprocess.run(["gs", "-q", "-dNOPAUSE", "-dBATCH", "-dNOSAFER", "-sDEVICE=png16m", "-r120", f"-sOutputFile={out}", str(script)],
                       check=False, capture_output=True)  # fmt: skip
        yield from _cut(out, f"BWIPP {kind}")
    for kind, text in (
        ("ean", "4006381333931"),
        ("39", "HALL 7 ROW 3"),
        ("i25", "00123456789012"),
        ("cbr", "A40156B"),
        ("upc", "036000291452"),
        ("128b", "deb-12.5.0"),
    ):
        out.unlink(missing_ok=True)
        eps = scratch / "code.eps"
        subprocess.run(
            ["barcode", "-e", kind, "-b", text, "-E", "-o", str(eps)],
            check=False,
            capture_output=True,
        )
        subprocess.run(["gs", "-q", "-dNOPAUSE", "-dBATCH", "-dEPSCrop", "-sDEVICE=png16m", "-r200", f"-sOutputFile={out}", str(eps)],
                       check=False, capture_output=True)  # fmt: skip
        yield from _cut(out, f"GNU barcode {kind}")
    for kind, text in (
        ("QRCode", _MADE_OF),
        ("Aztec", "Gate 14, seat 22A"),
        ("PDF417", "Boarding pass of nobody at all"),
        ("DataMatrix", "LOT 2026-11"),
        ("Codabar", "A12345A"),
        ("EAN-8", "9638507"),
    ):
        out.unlink(missing_ok=True)
        subprocess.run(
            ["ZXingWriter", "-size", "420x300", kind, text, str(out)],
            check=False,
            capture_output=True,
        )
        yield from _cut(out, f"ZXing {kind}")
    for kind, text in (
        ("EAN13", "400638133393"),
        ("NW7", "12345678"),
        ("ITF", "1234567890"),
        ("COOP2of5", "12345678"),
        ("QRcode", "Debian"),
    ):
        out.unlink(missing_ok=True)
        make = f"use GD::Barcode::{kind}; print GD::Barcode::{kind}->new('{text}'{', {Ecc=>q(M),Version=>4,ModuleSize=>5}' if kind == 'QRcode' else ''})->plot({'' if kind == 'QRcode' else 'Height=>80'})->png"
        made = subprocess.run(["perl", "-e", make], check=False, capture_output=True)
        out.write_bytes(made.stdout)
        yield from _cut(out, f"GD::Barcode {kind}")
    for kind, text in (
        ("USPS_4State", "01234567094987654321"),
        ("Standard39", "REPORTLAB"),
        ("MSI", "8052"),
        ("ECC200DataMatrix", "ReportLab"),
        ("QR", "mailto:nobody@example.org"),
        ("I2of5", "12345678"),
    ):
        out.unlink(missing_ok=True)
        make = ("import sys; from reportlab.graphics.barcode import createBarcodeDrawing as d; "
                f"open(sys.argv[1], 'wb').write(d({kind!r}, value={text!r}).asString('pdf'))")  # fmt: skip
        subprocess.run(
            ["/usr/bin/python3", "-c", make, str(scratch / "code.pdf")],
            check=False,
            capture_output=True,
        )
        if (scratch / "code.pdf").exists():
            pypdfium2.PdfDocument(scratch / "code.pdf")[0].render(scale=3).to_pil().save(out)
            (scratch / "code.pdf").unlink()
        yield from _cut(out, f"ReportLab {kind}")


def _cut(file: Path, source: str) -> Iterator[tuple[str, Image.Image]]:
    """The picture without the empty page around it, if a program made one."""
    try:
        image = Image.open(file).convert("RGB")
    except (OSError, ValueError):
        return
    box = ImageOps.invert(image.convert("L")).getbbox()
    if box and box[2] - box[0] > 30 and box[3] - box[1] > 15:
        image = image.crop(box)
        by = math.ceil(120 / image.width)
        yield source, image.resize((image.width * by, image.height * by), Image.Resampling.NEAREST)


_HANDS = (
    ("Chilanka-Regular.otf", "en"), ("KaushanScript-Regular.otf", "en"), ("Purisa.ttf", "en"), ("Purisa-Oblique.ttf", "th"),
    ("NanumPen.ttf", "en"), ("NanumPen.ttf", "ko"), ("NanumBrush.ttf", "en"), ("NanumBrush.ttf", "ko"), ("UnPilgia.ttf", "ko"),
    ("UnPenheulim.ttf", "ko"), ("AoyagiKouzanT.ttf", "ja"), ("YOzRN_.ttf", "ja"), ("YOzREF.ttf", "ja"), ("YOzRC_.ttf", "en"),
    ("Navilu.ttf", "kn"), ("Chilanka-Regular.otf", "ml"),
)  # fmt: skip
_TEXTS = {
    "ko": "데비안은 자유로운 운영체제입니다 오늘은 날씨가 맑고 바람이 분다 우리는 시장에 가서 사과와 빵을 샀다 저녁에는 친구와 함께 책을 읽었다",
    "ja": "きょうは山へ行きました。空は青く、風はすこしつめたい。川のそばで昼ごはんを食べて、友だちに手紙を書きました。またあした会いましょう。",
    "th": "วันนี้ อากาศ ดี มาก เรา ไป ตลาด ซื้อ ผลไม้ และ ขนมปัง ตอน เย็น อ่าน หนังสือ กับ เพื่อน ที่ บ้าน ริม แม่น้ำ",
    "kn": "ಇಂದು ಹವಾಮಾನ ಚೆನ್ನಾಗಿದೆ ನಾವು ಮಾರುಕಟ್ಟೆಗೆ ಹೋಗಿ ಹಣ್ಣು ತಂದೆವು ಸಂಜೆ ಗೆಳೆಯರ ಜೊತೆ ಪುಸ್ತಕ ಓದಿದೆವು",
    "ml": "ഇന്ന് നല്ല കാലാവസ്ഥയാണ് ഞങ്ങൾ ചന്തയിൽ പോയി പഴങ്ങൾ വാങ്ങി വൈകുന്നേരം കൂട്ടുകാരുമായി പുസ്തകം വായിച്ചു",
    "en": "Dear Anna, thank you for your long letter of Tuesday. The garden is full of beans this year and the neighbours have "
          "begun to hide when they see me with a basket. Please bring: milk, 6 eggs, flour, yeast, the blue cup. We meet at the "
          "station at half past nine. If it rains we shall go to the museum instead. Tell Peter that his book is still here. "
          "Yesterday the cat slept in the drawer with the maps. I could not find the one of the coast, but never mind.",
}  # fmt: skip


def handwriting(work: Path) -> Found:
    """Notes in fonts made of hands of other people, half of them on photographed paper."""
    grounds = [p for p in files_of(work, "mypaint-data", "paper*.png") if "score" not in p.name]
    fonts = sorted(Path("/usr/share/fonts").rglob("*.?tf"))
    for number in range(26):
        name, language = _HANDS[number % len(_HANDS)]
        file = next((f for f in fonts if f.name == name), None)
        if file is None:
            continue
        mine = _own(f"{number} {name}")
        yield (
            "handwriting",
            _note(file, _TEXTS[language], grounds, mine),
            f"the font {name}, note {number + 1}",
        )


def _note(font: Path, text: str, grounds: list[Path], rng: Random) -> Image.Image:
    w, h = rng.choice(((800, 1000), (900, 600), (600, 400), (700, 700)))
    sheet = Image.new("RGB", (w, h), rng.choice(("white", "#fbf8ee", "#f2f4f8")))
    if rng.random() < 0.5 and grounds:
        tile = Image.open(rng.choice(grounds)).convert("RGB")
        for x in range(0, w, tile.width):
            for y in range(0, h, tile.height):
                sheet.paste(tile, (x, y))
    draw = ImageDraw.Draw(sheet)
    size, ink = (
        rng.choice((30, 40, 54, 76)),
        rng.choice(("#1b1b1f", "#1d2c66", "#0f3d2e", "#5a1f1f", "#333")),
    )
    face, step = ImageFont.truetype(str(font), size), round(size * 1.55)
    if rng.random() < 0.4:
        for y in range(30 + round(size * 1.2), h, step):
            draw.line((20, y, w - 20, y), "#b8c6dd", 1)
    words = text.split(" ") if " " in text else list(text)
    gap, y, line = " " if " " in text else "", 30, ""
    start = rng.randrange(len(words))
    for i in range(600):
        word = words[(start + i) % len(words)]
        if line and face.getlength(line + gap + word) > w - 100:
            draw.text((40 + rng.randrange(8), y + rng.randrange(5)), line, ink, face)
            line, y = "", y + step
            if y > h * rng.uniform(0.6, 1) - step:
                break
        line = f"{line}{gap}{word}" if line else word
    if rng.random() < 0.4:
        sheet = sheet.rotate(
            rng.uniform(-4, 4),
            Image.Resampling.BICUBIC,
            fillcolor=rng.choice(("#6b5a48", "#dddddd", "#33363b")),
        )
    return sheet


def spreadsheets(work: Path) -> Found:
    """Values that programs have as examples, as Gnumeric writes a sheet for a browser."""
    browser = Browser(work / "scratch")
    for package, pattern in (
        ("kalzium-data", "symbols2.csv"),
        ("veusz", "*.csv"),
        ("veusz", "*.dat"),
        ("pyxplot-doc", "*.dat"),
    ):
        taken = 0
        for file in files_of(work, package, pattern):
            rows = _rows(file)
            text = (
                _sheet(rows[: _own(file.name).choice((18, 30, 45))])
                if len(rows) > 5 and len(rows[0]) > 2
                else None
            )
            if text is not None and taken < 2:
                yield (
                    "table",
                    browser.shoot(Page(text, 560, 640)),
                    f"{package}: {file.name}, written by Gnumeric",
                )
                taken += 1
    browser.close()


def _rows(file: Path) -> list[list[str]]:
    """Those as wide as the widest, of a file of comma or space separated values."""
    text = file.read_text(encoding="utf-8", errors="replace")
    lines = [x for x in text.splitlines() if x.strip() and x[0] not in "#!"]
    rows = list(csv.reader(lines)) if file.suffix == ".csv" else [x.split() for x in lines]
    wide = max((len(r) for r in rows), default=0)
    return [r for r in rows if len(r) == wide]


def _sheet(rows: list[list[str]]) -> str | None:
    with tempfile.TemporaryDirectory() as scratch:
        table, out = Path(scratch) / "t.csv", Path(scratch) / "t.html"
        with table.open("w", newline="", encoding="utf-8") as lines:
            csv.writer(lines).writerows([r[:8] for r in rows])
        subprocess.run(
            ["ssconvert", str(table), str(out)], check=False, capture_output=True, timeout=60
        )
        return out.read_text(encoding="utf-8") if out.exists() else None


def gradients(work: Path) -> Found:
    """LibreOffice's gradients, drawn as its dialog defines them: linear, axial or radial."""
    draw = "{urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}"
    found = []
    for file in files_of(work, "libreoffice-common", "*.sog"):
        for item in ElementTree.fromstring(
            file.read_text(encoding="utf-8").split("-->", 1)[-1]
        ).iter(f"{draw}gradient"):
            style = item.get(f"{draw}style")
            colours = [item.get(f"{draw}{which}-color") or "" for which in ("start", "end")]
            if style in ("linear", "axial", "radial") and all(len(c) == 7 for c in colours):
                found.append((file.name, item.get(f"{draw}name"), style, item.get(f"{draw}start-color"), item.get(f"{draw}end-color"),
                              float(re.sub(r"\D", "", item.get(f"{draw}angle") or "0") or 0) / 10))  # fmt: skip
    rng = _own("gradients")
    for name, title, style, start, end, angle in rng.sample(found, min(14, len(found))):
        image = (
            Image.linear_gradient("L")
            if style != "radial"
            else ImageOps.invert(Image.radial_gradient("L"))
        )
        if style == "axial":
            image = image.point([255 - abs(255 - 2 * v) for v in range(256)])
        if style != "radial":
            image = (
                image.rotate(angle, Image.Resampling.BICUBIC, expand=False).crop((38, 38, 218, 218))
                if angle % 90
                else image.rotate(angle)
            )
        out = Image.composite(
            Image.new("RGB", image.size, ImageColor.getrgb(end or "#000")),
            Image.new("RGB", image.size, ImageColor.getrgb(start or "#fff")),
            image,
        )
        yield (
            "plain colour",
            out.resize(rng.choice(((480, 360), (400, 400), (640, 400))), Image.Resampling.BICUBIC),
            f"libreoffice-common: {name}, {title}",
        )


def signs(work: Path) -> Found:
    """Hieroglyphs of people and beasts, which fonts for scholars draw in lines."""
    for name in ("AegyptusR_hint.ttf", "Gardiner_hint.ttf"):
        file = next(iter(files_of(work, "fonts-ancient-scripts", name)), None)
        if file is None:
            continue
        face = ImageFont.truetype(str(file), 300)
        for code in _own(name).sample(
            [*range(0x13000, 0x13040), *range(0x130D2, 0x13100), *range(0x1313F, 0x13170)], 5
        ):
            box = face.getbbox(chr(code))
            image = Image.new("RGB", (box[2] - box[0] + 80, box[3] - box[1] + 80), "white")
            ImageDraw.Draw(image).text((40 - box[0], 40 - box[1]), chr(code), "black", face)
            yield "line drawing", image, f"fonts-ancient-scripts: {name}, sign {code:x}"


MAKERS = (
    pdf_pages,
    browser_shots,
    phone_pages,
    listings,
    codes,
    handwriting,
    spreadsheets,
    gradients,
    signs,
)
