"""How texts are compared where a person searches."""

from __future__ import annotations

import unicodedata


def folded(text: str) -> str:
    """``text`` without what a person does not mean by it: case, and the form of its letters.

    One letter can be written as one character or as a letter with its accent after it, as macOS
    names files; ``ß`` is found by ``ss``, a wide or a joined letter by the plain ones. After
    Unicode's toNFKC_Casefold (The Unicode Standard, 3.13).
    """
    if text.isascii():
        return text.lower()
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKD", text).casefold())
