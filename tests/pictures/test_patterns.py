"""Patterns leave files and folders out of a scan, as git's do."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from threading import Event

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from igtagger.errors import UsageError
from igtagger.pictures.patterns import Selection
from igtagger.pictures.scan import Roots, ScanCounts, Skipped, count_images, find_images
from tests.looks import Looks

FILES = ("a.jpg", "b.tif", "raw/c.jpg", "raw/keep/d.jpg", "2019/e.jpg", "x/2019/f.jpg", "x/g.tif")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "pictures"
    for name in FILES:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).touch()
    return folder


def found(folder: Path, selection: Selection) -> set[str]:
    files = {
        path.relative_to(folder).as_posix() for path in find_images([folder], selection=selection)
    }
    assert count_images(Roots([folder], selection=selection), True, Event()) == len(files)
    return files


@pytest.mark.parametrize(
    ("exclude", "left"),
    [
        (["*.tif"], {"a.jpg", "raw/c.jpg", "raw/keep/d.jpg", "2019/e.jpg", "x/2019/f.jpg"}),
        (["raw/"], {"a.jpg", "b.tif", "2019/e.jpg", "x/2019/f.jpg", "x/g.tif"}),
        (["2019"], {"a.jpg", "b.tif", "raw/c.jpg", "raw/keep/d.jpg", "x/g.tif"}),
        (["/2019"], set(FILES) - {"2019/e.jpg"}),
        (["x/*.tif"], set(FILES) - {"x/g.tif"}),
        (["*.tif", "!g.tif"], set(FILES) - {"b.tif"}),
        (["raw/", "!raw/keep/"], set(FILES) - {"raw/c.jpg", "raw/keep/d.jpg"}),
        (["a.jpg/", "A.jpg"], set(FILES)),
        (["*"], set()),
    ],
)
def test_what_patterns_leave_out_is_left_out(
    folder: Path, exclude: list[str], left: set[str]
) -> None:
    assert found(folder, Selection(exclude)) == left


@pytest.mark.parametrize(
    ("include", "taken"),
    [
        (["*.tif"], {"b.tif", "x/g.tif"}),
        (["raw/"], {"raw/c.jpg", "raw/keep/d.jpg"}),
        (["/x/**"], {"x/2019/f.jpg", "x/g.tif"}),
        (["*.tif", "2019/"], {"b.tif", "x/g.tif", "2019/e.jpg", "x/2019/f.jpg"}),
    ],
)
def test_only_what_is_included_is_taken(folder: Path, include: list[str], taken: set[str]) -> None:
    assert found(folder, Selection(include=include)) == taken
    assert found(folder, Selection(["*.tif"], include)) == {n for n in taken if "tif" not in n}


def test_folders_that_are_left_out_are_not_read(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks = Looks(monkeypatch)
    list(find_images([folder], selection=Selection(["raw/", "x"])))
    assert sorted(Path(name).name for name in looks.reads) == ["2019", "pictures"]


def test_what_is_left_out_is_counted_and_told(folder: Path) -> None:
    told: list[tuple[str, Skipped]] = []
    counts = ScanCounts(tell=lambda path, why: told.append((Path(path).name, why)))
    list(find_images([folder], counts=counts, selection=Selection(["raw", "*.tif"])))
    assert (counts.found, counts.skipped_excluded) == (3, 3)
    assert sorted(told) == [(name, Skipped.EXCLUDED) for name in ("b.tif", "g.tif", "raw")]


def test_files_without_an_ending_are_left_out_before_a_look_into_them(folder: Path) -> None:
    (folder / "noending").write_bytes(b"\xff\xd8\xff\xe0")
    counts = ScanCounts()
    list(find_images([folder], counts=counts, selection=Selection(["noending"])))
    assert counts.looked == 0


def test_of_a_file_that_is_named_its_name_counts(folder: Path) -> None:
    named = [folder / "raw" / "c.jpg", folder / "b.tif"]
    assert list(find_images(named, selection=Selection(["*.tif", "raw/"]))) == named[:1]


@pytest.mark.parametrize("pattern", ["", " ", "# a comment", "!", "/", "a\\"])
def test_what_is_no_pattern_is_refused(pattern: str) -> None:
    for given_ in ({"exclude": [pattern]}, {"include": [pattern]}):
        with pytest.raises(UsageError) as refused:
            Selection(**given_)
        assert refused.value.reason.code == "usage.pattern"


def test_a_hash_can_be_meant() -> None:
    assert not Selection(["\\#recycle/"]).enters("#recycle/")


NAMES = st.sampled_from(["a", "b", "ab"])
PATTERNS = st.sampled_from(
    [
        "a",
        "a/",
        "/a",
        "*.png",
        "!a.png",
        "a/*",
        "**/b",
        "a/**/b.png",
        "?.png",
        "!b/",
        "[ab]/*",
        "a/**",
        "!a/**",
        "**/b/**",
        "!*/",
        "*",
        "!/a",
        "!a/b/",
        "!*.png",
    ]
)


@pytest.mark.skipif(shutil.which("git") is None, reason="needs git")
@settings(max_examples=40)
@example(paths=[["b", "a", "a"]], patterns=["a", "!b/"])
@example(paths=[["a", "b", "a"]], patterns=["b", "!a/*"])
@example(paths=[["a", "a"]], patterns=["a", "!a/**"])
@example(paths=[["b", "a"]], patterns=["b/**", "!a.png"])
@example(paths=[["b", "a", "a"]], patterns=["a", "!*/"])
@given(
    paths=st.lists(st.lists(NAMES, min_size=1, max_size=3), min_size=1, max_size=8),
    patterns=st.lists(PATTERNS, min_size=1, max_size=3),
)
def test_git_leaves_out_the_same(
    tmp_path_factory: pytest.TempPathFactory, paths: list[list[str]], patterns: list[str]
) -> None:
    folder = tmp_path_factory.mktemp("git")
    subprocess.run(["git", "init", "-q", str(folder)], check=True)
    for parts in paths:
        file = folder.joinpath(*parts[:-1], f"{parts[-1]}.png")
        if not any(parent.is_file() for parent in file.parents):
            file.parent.mkdir(parents=True, exist_ok=True)
            if not file.is_dir():
                file.touch()
    (folder / ".gitignore").write_text("\n".join(patterns), encoding="utf-8")
    listed = subprocess.run(
        ["git", "-C", str(folder), "ls-files", "-z", "--others", "--exclude-standard"],
        check=True,
        capture_output=True,
        env={**os.environ, "GIT_CONFIG_GLOBAL": os.devnull},
    ).stdout
    expected = {name for name in os.fsdecode(listed).split("\0") if name.endswith(".png")}
    selection = Selection(patterns)
    assert found(folder, selection) == expected
    there = {file.relative_to(folder).as_posix() for file in folder.rglob("*.png")}
    assert {name for name in there if selection.reaches(name)} == expected
