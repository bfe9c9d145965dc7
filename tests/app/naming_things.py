"""Terms of the real tree, and what a model may have said, for the tests of names."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from igtagger.app.picture_values import Listed
from igtagger.domain import LabelRef, Layer, Tagged
from igtagger.labels.name_languages import names_in
from igtagger.labels.name_rule import NameRule
from igtagger.labels.naming import Naming
from igtagger.labels.taught_names import NONE_TAUGHT, TaughtNames
from igtagger.labels.thresholds import EVERYDAY
from igtagger.labels.tree import term_ref
from igtagger.labels.vocabulary import NO_RULES, Vocabulary

SET = "imagenet-1k"
TABBY, TIGER_CAT, SIAMESE, EGYPTIAN, RETRIEVER, VASE = 281, 282, 284, 285, 207, 883
CAT, DOG, FELINE, ANIMAL = (
    term_ref(id_) for id_ in ("n02121808", "n02084071", "n02120997", "n00015388")
)
A_CAT = {EGYPTIAN: 0.5, TIGER_CAT: 0.25, TABBY: 0.125, RETRIEVER: 0.03125}
"""Which cat it is, nobody can say."""
A_TABBY = {TABBY: 0.9375, TIGER_CAT: 0.03125}


def label(index: int) -> LabelRef:
    return LabelRef(SET, index)


def everyday(
    vocabulary: Vocabulary = NO_RULES, language: str = "", taught: TaughtNames = NONE_TAUGHT
) -> NameRule:
    """The rule of the built-in model, for a person with those rules, language and taught tags."""
    return NameRule(Naming(vocabulary, names_in(language), taught=taught), SET, EVERYDAY)


EVERYDAY_RULE = everyday()


def outcome(
    path: str, scores: dict[int, float], *beside: Layer, bare: float | None = None, norm: float = 12
) -> Tagged:
    """What a model says, by index, best first; ``norm`` is that of a usual picture."""
    indices, values = tuple(scores), tuple(scores.values())
    assert values == tuple(np.array(values, np.float16).tolist())
    return Tagged(Path(path), 400, 300, indices, values, beside, bare=bare, norm=norm)


def listed(*pictures: dict[int, float]) -> Sequence[Listed]:
    """A list of pictures ``/0.jpg``, ``/1.jpg`` ..."""
    paths = (f"/{number}.jpg" for number in range(len(pictures)))
    return [Listed(path, 1, outcome(path, one)) for path, one in zip(paths, pictures, strict=True)]
