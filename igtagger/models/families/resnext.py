"""ResNeXt, as torchvision's ``ResNet`` of ``Bottleneck`` blocks has it, and under its names.

Xie et al.: Aggregated Residual Transformations for Deep Neural Networks. 2017, arXiv 1611.05431.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from igtagger.models.families.blueprint import Block, Blueprint, Conv, Pool, Step

_FIRST = 64
"""Channels behind the first convolution, and of a block's base in the first stage."""


@dataclass(frozen=True, slots=True)
class ResNeXt:
    """Four stages of bottlenecks, each of half the resolution of the one before.

    ``layers`` are the blocks of each of the four stages; ``groups`` is the paper's cardinality and
    ``width_per_group`` the bottleneck width; ``expansion`` is a block's output over its base width.
    """

    layers: tuple[int, int, int, int]
    groups: int
    width_per_group: int
    expansion: int = 4

    def blueprint(self) -> Blueprint:
        """The network of these sizes."""
        return Blueprint(tuple(self._steps()))

    def facts(self) -> Mapping[str, object]:
        """The sizes by name, for people."""
        return {
            "layers": " ".join(map(str, self.layers)),
            "cardinality": self.groups,
            "width": self.width_per_group,
            "expansion": self.expansion,
        }

    def other_names(self) -> Mapping[str, str]:
        """None: all files have these."""
        return {}

    def _steps(self) -> Iterator[Step]:
        yield Conv("conv1", "bn1", 3, _FIRST, kernel=7, stride=2, activation="relu")
        yield Pool(kernel=3, stride=2, padding=1)
        channels = _FIRST
        for stage, blocks in enumerate(self.layers):
            base = _FIRST << stage
            for number in range(blocks):
                stride = 2 if stage and not number else 1
                yield self._bottleneck(f"layer{stage + 1}.{number}", channels, base, stride)
                channels = base * self.expansion

    def _bottleneck(self, name: str, inputs: int, base: int, stride: int) -> Block:
        """A block, whose middle convolution has the stride."""
        width = base * self.width_per_group // _FIRST * self.groups
        outputs = base * self.expansion
        side = None
        if stride != 1 or inputs != outputs:
            names = f"{name}.downsample.0", f"{name}.downsample.1"
            side = Conv(*names, inputs, outputs, stride=stride)
        return Block(
            (
                Conv(f"{name}.conv1", f"{name}.bn1", inputs, width, activation="relu"),
                Conv(
                    *(f"{name}.conv2", f"{name}.bn2", width, width),
                    kernel=3,
                    stride=stride,
                    groups=self.groups,
                    activation="relu",
                ),
                Conv(f"{name}.conv3", f"{name}.bn3", width, outputs),
            ),
            side,
            activation="relu",
        )
