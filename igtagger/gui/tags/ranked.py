"""The ranked labels of pictures as an item model."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QLocale,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
)

from igtagger.domain import LabelRef

Index = QModelIndex | QPersistentModelIndex
MOST_SPOKEN = 3
"""Labels that are named where it is told what a term is the sum of."""
LABEL_ROLE = Qt.ItemDataRole.UserRole + 1


class Verdict(IntEnum):
    """How many of the pictures it was said of."""

    NONE = 0
    SOME = 1
    ALL = 2


@dataclass(frozen=True, slots=True)
class RankedLabel:
    """A label of one or several pictures.

    ``pictures`` of ``of`` show it; it is ``confirmed`` and ``rejected`` in so many. ``score`` is
    the mean over those that have one, and ``shown`` whether it is said. ``parts`` are the labels
    that a term is the sum of, with their scores.
    """

    ref: LabelRef
    name: str
    definition: str = ""
    score: float | None = None
    shown: bool = True
    pictures: int = 1
    confirmed: int = 0
    rejected: int = 0
    of: int = 1
    parts: tuple[tuple[str, float], ...] = ()

    @property
    def is_confirmed(self) -> Verdict:
        """In all pictures, in some, or in none."""
        return _share(self.confirmed, self.of)

    @property
    def is_rejected(self) -> Verdict:
        """In all pictures, in some, or in none."""
        return _share(self.rejected, self.of)


def _share(part: int, whole: int) -> Verdict:
    if not part:
        return Verdict.NONE
    return Verdict.ALL if part >= whole else Verdict.SOME


def score_text(score: float | None) -> str:
    """Two digits, in the person's own notation."""
    if score is None:
        return ""
    if score < 0.005:
        return "< " + QLocale().toString(0.01, "f", 2)
    return QLocale().toString(score, "f", 2)


def why_text(label: RankedLabel, most: int) -> str:
    """What a term is the sum of: "= Egyptian cat 0.62 + tiger cat 0.14 + …"; empty for a label.

    Args:
        label: it.
        most: how many labels are named.
    """
    if not label.parts:
        return ""
    named = [f"{name} {score_text(score)}" for name, score in label.parts[:most]]
    named += ["…"] if len(label.parts) > most else []
    return "= " + " + ".join(named)


class RankedModel(QAbstractListModel):
    """Labels from the best down."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._labels: list[RankedLabel] = []

    @property
    def labels(self) -> Sequence[RankedLabel]:
        """All of them, in order."""
        return self._labels

    def set_labels(self, labels: Sequence[RankedLabel]) -> None:
        """Show these; where only their figures changed, the view keeps its place."""
        same = [label.ref for label in labels] == [label.ref for label in self._labels]
        if same:
            changed = [
                row
                for row, (new, old) in enumerate(zip(labels, self._labels, strict=True))
                if new != old
            ]
            self._labels = list(labels)
            if changed:
                self.dataChanged.emit(self.index(changed[0]), self.index(changed[-1]))
            return
        self.beginResetModel()
        self._labels = list(labels)
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008, N802
        """How many labels."""
        return 0 if parent.isValid() else len(self._labels)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Names; the label itself as ``LABEL_ROLE``."""
        if not index.isValid() or index.row() >= len(self._labels):
            return None
        label = self._labels[index.row()]
        if role == LABEL_ROLE:
            return label
        if role == Qt.ItemDataRole.DisplayRole:
            return label.name
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self._spoken(label)
        if role == Qt.ItemDataRole.AccessibleDescriptionRole:
            return "\n".join(filter(None, (label.definition, why_text(label, MOST_SPOKEN))))
        return None

    def _spoken(self, label: RankedLabel) -> str:
        said = [label.name, score_text(label.score)]
        if label.of > 1:
            said.append(self.share_text(label))
        elif label.confirmed:
            said.append(self.tr("confirmed"))
        elif label.rejected:
            said.append(self.tr("rejected"))
        return ", ".join(part for part in said if part)

    def share_text(self, label: RankedLabel) -> str:
        """In how many pictures, and what was decided on them."""

        def share(template: str, number: int) -> str:
            locale = QLocale()
            return template.format(n=locale.toString(number), of=locale.toString(label.of))

        said = [share(self.tr("{n} of {of}"), label.pictures)]
        if label.confirmed:
            said.append(share(self.tr("confirmed on {n}"), label.confirmed))
        if label.rejected:
            said.append(share(self.tr("rejected on {n}"), label.rejected))
        return ", ".join(said)
