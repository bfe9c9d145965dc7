"""A blueprint and a file of weights become an OpenVINO graph, without torch or conversion.

Of large models nothing is copied: constants are the mapped file itself. OpenVINO keeps a compiled
model's constants for as long as the model lives, and would fold each batch norm into its
convolution by making a second set of weights; both together take 1.7 (bf16) to 2.2 times (fp32) the
file. So the batch norm stays behind its convolution, where it runs fused with it, and
:data:`_FENCE` keeps it there. Small models run faster where it is folded in beforehand, and their
memory is nothing beside a batch of pictures.
"""

from __future__ import annotations

from collections.abc import Callable
from math import prod
from typing import Any

import numpy as np
from numpy.typing import NDArray

from igtagger.engines.quiet_openvino import ops, ov
from igtagger.models.families.blueprint import Activation, Block, Blueprint, Conv, Pool, Tap
from igtagger.models.weights.mapped import MappedWeights
from igtagger.preprocessing import Preprocessing

GRAPH_VERSION = 1
"""Raised whenever the graph of one blueprint computes anything else than before: what was quantised
of the older one is then made anew."""
_FENCE = 3e38
"""Clamping to all of fp32's range changes no value; OpenVINO does not move a scale across it."""
_SMALL = 64 << 20
"""Bytes of weights in fp32, below which batch norms are folded into the convolutions."""

Node = Any  # OpenVINO's operations make nodes of many classes and give outputs of them
_Convolve = Callable[[Conv, Node, MappedWeights], Node]


def build_body(
    blueprint: Blueprint, how: Preprocessing, weights: MappedWeights, *, folded: bool = False
) -> ov.Model:
    """Pixels ``uint8 (1, size, size, 3)`` to features ``(1, features)``.

    Args:
        blueprint: the network.
        how: the preprocessing of its pictures.
        weights: its values.
        folded: fold batch norms into the convolutions of a large model too, as what is to be
            quantised wants them.

    Raises:
        ValueError: ``weights`` lacks one of the tensors, or is cut off.
    """
    pixels = ops.parameter([1, how.size, how.size, 3], ov.Type.u8)
    x: Node = _normalise(pixels, how)
    convolve = _convolve_folded if folded or _is_small(blueprint) else _convolve
    taps: list[Node] = []
    for step in blueprint.steps:
        match step:
            case Conv():
                x = convolve(step, x, weights)
            case Pool():
                x = _pool(step, x)
            case Block():
                x = _block(step, x, weights, convolve)
            case Tap():
                taps.append(x)
    features = [_over_places(ops.reduce_mean, y) for y in (x, *taps)]
    features += [_over_places(ops.reduce_max, tap) for tap in taps]
    together = ops.concat(features, 1) if taps else features[0]
    return ov.Model([together], [pixels], "body")


def _is_small(blueprint: Blueprint) -> bool:
    return 4 * sum(map(prod, blueprint.tensors().values())) < _SMALL


def _over_places(operation: Any, x: Node) -> Node:
    return operation(x, _constant(np.array([2, 3])), keep_dims=False)


def _normalise(pixels: Node, how: Preprocessing) -> Node:
    values = ops.divide(ops.convert(pixels, ov.Type.f32), _constant(np.array([255], np.float32)))
    mean, std = (_constant(np.array(v, np.float32)) for v in (how.mean, how.std))
    values = ops.divide(ops.subtract(values, mean), std)
    return ops.transpose(values, _constant(np.array([0, 3, 1, 2])))


def _pool(what: Pool, x: Node) -> Node:
    pads, square, stride = ([side] * 2 for side in (what.padding, what.kernel, what.stride))
    return ops.max_pool(x, stride, [1, 1], pads, pads, square, "floor").output(0)


def _block(block: Block, x: Node, weights: MappedWeights, convolve: _Convolve) -> Node:
    y = x
    for convolution in block.main:
        y = convolve(convolution, y, weights)
    if block.residual:
        y = ops.add(y, convolve(block.side, x, weights) if block.side else x)
    return _activate(y, block.activation)


def _convolve(what: Conv, x: Node, weights: MappedWeights) -> Node:
    """A convolution, its batch norm and its activation."""
    y = _bare(what, x, weights.get(f"{what.name}.weight"))
    scale, shift = (_constant(v.reshape(1, -1, 1, 1)) for v in batch_norm(what, weights))
    y = ops.add(ops.multiply(ops.clamp(y, -_FENCE, _FENCE), scale), shift)
    return _activate(y, what.activation)


def _convolve_folded(what: Conv, x: Node, weights: MappedWeights) -> Node:
    """The same, with the batch norm in the convolution's kernel and in a bias."""
    scale, shift = batch_norm(what, weights)
    kernel = weights.get(f"{what.name}.weight") * scale.reshape(-1, 1, 1, 1)
    y = ops.add(_bare(what, x, kernel), _constant(shift.reshape(1, -1, 1, 1)))
    return _activate(y, what.activation)


def _bare(what: Conv, x: Node, kernel: NDArray[np.float32]) -> Node:
    operation: Any = ops.convolution
    if what.groups > 1:
        operation = ops.group_convolution
        kernel = kernel.reshape(what.groups, -1, *kernel.shape[1:])
    before, after = what.pads(x.shape[-1])
    strides, before_all, after_all = ([side] * 2 for side in (what.stride, before, after))
    return operation(x, _constant(kernel), strides, before_all, after_all, [1, 1])


def _activate(x: Node, activation: Activation) -> Node:
    match activation:
        case "none":
            return x
        case "relu":
            return ops.relu(x)
        case "relu6":
            return ops.clamp(x, 0.0, 6.0)


def batch_norm(
    what: Conv, weights: MappedWeights
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Scale g / sqrt(v + e) and shift b - m g / sqrt(v + e) of a batch norm at rest."""
    gamma, beta, mean, variance = (
        weights.get(f"{what.norm}.{part}").astype(np.float64)
        for part in ("weight", "bias", "running_mean", "running_var")
    )
    scale = gamma / np.sqrt(variance + what.epsilon)
    return scale.astype(np.float32), (beta - mean * scale).astype(np.float32)


def _constant(values: Any) -> Node:
    return ops.constant(values, shared_memory=True)
