"""Photoshop's files, written byte by byte after Adobe's specification."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Plane = NDArray[Any]

BITS = {"uint8": 8, "uint16": 16, "float32": 32}


@dataclass(frozen=True)
class Psd:
    """What goes into one file.

    Attributes:
        planes: of the merged picture, uint8, uint16 or float32 ``(height, width)``; of 1 bit:
            packed.
        mode: of the colours.
        bits: of one number; None where ``planes`` tell.
        layers: the number of layers that the file tells; None where it has no section of layers.
        resources: by their number.
        layer: planes of the one layer; empty where it has no pixels.
        compression: 0 raw, 1 PackBits, 2 ZIP, 3 ZIP with prediction.
        large: a PSB.
        palette: of indexed colours.
    """

    planes: Sequence[Plane]
    mode: int = 3
    bits: int | None = None
    layers: int | None = None
    resources: dict[int, bytes] = field(default_factory=dict)
    layer: Sequence[Plane] = ()
    compression: int = 1
    large: bool = False
    palette: bytes = b""

    def write(self, path: Path) -> None:
        """As bytes."""
        height, width = self.planes[0].shape
        bits = self.bits or BITS[self.planes[0].dtype.name]
        width = width * 8 if bits == 1 else width
        head = struct.pack(
            ">4sH6xHIIHH", b"8BPS", 1 + self.large, len(self.planes), height, width, bits, self.mode
        )
        resources = b"".join(_resource(*each) for each in self.resources.items())
        path.write_bytes(
            head
            + struct.pack(">I", len(self.palette))
            + self.palette
            + struct.pack(">I", len(resources))
            + resources
            + self._layer_section(height, width)
            + struct.pack(">H", self.compression)
            + self._pixels()
        )

    def _length(self, length: int) -> bytes:
        return struct.pack(">Q" if self.large else ">I", length)

    def _layer_section(self, height: int, width: int) -> bytes:
        if self.layers is None:
            return self._length(0)
        box = (0, 0, height, width) if self.layer else (0, 0, 0, 0)
        record = struct.pack(">4IH", *box, len(self.layer))
        for channel, plane in enumerate(self.layer):
            record += struct.pack(">h", channel) + self._length(2 + plane.nbytes)
        record += b"8BIMnorm\xff\0\0\0" + struct.pack(">III", 12, 0, 0) + b"\1a\0\0"
        info = struct.pack(">h", self.layers) + record
        info += b"".join(b"\0\0" + _big(plane).tobytes() for plane in self.layer)
        info += b"\0" * (len(info) & 1)
        if self.planes[0].dtype.itemsize == 1:
            return (
                self._length(len(info) + len(self._length(0)) + 4)
                + self._length(len(info))
                + info
                + struct.pack(">I", 0)
            )
        key = b"Lr16" if self.planes[0].dtype.itemsize == 2 else b"Lr32"
        info += b"\0" * (-len(info) % 4)
        block = b"8BIM" + key + self._length(len(info)) + info
        section = self._length(0) + struct.pack(">I", 0) + block
        return self._length(len(section)) + section

    def _pixels(self) -> bytes:
        planes = [_big(plane) for plane in self.planes]
        if self.compression == 0:
            return b"".join(plane.tobytes() for plane in planes)
        if self.compression == 1:
            rows = [_packed(row.tobytes()) for plane in planes for row in plane]
            form = ">I" if self.large else ">H"
            return b"".join(struct.pack(form, len(row)) for row in rows) + b"".join(rows)
        if self.compression == 3:
            planes = [_differences(plane) for plane in planes]
        return zlib.compress(b"".join(plane.tobytes() for plane in planes))


def unmerged() -> dict[int, bytes]:
    """The resource that says that the merged picture is none (of another writer than Photoshop)."""
    return {1057: struct.pack(">IBIIII", 1, 0, 0, 0, 1, 0)[:-3]}


def _resource(number: int, data: bytes) -> bytes:
    return b"8BIM" + struct.pack(">HHI", number, 0, len(data)) + data + b"\0" * (len(data) % 2)


def _big(plane: Plane) -> Plane:
    return plane.astype(plane.dtype.newbyteorder(">"))


def _packed(row: bytes) -> bytes:
    """PackBits: what repeats as runs, the rest as it is."""
    out, at = b"", 0
    while at < len(row):
        run = 1
        while run < 128 and row[at : at + run + 1] == row[at : at + 1] * (run + 1):
            run += 1
        if run > 1:
            out += bytes([257 - run, row[at]])
            at += run
        else:
            out += bytes([0, row[at]])
            at += 1
    return out


def _differences(plane: Plane) -> Plane:
    height, width = plane.shape
    if plane.dtype.kind == "f":
        parts = plane.view(np.uint8).reshape(height, width, 4).transpose(0, 2, 1)
        plane = np.ascontiguousarray(parts).reshape(height, 4 * width)
    native = plane.astype(plane.dtype.newbyteorder("="))
    native[:, 1:] = native[:, 1:] - native[:, :-1].copy()
    return native.astype(plane.dtype)
