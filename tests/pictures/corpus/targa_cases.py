"""Targa in every kind, depth and direction, by hand, by Pillow and by ImageMagick."""

from __future__ import annotations

import struct
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from tests.pictures.corpus.case import SHEET, SIDE, Case, colours, grey
from tests.pictures.corpus.imagemagick import by_convert

Rows = NDArray[np.uint8]
_LEVELS5 = (np.arange(32) << 3 | np.arange(32) >> 2).astype(np.uint8)


def _words(rgb: Rows, alpha: int = 0) -> Rows:
    """16 bits a pixel, as bytes ``(height, width, 2)``."""
    five = (rgb >> 3).astype(np.uint16)
    words = five[..., 0] << 10 | five[..., 1] << 5 | five[..., 2] | (alpha << 15)
    return words.astype("<u2").view(np.uint8).reshape(*rgb.shape[:2], 2)


def _coarse(rgb: Rows) -> Rows:
    return _LEVELS5[rgb >> 3]


def _with_alpha(rgb: Rows, alpha: int) -> Rows:
    return np.dstack([rgb[..., ::-1], np.full(rgb.shape[:2], alpha, np.uint8)])


def _packed(pixels: Rows, *, over_rows: bool) -> bytes:
    """Runs and what does not repeat; each row for itself, or without regard to rows."""
    width = pixels.shape[-1]
    flat = pixels.reshape(-1, width) if over_rows else None
    pieces = [flat] if flat is not None else list(pixels)
    out = b""
    for piece in pieces:
        at = 0
        while at < len(piece):
            run = 1
            while run < 128 and at + run < len(piece) and (piece[at + run] == piece[at]).all():
                run += 1
            if run > 1:
                out += bytes([0x7F + run]) + piece[at].tobytes()
            else:
                out += b"\0" + piece[at].tobytes()
            at += run
    return out


def _tga(
    pixels: Rows,
    kind: int,
    depth: int,
    *,
    attributes: int = 0x20,
    runs: str = "",
    palette: tuple[int, int, bytes] = (0, 0, b""),
    end: bytes = b"",
) -> bytes:
    """``palette``: its first number, bits of an entry, entries."""
    first, entry, entries = palette
    count = len(entries) // ((entry + 7) // 8) if entries else 0
    if not attributes & 0x20:
        pixels = pixels[::-1]
    if attributes & 0x10:
        pixels = pixels[:, ::-1]
    head = struct.pack(
        "<BBBHHBHHHHBB",
        3,
        bool(entries),
        kind + (8 if runs else 0),
        first,
        count,
        entry,
        0,
        0,
        pixels.shape[1],
        pixels.shape[0],
        depth,
        attributes,
    )
    pixels = np.ascontiguousarray(pixels)
    body = _packed(pixels, over_rows=runs == "over-rows") if runs else pixels.tobytes()
    return head + b"abc" + entries + body + end


def _extension(alpha: int, before: int) -> bytes:
    area = bytearray(495)
    area[0:2], area[494] = struct.pack("<H", 495), alpha
    return bytes(area) + struct.pack("<II", before, 0) + b"TRUEVISION-XFILE.\0"


def _case(name: str, data: bytes, right: Rows, tolerance: float = 1) -> Case:
    return Case(f"tga-{name}-hand.tga", lambda path: path.write_bytes(data), right, tolerance, 2)


def _palettes() -> list[tuple[str, Rows, tuple[int, int, bytes], Rows]]:
    shades, index = np.unique(colours().reshape(-1, 3), axis=0, return_inverse=True)
    pixels = index.reshape(SIDE, SIDE, 1).astype(np.uint8)
    words = _words(shades[None])[0]
    deep = np.concatenate([shades[:, ::-1], np.zeros((len(shades), 1), np.uint8)], axis=1)
    wide = np.dstack([pixels, np.zeros_like(pixels)])
    return [
        ("palette24", pixels, (0, 24, shades[:, ::-1].tobytes()), colours()),
        ("palette24-from-7", pixels + np.uint8(7), (7, 24, shades[:, ::-1].tobytes()), colours()),
        ("palette16", pixels, (0, 16, words.tobytes()), _coarse(colours())),
        ("palette15", pixels, (0, 15, words.tobytes()), _coarse(colours())),
        ("palette32", pixels, (0, 32, deep.tobytes()), colours()),
        ("palette24-of-16-bits", wide, (0, 24, shades[:, ::-1].tobytes()), colours()),
    ]


def _of_kinds() -> list[Case]:
    cases = []
    blue_first = np.ascontiguousarray(colours()[..., ::-1])
    kinds: list[tuple[str, Rows, int, int, Rows, Any]] = [
        ("grey8", grey()[..., None], 3, 8, grey(), {}),
        ("rgb15", _words(colours()), 2, 15, _coarse(colours()), {}),
        ("rgb16", _words(colours()), 2, 16, _coarse(colours()), {}),
        ("rgb24", blue_first, 2, 24, colours(), {}),
        ("rgb32", _with_alpha(colours(), 0), 2, 32, colours(), {}),
    ]
    for name, pixels, palette, right in _palettes():
        kinds.append((name, pixels, 1, 8 * pixels.shape[2], right, {"palette": palette}))
    for name, pixels, kind, depth, right, more in kinds:
        for runs in ("", "runs", "over-rows"):
            label = f"{name}-{runs}" if runs else name
            cases.append(_case(label, _tga(pixels, kind, depth, runs=runs, **more), right))
        for corner, attributes in (("bottom", 0), ("bottom-right", 0x10), ("right", 0x30)):
            for runs in ("", "runs"):
                data = _tga(pixels, kind, depth, attributes=attributes, runs=runs, **more)
                cases.append(_case(f"{name}-{corner}{'-runs' * bool(runs)}", data, right))
    for name, pixels, (first, entry, palette), right in _palettes()[:1]:
        for count in (256, 300):
            full = palette.ljust(3 * count, b"\x55")
            data = _tga(pixels, 1, 8, palette=(first, entry, full))
            cases.append(_case(f"{name}-of-{count}", data, right))
    shades = np.array([SHEET], np.uint8)[:, ::-1]
    number = (colours() != SHEET).any(axis=2).astype(np.uint8)[..., None]
    right = colours() * (number == 0)
    cases.append(
        _case("palette24-too-few", _tga(number, 1, 8, palette=(0, 24, shades.tobytes())), right)
    )
    return cases


def _of_alpha() -> list[Case]:
    pale = (255 - (255 - colours().astype(int)) * 128 / 255).round().astype(np.uint8)
    grey_alpha = np.dstack([grey(), np.full((SIDE, SIDE), 128, np.uint8)])
    grey_pale = (255 - (255 - grey().astype(int)) * 128 / 255).round().astype(np.uint8)
    multiplied = _with_alpha((colours().astype(int) * 128 // 255).astype(np.uint8), 128)
    half = _with_alpha(colours(), 128)
    before = 18 + 3 + half.nbytes
    one = np.zeros((SIDE, SIDE, 3), np.uint8)
    one[:] = (200, 30, 30)
    return [
        _case("rgb32-alpha", _tga(half, 2, 32, attributes=0x28), pale, 2),
        _case("rgb32-alpha-untold", _tga(half, 2, 32), pale, 2),
        _case("rgb32-alpha-untold-full", _tga(_with_alpha(colours(), 255), 2, 32), colours()),
        _case(
            "rgb32-alpha-untold-none",
            _tga(half, 2, 32, end=_extension(0, before)),
            colours(),
        ),
        _case("rgb32-alpha-0", _tga(_with_alpha(colours(), 0), 2, 32, attributes=0x28), colours()),
        _case("rgb32-alpha-0-one-colour", _tga(_with_alpha(one, 0), 2, 32, attributes=0x28), one),
        _case(
            "rgb16-alpha-1", _tga(_words(colours(), 1), 2, 16, attributes=0x21), _coarse(colours())
        ),
        _case("rgb16-alpha-0", _tga(_words(colours()), 2, 16, attributes=0x21), _coarse(colours())),
        _case("grey16-alpha", _tga(grey_alpha, 3, 16, attributes=0x28), grey_pale, 2),
        *(
            _case(
                f"rgb32-alpha-{word}",
                _tga(pixels, 2, 32, attributes=0x28, end=_extension(told, before)),
                right,
                2,
            )
            for word, told, pixels, right in (
                ("none", 0, half, colours()),
                ("undefined", 1, half, colours()),
                ("useful", 3, half, pale),
                ("multiplied", 4, multiplied, pale),
            )
        ),
    ]


def _by_pillow(path: Path, mode: str, **options: Any) -> None:
    source = grey() if mode in ("L", "LA", "1") else colours()
    image = Image.fromarray(source)
    (image.quantize(16) if mode == "P" else image.convert(mode)).save(path, **options)


TARGA_CASES = (
    *_of_kinds(),
    *_of_alpha(),
    *(
        Case(
            f"tga-{mode.lower()}-{name}-pillow.tga",
            partial(_by_pillow, mode=mode, **options),
            grey() if mode in ("L", "LA") else colours(),
        )
        for mode in ("L", "LA", "RGB", "RGBA", "P")
        for name, options in (
            ("plain", {}),
            ("runs", {"compression": "tga_rle"}),
            ("top", {"orientation": 1}),
        )
    ),
    *(
        Case(
            f"tga-{name}-imagemagick.tga",
            by_convert(source, "-orient", "TopLeft", *options),
            source,
        )
        for name, source, options in (
            ("grey8", grey(), ()),
            ("rgb8", colours(), ("-type", "truecolor")),
            ("rgb8-runs", colours(), ("-type", "truecolor", "-compress", "rle")),
            ("palette", colours(), ("-type", "palette")),
        )
    ),
)
