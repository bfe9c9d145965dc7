"""The one rule of what counts as said of a picture: window, command line and exports ask here.

Pictures are named by rolling labels up: see :mod:`igtagger.labels.name_rule`. Where labels are
wanted as the model ranks them, rejected ones are out and those behind them move up; of what
remains, the best ``top_k`` at or above ``min_score`` are in. Either way what the person confirmed
is always in, also labels of other sets, and so are their own tags, which they may have taught to be
said by themselves: see :mod:`igtagger.labels.taught_names`.

In which pictures things are named at all, their kind says, where it is known: see
:mod:`igtagger.labels.kinds`. What the person decided about the kind counts first.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from igtagger.domain import LabelRef, Layer, Outcome, Review, Tagged
from igtagger.labels.kinds import KINDS, naming_kinds
from igtagger.labels.name_rule import NameRule
from igtagger.labels.opinions import NO_REVIEW, Judged, Opinion, Origin, Tag
from igtagger.labels.taught_names import NONE_TAUGHT, TaughtNames
from igtagger.labels.thresholds import USUAL_DETAIL


@dataclass(frozen=True, slots=True)
class OpinionRule:
    """The rule, with its thresholds.

    Attributes:
        label_set: of the model that gives the scores.
        top_k: most names or labels of a picture, from 0; confirmed ones are counted, and stay
            beyond.
        min_score: what is below is left out unless it is confirmed; 0 to 1.
        names: how pictures are named; None for the labels as the model ranks them.
        detail: of names, 0 for only what is sure, to 100 for always the finest.
        taught: own tags that are said by themselves.
    """

    label_set: str
    top_k: int
    min_score: float = 0.0
    names: NameRule | None = None
    detail: float = USUAL_DETAIL
    taught: TaughtNames = NONE_TAUGHT

    def judge(self, outcome: Outcome, review: Review = NO_REVIEW) -> Judged:
        """What counts as said of the picture of ``outcome``; a failed one has the person's tags."""
        return self.judge_all([(outcome, review)])[0]

    def judge_all(self, pictures: Sequence[tuple[Outcome, Review]]) -> list[Judged]:
        """The same of many, which takes less time for each."""
        kinds = [self._kinds(outcome) for outcome, _ in pictures]
        named = [
            isinstance(outcome, Tagged) and (self.label_set == KINDS or names_things(layer, review))
            for (outcome, review), layer in zip(pictures, kinds, strict=True)
        ]
        if self.names is None:
            opinions = self._by_labels(pictures, named)
        else:
            opinions = self._by_names(self.names, pictures, named)
        return [
            Judged(outcome, opinion, kind_of(layer, review), review)
            for (outcome, review), layer, opinion in zip(pictures, kinds, opinions, strict=True)
        ]

    def _kinds(self, outcome: Outcome) -> Layer | None:
        if not isinstance(outcome, Tagged):
            return None
        if self.label_set == KINDS:  # of a model that says nothing else
            return Layer(KINDS, outcome.indices, outcome.scores)
        return outcome.layer(KINDS)

    def _by_names(
        self, rule: NameRule, pictures: Sequence[tuple[Outcome, Review]], named: Sequence[bool]
    ) -> list[Opinion]:
        which = [number for number, is_named in enumerate(named) if is_named]
        outcomes = [outcome for outcome, _ in pictures]
        chosen = rule.names(
            [outcome for number in which if isinstance(outcome := outcomes[number], Tagged)],
            [pictures[number][1] for number in which],
            detail=self.detail,
            most=self.top_k,
            min_score=self.min_score,
        )
        names = dict(zip(which, chosen, strict=True))
        return [
            rule.opinion(
                names.get(number, ()), self._first(outcome), review, self._taught(outcome, review)
            )
            for number, (outcome, review) in enumerate(pictures)
        ]

    def _taught(self, outcome: Outcome, review: Review) -> tuple[Tag, ...]:
        said = self.taught.said_of(outcome, review)
        return tuple(Tag(tag.name, "taught", None, score) for tag, score in said)

    def _first(self, outcome: Outcome) -> Layer | None:
        if not isinstance(outcome, Tagged):
            return None
        return Layer(self.label_set, outcome.indices, outcome.scores)

    def _by_labels(
        self, pictures: Sequence[tuple[Outcome, Review]], named: Sequence[bool]
    ) -> list[Opinion]:
        opinions = []
        for (outcome, review), is_named in zip(pictures, named, strict=True):
            layer = self._first(outcome) or Layer(self.label_set, (), ())
            opinion = self.apply(layer.indices, layer.scores, review, named=is_named)
            opinions.append(opinion._replace(taught=self._taught(outcome, review)))
        return opinions

    def apply(
        self,
        indices: Iterable[int],
        scores: Iterable[float],
        review: Review = NO_REVIEW,
        *,
        named: bool = True,
    ) -> Opinion:
        """The rule for one picture, by its labels as they are ranked.

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
