"""How texts are compared where a person searches."""

from __future__ import annotations

import os
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


def as_head(folder: str) -> str:
    """The path of a folder, folded, as it stands before the names of what is in it."""
    return folder if folder.endswith(os.sep) else folder + os.sep


def nearness(typed: str, word: str) -> int | None:
    """How well a word goes on from what is typed, both folded; None where it does not.

    0: it begins so. 1: one of its parts does. 2: it holds that.
    """
    if word.startswith(typed):
        return 0
    if typed not in word:
        return None
    return 1 if f" {typed}" in word or f"-{typed}" in word else 2
