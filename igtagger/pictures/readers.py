"""Which reader reads which file: one place for each format, by its first bytes."""

from __future__ import annotations

from pathlib import Path

from igtagger.pictures import (
    bitmap_reader,
    formats,
    icon_reader,
    jpeg2000_reader,
    netpbm_reader,
    pcx_reader,
    photoshop_reader,
    pillow_reader,
    raw,
    targa_reader,
    tiff_reader,
)
from igtagger.pictures.raster import Reader

HEAD_BYTES = 64
"""So many of a file's first bytes are enough to tell its format."""

_READERS: dict[str, Reader] = {
    "JPEG": pillow_reader.read_jpeg,
    "WebP": pillow_reader.read_webp,
    "JPEG XL": pillow_reader.read_jxl,
    "TIFF": tiff_reader.read,
    "BMP": bitmap_reader.read,
    "ICO": icon_reader.read,
    "JPEG 2000": jpeg2000_reader.read,
    "Photoshop": photoshop_reader.read,
}
"""By :attr:`igtagger.pictures.formats.Format.name`; Pillow reads the others."""

_READERS_BY_NAME: dict[str, Reader] = {
    **dict.fromkeys(formats.TARGA.extensions, targa_reader.read),
    ".cur": icon_reader.read,
    **dict.fromkeys(formats.PCX.extensions, pcx_reader.read),
}
"""By extension: of what has no signature to speak of."""


def reader_for(path: Path, head: bytes) -> Reader:
    """The reader of the file ``path``, which begins with ``head``."""
    kind = formats.sniff(head)
    if path.suffix.lower() in formats.RAW_EXTENSIONS and kind in ("", "TIFF"):
        return raw.read
    if formats.is_portable_map(head, path.suffix.lower()):
        return netpbm_reader.read
    if not kind and path.suffix.lower() in _READERS_BY_NAME:
        return _READERS_BY_NAME[path.suffix.lower()]
    return _READERS.get(kind, pillow_reader.read)
