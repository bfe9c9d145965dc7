"""Which files have the same content, read from beginning to end."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterable
from pathlib import Path

from igtagger.errors import UnreadableImage
from igtagger.pictures.refusals import open_regular

_PIECE = 1 << 20


def same_content(paths: Iterable[Path], going_on: Callable[[], None]) -> list[list[Path]]:
    """Those files together that are equal in each byte; each alone that is like none.

    Fingerprints are of parts of large files: here all is read, each file once, and compared by
    BLAKE2b of 256 bits. Left out is what cannot be read, and all but one name of a file that is
    reached by links to it or to its folder: to delete one of these would delete the file.

    Args:
        paths: files, in the order in which they are given back.
        going_on: called for each piece that is read; may raise to stop.
    """
    found: dict[bytes, list[Path]] = {}
    for path in _each_once(paths):
        digest = _digest(path, going_on)
        if digest is not None:
            found.setdefault(digest, []).append(path)
    return list(found.values())


def _each_once(paths: Iterable[Path]) -> list[Path]:
    """The paths of different files; of several that lead to one the file's own, if that is one."""
    by_file: dict[str, Path] = {}
    for path in paths:
        real = os.path.realpath(path)
        if real not in by_file or real == os.fspath(path):
            by_file[real] = path
    return list(by_file.values())


def _digest(path: Path, going_on: Callable[[], None]) -> bytes | None:
    """Of all of a file; None where it cannot be read."""
    digest = hashlib.blake2b(digest_size=32)
    try:
        with open_regular(path) as file:
            while piece := file.read(_PIECE):
                going_on()
                digest.update(piece)
    except (UnreadableImage, OSError):
        return None
    return digest.digest()
