"""Animations that begin with a frame that shows nothing, and those that do not."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from tests.pictures.corpus.by_hand import SIGNATURE, chunk, png, tool
from tests.pictures.corpus.case import Case, colours, grey

_BLACK = Image.new("RGB", (64, 64))
_WHITE = Image.new("RGB", (64, 64), "white")
_CLEAR = Image.new("RGBA", (64, 64), (0, 0, 0, 0))
_OPTIONS = {
    "gif": {},
    "png": {},
    "webp": {"lossless": True},
    "avif": {"quality": 100, "subsampling": "4:4:4"},
}


def _picture() -> Image.Image:
    return Image.fromarray(colours())


def _save(path: Path, first: Image.Image, others: list[Image.Image], mode: str = "RGB") -> None:
    frames = [frame.convert(mode) for frame in (first, *others)]
    options = _OPTIONS[path.suffix[1:]]
    frames[0].save(path, save_all=True, append_images=frames[1:], duration=100, **options)


def _pillows() -> Iterator[Case]:
    last = [_picture().transpose(Image.Transpose.ROTATE_180)]
    faint = Image.fromarray((colours() // 32 + 100).astype(np.uint8))
    for kind, options in _OPTIONS.items():
        tolerance = 4 if "quality" in options else 1
        modes = {
            "black-first": (_BLACK, [_picture(), *last], "RGB"),
            "white-many": (_WHITE, [_BLACK, _WHITE, _picture(), *last], "RGB"),
            "faint-first": (faint, [_picture(), *last], "RGB"),
            "picture-first": (_picture(), [_BLACK, *last], "RGB"),
            "clear-first": (_CLEAR, [_picture(), *last], "RGBA"),
        }
        for name, (first, others, mode) in modes.items():
            write = partial(_save, first=first, others=others, mode=mode)
            yield Case(f"{kind}-{name}-pillow.{kind}", write, colours(), tolerance, 2)
        write = partial(_save, first=_BLACK, others=[_WHITE, _BLACK])
        yield Case(f"{kind}-nothing-pillow.{kind}", write, np.asarray(_BLACK), 2)


# APNG by hand -------------------------------------------------------------------------------


def _control(number: int, wrong: bool = False) -> bytes:
    body = struct.pack(">IIIIIHHBB", number, 64, 64, 0, 0, 1, 10, 0, 0)
    return chunk(b"fcTL", body, wrong=wrong)


def _apng(*, default_is_part: bool, wrong: bool = False) -> bytes:
    """A black default image, then the picture as a frame."""
    still = png(np.zeros((64, 64, 3), np.uint8))
    header, pixels = still[len(SIGNATURE) : 33], still[33:-12]
    frame = png(colours())[33 + 8 : -16]
    frames = 2 if default_is_part else 1
    parts = [header, chunk(b"acTL", struct.pack(">II", frames, 0))]
    number = 0
    if default_is_part:
        parts.append(_control(0))
        number = 1
    parts += [
        pixels,
        _control(number, wrong),
        chunk(b"fdAT", struct.pack(">I", number + 1) + frame),
    ]
    return SIGNATURE + b"".join(parts) + chunk(b"IEND", b"")


def _write(path: Path, data: bytes) -> None:
    path.write_bytes(data)


def _apngs() -> Iterator[Case]:
    for name, part in (("part", True), ("no-part", False)):
        data = _apng(default_is_part=part)
        yield Case(f"apng-default-{name}-hand.png", partial(_write, data=data), colours())
    data = _apng(default_is_part=True, wrong=True)
    yield Case("apng-control-damaged-hand.png", partial(_write, data=data), np.asarray(_BLACK))
    yield Case("apng-black-first-imagecodecs.png", _imagecodecs_apng, colours())


def _imagecodecs_apng(path: Path) -> None:
    imagecodecs = pytest.importorskip("imagecodecs")
    frames = np.stack([np.zeros((64, 64, 3), np.uint8), colours(), np.asarray(_WHITE)])
    path.write_bytes(imagecodecs.apng_encode(frames, delay=100))


# JPEG XL, AVIF and GIF by others ------------------------------------------------------------


def _jxl(path: Path, order: str) -> None:
    imagecodecs = pytest.importorskip("imagecodecs")
    frames = {"b": np.zeros((64, 64, 3), np.uint8), "p": colours(), "w": np.asarray(_WHITE)}
    chosen = np.stack([frames[letter] for letter in order])
    path.write_bytes(imagecodecs.jpegxl_encode(chosen, lossless=True))


def _cjxl(path: Path) -> None:
    source = path.with_suffix(".png")
    _save(source, _picture(), [_BLACK])
    tool(path, "cjxl", "-d", "0", str(source), str(path))


def _avifenc(path: Path) -> None:
    names = []
    for number, image in enumerate((_BLACK, _picture(), _WHITE)):
        names.append(str(path.with_name(f"{number}.png")))
        image.save(names[-1])
    tool(path, "avifenc", "-l", *names, str(path))


def _convert(path: Path, *options: str) -> None:
    source = path.with_suffix(".source.png")
    _picture().save(source)
    tool(
        path,
        "convert",
        *options,
        "-delay",
        "10",
        "-size",
        "64x64",
        "xc:black",
        str(source),
        str(path),
    )


def _others() -> Iterator[Case]:
    for order in ("pb", "bpw", "bwpb", "pw"):
        yield Case(f"jxl-{order}-imagecodecs.jxl", partial(_jxl, order=order), colours())
    yield Case("jxl-fades-out-cjxl.jxl", _cjxl, colours())
    yield Case("avif-black-first-avifenc.avif", _avifenc, colours(), 2)
    yield Case("gif-black-first-imagemagick.gif", _convert, colours(), 2)
    yield Case("webp-black-first-imagemagick.webp", _convert, colours(), 120, 8)


# GIF by hand --------------------------------------------------------------------------------


def _gif(blocks: bytes, background: int = 1) -> bytes:
    """Of 64 x 64 with a table of black, red, white and blue."""
    table = bytes((0, 0, 0, 230, 40, 20, 255, 255, 255, 40, 90, 200))
    return b"GIF89a" + struct.pack("<HHBBB", 64, 64, 0xF1, background, 0) + table + blocks + b";"


def _frame(indices: np.ndarray, at: tuple[int, int], disposal: int = 0, key: int = -1) -> bytes:
    flags = disposal << 2 | (key >= 0)
    control = b"!\xf9\4" + struct.pack("<BHBB", flags, 10, max(key, 0), 0)
    height, width = indices.shape
    return control + b"," + struct.pack("<HHHHB", *at, width, height, 0) + _packed(indices)


def _packed(indices: np.ndarray) -> bytes:
    """LZW without any code but the plain ones: each pair of pixels begins anew."""
    codes: list[int] = []
    for start in range(0, indices.size, 2):
        codes += [4, *map(int, indices.ravel()[start : start + 2])]
    codes.append(5)
    bits = "".join(format(code, "03b")[::-1] for code in codes)
    bits += "0" * (-len(bits) % 8)
    data = bytes(int(bits[at : at + 8][::-1], 2) for at in range(0, len(bits), 8))
    blocks = [data[at : at + 255] for at in range(0, len(data), 255)]
    return b"\2" + b"".join(bytes([len(block)]) + block for block in blocks) + b"\0"


def _gifs() -> Iterator[Case]:
    square = np.full((16, 16), 3)
    square[4:12, 4:12] = 0
    small = np.full((64, 64, 3), 255, np.uint8)
    small[8:24, 8:24] = (40, 90, 200)
    small[12:20, 12:20] = 0
    data = _gif(_frame(square, (8, 8)))
    yield Case("gif-smaller-frame-hand.gif", partial(_write, data=data), small)
    full = np.full((64, 64), 1)
    red = np.full((64, 64, 3), (230, 40, 20), np.uint8)
    over = red.copy()
    over[8:24, 8:24] = (40, 90, 200)
    over[12:20, 12:20] = 0
    for disposal, right in ((0, over), (1, over), (3, None), (2, small)):
        data = _gif(_frame(full, (0, 0), disposal, key=2) + _frame(square, (8, 8)))
        if right is not None:
            name = f"gif-disposal{disposal}-hand.gif"
            yield Case(name, partial(_write, data=data), right)


def _deep_apng() -> bytes:
    """Grey of 16 bits."""
    still = png(np.zeros((64, 64), np.uint16), 16, 0)
    rows = b"".join(b"\0" + row.tobytes() for row in (grey().astype(">u2") * 257).astype(">u2"))
    frame = chunk(b"fdAT", struct.pack(">I", 2) + zlib.compress(rows))
    start = still[len(SIGNATURE) : 33] + chunk(b"acTL", struct.pack(">II", 2, 0)) + _control(0)
    return SIGNATURE + start + still[33:-12] + _control(1) + frame + chunk(b"IEND", b"")


ANIMATED_CASES = (
    *_pillows(),
    *_apngs(),
    Case("apng-grey16-black-first-hand.png", partial(_write, data=_deep_apng()), grey()),
    *_others(),
    *_gifs(),
)
