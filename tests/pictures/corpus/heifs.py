"""HEIC and AVIF: brands, cuts, turns, tiles, alpha, and other codecs in the same boxes."""

from __future__ import annotations

import io
import itertools
import struct
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from tests.pictures.corpus.by_hand import box, tool
from tests.pictures.corpus.case import TURNS_TO_STORE, Case, colours, grey

_AVIF = {"quality": 100, "subsampling": "4:4:4"}


def _avif(values: NDArray[np.uint8]) -> bytes:
    file = io.BytesIO()
    Image.fromarray(values).save(file, "AVIF", **_AVIF)
    return file.getvalue()


def _heic(values: NDArray[np.uint8]) -> bytes:
    heif = pytest.importorskip("pillow_heif")
    mode = "RGBA" if values.shape[2] == 4 else "RGB"
    file = io.BytesIO()
    size = values.shape[1], values.shape[0]
    heif.from_bytes(mode, size, values.tobytes()).save(file, quality=-1, chroma="444")
    return file.getvalue()


_WRITERS = {"avif": _avif, "heic": _heic}


# Brands -------------------------------------------------------------------------------------


def _branded(path: Path, kind: str, brand: bytes, others: bytes) -> None:
    data = _WRITERS[kind](colours())
    length = int.from_bytes(data[:4], "big")
    have = data[16:length]
    # In as much room: what is in the file is found by counting bytes from its beginning.
    brands = (others + have)[: len(have)]
    path.write_bytes(data[:8] + brand + data[12:16] + brands + data[length:])


def _brands() -> Iterator[Case]:
    for brand in (b"miaf", b"MiHE", b"avci", b"hevc", b"mif1", b"isom", b"1234"):
        write = partial(_branded, kind="heic", brand=brand, others=b"mif1heic")
        name = brand.decode()
        yield Case(f"heic-brand-{name}-pillow-heif.heic", write, colours(), 3)
        write = partial(_branded, kind="heic", brand=brand, others=b"miafmif1")
        yield Case(f"heic-brand-{name}-mif1-pillow-heif.heif", write, colours(), 3)
        write = partial(_branded, kind="avif", brand=brand, others=b"mif1avif")
        yield Case(f"avif-brand-{name}-pillow.avif", write, colours(), 4, 2)
        yield Case(f"avif-brand-{name}-pillow.heif", write, colours(), 4, 2)


# Cuts and turns -----------------------------------------------------------------------------


def _inserted(data: bytes, boxes: list[bytes]) -> bytes:
    """With properties of the first picture put behind those that it has.

    The sizes of the boxes around them grow, and so do the places of what is behind.
    """
    meta = data.index(b"meta") - 4
    ipco = data.index(b"ipco") - 4
    ipma = data.index(b"ipma") - 4
    iprp = data.index(b"iprp") - 4
    count = _count(data, ipco)
    end = ipco + _length(data, ipco)
    assert end == ipma
    assert not data[ipma + 11] & 1
    assert data[ipma + 8] == 0
    old = data[ipma : ipma + _length(data, ipma)]
    # One more association each, at the first item, which is the primary one.
    numbers = bytes(0x80 | count + 1 + index for index in range(len(boxes)))
    at = 8 + 4 + 4 + 2
    have = old[at]
    body = old[8:at] + bytes([have + len(boxes)]) + old[at + 1 : at + 1 + have] + numbers
    body += old[at + 1 + have :]
    middle = b"".join(boxes)
    changed = bytearray(data[:end] + middle + box(b"ipma", body) + data[ipma + len(old) :])
    grown = len(changed) - len(data)
    for start, more in ((meta, grown), (iprp, grown), (ipco, len(middle))):
        struct.pack_into(">I", changed, start, _length(data, start) + more)
    _move_items(changed, grown)
    return bytes(changed)


def _length(data: bytes, at: int) -> int:
    return int.from_bytes(data[at : at + 4], "big")


def _count(data: bytes, ipco: int) -> int:
    at, end, count = ipco + 8, ipco + _length(data, ipco), 0
    while at < end:
        at += _length(data, at)
        count += 1
    return count


def _move_items(data: bytearray, by: int) -> None:
    """Of ``iloc`` in its versions 0 and 1 with offsets of four bytes and no base."""
    at = data.index(b"iloc") + 4
    version, sizes = data[at], data[at + 4]
    assert sizes == 0x44
    base = data[at + 5] >> 4
    items = int.from_bytes(data[at + 6 : at + 8], "big")
    at += 8
    for _ in range(items):
        at += 2 + (2 if version else 0) + 2
        if base:
            place = int.from_bytes(data[at : at + base], "big")
            data[at : at + base] = (place + by).to_bytes(base, "big")
        at += base
        extents = int.from_bytes(data[at : at + 2], "big")
        at += 2
        for _ in range(extents):
            if not base:
                place = int.from_bytes(data[at : at + 4], "big")
                data[at : at + 4] = (place + by).to_bytes(4, "big")
            at += 8


def _clap(left: int, top: int, right: int, bottom: int) -> bytes:
    """Of a picture of 64 x 64: its centre is told from that of the whole."""
    across, down = left + right - 64, top + bottom - 64
    values = (right - left, 1, bottom - top, 1, across, 2, down, 2)
    return box(b"clap", struct.pack(">IIIIiIiI", *values))


def _turned(path: Path, boxes: list[bytes]) -> None:
    path.write_bytes(_inserted(_WRITERS[path.suffix[1:]](colours()), boxes))


def _turns() -> Iterator[Case]:
    whole = colours()
    cut = whole[4:36, 2:62]
    cuts = {"clap": ([_clap(2, 4, 62, 36)], cut)}
    for quarters in range(4):
        rotation = box(b"irot", bytes([quarters]))
        right = np.rot90(whole, quarters)
        cuts[f"irot{quarters}"] = ([rotation], right)
        cuts[f"clap-irot{quarters}"] = ([_clap(2, 4, 62, 36), rotation], np.rot90(cut, quarters))
        for axis, flipped in ((0, right[::-1]), (1, right[:, ::-1])):
            mirror = box(b"imir", bytes([axis]))
            cuts[f"irot{quarters}-imir{axis}"] = ([rotation, mirror], flipped)
    for axis, flipped in ((0, whole[::-1]), (1, whole[:, ::-1])):
        mirror = box(b"imir", bytes([axis]))
        cuts[f"imir{axis}"] = ([mirror], flipped)
    for name, (boxes, right) in cuts.items():
        for kind in _WRITERS:
            write = partial(_turned, boxes=boxes)
            yield Case(f"{kind}-{name}-hand.{kind}", write, right, 4, 2)
    outside = [_clap(-10, 0, 30, 64)]
    yield Case("avif-clap-outside-hand.avif", partial(_turned, boxes=outside), whole, 4, 2)


def _avifenc(path: Path, *options: str) -> None:
    source = path.with_suffix(".png")
    Image.fromarray(colours()).save(source)
    tool(path, "avifenc", "-l", *options, str(source), str(path))


# Others -------------------------------------------------------------------------------------


def _tiles(path: Path) -> None:
    heif = pytest.importorskip("pillow_heif")
    image = heif.from_bytes("RGB", (64, 64), colours().tobytes())
    image.save(path, quality=-1, chroma="444", tile_size=32)


def _second_is_primary(path: Path) -> None:
    heif = pytest.importorskip("pillow_heif")
    image = heif.from_bytes("RGB", (64, 64), bytes(3 * 64 * 64))
    image.add_frombytes("RGB", (64, 64), colours().tobytes())
    image.save(path, quality=-1, chroma="444", primary_index=1)


def _grey_avif(path: Path, bits: int) -> None:
    imagecodecs = pytest.importorskip("imagecodecs")
    most = (1 << bits) - 1
    values = np.round(grey() / 255 * most).astype(np.uint8 if bits == 8 else np.uint16)
    path.write_bytes(imagecodecs.avif_encode(values, 100, bitspersample=bits, pixelformat="400"))


def _deep_avif(path: Path, values: NDArray[np.uint8], bits: int, *, apart: bool) -> None:
    imagecodecs = pytest.importorskip("imagecodecs")
    deep = np.round(values / 255 * ((1 << bits) - 1)).astype(np.uint16)
    data = imagecodecs.avif_encode(deep, 100, bitspersample=bits, pixelformat="444")
    path.write_bytes(_with_tables_apart(data) if apart else data)


def _with_tables_apart(data: bytes) -> bytes:
    """With the properties of each of two items in a table of its own, as the first writers had."""
    start = data.index(b"ipma") - 4
    end = start + _length(data, start)
    head, first = data[start + 8 : start + 12], start + 16
    assert data[start + 12 : first] == b"\0\0\0\2"
    assert head == b"\0\0\0\0"
    second = first + 3 + data[first + 2]
    made = b"".join(
        box(b"ipma", head + b"\0\0\0\1" + entry) for entry in (data[first:second], data[second:end])
    )
    changed = bytearray(data[:start] + made + data[end:])
    for name in (b"meta", b"iprp"):
        at = data.index(name) - 4
        struct.pack_into(">I", changed, at, _length(data, at) + 16)
    _move_items(changed, 16)
    return bytes(changed)


def _heif_of_jpeg(path: Path) -> None:
    file = io.BytesIO()
    Image.fromarray(colours()).save(file, "JPEG", quality=98, subsampling=0)
    path.write_bytes(item_of(b"jpeg", file.getvalue()))


def item_of(codec: bytes, data: bytes) -> bytes:
    """A HEIF of one item of 64 x 64 (ISO/IEC 23008-12, annex H)."""
    ftyp = box(b"ftyp", b"mif1\0\0\0\0mif1")
    return ftyp + _meta(codec, len(data), len(ftyp)) + box(b"mdat", data)


def _meta(codec: bytes, length: int, before: int) -> bytes:
    size = box(b"ispe", struct.pack(">III", 0, 64, 64))
    handler = box(b"hdlr", b"\0" * 8 + b"pict" + b"\0" * 13)
    infe = box(b"infe", b"\2\0\0\0" + struct.pack(">HH", 1, 0) + codec + b"\0")
    iinf = box(b"iinf", b"\0\0\0\0\0\1" + infe)
    ipma = box(b"ipma", struct.pack(">IIHBB", 0, 1, 1, 1, 1))
    iprp = box(b"iprp", box(b"ipco", size) + ipma)
    pitm = box(b"pitm", struct.pack(">IH", 0, 1))

    def meta(place: int) -> bytes:
        items = struct.pack(">IHHHHHII", 0, 0x4400, 1, 1, 0, 1, place, length)
        return box(b"meta", b"\0\0\0\0" + handler + pitm + box(b"iloc", items) + iinf + iprp)

    return meta(before + len(meta(0)) + 8)


def grid_of(
    columns: int,
    tiles: list[bytes],
    side: int,
    *,
    brand: bytes = b"avif",
    configuration: bytes = b"",
    told: tuple[int, int] | None = None,
) -> bytes:
    """Square tiles put together (ISO/IEC 23008-12, 6.6.2.3); ``told`` is what its size is said."""
    count, rows = len(tiles), len(tiles) // columns
    width, height = columns * side, rows * side
    grid = struct.pack(">4B2I", 0, 1, (rows - 1) & 255, (columns - 1) & 255, width, height)
    sizes = [told or (width, height), (side, side)]
    ipco = b"".join(box(b"ispe", struct.pack(">III", 0, *size)) for size in sizes)
    ipco += box(b"pixi", b"\0\0\0\0\3\x08\x08\x08") + configuration
    numbers = range(2, 2 + count)
    codec = {b"avif": b"av01", b"heic": b"hvc1"}[brand]
    infe = [(1, b"grid"), *((number, codec) for number in numbers)]
    parts = [
        box(b"hdlr", b"\0" * 8 + b"pict" + b"\0" * 13),
        box(b"pitm", struct.pack(">IH", 0, 1)),
        box(
            b"iinf",
            struct.pack(">IH", 0, len(infe))
            + b"".join(
                box(b"infe", b"\2\0\0\0" + struct.pack(">HH", number, 0) + kind + b"\0")
                for number, kind in infe
            ),
        ),
        box(
            b"iref",
            b"\0\0\0\0" + box(b"dimg", struct.pack(f">HH{count}H", 1, count, *numbers)),
        ),
        box(
            b"iprp",
            box(b"ipco", ipco)
            + box(
                b"ipma",
                struct.pack(">IIHBBB", 0, count + 1, 1, 2, 1, 3)
                + b"".join(struct.pack(">HBBBB", number, 3, 2, 3, 0x84) for number in numbers),
            ),
        ),
    ]
    pieces = [grid, *tiles]
    ftyp = box(b"ftyp", brand + b"\0\0\0\0mif1miaf" + brand)

    def meta(place: int) -> bytes:
        items = b""
        for number, piece in enumerate(pieces, 1):
            items += struct.pack(">HHHII", number, 0, 1, place, len(piece))
            place += len(piece)
        iloc = box(b"iloc", struct.pack(">IHH", 0, 0x4400, len(pieces)) + items)
        return box(b"meta", b"\0\0\0\0" + b"".join(parts) + iloc)

    begins = len(ftyp) + len(meta(0)) + 8
    return ftyp + meta(begins) + box(b"mdat", b"".join(pieces))


def _enlarged() -> NDArray[np.uint8]:
    """Twice as large: no tile may be smaller than 64."""
    return colours().repeat(2, axis=0).repeat(2, axis=1)


def _grid(path: Path) -> None:
    imagecodecs = pytest.importorskip("imagecodecs")
    whole = _enlarged()
    made = [
        imagecodecs.avif_encode(np.ascontiguousarray(whole[y : y + 64, x : x + 64]), 100)
        for y in (0, 64)
        for x in (0, 64)
    ]
    at = made[0].index(b"av1C") - 4
    configuration = made[0][at : at + _length(made[0], at)]
    tiles = [each[each.index(b"mdat") + 4 :] for each in made]
    path.write_bytes(grid_of(2, tiles, 64, configuration=configuration))


def _others() -> Iterator[Case]:
    half = np.dstack([colours(), np.where(np.arange(64) < 32, 255, 0) * np.ones((64, 1))])
    half = half.astype(np.uint8)
    right = np.where(half[..., 3:] > 0, colours(), 255).astype(np.uint8)
    for kind in _WRITERS:
        yield Case(f"{kind}-alpha-hand.{kind}", partial(_alpha, values=half), right, 30, 2)
    for bits, apart in itertools.product((10, 12), (False, True)):
        write = partial(_deep_avif, values=half, bits=bits, apart=apart)
        name = f"avif-alpha{bits}{'-tables-apart' * apart}-imagecodecs.avif"
        yield Case(name, write, right, 30, 2)
    yield Case("heic-tiles-pillow-heif.heic", _tiles, colours(), 4)
    yield Case("avif-tiles-hand.avif", _grid, _enlarged(), 3)
    yield Case("heic-second-is-primary-pillow-heif.heic", _second_is_primary, colours(), 4)
    yield Case("heif-of-jpeg-hand.heif", _heif_of_jpeg, colours(), 6)
    for bits in (8, 10, 12):
        write = partial(_grey_avif, bits=bits)
        yield Case(f"avif-grey{bits}-imagecodecs.avif", write, grey(), 2)
    yield Case("avif-clap-avifenc.avif", _cut_by_avifenc, colours()[8:40, 4:60], 1)
    yield Case("avif-irot-avifenc.avif", _turn_by_avifenc, np.rot90(colours()), 1)
    for orientation in range(1, 9):
        write = partial(_oriented, number=orientation)
        yield Case(f"avif-exif{orientation}-pillow.avif", write, colours(), 4, 2)
        yield Case(f"heic-exif{orientation}-pillow.heic", write, colours(), 4, 2)


def _alpha(path: Path, values: NDArray[np.uint8]) -> None:
    path.write_bytes(_WRITERS[path.suffix[1:]](values))


def _cut_by_avifenc(path: Path) -> None:
    _avifenc(path, "--crop", "4,8,56,32")


def _turn_by_avifenc(path: Path) -> None:
    _avifenc(path, "--irot", "1")


def _oriented(path: Path, number: int) -> None:
    """Written so that both the boxes and EXIF tell of the turn, which must be made but once."""
    stored = Image.fromarray(colours())
    stored = stored.transpose(TURNS_TO_STORE[number]) if number in TURNS_TO_STORE else stored
    exif = Image.Exif()
    exif[0x0112] = number
    if path.suffix == ".avif":
        stored.save(path, exif=exif, **_AVIF)
    else:
        heif = pytest.importorskip("pillow_heif")
        heif.register_heif_opener()
        stored.save(path, exif=exif.tobytes(), quality=-1, chroma="444")


HEIF_CASES = (*_brands(), *_turns(), *_others())
