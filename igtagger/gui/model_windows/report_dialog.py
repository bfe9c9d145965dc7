"""The report on a model of one's own: its classes, what it confuses, what surprised it."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from threading import Event
from typing import Any

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QHBoxLayout,
    QPushButton,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from igtagger.app.learning.report import write_report
from igtagger.app.own_places import precious
from igtagger.errors import IgTaggerError
from igtagger.export.destinations import Destination
from igtagger.export.report_page.page_of_report import is_report
from igtagger.gui.jobs.job import Job, Work
from igtagger.gui.jobs.problems import Problem
from igtagger.gui.look.icons import icon
from igtagger.gui.look.plain_text import PlainLabel
from igtagger.gui.look.reason_words import sentence_of
from igtagger.gui.model_windows.report_tables import ReportTable
from igtagger.gui.model_windows.report_views import ReportViews, percent
from igtagger.models.evaluations import figures
from igtagger.models.evaluations.figures import Calibration
from igtagger.models.evaluations.record import EvaluationRecord, load_record
from igtagger.settings import Settings

_log = logging.getLogger(__name__)

MOST_NAMED = 8
_SIZE = (860, 620)
_FRAME = (8, 40)
"""What a window manager draws around a window, in logical pixels, at most."""


class ReportDialog(QDialog):
    """Not modal: one looks at pictures beside it.

    Args:
        title: of the model.
        file: the evaluation, which is read on a thread.
        parent: the window.

    Signals:
        pictures_wanted: paths that are to be shown in the list.
        problem: a :class:`Problem`, of the page that was to be written.
    """

    pictures_wanted = Signal(list)
    problem = Signal(object)

    def __init__(self, title: str, file: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._file = file
        self._record: EvaluationRecord | None = None
        self._jobs: list[Job] = []
        self.setWindowTitle(self.tr("Report on {model}").format(model=title))
        room = self.screen().availableSize() - QSize(*_FRAME)
        self.resize(QSize(*_SIZE).boundedTo(room))
        self._build()
        self._begin(self._read, self._show, self._failed_to_read)

    # Building

    def _build(self) -> None:
        self.summary = PlainLabel(self.tr("Reading the evaluation…"))
        self.warnings = PlainLabel()
        self.warnings.setProperty("look", "warning")
        self.warnings.hide()
        for label in (self.summary, self.warnings):
            label.setWordWrap(True)
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.tabs.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # its bar and its tables have it
        self.told = PlainLabel(self.tr("Choose a row or a cell to open its pictures."))
        self.told.setProperty("look", "muted")
        self.open_button = QPushButton(icon("images"), self.tr("&Show pictures"))
        self.save_button = QPushButton(self.tr("Save as a &page…"))
        self.open_button.clicked.connect(self._open_selected)
        self.save_button.clicked.connect(self._ask_where_to_save)
        close = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        close.button(QDialogButtonBox.StandardButton.Close).setIcon(QIcon())
        close.rejected.connect(self.reject)
        foot = QHBoxLayout()
        foot.addWidget(self.told, 1)
        for part in (self.open_button, self.save_button, close):
            foot.addWidget(part)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 12)
        layout.setSpacing(8)
        layout.addWidget(self.summary)
        layout.addWidget(self.warnings)
        layout.addWidget(self.tabs, 1)
        layout.addLayout(foot)
        for button in self.findChildren(QPushButton):
            button.setAutoDefault(False)
        self.open_button.setEnabled(False)
        self.save_button.setEnabled(False)

    def _add_tab(self, title: str, table: ReportTable) -> None:
        table.chosen.connect(self._open)
        model = table.selectionModel()
        model.currentChanged.connect(lambda *_: self._look_at_selection())
        self.tabs.addTab(table, title)

    # Reading

    def _read(self, cancel: Event) -> Iterator[tuple[EvaluationRecord, Calibration]]:
        record = load_record(self._file)
        yield record, figures.calibration(record)  # a second of 50,000 pictures

    def _failed_to_read(self, error: IgTaggerError) -> None:
        self.summary.setText(sentence_of(error.reason))

    def _show(self, read: tuple[EvaluationRecord, Calibration]) -> None:
        self._record = record = read[0]
        self.summary.setText(self._summary_of(*read))
        warnings = self._warnings_of(record)
        self.warnings.setText("\n".join(warnings))
        self.warnings.setVisible(bool(warnings))
        for title, table in ReportViews(self).of(record):
            self._add_tab(title, table)
        self.tabs.currentChanged.connect(lambda _: self._look_at_selection())
        self.save_button.setEnabled(True)
        if (first := self.tabs.currentWidget()) is not None:
            first.setFocus()

    def _summary_of(self, record: EvaluationRecord, found: Calibration) -> str:
        judged, learned = record.judged, record.learned
        right = percent(figures.accuracy(judged))
        error = percent(found.error)
        if not any(each.part == "held out" for each in record.pictures):
            words = self.tr(
                "Nothing was held out. Of the {learned} pictures that it has learned from {right} "
                "are right. Scores miss the truth by {error} on average."
            )
        else:
            words = self.tr(
                "Of {judged} pictures that were held out {right} are right. It has learned from "
                "{learned}. Scores miss the truth by {error} on average."
            )
        return words.format(judged=len(judged), right=right, learned=len(learned), error=error)

    def _warnings_of(self, record: EvaluationRecord) -> list[str]:
        found, lines = figures.dataset_warnings(record), []
        if found.few:
            names = [f"{record.labels[label]} ({count})" for label, count in found.few[:MOST_NAMED]]
            more = ["…"] if len(found.few) > MOST_NAMED else []
            words = self.tr("Fewer than {few} pictures: {classes}.")
            lines.append(words.format(few=figures.FEW, classes=", ".join(names + more)))
        if found.lopsided is not None:
            (most, many), (least, few) = found.lopsided
            words = self.tr(
                "{most} has {many} pictures, {least} {few}: the larger class is named too often."
            )
            largest, smallest = record.labels[most], record.labels[least]
            lines.append(words.format(most=largest, many=many, least=smallest, few=few))
        return lines

    # Pictures

    def _selected(self) -> list[Path]:
        table = self.tabs.currentWidget()
        return table.pictures_at(table.currentIndex()) if isinstance(table, ReportTable) else []

    def _look_at_selection(self) -> None:
        self.open_button.setEnabled(bool(self._selected()))

    def _open_selected(self) -> None:
        self._open(self._selected())

    def _open(self, paths: Sequence[Path]) -> None:
        """Those that are still there; of others it is said."""
        there = [path for path in paths if os.path.exists(path)]  # noqa: PTH110  never raises
        lacking = len(paths) - len(there)
        words = self.tr("Of these pictures {count} are no longer where they were.")
        self.told.setText(words.format(count=lacking) if lacking else "")
        if there:
            self.pictures_wanted.emit(there)

    # The page

    def _ask_where_to_save(self) -> None:
        dialog = QFileDialog(self, self.tr("Save the report"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("html")
        dialog.setNameFilters([self.tr("Page (*.html)")])
        dialog.fileSelected.connect(lambda file: self.save(Path(file)))
        dialog.open()

    def save(self, target: Path) -> None:
        """Write the report as a page for any browser, on a thread."""
        record = self._record
        assert record is not None
        kept = precious(Settings.from_environment(), [])
        destination = Destination(target, is_report, kept, over_others=True)  # the person was asked

        def work(cancel: Event) -> Iterator[Path]:
            write_report(record, destination)
            yield target

        self.save_button.setEnabled(False)
        self.told.setText(self.tr("Writing the page…"))
        self._begin(work, self._saved, self._failed_to_save)

    def _saved(self, target: Path) -> None:
        self.save_button.setEnabled(True)
        self.told.setText(self.tr("The report is {file}.").format(file=target.name))

    def _failed_to_save(self, error: IgTaggerError) -> None:
        self.save_button.setEnabled(True)
        self.told.setText(sentence_of(error.reason))

    # On threads

    def _begin(
        self, work: Work, done: Callable[[Any], None], failed: Callable[[IgTaggerError], None]
    ) -> None:
        """What comes once the dialog is closed is nobody's any more."""

        def took(items: list[Any]) -> None:
            if job in self._jobs:
                done(items[-1])

        def ended(error: BaseException | None) -> None:
            job.deleteLater()
            if job in self._jobs and isinstance(error, IgTaggerError):
                failed(error)
            elif job in self._jobs and error is not None:
                self.problem.emit(Problem.of(error))
            elif error is not None:
                _log.error("What a closed report began went wrong.", exc_info=error)

        job = Job(work, self.parent())  # which outlives this dialog
        self._jobs.append(job)
        job.items.connect(took)
        job.ended.connect(ended)
        job.start()

    def done(self, result: int) -> None:
        """Closed."""
        self._jobs.clear()
        super().done(result)
