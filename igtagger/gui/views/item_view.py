"""A view that lays its items out itself, and of which a screen reader still has each item.

Qt tells screen readers of the items of views that it knows: lists, tables and trees. Of a view of
our own over :class:`QAbstractItemView` it tells none. This one is a :class:`QListView` by kind, so
that Qt's own code makes an item of it as it is asked for, wherever the view says that it lies. All
that the list would do over its own layout, which looks at each of 100,000 items, is left out.
"""

from __future__ import annotations

from PySide6.QtCore import QItemSelection, QModelIndex, QPersistentModelIndex, QTimerEvent
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QFocusEvent,
    QMouseEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QListView

Index = QModelIndex | QPersistentModelIndex
Event = QAccessible.Event


class ItemView(QListView):
    """What :class:`QAbstractItemView` is, with its items told to screen readers as a list.

    A subclass says where items lie, how far it is scrolled and where keys lead, and paints. What is
    said of an item is the model's ``AccessibleTextRole`` in the first column.
    """

    # What the list would do by its own layout

    def doItemsLayout(self) -> None:  # noqa: N802
        """Only what every view does."""
        QAbstractItemView.doItemsLayout(self)

    def updateGeometries(self) -> None:  # noqa: N802
        """Only what every view does."""
        QAbstractItemView.updateGeometries(self)

    def reset(self) -> None:
        """Only what every view does."""
        QAbstractItemView.reset(self)

    def rowsInserted(self, parent: Index, start: int, end: int) -> None:  # noqa: N802
        """Only what every view does."""
        QAbstractItemView.rowsInserted(self, parent, start, end)

    def rowsAboutToBeRemoved(self, parent: Index, start: int, end: int) -> None:  # noqa: N802
        """Only what every view does."""
        QAbstractItemView.rowsAboutToBeRemoved(self, parent, start, end)

    def selectedIndexes(self) -> list[QModelIndex]:  # noqa: N802
        """Only what every view does."""
        return QAbstractItemView.selectedIndexes(self)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Only what every view does."""
        QAbstractItemView.mouseMoveEvent(self, event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Only what every view does."""
        QAbstractItemView.mouseReleaseEvent(self, event)

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802
        """Only what every view does."""
        QAbstractItemView.wheelEvent(self, event)

    def timerEvent(self, event: QTimerEvent) -> None:  # noqa: N802
        """Only what every view does."""
        QAbstractItemView.timerEvent(self, event)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Only what every view does."""
        QAbstractItemView.resizeEvent(self, event)

    # What is told

    def currentChanged(self, current: Index, previous: Index) -> None:  # noqa: N802
        """The focus of a screen reader goes along."""
        QAbstractItemView.currentChanged(self, current, previous)
        if self.hasFocus():
            self._tell(Event.Focus, current)

    def selectionChanged(  # noqa: N802
        self, selected: QItemSelection, deselected: QItemSelection
    ) -> None:
        """Of one item it is told which; of many, that others are selected."""
        QAbstractItemView.selectionChanged(self, selected, deselected)
        if not QAccessible.isActive():
            return
        for event, change in ((Event.SelectionRemove, deselected), (Event.SelectionAdd, selected)):
            if change.count() == 1 and change.first().height() == 1:
                self._tell(event, change.first().topLeft())
            elif change.count():
                QAccessible.updateAccessibility(QAccessibleEvent(self, Event.SelectionWithin))

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        """The current item has the focus, not the list as a whole."""
        super().focusInEvent(event)
        self._tell(Event.Focus, self.currentIndex())

    def _tell(self, what: QAccessible.Event, index: Index) -> None:
        if QAccessible.isActive() and index.isValid():
            event = QAccessibleEvent(self, what)
            event.setChild(index.row())
            QAccessible.updateAccessibility(event)
