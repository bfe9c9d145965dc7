"""PNG and HEIF put together by hand, and colours in other spaces by the formulas of standards."""

from __future__ import annotations

import shutil
import struct
import subprocess
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from tests.pictures.corpus.case import colours

SIGNATURE = b"\x89PNG\r\n\x1a\n"
Floats = NDArray[np.float64]


def chunk(kind: bytes, body: bytes, *, wrong: bool = False) -> bytes:
    """A chunk of a PNG; with a ``wrong`` checksum if that is wanted."""
    checksum = zlib.crc32(kind + body) ^ wrong
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", checksum)


def png(
    values: NDArray[Any],
    bits: int = 8,
    colour: int = 2,
    *,
    before: bytes = b"",
    after: bytes = b"",
    interlaced: bool = False,
) -> bytes:
    """A PNG of ``values``, ``(height, width)`` or ``(height, width, channels)``.

    Args:
        values: integers below 2 ** ``bits``.
        bits: of a number.
        colour: type of the header: 0 grey, 2 RGB, 3 palette, 4 grey and alpha, 6 RGBA.
        before: chunks between the header and the pixels.
        after: chunks behind the pixels.
        interlaced: by Adam7.
    """
    header = struct.pack(
        ">IIBBBBB", values.shape[1], values.shape[0], bits, colour, 0, 0, interlaced
    )
    pixels = b"".join(_rows(part, bits) for part in _passes(values, interlaced))
    return b"".join(
        (
            *(SIGNATURE, chunk(b"IHDR", header), before),
            *(chunk(b"IDAT", zlib.compress(pixels)), after, chunk(b"IEND", b"")),
        )
    )


def _passes(values: NDArray[Any], interlaced: bool) -> list[NDArray[Any]]:
    if not interlaced:
        return [values]
    steps = ((0, 0, 8, 8), (0, 4, 8, 8), (4, 0, 8, 4), (0, 2, 4, 4), (2, 0, 4, 2), (0, 1, 2, 2))
    parts = [values[top::down, left::across] for top, left, down, across in (*steps, (1, 0, 2, 1))]
    return [part for part in parts if part.size]


def _rows(values: NDArray[Any], bits: int) -> bytes:
    flat = values.reshape(len(values), -1)
    if bits == 16:
        rows = [row.astype(">u2").tobytes() for row in flat]
    elif bits == 8:
        rows = [row.astype(np.uint8).tobytes() for row in flat]
    else:
        places = np.arange(bits - 1, -1, -1)
        rows = [np.packbits((row[:, None] >> places & 1).ravel()).tobytes() for row in flat]
    return b"".join(b"\0" + row for row in rows)


def box(kind: bytes, body: bytes) -> bytes:
    """A box of HEIF."""
    return struct.pack(">I", 8 + len(body)) + kind + body


def convert(source: Path, *options: str) -> Callable[[Path], None]:
    """A writer that runs ImageMagick."""

    def write(path: Path) -> None:
        tool(path, "convert", str(source), *options, str(path))

    return write


def tool(path: Path, name: str, *arguments: str) -> None:
    """Run a program that is to write ``path``; the test is skipped where it is not, or cannot."""
    if shutil.which(name) is None:
        pytest.skip(f"{name} is not installed")
    done = subprocess.run([name, *arguments], capture_output=True, text=True, check=False)
    if done.returncode or not path.exists():
        pytest.skip(f"{name} cannot write it: {done.stderr.strip()[:200]}")


# Colours ------------------------------------------------------------------------------------

D65 = (0.3127, 0.3290)
SRGB = (0.64, 0.33, 0.30, 0.60, 0.15, 0.06)
P3 = (0.680, 0.320, 0.265, 0.690, 0.150, 0.060)
ADOBE = (0.64, 0.33, 0.21, 0.71, 0.15, 0.06)
BT2020 = (0.708, 0.292, 0.170, 0.797, 0.131, 0.046)


def light(values: NDArray[Any]) -> Floats:
    """Of sRGB's numbers, 0 to 255 (IEC 61966-2-1)."""
    part = values / 255
    return np.where(part <= 0.04045, part / 12.92, ((part + 0.055) / 1.055) ** 2.4)


def of_primaries(values: Floats, primaries: tuple[float, ...]) -> Floats:
    """Light of sRGB's primaries as that of others with the same white."""
    matrix = np.linalg.inv(_to_xyz(primaries)) @ _to_xyz(SRGB)
    return np.clip(values @ matrix.T, 0, 1)


def _to_xyz(primaries: tuple[float, ...]) -> Floats:
    columns = np.array(
        [[x, y, 1 - x - y] for x, y in zip(primaries[::2], primaries[1::2], strict=True)]
    ).T
    white = np.array([D65[0] / D65[1], 1, (1 - D65[0] - D65[1]) / D65[1]])
    return columns * (np.linalg.inv(columns) @ white)


def srgb_curve(values: Floats) -> Floats:
    return np.where(values <= 0.0031308, values * 12.92, 1.055 * values ** (1 / 2.4) - 0.055)


def pq(values: Floats) -> Floats:
    """SMPTE ST 2084's number of light, 1 for 203 cd/m2."""
    part = (values * 203 / 10000) ** (2610 / 16384)
    c1, c2, c3 = 3424 / 4096, 2413 / 128, 2392 / 128
    return ((c1 + c2 * part) / (1 + c3 * part)) ** (2523 / 32)


def hlg(values: Floats) -> Floats:
    """ITU-R BT.2100's number of light of BT.2020's primaries, 1 for 203 of 1000 cd/m2."""
    shown = values * 203 / 1000
    luminance = shown @ np.array([0.2627, 0.6780, 0.0593])
    scene = shown * np.maximum(luminance, 1e-12)[..., None] ** (1 / 1.2 - 1)
    a, b, c = 0.17883277, 0.28466892, 0.55991073
    high = a * np.log(np.maximum(12 * scene - b, 1e-12)) + c
    return np.where(scene <= 1 / 12, np.sqrt(3 * scene), high)


def told(
    curve: Callable[[Floats], Floats], primaries: tuple[float, ...] = SRGB, bits: int = 8
) -> NDArray[np.uint16]:
    """The corpus' picture as numbers of ``bits`` of another space."""
    numbers = curve(of_primaries(light(colours()), primaries))
    return np.round(np.clip(numbers, 0, 1) * ((1 << bits) - 1)).astype(np.uint16)
