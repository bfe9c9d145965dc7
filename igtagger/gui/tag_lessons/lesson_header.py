"""What a tag has been taught so far: counts, the threshold, the switch, what is missing."""

from __future__ import annotations

from PySide6.QtCore import QLocale, Qt, Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import (
    QCheckBox,
    QHBoxLayout,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from igtagger.app.featuring import FeaturingProgress
from igtagger.app.learned_tags.lessons import TaughtSoFar
from igtagger.gui.dialogs.form import note
from igtagger.gui.look.elided import ElidedLabel
from igtagger.gui.look.icons import icon
from igtagger.gui.look.plain_text import PlainLabel, set_tool_tip
from igtagger.gui.tag_lessons.proposal_model import score_text

_HEADING = 1.25
_SUREST = 99
"""Per cent: a few examples never tell that none is wrong."""


class LessonHeader(QWidget):
    """Stands above suggestions.

    Args:
        name: of the tag.

    Signals:
        switch_wanted: it is to be said by itself, or no more.
        make_wanted: features that are missing are to be made.
        stop_wanted: no more of them.
    """

    switch_wanted = Signal(bool)
    make_wanted = Signal()
    stop_wanted = Signal()

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lesson: TaughtSoFar | None = None
        self._progress: FeaturingProgress | None = None
        self._missing = 0
        self._build(self.tr("More like “{name}”").format(name=name))
        self._connect()
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
        self.missing = note()
        self.make = QPushButton(self.tr("&Make them now"))
        self.progress = QProgressBar()
        self.progress.setAccessibleName(self.tr("Pictures looked at"))
        self.progress.setMaximumWidth(240)
        self.stop = QPushButton(icon("stop"), self.tr("&Stop"))
        for button in (self.make, self.stop):
            button.setAutoDefault(False)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addLayout(_row(self.title, None, self.why_not, self.switch, stretch=self.title))
        column.addWidget(self.counts)
        self._missing_row = QWidget()
        row = _row(self.missing, self.make, self.progress, self.stop, stretch=self.missing)
        self._missing_row.setLayout(row)
        column.addWidget(self._missing_row)

    def _connect(self) -> None:
        self.switch.clicked.connect(self.switch_wanted)
        self.make.clicked.connect(self.make_wanted)
        self.stop.clicked.connect(self.stop_wanted)

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

    def show_progress(self, progress: FeaturingProgress | None) -> None:
        """How far it is with what is missing; None where nothing is being made."""
        self._progress = progress
        self._show_missing()

    def _show_missing(self) -> None:
        progress, missing = self._progress, self._missing
        pictures = self._lesson.pictures if self._lesson is not None else 0
        self._missing_row.setVisible(progress is not None or bool(missing and pictures))
        self.make.setVisible(progress is None)
        for widget in (self.progress, self.stop):
            widget.setVisible(progress is not None)
        if progress is not None:
            self.missing.setText(self.tr("Looking at pictures that were tagged before"))
            self.progress.setRange(0, progress.total or 0)
            self.progress.setValue(progress.done)
            return
        words = self.tr(
            "{count} of {all} pictures were tagged before it was kept what they look like."
        )
        number = QLocale().toString
        self.missing.setText(words.format(count=number(missing), all=number(missing + pictures)))


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
