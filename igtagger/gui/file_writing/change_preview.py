"""What would become of files, found out while one looks on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QLocale, QTimer, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from igtagger.errors import IgTaggerError
from igtagger.gui.dialogs.form import heading, set_look
from igtagger.gui.file_writing.change_table import ChangeModel, ChangeTable
from igtagger.gui.file_writing.file_changes import ChangeKind, FileChange, Totals
from igtagger.gui.jobs.job import Job, Work
from igtagger.gui.look.elided import ElidedLabel
from igtagger.gui.look.plain_text import PlainLabel
from igtagger.gui.look.reason_words import sentence_of
from igtagger.gui.look.spoken_label import SpokenLabel

LATER_MILLISECONDS = 200
"""After the last change of a wish, before it is looked what it comes to."""
_STEPS = 1000


@dataclass(frozen=True, slots=True)
class HowMany:
    """Said by work once it knows: so many files will be told of."""

    files: int


class ChangePreview(QWidget):
    """A table that fills as a dry run goes on, with its sums, and what stops it.

    Args:
        title: what stands above it.
        kinds: what each kind of change is called, as a choice of what is shown.
        sums: words for what was found so far.
        parent: the Qt owner.

    Signals:
        changed: more was found, or the dry run began or ended.
    """

    changed = Signal()

    def __init__(
        self,
        title: str,
        kinds: dict[ChangeKind, str],
        sums: Callable[[Totals], str],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._kinds, self._sums = kinds, sums
        self._job: Job | None = None
        self._total: int | None = None
        self._stopped = False
        self._fault = ""
        self._make: Callable[[], Work] | None = None
        self.model = ChangeModel(self)
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(LATER_MILLISECONDS)
        self._later.timeout.connect(self._begin)
        self._build(title)
        self._show()

    def _build(self, title: str) -> None:
        self.kind = QComboBox()
        SpokenLabel(self.tr("Show"), self.kind)
        for kind in (None, *self._kinds):
            self.kind.addItem("", kind)
        self.kind.currentIndexChanged.connect(self._show_kind)
        self.table = ChangeTable(self.model)
        self.table.setAccessibleName(title)
        self.words = ElidedLabel()
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setFixedHeight(6)
        self.bar.setAccessibleName(self.tr("Progress of the preview"))
        self.stop_button = QPushButton(self.tr("S&top"))
        self.stop_button.setAutoDefault(False)
        self.stop_button.clicked.connect(self.stop)
        top = _line(heading(title), None, PlainLabel(self.tr("Show")), self.kind)
        left = QVBoxLayout()
        left.setSpacing(4)
        left.addWidget(self.words)
        left.addWidget(self.bar)
        bottom = QHBoxLayout()
        bottom.addLayout(left, 1)
        bottom.addWidget(self.stop_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(top)
        layout.addWidget(self.table, 1)
        layout.addLayout(bottom)

    @property
    def totals(self) -> Totals:
        """What was found so far."""
        return self.model.totals

    @property
    def running(self) -> bool:
        """Whether more may be found."""
        return self._job is not None or self._later.isActive()

    def look(self, make: Callable[[], Work], total: int | None = None) -> None:
        """Show what ``make`` 's work finds, in a moment; what was shown before is of no interest.

        Args:
            make: asked when it begins; an ``IgTaggerError`` of it is shown, as of the work.
            total: of how many files, where that is known; the work may say a :class:`HowMany`.
        """
        self._end()
        self._make, self._total, self._stopped, self._fault = make, total, False, ""
        self.model.clear()
        self._later.start()
        self._show()

    def stop(self) -> None:
        """Look no further; what was found stays. The button then goes on from the start."""
        if not self.running:
            if self._make is not None:
                self.look(self._make, self._total)
            return
        self._end()
        self._stopped = True
        self._show()

    def forget(self) -> None:
        """Look no further, and show nothing."""
        self._end()
        self._make, self._fault, self._stopped = None, "", False
        self.model.clear()
        self._show()

    def _show_kind(self) -> None:
        self.model.show_kind(self.kind.currentData())

    def _begin(self) -> None:
        assert self._make is not None
        try:
            # Not owned by this: it is drained until it has ended, which may be later.
            self._job = Job(self._make(), self.window().parent() or self)
        except IgTaggerError as error:
            self._fault = sentence_of(error.reason)
            self._show()
            return
        self._job.items.connect(self._take)
        self._job.ended.connect(self._ended)
        self._job.start()
        self._show()

    def _take(self, items: Sequence[FileChange | HowMany]) -> None:
        for item in items:
            if isinstance(item, HowMany):
                self._total = item.files
        self.model.append([item for item in items if isinstance(item, FileChange)])
        self._show()

    def _ended(self, error: BaseException | None) -> None:
        job, self._job = self._job, None
        if job is not None:
            job.deleteLater()
        if isinstance(error, IgTaggerError):
            self._fault = sentence_of(error.reason)
        self._show()
        if error is not None and not isinstance(error, IgTaggerError):
            raise error  # a bug of ours, for the log

    def _end(self) -> None:
        """Nothing that it still has to say is of interest; it lives until it has ended."""
        self._later.stop()
        job, self._job = self._job, None
        if job is not None:
            job.items.disconnect(self._take)
            job.ended.disconnect(self._ended)
            job.cancel()
            job.ended.connect(job.deleteLater)

    def _show(self) -> None:
        number, totals, running = QLocale().toString, self.totals, self.running
        self.kind.setItemText(0, self.tr("All ({count})").format(count=number(totals.looked_at)))
        for place, (kind, text) in enumerate(self._kinds.items(), 1):
            self.kind.setItemText(place, text.format(count=number(totals.files[kind])))
        self.words.setText(self._fault or "  ·  ".join(self._parts()))
        set_look(self.words, "error" if self._fault else "muted")
        self.bar.setVisible(running)
        self.bar.setRange(0, _STEPS if self._total else 0)
        if self._total:
            self.bar.setValue(_STEPS * totals.looked_at // self._total)
        again = self._stopped and not running
        self.stop_button.setVisible(running or again)
        self.stop_button.setText(self.tr("&Look again") if again else self.tr("S&top"))
        self.changed.emit()

    def _parts(self) -> list[str]:
        number, totals = QLocale().toString, self.totals
        parts = []
        if self.running or self._stopped:
            words = self.tr("Looking") if self.running else self.tr("Stopped")
            if self._total is not None:
                text = self.tr("{done} of {total}")
                done = text.format(done=number(totals.looked_at), total=number(self._total))
                words = f"{words}: {done}"
            parts.append(words)
        if totals.looked_at:
            parts.append(self._sums(totals))
        return parts


def _line(*widgets: QWidget | None) -> QHBoxLayout:
    """Widgets side by side; None is where room is left."""
    line = QHBoxLayout()
    for widget in widgets:
        line.addWidget(widget) if widget is not None else line.addStretch(1)
    return line
