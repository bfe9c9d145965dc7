"""The mode that goes through one tag, page by page."""

from __future__ import annotations

from PySide6.QtCore import QLocale, QSize, Qt
from PySide6.QtGui import QFont, QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from igtagger.app.tag_sheet import TagSheet, Verdicts
from igtagger.domain import LabelRef
from igtagger.gui.look.plain_text import PlainLabel
from igtagger.gui.results.results_model import ResultsModel
from igtagger.gui.sheet.sheet_view import SheetModel, SheetView
from igtagger.gui.tags.review_history import Reviews
from igtagger.gui.views.thumbnails import Thumbnails

_FRAME = QSize(16, 48)
"""Around it, as window managers draw it, with the title."""


class SheetDialog(QDialog):
    """Over the window, until it is left by Escape or all is gone through.

    A click marks a picture on which the tag is wrong; Enter confirms it on all others of the page
    that are seen, rejects it on the marked ones, in one step, and goes on.

    Args:
        ref: the tag, which may be said of none.
        results: the pictures.
        reviews: what is decided.
        thumbnails: where the small pictures come from.
        edge: of these, in logical pixels.
        parent: the window.
    """

    def __init__(
        self,
        ref: LabelRef,
        results: ResultsModel,
        reviews: Reviews,
        thumbnails: Thumbnails,
        edge: int,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._ref, self._reviews, self._results = ref, reviews, results
        pictures = results.pictures
        self._pictures, self._name = pictures, pictures.name_of(ref)
        self.sheet = TagSheet(pictures.to_judge(ref))
        self._model = SheetModel(self.sheet, pictures, ref, self)
        self.view = SheetView(self._model, self.sheet, thumbnails, edge)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Go through “{name}”").format(name=self._name))
        self._build()
        self.view.room_changed.connect(self._fit)
        self.view.turned.connect(self._turn)
        self.view.marked.connect(self._tell)
        self.view.seen.connect(self._tell, Qt.ConnectionType.QueuedConnection)
        thumbnails.ready.connect(self._tell)
        results.modelReset.connect(self._leave_if_cleared)
        undo = QShortcut(QKeySequence(QKeySequence.StandardKey.Undo), self)
        undo.activated.connect(self._take_back)
        room = parent.screen().availableGeometry().size() - _FRAME
        self.resize(parent.size().boundedTo(room))
        self._show_page()
        self.view.setFocus()

    def _build(self) -> None:
        heading = PlainLabel(self.tr("Is this “{name}”?").format(name=self._name))
        font = QFont(self.font())
        font.setPointSizeF(font.pointSizeF() * 1.25)
        font.setWeight(QFont.Weight.DemiBold)
        heading.setFont(font)
        self.progress = PlainLabel()
        top = QHBoxLayout()
        top.addWidget(heading)
        top.addStretch(1)
        top.addWidget(self.progress)
        hint = PlainLabel(
            self.tr("Click, Space or X marks what is not. Page Down passes a page over.")
        )
        hint.setWordWrap(True)
        hint.setForegroundRole(hint.foregroundRole().PlaceholderText)
        layout = QVBoxLayout(self)
        layout.addLayout(top)
        layout.addWidget(hint)
        layout.addWidget(self.view, 1)
        layout.addLayout(self._built_bar())

    def _built_bar(self) -> QHBoxLayout:
        self.told = PlainLabel()
        self.told.setWordWrap(True)
        self.accept_button = QPushButton()
        self.accept_button.setDefault(True)
        self.accept_button.clicked.connect(self._take)
        self.undo_button = QPushButton(self.tr("Take the last page back"))
        self.undo_button.setAutoDefault(False)
        self.undo_button.clicked.connect(self._take_back)
        self.close_button = QPushButton(self.tr("Leave"))
        self.close_button.setAutoDefault(False)
        self.close_button.clicked.connect(self.reject)
        bar = QHBoxLayout()
        bar.addWidget(self.told, 1)
        for button in (self.undo_button, self.close_button, self.accept_button):
            bar.addWidget(button)
        return bar

    def minimumSizeHint(self) -> QSize:  # noqa: N802  Qt's name
        """So small that it fits wherever the window does."""
        return QSize(480, 360)

    # What is shown

    def _fit(self, size: int) -> None:
        if size != self.sheet.size:
            self.sheet.fit(size)
            self._show_page()

    def _show_page(self) -> None:
        self._model.show_page()
        self.view.setCurrentIndex(self._model.index(0, 0))
        self._tell()

    def _tell(self) -> None:
        """Say what Enter will do, and how far it is."""
        self.progress.setText(self._told_progress())
        self.undo_button.setEnabled(self.sheet.can_undo)
        told = self.sheet.verdicts()
        if not self.sheet.page:
            self.told.setText(self.tr("All is gone through."))
            self.accept_button.setText(self.tr("Done"))
            self.accept_button.setEnabled(True)
            return
        self.told.setText("  ·  ".join(self._sentences(told)))
        self.accept_button.setText(
            self.tr("Confirm the rest") if told.wrong else self.tr("Confirm all")
        )
        waits = [row for row in told.left if not self._failed(row)]
        self.accept_button.setEnabled(not waits)

    def _told_progress(self) -> str:
        sheet, locale = self.sheet, QLocale()
        total = len(sheet.rows)
        if not sheet.page:
            return self.tr("%n picture(s)", "", total)
        last = min(sheet.first + sheet.size, total)
        return self.tr("{first} to {last} of {all}").format(
            first=locale.toString(sheet.first + 1),
            last=locale.toString(last),
            all=locale.toString(total),
        )

    def _sentences(self, told: Verdicts) -> list[str]:
        name = self._name
        said = [
            self.tr("Enter confirms “{name}” on %n picture(s)", "", len(told.right)).format(
                name=name
            )
        ]
        if told.wrong:
            said.append(self.tr("rejects it on %n marked one(s)", "", len(told.wrong)))
        failed = sum(map(self._failed, told.left))
        if failed:
            said.append(self.tr("leaves %n that cannot be shown", "", failed))
        if waiting := len(told.left) - failed:
            said.append(self.tr("waits for %n that is not shown yet", "", waiting))
        return said

    def _failed(self, row: int) -> bool:
        return self.view.cannot_show(self._pictures.path(row), self._pictures.version(row))

    # What is done

    def _take(self) -> None:
        if not self.sheet.page:
            self.accept()
            return
        told = self.sheet.take()
        self._reviews.judge(told.right, told.wrong, self._ref)
        self._show_page()

    def _take_back(self) -> None:
        if self.sheet.can_undo:
            self.sheet.take_back()
            self._reviews.undo()
            self._show_page()

    def _turn(self, by: int) -> None:
        self.sheet.turn(by)
        self._show_page()

    def _leave_if_cleared(self) -> None:
        """Rows mean nothing any more once the list was cleared."""
        if self._results.pictures is not self._pictures:
            self.reject()
