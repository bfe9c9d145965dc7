"""A blueprint as a torch network that can learn: batch norms stand for themselves, and a head."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import torch
from safetensors import SafetensorError, safe_open
from torch import Tensor, nn

from igtagger.engines.torch_network import Network, activate, pad
from igtagger.errors import detail_of
from igtagger.models.catalog import ModelSpec
from igtagger.models.families.blueprint import COUNTER, Block, Conv
from igtagger.models.weights.checking import unreadable

_PARTS = ("weight", "bias", "running_mean", "running_var", COUNTER)


class _Learning(nn.Module):
    """A convolution, the batch norm behind it, and the activation behind that."""

    def __init__(self, what: Conv) -> None:
        super().__init__()
        self.what = what
        self.conv = nn.Conv2d(
            what.inputs, what.outputs, what.kernel, what.stride, groups=what.groups, bias=False
        )
        self.norm = nn.BatchNorm2d(what.outputs, eps=what.epsilon)

    def forward(self, x: Tensor) -> Tensor:
        x, zeros = pad(x, self.what)
        y = nn.functional.conv2d(
            x, self.conv.weight, None, self.conv.stride, zeros, 1, self.what.groups
        )
        return activate(self.norm(y), self.what.activation)

    def tensors(self) -> Iterator[tuple[str, Tensor]]:
        """All of it, by the names that files of weights have."""
        yield f"{self.what.name}.weight", self.conv.weight
        for part in _PARTS:
            yield f"{self.what.norm}.{part}", getattr(self.norm, part)


class Classifier(nn.Module):
    """The network of a model with its one head, of random values.

    Args:
        spec: the model, with one head of one matrix.
        keeps_statistics: batch norms use what they know of the pictures that they learned from
            before, and learn no more of that: what small batches tell is worse.
    """

    def __init__(self, spec: ModelSpec, *, keeps_statistics: bool) -> None:
        super().__init__()
        blueprint, head = spec.family.blueprint(), spec.heads[0]
        self.body = Network(blueprint, _Learning)
        self.features = head.features or blueprint.features
        self.head = nn.Linear(self.features, head.labels)
        self._head_name, self._keeps = head.layers[0], keeps_statistics
        self._begin()

    def forward(self, x: Tensor) -> Tensor:
        """Normalised pixels ``(n, 3, s, s)`` to what the head takes, ``(n, features)``."""
        found: Tensor = self.body(x)[:, : self.features]
        return found

    def train(self, mode: bool = True) -> Classifier:
        """As torch has it, but for statistics that are kept."""
        super().train(mode)
        if self._keeps:
            self.body.eval()
        return self

    def _begin(self) -> None:
        """Random values: He et al. 2015; blocks begin as what passes them (Goyal et al. 2017)."""
        for part in self.body.modules():
            if isinstance(part, _Learning):
                nn.init.kaiming_normal_(part.conv.weight, mode="fan_out", nonlinearity="relu")
        for step in self.body.steps:
            block = getattr(step, "what", None)
            if isinstance(block, Block) and block.residual:
                last = [part for part in step.modules() if isinstance(part, _Learning)]
                nn.init.zeros_(last[len(block.main) - 1].norm.weight)
        nn.init.zeros_(self.head.bias)

    def tensors(self) -> dict[str, Tensor]:
        """All values, by the names that files of weights have."""
        found: dict[str, Tensor] = {}
        for part in self.body.modules():
            if isinstance(part, _Learning):
                found |= part.tensors()
        weight, bias = self.head.weight, self.head.bias
        return found | {f"{self._head_name}.weight": weight, f"{self._head_name}.bias": bias}

    def stages(self) -> list[list[nn.Parameter]]:
        """The parameters of the body, one step behind the other."""
        found = ([*step.parameters()] for step in self.body.steps)
        return [parameters for parameters in found if parameters]

    def load_body(self, spec: ModelSpec, file: Path) -> None:
        """Take the body's values from a checked file of weights.

        Raises:
            WeightsError: it cannot be read.
        """
        try:
            with torch.no_grad(), safe_open(file, framework="pt") as tensors:
                there = set(tensors.keys())
                for name, tensor in self.tensors().items():
                    if not name.startswith(f"{self._head_name}.") and name in there:
                        tensor.copy_(tensors.get_tensor(name))
        except (OSError, SafetensorError) as error:
            raise unreadable(spec, file, detail_of(error)) from error
