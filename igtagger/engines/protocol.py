"""What an engine is: the protocol, and what is asked of it and told by it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from igtagger.domain import Reason
from igtagger.errors import EngineError
from igtagger.messages import english
from igtagger.models.catalog import ModelSpec
from igtagger.models.heads import Head

Message = Callable[[Reason], None]


@dataclass(frozen=True, slots=True)
class EngineOptions:
    """What the person asked for.

    Attributes:
        device: ``auto``, ``cpu``, ``cuda``, ``cuda:N``, ``mps``, ``intel-gpu``, ``intel-gpu:N`` or
            ``npu``.
        precision: ``auto``, ``fp32``, ``bf16`` or ``fp16``.
        batch_size: pictures at once; None finds it.
        engine: one of :data:`igtagger.engines.devices.ENGINES`.
    """

    device: str = "auto"
    precision: str = "auto"
    batch_size: int | None = None
    engine: str = "auto"


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
