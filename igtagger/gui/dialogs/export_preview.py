"""The first rows of what would be exported, read on a thread."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from igtagger.errors import IgTaggerError
from igtagger.gui.dialogs.form import note
from igtagger.gui.dialogs.preview_table import PreviewTable
from igtagger.gui.jobs.job import Job, Work
from igtagger.gui.look.reason_words import sentence_of

_MILLISECONDS = 120
_SPACING = 10


class ExportPreview(QWidget):
    """A table of a few rows, or why there is none.

    Attributes:
        table: the rows.
        note: what is said in their place.

    Signals:
        wanted: other rows are to be read: :meth:`show_work`.
    """

    wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.table = PreviewTable()
        self.table.setAccessibleName(self.tr("The first rows"))
        self.note = note()
        self.note.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(_SPACING)
        layout.addWidget(self.table, 1)
        layout.addWidget(self.note)
        self._job: Job | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_MILLISECONDS)
        self._timer.timeout.connect(self.wanted)

    def ask_soon(self) -> None:
        """Have ``wanted`` emitted, once, when this was not called for a moment."""
        self._timer.start()

    def show_work(self, work: Work) -> None:
        """Show the rows that ``work`` yields, the header first. An IgTaggerError is said."""
        self._end_job()
        self._job = Job(work, self)
        self._job.items.connect(self._take)
        self._job.ended.connect(self._ended)
        self._job.start()

    def show_fault(self, error: IgTaggerError) -> None:
        """Say why there are no rows."""
        self._end_job()
        self._show_rows([], sentence_of(error.reason))

    def end(self) -> None:
        """Ask for nothing more."""
        self._timer.stop()
        self._end_job()

    def _take(self, found: list[list[list[str]]]) -> None:
        self._show_rows(found[-1])

    def _ended(self, error: BaseException | None) -> None:
        self._end_job()
        if isinstance(error, IgTaggerError):
            self._show_rows([], sentence_of(error.reason))
        elif error is not None:
            raise error  # a bug of ours, for the log

    def _end_job(self) -> None:
        """Nothing that it still has to say is of interest."""
        job, self._job = self._job, None
        if job is not None:
            job.items.disconnect(self._take)
            job.ended.disconnect(self._ended)
            job.cancel()
            job.deleteLater()

    def _show_rows(self, rows: list[list[str]], words: str = "") -> None:
        if len(rows) < 2 and not words:
            words = self.tr("There is nothing to export.")
        self.table.show_rows(rows)
        self.note.setText(words)
        self.note.setVisible(bool(words))
