"""Lessons over a real library with made features: what is learned from, and what is suggested."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest

from igtagger.app.learned_tags.taught_tags import TaughtTags
from igtagger.app.learned_tags.teaching import SAMPLE, Lesson, Teaching, tag_scores
from igtagger.domain import LabelRef, Review, Tagged
from igtagger.errors import UsageError
from igtagger.library.facade import Library
from igtagger.library.features import FeaturesKey
from igtagger.library.images import FileStamp
from igtagger.library.outcomes import Entry, ModelKey
from igtagger.models.taught import TAUGHT, taught_head

KEY, FEATURES = ModelKey("m", "5" * 8, "p"), FeaturesKey("m", "5" * 8, "p")
CHANNELS = 32


def features(seed: int, *, of: int | None = None) -> np.ndarray:
    numbers = np.random.default_rng(seed)
    made = np.maximum(numbers.standard_normal(CHANNELS) - 1, 0)
    if of is not None:
        made[4 * of : 4 * of + 4] += 5
    return made.astype(np.float32)


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library.open(tmp_path / "library.sqlite3", on_message=print) as library:
        yield library


def add(library: Library, folder: Path, names: Sequence[str], *, of: int | None) -> list[Path]:
    """Pictures, empty as files, with features of one thing."""
    paths = [folder / name for name in names]
    for path in paths:
        path.touch()
    entries = [
        Entry(
            Tagged(path, 1, 1, (0,), (0.5,)),
            FileStamp(1, 1, 1),
            path.name.encode(),
            features=((FEATURES, features(hash_of(path), of=of)),),
        )
        for path in paths
    ]
    library.save(KEY, entries)
    return paths


def hash_of(path: Path) -> int:
    return int.from_bytes(path.name.encode()[-6:], "little")


@pytest.fixture
def cats(library: Library, tmp_path: Path) -> list[Path]:
    add(library, tmp_path, [f"other{n:03}.jpg" for n in range(120)], of=None)
    add(library, tmp_path, [f"dog{n:02}.jpg" for n in range(12)], of=5)
    return add(library, tmp_path, [f"cat{n:02}.jpg" for n in range(12)], of=3)


def teach(library: Library, tmp_path: Path) -> Teaching:
    return Teaching(library, TaughtTags(tmp_path / "taught"), FEATURES)


def own(library: Library, paths: Sequence[Path], *tags: str) -> None:
    library.save_reviews({path: Review(own=tags) for path in paths})


def paths_of(lesson: Lesson, most: int, among: list[Path] | None = None) -> list[Path]:
    return [each.path for each in lesson.suggestions(most, among)]


@pytest.mark.parametrize("count", [1, 3, 5])
def test_what_is_alike_is_suggested_first_and_what_is_decided_not_at_all(
    library: Library, cats: list[Path], tmp_path: Path, count: int
) -> None:
    own(library, cats[:count], "Cat")
    lesson = teach(library, tmp_path).lesson("cat")
    assert lesson.learn() == (count, 0)
    found = lesson.suggestions(30)
    assert {each.path for each in found[: 12 - count]} == set(cats[count:])
    scores = [each.score for each in found]
    assert scores == sorted(scores, reverse=True)
    assert all(0 <= score <= 1 for score in scores)
    assert not set(cats[:count]) & set(paths_of(lesson, 1000))


def test_a_rejection_in_the_library_teaches_and_is_not_suggested(
    library: Library, cats: list[Path], tmp_path: Path
) -> None:
    own(library, cats[:2], "cat")
    lesson = teach(library, tmp_path).lesson("cat")
    lesson.learn()
    refused = cats[5]
    before = {each.path: each.score for each in lesson.suggestions()}
    library.save_reviews({refused: Review(rejected=frozenset({lesson.ref}))})
    assert lesson.learn() == (2, 1)
    after = {each.path: each.score for each in lesson.suggestions()}
    assert refused in before
    assert refused not in after
    assert after[cats[6]] < before[cats[6]]  # they are much alike


def test_decisions_that_are_still_to_be_written_count_already(
    library: Library, cats: list[Path], tmp_path: Path
) -> None:
    own(library, cats[:2], "cat")
    lesson = teach(library, tmp_path).lesson("cat")
    dog = tmp_path / "dog00.jpg"
    assert lesson.learn(confirmed=cats[2:4], rejected=[dog], undecided=cats[:1]) == (3, 1)
    found = paths_of(lesson, 1000)
    assert cats[0] in found
    assert not {*cats[1:4], dog} & set(found)
    assert lesson.learn() == (2, 0)
    assert lesson.learn(rejected=cats[:1]) == (1, 1)


def test_only_pictures_that_were_asked_for_and_are_there_are_suggested(
    library: Library, cats: list[Path], tmp_path: Path
) -> None:
    own(library, cats[:2], "cat")
    cats[3].unlink()
    lesson = teach(library, tmp_path).lesson("cat")
    lesson.learn()
    assert cats[3] not in paths_of(lesson, 1000)
    assert len(paths_of(lesson, 1000)) == 144 - 3
    among = [cats[0], cats[3], cats[5], tmp_path / "dog01.jpg", tmp_path / "unknown.jpg"]
    assert paths_of(lesson, 10, among) == [cats[5], tmp_path / "dog01.jpg"]
    assert paths_of(lesson, 0) == []


def test_what_nothing_can_be_learned_from_is_said(
    library: Library, cats: list[Path], tmp_path: Path
) -> None:
    own(library, [tmp_path / "without features.jpg"], "cat")
    lesson = teach(library, tmp_path).lesson("cat")
    with pytest.raises(UsageError) as refused:
        lesson.learn()
    assert refused.value.reason.code == "taught.no-examples"
    with pytest.raises(UsageError) as refused:
        lesson.suggestions()
    assert refused.value.reason.code == "taught.not-taught"


def test_without_any_features_there_is_no_lesson(library: Library, tmp_path: Path) -> None:
    teaching = teach(library, tmp_path)
    assert teaching.count == 0
    with pytest.raises(UsageError):
        teaching.lesson("cat")


def test_what_was_learned_is_kept_and_says_the_same_as_a_head(
    library: Library, cats: list[Path], tmp_path: Path
) -> None:
    own(library, cats[:6], "cat")
    teaching = teach(library, tmp_path)
    lesson = teaching.lesson("cat")
    lesson.learn()
    assert lesson.expected is not None
    assert lesson.keep(automatic=True).automatic
    (tag,) = teaching.store.of_model("m", "5" * 8, automatic=True)
    kept = library.features(FEATURES)
    assert kept is not None
    whole = taught_head([tag]).scores(kept.take(range(len(kept))))
    assert whole[:, tag.index] == pytest.approx(tag_scores(kept, tag), abs=1e-5)
    said = tag_scores(kept, tag) >= tag.threshold
    told = set(library.image_paths(kept.images[said].tolist()).values())
    assert told == set(cats)


def test_a_tag_with_few_examples_is_not_said_by_itself_and_stops_being_so(
    library: Library, cats: list[Path], tmp_path: Path
) -> None:
    own(library, cats[:5], "cat")
    teaching = teach(library, tmp_path)
    lesson = teaching.lesson("cat")
    lesson.learn()
    lesson.keep(automatic=True)
    own(library, cats[4:5])
    lesson = teaching.lesson("cat")
    lesson.learn()
    assert not lesson.keep().automatic
    with pytest.raises(UsageError) as refused:
        lesson.keep(automatic=True)
    assert refused.value.reason.code == "taught.few-examples"


def test_indices_of_a_lost_store_are_not_given_again(
    library: Library, cats: list[Path], tmp_path: Path
) -> None:
    library.save_reviews({cats[0]: Review(rejected=frozenset({LabelRef(TAUGHT, 6)}))})
    assert teach(library, tmp_path).lesson("cat").ref == LabelRef(TAUGHT, 7)


def test_copies_of_examples_do_not_stand_against_them(
    library: Library, cats: list[Path], tmp_path: Path
) -> None:
    own(library, cats[:1], "cat")
    copy = tmp_path / "copy.jpg"
    copy.touch()
    entry = Entry(Tagged(copy, 1, 1, (0,), (0.5,)), FileStamp(1, 1, 1), cats[0].name.encode())
    library.save(KEY, [entry])
    teaching = teach(library, tmp_path)
    decided = teaching.places(library.image_numbers(cats[:1]).values())
    assert teaching.kept is not None
    assert len(teaching.others(decided)) == len(teaching.kept) - 2
    lesson = teaching.lesson("cat")
    lesson.learn()
    assert paths_of(lesson, 1) == [copy]


def test_the_sample_stays_the_same_but_for_what_is_decided(
    library: Library, tmp_path: Path
) -> None:
    add(library, tmp_path, [f"{n:05}.jpg" for n in range(SAMPLE + 300)], of=None)
    teaching = teach(library, tmp_path)
    nothing = np.empty(0, np.int64)
    before = teaching.others(nothing)
    assert len(before) == SAMPLE
    after = teaching.others(before[:50])
    assert len(after) == SAMPLE
    assert len(np.intersect1d(before, after)) == SAMPLE - 50
    teaching.refresh()
    assert np.array_equal(teaching.others(nothing), before)
