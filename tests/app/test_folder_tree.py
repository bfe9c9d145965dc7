"""The folders of the list as a tree."""

from __future__ import annotations

import sys

import numpy as np
import pytest

from igtagger.app.folder_tree import ROOT, FolderTree

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="paths of other systems")

FOLDERS = ["/home/me/p/2019", "/home/me/p/2019/b", "/home/me/p/10", "/home/me/p/9", "/mnt/x/y"]


def drawn(tree: FolderTree) -> list[str]:
    def depth(place: int) -> int:
        parent = tree.nodes[place].parent
        return 0 if parent == ROOT else 1 + depth(parent)

    return ["  " * depth(n) + node.name for n, node in enumerate(tree.nodes)]


def test_chains_of_single_folders_are_one_and_names_are_in_their_order() -> None:
    tree = FolderTree(FOLDERS, [0, 1, 2, 3])
    assert drawn(tree) == ["/home/me/p", "  9", "  10", "  2019", "    b"]
    assert tree.nodes[0].path == "/home/me/p"
    assert tree.place_of("/home/me/p/2019/b") == 4
    assert tree.place_of("/home") is None


def test_a_folder_that_holds_pictures_is_not_a_part_of_a_chain() -> None:
    assert drawn(FolderTree(["/a/b", "/a/b/c/d"], [0, 1])) == ["/a/b", "  c/d"]
    assert drawn(FolderTree(FOLDERS, [1, 4])) == [
        "/",
        "  home/me/p/2019/b",
        "  mnt/x/y",
    ]


def test_counts_are_of_a_folder_and_all_below() -> None:
    tree = FolderTree(FOLDERS, range(5))
    totals = tree.totals(np.array([1, 10, 100, 1000, 10_000]))
    assert dict(zip((node.path for node in tree.nodes), totals, strict=True)) == {
        "/": 11_111,
        "/home/me/p": 1111,
        "/home/me/p/9": 1000,
        "/home/me/p/10": 100,
        "/home/me/p/2019": 11,
        "/home/me/p/2019/b": 10,
        "/mnt/x/y": 10_000,
    }
    assert FolderTree().totals(np.zeros(0, np.intp)) == []
