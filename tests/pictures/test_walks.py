"""Walks over folders: each folder is read once, however many want its pictures."""

from __future__ import annotations

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from threading import Barrier, BrokenBarrierError, Event
from typing import Any

import pytest

from igtagger.errors import Cancelled
from igtagger.pictures import walks
from igtagger.pictures.scan import Roots, find_images
from igtagger.pictures.walks import SharedWalk, Walk
from tests.looks import Looks


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("a.jpg", "b.png", "b.txt", "deep/c.jpg", "deep/deeper/d.jpg", "other/e.jpg"):
        file = tmp_path / "pictures" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch()
    return tmp_path / "pictures"


def expected(*roots: Path) -> list[str]:
    return [str(path) for path in find_images(roots)]


def test_all_who_share_a_walk_get_all_names_in_order_and_their_number(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = expected(folder)
    looks = Looks(monkeypatch)
    walk = SharedWalk([folder], recursive=True)
    with ThreadPoolExecutor(3) as pool:
        number = pool.submit(walk.count, Event())
        found = list(pool.map(lambda _: list(walk.names(Event())), range(2)))
    assert found == [names, names]
    assert number.result() == 5
    assert list(walk.names(Event())) == names  # who comes late, too
    assert (walk.counts.found, walk.counts.skipped_extension) == (5, 1)
    assert set(looks.reads.values()) == {1}
    assert len(looks.reads) == 4
    assert not any(looks.stats[name] for name in names)


def test_a_walk_of_ones_own_gives_the_same(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    named, roots = folder / "b.txt", [folder, folder / "b.txt"]
    names = expected(*roots)
    looks = Looks(monkeypatch)
    walk = Walk(roots, recursive=True)
    assert list(walk.names(Event())) == names
    assert walk.count(Event()) == len(names) == walk.counts.found
    assert looks.stats[str(named)] == 1  # not once for the names and once for their number


def test_what_was_seen_of_a_named_file_is_given_once_to_the_first_who_asks(folder: Path) -> None:
    named, missing = folder / "b.txt", folder / "missing.jpg"
    roots = [named, folder / "deep", missing]
    walk = SharedWalk(roots, recursive=True, keep_looks=True)
    assert walk.count(Event()) == 4
    assert walk.take_look(str(named)) == named.stat()
    assert walk.take_look(str(named)) is None
    assert walk.take_look(str(missing)) is None  # nothing was seen
    assert walk.take_look(str(folder / "deep")) is None
    assert walk.take_look(str(folder / "deep/c.jpg")) is None
    without = SharedWalk(roots, recursive=True)
    assert without.count(Event()) == 4
    assert without.take_look(str(named)) is None


def test_two_who_ask_for_folders_at_once_cost_one_look(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    both, looks = Barrier(2), Looks(monkeypatch)
    counted = os.stat

    def slow(path: Any, **named: Any) -> os.stat_result:
        with suppress(BrokenBarrierError):
            both.wait(0.2)  # nobody else comes here
        return counted(path, **named)

    monkeypatch.setattr(os, "stat", slow)
    roots = Roots([folder])
    with ThreadPoolExecutor(2) as pool:
        found = list(pool.map(lambda _: roots.folders, range(2)))
    assert found == [[folder]] * 2
    assert looks.stats[str(folder)] == 1


@pytest.mark.parametrize("kind", [Walk, SharedWalk])
def test_folders_within_folders_can_be_left_out(
    folder: Path, kind: type[Walk | SharedWalk]
) -> None:
    walk = kind([folder], recursive=False)
    assert [Path(name).name for name in walk.names(Event())] == ["a.jpg", "b.png"]
    assert walk.count(Event()) == 2


class Gate:
    """Lets a walk begin with two names and holds the third back."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.opened = Event()
        self.fault: Exception | None = None
        monkeypatch.setattr(walks, "find_names", self.find)

    def find(self, roots: Any, recursive: bool, counts: Any, cancel: Event) -> Iterator[str]:
        yield from ("1", "2")
        while not (self.opened.wait(0.01) or cancel.is_set()):
            pass
        if self.fault is not None:
            raise self.fault
        if not cancel.is_set():
            yield "3"


@pytest.fixture
def gate(monkeypatch: pytest.MonkeyPatch) -> Gate:
    return Gate(monkeypatch)


def test_what_is_found_is_there_before_the_walk_has_ended(gate: Gate, tmp_path: Path) -> None:
    names = SharedWalk([tmp_path], recursive=True).names(Event())
    assert [next(names), next(names)] == ["1", "2"]
    gate.opened.set()
    assert list(names) == ["3"]


def test_one_who_gives_up_leaves_the_walk_to_the_others(tmp_path: Path, gate: Gate) -> None:
    walk, cancel = SharedWalk([tmp_path], recursive=True), Event()
    names = walk.names(cancel)
    assert [next(names), next(names)] == ["1", "2"]
    cancel.set()
    assert list(names) == []
    assert walk.count(cancel) == 2
    gate.opened.set()
    assert list(walk.names(Event())) == ["1", "2", "3"]


@pytest.mark.usefixtures("gate")
def test_a_walk_that_is_stopped_is_never_taken_for_whole(tmp_path: Path) -> None:
    walk = SharedWalk([tmp_path], recursive=True)
    names = walk.names(Event())
    assert [next(names), next(names)] == ["1", "2"]
    walk.stop()
    with pytest.raises(Cancelled):
        next(names)
    with pytest.raises(Cancelled):
        walk.count(Event())


def test_a_bug_of_the_walk_comes_to_who_asks(gate: Gate, tmp_path: Path) -> None:
    gate.fault = ZeroDivisionError()
    gate.opened.set()
    walk = SharedWalk([tmp_path], recursive=True)
    with pytest.raises(ZeroDivisionError):
        list(walk.names(Event()))
