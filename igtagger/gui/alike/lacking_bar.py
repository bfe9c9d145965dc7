"""Says how many pictures cannot be compared yet, and makes what they lack."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from PySide6.QtCore import QLocale, Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QPushButton, QVBoxLayout, QWidget

from igtagger.app.picture_values import Listed
from igtagger.gui.jobs.job import Job, Work
from igtagger.gui.jobs.problems import Problem
from igtagger.gui.look.elided import ElidedLabel

_STEPS = 1000
_CLOSING_SECONDS = 5.0


class MakingStep(NamedTuple):
    """How far making is.

    Attributes:
        done: pictures that were looked at.
        total: of so many; 0 as long as that is not known.
        failed: those of them that cannot be read.
        listed: what became of the last one, where that is to be told.
    """

    done: int
    total: int
    failed: int
    listed: Listed | None = None


class LackingBar(QWidget):
    """Hidden until :meth:`tell`, and where there is nothing to make.

    Args:
        make: gives the work that makes what is lacking, and yields a :class:`MakingStep` each.
        parent: the Qt owner.

    Signals:
        made: it came to an end or was stopped, and some pictures have more than before.
        seen: what became of pictures, as a list of :class:`Listed`.
        problem: a :class:`Problem`.
    """

    made = Signal()
    seen = Signal(list)
    problem = Signal(object)

    def __init__(self, make: Callable[[], Work], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._make = make
        self._job: Job | None = None
        self._was_made, self._cannot = False, 0
        self.words = ElidedLabel()
        self.button = QPushButton()
        self.button.setAutoDefault(False)
        self.button.clicked.connect(self._press)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setFixedHeight(6)
        self.bar.setAccessibleName(self.tr("Progress of what is made"))
        left = QVBoxLayout()
        left.setSpacing(4)
        left.addWidget(self.words)
        left.addWidget(self.bar)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.addLayout(left, 1)
        line.addWidget(self.button)
        self._show_running()
        self.hide()

    @property
    def running(self) -> bool:
        """Whether something is being made."""
        return self._job is not None

    def tell(self, count: int) -> None:
        """So many pictures lack something; hidden where none does.

        What still lacks something right after it was made is gone, or cannot be read.
        """
        if self._was_made:
            self._cannot, self._was_made = count, False
        if self._job is None:
            self.words.setText(self.tr("%n picture(s) cannot be compared yet.", "", count))
            self.setVisible(count > self._cannot)

    def forget(self) -> None:
        """It is not known how many there are."""
        if self._job is None:
            self.hide()

    def break_off(self) -> None:
        """Make no more; what is made is kept."""
        job, self._job = self._job, None
        if job is not None:
            job.items.disconnect(self._take)
            job.ended.disconnect(self._ended)
            job.cancel()
            job.ended.connect(job.deleteLater)

    def close_job(self) -> None:
        """End what is under way, as the window closes; what is made is kept."""
        if self._job is not None:
            self._job.cancel()
            self._job.wait(_CLOSING_SECONDS)

    def start(self) -> None:
        """Make it."""
        if self._job is None:
            self._press()

    def _press(self) -> None:
        if self._job is not None:
            self._job.cancel()
            self.button.setEnabled(False)
            return
        self.show()
        # Not owned by this: it lives until it has ended, which may be later.
        self._job = Job(self._make(), self.window().parent() or self.window())
        self._job.items.connect(self._take)
        self._job.ended.connect(self._ended)
        self._job.start()
        self.words.setText(self.tr("Looking at pictures…"))
        self._show_running()

    def _take(self, steps: list[MakingStep]) -> None:
        if listed := [step.listed for step in steps if step.listed is not None]:
            self.seen.emit(listed)
        done, total, failed, _ = steps[-1]
        number = QLocale().toString
        words = self.tr("Looking at pictures: {done} of {total}")
        if not total:
            words = self.tr("Looking at pictures: {done}")
        parts = [words.format(done=number(done), total=number(total))]
        if failed:
            parts.append(self.tr("{count} failed").format(count=number(failed)))
        self.words.setText("  ·  ".join(parts))
        self.bar.setRange(0, _STEPS if total else 0)
        self.bar.setValue(_STEPS * done // total if total else 0)

    def _ended(self, error: BaseException | None) -> None:
        job, self._job = self._job, None
        if job is not None:
            job.deleteLater()
        self._show_running()
        if error is not None:
            self.problem.emit(Problem.of(error))
        self._was_made = error is None and job is not None and not job.cancelled
        self.hide()
        self.made.emit()

    def _show_running(self) -> None:
        running = self._job is not None
        self.bar.setVisible(running)
        self.bar.setRange(0, 0)
        self.button.setEnabled(True)
        self.button.setText(self.tr("Stop") if running else self.tr("Make them comparable now"))
