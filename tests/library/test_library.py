"""The library's file: real SQLite, real processes where several are spoken of."""

from __future__ import annotations

import contextlib
import os
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from threading import Barrier

import numpy as np
import psutil
import pytest

from igtagger.domain import Failed, LabelRef, Layer, Outcome, Review, Tagged
from igtagger.errors import LibraryError
from igtagger.library import opening, rescue, schema
from igtagger.library.connection import IDLE_READERS
from igtagger.library.facade import Library
from igtagger.library.images import FileStamp
from igtagger.library.outcomes import Entry, ModelKey
from igtagger.library.writes import THERE, UNSETTLED, FileContent, Intention
from igtagger.pictures.fingerprint import fingerprint
from tests.library import older
from tests.saying import into, told

KEY = ModelKey("one", "ab" * 32, "224/fast")
OTHER = ModelKey("two", "cd" * 32, "224/fast")
DOG, CAT, CAR = (LabelRef("imagenet-1k", index) for index in (207, 281, 817))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "data" / "library.sqlite3"


@pytest.fixture
def library(file: Path) -> Iterator[Library]:
    with open_library(file) as library:
        yield library


def open_library(file: Path, steps: Sequence[schema.Step] = schema.STEPS) -> Library:
    return Library.open(file, on_message=lambda reason: pytest.fail(reason.code), steps=steps)


def picture(path: Path, content: str = "") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(os.fsencode(content or path.name))
    return path


def tagged(path: Path, *labels: int) -> Tagged:
    scores = tuple(float(np.float16(0.5 / (1 + rank))) for rank in range(len(labels)))
    return Tagged(path, 40, 30, labels, scores)


def entry(outcome: Outcome) -> Entry:
    """As the pipeline makes it of a file that is there."""
    stamp = FileStamp.of(outcome.path)
    assert stamp is not None
    return Entry(outcome, stamp, fingerprint(outcome.path, stamp.size))


def known(library: Library, *paths: Path, key: ModelKey = KEY) -> list[Outcome]:
    found = library.known(key, [(path, FileStamp.of(path)) for path in paths])
    return [outcome for outcome in found if outcome is not None]


def known_by_content(library: Library, path: Path, key: ModelKey = KEY) -> Tagged | None:
    made = entry(Failed(path, told("")))
    assert made.stamp is not None
    assert made.fingerprint is not None
    return library.known_by_content(key, path, made.stamp, made.fingerprint).outcome


def is_sound(file: Path) -> bool:
    with contextlib.closing(sqlite3.connect(file)) as connection:
        return connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


# Outcomes


def test_outcomes_come_back_as_they_were_saved(library: Library, tmp_path: Path) -> None:
    outcomes: list[Outcome] = [
        tagged(picture(tmp_path / "many.jpg"), *range(1000)),
        tagged(picture(tmp_path / "none.jpg")),
        Failed(picture(tmp_path / "broken.jpg"), told("broken.jpg is cut off.")),
    ]
    library.save(KEY, [entry(outcome) for outcome in outcomes])
    assert known(library, *(outcome.path for outcome in outcomes)) == outcomes


def test_outcomes_of_two_models_do_not_mix(library: Library, tmp_path: Path) -> None:
    path = picture(tmp_path / "a.jpg")
    library.save(KEY, [entry(tagged(path, 1))])
    assert known(library, path, key=OTHER) == []
    assert library.stored(OTHER, [path]) == {}
    library.save(OTHER, [entry(tagged(path, 2))])
    assert known(library, path) == [tagged(path, 1)]
    assert known(library, path, key=OTHER) == [tagged(path, 2)]


@pytest.mark.parametrize("change", ["size", "time"])
def test_a_changed_file_is_not_known_but_its_last_outcome_is_stored(
    library: Library, tmp_path: Path, change: str
) -> None:
    path = picture(tmp_path / "a.jpg")
    library.save(KEY, [entry(tagged(path, 1))])
    if change == "size":
        before = path.stat()
        picture(path, "something longer")
        os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    else:
        os.utime(path, ns=(1, 1))
    assert known(library, path) == []
    assert library.stored(KEY, [path, tmp_path / "never seen"]) == {path: tagged(path, 1)}


@pytest.mark.parametrize("change", ["size", "time"])
def test_a_changed_file_is_not_known_where_no_times_of_inodes_are_kept(
    library: Library, tmp_path: Path, change: str
) -> None:
    path = picture(tmp_path / "a.jpg")
    library.save(KEY, [entry(tagged(path, 1))])
    stamp = FileStamp.of(path)
    assert stamp is not None
    now = stamp._replace(ctime_ns=None)
    assert library.known(KEY, [(path, now)]) == [tagged(path, 1)]
    size, time_ns = (now.size + 1, now.mtime_ns) if change == "size" else (now.size, 1)
    assert library.known(KEY, [(path, FileStamp(size, time_ns, None))]) == [None]


needs_change_time = pytest.mark.skipif(
    os.name != "posix", reason="needs the time of change of inodes"
)


@needs_change_time
@pytest.mark.parametrize("same", [True, False])
def test_a_changed_inode_is_known_by_a_look_at_the_content_alone(
    library: Library, tmp_path: Path, same: bool
) -> None:
    path = picture(tmp_path / "a.jpg", "some")
    library.save(KEY, [entry(tagged(path, 1))])
    before = path.stat()
    picture(path, "some" if same else "thou")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert known(library, path) == []
    found = library.known_at_a_look(KEY, [(path, FileStamp.of(path))])
    assert found == [tagged(path, 1) if same else None]


@needs_change_time
def test_a_new_time_of_an_inode_leaves_what_other_models_said(
    library: Library, tmp_path: Path
) -> None:
    path = picture(tmp_path / "a.jpg")
    library.save(KEY, [entry(tagged(path, 1))])
    library.save(OTHER, [entry(tagged(path, 2))])
    path.chmod(0o600)
    library.save(KEY, [entry(tagged(path, 1))])
    assert known(library, path, key=OTHER) == [tagged(path, 2)]


@needs_change_time
def test_a_file_that_moved_is_known_from_then_on(library: Library, tmp_path: Path) -> None:
    old = picture(tmp_path / "old.jpg")
    library.save(KEY, [entry(tagged(old, 1))])
    new = old.rename(tmp_path / "new.jpg")
    assert known_by_content(library, new) == tagged(new, 1)
    assert known(library, new) == [tagged(new, 1)]


@needs_change_time
def test_a_library_that_knows_no_times_of_inodes_learns_them_at_the_first_look(
    file: Path, tmp_path: Path
) -> None:
    open_library(file, schema.STEPS[:3]).close()
    path = picture(tmp_path / "a.jpg", "some")
    older.keep(file, KEY, {path: tagged(path, 1)})
    with open_library(file) as library:
        assert library.known_at_a_look(KEY, [(path, FileStamp.of(path))]) == [tagged(path, 1)]
        assert known(library, path) == [tagged(path, 1)]
        before = path.stat()
        picture(path, "thou")
        os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
        assert known(library, path) == []


@pytest.mark.parametrize("change", ["content", "time"])
def test_a_change_voids_what_all_models_said(library: Library, tmp_path: Path, change: str) -> None:
    path = picture(tmp_path / "a.jpg")
    library.save(KEY, [entry(tagged(path, 1))])
    library.save(OTHER, [entry(tagged(path, 2))])
    library.save(KEY, [entry(tagged(path, 1))])
    assert known(library, path, key=OTHER) == [tagged(path, 2)]
    if change == "content":
        picture(path, "another")
    else:
        os.utime(path, ns=(1, 1))
    assert known_by_content(library, path) is None
    library.save(KEY, [entry(tagged(path, 3))])
    assert library.stored(OTHER, [path]) == {}
    assert known(library, path) == [tagged(path, 3)]


def test_a_failure_that_may_pass_is_kept_but_never_known(library: Library, tmp_path: Path) -> None:
    path = picture(tmp_path / "a.jpg")
    failed = Failed(path, told("a.jpg may not be read."))
    library.save(KEY, [Entry(failed, None, None)])
    assert known(library, path) == []
    assert library.stored(KEY, [path]) == {path: failed}


def test_a_failure_that_may_pass_does_not_take_the_place_of_what_is_known(
    library: Library, tmp_path: Path
) -> None:
    path = picture(tmp_path / "a.jpg")
    library.save(KEY, [entry(tagged(path, 1))])
    for stamp in (None, FileStamp(7, 7)):
        failed = Failed(path, told("The disk was asleep."))
        library.save(KEY, [Entry(failed, stamp, None, lasting=False)])
    assert known(library, path) == [tagged(path, 1)]


def test_a_file_that_failed_for_now_is_followed_with_its_decisions(
    library: Library, tmp_path: Path
) -> None:
    path = picture(tmp_path / "a.heic")
    made = entry(Failed(path, told("What reads those is not installed.")))
    library.save(KEY, [Entry(made.outcome, made.stamp, made.fingerprint, lasting=False)])
    assert known(library, path) == []
    library.save_reviews({path: Review(own=("mine",))})
    moved = path.rename(tmp_path / "b.heic")
    assert known_by_content(library, moved) is None
    assert library.reviews([moved]) == {moved: Review(own=("mine",))}


def test_a_picture_that_was_tagged_without_a_stamp_keeps_its_size_in_pixels(
    library: Library, tmp_path: Path
) -> None:
    path = tmp_path / "changing.jpg"
    library.save(KEY, [Entry(Failed(path, told("not there")), None, None)])
    library.save(KEY, [Entry(tagged(path, 1), None, None)])
    assert library.stored(KEY, [path]) == {path: tagged(path, 1)}


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere names are always text")
def test_names_that_are_not_utf8_are_kept_to_the_byte(library: Library, tmp_path: Path) -> None:
    path = picture(tmp_path / os.fsdecode(b"caf\xe9\xff.jpg"))
    broken = picture(tmp_path / os.fsdecode(b"\xfe.jpg"))
    failed = Failed(broken, told(f"{broken} is cut off."))
    library.save(KEY, [entry(tagged(path, 1)), entry(failed)])
    assert known(library, path, broken) == [tagged(path, 1), failed]
    review = Review(own=("lone \udcff surrogate", "naïve"))
    library.save_reviews({path: review})
    assert library.reviews([path]) == {path: review}


# Layers

KINDS = ModelKey("kinds", "ef" * 32, "260/fast", labels=18, label_set="kinds")
BOTH = replace(KEY, label_set="things", beside=(KINDS,))
OTHER_BOTH = replace(OTHER, label_set="things", beside=(KINDS,))


def of_kind(tagged: Tagged, *kinds: int) -> Tagged:
    return replace(tagged, beside=(Layer("kinds", kinds, (0.5,) * len(kinds)),))


def test_layers_come_back_together_each_under_its_own_key(library: Library, tmp_path: Path) -> None:
    path = picture(tmp_path / "a.jpg")
    both = of_kind(tagged(path, 1, 2), 17, 3)
    library.save(BOTH, [entry(both)])
    assert known(library, path, key=BOTH) == [both]
    assert library.stored(BOTH, [path]) == {path: both}
    assert BOTH.is_whole(both)
    assert known(library, path) == [tagged(path, 1, 2)]
    copy = picture(tmp_path / "copy.jpg", content="a.jpg")
    assert known_by_content(library, copy, key=BOTH) == replace(both, path=copy)


def test_an_outcome_from_before_has_the_layers_that_are_there(
    library: Library, tmp_path: Path
) -> None:
    path = picture(tmp_path / "a.jpg")
    library.save(KEY, [entry(tagged(path, 1))])
    (lacking,) = known(library, path, key=BOTH)
    assert lacking == tagged(path, 1)
    assert not BOTH.is_whole(lacking)
    assert BOTH.is_whole(Failed(path, told("")))


def test_a_layer_stands_beside_whichever_model(library: Library, tmp_path: Path) -> None:
    path = picture(tmp_path / "a.jpg")
    library.save(BOTH, [entry(of_kind(tagged(path, 1), 4))])
    library.save(OTHER, [entry(tagged(path, 2))])
    assert known(library, path, key=OTHER_BOTH) == [of_kind(tagged(path, 2), 4)]


def test_a_change_voids_all_layers(library: Library, tmp_path: Path) -> None:
    path = picture(tmp_path / "a.jpg")
    library.save(BOTH, [entry(of_kind(tagged(path, 1), 4))])
    path.write_bytes(b"another content")
    library.save(KEY, [entry(tagged(path, 2))])
    assert known(library, path, key=BOTH) == [tagged(path, 2)]


def test_a_layer_that_may_be_of_another_content_is_not_taken_for_known(
    library: Library, tmp_path: Path
) -> None:
    path = picture(tmp_path / "a.jpg")
    library.save(KEY, [entry(tagged(path, 1))])
    passing = replace(entry(of_kind(tagged(path, 2), 4)), stamp=None, lasting=False)
    library.save(OTHER_BOTH, [passing])
    assert known(library, path, key=BOTH) == [tagged(path, 1)]
    assert library.stored(OTHER_BOTH, [path]) == {path: of_kind(tagged(path, 2), 4)}


def test_a_layer_that_makes_no_sense_counts_as_none(
    library: Library, file: Path, tmp_path: Path
) -> None:
    path = picture(tmp_path / "a.jpg")
    library.save(BOTH, [entry(of_kind(tagged(path, 1), 18))])  # of 18 kinds
    assert known(library, path, key=BOTH) == [tagged(path, 1)]


# Moved files


def test_what_is_known_of_a_moved_file_follows_it_for_all_models(
    library: Library, tmp_path: Path
) -> None:
    old = picture(tmp_path / "old.jpg")
    library.save(KEY, [entry(tagged(old, 1))])
    library.save(OTHER, [entry(Failed(old, told("old.jpg is too large.")))])
    library.save_reviews({old: Review(own=("mine",))})
    new = old.rename(tmp_path / "new.jpg")
    third = ModelKey("three", "ef" * 32, "224/fast")
    assert known_by_content(library, new, third) is None  # it follows all the same
    assert known(library, new) == [tagged(new, 1)]
    assert known(library, new, key=OTHER) == []  # the reason named the file by its old name
    assert library.reviews([old, new]) == {new: Review(own=("mine",))}


def test_a_file_that_was_copied_and_then_deleted_was_moved_too(
    library: Library, tmp_path: Path
) -> None:
    old = picture(tmp_path / "old.jpg", "same")
    library.save(KEY, [entry(tagged(old, 1))])
    library.save(OTHER, [entry(tagged(old, 2))])
    new = picture(tmp_path / "new.jpg", "same")
    os.utime(new, ns=(1, 1))
    old.unlink()
    assert known_by_content(library, new) == tagged(new, 1)
    library.save(KEY, [entry(tagged(new, 1))])
    assert known(library, new, key=OTHER) == [tagged(new, 2)]


def test_a_copy_has_the_outcome_but_not_the_decisions(library: Library, tmp_path: Path) -> None:
    first = picture(tmp_path / "first.jpg", "same")
    library.save(KEY, [entry(tagged(first, 1))])
    library.save_reviews({first: Review(frozenset({DOG}))})
    copy = picture(tmp_path / "copy.jpg", "same")
    assert known_by_content(library, copy) == tagged(copy, 1)
    library.save(KEY, [entry(tagged(copy, 1))])
    # Nor when the first is deleted and the copy is met again by another model.
    first.unlink()
    assert known_by_content(library, copy, OTHER) is None
    assert library.reviews([first, copy]) == {first: Review(frozenset({DOG}))}


def test_of_several_copies_the_one_with_decisions_is_followed(
    library: Library, tmp_path: Path
) -> None:
    paths = [picture(tmp_path / f"{number}.jpg", "same") for number in range(4)]
    library.save(KEY, [entry(tagged(path, 1)) for path in paths])
    library.save_reviews({paths[2]: Review(own=("mine",))})
    paths[1].unlink()
    paths[2].rename(new := tmp_path / "new.jpg")
    known_by_content(library, new)
    assert library.reviews([*paths, new]) == {new: Review(own=("mine",))}


def test_a_file_moved_over_another_brings_its_decisions_and_those_there_are_merged(
    library: Library, tmp_path: Path
) -> None:
    edited, original = picture(tmp_path / "edited.jpg"), picture(tmp_path / "original.jpg")
    library.save(KEY, [entry(tagged(edited, 1)), entry(tagged(original, 2))])
    library.save_reviews(
        {
            edited: Review(frozenset({DOG}), frozenset({CAT}), ("holiday", "2024")),
            original: Review(frozenset({CAT, CAR}), frozenset({DOG}), ("2024", "family")),
        }
    )
    edited.replace(original)
    known_by_content(library, original)
    assert library.reviews([edited, original]) == {
        original: Review(frozenset({DOG, CAR}), frozenset({CAT}), ("holiday", "2024", "family"))
    }
    assert known(library, original) == [tagged(original, 1)]


def test_a_copy_stays_one_also_among_more_copies_than_are_looked_at(
    library: Library, tmp_path: Path
) -> None:
    paths = [picture(tmp_path / f"{number:03}.jpg", "same") for number in range(70)]
    library.save(KEY, [entry(tagged(path, 1)) for path in paths])
    library.save_reviews({path: Review(own=(path.name,)) for path in paths})
    paths[0].unlink()
    for path in paths[1:]:
        known_by_content(library, path, OTHER)
    assert library.reviews(paths) == {path: Review(own=(path.name,)) for path in paths}


@pytest.mark.parametrize(("before", "after"), [("IMG.JPG", "img.jpg"), ("img.jpg", "IMG.JPG")])
def test_a_name_whose_case_alone_changed_is_a_move(
    library: Library, tmp_path: Path, before: str, after: str
) -> None:
    old = picture(tmp_path / before)
    library.save(KEY, [entry(tagged(old, 1))])
    library.save_reviews({old: Review(own=("mine",))})
    new = tmp_path / after
    with contextlib.suppress(FileExistsError):  # a hard link is what it looks like elsewhere
        os.link(old, new)
    assert known_by_content(library, new) == tagged(new, 1)
    assert library.reviews([new]) == {new: Review(own=("mine",))}


def test_scanned_pages_that_differ_in_one_spot_are_two_pictures(tmp_path: Path) -> None:
    page = bytearray(b"II*\0" + b"\xff" * 3_000_000)
    (tmp_path / "1.tif").write_bytes(page)
    page[400_000:400_016] = b"\0" * 16
    (tmp_path / "2.tif").write_bytes(page)
    first, second = (fingerprint(tmp_path / name, len(page)) for name in ("1.tif", "2.tif"))
    assert first != second
    assert first is not None


def test_what_cannot_be_read_has_no_fingerprint(tmp_path: Path) -> None:
    picture(tmp_path / "empty.jpg").write_bytes(b"")
    for path in (tmp_path, tmp_path / "missing.jpg", tmp_path / "empty.jpg"):
        assert fingerprint(path, 0) is None


# What the person decided


def test_reviews_come_back_as_they_were_saved(library: Library, tmp_path: Path) -> None:
    paths = [picture(tmp_path / f"{number}.jpg") for number in range(3)]
    given = {
        paths[0]: Review(frozenset({DOG, LabelRef("starter", 207)}), frozenset({CAT})),
        paths[1]: Review(own=("zebra", "Zebra", "a, b", "")),
    }
    library.save_reviews(given)
    assert library.reviews(paths) == given


def test_a_review_replaces_the_one_before_and_an_empty_one_ends_it(
    library: Library, tmp_path: Path
) -> None:
    a, b = picture(tmp_path / "a.jpg"), picture(tmp_path / "b.jpg")
    library.save_reviews({a: Review(frozenset({DOG}), own=("x", "y")), b: Review(frozenset({CAT}))})
    library.save_reviews({a: Review(rejected=frozenset({DOG}), own=("y",)), b: Review()})
    assert library.reviews([a, b]) == {a: Review(rejected=frozenset({DOG}), own=("y",))}
    library.save_reviews({tmp_path / "never seen": Review()})


def test_reviews_are_kept_for_files_that_no_model_has_seen_or_that_are_gone(
    library: Library, tmp_path: Path
) -> None:
    new, gone = picture(tmp_path / "new.jpg"), tmp_path / "gone.jpg"
    given = {new: Review(own=("a",)), gone: Review(own=("b",))}
    library.save_reviews(given)
    assert known(library, new) == []
    library.save(KEY, [entry(tagged(new, 1))])
    assert known(library, new) == [tagged(new, 1)]
    assert library.reviews([new, gone]) == given
    moved = new.rename(tmp_path / "moved.jpg")
    assert known_by_content(library, moved) == tagged(moved, 1)
    assert library.reviews([moved]) == {moved: Review(own=("a",))}


def test_a_review_of_a_moved_file_that_no_run_has_met_yet_loses_nothing(
    library: Library, tmp_path: Path
) -> None:
    old = picture(tmp_path / "old.jpg")
    brought = Review(frozenset({DOG, CAT}), own=("old",))
    assert library.save_reviews({old: brought}) == {}
    new = old.rename(tmp_path / "new.jpg")
    given = {new: Review(rejected=frozenset({CAT}), own=("new",))}
    assert library.save_reviews(given) == {new: brought}
    assert library.reviews([old, new]) == {
        new: Review(frozenset({DOG}), frozenset({CAT}), ("new", "old"))
    }


def test_decisions_outlast_new_outcomes_and_new_content(library: Library, tmp_path: Path) -> None:
    path = picture(tmp_path / "a.jpg")
    review = Review(frozenset({DOG}), frozenset({CAT}), ("mine",))
    library.save(KEY, [entry(tagged(path, 1))])
    library.save_reviews({path: review})
    library.save(KEY, [entry(tagged(path, 2))])
    library.save(OTHER, [entry(tagged(path, 3))])
    picture(path, "edited")
    library.save(KEY, [entry(tagged(path, 4))])
    library.save(KEY, [Entry(Failed(path, told("unplugged")), None, None)])
    assert library.reviews([path]) == {path: review}


def test_reviews_are_saved_all_or_none(library: Library, tmp_path: Path) -> None:
    good, bad = picture(tmp_path / "good.jpg"), picture(tmp_path / "bad.jpg")
    with pytest.raises(sqlite3.IntegrityError):
        library.save_reviews(
            {good: Review(own=("x",)), bad: Review(frozenset({DOG}), frozenset({DOG}))}
        )
    assert library.reviews([good, bad]) == {}


def test_own_tags_are_counted_the_most_used_first(library: Library, tmp_path: Path) -> None:
    assert library.own_tags() == []
    a, b, c = (tmp_path / name for name in "abc")
    library.save_reviews({a: Review(own=("sea", "Anna")), b: Review(own=("Anna", "Bert"))})
    library.save_reviews({c: Review(own=("Bert", "Anna"))})
    assert library.own_tags() == [("Anna", 3), ("Bert", 2), ("sea", 1)]
    library.save_reviews({a: Review()})
    assert library.own_tags() == [("Anna", 2), ("Bert", 2)]


def test_many_reviews_are_saved_and_read_in_seconds(library: Library, tmp_path: Path) -> None:
    review = Review(frozenset({DOG}), frozenset({CAT}), ("one", "two"))
    given = {tmp_path / f"{number}.jpg": review for number in range(20_000)}
    began = time.perf_counter()
    library.save_reviews(given)
    assert library.reviews(list(given)) == given
    assert time.perf_counter() - began < 20


# What was written into files


def test_a_change_that_was_made_is_kept_under_the_number_of_all_versions(
    library: Library, file: Path, tmp_path: Path
) -> None:
    path = picture(tmp_path / "a.jpg")
    run = library.begin_writing("gnome")
    number = library.intend(run, Intention(path, path, False, (), b"digest"), durably=False)
    assert library.written(UNSETTLED) == [number]
    library.settle(number, None)
    assert library.written(UNSETTLED) == []
    with closing(sqlite3.connect(file)) as connection:
        assert connection.execute("SELECT state FROM writes").fetchall() == [(1,)]


def test_a_change_is_settled_of_a_picture_that_others_changed_meanwhile(
    library: Library, tmp_path: Path
) -> None:
    path = picture(tmp_path / "a.jpg")
    before = entry(tagged(path, 1))
    library.save(KEY, [before])
    assert before.stamp is not None
    assert before.fingerprint is not None
    content = FileContent(before.stamp, before.fingerprint)
    run = library.begin_writing("gnome")
    intention = Intention(path, path, False, (), b"digest", content)
    number = library.intend(run, intention, durably=False)
    library.settle(number, None)
    assert library.written(THERE) == [number]
    assert library.known(KEY, [(path, before.stamp)]) == [before.outcome]


# The file


def test_an_older_library_is_taken_on_with_all_that_is_in_it(file: Path, tmp_path: Path) -> None:
    path = picture(tmp_path / "a.jpg")
    open_library(file, schema.STEPS[:1]).close()
    older.keep(file, KEY, {path: tagged(path, 1)})
    with open_library(file) as library:
        assert known(library, path) == [tagged(path, 1)]
        library.save_reviews({path: Review(own=("x",))})


PHOTOGRAPH, CHART = (LabelRef("starter", index) for index in (0, 8))
"""As an igtagger that knew :data:`BEFORE_KINDS` called them."""
BEFORE_KINDS, BEFORE_BARE = schema.STEPS[:4], schema.STEPS[:5]


def test_what_was_decided_about_the_starters_labels_holds_for_the_same_kinds(
    file: Path, tmp_path: Path
) -> None:
    path = picture(tmp_path / "a.jpg")
    with open_library(file, BEFORE_KINDS) as library:
        library.save_reviews({path: Review(frozenset({PHOTOGRAPH, DOG}), frozenset({CHART}))})
    kinds = Review(frozenset({LabelRef("kinds", 0), DOG}), frozenset({LabelRef("kinds", 8)}))
    for _ in range(2):  # once taken on, and as it is from then on
        with open_library(file) as library:
            assert library.reviews([path]) == {path: kinds}


def test_what_was_tagged_before_bare_scores_were_kept_is_known_without_them(
    file: Path, tmp_path: Path
) -> None:
    before, after = picture(tmp_path / "a.jpg"), picture(tmp_path / "b.jpg")
    open_library(file, BEFORE_BARE).close()
    older.keep(file, KEY, {before: tagged(before, 1)})
    said = replace(tagged(after, 2), bare=0.375, norm=2.5)
    for _ in range(2):
        with open_library(file) as library:
            library.save(KEY, [entry(said)])
            assert known(library, before, after) == [tagged(before, 1), said]


def test_a_bare_score_that_makes_no_sense_counts_as_none(file: Path, tmp_path: Path) -> None:
    path = picture(tmp_path / "a.jpg")
    said = replace(tagged(path, 2), bare=0.375, norm=2.5)
    for bare, norm in ((1.5, "much"), (-0.5, b"1"), ("NaN", 9e999), (None, None)):
        with open_library(file) as library:
            library.save(KEY, [entry(said)])
        with closing(sqlite3.connect(file)) as connection, connection:
            connection.execute("UPDATE outcomes SET bare = ?, norm = ?", (bare, norm))
        with open_library(file) as library:
            assert known(library, path) == [tagged(path, 2)]


def test_decisions_about_the_starters_labels_are_rescued_as_those_of_kinds(
    file: Path, tmp_path: Path
) -> None:
    path = picture(tmp_path / "a.jpg")
    with open_library(file, BEFORE_KINDS) as library:
        library.save_reviews({path: Review(frozenset({PHOTOGRAPH}))})
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("CREATE VIEW stranger AS SELECT 1")
    with Library.open(file, on_message=lambda reason: None) as library:
        assert library.reviews([path]) == {path: Review(frozenset({LabelRef("kinds", 0)}))}


def test_a_step_that_fails_leaves_the_file_as_it_was(file: Path, tmp_path: Path) -> None:
    path = picture(tmp_path / "a.jpg")
    with open_library(file) as library:
        library.save(KEY, [entry(tagged(path, 1))])
    broken = ("CREATE TABLE later (id INTEGER)", "no SQL at all")
    with pytest.raises(LibraryError):
        open_library(file, (*schema.STEPS, broken))
    with open_library(file) as library:
        assert known(library, path) == [tagged(path, 1)]


def test_a_newer_library_is_refused_and_left_alone(file: Path) -> None:
    open_library(file, (*schema.STEPS, ("CREATE TABLE later (id INTEGER)",))).close()
    before = file.read_bytes()
    with pytest.raises(LibraryError, match="newer igtagger") as caught:
        open_library(file)
    assert "Update" in caught.value.hint
    assert file.read_bytes() == before


def set_aside(file: Path) -> tuple[str, list[Path]]:
    """Open a library that must be set aside: what was said, and what lies beside it then."""
    said: list[str] = []
    with Library.open(file, on_message=into(said)) as library:
        assert library.own_tags() == []
    open_library(file).close()  # from then on all is well
    (message,) = said
    return message, sorted(file.parent.glob("*.set-aside-*"))


def test_a_file_of_another_program_is_set_aside_untouched(file: Path) -> None:
    file.parent.mkdir()
    with contextlib.closing(sqlite3.connect(file)) as connection:
        connection.execute("CREATE TABLE theirs (id INTEGER)")
    before = file.read_bytes()
    message, (kept,) = set_aside(file)
    assert "another program's" in message
    assert str(kept) in message
    assert kept.read_bytes() == before


@pytest.mark.parametrize("content", [b"hello", b"not a database " * 1000, bytes(4096)])
def test_what_is_no_database_is_set_aside_untouched(file: Path, content: bytes) -> None:
    file.parent.mkdir()
    file.write_bytes(content)
    message, (kept,) = set_aside(file)
    assert str(kept) in message
    assert kept.read_bytes() == content


def test_a_second_file_set_aside_in_the_same_second_has_its_own_name(file: Path) -> None:
    file.parent.mkdir()
    for count in (1, 2, 3):
        file.write_bytes(b"hello" * count)
        assert len(set_aside(file)[1]) == count


def test_an_empty_file_becomes_a_library(file: Path) -> None:
    file.parent.mkdir()
    file.touch()
    open_library(file).close()


def test_damage_met_in_the_middle_is_found_at_the_next_start(file: Path, tmp_path: Path) -> None:
    paths = [picture(tmp_path / f"{number}.jpg", "x") for number in range(3000)]
    with open_library(file) as library:
        library.save(KEY, [entry(tagged(path, *range(50))) for path in paths])
    with file.open("r+b") as raw:  # all but the first pages, which hold the schema
        raw.seek(32 * 4096)
        raw.write(b"\xa5" * (file.stat().st_size - 33 * 4096))
    before = file.read_bytes()
    with open_library(file) as library, pytest.raises(LibraryError) as caught:
        library.stored(KEY, paths)
    assert "Start again" in caught.value.hint
    message, (kept,) = set_aside(file)
    assert "is damaged" in message
    assert kept.read_bytes() == before


def test_decisions_are_carried_over_from_a_damaged_library(file: Path, tmp_path: Path) -> None:
    paths = [picture(tmp_path / f"{number}.jpg", "x") for number in range(2000)]
    given = {
        path: Review(frozenset({DOG}), frozenset({CAT}), ("b", "a", str(number)))
        for number, path in enumerate(paths)
    }
    with open_library(file) as library:
        library.save_reviews(given)
        library.save(KEY, [entry(tagged(path, *range(50))) for path in paths])
    with file.open("r+b") as raw:  # the outcomes, which were written last
        raw.seek(-100 * 4096, os.SEEK_END)
        raw.write(b"\xa5" * (90 * 4096))
    before = file.read_bytes()
    opening.suspect(file)
    said: list[str] = []
    with Library.open(file, on_message=into(said)) as library:
        assert library.reviews(paths) == given
        assert known(library, *paths) == []
        moved = paths[7].rename(tmp_path / "moved.jpg")
        library.save(KEY, [entry(tagged(moved, 1))])
    assert "2000 pictures" in said[1]
    assert next(file.parent.glob("*.set-aside-*")).read_bytes() == before


def test_what_can_be_read_of_damaged_decisions_is_carried_over(file: Path, tmp_path: Path) -> None:
    given = {
        tmp_path / f"{number}.jpg": Review(frozenset({DOG}), own=("b", "a", str(number)))
        for number in range(3000)
    }
    with open_library(file) as library:
        library.save_reviews(given)
    pages = file.stat().st_size // 4096
    with contextlib.closing(sqlite3.connect(file)) as connection:
        (root,) = connection.execute(
            "SELECT rootpage FROM sqlite_schema WHERE name = 'own_tags'"
        ).fetchone()
    with file.open("r+b") as raw:
        raw.seek(pages // 2 * 4096)
        assert root < pages // 2
        raw.write(b"\xa5" * (8 * 4096))
    opening.suspect(file)
    said: list[str] = []
    with Library.open(file, on_message=into(said)) as library:
        found = library.reviews(list(given))
    assert len(said) == 2
    assert len(found) > 1500
    whole = [path for path, review in found.items() if review == given[path]]
    assert len(whole) > 1500


def test_what_can_be_read_of_damaged_records_is_carried_over(file: Path, tmp_path: Path) -> None:
    paths = [tmp_path / f"{number}.jpg" for number in range(3000)]
    with open_library(file) as library:
        run = library.begin_writing("gnome")
        for number, path in enumerate(paths):
            tags = (("dc:subject", "cat"), ("dc:subject", str(number)))
            intention = Intention(path, path, False, tags, b"digest")
            record = library.intend(run, intention, durably=False)
            library.settle(record, None)
    pages = file.stat().st_size // 4096
    with file.open("r+b") as raw:
        raw.seek(pages // 2 * 4096)
        raw.write(b"\xa5" * (8 * 4096))
    opening.suspect(file)
    said: list[str] = []
    with Library.open(file, on_message=into(said)) as library:
        numbers = library.written(THERE)
        found = [each for n in numbers for each in library.file_records([n])]
        assert library.begin_writing("gnome") == 2
    assert len(said) == 2
    assert f"What was written into {len(found)} files can still be taken back." in said[1]
    assert len(found) > 1500
    assert {each.preset for each in found} == {"gnome"}
    whole = [each for each in found if each.tags[-1:] == (("dc:subject", each.picture.stem),)]
    assert len(whole) > 1500


def test_damage_without_end_is_read_only_so_long(
    file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = {tmp_path / f"{number}.jpg": Review(own=("a",)) for number in range(20_000)}
    with open_library(file) as library:
        library.save_reviews(given)
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("CREATE TABLE another (a)")
    monkeypatch.setattr(rescue, "LONGEST_SECONDS", -1.0)
    with Library.open(file, on_message=into([])) as library:
        assert 0 < len(library.reviews(list(given))) < len(given)


@pytest.mark.parametrize(
    "change",
    [
        "run = 'first'",
        "image = 'first'",
        "picture = 'a text'",
        "file = x''",
        "state = 9",
        "state = 3",
        "digest = 'a text'",
        "old_size = 'long'",
    ],
)
def test_of_damaged_records_those_that_make_no_sense_are_left_out(
    file: Path, tmp_path: Path, change: str
) -> None:
    first, second = tmp_path / "first.jpg", tmp_path / "second.jpg"
    with open_library(file) as library:
        run = library.begin_writing("gnome")
        for path in (first, second):
            intention = Intention(path, path, False, (("dc:subject", "cat"),), b"digest")
            library.settle(library.intend(run, intention, durably=False), None)
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute("CREATE TABLE another (a)")
        connection.execute(f"UPDATE writes SET {change} WHERE id = 1")
    with Library.open(file, on_message=into([])) as library:
        assert [each.picture for each in library.file_records([1, 2])] == [second]


def test_a_false_alarm_is_looked_into_once_and_forgotten(file: Path) -> None:
    open_library(file).close()
    opening.suspect(file)
    open_library(file).close()
    assert not list(file.parent.glob("*.check"))


def test_a_write_ahead_log_is_set_aside_with_its_file(file: Path) -> None:
    file.parent.mkdir()
    file.write_bytes(b"not a database " * 1000)
    log = file.with_name(file.name + "-wal")
    log.write_bytes(b"log")
    set_aside(file)
    assert sorted(p.read_bytes()[:3] for p in file.parent.glob("*.set-aside-*")) == [b"log", b"not"]


def test_a_folder_that_cannot_be_made_is_said_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file")
    with pytest.raises(LibraryError, match="cannot be used") as caught:
        open_library(tmp_path / "data" / "library.sqlite3")
    assert "IGTAGGER_DATA_DIR" in caught.value.hint


def test_a_full_disk_loses_nothing_that_was_kept(file: Path, tmp_path: Path) -> None:
    path = picture(tmp_path / "a.jpg")
    with open_library(file) as library:
        library.save(KEY, [entry(tagged(path, 1))])
        writer = library._connections._writer
        writer.execute("PRAGMA max_page_count = 1")
        many = [entry(tagged(picture(tmp_path / f"{n}.jpg"), *range(999))) for n in range(50)]
        with pytest.raises(LibraryError) as caught:
            library.save(KEY, many)
        assert "disk is full" in caught.value.hint
        assert known(library, path, many[0].outcome.path) == [tagged(path, 1)]
        writer.execute("PRAGMA max_page_count = 100000")
        library.save(KEY, many)


def test_a_library_held_for_long_is_said_in_a_sentence(
    file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opening, "BUSY_SECONDS", 0.05)
    path = picture(tmp_path / "a.jpg")
    with open_library(file) as library, contextlib.closing(sqlite3.connect(file)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(LibraryError) as caught:
            library.save(KEY, [entry(tagged(path, 1))])
        assert "Another igtagger" in caught.value.hint
        other.rollback()
        library.save(KEY, [entry(tagged(path, 1))])


def test_opening_waits_for_another_process_only_so_long(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_library(file).close()
    monkeypatch.setattr(opening, "LOCK_SECONDS", 0.05)
    with run_python("hold", file) as process:
        assert process.stdout is not None
        process.stdout.readline()
        with pytest.raises(LibraryError) as caught:
            open_library(file)
        assert "Another igtagger" in caught.value.hint
        process.kill()
    open_library(file).close()  # a lock ends with its process


@pytest.mark.parametrize("mode", ["WAL", "DELETE"])
def test_several_threads_may_use_one_library(
    file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mode: str
) -> None:
    """Also on a disk that knows no write-ahead log, as some network drives."""
    monkeypatch.setattr(opening, "JOURNAL_MODE", mode)
    paths = [picture(tmp_path / f"{number}.jpg") for number in range(100)]

    def use(path: Path) -> bool:
        library.save(KEY, [entry(tagged(path, 1))])
        library.save_reviews({path: Review(own=(path.name,))})
        moved = path.rename(path.with_suffix(".moved"))
        return (
            known_by_content(library, moved) == tagged(moved, 1)
            and known(library, moved) == [tagged(moved, 1)]
            and bool(library.reviews([moved]))
        )

    with open_library(file) as library, ThreadPoolExecutor(8) as pool:
        assert all(pool.map(use, paths))
    with contextlib.closing(sqlite3.connect(file)) as connection:
        assert connection.execute("PRAGMA journal_mode").fetchall() == [(mode.lower(),)]


# Readers and the writer


def test_what_is_read_does_not_wait_for_a_save_that_waits_for_another_program(
    library: Library, file: Path, tmp_path: Path
) -> None:
    old, new = picture(tmp_path / "old.jpg"), picture(tmp_path / "new.jpg")
    library.save(KEY, [entry(tagged(old, 1))])
    library.save_reviews({old: Review(own=("mine",))})
    with contextlib.closing(sqlite3.connect(file)) as other, ThreadPoolExecutor(1) as thread:
        other.execute("BEGIN IMMEDIATE")
        saving = thread.submit(library.save, KEY, [entry(tagged(new, 2))])
        while not library._connections._waiting.seconds:
            assert not saving.done()
        assert library.own_tags() == [("mine", 1)]
        assert library.reviews([old]) == {old: Review(own=("mine",))}
        assert library.stored(KEY, [old, new]) == {old: tagged(old, 1)}
        assert known(library, old, new) == [tagged(old, 1)]
        assert known_by_content(library, old) == tagged(old, 1)
        assert not saving.done()
        other.rollback()
        saving.result(20)
    assert known(library, new) == [tagged(new, 2)]


def test_who_is_waited_for_longest_is_told() -> None:
    waiting = opening.LockWait()
    assert waiting.seconds == 0
    with waiting.timed():
        first = waiting.seconds
        with waiting.timed():
            assert waiting.seconds >= first
        assert waiting.seconds >= first > 0
    assert waiting.seconds == 0


def test_what_reads_cannot_write(library: Library) -> None:
    with pytest.raises(LibraryError), library._connections.reading() as connection:
        connection.execute("DELETE FROM images")


def test_what_is_read_in_one_go_is_of_one_moment(library: Library, tmp_path: Path) -> None:
    count = "SELECT count(*) FROM own_tags"
    with library._connections.reading() as connection:
        assert connection.execute(count).fetchone() == (0,)
        library.save_reviews({tmp_path / "a.jpg": Review(own=("a",))})
        assert connection.execute(count).fetchone() == (0,)
        assert library.own_tags() == [("a", 1)]


def open_files(folder: Path) -> list[str]:
    paths = [Path(opened.path) for opened in psutil.Process().open_files()]
    return [path.name for path in paths if path.is_relative_to(folder.resolve())]


def test_a_closed_library_holds_no_file_for_whichever_threads_it_was_read(
    file: Path, tmp_path: Path
) -> None:
    library = open_library(file)
    together = Barrier(12)

    def read(_: int) -> None:
        with library._connections.reading() as connection:
            together.wait(20)
            connection.execute("SELECT * FROM images").fetchone()

    with ThreadPoolExecutor(12) as pool:
        list(pool.map(read, range(12)))
    assert open_files(file.parent).count(f"{file.name}-wal") <= 1 + IDLE_READERS
    library.close()
    library.close()
    assert open_files(file.parent) == []
    with pytest.raises(sqlite3.ProgrammingError):
        library.own_tags()
    with pytest.raises(sqlite3.ProgrammingError):
        library.save_reviews({})
    file.unlink()  # Windows would not, were it open


def test_closing_waits_for_what_is_being_read(file: Path) -> None:
    library = open_library(file)
    with ThreadPoolExecutor(1) as thread:
        with library._connections.reading() as connection:
            closing = thread.submit(library.close)
            with pytest.raises(TimeoutError):
                closing.result(0.2)
            assert connection.execute("SELECT count(*) FROM images").fetchone() == (0,)
        closing.result(20)
    assert open_files(file.parent) == []


# Several processes

PROCESS = """
import sys
from pathlib import Path
from igtagger.domain import Review, Tagged
from igtagger.library.facade import Library
from igtagger.library.images import FileStamp
from igtagger.library.outcomes import Entry, ModelKey
from igtagger.library.writes import THERE, UNSETTLED, FileContent, Intention

work, file = sys.argv[1], Path(sys.argv[2])
key = ModelKey("one", "ab" * 32, "224/fast")
if work == "hold":
    from filelock import FileLock
    with FileLock(str(file) + ".lock"):
        print("held", flush=True)
        sys.stdin.read()
if work == "open":
    print("ready", flush=True)
    sys.stdin.readline()
    Library.open(file, on_message=sys.exit).close()
if work == "save":
    with Library.open(file, on_message=sys.exit) as library:
        print("ready", flush=True)
        sys.stdin.readline()
        for number in range(int(sys.argv[4])):
            path = Path(f"/{sys.argv[3]}/{number}.jpg")
            library.save(key, [Entry(Tagged(path, 1, 1, (1,), (0.5,)), FileStamp(1, 1), None)])
            library.save_reviews({path: Review(own=(str(number),))})
            print(number, flush=True)
"""


@contextlib.contextmanager
def run_python(work: str, file: Path, *arguments: str) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        [sys.executable, "-c", PROCESS, work, str(file), *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        with process:
            yield process
    finally:
        process.kill()


def start_together(
    count: int, make: Callable[[int], contextlib.AbstractContextManager[subprocess.Popen[str]]]
) -> list[int]:
    """Let that many processes do their work at the same moment; their exit codes."""
    with contextlib.ExitStack() as stack:
        processes = [stack.enter_context(make(number)) for number in range(count)]
        for process in processes:
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n"
        for process in processes:
            assert process.stdin is not None
            process.stdin.write("\n")
            process.stdin.flush()
        for process in processes:
            process.communicate()
        return [process.returncode for process in processes]


def test_first_starts_at_the_same_moment_all_succeed(file: Path) -> None:
    assert start_together(4, lambda _: run_python("open", file)) == [0] * 4


def test_processes_that_write_at_once_lose_nothing(file: Path) -> None:
    codes = start_together(3, lambda number: run_python("save", file, f"p{number}", "60"))
    assert codes == [0] * 3
    with open_library(file) as library:
        paths = [Path(f"/p{process}/{number}.jpg") for process in range(3) for number in range(60)]
        assert len(library.stored(KEY, paths)) == 180
        assert sum(count for _, count in library.own_tags()) == 180


def test_what_was_saved_outlasts_a_kill_at_any_moment(file: Path) -> None:
    for kill_after in (1, 37):
        folder = f"k{kill_after}"
        with run_python("save", file, folder, "100000") as process:
            assert process.stdin is not None
            assert process.stdout is not None
            process.stdin.write("\n")
            process.stdin.flush()
            process.stdout.readline()
            for _ in range(kill_after):
                last = int(process.stdout.readline())
            process.kill()
        with open_library(file) as library:
            paths = [Path(f"/{folder}/{number}.jpg") for number in range(last + 1)]
            assert len(library.stored(KEY, paths)) == last + 1
            assert len(library.reviews(paths)) == last + 1
        assert is_sound(file)
