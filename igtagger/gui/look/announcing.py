"""What a screen reader says although the focus does not move: news, and what a key has done."""

from __future__ import annotations

from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QWidget

_Politeness = QAccessible.AnnouncementPoliteness


def announce(widget: QWidget, text: str, *, assertive: bool = False) -> None:
    """Have ``text`` said where a screen reader runs; else this costs nothing.

    Args:
        widget: of which it is said; the window where it concerns the whole.
        text: plain sentences, in the window's language. Nothing is said where it is empty.
        assertive: at once, over what is being said; for what went wrong. Else after it.
    """
    said = " ".join(text.split())
    if not said or not QAccessible.isActive():
        return
    event = QAccessibleAnnouncementEvent(widget, said)
    event.setPoliteness(_Politeness.Assertive if assertive else _Politeness.Polite)
    QAccessible.updateAccessibility(event)
