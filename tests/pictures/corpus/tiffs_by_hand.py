"""TIFF of kinds that no library at hand writes, or writes wrongly."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import imagecodecs
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageCms

from tests.pictures.corpus.case import SIDE, Case, colours, grey
from tests.pictures.corpus.tiff_by_hand import Page, picture_tags, tiff

Array = NDArray[Any]
WHITE_IS_0, BLACK_IS_0, RGB, PALETTE, MASK, INKS, YCBCR = range(7)
CIELAB, ICCLAB = 8, 9


def _write(path: Path, pages: Sequence[Page], order: str, big: bool) -> None:
    path.write_bytes(tiff(pages, order, big=big))


def _case(
    name: str,
    right: Array,
    *pages: Page,
    order: str = "<",
    big: bool = False,
    tolerance: float = 1,
) -> Case:
    write = partial(_write, pages=pages, order=order, big=big)
    return Case(
        f"tiff-{name}-by-hand.tif", write, right.astype(np.uint8), tolerance, max(1, tolerance / 4)
    )


def _page(
    data: bytes | Sequence[bytes],
    bits: Sequence[int],
    photometric: int,
    more: dict[int, Any] | None = None,
    size: tuple[int, int] = (SIDE, SIDE),
) -> Page:
    tags = picture_tags(*size, bits, photometric) | (more or {})
    return Page(tags, [data] if isinstance(data, bytes) else data)


def packed(levels: Array, bits: int) -> bytes:
    """Numbers of so many bits behind one another, the highest bit first; each row begins a byte."""
    rows = levels.reshape(len(levels), -1).astype(np.uint64)
    shifts = np.arange(bits - 1, -1, -1, dtype=np.uint64)
    return np.packbits(
        (rows[..., None] >> shifts & 1).astype(np.uint8).reshape(len(rows), -1), 1
    ).tobytes()


def _packed_depths() -> Iterator[Case]:
    for bits in (1, 2, 3, 4, 6, 10, 12, 14, 24):
        white = 2**bits - 1
        light, tint = (
            np.rint(each / 255 * white).astype(np.uint32) for each in (grey(), colours())
        )
        shown, seen = (np.rint(each / white * 255) for each in (light, tint))
        for order, mark in (("<", "le"), (">", "be")):
            yield _case(
                f"grey{bits}-{mark}",
                shown,
                _page(packed(light, bits), [bits], BLACK_IS_0),
                order=order,
            )
            yield _case(
                f"white-is-0-{bits}-{mark}",
                shown,
                _page(packed(white - light, bits), [bits], WHITE_IS_0),
                order=order,
            )
            yield _case(
                f"rgb{bits}-{mark}", seen, _page(packed(tint, bits), [bits] * 3, RGB), order=order
            )
            planes = [packed(tint[..., plane], bits) for plane in range(3)]
            yield _case(
                f"rgb{bits}-planar-{mark}",
                seen,
                _page(planes, [bits] * 3, RGB, {284: ("H", 2)}),
                order=order,
            )
    # Bits from the lowest on, as fax machines send them.
    backwards = np.packbits(
        np.unpackbits(np.frombuffer(packed(grey() > 99, 1), np.uint8)).reshape(-1, 8)[:, ::-1]
    )
    yield _case(
        "grey1-fill-order-2",
        (grey() > 99) * 255,
        _page(backwards.tobytes(), [1], BLACK_IS_0, {266: ("H", 2)}),
    )
    yield _case(
        "rgb565",
        np.rint(np.rint(colours() / 255 * [31, 63, 31]) / [31, 63, 31] * 255),
        _page(_five_six_five(), [5, 6, 5], RGB),
        tolerance=8,
    )


def _five_six_five() -> bytes:
    red, green, blue = np.moveaxis(np.rint(colours() / 255 * [31, 63, 31]).astype(np.uint16), -1, 0)
    return (red << 11 | green << 5 | blue).astype("<u2").tobytes()


def _float24() -> Iterator[Case]:
    for order, mark in (("<", "le"), (">", "be")):
        data = imagecodecs.float24_encode((colours() / 255).astype(np.float32), byteorder=order)
        yield _case(
            f"rgb-float24-{mark}",
            colours(),
            _page(data, [24] * 3, RGB, {339: ("H", [3, 3, 3])}),
            order=order,
        )


def _palettes() -> Iterator[Case]:
    table = np.array([(40, 90, 200), (230, 40, 20), (20, 180, 60), (0, 0, 0)], np.uint16)
    numbers = np.zeros((SIDE, SIDE), np.uint8)
    numbers[8:24, 8:24], numbers[40:56, 30:60] = 1, 2
    for bits in (1, 2, 4):
        used = numbers.clip(max=2**bits - 1)
        whole = np.zeros((2**bits, 3), np.uint16)
        whole[:4] = table[: 2**bits]
        for width, factor in ((8, 1), (16, 257)):
            yield _case(
                f"palette{bits}-table{width}",
                table[used],
                _page(
                    packed(used, bits),
                    [bits],
                    PALETTE,
                    {320: ("H", (whole.T * factor).ravel().tolist())},
                ),
            )
    alpha = np.full((SIDE, SIDE), 255, np.uint8)
    alpha[:, :32] = 0
    whole = np.zeros((256, 3), np.uint16)
    whole[:4] = table * 257
    yield _case(
        "palette8-alpha",
        np.where(alpha[..., None], table[numbers], 255),
        _page(
            np.stack([numbers, alpha], -1).tobytes(),
            [8, 8],
            PALETTE,
            {320: ("H", whole.T.ravel().tolist()), 338: ("H", 2)},
        ),
    )


def _blocks(across: int, down: int, size: int) -> tuple[bytes, list[bytes]]:
    """YCbCr in blocks, and the same as three planes."""
    picture = np.asarray(Image.fromarray(_even()).convert("YCbCr").resize((size, size), 0))
    light, few = picture[..., 0], picture[::down, ::across, 1:]
    padded = np.pad(light, ((0, -size % down), (0, -size % across)), "edge")
    rows, columns = few.shape[:2]
    cells = (
        padded.reshape(rows, down, columns, across).transpose(0, 2, 1, 3).reshape(rows, columns, -1)
    )
    planes = [light.tobytes(), few[..., 0].tobytes(), few[..., 1].tobytes()]
    return np.concatenate([cells, few], -1).tobytes(), planes


def _even() -> NDArray[np.uint8]:
    """The picture, its edges on multiples of four."""
    picture = colours()
    picture[40:56, 28:32] = picture[45, 45]
    return picture


def _subsampled() -> Iterator[Case]:
    for across in (1, 2, 4):
        for down in (1, 2, 4):
            blocks, planes = _blocks(across, down, SIDE)
            tags: dict[int, Any] = {530: ("H", [across, down])}
            name = f"ycbcr{across}{down}"
            yield _case(name, _even(), _page(blocks, [8] * 3, YCBCR, tags), tolerance=2)
            yield _case(
                f"{name}-be", _even(), _page(blocks, [8] * 3, YCBCR, tags), order=">", tolerance=2
            )
            deflated = _page(zlib.compress(blocks), [8] * 3, YCBCR, {**tags, 259: ("H", 8)})
            yield _case(f"{name}-deflate", _even(), deflated, tolerance=2)
            lzw = _page(imagecodecs.lzw_encode(blocks), [8] * 3, YCBCR, {**tags, 259: ("H", 5)})
            yield _case(f"{name}-lzw", _even(), lzw, tolerance=2)
            apart = _page(planes, [8] * 3, YCBCR, {**tags, 284: ("H", 2)})
            yield _case(f"{name}-planar", _even(), apart, tolerance=2)
            strips = [
                blocks[at : at + len(blocks) // 4] for at in range(0, len(blocks), len(blocks) // 4)
            ]
            many = _page(strips, [8] * 3, YCBCR, {**tags, 278: ("I", 16)})
            yield _case(f"{name}-strips", _even(), many, tolerance=2)
    # 64 is a multiple of all; 61 is of none.
    blocks, planes = _blocks(4, 4, 61)
    light, *few = (np.frombuffer(plane, np.uint8) for plane in planes)
    wide = [plane.reshape(16, 16).repeat(4, 0).repeat(4, 1)[:61, :61] for plane in few]
    whole = np.stack([light.reshape(61, 61), *wide], -1)
    right = np.asarray(Image.fromarray(whole, "YCbCr").convert("RGB"))
    odd = _page(blocks, [8] * 3, YCBCR, {530: ("H", [4, 4])}, (61, 61))
    yield _case("ycbcr44-odd-size", right, odd, tolerance=2)
    # The range of television: 16 to 235.
    picture = np.asarray(Image.fromarray(colours()).convert("YCbCr"), np.float64)
    narrow = picture.copy()
    narrow[..., 0] = 16 + picture[..., 0] * 219 / 255
    narrow[..., 1:] = 128 + (picture[..., 1:] - 128) * 112 / 127
    reference = [16, 1, 235, 1, 128, 1, 240, 1, 128, 1, 240, 1]
    yield _case(
        "ycbcr11-narrow",
        colours(),
        _page(
            np.rint(narrow).astype(np.uint8).tobytes(),
            [8] * 3,
            YCBCR,
            {530: ("H", [1, 1]), 532: ("2I", reference)},
        ),
        tolerance=4,
    )


def _lab() -> Iterator[Case]:
    transform = ImageCms.buildTransform(
        ImageCms.createProfile("sRGB"), ImageCms.createProfile("LAB"), "RGB", "LAB"
    )
    image = ImageCms.applyTransform(Image.fromarray(colours()), transform)
    assert image is not None
    signed = np.asarray(image)
    offset = np.concatenate([signed[..., :1], signed[..., 1:] ^ 128], -1)
    wide = np.empty(offset.shape, np.uint16)
    wide[..., 0] = offset[..., 0].astype(np.uint16) * 257
    wide[..., 1:] = (offset[..., 1:].astype(np.int32) - 128).astype(np.int16).view(np.uint16) << 8
    icc = offset.astype(np.uint16) << 8
    for order, mark in (("<", "le"), (">", "be")):
        for name, data, bits, photometric in (
            ("cielab8", signed, 8, CIELAB),
            ("icclab8", offset, 8, ICCLAB),
            ("cielab16", wide.astype(f"{order}u2"), 16, CIELAB),
            ("icclab16", icc.astype(f"{order}u2"), 16, ICCLAB),
        ):
            whole = _page(data.tobytes(), [bits] * 3, photometric)
            yield _case(f"{name}-{mark}", colours(), whole, order=order, tolerance=10)
            planes = [data[..., plane].tobytes() for plane in range(3)]
            apart = _page(planes, [bits] * 3, photometric, {284: ("H", 2)})
            yield _case(f"{name}-planar-{mark}", colours(), apart, order=order, tolerance=10)


def _plain(picture: Array, more: dict[int, Any] | None = None) -> Page:
    height, width = picture.shape[:2]
    return _page(picture.tobytes(), [8] * 3, RGB, more, (width, height))


def _arrangements() -> Iterator[Case]:
    mask = _page(b"\0" * 8 * 128 * 2, [1], MASK, {254: ("I", 4)}, (128, 128))
    preview = _plain(255 - colours()[::2, ::2], {254: ("I", 1)})
    old_preview = _plain(255 - colours()[::2, ::2], {255: ("H", 2)})
    for order, mark in (("<", "le"), (">", "be")):
        for big in (False, True):
            how: dict[str, Any] = {"order": order, "big": big}
            kind = f"{mark}{'-big' * big}"
            yield _case(f"rgb8-{kind}", colours(), _plain(colours()), **how)
            yield _case(f"mask-first-{kind}", colours(), mask, _plain(colours()), **how)
            yield _case(f"preview-first-{kind}", colours(), preview, _plain(colours()), **how)
            yield _case(
                f"old-preview-first-{kind}", colours(), old_preview, _plain(colours()), **how
            )
            below = Page(preview.tags, preview.segments, below=[_plain(colours())])
            yield _case(f"preview-above-{kind}", colours(), below, **how)
    only = _plain(colours(), {254: ("I", 1)})
    yield _case("nothing-but-a-preview", colours(), only)
    sensor = _page(b"\0" * 128 * 128 * 2, [16], 32803, {254: ("I", 0)}, (128, 128))
    yield _case("sensor-and-preview", colours(), only, sensor)
    for samples in (3, 4, 5):
        bands = np.concatenate([colours(), np.zeros((SIDE, SIDE, samples - 3), np.uint8)], -1)
        page = _page(bands.tobytes(), [8] * samples, BLACK_IS_0)
        yield _case(f"bands{samples}-without-a-word", colours(), page)
    # A greatest value that the numbers exceed is none.
    data = (grey().astype("<u2") * 257).tobytes()
    yield _case("grey16-wrong-max", grey(), _page(data, [16], BLACK_IS_0, {281: ("H", 255)}))
    yield _case("grey8-max", grey(), _page(grey().tobytes(), [8], BLACK_IS_0, {281: ("H", 233)}))
    inks = (255 - colours()).tobytes()
    yield _case("cmy8", colours(), _page(inks, [8] * 3, INKS), tolerance=2)
    yield _case("ink8", grey(), _page((255 - grey()).tobytes(), [8], INKS), tolerance=2)


def _jpeg(picture: Array, mode: str) -> bytes:
    buffer = io.BytesIO()
    Image.fromarray(picture).convert(mode).save(buffer, "JPEG", quality=98, subsampling=0)
    return buffer.getvalue()


def _rare_compressions() -> Iterator[Case]:
    planes = [_jpeg(colours()[..., plane], "L") for plane in range(3)]
    yield _case(
        "rgb8-planar-jpeg",
        colours(),
        _page(planes, [8] * 3, RGB, {259: ("H", 7), 284: ("H", 2)}),
        tolerance=20,
    )
    whole = _page(_jpeg(colours(), "RGB"), [8] * 3, YCBCR, {259: ("H", 7), 530: ("H", [1, 1])})
    yield _case("ycbcr11-jpeg", colours(), whole, tolerance=30)
    for bits in (8, 16):  # the first kind of LZW, its codes from the lowest bit on
        levels = (grey().astype("<u2") * 257) if bits == 16 else grey()
        old = _page(_old_lzw(levels.tobytes()), [bits], BLACK_IS_0, {259: ("H", 5)})
        yield _case(f"grey{bits}-old-lzw", grey(), old)
    for bits, kind in ((8, np.uint8), (16, np.uint16)):
        levels = colours().astype(kind) * (257 if bits == 16 else 1)
        pixar = _page(imagecodecs.pixarlog_encode(levels), [bits] * 3, RGB, {259: ("H", 32909)})
        yield _case(f"rgb{bits}-pixarlog", colours(), pixar, tolerance=4)
    thunder = (np.rint(grey() / 17).astype(np.uint8) | 0xC0).tobytes()  # each level by itself
    yield _case(
        "thunderscan",
        np.rint(grey() / 17) * 17,
        _page(thunder, [4], BLACK_IS_0, {259: ("H", 32809)}),
    )
    # SGI's logarithm of light: high bytes of a row, then its low bytes, in runs.
    logarithm = np.full((SIDE, SIDE), 256 * 64, np.uint16)  # 1, which is white
    logarithm[8:24, 8:24] = 256 * 60  # 1 / 16, of which the root is a fourth
    rows = b"".join(_runs(row >> 8) + _runs(row & 255) for row in logarithm)
    right = np.full((SIDE, SIDE), 255)
    right[8:24, 8:24] = 64
    tags = {259: ("H", 34676), 339: ("H", 2)}
    yield _case("log-light", right, _page(rows, [16], 32844, tags), tolerance=3)


def _old_lzw(data: bytes) -> bytes:
    """Single bytes as codes of 9 bits; the table is cleared before they need more."""
    codes: list[int] = []
    for at in range(0, len(data), 128):
        codes += [256, *data[at : at + 128]]
    bits = np.array([*codes, 257], np.uint16)[:, None] >> np.arange(9, dtype=np.uint16) & 1
    return np.packbits(bits.ravel().astype(np.uint8), bitorder="little").tobytes()


def _runs(values: Array) -> bytes:
    out = b""
    for at in range(0, len(values), 8):
        part = values[at : at + 8]
        assert (part == part[0]).all()
        out += struct.pack("BB", 128 + 8 - 2, int(part[0]))
    return out


TIFF_BY_HAND_CASES: tuple[Case, ...] = (
    *_packed_depths(),
    *_float24(),
    *_palettes(),
    *_subsampled(),
    *_lab(),
    *_arrangements(),
    *_rare_compressions(),
)
