"""PCX in every number of bits and planes, by hand, by Pillow and by ImageMagick."""

from __future__ import annotations

import struct
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from tests.pictures.corpus.case import SIDE, Case, colours, grey
from tests.pictures.corpus.imagemagick import by_convert

Rows = NDArray[np.uint8]
_EGA_SHADES = [(0, 0, 170), (170, 0, 0), (0, 170, 0)]


def _packed(rows: list[bytes], *, over_rows: bool) -> bytes:
    """Runs that end with each row, or go on into the next one."""
    out = b""
    for piece in [b"".join(rows)] if over_rows else rows:
        at = 0
        while at < len(piece):
            run = 1
            while run < 63 and at + run < len(piece) and piece[at + run] == piece[at]:
                run += 1
            if run > 1 or piece[at] >= 0xC0:
                out += bytes([0xC0 | run, piece[at]])
            else:
                out += piece[at : at + 1]
            at += run
    return out


def _pcx(
    planes: list[Rows],
    bits: int,
    palette: bytes = b"",
    *,
    version: int = 5,
    runs: str = "runs",
    end: bytes = b"",
) -> bytes:
    """``planes``: one number for each pixel."""
    height, width = planes[0].shape
    packed = [_bits(plane, bits) for plane in planes]
    row = len(packed[0][0])
    head = struct.pack(
        "<BBBBHHHHHH", 10, version, bool(runs), bits, 3, 5, width + 2, height + 4, 72, 72
    )
    head += palette.ljust(48, b"\0")[:48] + struct.pack("<BBH", 0, len(planes), row)
    rows = [part[at] for at in range(height) for part in packed]
    body = _packed(rows, over_rows=runs == "over-rows") if runs else b"".join(rows)
    return head.ljust(128, b"\0") + body + end


def _bits(plane: Rows, bits: int) -> list[bytes]:
    """Rows of an even number of bytes."""
    width = plane.shape[1]
    spread = np.unpackbits(plane[..., None], axis=2)[..., 8 - bits :].reshape(len(plane), -1)
    even = -(-width * bits // 16) * 16
    padded = np.pad(spread, ((0, 0), (0, even - width * bits)))
    return [row.tobytes() for row in np.packbits(padded, axis=1)]


def _indexed(side: int = SIDE) -> tuple[Rows, Rows]:
    """Palette and index of the colours."""
    shades, index = np.unique(colours().reshape(-1, 3), axis=0, return_inverse=True)
    return shades, index.reshape(SIDE, SIDE).astype(np.uint8)[:, :side]


def _case(name: str, data: bytes, right: Rows) -> Case:
    return Case(f"pcx-{name}-hand.pcx", lambda path: path.write_bytes(data), right)


def _of_palettes() -> list[Case]:
    cases = []
    for side in (SIDE, 61):
        shades, index = _indexed(side)
        right = colours()[:, :side]
        ends = b"\x0c" + shades.tobytes().ljust(768, b"\0")
        for bits, count in ((2, 1), (4, 1), (1, 2), (1, 3), (1, 4), (2, 2), (8, 1)):
            planes = [
                index >> np.uint8(at * bits) & np.uint8((1 << bits) - 1) for at in range(count)
            ]
            for runs in ("runs", "over-rows", ""):
                data = _pcx(
                    planes, bits, shades.tobytes(), runs=runs, end=ends if bits == 8 else b""
                )
                label = f"palette{bits}x{count}-{side}-{runs or 'raw'}"
                cases.append(_case(label, data, right))
    ega = np.zeros((SIDE, SIDE), np.uint8)
    ega[8:24, 8:24], ega[40:56, 30:60] = 4, 2
    ega[ega == 0] = 1
    shown = np.zeros((SIDE, SIDE, 3), np.uint8)
    for number, shade in zip((1, 4, 2), _EGA_SHADES, strict=True):
        shown[ega == number] = shade
    planes = [ega >> np.uint8(at) & np.uint8(1) for at in range(4)]
    cases.append(_case("palette-of-the-screen", _pcx(planes, 1, version=3), shown))
    return cases


def _of_colours() -> list[Case]:
    cases = []
    for side in (SIDE, 61):
        for runs in ("runs", "over-rows", ""):
            planes = [
                np.ascontiguousarray(plane) for plane in colours()[:, :side].transpose(2, 0, 1)
            ]
            label = f"{side}-{runs or 'raw'}"
            cases += [
                _case(f"rgb8-{label}", _pcx(planes, 8, runs=runs), colours()[:, :side]),
                _case(f"grey8-{label}", _pcx([grey()[:, :side]], 8, runs=runs), grey()[:, :side]),
            ]
    return cases


def _of_one_bit() -> list[Case]:
    light = (grey() > 100).astype(np.uint8)
    right = light * np.uint8(255)
    return [
        _case("bits", _pcx([light], 1), right),
        _case("bits-dark-first", _pcx([light], 1, bytes(3) + b"\xff" * 3), right),
        _case("bits-light-first", _pcx([1 - light], 1, b"\xff" * 3), right),
        _case("bits-odd", _pcx([light[:, :61]], 1), right[:, :61]),
    ]


def _by_pillow(path: Path, mode: str) -> None:
    source = grey() if mode in ("L", "1") else colours()
    image = Image.fromarray(source)
    (image.quantize(16) if mode == "P" else image.convert(mode)).save(path)


PCX_CASES = (
    *_of_palettes(),
    *_of_colours(),
    *_of_one_bit(),
    *(
        Case(f"pcx-{mode.lower()}-pillow.pcx", partial(_by_pillow, mode=mode), right)
        for mode, right in (("L", grey()), ("RGB", colours()), ("P", colours()))
    ),
    *(
        Case(f"pcx-{name}-imagemagick.pcx", by_convert(source, *options), source)
        for name, source, options in (
            ("grey8", grey(), ()),
            ("rgb8", colours(), ("-type", "truecolor")),
            ("palette", colours(), ("-type", "palette")),
        )
    ),
)
