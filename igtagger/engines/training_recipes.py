"""Recipes by which whole networks are trained; values alone, without torch."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Recipe:
    """How a network is trained.

    Attributes:
        epochs: passes over all pictures at most.
        batch: pictures of a step.
        head_rate: how fast the head learns.
        body_rate: how fast the last step of the body does.
        first_share: how fast the first one does, as a part of that; those between lie between.
        weight_decay: of matrices and kernels.
        momentum: of Nesterov's accelerated gradient; None for AdamW.
        smoothing: of labels.
        average: how much of the average of all weights so far stays in each step.
        warm_up: what part of all steps the rates rise; then they fall as half a cosine does.
        patience: epochs without a smaller loss on what was held out after which it ends.
        least_part: of a picture, by its area, that is seen at once.
        flips: whether pictures are also seen from left to right.
        keeps_statistics: see :class:`igtagger.engines.torch_trainable.Classifier`.
    """

    epochs: int
    batch: int
    head_rate: float
    body_rate: float
    first_share: float = 1.0
    weight_decay: float = 0.05
    momentum: float | None = None
    smoothing: float = 0.1
    average: float = 0.999
    warm_up: float = 0.05
    patience: int = 5
    least_part: float = 0.5
    flips: bool = True
    keeps_statistics: bool = False


FINE_TUNE = Recipe(*(30, 32, 1e-4, 1e-5), first_share=0.1, average=0.99, keeps_statistics=True)
CARD = Recipe(
    *(100, 64, 0.025, 0.025),
    weight_decay=0.001,
    momentum=0.9,
    smoothing=0.0,
    patience=15,
    least_part=0.08,
)
"""As the models' card tells of its own: Nesterov's momentum 0.9, weight decay 0.001. The rate is
0.1 for 256 pictures a step, as ResNeXt was trained."""
MODERN = Recipe(*(100, 64, 5e-4, 5e-4), patience=15, least_part=0.25)
