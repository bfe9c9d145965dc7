"""The roll-up of labels to names as its definition has it: one picture, plain numbers, by walking
the tree. What the program does for many pictures at once must say the same."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from hypothesis import strategies as st

from igtagger.domain import LabelRef
from igtagger.labels.candidates import LEAST_MASS, PARTS, WIDTH, Kept
from igtagger.labels.sets import load_labels
from igtagger.labels.thresholds import DETAILS, MOST_DETAIL, USUAL_DETAIL, Thresholds
from igtagger.labels.tree import Term, Tree, term_id, term_ref

TWELVE = "twelve"
"""A label set: see ``conftest.py``."""


@dataclass(frozen=True)
class Said:
    """What a model said of a picture, best label first."""

    indices: tuple[int, ...]
    scores: tuple[float, ...]
    bare: float | None = None
    norm: float | None = None


@dataclass(frozen=True)
class Candidate:
    """What may be said of a picture, with whole numbers of parts."""

    id: str
    mass: int
    top: int
    score: float


@dataclass
class Oracle:
    """What may be said of pictures, and what is."""

    tree: Tree
    label_set: str
    never: Collection[str] = ()

    def __post_init__(self) -> None:
        self.labels = load_labels(self.label_set)
        self.own = {term_id(self.label_set, label): label.index for label in self.labels}
        named = [term.id for term in self.tree.terms.values() if term.natural]
        named += [id_ for id_ in self.own if id_ not in self.tree.terms]
        self.below = {id_: self.labels_below(id_) for id_ in named}
        self.below = {id_: below for id_, below in self.below.items() if below}
        at_or_below = {id_: self.walk_down(id_) & self.below.keys() for id_ in self.below}
        self.breadth = {id_: len(ids) for id_, ids in at_or_below.items()}
        self.above = {
            id_: {other for other, ids in at_or_below.items() if id_ in ids} for id_ in self.below
        }
        self.order = sorted(
            self.below, key=lambda id_: (self.breadth[id_], self.own.get(id_, -1), id_)
        )
        self.place = {id_: place for place, id_ in enumerate(self.order)}
        self.called = [
            [id_ for id_, below in self.below.items() if label.index in below]
            for label in self.labels
        ]
        self.out = {index for id_ in self.never for index in self.labels_below(id_)}

    def walk_down(self, id_: str) -> set[str]:
        """A term and all below it."""
        found, ahead = {id_}, [id_]
        while ahead:
            here = ahead.pop()
            new = set(self.tree.children(here)) - found if here in self.tree.terms else set()
            found |= new
            ahead += new
        return found

    def labels_below(self, id_: str) -> set[int]:
        return {self.own[below] for below in self.walk_down(id_) if below in self.own}

    def ref(self, id_: str) -> LabelRef:
        return LabelRef(self.label_set, self.own[id_]) if id_ in self.own else term_ref(id_)

    def parts(self, said: Said, temperature: float) -> list[int]:
        """The bare score of each label."""
        if not said.indices:
            return []
        best = said.scores[0]
        powers = [(score / best) ** temperature for score in said.scores]
        bare = said.bare
        if bare is None:
            kept = total = 0.0
            for score, power in zip(said.scores, powers, strict=True):
                kept, total = kept + score, total + power
            left = max(len(self.labels) - len(powers), 1)
            bare = 1 / (total + left * (max(1 - kept, 0) / left / best) ** temperature)
        return [round(PARTS * bare * power) for power in powers]

    def candidates(
        self, said: Said, temperature: float = 1.0, rejected: Collection[int] = ()
    ) -> list[Candidate]:
        """In the order in which they are said."""
        out = self.out | set(rejected)
        parts = self.parts(said, temperature)
        called = None
        for number, index in enumerate(said.indices):
            names = self.called[index]
            if index not in out and names and called is None:
                called = min(names, key=self.place.__getitem__)
                parts[number] = max(parts[number], 1)
        masses: dict[str, int] = {}
        scores: dict[str, int] = {}
        for id_ in set[str]().union(*(self.called[index] for index in said.indices)):
            below = self.below[id_]
            kept = [
                (part, round(PARTS * score))
                for index, score, part in zip(said.indices, said.scores, parts, strict=True)
                if index in below and index not in out
            ]
            masses[id_] = min(PARTS, sum(part for part, _ in kept))
            scores[id_] = sum(score for _, score in kept)
        looked_at = [id_ for id_, mass in masses.items() if mass >= LEAST_MASS or id_ == called]
        looked_at.sort(key=lambda id_: (id_ != called, -masses[id_], self.place[id_]))
        looked_at = looked_at[:WIDTH]

        def unspecific(id_: str) -> tuple[int, int, int]:
            breadth = 1 if id_ == called else self.breadth[id_]
            return breadth, -masses[id_], self.place[id_]

        return [
            Candidate(
                id_,
                masses[id_],
                max(masses[other] for other in looked_at if other in self.above[id_]),
                float(np.float16(min(scores[id_] / PARTS, 1))),
            )
            for id_ in sorted(looked_at, key=unspecific)
        ]

    def names(
        self,
        candidates: Sequence[Candidate],
        rule: Thresholds,
        norm: float | None,
        *,
        detail: float,
        most: int,
        min_score: float = 0.0,
        floors: Mapping[str, float] | None = None,
    ) -> list[tuple[str, float]]:
        """The names of a picture with their scores."""

        def need(each: Candidate) -> float:
            added = rule.by_term.get(each.id, 0.0)
            return least_mass(rule, detail, len(self.below[each.id]), added, norm)

        share = 0.0 if detail >= MOST_DETAIL else between(detail, rule.share)
        allowed = [
            each
            for each in candidates
            if each.score >= max(min_score, (floors or {}).get(each.id, 0.0))
            and each.mass >= share * each.top
        ]
        eligible = [each for each in allowed if each.mass >= need(each)]
        further = [
            each
            for each in allowed
            if each.mass >= max(rule.further * need(each), rule.least_further * PARTS)
        ]
        said: list[Candidate] = []
        while eligible and len(said) < most:
            said.append(eligible[0])
            gone = set[int]().union(*(self.below[each.id] for each in said))
            eligible = [each for each in further if not self.below[each.id] & gone]
        return [(each.id, each.score) for each in said]


def least_mass(
    rule: Thresholds, detail: float, labels: int, added: float = 0.0, norm: float | None = None
) -> float:
    """What the first name must have, in parts.

    Args:
        rule: of the model.
        detail: 0 to 100.
        labels: how many are at or below it.
        added: to the logit, for this term.
        norm: of the picture's features.
    """
    if detail >= MOST_DETAIL:
        return 0.0
    if labels == 1:
        logit = between(detail, rule.label)
    else:
        logit = max(rule.least, rule.broad - rule.by_breadth * math.log2(labels)) + added
        if detail < USUAL_DETAIL and rule.sure > logit:
            logit += (1 - detail / USUAL_DETAIL) * (rule.sure - logit)
        logit -= between(detail, rule.less)
    if norm is not None:
        logit += rule.by_norm * (norm - rule.norm)
    least = math.ceil(PARTS / (1 + math.exp(-logit)))
    return max(float(least), between(detail, rule.least_mass) * PARTS)


def between(detail: float, values: Sequence[float]) -> float:
    """The value for a detail, on the straight line between those that are given."""
    if detail >= DETAILS[-1]:
        return values[-1]
    upper = next(number for number, at in enumerate(DETAILS) if at > detail)
    (x, y), (to_x, to_y) = ((DETAILS[n], values[n]) for n in (upper - 1, upper))
    return (to_y - y) / (to_x - x) * (detail - x) + y


def kept_of(pictures: Sequence[Said], rejected: Sequence[Collection[int]] = ()) -> Kept:
    """Those pictures as the program has them."""
    out = rejected or [()] * len(pictures)
    return Kept(
        np.array([len(said.indices) for said in pictures], np.intp),
        np.array([index for said in pictures for index in said.indices], np.intp),
        np.array([score for said in pictures for score in said.scores], np.float64),
        np.array(
            [i in gone for said, gone in zip(pictures, out, strict=True) for i in said.indices],
            np.bool_,
        ),
        np.array([np.nan if said.bare is None else said.bare for said in pictures]),
    )


# Pictures as models see them


@st.composite
def pictures(draw: st.DrawFn, labels: int, most: int = 40) -> Said:
    """Scores of labels near each other, which are of one kind, and of others; or of none."""
    indices: list[int] = []
    for _ in range(draw(st.integers(0, 3))):
        first, count = draw(st.integers(0, labels - 1)), draw(st.integers(1, most // 3))
        indices += range(first, min(first + count, labels))
    indices = list(dict.fromkeys([*indices, *draw(st.lists(st.integers(0, labels - 1)))]))[:most]
    weights = draw(
        st.lists(
            st.integers(1, 1000) | st.sampled_from([1, 1000]),
            min_size=len(indices),
            max_size=len(indices),
        )
    )
    whole = sum(weights) + draw(st.sampled_from([0, 0, 100, 5000]))
    scores = sorted((float(np.float16(max(w / whole, 1e-4))) for w in weights), reverse=True)
    indices = draw(st.permutations(indices))
    bare = draw(st.none() | st.floats(0, 1) | st.sampled_from([0.0, 1.0, *scores[:1]]))
    norm = draw(st.none() | st.floats(0, 40))
    return Said(tuple(indices), tuple(scores), bare, norm)


@st.composite
def trees(draw: st.DrawFn) -> Tree:
    """Any tree above the labels of :data:`TWELVE`; some hang in none, some terms nobody types."""
    inner = [f"x-{number}" for number in range(draw(st.integers(0, 9)))]
    terms = [
        Term(
            id_,
            id_,
            draw(st.booleans()),
            tuple(draw(st.lists(st.sampled_from(inner[:number]), max_size=2, unique=True)))
            if number
            else (),
        )
        for number, id_ in enumerate(inner)
    ]
    hanging = [f"{TWELVE}:label-{n}" for n in draw(st.lists(st.integers(0, 11), unique=True))]
    for id_ in hanging:
        above = st.lists(st.sampled_from(inner), max_size=3, unique=True) if inner else st.just([])
        terms.append(Term(id_, id_, draw(st.booleans()), tuple(draw(above))))
    return Tree(terms)
