"""``igtagger review``: decisions go to a table and come back, and none is lost."""

from __future__ import annotations

import csv
import io
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from igtagger.__main__ import main
from igtagger.domain import LabelRef, Review
from igtagger.export.spelling import cell, escape, uncell, unescape
from igtagger.labels.tree import term_ref
from igtagger.library.facade import Library
from igtagger.settings import Preferences, Settings, save_preferences

Capture = pytest.CaptureFixture[str]
TABBY, CAT, DOG = LabelRef("imagenet-1k", 281), term_ref("n02121808"), term_ref("n02084071")
FOREIGN = LabelRef("flowers", 7)
EVERY = Review(frozenset({TABBY, CAT}), frozenset({DOG, FOREIGN}), ("=mine", "zwei Wörter", "'x"))


def opened() -> Library:
    file = Settings.from_environment().library_file
    return Library.open(file, on_message=lambda reason: pytest.fail(reason.code))


def decide(reviews: dict[Path, Review]) -> None:
    with opened() as library:
        library.save_reviews(reviews)


def decided(*paths: Path) -> list[Review]:
    with opened() as library:
        found = library.reviews(paths)
    return [found.get(path, Review()) for path in paths]


def run(capsys: Capture, *given: str | Path, code: int = 0) -> tuple[str, str]:
    capsys.readouterr()
    assert main(["review", *map(str, given)]) == code
    captured = capsys.readouterr()
    return captured.out, captured.err


def table(file: Path, *lines: str) -> Path:
    file.write_text("\n".join(["path,decision,name", *lines]), encoding="utf-8")
    return file


def test_the_table_has_ids_for_programs_and_names_for_people(
    tmp_path: Path, capsys: Capture
) -> None:
    decide({tmp_path / "a.jpg": EVERY, tmp_path / "b" / "c.jpg": Review(own=("x",))})
    out, _ = run(capsys, "export", "--names", "de")
    rows = list(csv.reader(io.StringIO(out, newline="")))
    assert rows == [
        ["path", "decision", "set", "id", "name"],
        [(tmp_path / "a.jpg").as_posix(), "confirmed", "imagenet-1k", "281", rows[1][4]],
        [(tmp_path / "a.jpg").as_posix(), "confirmed", "terms", "n02121808", "Katze"],
        [(tmp_path / "a.jpg").as_posix(), "rejected", "flowers", "7", "flowers 7"],
        [(tmp_path / "a.jpg").as_posix(), "rejected", "terms", "n02084071", "Hund"],
        [(tmp_path / "a.jpg").as_posix(), "own", "", "", "'=mine"],
        [(tmp_path / "a.jpg").as_posix(), "own", "", "", "zwei Wörter"],
        [(tmp_path / "a.jpg").as_posix(), "own", "", "", "'x"],
        [(tmp_path / "b" / "c.jpg").as_posix(), "own", "", "", "x"],
    ]
    assert len(run(capsys, "export", tmp_path / "b")[0].splitlines()) == 2


def test_what_was_exported_comes_back_whole(
    tmp_path: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = ["a.jpg", "b ä;=1.jpg"]
    names += ["c\udcff\n\\n.jpg"] if sys.platform == "linux" else []
    paths = [tmp_path / name for name in names]
    decide(dict.fromkeys(paths, EVERY))
    file = tmp_path / "decisions.csv"
    run(capsys, "export", "-o", file)
    monkeypatch.setenv("IGTAGGER_DATA_DIR", str(tmp_path / "other-computer"))
    _, said = run(capsys, "import", file)
    expected = f"{4 * len(paths)} decisions and {3 * len(paths)} tags of your own added, to "
    assert said.startswith(f"{expected}{len(paths)} of {len(paths)} pictures.\n")
    assert decided(*paths) == [EVERY] * len(paths)
    assert "0 decisions and 0 tags" in run(capsys, "import", file)[1]
    run(capsys, "export", "-o", file)  # one of ours: replaced
    file.write_text("notes", encoding="utf-8")
    run(capsys, "export", "-o", file, code=1)


@given(st.text())
def test_cells_and_paths_are_read_back(text: str) -> None:
    assert unescape(escape(text)) == text.encode("utf-16", "surrogatepass").decode(
        "utf-16", "surrogatepass"
    )
    if text.isprintable():
        assert uncell(cell(text)) == text


def test_a_person_writes_paths_decisions_and_names_alone(
    tmp_path: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    save_preferences(Preferences(names_language="de"))
    file = table(
        tmp_path / "t.csv",
        *("a.jpg,confirmed,dog", "a.jpg,Rejected,Katze", 'a.jpg,own,"one, two"'),
        *("b.jpg,confirmed,n02121808",),
    )
    run(capsys, "import", file)
    assert decided(tmp_path / "a.jpg", tmp_path / "b.jpg") == [
        Review(frozenset({DOG}), frozenset({CAT}), ("one", "two")),
        Review(frozenset({CAT})),
    ]


@pytest.mark.parametrize("delimiter", [";", "\t"])
def test_what_a_spreadsheet_wrote_is_read(tmp_path: Path, capsys: Capture, delimiter: str) -> None:
    lines = ["path,decision,name", f"{tmp_path / 'a.jpg'},own,mine", ""]
    text = "\r\n".join(lines).replace(",", delimiter)
    (tmp_path / "t.csv").write_bytes(b"\xef\xbb\xbf" + text.encode())
    run(capsys, "import", tmp_path / "t.csv")
    assert decided(tmp_path / "a.jpg") == [Review(own=("mine",))]


def test_nothing_that_is_there_is_lost(tmp_path: Path, capsys: Capture) -> None:
    path = tmp_path / "a.jpg"
    before = Review(frozenset({CAT}), frozenset({TABBY}), ("Mine",))
    decide({path: before})
    file = table(
        tmp_path / "t.csv",
        *(f"{path},rejected,n02121808", f"{path},confirmed,dog", f"{path},own,mine"),
        f"{path},own,yours",
    )
    would, _ = run(capsys, "import", file, "--dry-run"), decided(path)
    assert "1 decisions and 1 tags of your own would be added, to 1 of 1" in would[1]
    assert decided(path) == [before]
    _, said = run(capsys, "import", file)
    assert "1 decisions and 1 tags of your own added, to 1 of 1 pictures." in said
    assert "1 left out, as you decided otherwise" in said
    assert "1 of the pictures are not on the disk." in said
    assert decided(path) == [Review(frozenset({CAT, DOG}), frozenset({TABBY}), ("Mine", "yours"))]
    run(capsys, "import", file, "--replace", "-q")
    assert decided(path) == [Review(frozenset({DOG}), frozenset({CAT}), ("mine", "yours"))]


def test_a_picture_stays_of_the_kind_that_was_confirmed(tmp_path: Path, capsys: Capture) -> None:
    path, kind = tmp_path / "a.jpg", LabelRef("kinds", 0)
    decide({path: Review(frozenset({kind}))})
    file = tmp_path / "t.csv"
    file.write_text(f"path,decision,set,id,name\n{path},confirmed,kinds,1,\n", encoding="utf-8")
    assert "1 left out" in run(capsys, "import", file)[1]
    assert decided(path) == [Review(frozenset({kind}))]
    run(capsys, "import", file, "--replace")
    assert decided(path) == [Review(frozenset({LabelRef("kinds", 1)}))]


def test_lines_that_make_no_sense_are_told_with_their_numbers(
    tmp_path: Path, capsys: Capture
) -> None:
    path = tmp_path / "a.jpg"
    file = tmp_path / "t.csv"
    lines = [
        *("path,decision,set,id,name", f"{path},confirmed,,,dog", ",confirmed,,,dog"),
        *(f"{path},maybe,,,dog", f"{path},confirmed,,,doggy dog", f"{path},rejected,,,dog"),
        *(f"{path},own,,,", f"{path},confirmed,,,racer", f"{path},confirmed,imagenet-1k,1000,x"),
        *(f"{path}", f"{path},confirmed,,,cat"),
    ]
    file.write_text("\n".join(lines), encoding="utf-8")
    _, said = run(capsys, "import", file, code=3)
    told = [line.split(":")[0] for line in said.splitlines() if line.startswith("Line")]
    assert told == [f"Line {number} was left out" for number in (3, 4, 5, 6, 7, 8, 9, 10)]
    for part in ("is the name of several things: ", "'maybe' is no decision", "earlier line"):
        assert part in said
    assert "2 decisions and 0 tags" in said
    assert len(decided(path)[0].confirmed) == 2


def test_what_is_no_such_table_is_refused(tmp_path: Path, capsys: Capture) -> None:
    file = tmp_path / "t.csv"
    for content, words in (
        (b"path,status\na,b\n", "is no table of decisions"),
        (b"", "is no table of decisions"),
        (b"path,decision,name\n\xff\xfe\n", "cannot be read"),
        (None, "cannot be read"),
    ):
        file.write_bytes(content) if content is not None else file.unlink()
        assert words in run(capsys, "import", file, code=2)[1]
    assert not file.exists()
