"""The page of small pictures: whole in itself, and true to what it shows."""

from __future__ import annotations

import base64
import io
import os
import re
import shutil
import subprocess
from html.parser import HTMLParser
from pathlib import Path

import pytest
from PIL import Image

from igtagger.__main__ import main
from igtagger.domain import Review
from igtagger.library.facade import Library

SAMPLES = Path(__file__).parents[2] / "resources" / "samples"
BROWSER = shutil.which("chromium") or shutil.which("google-chrome")


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    photos = tmp_path / "Ana & Ben"
    (photos / "deep").mkdir(parents=True)
    shutil.copy(SAMPLES / "cat.jpg", photos / "cat.jpg")
    shutil.copy(SAMPLES / "coffee.jpg", photos / "deep" / "coffee.jpg")
    (photos / "broken.jpg").write_bytes((SAMPLES / "coffee.jpg").read_bytes()[:20_000])
    return photos


def sheet(photos: Path, *flags: str) -> Path:
    target = photos.parent / "tags.html"
    assert main(["tag", str(photos), "-q", "-o", str(target), *flags]) == 3
    return target


class Page(HTMLParser):
    """What is on a page: elements with their attributes, and the text of each figure."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.figures: list[str] = []
        self._inside = False
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag == "figure":
            self.figures.append("")
            self._inside = True

    def handle_endtag(self, tag: str) -> None:
        self._inside = self._inside and tag != "figure"

    def handle_data(self, data: str) -> None:
        if self._inside:
            self.figures[-1] += f"{data}|"


def page(file: Path) -> Page:
    return Page(file.read_text("utf-8"))


def test_each_picture_has_its_tags_and_its_name(photos: Path) -> None:
    found = page(sheet(photos)).figures
    assert found[1] == "cat|photograph|cat.jpg|"
    assert found[0].startswith("no picture|broken.jpg|broken.jpg is cut off")
    assert found[2].startswith("coffee|photograph|deep/coffee.jpg|")
    assert "photograph" not in page(sheet(photos, "--no-kinds")).figures[1]


def test_the_small_pictures_are_in_the_page(photos: Path) -> None:
    sources = [attrs["src"] for tag, attrs in page(sheet(photos)).elements if tag == "img"]
    assert len(sources) == 2
    for source in sources:
        assert source is not None
        content = base64.b64decode(source.removeprefix("data:image/webp;base64,"))
        with Image.open(io.BytesIO(content)) as picture:
            assert max(picture.size) == 224


def test_the_page_asks_for_nothing_and_does_not_tell_where_it_was_made(photos: Path) -> None:
    text = sheet(photos).read_text("utf-8")
    assert "http://" not in text
    assert "https://" not in text
    assert str(photos.parent) not in text
    assert "default-src 'none'" in text


def test_names_are_text_and_never_markup(photos: Path) -> None:
    sheet(photos)
    evil = '</figcaption><script>alert(1)</script><img src=x onerror="alert(2)">'
    file = Path(os.environ["IGTAGGER_DATA_DIR"]) / "library.sqlite3"
    with Library.open(file, on_message=pytest.fail) as library:
        library.save_reviews({photos / "cat.jpg": Review(own=(evil,))})
    found = page(sheet(photos))
    assert evil in found.figures[1]
    assert [tag for tag, _ in found.elements].count("script") == 1
    assert ("h1", {}) in found.elements
    assert "<h1>Ana &amp; Ben</h1>" in sheet(photos).read_text("utf-8")


def test_a_page_of_another_program_stays(photos: Path) -> None:
    target = photos.parent / "tags.html"
    target.write_text("<!DOCTYPE html>\n<p>Dear Ana,")
    assert main(["tag", str(photos), "-o", str(target)]) == 1
    assert target.read_text() == "<!DOCTYPE html>\n<p>Dear Ana,"


@pytest.mark.skipif(BROWSER is None, reason="there is no Chromium")
@pytest.mark.parametrize(
    ("words", "shown"), [("", [0, 1, 2]), ("CAT", [1]), ("coffee%20deep", [2]), ("dog", [])]
)
def test_a_browser_shows_what_has_all_words(photos: Path, words: str, shown: list[int]) -> None:
    address = f"{sheet(photos).as_uri()}#{words}"
    flags = ["--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={photos.parent}/c"]
    command = [str(BROWSER), *flags, "--dump-dom", address]
    run = subprocess.run(command, capture_output=True, timeout=100, check=True, encoding="utf-8")
    figures = re.findall(r"<figure( hidden=\"\")?>", run.stdout)
    assert [number for number, hidden in enumerate(figures) if not hidden] == shown
    told = f"{len(shown)} of 3" if words else "3 pictures"
    assert f">{told}</output>" in run.stdout
