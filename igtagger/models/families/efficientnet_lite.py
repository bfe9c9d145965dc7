"""EfficientNet-Lite, as Google trained it with TensorFlow, under timm's names.

Tan and Le: EfficientNet: Rethinking Model Scaling for Convolutional Neural Networks. 2019, arXiv
1905.11946. The Lite models have ReLU6 and no squeeze-and-excitation, so that they run on anything.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial

from igtagger.models.families.blueprint import Block, Blueprint, Conv, Step, Tap

_STAGES = (  # blocks, kernel, stride, expansion, channels, of lite0
    *((1, 3, 1, 1, 16), (2, 3, 2, 6, 24), (2, 5, 2, 6, 40), (3, 3, 2, 6, 80)),
    *((3, 5, 1, 6, 112), (4, 5, 2, 6, 192), (1, 3, 1, 6, 320)),
)
_STEM, _FEATURES = 32, 1280
_THEIR_BLOCK = (("_expand_conv", "_bn0"), ("_depthwise_conv", "_bn1"), ("_project_conv", "_bn2"))
"""A block that does not widen has no first one."""
_conv = partial(Conv, epsilon=1e-3, padding="same")


@dataclass(frozen=True, slots=True)
class EfficientNetLite:
    """lite0, its channels times ``width`` and its blocks times ``depth``.

    The first and the last convolution keep their channels, the first and the last stage their
    number of blocks. Where it is ``tapped``, what each stage gives is taken into the features, too.
    """

    width: float
    depth: float
    tapped: bool = False

    def blueprint(self) -> Blueprint:
        """The network of these sizes."""
        return Blueprint(tuple(self._steps()))

    def facts(self) -> Mapping[str, object]:
        """The sizes by name, for people."""
        return {"width": self.width, "depth": self.depth}

    def other_names(self) -> Mapping[str, str]:
        """Those of ML Illustrated, who converted Google's checkpoints for another program."""
        found = {f"_fc.{part}": f"classifier.{part}" for part in ("weight", "bias")}
        convolutions = list(self.blueprint().convolutions())
        for ours, (name, norm) in zip(convolutions, self._their_names(), strict=True):
            theirs = replace(ours, name=name, norm=norm)
            found |= zip(theirs.tensors(), ours.tensors(), strict=True)
        return found

    def _their_names(self) -> Iterator[tuple[str, str]]:
        """Of each convolution and its batch norm; blocks are counted over all stages."""
        yield "_conv_stem", "_bn0"
        blocks = (step for step in self.blueprint().steps if isinstance(step, Block))
        for number, block in enumerate(blocks):
            for name, norm in _THEIR_BLOCK[-len(block.main) :]:
                yield f"_blocks.{number}.{name}", f"_blocks.{number}.{norm}"
        yield "_conv_head", "_bn1"

    def _steps(self) -> Iterator[Step]:
        yield _conv("conv_stem", "bn1", 3, _STEM, kernel=3, stride=2, activation="relu6")
        inputs = _STEM
        for stage, (blocks, kernel, stride, expansion, channels) in enumerate(_STAGES):
            scaled = 0 < stage < len(_STAGES) - 1
            outputs = _round(channels * self.width)
            for number in range(math.ceil(blocks * self.depth) if scaled else blocks):
                name, step = f"blocks.{stage}.{number}", 1 if number else stride
                yield _block(name, inputs, outputs, kernel, step, expansion)
                inputs = outputs
            if self.tapped:
                yield Tap()
        yield _conv("conv_head", "bn2", inputs, _FEATURES, activation="relu6")


LITE = tuple(
    EfficientNetLite(width, depth)
    for width, depth in ((1.0, 1.0), (1.0, 1.1), (1.1, 1.2), (1.2, 1.4), (1.4, 1.8))
)
"""lite0 to lite4, for pictures of 224, 240, 260, 280 and 300 pixels."""


def _round(channels: float) -> int:
    """To the nearest multiple of 8, but not below nine tenths."""
    nearest = max(8, int(channels + 4) // 8 * 8)
    return nearest + 8 if nearest < 0.9 * channels else nearest


def _block(name: str, inputs: int, outputs: int, kernel: int, stride: int, expansion: int) -> Block:
    """Channels are widened, each is convolved by itself, and they are narrowed again."""
    width = inputs * expansion
    deep = partial(_depthwise, channels=width, kernel=kernel, stride=stride)
    if expansion == 1:
        main: tuple[Conv, ...] = (
            deep(f"{name}.conv_dw", f"{name}.bn1"),
            _conv(f"{name}.conv_pw", f"{name}.bn2", inputs, outputs),
        )
    else:
        main = (
            _conv(f"{name}.conv_pw", f"{name}.bn1", inputs, width, activation="relu6"),
            deep(f"{name}.conv_dw", f"{name}.bn2"),
            _conv(f"{name}.conv_pwl", f"{name}.bn3", width, outputs),
        )
    return Block(main, residual=stride == 1 and inputs == outputs)


def _depthwise(name: str, norm: str, channels: int, kernel: int, stride: int) -> Conv:
    return _conv(
        *(name, norm, channels, channels),
        kernel=kernel,
        stride=stride,
        groups=channels,
        activation="relu6",
    )
