"""What files say of pictures, read once: what is kept of it holds until a file changes.

A picture that is known costs no look at its own file for this, and one at each sidecar that it has:
sidecars are found by listing a folder once.
"""

from __future__ import annotations

import hashlib
import os
from collections import OrderedDict
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from igtagger.domain import NO_FACTS, FileFacts
from igtagger.export.xmp.facts_in_files import found_of
from igtagger.export.xmp.sidecars import ENDING
from igtagger.labels.file_keywords import facts_of
from igtagger.library.facade import Library
from igtagger.library.facts import FactsEntry, FactsStamp
from igtagger.library.images import FileStamp

_FOLDERS_KEPT = 16
_DIGEST_BYTES = 8


@dataclass(frozen=True, slots=True)
class Unread:
    """A picture whose files are to be read.

    Attributes:
        path: of the picture.
        sidecars: their names, the one that counts first first.
        stamp: of all of them, before they are read.
    """

    path: Path
    sidecars: tuple[str, ...]
    stamp: FactsStamp

    def read(self) -> FactsEntry | None:
        """Read them; None where that is to be tried another time. For any thread."""
        found = found_of(self.path, self.sidecars)
        return None if found is None else FactsEntry(found, self.stamp)


class FactsLookup:
    """Looks facts up in the library, and finds what is to be read. For one thread.

    Args:
        library: keeps them.
        workers: threads that read.
    """

    def __init__(self, library: Library, workers: int) -> None:
        self._library, self._workers = library, workers
        self._sidecars = FolderSidecars()

    def look(
        self, stamped: Sequence[tuple[Path, FileStamp | None]], now: Sequence[object]
    ) -> list[FileFacts | Unread]:
        """What files say of pictures, in their order, as far as it is kept.

        Args:
            stamped: pictures, each once.
            now: for each whether what is not kept is to be read at once, and kept; it must be in
                the library then. Others are given back as what is to be read.
        """
        found = self._kept(stamped)
        at_once = [each for each, wanted in zip(found, now, strict=True) if wanted]
        read = self._read([each for each in at_once if isinstance(each, Unread)])
        return [
            read.get(each.path, NO_FACTS) if wanted and isinstance(each, Unread) else each
            for each, wanted in zip(found, now, strict=True)
        ]

    def _kept(self, stamped: Sequence[tuple[Path, FileStamp | None]]) -> list[FileFacts | Unread]:
        kept = self._library.kept_facts([path for path, _ in stamped])
        found: list[FileFacts | Unread] = []
        for (path, stamp), known in zip(stamped, kept, strict=True):
            if stamp is None:
                found.append(NO_FACTS if known is None else known.facts)
                continue
            sidecars, beside = self._sidecars.of(path)
            now = FactsStamp(stamp, beside)
            is_kept = known is not None and known.is_whole and known.stamp.is_of(now)
            found.append(known.facts if known and is_kept else Unread(path, sidecars, now))
        return found

    def _read(self, unread: Sequence[Unread]) -> dict[Path, FileFacts]:
        if not unread:
            return {}
        with ThreadPoolExecutor(self._workers, thread_name_prefix="facts") as pool:
            entries = list(pool.map(Unread.read, unread))
        read = zip(unread, entries, strict=True)
        return self._library.save_facts({each.path: entry for each, entry in read if entry})


def read_again(library: Library, path: Path) -> FileFacts | None:
    """What a picture's files say now that they were written; kept, where the picture is known.

    None where they cannot be read just now.
    """
    stamp = FileStamp.of(path)
    if stamp is None:
        return None
    sidecars, beside = FolderSidecars().of(path)
    entry = Unread(path, sidecars, FactsStamp(stamp, beside)).read()
    if entry is None:
        return None
    return library.save_facts({path: entry}).get(path, facts_of(entry.found))


class FolderSidecars:
    """Which pictures have sidecars, by a listing of each folder; those of some are kept."""

    def __init__(self) -> None:
        self._folders: OrderedDict[str, dict[str, str]] = OrderedDict()

    def of(self, picture: Path) -> tuple[tuple[str, ...], bytes]:
        """The names of a picture's sidecars, and what tells whether they have changed.

        ``IMG.jpg.xmp`` counts before ``IMG.xmp``, which pictures that are called alike share.
        """
        folder = os.path.dirname(picture)  # noqa: PTH120  (names are many)
        there = self._names(folder)
        if not there:
            return (), b""
        wanted = (picture.name + ENDING, picture.stem + ENDING)
        names = (there.get(name.lower()) for name in dict.fromkeys(wanted))
        found = tuple(name for name in names if name is not None)
        return found, _mark_of(folder, found)

    def _names(self, folder: str) -> dict[str, str]:
        """Those of sidecars, by their lower case."""
        if folder not in self._folders:
            self._folders[folder] = _listed(folder)
            if len(self._folders) > _FOLDERS_KEPT:
                self._folders.popitem(last=False)
        return self._folders[folder]


def _listed(folder: str) -> dict[str, str]:
    found: dict[str, str] = {}
    with suppress(OSError), os.scandir(folder or ".") as entries:
        for entry in entries:
            if (lower := entry.name.lower()).endswith(ENDING):
                found[lower] = entry.name
    return found


def _mark_of(folder: str, names: Sequence[str]) -> bytes:
    """A digest of the names and stamps of sidecars; empty where there are none."""
    if not names:
        return b""
    stamps = [(name, FileStamp.of(os.path.join(folder, name))) for name in names]  # noqa: PTH118
    told = repr(stamps).encode("utf-8", "surrogatepass")
    return hashlib.blake2b(told, digest_size=_DIGEST_BYTES).digest()
