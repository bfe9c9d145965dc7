"""Features lie in a file beside the library, and the library says whose they are."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from igtagger.domain import Tagged
from igtagger.library.facade import Library
from igtagger.library.features import FeaturesKey
from igtagger.library.images import FileStamp
from igtagger.library.outcomes import Entry, ModelKey

KEY = ModelKey("m", "s", "p")
FEATURES = FeaturesKey("m", "s", "p")
CHANNELS = 5


def vector(number: int) -> NDArray[np.float32]:
    return np.arange(CHANNELS, dtype=np.float32) + number


def open_library(folder: Path) -> Library:
    return Library.open(folder / "library.sqlite3", on_message=lambda reason: None)


def entry(
    path: Path, number: int | None = None, *, content: bytes = b"", hashed: int | None = None
) -> Entry:
    made = () if number is None else ((FEATURES, vector(number)),)
    mark = content or path.name.encode()
    stamp = FileStamp(1, 1, 1)
    tagged = Tagged(path, 1, 1, (0,), (0.5,))
    return Entry(tagged, stamp, mark, features=made, difference_hash=hashed)


def files(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.f16"))


def kept(library: Library, *paths: Path) -> dict[Path, float]:
    return {path: float(each[0]) for path, each in library.features_of(FEATURES, paths).items()}


def test_what_is_saved_is_read_in_the_order_of_the_file(tmp_path: Path) -> None:
    paths = [tmp_path / str(number) for number in range(5000)]
    with open_library(tmp_path) as library:
        library.save(KEY, [entry(path, place) for place, path in enumerate(paths[:3000])])
        library.save(KEY, [entry(path, 3000 + n) for n, path in enumerate(paths[3000:])])
        found = library.features(FEATURES)
        assert found is not None
        assert found.vectors.dtype == np.float16
        told = library.image_paths(found.images.tolist())
        assert [told[number] for number in found.images.tolist()] == paths
        wanted = np.stack([vector(number) for number in range(5000)]).astype(np.float16)
        weights = np.eye(CHANNELS, dtype=np.float32)[:, :2]
        assert np.array_equal(found.products(weights), wanted[:, :2].astype(np.float32))
        assert np.array_equal(found.take([4999, 0]), wanted[[4999, 0]].astype(np.float32))
        assert kept(library, paths[7], tmp_path / "none") == {paths[7]: 7}
        assert library.features_kept() == {FEATURES: 5000}
    assert len(files(tmp_path)) == 1
    if os.name == "posix":
        assert files(tmp_path)[0].stat().st_mode & 0o077 == 0


def test_features_of_another_key_are_not_mixed_in(tmp_path: Path) -> None:
    with open_library(tmp_path) as library:
        library.save(KEY, [entry(tmp_path / "a", 1)])
        assert library.features(FeaturesKey("m", "other", "p")) is None
        assert library.features_of(FeaturesKey("m", "other", "p"), [tmp_path / "a"]) == {}


def test_a_copy_shares_them_and_the_hash_and_a_changed_file_loses_both(tmp_path: Path) -> None:
    one, copy = tmp_path / "one", tmp_path / "copy"
    with open_library(tmp_path) as library:
        library.save(KEY, [entry(one, 1, content=b"x", hashed=1 << 63)])
        library.save(KEY, [entry(copy, content=b"x")])
        found = library.features(FEATURES)
        assert found is not None
        assert found.rows.tolist() == [0, 0]
        assert np.array_equal(found.products(np.ones((CHANNELS, 1), np.float32)), [[15], [15]])
        assert library.difference_hashes()[1].tolist() == [1 << 63, 1 << 63]
        library.save(KEY, [entry(one, content=b"other")])
        assert kept(library, one, copy) == {copy: 1}
        assert library.difference_hashes()[1].tolist() == [1 << 63]


def test_a_moved_picture_keeps_them(tmp_path: Path) -> None:
    old, new = tmp_path / "old", tmp_path / "new"
    with open_library(tmp_path) as library:
        library.save(KEY, [entry(old, 3, content=b"x")])
        new.touch()
        found = library.known_by_content(KEY, new, FileStamp(1, 2, 2), b"x")
        assert found.moved
        assert kept(library, old, new) == {new: 3}


def test_compacting_leaves_out_what_no_picture_has(tmp_path: Path) -> None:
    paths = [tmp_path / str(number) for number in range(10)]
    with open_library(tmp_path) as library:
        library.save(KEY, [entry(path, place) for place, path in enumerate(paths)])
        library.forget(paths[:4])
        before = library.features(FEATURES)
        assert before is not None
        library.compact_features()
        (file,) = files(tmp_path)
        assert file.stat().st_size == 6 * CHANNELS * 2
        assert kept(library, *paths) == {path: n for n, path in enumerate(paths) if n >= 4}
        assert float(before.take([0])[0, 0]) == 4  # whoever reads the old one reads on
        library.save(KEY, [entry(paths[0], 99)])
        assert kept(library, *paths)[paths[0]] == 99
        library.forget(paths)
        library.compact_features()
        assert files(tmp_path) == []
        assert library.features(FEATURES) is None


@pytest.mark.parametrize("damage", [lambda f: f.unlink(), lambda f: os.truncate(f, 7)])
def test_a_file_that_is_gone_or_cut_off_is_begun_anew(tmp_path: Path, damage) -> None:  # type: ignore[no-untyped-def]
    with open_library(tmp_path) as library:
        library.save(KEY, [entry(tmp_path / "a", 1), entry(tmp_path / "b", 2)])
        damage(files(tmp_path)[0])
        library.save(KEY, [entry(tmp_path / "b", 5)])  # while it is open
        assert kept(library, tmp_path / "a", tmp_path / "b") == {tmp_path / "b": 5}
        damage(files(tmp_path)[-1])
        for file in files(tmp_path):
            damage(file)
    with open_library(tmp_path) as library:  # and as it is opened
        assert library.features(FEATURES) is None
        library.save(KEY, [entry(tmp_path / "a", 1)])
        assert kept(library, tmp_path / "a") == {tmp_path / "a": 1}


def test_numbers_too_great_for_half_precision_are_kept_as_the_greatest(tmp_path: Path) -> None:
    made = np.array([1e9, -1e9, np.nan, np.inf, 1], np.float32)
    with open_library(tmp_path) as library:
        tagged = Tagged(tmp_path / "a", 1, 1, (0,), (0.5,))
        stamp = FileStamp(1, 1, 1)
        library.save(KEY, [Entry(tagged, stamp, b"a", features=((FEATURES, made),))])
        (found,) = library.features_of(FEATURES, [tmp_path / "a"]).values()
    assert found.tolist() == [65504, -65504, 0, 65504, 1]


KILLED = """
import os, signal, sys
import numpy as np
from pathlib import Path
from igtagger.library import features
from igtagger.library.facade import Library
from tests.library.test_features import entry, KEY
folder = Path(sys.argv[1])
library = Library.open(folder / "library.sqlite3", on_message=print)
library.save(KEY, [entry(folder / "a", 1)])
real = os.fsync
def fsync(number):
    real(number)
    os._exit(9)  # the row is on the disk, and no transaction has named it
features.os.fsync = fsync
library.save(KEY, [entry(folder / "b", 2)])
"""


def test_a_kill_between_file_and_library_leaves_nothing_torn(tmp_path: Path) -> None:
    ended = subprocess.run([sys.executable, "-c", KILLED, str(tmp_path)], check=False)
    assert ended.returncode == 9
    (file,) = files(tmp_path)
    assert file.stat().st_size == 2 * CHANNELS * 2
    with open_library(tmp_path) as library:
        assert kept(library, tmp_path / "a", tmp_path / "b") == {tmp_path / "a": 1}
        library.save(KEY, [entry(tmp_path / "c", 3)])
        assert kept(library, tmp_path / "a", tmp_path / "c") == {
            tmp_path / "a": 1,
            tmp_path / "c": 3,
        }
    assert file.stat().st_size == 2 * CHANNELS * 2


def test_all_blocks_are_worked_through_once_and_what_goes_wrong_ends_it(tmp_path: Path) -> None:
    with open_library(tmp_path) as library:
        library.save(KEY, [entry(tmp_path / str(number), number) for number in range(9000)])
        found = library.features(FEATURES)
    assert found is not None
    firsts = np.full(len(found), -1, np.float32)

    def work(places: slice, block: NDArray[np.float32]) -> None:
        assert (firsts[places] == -1).all()
        firsts[places] = block[:, 0]

    found.work_through(work)
    assert np.array_equal(firsts, np.arange(9000).astype(np.float16).astype(np.float32))

    def fails(places: slice, block: NDArray[np.float32]) -> None:
        raise ValueError(places.start)

    with pytest.raises(ValueError, match=r"\d+"):
        found.work_through(fails)
