"""How alike pictures are, and why a copy is the best one, in words."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QDateTime, QLocale

from igtagger.app.likeness.copy_decisions import BestReason, CopyMark, why_best
from igtagger.app.likeness.duplicates import Member
from igtagger.app.likeness.joining_copies import Likeness
from igtagger.app.likeness.similar import Alike

NEARLY_THE_SAME = 0.9
VERY_ALIKE = 0.65
ALIKE = 0.45
A_LITTLE_ALIKE = 0.33
"""Cosines of features from which on that is said: see
:data:`igtagger.app.likeness.near_features.NEAR`. Half of all pairs among 146 photographs have 0.23
with the built-in model, 1 in 20 has 0.34, and 1 in 100 has 0.48."""


def _tr(text: str) -> str:
    return QCoreApplication.translate("Likeness", text)


def similarity_text(found: Alike) -> str:
    """The words, and the number: "very alike 0.81"."""
    if found.same == "itself":
        return _tr("this picture")
    if found.same == "bytes":
        return _tr("the same file")
    number = QLocale().toString(min(found.similarity, 1.0), "f", 2)
    return f"{_similarity_words(found.similarity)} {number}"


def _similarity_words(similarity: float) -> str:
    words = {
        NEARLY_THE_SAME: _tr("nearly the same"),
        VERY_ALIKE: _tr("very alike"),
        ALIKE: _tr("alike"),
        A_LITTLE_ALIKE: _tr("a little alike"),
    }
    said = (word for least, word in words.items() if similarity >= least)
    return next(said, _tr("hardly alike"))


def kind_text(kind: Likeness) -> str:
    """What the copies of a group are to each other."""
    return {
        Likeness.BYTES: _tr("same file"),
        Likeness.PICTURE: _tr("same picture"),
        Likeness.NEAR: _tr("nearly the same"),
    }[kind]


def member_text(member: Member, members: Sequence[Member], mark: CopyMark) -> str:
    """What stands below a copy: what was decided, else why it is proposed, or how alike it is."""
    if mark is CopyMark.UNWANTED:
        return _tr("not wanted")
    is_first = member is members[0]
    if mark is CopyMark.BEST:
        return _tr("kept")
    if is_first:
        return _tr("best copy: {why}").format(why=best_text(members))
    assert member.likeness is not None
    text = kind_text(member.likeness)
    if member.likeness is Likeness.NEAR and member.similarity is not None:
        text = f"{text} {QLocale().toString(member.similarity, 'f', 2)}"
    return text


def best_text(members: Sequence[Member]) -> str:
    """Why the first of these is proposed."""
    return {
        BestReason.LARGEST: _tr("largest"),
        BestReason.LEAST_COMPRESSED: _tr("least compressed"),
        BestReason.OLDEST: _tr("oldest"),
        BestReason.FIRST: _tr("as good as the others"),
    }[why_best(members)]


def size_text(size: int) -> str:
    """Bytes, in the units that file managers have."""
    return QLocale().formattedDataSize(size, 1, QLocale.DataSizeFormat.DataSizeSIFormat)


def gain_text(size: int) -> str:
    """So many bytes would be free."""
    return _tr("{size} to gain").format(size=size_text(size))


def facts_text(member: Member) -> str:
    """Pixels, format and bytes."""
    pixels = f"{member.width} × {member.height}" if member.width else ""
    return "  ·  ".join(filter(None, (pixels, format_text(member.path), size_text(member.size))))


def format_text(path: Path) -> str:
    """By its ending."""
    ending = path.suffix[1:].upper()
    return {"JPG": "JPEG", "TIF": "TIFF"}.get(ending, ending)


def date_text(member: Member) -> str:
    """When the file was changed last."""
    date = QDateTime.fromMSecsSinceEpoch(member.modified_ns // 1_000_000)
    return QLocale().toString(date, QLocale.FormatType.ShortFormat)
