"""Lessons as a page shows them: what is new in the library meanwhile is seen by the next one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from igtagger.app.learned_tags.lessons import Lessons
from igtagger.app.learned_tags.taught_tags import TaughtTags
from igtagger.domain import Review, Tagged
from igtagger.library.facade import Library
from igtagger.library.features import FeaturesKey
from igtagger.library.images import FileStamp
from igtagger.library.outcomes import Entry, ModelKey

KEY = ModelKey("tiny", "0" * 64, "plain")
FEATURES = FeaturesKey("tiny", "0" * 64, "plain")


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library.open(tmp_path / "library.sqlite", on_message=pytest.fail) as library:
        yield library


@pytest.fixture
def lessons(library: Library, tmp_path: Path) -> Lessons:
    store = TaughtTags(tmp_path / "taught", pytest.fail)
    return Lessons(lambda: library, store, lambda: FEATURES)


def keep(library: Library, folder: Path, kind: int, *names: str) -> None:
    """Have pictures of a kind, with features that tell it from others."""
    noise = np.random.default_rng(len(names) + kind)
    entries = []
    for name in names:
        path = folder / name
        path.write_bytes(name.encode())
        made = noise.random(16, np.float32)
        made[kind * 4 : kind * 4 + 4] += 3
        mark = name.encode().ljust(16, b"0")
        outcome = Tagged(path, 32, 24, (0,), (0.9,))
        entries.append(Entry(outcome, FileStamp.of(path), mark, features=((FEATURES, made),)))
    library.save(KEY, entries)


def test_without_features_there_is_nothing_to_suggest_and_no_tag_is_begun(lessons: Lessons) -> None:
    found = lessons.of("zebra").look(10)
    assert (found.pictures, found.ref, found.lacking) == (0, None, 0)
    assert not lessons.store.tags()


def test_without_examples_it_says_how_many_it_takes(
    lessons: Lessons, library: Library, tmp_path: Path
) -> None:
    keep(library, tmp_path, 0, "a", "b")
    found = lessons.of("zebra").look(10)
    assert (found.pictures, found.examples, found.lacking) == (2, 0, 5)
    assert not found.can_be_automatic


def test_what_a_run_made_meanwhile_is_suggested_by_the_next_lesson(
    lessons: Lessons, library: Library, tmp_path: Path
) -> None:
    keep(library, tmp_path, 0, "a", "b")
    keep(library, tmp_path, 1, "x", "y", "z")
    library.save_reviews({tmp_path / "a": Review(own=("zebra",))})
    first = lessons.of("zebra").look(10)
    assert Path(first.proposals[0].path).name == "b"
    keep(library, tmp_path, 0, "c")
    second = lessons.of("zebra").look(10)
    assert {Path(row.path).name for row in second.proposals[:2]} == {"b", "c"}
    assert second.pictures == 6


def test_keeping_tells_whether_anything_is_said_by_itself(
    lessons: Lessons, library: Library, tmp_path: Path
) -> None:
    names = [f"a{number}" for number in range(6)]
    keep(library, tmp_path, 0, *names)
    keep(library, tmp_path, 1, *(f"x{number}" for number in range(9)))
    library.save_reviews({tmp_path / name: Review(own=("zebra",)) for name in names})
    lesson = lessons.of("zebra")
    lesson.look(1)
    assert not lesson.keep()
    assert lesson.keep(automatic=True)
    assert lesson.keep(automatic=False)  # it was until now
    assert not lesson.keep()
    assert lessons.said() == {0: 6}
