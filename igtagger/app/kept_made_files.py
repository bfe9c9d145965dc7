"""What was written beside pictures, as the library remembers it."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from igtagger.library.facade import Library


class KeptMadeFiles:
    """Remembers in the library, from when that is open.

    Attributes:
        library: to be set before anything is written.
    """

    library: Library | None = None

    def has(self, picture: Path, content: bytes) -> bool:
        """As of :class:`igtagger.export.made_files.MadeFiles`."""
        return self.library is not None and self.library.has_made(picture, _digest(content))

    def remember(self, picture: Path, file: Path, content: bytes, before: bytes | None) -> None:
        """Likewise. Raises LibraryError: it cannot be kept; nothing is to be written then."""
        if self.library is not None:
            old = None if before is None else _digest(before)
            self.library.keep_made(picture, file, _digest(content), old)


def _digest(content: bytes) -> bytes:
    return hashlib.blake2b(content, digest_size=16).digest()
