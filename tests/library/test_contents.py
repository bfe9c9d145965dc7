"""What is kept of the content of files, and what makes no sense of it."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from igtagger.domain import Failed, Reason, Review, Tagged
from igtagger.library.contents import Content
from igtagger.library.facade import Library
from igtagger.library.features import FeaturesKey
from igtagger.library.images import FileStamp
from igtagger.library.outcomes import Entry, ModelKey
from igtagger.library.spans import spans_of
from tests.library.test_features import FEATURES, entry, open_library

KEY = ModelKey("m", "s", "p")
MARK = bytes(range(16))


def all_of(library: Library, *folders: Path) -> list[Content]:
    pages = library.contents(spans_of(folders)) if folders else library.contents()
    return [each for page in pages for each in page]


def test_all_that_is_kept_comes_by_path(tmp_path: Path) -> None:
    a, b, c = (tmp_path / name for name in ("a/1.jpg", "b/2.jpg", "c/3.jpg"))
    hashed = (1 << 63) + 5
    tagged = Tagged(b, 640, 480, (0,), (0.5,))
    failed = Failed(a, Reason("picture.empty", path=a))
    with open_library(tmp_path) as library:
        library.save(KEY, [Entry(tagged, FileStamp(9, 8, 7), MARK, difference_hash=hashed)])
        library.save(KEY, [Entry(failed, FileStamp(3, 2, 1), None)])
        library.save_reviews({c: Review(own=("x",))})
        found = all_of(library)
        inside = all_of(library, tmp_path / "b")
        numbers = library.image_numbers([a, b, c])
        assert library.contents_of([numbers[b], 999]) == {numbers[b]: inside[0]}

    assert [each.path for each in found] == [a, b, c]
    assert found[1] == Content(numbers[b], b, 9, 8, MARK, 640, 480, hashed)
    assert found[0][2:] == (3, 2, None, 0, 0, None)
    assert found[2][2:] == (0, 0, None, 0, 0, None)
    assert inside == [found[1]]


@pytest.mark.parametrize("nonsense", ["'text'", "1.5", "x'00'", "-3"])
def test_what_makes_no_sense_counts_as_not_known(tmp_path: Path, nonsense: str) -> None:
    path = tmp_path / "a.jpg"
    open_library(tmp_path).close()
    with closing(sqlite3.connect(tmp_path / "library.sqlite3")) as connection:
        columns = ("size", "mtime_ns", "fingerprint", "width", "height", "difference_hash")
        values = ", ".join([nonsense] * len(columns))
        connection.execute(
            f"INSERT INTO images (path, {', '.join(columns)}) VALUES (?, {values})",
            (os.fsencode(path),),
        )
        connection.commit()
    with open_library(tmp_path) as library:
        (found,) = all_of(library)

    assert (found.size, found.fingerprint, found.width, found.height) == (0, None, 0, 0)
    assert found.difference_hash in (None, (1 << 64) - 3)


def test_many_pages_are_gone_through(tmp_path: Path) -> None:
    paths = [tmp_path / f"{number:05}.jpg" for number in range(9000)]
    with open_library(tmp_path) as library:
        library.save(KEY, [entry(path) for path in paths])
        found = all_of(library)

    assert [each.path for each in found] == paths


def test_the_state_of_features_is_another_when_they_are(tmp_path: Path) -> None:
    a, b = tmp_path / "a.jpg", tmp_path / "b.jpg"
    with open_library(tmp_path) as library:
        states = [library.features_state(FEATURES)]
        for more in ([entry(a, 1)], [entry(b, 2)], [entry(a, 3, content=b"other")]):
            library.save(KEY, more)
            states.append(library.features_state(FEATURES))
        library.forget([a])
        states.append(library.features_state(FEATURES))
        assert library.features_state(FEATURES) == states[-1]
        assert library.features_state(FeaturesKey("other", "", "")) is None

    assert states[0] is None
    assert len(set(states)) == len(states)
