"""What the window is told of pictures that are known, and of those that a run goes over."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from threading import Event

import pytest

from igtagger.app import listing, run
from igtagger.app.picture_values import Listed
from igtagger.domain import FileFacts, Review, Tagged
from igtagger.library.facade import Library
from igtagger.library.images import FileStamp
from tests.app.test_run import World, expected_label, with_xmp
from tests.looks import Looks


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


@pytest.fixture
def library(world: World) -> Iterator[Library]:
    with Library.open(world.library_file, on_message=pytest.fail) as library:
        yield library


def review(*own: str) -> Review:
    return Review(own=own)


def ran(
    world: World, library: Library, listed: Sequence[Path] = (), **options: bool
) -> list[Listed]:
    names = {os.fspath(path) for path in listed}
    started = world.start(library, **options)
    return list(listing.run_model(started, library, names.__contains__))


def test_pictures_are_listed_with_what_is_known_of_them(world: World, library: Library) -> None:
    known, new = world.add("known.png", red=5), world.pictures / "new.png"
    missing = world.pictures / "missing.png"
    ran(world, library)
    world.add("new.png")
    library.save_reviews({new: review("mine")})
    key, names = world.start(library).key, [str(path) for path in (known, new, missing)]
    first, second, third = listing.look_up(names, library, key, Event())
    assert isinstance(first.outcome, Tagged)
    assert first.outcome.indices[0] == expected_label(5)
    assert (first.path, first.mtime_ns) == (str(known), known.stat().st_mtime_ns)
    stamp = FileStamp.of(known)
    assert stamp is not None
    assert first.ctime_ns == (stamp.ctime_ns or 0)
    assert (second.outcome, second.review) == (None, review("mine"))
    assert third == Listed(str(missing))
    without_weights = list(listing.look_up(names, library, None, Event()))
    assert [one.outcome for one in without_weights] == [None] * 3
    assert without_weights[1].review == review("mine")


def test_a_file_that_was_looked_at_is_listed_as_it_was_seen_then(
    world: World, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = [world.add(f"{number}.png", red=number) for number in range(2)]
    ran(world, library)
    seen = {str(files[0]): files[0].stat()}
    before = files[0].stat().st_mtime_ns
    os.utime(files[0], ns=(0, before + 1))
    key, names = world.start(library).key, [str(file) for file in files]
    looks = Looks(monkeypatch)
    first, second = listing.look_up(names, library, key, Event(), seen.get)
    assert (first.mtime_ns, second.mtime_ns) == (before, files[1].stat().st_mtime_ns)
    assert isinstance(first.outcome, Tagged)
    assert looks.stats[names[0]] == 0


def test_what_a_file_said_before_it_was_changed_is_not_shown(
    world: World, library: Library
) -> None:
    file = world.add("a.png", red=1)
    with_xmp(file, "cat")
    ran(world, library)
    key = world.start(library).key
    (before,) = listing.look_up([str(file)], library, key, Event())
    assert before.facts == FileFacts(("cat",), 3)
    os.utime(file, ns=(0, before.mtime_ns + 1))
    (after,) = listing.look_up([str(file)], library, key, Event())
    assert (after.outcome, after.facts) == (None, None)


def as_an_older_igtagger_kept_it(world: World) -> None:
    with closing(sqlite3.connect(world.library_file)) as connection, connection:
        connection.execute("UPDATE file_facts SET lens = NULL, label = NULL")


def test_what_an_older_igtagger_read_is_shown_and_then_read_again_once(
    world: World, library: Library
) -> None:
    file = world.add("a.png", red=1)
    with_xmp(file, "cat", label="Red")
    ran(world, library)
    as_an_older_igtagger_kept_it(world)
    key, names = world.start(library).key, [str(file)]
    first, again = listing.look_up(names, library, key, Event())
    assert first.facts == FileFacts(("cat",), 3)
    assert again == Listed(str(file), first.mtime_ns, ctime_ns=first.ctime_ns, facts=again.facts)
    assert again.facts == FileFacts(("cat",), 3, label="Red")
    assert [each.facts for each in listing.look_up(names, library, key, Event())] == [again.facts]
    as_an_older_igtagger_kept_it(world)
    ran(world, library)
    assert library.facts([file]) == {file: again.facts}


def test_a_run_tells_the_decisions_of_files_that_were_moved(world: World, library: Library) -> None:
    old = world.add("old.png")
    ran(world, library)
    library.save_reviews({old: review("mine")})
    new = old.rename(world.pictures / "new.png")
    (one,) = ran(world, library, [new])
    assert (one.path, one.review) == (str(new), review("mine"))
    assert one.mtime_ns == new.stat().st_mtime_ns
    new.rename(old)
    (one,) = ran(world, library, [old], fresh=True)  # also where the outcome is made anew
    assert one.review == review("mine")


def test_a_run_tells_no_decision_that_the_list_may_know_better(
    world: World, library: Library
) -> None:
    paths = [world.add(f"{number}.png", red=number) for number in range(3)]
    ran(world, library)
    library.save_reviews(dict.fromkeys(paths, review("mine")))
    told = ran(world, library, paths[:2])
    assert [one.review for one in told] == [None, None, review("mine")]


def test_what_was_listed_while_the_run_stood_still_is_left_alone(
    world: World, library: Library
) -> None:
    paths = [world.add(f"{number}.png", red=number) for number in range(2)]
    ran(world, library)
    library.save_reviews(dict.fromkeys(paths, review("old")))
    listed: set[str] = set()
    told = listing.run_model(world.start(library), library, listed.__contains__)
    assert next(told).review == review("old")
    listed.add(str(paths[1]))  # and decided anew, for all that the run knows
    assert next(told).review is None


@pytest.mark.parametrize("pass_", ["new", "known", "moved"])
def test_reviews_are_not_asked_for_one_by_one(
    world: World, library: Library, monkeypatch: pytest.MonkeyPatch, pass_: str
) -> None:
    monkeypatch.setattr(run, "LOOKUP_CHUNK", 50)
    for number in range(100):
        world.add(f"before/{number:03}.png", red=number)
    if pass_ != "new":
        ran(world, library)
    if pass_ == "moved":
        (world.pictures / "before").rename(world.pictures / "after")
    asked: list[int] = []
    reviews = Library.reviews

    def counted(self: Library, paths: Sequence[Path]) -> dict[Path, Review]:
        asked.append(len(paths))
        return reviews(self, paths)

    monkeypatch.setattr(Library, "reviews", counted)
    assert len(ran(world, library)) == 100
    assert sum(asked) == 100
    assert len(asked) <= {"new": 60, "known": 2, "moved": 10}[pass_]
