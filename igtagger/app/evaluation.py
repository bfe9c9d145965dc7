"""How often a model is right, and how pictures are named, where it is known what they show."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal, NamedTuple

from igtagger.domain import Failed, LabelRef, Layer, Outcome, Reason, Tagged
from igtagger.labels.kinds import KINDS, in_any_kind
from igtagger.labels.opinion import OpinionRule, names_things
from igtagger.labels.opinions import NO_REVIEW
from igtagger.labels.subjects import Subject, Subjects

DETAILS = (0, 25, 50, 75, 100)
"""For which names are measured; for that of the rule besides."""
MOST_PARTS = 5
"""Of a name, that are told."""
_CHUNK = 256

Verdict = Literal["right", "wrong", "no name", "other kind", "unread"]
"""What became of a picture: ``other kind`` has no name since things are not named in pictures of
its kind, ``unread`` could not be read."""


class Name(NamedTuple):
    """The first name that is said of a picture, with its score, 0 to 1."""

    key: LabelRef
    score: float


class Miss(NamedTuple):
    """A picture that the model, or the rule, was not right about.

    Attributes:
        path: of the picture.
        subject: what it shows.
        rank: from 1, of the first label that is right; None where the model does not give it.
        best: the label in the first place; None where there is none.
        verdict: on the name.
        name: at the detail of the rule; None where there is none.
        parts: the labels that the name is the sum of, best first, at most :data:`MOST_PARTS` and
            one more; of a picture of another kind, the kind.
        reason: why it could not be read, or None.
    """

    path: Path
    subject: Subject
    rank: int | None
    best: Name | None
    verdict: Verdict
    name: Name | None
    parts: tuple[Name, ...]
    reason: Reason | None


@dataclass(slots=True)
class NameFigures:
    """How pictures were named at one detail. Those that could not be read have no name.

    Attributes:
        seen: pictures.
        named: of these, with a name.
        right: of these, rightly named.
        bits: of those, summed up: see :meth:`igtagger.labels.subjects.Subjects.bits`.
    """

    seen: int = 0
    named: int = 0
    right: int = 0
    bits: float = 0.0

    def add(self, *, named: bool, right: bool, bits: float) -> None:
        """Count a picture."""
        self.seen += 1
        self.named += named
        self.right += right
        self.bits += bits if right else 0.0


@dataclass(slots=True)
class LabelFigures:
    """How often the best labels were right. Pictures that could not be read count as wrong.

    Attributes:
        seen: pictures.
        top1: of these, with a right label in the first place.
        top5: of these, with a right label among the first five.
    """

    seen: int = 0
    top1: int = 0
    top5: int = 0

    def add(self, rank: int | None) -> None:
        """Count a picture by the rank of the first label that is right."""
        self.seen += 1
        self.top1 += rank == 1
        self.top5 += rank is not None and rank <= 5


@dataclass(slots=True)
class Evaluation:
    """What came out so far.

    Args:
        subject_of: what the picture of a path shows.
        subjects: by which names are judged.
        rule: how pictures are named.

    Attributes:
        labels: of pictures that show a label.
        terms: of pictures that show what is a term above labels: right labels lie below it.
        names: by detail, of all pictures.
        names_of_labels: by detail, of pictures that show a label.
        failed: how many pictures could not be read.
        of_other_kinds: how many have no name at any detail since they are of another kind.
        misses: what was not right.
    """

    subject_of: Callable[[Path], Subject]
    subjects: Subjects
    rule: OpinionRule
    labels: LabelFigures = field(default_factory=LabelFigures)
    terms: LabelFigures = field(default_factory=LabelFigures)
    names: Mapping[float, NameFigures] = field(init=False)
    names_of_labels: Mapping[float, NameFigures] = field(init=False)
    failed: int = 0
    of_other_kinds: int = 0
    misses: list[Miss] = field(default_factory=list)
    _rules: Mapping[float, OpinionRule] = field(init=False)
    _waiting: list[Outcome] = field(default_factory=list)

    def __post_init__(self) -> None:
        details = sorted({*DETAILS, self.rule.detail})
        self._rules = {detail: replace(self.rule, detail=detail) for detail in details}
        self.names = {detail: NameFigures() for detail in details}
        self.names_of_labels = {detail: NameFigures() for detail in details}

    @property
    def seen(self) -> int:
        """Pictures."""
        return self.labels.seen + self.terms.seen

    def take(self, outcome: Outcome) -> None:
        """Count one outcome; some are counted together, the last ones by :meth:`finish`."""
        self._waiting.append(outcome)
        if len(self._waiting) == _CHUNK:
            self.finish()

    def finish(self) -> None:
        """Count what still waits."""
        outcomes, self._waiting = self._waiting, []
        named = {detail: _first_names(rule, outcomes) for detail, rule in self._rules.items()}
        for place, outcome in enumerate(outcomes):
            names = {detail: found[place] for detail, found in named.items()}
            self._count(outcome, self.subject_of(outcome.path), names)

    def _count(
        self, outcome: Outcome, subject: Subject, names: Mapping[float, Name | None]
    ) -> None:
        is_label = subject.index is not None
        rank = _rank(outcome, subject)
        (self.labels if is_label else self.terms).add(rank)
        for detail, name in names.items():
            right = name is not None and self.subjects.is_right(name.key, subject)
            bits = self.subjects.bits(name.key) if name is not None else 0.0
            for figures in [self.names] + is_label * [self.names_of_labels]:
                figures[detail].add(named=name is not None, right=right, bits=bits)
        name = names[self.rule.detail]
        verdict = self._verdict(outcome, subject, name)
        self.failed += verdict == "unread"
        self.of_other_kinds += verdict == "other kind"
        if rank != 1 or verdict != "right":
            self.misses.append(self._miss(outcome, subject, rank, verdict, name))

    def _miss(
        self,
        outcome: Outcome,
        subject: Subject,
        rank: int | None,
        verdict: Verdict,
        name: Name | None,
    ) -> Miss:
        if isinstance(outcome, Failed):
            return Miss(outcome.path, subject, rank, None, verdict, name, (), outcome.reason)
        things = Layer(self.rule.label_set, outcome.indices, outcome.scores)
        parts: tuple[Name, ...] = ()
        if name is not None and self.rule.names is not None:
            listed = self.rule.names.parts(name.key, things)[: MOST_PARTS + 1]
            parts = tuple(Name(*part) for part in listed)
        elif verdict == "other kind" and (kinds := outcome.layer(KINDS)) is not None:
            parts = _best(kinds)
        best = next(iter(_best(things)), None)
        return Miss(outcome.path, subject, rank, best, verdict, name, parts, None)

    def _verdict(self, outcome: Outcome, subject: Subject, name: Name | None) -> Verdict:
        if isinstance(outcome, Failed):
            return "unread"
        if name is not None:
            return "right" if self.subjects.is_right(name.key, subject) else "wrong"
        of_things = in_any_kind(self.rule.label_set) or names_things(outcome.layer(KINDS))
        return "no name" if of_things else "other kind"


def _first_names(rule: OpinionRule, outcomes: Sequence[Outcome]) -> list[Name | None]:
    names: list[Name | None] = []
    for judged in rule.judge_all([(outcome, NO_REVIEW) for outcome in outcomes]):
        said = ((tag.key, tag.score) for tag in judged.opinion.ranked)
        found = (Name(key, score or 0.0) for key, score in said if isinstance(key, LabelRef))
        names.append(next(found, None))
    return names


def _best(layer: Layer) -> tuple[Name, ...]:
    pairs = zip(layer.indices[:1], layer.scores[:1], strict=True)
    return tuple(Name(LabelRef(layer.label_set, index), score) for index, score in pairs)


def _rank(outcome: Outcome, subject: Subject) -> int | None:
    if not isinstance(outcome, Tagged):
        return None
    ranks = (rank for rank, index in enumerate(outcome.indices, 1) if index in subject.below)
    return next(ranks, None)
