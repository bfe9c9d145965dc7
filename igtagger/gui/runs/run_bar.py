"""How far the run is, with pause, resume and stop."""

from __future__ import annotations

from PySide6.QtCore import QLocale, QSize, Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QToolButton, QVBoxLayout, QWidget

from igtagger.gui.look.duration_text import duration
from igtagger.gui.look.icons import icon
from igtagger.gui.look.plain_text import PlainLabel, set_tool_tip
from igtagger.gui.runs.session import RunProgress, RunState

_STEPS = 1000


class RunBar(QWidget):
    """A progress bar with count, pictures a second, time left and failures."""

    pause_requested = Signal()
    resume_requested = Signal()
    stop_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state = RunState.IDLE
        self._words = PlainLabel(parent=self)
        self._bar = QProgressBar(self)
        self._bar.setTextVisible(False)
        self._bar.setFixedHeight(6)
        self._bar.setAccessibleName(self.tr("Progress of the run"))
        self._pause = self._button("pause", self.tr("Pause"))
        self._pause.clicked.connect(self._toggle)
        self._stop = self._button("stop", self.tr("Stop; what is done is kept"))
        self._stop.clicked.connect(self.stop_requested)
        left = QVBoxLayout()
        left.setSpacing(4)
        left.addWidget(self._words)
        left.addWidget(self._bar)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 6, 12, 8)
        row.addLayout(left, 1)
        row.addWidget(self._pause)
        row.addWidget(self._stop)
        self.hide()

    def _button(self, name: str, words: str) -> QToolButton:
        button = QToolButton(self)
        button.setIcon(icon(name))
        button.setIconSize(QSize(20, 20))
        set_tool_tip(button, words)
        button.setAccessibleName(words)
        return button

    def _toggle(self) -> None:
        if self._state is RunState.PAUSED:
            self.resume_requested.emit()
        else:
            self.pause_requested.emit()

    def show_run(self, state: RunState, progress: RunProgress) -> None:
        """Bring it up to date; hidden where nothing runs."""
        self._state = state
        self.setVisible(state is not RunState.IDLE)
        paused = state is RunState.PAUSED
        self._pause.setIcon(icon("play" if paused else "pause"))
        words = self.tr("Resume") if paused else self.tr("Pause")
        set_tool_tip(self._pause, words)
        self._pause.setAccessibleName(words)
        busy = state is not RunState.STOPPING
        self._pause.setEnabled(busy)
        self._stop.setEnabled(busy)
        if progress.total:
            self._bar.setRange(0, _STEPS)
            self._bar.setValue(_STEPS * progress.done // progress.total)
        else:
            self._bar.setRange(0, 0)
        self._words.setText("  ·  ".join(self._parts(state, progress)))

    def _parts(self, state: RunState, progress: RunProgress) -> list[str]:
        number = QLocale().toString
        if state is RunState.STOPPING:
            return [self.tr("Stopping after the batch in hand…")]
        if not progress.done:
            return [self.tr("Paused") if state is RunState.PAUSED else self.tr("Starting…")]
        if progress.total is None:
            parts = [self.tr("{done} pictures").format(done=number(progress.done))]
        else:
            text = self.tr("{done} of {total}")
            parts = [text.format(done=number(progress.done), total=number(progress.total))]
        if state is RunState.PAUSED:
            parts.insert(0, self.tr("Paused"))
        else:
            if progress.per_second:
                speed = number(progress.per_second, "f", 1 if progress.per_second < 100 else 0)
                parts.append(self.tr("{speed} pictures/s").format(speed=speed))
            if progress.seconds_left is not None:
                left = self.tr("{time} left") if progress.per_second else self.tr("about {time}")
                parts.append(left.format(time=duration(progress.seconds_left)))
        if progress.failed:
            parts.append(self.tr("{count} failed").format(count=number(progress.failed)))
        return parts
