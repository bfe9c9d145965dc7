"""What an engine and some heads make of pictures."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from igtagger.domain import SCORE_FLOOR, Layer, Tagged
from igtagger.engines.protocol import Engine
from igtagger.models.heads import Head, Said, Sizes
from igtagger.pictures.decoding import Decoded


class HeadedEngine:
    """One pass of a model over pictures, which feeds as many heads as there are.

    Any thread may call it, several at once too.

    Args:
        engine: the loaded model.
        heads: whose scores are wanted: the model's own (``engine.heads``), or others that were
            made for its features.
    """

    def __init__(self, engine: Engine, heads: Sequence[Head]) -> None:
        self.engine = engine
        self.heads = tuple(heads)

    def layers(self, pixels: NDArray[np.uint8], sizes: Sizes | None = None) -> list[Said]:
        """What each head says of pictures.

        Args:
            pixels: their squares, as :meth:`igtagger.engines.protocol.Engine.predict` takes them.
            sizes: width and height of each whole picture, ``(n, 2)``; None where no head needs
                them.

        Raises:
            EngineError: not even one picture fits the memory.
        """
        return self.layers_and_features(pixels, sizes)[0]

    def layers_and_features(
        self, pixels: NDArray[np.uint8], sizes: Sizes | None = None
    ) -> tuple[list[Said], NDArray[np.float32]]:
        """The same, with what the body says of the pictures (an embedding).

        Those features are the ones that the model's own first head takes, ``float32 (n,
        channels)``: what stages before the last one see is of use to its other heads alone.
        """
        features = self.engine.predict(pixels)
        kept = features[:, : self.engine.heads[0].inputs] if self.engine.heads else features
        return [head.said(features, sizes) for head in self.heads], kept


class Made(NamedTuple):
    """A layer of one picture, and what its head says besides: see :class:`Said`."""

    layer: Layer
    bare: float
    norm: float


def to_layers(label_set: str, said: Said) -> list[Made]:
    """What the library keeps of each picture.

    Ranked by the full scores, then rounded to half precision: two labels that round to the same
    score keep their true order.
    """
    numbers = said.bare.astype(float).tolist(), said.norm.astype(float).tolist()
    layers = [_layer(label_set, scores) for scores in said.scores]
    return [Made(*each) for each in zip(layers, *numbers, strict=True)]


def _layer(label_set: str, scores: NDArray[np.float32]) -> Layer:
    order = np.flatnonzero(scores >= SCORE_FLOOR)  # few of a thousand: sorting all takes longer
    order = order[np.argsort(-scores[order], kind="stable")]
    kept = scores[order].astype(np.float16)
    return Layer(label_set, tuple(order.tolist()), tuple(kept.astype(float).tolist()))


def to_tagged(path: Path, decoded: Decoded, layers: Sequence[Made]) -> Tagged:
    """An outcome of the layers of one picture, the chosen model's first one first."""
    first, *beside = layers
    size = decoded.width, decoded.height
    return Tagged(
        path,
        *size,
        first.layer.indices,
        first.layer.scores,
        tuple(made.layer for made in beside),
        decoded.remark,
        first.bare,
        first.norm,
    )
