"""The field in which a person types tags, with what they may mean below it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPalette
from PySide6.QtWidgets import (
    QCompleter,
    QLineEdit,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from igtagger.app.picture_values import TagKey
from igtagger.domain import LabelRef
from igtagger.gui.keys.all_keys import OWN_TAG_KEYS
from igtagger.gui.look.icons import icon
from igtagger.gui.look.palette import colours
from igtagger.gui.look.plain_text import as_tool_tip, set_tool_tip
from igtagger.gui.look.text_field import TextField
from igtagger.gui.tags.ranked import Index
from igtagger.labels import own_tags
from igtagger.labels.folding import folded, nearness
from igtagger.labels.kinds import KINDS

MOST = 24
"""Suggestions at once."""
KEY_ROLE = Qt.ItemDataRole.UserRole + 1
DEFINITION_ROLE = Qt.ItemDataRole.UserRole + 2
FROM_FILE_ROLE = Qt.ItemDataRole.UserRole + 3


@dataclass(frozen=True, slots=True)
class Suggestion:
    """An own tag that was used before, or a label or term, which is found by ``words``, folded.

    ``from_file``: it is no own tag yet, but a keyword that others wrote into files.
    """

    key: TagKey
    name: str
    definition: str = ""
    words: tuple[str, ...] = ()
    from_file: bool = False


def _plain_words(tag: str) -> tuple[str, ...]:
    return (folded(tag),)


def suggestions(
    text: str,
    own: Sequence[str],
    names: Sequence[Suggestion],
    words: Callable[[str], tuple[str, ...]] = _plain_words,
) -> list[Suggestion]:
    """What ``text`` may become, the likeliest first.

    Names that begin with it, then names with a word that does, then names that contain it; each
    time own tags (the most used first) before ``names``, in their order. ``words`` gives what an
    own tag is found by, folded.
    """
    typed = folded(text)
    if not typed:
        return []
    known = [Suggestion(name, name, words=words(name)) for name in own]
    ranked = []
    for suggestion in (*known, *names):
        near = (nearness(typed, word) for word in suggestion.words)
        places = [place for place in near if place is not None]
        if places:
            ranked.append((min(places), suggestion))
    ranked.sort(key=lambda pair: pair[0])
    return [suggestion for _, suggestion in ranked[:MOST]]


class SuggestionModel(QAbstractListModel):
    """Suggestions for what is being typed."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.suggestions: list[Suggestion] = []

    def show_these(self, found: list[Suggestion]) -> None:
        """Replace all of them."""
        self.beginResetModel()
        self.suggestions = found
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008, N802
        """How many."""
        return 0 if parent.isValid() else len(self.suggestions)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Name, key and definition."""
        if not index.isValid() or index.row() >= len(self.suggestions):
            return None
        suggestion = self.suggestions[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole):
            return suggestion.name
        if role == Qt.ItemDataRole.ToolTipRole:
            return as_tool_tip(suggestion.definition) or None
        if role == KEY_ROLE:
            return suggestion.key
        if role == FROM_FILE_ROLE:
            return suggestion.from_file
        return suggestion.definition if role == DEFINITION_ROLE else None


class _SuggestionDelegate(QStyledItemDelegate):
    """The name, and beside it, muted, what it means."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: N802
        metrics = option.fontMetrics
        return QSize(120, metrics.height() + 10)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        rect, metrics = option.rect, option.fontMetrics
        palette: QPalette = option.palette
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        shown = colours()
        painter.save()
        if selected:
            painter.fillRect(rect, palette.highlight())
        room = rect.adjusted(8, 0, -8, 0)
        key = index.data(KEY_ROLE)
        from_file = bool(index.data(FROM_FILE_ROLE))
        is_own = isinstance(key, str) and not from_file
        plain = shown.own.text if is_own else shown.text
        name = metrics.elidedText(index.data(), Qt.TextElideMode.ElideRight, room.width())
        painter.setPen(shown.on_accent if selected else plain)
        align = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        painter.drawText(room, align, name)
        left = room.left() + metrics.horizontalAdvance(name) + 12
        rest = QRect(left, room.top(), room.right() - left, room.height())
        note = self.tr("own tag") if is_own else index.data(DEFINITION_ROLE)
        if from_file:
            note = self.tr("keyword from files")
        if isinstance(key, LabelRef) and key.label_set == KINDS:
            note = self.tr("kind of picture")
        if rest.width() > 40:
            painter.setPen(shown.on_accent if selected else shown.muted)
            note = metrics.elidedText(note, Qt.TextElideMode.ElideRight, rest.width())
            painter.drawText(rest, align, note)
        painter.restore()


class OwnTagField(TextField):
    """Takes one tag or several, parted by commas; Enter adds them.

    A label of the model that is picked from the list below the field is a confirmed label, not a
    tag of the person's own: the list tells its meaning, typed letters do not.

    Args:
        own: the person's tags, the most used first.
        labels: what can be picked: the labels of the model, and maybe kinds of picture.
        parent: the Qt owner.
        words: what a tag of the person's is found by, folded.

    Signals:
        entered: names.
        picked: a :class:`LabelRef`.
        left: Escape in an empty field.
    """

    entered = Signal(list)
    picked = Signal(object)
    left = Signal()

    def __init__(
        self,
        own: Callable[[], Sequence[str]],
        labels: Callable[[], Sequence[Suggestion]],
        parent: QWidget | None = None,
        *,
        words: Callable[[str], tuple[str, ...]] = _plain_words,
    ) -> None:
        super().__init__(parent)
        self._own, self._labels, self._words = own, labels, words
        self.model = SuggestionModel(self)
        self.completer_ = QCompleter(self.model, self)
        self.completer_.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        self.completer_.setMaxVisibleItems(8)
        self.completer_.setWidget(self)
        self.popup = QListView()
        self.popup.setUniformItemSizes(True)
        self.popup.setAccessibleName(self.tr("Suggestions"))
        self.completer_.setPopup(self.popup)  # which it gives a delegate of its own
        self.popup.setItemDelegate(_SuggestionDelegate(self.popup))
        self.completer_.activated[QModelIndex].connect(self._pick)  # type: ignore[index]
        self.setPlaceholderText(self.tr("Add a tag"))
        self.setClearButtonEnabled(True)
        self.setAccessibleName(self.tr("Add tags of your own"))
        set_tool_tip(self, self.tr("Several tags are parted by commas. Enter adds them."))
        self.addAction(icon("plus"), QLineEdit.ActionPosition.LeadingPosition)
        self.textEdited.connect(self._suggest)

    def suggest_anew(self) -> None:
        """There are other own tags now: show them, unless the person is choosing already."""
        is_asked = self.hasFocus() or self.popup.isVisible()
        if self.text() and is_asked and not self.popup.currentIndex().isValid():
            self._suggest(self.text())

    def _suggest(self, text: str) -> None:
        typed = text.rpartition(",")[2].strip()
        self.model.show_these(suggestions(typed, self._own(), self._labels(), self._words))
        if not self.model.suggestions:
            self.popup.hide()
            return
        self.completer_.setCurrentRow(0)
        self.completer_.complete()
        self.popup.setCurrentIndex(QModelIndex())  # nothing is taken that was not chosen

    def _pick(self, index: QModelIndex) -> None:
        key = index.data(KEY_ROLE)
        before = own_tags.parse(self.text().rpartition(",")[0])
        self.setText("")
        if isinstance(key, LabelRef):
            if before:
                self.entered.emit(before)
            self.picked.emit(key)
        elif isinstance(key, str):
            self.entered.emit([*before, key])

    def _enter(self) -> None:
        names = own_tags.parse(self.text())
        self.popup.hide()
        self.setText("")  # what was typed is a tag now, and is undone as one
        if names:
            self.entered.emit(names)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Enter takes the suggestion that is chosen, or what is typed; Escape empties."""
        verb = OWN_TAG_KEYS.verb(event)
        if verb == "enter":
            if self.popup.isVisible() and self.popup.currentIndex().isValid():
                event.ignore()  # the completer's
                return
            self._enter()
            event.accept()
        elif verb == "leave" and not self.popup.isVisible():
            if self.text():
                self.clear()
            else:
                self.left.emit()
        elif verb == "suggest" and not self.popup.isVisible() and self.text():
            self._suggest(self.text())
        else:
            super().keyPressEvent(event)
