"""Which reader reads which file: one place for each format, by its first bytes."""

from __future__ import annotations

from pathlib import Path

from igtagger.pictures import formats
from igtagger.pictures.raster import Reader
from igtagger.pictures.readers import (
    bitmap_reader,
    camera_raw_reader,
    gif_reader,
    heif_reader,
    icon_reader,
    jpeg2000_reader,
    jpeg_reader,
    jxl_reader,
    netpbm_reader,
    pcx_reader,
    photoshop_reader,
    pillow_reader,
    png_reader,
    targa_reader,
    tiff_reader,
    webp_reader,
)

HEAD_BYTES = 256
"""So many of a file's first bytes are enough to tell its format, by HEIF's lists of brands too."""

_READERS: dict[str, Reader] = {
    "JPEG": jpeg_reader.read_jpeg,
    "WebP": webp_reader.read,
    "JPEG XL": jxl_reader.read,
    "TIFF": tiff_reader.read,
    "BMP": bitmap_reader.read,
    "ICO": icon_reader.read,
    "JPEG 2000": jpeg2000_reader.read,
    "Photoshop": photoshop_reader.read,
    "PNG": png_reader.read,
    "GIF": gif_reader.read,
    "AVIF": heif_reader.read,
    "HEIC": heif_reader.read,
    "JPEG XR": jpeg_reader.refuse_jpeg_xr,
}
"""By :attr:`igtagger.pictures.formats.Format.name`; Pillow reads the others."""

_READERS_BY_NAME: dict[str, Reader] = {
    **dict.fromkeys(formats.TARGA.extensions, targa_reader.read),
    ".cur": icon_reader.read,
    **dict.fromkeys(formats.BMP.extensions, bitmap_reader.read_without_mark),
    **dict.fromkeys(formats.PCX.extensions, pcx_reader.read),
}
"""By extension: of what has no signature to speak of."""


def reader_for(path: Path, head: bytes) -> Reader:
    """The reader of the file ``path``, which begins with ``head``."""
    kind = formats.sniff(head)
    if kind == "JPEG":
        return jpeg_reader.read_jpeg  # at once: most pictures are
    if path.suffix.lower() in formats.RAW_EXTENSIONS and kind in ("", "TIFF"):
        return camera_raw_reader.read
    if formats.is_portable_map(head, path.suffix.lower()):
        return netpbm_reader.read
    if not kind and path.suffix.lower() in _READERS_BY_NAME:
        return _READERS_BY_NAME[path.suffix.lower()]
    return _READERS.get(kind, pillow_reader.read)
