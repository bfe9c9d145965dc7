"""The one rule of which labels of a model count as said of a picture.

Rejected labels are out, and those behind them move up; of what remains, the best ``top_k`` at or
above ``min_score`` are in. Confirmed labels are always in, also those of other label sets, and so
are the person's own tags. The command line, the window and the exports ask here and nowhere else.

In which pictures things are named at all, their kind says, where it is known: see
:mod:`igtagger.labels.kinds`. What the person decided about the kind counts first.

The rule is written down twice: for one picture, and for the window's columns, where one call
judges half a million. A test holds the two together.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Literal, NamedTuple

from igtagger.domain import LabelRef, Layer, Outcome, Review, Tagged
from igtagger.labels.kinds import KINDS, naming_kinds

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Origin = Literal["automatic", "confirmed", "own"]

NO_REVIEW = Review()


class Tag(NamedTuple):
    """What counts as said of a picture: a label of a model, or a tag that the person typed.

    Attributes:
        key: the label, or the text of an own tag.
        origin: where it comes from.
        rank: from 1, among the labels that were not rejected; None where the model does not give
            the label to the picture.
        score: 0 to 1; None where ``rank`` is.
    """

    key: LabelRef | str
    origin: Origin
    rank: int | None = None
    score: float | None = None


class Opinion(NamedTuple):
    """All that counts as said of one picture.

    Attributes:
        ranked: the labels that the thresholds let in, best first; some may be confirmed.
        added: what is in by the person's word alone: confirmed labels beyond the thresholds, best
            first, then those without a score, then own tags in the order in which they were added.
    """

    ranked: tuple[Tag, ...] = ()
    added: tuple[Tag, ...] = ()

    @property
    def tags(self) -> tuple[Tag, ...]:
        """All of them."""
        return self.ranked + self.added


class Judged(NamedTuple):
    """An outcome with what counts as said of its picture: what leaves the library.

    ``kind`` is what kind of picture it is; None where that is not known.
    """

    outcome: Outcome
    opinion: Opinion
    kind: Tag | None = None


@dataclass(frozen=True, slots=True)
class OpinionRule:
    """The rule, with its thresholds.

    Attributes:
        label_set: of the model that gives the scores.
        top_k: most labels of a picture, from 0; confirmed ones are counted, and stay beyond.
        min_score: labels below are left out unless they are confirmed; 0 to 1.
    """

    label_set: str
    top_k: int
    min_score: float = 0.0

    def judge(self, outcome: Outcome, review: Review = NO_REVIEW) -> Judged:
        """What counts as said of the picture of ``outcome``; a failed one has the person's tags."""
        if not isinstance(outcome, Tagged):
            return Judged(outcome, self.apply((), (), review), kind_of(None, review))
        kinds = outcome.layer(KINDS)
        if self.label_set == KINDS:  # of a model that says nothing else
            kinds = Layer(KINDS, outcome.indices, outcome.scores)
        named = self.label_set == KINDS or names_things(kinds, review)
        opinion = self.apply(outcome.indices, outcome.scores, review, named=named)
        return Judged(outcome, opinion, kind_of(kinds, review))

    def apply(
        self,
        indices: Iterable[int],
        scores: Iterable[float],
        review: Review = NO_REVIEW,
        *,
        named: bool = True,
    ) -> Opinion:
        """The rule for one picture.

        Args:
            indices: of the labels that the model gives to it, best first.
            scores: theirs, above 0; never rising.
            review: what the person decided about it.
            named: whether things are named in pictures of its kind; if not, what the person
                confirmed is in, and nothing else.
        """
        rejected = self._indices(review.rejected)
        awaited = self._indices(review.confirmed)
        ranked: list[Tag] = []
        added: list[Tag] = []
        rank = 0
        for index, score in zip(indices, scores, strict=True):
            if index in rejected:
                continue
            rank += 1
            within = named and rank <= self.top_k and score >= self.min_score
            if not within and not awaited:
                break
            if within or index in awaited:
                origin: Origin = "confirmed" if index in awaited else "automatic"
                awaited.discard(index)
                tag = Tag(_reference(self.label_set, index), origin, rank, score)
                (ranked if within else added).append(tag)
        if review:
            added += self._unscored(review, awaited)
        return Opinion(tuple(ranked), tuple(added))

    def _indices(self, references: frozenset[LabelRef]) -> set[int]:
        return {ref.index for ref in references if ref.label_set == self.label_set}

    def _unscored(self, review: Review, awaited: set[int]) -> list[Tag]:
        """Confirmed labels that the model does not give, those of other sets last; own tags."""
        own_set = [LabelRef(self.label_set, index) for index in sorted(awaited)]
        others = sorted(
            ref for ref in review.confirmed if ref.label_set not in (self.label_set, KINDS)
        )
        confirmed = [Tag(ref, "confirmed") for ref in (*own_set, *others)]
        return [*confirmed, *(Tag(name, "own") for name in review.own)]

    def mask(
        self,
        scores: NDArray[np.float32],
        rejected: NDArray[np.bool_],
        confirmed: NDArray[np.bool_],
        named: NDArray[np.bool_],
    ) -> NDArray[np.bool_]:
        """The rule for many pictures at once: which of their labels are in.

        Own tags, and confirmed labels that the model does not give, have no place in the columns:
        they are in.

        Args:
            scores: shape ``(pictures, labels)``, best first; 0 where a picture has no more.
            rejected: of the same shape, as are the next and the answer.
            confirmed: no label is both.
            named: shape ``(pictures,)``; see :meth:`apply`, and :func:`name_things` for many.
        """
        import numpy as np

        mask = scores >= self._least()
        # Counting is slow, and few pictures have a label that was rejected.
        moved = np.flatnonzero(rejected.any(axis=1))
        remaining = ~rejected[moved]
        moved_up = mask[moved] & remaining & (np.cumsum(remaining, axis=1) <= self.top_k)
        mask[:, self.top_k :] = False
        mask[moved] = moved_up
        mask &= named[:, None]
        mask |= confirmed
        return mask

    def _least(self) -> np.float32:
        """The least score that is in, as the columns have it: never below ``min_score``, nor 0."""
        import numpy as np

        nearest = np.float32(max(self.min_score, 1e-9))
        above = np.nextafter(nearest, np.float32(2))
        return above if float(nearest) < self.min_score else nearest


def kind_of(kinds: Layer | None, review: Review = NO_REVIEW) -> Tag | None:
    """What kind of picture it is: as confirmed, else the best that was not rejected."""
    confirmed = {ref.index for ref in review.confirmed if ref.label_set == KINDS}
    rejected = {ref.index for ref in review.rejected if ref.label_set == KINDS}
    scores = dict(zip(kinds.indices, kinds.scores, strict=True)) if kinds is not None else {}
    rank = 0
    for index, score in scores.items():
        if index not in rejected:
            rank += 1
            if not confirmed or index in confirmed:
                origin: Origin = "confirmed" if confirmed else "automatic"
                return Tag(_reference(KINDS, index), origin, rank, score)
    return Tag(_reference(KINDS, min(confirmed)), "confirmed") if confirmed else None


def names_things(kinds: Layer | None, review: Review = NO_REVIEW) -> bool:
    """Whether things are named in a picture of which ``kinds`` are said; they are if nothing is."""
    naming = naming_kinds()
    confirmed = {ref.index for ref in review.confirmed if ref.label_set == KINDS}
    if confirmed:
        return not confirmed.isdisjoint(naming)
    if kinds is None:
        return True
    rejected = {ref.index for ref in review.rejected if ref.label_set == KINDS}
    return any(
        index not in rejected and score >= naming.get(index, 2)
        for index, score in zip(kinds.indices, kinds.scores, strict=True)
    )


@lru_cache(maxsize=4096)  # the same labels come again and again
def _reference(label_set: str, index: int) -> LabelRef:
    return LabelRef(label_set, index)
