"""What is wished of a training, what it begins with, and what comes out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from igtagger.app.learning.own_model_writing import Tensors
from igtagger.app.learning.training_set import TrainingSet
from igtagger.domain import Reason
from igtagger.engines.protocol import EngineOptions
from igtagger.models.catalog import ModelSpec

Tell = Callable[[Reason], None]
ENOUGH = 30
"""Pictures held out from which on the temperature is found on them alone."""


@dataclass(frozen=True, slots=True)
class TrainingWish:
    """What the person asked for.

    Attributes:
        name: of the new model.
        base: the model that it is made from.
        how: ``head``, ``fine-tune`` or ``from-scratch``.
        replace: take the place of a model of one's own that has the name already.
        engine_options: device and batch size.
        workers: threads that decode; None for one each core.
        recipe: of ``from-scratch``: ``card`` or ``modern``.
        epochs: passes over all pictures at most; None as the recipe says.
        flips: whether pictures may also be seen from left to right.
        anyway: also where it takes very long.
    """

    name: str
    base: ModelSpec
    how: Literal["head", "fine-tune", "from-scratch"] = "head"
    replace: bool = False
    engine_options: EngineOptions = field(default_factory=EngineOptions)
    workers: int | None = None
    recipe: Literal["card", "modern"] = "card"
    epochs: int | None = None
    flips: bool = True
    anyway: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Prepared:
    """What all ways of training begin with.

    Attributes:
        found: the pictures that can be read.
        features: ``float32 (n, channels)`` of them, as the base's first head takes them.
        held_out: ``bool (n,)``.
        failed: the others.
    """

    found: TrainingSet
    features: NDArray[np.float32]
    held_out: NDArray[np.bool_]
    failed: Mapping[Path, Reason]


@dataclass(frozen=True, slots=True, eq=False)
class TrainedValues:
    """A model's file, and what it said of the pictures.

    Attributes:
        tensors: of the file.
        scores: ``float32 (n, classes)``.
        features: ``float32 (n, channels)``, by which pictures are familiar or not.
        facts: about its training.
    """

    tensors: Tensors
    scores: NDArray[np.float32]
    features: NDArray[np.float32]
    facts: Mapping[str, str]
