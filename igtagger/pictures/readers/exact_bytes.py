"""So many bytes of a file, or an error: what the readers of single formats are made with."""

from __future__ import annotations

import struct
from typing import IO, Any

MOST_RUNS = 20_000_000
"""Of pixels, in a picture that is packed so: ten seconds of one core. A photograph of a hundred
megapixels has a twentieth of it."""


class TooManyRuns(Exception):
    """A picture has more than :data:`MOST_RUNS`."""


def take(file: IO[bytes], length: int) -> bytes:
    """The next ``length`` bytes.

    Raises:
        EOFError: there are not so many.
    """
    # Asked beforehand: a damaged length can name terabytes, which would be allocated.
    data = file.read(length) if length <= left(file) else b""
    if len(data) < length:
        raise EOFError("it ends before its pixels do")
    return data


def take_numbers(file: IO[bytes], form: str) -> tuple[Any, ...]:
    """The next bytes by a form of :mod:`struct`.

    Raises:
        EOFError: there are not so many.
    """
    return struct.unpack(form, take(file, struct.calcsize(form)))


def skip(file: IO[bytes], length: int) -> None:
    """Go on behind the next ``length`` bytes.

    Raises:
        EOFError: there are not so many.
    """
    if length > left(file):
        raise EOFError("it ends before its pixels do")
    file.seek(length, 1)


def left(file: IO[bytes]) -> int:
    """How many bytes there are from here to the end."""
    here = file.tell()
    end = file.seek(0, 2)
    file.seek(here)
    return max(0, end - here)
