"""A model's spec and weights become OpenVINO graphs, without torch and without conversion.

Nothing is copied: constants are the mapped file itself. OpenVINO keeps a compiled model's
constants for as long as the model lives, and would fold each batch norm into its convolution by
making a second set of weights; both together take 1.7 (bf16) to 2.2 times (fp32) the file. So the
batch norm stays behind its convolution, where it runs fused with it, and :data:`_FENCE` keeps it
there.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from igtagger.engines.quiet_openvino import ops, ov
from igtagger.models.catalog import ModelSpec
from igtagger.models.weights.mapped import MappedWeights
from igtagger.preprocessing import Preprocessing

BATCH_NORM_EPSILON = 1e-5
"""torch's default, with which the networks were trained."""
_FENCE = 3e38
"""Clamping to all of fp32's range changes no value; OpenVINO does not move a scale across it."""

Node = Any  # OpenVINO's operations make nodes of many classes and give outputs of them


def build_body(spec: ModelSpec, weights: MappedWeights) -> ov.Model:
    """Pixels ``uint8 (1, size, size, 3)`` to features ``(1, channels)``."""
    size = spec.preprocessing.size
    pixels = ops.parameter([1, size, size, 3], ov.Type.u8)
    x: Node = _normalise(pixels, spec.preprocessing)
    x = ops.relu(_convolve(x, weights, "conv1", "bn1", stride=2))
    x = ops.max_pool(x, [2, 2], [1, 1], [1, 1], [1, 1], [3, 3], "floor").output(0)
    for stage, blocks in enumerate(spec.architecture.layers, start=1):
        for number in range(blocks):
            stride = 2 if stage > 1 and number == 0 else 1
            name = f"layer{stage}.{number}"
            x = _block(x, weights, name, stride, spec.architecture.groups)
    features = ops.reduce_mean(x, _constant(np.array([2, 3])), keep_dims=False)
    return ov.Model([features], [pixels], "body")


def build_head(weights: MappedWeights) -> ov.Model:
    """Features ``float32 (n, channels)`` to scores ``(n, labels)``.

    A graph of its own, which always computes in fp32: in 16 bits scores would be coarse.
    """
    weight, bias = weights.get("fc.weight"), weights.get("fc.bias")
    features = ops.parameter(ov.PartialShape([-1, weight.shape[1]]), ov.Type.f32)
    logits = ops.add(ops.matmul(features, _constant(weight), False, True), _constant(bias))
    return ov.Model([ops.softmax(logits, 1)], [features], "head")


def _normalise(pixels: Node, how: Preprocessing) -> Node:
    values = ops.divide(ops.convert(pixels, ov.Type.f32), _constant(np.array([255], np.float32)))
    mean, std = (_constant(np.array(v, np.float32)) for v in (how.mean, how.std))
    values = ops.divide(ops.subtract(values, mean), std)
    return ops.transpose(values, _constant(np.array([0, 3, 1, 2])))


def _block(x: Node, weights: MappedWeights, name: str, stride: int, groups: int) -> Node:
    """A ``Bottleneck`` of torchvision, whose middle convolution has the stride."""
    y = ops.relu(_convolve(x, weights, f"{name}.conv1", f"{name}.bn1"))
    y = ops.relu(_convolve(y, weights, f"{name}.conv2", f"{name}.bn2", stride, groups))
    y = _convolve(y, weights, f"{name}.conv3", f"{name}.bn3")
    side = f"{name}.downsample"
    if f"{side}.0.weight" in weights:
        x = _convolve(x, weights, f"{side}.0", f"{side}.1", stride)
    return ops.relu(ops.add(y, x))


def _convolve(
    x: Node, weights: MappedWeights, name: str, norm: str, stride: int = 1, groups: int = 1
) -> Node:
    """A convolution and its batch norm."""
    kernel = weights.get(f"{name}.weight")
    pad = kernel.shape[-1] // 2
    operation: Any = ops.convolution
    if groups > 1:
        operation = ops.group_convolution
        kernel = kernel.reshape(groups, -1, *kernel.shape[1:])
    y = operation(x, _constant(kernel), [stride] * 2, [pad] * 2, [pad] * 2, [1, 1])
    scale, shift = (_constant(v.reshape(1, -1, 1, 1)) for v in batch_norm(weights, norm))
    return ops.add(ops.multiply(ops.clamp(y, -_FENCE, _FENCE), scale), shift)


def batch_norm(
    weights: MappedWeights, name: str
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Scale g / sqrt(v + e) and shift b - m g / sqrt(v + e) of a batch norm at rest."""
    gamma, beta, mean, variance = (
        weights.get(f"{name}.{part}").astype(np.float64)
        for part in ("weight", "bias", "running_mean", "running_var")
    )
    scale = gamma / np.sqrt(variance + BATCH_NORM_EPSILON)
    return scale.astype(np.float32), (beta - mean * scale).astype(np.float32)


def _constant(values: Any) -> Node:
    return ops.constant(values, shared_memory=True)
