"""Stretches of the library's paths, in their order: those of folders, or all.

Paths are bytes, as in the library's file, and compared as such. What lies below a folder is one
stretch, which the index of paths finds at once however many others there are.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

_SEPARATOR = os.fsencode(os.sep)
_BEHIND = bytes([_SEPARATOR[0] + 1])
"""What sorts right behind all that begins with a separator."""


class Span(NamedTuple):
    """All paths from ``low`` on that come before ``high``; to the last one where it is None."""

    low: bytes
    high: bytes | None


EVERYTHING: tuple[Span, ...] = (Span(b"", None),)
"""Of the whole library."""


def spans_of(paths: Iterable[Path]) -> tuple[Span, ...]:
    """Those files, and what lies below those that are folders; the disk is not asked for it.

    Args:
        paths: as the person gave them; relative ones are from where the program runs.

    Returns:
        In order, and none overlapping another: a folder within a folder is in there once.
    """
    apart: list[Span] = []
    reached = b""
    for low, high in sorted(_both(paths)):
        if reached <= low:
            apart.append(Span(low, high))
            reached = high
    return tuple(apart)


def _both(paths: Iterable[Path]) -> Iterable[tuple[bytes, bytes]]:
    for path in paths:
        name = os.fsencode(path.absolute())
        if not name.endswith(_SEPARATOR):  # as the root of a drive does
            yield name, name + b"\0"
        bare = name.removesuffix(_SEPARATOR)
        yield bare + _SEPARATOR, bare + _BEHIND
