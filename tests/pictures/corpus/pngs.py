"""PNG in every mode and depth, and what stands beside its picture."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from tests.pictures.corpus.by_hand import SIGNATURE, chunk, png, tool
from tests.pictures.corpus.case import Case, colours, grey

_OPAQUE = np.full((64, 64), 255, np.uint8)


def _bytes(data: bytes) -> Any:
    return partial(_write, data=data)


def _write(path: Path, data: bytes) -> None:
    path.write_bytes(data)


def _few(bits: int) -> NDArray[np.uint8]:
    """Grey in so few levels that ``bits`` tell them."""
    return (grey() // (256 >> bits)).astype(np.uint8)


def _plain() -> Iterator[Case]:
    rgb, level = colours(), grey()
    wide, deep = rgb.astype(np.uint16) * 257, level.astype(np.uint16) * 257
    half = np.where(np.arange(64) < 32, 65535, 0).astype(np.uint16) * np.ones((64, 1), np.uint16)
    on_white = np.where(half[..., None] > 0, rgb, 255).astype(np.uint8)
    for how in (False, True):
        name = "interlaced" if how else "plain"
        for bits in (1, 2, 4):
            most = (1 << bits) - 1
            right = (_few(bits).astype(int) * 255 // most).astype(np.uint8)
            data = png(_few(bits), bits, 0, interlaced=how)
            yield Case(f"png-grey{bits}-{name}-hand.png", _bytes(data), right)
        yield Case(f"png-rgb8-{name}-hand.png", _bytes(png(rgb, interlaced=how)), rgb)
        yield Case(f"png-grey8-{name}-hand.png", _bytes(png(level, 8, 0, interlaced=how)), level)
        yield Case(f"png-grey16-{name}-hand.png", _bytes(png(deep, 16, 0, interlaced=how)), level)
        yield Case(f"png-rgb16-{name}-hand.png", _bytes(png(wide, 16, 2, interlaced=how)), rgb)
        data = png(np.dstack([wide, half]), 16, 6, interlaced=how)
        yield Case(f"png-rgba16-{name}-hand.png", _bytes(data), on_white)
        data = png(np.dstack([deep, half]), 16, 4, interlaced=how)
        right = np.where(half > 0, level, 255).astype(np.uint8)
        yield Case(f"png-la16-{name}-hand.png", _bytes(data), right)
        data = png(np.dstack([level, half >> 8]), 8, 4, interlaced=how)
        yield Case(f"png-la8-{name}-hand.png", _bytes(data), right)
    yield Case("png-rgb8-pillow.png", partial(_pillow, values=rgb), rgb)
    yield Case("png-rgba8-pillow.png", partial(_pillow, values=np.dstack([rgb, _OPAQUE])), rgb)
    yield Case("png-rgb16-imagecodecs.png", partial(_imagecodecs, values=wide), rgb)
    yield Case("png-grey16-imagecodecs.png", partial(_imagecodecs, values=deep), level)
    yield Case("png-rgb16-imagemagick.png", partial(_imagemagick, kind="PNG48"), rgb)
    yield Case("png-palette-imagemagick.png", partial(_imagemagick, kind="PNG8"), rgb)


def _pillow(path: Path, values: NDArray[np.uint8]) -> None:
    Image.fromarray(values).save(path)


def _imagecodecs(path: Path, values: NDArray[Any]) -> None:
    imagecodecs = pytest.importorskip("imagecodecs")
    path.write_bytes(imagecodecs.png_encode(values))


def _imagemagick(path: Path, kind: str) -> None:
    source = path.with_suffix(".source.png")
    Image.fromarray(colours()).save(source)
    tool(path, "convert", str(source), f"{kind}:{path}")


def _keyed() -> Iterator[Case]:
    """One colour that is transparent, at every depth: the dark square becomes white."""
    for bits in (1, 2, 4, 8, 16):
        values = grey().astype(np.uint16) * 257 if bits == 16 else _few(bits)
        key = int(values[10, 10])
        most = (1 << bits) - 1
        right = (values.astype(int) * 255 // most).astype(np.uint8)
        right[values == key] = 255
        if bits == 1:
            right[:] = 255  # a white drawing on nothing
            right[values == key] = 0
        before = chunk(b"tRNS", struct.pack(">H", key))
        yield Case(
            f"png-grey{bits}-key-hand.png", _bytes(png(values, bits, 0, before=before)), right
        )
        if bits < 16:  # the bits above those of a level do not count
            before = chunk(b"tRNS", struct.pack(">H", key | 1 << bits))
            data = png(values, bits, 0, before=before)
            yield Case(f"png-grey{bits}-key-high-hand.png", _bytes(data), right)
    right = colours()
    right[8:24, 8:24] = 255
    for bits in (8, 16):
        # Of 16 bits the low ones tell this colour from its neighbours.
        values = colours().astype(np.uint16) * (257 if bits == 16 else 1)
        values[8:24, 8:24, 2] -= 3 * (bits == 16)
        key = struct.pack(">3H", *map(int, values[10, 10]))
        data = png(values, bits, 2, before=chunk(b"tRNS", key))
        yield Case(f"png-rgb{bits}-key-hand.png", _bytes(data), right)
    palette = np.array([(40, 90, 200), (230, 40, 20), (20, 180, 60)], np.uint8)
    indices = (colours()[..., None, :] == palette).all(axis=-1).argmax(axis=-1)
    for bits in (2, 4, 8):
        before = chunk(b"PLTE", palette.tobytes()) + chunk(b"tRNS", b"\xff\0")
        data = png(indices, bits, 3, before=before)
        yield Case(f"png-palette{bits}-key-hand.png", _bytes(data), right)


def _of_cameras() -> Iterator[Case]:
    """10, 12 and 14 bits in 16, told by sBIT or by the greatest value."""
    level, rgb = grey(), colours()
    for bits in (10, 12, 14):
        most = (1 << bits) - 1
        few = np.round(level / 255 * most).astype(np.uint16)
        wide = np.round(rgb / 255 * most).astype(np.uint16)
        yield Case(f"png-grey{bits}in16-hand.png", _bytes(png(few, 16, 0)), level)
        yield Case(f"png-rgb{bits}in16-hand.png", _bytes(png(wide, 16, 2)), rgb)
        before = chunk(b"sBIT", bytes([bits]))
        yield Case(
            f"png-grey{bits}in16-sbit-hand.png", _bytes(png(few, 16, 0, before=before)), level
        )
        full = np.round(level / 255 * 65535).astype(np.uint16) >> (16 - bits) << (16 - bits)
        data = png(full, 16, 0, before=before)
        yield Case(f"png-grey16-sbit{bits}-hand.png", _bytes(data), level)
    dark = np.where(level > 200, 1000, 16).astype(np.uint16)  # of 65535, as sBIT says
    data = png(dark, 16, 0, before=chunk(b"sBIT", b"\x10"))
    right = np.round(dark / 65535 * 255).astype(np.uint8)
    yield Case("png-grey16-dark-hand.png", _bytes(data), right)


_LONG = zlib.compress(b"0" * 2_000_000)
_BESIDE: dict[str, bytes] = {
    "text-long": chunk(b"zTXt", b"k\0\0" + _LONG),
    "text-long-utf8": chunk(b"iTXt", b"k\0\1\0\0\0" + _LONG),
    "text-plain-long": chunk(b"tEXt", b"k\0" + b"0" * 2_000_000),
    "text-not-packed": chunk(b"zTXt", b"k\0\0nonsense"),
    "text-strange": chunk(b"zTXt", b"k\0\7" + _LONG),
    "text-latin": chunk(b"iTXt", b"\xff\xfe\0\0\0\xff\0\xff\0\xff"),
    "profile-long": chunk(b"iCCP", b"k\0\0" + _LONG),
    "profile-endless": chunk(b"iCCP", b"k\0\0" + zlib.compress(b"0" * 40_000_000)),
    "profile-nonsense": chunk(b"iCCP", b"k\0\0nonsense"),
    "profile-short": chunk(b"iCCP", b"k"),
    "profile-strange": chunk(b"iCCP", b"k\0\5" + _LONG),
    "unknown": chunk(b"teSt", b"whatever"),
    "unknown-critical-looking": chunk(b"vpAg", b"\0" * 9),
    **{
        f"sum-{kind.decode()}": chunk(kind, body, wrong=True)
        for kind, body in (
            (b"tEXt", b"k\0abc"),
            (b"zTXt", b"k\0\0" + zlib.compress(b"abc")),
            (b"iTXt", b"k\0\0\0\0\0abc"),
            (b"pHYs", b"\0\0\0\1\0\0\0\1\0"),
            (b"gAMA", struct.pack(">I", 100_000)),
            (b"cHRM", b"\0" * 32),
            (b"sRGB", b"\0"),
            (b"sBIT", b"\1\1\1"),
            (b"tIME", b"\0" * 7),
            (b"eXIf", b"II*\0\x08\0\0\0\1\0\x12\1\3\0\1\0\0\0\6\0\0\0\0\0\0\0"),
            (b"iCCP", b"k\0\0" + _LONG),
            (b"tRNS", struct.pack(">3H", 40, 90, 200)),
            (b"bKGD", b"\0" * 6),
            (b"cICP", b"\x09\x10\0\1"),
            (b"cLLI", b"\0" * 8),
            (b"acTL", b"\0\0\0\2\0\0\0\0"),
            (b"fcTL", b"\0" * 26),
            (b"teSt", b"whatever"),
        )
    },
    **{
        f"short-{kind.decode()}": chunk(kind, body)
        for kind, body in (
            (b"pHYs", b"\0\0\0\1\0\0\0\1"),
            (b"gAMA", b"\0\1"),
            (b"cHRM", b"\0" * 31),
            (b"sRGB", b""),
            (b"tRNS", b"\0\x28\0"),
            (b"iCCP", b""),
            (b"sBIT", b""),
            (b"tIME", b"\0"),
            (b"eXIf", b"II*"),
            (b"bKGD", b""),
            (b"acTL", b"\0"),
            (b"fcTL", b"\0" * 12),
            (b"hIST", b"\0"),
            (b"tEXt", b""),
            (b"zTXt", b"k"),
            (b"iTXt", b"k\0"),
            (b"cICP", b"\x09"),
        )
    },
    "long-tRNS": chunk(b"tRNS", b"\0\x28\0\x5a\0\xc8\0\0"),
    "long-pHYs": chunk(b"pHYs", b"\0" * 12),
    "twice-pHYs": chunk(b"pHYs", b"\0" * 9) * 2,
    "zero-gAMA": chunk(b"gAMA", b"\0\0\0\0"),
    "absurd-gAMA": chunk(b"gAMA", b"\0\0\0\1"),
    "absurd-cHRM": chunk(b"cHRM", b"\0" * 32),
    "animation-none": chunk(b"acTL", b"\0" * 8),
    "animation-missing": chunk(b"acTL", b"\0\0\0\5\0\0\0\0"),
    "animation-damaged": chunk(b"acTL", b"\0\0\0\2\0\0\0\0") + chunk(b"fcTL", b"\xff" * 26),
    "palette-proposed-short": chunk(b"PLTE", b"\0\0"),
}


def _beside() -> Iterator[Case]:
    for name, side in _BESIDE.items():
        data = png(colours(), before=side)
        yield Case(f"png-beside-{name}-hand.png", _bytes(data), colours())
        if name.startswith(("text", "sum-t", "sum-z", "sum-i", "unknown", "short-t")):
            data = png(colours(), after=side)
            yield Case(f"png-behind-{name}-hand.png", _bytes(data), colours())


def _endings() -> Iterator[Case]:
    whole = png(colours())
    yield Case("png-no-end-hand.png", _bytes(whole[:-12]), colours())
    yield Case("png-no-checksums-hand.png", _bytes(whole[:-20]), colours())
    yield Case("png-more-behind-hand.png", _bytes(whole + b"\0" * 1000), colours())
    yield Case("png-pixels-sum-hand.png", _bytes(_wrong_pixels_sum(whole)), colours())
    start = whole.index(b"IDAT") - 4
    packed = whole[start + 8 : -16]
    many = b"".join(chunk(b"IDAT", packed[at : at + 7]) for at in range(0, len(packed), 7))
    between = many[:19] + chunk(b"tEXt", b"k\0v") + chunk(b"IDAT", b"") + many[19:]
    for name, pixels in (("many", many), ("parted", between)):
        data = whole[:start] + pixels + chunk(b"IEND", b"")
        yield Case(f"png-pixels-{name}-hand.png", _bytes(data), colours())


def _wrong_pixels_sum(whole: bytes) -> bytes:
    assert whole.startswith(SIGNATURE)
    return whole[:-13] + bytes([whole[-13] ^ 255]) + whole[-12:]


PNG_CASES = (*_plain(), *_keyed(), *_of_cameras(), *_beside(), *_endings())
