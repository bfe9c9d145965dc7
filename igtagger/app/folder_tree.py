"""The folders in which pictures lie, as a tree with counts. No Qt here."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from igtagger.labels.folding import as_head
from igtagger.pictures.scan import natural_key

ROOT = -1
"""In the place of a parent where there is none."""


@dataclass(slots=True)
class FolderNode:
    """A folder of the tree.

    Attributes:
        path: the whole path.
        name: what is shown: its own name, after those of the folders above it that hold nothing
            but the next one.
        parent: its place in :attr:`FolderTree.nodes`; :data:`ROOT` where none is above it.
        row: which of its parent's folders it is, from 0.
        number: of the folder among those that hold pictures themselves; -1 where it holds none.
        below: places of the folders in it.
    """

    path: str
    name: str
    parent: int
    row: int
    number: int
    below: list[int] = field(default_factory=list)


@dataclass(slots=True)
class _Folder:
    path: str
    number: int = -1
    inside: dict[str, _Folder] = field(default_factory=dict)


class FolderTree:
    """Folders above folders, each before those in it, in the order of their names.

    Args:
        folders: whole paths by the numbers of their folders.
        used: the numbers of those that hold pictures.
    """

    def __init__(self, folders: Sequence[str] = (), used: Iterable[int] = ()) -> None:
        self.nodes: list[FolderNode] = []
        self.top: list[int] = []
        """Places of the folders that no other one is above."""
        root = _Folder("")
        for number in used:
            _insert(root, folders[number], number)
        for row, (name, folder) in enumerate(_sorted(root)):
            self.top.append(self._append(name, folder, ROOT, row))
        self._numbers = np.array([node.number for node in self.nodes], np.intp)
        self._places = {node.path: place for place, node in enumerate(self.nodes)}
        self._parents = [node.parent for node in self.nodes]

    def _append(self, name: str, folder: _Folder, parent: int, row: int) -> int:
        """Take a folder and all in it in. A chain of single folders is one: they hold no choice."""
        while folder.number < 0 and len(folder.inside) == 1:
            ((inner, folder),) = folder.inside.items()
            name = os.path.join(name, inner)  # noqa: PTH118
        place = len(self.nodes)
        node = FolderNode(folder.path, name, parent, row, folder.number)
        self.nodes.append(node)
        node.below = [
            self._append(inner, each, place, number)
            for number, (inner, each) in enumerate(_sorted(folder))
        ]
        return place

    def totals(self, numbers: NDArray[np.intp]) -> list[int]:
        """How many pictures are in each folder and below, by its place.

        Args:
            numbers: how many lie in each folder itself, by its number.
        """
        if not self.nodes:
            return []
        totals: list[int] = np.where(self._numbers < 0, 0, numbers[self._numbers]).tolist()
        for place in range(len(totals) - 1, -1, -1):  # those below come behind
            if (parent := self._parents[place]) != ROOT:
                totals[parent] += totals[place]
        return totals

    def place_of(self, path: str) -> int | None:
        """Where a folder is; None where it is none of the tree's own."""
        return self._places.get(path)


def _insert(root: _Folder, path: str, number: int) -> None:
    folder = root
    drive, rest = os.path.splitdrive(path)
    parts = rest.strip(os.sep).split(os.sep)  # noqa: PTH206  Path takes five times as long
    for part in (drive + os.sep, *parts):
        inner = folder.inside.get(part) if part else folder
        if inner is None:
            inner = folder.inside[part] = _Folder(
                as_head(folder.path) + part if folder.path else part
            )
        folder = inner
    folder.number, folder.path = number, path


def _sorted(folder: _Folder) -> Iterator[tuple[str, _Folder]]:
    return iter(sorted(folder.inside.items(), key=lambda item: natural_key(item[0])))
