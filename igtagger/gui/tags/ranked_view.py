"""The list of ranked labels, for mouse and keys."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPoint, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QGuiApplication,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QListView, QMenu, QToolTip, QWidget

from igtagger.gui.keys.all_keys import LABEL_KEYS
from igtagger.gui.look.icons import icon
from igtagger.gui.look.plain_text import as_tool_tip
from igtagger.gui.tags.ranked import RankedLabel, RankedModel, score_text, why_text
from igtagger.gui.tags.ranked_delegate import Part, RankedDelegate, parts_of

_MOST_TOLD = 12
"""Labels that are named where the pointer asks what a term is the sum of."""


class RankedView(QListView):
    """Ranked labels, each with a button to confirm and one to reject.

    Its keys are :data:`LABEL_KEYS`.

    Signals:
        confirm_wanted, reject_wanted: the labels of which it is said.
        rule_wanted: the reference of a label that is to be called otherwise.
        pointer_left: the pointer is over the list no more.
    """

    confirm_wanted = Signal(list)
    reject_wanted = Signal(list)
    rule_wanted = Signal(object)
    pointer_left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.ranked = RankedModel(self)
        self._delegate = RankedDelegate(self)
        self._pressed: tuple[int, Part] | None = None
        self.setModel(self.ranked)
        self.setItemDelegate(self._delegate)
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setAccessibleName(self.tr("Labels of the model"))

    def show_labels(self, labels: Sequence[RankedLabel]) -> None:
        """Show these; what is current and selected stays, by label."""
        current = self.current()
        chosen = {label.ref for label in self.selected()}
        self.ranked.set_labels(labels)
        if self.currentIndex().isValid() or not labels:
            return
        selection = self.selectionModel()
        for row, label in enumerate(labels):
            if current is not None and label.ref == current.ref:
                selection.setCurrentIndex(self.ranked.index(row), selection.SelectionFlag.NoUpdate)
            if label.ref in chosen:
                selection.select(self.ranked.index(row), selection.SelectionFlag.Select)

    def current(self) -> RankedLabel | None:
        """The label that the keys are about."""
        row = self.currentIndex().row()
        return self.ranked.labels[row] if 0 <= row < len(self.ranked.labels) else None

    def selected(self) -> list[RankedLabel]:
        """The labels that are selected; the current one where none is."""
        rows = sorted(index.row() for index in self.selectedIndexes())
        labels = [self.ranked.labels[row] for row in rows if row < len(self.ranked.labels)]
        current = self.current()
        return labels or ([current] if current is not None else [])

    @property
    def has_pointer(self) -> bool:
        """Whether the pointer is over the list, so that nothing may move below it."""
        return self.underMouse()

    def start_anew(self) -> None:
        """Nothing is chosen, and the first label is at the top: it is about other pictures."""
        self.selectionModel().clear()
        self.scrollToTop()
        if self.hasFocus():
            self._make_first_current()

    def copy(self, *, scores: bool = False) -> None:
        """Put the selected labels on the clipboard: a line, or a table with scores."""
        labels = self.selected() or list(self.ranked.labels)
        if scores:
            text = "\n".join(f"{label.name}\t{score_text(label.score)}" for label in labels)
        else:
            text = ", ".join(label.name for label in labels)
        QGuiApplication.clipboard().setText(text)

    # Keys

    def keyboardSearch(self, search: str) -> None:  # noqa: N802
        """Nothing: letters judge what is chosen."""

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """See the class."""
        verb, labels = LABEL_KEYS.verb(event), self.selected()
        if verb == "copy":
            self.copy()
        elif verb == "confirm" and labels:
            self.confirm_wanted.emit(labels)
        elif verb == "reject" and labels:
            self.reject_wanted.emit(labels)
        else:
            super().keyPressEvent(event)

    # Mouse

    def _at(self, point: QPoint) -> tuple[int, Part] | None:
        index = self.indexAt(point)
        if not index.isValid():
            return None
        parts = parts_of(self.visualRect(index), self.font())
        if parts.confirm.contains(point):
            return index.row(), Part.CONFIRM
        if parts.reject.contains(point):
            return index.row(), Part.REJECT
        return index.row(), Part.BODY

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Light up the button under the pointer."""
        self._hover(self._at(event.position().toPoint()))
        if self._pressed is None:
            super().mouseMoveEvent(event)

    def leaveEvent(self, event: QEvent) -> None:  # noqa: N802
        """The pointer is gone."""
        self._hover(None)
        super().leaveEvent(event)
        self.pointer_left.emit()

    def _hover(self, over: tuple[int, Part] | None) -> None:
        if over != self._delegate.over:
            self._delegate.over = over
            on_button = over is not None and over[1] is not Part.BODY
            shape = Qt.CursorShape.PointingHandCursor if on_button else Qt.CursorShape.ArrowCursor
            self.viewport().setCursor(shape)
            self.viewport().update()

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """A button is pressed, or a row is selected."""
        at = self._at(event.position().toPoint())
        if event.button() == Qt.MouseButton.LeftButton and at and at[1] is not Part.BODY:
            self._pressed = at
            return
        super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """The button that was pressed acts, if the pointer is still on it."""
        pressed, self._pressed = self._pressed, None
        if pressed is None:
            super().mouseReleaseEvent(event)
        elif self._at(event.position().toPoint()) == pressed:
            label = self.ranked.labels[pressed[0]]
            wanted = self.confirm_wanted if pressed[1] is Part.CONFIRM else self.reject_wanted
            wanted.emit([label])

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Two quick clicks on a button are two clicks; on a row, they confirm it."""
        at = self._at(event.position().toPoint())
        if event.button() != Qt.MouseButton.LeftButton or at is None:
            return
        if at[1] is Part.BODY:
            self.confirm_wanted.emit([self.ranked.labels[at[0]]])
        else:
            self._pressed = at

    def viewportEvent(self, event: QEvent) -> bool:  # noqa: N802
        """Tool tips of the parts."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            QToolTip.showText(
                event.globalPos(), as_tool_tip(self._tool_tip(event.pos())), self.viewport()
            )
            return True
        return super().viewportEvent(event)

    def _tool_tip(self, point: QPoint) -> str:
        at = self._at(point)
        if at is None:
            return ""
        label = self.ranked.labels[at[0]]
        if at[1] is Part.CONFIRM:
            return (
                self.tr("Not confirmed any more (Space)")
                if label.confirmed == label.of
                else (self.tr("Confirm (C)"))
            )
        if at[1] is Part.REJECT:
            return (
                self.tr("Not rejected any more (Delete)")
                if label.rejected == label.of
                else (self.tr("Reject (X)"))
            )
        lines = [label.name, label.definition, why_text(label, _MOST_TOLD)]
        if label.of > 1:
            lines.append(self.ranked.share_text(label))
            if label.score is not None:
                lines.append(self.tr("Mean score {score}").format(score=score_text(label.score)))
        return "\n".join(line for line in lines if line)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:  # noqa: N802
        """What can be done with the selected labels."""
        labels = self.selected()
        if not labels:
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        confirm = menu.addAction(icon("check"), self.tr("Confirm") + "\tC")
        confirm.triggered.connect(lambda: self.confirm_wanted.emit(labels))
        reject = menu.addAction(icon("cross"), self.tr("Reject") + "\tX")
        reject.triggered.connect(lambda: self.reject_wanted.emit(labels))
        menu.addSeparator()
        copy = menu.addAction(icon("copy"), self.tr("Copy"))
        copy.triggered.connect(lambda _: self.copy())
        table = menu.addAction(self.tr("Copy with scores"))
        table.triggered.connect(lambda: self.copy(scores=True))
        menu.addSeparator()
        rule = menu.addAction(self.tr("Another name or rule…"))
        rule.triggered.connect(lambda *_: self.rule_wanted.emit(labels[0].ref))
        menu.popup(event.globalPos())

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        """Keys need a current row."""
        super().focusInEvent(event)
        if not self.currentIndex().isValid():
            self._make_first_current()

    def _make_first_current(self) -> None:
        if self.ranked.labels:
            self.selectionModel().setCurrentIndex(
                self.ranked.index(0), self.selectionModel().SelectionFlag.NoUpdate
            )
