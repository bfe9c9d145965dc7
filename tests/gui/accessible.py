"""What a screen reader is told, as Qt would tell it: the tree of a widget, and the events."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QAccessibleEvent,
    QAccessibleInterface,
)
from PySide6.QtWidgets import QWidget

Text = QAccessible.Text


def told(widget: QWidget) -> QAccessibleInterface:
    """What stands for a widget."""
    QAccessible.setActive(True)
    found = QAccessible.queryAccessibleInterface(widget)
    assert found is not None
    return found


def name_of(item: QAccessibleInterface) -> str:
    return item.text(Text.Name)


@dataclass(frozen=True)
class Told:
    """One event: what happened, and the number of the child that it happened to."""

    what: QAccessible.Event
    child: int


@contextmanager
def events(widget: QWidget) -> Iterator[list[Told]]:
    """What is told of ``widget`` meanwhile."""
    QAccessible.setActive(True)
    heard: list[Told] = []
    update = QAccessible.updateAccessibility

    def hear(event: QAccessibleEvent) -> None:
        if event.object() is widget:
            heard.append(Told(event.type(), event.child()))
        update(event)

    QAccessible.updateAccessibility = hear  # type: ignore[method-assign, assignment]
    try:
        yield heard
    finally:
        QAccessible.updateAccessibility = update  # type: ignore[method-assign]


@contextmanager
def announcements() -> Iterator[list[str]]:
    """What is announced meanwhile, of whichever widget, as a screen reader would say it."""
    QAccessible.setActive(True)
    said: list[str] = []
    update = QAccessible.updateAccessibility

    def hear(event: QAccessibleEvent) -> None:
        if isinstance(event, QAccessibleAnnouncementEvent):
            said.append(event.message())
        update(event)

    QAccessible.updateAccessibility = hear  # type: ignore[method-assign, assignment]
    try:
        yield said
    finally:
        QAccessible.updateAccessibility = update  # type: ignore[method-assign]
