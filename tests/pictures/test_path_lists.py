"""Very many paths, kept on the disk."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from threading import Event

import pytest

from igtagger.pictures.path_lists import PathList, absolute
from igtagger.pictures.walks import CountedWalk, Walk

_GROWS = """
import itertools, sys
from pathlib import Path
from igtagger.pictures.path_lists import PathList
from tests.memory import resident_bytes

paths, folder = PathList(), Path(sys.argv[1])
names = (folder / f"IMG_{number:08}.jpg" for number in range(150_000))
paths.add(itertools.islice(names, 20_000))
before = resident_bytes()
paths.add(names)
assert sum(1 for _ in paths) == 150_000
print(resident_bytes() - before)
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("a.jpg", "b.jpg", "raw/c.jpg", "raw/d.jpg"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(b"x")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def listed(*names: str) -> PathList:
    paths = PathList()
    paths.add(Path(name) for name in names)
    return paths


def walked(paths: PathList) -> list[str]:
    walk, cancel = Walk(absolute(paths), recursive=True), Event()
    found = [os.path.relpath(name) for name in walk.names(cancel)]
    assert walk.count(cancel) == len(found)
    return [Path(name).as_posix() for name in found]


def test_paths_are_whole_in_their_order_and_each_once(folder: Path) -> None:
    names = [f"{number % 2500}.jpg" for number in range(5000)]
    paths = listed(*names, "./7.jpg", str(folder / "8.jpg"))
    assert list(paths) == [folder / name for name in names[:2500]]
    assert len(paths) == 2500
    assert "raw/../7.jpg" in paths
    assert "9999.jpg" not in paths


@pytest.mark.skipif(os.name == "nt", reason="no such names")
def test_names_are_kept_to_the_byte(folder: Path) -> None:
    name = os.fsdecode(b"odd\xff\nname.jpg")
    assert [path.name for path in listed(name)] == [name]


def test_a_file_that_is_named_and_in_a_folder_is_taken_where_it_is_named(folder: Path) -> None:
    assert walked(listed("raw", "raw/c.jpg", "a.jpg")) == ["raw/d.jpg", "raw/c.jpg", "a.jpg"]
    assert walked(listed("b.jpg", ".", "none.jpg")) == [
        *("b.jpg", "a.jpg", "raw/c.jpg", "raw/d.jpg"),
        "none.jpg",
    ]


def test_who_goes_through_them_ends_when_they_are_let_go_of(folder: Path) -> None:
    paths = listed(*(f"{number}.jpg" for number in range(3000)))
    going = iter(paths)
    next(going)
    paths.close()
    assert len(list(going)) < 3000
    assert "1.jpg" not in paths


def test_a_walk_is_counted_while_it_is_gone_along(folder: Path) -> None:
    with CountedWalk([folder], recursive=True) as walk:
        while walk.total is None:
            pass
        assert len(list(walk.names(Event()))) == walk.total == 4


def test_memory_does_not_depend_on_how_many_they_are(tmp_path: Path) -> None:
    # In a process of its own: what earlier tests leave behind comes and goes meanwhile.
    grown = subprocess.run(
        [sys.executable, "-c", _GROWS, str(tmp_path)], capture_output=True, text=True, check=True
    )
    assert int(grown.stdout) < 16 << 20
