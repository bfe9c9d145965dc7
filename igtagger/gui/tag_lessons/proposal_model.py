"""One page of suggestions as a Qt model."""

from __future__ import annotations

import os
from collections.abc import Callable
from enum import IntEnum
from typing import Any

from PySide6.QtCore import QAbstractListModel, QLocale, QModelIndex, QObject, Qt

from igtagger.app.learned_tags.proposal_pages import Proposal, ProposalPages
from igtagger.gui.look.plain_text import as_tool_tip
from igtagger.gui.results.results_model import Index, Role


class ProposalRole(IntEnum):
    """What is asked for beside paths and versions."""

    VERDICT = Qt.ItemDataRole.UserRole + 101  # bool | None: see ProposalPages.verdict
    SURE = Qt.ItemDataRole.UserRole + 102  # bool
    LINE = Qt.ItemDataRole.UserRole + 103  # bool: before it stands the line of what is sure


_ANSWERS: dict[int, Callable[[Proposal], Any]] = {
    Role.PATH: lambda row: row.path,
    Role.VERSION: lambda row: row.version,
    Qt.ItemDataRole.DisplayRole: lambda row: score_text(row.score),
    Qt.ItemDataRole.ToolTipRole: lambda row: as_tool_tip(row.path),
    ProposalRole.SURE: lambda row: row.is_sure,
}


def score_text(score: float) -> str:
    """As scores are shown everywhere."""
    return QLocale().toString(score, "f", 2)


class ProposalModel(QAbstractListModel):
    """The pictures of the page.

    Args:
        pages: which they are.
        parent: the Qt owner.
    """

    def __init__(self, pages: ProposalPages, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pages = pages
        self._page = pages.page

    def show_page(self) -> None:
        """There may be another page, or more on it; where there is not, nothing happens."""
        if self._page != self._pages.page:
            self.beginResetModel()
            self._page = self._pages.page
            self.endResetModel()

    def show_verdicts(self) -> None:
        """Something was decided."""
        if self._page:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._page) - 1, 0))

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008, N802
        """Pictures of the page."""
        return 0 if parent.isValid() else len(self._page)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The score; to screen readers also the name, and what was decided."""
        if not index.isValid() or index.row() >= len(self._page):
            return None
        place, row = index.row(), self._page[index.row()]
        answer = _ANSWERS.get(role)
        if answer is not None:
            return answer(row)
        if role == ProposalRole.VERDICT:
            return self._pages.verdict(row.path)
        if role == ProposalRole.LINE:
            return place > 0 and self._page[place - 1].is_sure and not row.is_sure
        return self._spoken(row) if role == Qt.ItemDataRole.AccessibleTextRole else None

    def _spoken(self, row: Proposal) -> str:
        sure = self.tr("sure") if row.is_sure else self.tr("not sure")
        decided = {
            True: self.tr("confirmed"),
            False: self.tr("rejected"),
            None: self.tr("not decided"),
        }[self._pages.verdict(row.path)]
        name = os.path.basename(row.path)  # noqa: PTH119  no file is looked at
        return f"{name}, {score_text(row.score)}, {sure}, {decided}"
