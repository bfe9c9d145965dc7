"""``igtagger search``: pictures are found by what is kept of them."""

from __future__ import annotations

import csv
import io
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from igtagger.__main__ import main
from igtagger.app.saved_searches import SavedSearch, SavedSearches
from igtagger.cli.search_command import command
from igtagger.domain import Review
from igtagger.labels.query import COMPARABLE, FIELDS, parse
from igtagger.labels.query_building import spelled
from igtagger.library.facade import Library
from igtagger.settings import Settings
from tests.cli.test_outputs import make_picture

Capture = pytest.CaptureFixture[str]
CAT = Path(__file__).parents[2] / "resources" / "samples" / "cat.jpg"


@pytest.fixture
def folder(tmp_path_factory: pytest.TempPathFactory, capsys: Capture) -> Path:
    """A cat, a copy of it, noise, a failure, and a picture that no model has seen.

    Paths are searched, too: this one does not hold what the test is called.
    """
    folder = tmp_path_factory.mktemp("x") / "pictures"
    (folder / "2019").mkdir(parents=True)
    for name in ("1.jpg", "2019/2.jpg"):
        (folder / name).write_bytes(CAT.read_bytes())
    make_picture(folder / "noise.jpg")
    (folder / "broken.jpg").write_bytes(b"no picture")
    assert main(["tag", str(folder), "-q"]) == 3
    with Library.open(Settings.from_environment().library_file, on_message=pytest.fail) as library:
        reviews = {"1.jpg": Review(own=("Done",)), "later.jpg": Review(own=("done twice",))}
        library.save_reviews({folder / name: review for name, review in reviews.items()})
    capsys.readouterr()
    return folder


def found(folder: Path, capsys: Capture, query: str, *more: str) -> list[str]:
    assert main(["search", query, str(folder), *more]) == 0
    out, err = capsys.readouterr()
    names = [Path(line).relative_to(folder).as_posix() for line in out.splitlines()]
    assert err == f"{len(names)} found.\n"
    return names


CATS = ["1.jpg", "2019/2.jpg"]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["1.jpg", "2019/2.jpg", "broken.jpg", "later.jpg", "noise.jpg"]),
        ("cat", CATS),
        ("animal", CATS),
        ("NOT cat", ["broken.jpg", "later.jpg", "noise.jpg"]),
        ("cat NOT own:done", ["2019/2.jpg"]),
        ("own:done OR own:nothing", ["1.jpg"]),
        ("done", ["1.jpg", "later.jpg"]),
        ("cat score>0.5", CATS),
        ("cat AND score<0.1", []),
        ("folder:2019", ["2019/2.jpg"]),
        ("name:noise OR 2019", ["2019/2.jpg", "noise.jpg"]),
        ("state:failed", ["broken.jpg"]),
        ("state:waiting", ["later.jpg"]),
        ("state:tagged state:unreviewed", ["2019/2.jpg", "noise.jpg"]),
        ("state:reviewed NOT state:tagged", ["later.jpg"]),
        ("kind:photo cat", CATS),
        ("ext:jpg NOT ext:jpeg name:1", ["1.jpg"]),
        ("width>=400 height:300", CATS),
        ("megapixels<0.1 OR width<10", ["noise.jpg"]),
        ("NOT megapixels>=0", ["broken.jpg", "later.jpg"]),
    ],
)
def test_pictures_are_found(folder: Path, capsys: Capture, query: str, expected: list[str]) -> None:
    assert found(folder, capsys, query) == expected


def test_they_are_found_in_another_language(folder: Path, capsys: Capture) -> None:
    assert found(folder, capsys, "Katze", "--names", "de") == CATS
    assert found(folder, capsys, "Katze") == []


def test_all_that_is_known_is_searched_without_a_folder(folder: Path, capsys: Capture) -> None:
    assert main(["search", "cat", "-q"]) == 0
    assert capsys.readouterr() == ("".join(f"{folder / name}\n" for name in CATS), "")


def test_what_makes_no_sense_is_told_with_its_place(capsys: Capture) -> None:
    assert main(["search", "dog AND (cat"]) == 2
    assert "at character 9: this parenthesis is not closed." in capsys.readouterr().err


def test_a_search_chooses_what_is_exported(folder: Path, capsys: Capture) -> None:
    assert main(["export", str(folder), "--search", "cat NOT own:done"]) == 0
    rows = csv.DictReader(io.StringIO(capsys.readouterr().out, newline=""))
    assert [row["path"] for row in rows] == ["2019/2.jpg"]
    assert main(["export", "--search", "dog)"]) == 2


@pytest.mark.skipif(sys.platform != "linux", reason="names that are not UTF-8")
def test_paths_are_for_other_programs_byte_for_byte(folder: Path) -> None:
    odd = os.fsencode(folder) + b"/odd\xff\nname.jpg"
    with Library.open(Settings.from_environment().library_file, on_message=pytest.fail) as library:
        library.save_reviews({Path(os.fsdecode(odd)): Review(own=("x",))})
    done = subprocess.run(
        [sys.executable, "-m", "igtagger", "search", "own:x", "-0", "-q"],
        capture_output=True,
        check=True,
    )
    assert done.stdout == odd + b"\0"


def test_the_examples_of_the_help_are_searches() -> None:
    assert isinstance(command.epilog, str)
    examples = [
        line for line in command.epilog.splitlines() if line.startswith("  igtagger search")
    ]
    assert len(examples) == 4
    for line in examples[:-1]:
        parse(shlex.split(line)[2])
    for field in (*FIELDS, *COMPARABLE):
        assert re.search(rf"\b{field}[:>]", command.epilog)


def test_a_saved_search_finds_what_it_finds_in_the_window(folder: Path, capsys: Capture) -> None:
    searches = SavedSearches(Settings.from_environment().searches_file)
    searches.save(SavedSearch("My cats", 'tag:cat NOT own:"DONE"'))
    searches.save(SavedSearch("below", f"folder={spelled(str(folder / '2019'))}"))
    assert main(["search", "--saved", "my CATS", str(folder), "-q"]) == 0
    assert capsys.readouterr().out == f"{folder / '2019' / '2.jpg'}\n"
    assert main(["search", "--saved", "below"]) == 0
    assert capsys.readouterr().out == f"{folder / '2019' / '2.jpg'}\n"
    assert main(["search", "--list-saved"]) == 0
    assert capsys.readouterr().out.splitlines()[0] == 'My cats: tag:cat NOT own:"DONE"'


def test_a_saved_search_that_is_not_there_and_none_at_all_are_told(
    folder: Path, capsys: Capture
) -> None:
    assert main(["search", "--saved", "nothing"]) == 2
    assert 'No saved search is called "nothing".' in capsys.readouterr().err
    assert main(["search"]) == 2
    assert "QUERY" in capsys.readouterr().err
