"""How a JPEG is handed to Pillow: its data in blocks, and an end mark whether it has one or not.

libjpeg fills up what lacks before an end mark with grey and tells it by a warning, which Pillow
keeps to itself. Without an end mark it waits for more. So the mark is held back until the decoder
asks for more although it had all: then something lacks.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import IO, Any

from numpy.typing import NDArray
from PIL import JpegImagePlugin

from igtagger.pictures.readers.jpeg_markers import (
    END_MARK,
    JpegHeader,
    data_end,
    end_mark_in,
    mark_in,
    zeros_in,
)

_BLOCK = 1 << 17
"""With more at once each is new memory, and with less looking through them costs more."""
_ONES = b"\xff\0" * 8
"""No code is ones throughout: they let libjpeg, which reads ahead by up to eight bytes, come to its
end, and give at most two blocks where it has not come there yet."""
NOISE = bytes(range(1, 255)) * 256
"""What cannot be mistaken for the grey of what lacks."""


class Feed:
    """The bytes of a JPEG, as its decoder asks for them.

    Args:
        header: of the file.
        file: which nobody else reads meanwhile.
        end: where the data end, if that is known: what comes after the first end mark, or there,
            is never read.
        noise: give noise in place of what lacks.

    Attributes:
        ran_out: the decoder asked for more than there is.
        given: up to where in the file it has been given out.
        found_end: whether that is all, up to the end mark.
    """

    def __init__(
        self, header: JpegHeader, file: IO[bytes], end: int | None = None, *, noise: bool = False
    ) -> None:
        self._header, self._file, self._noise = header, file, noise
        self.end = end if end is not None else data_end(file)
        self.ran_out, self.given, self.found_end = False, header.scan_at, False
        self._last, self._zeros = b"", 0
        self._pieces = self._feed(at_once=header.is_arithmetic, seek_end=end is None)

    def read(self) -> bytes:
        """The next piece; empty where even the end mark was not enough."""
        return next(self._pieces, b"")

    def foreign_mark(self) -> int | None:
        """Where in the last piece that was given the data of the scan end before their time."""
        found = mark_in(self._last)
        return None if found < 0 else self.given - len(self._last) + found

    def unread(self) -> float:
        """What share of the data the decoder has not asked for, as it had all its rows before."""
        start, given, is_coded = self._header.scan_at, self.given, False
        if self.found_end:
            return 0.0
        for piece in self._data(given, seek_end=True):
            is_coded = is_coded or b"\xff\0" in piece  # as data must have it now and then
            if (found := mark_in(piece)) >= 0:
                self.given -= len(piece) - found
                break
        return (self.given - given) / (self.given - start) if is_coded else 0.0

    def missing(self) -> float:
        """What share of the data are zeros that no encoder wrote, as a failed copy leaves them."""
        if not self._zeros or self._header.has_blank_zeros:
            return 0.0
        return self._zeros / max(1, self.given - self._header.scan_at)

    def _feed(self, *, at_once: bool, seek_end: bool) -> Iterator[bytes]:
        data = self._data(self._header.scan_at, seek_end=seek_end)
        if at_once:  # the decoder of arithmetic codes cannot wait
            yield self._header.segments + b"".join(data) + self._tail()
        else:
            yield self._header.segments
            yield from data
            yield self._tail()
        self.ran_out = True
        for _ in range(4):
            yield END_MARK

    def _tail(self) -> bytes:
        if self._noise:
            # What was coded arithmetically goes on in zeros, which its writers leave out.
            return b"\0" * (16 * self._header.is_arithmetic) + NOISE + END_MARK
        if self._header.has_many_scans or self._header.is_arithmetic:
            return END_MARK
        return _ONES

    def _data(self, start: int, *, seek_end: bool) -> Iterator[bytes]:
        self._file.seek(start)
        kept = b""
        self.given = start
        while block := self._file.read(min(_BLOCK, self.end - self.given - len(kept))):
            block = kept + block
            at = end_mark_in(block) if seek_end else -1
            if at >= 0:
                kept, block = b"", block[:at]
                self.end = self.given + at
            elif block[-1] == 0xFF:  # the first half of a mark, maybe
                kept, block = block[-1:], block[:-1]
            else:
                kept = b""
            self.given += len(block)
            self._last = block
            self._zeros += zeros_in(block)
            if block:
                yield block
        self.found_end = True


class FedJpeg(JpegImagePlugin.JpegImageFile):
    """A JPEG that is opened by its outline alone, and decoded from a :class:`Feed`."""

    def __init__(self, header: JpegHeader, feed: Feed) -> None:
        self.feed = feed
        super().__init__(io.BytesIO(header.outline))
        self.info.update(header.info)

    def load_read(self, read_bytes: int) -> bytes:
        """Pillow's way to ask for more."""
        return self.feed.read()

    def scaled_to(self, least: int | None) -> int:
        """Let it be decoded at 1 / 2, 1 / 4 or 1 / 8 of its size; the divisor."""
        if least is None:
            return 1
        width = self.width
        drafted = self.draft(None, (least, least))
        return round(width / drafted[1][2]) if drafted else 1


def share_alike(one: NDArray[Any], other: NDArray[Any], unit: tuple[int, int]) -> float:
    """What share of two pictures of one size is alike, from the top to where they first differ.

    Args:
        one: values of any kind, ``(height, width)`` or ``(height, width, channels)``.
        other: likewise.
        unit: width and height of what is coded together, from left to right and row by row.
    """
    across, down = max(1, unit[0]), max(1, unit[1])
    height, width = one.shape[:2]
    for top in range(0, height, down):
        rows = min(down, height - top)
        # What is next to what lacks, at its left and above, has a little of its colours.
        sure = slice(top, top + rows - (top + rows < height and rows > 1))
        differ = (one[sure] != other[sure]).reshape(-1, width, one[0, 0].size).any(axis=(0, 2))
        if differ.any():
            column = (int(differ.argmax()) + 1) // across * across
            share: float = (top * width + rows * column) / (width * height)
            return share
    return 1.0
