"""JPEG 2000 with all that its boxes can say of the channels.

Codestreams by Pillow and imagecodecs; boxes, and components of several sizes, by hand.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from tests.pictures.corpus.case import SIDE, Case, colours, grey
from tests.pictures.corpus.imagemagick import by_convert

Plane = NDArray[Any]

_RGB = [np.ascontiguousarray(plane) for plane in colours().transpose(2, 0, 1)]
_FULL = np.full((SIDE, SIDE), 255, np.uint8)
_PART = np.full((SIDE, SIDE), 128, np.uint8)


def box(kind: bytes, data: bytes) -> bytes:
    """One box."""
    return struct.pack(">I", 8 + len(data)) + kind + data


def definitions(*rows: tuple[int, int, int]) -> bytes:
    """The box of what each channel is: number, kind, colour."""
    return box(
        b"cdef", struct.pack(">H", len(rows)) + b"".join(struct.pack(">3H", *r) for r in rows)
    )


def jp2(
    codestream: bytes, planes: int, *boxes: bytes, space: int | None = 16, more: bytes = b""
) -> bytes:
    """A file around a codestream."""
    height, width = struct.unpack_from(">II", codestream, 8)[::-1]
    header = box(b"ihdr", struct.pack(">IIHBBBB", height, width, planes, 255, 7, 0, 0))
    if space is not None:
        header += box(b"colr", struct.pack(">BBBI", 1, 0, 0, space) + more)
    return (
        box(b"jP  ", b"\r\n\x87\n")
        + box(b"ftyp", b"jp2 \0\0\0\0jp2 ")
        + box(b"jp2h", header + b"".join(boxes))
        + box(b"jp2c", codestream)
    )


def stream(
    planes: Sequence[Plane], bits: int | None = None, rates: Sequence[tuple[int, int]] = ()
) -> bytes:
    """A lossless codestream of planes of any sizes, by imagecodecs.

    Each is encoded for itself; by the order of progression in which whole components follow one
    another (CPRL) the packets of all make one tile (ISO 15444-1, B.12.1.5).

    Args:
        planes: of any integer type.
        bits: of one number; None for those of the type.
        rates: how many pixels each way one number is for; by default one.
    """
    import imagecodecs

    rates = rates or [(1, 1)] * len(planes)
    parts = [
        imagecodecs.jpeg2k_encode(
            plane,
            level=0,
            reversible=True,
            codecformat="j2k",
            resolutions=2,
            bitspersample=bits,
            mct=False,
        )
        for plane in planes
    ]
    first = parts[0]
    width, height = planes[0].shape[1] * rates[0][0], planes[0].shape[0] * rates[0][1]
    size = struct.pack(">H8IH", 0, width, height, 0, 0, width, height, 0, 0, len(planes))
    size += b"".join(
        part[40 + 2 : 40 + 3] + bytes(rate) for part, rate in zip(parts, rates, strict=True)
    )
    segments = _segments(first)
    assert all(_segments(part)[b"\xff\x52"] == segments[b"\xff\x52"] for part in parts)
    style = bytearray(segments[b"\xff\x52"])
    style[1] = 4  # CPRL
    head = b"\xff\x4f" + _segment(b"\xff\x51", size) + _segment(b"\xff\x52", bytes(style))
    head += _segment(b"\xff\x5c", segments[b"\xff\x5c"])
    body = b"".join(part[part.index(b"\xff\x93") + 2 : -2] for part in parts)
    tile = struct.pack(">HHHIBB", 0xFF90, 10, 0, 14 + len(body), 0, 1) + b"\xff\x93"
    return head + tile + body + b"\xff\xd9"


def in_turns(codestreams: Sequence[bytes], parts: int, told: int) -> bytes:
    """Codestreams of one height below one another, the parts of their tiles in turns.

    Args:
        codestreams: each of one tile, of planes without losses.
        parts: each tile is cut into so many, by an even number of its bytes.
        told: so many are said to be there.
    """
    first = codestreams[0]
    start = first.index(b"\xff\x90")
    height = int.from_bytes(first[12:16], "big")
    head = bytearray(first[:start])
    head[12:16] = struct.pack(">I", height * len(codestreams))
    bodies = [each[each.index(b"\xff\x93") + 2 : -2] for each in codestreams]
    out = bytes(head)
    for part in range(parts):
        for tile, body in enumerate(bodies):
            piece = body[len(body) * part // parts : len(body) * (part + 1) // parts]
            mark = struct.pack(">HHHIBB", 0xFF90, 10, tile, 14 + len(piece), part, told)
            out += mark + b"\xff\x93" + piece
    return out + b"\xff\xd9"


def _segment(marker: bytes, data: bytes) -> bytes:
    return marker + struct.pack(">H", len(data) + 2) + data


def _segments(codestream: bytes) -> dict[bytes, bytes]:
    found, at = {}, 2
    while codestream[at : at + 2] != b"\xff\x90":
        length = int.from_bytes(codestream[at + 2 : at + 4], "big")
        found[codestream[at : at + 2]] = codestream[at + 4 : at + 2 + length]
        at += 2 + length
    return found


def _case(
    name: str, data: Any, right: NDArray[np.uint8], tolerance: float = 1, ending: str = "jp2"
) -> Case:
    return Case(
        f"jp2-{name}.{ending}", lambda path: path.write_bytes(data()), right, tolerance, tolerance
    )


def _of_boxes() -> list[Case]:
    """The order of channels, transparency, and colour spaces of one full rate."""
    in_order = ((0, 0, 1), (1, 0, 2), (2, 0, 3))
    turned = ((0, 0, 3), (1, 0, 2), (2, 0, 1))
    blue_first = [_RGB[2], _RGB[1], _RGB[0]]
    ycc = [np.asarray(band) for band in Image.fromarray(colours()).convert("YCbCr").split()]
    pale = (255 - (255 - colours().astype(int)) * 128 / 255).round().astype(np.uint8)
    multiplied = [(plane.astype(int) * 128 // 255).astype(np.uint8) for plane in _RGB]
    inks = [255 - plane for plane in _RGB]
    none = np.zeros((SIDE, SIDE), np.uint8)

    def file(planes: list[Plane], *boxes: bytes, **more: Any) -> Any:
        return lambda: jp2(stream(planes), len(planes), *boxes, **more)

    return [
        _case("rgb8-boxes-hand", file(_RGB), colours()),
        _case("rgb8-in-order-hand", file(_RGB, definitions(*in_order)), colours()),
        _case("rgb8-blue-first-hand", file(blue_first, definitions(*turned)), colours()),
        _case(
            "rgb8-alpha-first-hand",
            file([_FULL, *_RGB], definitions((0, 1, 0), (1, 0, 1), (2, 0, 2), (3, 0, 3))),
            colours(),
        ),
        _case(
            "rgb8-part-transparent-hand",
            file([*_RGB, _PART], definitions(*in_order, (3, 1, 0))),
            pale,
            2,
        ),
        _case(
            "rgb8-multiplied-hand",
            file([*multiplied, _PART], definitions(*in_order, (3, 2, 0))),
            pale,
            2,
        ),
        _case(
            "rgb8-further-channel-hand",
            file([*_RGB, _PART], definitions(*in_order, (3, 0xFFFF, 0xFFFF))),
            colours(),
        ),
        _case(
            "rgb8-two-further-channels-hand",
            file([*_RGB, _PART, none], definitions(*in_order, (3, 0xFFFF, 0xFFFF))),
            colours(),
        ),
        _case("grey8-hand", file([grey()], space=17), grey()),
        *(
            _case(f"grey8-told-as-space-{space}-hand", file([grey()], space=space), grey())
            for space in (12, 13, 14, 16, 18, 1919382304)
        ),
        *(
            _case(f"rgb8-told-as-space-{space}-hand", file(_RGB, space=space), colours())
            for space in (12, 13, 1919382304)
        ),
        _case(
            "grey8-alpha-hand",
            file([grey(), _PART], definitions((0, 0, 1), (1, 1, 0)), space=17),
            (255 - (255 - grey().astype(int)) * 128 / 255).round().astype(np.uint8),
            2,
        ),
        _case("sycc8-444-hand", file(ycc, space=18), colours(), 3),
        _case(
            "sycc8-444-turned-hand",
            file([ycc[2], ycc[0], ycc[1]], definitions((0, 0, 3), (1, 0, 1), (2, 0, 2)), space=18),
            colours(),
            3,
        ),
        _case("esycc8-444-hand", file(ycc, space=24), colours(), 3),
        _case("ycc8-601-hand", file(_narrow(0.299, 0.114), space=4), colours(), 3),
        _case("ycc8-709-hand", file(_narrow(0.2126, 0.0722), space=1), colours(), 3),
        _case("cmy8-hand", file(inks, space=11), colours()),
        _case("cmyk8-hand", file([*inks, none], space=12), colours()),
        _case("cmyk8-black-hand", file([*inks, _FULL], space=12), np.zeros_like(colours())),
        _case(
            "cmyk8-alpha-hand",
            file(
                [*inks, none, _FULL],
                definitions(*in_order, (3, 0, 4), (4, 1, 0)),
                space=12,
            ),
            colours(),
        ),
        _case("ycck8-hand", file([*ycc, none], space=13), colours(), 3),
        _case("lab8-hand", file(_lab(128, 96), space=14), _lab_right(), 2),
        _case(
            "lab8-ranges-hand",
            file(
                _lab(128, 128),
                space=14,
                more=struct.pack(">7I", 100, 0, 255, 128, 255, 128, 0x00443530),
            ),
            _lab_right(),
            2,
        ),
        _case("bilevel-black-is-one-hand", _bilevel(0), _two_levels()),
        _case("bilevel-black-is-zero-hand", _bilevel(15), _two_levels()),
    ]


def _narrow(of_red: float, of_blue: float) -> list[Plane]:
    red, green, blue = (plane.astype(float) for plane in _RGB)
    light = of_red * red + (1 - of_red - of_blue) * green + of_blue * blue
    planes = (
        16 + light * 219 / 255,
        128 + (blue - light) / (1 - of_blue) * 112 / 255,
        128 + (red - light) / (1 - of_red) * 112 / 255,
    )
    return [plane.round().astype(np.uint8) for plane in planes]


def _lab(zero: int, other_zero: int) -> list[Plane]:
    """Neutral colours: white and black."""
    light = np.where(grey() > 200, np.uint8(255), np.uint8(0))
    return [light, np.full_like(light, zero), np.full_like(light, other_zero)]


def _lab_right() -> NDArray[np.uint8]:
    return np.where(grey() > 200, np.uint8(255), np.uint8(0))


def _two_levels() -> NDArray[np.uint8]:
    return np.where(grey() > 100, np.uint8(255), np.uint8(0))


def _bilevel(space: int) -> Any:
    ones = (_two_levels() == (255 if space else 0)).astype(np.uint8)
    return lambda: jp2(stream([ones], bits=1), 1, space=space)


def _of_rates() -> list[Case]:
    """Luminance at full rate, colours at half of it; and all at half."""
    cases = []
    ycc = [np.asarray(band) for band in Image.fromarray(colours()).convert("YCbCr").split()]
    for name, across, down in (("420", 2, 2), ("422", 2, 1)):
        planes = [ycc[0], *(plane[::down, ::across].copy() for plane in ycc[1:])]
        rates = [(1, 1), (across, down), (across, down)]
        data = partial(stream, planes, rates=rates)
        cases += [
            _case(f"sycc8-{name}-hand", lambda d=data: jp2(d(), 3, space=18), colours(), 3),
            _case(f"sycc8-{name}-bare-hand", data, colours(), 3, "j2k"),
        ]
    odd = [plane[:61, :63].copy() for plane in ycc]
    odd_planes = [odd[0], *(plane[::2, ::2].copy() for plane in odd[1:])]
    rates = [(1, 1), (2, 2), (2, 2)]
    cases.append(
        _case(
            "sycc8-420-odd-hand",
            lambda: jp2(stream(odd_planes, rates=rates), 3, space=18),
            colours()[:61, :63],
            3,
        )
    )
    for across, down in ((2, 1), (1, 2), (2, 2)):
        planes = [plane[::down, ::across].copy() for plane in _RGB]
        data = partial(stream, planes, rates=[(across, down)] * 3)
        cases.append(_case(f"rgb8-all-{across}x{down}-hand", lambda d=data: jp2(d(), 3), colours()))
    return cases


def _of_tiles() -> list[Case]:
    """Two tiles whose parts stand in turns; and a mark behind which nothing follows."""
    halves = [
        stream([np.ascontiguousarray(plane[at : at + SIDE // 2]) for plane in _RGB])
        for at in (0, SIDE // 2)
    ]
    cases = [
        _case(
            f"rgb8-tiles-in-{parts}-turns-told-{told}-hand",
            lambda parts=parts, told=told: jp2(in_turns(halves, parts, told), 3),
            colours(),
        )
        for parts, told in ((1, 1), (2, 2), (2, 0), (3, 3), (3, 2))
    ]
    plain = stream(_RGB)
    tile = plain.index(b"\xff\x90")
    marked = plain[:tile] + b"\xff\x30" + plain[tile:]
    return [*cases, _case("rgb8-mark-alone-hand", lambda: marked, colours(), ending="j2k")]


def _in_boxes(planes: list[Plane], bits: int) -> bytes:
    return jp2(stream(planes, bits), len(planes))


def _of_depths() -> list[Case]:
    cases = []
    for bits in range(1, 17):
        kind, top = (np.uint8 if bits <= 8 else np.uint16), (1 << bits) - 1
        levels = (grey().astype(float) / 255 * top).round().astype(kind)
        rgb = [(plane / 255 * top).round().astype(kind) for plane in _RGB]
        right = (levels / top * 255).round().astype(np.uint8)
        right_rgb = np.dstack([(plane / top * 255).round().astype(np.uint8) for plane in rgb])
        cases += [
            _case(f"grey{bits}-hand", partial(stream, [levels], bits), right, 1, "j2k"),
            _case(f"rgb{bits}-hand", partial(_in_boxes, rgb, bits), right_rgb),
        ]
        if bits > 1:
            signed = (levels.astype(int) - (1 << (bits - 1))).astype(
                np.int8 if bits <= 8 else np.int16
            )
            data = partial(stream, [signed], bits)
            cases.append(_case(f"grey{bits}-signed-hand", data, right, 1, "j2k"))
    return cases


def _of_palettes() -> list[Case]:
    shades, indices = np.unique(colours().reshape(-1, 3), axis=0, return_inverse=True)
    indices = indices.reshape(SIDE, SIDE).astype(np.uint8)
    table = struct.pack(">HB3B", len(shades), 3, 7, 7, 7) + shades.tobytes()
    deep = struct.pack(">HB3B", len(shades), 3, 11, 11, 11)
    deep += (shades.astype(float) / 255 * 4095).round().astype(">u2").tobytes()
    long = struct.pack(">HB3B", 1000, 3, 7, 7, 7) + shades.tobytes().ljust(3000, b"\x55")
    mapping = box(b"cmap", b"".join(struct.pack(">HBB", 0, 1, column) for column in range(3)))
    turned = box(b"cmap", b"".join(struct.pack(">HBB", 0, 1, column) for column in (2, 1, 0)))
    back = definitions((0, 0, 3), (1, 0, 2), (2, 0, 1))

    def file(*boxes: bytes, bits: int | None = None) -> Any:
        return lambda: jp2(stream([indices], bits), 1, *boxes)

    def extended() -> bytes:
        """JPX: the palette in a header of the codestream, the colours in one of the layer."""
        data = stream([indices])
        colour = box(b"cgrp", box(b"colr", struct.pack(">BBBI", 1, 0, 0, 16)))
        return (
            box(b"jP  ", b"\r\n\x87\n")
            + box(b"ftyp", b"jpx \0\0\0\0jpx jp2 jpxb")
            + box(b"jp2h", box(b"ihdr", struct.pack(">IIHBBBB", SIDE, SIDE, 1, 7, 7, 0, 0)))
            + box(b"jpch", box(b"pclr", table) + mapping)
            + box(b"jplh", colour)
            + box(b"jp2c", data)
        )

    return [
        _case("palette8-hand", file(box(b"pclr", table), mapping), colours()),
        _case("palette2-hand", file(box(b"pclr", table), mapping, bits=2), colours()),
        _case("palette8-of-1000-hand", file(box(b"pclr", long), mapping), colours()),
        _case("palette8-of-12-bits-hand", file(box(b"pclr", deep), mapping), colours()),
        _case("palette8-turned-hand", file(box(b"pclr", table), turned, back), colours()),
        _case("palette8-extended-hand", extended, colours(), 1, "jpx"),
    ]


def _by_pillow(path: Path, mode: str, **options: Any) -> None:
    source = grey() if mode in ("L", "LA", "I;16") else colours()
    if mode == "I;16":
        Image.fromarray(source.astype(np.uint16) * 257).save(path, **options)
    else:
        Image.fromarray(source).convert(mode).save(path, **options)


def _of_pillow() -> list[Case]:
    return [
        Case(
            f"jp2-{mode.lower().replace(';', '')}-{name}-pillow.{ending}",
            partial(_by_pillow, mode=mode, **options),
            grey() if mode in ("L", "LA", "I;16") else colours(),
        )
        for mode in ("L", "LA", "RGB", "RGBA", "I;16")
        for ending in ("jp2", "j2k")
        for name, options in (
            ("plain", {}),
            ("tiles", {"tile_size": (32, 16)}),
            ("offset", {"offset": (5, 3), "tile_size": (32, 16), "tile_offset": (5, 3)}),
            ("mct", {"mct": 1}),
        )
        # Of 16 bits in tiles Pillow writes another picture.
        if (mode == "RGB" or name != "mct") and (mode != "I;16" or name == "plain")
    ]


JPEG2000_CASES = (
    *_of_boxes(),
    *_of_rates(),
    *_of_tiles(),
    *_of_depths(),
    *_of_palettes(),
    *_of_pillow(),
    Case("jp2-rgb8-imagemagick.jp2", by_convert(colours(), "-quality", "100"), colours(), 3),
    Case(
        "jp2-grey16-imagemagick.jp2",
        by_convert(grey(), "-depth", "16", "-quality", "100"),
        grey(),
        3,
    ),
)
