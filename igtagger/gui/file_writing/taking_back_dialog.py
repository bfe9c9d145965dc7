"""What was written into files so far, run by run, to be taken back."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from threading import Event

from PySide6.QtCore import QDateTime, QLocale, Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHeaderView,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from igtagger.errors import IgTaggerError
from igtagger.export.xmp.presets import PRESETS
from igtagger.gui.dialogs.form import MARGINS, heading, note, set_look
from igtagger.gui.file_writing.change_preview import ChangePreview
from igtagger.gui.file_writing.file_changes import ChangeKind, Totals
from igtagger.gui.jobs.job import Job, Work
from igtagger.gui.look.reason_words import sentence_of
from igtagger.library.writes import WriteRun

_SIZE = (820, 640)
_TALLEST_LIST = 150
_RUN = Qt.ItemDataRole.UserRole
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class TakingBackDialog(QDialog):
    """After ``accept``, ``run`` is what to take back. The dialog itself changes nothing.

    Args:
        list_runs: gives the runs that wrote, the oldest first; called on a thread.
        preview: gives the dry run of taking back a run, or all of them.
        parent: the window.
    """

    def __init__(
        self,
        list_runs: Callable[[], list[WriteRun]],
        preview: Callable[[int | None], Work],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._ask_preview = preview
        self.setWindowTitle(self.tr("Tags written into files"))
        self.resize(*_SIZE)
        self.runs = self._make_list()
        self.words = note(self.tr("Looking what was written…"))
        title = self.tr("What would be taken away")
        self.preview = ChangePreview(title, self._kinds(), self._sums)
        self.preview.changed.connect(self._follow_preview)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*MARGINS)
        layout.setSpacing(10)
        layout.addWidget(heading(self.tr("When tags were written")))
        layout.addWidget(self.runs)
        layout.addWidget(self.words)
        layout.addWidget(self.preview, 1)
        layout.addWidget(self._make_buttons())
        self._follow_preview()
        self._list(list_runs)
        self.runs.setFocus()

    @property
    def run(self) -> int | None:
        """The one that is chosen; None for all of them."""
        item = self.runs.currentItem()
        return item.data(0, _RUN) if item is not None else None

    def _make_list(self) -> QTreeWidget:
        tree = QTreeWidget()
        tree.setAccessibleName(self.tr("When tags were written"))
        tree.setHeaderLabels(
            [self.tr("Date"), self.tr("For"), self.tr("Files"), self.tr("Still with them")]
        )
        tree.setRootIsDecorated(False)
        tree.setUniformRowHeights(True)
        tree.setMaximumHeight(_TALLEST_LIST)
        tree.setStyleSheet("QTreeView::item { padding: 3px; }")
        tree.header().setStretchLastSection(False)
        tree.header().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        tree.header().setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        for column in (2, 3):
            tree.headerItem().setTextAlignment(column, _RIGHT)
        tree.currentItemChanged.connect(self._choose)
        return tree

    def _make_buttons(self) -> QDialogButtonBox:
        box = QDialogButtonBox()
        self.take = box.addButton(self.tr("Take &back"), QDialogButtonBox.ButtonRole.AcceptRole)
        self.take.setDefault(True)
        box.addButton(self.tr("Close"), QDialogButtonBox.ButtonRole.RejectRole)
        box.accepted.connect(self.accept)
        box.rejected.connect(self.reject)
        return box

    # The runs

    def _list(self, list_runs: Callable[[], list[WriteRun]]) -> None:
        def listing(cancel: Event) -> Iterator[list[WriteRun]]:
            yield list_runs()

        self._job = Job(listing, self.parent() or self)
        self._job.items.connect(self._show_runs)
        self._job.ended.connect(self._listed)
        self._job.ended.connect(self._job.deleteLater)
        self._job.start()

    def _show_runs(self, found: Sequence[list[WriteRun]]) -> None:
        runs = found[-1]
        left = [run for run in runs if run.taken_back < run.files]
        self.runs.clear()
        if len(left) > 1:
            self._add(self.tr("All of them"), "", left, None)
        for run in reversed(runs):
            moment = QDateTime.fromSecsSinceEpoch(run.began)
            when = QLocale().toString(moment, QLocale.FormatType.ShortFormat)
            preset = PRESETS.get(run.preset)
            self._add(when, preset.title if preset else run.preset, [run], run.number)
        self.words.setText("" if runs else self.tr("Nothing has been written into files."))
        self.words.setVisible(not runs)
        items = (self.runs.topLevelItem(place) for place in range(self.runs.topLevelItemCount()))
        for item in items:
            if item is not None and left and item.data(0, _RUN) == left[-1].number:
                self.runs.setCurrentItem(item)

    def _add(self, when: str, program: str, runs: Sequence[WriteRun], number: int | None) -> None:
        files = sum(run.files for run in runs)
        left = files - sum(run.taken_back for run in runs)
        figures = [QLocale().toString(count) for count in (files, left)]
        item = QTreeWidgetItem(self.runs, [when, program, *figures])
        item.setData(0, _RUN, number)
        for column in (2, 3):
            item.setTextAlignment(column, _RIGHT)
        item.setDisabled(not left)

    def _listed(self, error: BaseException | None) -> None:
        if isinstance(error, IgTaggerError):
            self.words.setText(sentence_of(error.reason))
            set_look(self.words, "error")
        elif error is not None:
            raise error  # a bug of ours, for the log

    # What would go

    def _choose(self) -> None:
        item = self.runs.currentItem()
        if item is None or item.isDisabled():
            self.preview.forget()
            return
        run = self.run
        self.preview.look(lambda: self._ask_preview(run))

    def _follow_preview(self) -> None:
        files = self.preview.totals.files
        gone = files[ChangeKind.UNCHANGED]  # nothing of it is there: then the record goes
        self.take.setEnabled(self.preview.totals.changed + gone > 0)

    def _kinds(self) -> dict[ChangeKind, str]:
        return {
            ChangeKind.CHANGED: self.tr("To be taken back ({count})"),
            ChangeKind.UNCHANGED: self.tr("Nothing left to take ({count})"),
            ChangeKind.REFUSED: self.tr("Left as they are ({count})"),
        }

    def _sums(self, totals: Totals) -> str:
        number = QLocale().toString
        parts = [self.tr("%n file(s) would lose tags", "", totals.changed)]
        parts += [self.tr("%n tag(s) in all", "", totals.tags)] if totals.tags else []
        if unchanged := totals.files[ChangeKind.UNCHANGED]:
            text = self.tr("{count} with nothing left to take")
            parts.append(text.format(count=number(unchanged)))
        if refused := totals.files[ChangeKind.REFUSED]:
            parts.append(self.tr("{count} left as they are").format(count=number(refused)))
        return "  ·  ".join(parts)

    def done(self, result: int) -> None:
        """The end, whichever way."""
        self.preview.forget()
        super().done(result)
