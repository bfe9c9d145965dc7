"""What is transparent throughout, or drawn in the colour of the backdrop, in every format."""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from tests.pictures.corpus.by_hand import chunk, png
from tests.pictures.corpus.case import Case, colours, grey

_KINDS = {
    "png": {},
    "tga": {},
    "tif": {},
    "ico": {"sizes": [(64, 64)]},
    "webp": {"lossless": True, "exact": True},
    "avif": {"quality": 100, "subsampling": "4:4:4"},
}
_EXACT = ("png", "tga", "tif", "ico", "webp")


def _drawing() -> NDArray[np.uint8]:
    """Alpha of a few lines."""
    alpha = np.zeros((64, 64), np.uint8)
    alpha[10:14, 5:60] = 255
    alpha[30:50, 20:24] = 255
    return alpha


def _save(path: Path, values: NDArray[np.uint8]) -> None:
    Image.fromarray(values).save(path, **_KINDS.get(path.suffix[1:], {}))


def _rgba(colour: tuple[int, int, int], alpha: NDArray[np.uint8]) -> NDArray[np.uint8]:
    return np.dstack([np.broadcast_to(np.array(colour, np.uint8), (64, 64, 3)), alpha])


def _over(
    colour: tuple[int, int, int], alpha: NDArray[np.uint8], backdrop: int
) -> NDArray[np.uint8]:
    part = alpha[..., None] / 255
    return np.round(np.array(colour) * part + backdrop * (1 - part)).astype(np.uint8)


def _cases() -> Iterator[Case]:
    unused = np.dstack([colours(), np.zeros((64, 64), np.uint8)])
    for kind in _EXACT:
        write = partial(_save, values=unused)
        yield Case(f"{kind}-alpha-unused-pillow.{kind}", write, colours())
    for kind in _KINDS:
        tolerance = 6 if kind == "avif" else 1
        for name, colour, backdrop in (
            ("white", (255, 255, 255), 0),
            ("near-white", (240, 245, 250), 0),
            ("black", (0, 0, 0), 255),
            ("red", (230, 40, 20), 255),
        ):
            write = partial(_save, values=_rgba(colour, _drawing()))
            right = _over(colour, _drawing(), backdrop)
            yield Case(f"{kind}-{name}-lines-pillow.{kind}", write, right, tolerance)
        clear = np.zeros((64, 64, 4), np.uint8)
        nothing = np.full((64, 64, 3), 255, np.uint8)
        yield Case(f"{kind}-clear-pillow.{kind}", partial(_save, values=clear), nothing, 2)
    for kind in ("png", "tif"):
        la = np.dstack([np.full((64, 64), 255, np.uint8), _drawing()])
        write = partial(_save, values=la)
        yield Case(f"{kind}-grey-white-lines-pillow.{kind}", write, _drawing())
        unused = np.dstack([grey(), np.zeros((64, 64), np.uint8)])
        write = partial(_save, values=unused)
        yield Case(f"{kind}-grey-alpha-unused-pillow.{kind}", write, grey())
    soft = np.broadcast_to(np.arange(0, 256, 4, dtype=np.uint8), (64, 64))
    write = partial(_save, values=_rgba((255, 255, 255), soft))
    yield Case("png-white-fades-pillow.png", write, soft)
    half = _rgba((255, 255, 255), np.full((64, 64), 128, np.uint8))
    white = np.full((64, 64, 3), 255, np.uint8)
    yield Case("png-white-glass-pillow.png", partial(_save, values=half), white)
    yield from _keys()


def _keys() -> Iterator[Case]:
    lines = (_drawing() > 0).astype(np.uint8)
    palette = chunk(b"PLTE", bytes((0, 0, 0, 255, 255, 255))) + chunk(b"tRNS", b"\0")
    data = png(lines, 1, 3, before=palette)
    yield Case("png-palette-white-lines-hand.png", partial(_write, data=data), _drawing())
    yield Case("gif-white-lines-pillow.gif", _white_gif, _drawing())
    deep = np.dstack([np.full((64, 64), 65535, np.uint16), _drawing().astype(np.uint16) * 257])
    data = png(deep, 16, 4)
    yield Case("png-la16-white-lines-hand.png", partial(_write, data=data), _drawing())
    wide = np.dstack([colours().astype(np.uint16) * 257, np.zeros((64, 64), np.uint16)])
    data = png(wide, 16, 6)
    yield Case("png-rgba16-alpha-unused-hand.png", partial(_write, data=data), colours())
    yield Case("bmp-alpha-unused-hand.bmp", _bmp, colours())
    yield Case("heic-white-lines-pillow-heif.heic", _heic, _drawing(), 40, 3)
    yield Case("jxl-white-lines-imagecodecs.jxl", _jxl, _drawing())
    yield Case("jxl-premultiplied-imagecodecs.jxl", _premultiplied_jxl, _half_over_white(), 1)
    yield Case("avif-premultiplied-pillow.avif", _premultiplied_avif, _half_over_white(), 6, 2)


def _write(path: Path, data: bytes) -> None:
    path.write_bytes(data)


def _white_gif(path: Path) -> None:
    image = Image.fromarray((_drawing() > 0).astype(np.uint8)).convert("P")
    image.putpalette([0, 0, 0, 255, 255, 255])
    image.save(path, transparency=0)


def _bmp(path: Path) -> None:
    """32 bits with a mask of alpha (BITMAPV4HEADER) that nothing has been put into."""
    rows = np.dstack([colours()[::-1, :, ::-1], np.zeros((64, 64), np.uint8)]).tobytes()
    masks = struct.pack("<IIII", 0xFF0000, 0xFF00, 0xFF, 0xFF000000)
    header = struct.pack("<IiiHHIIiiII", 108, 64, 64, 1, 32, 3, len(rows), 0, 0, 0, 0) + masks
    header += b"BGRs" + b"\0" * 48
    start = struct.pack("<2sIHHI", b"BM", 14 + 108 + len(rows), 0, 0, 14 + 108)
    path.write_bytes(start + header + rows)


def _heic(path: Path) -> None:
    heif = pytest.importorskip("pillow_heif")
    values = _rgba((255, 255, 255), _drawing())
    heif.from_bytes("RGBA", (64, 64), values.tobytes()).save(path, quality=100)


def _jxl(path: Path) -> None:
    imagecodecs = pytest.importorskip("imagecodecs")
    path.write_bytes(imagecodecs.jpegxl_encode(_rgba((255,) * 3, _drawing()), lossless=True))


def _half_over_white() -> NDArray[np.uint8]:
    return np.round((colours() + 255.0) / 2).astype(np.uint8)


def _premultiplied_jxl(path: Path) -> None:
    """The bit that says so, and no other, is set in a header that has it plainly: its alpha is not
    of 8 bits. All that a decoder gives stays as it was."""
    imagecodecs = pytest.importorskip("imagecodecs")
    from igtagger.pictures.readers import jxl_header

    alpha = np.full((64, 64), 32768, np.uint16)
    pale = np.round(_linear(colours()) * 65535 * (32768 / 65535)).astype(np.uint16)
    data = imagecodecs.jpegxl_encode(np.dstack([pale, alpha]), lossless=True)
    before = jxl_header.read_header(io.BytesIO(data))
    for bit in range(8 * min(len(data), 200)):
        changed = bytearray(data)
        changed[bit // 8] ^= 1 << bit % 8
        header = jxl_header.read_header(io.BytesIO(changed))
        if before and header and header.is_premultiplied:
            header.is_premultiplied = False
            if header == before:
                path.write_bytes(changed)
                return
    pytest.fail("there is no such bit")


def _linear(values: NDArray[np.uint8]) -> NDArray[np.float64]:
    part = values / 255
    return np.where(part <= 0.04045, part / 12.92, ((part + 0.055) / 1.055) ** 2.4)


def _premultiplied_avif(path: Path) -> None:
    values = np.dstack([colours(), np.full((64, 64), 128, np.uint8)])
    options = {"quality": 100, "subsampling": "4:4:4", "alpha_premultiplied": True}
    Image.fromarray(values).save(path, **options)
    assert b"prem" in path.read_bytes()


TRANSPARENT_CASES = tuple(_cases())
