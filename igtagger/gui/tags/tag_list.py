"""The side list of tags: which there are, how often, and a click to see their pictures."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import (
    QLocale,
    QModelIndex,
    QPersistentModelIndex,
    QRectF,
    QSize,
    QSortFilterProxyModel,
    Qt,
    Signal,
)
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QMenu,
    QStackedWidget,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from igtagger.app.picture_values import TagKey, TagKind
from igtagger.gui.look.icons import icon
from igtagger.gui.look.palette import colours
from igtagger.gui.look.plain_text import PlainLabel
from igtagger.gui.results.results_model import ResultsModel
from igtagger.gui.tags.chips import look_of
from igtagger.gui.tags.ranked import Index
from igtagger.gui.tags.search_field import SearchField
from igtagger.gui.tags.tag_model import TAG_ROLE, CountedTag, TagModel
from igtagger.labels.folding import folded


class _Found(QSortFilterProxyModel):
    """The tags whose names have the text that is searched for."""

    _wanted = ""

    def search(self, text: str) -> None:
        """Search for another text; an empty one is in all names."""
        self._wanted = folded(text)
        self.invalidate()

    def filterAcceptsRow(  # noqa: N802  Qt's name
        self, row: int, parent: QModelIndex | QPersistentModelIndex
    ) -> bool:
        if not self._wanted:
            return True
        tag = self.sourceModel().index(row, 0, parent).data(TAG_ROLE)
        return any(self._wanted in word for word in (folded(tag.name), *tag.words))


class _TagDelegate(QStyledItemDelegate):
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
        return QSize(120, option.fontMetrics.height() + 10)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        tag = index.data(TAG_ROLE)
        if not isinstance(tag, CountedTag):
            return
        shown, metrics = colours(), option.fontMetrics
        active = tag.key == self.active
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
        self._paint_dot(painter, QRectF(room.left(), room.center().y() - 4, 9, 9), tag)
        room.adjust(17, 0, 0, 0)
        count = QLocale().toString(tag.pictures)
        painter.setPen(shown.on_accent if active else shown.muted)
        align = Qt.AlignmentFlag.AlignVCenter
        painter.drawText(room, align | Qt.AlignmentFlag.AlignRight, count)
        room.adjust(0, 0, -metrics.horizontalAdvance(count) - 10, 0)
        painter.setPen(shown.on_accent if active else shown.text)
        name = metrics.elidedText(tag.name, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, align | Qt.AlignmentFlag.AlignLeft, name)
        painter.restore()

    def _paint_dot(self, painter: QPainter, place: QRectF, tag: CountedTag) -> None:
        """Round and hollow: automatic; round and full: confirmed; square: own."""
        look = look_of(tag.kind)
        automatic = tag.kind is TagKind.AUTOMATIC
        painter.setPen(QPen(look.muted, 1.4))
        painter.setBrush(look.fill if automatic else look.muted)
        if tag.kind is TagKind.OWN:
            painter.drawRoundedRect(place, 2, 2)
        else:
            painter.drawEllipse(place)


class _TagView(QListView):
    """A click or Enter on a tag chooses it, another one lets it go."""

    chosen = Signal(QModelIndex)
    menu_wanted = Signal(QModelIndex, object)
    escaped = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        keys = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)
        editing = self.state() == QAbstractItemView.State.EditingState
        if not editing and event.key() in keys and self.currentIndex().isValid():
            self.chosen.emit(self.currentIndex())
        elif not editing and event.key() == Qt.Key.Key_Escape:
            self.escaped.emit()
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        super().mouseReleaseEvent(event)
        index = self.indexAt(event.position().toPoint())
        if event.button() == Qt.MouseButton.LeftButton and index.isValid():
            self.chosen.emit(index)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:  # noqa: N802
        by_key = event.reason() == QContextMenuEvent.Reason.Keyboard
        index = self.currentIndex() if by_key else self.indexAt(event.pos())
        if not index.isValid():
            return
        below = self.viewport().mapToGlobal(self.visualRect(index).center())
        self.menu_wanted.emit(index, below if by_key else event.globalPos())


class TagList(QWidget):
    """All tags that are shown, with counts.

    Args:
        model: the pictures.
        parent: the Qt owner.

    Signals:
        tag_chosen: only pictures with that tag are wanted; all where None.
        confirm_requested, reject_requested: of a label, for all pictures that show it.
        remove_requested: of an own tag, from all pictures.
        rename_requested: an own tag's old and new name.
        vocabulary_requested: a tag is to be called otherwise.
    """

    tag_chosen = Signal(object)
    confirm_requested = Signal(object)
    reject_requested = Signal(object)
    remove_requested = Signal(str)
    rename_requested = Signal(str, str)
    vocabulary_requested = Signal(object)

    def __init__(self, model: ResultsModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._results = model
        self._tags = TagModel(self)
        self._tags.renamed.connect(self.rename_requested)
        self._found = _Found(self)
        self._found.setSourceModel(self._tags)
        self._build()
        model.counts_changed.connect(self.refresh)
        self.refresh()

    def _build(self) -> None:
        self.search = SearchField(self.tr("Find a tag"))
        self.search.searched.connect(self._search)
        self.view = _TagView()
        self.search.left.connect(self.view.setFocus)
        self._delegate = _TagDelegate(self.view)
        self.view.setModel(self._found)
        self.view.setItemDelegate(self._delegate)
        self.view.setUniformItemSizes(True)
        self.view.setMouseTracking(True)
        self.view.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.view.setEditTriggers(QAbstractItemView.EditTrigger.EditKeyPressed)
        self.view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.view.setAccessibleName(self.tr("Tags"))
        self.view.chosen.connect(self._toggle)
        self.view.escaped.connect(lambda: self._choose(None))
        self.view.menu_wanted.connect(self._show_menu)
        self._nothing = PlainLabel()
        self._nothing.setWordWrap(True)
        self._nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._nothing.setForegroundRole(self._nothing.foregroundRole().PlaceholderText)
        self._nothing.setContentsMargins(16, 16, 16, 16)
        self._pages = QStackedWidget()
        self._pages.addWidget(self.view)
        self._pages.addWidget(self._nothing)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 8, 8, 0)
        layout.setSpacing(6)
        layout.addWidget(self.search)
        layout.addWidget(self._pages, 1)

    def sizeHint(self) -> QSize:  # noqa: N802
        """A side panel."""
        return QSize(220, 420)

    # What is shown

    @property
    def tags(self) -> Sequence[CountedTag]:
        """All tags, whether the search field hides them or not."""
        return self._tags.tags

    @property
    def active(self) -> TagKey | None:
        """The tag that pictures are filtered by."""
        return self._delegate.active

    def refresh(self) -> None:
        """Count anew, among the pictures that the other filters let through."""
        pictures, rows = self._results.pictures, self._results.found()
        least = self._results.filter.min_score
        confirmed = pictures.confirmed_counts(rows)
        self._tags.set_tags(
            [
                CountedTag(
                    key,
                    pictures.name_of(key),
                    count,
                    confirmed.get(key, 0),
                    () if isinstance(key, str) else pictures.naming.words(key),
                )
                for key, count in pictures.tag_counts(rows, least)
            ]
        )
        self._show_page()

    def show_active(self, key: TagKey | None) -> None:
        """Mark the tag that pictures are filtered by; tells nobody."""
        self._delegate.active = key
        self.view.viewport().update()

    def _search(self, text: str) -> None:
        self._found.search(text)
        self._show_page()

    def _show_page(self) -> None:
        if self._found.rowCount():
            self._pages.setCurrentWidget(self.view)
            return
        if self._tags.tags:
            self._nothing.setText(self.tr("No tag is called that."))
        elif len(self._results.pictures) != self._results.rowCount():
            self._nothing.setText(self.tr("The pictures that are shown have no tags."))
        else:
            self._nothing.setText(self.tr("The tags of your pictures appear here."))
        self._pages.setCurrentWidget(self._nothing)

    # What is done

    def _toggle(self, index: QModelIndex | QPersistentModelIndex) -> None:
        key = index.data(TAG_ROLE).key
        self._choose(None if key == self.active else key)

    def _choose(self, key: TagKey | None) -> None:
        if key != self.active:
            self.show_active(key)
            self.tag_chosen.emit(key)

    def menu_for(self, index: QModelIndex) -> QMenu:
        """What can be done with a tag."""
        tag: CountedTag = index.data(TAG_ROLE)
        menu = QMenu(self)
        if tag.key == self.active:
            menu.addAction(self.tr("Show all pictures"), lambda: self._choose(None))
        else:
            menu.addAction(self.tr("Show only these pictures"), lambda: self._choose(tag.key))
        menu.addSeparator()
        count = len(self._results.pictures.showing(tag.key))  # without those of tags below it
        if isinstance(tag.key, str):
            menu.addAction(self.tr("Rename"), lambda: self.view.edit(index)).setShortcut("F2")
            menu.addAction(
                icon("trash"),
                self.tr("Remove from %n picture(s)", "", count),
                lambda: self.remove_requested.emit(tag.key),
            )
            return menu
        menu.addAction(
            icon("check"),
            self.tr("Confirm on %n picture(s)", "", count),
            lambda: self.confirm_requested.emit(tag.key),
        )
        menu.addAction(
            icon("cross"),
            self.tr("Reject on %n picture(s)", "", count),
            lambda: self.reject_requested.emit(tag.key),
        )
        menu.addSeparator()
        menu.addAction(
            self.tr("Another name or rule…"), lambda: self.vocabulary_requested.emit(tag.key)
        )
        return menu

    def _show_menu(self, index: QModelIndex, place: object) -> None:
        menu = self.menu_for(index)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(place)  # type: ignore[arg-type]
