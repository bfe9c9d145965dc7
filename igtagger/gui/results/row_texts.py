"""What the list says of pictures, by their rows in :class:`Pictures`."""

from __future__ import annotations

import os

from PySide6.QtCore import QCoreApplication, QDateTime, QLocale

from igtagger.app.picture_table import Pictures
from igtagger.app.picture_values import State, TagKey
from igtagger.gui.look import fact_words
from igtagger.gui.look.reason_words import sentence_of


def name_text(pictures: Pictures, row: int) -> str:
    """What its file is called."""
    return os.path.basename(pictures.path(row))  # noqa: PTH119


def folder_text(pictures: Pictures, row: int) -> str:
    """Where that is."""
    return os.path.dirname(pictures.path(row))  # noqa: PTH120


def kind_text(pictures: Pictures, row: int) -> str:
    """What kind of picture it is."""
    kind = pictures.kind(row)
    return kind.name if kind is not None else ""


def score_text(pictures: Pictures, row: int, tag: TagKey | None) -> str:
    """Its score, of a tag, or of its first name."""
    if pictures.state(row) is not State.TAGGED or not pictures.is_named(row):
        return ""
    score = pictures.score(row, tag)
    return _score(score) if score else ""


def size_text(pictures: Pictures, row: int) -> str:
    """Its pixels."""
    width, height = pictures.size(row)
    return f"{width} × {height}" if width else ""


def date_text(pictures: Pictures, row: int) -> str:
    """When its file was changed."""
    moment = pictures.mtime_ns(row)
    if not moment:
        return ""
    date = QDateTime.fromMSecsSinceEpoch(moment // 1_000_000)
    return QLocale().toString(date, QLocale.FormatType.ShortFormat)


def taken_text(pictures: Pictures, row: int) -> str:
    """When it was taken."""
    taken = pictures.facts.moment(row)
    return "" if taken is None else fact_words.moment_text(taken)


def rating_text(pictures: Pictures, row: int) -> str:
    """Its stars and its colour."""
    return fact_words.rating_text(pictures.facts.rating(row), pictures.facts.labels.text(row))


def labels_text(pictures: Pictures, row: int) -> str:
    """Its tags in a line; why it failed where it did."""
    if (error := pictures.error(row)) is not None:
        return sentence_of(error)
    return ", ".join(
        tag.name if tag.score is None else f"{tag.name} {_score(tag.score)}"
        for tag in pictures.tags(row)
    )


def state_text(pictures: Pictures, row: int) -> str:
    """What became of it."""
    if pictures.is_gone(row):
        return QCoreApplication.translate("RowTexts", "gone")
    if pictures.review(row):
        return QCoreApplication.translate("RowTexts", "reviewed")
    return {
        State.WAITING: QCoreApplication.translate("RowTexts", "waiting"),
        State.TAGGED: QCoreApplication.translate("RowTexts", "tagged"),
        State.FAILED: QCoreApplication.translate("RowTexts", "failed"),
    }[pictures.state(row)]


def spoken_text(pictures: Pictures, row: int) -> str:
    """A row in a line for a screen reader: its name, what became of it, kind and tags."""
    parts = (f(pictures, row) for f in (state_text, kind_text, labels_text))
    said = ", ".join(part for part in parts if part)
    return f"{name_text(pictures, row)}: {said}"


def told_text(pictures: Pictures, row: int) -> str:
    """Why it failed, which names its path; else the path, with what is to be known of it."""
    if pictures.is_gone(row):
        words = QCoreApplication.translate(
            "RowTexts", "This file is not there any more. What is known of it is kept."
        )
        return f"{pictures.path(row)}\n{words}"
    if (error := pictures.error(row)) is not None:
        return sentence_of(error)
    lines = [pictures.path(row)]
    if (remark := pictures.remark(row)) is not None:
        lines.append(sentence_of(remark))
    if taught := [str(tag.key) for tag in pictures.taught.tags(row)]:
        words = QCoreApplication.translate("RowTexts", "Said by itself, as you taught it: {tags}")
        lines.append(words.format(tags=", ".join(taught)))
    return "\n".join(lines)


def _score(score: float) -> str:
    return QLocale().toString(score, "f", 2)
