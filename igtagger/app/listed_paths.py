"""The pictures of the list as paths, for work on other threads."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import Path

from igtagger.app.picture_table import Pictures


class ListedPaths(Collection[Path]):
    """Those that are in the list as this is made; made on the thread that the list belongs to."""

    def __init__(self, pictures: Pictures) -> None:
        self._pictures, self._rows = pictures, pictures.listed_rows()

    def __len__(self) -> int:
        return len(self._rows)

    def __iter__(self) -> Iterator[Path]:
        return (Path(self._pictures.path(int(row))) for row in self._rows)

    def __contains__(self, path: object) -> bool:
        return self._pictures.is_listed(str(path))
