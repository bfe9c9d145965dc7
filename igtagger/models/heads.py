"""Heads: what turns features into the scores of a label set, by one matrix each or a few.

A head is so small beside the network that it needs no engine: one pass of the network feeds as many
as there are. All of it is computed in fp32, since in 16 bits scores would be coarse.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from igtagger.domain import Reason
from igtagger.models.catalog import HeadSpec, ModelSpec, Scoring
from igtagger.models.weights.mapped import MappedWeights

Scores = NDArray[np.float32]
Sizes = NDArray[np.integer] | Sequence[tuple[int, int]]
_WIDEST = 3.0
_ROWS = 8
_ROOTED_AT_ONCE = 256
_MOST_AT_ONCE = 1 << 18
"""Multiplications of a product that OpenBLAS still does on the thread that asks for it."""


class Said(NamedTuple):
    """What a head says of ``n`` pictures.

    Attributes:
        scores: ``float32 (n, labels)``, each 0 to 1; with ``softmax`` each row sums to 1.
        bare: ``float32 (n,)``, the greatest score of each as it is without temperature. What the
            others are without it follows from their scores and this.
        norm: ``float32 (n,)``, the Euclidean length of the features that its last matrix is
            applied to (before they are rooted, if they are), which tells how familiar a picture is:
            see :class:`igtagger.labels.thresholds.Thresholds`.
    """

    scores: NDArray[np.float32]
    bare: NDArray[np.float32]
    norm: NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class Head:
    """From features to the scores of one label set.

    Attributes:
        label_set: whose labels it scores.
        weight: of its one matrix, or the last: ``float32 (labels, inputs)``.
        bias: ``float32 (labels,)``.
        scoring: see :class:`igtagger.models.catalog.HeadSpec`, as is the next.
        temperature: what logits are divided by.
        before: weight and bias of each matrix before the last, with ReLU behind it.
        root: it is made for :func:`rooted` features.
        aspect: behind the features it takes that of the picture: see :func:`aspects_of`.
    """

    label_set: str
    weight: NDArray[np.float32]
    bias: NDArray[np.float32]
    scoring: Scoring = "softmax"
    temperature: float = 1.0
    before: tuple[tuple[NDArray[np.float32], NDArray[np.float32]], ...] = ()
    root: bool = False
    aspect: bool = False

    @property
    def inputs(self) -> int:
        """How many of the features it takes, from the first on."""
        first = self.before[0][0] if self.before else self.weight
        return int(first.shape[1]) - self.aspect

    def scores(self, features: NDArray[np.float32], sizes: Sizes | None = None) -> Scores:
        """As :meth:`said`, the scores alone."""
        return self.said(features, sizes).scores

    def said(self, features: NDArray[np.float32], sizes: Sizes | None = None) -> Said:
        """All that it says of pictures.

        Args:
            features: ``float32 (n, features)``.
            sizes: width and height of each whole picture, ``(n, 2)``, which a head with
                :attr:`aspect` needs.

        Raises:
            ValueError: it needs sizes, and has none.
        """
        x = features[:, : self.inputs]
        norm = np.linalg.norm(x, axis=1)
        if self.root:
            x = rooted(x)
        if self.aspect:
            if sizes is None:
                raise ValueError(f"the head of {self.label_set} needs the sizes of pictures")
            x = np.concatenate([x, aspects_of(sizes)], axis=1)
        for weight, bias in self.before:
            x = np.maximum(_product(x, weight) + bias, np.float32(0))
        logits = _product(x, self.weight) + self.bias
        if self.before:
            norm = np.linalg.norm(x, axis=1)
        scoring = _softmax if self.scoring == "softmax" else _sigmoid
        scores = scoring(logits / np.float32(self.temperature))
        bare = scores.max(axis=1) if self.temperature == 1 else scoring(logits).max(axis=1)
        return Said(scores, bare, norm)


def aspects_of(sizes: Sizes) -> NDArray[np.float32]:
    """What the square that a network sees does not tell: how wide the picture is by its height.

    Args:
        sizes: width and height of each picture in pixels, ``(n, 2)``, all above 0.

    Returns:
        ``float32 (n, 1)``: of each picture the binary logarithm of width by height, -3 to 3.
    """
    exact = np.asarray(sizes, np.float64).reshape(-1, 2)
    aspects = np.log2(exact[:, :1] / exact[:, 1:]).clip(-_WIDEST, _WIDEST)
    return aspects.astype(np.float32)


def rooted(features: NDArray[np.float32]) -> NDArray[np.float32]:
    """The square root of each number with its sign, and each picture's at a length of 1.

    The difference of two such is the Hellinger distance of what they come from: strong features do
    not outshout the many weak ones (Arandjelovic and Zisserman: Three things everyone should know
    to improve object retrieval, 2012).

    Args:
        features: ``float32 (n, channels)``.
    """
    sizes = np.abs(features)
    lengths = np.sqrt(sizes.sum(axis=1, keepdims=True))
    roots = np.sqrt(sizes, out=sizes)
    roots /= np.maximum(lengths, np.finfo(np.float32).tiny)
    return np.copysign(roots, features, out=roots)


def rooted_products(
    features: NDArray[np.float32], weight: NDArray[np.float32]
) -> NDArray[np.float32]:
    """``rooted(features) @ weight`` for very many pictures; ``features`` are written over.

    Roots are made of few pictures at a time, which stay in a core's cache, and lengths are divided
    by afterwards: it takes hardly longer than the product alone.

    Args:
        features: ``float32 (n, channels)``.
        weight: ``float32 (channels,)``.
    """
    found = np.empty(len(features), np.float32)
    ones = np.ones_like(weight)
    for start in range(0, len(features), _ROOTED_AT_ONCE):
        part = features[start : start + _ROOTED_AT_ONCE]
        if part.min() < 0:  # of a network that does not end in ReLU
            np.matmul(rooted(part), weight, out=found[start : start + len(part)])
            continue
        lengths = np.sqrt(part @ ones)
        np.sqrt(part, out=part)
        products = part @ weight / np.maximum(lengths, np.finfo(np.float32).tiny)
        found[start : start + len(part)] = products
    return found


def read_heads(spec: ModelSpec, weights: MappedWeights) -> tuple[Head, ...]:
    """The heads of ``spec``, in its order; they lie in their file where it holds them as fp32.

    Args:
        spec: the model.
        weights: its own file.

    Raises:
        ValueError: ``weights`` lacks one of their tensors, or is cut off.
        WeightsError: the file of a head that has one of its own is missing or damaged.
    """
    return tuple(
        _head(head, _weights_of(head, spec) if head.file else weights) for head in spec.heads
    )


def _weights_of(head: HeadSpec, spec: ModelSpec) -> MappedWeights:
    """Those of a head with a file of its own, which may be anybody's."""
    assert head.file is not None
    file = head.file.checked()
    weights = MappedWeights(file)
    expected = head.tensors(spec.family.blueprint().features)
    if weights.shapes() != expected:
        raise head.file.damaged(file, Reason("own-model.tensors"))
    if not all(np.isfinite(weights.get(name)).all() for name in expected):
        raise head.file.damaged(file, Reason("own-model.not-finite"))
    return weights


def _head(spec: HeadSpec, weights: MappedWeights) -> Head:
    *before, last = (
        (weights.get(f"{name}.weight"), weights.get(f"{name}.bias")) for name in spec.layers
    )
    return Head(
        spec.label_set,
        *last,
        spec.scoring,
        spec.temperature,
        tuple(before),
        root=spec.root,
        aspect=spec.aspect,
    )


def _product(features: NDArray[np.float32], weight: NDArray[np.float32]) -> NDArray[np.float32]:
    """``features @ weight.T``, in pieces of :data:`_ROWS` pictures and some labels.

    A product of many numbers wakes the threads of OpenBLAS, which NumPy's wheels carry, and those
    spin for a tenth of a second behind each, on cores that decode. And in pieces of always the same
    shape a picture's scores are equal to the bit, whichever others it came with.
    """
    count, channels = features.shape
    rows = np.zeros((-(-count // _ROWS) * _ROWS, channels), np.float32)
    rows[:count] = features
    product = np.empty((len(rows), len(weight)), np.float32)
    step = max(1, _MOST_AT_ONCE // (_ROWS * channels))
    for row in range(0, len(rows), _ROWS):
        for label in range(0, len(weight), step):
            piece = product[row : row + _ROWS, label : label + step]
            np.matmul(rows[row : row + _ROWS], weight[label : label + step].T, out=piece)
    return product[:count]


def _softmax(logits: NDArray[np.float32]) -> NDArray[np.float32]:
    logits -= logits.max(axis=1, keepdims=True)  # so that no power is too large for a number
    np.exp(logits, out=logits)
    logits /= logits.sum(axis=1, keepdims=True)
    return logits


def _sigmoid(logits: NDArray[np.float32]) -> NDArray[np.float32]:
    scores: NDArray[np.float32] = np.exp(-np.logaddexp(np.float32(0), -logits))
    return scores
