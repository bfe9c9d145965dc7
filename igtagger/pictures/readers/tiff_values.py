"""The numbers of one picture in a TIFF, put together from its strips or tiles.

tifffile knows the directory and imagecodecs the compressions; what is here is which strips are
needed, that all of them are there, and that none takes more than the picture is worth.
"""

from __future__ import annotations

import logging
import math
import os
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from igtagger.pictures.readers.tiff_pages import MOST_VALUE_BYTES, Directory

JPEG_COMPRESSIONS = (6, 7, 34892)
_MOST_SEGMENTS = 1 << 19
_SPARE_BYTES = 64 * 1024 * 1024

Values = NDArray[Any]


def refuse_large_values(directory: Directory) -> None:
    """Nothing that is read of a directory takes more memory than any picture's does.

    Raises:
        ValueError: it does.
    """
    import tifffile

    for tag in tifffile.TIFF.TAG_LOAD | set(tifffile.TIFF.TAG_ATTRIBUTES) | _READ_BESIDE:
        if (size := directory.sizes.get(tag, 0)) > MOST_VALUE_BYTES:
            raise ValueError(f"tag {tag} is said to have {size} bytes")


def open_page(file: IO[bytes], directory: Directory) -> Any:
    """The directory as tifffile has it (``tifffile.TiffPage``).

    Args:
        file: that of the directory.
        directory: one that :func:`refuse_large_values` has let pass.

    Raises:
        ValueError: it is damaged.
    """
    import tifffile

    logging.getLogger("tifffile").setLevel(logging.CRITICAL)  # it tells of odd tags at length
    # Kinds of microscopes that it knows are read as what they are: a TIFF.
    start: Any = _FirstElsewhere(file, directory.offset)
    whole = tifffile.TiffFile(
        start,
        is_ndpi=False, is_lsm=False, is_scanimage=False, is_fluoview=False, is_stk=False,
    )  # fmt: skip
    page = whole.pages.first
    for name in _WHOLE_NUMBERS:
        if not isinstance(getattr(page, name), int):
            raise ValueError(f"{name} is no number")  # noqa: TRY004  (of the file, not of the caller)
    return page


_READ_BESIDE = frozenset((274, 281, 341, 529, 532, 34675, 42113, 50838, 50839))
_WHOLE_NUMBERS = (
    "imagewidth", "imagelength", "imagedepth", "tilewidth", "tilelength", "tiledepth",
    "rowsperstrip", "samplesperpixel", "planarconfig", "photometric", "compression", "predictor",
    "fillorder",
)  # fmt: skip


class _FirstElsewhere:
    """A file whose header says that another directory is its first.

    tifffile reads the first one as it opens a file, and that may be a broken one, or huge.
    """

    def __init__(self, file: IO[bytes], offset: int) -> None:
        file.seek(0)
        head = file.read(16)
        order = "big" if head[:2] == b"MM" else "little"
        at, size = (8, 8) if 43 in head[2:4] else (4, 4)
        self._head = head[:at] + offset.to_bytes(size, order)  # type: ignore[arg-type]
        self._file = file
        file.seek(0)
        self.name = "picture.tif"

    def seek(self, offset: int, whence: int = 0) -> int:
        return self._file.seek(offset, whence)

    def tell(self) -> int:
        return self._file.tell()

    def read(self, size: int = -1) -> bytes:
        at = self._file.tell()
        data = self._file.read(size)
        if at < len(self._head):
            data = (self._head[at:] + data[len(self._head) - at :])[: len(data)]
        return data


@dataclass(frozen=True, slots=True)
class Grid:
    """How a picture lies in strips or tiles.

    Attributes:
        planes: 1, or one for each sample.
        depth: how many strips or tiles lie behind one another.
        rows: how many below one another.
        columns: how many beside one another.
        tile: depth, height and width of one, in pixels.
        seen: which pixel of the depth is shown: the middle one.
    """

    planes: int
    depth: int
    rows: int
    columns: int
    tile: tuple[int, int, int]
    seen: int

    @classmethod
    def of(cls, page: Any) -> Grid:
        """That of a page of tifffile.

        Raises:
            ValueError: no picture has such sides.
        """
        tile = (page.tiledepth, page.tilelength, page.tilewidth)
        if not page.is_tiled:
            tile = (1, page.rowsperstrip, page.imagewidth)
        if min(tile) < 1 or min(page.imagewidth, page.imagelength, page.imagedepth) < 1:
            raise ValueError("its sides are 0")
        grid = cls(
            page.samplesperpixel if page.planarconfig == 2 else 1,
            math.ceil(page.imagedepth / tile[0]),
            math.ceil(page.imagelength / tile[1]),
            math.ceil(page.imagewidth / tile[2]),
            tile,
            page.imagedepth // 2,
        )
        if grid.rows * grid.columns > _MOST_SEGMENTS:
            raise ValueError(f"it is in {grid.rows * grid.columns} pieces")
        return grid

    def pieces(self, samples: int) -> Iterator[tuple[int, int, int, int]]:
        """Number, plane, top and left of each piece of the slice seen, of the first planes."""
        for plane in range(min(self.planes, samples)):
            start = (plane * self.depth + self.seen // self.tile[0]) * self.rows * self.columns
            for row in range(self.rows):
                for column in range(self.columns):
                    number = start + row * self.columns + column
                    yield number, plane, row * self.tile[1], column * self.tile[2]


def bytes_taken(page: Any, samples: int) -> int:
    """Of memory, by :func:`read_values` at its peak and what is made of the values, at most."""
    grid = Grid.of(page)
    item = max(page.dtype.itemsize if page.dtype is not None else 1, 1)
    piece = math.prod(grid.tile) * (page.samplesperpixel if grid.planes == 1 else 1) * item
    # Of the values a copy in 8 bits is made, and of that a picture; a mask where they are floating.
    return int(page.imagewidth * page.imagelength * (samples * (item + 2) + 4) + 3 * piece)


def read_values(file: IO[bytes], page: Any, samples: int) -> tuple[Values, float]:
    """The first samples of all pixels, and which share of them the file does not have.

    Args:
        file: that of the page.
        page: of tifffile, as of :func:`open_page`.
        samples: how many are wanted of each pixel; in the middle slice of a volume.

    Returns:
        An array of shape ``(height, width, samples)``, and 0 to 1.

    Raises:
        EOFError: a piece lies beyond the end of the file.
        Exception: whatever a decoder raises on damaged pieces.
    """
    grid = Grid.of(page)
    height, width = page.imagelength, page.imagewidth
    # Zeros take no memory until they are written over: a header can promise anything.
    out = np.zeros((height, width, samples), page.dtype)
    missing = 0
    for data, number, plane, top, left in segments(file, page, grid, samples):
        into = out if grid.planes == 1 else out[..., plane : plane + 1]
        into = into[top : top + grid.tile[1], left : left + grid.tile[2]]
        if data is None:
            missing += into.size
            into[:] = page.nodata
            continue
        piece = _decoded(page, grid, data, number)
        piece = piece[: into.shape[0], : into.shape[1], : into.shape[2]]
        missing += into.size - piece.size
        into[: piece.shape[0], : piece.shape[1]] = piece
    if missing == out.size:
        raise EOFError("all pieces of the picture are missing")
    if page.bitspersample == 24 and out.dtype.kind == "u" and out.max(initial=0) >> 24:
        out = out.byteswap()  # imagecodecs gives 24 bits in big-endian files the wrong way round
    return out, missing / out.size


def _decoded(page: Any, grid: Grid, data: bytes, number: int) -> Values:
    """A piece, of the slice that is seen: ``(height, width, samples)``."""
    how = {"jpegtables": page.jpegtables} if page.compression in JPEG_COMPRESSIONS else {}
    pieces: NDArray[Any] = page.decode(data, number, **how)[0]
    seen: Values = pieces[min(grid.seen % grid.tile[0], len(pieces) - 1)]
    return seen


def averaged_to_one(page: Any, most: int) -> int:
    """How many pixels each way can be averaged piece by piece, at most ``most``: a power of two."""
    grid, factor = Grid.of(page), 1 << max(most, 1).bit_length() - 1
    while page.is_tiled and (grid.tile[1] % factor or grid.tile[2] % factor):
        factor //= 2
    return factor


def bytes_taken_averaged(page: Any, samples: int, factor: int) -> int:
    """As :func:`bytes_taken`, by :func:`read_averaged`."""
    grid = Grid.of(page)
    small = math.ceil(page.imagewidth / factor) * math.ceil(page.imagelength / factor)
    rows = grid.tile[1] + (0 if page.is_tiled else factor)
    return int(small * (3 * samples + 4) + 4 * rows * grid.tile[2] * page.samplesperpixel)


def read_averaged(file: IO[bytes], page: Any, samples: int, factor: int) -> Values:
    """As :func:`read_values`, of 8 bits, ``factor`` pixels each way averaged to one.

    No more than some rows of the whole are ever in memory.

    Args:
        file: that of the page.
        page: of tifffile.
        samples: how many are wanted of each pixel.
        factor: as :func:`averaged_to_one` gives it.

    Raises:
        EOFError: not all of it is there.
    """
    grid, height, width = Grid.of(page), page.imagelength, page.imagewidth
    out = np.zeros((math.ceil(height / factor), math.ceil(width / factor), samples), np.uint8)
    waiting: list[Values] = []
    for data, number, plane, top, left in segments(file, page, grid, samples):
        room = min(grid.tile[1], height - top), min(grid.tile[2], width - left)
        piece = np.zeros((*room, 1), np.uint8)
        if data is not None:
            piece = _decoded(page, grid, data, number)[: room[0], : room[1], :samples]
        if piece.shape[:2] != room:
            raise EOFError("pieces of the picture are missing")
        waiting.append(piece)
        bottom = top + room[0]
        if bottom % factor and bottom < height:
            continue
        band = np.concatenate(waiting) if len(waiting) > 1 else piece
        waiting = []
        into = out if grid.planes == 1 else out[..., plane : plane + 1]
        into = into[(bottom - len(band)) // factor :, left // factor :]
        for sample in range(band.shape[-1]):
            one = Image.fromarray(np.ascontiguousarray(band[..., sample])).reduce(factor)
            into[: one.height, : one.width, sample] = np.asarray(one)
    return out


def segments(
    file: IO[bytes], page: Any, grid: Grid, samples: int
) -> Iterator[tuple[bytes | None, int, int, int, int]]:
    """The compressed pieces of the first planes: data, number, plane, top and left.

    None stands for data that a sparse file leaves out.

    Raises:
        EOFError: a piece lies beyond the end of the file.
        ValueError: all together they are much larger than the picture.
    """
    refuse_missing_pieces(page, grid, samples)
    pieces = list(grid.pieces(samples))
    offsets, counts = page.dataoffsets, page.databytecounts
    where = [(int(offsets[number]), int(counts[number])) for number, *_ in pieces]
    if max(offset + count for offset, count in where) > file.seek(0, os.SEEK_END):
        raise EOFError("pieces of the picture are missing")
    most = 4 * bytes_taken(page, max(samples, page.samplesperpixel)) + _SPARE_BYTES
    if sum(count for _, count in where) > most:
        raise ValueError("its pieces are larger than the picture")
    for (offset, count), (number, plane, top, left) in zip(where, pieces, strict=True):
        data = None
        if offset and count:
            file.seek(offset)
            data = file.read(count)
        yield data, number, plane, top, left


def refuse_missing_pieces(page: Any, grid: Grid, samples: int) -> None:
    """The directory has a place for each piece of the first planes.

    Raises:
        EOFError: it has not.
    """
    planes = min(grid.planes, samples)
    last = ((planes - 1) * grid.depth + grid.seen // grid.tile[0] + 1) * grid.rows * grid.columns
    if last > min(len(page.dataoffsets), len(page.databytecounts)):
        raise EOFError("pieces of the picture are missing")
