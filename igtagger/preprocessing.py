"""How a picture becomes a model's input, as values. The decoder and the engines obey it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

DECODER_VERSION = 2
"""Raised whenever the same file would give other pixels than before: known outcomes of the older
number are then not taken for current ones."""


Fit = Literal["crop", "stretch", "pad"]
Interpolation = Literal["bilinear", "bicubic", "lanczos"]


@dataclass(frozen=True, slots=True)
class Preprocessing:
    """How a picture becomes the model's input.

    The picture is resized to :attr:`resize_to` pixels, and a centre square of ``size`` is cut out.
    ``fit`` says which sides are meant:

    ``crop``
        the shorter one; what the longer one has beyond the square is lost (timm's ``center``).
    ``stretch``
        both, whatever the picture's shape (timm's ``squash``).
    ``pad``
        the longer one, so that the whole picture lies in the square; the rest of the square is
        filled (timm's ``border``).

    Values are divided by 255; ``mean`` and ``std`` normalise them.

    Attributes:
        size: pixels of the square's side, from 1.
        crop_fraction: of the resized picture's side that the square takes, above 0, at most 1. Only
            with 1 is all of a stretched or padded picture seen.
        fit: see above.
        interpolation: Pillow's filter of that name, which takes in every pixel that it shrinks.
        mean: of red, green and blue, in 0 to 1.
        std: likewise.
        fill: red, green and blue in 0 to 255, for what ``pad`` leaves empty. None is the colour of
            ``mean``, as in timm: after normalisation it is about nothing.
        decoder: of a retired model the :data:`DECODER_VERSION` of its time: what it said is kept
            under that.

    Raises:
        ValueError: ``size`` or ``crop_fraction`` is out of its range.
    """

    size: int = 224
    crop_fraction: float = 0.875
    fit: Fit = "crop"
    interpolation: Interpolation = "bilinear"
    mean: tuple[float, float, float] = (0.485, 0.456, 0.406)
    std: tuple[float, float, float] = (0.229, 0.224, 0.225)
    fill: tuple[int, int, int] | None = None
    decoder: int = DECODER_VERSION

    def __post_init__(self) -> None:
        if self.size < 1 or not 0 < self.crop_fraction <= 1:
            raise ValueError(f"no square of {self.size} pixels, {self.crop_fraction} of a side")

    @property
    def resize_to(self) -> int:
        """The side before the crop, in pixels, rounded down as in timm; ``fit`` says which side."""
        return int(self.size / self.crop_fraction)

    @property
    def fill_colour(self) -> tuple[int, int, int]:
        """What ``pad`` fills with: red, green, blue, 0 to 255."""
        red, green, blue = self.fill or (round(255 * value) for value in self.mean)
        return red, green, blue

    def version(self, *, exact: bool) -> str:
        """What outcomes are kept under: two that differ may give different scores."""
        mode = "exact" if exact else "fast"
        numbers = ",".join(str(float(value)) for value in (*self.mean, *self.std))
        sides = f"{self._fitted()}-{self.size}-{self.interpolation}"
        return f"{sides}-{numbers}-{mode}-{self.decoder}"

    def _fitted(self) -> str:
        if self.fit == "crop":
            return str(self.resize_to)
        # The side goes without saying where all of the picture is seen, as in the starter model.
        fitted = self.fit if self.resize_to == self.size else f"{self.fit}{self.resize_to}"
        if self.fit == "stretch":
            return fitted
        return f"{fitted}:{','.join(map(str, self.fill_colour))}"
