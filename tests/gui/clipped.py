"""What of a window is cut off, or lies beyond its edge."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QPoint, QRect, QSize
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSpinBox,
    QComboBox,
    QLabel,
    QLineEdit,
    QProgressBar,
    QScrollArea,
    QToolBar,
    QToolButton,
    QWidget,
)

from igtagger.gui.look.elided import ElidedLabel

_TOLERANCE = QSize(3, 3)
"""Pixels that no letter needs."""
_PARTS = (QLabel, QAbstractButton, QComboBox, QLineEdit, QAbstractSpinBox, QProgressBar)


def clipped(top: QWidget, room: QSize) -> list[str]:
    """All that cannot be read or reached in a window on a screen with so much room."""
    found = [] if _fits(top.size(), room) else [f"{_called(top)} is {_size(top.size())}"]
    for part in top.findChildren(QWidget):
        if isinstance(part, _PARTS) and part.window() is top and _is_seen(part):
            found += _of_part(top, part)
    for area in top.findChildren(QScrollArea):
        found += _of_area(area)
    return sorted(set(found))


def _of_area(area: QScrollArea) -> Iterator[str]:
    """What is wider than an area that scrolls up and down alone is out of reach."""
    content, width = area.widget(), area.viewport().width()
    if content is not None and area.isVisible() and content.width() > width + 3:
        yield f"{_called(area)} shows {width} pixels of {content.width()}"


def _is_seen(part: QWidget) -> bool:
    if isinstance(part, QProgressBar) and not part.isTextVisible():
        return False  # of what height it likes
    return part.isVisible() and not isinstance(part.parentWidget(), QLineEdit | QAbstractSpinBox)


def _of_part(top: QWidget, part: QWidget) -> Iterator[str]:
    if _lacks_room(part):
        wanted = part.minimumSizeHint()
        yield f"{_called(part)} has {_size(part.size())} of {_size(wanted)}"
    if _scrolled(part) or isinstance(part.parentWidget(), QToolBar):
        return
    place = QRect(part.mapTo(top, QPoint(0, 0)), part.size())
    if not top.rect().contains(place):
        yield f"{_called(part)} lies beyond the edge, at {place.getRect()}"


def _lacks_room(part: QWidget) -> bool:
    if isinstance(part, QLabel) and part.wordWrap():
        return part.heightForWidth(part.width()) > part.height() + 1
    wanted = part.minimumSizeHint()
    if isinstance(part, QToolButton) and not part.text():
        return False  # a drawing of a fixed size
    if isinstance(part, ElidedLabel):  # it tells the rest in its tool tip
        return part.height() + 3 < wanted.height()
    return not _fits(wanted, part.size() + _TOLERANCE)


def _scrolled(part: QWidget) -> bool:
    """Whether it is brought into sight by scrolling."""
    above = part.parentWidget()
    while above is not None:
        if isinstance(above, QScrollArea):
            return True
        above = above.parentWidget()
    return False


def _fits(size: QSize, room: QSize) -> bool:
    return size.width() <= room.width() and size.height() <= room.height()


def _called(part: QWidget) -> str:
    text = part.text() if isinstance(part, QLabel | QAbstractButton) else part.accessibleName()
    above = part.parentWidget()
    return f"{type(part).__name__} {text[:30]!r} < {type(above).__name__}"


def _size(size: QSize) -> str:
    return f"{size.width()} x {size.height()}"
