"""The report on a model: the record that a run makes, and where the page of one is written to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import numpy as np

from igtagger.app.learning.across_groups import MOST_PAIRS, near_features, near_hashes
from igtagger.domain import LabelRef, Outcome, Tagged
from igtagger.export.destinations import Destination
from igtagger.export.report_page.page_of_report import is_report, write_page
from igtagger.labels.naming import Naming
from igtagger.labels.subjects import Subject
from igtagger.library.facade import Library
from igtagger.library.features import FeaturesKey
from igtagger.models.evaluations.record import (
    ClassScore,
    EvaluatedPicture,
    EvaluationRecord,
    NearPair,
)
from igtagger.pictures.difference_hash import tells_apart

KEPT_SCORES = 5
MOST_BY_FEATURES = 20_000
"""Pictures, which take 10 seconds on two cores; the time grows with the square of them."""


def write_report(record: EvaluationRecord, target: Destination | Path) -> None:
    """Write the report as a page for any browser.

    Args:
        record: what the model said.
        target: where to; of a path, only a report that is there is replaced.

    Raises:
        ExportError: it cannot be written, or another file is there.
    """
    destination = Destination(target, is_report) if isinstance(target, Path) else target
    write_page(record, destination)


class RunRecorder:
    """Makes a record of what a run says of pictures in class folders.

    Classes are what the folders are named for, and behind these the labels that pictures get
    besides. Of a folder that is named for a term, such as "cat", the score is the sum of the labels
    below it. Where a label lies below several such folders it counts for the picture's own one, or
    else for the most specific.

    Args:
        model: what it is called.
        label_set: of its labels.
        subjects: what the folders are named for, each thing once or more often.
        naming: what classes are called.
    """

    def __init__(
        self, model: str, label_set: str, subjects: Sequence[Subject], naming: Naming
    ) -> None:
        self._model, self._label_set, self._naming = model, label_set, naming
        self._classes: dict[LabelRef, int] = {}
        self._owner: dict[int, LabelRef] = {}
        for subject in sorted(subjects, key=lambda each: -len(each.below)):
            self._owner |= dict.fromkeys(subject.below, subject.key)
        for subject in subjects:
            self._place(subject.key)
        self._pictures: list[EvaluatedPicture] = []

    def take(self, outcome: Outcome, subject: Subject) -> None:
        """Count one outcome of a picture that shows ``subject``.

        How familiar it is the length of its features tells, which is small where a network finds
        little that it knows: see :class:`igtagger.models.heads.Said`.
        """
        scores = self._scores(outcome, subject) if isinstance(outcome, Tagged) else ()
        familiarity = outcome.norm if isinstance(outcome, Tagged) else None
        place = self._place(subject.key)
        self._pictures.append(
            EvaluatedPicture(outcome.path, place, "held out", scores, familiarity)
        )

    def record(
        self, near: Callable[[Sequence[EvaluatedPicture]], Sequence[NearPair]] = lambda _: ()
    ) -> EvaluationRecord:
        """All that was taken; ``near`` finds which of these pictures look nearly the same."""
        names = tuple(self._naming.label_of(key).name for key in self._classes)
        pictures = tuple(self._pictures)
        return EvaluationRecord(self._model, names, pictures, tuple(near(pictures)))

    def _place(self, key: LabelRef) -> int:
        return self._classes.setdefault(key, len(self._classes))

    def _scores(self, outcome: Tagged, subject: Subject) -> tuple[ClassScore, ...]:
        sums: dict[LabelRef, float] = defaultdict(float)
        for index, score in zip(outcome.indices, outcome.scores, strict=True):
            own = subject.key if index in subject.below else self._owner.get(index)
            sums[own or LabelRef(self._label_set, index)] += score
        best = sorted(sums.items(), key=lambda each: -each[1])[:KEPT_SCORES]
        return tuple(ClassScore(self._place(key), min(score, 1.0)) for key, score in best)


def near_pictures(
    library: Library, key: FeaturesKey, pictures: Sequence[EvaluatedPicture]
) -> list[NearPair]:
    """Which pictures of different classes look nearly the same, as far as the library can tell.

    By features, where they are kept and the pictures not very many, and by difference hashes, which
    find the same picture in another size. The most alike come first.

    Raises:
        LibraryError: they cannot be read.
    """
    readable = {place: each for place, each in enumerate(pictures) if each.best is not None}
    found: dict[tuple[int, int], NearPair] = {}
    for pair in (*_by_hashes(library, readable), *_by_features(library, key, readable)):
        found[pair.first, pair.second] = pair
    return sorted(found.values(), key=lambda pair: -pair.likeness)[:MOST_PAIRS]


def _by_features(
    library: Library, key: FeaturesKey, pictures: Mapping[int, EvaluatedPicture]
) -> list[NearPair]:
    if len(pictures) > MOST_BY_FEATURES:
        return []
    kept = library.features_of(key, [each.path for each in pictures.values()])
    places = [place for place, each in pictures.items() if each.path in kept]
    if not places:
        return []
    features = np.stack([kept[pictures[place].path] for place in places])
    return _at(places, near_features(features, [pictures[place].label for place in places]))


def _by_hashes(library: Library, pictures: Mapping[int, EvaluatedPicture]) -> list[NearPair]:
    numbers = library.image_numbers([each.path for each in pictures.values()])
    images, known = library.difference_hashes()
    telling = tells_apart(known)
    hashes = dict(zip(images[telling].tolist(), known[telling].tolist(), strict=True))
    places = [place for place, each in pictures.items() if numbers.get(each.path) in hashes]
    of_places = np.array([hashes[numbers[pictures[place].path]] for place in places], np.uint64)
    return _at(places, near_hashes(of_places, [pictures[place].label for place in places]))


def _at(places: Sequence[int], pairs: Sequence[NearPair]) -> list[NearPair]:
    return [NearPair(places[pair.first], places[pair.second], pair.likeness) for pair in pairs]
