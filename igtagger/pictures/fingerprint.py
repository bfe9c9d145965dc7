"""A mark of a file's content, quick to take: finds moved and renamed files again."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import IO

from igtagger.errors import UnreadableImage
from igtagger.pictures import formats
from igtagger.pictures.refusals import opened

BLOCK_BYTES = 64 * 1024
DIGEST_BYTES = 16
MOST_BLOCKS = 4096
_COMPRESSED = ("JPEG", "PNG", "GIF", "WebP", "AVIF", "HEIC", "JPEG XL", "JPEG 2000")
_HEAD_BYTES = 64


def fingerprint(path: Path, size: int, given: IO[bytes] | None = None) -> bytes | None:
    """BLAKE2b (16 bytes) of the size and of the first, middle and last 64 KiB.

    Two pictures that differ do so in their compressed data nearly everywhere; what differs in a few
    bytes elsewhere alone (a changed rating in the middle of a large file, say) has the same
    mark, and is the same picture. How it is turned stands at its beginning or end. Files that may
    hold plain pixels are read whole (of more than 256 MiB, 4096 blocks): two scanned pages can be
    equal in three places, all of them white.

    Args:
        path: a regular file; None is returned for others and for what cannot be read.
        size: its length in bytes.
        given: the same, open and seekable, where it is; it stays open.
    """
    digest = hashlib.blake2b(size.to_bytes(8, "little"), digest_size=DIGEST_BYTES)
    starts = {0, max(0, (size - BLOCK_BYTES) // 2), max(0, size - BLOCK_BYTES)}
    try:
        with opened(path, given) as file:
            if size > 3 * BLOCK_BYTES and not _is_compressed(path, file.read(_HEAD_BYTES)):
                starts = set(range(0, size, max(BLOCK_BYTES, size // MOST_BLOCKS)))
            for start in sorted(starts):
                file.seek(start)
                digest.update(file.read(BLOCK_BYTES))
    except (UnreadableImage, OSError):
        return None  # the decoder, which comes next, says what is wrong
    return digest.digest()


def _is_compressed(path: Path, head: bytes) -> bool:
    # A camera's raw file begins as a TIFF; its noise is everywhere, packed or not.
    return formats.sniff(head) in _COMPRESSED or path.suffix.lower() in formats.RAW_EXTENSIONS
