"""The line in which pictures are searched for: what may be asked for below it as a person types."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QLocale,
    QModelIndex,
    QObject,
    QRect,
    QSize,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QCompleter,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from igtagger.app.query_completion import Completion, Completions
from igtagger.domain import Reason
from igtagger.errors import UsageError
from igtagger.gui.look.palette import colours
from igtagger.gui.look.plain_text import set_tool_tip
from igtagger.gui.look.reason_words import sentence_of
from igtagger.gui.tags.ranked import Index
from igtagger.gui.tags.search_field import SearchField
from igtagger.labels.query import parse

MISTAKE_MILLISECONDS = 700
"""After the last letter, before a mistake is told: most of them are words that are not done."""
CHOICE_ROLE = Qt.ItemDataRole.UserRole + 1
NOTE_ROLE = Qt.ItemDataRole.UserRole + 2
_NARROWEST = 300
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class CompletionModel(QAbstractListModel):
    """What the word that is being typed may become."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.choices: list[Completion] = []

    def show_these(self, choices: list[Completion]) -> None:
        """Replace all of them."""
        self.beginResetModel()
        self.choices = choices
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008, N802
        """How many."""
        return 0 if parent.isValid() else len(self.choices)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The name; as ``CHOICE_ROLE`` itself, as ``NOTE_ROLE`` what it is."""
        if not index.isValid() or index.row() >= len(self.choices):
            return None
        choice = self.choices[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole):
            return choice.name
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return ", ".join(filter(None, (choice.name, self._note(choice))))
        if role == NOTE_ROLE:
            return self._note(choice)
        return choice if role == CHOICE_ROLE else None

    def _note(self, choice: Completion) -> str:
        """What it is, and of how many pictures."""
        count = QLocale().toString(choice.pictures) if choice.pictures else ""
        return "  ".join(part for part in (self._what(choice), count) if part)

    def _what(self, choice: Completion) -> str:
        if choice.field == "state":
            return self._state(choice.name)
        if not choice.field:
            return "" if choice.is_whole else self._field(choice.name)
        return {
            "tag": self.tr("tag"),
            "own": self.tr("own tag"),
            "file": self.tr("keyword in the file"),
            "kind": self.tr("kind of picture"),
            "camera": self.tr("camera"),
            "folder": self.tr("folder"),
        }[choice.field]

    def _state(self, name: str) -> str:
        return {
            "tagged": self.tr("tagged"),
            "failed": self.tr("could not be read"),
            "waiting": self.tr("not tagged yet"),
            "reviewed": self.tr("reviewed by you"),
            "unreviewed": self.tr("not reviewed by you"),
        }[name]

    def _field(self, name: str) -> str:
        return {
            "folder:": self.tr("in the path of the folder"),
            "name:": self.tr("in the name of the file"),
            "ext:": self.tr("ending of the file, such as jpg"),
            "kind:": self.tr("kind of picture"),
            "tag:": self.tr("tag, or one below it"),
            "own:": self.tr("own tag"),
            "file:": self.tr("keyword in the file"),
            "camera:": self.tr("in maker or model"),
            "state:": self.tr("what became of it"),
            "date>": self.tr("when it was taken, such as 2024-05"),
            "score>": self.tr("of the first name, 0 to 1"),
            "rating>": self.tr("stars in the file, 0 to 5"),
            "width>": self.tr("in pixels"),
            "height>": self.tr("in pixels"),
            "megapixels>": self.tr("millions of pixels"),
        }[name]


class _CompletionDelegate(QStyledItemDelegate):
    """The name, and at the right, muted, what it is and in how many pictures."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: N802
        return QSize(120, option.fontMetrics.height() + 10)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        choice = index.data(CHOICE_ROLE)
        if not isinstance(choice, Completion):
            return
        shown, metrics, room = colours(), option.fontMetrics, option.rect.adjusted(8, 0, -8, 0)
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        if selected:
            painter.fillRect(option.rect, option.palette.highlight())
        align, elide = Qt.AlignmentFlag.AlignVCenter, Qt.TextElideMode.ElideRight
        plain = shown.own.text if choice.field == "own" else shown.text
        name = metrics.elidedText(choice.name, elide, room.width())
        painter.setPen(shown.on_accent if selected else plain)
        painter.drawText(room, align | Qt.AlignmentFlag.AlignLeft, name)
        left = room.left() + metrics.horizontalAdvance(name) + 12
        rest = QRect(left, room.top(), room.right() - left, room.height())
        if rest.width() > 30:
            painter.setPen(shown.on_accent if selected else shown.muted)
            note = metrics.elidedText(index.data(NOTE_ROLE), elide, rest.width())
            painter.drawText(rest, align | Qt.AlignmentFlag.AlignRight, note)
        painter.restore()


class QueryField(SearchField):
    """Takes a search: see :mod:`igtagger.labels.query`.

    Nothing is taken from the list below it that was not chosen by arrow keys or the mouse: Enter
    looks for what is typed. Ctrl+Space shows what can be asked for.

    Args:
        placeholder: what is searched.
        completions: what words may become.
        parent: the Qt owner.

    Signals:
        mistaken: why what is typed is no search; empty where it is one again. ``searched`` is told
            of searches alone.
    """

    mistaken = Signal(str)

    def __init__(
        self, placeholder: str, completions: Completions, parent: QWidget | None = None
    ) -> None:
        super().__init__(placeholder, parent)
        self._completions = completions
        self._place = 0
        self._mistake: Reason | None = None
        self._tell = QTimer(self)
        self._tell.setSingleShot(True)
        self._tell.setInterval(MISTAKE_MILLISECONDS)
        self._tell.timeout.connect(self._tell_mistake)
        self._build()
        self.textEdited.connect(lambda _: self._complete())
        self.textChanged.connect(lambda _: self._tell.stop())

    def _build(self) -> None:
        self.model = CompletionModel(self)
        self.completer_ = QCompleter(self.model, self)
        self.completer_.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        self.completer_.setMaxVisibleItems(12)
        self.completer_.setWidget(self)
        self.popup = QListView()
        self.popup.setUniformItemSizes(True)
        self.popup.setAccessibleName(self.tr("Suggestions"))
        self.completer_.setPopup(self.popup)  # which it gives a delegate of its own
        self.popup.setItemDelegate(_CompletionDelegate(self.popup))
        self.completer_.activated[QModelIndex].connect(self._pick)  # type: ignore[index]
        set_tool_tip(
            self,
            self.tr("dog beach, dog OR cat, score>0.5, own:done … Ctrl+Space shows all there is"),
        )

    def set_text(self, text: str) -> None:
        """Show another text, which is a search, without looking for it."""
        super().set_text(text)
        self._take(None)

    # What words may become

    def _complete(self, *, asked: bool = False) -> None:
        found = self._completions.of(self.text(), self.cursorPosition(), asked=asked)
        self._place = found.place
        self.model.show_these(found.choices)
        if not found.choices:
            self.popup.hide()
            return
        self.completer_.setCurrentRow(0)
        below = self.rect()
        below.setWidth(max(below.width(), _NARROWEST))
        self.completer_.complete(below)
        self.popup.setCurrentIndex(QModelIndex())  # nothing is taken that was not chosen

    def _pick(self, index: QModelIndex) -> None:
        choice = index.data(CHOICE_ROLE)
        if not isinstance(choice, Completion):
            return
        rest = self.text()[self.cursorPosition() :]
        apart = " " if choice.is_whole and not rest.startswith((" ", ")")) else ""
        before = self.text()[: self._place] + choice.text + apart
        self.setText(before + rest)
        self.setCursorPosition(len(before))
        if not choice.is_whole:
            self._complete()

    # What is no search

    def _search(self) -> bool:
        try:
            parse(self.text())
        except UsageError as error:
            self._later.stop()
            self._mistake = error.reason
            self._tell.start()
            return False
        self._take(None)
        return super()._search()

    def _take(self, mistake: Reason | None) -> None:
        self._tell.stop()
        self._mistake = mistake
        self._tell_mistake()

    def _tell_mistake(self) -> None:
        why = ""
        if self._mistake is not None:
            facts = dict(self._mistake.facts)
            detail = facts["detail"]
            assert isinstance(detail, Reason)
            why = self.tr("At character {place}: {why}")
            why = why.format(place=facts["place"], why=sentence_of(detail))
        self.setAccessibleDescription(why)
        self.mistaken.emit(why)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """See the class."""
        control = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if event.key() == Qt.Key.Key_Space and control:
            self._complete(asked=True)
        elif event.key() == Qt.Key.Key_Escape and self.popup.isVisible():
            self.popup.hide()
        elif event.key() in _ENTER and self._is_chosen():
            event.ignore()  # the completer's
        elif event.key() in _ENTER:
            self.popup.hide()
            self._enter(event)
        else:
            super().keyPressEvent(event)

    def focusNextPrevChild(self, forwards: bool) -> bool:  # noqa: N802  Qt's
        """Tab, too, takes what is chosen."""
        return not self._is_chosen() and super().focusNextPrevChild(forwards)

    def _is_chosen(self) -> bool:
        """Whether one of those below the field is."""
        return self.popup.isVisible() and self.popup.currentIndex().isValid()

    def _enter(self, event: QKeyEvent) -> None:
        super().keyPressEvent(event)
        if self._mistake is not None:
            self._take(self._mistake)  # who is done typing is told at once
