"""Groups of copies of pictures: which are shown, and what is decided about each. No Qt here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

from igtagger.app.likeness.duplicates import BEST_TAG, DUPLICATE_TAG, Group, Member
from igtagger.app.likeness.joining_copies import Likeness
from igtagger.labels import own_tags


class CopyMark(Enum):
    """What is decided about a copy."""

    NONE = "none"
    BEST = "best"
    UNWANTED = "unwanted"


class BestReason(Enum):
    """Why a copy is proposed as the best one of its group."""

    LARGEST = "largest"
    LEAST_COMPRESSED = "least compressed"
    OLDEST = "oldest"
    FIRST = "first"
    """Nothing tells them apart but their paths."""


def mark_in(own: Sequence[str]) -> CopyMark:
    """What the own tags of a picture say of it."""
    if own_tags.has(own, BEST_TAG):
        return CopyMark.BEST
    return CopyMark.UNWANTED if own_tags.has(own, DUPLICATE_TAG) else CopyMark.NONE


def why_best(members: Sequence[Member]) -> BestReason:
    """Why the first of these is proposed, by what it has more of than all others."""
    best, *others = members

    def pixels(member: Member) -> int:
        return member.width * member.height

    rivals = [other for other in others if pixels(other) >= pixels(best)]
    if not rivals:
        return BestReason.LARGEST
    rivals = [other for other in rivals if other.size >= best.size]
    if not rivals:
        return BestReason.LEAST_COMPRESSED
    if all(best.modified_ns < other.modified_ns for other in rivals):
        return BestReason.OLDEST
    return BestReason.FIRST


@dataclass(frozen=True, slots=True)
class FoundGroup:
    """A group, and what was looked up of its members, by their paths.

    Attributes:
        group: the best copy first.
        versions: times of change of the files as they are: see
            :meth:`igtagger.app.picture_table.Pictures.version`. Who is not in there is gone.
        marks: what was decided before.
    """

    group: Group
    versions: Mapping[str, tuple[int, int]]
    marks: Mapping[str, CopyMark]


@dataclass(frozen=True, slots=True)
class ShownGroup:
    """What is shown of a group: at least two members, the proposed one first."""

    members: tuple[Member, ...]

    @property
    def likeness(self) -> Likeness:
        """The weakest between the first one and another."""
        return max(member.likeness for member in self.members if member.likeness is not None)

    @property
    def gain(self) -> int:
        """Bytes that all but the first one take."""
        return sum(member.size for member in self.members[1:])


class CopyDecisions:
    """All groups that were found.

    Attributes:
        kinds: which likenesses are shown.
        groups: what is shown, in the order in which it was found.
    """

    def __init__(self, kinds: Iterable[Likeness] = Likeness) -> None:
        self.kinds = frozenset(kinds)
        self.groups: list[ShownGroup] = []
        self._found: list[FoundGroup] = []
        self._marks: dict[str, CopyMark] = {}
        self._versions: dict[str, tuple[int, int]] = {}
        self._gone: set[str] = set()

    def clear(self) -> None:
        """Nothing was found yet."""
        self.groups, self._found = [], []
        for each in (self._marks, self._versions, self._gone):
            each.clear()

    def add(self, found: Iterable[FoundGroup]) -> int:
        """Take more groups in; how many of them are shown."""
        before = len(self.groups)
        for each in found:
            self._found.append(each)
            self._marks.update(each.marks)
            self._versions.update(each.versions)
            self._show(each)
        return len(self.groups) - before

    def show_kinds(self, kinds: Iterable[Likeness]) -> None:
        """Show members that are alike in these ways, and those groups that have such."""
        self.kinds = frozenset(kinds)
        self._show_all()

    def take_out(self, paths: Iterable[str]) -> None:
        """These files are there no more."""
        self._gone.update(paths)
        self._show_all()

    @property
    def anything_went(self) -> bool:
        """Whether files that were found are there no more."""
        return bool(self._gone)

    def _show_all(self) -> None:
        self.groups = []
        for each in self._found:
            self._show(each)

    def _show(self, found: FoundGroup) -> None:
        members = tuple(
            member
            for member in found.group.members
            if (member.likeness is None or member.likeness in self.kinds)
            and str(member.path) in found.versions
            and str(member.path) not in self._gone
        )
        if len(members) > 1 and any(member.likeness is not None for member in members):
            self.groups.append(ShownGroup(members))

    def version(self, path: str) -> tuple[int, int]:
        """Times of change of a file that is shown."""
        return self._versions[path]

    # Decisions

    def mark(self, path: str) -> CopyMark:
        """What is decided about a copy."""
        return self._marks.get(path, CopyMark.NONE)

    def set_marks(self, marks: Mapping[str, CopyMark]) -> None:
        """Something else was decided, and is kept."""
        self._marks.update(marks)

    def may_drop(self, group: ShownGroup, path: str) -> bool:
        """Whether another copy of what is shown stays, if this one is not wanted."""
        return any(
            str(member.path) != path and self.mark(str(member.path)) is not CopyMark.UNWANTED
            for member in group.members
        )

    def alone(self, group: ShownGroup, path: str) -> dict[str, CopyMark]:
        """What it comes to if this copy is kept, and none of the others that are shown."""
        return {
            str(member.path): CopyMark.BEST if str(member.path) == path else CopyMark.UNWANTED
            for member in group.members
        }

    def best_in_all(self) -> dict[str, CopyMark]:
        """What it comes to if the proposed copies are kept, and no others.

        Groups about which anything is decided stay as they are.
        """
        marks: dict[str, CopyMark] = {}
        for group in self.groups:
            if all(self.mark(str(member.path)) is CopyMark.NONE for member in group.members):
                marks |= self.alone(group, str(group.members[0].path))
        return marks

    def unwanted(self) -> list[tuple[list[Member], list[Member]]]:
        """Of each group that is shown the copies that are not wanted, where any is; and the rest.

        Nothing may become of a group of which there is no rest: that was decided elsewhere.
        """
        parted = []
        for group in self.groups:
            going, staying = list[Member](), list[Member]()
            for member in group.members:
                is_going = self.mark(str(member.path)) is CopyMark.UNWANTED
                (going if is_going else staying).append(member)
            if going:
                parted.append((going, staying))
        return parted
