"""Pictures of the reported part that programs make of what lies in its packages."""

from __future__ import annotations

import math
import re
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pypdfium2
from browser import Browser, picture
from manuals import Manuals, files_of, text_pages
from PIL import Image, ImageDraw, ImageFont, ImageOps
from rules import Found

SEED = 37
_PDFS = {
    "grcompiler": 2, "therion-doc": 1, "clips-doc": 3, "toulbar2-doc": 1, "minlog": 2, "muttprint-manual": 1, "mma": 2,
    "libatlas-doc": 2, "debmake-doc": 1, "python-tables-doc": 1, "linuxcnc-doc-en": 3, "python3-pattern": 1,
    "bacula-doc": 2, "gprolog-doc": 1, "fop-doc": 1, "db5.3-doc": 2,
}  # fmt: skip
_MANUALS = Manuals(
    (
        "python-dask-doc", "python-ipython-doc", "python3-stem-doc", "db5.3-doc", "ada-reference-manual-2012", "pipewire-doc",
        "libjts-java-doc", "libeigen3-doc", "phosh-doc", "libbatteries-ocaml-doc", "dokuwiki", "phpmyadmin",
        "ns3-doc", "racket-doc", "libgtk-4-doc", "gradle-doc", "mediawiki", "bacula-doc", "daps", "pike8.0-doc",
        "python-biopython-doc", "dar-docs", "opendnssec-doc", "ldap-account-manager", "cacti",
        "borgbackup-doc", "python-ase-doc", "bibletime-data", "libvigraimpex-doc", "uima-doc", "fop-doc",
        "python-pygame-doc", "wand-doc", "python-ezdxf-doc", "freedombox-doc-en", "cqrlog-data", "gprolog-doc", "grads",
        "gnubg-data", "python-tables-doc", "fontforge-doc", "qt5-doc-html",
    ),
    screens=((1280, 800), (1366, 768), (1024, 768), (1440, 900), (1600, 900)), endings=("html", "htm"),
    foreign=r"/(\w\w-\w\w|de|fr|es|ja|pt|it|ru|hu|cs|nl|pl|sv)/|/search/|_static", looked_at=22, tables=3, apart=True,
)  # fmt: skip


def _own(name: str) -> Random:
    """Chances of one package or picture, whatever the others gave."""
    return Random(f"{SEED} {name}")


def pdf_pages(work: Path) -> Found:
    """Pages of running text."""
    return text_pages(work, _PDFS, _own)


def browser_shots(work: Path) -> Found:
    """Pages of manuals, and tables and listings of them."""
    return _MANUALS.shots(work, _own)


_PHONES = ((360, 740), (390, 844), (412, 915), (360, 640), (320, 568), (375, 667))
_VLC = ("mobile.html",)
_DOJO = (
    ("android", "settings"), ("holodark", "settings"), ("ios7", "contacts"), ("iphone", "settings"), ("windows", "mail"),
    ("blackberry", "contacts"), ("ios7", "settings"), ("holodark", "mail"), ("android", "form"), ("iphone", "home"),
)  # fmt: skip


def phones(work: Path) -> Found:
    """Dojo Mobile's lists, switches and bars in its themes of real phones, and VLC's remote control."""
    browser = Browser(work / "scratch")
    chromium = browser.window().context.browser
    assert chromium is not None
    for name, folder, pages in (
        ("vlc-data", "usr/share/vlc/lua/http", _VLC),
        ("libjs-dojo-dojox", "", _DOJO),
    ):
        for number, page in enumerate(pages):
            mine = _own(f"{name} {number}")
            width, height = mine.choice(_PHONES)
            window = chromium.new_page(viewport={"width": width, "height": height}, is_mobile=True,
                                       has_touch=True, device_scale_factor=mine.choice((2, 3)))  # fmt: skip
            if isinstance(page, str):
                file, source = work / "packages" / name / folder / page, page
            else:
                file, source = work / "scratch" / "phone.html", f"theme {page[0]}, {page[1]} page"
                file.write_text(_dojo_page(work, *page, mine), encoding="utf-8")
            window.goto(file.as_uri(), wait_until="load")
            window.wait_for_timeout(1500)
            yield "phone screenshot", picture(window.screenshot()), f"{name}: {source}"
            window.close()
    browser.close()


_PEOPLE = ("Ada Byron", "Alan Mathison", "Barbara Huberman", "Dennis MacAlistair", "Edsger Wybe", "Frances Allen", "Grace Murray",
           "Hedy Kiesler", "Ian Murdock", "Jean Sammet", "Kathleen Booth", "Linus Benedict", "Margaret Heafield", "Niklaus Emil")  # fmt: skip
_SAID = ("Are you coming on Friday?", "The keys are with the neighbour", "Minutes of the meeting", "Your parcel has been sent", "Re: Holidays",
         "Train leaves at 7:42", "Photos of the garden", "Invoice for October", "Thank you!", "New release is out")  # fmt: skip


def _dojo_page(work: Path, theme: str, page: str, rng: Random) -> str:
    def item(text: str, more: str = "", inner: str = "") -> str:
        return f"<li data-dojo-type='dojox/mobile/ListItem' data-dojo-props=\"label:'{text}' {more}\">{inner}</li>"

    def switch(on: bool) -> str:
        return f"<div class=mblItemSwitch data-dojo-type='dojox/mobile/Switch' data-dojo-props=\"value:'{'on' if on else 'off'}'\"></div>"

    def group(title: str, items: list[str], kind: str = "RoundRect") -> str:
        return f"<h2 data-dojo-type='dojox/mobile/{kind}Category'>{title}</h2><ul data-dojo-type='dojox/mobile/{kind}List'>{''.join(items)}</ul>"

    arrow = ", moveTo:'#'"
    if page == "settings":
        title, main = "Settings", group("Wireless", [
            item("Airplane mode", inner=switch(False)), item("Wi-Fi", f", rightText:'Home' {arrow}"), item("Bluetooth", inner=switch(True)),
            item("Mobile networks", arrow)]) + group("Device", [item("Sound", arrow), item("Display", arrow), item("Battery", f", rightText:'{rng.randint(5, 99)} %' {arrow}"),
            item("Storage", f", rightText:'{rng.randint(2, 60)} GB' {arrow}")]) + group("Personal", [item("Location", inner=switch(True)), item("Security", arrow), item("Accounts", arrow)])  # fmt: skip
    elif page == "contacts":
        people, main = sorted(_PEOPLE), ""
        for letter in sorted({name[0] for name in people}):
            main += group(letter, [item(name, arrow) for name in people if name[0] == letter], "EdgeToEdge")  # fmt: skip
        title = "Contacts"
    elif page == "mail":
        title, names = "Inbox", rng.sample(_PEOPLE, 10)
        main = "<ul data-dojo-type='dojox/mobile/EdgeToEdgeList'>" + "".join(
            item(name, f", variableHeight:true, rightText:'{rng.randint(7, 21)}:{rng.randint(10, 59)}' {arrow}", f"<div style='font-size:80%;opacity:.7;font-weight:normal;line-height:1.4;padding-bottom:8px'>{said}</div>")
            for name, said in zip(names, _SAID, strict=True)) + "</ul>"  # fmt: skip
    elif page == "form":
        title = "New event"
        main = "<div data-dojo-type='dojox/mobile/RoundRect'><div data-dojo-type='dojox/mobile/FormLayout' data-dojo-props=\"columns:'two'\">" + "".join(
            f"<div><label>{name}</label><fieldset>{field}</fieldset></div>" for name, field in (
                ("Title", "<input data-dojo-type='dojox/mobile/TextBox' value='Swimming'>"), ("Place", "<input data-dojo-type='dojox/mobile/TextBox' placeHolder='Add a place'>"),
                ("All day", switch(False)), ("Volume", "<input data-dojo-type='dojox/mobile/Slider' value=40 data-dojo-props='min:0,max:100' style='width:120px'>"),
                ("Remind", "<input type=checkbox data-dojo-type='dojox/mobile/CheckBox' checked>"), ("Repeat", "<input type=radio data-dojo-type='dojox/mobile/RadioButton'>"))) + "</div></div>"  # fmt: skip
        main += "<center><button data-dojo-type='dojox/mobile/Button' class='mblBlueButton'>Save</button> <button data-dojo-type='dojox/mobile/Button'>Cancel</button></center>"
        main += group(
            "Calendars", [item("Family", ", checked:true"), item("Work"), item("Holidays")]
        )
    else:
        title = "Places"
        main = group("Near you", [item(name, f", rightText:'{rng.randint(1, 30) / 10} km' {arrow}") for name in ("Bakery", "Library", "Museum", "Swimming pool", "Station", "Pharmacy")])  # fmt: skip
        main += "<div data-dojo-type='dojox/mobile/RoundRect' shadow=true>Open today from 9 to 18. Closed on Mondays and on holidays.</div>"
        main += group("Seen last", [item("Botanical garden", arrow), item("Old harbour", arrow)])
    share = "usr/share/javascript"
    root = {n: (work / f"packages/libjs-dojo-{p}/{share}/{n}").as_uri() for n, p in (("dojo", "core"), ("dijit", "dijit"), ("dojox", "dojox"))}  # fmt: skip
    packages = ",".join(f"{{name:'{n}',location:'{uri}'}}" for n, uri in root.items())
    parts = ("parser", "View", "Heading", "ToolBarButton", "RoundRectList", "EdgeToEdgeList", "RoundRectCategory", "EdgeToEdgeCategory", "ListItem", "Switch",
             "RoundRect", "FormLayout", "TextBox", "Slider", "CheckBox", "RadioButton", "Button", "compat")  # fmt: skip
    need = ",".join(f"'dojox/mobile/{name}'" for name in parts)
    return (f"<!doctype html><html><meta name=viewport content='width=device-width,initial-scale=1'>"
            f"<link rel=stylesheet href='{root['dojox']}/mobile/themes/{theme}/{theme}.css'>"
            f"<script>dojoConfig={{async:true,baseUrl:'{root['dojo']}/',packages:[{packages}]}}</script><script src='{root['dojo']}/dojo.js'></script>"
            f"<script>require([{need},'dojo/domReady!'],function(parser){{parser.parse()}})</script>"
            f"<body><div data-dojo-type='dojox/mobile/View'><h1 data-dojo-type='dojox/mobile/Heading' data-dojo-props=\"label:'{title}',back:'Back',moveTo:'#'\"></h1>{main}</div>")  # fmt: skip


_LISTED = (
    ("python-dask-doc", "*.py"), ("ns3-doc", "*.cc"), ("python-kivy-examples", "*.py"), ("libjs-codemirror", "*.js"), ("mediawiki", "*.php"),
    ("racket-common", "*.rkt"), ("ruby-barby", "*.rb"), ("libpdf-api2-perl", "*.pm"), ("pike8.0-doc", "*.pike"), ("gambas3-examples", "*.class"),
    ("python-sfepy-doc", "*.py"), ("libsystemc-doc", "*.cpp"), ("dokuwiki", "*.css"), ("cacti", "*.sql"), ("libdlib19.1", "*.cpp"), ("ns3-doc", "*.h"),
    ("phpmyadmin", "*.js"), ("mediawiki", "*.json"), ("tt-rss", "*.php"), ("python3-guiqwt", "*.py"),
)  # fmt: skip
_TOOLS = ("highlight.js", "rouge", "codemirror", "prism")


def listings(work: Path) -> Found:
    """Program text of packages, coloured by highlight.js, Rouge, CodeMirror and Prism in their themes."""
    browser = Browser(work / "scratch")
    chromium = browser.window().context.browser
    assert chromium is not None
    page = work / "scratch" / "listing.html"
    for number, (package, pattern) in enumerate(_LISTED):
        mine, tool = _own(f"{package} {pattern}"), _TOOLS[number % len(_TOOLS)]
        files = [f for f in files_of(work, package, pattern) if 1500 < f.stat().st_size < 60000]
        if not files:
            continue
        file = mine.choice(files)
        html = _coloured(work, file, tool, mine)
        if html is None:
            continue
        page.write_text(html, encoding="utf-8")
        width, height = mine.choice(((700, 500), (900, 700), (1280, 800), (600, 800)))
        window = chromium.new_page(viewport={"width": width, "height": height})
        window.goto(page.as_uri(), wait_until="load")
        window.wait_for_timeout(300)
        name = file.relative_to(work / "packages" / package)
        yield "source code", picture(window.screenshot()), f"{package}: {name}, coloured by {tool}"
        window.close()
    browser.close()


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _coloured(work: Path, file: Path, tool: str, rng: Random) -> str | None:
    lines = file.read_text(encoding="utf-8", errors="replace").splitlines()
    start = rng.randrange(max(1, len(lines) - 60))
    text = "\n".join(lines[start : start + 70])
    ending = file.suffix[1:]
    if tool == "rouge":
        theme = rng.choice(("monokai", "gruvbox.dark", "gruvbox.light", "colorful", "thankful_eyes", "igorpro", "molokai", "tulip"))  # fmt: skip
        made = subprocess.run(["rougify", "highlight", "-t", theme, "-f", "html", "-F", str(file), "-"], input=text.encode(), check=False, capture_output=True)  # fmt: skip
        made = subprocess.run(["rougify", "highlight", "-i", str(file), "-f", "html", "-F", f"theme={theme}"], check=False, capture_output=True) if not made.stdout else made  # fmt: skip
        style = subprocess.run(["rougify", "style", theme], check=False, capture_output=True, text=True).stdout  # fmt: skip
        return f"<meta charset=utf-8><style>{style} body{{margin:0}} .highlight{{margin:0;padding:12px;min-height:100vh;font:14px monospace}}</style><pre class=highlight>{made.stdout.decode()}</pre>" if made.stdout else None  # fmt: skip
    if tool == "highlight.js":
        base = next(iter(files_of(work, "libjs-highlight.js", "highlight.min.js")), None)
        styles = [
            s for s in files_of(work, "libjs-highlight.js", "*.css") if "base16" not in str(s)
        ]
        if base is None:
            return None
        return (f"<meta charset=utf-8><link rel=stylesheet href='{rng.choice(styles).as_uri()}'><style>body{{margin:0}} code{{min-height:100vh;font-size:14px}} pre{{margin:0}}</style>"
                f"<pre><code class='language-{ending}'>{_escaped(text)}</code></pre><script src='{base.as_uri()}'></script><script>hljs.highlightAll()</script>")  # fmt: skip
    if tool == "codemirror":
        root = next(iter(files_of(work, "libjs-codemirror", "codemirror.js"))).parent.parent
        themes = [
            s for s in files_of(work, "libjs-codemirror", "*.css") if s.parent.name == "theme"
        ]
        theme = rng.choice(themes)
        modes = {"js": "javascript", "json": "javascript", "pm": "perl", "cpp": "clike", "h": "clike", "css": "css", "php": "php"}  # fmt: skip
        mode = modes.get(ending, ending)
        scripts = "".join(f"<script src='{s.as_uri()}'></script>" for s in files_of(work, "libjs-codemirror", f"{mode}.js") if s.parent.parent.name == "mode")  # fmt: skip
        main = next(iter(files_of(work, "libjs-codemirror", "codemirror.js"))).as_uri()
        css = next(iter(files_of(work, "libjs-codemirror", "codemirror.css"))).as_uri()
        return (f"<meta charset=utf-8><base href='{root.as_uri()}/'><link rel=stylesheet href='{css}'><link rel=stylesheet href='{theme.as_uri()}'><style>body{{margin:0}} .CodeMirror{{height:100vh;font-size:14px}}</style>"
                f"<textarea id=t>{_escaped(text)}</textarea><script src='{main}'></script>{scripts}<script>CodeMirror.fromTextArea(document.getElementById('t'),{{lineNumbers:{'true' if rng.random() < 0.7 else 'false'},theme:'{theme.stem}',mode:'{mode}'}})</script>")  # fmt: skip
    core = next(iter(files_of(work, "node-prismjs", "prism.js")), None)
    themes = [s for s in files_of(work, "node-prismjs", "prism*.css") if s.parent.name == "themes" and ".min" not in s.name]  # fmt: skip
    if core is None or not themes:
        return None
    names = {"js": "javascript", "py": "python", "rb": "ruby", "pm": "perl"}
    language = names.get(ending, ending)
    parts = ("markup-templating", "c", "cpp", language) if language in ("php", "cpp", "h") else (language,)  # fmt: skip
    scripts = "".join(f"<script src='{s.as_uri()}'></script>" for part in parts for s in files_of(work, "node-prismjs", f"prism-{part}.js"))  # fmt: skip
    return (f"<meta charset=utf-8><link rel=stylesheet href='{rng.choice(themes).as_uri()}'><style>body{{margin:0}} pre[class]{{margin:0;min-height:100vh;box-sizing:border-box;font-size:14px}}</style>"
            f"<pre class='language-{language}'><code class='language-{language}'>{_escaped(text)}</code></pre><script src='{core.as_uri()}'></script>{scripts}<script>Prism.highlightAll()</script>")  # fmt: skip


_LINK = "https://packages.debian.org/bookworm/"
_RUBY = "require 'barby'; require 'barby/outputter/png_outputter'; "
_CODES = (
    ("Barby Code128", ["ruby", "-e", _RUBY + "require 'barby/barcode/code_128'; print Barby::Code128B.new('PALLET 00412-7').to_png(xdim: 3, height: 110)"]),
    ("Barby Code39", ["ruby", "-e", _RUBY + "require 'barby/barcode/code_39'; print Barby::Code39.new('ASSET 2207').to_png(xdim: 2, height: 80)"]),
    ("Barby EAN13", ["ruby", "-e", _RUBY + "require 'barby/barcode/ean_13'; print Barby::EAN13.new('590123412345').to_png(xdim: 4, height: 150)"]),
    ("Barby EAN8", ["ruby", "-e", _RUBY + "require 'barby/barcode/ean_8'; print Barby::EAN8.new('9638507').to_png(xdim: 4, height: 100)"]),
    ("Barby Code25", ["ruby", "-e", _RUBY + "require 'barby/barcode/code_25_interleaved'; print Barby::Code25Interleaved.new('0123456789').to_png(xdim: 3, height: 90)"]),
    ("Barby Code93", ["ruby", "-e", _RUBY + "require 'barby/barcode/code_93'; print Barby::Code93.new('SHELF 17C').to_png(xdim: 2, height: 60)"]),
    ("Barby GS1-128", ["ruby", "-e", _RUBY + "require 'barby/barcode/gs1_128'; print Barby::GS1128.new('950110153001', 'C', '01').to_png(xdim: 2, height: 90)"]),
    ("RQRCode", ["ruby", "-e", f"require 'rqrcode'; print RQRCode::QRCode.new('{_LINK}').as_png(size: 360).to_s"]),
    ("RQRCode blue", ["ruby", "-e", "require 'rqrcode'; print RQRCode::QRCode.new('WIFI:T:WPA;S:guests;P:none at all;;', level: :h).as_png(size: 420, color: '1b3a7a', fill: 'f4f6ff').to_s"]),
    ("RQRCode small", ["ruby", "-e", "require 'rqrcode'; print RQRCode::QRCode.new('LOT 7').as_png(size: 180, border_modules: 2).to_s"]),
    ("phpqrcode L", ["php", "-d", "display_errors=0", "-r", f"require '/usr/share/phpqrcode/qrlib.php'; QRcode::png('{_LINK}main/', false, QR_ECLEVEL_L, 8, 2);"]),
    ("phpqrcode H", ["php", "-d", "display_errors=0", "-r", "require '/usr/share/phpqrcode/qrlib.php'; QRcode::png('BEGIN:VCARD\nFN:Nobody At All\nTEL:+49 30 000000\nEMAIL:nobody@example.org\nEND:VCARD', false, QR_ECLEVEL_H, 5, 4);"]),
    ("Barcode::Code128", ["perl", "-MBarcode::Code128", "-e", "my $c = Barcode::Code128->new; $c->option(scale => 2); binmode STDOUT; print $c->png('Order 12-0047')"]),
    ("Barcode::Code128 low", ["perl", "-MBarcode::Code128", "-e", "my $c = Barcode::Code128->new; $c->option(height => 70, show_text => 0, border => 0); binmode STDOUT; print $c->png('0081726354')"]),
    ("Barcode::DataMatrix::PNG", ["perl", "-MBarcode::DataMatrix::PNG", "-e", "my $d = Barcode::DataMatrix::PNG->new(barcode => '(01)04012345678901(17)271231(10)A7'); $d->encode; binmode STDOUT; $d->render"]),
    ("python qrcodegen", ["/usr/bin/python3", "-c", f"import qrcodegen as q; c = q.QrCode.encode_text('{_LINK}python3', q.QrCode.Ecc.QUARTILE); n = c.get_size(); print('P1', n, n, *(int(c.get_module(x, y)) for y in range(n) for x in range(n)))"]),
    ("python qrcodegen digits", ["/usr/bin/python3", "-c", "import qrcodegen as q; c = q.QrCode.encode_text('314159265358979323846264338327950288419716939937510', q.QrCode.Ecc.LOW); n = c.get_size(); print('P1', n, n, *(int(c.get_module(x, y)) for y in range(n) for x in range(n)))"]),
    ("PyQRCode", ["/usr/bin/python3", "-c", f"import pyqrcode as q; c = q.create('{_LINK}games', error='M').code; print('P1', len(c), len(c), *(v for row in c for v in row))"]),
)  # fmt: skip
_PDF_CODES = (("code128", "-type => 'b', -code => 'DEBIAN 12'"), ("ean13", "-code => '4006381333931'"), ("2of5int", "-code => '10614141000415'"), ("3of9", "-code => 'LOC 4A'"), ("codabar", "-code => 'A37859B'"))  # fmt: skip


def codes(_work: Path) -> Found:
    """Codes by Ruby's, PHP's, Perl's and Python's libraries; some on labels and tickets."""
    with tempfile.TemporaryDirectory() as name:
        out = Path(name) / "code"
        for number, (source, image) in enumerate(_all_codes(out)):
            mine = _own(source)
            code = ImageOps.expand(image, mine.choice((10, 20, 40)), "white")
            if number % 3 == 1:
                yield "barcode", _label(code, mine), f"made by {source}, on a label"
            else:
                yield "barcode", code, f"made by {source}"


def _all_codes(out: Path) -> Iterator[tuple[str, Image.Image]]:
    for source, command in _CODES:
        made = subprocess.run(command, check=False, capture_output=True)
        out.write_bytes(made.stdout)
        yield from _read(out, source)
    for kind, options in _PDF_CODES:
        make = (f"use PDF::API2; my $p = PDF::API2->new; my $g = $p->page; $g->mediabox(300, 140); my $f = $p->corefont('Helvetica'); "
                f"my $b = $p->xo_{kind}(-font => $f, -zone => 40, -umzn => 5, -lmzn => 8, -ofwt => 0.1, -fnsz => 9, {options}); $g->gfx->formimage($b, 20, 20, 1.6); binmode STDOUT; print $p->to_string")  # fmt: skip
        made = subprocess.run(["perl", "-e", make], check=False, capture_output=True)
        try:
            image = pypdfium2.PdfDocument(made.stdout)[0].render(scale=2).to_pil()
        except pypdfium2.PdfiumError:
            continue
        box = ImageOps.invert(image.convert("L")).getbbox()
        if box:
            yield f"PDF::API2 {kind}", image.convert("RGB").crop(box)


def _read(file: Path, source: str) -> Iterator[tuple[str, Image.Image]]:
    try:
        image = Image.open(file)
        image = ImageOps.exif_transpose(image.convert("RGBA" if image.mode == "P" else image.mode))
    except (OSError, ValueError):
        return
    ground = Image.new("RGBA", image.size, "white")
    ground.alpha_composite(image.convert("RGBA"))
    image = ground.convert("RGB")
    by = -(-150 // min(image.size)) if image.width < 150 else 1
    yield source, image.resize((image.width * by, image.height * by), Image.Resampling.NEAREST)


_NAMES = ("Fragile goods", "Return to sender", "Concert, row 14", "Best before 12 / 27", "Sample 0047", "Library of Nowhere")  # fmt: skip


def _label(image: Image.Image, rng: Random) -> Image.Image:
    """A label or ticket around the code: a heading, two lines, a frame."""
    pad, high = 24, 70
    sheet = Image.new("RGB", (max(image.width, 320) + 2 * pad, image.height + 2 * high), rng.choice(("white", "#fdf3c4", "#eef3f7")))  # fmt: skip
    draw = ImageDraw.Draw(sheet)
    sheet.paste(image, ((sheet.width - image.width) // 2, high))
    draw.text((pad, 14), rng.choice(_NAMES), "black", ImageFont.load_default(28))
    draw.text((pad, sheet.height - high + 12), f"No. {rng.randrange(10**7):07d}   {rng.randint(1, 28)} May 2026", "black", ImageFont.load_default(18))  # fmt: skip
    draw.rectangle((3, 3, sheet.width - 4, sheet.height - 4), outline="black", width=2)
    return sheet


_HANDS = (
    ("fonts-ldco", "Lilach.ttf", "he"), ("fonts-dustin", "Domestic_Manners.ttf", "en"), ("fonts-kiloji", "kiloji.ttf", "ja"), ("fonts-joscelyn", "*.?tf", "en"),
    ("fonts-khmeros", "KhmerOSfasthand.ttf", "km"), ("fonts-aoyagi-soseki", "*.?tf", "ja"), ("fonts-aenigma", "aescrawl.ttf", "en"), ("fonts-gfs-gazis", "*.?tf", "el"),
    ("fonts-dustin", "El_Abogado_Loco.ttf", "en"), ("python3-vedo", "Quikhand.ttf", "en"), ("fonts-ldco", "YamSuf.ttf", "he"), ("fonts-kouzan-mouhitsu", "KouzanBrushFontSousyo.ttf", "ja"),
    ("fonts-dustin", "Junkyard.ttf", "en"), ("fonts-havana", "*.?tf", "en"), ("fonts-kiloji", "kiloji_p.ttf", "en"), ("fonts-khmeros", "KhmerOSfreehand.ttf", "km"),
    ("fonts-ldco", "Noam.ttf", "he"), ("fonts-aenigma", "handmeds.ttf", "en"), ("fonts-ldco", "Miso.ttf", "he"), ("fonts-kiloji", "kiloji_d.ttf", "ja"),
)  # fmt: skip
_TEXTS = {
    "he": "שלום חנה תודה על המכתב הארוך מיום שלישי הגינה מלאה השנה והשכנים כבר מתחבאים כשהם רואים אותי עם סל נא להביא חלב ביצים קמח ושמרים ניפגש בתחנה בתשע וחצי אם ירד גשם נלך למוזיאון",
    "ja": "きのうは友だちと海へ行きました。風がつよくて、砂がくつに入りました。駅前の店でお茶を飲み、本を一さつ買いました。来週は山に行くつもりです。どうぞお元気で。",
    "km": "ថ្ងៃនេះ អាកាសធាតុ ល្អ យើង ទៅ ផ្សារ ទិញ ផ្លែឈើ និង នំប៉័ង ពេលល្ងាច អាន សៀវភៅ ជាមួយ មិត្តភក្តិ នៅ ផ្ទះ ក្បែរ ទន្លេ",
    "el": "ευχαριστω πολυ για το γραμμα σου της τριτης ο κηπος εχει φετος πολλα φασολια και οι γειτονες κρυβονται οταν με βλεπουν με το καλαθι θα συναντηθουμε στο σταθμο στις εννεα",
    "en": "Shopping: bread, 2 onions, rice, a jar of honey, candles. Call the plumber before noon. The key is under the third flower pot. "
          "My dear brother, we arrived on Sunday after nine hours in the train and slept until supper. The house smells of apples and wet dogs. "
          "Aunt Maria says hello and wants her umbrella back. Do not forget to water the tomatoes, and write soon! 14 May: dentist at 8:15. "
          "I dreamt that we sold the boat and bought a windmill. It had no stairs, so we lived on the ground floor with the sheep.",
}  # fmt: skip


def handwriting(work: Path) -> Found:
    """Notes in fonts made of hands that no other part uses, half of them on photographed paper."""
    grounds = [f for f in files_of(work, "caja-common", "*.*g") + files_of(work, "qgo", "paper*.png")
               if re.search(r"(stucco|chalk|manila|paper|white)[^/]*$", f.name)]  # fmt: skip
    for number in range(28):
        package, pattern, language = _HANDS[number % len(_HANDS)]
        file = next(iter(files_of(work, package, pattern)), None)
        if file is not None:
            note = _note(file, _TEXTS[language], grounds, _own(f"{number} {pattern}"))
            yield "handwriting", note, f"{package}: {file.name}, note {number + 1}"


def _note(font: Path, text: str, grounds: list[Path], rng: Random) -> Image.Image:
    w, h = rng.choice(((800, 1000), (900, 600), (600, 400), (700, 700), (1000, 700)))
    sheet = Image.new("RGB", (w, h), rng.choice(("white", "#fbf8ee", "#f2f4f8", "#fff3b0")))
    if rng.random() < 0.4 and grounds:
        tile = Image.open(rng.choice(grounds)).convert("RGB")
        for x in range(0, w, tile.width):
            for y in range(0, h, tile.height):
                sheet.paste(tile, (x, y))
        sheet = Image.blend(sheet, Image.new("RGB", sheet.size, "white"), 0.5)
    draw = ImageDraw.Draw(sheet)
    size = rng.choice((30, 40, 54, 70))
    ink = rng.choice(("#1b1b1f", "#1d2c66", "#12306e", "#5a1f1f", "#333"))
    face, step = ImageFont.truetype(str(font), size), round(size * 1.6)
    rule = rng.random()
    if rule < 0.35:
        for y in range(30 + round(size * 1.2), h, step):
            draw.line((0, y, w, y), "#b8c6dd", 1)
    elif rule < 0.5:
        for at in range(0, max(w, h), 25):
            draw.line((at, 0, at, h), "#d5dde8", 1)
            draw.line((0, at, w, at), "#d5dde8", 1)
    words = text.split(" ") if " " in text else list(text)
    gap, y, line = " " if " " in text else "", 30, ""
    right = text[0] > "\u0590" and text[0] < "\u0600"
    start, end = rng.randrange(len(words)), h * rng.uniform(0.6, 1) - step
    for i in range(600):
        word = words[(start + i) % len(words)]
        if line and face.getlength(line + gap + word) > w - 100:
            x = w - 50 - face.getlength(line) if right else 40
            draw.text((x + rng.randrange(8), y + rng.randrange(5)), line, ink, face)
            line, y = "", y + step
            if y > end:
                break
        line = f"{line}{gap}{word}" if line else word
    if rng.random() < 0.4:
        sheet = sheet.rotate(rng.uniform(-4, 4), Image.Resampling.BICUBIC, fillcolor=rng.choice(("#6b5a48", "#dddddd", "#33363b")))  # fmt: skip
    return sheet


_MAPS = (
    ("world", "fill = TRUE, col = 'grey85', bg = 'white'"), ("world", "'Brazil', col = 'darkgreen', fill = FALSE"), ("world", "c('Norway', 'Sweden', 'Finland', 'Denmark'), fill = TRUE, col = c('#fbb4ae', '#b3cde3', '#ccebc5', '#decbe4'), bg = '#e8f4fa'"),
    ("state", "fill = TRUE, col = hcl.colors(50, 'Terrain')"), ("county", "'california', fill = TRUE, col = heat.colors(58), border = 'grey40'"), ("italy", "fill = TRUE, col = rainbow(20, s = 0.35)"),
    ("france", "col = 'navy'"), ("nz", "fill = TRUE, col = '#dfe8c8', bg = '#b7d3e8'"), ("world2", "fill = TRUE, col = '#f2efe9', bg = '#aad3df', border = 'grey60', wrap = c(0, 360)"),
)  # fmt: skip


def maps(work: Path) -> Found:
    """Coasts and borders of R's maps, as its own function draws them."""
    library = work / "packages/r-cran-maps/usr/lib/R/site-library"
    with tempfile.TemporaryDirectory() as name:
        for number, (which, options) in enumerate(_MAPS):
            out = Path(name) / f"{number}.png"
            script = f"library(maps, lib.loc = '{library}'); png('{out}', 800, 600, type = 'cairo'); map('{which}', {options}); {'map.axes()' if number % 3 == 0 else ''}; invisible(dev.off())"
            subprocess.run(["Rscript", "-e", script], check=False, capture_output=True)
            if out.exists():
                yield "map", Image.open(out).convert("RGB"), f"r-cran-maps: {which}, map {number + 1}"  # fmt: skip


def gradients(work: Path) -> Found:
    """Colour tables that run smoothly: of MintPy, FractalNow and Mayavi."""
    for file in _own("mintpy").sample(files_of(work, "python3-mintpy", "*.cpt"), 9):
        stops = []
        for line in file.read_text(encoding="utf-8", errors="replace").splitlines():
            values = re.findall(r"^[^#BFN]*$", line) and re.split(r"[\s/]+", line.strip())
            if values and len(values) >= 8:
                numbers = [float(v) for v in values[:8]]
                stops += [numbers[:4], numbers[4:]]
        if len(stops) >= 2 and stops[-1][0] > stops[0][0]:
            yield "plain colour", _ramp(stops, _own(file.name)), f"python3-mintpy: {file.name}"
    for file in files_of(work, "fractalnow", "*.gradient")[::3]:
        words = file.read_text(encoding="utf-8").split()[2:]
        stops = [[float(at), *(int(colour, 16) >> shift & 255 for shift in (16, 8, 0))] for at, colour in zip(words[::2], words[1::2], strict=False)]  # fmt: skip
        if len(stops) >= 2:
            yield "plain colour", _ramp(stops, _own(file.name)), f"fractalnow: {file.name}"
    luts = [f for f in files_of(work, "mayavi2", "*.gif") if f.parent.name == "lut" and not re.search(r"flag|prism|[Ss]et\d|aired|astel|ccent|dark|vega|tab\d|ncar", f.name)]  # fmt: skip
    for file in _own("mayavi").sample(luts, 5):
        image = Image.open(file).convert("RGB")
        yield "plain colour", image.crop((0, 0, image.width, image.height - 18)).resize((480, 120)), f"mayavi2: {file.name}"  # fmt: skip


def _ramp(stops: list[list[float]], rng: Random) -> Image.Image:
    """The stops' colours from left to right, or from below to above."""
    row = Image.new("RGB", (512, 1))
    for x in range(512):
        at = stops[0][0] + (stops[-1][0] - stops[0][0]) * x / 511
        left = max((s for s in stops if s[0] <= at), default=stops[0], key=lambda s: s[0])
        right = min((s for s in stops if s[0] >= at), default=stops[-1], key=lambda s: s[0])
        share = (at - left[0]) / (right[0] - left[0]) if right[0] > left[0] else 0.0
        row.putpixel((x, 0), tuple(round(a + (b - a) * share) for a, b in zip(left[1:], right[1:], strict=True)))  # fmt: skip
    image = row.resize((512, rng.choice((120, 300, 384, 512))))
    return image.rotate(90, expand=True) if rng.random() < 0.4 else image


_PARTS = re.compile(r"plan/(architect|vegetation|doors)/|library/misc/")


def drawings(work: Path) -> Found:
    """Things as draughtsmen draw them, in LibreCAD's library of drawings."""
    files = [f for f in files_of(work, "librecad-data", "*.dxf") if _PARTS.search(str(f))]
    mine, taken = _own("librecad"), 0
    mine.shuffle(files)
    for file in files:
        image = _drawn(file)
        if image is not None:
            yield "line drawing", image, f"librecad-data: {file.parent.name}/{file.name}"
            taken += 1
        if taken == 8:
            break


def _drawn(file: Path) -> Image.Image | None:
    """Lines, arcs and circles of a DXF file, if they are many and no others are in it."""
    lines = [x.strip() for x in file.read_text(encoding="latin-1").splitlines()]
    pairs = list(zip(lines[::2], lines[1::2], strict=False))
    starts = [i for i, pair in enumerate(pairs) if pair == ("2", "ENTITIES")]
    if not starts:
        return None
    shapes: list[list[tuple[float, float]]] = []
    kind, values = "", {}
    for code, value in pairs[starts[0] + 1 :]:
        if code != "0":
            values.setdefault(code, value)
            continue
        if kind in (
            "INSERT",
            "LWPOLYLINE",
            "POLYLINE",
            "SPLINE",
            "ELLIPSE",
            "HATCH",
            "TEXT",
            "MTEXT",
        ):
            return None
        if kind in ("LINE", "ARC", "CIRCLE"):
            shapes.append(_stroke(kind, {c: float(v) for c, v in values.items() if c in _NUMBERS}))
        kind, values = value, {}
        if value == "ENDSEC":
            break
    if len(shapes) < 10:
        return None
    xs, ys = ([p[axis] for shape in shapes for p in shape] for axis in (0, 1))
    scale = 1000 / max(max(xs) - min(xs), max(ys) - min(ys), 1e-6)
    size = (round((max(xs) - min(xs)) * scale) + 120, round((max(ys) - min(ys)) * scale) + 120)
    sheet = Image.new("RGB", size, "white")
    draw = ImageDraw.Draw(sheet)
    for shape in shapes:
        points = [
            ((x - min(xs)) * scale + 60, size[1] - 60 - (y - min(ys)) * scale) for x, y in shape
        ]
        draw.line(points, "black", 5, "curve")
    return sheet.resize((size[0] // 2, size[1] // 2), Image.Resampling.LANCZOS)


_NUMBERS = ("10", "20", "11", "21", "40", "50", "51")


def _stroke(kind: str, at: dict[str, float]) -> list[tuple[float, float]]:
    if kind == "LINE":
        return [(at["10"], at["20"]), (at["11"], at["21"])]
    start, end = (at["50"], at["51"]) if kind == "ARC" else (0.0, 360.0)
    span = (end - start) % 360 or 360
    angles = [math.radians(start + span * i / 48) for i in range(49)]
    return [(at["10"] + at["40"] * math.cos(a), at["20"] + at["40"] * math.sin(a)) for a in angles]


MAKERS = (pdf_pages, browser_shots, phones, listings, codes, handwriting, maps, drawings, gradients)
