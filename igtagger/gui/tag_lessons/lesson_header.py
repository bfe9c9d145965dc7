"""What a tag has been taught so far: counts, the threshold, the switch, what is missing."""

from __future__ import annotations

from PySide6.QtCore import QLocale, Qt, Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import (
    QCheckBox,
    QHBoxLayout,
    QVBoxLayout,
    QWidget,
)

from igtagger.app.learned_tags.lessons import TaughtSoFar
from igtagger.gui.look.elided import ElidedLabel
from igtagger.gui.look.plain_text import PlainLabel, set_tool_tip
from igtagger.gui.runs.lacking_bar import LackingBar
from igtagger.gui.runs.making_features import MakingFeatures
from igtagger.gui.tag_lessons.proposal_model import score_text

_HEADING = 1.25
_SUREST = 99
"""Per cent: a few examples never tell that none is wrong."""


class LessonHeader(QWidget):
    """Stands above suggestions.

    Args:
        name: of the tag.
        making: makes features that are missing.
        parent: the Qt owner.

    Signals:
        switch_wanted: it is to be said by itself, or no more.
    """

    switch_wanted = Signal(bool)

    def __init__(self, name: str, making: MakingFeatures, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lesson: TaughtSoFar | None = None
        self._missing = 0
        self.lacking = LackingBar(making)
        self._build(self.tr("More like “{name}”").format(name=name))
        self.show_lesson(None)

    def _build(self, title: str) -> None:
        self.title = ElidedLabel(title)
        font = QFont(self.font())
        font.setPointSizeF(font.pointSizeF() * _HEADING)
        font.setWeight(QFont.Weight.DemiBold)
        self.title.setFont(font)
        self.switch = QCheckBox(self.tr("Say it &by itself"))
        self.why_not = PlainLabel()
        self.why_not.setForegroundRole(self.why_not.foregroundRole().PlaceholderText)
        # In one line each: what is below must not move while texts grow.
        self.counts = ElidedLabel()
        self.counts.setForegroundRole(self.counts.foregroundRole().PlaceholderText)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addLayout(_row(self.title, None, self.why_not, self.switch, stretch=self.title))
        column.addWidget(self.counts)
        column.addWidget(self.lacking)
        self.switch.clicked.connect(self.switch_wanted)

    # What is shown

    def show_lesson(self, lesson: TaughtSoFar | None) -> None:
        """Tell of this; of nothing where it is not known yet."""
        self._lesson = lesson
        known = lesson or TaughtSoFar()
        self.switch.setEnabled(known.automatic or known.can_be_automatic)
        self.switch.setChecked(known.automatic)
        lacking, why_not = known.lacking, ""
        if lacking:
            why_not = self.tr("%n more example(s) until it can be said by itself", "", lacking)
        self.why_not.setText(why_not)
        self.why_not.setVisible(bool(lacking))
        set_tool_tip(self.switch, why_not or self._switch_words())
        self.switch.setAccessibleDescription(why_not or self._switch_words())
        self.counts.setText(self._counts(known) if known.pictures else "")
        self._show_missing()

    def _switch_words(self) -> str:
        return self.tr(
            "New pictures get the tag as the model looks at them, like its other labels."
        )

    def _counts(self, lesson: TaughtSoFar) -> str:
        parts = [self.tr("%n example(s)", "", lesson.examples)]
        if lesson.rejected:
            parts[0] += ", " + self.tr("%n rejected", "", lesson.rejected)
        if lesson.can_be_automatic:
            number = QLocale().toString
            words = self.tr("Sure from {score} on, up to the blue line: {count} of {all} pictures")
            parts.append(
                words.format(
                    score=score_text(lesson.threshold),
                    count=number(lesson.said),
                    all=number(lesson.pictures),
                )
            )
            if lesson.precision is not None:
                percent = min(round(lesson.precision * 100), _SUREST)
                parts.append(self.tr("about {percent} % of them right").format(percent=percent))
        return "  ·  ".join(parts)

    def show_missing(self, missing: int) -> None:
        """So many pictures were tagged, and it is not kept what they look like."""
        self._missing = missing
        self._show_missing()

    def _show_missing(self) -> None:
        """Where no picture can be compared the page offers it, in the middle."""
        if self._lesson is not None and self._lesson.pictures:
            self.lacking.tell(self._missing)
        else:
            self.lacking.forget()


def _row(*widgets: QWidget | None, stretch: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(8)
    for widget in widgets:
        if widget is None:
            row.addSpacing(8)
        else:
            row.addWidget(widget, 1 if widget is stretch else 0, Qt.AlignmentFlag.AlignVCenter)
    return row
