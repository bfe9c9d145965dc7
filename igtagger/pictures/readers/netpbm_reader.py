"""Reads Netpbm's formats: PBM, PGM, PPM (P1 to P6), PAM (P7), and PFM (Pf, PF).

Pillow knows neither PAM nor colours in PFM, and goes over anything but a maximum of 255 number by
number in Python.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from igtagger.pictures.levels import to_eight_bits
from igtagger.pictures.raster import Raster, Request
from igtagger.pictures.readers.exact_bytes import left, take
from igtagger.pictures.readers.raw_rows import from_rows
from igtagger.pictures.readers.sheets import Plane, laid_over, merged

_LONGEST_HEADER = 65_536
_TEXT, _CHANNELS = b"123", {b"1": 1, b"2": 1, b"3": 3, b"4": 1, b"5": 1, b"6": 3, b"f": 1, b"F": 3}
_COMMENT = re.compile(rb"#[^\r\n]*")


@dataclass(frozen=True, slots=True)
class NetpbmHeader:
    """What stands before the numbers.

    Attributes:
        kind: the second letter of the file.
        size: width and height.
        channels: of a pixel.
        white: the number that is white; of PFM below 0 where its bytes are little-endian.
        meant: PAM's word for the channels.
        start: where the numbers begin.
    """

    kind: bytes
    size: tuple[int, int]
    channels: int
    white: float
    meant: bytes
    start: int


def read(request: Request) -> Raster:
    """The first picture of a file."""
    head = request.file.read(_LONGEST_HEADER)
    header = _pam_header(head) if head[1:2] == b"7" else _header(head)
    width, height = header.size
    if width < 1 or height < 1 or not 1 <= header.channels <= 16:
        raise SyntaxError("no picture")
    cost = {b"2": 5, b"3": 5, b"f": 2, b"F": 2}.get(header.kind, 1)
    request.reserve(header.size, width * height * max(header.channels, 3) * cost // 3)
    request.file.seek(header.start)
    if header.kind == b"6" and header.white == 255:
        return Raster(from_rows(request.file, "RGB", header.size, "RGB", 3 * width), header.size)
    return Raster(_image(_levels(request.file, header), header), header.size)


def _header(head: bytes) -> NetpbmHeader:
    kind = head[1:2]
    words = 2 if kind in b"14" else 3
    form = (
        rb"P.(?:(?:\s|#[^\r\n]*[\r\n])+([-+.\deE]+))"
        + rb"(?:(?:\s|#[^\r\n]*[\r\n])+([-+.\deE]+))" * (words - 1)
    )
    found = re.match(form + rb"(?:[ \t]*#[^\r\n]*)?\s", head)
    if found is None:
        raise EOFError("its header is not all there")
    width, height, *rest = found.groups()
    white = float(rest[0]) if rest else 1.0
    if kind not in b"fF" and not 1 <= white <= 65535:
        raise SyntaxError("no maximum that can be")
    return NetpbmHeader(kind, (int(width), int(height)), _CHANNELS[kind], white, b"", found.end())


def _pam_header(head: bytes) -> NetpbmHeader:
    end = re.search(rb"\nENDHDR[ \t\r]*\n", head)
    if end is None:
        raise EOFError("its header is not all there")
    pairs = [line.split(None, 1) for line in head[3 : end.start()].splitlines()]
    told = {pair[0]: pair[1].strip() for pair in pairs if len(pair) == 2 and pair[0][:1] != b"#"}
    width, height, depth, white = (
        int(told[name]) for name in (b"WIDTH", b"HEIGHT", b"DEPTH", b"MAXVAL")
    )
    if not 1 <= white <= 65535:
        raise SyntaxError("no maximum that can be")
    meant = told.get(b"TUPLTYPE", b"")
    return NetpbmHeader(b"7", (width, height), depth, white, meant, end.end())


def _levels(file: IO[bytes], header: NetpbmHeader) -> NDArray[np.uint8]:
    """All numbers in 8 bits, ``(height, width, channels)``."""
    width, height = header.size
    shape = (height, width, header.channels)
    count = width * height * header.channels
    if header.kind == b"4":
        rows = np.frombuffer(take(file, (width + 7) // 8 * height), np.uint8)
        bits = np.unpackbits(rows.reshape(height, -1), axis=1, count=width)
        return (bits - np.uint8(1)).reshape(shape)  # 1 is black
    if header.kind in b"fF":
        form = "<f4" if header.white < 0 else ">f4"
        floats = np.frombuffer(take(file, 4 * count), form).reshape(shape)
        return to_eight_bits(floats[::-1])
    if header.kind in _TEXT:
        return _of_text(file, header, count).reshape(shape)
    kind = np.dtype(">u2" if header.white > 255 else "u1")
    numbers = np.frombuffer(take(file, count * kind.itemsize), kind)
    return _scaled(numbers, header.white).reshape(shape)


def _of_text(file: IO[bytes], header: NetpbmHeader, count: int) -> NDArray[np.uint8]:
    if left(file) > 16 * count + _LONGEST_HEADER:
        raise SyntaxError("far more text than numbers")
    text = _COMMENT.sub(b" ", file.read())
    if header.kind == b"1":  # each digit is a pixel, apart or not
        digits = np.frombuffer(bytes(text.translate(None, b" \t\r\n\v\f")[:count]), np.uint8)
        numbers: NDArray[Any] = digits - np.uint8(ord("0"))
        if numbers.size and int(numbers.max()) > 1:
            raise ValueError("neither 0 nor 1")
    elif _words(text) < count:
        raise EOFError("it ends before its pixels do")
    else:
        numbers = np.fromstring(text.decode("ascii"), np.int64, count, sep=" ").clip(0, 65535)
    if numbers.size < count:
        raise EOFError("it ends before its pixels do")
    return 255 - numbers * 255 if header.kind == b"1" else _scaled(numbers, header.white)


def _words(text: bytes) -> int:
    space = np.frombuffer(b" " + text, np.uint8) <= ord(" ")
    return int(np.count_nonzero(space[:-1] & ~space[1:]))


def _scaled(numbers: NDArray[Any], white: float) -> NDArray[np.uint8]:
    if white == 255 and numbers.dtype == np.uint8:
        return numbers
    steps = np.arange(256 if numbers.dtype == np.uint8 else 65536) * (255 / white) + 0.5
    table: NDArray[np.uint8] = steps.clip(0, 255).astype(np.uint8)
    scaled: NDArray[np.uint8] = table[numbers]
    return scaled


def _image(levels: NDArray[np.uint8], header: NetpbmHeader) -> Image.Image:
    if header.channels == 3:
        return Image.fromarray(np.ascontiguousarray(levels))
    planes: list[Plane] = [np.ascontiguousarray(levels[..., at]) for at in range(header.channels)]
    if header.meant.startswith(b"CMYK") and len(planes) >= 4:
        alpha = planes[4] if len(planes) > 4 else None
        return merged(laid_over(planes[:4], alpha, (0, 0, 0, 0)), "CMYK")
    return merged(planes if len(planes) <= 4 else planes[:3])
