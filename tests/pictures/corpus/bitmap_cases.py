"""Bitmaps and icons of Windows and OS/2 with every header, depth and arrangement of bits.

By hand, by Pillow, by ImageMagick and by imagecodecs.
"""

from __future__ import annotations

import io
import struct
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from tests.pictures.corpus.case import SIDE, Case, colours, grey
from tests.pictures.corpus.imagemagick import by_convert

Rows = NDArray[Any]
_HEADERS = (40, 52, 56, 64, 108, 124)
_PALE = (255 - (255 - colours().astype(int)) * 128 / 255).round().astype(np.uint8)


def packed(index: Rows, bits: int) -> bytes:
    """Rows of the palette's numbers, each filled up to four bytes."""
    spread = np.unpackbits(index.astype(np.uint8)[..., None], axis=2)[..., 8 - bits :]
    rows = np.packbits(spread.reshape(len(index), -1), axis=1)
    return filled(rows)


def filled(rows: Rows) -> bytes:
    """Rows of bytes, each filled up to four bytes."""
    return np.pad(rows, ((0, 0), (0, -rows.shape[1] % 4))).tobytes()


def fields(rgb: Rows, masks: tuple[int, ...], bits: int, alpha: float = 0) -> Rows:
    """Pixels of 16 or 32 bits, as bytes."""
    words = np.zeros(rgb.shape[:2], np.uint32)
    levels = [rgb[..., at] / 255 for at in range(3)] + [np.full(rgb.shape[:2], alpha)]
    for mask, level in zip(masks, levels, strict=False):
        if mask:
            lowest = (mask & -mask).bit_length() - 1
            words |= (level * (mask >> lowest)).round().astype(np.uint32) << np.uint32(lowest)
    kind = "<u2" if bits == 16 else "<u4"
    return words.astype(kind).view(np.uint8).reshape(len(rgb), -1)


def coarse(rgb: Rows, masks: tuple[int, ...]) -> NDArray[np.uint8]:
    """What so many bits keep of the colours."""
    out = np.empty_like(rgb)
    for at, mask in enumerate(masks[:3]):
        top = mask >> ((mask & -mask).bit_length() - 1)
        out[..., at] = ((rgb[..., at] / 255 * top).round() / top * 255).round()
    return out


def info(
    length: int,
    bits: int,
    *,
    compression: int = 0,
    masks: tuple[int, ...] = (),
    top_down: bool = False,
    colours_told: int = 0,
    size: tuple[int, int] = (SIDE, SIDE),
    pixels: int = 0,
) -> bytes:
    """The header of a bitmap, of any of its lengths."""
    width, height = size
    if length == 12:
        return struct.pack("<IHHHH", 12, width, height, 1, bits)
    head = struct.pack(
        "<IiiHHIIiiII",
        length,
        width,
        -height if top_down else height,
        1,
        bits,
        compression,
        pixels,
        2835,
        2835,
        colours_told,
        0,
    )
    if length == 40:
        return head + struct.pack(f"<{len(masks)}I", *masks)
    body = bytearray(max(0, length - 40))
    if length != 64 and length > 16:
        struct.pack_into(
            f"<{min(len(masks), (length - 40) // 4)}I", body, 0, *masks[: (length - 40) // 4]
        )
    if length >= 108:
        body[16:20] = b"BGRs"
    return head[:length] + bytes(body)


def bmp(
    header: bytes, palette: bytes, pixels: bytes, mark: bytes = b"BM", before: int = 0
) -> bytes:
    """A file around header, palette and pixels; ``before``: so many bytes stand before it."""
    offset = 14 + len(header) + len(palette)
    return (
        mark
        + struct.pack("<III", offset + len(pixels), 0, before + offset)
        + header
        + palette
        + pixels
    )


def _case(
    name: str, data: Callable[[], bytes] | bytes, right: NDArray[np.uint8], tolerance: float = 1
) -> Case:
    def write(path: Path) -> None:
        path.write_bytes(data if isinstance(data, bytes) else data())

    return Case(f"{name}", write, right, tolerance, 2)


def indexed(side: int = SIDE) -> tuple[Rows, Rows]:
    """Palette (RGB) and index of the colours."""
    shades, index = np.unique(colours().reshape(-1, 3), axis=0, return_inverse=True)
    return shades, index.reshape(SIDE, SIDE).astype(np.uint8)[:, :side]


def entries(shades: Rows, width: int = 4, count: int = 0) -> bytes:
    """A palette's bytes."""
    padded = np.zeros((count or len(shades), width), np.uint8)
    padded[: len(shades), :3] = shades[:, ::-1]
    return padded.tobytes()


def _of_palettes() -> list[Case]:
    cases = []
    for side in (SIDE, 61):
        shades, index = indexed(side)
        right = colours()[:, :side]
        size = (side, SIDE)
        for bits in (2, 4, 8):
            for length in (12, *_HEADERS):
                width = 3 if length == 12 else 4
                data = bmp(
                    info(length, bits, size=size),
                    entries(shades, width, 1 << bits),
                    packed(index[::-1], bits),
                )
                cases.append(_case(f"bmp-palette{bits}-{length}-{side}-hand.bmp", data, right))
            told = info(40, bits, colours_told=len(shades), size=size)
            data = bmp(told, entries(shades), packed(index[::-1], bits))
            cases.append(_case(f"bmp-palette{bits}-few-{side}-hand.bmp", data, right))
            for begin in (0, 54, 54 + 4):  # where the palette is
                wrong = data[:10] + struct.pack("<I", begin) + data[14:]
                label = f"bmp-palette{bits}-pixels-told-at-{begin}-{side}-hand.bmp"
                cases.append(_case(label, wrong, right))
            cases.append(_case(f"bmp-palette{bits}-without-mark-{side}-hand.dib", data[14:], right))
    light = (grey() > 100).astype(np.uint8)
    two = np.array([(0, 0, 0), (255, 255, 255)], np.uint8)
    for name, shades, index in (("", two, light), ("-light-first", two[::-1], 1 - light)):
        for length in (12, 40):
            data = bmp(info(length, 1), entries(shades, 3 + (length > 12)), packed(index[::-1], 1))
            cases.append(_case(f"bmp-bits{name}-{length}-hand.bmp", data, light * np.uint8(255)))
    return cases


_MASKS = {
    "444": (16, (0xF00, 0xF0, 0xF, 0)),
    "4444": (16, (0xF00, 0xF0, 0xF, 0xF000)),
    "555": (16, (0x7C00, 0x3E0, 0x1F, 0)),
    "1555": (16, (0x7C00, 0x3E0, 0x1F, 0x8000)),
    "565": (16, (0xF800, 0x7E0, 0x1F, 0)),
    "332": (16, (0xE0, 0x1C, 0x03, 0)),
    "888": (32, (0xFF0000, 0xFF00, 0xFF, 0)),
    "8888": (32, (0xFF0000, 0xFF00, 0xFF, 0xFF000000)),
    "888-turned": (32, (0xFF, 0xFF00, 0xFF0000, 0)),
    "8888-high": (32, (0xFF000000, 0xFF0000, 0xFF00, 0xFF)),
    "101010": (32, (0x3FF00000, 0xFFC00, 0x3FF, 0)),
    "2101010": (32, (0x3FF, 0xFFC00, 0x3FF00000, 0xC0000000)),
    "111110": (32, (0xFFE00000, 0x1FFC00, 0x3FF, 0)),
}


def _of_fields() -> list[Case]:
    cases = []
    for name, (bits, masks) in _MASKS.items():
        right = coarse(colours(), masks)
        for length in (40, 52, 56, 108, 124):
            if masks[3] and length in (40, 52):
                continue
            told = masks[: 3 if length == 40 else 4]
            head = info(length, bits, compression=3, masks=told)
            for alpha, shown in ((1.0, right), (128 / 255, _PALE)):
                if shown is _PALE and not name.startswith("8888"):
                    continue
                data = bmp(head, b"", filled(fields(colours()[::-1], masks, bits, alpha)))
                label = f"bmp-fields{name}-{length}{'-pale' * (alpha < 1)}-hand.bmp"
                cases.append(_case(label, data, shown, 2))
                bare = label.replace("-hand.bmp", "-without-mark-hand.dib")
                cases.append(_case(bare, data[14:], shown, 2))
        head = info(40, bits, compression=6, masks=masks)
        data = bmp(head, b"", filled(fields(colours()[::-1], masks, bits, 1)))
        cases.append(_case(f"bmp-fields{name}-alpha-fields-hand.bmp", data, right, 2))
    return cases


def _of_plain_ones() -> list[Case]:
    cases = []
    five = _MASKS["555"][1]
    eight = _MASKS["888"][1]
    for top_down in (False, True):
        rows = colours() if top_down else colours()[::-1]
        label = "-top" if top_down else ""
        cases += [
            _case(
                f"bmp-rgb16{label}-hand.bmp",
                bmp(info(40, 16, top_down=top_down), b"", filled(fields(rows, five, 16))),
                coarse(colours(), five),
            ),
            _case(
                f"bmp-rgb24{label}-hand.bmp",
                bmp(
                    info(40, 24, top_down=top_down),
                    b"",
                    filled(np.ascontiguousarray(rows[..., ::-1]).reshape(SIDE, -1)),
                ),
                colours(),
            ),
            _case(
                f"bmp-rgb32{label}-hand.bmp",
                bmp(info(40, 32, top_down=top_down), b"", filled(fields(rows, eight, 32))),
                colours(),
            ),
        ]
    for length in (12, 16, 64):
        data = bmp(
            info(length, 24),
            b"",
            filled(np.ascontiguousarray(colours()[::-1, :, ::-1]).reshape(SIDE, -1)),
        )
        cases.append(_case(f"bmp-rgb24-{length}-hand.bmp", data, colours()))
        cases.append(_case(f"bmp-rgb24-{length}-without-mark-hand.bmp", data[14:], colours()))
    level = colours()[::-1] / 255
    light = np.where(level <= 0.04045, level / 12.92, ((level + 0.055) / 1.055) ** 2.4)
    deep = np.dstack([light[..., ::-1], np.ones((SIDE, SIDE))])
    numbers = (deep * 8192).round().astype("<i2").view(np.uint8).reshape(SIDE, -1)
    cases.append(_case("bmp-rgb64-hand.bmp", bmp(info(40, 64), b"", filled(numbers)), colours()))
    return cases


def runs8(index: Rows, bits: int = 8) -> bytes:
    """Windows' runs, first row first; plain pixels, a jump and the marks among them."""
    out = b""
    for number, row in enumerate(index):
        at = 0
        while at < len(row):
            run = 1
            while run < 255 and at + run < len(row) and row[at + run] == row[at]:
                run += 1
            value = int(row[at])
            if number % 3 == 1 and at + 5 <= len(row):  # as they are, an odd number of them
                plain = row[at : at + 5]
                if bits == 8:
                    out += bytes([0, 5]) + plain.tobytes() + b"\0"
                else:
                    pairs = np.append(plain, 0).reshape(3, 2)
                    out += bytes([0, 5]) + bytes((pairs[:, 0] << 4 | pairs[:, 1]).tolist()) + b"\0"
                at += 5
            elif value == 0 and number % 3 == 2:  # jumped over
                out += bytes([0, 2, run, 0])
                at += run
            else:
                out += bytes([run, value if bits == 8 else value << 4 | value])
                at += run
        out += b"\0\0"
    return out + b"\0\1"


def _runs24(rows: Rows) -> bytes:
    out = b""
    for row in rows:
        at = 0
        while at < len(row):
            run = 1
            while run < 255 and at + run < len(row) and (row[at + run] == row[at]).all():
                run += 1
            if run == 1 and at + 3 <= len(row):
                out += bytes([0, 3]) + row[at : at + 3, ::-1].tobytes() + b"\0"
                at += 3
            else:
                out += bytes([run]) + row[at, ::-1].tobytes()
                at += run
        out += b"\0\0"
    return out + b"\0\1"


def _of_runs() -> list[Case]:
    cases = []
    shades, index = indexed()
    for bits, compression in ((8, 1), (4, 2)):
        for side in (SIDE, 61):
            data = bmp(
                info(40, bits, compression=compression, size=(side, SIDE)),
                entries(shades, 4, 1 << bits),
                runs8(index[::-1, :side], bits),
            )
            cases.append(_case(f"bmp-runs{bits}-{side}-hand.bmp", data, colours()[:, :side]))
    data = bmp(info(64, 24, compression=4), b"", _runs24(colours()[::-1]))
    cases.append(_case("bmp-runs24-hand.bmp", data, colours()))
    return cases


def _of_arrays() -> list[Case]:
    small = bmp(info(12, 24, size=(8, 8)), b"", bytes(8 * 8 * 3), before=14)
    first = b"BA" + struct.pack("<IIHH", 14 + 12, 14 + len(small), 640, 480) + small
    rows = filled(np.ascontiguousarray(colours()[::-1, :, ::-1]).reshape(SIDE, -1))
    second = bmp(info(12, 24), b"", rows, before=len(first) + 14)
    array = first + b"BA" + struct.pack("<IIHH", 26, 0, 640, 480) + second
    shades, index = indexed()
    mask_head = info(12, 1, size=(SIDE, 2 * SIDE))
    two = entries(np.array([(0, 0, 0), (255, 255, 255)], np.uint8), 3)
    head = info(12, 4)
    palette = entries(shades, 3, 16)
    start = 14 + 2 * 14 + len(mask_head) + len(two) + len(head) + len(palette)
    mask = packed(np.zeros((2 * SIDE, SIDE), np.uint8), 1)
    icon = (
        b"BA"
        + struct.pack("<IIHH", 26, 0, 640, 480)
        + b"CI"
        + struct.pack("<IHHI", 26, 0, 0, start)
        + mask_head
        + two
        + b"CI"
        + struct.pack("<IHHI", 26, 0, 0, start + len(mask))
        + head
        + palette
        + mask
        + packed(index[::-1], 4)
    )
    light = (grey() > 100).astype(np.uint8)
    both = np.vstack([light[::-1], np.zeros_like(light)])
    plain_icon = bmp(mask_head, two, packed(both, 1), mark=b"IC")
    plain_icon = (
        b"BA"
        + struct.pack("<IIHH", 26, 0, 0, 0)
        + plain_icon[:10]
        + struct.pack("<I", 14 + 14 + len(mask_head) + len(two))
        + plain_icon[14:]
    )
    return [
        _case("bmp-array-hand.bmp", array, colours()),
        _case("ico-colours-os2-hand.ico", icon, colours()),
        _case("ico-bits-os2-hand.ico", plain_icon, light * np.uint8(255)),
    ]


def _within(kind: str, **options: Any) -> bytes:
    data = io.BytesIO()
    Image.fromarray(colours()).save(data, kind, **options)
    compression = 4 if kind == "JPEG" else 5
    pixels = data.getvalue()
    return bmp(info(40, 0, compression=compression, pixels=len(pixels)), b"", pixels)


def _by_imagecodecs(path: Path, source: Rows) -> None:
    import imagecodecs

    path.write_bytes(imagecodecs.bmp_encode(source))


def ico(*pictures: tuple[bytes, int, int], kind: int = 1) -> bytes:
    """An icon of pictures: data, side, bits."""
    head, body = struct.pack("<HHH", 0, kind, len(pictures)), b""
    start = 6 + 16 * len(pictures)
    for data, side, bits in pictures:
        head += struct.pack(
            "<BBBBHHII", side % 256, side % 256, 0, 0, 1, bits, len(data), start + len(body)
        )
        body += data
    return head + body


def _of_icons() -> list[Case]:
    cases = []
    shades, index = indexed()
    right = colours().copy()
    right[:4] = 255
    clear = np.zeros((SIDE, SIDE), np.uint8)
    clear[:4] = 1
    mask = packed(clear[::-1], 1)
    head = {"size": (SIDE, 2 * SIDE)}
    blue_first = np.ascontiguousarray(colours()[::-1, :, ::-1]).reshape(SIDE, -1)
    eight = _MASKS["8888"][1]
    alpha = fields(colours()[::-1], eight, 32, 1).reshape(SIDE, SIDE, 4).copy()
    alpha[SIDE - 4 :, :, 3] = 0
    pictures = {
        "palette4": (
            4,
            info(40, 4, **head) + entries(shades, 4, 16) + packed(index[::-1], 4) + mask,
        ),
        "palette8": (
            8,
            info(40, 8, **head) + entries(shades, 4, 256) + packed(index[::-1], 8) + mask,
        ),
        "rgb24": (24, info(40, 24, **head) + filled(blue_first) + mask),
        "rgb32": (32, info(40, 32, **head) + alpha.tobytes() + bytes(len(mask))),
        "rgb32-mask-alone": (
            32,
            info(40, 32, **head) + filled(fields(colours()[::-1], eight, 32, 0)) + mask,
        ),
    }
    for name, (bits, data) in pictures.items():
        cases += [
            _case(f"ico-{name}-hand.ico", ico((data, SIDE, bits)), right),
            _case(f"cur-{name}-hand.cur", ico((data, SIDE, bits), kind=2), right),
        ]
    light = (grey() > 100).astype(np.uint8)
    two = entries(np.array([(0, 0, 0), (255, 255, 255)], np.uint8))
    bits_right = light * np.uint8(255)
    bits_right[:4] = 255
    one = info(40, 1, **head) + two + packed(light[::-1], 1) + mask
    cases.append(_case("ico-bits-hand.ico", ico((one, SIDE, 1)), bits_right))
    small = info(40, 24, size=(16, 32)) + bytes(16 * 16 * 3) + bytes(64)
    cases.append(
        _case("ico-largest-hand.ico", ico((small, 16, 24), (pictures["rgb24"][1], SIDE, 24)), right)
    )
    png = io.BytesIO()
    Image.fromarray(colours()).save(png, "PNG")
    cases.append(
        _case("ico-png-hand.ico", ico((small, 16, 24), (png.getvalue(), SIDE, 32)), colours())
    )
    return cases


def _ico_by_pillow(path: Path, kind: str, mode: str) -> None:
    image = Image.fromarray(colours())
    image = image.quantize(16) if mode == "P" else image.convert(mode)
    image.save(path, sizes=[(64, 64), (16, 16)], bitmap_format=kind)


def _by_pillow(path: Path, mode: str, **options: Any) -> None:
    image = Image.fromarray(grey() if mode in ("L", "1") else colours())
    (image.quantize(16) if mode == "P" else image.convert(mode)).save(path, **options)


BITMAP_CASES = (
    *_of_palettes(),
    *_of_fields(),
    *_of_plain_ones(),
    *_of_runs(),
    *_of_arrays(),
    _case(
        "bmp-jpeg-inside-hand.bmp",
        partial(_within, "JPEG", quality=100, subsampling=0),
        colours(),
        4,
    ),
    _case("bmp-png-inside-hand.bmp", partial(_within, "PNG"), colours()),
    *_of_icons(),
    *(
        Case(f"bmp-{mode.lower()}-pillow.{ending}", partial(_by_pillow, mode=mode), right)
        for mode, right in (
            ("L", grey()),
            ("RGB", colours()),
            ("RGBA", colours()),
            ("P", colours()),
        )
        for ending in ("bmp", "dib")
        if ending == "bmp"
    ),
    *(
        Case(
            f"ico-{mode.lower()}-{kind}-pillow.ico",
            partial(_ico_by_pillow, kind=kind, mode=mode),
            colours(),
        )
        for kind in ("png", "bmp")
        for mode in ("RGB", "RGBA", "P")
    ),
    *(
        Case(f"bmp-{name}-imagecodecs.bmp", partial(_by_imagecodecs, source=source), source)
        for name, source in (("grey8", grey()), ("rgb8", colours()))
    ),
    *(
        Case(f"bmp-{name}-{kind}-imagemagick.bmp", by_convert(source, *options, kind=kind), source)
        for kind in ("bmp", "bmp2", "bmp3")
        for name, source, options in (
            ("grey8", grey(), ()),
            ("rgb8", colours(), ("-type", "truecolor")),
            ("palette", colours(), ("-type", "palette")),
            ("palette-runs", colours(), ("-type", "palette", "-compress", "rle")),
        )
    ),
    Case("ico-imagemagick.ico", by_convert(colours()), colours()),
    Case("cur-imagemagick.cur", by_convert(colours()), colours()),
)
