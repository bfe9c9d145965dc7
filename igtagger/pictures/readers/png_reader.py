"""PNG, APNG included: its picture, whatever stands beside it.

Of 8 bits and less Pillow decodes; of 16, where it keeps but 8 of colours, imagecodecs does.
"""

from __future__ import annotations

import struct
import zlib
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, PngImagePlugin

from igtagger.domain import Reason
from igtagger.errors import UnreadableImage
from igtagger.pictures import colour_numbers, frames
from igtagger.pictures.colour_numbers import ColourNumbers
from igtagger.pictures.levels import to_eight_bits
from igtagger.pictures.orientation import orientation_of
from igtagger.pictures.raster import Raster, Request
from igtagger.pictures.readers.png_chunks import Chunks, read_chunks

_LITTLE = 0.05
"""No more of a picture may be missing than this, for it to be read all the same."""
_BAND_ROWS = 256


def read(request: Request) -> Raster:
    """The picture; of an animation the frame that is meant (:mod:`igtagger.pictures.frames`).

    Raises:
        UnreadableImage: of more pixels than the limit, or packed by Xcode.
        Exception: whatever a decoder raises on what is damaged.
    """
    chunks = read_chunks(request.file)
    if chunks.is_apples:
        raise UnreadableImage("picture.unsupported", path=request.path, kind=Reason("kind.cgbi"))
    header = chunks.header
    if header is None:
        raise SyntaxError("no header")
    size = header.width, header.height
    deep = header.bits == 16
    request.reserve(size, size[0] * size[1] * (2 if deep else 1))
    image, remark = (_deep(chunks) if deep else None), None
    if image is None:
        image, remark = _shallow(chunks)
        image = colour_numbers.told_by(image, _numbers(chunks))
    if chunks.is_animated and not frames.shows_something(image):
        image = _frame_of(chunks, image)
    return Raster(_described(image, chunks), size, orientation=_orientation(chunks), remark=remark)


def _described(image: Image.Image, chunks: Chunks) -> Image.Image:
    if _profile_counts(chunks) and (profile := chunks.profile):
        image.info["icc_profile"] = profile
    return image


def _orientation(chunks: Chunks) -> int:
    teller = Image.new("1", (1, 1))
    if b"eXIf" in chunks.side:
        teller.info["exif"] = chunks.side[b"eXIf"]
    for keyword, text in chunks.texts.items():
        teller.info[keyword] = text.decode("utf-8", "replace")
    return orientation_of(teller)


# Up to 8 bits -------------------------------------------------------------------------------


def _shallow(chunks: Chunks) -> tuple[Image.Image, Reason | None]:
    try:
        image: Image.Image = PngImagePlugin.PngImageFile(chunks.stream())
        image.load()
        remark = None
    except OSError as error:
        if "truncated" not in str(error):
            raise
        image, missing = _mended(chunks, error)
        remark = Reason("remark.partial", percent=missing) if missing else None
    if b"tRNS" in chunks.side:
        image.info["transparency"] = _key(chunks)
    return image, remark


def _key(chunks: Chunks) -> int | bytes | tuple[int, ...]:
    """What is transparent, in the levels that Pillow has made of the file's."""
    header, body = chunks.header, chunks.side[b"tRNS"]
    assert header is not None
    if header.colour == 3:
        return body
    most = (1 << header.bits) - 1
    # By the standard the bits above those that a level has do not count.
    levels = tuple((value & most) * 255 // most for value in _shorts(body))
    return levels[0] if header.colour == 0 else levels


def _shorts(body: bytes) -> tuple[int, ...]:
    return struct.unpack(f">{len(body) // 2}H", body)


def _mended(chunks: Chunks, error: OSError) -> tuple[Image.Image, int]:
    """A picture that is cut off, with what is missing black; how many hundredths of it are.

    Raises:
        OSError: ``error``, where it is more than a little.
    """
    assert chunks.header is not None
    whole = chunks.header.raw_bytes
    machine = zlib.decompressobj()
    raw = bytearray()
    for packed in chunks.packed_pixels():
        raw += machine.decompress(packed, max(1, whole - len(raw)))
        if len(raw) >= whole:
            break
    missing = max(0, whole - len(raw))
    if missing > _LITTLE * whole:
        raise error
    raw += bytes(missing)
    image = PngImagePlugin.PngImageFile(chunks.stream_of(bytes(raw[:whole])))
    image.load()
    return image, -(-100 * missing // whole)


# 16 bits ------------------------------------------------------------------------------------


def _deep(chunks: Chunks) -> Image.Image | None:
    """A picture of 16 bits; None where that cannot be decoded so."""
    import imagecodecs

    try:
        values = imagecodecs.png_decode(chunks.stream().read())
    except Exception:  # noqa: BLE001  (Pillow has its say, and gives the reason)
        return None
    header = chunks.header
    assert header is not None
    values = values.reshape(header.height, header.width, -1)
    colours = values[..., : 1 if header.colour in (0, 4) else 3]
    alpha = _alpha(values[..., header.channels - 1], colours, chunks)
    grey = colours.shape[2] == 1
    levels = _eight(colours[..., 0] if grey else colours, chunks)
    image = Image.fromarray(levels)
    if alpha is not None:
        image.putalpha(Image.fromarray(alpha))
    return image


def _alpha(
    last: NDArray[np.uint16], colours: NDArray[np.uint16], chunks: Chunks
) -> NDArray[np.uint8] | None:
    assert chunks.header is not None
    if chunks.header.colour in (4, 6):
        return (last >> 8).astype(np.uint8)
    if b"tRNS" not in chunks.side:
        return None
    key = np.array(_shorts(chunks.side[b"tRNS"]), np.uint16)
    return np.where((colours == key).all(axis=2), 0, 255).astype(np.uint8)


def _eight(values: NDArray[np.uint16], chunks: Chunks) -> NDArray[np.uint8]:
    """The levels of 8 bits, a band of rows at a time: floating point takes much memory."""
    white = _white(int(values.max(initial=0)), chunks.side.get(b"sBIT"))
    numbers = _numbers(chunks)
    if numbers is not None:
        return colour_numbers.to_srgb(values, numbers, white)
    result = np.empty(values.shape, np.uint8)
    for start in range(0, len(values), _BAND_ROWS):
        band = slice(start, start + _BAND_ROWS)
        result[band] = to_eight_bits(values[band], white=white)
    return result


def _white(greatest: int, significant: bytes | None) -> int:
    """Which number is white: cameras' 10, 12 and 14 bits are often put into 16 as they are."""
    told = max(significant[:3]) if significant else 0
    depths = (told,) if 8 < told <= 16 else (10, 12, 14)
    return next(
        (limit for limit in ((1 << bits) - 1 for bits in depths) if greatest <= limit), 65535
    )


# Colours ------------------------------------------------------------------------------------


def _profile_counts(chunks: Chunks) -> bool:
    return b"cICP" not in chunks.side


def _numbers(chunks: Chunks) -> ColourNumbers | None:
    """The colours as numbers tell them, if no profile does.

    The first that is there counts: ``cICP``, ``iCCP``, ``sRGB``, or ``gAMA`` with ``cHRM`` (PNG,
    third edition, 4.3).
    """
    side = chunks.side
    if b"cICP" in side:
        primaries, transfer, _, is_full = side[b"cICP"][:4]
        return colour_numbers.of_codes(primaries, transfer, narrow=not is_full)
    if chunks.profile or b"sRGB" in side:
        return None
    gamma = int.from_bytes(side.get(b"gAMA", b"")[:4], "big") / 100_000
    points: Any = None
    if b"cHRM" in side:
        points = tuple(value / 100_000 for value in struct.unpack(">8i", side[b"cHRM"][:32]))
    return colour_numbers.of_gamma(gamma or None, points)


# Animations ---------------------------------------------------------------------------------


def _frame_of(chunks: Chunks, still: Image.Image) -> Image.Image:
    """The frame that is meant; ``still``, which shows nothing, where that is it."""

    def opened() -> Image.Image:
        return PngImagePlugin.PngImageFile(chunks.stream(frames=True))

    try:
        frame = frames.load_meant(opened)
    except Exception:  # noqa: BLE001  (a damaged animation need not cost the picture)
        return still
    return colour_numbers.told_by(frame, _numbers(chunks)) if frame.tell() else still
