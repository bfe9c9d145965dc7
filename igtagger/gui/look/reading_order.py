"""Where Tab comes to widgets that were made later than those after them."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget


def keep_in_order(place: QWidget, widgets: Sequence[QWidget]) -> None:
    """Let Tab come to ``widgets``, in that order, where it would come to ``place``.

    Qt puts what is made last at the end of its chain.

    Args:
        place: what holds them, or stands where they begin; itself it need not take the focus.
        widgets: all in the window of ``place``.
    """
    new = set(widgets)
    before = _before(place)
    while before in new or not before.focusPolicy() & Qt.FocusPolicy.TabFocus:
        if before is place:
            return  # nothing else takes the focus: any order will do
        before = _before(before)
    for widget in widgets:
        QWidget.setTabOrder(before, widget)
        before = widget


def _before(widget: QWidget) -> QWidget:
    return widget.previousInFocusChain() or widget
