"""How a picture becomes a model's input, as values. The decoder and the engines obey it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

DECODER_VERSION = 1
"""Raised whenever the same file would give other pixels than before: known outcomes of the older
number are then not taken for current ones."""


@dataclass(frozen=True, slots=True)
class Preprocessing:
    """How a picture becomes the model's input.

    With ``fit="crop"`` the shorter side is resized to ``resize_to`` pixels and a centre square of
    ``size`` is cut out; with ``fit="stretch"`` all of the picture, of whatever shape, is resized to
    that square. Values are divided by 255; ``mean`` and ``std`` (RGB, in 0 to 1) normalise them.
    """

    size: int = 224
    crop_fraction: float = 0.875
    fit: Literal["crop", "stretch"] = "crop"
    interpolation: Literal["bilinear"] = "bilinear"
    mean: tuple[float, float, float] = (0.485, 0.456, 0.406)
    std: tuple[float, float, float] = (0.229, 0.224, 0.225)

    @property
    def resize_to(self) -> int:
        """The shorter side before the crop, in pixels; each side, where the whole is stretched."""
        return int(self.size / self.crop_fraction)

    def version(self, *, exact: bool) -> str:
        """What outcomes are kept under: two that differ may give different scores."""
        mode = "exact" if exact else "fast"
        numbers = ",".join(f"{value:g}" for value in (*self.mean, *self.std))
        first = self.fit if self.fit == "stretch" else self.resize_to
        return f"{first}-{self.size}-{self.interpolation}-{numbers}-{mode}-{DECODER_VERSION}"
