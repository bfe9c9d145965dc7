"""The paths of the window's pictures, as searches compare them; each folder once."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from itertools import repeat
from operator import contains

import numpy as np
from numpy.typing import NDArray

from igtagger.app.name_columns import longer
from igtagger.app.numbered_texts import NumberedTexts
from igtagger.app.picture_values import Rows
from igtagger.labels.folding import as_head, folded
from igtagger.pictures.scan import natural_key

_Mask = NDArray[np.bool_]


class PathColumns:
    """Paths by rows, and rows by paths."""

    def __init__(self) -> None:
        self._paths: list[str] = []
        self._rows: dict[str, int] = {}
        self._sorted_by_name: Rows | None = None
        self._folders = NumberedTexts()
        self._folder_of = np.zeros(0, np.int32)
        self._names: list[str] = []
        """Folded."""

    def __len__(self) -> int:
        """How many rows there are."""
        return len(self._paths)

    def __getitem__(self, row: int) -> str:
        """The whole path of a row."""
        return self._paths[row]

    def row_of(self, path: str) -> int | None:
        """The row of a path; None where it has none. Any thread may ask."""
        return self._rows.get(path)

    def append(self, path: str) -> int:
        """Take one more row in: which one."""
        folder, name = os.path.split(path)
        row = len(self._names)
        if row >= len(self._folder_of):
            self._folder_of = longer(self._folder_of, max(1024, 2 * row))
        self._folder_of[row] = self._folders.number(folder)
        self._names.append(folded(name))
        self._paths.append(path)
        self._rows[path] = row
        return row

    def rename(self, before: str, after: str) -> int | None:
        """A file has another path, which has no row: its row, where it has one."""
        row = self._rows.pop(before, None)
        if row is not None:
            folder, name = os.path.split(after)
            self._folder_of[row] = self._folders.number(folder)
            self._names[row] = folded(name)
            self._paths[row] = after
            self._rows[after] = row
            self._sorted_by_name = None
        return row

    def by_name(self) -> Rows:
        """All rows by the names of their files, of which numbers rise as numbers do."""
        count = len(self)
        if self._sorted_by_name is None or len(self._sorted_by_name) != count:
            keys = [natural_key(os.path.basename(path)) for path in self._paths]  # noqa: PTH119
            ranked = sorted(range(count), key=keys.__getitem__)
            self._sorted_by_name = np.array(ranked, np.intp)
        return self._sorted_by_name

    def with_text(self, text: str) -> _Mask:
        """In which paths there is such a text, folded."""
        if os.sep in text:
            pairs = zip(self._folders_of().tolist(), self._names, strict=True)
            heads = self._heads()
            return self._each(text in heads[folder] + name for folder, name in pairs)
        return self.with_name(text) | self.in_folder(text)

    def with_name(self, text: str) -> _Mask:
        """Which are called by such a text, folded, among others."""
        return self._each(map(contains, self._names, repeat(text)))

    def with_ending(self, ending: str) -> _Mask:
        """Which names end with a full stop and that, folded."""
        return self._each(map(str.endswith, self._names, repeat("." + ending)))

    def in_folder(self, text: str) -> _Mask:
        """Which lie in a folder whose path has such a text, folded."""
        return self._folders.wanted(lambda folder: text in folder)[self._folders_of()]

    def below(self, folder: str) -> _Mask:
        """Which lie in that folder, whose whole path is given folded, or in one below it."""
        head = as_head(folder)
        return self._folders.wanted(lambda each: as_head(each).startswith(head))[self._folders_of()]

    @property
    def folders(self) -> Sequence[str]:
        """The paths of all folders, by number; what came later has higher numbers."""
        return self._folders.texts

    def numbers_in(self, rows: Rows | None = None) -> NDArray[np.intp]:
        """How many of those rows, or of all, lie in each folder itself, by its number."""
        folders = self._folders_of() if rows is None else self._folder_of[rows]
        return np.bincount(folders, minlength=len(self._folders.texts))

    def _heads(self) -> list[str]:
        """What stands before the names in each folder."""
        pairs = zip(self._folders.texts, self._folders.folded, strict=True)
        return [head if plain.endswith(os.sep) else head + os.sep for plain, head in pairs]

    def _folders_of(self) -> NDArray[np.int32]:
        return self._folder_of[: len(self._names)]

    def _each(self, found: Iterable[bool]) -> _Mask:
        return np.fromiter(found, np.bool_, len(self._names))
