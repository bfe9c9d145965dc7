"""Changes of own tags on all pictures at once: whole, exact to undo, seen by other programs."""

from __future__ import annotations

import os
import random
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from igtagger.domain import LabelRef, Review
from igtagger.errors import Cancelled
from igtagger.labels.own_tags import replaced, same_tag
from igtagger.library.facade import Library
from igtagger.library.tag_changes import MOST_KEPT, TagPlan
from igtagger.library.writes import WriteState

CAT = LabelRef("imagenet-1k", 281)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "data" / "library.sqlite3"


@pytest.fixture
def library(file: Path) -> Iterator[Library]:
    with opened(file) as library:
        yield library


def opened(file: Path) -> Library:
    return Library.open(file, on_message=lambda reason: pytest.fail(reason.code))


def quiet(done: int, total: int) -> None:
    assert done <= total


def keep(library: Library, folder: Path, *own: tuple[str, ...]) -> list[Path]:
    paths = [folder / f"{number}.jpg" for number in range(len(own))]
    reviews = {path: Review(own=tags) for path, tags in zip(paths, own, strict=True)}
    library.save_reviews(reviews)
    return paths


def tags(library: Library, paths: list[Path]) -> list[tuple[str, ...]]:
    found = library.reviews(paths)
    return [found.get(path, Review()).own for path in paths]


def to(new: str | None, *old: str) -> TagPlan:
    return TagPlan("", frozenset(map(same_tag, old)), new)


def test_pictures_that_had_both_keep_both_after_undo(library: Library, tmp_path: Path) -> None:
    before = [("a", "cat"), ("Tom", "cat", "b"), ("cat", "Tom"), ("Tom",), ("x",)]
    paths = keep(library, tmp_path, *before)
    assert library.count_tags({"cat"}, "Tom")[:2] == (3, 2)
    number = library.change_tags(to("Tom", "cat"), quiet)
    after = [("a", "Tom"), ("Tom", "b"), ("Tom",), ("Tom",), ("x",)]
    assert tags(library, paths) == after
    assert library.own_tags()[0] == ("Tom", 4)
    assert library.move_tags(number, back=True, going_on=quiet) == 3
    assert tags(library, paths) == before
    library.move_tags(number, back=False, going_on=quiet)
    assert tags(library, paths) == after


def test_spellings_that_differ_in_case_or_form_are_one_tag(
    library: Library, tmp_path: Path
) -> None:
    before = [("Été",), ("été",), ("e\u0301te\u0301", "x"), ("ete",)]
    paths = keep(library, tmp_path, *before)
    assert library.count_tags({same_tag("ÉTÉ")}, None)[:2] == (3, 0)
    number = library.change_tags(to("Été", "été"), quiet)
    assert tags(library, paths) == [("Été",), ("Été",), ("Été", "x"), ("ete",)]
    library.move_tags(number, back=True, going_on=quiet)
    assert tags(library, paths) == before


def test_a_delete_leaves_what_else_was_decided(library: Library, tmp_path: Path) -> None:
    path = tmp_path / "a.jpg"
    library.save_reviews({path: Review(confirmed=frozenset({CAT}), own=("cat",))})
    number = library.change_tags(to(None, "cat"), quiet)
    assert library.reviews([path])[path] == Review(confirmed=frozenset({CAT}))
    library.move_tags(number, back=True, going_on=quiet)
    assert library.reviews([path])[path].own == ("cat",)


def test_what_was_decided_since_stays_when_a_change_is_undone(
    library: Library, tmp_path: Path
) -> None:
    paths = keep(library, tmp_path, ("cat",), ("Tom", "cat"), ("cat", "a"))
    number = library.change_tags(to("Tom", "cat"), quiet)
    later = [("Tom", "new"), ("new",), ()]
    library.save_reviews({p: Review(own=own) for p, own in zip(paths, later, strict=True)})
    library.move_tags(number, back=True, going_on=quiet)
    assert tags(library, paths) == [("new", "cat"), ("new", "cat"), ("cat",)]


def test_any_change_is_undone_and_made_again_exactly(library: Library, tmp_path: Path) -> None:
    chance = random.Random(7)
    names = ("cat", "Cat", "Tom", "kitty", "x", "y")

    def some() -> tuple[str, ...]:
        return tuple({same_tag(n): n for n in chance.sample(names, chance.randrange(5))}.values())

    before = [some() for _ in range(1000)]
    paths = keep(library, tmp_path, *before)
    number = library.change_tags(to("Tom", "cat", "kitty"), quiet)
    after = [replaced(own, {"cat", "kitty"}, "Tom") for own in before]
    assert tags(library, paths) == after
    library.move_tags(number, back=True, going_on=quiet)
    assert tags(library, paths) == before


def test_a_change_that_is_cancelled_changes_nothing(library: Library, tmp_path: Path) -> None:
    before = [("cat",)] * 1000
    paths = keep(library, tmp_path, *before)

    def stop(done: int, total: int) -> None:
        if done > total / 2:
            raise Cancelled

    with pytest.raises(Cancelled):
        library.change_tags(to("Tom", "cat"), stop)
    assert tags(library, paths) == before
    assert library.tag_records() == []
    number = library.change_tags(to("Tom", "cat"), quiet)
    with pytest.raises(Cancelled):
        library.move_tags(number, back=True, going_on=stop)
    assert tags(library, paths) == [("Tom",)] * 1000
    assert [record.undone for record in library.tag_records()] == [False]


KILLED = """
import os, sys
from pathlib import Path
from igtagger.library.facade import Library
from igtagger.library.tag_changes import TagPlan
def die(done, total):
    if done > total / 2:
        os._exit(9)
with Library.open(Path(sys.argv[1]), on_message=print) as library:
    if sys.argv[2] == "make":
        library.change_tags(TagPlan("", frozenset({"cat"}), "Tom"), die)
    library.move_tags(1, back=True, going_on=die)
"""


def test_a_kill_amid_a_change_leaves_the_old_tags_and_amid_undoing_the_new(
    file: Path, tmp_path: Path
) -> None:
    before = [("cat", "x")] * 1000
    with opened(file) as library:
        paths = keep(library, tmp_path, *before)
    for how, left in (("make", before), ("undo", [("Tom", "x")] * 1000)):
        if how == "undo":
            with opened(file) as library:
                assert library.change_tags(to("Tom", "cat"), quiet) == 1
        killed = subprocess.run([sys.executable, "-c", KILLED, str(file), how], check=False)
        assert killed.returncode == 9
        with opened(file) as library:
            assert tags(library, paths) == left
            assert library.damage() == []


OTHER = """
import sys
from pathlib import Path
from igtagger.library.facade import Library
with Library.open(Path(sys.argv[1]), on_message=print) as library:
    for line in sys.stdin:
        print(library.own_tags(), flush=True)
"""


def test_another_program_that_has_the_library_open_sees_it(
    library: Library, file: Path, tmp_path: Path
) -> None:
    keep(library, tmp_path, ("cat",), ("cat", "Tom"))
    command = [sys.executable, "-c", OTHER, str(file)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as other:
        told, heard = other.stdin, other.stdout
        assert told is not None
        assert heard is not None

        def asked() -> str:
            print(file=told, flush=True)
            return heard.readline().strip()

        assert asked() == "[('cat', 2), ('Tom', 1)]"
        number = library.change_tags(to("Tom", "cat"), quiet)
        assert asked() == "[('Tom', 2)]"
        library.move_tags(number, back=True, going_on=quiet)
        assert asked() == "[('cat', 2), ('Tom', 1)]"
        told.close()


def test_the_newest_records_alone_are_kept(library: Library, tmp_path: Path, file: Path) -> None:
    keep(library, tmp_path, ("a0",))
    for number in range(MOST_KEPT + 5):
        library.change_tags(to(f"a{number + 1}", f"a{number}"), quiet)
    assert [record.number for record in library.tag_records()] == list(range(6, MOST_KEPT + 6))
    with closing(sqlite3.connect(file)) as connection:
        (rows,) = connection.execute("SELECT count(*) FROM changed_tags").fetchone()
    assert rows == MOST_KEPT


def test_a_picture_that_is_forgotten_is_no_part_of_undoing(
    library: Library, tmp_path: Path
) -> None:
    paths = keep(library, tmp_path, ("cat",), ("cat",))
    number = library.change_tags(to("Tom", "cat"), quiet)
    library.forget(paths[:1], decisions=True)
    assert library.move_tags(number, back=True, going_on=quiet) == 1
    assert tags(library, paths) == [(), ("cat",)]


def test_records_that_make_no_sense_are_told_and_passed_over(
    library: Library, file: Path, tmp_path: Path
) -> None:
    paths = keep(library, tmp_path, ("cat",), ("cat",))
    number = library.change_tags(to("Tom", "cat"), quiet)
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("UPDATE changed_tags SET before = 'oops' WHERE image = 1")
        connection.commit()
    assert library.nonsense() == {"changed_tags": 1}
    library.move_tags(number, back=True, going_on=quiet)
    assert tags(library, paths) == [("Tom",), ("cat",)]


def test_progress_goes_up_to_all(library: Library, tmp_path: Path) -> None:
    keep(library, tmp_path, *[("cat",)] * 900)
    seen: list[tuple[int, int]] = []
    library.change_tags(to(None, "cat"), lambda done, total: seen.append((done, total)))
    assert seen[0] == (0, 900)
    assert seen[-1] == (900, 900)
    assert len(seen) > 2


def test_files_that_still_hold_a_tag_are_counted(library: Library, file: Path) -> None:
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("INSERT INTO write_runs VALUES (1, 0, 'x')")
        for number, (is_there, tag) in enumerate(
            [
                (True, "cat"),
                (True, "Cat"),
                (True, "animal|cat"),
                (True, "catalogue"),
                (False, "cat"),
            ]
        ):
            state = WriteState.WRITTEN if is_there else WriteState.GONE
            connection.execute(
                "INSERT INTO writes (id, run, picture, file, made, state, changed) "
                "VALUES (?, 1, ?, ?, 0, ?, 0)",
                (number, os.fsencode(f"/{number}.jpg"), b"/x", int(state)),
            )
            connection.execute("INSERT INTO written_tags VALUES (?, 0, 'f', ?)", (number, tag))
        connection.commit()
    assert library.count_tags({"cat"}, None).written == 3
