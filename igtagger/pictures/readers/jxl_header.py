"""The header of a JPEG XL: its size, colours and channels (ISO/IEC 18181-1, annexes B to E)."""

from __future__ import annotations

import contextlib
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO

from igtagger.pictures import colour_numbers
from igtagger.pictures.colour_numbers import ColourNumbers

_HEAD_BYTES = 4096
_MOST_BOXES = 1000
_LINEAR = 8
_GREY, _XYB = 1, 2
_ALPHA, _SPOT, _BLACK, _CFA = 0, 2, 4, 5
_WHITES = {1: (0.3127, 0.3290), 10: (1 / 3, 1 / 3), 11: (0.314, 0.351)}
_PRIMARIES = {
    1: (0.64, 0.33, 0.30, 0.60, 0.15, 0.06),
    9: (0.708, 0.292, 0.170, 0.797, 0.131, 0.046),
    11: (0.680, 0.320, 0.265, 0.690, 0.150, 0.060),
}
_Spans = tuple[tuple[int, int], ...]
"""Of one of four kinds of numbers: what is added, and how many bits follow."""
_ENUM: _Spans = ((0, 0), (1, 0), (2, 4), (18, 6))
_SIDE: _Spans = ((1, 9), (1, 13), (1, 18), (1, 30))
_RATIOS = ((1, 1), (12, 10), (4, 3), (3, 2), (16, 9), (5, 4), (2, 1))


@dataclass
class JxlHeader:
    """What a JPEG XL says of itself.

    Attributes:
        width: of the picture as it is stored, before it is turned.
        height: likewise.
        is_animated: it has frames.
        bits: of a number.
        is_float: numbers are floating point.
        is_lossy: its colours are stored as the eye's (XYB), and decoded to those of ``numbers``.
        has_profile: it has an ICC profile.
        numbers: what the decoded colours mean; None where they are sRGB's, or a profile tells.
        is_premultiplied: the colours have been multiplied by the alpha.
        has_black: it has a channel of black ink.
        is_grey: it has one channel of colour.
        others: how many channels it has that are neither colour nor alpha.
    """

    width: int
    height: int
    is_animated: bool = False
    bits: int = 8
    is_float: bool = False
    is_lossy: bool = True
    has_profile: bool = False
    numbers: ColourNumbers | None = None
    is_premultiplied: bool = False
    has_black: bool = False
    is_grey: bool = False
    others: int = 0


def read_header(file: IO[bytes]) -> JxlHeader | None:
    """The header of ``file``, or None where there is none; the file is left anywhere.

    Decoders decode as they open, so a limit must be held against the header first.
    """
    start = _codestream(file)
    if start[:2] != b"\xff\x0a":
        return None
    bits = _Bits(start[2:])
    header = JxlHeader(*_size(bits))
    if not header.width:
        return None
    with contextlib.suppress(EOFError):
        _read_metadata(header, bits)
    return header


def has_jpeg(file: IO[bytes]) -> bool:
    """Whether ``file`` is a JPEG packed anew, which can be had again as it was."""
    return any(kind == b"jbrd" for kind, _, _ in _boxes(file))


class _Bits:
    """Numbers of some bits each, the lowest first."""

    def __init__(self, data: bytes) -> None:
        self._value, self._left = int.from_bytes(data, "little"), 8 * len(data)

    def take(self, count: int) -> int:
        if count > self._left:
            raise EOFError
        value = self._value & ((1 << count) - 1)
        self._value >>= count
        self._left -= count
        return value

    def flag(self) -> bool:
        return bool(self.take(1))

    def spanned(self, spans: _Spans) -> int:
        base, count = spans[self.take(2)]
        return base + self.take(count)


def _size(bits: _Bits) -> tuple[int, int]:
    """Width and height; 0 and 0 where they are cut off."""
    try:
        small = bits.flag()
        height = _side(bits, small)
        ratio = bits.take(3)
        if ratio == 0:
            return _side(bits, small), height
    except EOFError:
        return 0, 0
    across, down = _RATIOS[ratio - 1]
    return height * across // down, height


def _side(bits: _Bits, small: bool) -> int:
    return (bits.take(5) + 1) * 8 if small else bits.spanned(_SIDE)


def _read_metadata(header: JxlHeader, bits: _Bits) -> None:
    if bits.flag():  # all as it mostly is
        return
    if bits.flag():
        _read_extra_fields(header, bits)
    header.bits, header.is_float = _depth(bits)
    bits.take(1)
    for _ in range(bits.spanned(((0, 0), (1, 0), (2, 4), (1, 12)))):
        _read_channel(header, bits)
    header.is_lossy = bits.flag()
    if not bits.flag():
        _read_colours(header, bits)


def _read_extra_fields(header: JxlHeader, bits: _Bits) -> None:
    bits.take(3)  # the decoder turns the picture
    if bits.flag():
        _size(bits)
    if bits.flag():
        _skip_preview(bits)
    header.is_animated = bits.flag()
    if header.is_animated:
        bits.spanned(((100, 0), (1000, 0), (1, 10), (1, 30)))
        bits.spanned(((1, 0), (1001, 0), (1, 8), (1, 10)))
        bits.spanned(((0, 0), (0, 3), (0, 16), (0, 32)))
        bits.take(1)


def _skip_preview(bits: _Bits) -> None:
    eighths = bits.flag()
    spans: _Spans = ((16, 0), (32, 0), (1, 5), (33, 9))
    spans = spans if eighths else ((1, 6), (65, 8), (321, 10), (1345, 12))
    bits.spanned(spans)
    if bits.take(3) == 0:
        bits.spanned(spans)


def _depth(bits: _Bits) -> tuple[int, bool]:
    if not bits.flag():
        return bits.spanned(((8, 0), (10, 0), (12, 0), (1, 6))), False
    depth = bits.spanned(((32, 0), (16, 0), (24, 0), (1, 6)))
    bits.take(4)
    return depth, True


def _read_channel(header: JxlHeader, bits: _Bits) -> None:
    if bits.flag():
        return  # an alpha of 8 bits
    kind = bits.spanned(_ENUM)
    _depth(bits)
    bits.spanned(((0, 0), (3, 0), (4, 0), (1, 3)))
    for _ in range(bits.spanned(((0, 0), (0, 4), (16, 5), (48, 10)))):
        bits.take(8)
    if kind == _ALPHA:
        header.is_premultiplied |= bits.flag()
    elif kind == _SPOT:
        bits.take(64)
    elif kind == _CFA:
        bits.spanned(((1, 0), (0, 2), (3, 4), (19, 8)))
    header.has_black |= kind == _BLACK
    header.others += kind != _ALPHA


def _read_colours(header: JxlHeader, bits: _Bits) -> None:
    header.has_profile = bits.flag()
    space = bits.spanned(_ENUM)
    header.is_grey = space == _GREY
    if header.has_profile and header.is_lossy:
        # The decoder knows no profiles: it gives light of sRGB's primaries.
        header.numbers = ColourNumbers(colour_numbers.SRGB_CHROMATICITIES, _LINEAR)
    if header.has_profile or space == _XYB:
        return
    white = bits.spanned(_ENUM)
    point = _WHITES.get(white) or _custom(bits, 1)
    primaries: tuple[float, ...] = _PRIMARIES[1]
    if space != _GREY:
        kind = bits.spanned(_ENUM)
        primaries = _PRIMARIES.get(kind) or _custom(bits, 3)
    chromaticities = (*point, *primaries)
    if bits.flag():
        header.numbers = colour_numbers.of_gamma(bits.take(24) / 1e7, chromaticities)
    else:
        header.numbers = colour_numbers.of_curve(chromaticities, bits.spanned(_ENUM))


def _custom(bits: _Bits, pairs: int) -> tuple[float, ...]:
    spans = ((0, 19), (524288, 19), (1048576, 20), (2097152, 21))
    numbers = (bits.spanned(spans) for _ in range(2 * pairs))
    return tuple((number >> 1 ^ -(number & 1)) / 1e6 for number in numbers)


def _codestream(file: IO[bytes]) -> bytes:
    """Its first bytes: of the file, or of the first box that holds a part of it."""
    file.seek(0)
    head = file.read(_HEAD_BYTES)
    if head.startswith(b"\xff\x0a"):
        return head
    for kind, start, _ in _boxes(file):
        if kind in (b"jxlc", b"jxlp"):
            file.seek(start + (4 if kind == b"jxlp" else 0))
            return file.read(_HEAD_BYTES)
    return b""


def _boxes(file: IO[bytes]) -> Iterator[tuple[bytes, int, int]]:
    """Kind, start and end of what is in the boxes of a file (ISO/IEC 18181-2)."""
    position = 0
    for _ in range(_MOST_BOXES):
        file.seek(position)
        head = file.read(16)
        if len(head) < 8 or head.startswith(b"\xff\x0a"):
            return
        size, kind = struct.unpack(">I4s", head[:8])
        header = 8
        if size == 1:
            size, header = int.from_bytes(head[8:16], "big"), 16
        yield kind, position + header, position + size
        if size < header:  # it reaches to the end, or there is no more
            return
        position += size
