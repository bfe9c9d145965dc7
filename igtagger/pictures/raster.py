"""What a reader of a format is asked for, and what it gives.

Readers are in :mod:`igtagger.pictures.readers`; its ``choosing`` tells which reads which file.

A reader is a function from a :class:`Request` to a :class:`Raster`. It may raise anything: whatever
it raises becomes an :class:`~igtagger.errors.UnreadableImage` by
:func:`igtagger.pictures.refusals.explain`, and says more if it is one already.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from PIL import Image

from igtagger.domain import Reason
from igtagger.pictures.limits import LARGE_PIXELS
from igtagger.pictures.refusals import too_large
from igtagger.pictures.want_of_memory import Need, one_large

_NARROW = 16
"""A row of fewer pixels takes, for where it begins and by rounding up, as much as one more of them
does."""


@dataclass(frozen=True, slots=True)
class Request:
    """One file to be read.

    Attributes:
        path: of the file: for messages, and for what its ending says.
        file: open at its beginning; seekable.
        least: how many pixels the shorter side must have at least, so that a reader may give less
            than the whole; None for all of them.
        limit: of pixels: see :meth:`reserve`.
        need: what decoding takes, for :mod:`igtagger.pictures.want_of_memory`.
        held: ends with the request: what must be kept until its picture has been turned.
    """

    path: Path
    file: IO[bytes]
    least: int | None
    limit: int
    need: Need
    held: contextlib.ExitStack = field(default_factory=contextlib.ExitStack)

    def reserve(self, size: tuple[int, int], cost: int | None = None) -> None:
        """Ask for the memory of a picture. A reader does so before it decodes any pixel.

        Waits until no other large picture is being decoded, where this is one.

        Args:
            size: width and height, for the message.
            cost: of memory, in pixels' worth (:data:`igtagger.pictures.limits.BYTES_PER_PIXEL`);
                None where it is that of ``size``.

        Raises:
            UnreadableImage: it takes more than the limit.
        """
        rows = size[1] if size[0] < _NARROW < size[1] else 0
        self.need.pixels = (size[0] * size[1] if cost is None else cost) + rows
        if self.need.pixels > self.limit:
            raise too_large(self.path, size, self.limit)
        if self.need.pixels > LARGE_PIXELS:
            self.held.enter_context(one_large)


@dataclass(frozen=True, slots=True)
class Raster:
    """A picture as its file has it: not yet turned, nor in sRGB.

    Attributes:
        image: loaded, of any of Pillow's modes that :func:`igtagger.pictures.colours.to_rgb` takes;
            with a profile of its own colours in ``info["icc_profile"]`` where there is one.
        size: width and height of the whole picture, not turned.
        scale: ``image`` has 1 / ``scale`` of these, rounded up.
        shift: how far right and down in ``image`` the picture lies, in its pixels: wavelets keep
            every second pixel where it was, instead of in the middle of two.
        orientation: EXIF's, 1 to 8.
        reported: width and height of the upright picture to tell of, where they are others than
            those of ``size``.
        remark: what a person should know of it although it was read: not all of it was there, or
            only a preview was used.
    """

    image: Image.Image
    size: tuple[int, int]
    scale: int = 1
    orientation: int = 1
    reported: tuple[int, int] | None = None
    remark: Reason | None = None
    shift: float = 0.0


Reader = Callable[[Request], Raster]
