"""``igtagger tags``: the person's own tags as a whole, through the real ``main()``."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from igtagger.__main__ import main
from igtagger.domain import Review
from igtagger.library.facade import Library
from igtagger.settings import Settings

Capture = pytest.CaptureFixture[str]


def opened() -> Library:
    file = Settings.from_environment().library_file
    return Library.open(file, on_message=lambda reason: pytest.fail(reason.code))


@pytest.fixture
def paths(tmp_path: Path) -> list[Path]:
    """Pictures with cat; cat and Tom; kitty; none."""
    paths = [tmp_path / f"{number}.jpg" for number in range(4)]
    own = [("cat", "x"), ("Tom", "cat"), ("kitty",), ("other",)]
    with opened() as library:
        library.save_reviews(dict(zip(paths, (Review(own=tags) for tags in own), strict=True)))
    return paths


@pytest.fixture
def mine() -> Path:
    file = Settings.from_environment().vocabulary_file
    file.parent.mkdir(parents=True, exist_ok=True)
    return file


def own(paths: list[Path]) -> list[tuple[str, ...]]:
    with opened() as library:
        found = library.reviews(paths)
    return [found.get(path, Review()).own for path in paths]


def run(capsys: Capture, *given: str, code: int = 0) -> str:
    """What was said; what was printed for programs is nothing then."""
    capsys.readouterr()
    assert main(["tags", *given]) == code
    out, err = capsys.readouterr()
    assert out == ""
    return err


def listed(capsys: Capture, *given: str) -> dict[str, dict[str, object]]:
    capsys.readouterr()
    assert main(["tags", "list", "--json", *given]) == 0
    return {tag["name"]: tag for tag in json.loads(capsys.readouterr().out)}


def test_a_rename_is_told_before_it_is_made_and_undone(paths: list[Path], capsys: Capture) -> None:
    before = own(paths)
    said = run(capsys, "rename", "CAT", "tom", "--dry-run")
    assert said == '"cat" would become "Tom" on 2 pictures; 1 of them have several of these tags.\n'
    assert own(paths) == before
    said = run(capsys, "rename", "CAT", "tom")
    assert said == '"cat" becomes "Tom" on 2 pictures; 1 of them have several of these tags.\n'
    assert own(paths) == [("Tom", "x"), ("Tom",), ("kitty",), ("other",)]
    assert run(capsys, "undo") == 'Undone: "cat" becomes "Tom" on 2 pictures.\n'
    assert own(paths) == before
    assert "No change of tags" in run(capsys, "undo", code=2)


def test_several_become_one_and_are_its_other_words(
    paths: list[Path], mine: Path, capsys: Capture
) -> None:
    run(capsys, "merge", "cat", "kitty", "--into", "pet", "--keep-words")
    assert own(paths) == [("pet", "x"), ("Tom", "pet"), ("pet",), ("other",)]
    assert listed(capsys)["pet"]["synonyms"] == ["cat", "kitty"]
    assert listed(capsys, "KITTY").keys() == {"pet"}
    assert run(capsys, "undo").startswith("Undone")
    assert "synonyms" not in mine.read_text()
    assert own(paths)[2] == ("kitty",)


def test_a_tag_is_taken_from_all_pictures(paths: list[Path], capsys: Capture) -> None:
    assert run(capsys, "delete", "cat", "kitty") == '"cat", "kitty" are taken from 3 pictures.\n'
    assert own(paths) == [("x",), ("Tom",), (), ("other",)]
    assert run(capsys, "undo", "--quiet") == ""
    assert own(paths)[:3] == [("cat", "x"), ("Tom", "cat"), ("kitty",)]


def test_what_is_said_of_a_tag_follows_its_name(
    paths: list[Path], mine: Path, capsys: Capture
) -> None:
    mine.write_text("# mine\n")
    assert run(capsys, "parent", "Tom", "cat") == '"Tom" stands under "cat".\n'
    assert run(capsys, "parent", "Tom", "cat") == "It is so already.\n"
    assert run(capsys, "synonym", "Tom", "Tommy", "tomcat").count("means") == 2
    assert run(capsys, "colour", "Tom", "Blue") == '"Tom" is blue.\n'
    said = run(capsys, "rename", "Tom", "Max")
    assert "Your rules for names follow." in said
    max_ = listed(capsys)["Max"]
    assert (max_["under"], max_["synonyms"], max_["colour"]) == (
        ["cat"],
        ["Tommy", "tomcat"],
        "blue",
    )
    text = mine.read_text()
    assert text.startswith("# mine\n")
    assert "Tom =" not in text
    assert main(["search", "tommy", "-q"]) == 0
    assert capsys.readouterr().out == f"{paths[1]}\n"
    assert main(["search", "own:tomcat", "-q"]) == 0
    assert capsys.readouterr().out == f"{paths[1]}\n"
    assert run(capsys, "synonym", "Max", "Tommy", "--remove") == '"Tommy" means "Max" no longer.\n'
    assert run(capsys, "colour", "Max", "none") == '"Max" is of no colour.\n'
    assert run(capsys, "parent", "Max", "--none") == '"Max" stands under nothing.\n'
    for _ in range(8):
        run(capsys, "undo")
    assert mine.read_text() == "# mine\n"
    assert own(paths)[1] == ("Tom", "cat")


@pytest.mark.parametrize(
    ("given", "word"),
    [
        (("rename", "Tomm", "x1"), 'Did you mean "Tom"?'),
        (("rename", "nothing like it", "x1"), "No picture has"),
        (("rename", "cat", "a, b"), "a comma"),
        (("rename", "cat", "x" * 201), "too long"),
        (("rename", "cat", " "), "it is empty"),
        (("rename", "cat", "cat"), "the tag itself"),
        (("merge", "cat", "--into", "CAT"), "the tag itself"),
        (("delete", "cat", "nope"), "No picture has"),
        (("parent", "cat", "pets"), "a name of igtagger's own"),
        (("parent", "Tom"), "--none"),
        (("synonym", "Tom", "TOM"), "the tag itself"),
        (("colour", "Tom", "mauve"), "red, orange"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_changes(
    given: tuple[str, ...], word: str, paths: list[Path], capsys: Capture
) -> None:
    before = own(paths)
    for dry in ((), ("--dry-run",)):
        assert word in run(capsys, *given, *dry, code=2)
    assert own(paths) == before
    with opened() as library:
        assert library.tag_records() == []


def test_levels_of_other_programs_are_part_of_a_name(paths: list[Path], capsys: Capture) -> None:
    run(capsys, "rename", "cat", "Animals|Cat")
    assert own(paths)[0] == ("Animals|Cat", "x")
    run(capsys, "rename", "animals|cat", "animals/cat")
    assert own(paths)[0] == ("animals/cat", "x")


def test_a_damaged_file_of_rules_is_told_and_not_lost(
    paths: list[Path], mine: Path, capsys: Capture
) -> None:
    text = '[under]\nTom = "cat"\noops\n'
    mine.write_text(text)
    before = own(paths)
    assert "line 3" in run(capsys, "rename", "Tom", "Max", code=1)
    assert own(paths) == before
    run(capsys, "rename", "kitty", "Max")  # of which it says nothing
    assert own(paths)[2] == ("Max",)
    assert mine.read_text() == text
    mine.write_bytes(b"\xff")
    assert "bytes that mean nothing" in run(capsys, "rename", "Max", "kitty", code=1)
    assert mine.read_bytes() == b"\xff"


KILLED = """
import os, sys
from igtagger.labels import vocabulary_file
from igtagger.app import tag_manager
tag_manager.save_text = lambda file, text: os._exit(9)
from igtagger.__main__ import main
main(["tags", *sys.argv[1:]])
"""


def test_a_kill_between_library_and_rules_is_made_good_by_the_next_command(
    paths: list[Path], mine: Path, capsys: Capture
) -> None:
    mine.write_text('[under]\nTom = "cat"\n')

    def killed(*given: str) -> None:
        command = [sys.executable, "-c", KILLED, *given]
        assert subprocess.run(command, check=False, env={**os.environ}).returncode == 9

    killed("rename", "Tom", "Max")
    assert own(paths)[1] == ("Max", "cat")
    assert "Tom" in mine.read_text()
    assert listed(capsys)["Max"]["under"] == ["cat"]
    assert "Tom" not in mine.read_text()
    killed("undo")
    assert own(paths)[1] == ("Tom", "cat")
    assert listed(capsys)["Tom"]["under"] == ["cat"]
    assert mine.read_text() == '[under]\nTom = "cat"\n'


def test_rules_that_were_changed_by_hand_since_keep_that(
    paths: list[Path], mine: Path, capsys: Capture
) -> None:
    mine.write_text('[under]\nTom = "cat"\n')
    run(capsys, "rename", "Tom", "Max")
    mine.write_text(mine.read_text() + 'other = "pets"\n')
    run(capsys, "undo")
    assert mine.read_text().splitlines() == ["[under]", 'other = "pets"', 'Tom = ["cat"]']


def test_where_there_are_no_tags_that_is_said(capsys: Capture, tmp_path: Path) -> None:
    assert run(capsys, "list") == "There are no tags of yours.\n"
