"""The small parts that dialogs are made of. Colours come from the style sheet, by ``look``."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QLabel, QSizePolicy, QSpinBox, QWidget

MARGINS = (24, 20, 24, 20)
_HEADING = 1.15
_SPIN_PADDING = 6


def heading(text: str) -> QLabel:
    """The title of a section."""
    label = QLabel(text)
    font = label.font()
    font.setPointSizeF(font.pointSizeF() * _HEADING)
    font.setBold(True)
    label.setFont(font)
    return label


def note(text: str = "") -> QLabel:
    """An explanation below a control, as many lines as it needs."""
    label = QLabel(text)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    label.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.MinimumExpanding)
    set_look(label, "muted")
    return label


def set_look(widget: QWidget, look: str) -> None:
    """Change how the style sheet draws a label: muted, success, warning or error."""
    if widget.property("look") == look:
        return
    widget.setProperty("look", look)
    widget.style().unpolish(widget)
    widget.style().polish(widget)


def spin_box(low: int, high: int, value: int) -> QSpinBox:
    """A field for a whole number. Style sheets do not reach the padding of its text."""
    spin = QSpinBox()
    spin.setRange(low, high)
    spin.setValue(value)
    spin.lineEdit().setTextMargins(_SPIN_PADDING, 0, 0, 0)
    return spin


def fill(box: QComboBox, choices: list[tuple[str, str]], value: str) -> None:
    """Offer ``choices``, as (value, text), with ``value`` chosen; else the first."""
    box.blockSignals(True)
    box.clear()
    for choice, text in choices:
        box.addItem(text, choice)
    box.setCurrentIndex(max(0, box.findData(value)))
    box.blockSignals(False)


def chosen(box: QComboBox) -> str:
    """The value that is chosen in a box that :func:`fill` filled."""
    return str(box.currentData())
