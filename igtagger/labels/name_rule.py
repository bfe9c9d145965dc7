"""How the pictures of one model are named, with what a person decided about each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, takewhile

import numpy as np
from numpy.typing import NDArray

from igtagger.domain import LabelRef, Layer, Review, Tagged
from igtagger.labels.candidates import Found, Kept
from igtagger.labels.kinds import KINDS
from igtagger.labels.naming import Naming
from igtagger.labels.opinions import NO_REVIEW, Opinion, Tag
from igtagger.labels.rollup import RollUp
from igtagger.labels.thresholds import Thresholds


class NameRule:
    """How pictures of one model are named: see :mod:`igtagger.labels.rollup`.

    Args:
        naming: what things are called.
        label_set: of the model that gives the scores, as are the next.
        thresholds: how sure it must be.
        temperature: of its head.

    Attributes:
        candidates: what may be said.

    Raises:
        OSError: there is no such label set.
        SettingsError: its file is damaged.
    """

    def __init__(
        self,
        naming: Naming,
        label_set: str,
        thresholds: Thresholds,
        temperature: float = 1.0,
    ) -> None:
        self.naming, self.label_set = naming, label_set
        self._temperature = temperature
        self.candidates = naming.candidates(label_set)
        self._roll_up = RollUp(self.candidates, thresholds, naming.vocabulary.floors)
        self._below: dict[LabelRef, frozenset[int]] = {}

    def find(self, kept: Kept, reviews: Sequence[Review | None] = ()) -> Found:
        """What may be said of pictures; what was rejected counts for nothing, nor what is below.

        Args:
            kept: what the model said of them.
            reviews: what the person decided about each; none if empty.
        """
        out, ends = kept.out.copy(), np.cumsum(kept.counts)
        for place, review in enumerate(reviews):
            if review is not None and review.rejected:
                part = slice(ends[place] - kept.counts[place], ends[place])
                out[part] |= np.isin(kept.indices[part], self._rejected(review.rejected))
        return self.candidates.find(kept._replace(out=out), self._temperature)

    def _rejected(self, refs: Iterable[LabelRef]) -> NDArray[np.intp]:
        found = [self.naming.labels(ref, self.label_set) for ref in refs]
        return np.concatenate(found) if found else np.zeros(0, np.intp)

    def choose(
        self,
        found: Found,
        norms: NDArray[np.float64],
        *,
        detail: float,
        most: int,
        min_score: float = 0.0,
    ) -> NDArray[np.intp]:
        """The names of pictures, as columns of ``found``: see :meth:`RollUp.choose`."""
        return self._roll_up.choose(found, norms, detail=detail, most=most, min_score=min_score)

    def names(
        self,
        pictures: Sequence[Tagged],
        reviews: Sequence[Review],
        *,
        detail: float,
        most: int,
        min_score: float = 0.0,
    ) -> list[list[tuple[LabelRef, float]]]:
        """The names of pictures with their scores, first ones first.

        Args:
            pictures: of kinds in which things are named.
            reviews: what the person decided about each.
            detail: 0 for only what is sure, to 100 for always the finest name.
            most: names of a picture, from 0.
            min_score: the least score, 0 to 1, from which anything is said.
        """
        found = self.find(_kept(pictures), reviews)
        norms = np.array([_or_nan(picture.norm) for picture in pictures])
        chosen = self.choose(found, norms, detail=detail, most=most, min_score=min_score)
        return [self.said(found, row, columns) for row, columns in enumerate(chosen.tolist())]

    def said(self, found: Found, row: int, columns: Iterable[int]) -> list[tuple[LabelRef, float]]:
        """The candidates in those columns of one picture, with their scores; up to the first -1."""
        names = []
        for column in takewhile(lambda column: column >= 0, columns):
            place, score = int(found.places[row, column]), float(found.scores[row, column])
            names.append((self.candidates.keys[place], score))
        return names

    def opinion(
        self,
        names: Iterable[tuple[LabelRef, float]],
        picture: Layer | None,
        review: Review,
        taught: Sequence[Tag] = (),
    ) -> Opinion:
        """What counts as said of one picture.

        Args:
            names: those that were chosen, with their scores, first ones first.
            picture: what the model says of it.
            review: what the person decided about it. What they confirmed settles what stands above.
            taught: own tags that are said of it by themselves.
        """
        settled = self.settled(review)
        ranked = [
            Tag(ref, "confirmed" if ref in review.confirmed else "automatic", rank, score)
            for rank, (ref, score) in enumerate(
                (each for each in names if each[0] not in settled), 1
            )
        ]
        known = {tag.key for tag in ranked}
        others = sorted(ref for ref in self.tagged_by(review) if ref not in known)
        scored = [(ref, self.score(ref, picture, review)) for ref in others]
        scored.sort(key=lambda each: -(each[1] or 0))
        added = [Tag(ref, "confirmed", None, score) for ref, score in scored]
        added += [Tag(name, "own") for name in review.own]
        implied = self._implied([*ranked, *added, *taught], review)
        return Opinion(tuple(ranked), tuple(added), implied, tuple(taught))

    def tagged_by(self, review: Review) -> Iterator[LabelRef]:
        """What the person confirmed, without kinds, unless these are the labels of the model."""
        beside = {KINDS} - {self.label_set}
        yield from (ref for ref in review.confirmed if ref.label_set not in beside)

    def settled(self, review: Review) -> set[LabelRef]:
        """What stands above what the person confirmed, and is not confirmed itself."""
        above = {other for ref in review.confirmed for other in self.naming.above(ref)}
        return above - review.confirmed

    def score(
        self, ref: LabelRef, picture: Layer | None, review: Review = NO_REVIEW
    ) -> float | None:
        """Of a label, or the sum over those below a term; at most 1, None where there is none."""
        found = [] if picture is None else [score for _, score in self.parts(ref, picture, review)]
        return min(1.0, sum(found)) if found else None

    def parts(
        self, ref: LabelRef, picture: Layer, review: Review = NO_REVIEW
    ) -> list[tuple[LabelRef, float]]:
        """What a name is the sum of: the labels at or below it with their scores, best first.

        Those that were rejected are none of them, unless all of ``ref`` was, nor are those of which
        the person never wants to read.
        """
        below = self._labels_below(ref)
        if review.rejected:
            below = below.difference(self._rejected(review.rejected).tolist()) or below
        pairs = zip(picture.indices, picture.scores, strict=True)
        return [(LabelRef(self.label_set, index), s) for index, s in pairs if index in below]

    def _labels_below(self, ref: LabelRef) -> frozenset[int]:
        """Indices of the labels at or below one, without those of which nobody wants to read."""
        if ref not in self._below:
            labels = self.naming.labels(ref, self.label_set)
            self._below[ref] = frozenset(labels[~self.candidates.out[labels]].tolist())
        return self._below[ref]

    def _implied(self, tags: Sequence[Tag], review: Review) -> tuple[Tag, ...]:
        if not self.naming.vocabulary.ancestors:
            return ()
        known = {tag.key for tag in tags} | review.rejected
        above = dict.fromkeys(ref for tag in tags for ref in self.naming.above(tag.key))
        return tuple(Tag(ref, "implied") for ref in above if ref not in known)


def _kept(pictures: Sequence[Tagged]) -> Kept:
    counts = np.array([len(picture.indices) for picture in pictures], np.intp)
    total = int(counts.sum())
    return Kept(
        counts,
        np.fromiter(chain.from_iterable(p.indices for p in pictures), np.intp, total),
        np.fromiter(chain.from_iterable(p.scores for p in pictures), np.float64, total),
        np.zeros(total, np.bool_),
        np.array([_or_nan(picture.bare) for picture in pictures]),
    )


def _or_nan(number: float | None) -> float:
    return float("nan") if number is None else number
