"""A blueprint and a file of weights become a torch module.

The module is built on torch's meta device, which takes no memory, and filled block by block with
the batch norms folded into their convolutions, so that loading never holds the weights twice.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from threading import Event
from typing import cast

import torch
from safetensors import SafetensorError, safe_open
from torch import Tensor, nn
from torch.nn import functional

from igtagger.errors import Cancelled, detail_of
from igtagger.models.catalog import ModelSpec
from igtagger.models.families.blueprint import (
    Activation,
    Block,
    Blueprint,
    Conv,
    Pool,
    Step,
    Tap,
)
from igtagger.models.weights.checking import unreadable

Make = Callable[[Conv], nn.Module]
"""How a convolution with what is behind it is made."""


class _Convolution(nn.Conv2d):
    """A convolution with its batch norm folded in, and the activation behind them."""

    def __init__(self, what: Conv) -> None:
        super().__init__(
            what.inputs, what.outputs, what.kernel, what.stride, groups=what.groups, device="meta"
        )
        self.what = what

    def forward(self, x: Tensor) -> Tensor:
        x, before = pad(x, self.what)
        y = functional.conv2d(x, self.weight, self.bias, self.stride, before, 1, self.groups)
        return activate(y, self.what.activation)


def pad(x: Tensor, what: Conv) -> tuple[Tensor, int]:
    """The input of a convolution with its zeros, and how many are still to be put on all sides."""
    before, after = what.pads(x.shape[-1])  # pictures are square
    if before == after:
        return x, before
    return functional.pad(x, (before, after, before, after)), 0


class _Residual(nn.Module):
    """A block: what goes through the convolutions, and what goes past them."""

    def __init__(self, block: Block, make: Make) -> None:
        super().__init__()
        self.main = nn.Sequential(*map(make, block.main))
        self.side = make(block.side) if block.side else nn.Identity()
        self.what = block

    def forward(self, x: Tensor) -> Tensor:
        y = cast("Tensor", self.main(x))
        if self.what.residual:
            y += self.side(x)
        return activate(y, self.what.activation)


class _Tapped(nn.Identity):
    """A place where what comes by is taken into the features."""


class Network(nn.Module):
    """The steps of a blueprint in the precision of their weights, and the means in fp32.

    Args:
        blueprint: the steps.
        make: convolutions; those for inference, without values, if not given.
    """

    def __init__(self, blueprint: Blueprint, make: Make = _Convolution) -> None:
        super().__init__()
        self.steps = nn.Sequential(*(_module(step, make) for step in blueprint.steps))

    def forward(self, x: Tensor) -> Tensor:
        """Normalised pixels ``(n, 3, s, s)`` to features ``float32 (n, features)``."""
        means, greatest = [], []
        for step in self.steps:
            x = step(x)
            if isinstance(step, _Tapped):
                means.append(x.mean(dim=(2, 3), dtype=torch.float32))
                greatest.append(x.amax(dim=(2, 3)).float())
        last = x.float().mean(dim=(2, 3))
        return torch.cat((last, *means, *greatest), dim=1) if means else last


def build(blueprint: Blueprint) -> Network:
    """The network on the meta device: every shape, no memory, no values."""
    return Network(blueprint).eval()


def _module(step: Step, make: Make) -> nn.Module:
    match step:
        case Conv():
            return make(step)
        case Pool():
            return nn.MaxPool2d(step.kernel, step.stride, step.padding)
        case Block():
            return _Residual(step, make)
        case Tap():
            return _Tapped()


def activate(x: Tensor, activation: Activation) -> Tensor:
    """What stands behind a convolution or a block, in place."""
    match activation:
        case "none":
            return x
        case "relu":
            return functional.relu(x, inplace=True)
        case "relu6":
            return functional.relu6(x, inplace=True)


def load(
    spec: ModelSpec, file: Path, *, dtype: torch.dtype, device: torch.device, cancel: Event
) -> nn.Module:
    """The network of ``spec``, ready for inference, from a checked safetensors file.

    Batch norms are folded into the convolutions (w' = w g / sqrt(v + e), b' = b - m g / sqrt(v +
    e); Jacob et al. 2018, section 3.2), whose weights are channels-last in ``dtype``. Memory: the
    module itself plus one block, whatever the size of the file.

    Raises:
        WeightsError: the file cannot be read.
        Cancelled: ``cancel`` was set.
    """
    network = build(spec.family.blueprint())
    try:
        for step in network.steps:
            if cancel.is_set():
                raise Cancelled
            # Opened anew for each block: pages of the mapping count as ours until it is closed.
            with safe_open(file, framework="pt") as tensors:
                for convolution in step.modules():
                    if isinstance(convolution, _Convolution):
                        _fold(convolution, tensors.get_tensor, dtype, device)
    except (OSError, SafetensorError) as error:
        raise unreadable(spec, file, detail_of(error)) from error
    return network


def _fold(
    convolution: _Convolution,
    get: Callable[[str], Tensor],
    dtype: torch.dtype,
    device: torch.device,
) -> None:
    """Fill a convolution with its own weights and those of its batch norm."""
    what = convolution.what
    gamma, beta, mean, variance = (
        get(f"{what.norm}.{part}").double()
        for part in ("weight", "bias", "running_mean", "running_var")
    )
    scale = gamma / torch.sqrt(variance + what.epsilon)
    weight = get(f"{what.name}.weight").float() * scale.float().view(-1, 1, 1, 1)
    bias = (beta - mean * scale).to(device, dtype)
    weight = weight.to(device, dtype).contiguous(memory_format=torch.channels_last)
    convolution.weight = nn.Parameter(weight, requires_grad=False)
    convolution.bias = nn.Parameter(bias, requires_grad=False)
