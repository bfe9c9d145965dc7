"""Photographs and colour profiles for tests, made here or carried by scikit-image and -learn."""

from __future__ import annotations

import struct
from functools import cache, lru_cache
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import skimage.data
from numpy.typing import NDArray
from PIL import Image

from igtagger.preprocessing import Preprocessing

SIZES = Preprocessing()


@cache
def photographs() -> tuple[Image.Image, ...]:
    arrays = [skimage.data.astronaut(), skimage.data.chelsea(), skimage.data.coffee()]
    carried = find_spec("sklearn")  # whose import takes a second, for two files
    assert carried
    assert carried.origin
    folder = Path(carried.origin).parent / "datasets" / "images"
    files = (Image.open(folder / name).convert("RGB") for name in ("china.jpg", "flower.jpg"))
    return (*map(Image.fromarray, arrays), *files)


@lru_cache(maxsize=4)
def photograph(width: int, height: int, which: int = 0) -> Image.Image:
    """A real photograph, cut to the shape and scaled; fine noise as a sensor's keeps a large one
    from being smoother than any camera's."""
    source = photographs()[which]
    scale = max(width / source.width, height / source.height)
    left = max(0.0, (source.width - width / scale) / 2)
    top = max(0.0, (source.height - height / scale) / 2)
    box = (left, top, source.width - left, source.height - top)
    scaled = source.resize((width, height), Image.Resampling.BICUBIC, box=box)
    if scale <= 1:
        return scaled
    noise = np.random.default_rng(which).normal(0, 4, (height, width, 1)).astype(np.float32)
    return Image.fromarray(np.clip(np.asarray(scaled) + noise, 0, 255).astype(np.uint8))


def difference(one: NDArray[np.uint8], other: NDArray[np.uint8]) -> float:
    """Mean of absolute differences, in levels of 255."""
    return float(np.abs(one.astype(np.int16) - other.astype(np.int16)).mean())


def _fixed(*values: float) -> bytes:
    return struct.pack(f">{len(values)}i", *(round(value * 65536) for value in values))


def _xyz(values: tuple[float, float, float]) -> bytes:
    return b"XYZ \0\0\0\0" + _fixed(*values)


def _gamma(value: float) -> bytes:
    return b"curv\0\0\0\0" + struct.pack(">IH", 1, round(value * 256)) + b"\0\0"


def _profile(device: bytes, space: bytes, connection: bytes, tags: dict[bytes, bytes]) -> bytes:
    """An ICC profile of version 2.4 (ICC.1:2001-04, 6.1 to 6.3)."""
    text = b"made for a test"
    tags = {
        b"desc": b"desc\0\0\0\0" + struct.pack(">I", len(text) + 1) + text + b"\0" * 79,
        b"wtpt": _xyz((0.9642, 1.0, 0.8249)),
        **tags,
    }
    table, body = b"", b""
    start = 128 + 4 + 12 * len(tags)
    for name, data in tags.items():
        table += name + struct.pack(">II", start + len(body), len(data))
        body += data + b"\0" * (-len(data) % 4)
    size = start + len(body)
    header = struct.pack(">I4sI", size, b"\0\0\0\0", 0x02400000) + device + space + connection
    header += b"\0" * 12 + b"acsp" + b"\0" * 28 + _fixed(0.9642, 1.0, 0.8249)
    return header.ljust(128, b"\0") + struct.pack(">I", len(tags)) + table + body


_RED, _GREEN, _BLUE = (0.4361, 0.2225, 0.0139), (0.3851, 0.7169, 0.0971), (0.1431, 0.0606, 0.7141)
"""The primaries of sRGB, adapted to D50."""


def swapped_profile() -> bytes:
    """Like sRGB with red and blue exchanged: whoever applies it exchanges them."""
    curves = {name: _gamma(2.2) for name in (b"rTRC", b"gTRC", b"bTRC")}
    columns = {b"rXYZ": _xyz(_BLUE), b"gXYZ": _xyz(_GREEN), b"bXYZ": _xyz(_RED)}
    return _profile(b"mntr", b"RGB ", b"XYZ ", columns | curves)


def nonsense_profiles() -> list[bytes]:
    """Whole ones with primaries that are none: all 0 but one, all one colour, too bright, too dark.

    The first is as a converter to JPEG 2000 wrote it.
    """
    return [
        _profile(
            b"scnr",
            b"RGB ",
            b"XYZ ",
            {name: _xyz(column) for name, column in zip(_COLUMNS, columns, strict=True)}
            | {name: _gamma(1.8) for name in (b"rTRC", b"gTRC", b"bTRC")},
        )
        for columns in (
            ((0, 0, 0), (-32768, 0, 0), (0, 0, 0)),
            (_RED, _RED, _RED),
            *(
                tuple(tuple(part * factor for part in each) for each in (_RED, _GREEN, _BLUE))
                for factor in (30, 0.3)
            ),
        )
    ]


_COLUMNS = (b"rXYZ", b"gXYZ", b"bXYZ")


def linear_grey_profile() -> bytes:
    """Grey whose values are light itself: the middle becomes much brighter in sRGB."""
    return _profile(b"mntr", b"GRAY", b"XYZ ", {b"kTRC": _gamma(1.0)})


def blue_ink_profile() -> bytes:
    """A printer whose cyan is a pure blue, and whose other inks are but grey."""
    nodes = []
    for index in range(16):
        cyan, others = index >> 3, bin(index & 7).count("1")
        lightness, a, b = (30, 68, -112) if cyan else (100 - 33 * others, 0, 0)
        nodes.append((round(lightness * 2.55), a + 128, max(0, b + 128)))
    identity = _fixed(1, 0, 0, 0, 1, 0, 0, 0, 1)
    ramp = bytes(range(256))
    lut = b"mft1\0\0\0\0" + bytes([4, 3, 2, 0]) + identity
    lut += ramp * 4 + b"".join(bytes(node) for node in nodes) + ramp * 3
    return _profile(b"prtr", b"CMYK", b"Lab ", {b"A2B0": lut})


def write(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path
