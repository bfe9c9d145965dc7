"""Says how many pictures cannot be compared yet, and makes what they lack."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QLocale, Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QPushButton, QVBoxLayout, QWidget

from igtagger.gui.look.elided import ElidedLabel
from igtagger.gui.runs.making_features import MakingFeatures, MakingStep

_STEPS = 1000


class LackingBar(QWidget):
    """Hidden until :meth:`tell`, and where there is nothing to make.

    What is being made is shown by all bars there are, whichever of them was asked.

    Args:
        making: makes it.
        roots: the files and folders of whose pictures it is to be made; None for the library.
        parent: the Qt owner.

    Signals:
        made: it came to an end or was stopped, and some pictures have more than before.
        focus_left: it is hidden while its button has the focus, which is to go elsewhere.
    """

    made = Signal()
    focus_left = Signal()

    def __init__(
        self,
        making: MakingFeatures,
        roots: Callable[[], tuple[Path, ...] | None] = lambda: None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._making, self._roots = making, roots
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
        line.setSpacing(8)
        line.addLayout(left, 1)
        line.addWidget(self.button)
        making.began.connect(self._follow)
        making.stepped.connect(self._follow)
        making.ended.connect(self._end)
        self._show_running()
        if not self.running:  # else it is shown with whoever takes it in
            self.hide()

    @property
    def running(self) -> bool:
        """Whether something is being made."""
        return self._making.running

    def tell(self, count: int) -> None:
        """So many pictures lack something; hidden where none does.

        What still lacks something right after it was made is gone, or cannot be read.
        """
        if self.running:
            return
        if self._was_made:
            self._cannot, self._was_made = count, False
        self.words.setText(self.tr("%n picture(s) cannot be compared yet.", "", count))
        self._show(count > self._cannot)

    def forget(self) -> None:
        """It is not known how many there are."""
        if not self.running:
            self._show(False)

    def start(self) -> None:
        """Make it, as another button asks for, which goes: the one here has the focus then."""
        self._making.start(self._roots())
        if self.running:
            self.button.setFocus()

    def _press(self) -> None:
        if self.running:
            self._making.stop()
        else:
            self._making.start(self._roots())

    def _show(self, visible: bool) -> None:
        if not visible and self.button.hasFocus():
            self.focus_left.emit()
        self.setVisible(visible)

    def _end(self, complete: bool) -> None:
        self._was_made = complete
        self._show_running()
        self._show(False)
        self.made.emit()

    def _follow(self) -> None:
        self._show_running()
        self._show(self.running)

    def _show_running(self) -> None:
        running, step = self.running, self._making.step
        self.button.setText(self.tr("Stop") if running else self.tr("Make them comparable now"))
        self.button.setEnabled(not self._making.stopping)
        self.bar.setVisible(running)
        if not running:
            return
        if step is None:
            self.words.setText(self.tr("Looking at pictures…"))
            self.bar.setRange(0, 0)
        else:
            self._show_step(step)

    def _show_step(self, step: MakingStep) -> None:
        number = QLocale().toString
        words = self.tr("Looking at pictures: {done} of {total}")
        if not step.total:
            words = self.tr("Looking at pictures: {done}")
        parts = [words.format(done=number(step.done), total=number(step.total))]
        if step.failed:
            parts.append(self.tr("{count} failed").format(count=number(step.failed)))
        self.words.setText("  ·  ".join(parts))
        self.bar.setRange(0, _STEPS if step.total else 0)
        self.bar.setValue(_STEPS * step.done // step.total if step.total else 0)
