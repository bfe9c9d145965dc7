"""Tells a decoder's want of memory from a damaged file.

Decoders tell of an allocation that failed in words of their own, and most use those of a damaged
file: "broken data stream" (libjpeg, OpenJPEG), "could not create decoder object" (libwebp),
"Decoding of color planes failed" (libavif), "Generic Error" (libjxl). So no words decide. Whatever
a decoder says of a picture, it is damaged only if it says so again when the picture has the memory
for itself, and as much as the greediest decoder takes could be had right before and after.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import numpy as np

from igtagger.errors import UnreadableImage

MOST_BYTES_PER_PIXEL = 32
"""Of memory that the greediest decoder takes: JPEG 2000 was measured at some 20 with three channels
of 8 bits, and takes a third more with four."""
SMALL_BYTES = 64 * 1024 * 1024
"""What takes less is believed at once, if this much is free."""

one_large = threading.RLock()
"""Held while a large picture is decoded."""

_Made = TypeVar("_Made")


@dataclass(slots=True)
class Need:
    """What decoding a picture takes, in pixels' worth; 0 until that is known."""

    pixels: int = 0

    @property
    def bytes(self) -> int:
        """At most, for a picture."""
        return self.pixels * MOST_BYTES_PER_PIXEL


def never_for_want_of_memory(path: Path, decode: Callable[[Need], _Made]) -> _Made:
    """What ``decode`` gives, tried a second time where memory may have been too small.

    Args:
        path: of the picture.
        decode: fills in what it needs before it needs it.

    Raises:
        UnreadableImage: as ``decode`` raises it, but never as lasting for want of memory.
    """
    need = Need()
    try:
        return decode(need)
    except UnreadableImage as refusal:
        if not _is_doubtful(refusal):
            raise
        if need.bytes <= SMALL_BYTES and not _is_no_memory(refusal):
            _refuse_unless_free(path, need)
            raise
    # What the first attempt held is free by now.
    with one_large:
        _refuse_unless_free(path, need)
        try:
            return decode(need)
        except UnreadableImage as refusal:
            if _is_no_memory(refusal):
                raise no_memory(path, need) from refusal
            if _is_doubtful(refusal):
                _refuse_unless_free(path, need)
            raise


def no_memory(path: Path, need: Need) -> UnreadableImage:
    """The refusal for a picture that has too little memory now."""
    if not need.pixels:
        return UnreadableImage("picture.no-memory", path=path, lasting=False)
    return UnreadableImage("picture.needs-memory", path=path, needed=need.bytes, lasting=False)


def is_free(count: int) -> bool:
    """Whether so many bytes can be had now. They are not touched, so that it costs nothing."""
    try:
        np.empty(count, np.uint8)
    except MemoryError:
        return False
    return True


def _refuse_unless_free(path: Path, need: Need) -> None:
    if not is_free(max(need.bytes, SMALL_BYTES)):
        raise no_memory(path, need)


def _is_no_memory(refusal: UnreadableImage) -> bool:
    return refusal.reason.code == "picture.no-memory"


def _is_doubtful(refusal: UnreadableImage) -> bool:
    """Whether a decoder said so, and of the file."""
    return refusal.__cause__ is not None and (refusal.lasting or _is_no_memory(refusal))
