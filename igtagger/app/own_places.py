"""What no table may be written over, for both faces."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from igtagger.export.destinations import Precious, nothing
from igtagger.pictures.path_lists import PathList
from igtagger.settings import log_file, preferences_file

if TYPE_CHECKING:
    from igtagger.settings import Settings


def precious(
    settings: Settings,
    inputs: Sequence[Path] | PathList,
    read: Callable[[], Iterable[Path]] = nothing,
) -> Precious:
    """The program's own folders, its catalogue, and what is read for the table.

    Args:
        settings: where things are.
        inputs: files and folders that the person gave.
        read: gives all files that are read; asked only where there is doubt.
    """
    folders = (settings.data_dir, preferences_file().parent, log_file().parent)
    catalogue = [settings.catalog_file] if settings.catalog_file else []
    if isinstance(inputs, PathList):
        return Precious(folders, tuple(catalogue), inputs, read)
    return Precious(folders, (*inputs, *catalogue), read=read)
