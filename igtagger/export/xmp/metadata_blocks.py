"""Where XMP, Exif and IPTC lie in pictures of each container, read without the pixels.

No more of a file is read than headers and these blocks, each of bounded size: what is damaged or
made to be a burden costs what it hits.
"""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import IO

from igtagger.export.xmp.iptc_facts import RESOURCE as IPTC_RESOURCE
from igtagger.pictures.readers import heif_boxes

MOST_BLOCK_BYTES = 8 << 20
_MOST_PARTS = 20_000
"""Of a file: segments, chunks, boxes."""
_XMP_RESOURCE, _EXIF_RESOURCE = 0x0424, 0x0422
_XMP_NAME, _EXIF_NAME, _PHOTOSHOP_NAME = (
    b"http://ns.adobe.com/xap/1.0/\0",
    b"Exif\0\0",
    b"Photoshop 3.0\0",
)
_LONGEST_NAME = max(map(len, (_XMP_NAME, _EXIF_NAME, _PHOTOSHOP_NAME)))


@dataclass(slots=True)
class Blocks:
    """What lies in a file, as bytes; empty where there is none."""

    xmp: bytes = b""
    exif: bytes = b""
    iptc: bytes = b""
    resources: bytes = field(default=b"", repr=False)
    """Photoshop's, in parts, as a JPEG has them."""


Finder = Callable[[IO[bytes]], Blocks]
"""Reads a file from its beginning, and leaves it anywhere."""


def _read(file: IO[bytes], size: int) -> bytes:
    """A block that is whole, and not too large; else nothing."""
    data = file.read(size) if 0 < size <= MOST_BLOCK_BYTES else b""
    return data if len(data) == size else b""


# JPEG: ISO/IEC 10918-1, B.1.1; XMP Part 3, 1.1.3


def blocks_in_jpeg(file: IO[bytes]) -> Blocks:
    """Of the segments ahead of the pixels."""
    found = Blocks()
    at = 2
    for _ in range(_MOST_PARTS):
        file.seek(at)
        head = file.read(4 + _LONGEST_NAME)
        while head[1:2] == b"\xff":  # any number of them may stand before a marker
            at, head = at + 1, head[1:]
        if len(head) < 4 or head[0] != 0xFF or head[1] in (0xD9, 0xDA):
            break
        length = int.from_bytes(head[2:4])
        if head[1] in (0xE1, 0xED) and len(found.resources) < MOST_BLOCK_BYTES:
            file.seek(at + 4)
            _take_segment(found, head[1], _read(file, length - 2))
        at += 2 + length
        if length < 2:
            break
    _take_resources(found, io.BytesIO(found.resources), len(found.resources))
    return found


def _take_segment(found: Blocks, marker: int, body: bytes) -> None:
    if marker == 0xE1 and body.startswith(_XMP_NAME):
        found.xmp = found.xmp or body[len(_XMP_NAME) :]
    elif marker == 0xE1 and body.startswith(_EXIF_NAME):
        found.exif = found.exif or body[len(_EXIF_NAME) :]
    elif marker == 0xED and body.startswith(_PHOTOSHOP_NAME):
        found.resources += body[len(_PHOTOSHOP_NAME) :]


# Photoshop's resources: "Adobe Photoshop File Formats Specification"


def blocks_in_photoshop(file: IO[bytes]) -> Blocks:
    """Of the resources of a PSD or PSB, which follow its palette."""
    found = Blocks()
    file.seek(26)
    palette = int.from_bytes(file.read(4))
    file.seek(30 + palette)
    length = int.from_bytes(file.read(4))
    _take_resources(found, file, length)
    return found


def _take_resources(found: Blocks, file: IO[bytes], length: int) -> None:
    """From where ``file`` stands on."""
    end = file.tell() + length
    for _ in range(_MOST_PARTS):
        head = file.read(7)
        if len(head) < 7 or head[:4] != b"8BIM" or file.tell() >= end:
            return
        file.seek(head[6] | 1, 1)  # the name and its length take an even number of bytes
        size = int.from_bytes(file.read(4))
        start, number = file.tell(), int.from_bytes(head[4:6])
        if number == IPTC_RESOURCE:
            found.iptc = found.iptc or _read(file, size)
        elif number == _XMP_RESOURCE:
            found.xmp = found.xmp or _read(file, size)
        elif number == _EXIF_RESOURCE:
            found.exif = found.exif or _read(file, size)
        file.seek(start + size + size % 2)


# PNG: Portable Network Graphics (Third Edition), 5 and 11.3; ImageMagick's "Raw profile type"


def blocks_in_png(file: IO[bytes]) -> Blocks:
    """Of its texts and ``eXIf``, wherever among the pixels they stand."""
    found = Blocks()
    at = 8
    for _ in range(_MOST_PARTS):
        file.seek(at)
        head = file.read(8)
        if len(head) < 8 or head[4:] == b"IEND":
            break
        length, kind = struct.unpack(">I4s", head)
        if kind == b"eXIf":
            found.exif = _read(file, length)
        elif kind in (b"iTXt", b"tEXt", b"zTXt"):
            _take_text(found, kind, _read(file, length))
        at += 12 + length
    return found


def _take_text(found: Blocks, kind: bytes, body: bytes) -> None:
    keyword, _, rest = body.partition(b"\0")
    if keyword == b"XML:com.adobe.xmp" and kind == b"iTXt" and not found.xmp:
        text = rest[2:].partition(b"\0")[2].partition(b"\0")[2]
        found.xmp = _inflated(text) if rest[:1] == b"\1" else text
    elif keyword.lower().startswith(b"raw profile type "):
        text = _inflated(rest[1:]) if kind == b"zTXt" else rest
        _take_profile(found, keyword[17:].lower(), _of_hex(text))


def _take_profile(found: Blocks, name: bytes, data: bytes) -> None:
    if name == b"xmp":
        found.xmp = found.xmp or data
    elif name in (b"exif", b"app1") and data.startswith(_EXIF_NAME):
        found.exif = found.exif or data[len(_EXIF_NAME) :]
    elif name in (b"iptc", b"8bim"):
        data = data.removeprefix(_PHOTOSHOP_NAME)
        if data.startswith(b"8BIM"):
            _take_resources(found, io.BytesIO(data), len(data))
        else:
            found.iptc = found.iptc or data


def _inflated(data: bytes) -> bytes:
    """What zlib packed; nothing where it is damaged or becomes too large."""
    unpacker = zlib.decompressobj()
    try:
        text = unpacker.decompress(data, MOST_BLOCK_BYTES)
    except zlib.error:
        return b""
    return text if unpacker.eof else b""


def _of_hex(text: bytes) -> bytes:
    """The bytes of a profile: its name, its length, and then hexadecimal digits over many lines."""
    parts = text.lstrip().partition(b"\n")[2].split(maxsplit=1)
    try:
        return bytes.fromhex(parts[1].decode("ascii")) if len(parts) == 2 else b""
    except ValueError:
        return b""


# WebP: RFC 9649, 2.3


def blocks_in_webp(file: IO[bytes]) -> Blocks:
    """Of its chunks."""
    found = Blocks()
    at = 12
    for _ in range(_MOST_PARTS):
        file.seek(at)
        head = file.read(8)
        if len(head) < 8:
            break
        length = int.from_bytes(head[4:], "little")
        if head[:4] == b"XMP ":
            found.xmp = found.xmp or _read(file, length)
        elif head[:4] == b"EXIF":
            found.exif = found.exif or _read(file, length).removeprefix(_EXIF_NAME)
        at += 8 + length + length % 2
    return found


# HEIF and AVIF: ISO/IEC 23008-12, Annex A; JPEG XL: ISO/IEC 18181-2, 9


def blocks_in_heif(file: IO[bytes]) -> Blocks:
    """Of its items."""
    found = Blocks()
    for kind, extents in heif_boxes.metadata_items(file):
        data = _gathered(file, extents)
        if kind == "Exif":
            found.exif = found.exif or _of_heif(data)
        else:
            found.xmp = found.xmp or data
    return found


def _gathered(file: IO[bytes], extents: list[tuple[int, int]]) -> bytes:
    if sum(length for _, length in extents) > MOST_BLOCK_BYTES or len(extents) > 100:
        return b""
    parts = []
    for start, length in extents:
        file.seek(min(start, 1 << 60))
        parts.append(_read(file, length))
    return b"".join(parts)


def _of_heif(data: bytes) -> bytes:
    """Exif as HEIF and JPEG XL have it: behind how many bytes stand before its header."""
    return data[4 + int.from_bytes(data[:4]) :].removeprefix(_EXIF_NAME)


def blocks_in_jxl(file: IO[bytes]) -> Blocks:
    """Of its boxes; a bare codestream has none."""
    found = Blocks()
    for kind, length in _boxes(file):
        if kind in (b"xml ", b"Exif"):
            _take_box(found, kind, _read(file, length))
        elif kind == b"brob" and length > 4:
            packed = file.read(4)
            _take_box(found, packed, _of_brotli(packed, _read(file, length - 4)))
    return found


def _take_box(found: Blocks, kind: bytes, data: bytes) -> None:
    if kind == b"xml ":
        found.xmp = found.xmp or data
    elif kind == b"Exif":
        found.exif = found.exif or _of_heif(data)


def _of_brotli(kind: bytes, data: bytes) -> bytes:
    """A box that is packed; nothing where it is damaged or becomes too large."""
    if kind not in (b"xml ", b"Exif") or not data:
        return b""
    import imagecodecs

    try:
        return bytes(imagecodecs.brotli_decode(data, out=bytearray(MOST_BLOCK_BYTES)))
    except (imagecodecs.BrotliError, ValueError):
        return b""


def _boxes(file: IO[bytes]) -> Iterator[tuple[bytes, int]]:
    """Kinds, and lengths of what is in them; ``file`` then stands at its beginning."""
    at, end = 0, file.seek(0, io.SEEK_END)
    for _ in range(_MOST_PARTS):
        file.seek(at)
        head = file.read(16)
        if len(head) < 8 or at >= end:
            return
        length, kind = struct.unpack(">I4s", head[:8])
        header = 8
        if length == 1:
            length, header = int.from_bytes(head[8:16]), 16
        length = length or end - at
        if length < header:
            return
        file.seek(at + header)
        yield kind, length - header
        at += length


FINDERS: dict[str, Finder] = {
    "JPEG": blocks_in_jpeg,
    "PNG": blocks_in_png,
    "WebP": blocks_in_webp,
    "HEIC": blocks_in_heif,
    "AVIF": blocks_in_heif,
    "JPEG XL": blocks_in_jxl,
    "Photoshop": blocks_in_photoshop,
}
"""By what :func:`igtagger.pictures.formats.sniff` says. TIFFs are directories throughout."""
