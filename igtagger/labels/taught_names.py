"""Taught tags as far as names are about them: own tags that models say of pictures by themselves.

What is taught is a head of its own, see :mod:`igtagger.models.taught`; here is what its scores
mean. A picture has such a tag where its score reaches the tag's own threshold, whatever kind of
picture it is: the person showed what they mean. It has it no more where they rejected it, and it is
theirs where they have it among their own tags.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from igtagger.domain import LabelRef, Outcome, Review, Tagged
from igtagger.labels.own_tags import same_tag

TAUGHT = "taught"
"""Their label set. A tag keeps its index there as long as it is taught."""


@dataclass(frozen=True, slots=True, order=True)
class TaughtName:
    """One tag that was taught.

    Attributes:
        index: of its label, in the set :data:`TAUGHT`; no two have the same.
        name: the own tag.
        threshold: the least score at which it is said, 0 to 1.
        automatic: whether it is said of pictures by itself.
    """

    index: int
    name: str
    threshold: float
    automatic: bool = True

    @property
    def ref(self) -> LabelRef:
        """What its rejections are kept under."""
        return LabelRef(TAUGHT, self.index)


class TaughtNames:
    """All tags that were taught. Never changed once made; any thread may ask.

    Args:
        names: them.

    Attributes:
        automatic: those that are said by themselves, by their indices.
    """

    def __init__(self, names: Iterable[TaughtName] = ()) -> None:
        self._known: Mapping[int, TaughtName] = {each.index: each for each in names}
        self._by_name = {same_tag(each.name): each for each in self._known.values()}
        self.automatic: Mapping[int, TaughtName] = MappingProxyType(
            {each.index: each for each in self._known.values() if each.automatic}
        )

    def __bool__(self) -> bool:
        """Whether any is said by itself."""
        return bool(self.automatic)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, TaughtNames) and self._known == other._known

    def __hash__(self) -> int:
        return hash(tuple(self._known.values()))

    def name(self, ref: LabelRef) -> str | None:
        """What a label of theirs is called; None for what is none, or is taught no more."""
        found = self._known.get(ref.index) if ref.label_set == TAUGHT else None
        return None if found is None else found.name

    def find(self, name: str) -> TaughtName | None:
        """The one of that name, whatever its case."""
        return self._by_name.get(same_tag(name))

    def said_of(self, outcome: Outcome, review: Review) -> list[tuple[TaughtName, float]]:
        """Those that are said of a picture by themselves, with their scores, the best first."""
        if not self.automatic or not isinstance(outcome, Tagged):
            return []
        scores = scores_in(outcome)
        own = set(map(same_tag, review.own))
        found = [
            (tag, scores[index])
            for index, tag in self.automatic.items()
            if index in scores
            and scores[index] >= tag.threshold
            and tag.ref not in review.rejected
            and same_tag(tag.name) not in own
        ]
        return sorted(found, key=lambda each: (-each[1], each[0].index))


NONE_TAUGHT = TaughtNames()


def layer_name(model_id: str) -> str:
    """What the layer of the tags that were taught on one model goes by.

    Each model has one of its own: a run may ask two of them.
    """
    return f"{TAUGHT}-{model_id}"


def is_layer_name(label_set: str) -> bool:
    """Whether a layer is one of taught tags."""
    return label_set.startswith(f"{TAUGHT}-")


def scores_in(outcome: Tagged) -> dict[int, float]:
    """The scores of taught tags in a picture, by their indices."""
    return {
        index: score
        for layer in outcome.beside
        if is_layer_name(layer.label_set)
        for index, score in zip(layer.indices, layer.scores, strict=True)
    }
