"""Groups of pictures that are there more than once: real files, a real library."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path
from threading import Event

import numpy as np
import pytest
from PIL import Image

from igtagger.app.likeness.duplicates import (
    BEST_TAG,
    DUPLICATE_TAG,
    DuplicateProgress,
    DuplicateSearch,
    Group,
    mark,
    marked,
)
from igtagger.app.likeness.joining_copies import Likeness
from igtagger.domain import Review
from igtagger.library.spans import spans_of
from igtagger.pictures.fingerprint import BLOCK_BYTES
from tests.app.alike_library import FEATURES, fill, found, keep, open_library, saved, told, vector
from tests.pictures.made import photograph, photographs


def half(picture: Image.Image) -> Image.Image:
    return picture.resize((picture.width // 2, picture.height // 2), Image.Resampling.LANCZOS)


@pytest.fixture
def cat(tmp_path: Path) -> Path:
    return saved(photographs()[1], tmp_path / "cat.jpg", quality=92)


def test_files_of_the_same_bytes_are_a_group_and_the_oldest_is_best(
    tmp_path: Path, cat: Path
) -> None:
    older = Path(shutil.copyfile(cat, tmp_path / "z older.jpg"))
    os.utime(older, (1000, 1000))
    saved(photographs()[0], tmp_path / "other.jpg")
    with open_library(tmp_path) as library:
        keep(library, *tmp_path.glob("*.jpg"))
        (group,) = found(library)

    assert told([group]) == [[("z older.jpg", "best"), ("cat.jpg", "bytes")]]
    assert (group.best.width, group.best.height) == photographs()[1].size
    assert group.best.size == cat.stat().st_size
    assert group.best.modified_ns == 1000 * 10**9
    assert group.members[1].distance == 0


def test_files_with_one_fingerprint_and_other_bytes_are_not_called_the_same(
    tmp_path: Path, cat: Path
) -> None:
    # Behind the picture's end, between the parts that a fingerprint is of.
    tail = bytearray(np.random.default_rng(0).bytes(20 * BLOCK_BYTES))
    cat.write_bytes(cat.read_bytes() + tail)
    other = Path(shutil.copyfile(cat, tmp_path / "other.jpg"))
    with other.open("r+b") as stream:
        stream.seek(3 * BLOCK_BYTES)
        stream.write(b"another" * 10)
    with open_library(tmp_path) as library:
        keep(library, cat, other)
        marks = {each.fingerprint for page in library.contents() for each in page}
        groups = found(library)

    assert len(marks) == 1
    assert told(groups) == [[("cat.jpg", "best"), ("other.jpg", "picture")]]


def test_other_sizes_and_compressions_are_a_group_and_the_largest_is_best(
    tmp_path: Path, cat: Path
) -> None:
    picture = photographs()[1]
    saved(half(picture), tmp_path / "half.jpg", quality=40)
    saved(picture, tmp_path / "much compressed.jpg", quality=30)
    saved(picture, tmp_path / "lossless.png")
    saved(half(half(picture)), tmp_path / "small.webp")
    saved(photographs()[2], tmp_path / "coffee.jpg")
    with open_library(tmp_path) as library:
        pictures = [each for each in tmp_path.iterdir() if each.suffix in (".jpg", ".png", ".webp")]
        keep(library, *pictures)
        (group,) = found(library)

    assert told([group]) == [
        [
            ("lossless.png", "best"),
            ("cat.jpg", "picture"),
            ("much compressed.jpg", "picture"),
            ("half.jpg", "picture"),
            ("small.webp", "picture"),
        ]
    ]
    assert all(each.distance is not None and each.distance <= 5 for each in group.members[1:])


def test_a_picture_turned_by_its_exif_is_the_same_picture(tmp_path: Path, cat: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    lying = photographs()[1].transpose(Image.Transpose.ROTATE_90)
    saved(lying, tmp_path / "turned.jpg", quality=80, exif=exif)
    saved(lying, tmp_path / "lying.jpg", quality=80)
    with open_library(tmp_path) as library:
        keep(library, *tmp_path.glob("*.jpg"))
        groups = found(library)

    assert told(groups) == [[("cat.jpg", "best"), ("turned.jpg", "picture")]]


def test_a_picture_cut_to_another_shape_is_no_copy_by_its_hash(tmp_path: Path, cat: Path) -> None:
    picture = photographs()[1]
    squeezed = saved(picture.resize((picture.width, picture.height // 2)), tmp_path / "flat.jpg")
    with open_library(tmp_path) as library:
        keep(library, cat, squeezed)
        assert found(library) == []


def test_flat_pictures_are_no_copies_of_each_other(tmp_path: Path) -> None:
    for shade in range(5):
        saved(Image.new("RGB", (640, 480), (50 * shade,) * 3), tmp_path / f"{shade}.png")
    with open_library(tmp_path) as library:
        keep(library, *tmp_path.glob("*.png"))
        assert found(library) == []


def test_near_pictures_are_a_group_by_their_features(tmp_path: Path) -> None:
    first = saved(photograph(900, 600, 0), tmp_path / "first.jpg")
    second = saved(photograph(640, 600, 2), tmp_path / "second.jpg")
    third = saved(photograph(500, 600, 3), tmp_path / "third.jpg")
    with open_library(tmp_path) as library:
        keep(library, first, features=vector(1))
        keep(library, second, features=vector(1, 0.5, 1))
        keep(library, third, features=vector(2))
        (group,) = found(library)
        assert found(library, near=0.9999) == []
        assert found(library, least=Likeness.PICTURE) == []

    assert told([group]) == [[("first.jpg", "best"), ("second.jpg", "near")]]
    similarity = group.members[1].similarity
    assert similarity is not None
    assert 0.9 < similarity < 1
    assert (group.best.similarity, group.best.distance) == (None, None)


def test_close_hashes_of_pictures_with_other_features_are_no_copies(
    tmp_path: Path, cat: Path
) -> None:
    small = saved(half(photographs()[1]), tmp_path / "small.jpg")
    with open_library(tmp_path) as library:
        keep(library, cat, features=vector(1))
        keep(library, small, features=vector(3))
        assert found(library) == []
        keep(library, small, features=vector(1, 0.5, 1))
        assert told(found(library)) == [[("cat.jpg", "best"), ("small.jpg", "picture")]]


def test_kinds_of_likeness_meet_in_one_group_each_told_for_itself(
    tmp_path: Path, cat: Path
) -> None:
    copy = Path(shutil.copyfile(cat, tmp_path / "copy.jpg"))
    os.utime(copy, (10**9, 10**9))
    small = saved(half(photographs()[1]), tmp_path / "small.jpg")
    small_copy = Path(shutil.copyfile(small, tmp_path / "small copy.jpg"))
    near = saved(photograph(300, 200, 0), tmp_path / "near.jpg")
    with open_library(tmp_path) as library:
        keep(library, cat, copy, features=vector(1))
        keep(library, small, small_copy, features=vector(1, 0.1, 1))
        keep(library, near, features=vector(1, 0.2, 2))
        (group,) = found(library)

    assert told([group]) == [
        [
            ("copy.jpg", "best"),
            ("cat.jpg", "bytes"),
            ("small.jpg", "picture"),
            ("small copy.jpg", "picture"),
            ("near.jpg", "near"),
        ]
    ]


def test_groups_come_by_their_strongest_likeness_then_by_path(tmp_path: Path) -> None:
    for name, which in (("b", 0), ("c", 1), ("a", 2)):
        saved(photographs()[which], tmp_path / f"{name}.jpg", quality=92)
    shutil.copyfile(tmp_path / "c.jpg", tmp_path / "c2.jpg")
    for name, which in (("b", 0), ("a", 2)):
        saved(half(photographs()[which]), tmp_path / f"{name} small.jpg")
    with open_library(tmp_path) as library:
        keep(library, *sorted(tmp_path.glob("*.jpg")))
        groups = found(library)

    assert [group.best.path.name[0] for group in groups] == ["c", "a", "b"]


def test_only_what_lies_within_the_folder_is_looked_at(tmp_path: Path, cat: Path) -> None:
    inside = tmp_path / "inside"
    inside.mkdir()
    copies = [Path(shutil.copyfile(cat, inside / name)) for name in ("1.jpg", "2.jpg")]
    with open_library(tmp_path) as library:
        keep(library, cat, *copies)
        (group,) = found(library, spans=spans_of([inside]))

    assert {each.path for each in group.members} == set(copies)


def test_what_is_gone_is_in_no_group(tmp_path: Path, cat: Path) -> None:
    picture = photographs()[1]
    large = saved(picture.resize((902, 600)), tmp_path / "large.jpg", quality=92)
    small = saved(half(picture), tmp_path / "small.jpg")
    copy = Path(shutil.copyfile(cat, tmp_path / "copy.jpg"))
    with open_library(tmp_path) as library:
        keep(library, large, cat, copy, small)
        large.unlink()
        copy.unlink()
        groups = found(library)
        small.unlink()
        assert found(library) == []

    assert told(groups) == [[("cat.jpg", "best"), ("small.jpg", "picture")]]


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
def test_two_names_of_one_file_by_links_are_no_duplicates(tmp_path: Path, cat: Path) -> None:
    link = tmp_path / "a link.jpg"
    link.symlink_to(cat)
    (tmp_path / "again").symlink_to(tmp_path)
    copy = Path(shutil.copyfile(cat, tmp_path / "copy.jpg"))
    os.utime(copy, (10**9, 10**9))
    with open_library(tmp_path) as library:
        keep(library, link, cat, tmp_path / "again" / "cat.jpg")
        assert found(library) == []
        keep(library, copy)
        assert told(found(library)) == [[("copy.jpg", "best"), ("cat.jpg", "bytes")]]


def test_damaged_files_of_the_same_bytes_are_a_group_too(tmp_path: Path) -> None:
    for name in ("a.jpg", "b.jpg"):
        (tmp_path / name).write_bytes(b"\xff\xd8\xff nonsense")
    with open_library(tmp_path) as library:
        keep(library, tmp_path / "a.jpg", tmp_path / "b.jpg")
        (group,) = found(library)

    assert told([group])[0][1] == ("b.jpg", "bytes")
    assert (group.best.width, group.best.height) == (0, 0)


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere names are Unicode")
def test_any_name_of_a_file_will_do(tmp_path: Path, cat: Path) -> None:
    names = [b"=1+2.jpg", b"two\nlines.jpg", b"\xff\xfe.jpg", "\u202egpj.exe.jpg".encode()]
    copies = [tmp_path / os.fsdecode(name) for name in names]
    for copy in copies:
        shutil.copyfile(cat, copy)
    with open_library(tmp_path) as library:
        keep(library, *copies)
        (group,) = found(library)

    assert {each.path for each in group.members} == set(copies)


def test_it_tells_how_far_it_is_and_what_is_lacking(tmp_path: Path, cat: Path) -> None:
    copy = Path(shutil.copyfile(cat, tmp_path / "copy.jpg"))
    with open_library(tmp_path) as library:
        keep(library, cat, features=vector(1))
        keep(library, copy)
        fill(library, tmp_path, 10)
        search = DuplicateSearch(library, FEATURES, cancel=Event())
        progress = [each for each in search.search() if isinstance(each, DuplicateProgress)]

    stages = list(dict.fromkeys(each.stage for each in progress))
    assert stages == ["reading", "comparing", "hashes", "near"]
    assert all(0 <= each.done <= each.total for each in progress)
    assert progress[-1].done == progress[-1].total
    # Copies share what is kept of the content.
    assert (search.pictures, search.without_features, search.without_hash) == (12, 0, 10)


def test_a_cancelled_search_ends_without_a_group(tmp_path: Path, cat: Path) -> None:
    copy = Path(shutil.copyfile(cat, tmp_path / "copy.jpg"))
    cancel = Event()
    with open_library(tmp_path) as library:
        keep(library, cat, copy)
        seen = []
        for each in DuplicateSearch(library, None, cancel=cancel).search():
            seen.append(each)
            cancel.set()

    assert len(seen) == 1
    assert isinstance(seen[0], DuplicateProgress)


def test_an_empty_library_has_none(tmp_path: Path) -> None:
    with open_library(tmp_path) as library:
        assert found(library) == []


def test_marks_are_own_tags_one_in_the_place_of_the_other() -> None:
    assert marked(["holiday"], best=True) == ("holiday", BEST_TAG)
    assert marked(["Duplicate", "holiday"], best=True) == ("holiday", BEST_TAG)
    assert marked([BEST_TAG], best=False) == (DUPLICATE_TAG,)
    assert marked([BEST_TAG, "x", DUPLICATE_TAG], best=None) == ("x",)


def test_marking_keeps_all_else_that_was_decided(tmp_path: Path, cat: Path) -> None:
    copies = [Path(shutil.copyfile(cat, tmp_path / f"{number}.jpg")) for number in range(3)]
    with open_library(tmp_path) as library:
        keep(library, *copies)
        library.save_reviews({copies[2]: Review(own=("holiday", BEST_TAG))})
        groups: list[Group] = found(library)
        best = groups[0].best.path
        assert mark(library, groups) == 3
        assert mark(library, groups) == 0
        reviews = library.reviews(copies)

    assert reviews[best].own == (BEST_TAG,)
    assert reviews[copies[2]] == Review(own=("holiday", DUPLICATE_TAG))
    assert [reviews[path].own[-1] for path in copies].count(DUPLICATE_TAG) == 2
