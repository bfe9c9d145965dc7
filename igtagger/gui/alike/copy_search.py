"""Looks for copies on a job's thread, with what the window shows of each. No Qt here."""

from __future__ import annotations

import os
from collections.abc import Callable, Container, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Event
from typing import NamedTuple

from igtagger.app.likeness.copy_decisions import FoundGroup, mark_in
from igtagger.app.likeness.duplicates import DuplicateProgress, DuplicateSearch, Group, Member
from igtagger.app.likeness.joining_copies import Likeness
from igtagger.gui.alike.asked_picture import Features, version_of
from igtagger.gui.views.thumbnails import Version
from igtagger.library.facade import Library
from igtagger.library.spans import EVERYTHING, Span, spans_of


@dataclass(frozen=True, slots=True)
class CopyWish:
    """Where copies are looked for, and which.

    Attributes:
        roots: files and folders; the whole library where None.
        listed: pictures of the list alone.
        least: the weakest likeness.
    """

    roots: tuple[Path, ...] | None = None
    listed: bool = False
    least: Likeness = Likeness.NEAR

    @property
    def spans(self) -> Sequence[Span]:
        """The same for the library."""
        return EVERYTHING if self.roots is None else spans_of(self.roots)


class SearchEnd(NamedTuple):
    """What is said at the end.

    Attributes:
        pictures: so many were compared.
        lacking: so many could not be in every way that was asked for.
    """

    pictures: int
    lacking: int


def find_copies(
    wish: CopyWish,
    features: Callable[[Event], Features],
    listed: Container[Path],
    cancel: Event,
) -> Iterator[DuplicateProgress | FoundGroup | SearchEnd]:
    """Find them.

    Args:
        wish: where, and which.
        features: opened here, since that may take a while.
        listed: the pictures of the list.
        cancel: ends it.

    Raises:
        LibraryError: the library cannot be used.
    """
    use = features(cancel)
    search = DuplicateSearch(
        use.library, use.key, spans=wish.spans, least=wish.least, cancel=cancel
    )
    for item in search.search():
        if isinstance(item, DuplicateProgress):
            yield item
        elif (found := _found(item, use.library, listed if wish.listed else None)) is not None:
            yield found
    if not cancel.is_set():
        hashes = search.without_hash if wish.least is not Likeness.BYTES else 0
        lacking = search.without_features if wish.least is Likeness.NEAR else 0
        yield SearchEnd(search.pictures, max(hashes, lacking))


def _found(group: Group, library: Library, listed: Container[Path] | None) -> FoundGroup | None:
    """With those members alone that are there, and in the list where that is asked for."""
    versions: dict[str, Version] = {}
    members = list[Member]()
    for member in group.members:
        if listed is not None and member.path not in listed:
            continue
        if (version := version_of(path := os.fspath(member.path))) is not None:
            versions[path] = version
            members.append(member)
    if len(members) < 2:
        return None
    if members[0].likeness is not None:
        members[0] = replace(members[0], likeness=None, distance=None, similarity=None)
    reviews = library.reviews([member.path for member in members])
    marks = {os.fspath(path): mark_in(review.own) for path, review in reviews.items()}
    return FoundGroup(Group(tuple(members)), versions, marks)
