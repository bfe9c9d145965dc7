"""The tags of one picture of the window, as they are drawn."""

from __future__ import annotations

from dataclasses import dataclass

from igtagger.app.learned_tags.taught_columns import TaughtColumns
from igtagger.app.picture_values import ShownTag, TagKind
from igtagger.domain import LabelRef, Layer, Review
from igtagger.labels.kinds import KINDS
from igtagger.labels.name_rule import NameRule
from igtagger.labels.naming import Naming
from igtagger.labels.opinion import kind_of
from igtagger.labels.opinions import Tag
from igtagger.labels.tree import TERMS

MOST_RANKED = 20
"""How many of the labels that a model gives to a picture can be looked at."""


@dataclass(frozen=True, slots=True)
class PictureTags:
    """What one picture shows, and may show.

    Attributes:
        row: of the picture.
        rule: how pictures are named.
        names: what it is called, with scores, first names first.
        taught: own tags that are said by themselves, of all pictures.
        layer: what the model says of it; None where it was not tagged.
        review: what the person decided about it.
    """

    row: int
    rule: NameRule
    names: list[tuple[LabelRef, float]]
    taught: TaughtColumns
    layer: Layer | None
    review: Review

    def said(self) -> list[ShownTag]:
        """Own tags, taught ones, confirmed labels, then automatic ones from the first down."""
        taught = self.taught.tags(self.row)
        opinion = self.rule.opinion(self.names, self.layer, self.review, taught)
        return [_drawn(tag, self.rule.naming) for tag in sorted(opinion.tags, key=_place)]

    def ranked(self) -> list[ShownTag]:
        """What may be said of it: its names, taught tags, then labels from the best down.

        What was rejected is among them, to be seen and taken back.
        """
        layer, label_set = self.layer, self.rule.label_set
        scores = dict(self.names)
        found = [ref for ref, _ in self.names]
        if layer is not None:
            best = zip(layer.indices[:MOST_RANKED], layer.scores, strict=False)
            scores |= {LabelRef(label_set, index): score for index, score in best}
        found += [ref for ref in scores if ref not in found]
        found += sorted(
            ref
            for ref in (self.review.rejected | self.review.confirmed) - set(found)
            if ref.label_set in (label_set, TERMS)
        )
        ranked = [self._judged(ref, scores.get(ref)) for ref in found]
        names = len(self.names)
        return ranked[:names] + self.ranked_taught() + ranked[names:]

    def ranked_taught(self) -> list[ShownTag]:
        """Its taught tags: said by themselves, by the person's word, or rejected."""
        names = self.taught.names
        rejected = sorted(self.review.rejected)
        kinds = {ref: TagKind.REJECTED for ref in rejected if names.name(ref)}
        right = {tag.ref: TagKind.CONFIRMED for tag in self.taught.right(self.row, self.review)}
        said = dict.fromkeys(self.taught.refs(self.row), TagKind.TAUGHT)
        tags = [
            ShownTag(names.name(ref) or "", kind, ref, self.taught.score(self.row, ref))
            for ref, kind in (said | kinds | right).items()
        ]
        return sorted(tags, key=lambda tag: (-(tag.score or 0), tag.name))

    def _judged(self, ref: LabelRef, score: float | None) -> ShownTag:
        label = self.rule.naming.label_of(ref)
        if score is None:
            score = self.rule.score(ref, self.layer, self.review)
        parts = self._why(ref)
        return ShownTag(
            label.name, _tag_kind(ref, self.review), ref, score, label.definition, parts
        )

    def _why(self, ref: LabelRef) -> tuple[tuple[str, float], ...]:
        """The labels that a term is the sum of, with their scores; none of a label alone."""
        parts = self.rule.parts(ref, self.layer, self.review) if self.layer is not None else []
        if [part for part, _ in parts] == [ref]:
            return ()
        naming = self.rule.naming
        return tuple((naming.label_of(part).name, score) for part, score in parts)


def shown_kind(layer: Layer | None, review: Review, rule: NameRule) -> ShownTag | None:
    """What kind of picture one is, as the person decided or else as it was found.

    Args:
        layer: what kinds it may be of; None where nothing was found.
        review: what the person decided about it.
        rule: how pictures are named.

    Returns:
        None where that is not known, and where kinds are the labels of the model themselves.
    """
    if rule.label_set == KINDS:
        return None
    tag = kind_of(layer, review)
    return _drawn(tag, rule.naming) if tag is not None else None


def shown_kinds(layer: Layer | None, review: Review, naming: Naming) -> list[ShownTag]:
    """What kinds a picture may be of, from the best down, rejected ones too."""
    tags = []
    for index, score in zip(layer.indices, layer.scores, strict=True) if layer else ():
        ref = LabelRef(KINDS, index)
        label = naming.label_of(ref)
        kind = _tag_kind(ref, review)
        tags.append(ShownTag(label.name, kind, ref, score, label.definition))
    return tags


def _drawn(tag: Tag, naming: Naming) -> ShownTag:
    kind = TagKind.AUTOMATIC if tag.origin == "implied" else TagKind(tag.origin)
    if isinstance(tag.key, str):
        return ShownTag(tag.key, kind, tag.key, tag.score, colour=naming.colour(tag.key))
    label = naming.label_of(tag.key)
    return ShownTag(label.name, kind, tag.key, tag.score, label.definition)


def _tag_kind(ref: LabelRef, review: Review) -> TagKind:
    if ref in review.confirmed:
        return TagKind.CONFIRMED
    return TagKind.REJECTED if ref in review.rejected else TagKind.AUTOMATIC


def _place(tag: Tag) -> tuple[object, ...]:
    """Where a tag is drawn among those of its picture; automatic ones by their rank already."""
    if tag.origin == "confirmed":
        return (2, tag.key)
    return ({"own": 0, "taught": 1}.get(tag.origin, 3),)
