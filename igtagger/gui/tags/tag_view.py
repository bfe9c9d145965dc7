"""How counted tags are listed: found by their names, with a dot in the colour of their kind."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import (
    QCoreApplication,
    QLocale,
    QModelIndex,
    QPersistentModelIndex,
    QPointF,
    QRectF,
    QSize,
    QSortFilterProxyModel,
    Qt,
    Signal,
)
from PySide6.QtGui import QContextMenuEvent, QFont, QKeyEvent, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QMenu,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from igtagger.app.picture_values import TagKey, TagKind
from igtagger.gui.keys.all_keys import TAG_KEYS
from igtagger.gui.look.palette import colours
from igtagger.gui.tags.chips import look_of
from igtagger.gui.tags.ranked import Index
from igtagger.gui.tags.tag_model import TAG_ROLE, CountedTag, Mark, TagModel
from igtagger.labels.folding import folded
from igtagger.labels.query_building import Join

_JOINS = {"add": Join.AND, "exclude": Join.NOT, "or": Join.OR}


def join_of(keys: Qt.KeyboardModifier) -> Join | None:
    """How a click with those keys joins what is clicked to the search; None where it alone counts.

    Where several are held Alt counts before Ctrl, and Ctrl before Shift.
    """
    if keys & Qt.KeyboardModifier.AltModifier:
        return Join.NOT
    if keys & Qt.KeyboardModifier.ControlModifier:
        return Join.AND
    return Join.OR if keys & Qt.KeyboardModifier.ShiftModifier else None


def _join(join: Callable[[Join], None], how: Join, *_: object) -> None:
    join(how)


def add_joins(menu: QMenu, join: Callable[[Join], None]) -> None:
    """Put the ways to join what a menu is about to the search into it."""
    words = {
        Join.AND: QCoreApplication.translate("TagView", "Add to the search"),
        Join.NOT: QCoreApplication.translate("TagView", "Exclude from the search"),
        Join.OR: QCoreApplication.translate("TagView", "Show these as well"),
    }
    keys = {
        Join.AND: QCoreApplication.translate("TagView", "Ctrl+click"),
        Join.NOT: QCoreApplication.translate("TagView", "Alt+click"),
        Join.OR: QCoreApplication.translate("TagView", "Shift+click"),
    }
    for how, text in words.items():
        menu.addAction(f"{text}\t{keys[how]}").triggered.connect(partial(_join, join, how))


class FoundTags(QSortFilterProxyModel):
    """The tags whose names have the text that is searched for."""

    _wanted = ""

    def search(self, text: str) -> None:
        """Search for another text; an empty one is in all names."""
        self._wanted = folded(text)
        self.invalidate()

    def filterAcceptsRow(  # noqa: N802  Qt's name
        self, row: int, parent: QModelIndex | QPersistentModelIndex
    ) -> bool:
        """Whether its name has the text."""
        if not self._wanted:
            return True
        tag = self.sourceModel().index(row, 0, parent).data(TAG_ROLE)
        return any(self._wanted in word for word in (folded(tag.name), *tag.words))


class TagDelegate(QStyledItemDelegate):
    """A dot in the colour of the kind, the name, the count."""

    active: TagKey | None = None

    def createEditor(  # noqa: N802
        self, parent: QWidget, option: QStyleOptionViewItem, index: Index
    ) -> QWidget:
        """A field for another name, into which nothing is dropped: it might be moved there."""
        editor = super().createEditor(parent, option, index)
        editor.setAcceptDrops(False)
        return editor

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: N802
        """A line."""
        return QSize(120, option.fontMetrics.height() + 10)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw a tag; the active one stands out."""
        tag = index.data(TAG_ROLE)
        if not isinstance(tag, CountedTag):
            return
        shown, metrics = colours(), option.fontMetrics
        active, excluded = tag.key == self.active, tag.mark is Mark.EXCLUDED
        active = active or tag.mark is Mark.WANTED
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        focused = bool(option.state & QStyle.StateFlag.State_HasFocus)
        hovered = bool(option.state & QStyle.StateFlag.State_MouseOver)
        if active or hovered or focused:
            painter.setPen(QPen(shown.focus, 2) if focused else QPen(Qt.PenStyle.NoPen))
            fill = shown.accent_fill if active else shown.control_hover
            painter.setBrush(fill if active or hovered else Qt.BrushStyle.NoBrush)
            body = QRectF(option.rect).adjusted(3, 1.5, -3, -1.5)
            painter.drawRoundedRect(body, 5, 5)
        room = option.rect.adjusted(12, 0, -12, 0)
        dot = QRectF(room.left(), room.center().y() - 4, 9, 9)
        if tag.mark is Mark.NONE:
            self._paint_dot(painter, dot, tag)
        else:
            self._paint_sign(painter, dot, excluded=excluded)
        room.adjust(17, 0, 0, 0)
        count = QLocale().toString(tag.pictures)
        painter.setPen(shown.on_accent if active else shown.muted)
        align = Qt.AlignmentFlag.AlignVCenter
        painter.drawText(room, align | Qt.AlignmentFlag.AlignRight, count)
        room.adjust(0, 0, -metrics.horizontalAdvance(count) - 10, 0)
        painter.setPen(shown.on_accent if active else shown.error if excluded else shown.text)
        if excluded:
            font = QFont(option.font)
            font.setStrikeOut(True)
            painter.setFont(font)
        name = metrics.elidedText(tag.name, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, align | Qt.AlignmentFlag.AlignLeft, name)
        painter.restore()

    def _paint_sign(self, painter: QPainter, place: QRectF, *, excluded: bool) -> None:
        """A plus for what the search asks for, a minus for what it excludes."""
        shown, middle = colours(), place.center()
        painter.setPen(QPen(shown.error if excluded else shown.on_accent, 2))
        painter.drawLine(QPointF(place.left(), middle.y()), QPointF(place.right(), middle.y()))
        if not excluded:
            painter.drawLine(QPointF(middle.x(), place.top()), QPointF(middle.x(), place.bottom()))

    def _paint_dot(self, painter: QPainter, place: QRectF, tag: CountedTag) -> None:
        """Round: a label; square: an own tag or word. Hollow: nobody says it, or files do."""
        look = look_of(tag.kind, tag.colour)
        by_itself = tag.taught > 0 and tag.taught == tag.pictures
        hollow = tag.kind in (TagKind.AUTOMATIC, TagKind.FILE) or by_itself
        painter.setPen(QPen(look.muted, 1.4))
        full = look.border if tag.colour else look.muted
        painter.setBrush(look.fill if hollow else full)
        if tag.kind in (TagKind.OWN, TagKind.FILE):
            painter.drawRoundedRect(place, 2, 2)
        else:
            painter.drawEllipse(place)


class TagView(QListView):
    """A click or Enter on a tag chooses it, another one lets it go.

    Ctrl and a click, or +, join it to the search; Alt and a click or Enter, or -, exclude it; Shift
    and a click or Enter ask for it or for what is asked for already.

    Args:
        tags: the tags, which :meth:`search` narrows.
        parent: the Qt owner.

    Signals:
        chosen: an index.
        joined: an index, and a :class:`Join`.
        menu_wanted: an index, and where on the screen.
        escaped: no tag is to be chosen.
    """

    chosen = Signal(QModelIndex)
    joined = Signal(QModelIndex, object)
    menu_wanted = Signal(QModelIndex, object)
    escaped = Signal()

    def __init__(self, tags: TagModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._found = FoundTags(self)
        self._found.setSourceModel(tags)
        self._delegate = TagDelegate(self)
        self.setModel(self._found)
        self.setItemDelegate(self._delegate)
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.EditKeyPressed)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    @property
    def active(self) -> TagKey | None:
        """The tag that is marked."""
        return self._delegate.active

    def show_active(self, key: TagKey | None) -> None:
        """Mark another one, or none."""
        self._delegate.active = key
        self.viewport().update()

    def search(self, text: str) -> bool:
        """Show those alone whose names have that text; whether there are any."""
        self._found.search(text)
        return bool(self._found.rowCount())

    @property
    def is_empty(self) -> bool:
        """Whether nothing is shown."""
        return not self._found.rowCount()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """See the class."""
        editing = self.state() == QAbstractItemView.State.EditingState
        verb = "" if editing or not self.currentIndex().isValid() else TAG_KEYS.verb(event)
        if verb in _JOINS:
            self.joined.emit(self.currentIndex(), _JOINS[verb])
        elif verb == "choose":
            self.chosen.emit(self.currentIndex())
        elif not editing and TAG_KEYS.verb(event) == "escape":
            self.escaped.emit()
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """See the class."""
        super().mouseReleaseEvent(event)
        index = self.indexAt(event.position().toPoint())
        if event.button() == Qt.MouseButton.LeftButton and index.isValid():
            self._choose(index, event.modifiers())

    def _choose(self, index: QModelIndex, keys: Qt.KeyboardModifier) -> None:
        how = join_of(keys)
        if how is None:
            self.chosen.emit(index)
        else:
            self.joined.emit(index, how)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:  # noqa: N802
        """What can be done with a tag."""
        by_key = event.reason() == QContextMenuEvent.Reason.Keyboard
        index = self.currentIndex() if by_key else self.indexAt(event.pos())
        if not index.isValid():
            return
        below = self.viewport().mapToGlobal(self.visualRect(index).center())
        self.menu_wanted.emit(index, below if by_key else event.globalPos())
