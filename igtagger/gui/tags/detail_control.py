"""How fine the names of pictures are; no model is run for it."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSlider, QVBoxLayout, QWidget

from igtagger.gui.look.elided import ElidedLabel
from igtagger.gui.look.plain_text import PlainLabel, set_tool_tip
from igtagger.labels.thresholds import MOST_DETAIL, USUAL_DETAIL


class DetailControl(QWidget):
    """A slider from "only what is sure" to "always the finest name".

    Signals:
        changed: the detail, 0 to 100, at each step.
    """

    changed = Signal(float)

    def __init__(self, detail: float = USUAL_DETAIL, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setRange(0, MOST_DETAIL)
        self.slider.setPageStep(10)
        self.slider.setTickInterval(USUAL_DETAIL)
        self.slider.setTickPosition(QSlider.TickPosition.TicksBelow)
        self._build()
        self.set_detail(detail)
        self.slider.valueChanged.connect(lambda value: self.changed.emit(float(value)))

    def _build(self) -> None:
        label = PlainLabel(self.tr("&Detail of names"))
        label.setBuddy(self.slider)
        self.slider.setMinimumWidth(60)
        self.slider.setAccessibleName(self.tr("Detail of names"))
        tip = self.tr(
            "To the left a picture is named only where the model is sure, and by broader names; to "
            "the right always, and by the finest name."
        )
        for widget in (label, self.slider):
            set_tool_tip(widget, tip)
        ends = QHBoxLayout()
        sure, finest = (
            ElidedLabel(self.tr("only what is sure")),
            ElidedLabel(self.tr("finest name")),
        )
        for end in (sure, finest):
            end.setForegroundRole(end.foregroundRole().PlaceholderText)
        ends.addWidget(sure)
        ends.addStretch(1)
        ends.addWidget(finest)
        first = QHBoxLayout()
        first.setSpacing(8)
        first.addWidget(label)
        first.addWidget(self.slider, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(10, 8, 10, 8)
        layout.setSpacing(2)
        layout.addLayout(first)
        layout.addLayout(ends)

    def set_detail(self, detail: float) -> None:
        """Show another choice; tells nobody."""
        with QSignalBlocker(self.slider):
            self.slider.setValue(round(detail))
