"""Which reader reads which file: one place for each format, by its first bytes."""

from __future__ import annotations

from pathlib import Path

from igtagger.pictures import (
    formats,
    gif_reader,
    heif_reader,
    jxl_reader,
    pillow_reader,
    png_reader,
    raw,
    webp_reader,
)
from igtagger.pictures.raster import Reader

HEAD_BYTES = 256
"""So many of a file's first bytes are enough to tell its format, by HEIF's lists of brands too."""

_READERS: dict[str, Reader] = {
    "JPEG": pillow_reader.read_jpeg,
    "PNG": png_reader.read,
    "GIF": gif_reader.read,
    "WebP": webp_reader.read,
    "AVIF": heif_reader.read,
    "HEIC": heif_reader.read,
    "JPEG XL": jxl_reader.read,
}
"""By :attr:`igtagger.pictures.formats.Format.name`; Pillow reads the others."""


def reader_for(path: Path, head: bytes) -> Reader:
    """The reader of the file ``path``, which begins with ``head``."""
    kind = formats.sniff(head)
    if path.suffix.lower() in formats.RAW_EXTENSIONS and kind in ("", "TIFF"):
        return raw.read
    return _READERS.get(kind, pillow_reader.read)
