"""How large the person has text, for the few sizes that are not made of it by a layout."""

from __future__ import annotations

from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QApplication

_USUAL_HEIGHT = 18
"""Pixels of a line of 9 to 11 points, to which the window's sizes were made."""


def text_scale() -> float:
    """From 1, for text of the usual size and smaller, on; 2 where it is twice as large."""
    return max(1.0, QFontMetrics(QApplication.font()).height() / _USUAL_HEIGHT)
