"""Copies for the tests of the dialog that shows them, and work that finds them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from threading import Event

from igtagger.app.likeness.copy_decisions import FoundGroup, mark_in
from igtagger.app.likeness.duplicates import DuplicateProgress, Group, Member
from igtagger.app.likeness.joining_copies import Likeness
from igtagger.gui.alike.copy_finder import CopyWork
from igtagger.gui.alike.copy_search import CopyWish, SearchEnd
from igtagger.gui.jobs.job import Work
from igtagger.gui.runs.making_features import MakingStep
from igtagger.library.facade import Library


class FakeSearch:
    """Gives the groups that it was made with, as far as their files are there.

    Attributes:
        asked: the wishes that it got.
        held: set it, and the search goes on after its first group.
        error: is raised at the end.
        made_of: what :meth:`make` was asked for last.
        lacking: so many pictures cannot be compared, until :meth:`make` came to its end.
    """

    def __init__(self, library: Library, *groups: tuple[Member, ...]) -> None:
        self._library, self.groups = library, groups
        self.asked: list[CopyWish] = []
        self.held = Event()
        self.held.set()
        self.error: Exception | None = None
        self.lacking = 0
        self.made_of: tuple[Path, ...] | None = None
        self.pictures = sum(map(len, groups))

    def work(self, listed: int = 0, folders: tuple[Path, ...] = ()) -> CopyWork:
        return CopyWork(self._find, listed, folders, folders)

    def _find(self, wish: CopyWish):  # type: ignore[no-untyped-def]
        self.asked.append(wish)

        def work(cancel: Event) -> Iterator[DuplicateProgress | FoundGroup | SearchEnd]:
            yield DuplicateProgress("hashes", 1, 2)
            for members in self.groups:
                left = [each for each in members if each.path.exists()]
                reviews = self._library.reviews([each.path for each in left])
                marks = {str(path): mark_in(review.own) for path, review in reviews.items()}
                versions = {str(each.path): (1, 1) for each in left}
                if len(left) > 1:
                    yield FoundGroup(Group(tuple(left)), versions, marks)
                while not self.held.wait(0.01):
                    if cancel.is_set():
                        return
            if self.error is not None:
                raise self.error
            yield SearchEnd(self.pictures, self.lacking)

        return work

    def make(self, roots: tuple[Path, ...] | None) -> Work:
        self.made_of = roots

        def work(_: Event) -> Iterator[MakingStep]:
            yield MakingStep(1, self.lacking, 0)
            self.lacking = 0

        return work


def group(folder: Path, name: str, *kinds: Likeness) -> tuple[Member, ...]:
    """Files of a best copy and of others that are alike in these ways."""
    folder.mkdir(exist_ok=True, parents=True)
    members = []
    for number, kind in enumerate((None, *kinds)):
        path = folder / f"{name}{number}.jpg"
        path.write_bytes(b"x" * (1000 - number))
        similarity = 0.98 if kind is Likeness.NEAR else None
        made = Member(path, 400 - number, 300, 1000 - number, 10**18, kind, 0, similarity)
        members.append(made if kind is not None else replace(made, distance=None))
    return tuple(members)
