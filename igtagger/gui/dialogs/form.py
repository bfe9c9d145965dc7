"""The small parts that dialogs are made of. Colours come from the style sheet, by ``look``."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from igtagger.gui.look.plain_text import PlainLabel
from igtagger.gui.look.scrolled import Scrolled

MARGINS = (24, 20, 24, 20)
_HEADING = 1.15
_SPIN_PADDING = 6
_NOTE_WIDTH = 320


def heading(text: str) -> QLabel:
    """The title of a section."""
    label = PlainLabel(text)
    font = label.font()
    font.setPointSizeF(font.pointSizeF() * _HEADING)
    font.setBold(True)
    label.setFont(font)
    return label


def note(text: str = "") -> QLabel:
    """An explanation below a control, as many lines as it needs."""
    label = _Note(text)
    set_look(label, "muted")
    return label


class _Note(PlainLabel):
    """A wrapped text as high as it is at its width; Qt guesses another width, and leaves a gap."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.setWordWrap(True)

    def sizeHint(self) -> QSize:  # noqa: N802  Qt's name
        width = max(self.width(), _NOTE_WIDTH)
        return QSize(_NOTE_WIDTH, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        return QSize(0, self.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        super().resizeEvent(event)
        if event.oldSize().width() != event.size().width():
            self.updateGeometry()


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


def form_layout() -> QFormLayout:
    """Labels on the left, fields as wide as there is room."""
    form = QFormLayout()
    form.setHorizontalSpacing(16)
    form.setVerticalSpacing(8)
    form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
    form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    return form


def align(forms: list[QFormLayout]) -> None:
    """Let the fields of several forms begin at one edge."""
    places = [(form, row) for form in forms for row in range(form.rowCount())]
    items = [form.itemAt(row, QFormLayout.ItemRole.LabelRole) for form, row in places]
    labels = [label for item in items if item is not None and (label := item.widget()) is not None]
    width = max(label.sizeHint().width() for label in labels)
    for label in labels:
        label.setMinimumWidth(width)


def stacked(*widgets: QWidget) -> QWidget:
    """A field of several controls, one below the other; the label names the first of them."""
    field = QWidget()
    layout = QVBoxLayout(field)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(2)
    for widget in widgets:
        layout.addWidget(widget)
    field.setFocusProxy(widgets[0])
    return field


def side_by_side(widgets: list[QWidget]) -> QWidget:
    """A field of several controls in a row; the label names the first of them."""
    field = QWidget()
    layout = QHBoxLayout(field)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(16)
    for widget in widgets:
        layout.addWidget(widget)
    layout.addStretch(1)
    field.setFocusProxy(widgets[0])
    return field


def scroll_within(dialog: QDialog, content: QWidget, buttons: QWidget) -> None:
    """Lay a dialog out: its content, to be scrolled on a low screen, above its buttons."""
    foot = QVBoxLayout()
    foot.setContentsMargins(MARGINS[0], 0, MARGINS[2], MARGINS[3])
    foot.addWidget(buttons)
    whole = QVBoxLayout(dialog)
    whole.setContentsMargins(0, 0, 0, 0)
    whole.addWidget(Scrolled(content), 1)
    whole.addLayout(foot)
