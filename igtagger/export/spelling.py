r"""How text is spelled in a table, so that it stays on one line, is UTF-8 and is never a formula.

Spreadsheets take a cell for a formula by its first characters, and where the separator of lists is
a semicolon they also cut cells there. So a formula character is disarmed at the start and after a
semicolon, in paths (:mod:`igtagger.export.paths`) as well as in other text (:func:`cell`).
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_UNSEEN = (
    "\u00ad\u034f\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u115f\u1160\u17b4\u17b5"
    "\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0"
    "\ufff0-\ufffb\U000110bd\U000110cd\U00013430-\U0001343f\U0001bca0-\U0001bca3"
    "\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
"""Characters without a shape, beyond blanks: Unicode's Default_Ignorable_Code_Point (byte-order
mark, zero-width spaces and joiners, soft hyphen, marks of direction, fillers, selectors, tags), its
category Cf, and the empty braille pattern."""

FORMULA_START = f"[\\s{_UNSEEN}\"']*[=+\\-@＝＋－＠]"
"""What makes a formula where a cell begins: also behind blanks, quotes and characters without a
shape, which programs take off, also in the full-width forms that Japanese and Chinese spreadsheets
take for the plain ones. Tab and CR are escaped."""

_UNFIT = "\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff"  # controls, line ends, half characters
_UNFIT_TEXT = re.compile(f"[{_UNFIT}]")
_UNFIT_PATH = re.compile(f"[{_UNFIT}\\\\]")
_BEGINS = re.compile(f"(^|;)(?={FORMULA_START})")

_DISARMED = re.compile(f"(^|;)'(?={FORMULA_START})")
_ESCAPED = re.compile(r"\\(?:([\\nrt])|x([0-9a-f]{2})|u([0-9a-f]{4}))")

_LETTERS = {"\\": "\\", "\n": "n", "\r": "r", "\t": "t"}
_CHARACTERS = {letter: character for character, letter in _LETTERS.items()}
_BYTES = 0xDC00
"""Where Python keeps the bytes of a file name that are not UTF-8 ("surrogateescape")."""


def escape(text: str) -> str:
    r"""``text`` on one line and valid in UTF-8, from which it can be read back.

    ``\\`` is a backslash; ``\n``, ``\r`` and ``\t`` are line feed, carriage return and tab;
    ``\x00`` to ``\x7f`` a character, ``\x80`` to ``\xff`` a byte that is not UTF-8; ``\u0080`` to
    ``\uffff`` a character. All else stays as it is.
    """
    return _UNFIT_PATH.sub(_escape_one, text)


def plain(text: str) -> str:
    """``text``, meant for reading, on one line and valid in UTF-8: a backslash stays as it is."""
    return _UNFIT_TEXT.sub(_escape_one, text)


def is_text(name: str) -> bool:
    """Whether the name of a file is valid in UTF-8, so that others can be told it as it is."""
    return re.search("[\ud800-\udfff]", name) is None


def printable(text: str, encoding: str) -> str:
    r"""``text`` on one line, without what a terminal would obey or cannot encode.

    File names hold both: ``\x1b`` is an escape, ``\u202e`` turns what follows around, ``\x80`` to
    ``\xff`` may be a byte that is not UTF-8. Blanks of any kind are shown as they are.
    """
    shown = text if text.isprintable() else "".join(map(_printable_one, text))
    return shown.encode(encoding, "backslashreplace").decode(encoding)


def _printable_one(character: str) -> str:
    code = ord(character)
    if character.isprintable() or unicodedata.category(character) == "Zs":
        return character
    if code <= 0xFF or _BYTES + 0x80 <= code <= _BYTES + 0xFF:
        return f"\\x{code & 0xFF:02x}"
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"


@lru_cache(maxsize=4096)  # labels come again and again
def cell(text: str) -> str:
    """``text`` for a cell of a CSV file: :func:`plain`, with an apostrophe where a formula begins.

    Spelled paths and names without formula characters come out as they are.
    """
    return _BEGINS.sub(r"\1'", plain(text))


def unescape(text: str) -> str:
    """What :func:`escape` was given. A backslash that begins nothing that it writes stays one."""
    return _ESCAPED.sub(_unescape_one, text)


def uncell(text: str) -> str:
    """What :func:`cell` was given, but for controls and line ends, which stay escaped."""
    return _DISARMED.sub(r"\1", text)


def _unescape_one(match: re.Match[str]) -> str:
    letter, byte, code = match.groups()
    if letter:
        return _CHARACTERS[letter]
    value = int(byte or code, 16)
    return chr(value + _BYTES if byte and value >= 0x80 else value)


def _escape_one(match: re.Match[str]) -> str:
    character = match[0]
    if letter := _LETTERS.get(character):
        return f"\\{letter}"
    code = ord(character)
    if _BYTES + 0x80 <= code <= _BYTES + 0xFF:
        return f"\\x{code - _BYTES:02x}"
    return f"\\x{code:02x}" if code < 0x80 else f"\\u{code:04x}"
