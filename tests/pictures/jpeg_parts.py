"""JPEGs taken apart and put together by hand."""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator
from typing import Any

from PIL import Image

END_MARK = b"\xff\xd9"


def encoded(image: Image.Image, **options: Any) -> bytes:
    """A JPEG as Pillow writes it."""
    file = io.BytesIO()
    image.save(file, "JPEG", **options)
    return file.getvalue()


def segment(marker: int, body: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, marker, len(body) + 2) + body


def parts(data: bytes) -> Iterator[bytes]:
    """The segments of a JPEG, whole, each scan with its data; neither first nor last mark."""
    at = 2
    while data[at + 1] != 0xD9:
        end = at + 2 + int.from_bytes(data[at + 2 : at + 4], "big")
        if data[at + 1] == 0xDA:
            while data[end] != 0xFF or data[end + 1] == 0 or data[end + 1] in range(0xD0, 0xD8):
                end += 1
        yield data[at:end]
        at = end


def marker_of(part: bytes) -> int:
    return part[1]


def joined(some: list[bytes]) -> bytes:
    return b"\xff\xd8" + b"".join(some) + END_MARK


def first(data: bytes, *added: bytes) -> bytes:
    """With ``added`` ahead of everything else."""
    return data[:2] + b"".join(added) + data[2:]


def exif(kind: int, count: int, value: bytes, order: str = "<") -> bytes:
    """A segment that tells an orientation as a value of any type, in four bytes."""
    head = (b"II*\0" if order == "<" else b"MM\0*") + struct.pack(order + "I", 8)
    entry = struct.pack(order + "HHHI", 1, 0x0112, kind, count) + value
    return segment(0xE1, b"Exif\0\0" + head + entry + b"\0\0\0\0")
