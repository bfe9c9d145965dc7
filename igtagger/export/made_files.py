"""Which files beside pictures are ours: those whose content is what we last wrote, to the byte."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol


class MadeFiles(Protocol):
    """Remembers what was written beside pictures."""

    def has(self, picture: Path, content: bytes) -> bool:
        """Whether a file of this content was written beside that picture."""

    def remember(self, picture: Path, file: Path, content: bytes, before: bytes | None) -> None:
        """Right before a file gets a content.

        Args:
            picture: beside which it lies.
            file: as it is called.
            content: what it will be.
            before: what it is, and stays if the program is ended now; None where it is not there.
        """


class NoMadeFiles:
    """Where nothing is remembered, each file may be a person's."""

    def has(self, picture: Path, content: bytes) -> bool:
        """Nobody knows."""
        return False

    def remember(self, picture: Path, file: Path, content: bytes, before: bytes | None) -> None:
        """There is nobody to."""
