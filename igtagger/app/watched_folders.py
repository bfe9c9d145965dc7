"""The folders that the window keeps in view, from one start to the next."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from igtagger.domain import Reason
from igtagger.errors import SettingsError, detail_of
from igtagger.small_files import parse_json, read_small, set_aside, write_json

_KEY = "folders"


class WatchedFolders:
    """The list of them, in a file of its own.

    Args:
        file: it need not be there.
        tell: told where it is damaged, and set aside, or cannot be read.

    Attributes:
        folders: whole paths, in the order in which they were added.
    """

    def __init__(self, file: Path, tell: Callable[[Reason], None]) -> None:
        self._file = file
        self.folders = _load(file, tell)

    def add(self, folder: Path) -> None:
        """Keep one more in view. One below it, or above it, stays: each is looked at by itself.

        Raises:
            SettingsError: the list cannot be written; it holds all the same for now.
        """
        whole = Path(os.path.abspath(folder))  # noqa: PTH100  resolves no links, on purpose
        if whole not in self.folders:
            self.folders = (*self.folders, whole)
            self._save()

    def remove(self, folder: Path) -> None:
        """Keep it in view no longer.

        Raises:
            SettingsError: as of :meth:`add`.
        """
        self.folders = tuple(other for other in self.folders if other != folder)
        self._save()

    def _save(self) -> None:
        content = {_KEY: [str(folder) for folder in self.folders]}
        try:
            write_json(self._file, content)
        except OSError as error:
            detail = detail_of(error)
            raise SettingsError("watch.list-unwritten", file=self._file, detail=detail) from error


def _load(file: Path, tell: Callable[[Reason], None]) -> tuple[Path, ...]:
    try:
        return _folders_in(parse_json(read_small(file)))
    except FileNotFoundError:
        return ()
    except ValueError:
        pass
    except OSError as error:
        detail = detail_of(error)
        tell(Reason("watch.list-unreadable", file=file, detail=detail))
        return ()
    try:
        tell(Reason("watch.list-damaged", aside=set_aside(file)))
    except OSError as error:
        detail = detail_of(error)
        tell(Reason("watch.list-unreadable", file=file, detail=detail))
    return ()


def _folders_in(content: object) -> tuple[Path, ...]:
    """Raises ValueError where it is no list of whole paths."""
    named = content.get(_KEY) if isinstance(content, dict) else None
    if not isinstance(named, list) or not all(isinstance(each, str) for each in named):
        raise ValueError(content)
    folders = tuple(dict.fromkeys(map(Path, named)))
    if not all(folder.is_absolute() and "\0" not in str(folder) for folder in folders):
        raise ValueError(content)
    return folders
