"""The page that ``igtagger evaluate --report`` writes, of real pictures."""

from __future__ import annotations

import base64
import io
import re
import shutil
import subprocess
from html.parser import HTMLParser
from importlib.util import find_spec
from pathlib import Path

import pytest
from PIL import Image

from igtagger.__main__ import main
from igtagger.app.learning.report import write_report
from igtagger.errors import ExportError
from igtagger.models.evaluations.record import (
    ClassScore,
    EvaluatedPicture,
    EvaluationRecord,
    NearPair,
)
from tests.training_pictures import make_classes

BROWSER = shutil.which("chromium") or shutil.which("google-chrome")
SAMPLES = Path(__file__).parents[2] / "resources" / "samples"
Capture = pytest.CaptureFixture[str]


def photograph(name: str) -> Path:
    spec = find_spec("skimage")  # to import it takes a second
    assert spec is not None
    assert spec.origin is not None
    return Path(spec.origin).parent / "data" / name


class Page(HTMLParser):
    """The text and the elements of a page, by the section that they are in."""

    def __init__(self, file: Path) -> None:
        super().__init__()
        self.texts: dict[str, str] = {}
        self.elements: dict[str, list[tuple[str, dict[str, str | None]]]] = {}
        self._section = ""
        self.feed(file.read_text("utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "section":
            self._section = given["id"] or ""
        self.elements.setdefault(self._section, []).append((tag, given))

    def handle_endtag(self, tag: str) -> None:
        self._section = "" if tag == "section" else self._section

    def handle_data(self, data: str) -> None:
        self.texts[self._section] = self.texts.get(self._section, "") + f"{data}|"

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [given for each in self.elements.values() for name, given in each if name == tag]


@pytest.fixture(scope="module")
def classes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("Ana & Ben") / "things"
    for name, source in (
        ("espresso/cup.png", photograph("coffee.png")),
        ("espresso/cat.png", photograph("chelsea.png")),
        ("cat/sits.png", photograph("chelsea.png")),
        ("cat/cat.jpg", SAMPLES / "cat.jpg"),
        ("web site/page.png", photograph("page.png")),
    ):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(source, folder / name)
    (folder / "cat" / "bad.png").write_bytes(b"no")
    return folder


def written(classes: Path, tmp_path: Path) -> Path:
    target = tmp_path / "report.html"
    wrong = tmp_path / "wrong.csv"
    command = ["evaluate", str(classes), "-q", "--wrong", str(wrong), "--report", str(target)]
    assert main(command) == 3
    return target


def test_the_page_tells_what_the_command_tells(
    classes: Path, tmp_path: Path, capsys: Capture
) -> None:
    page = Page(written(classes, tmp_path))
    said = capsys.readouterr()
    assert f"The report is {tmp_path / 'report.html'}." in said.err
    assert "pictures|6|" in page.texts["summary"]
    assert "could not be read|1|" in page.texts["summary"]
    assert "classes|3|" in page.texts["summary"]
    assert re.search(r"\|espresso\|2\|1\|50\.0 %\|", page.texts["classes"])
    assert re.search(r"\|cat\|3\|2\|66\.7 %\|", page.texts["classes"])
    assert "Fewer than 10 pictures" in page.texts["warnings"]
    assert "cat (3)" in page.texts["warnings"]


def test_a_cell_of_the_matrix_opens_its_pictures(classes: Path, tmp_path: Path) -> None:
    page = Page(written(classes, tmp_path))
    links = [
        given for tag, given in page.elements["confusion"] if tag == "a" and given.get("title")
    ]
    by_title = {given["title"]: given["href"] for given in links}
    place = (by_title["espresso, taken for cat"] or "").removeprefix("#")
    assert "espresso/cat.png" in page.texts[place]
    assert "cat/sits.png" not in page.texts[place]
    sources = [given["src"] for tag, given in page.elements[place] if tag == "img"]
    assert len(sources) == 1
    content = base64.b64decode((sources[0] or "").removeprefix("data:image/webp;base64,"))
    with Image.open(io.BytesIO(content)) as picture:
        assert max(picture.size) == 192
    both = (by_title["cat, taken for cat"] or "").removeprefix("#")
    assert "cat/sits.png" in page.texts[both]
    assert "cat/cat.jpg" in page.texts[both]
    assert "bad.png" not in page.texts[both]


def test_what_surprises_most_is_shown_with_its_scores(classes: Path, tmp_path: Path) -> None:
    page = Page(written(classes, tmp_path))
    first = page.texts["surprising"].split("path")[0]
    assert "espresso, taken for |cat|" in first
    assert "of its own class 0.0" in first
    assert "expected calibration error" in page.texts["calibration"]
    assert [tag for tag, _ in page.elements["calibration"]].count("rect") >= 1


def test_the_page_asks_for_nothing_and_does_not_tell_where_it_was_made(
    classes: Path, tmp_path: Path
) -> None:
    file = written(classes, tmp_path)
    text = file.read_text("utf-8")
    assert "http://" not in text
    assert "https://" not in text
    assert str(classes.parent) not in text
    assert "default-src 'none'" in text
    assert Page(file).all("script") == []


def test_a_page_of_another_program_stays_and_one_of_ours_is_replaced(
    classes: Path, tmp_path: Path
) -> None:
    target = tmp_path / "report.html"
    target.write_text("<!DOCTYPE html>\n<p>Dear Ana,")
    command = ["evaluate", str(classes), "-q", "--report", str(target)]
    assert main(command) == 1
    assert target.read_text() == "<!DOCTYPE html>\n<p>Dear Ana,"
    with pytest.raises(ExportError):
        write_report(EvaluationRecord("x", (), ()), target)
    target.unlink()
    write_report(EvaluationRecord("x", (), ()), target)
    write_report(EvaluationRecord("y", (), ()), target)
    assert "Report on y" in target.read_text("utf-8")


EVIL = '</td><script>alert(1)</script><img src=x onerror="alert(2)">'


def made(count: int, labels: int) -> EvaluationRecord:
    """Every third is wrong; pictures are not there any more."""
    names = tuple(f"class {n}" for n in range(labels))
    pictures = tuple(
        EvaluatedPicture(
            Path(f"/gone/{n}.jpg"),
            n % labels,
            "train" if n % 5 else "held out",
            (ClassScore((n % labels + (n % 3 == 0)) % labels, 0.75), ClassScore(n % labels, 0.125)),
            n / count,
        )
        for n in range(count)
    )
    return EvaluationRecord("birds", names, pictures, (NearPair(0, 1, 0.99),))


def test_names_are_text_and_never_markup(tmp_path: Path) -> None:
    picture = EvaluatedPicture(Path(f"/gone/{EVIL}"), 0, "held out", (ClassScore(1, 0.5),))
    target = tmp_path / "report.html"
    write_report(EvaluationRecord(EVIL, (EVIL, f"{EVIL} 2"), (picture,)), target)
    page = Page(target)
    assert page.all("script") == []
    assert page.all("img") == []
    assert EVIL in page.texts["classes"]
    assert EVIL in page.texts[""]


def test_a_report_after_training_tells_both_parts(tmp_path: Path) -> None:
    target = tmp_path / "report.html"
    write_report(made(300, 4), target)
    page = Page(target)
    assert "held out|60|" in page.texts["summary"]
    assert "learned from|240|" in page.texts["summary"]
    assert "learned from|judged by|right|" in page.texts["classes"]
    assert "0.990 alike" in page.texts["near"]
    assert "perhaps none of these" in page.texts["strange"]
    assert "Pictures that the model has learned from" in page.texts["surprising"]


def test_a_thousand_classes_stay_a_page_that_can_be_read(tmp_path: Path) -> None:
    target = tmp_path / "report.html"
    write_report(made(20_000, 1000), target)
    page = Page(target)
    rows = [tag for tag, _ in page.elements["confusion"]].count("tr")
    assert rows == 31, "thirty classes and the heads"
    assert "classes that are confused least are left out" in page.texts["confusion"]
    assert [tag for tag, _ in page.elements["confusion"]].count("li") == 200
    assert target.stat().st_size < 2_000_000


@pytest.mark.skipif(BROWSER is None, reason="there is no Chromium")
def test_a_browser_shows_a_cell_that_is_asked_for_and_hides_the_others(
    classes: Path, tmp_path: Path
) -> None:
    file = written(classes, tmp_path)
    page = Page(file)
    hrefs = [given["href"] for _, given in page.elements["confusion"] if given.get("title")]
    flags = ["--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={tmp_path}/c"]
    shots = []
    for address in (file.as_uri(), f"{file.as_uri()}{hrefs[0]}"):
        shot = tmp_path / f"{len(shots)}.png"
        command = [str(BROWSER), *flags, f"--screenshot={shot}", "--window-size=900,700", address]
        subprocess.run(command, capture_output=True, timeout=100, check=True)
        with Image.open(shot) as image:
            shots.append(image.convert("L").copy())
    # What is around the cell lies in its shadow, at the page's left edge too.
    assert shots[1].getpixel((5, 350)) < 0.7 * shots[0].getpixel((5, 350))


def test_training_writes_its_report_too(tmp_path: Path, capsys: Capture) -> None:
    folder = make_classes(tmp_path / "shapes", 8)
    shutil.copy(folder / "discs" / "000.jpg", folder / "stripes" / "disc.jpg")
    target = tmp_path / "report.html"
    command = ["train", str(folder), "--name", "My shapes", "--report", str(target)]
    assert main(command) == 0
    assert f"The report is {target}." in capsys.readouterr().err
    page = Page(target)
    assert "Report on My shapes" in page.texts[""]
    assert "learned from|" in page.texts["summary"]
    assert "discs (8), squares (8), stripes (9)" in page.texts["warnings"]
    assert "discs/000.jpg" in page.texts["near"], "the same picture in two classes"
    assert "stripes/disc.jpg" in page.texts["near"]
    assert "familiarity 1.00" in page.texts["near"]
    (tmp_path / "other.html").write_text("Dear Ana,")
    command[2:] = ["--name", "Again", "--report", str(tmp_path / "other.html")]
    assert main(["train", str(folder), *command[2:]]) == 1, "before any work"
    assert not (tmp_path / "igtagger-data" / "models" / "again").exists()


@pytest.mark.parametrize("flags", [[], ["--no-features"]], ids=["features", "difference hashes"])
def test_one_picture_in_two_classes_is_told(
    classes: Path, tmp_path: Path, flags: list[str]
) -> None:
    small = tmp_path / "things"
    shutil.copytree(classes, small)
    (small / "cat" / "sits.png").unlink()
    with Image.open(photograph("chelsea.png")) as image:
        image.resize((225, 150)).save(small / "espresso" / "cat.png")
    target = tmp_path / "report.html"
    command = ["evaluate", str(small), "-q", "--precision", "fp32", *flags]
    assert main([*command, "--wrong", str(tmp_path / "w.csv"), "--report", str(target)]) == 3
    page = Page(target)
    assert "Pairs of pictures that look nearly the same" in page.texts["warnings"]
    assert "espresso/cat.png" in page.texts["near"]
    assert "cat/cat.jpg" in page.texts["near"]
    assert "page.png" not in page.texts["near"]
