"""Small files, whoever wrote them: read up to a length, as JSON, and set aside if damaged."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from itertools import count
from pathlib import Path
from typing import Any

from igtagger import private
from igtagger.errors import BadValueError
from igtagger.files import write_whole
from igtagger.regular_files import READING, refuse_mode, refuse_special

SMALL_BYTES = 16 << 20
"""More than any record, list or setting of ours has."""
_DEEPEST = 64


def read_small(file: Path, most: int = SMALL_BYTES) -> bytes:
    """What is in a file that should be small, whatever stands in its place.

    Args:
        file: links are followed.
        most: bytes that it may have.

    Raises:
        OSError: there is none, it may not be read, or it is no regular file.
        BadValueError: it has more than ``most`` bytes, or its name cannot be one.
    """
    try:
        refuse_special(file)  # beforehand, as merely opening some devices acts on them
        descriptor = os.open(file, READING)
    except ValueError as error:  # a name with a NUL, or one that is no text
        raise BadValueError("small.name") from error
    with os.fdopen(descriptor, "rb") as stream:
        refuse_mode(file, os.fstat(descriptor).st_mode)
        content = stream.read(most + 1)
    if len(content) > most:
        raise BadValueError("small.too-long", most=most)
    return content


def write_json(file: Path, value: object) -> None:
    """Write a small file of ours whole, as JSON, in a folder that is made private if need be.

    All of it is ASCII: names of files that are not UTF-8 come back as they were.

    Raises:
        OSError: as of :func:`write_whole`; what it held before is still there.
    """
    private.make_folder(file.parent)
    write_whole(file, (json.dumps(value, indent=2) + "\n").encode("ascii"))


def set_aside(file: Path) -> Path:
    """Rename a damaged file of ours, so that a good one can be made and nothing is lost.

    Returns:
        Where it is now: ``NAME.damaged-1.json`` for ``NAME.json``, or the next number.

    Raises:
        OSError: it cannot be renamed.
    """
    aside = next(
        name
        for i in count(1)
        if not os.path.lexists(name := file.with_name(f"{file.stem}.damaged-{i}{file.suffix}"))
    )
    return file.rename(aside)


def parse_json(content: bytes | str, *, once: bool = False) -> Any:
    """The value of a JSON text, which may come from anybody; NaN and Infinity are numbers in it.

    Args:
        content: bytes are UTF-8, with or without a byte-order mark.
        once: refuse a key that stands twice in an object. Otherwise the last one counts.

    Raises:
        ValueError: it is not UTF-8 or no JSON, has a number of thousands of digits, or is nested
            deeper than anything of ours.
    """
    text = content.decode("utf-8-sig") if isinstance(content, bytes) else content
    pairs = _each_once if once else None
    try:
        value = json.loads(text, object_pairs_hook=pairs)
    except RecursionError:
        raise BadValueError("json.too-deep") from None
    level = [value]
    for _ in range(_DEEPEST):
        level = [inner for outer in level for inner in _inside(outer)]
        if not level:
            return value
    raise BadValueError("json.too-deep")


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise BadValueError("json.twice", key=key[:100])
        found[key] = value
    return found


def _inside(value: object) -> Iterable[Any]:
    if isinstance(value, dict):
        return value.values()
    return value if isinstance(value, list) else ()
