"""What an evaluation comes to: figures of classes, which are confused, how true scores are.

All of it is about the pictures by which the model is judged, unless it says otherwise. Pictures
that could not be read count as wrong, and are in no pair of classes.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import NamedTuple

from igtagger.models.evaluations.record import EvaluatedPicture, EvaluationRecord

FEW = 10
"""Pictures of a class, below which it is warned of."""
LOPSIDED = 10
"""From how many times as many pictures in the largest as in the smallest class it is warned of."""
BINS = 10
FAMILIAR_SHARE = 0.95
"""Of the pictures by which the model is judged, that count as familiar."""
_COLDEST, _HOTTEST = 0.1, 10.0
_GOLDEN = (math.sqrt(5) - 1) / 2


@dataclass(frozen=True, slots=True)
class ClassFigures:
    """How a model does on one class.

    Attributes:
        label: its index.
        learned: pictures of it that the model has learned from.
        seen: pictures of it that it is judged by.
        right: of these, that were taken for it.
        taken: pictures of whichever class that were taken for it.
    """

    label: int
    learned: int
    seen: int
    right: int
    taken: int

    @property
    def recall(self) -> float | None:
        """The part of its pictures that are taken for it; None where there are none."""
        return self.right / self.seen if self.seen else None

    @property
    def precision(self) -> float | None:
        """The part of what is taken for it that is of it; None where nothing is."""
        return self.right / self.taken if self.taken else None


class Confusion(NamedTuple):
    """Pictures of one class that were taken for another, or rightly for it; the worst first.

    The first is the one about which the model is the surest though it is wrong.
    """

    label: int
    taken_for: int
    pictures: tuple[EvaluatedPicture, ...]


class Bin(NamedTuple):
    """Pictures whose best score is within a stretch.

    ``score`` is the mean of their best scores, ``right`` the part of them that are right.
    """

    pictures: int
    score: float
    right: float


@dataclass(frozen=True, slots=True)
class Calibration:
    """How true scores are.

    Attributes:
        bins: tenths of the range of scores, from the lowest; None where no picture is.
        error: the expected calibration error, 0 to 1: by how much scores and the part that is right
            differ, over all pictures (Naeini, Cooper, Hauskrecht 2015).
        temperature: what logits would have to be divided by for scores to be as true as that makes
            them (Guo et al. 2017); 1 where they are so already, above 1 where they are too sure.
    """

    bins: tuple[Bin | None, ...]
    error: float
    temperature: float


@dataclass(frozen=True, slots=True)
class DatasetWarnings:
    """What is wrong with the pictures themselves.

    Attributes:
        few: classes with fewer than :data:`FEW` pictures, with how many, the fewest first.
        lopsided: the largest and the smallest class, with how many; None where they are less than
            :data:`LOPSIDED` times apart.
    """

    few: tuple[tuple[int, int], ...]
    lopsided: tuple[tuple[int, int], tuple[int, int]] | None


def accuracy(pictures: Sequence[EvaluatedPicture]) -> float | None:
    """The part of them that is right; None where there are none."""
    return sum(each.is_right for each in pictures) / len(pictures) if pictures else None


def class_figures(record: EvaluationRecord) -> list[ClassFigures]:
    """Of each class that a picture shows or was taken for, in the order of labels."""
    learned = Counter(each.label for each in record.learned)
    judged = record.judged
    seen = Counter(each.label for each in judged)
    right = Counter(each.label for each in judged if each.is_right)
    taken = Counter(each.best.label for each in judged if each.best is not None)
    return [
        ClassFigures(label, learned[label], seen[label], right[label], taken[label])
        for label in sorted(learned.keys() | seen.keys() | taken.keys())
    ]


def confusions(record: EvaluationRecord) -> list[Confusion]:
    """All pairs of classes that occur, wrong ones first, those with the most pictures before."""
    cells: dict[tuple[int, int], list[EvaluatedPicture]] = defaultdict(list)
    for each in record.judged:
        if each.best is not None:
            cells[each.label, each.best.label].append(each)
    found = [
        Confusion(label, taken_for, tuple(sorted(pictures, key=_by_sureness)))
        for (label, taken_for), pictures in cells.items()
    ]
    return sorted(
        found,
        key=lambda each: (each.label == each.taken_for, -len(each.pictures), each[:2]),
    )


def most_confused(cells: Sequence[Confusion], count: int) -> list[int]:
    """At most ``count`` classes, those first that are in the worst of the cells; sorted then."""
    wanted: dict[int, None] = {}
    for cell in cells:
        for label in (cell.label, cell.taken_for):
            if len(wanted) < count:
                wanted[label] = None
    return sorted(wanted)


def surprising(pictures: Sequence[EvaluatedPicture], count: int) -> list[EvaluatedPicture]:
    """Those by whose class the model is surprised most, by their loss; wrong ones alone."""
    wrong = [each for each in pictures if each.scores and not each.is_right]
    return sorted(wrong, key=lambda each: -each.loss)[:count]


def calibration(record: EvaluationRecord) -> Calibration:
    """How true the scores are of the pictures that could be read."""
    pictures = [each for each in record.judged if each.best is not None]
    parts: list[list[EvaluatedPicture]] = [[] for _ in range(BINS)]
    for each in pictures:
        parts[min(int(BINS * _best_score(each)), BINS - 1)].append(each)
    bins = tuple(_bin(part) if part else None for part in parts)
    away = sum(each.pictures * abs(each.score - each.right) for each in bins if each is not None)
    error = away / len(pictures) if pictures else 0.0
    return Calibration(bins, error, _best_temperature(pictures, len(record.labels)))


def familiar_from(record: EvaluationRecord) -> float | None:
    """The familiarity below which a picture is perhaps of none of the classes.

    :data:`FAMILIAR_SHARE` of the pictures by which the model is judged have as much or more.

    Returns:
        None where familiarity is not known.
    """
    known = sorted(each.familiarity for each in record.judged if each.familiarity is not None)
    return known[math.floor((1 - FAMILIAR_SHARE) * len(known))] if known else None


def least_familiar(record: EvaluationRecord, count: int) -> list[EvaluatedPicture]:
    """At most ``count`` that are less familiar than :func:`familiar_from`, the least first."""
    if (threshold := familiar_from(record)) is None:
        return []
    known = [
        (each.familiarity, place, each)
        for place, each in enumerate(record.judged)
        if each.familiarity is not None and each.familiarity < threshold
    ]
    return [each for _, _, each in sorted(known)[:count]]


def dataset_warnings(record: EvaluationRecord) -> DatasetWarnings:
    """Of all pictures, those that were held out among them."""
    counts = Counter(each.label for each in record.pictures)
    by_count = sorted(counts.items(), key=lambda each: (each[1], each[0]))
    few = tuple(each for each in by_count if each[1] < FEW)
    if not by_count or by_count[-1][1] < LOPSIDED * by_count[0][1]:
        return DatasetWarnings(few, None)
    return DatasetWarnings(few, (by_count[-1], by_count[0]))


def _best_score(picture: EvaluatedPicture) -> float:
    return picture.best.score if picture.best is not None else 0.0


def _by_sureness(picture: EvaluatedPicture) -> float:
    return -_best_score(picture)


def _bin(pictures: Sequence[EvaluatedPicture]) -> Bin:
    score = sum(map(_best_score, pictures)) / len(pictures)
    return Bin(len(pictures), score, accuracy(pictures) or 0.0)


def _best_temperature(pictures: Sequence[EvaluatedPicture], labels: int) -> float:
    """What fits best, to a hundredth; 1 where there is nothing to fit it on."""
    if not pictures:
        return 1.0
    known = [_Spread.of(each, labels) for each in pictures]

    def loss(log_temperature: float) -> float:
        return sum(each.loss(math.exp(log_temperature)) for each in known)

    return round(math.exp(_lowest(loss, math.log(_COLDEST), math.log(_HOTTEST))), 2)


class _Spread(NamedTuple):
    """Logits of a picture, up to a sum, as far as scores tell them.

    ``others`` are as many more classes as are not kept: what is left of 1 is spread evenly.
    """

    own: float
    kept: tuple[float, ...]
    others: int
    other: float

    @classmethod
    def of(cls, picture: EvaluatedPicture, labels: int) -> _Spread:
        kept = tuple(math.log(max(score, 1e-9)) for _, score in picture.scores)
        others = max(labels - len(kept), 0)
        left = max(1 - sum(score for _, score in picture.scores), 1e-9)
        other = math.log(left / others) if others else 0.0
        own = next(
            (log for log, each in zip(kept, picture.scores, strict=True) if _is_own(each, picture)),
            other if others else math.log(1e-9),
        )
        return cls(own, kept, others, other)

    def loss(self, temperature: float) -> float:
        highest = max(self.kept) / temperature
        total = sum(math.exp(each / temperature - highest) for each in self.kept)
        if self.others:
            total += self.others * math.exp(self.other / temperature - highest)
        return math.log(total) + highest - self.own / temperature


def _is_own(score: tuple[int, float], picture: EvaluatedPicture) -> bool:
    return score[0] == picture.label


def _lowest(value: Callable[[float], float], low: float, high: float) -> float:
    """Where a function with one valley is lowest, to a thousandth: golden-section search."""
    left, right = high - _GOLDEN * (high - low), low + _GOLDEN * (high - low)
    at_left, at_right = value(left), value(right)
    while high - low > 1e-3:
        if at_left < at_right:
            high, right, at_right = right, left, at_left
            left = high - _GOLDEN * (high - low)
            at_left = value(left)
        else:
            low, left, at_left = left, right, at_right
            right = low + _GOLDEN * (high - low)
            at_right = value(right)
    return (low + high) / 2


def names_that_occur(record: EvaluationRecord) -> Mapping[int, str]:
    """The names of the classes that any picture shows or was taken for, by label."""
    found: Iterator[int] = chain.from_iterable(
        (each.label, *(score.label for score in each.scores[:1])) for each in record.pictures
    )
    return {label: record.labels[label] for label in sorted(set(found))}
