"""What was passed over in the folders that were added: how much, and on request its names."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QToolButton, QWidget

from igtagger.gui.jobs.problems import Problem
from igtagger.gui.look.plain_text import set_tool_tip
from igtagger.pictures.scan import ScanCounts, natural_key


class PassedOver(QToolButton):
    """A word in the status line; pressed, it tells the names.

    Signals:
        problem: a :class:`Problem`: no picture at all was found, or the names were asked for.
        found_nothing: where no picture at all was found.
    """

    problem = Signal(object)
    found_nothing = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._told: Problem | None = None
        self.setAutoRaise(True)
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
        self.clicked.connect(lambda: self.problem.emit(self._told))
        self.hide()

    def show_scan(self, roots: Sequence[Path], counts: ScanCounts) -> None:
        """Say what a walk over ``roots``, which has come to its end, did not take."""
        where = str(roots[0])
        if len(roots) > 1:
            where = self.tr("%n files and folders", "", len(roots))
        if not counts.found:
            self.hide()
            self.found_nothing.emit(where)
            if not counts.unreadable_folders:  # which are told already
                self.problem.emit(self._nothing_found(where, counts))
            return
        number = counts.skipped_extension
        text = self.tr("In {folder} %n file(s) are not pictures by their ending.", "", number)
        self._told = self._with_names(text.format(folder=where), counts)
        self.setText(self.tr("%n file(s) passed over", "", number))
        set_tool_tip(
            self, self.tr("{text} Press to see their names.").format(text=self._told.message)
        )
        self.setVisible(bool(number))

    def forget(self) -> None:
        """The list is empty."""
        self.hide()

    def _nothing_found(self, where: str, counts: ScanCounts) -> Problem:
        text = self.tr("No picture was found in {folder}.")
        if number := counts.skipped_extension:
            text = self.tr(
                "No picture was found in {folder}: %n file(s) are not pictures by their ending.",
                "",
                number,
            )
        return self._with_names(text.format(folder=where), counts)

    def _with_names(self, text: str, counts: ScanCounts) -> Problem:
        names, hint = sorted(counts.skipped_names, key=natural_key), ""
        if more := counts.skipped_extension - len(names):
            names.append(self.tr("and %n more", "", more))
        if hidden := counts.skipped_hidden:
            hint = self.tr("%n hidden file(s) and folder(s) were left out.", "", hidden)
        return Problem(text, hint, "\n".join(names))
