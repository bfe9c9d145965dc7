"""Which reader reads which file: one place for each format, by its first bytes."""

from __future__ import annotations

from pathlib import Path

from igtagger.pictures import formats, jpeg_reader, pillow_reader, raw
from igtagger.pictures.raster import Reader

HEAD_BYTES = 64
"""So many of a file's first bytes are enough to tell its format."""

_READERS: dict[str, Reader] = {
    "JPEG": jpeg_reader.read_jpeg,
    "JPEG XR": jpeg_reader.refuse_jpeg_xr,
    "WebP": pillow_reader.read_webp,
    "JPEG XL": pillow_reader.read_jxl,
}
"""By :attr:`igtagger.pictures.formats.Format.name`; Pillow reads the others."""


def reader_for(path: Path, head: bytes) -> Reader:
    """The reader of the file ``path``, which begins with ``head``."""
    kind = formats.sniff(head)
    if path.suffix.lower() in formats.RAW_EXTENSIONS and kind in ("", "TIFF"):
        return raw.read
    return _READERS.get(kind, pillow_reader.read)
