"""What makers take out of the manuals of packages: pages of PDF files, HTML pages, their parts."""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

import pypdfium2
from browser import Browser, picture
from PIL import Image
from rules import Found

Chances = Callable[[str], Random]
"""Chances of one package or picture, by its name, whatever the others gave."""


def files_of(work: Path, package: str, pattern: str) -> list[Path]:
    """The package's files of that pattern, sorted, without links."""
    folder = work / "packages" / package
    return [p for p in sorted(folder.rglob(pattern)) if p.is_file() and not p.is_symlink()]


def text_pages(work: Path, packages: Mapping[str, int], own: Chances) -> Found:
    """Pages of running text, so many of each package: many letters, no pictures, hardly any lines."""
    for package, most in packages.items():
        mine, count = own(package), 0
        files = files_of(work, package, "*.pdf") + files_of(work, package, "*.pdf.gz")
        mine.shuffle(files)
        for file in files[:30]:
            data = file.read_bytes()
            try:
                document = pypdfium2.PdfDocument(
                    gzip.decompress(data) if file.suffix == ".gz" else data
                )
            except pypdfium2.PdfiumError:
                continue
            for number in mine.sample(range(len(document)), min(8, len(document))):
                page = document[number]
                drawn = sum(item.type != 1 for item in page.get_objects(max_depth=1))
                if page.get_textpage().count_chars() < 1200 or drawn > 10:
                    continue
                image = page.render(scale=mine.choice((1, 1.5, 2))).to_pil()
                yield "text document", image, f"{package}: {file.name}, page {number + 1}"
                count += 1
                break
            if count == most:
                break


@dataclass(frozen=True, slots=True)
class Manuals:
    """How HTML manuals are shown.

    ``endings`` and ``foreign`` say which files count, of which ``looked_at`` are tried for one
    page, one listing and so many ``tables`` of each package; with ``apart``, a page that is shown
    gives no table and no listing.
    """

    packages: Sequence[str]
    screens: Sequence[tuple[int, int]]
    endings: Sequence[str]
    foreign: str
    looked_at: int
    tables: int
    apart: bool

    def pages(self, work: Path, package: str, rng: Random, count: int) -> list[Path]:
        """Some of the package's pages that hold something and are in its own language."""
        files = [
            p
            for ending in self.endings
            for p in files_of(work, package, f"*.{ending}")
            if p.stat().st_size > 6000 and not re.search(self.foreign, str(p))
        ]
        return rng.sample(files, min(len(files), count))

    def shots(self, work: Path, own: Chances) -> Found:
        """One page of each manual, and tables and a listing of it, as Chromium shows them."""
        browser = Browser(work / "scratch")
        window = browser.window()
        for package in self.packages:
            mine = own(package)
            wanted = {"web page": 1, "table": self.tables, "source code": 1}
            for file in self.pages(work, package, mine, self.looked_at):
                if not any(wanted.values()):
                    break
                width, height = mine.choice(self.screens)
                window.set_viewport_size({"width": width, "height": height})
                try:
                    window.goto(file.as_uri(), wait_until="domcontentloaded")
                except Exception:  # noqa: BLE001  (a page that does not load is left out)
                    continue
                source = f"{package}: {file.relative_to(work / 'packages' / package)}"
                if wanted["web page"] and window.evaluate("document.body.innerText.length") > 1500:
                    yield "web page", picture(window.screenshot()), source
                    wanted["web page"] -= 1
                    if self.apart:
                        continue
                for kind, selector, script in (
                    ("table", "table", _TABLES),
                    ("source code", "pre", _LISTINGS),
                ):
                    shot = _element(window, selector, script, mine) if wanted[kind] else None
                    if shot is not None:
                        yield kind, shot, f"{source}, a {selector} element"
                        wanted[kind] -= 1
        browser.close()


_TABLES = """() => [...document.querySelectorAll('table')].slice(0, 60).map(table => {
    const box = table.getBoundingClientRect(), rows = [...table.rows].slice(0, 60);
    if (rows.length < 4 || table.querySelector('table, pre, img') || box.height < 110 || box.height > 1300
        || box.width < 240 || box.width > 1450) return false;
    const cells = rows.map(row => [...row.cells].map(cell => cell.innerText.trim()));
    const full = cells.filter(row => row.length >= 3 && row.filter(Boolean).length >= 3);
    const lengths = full.flat().map(text => text.length);
    return full.length >= Math.max(4, 0.7 * rows.length)
        && lengths.reduce((a, b) => a + b, 0) / lengths.length < 32; })"""
"""Which tables are values in rows and columns: at least four rows of three short cells."""
_LISTINGS = """() => [...document.querySelectorAll('pre')].slice(0, 60).map(text => {
    const box = text.getBoundingClientRect();
    return box.height > 110 && box.height < 1300 && box.width > 240 && box.width < 1450
        && text.innerText.split('\\n').length > 7; })"""


def _element(window: object, selector: str, script: str, rng: Random) -> Image.Image | None:
    """One of the elements that the script finds fitting, by itself."""
    fits = [i for i, fit in enumerate(window.evaluate(script)) if fit]  # type: ignore[attr-defined]
    try:
        chosen = window.query_selector_all(selector)[rng.choice(fits)] if fits else None  # type: ignore[attr-defined]
        return picture(chosen.screenshot()) if chosen else None
    except Exception:  # noqa: BLE001  (hidden elements cannot be shot)
        return None
