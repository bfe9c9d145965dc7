"""How far the writing of tags into files is, with what stops it."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QLocale, QSize, Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QToolButton, QVBoxLayout, QWidget

from igtagger.gui.look.duration_text import duration
from igtagger.gui.look.icons import icon
from igtagger.gui.look.plain_text import PlainLabel, set_tool_tip

_STEPS = 1000


@dataclass(frozen=True, slots=True)
class WritingProgress:
    """How far it is.

    Attributes:
        back: tags are taken back, not written.
        done: files so far.
        total: None until it is known.
        refused: files that did not become what they should.
        seconds_left: None until it can be told.
        stopping: it was asked to end.
    """

    back: bool
    done: int = 0
    total: int | None = None
    refused: int = 0
    seconds_left: float | None = None
    stopping: bool = False


class WritingBar(QWidget):
    """A progress bar with count, time left and a button; hidden where nothing is written."""

    stop_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.words = PlainLabel()
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setFixedHeight(6)
        self.bar.setAccessibleName(self.tr("Progress of writing tags into files"))
        self.stop = QToolButton()
        self.stop.setIcon(icon("stop"))
        self.stop.setIconSize(QSize(20, 20))
        words = self.tr("Stop; what is written stays")
        set_tool_tip(self.stop, words)
        self.stop.setAccessibleName(words)
        self.stop.clicked.connect(self.stop_requested)
        left = QVBoxLayout()
        left.setSpacing(4)
        left.addWidget(self.words)
        left.addWidget(self.bar)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 6, 12, 8)
        row.addLayout(left, 1)
        row.addWidget(self.stop)
        self.hide()

    def show_progress(self, progress: WritingProgress | None) -> None:
        """Bring it up to date; None where nothing is written any more."""
        self.setVisible(progress is not None)
        if progress is None:
            return
        self.stop.setEnabled(not progress.stopping)
        self.bar.setRange(0, _STEPS if progress.total else 0)
        if progress.total:
            self.bar.setValue(_STEPS * progress.done // progress.total)
        self.words.setText("  ·  ".join(self._parts(progress)))

    def _parts(self, progress: WritingProgress) -> list[str]:
        number = QLocale().toString
        if progress.stopping:
            return [self.tr("Stopping after the files in hand…")]
        back = progress.back
        parts = [self.tr("Taking tags back") if back else self.tr("Writing tags into files")]
        if progress.total is not None:
            text = self.tr("{done} of {total}")
            parts.append(text.format(done=number(progress.done), total=number(progress.total)))
        if progress.seconds_left is not None:
            parts.append(self.tr("{time} left").format(time=duration(progress.seconds_left)))
        if progress.refused:
            parts.append(self.tr("{count} left out").format(count=number(progress.refused)))
        return parts
