"""What becomes of files, in as little memory as a table of a hundred thousand of them allows."""

from __future__ import annotations

import os
from collections import Counter
from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from igtagger.domain import Reason
from igtagger.export.xmp.xmp_fields import SUBJECT, TagLists
from igtagger.gui.look.reason_words import sentence_of, without_name, words_of

if TYPE_CHECKING:
    from igtagger.export.xmp.writing import Written


class ChangeKind(Enum):
    """What becomes of a file."""

    CHANGED = "changed"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class FileChange:
    """What becomes of one picture's tags, or would.

    Attributes:
        path: of the picture.
        kind: whether anything does.
        sidecar: the name of the file beside it that is written; empty for the picture itself.
        tags: that are added or taken away.
        removed: they are taken away.
        reason: why beside the picture, or not at all; None where there is nothing to say.
    """

    path: str
    kind: ChangeKind
    sidecar: str = ""
    tags: tuple[str, ...] = ()
    removed: bool = False
    reason: Reason | None = None

    @classmethod
    def of(cls, written: Written) -> FileChange:
        """What is shown of it: a tag once, whichever fields it is written into."""
        kinds = {"unchanged": ChangeKind.UNCHANGED, "refused": ChangeKind.REFUSED}
        beside = written.file is not None and written.file != written.path
        return cls(
            os.fspath(written.path),
            kinds.get(written.how, ChangeKind.CHANGED),
            written.file.name if beside and written.file is not None else "",
            (_flat(written.removed) if written.removed else _flat(written.added))
            + tuple(f"{field.name} {each.after or '–'}" for field, each in written.values.items()),
            bool(written.removed),
            written.reason,
        )

    @property
    def name(self) -> str:
        """Of the picture."""
        return os.path.basename(self.path)  # noqa: PTH119  hundreds are painted


def _flat(tags: TagLists) -> tuple[str, ...]:
    """The words; those with levels where only such fields are changed."""
    return tags.get(SUBJECT) or next(iter(tags.values()), ())


def place_words(change: FileChange) -> str:
    """Which file is written."""
    if change.kind is not ChangeKind.CHANGED:
        return ""
    if change.sidecar:
        return change.sidecar
    return QCoreApplication.translate("FileChange", "the picture itself")


def change_words(change: FileChange) -> str:
    """Which tags come or go, or why none does."""
    if change.kind is ChangeKind.CHANGED:
        sign = "−" if change.removed else "+"
        return "   ".join(f"{sign} {tag}" for tag in change.tags)
    if change.kind is ChangeKind.REFUSED and change.reason is not None:
        return reason_words(change.reason)
    return QCoreApplication.translate("FileChange", "Nothing to do")


def reason_words(reason: Reason) -> str:
    """Why, beside the name of the picture: the part of a sentence that tells it, as a whole one."""
    inner = dict(reason.facts).get("why")
    words = words_of(inner) if isinstance(inner, Reason) else words_of(without_name(reason))
    text = words.text.strip().rstrip(".")
    return text[:1].upper() + text[1:]


def tool_tip(change: FileChange) -> str:
    """All of it."""
    lines = [change.path]
    if change.kind is ChangeKind.CHANGED:
        lines.append(change_words(change))
    if change.reason is not None:
        lines.append(sentence_of(change.reason))
    return "\n".join(lines)


@dataclass(slots=True)
class Totals:
    """What became of all that was looked at.

    Attributes:
        files: how many, by kind.
        embedded: those of the changed ones that are pictures, not sidecars.
        tags: added or taken away.
    """

    files: Counter[ChangeKind] = field(default_factory=Counter)
    embedded: int = 0
    tags: int = 0

    def add(self, change: FileChange) -> None:
        """Take one in."""
        self.files[change.kind] += 1
        if change.kind is ChangeKind.CHANGED:
            self.embedded += not change.sidecar
            self.tags += len(change.tags)

    @property
    def changed(self) -> int:
        """Files that are written."""
        return self.files[ChangeKind.CHANGED]

    @property
    def looked_at(self) -> int:
        """All of them."""
        return self.files.total()
