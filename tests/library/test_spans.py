"""The library's paths are gone through by folders, in order, each once."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from igtagger.domain import Review
from igtagger.library.facade import Library
from igtagger.library.spans import EVERYTHING, spans_of

NAMES = ("a", "a-b/1", "a/1", "a/2/3", "a0", "ab/1", "b/ü", "b/\udcff")


@pytest.fixture
def library(tmp_path: Path) -> Library:
    return Library.open(tmp_path / "library.sqlite3", on_message=pytest.fail)


def keep(library: Library, folder: Path, *names: str) -> None:
    library.save_reviews({folder / name: Review(own=("x",)) for name in names})


def found(library: Library, folder: Path, *names: str) -> list[str]:
    paths = list(library.paths(spans_of([folder / name for name in names])))
    assert len(paths) == library.count(spans_of([folder / name for name in names]))
    return [path.relative_to(folder).as_posix() for path in paths]


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        (("a",), ["a", "a/1", "a/2/3"]),
        (("a/2",), ["a/2/3"]),
        (("a/1",), ["a/1"]),
        (("c",), []),
        (("a/2", "a"), ["a", "a/1", "a/2/3"]),
        (("b", "a-b", "a"), ["a", "a-b/1", "a/1", "a/2/3", "b/ü", "b/\udcff"]),
    ],
)
def test_what_lies_below_folders_is_found_in_order_and_once(
    library: Library, tmp_path: Path, asked: tuple[str, ...], expected: list[str]
) -> None:
    with library:
        keep(library, tmp_path, *NAMES)
        assert found(library, tmp_path, *asked) == expected


def test_all_paths_are_below_the_root_of_the_drive(library: Library, tmp_path: Path) -> None:
    with library:
        keep(library, tmp_path, *NAMES)
        everything = list(library.paths())
        assert everything == sorted((tmp_path / name for name in NAMES), key=os.fsencode)
        assert list(library.paths(spans_of([Path(tmp_path.anchor)]))) == everything
        assert library.count(EVERYTHING) == len(NAMES)


def test_many_are_gone_through_a_page_at_a_time_while_others_write(
    library: Library, tmp_path: Path
) -> None:
    with library:
        keep(library, tmp_path, *(f"{number:04}" for number in range(700)))
        paths = library.paths()
        first = next(paths)
        keep(library, tmp_path, "zzz")
        assert [first, *paths] == [*(tmp_path / f"{n:04}" for n in range(700)), tmp_path / "zzz"]
