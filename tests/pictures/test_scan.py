"""Which files a scan takes, in which order, and what it counts."""

from __future__ import annotations

import os
import random
import tracemalloc
from collections.abc import Iterator
from pathlib import Path
from threading import Event

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from igtagger.pictures import formats, scan
from igtagger.pictures.scan import Roots, ScanCounts, count_images, find_images

POSIX = pytest.mark.skipif(os.name == "nt", reason="only POSIX systems have these files")


def make(folder: Path, *names: str) -> None:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).touch()


def found(*roots: Path, base: Path, **options: object) -> list[str]:
    return [path.relative_to(base).as_posix() for path in find_images(roots, **options)]


def test_files_come_in_natural_order_and_before_folders(tmp_path: Path):
    make(tmp_path, "b/1.jpg", "a10/1.jpg", "a9/2.jpg", "IMG_10.jpg", "img_9.JPG", "IMG_1.png")
    assert found(tmp_path, base=tmp_path) == [
        *["IMG_1.png", "img_9.JPG", "IMG_10.jpg"],
        *["a9/2.jpg", "a10/1.jpg", "b/1.jpg"],
    ]


@given(st.lists(st.integers(0, 10**30), min_size=2, max_size=5), st.sampled_from(["", "a", "Z_"]))
def test_numbers_in_names_sort_by_their_value(numbers: list[int], prefix: str):
    names = [f"{prefix}{number}.jpg" for number in numbers]
    expected = [f"{prefix}{number}.jpg" for number in sorted(numbers)]
    assert sorted(names, key=scan.natural_key) == expected


def test_only_one_level_where_asked(tmp_path: Path):
    make(tmp_path, "a.jpg", "below/b.jpg")
    assert found(tmp_path, base=tmp_path, recursive=False) == ["a.jpg"]


def test_what_is_left_out_is_counted(tmp_path: Path):
    make(tmp_path, "a.jpg", "a.jpg.xmp", "a.xmp", "b.txt", "Thumbs.db", "noextension", "jpg")
    make(tmp_path, ".hidden.jpg", "._a.jpg", ".trash/b.jpg", "@eaDir/a.jpg", "__MACOSX/a.jpg")
    counts = ScanCounts()
    assert found(tmp_path, base=tmp_path, counts=counts) == ["a.jpg"]
    assert (counts.found, counts.skipped_extension, counts.skipped_hidden) == (1, 6, 5)


def test_every_extension_of_the_list_is_taken_in_any_case(tmp_path: Path):
    make(tmp_path, *(f"a{extension}" for extension in formats.EXTENSIONS))
    make(tmp_path, *(f"b{extension.upper()}" for extension in formats.EXTENSIONS))
    assert len(found(tmp_path, base=tmp_path)) == 2 * len(formats.EXTENSIONS)
    assert {".jpg", ".heic", ".nef", ".jxl", ".tif"} <= formats.EXTENSIONS
    assert not {".eps", ".pdf", ".wmf", ".emf", ".svg", ".mp4", ".xmp"} & formats.EXTENSIONS


def test_files_that_the_person_names_are_always_taken(tmp_path: Path):
    make(tmp_path, "notes.txt", ".hidden.jpg")
    names = ["missing.jpg", ".hidden.jpg", "notes.txt"]
    assert found(*(tmp_path / name for name in names), base=tmp_path) == names


def test_a_hidden_folder_that_the_person_names_is_walked(tmp_path: Path):
    make(tmp_path, ".private/a.jpg")
    assert found(tmp_path / ".private", base=tmp_path) == [".private/a.jpg"]


def test_nothing_is_given_out_twice_where_arguments_overlap(tmp_path: Path):
    make(tmp_path, "a.jpg", "b.jpg", "below/c.jpg")
    counts = ScanCounts()
    roots = [tmp_path / "b.jpg", tmp_path / "below", tmp_path, tmp_path, tmp_path / "b.jpg"]
    roots += [tmp_path / "below" / "c.jpg", tmp_path / "below" / ".." / "a.jpg"]
    names = found(*roots, base=tmp_path, counts=counts)
    assert sorted(names) == ["a.jpg", "b.jpg", "below/c.jpg"]
    assert counts.found == 3
    assert counts.loops == 2


@POSIX
def test_links_to_folders_are_followed_once_and_loops_end(tmp_path: Path):
    make(tmp_path, "album/a.jpg", "album/deep/b.jpg")
    make(tmp_path.parent / f"{tmp_path.name}-outside", "c.jpg")
    (tmp_path / "album" / "deep" / "up").symlink_to(tmp_path)
    (tmp_path / "zlink").symlink_to(tmp_path / "album")
    (tmp_path / "zoutside").symlink_to(tmp_path.parent / f"{tmp_path.name}-outside")
    counts = ScanCounts()
    names = found(tmp_path, base=tmp_path, counts=counts)
    assert names == ["album/a.jpg", "album/deep/b.jpg", "zoutside/c.jpg"]
    assert counts.loops == 2


@POSIX
def test_links_to_files_are_taken_even_broken_ones(tmp_path: Path):
    make(tmp_path, "a.jpg", "b.txt")
    (tmp_path / "link.jpg").symlink_to("a.jpg")
    (tmp_path / "broken.jpg").symlink_to("gone.jpg")
    (tmp_path / "broken.txt").symlink_to("gone.jpg")
    assert found(tmp_path, base=tmp_path) == ["a.jpg", "broken.jpg", "link.jpg"]


@POSIX
def test_pipes_are_counted_not_taken(tmp_path: Path):
    os.mkfifo(tmp_path / "a.jpg")
    counts = ScanCounts()
    assert found(tmp_path, base=tmp_path, counts=counts) == []
    assert counts.skipped_special == 1


@POSIX
def test_names_that_are_not_utf8_survive(tmp_path: Path):
    name = os.fsencode(tmp_path) + b"/caf\xe9.jpg"
    try:
        Path(os.fsdecode(name)).touch()
    except OSError:
        pytest.skip("this file system takes only UTF-8")
    assert [os.fsencode(path) for path in find_images([tmp_path])] == [name]


def test_a_folder_that_cannot_be_read_is_reported_and_the_rest_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    make(tmp_path, "a/1.jpg", "b/2.jpg", "c/3.jpg")
    scandir = os.scandir

    def refuse(path: str):
        if Path(path).name == "b":
            raise PermissionError(13, "Permission denied", path)
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refuse)
    counts = ScanCounts()
    assert found(tmp_path, base=tmp_path, counts=counts) == ["a/1.jpg", "c/3.jpg"]
    assert counts.unreadable_folders == [(tmp_path / "b", "Permission denied")]


def test_a_folder_that_vanishes_meanwhile_is_reported(tmp_path: Path):
    make(tmp_path, "1.jpg", "a/2.jpg", "b/3.jpg")
    counts = ScanCounts()
    files = find_images([tmp_path], counts=counts)
    assert next(files).name == "1.jpg"
    (tmp_path / "a" / "2.jpg").unlink()
    (tmp_path / "a").rmdir()
    assert [path.name for path in files] == ["3.jpg"]
    assert [path.name for path, _ in counts.unreadable_folders] == ["a"]


@POSIX
@given(data=st.data(), recursive=st.booleans())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_counting_agrees_with_finding_whatever_is_asked_for(
    odd_tree: Path, data: st.DataObject, recursive: bool
):
    roots = data.draw(st.lists(st.sampled_from(roots_of(odd_tree)), max_size=5))
    files = list(find_images(roots, recursive=recursive))
    assert count_images(Roots(roots), recursive, Event()) == len(files)


@pytest.fixture
def odd_tree(tmp_path: Path) -> Path:
    """Links to above, beside and nowhere, hidden things, programs' folders, pipes."""
    make(tmp_path, "a.jpg", "b.txt", ".c.jpg", "album/1.jpg", "album/deep/2.PNG", "album/deep/3")
    make(tmp_path, "@eaDir/4.jpg", ".git/5.jpg", "empty/notes.txt", "album.jpg/6.jpg")
    (tmp_path / "album" / "deep" / "up").symlink_to(tmp_path)
    (tmp_path / "Album too").symlink_to(tmp_path / "album")
    (tmp_path / "album" / "link.jpg").symlink_to("1.jpg")
    (tmp_path / "album" / "broken.jpg").symlink_to("gone.jpg")
    os.mkfifo(tmp_path / "pipe.jpg")
    return tmp_path


def roots_of(tree: Path) -> list[Path]:
    names = ["", "album", "Album too", "album/deep", "@eaDir", "album.jpg", "album/1.jpg"]
    names += ["Album too/1.jpg", "album/../a.jpg", "b.txt", ".c.jpg", "pipe.jpg", "missing.jpg"]
    return [tree / name for name in names]


def test_counting_ends_when_it_is_cancelled(tmp_path: Path):
    make(tmp_path, "1.jpg", "a/2.jpg")
    cancel = Event()
    cancel.set()
    assert count_images(Roots([tmp_path]), True, cancel) == 0


@pytest.fixture
def deep_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder with 1200 folders in it, each inside the one before.

    It is taken down again from the innermost outwards: what removes old temporary folders after a
    later test session recurses, and ends with a RecursionError at such a depth.
    """
    levels = 1200
    monkeypatch.chdir(tmp_path)
    for _ in range(levels):
        os.mkdir("d")  # noqa: PTH102
        os.chdir("d")
    monkeypatch.chdir(tmp_path)
    yield tmp_path / "d"
    for _ in range(levels):
        os.chdir("d")
    for _ in range(levels):
        os.chdir("..")
        os.rmdir("d")  # noqa: PTH106


@POSIX
def test_folders_deeper_than_pythons_stack(deep_folder: Path):
    above = deep_folder.parent
    make(above, "a.jpg")
    assert [path.name for path in find_images([deep_folder, above])] == ["a.jpg"]


def test_the_scan_is_lazy_and_can_be_stopped(tmp_path: Path):
    make(tmp_path, "1.jpg", "a/2.jpg", "b/3.jpg")
    cancel = Event()
    counts = ScanCounts()
    files = find_images([tmp_path], counts=counts, cancel=cancel)
    assert next(files).name == "1.jpg"
    assert counts.found == 1
    cancel.set()
    assert list(files) == []


def test_memory_does_not_grow_with_the_number_of_files(tmp_path: Path):
    """Empty folders by the dozen, each of them listed by a fake that makes up its files."""

    ours = [tracemalloc.Filter(True, scan.__file__)]

    def held() -> int:
        # Of what the module itself allocated: the interpreter's table of interned strings, which
        # pathlib fills, doubles by megabytes at moments of its own.
        traces = tracemalloc.take_snapshot().filter_traces(ours).traces
        return sum(trace.size for trace in traces)

    def most_held(folders: int) -> int:
        root = tmp_path / str(folders)
        for number in range(folders):
            (root / str(number)).mkdir(parents=True)
        names = [f"IMG_{number}.jpg" for number in range(500)]
        scanner = scan._Scan(Roots([root]), True, ScanCounts(), Event())
        listed = scanner._list
        scanner._list = lambda folder, place: (  # type: ignore[method-assign]
            (names, []) if Path(folder).parent == root else listed(folder, place)
        )
        tracemalloc.start()
        seen = [held() for number, _ in enumerate(scanner.run(), 1) if number % 1000 == 0]
        tracemalloc.stop()
        assert len(seen) == folders // 2
        return max(seen)

    assert most_held(200) < most_held(10) + 190 * 1000  # a folder's own mark, not its files


def test_the_same_order_on_every_system(tmp_path: Path):
    names = [f"{letter}{number}.jpg" for letter in "aBc" for number in (1, 2, 10, 100)]
    shuffled = names[:]
    random.Random(0).shuffle(shuffled)
    make(tmp_path, *shuffled)
    assert found(tmp_path, base=tmp_path) == names
