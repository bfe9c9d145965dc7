"""What an engine is: the protocol, and what is asked of it and told by it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from threading import Event
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from igtagger.domain import Reason
from igtagger.errors import EngineError
from igtagger.messages import english
from igtagger.models.catalog import ModelSpec
from igtagger.models.heads import Head
from igtagger.preprocessing import Preprocessing

Message = Callable[[Reason], None]
Calibration = Callable[[Preprocessing, int, Event], NDArray[np.uint8]]
"""Gives at most so many of the person's pictures, as a model with that preprocessing takes them:
RGB, shape ``(n, size, size, 3)``; or raises Cancelled, once the event is set."""


@dataclass(frozen=True, slots=True)
class EngineOptions:
    """What the person asked for.

    Attributes:
        device: ``auto``, ``cpu``, ``cuda``, ``cuda:N``, ``mps``, ``intel-gpu``, ``intel-gpu:N`` or
            ``npu``.
        precision: ``auto``, ``fp32``, ``bf16``, ``fp16`` or ``int8``.
        batch_size: pictures at once; None finds it.
        engine: one of :data:`igtagger.engines.devices.ENGINES`.
        calibration: where int8 takes pictures from when it is set up; None where there are none.
            Two wishes that differ in nothing else are the same.
    """

    device: str = "auto"
    precision: str = "auto"
    batch_size: int | None = None
    engine: str = "auto"
    calibration: Calibration | None = field(default=None, compare=False, repr=False)

    @property
    def key_mark(self) -> str:
        """What is added to the key that outcomes are kept under.

        Those of fp32, bf16 and fp16 are kept as the same: which of them a computer takes by itself
        must not make it tag everything anew. int8, which nobody gets unasked, changes the best
        label of one picture in thirty: its outcomes stay apart.
        """
        return "-int8" if self.precision == "int8" else ""

    def beside(self) -> EngineOptions:
        """The same for a small model that is run beside the one that was chosen.

        In int8 it would gain nothing that is seen, and be set up for nothing.
        """
        return replace(self, precision="auto") if self.precision == "int8" else self


class EngineUnavailable(EngineError):
    """The engine's library does not work on this computer; another engine may."""


@dataclass(frozen=True, slots=True)
class EngineInfo:
    """What is used, and why not the GPU (None where it is)."""

    device: str
    device_name: str
    precision: str
    why_not_gpu: Reason | None = None
    engine: str = "torch"

    def __str__(self) -> str:
        reason = f"; no GPU: {english(self.why_not_gpu)}" if self.why_not_gpu else ""
        return f"{self.device_name} ({self.device}), {self.engine}, {self.precision}{reason}"


class Engine(Protocol):
    """A model loaded on a device, ready to run. Any thread may call it, several at once too."""

    @property
    def spec(self) -> ModelSpec:
        """The model."""

    @property
    def heads(self) -> tuple[Head, ...]:
        """What the model's own file scores features by, in the order of its spec."""

    @property
    def info(self) -> EngineInfo:
        """Device and precision in use now; they change when the device's memory runs out."""

    @property
    def batch_size(self) -> int:
        """How many pictures to hand over at once now."""

    def predict(self, pixels: NDArray[np.uint8]) -> NDArray[np.float32]:
        """Features (an embedding) of some pictures.

        Args:
            pixels: RGB, shape ``(n, size, size, 3)``, 0 to 255; any ``n``.

        Returns:
            Shape ``(n, features)``; what a :class:`igtagger.models.heads.Head` takes.

        Raises:
            EngineError: not even one picture fits the memory.
        """
