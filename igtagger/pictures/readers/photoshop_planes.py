"""The channels of a Photoshop file's merged picture, one plane after the other.

A small decoder of our own: psd-tools reads all layers as it opens a file, and takes six times as
long for the merged picture; Pillow takes three times as long, and reads 8 bits alone. See
``docs/decisions``.
"""

from __future__ import annotations

import contextlib
import zlib
from collections.abc import Iterator
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray

from igtagger.pictures.readers.exact_bytes import take
from igtagger.pictures.readers.photoshop_file import PhotoshopFile

RAW, PACKBITS, ZIP, ZIP_PREDICTED = range(4)
_KINDS: dict[int, np.dtype[Any]] = {
    1: np.dtype(np.uint8),
    8: np.dtype(np.uint8),
    16: np.dtype(">u2"),
    32: np.dtype(">f4"),
}


def planes(file: IO[bytes], laid_out: PhotoshopFile, count: int) -> Iterator[NDArray[Any]]:
    """The first ``count`` channels.

    Args:
        file: seekable.
        laid_out: of this file; 1, 8, 16 or 32 bits.
        count: at most all of them.

    Yields:
        Arrays ``(height, width)``: uint8 (of 1 bit: packed, ``(height, bytes of a row)``), uint16,
        or float32.

    Raises:
        EOFError: the file ends before that.
        SyntaxError: the pixels are compressed in a way that is not known.
    """
    file.seek(laid_out.merged)
    compression = int.from_bytes(take(file, 2), "big")
    kind, (width, height) = _KINDS[laid_out.bits], laid_out.size
    shape = (height, (width * laid_out.bits + 7) // 8 // kind.itemsize)
    if compression == RAW:
        for _ in range(count):
            yield _array(take(file, shape[0] * shape[1] * kind.itemsize), kind, shape)
    elif compression == PACKBITS:
        yield from _unpacked(file, laid_out, count, kind, shape)
    elif compression in (ZIP, ZIP_PREDICTED):
        yield from _inflated(file, count, kind, shape, predicted=compression == ZIP_PREDICTED)
    else:
        raise SyntaxError("not a compression of Photoshop")


def _unpacked(
    file: IO[bytes],
    laid_out: PhotoshopFile,
    count: int,
    kind: np.dtype[Any],
    shape: tuple[int, int],
) -> Iterator[NDArray[Any]]:
    height, row = shape[0], shape[1] * kind.itemsize
    length = np.dtype(">u4" if laid_out.wide else ">u2")
    lengths = np.frombuffer(take(file, laid_out.channels * height * length.itemsize), length)
    for channel in range(count):
        of_plane = lengths[channel * height : (channel + 1) * height]
        packed = take(file, int(of_plane.sum(dtype=np.int64)))
        yield _unpack(packed, of_plane, row, wide=laid_out.wide).view(kind).reshape(shape)


def _unpack(
    packed: bytes, lengths: NDArray[np.unsignedinteger[Any]], row: int, *, wide: bool
) -> NDArray[np.uint8]:
    import imagecodecs

    out = np.zeros(len(lengths) * row, np.uint8)
    with contextlib.suppress(imagecodecs.PackbitsError):
        if len(imagecodecs.packbits_decode(packed, out=out.data)) == out.size:
            return out
    # Some row does not come out even. psd-tools takes each row for itself, and of it what there is.
    from psd_tools.compression import decode_rle

    whole = decode_rle(lengths.tobytes() + packed, row, len(lengths), 8, 2 if wide else 1)
    return np.frombuffer(whole, np.uint8)


def _inflated(
    file: IO[bytes], count: int, kind: np.dtype[Any], shape: tuple[int, int], *, predicted: bool
) -> Iterator[NDArray[Any]]:
    size = shape[0] * shape[1] * kind.itemsize
    stream = zlib.decompressobj()
    for _ in range(count):
        plane = bytearray()
        while len(plane) < size:
            packed = stream.unconsumed_tail or file.read(1 << 20)
            part = stream.decompress(packed, size - len(plane))
            if not part and (stream.eof or not packed):
                raise EOFError("it ends before its pixels do")
            plane += part
        array = _array(bytes(plane), kind, shape)
        yield _sum_up(array) if predicted else array


def _sum_up(array: NDArray[Any]) -> NDArray[Any]:
    """Undo that only differences to the pixel on the left are kept."""
    if array.dtype.kind != "f":
        native = array.dtype.newbyteorder("=")
        summed: NDArray[Any] = np.cumsum(array, axis=1, dtype=native)
        return summed
    # Of floating point the four bytes of all numbers of a row stand one after the other.
    height, width = array.shape
    parts = np.cumsum(array.view(np.uint8).reshape(height, 4 * width), axis=1, dtype=np.uint8)
    whole = np.ascontiguousarray(parts.reshape(height, 4, width).transpose(0, 2, 1))
    return whole.view(array.dtype).reshape(height, width)


def _array(data: bytes, kind: np.dtype[Any], shape: tuple[int, int]) -> NDArray[Any]:
    return np.frombuffer(data, kind).reshape(shape)
