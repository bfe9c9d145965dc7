"""Reads paths out of a table, as docs/tables.md tells everyone to."""

from __future__ import annotations

import re
from pathlib import Path

_ESCAPE = re.compile(r"\\(?:([\\nrt])|x([0-9a-f]{2})|u([0-9a-f]{4})|)")
_LETTERS = {"\\": "\\", "n": "\n", "r": "\r", "t": "\t"}
_BYTES = 0xDC00


def unescape(text: str) -> str:
    """The inverse of :func:`igtagger.export.spelling.escape`.

    Raises:
        ValueError: a backslash that begins none of its escapes.
    """
    return _ESCAPE.sub(_unescape_one, text)


def unspell(text: str, root: Path | None) -> Path:
    """The path that :func:`igtagger.export.paths.spell` spelled with the same ``root``."""
    path = Path(unescape(text))
    return path if root is None else root / path


def _unescape_one(match: re.Match[str]) -> str:
    letter, byte, code = match.groups()
    if letter:
        return _LETTERS[letter]
    if byte:
        value = int(byte, 16)
        return chr(value if value < 0x80 else _BYTES + value)
    if code:
        return chr(int(code, 16))
    raise ValueError(f"no escape at position {match.start()} of {match.string!r}")
