"""Models of the person's own come from files, and go into files, from the model manager."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from igtagger.app.context import Context
from igtagger.errors import IgTaggerError
from igtagger.gui.jobs.asking import Asking
from igtagger.gui.jobs.problems import Problem
from igtagger.gui.model_windows import model_words
from igtagger.gui.model_windows.model_manager import ModelManagerDialog
from igtagger.gui.model_windows.weights_jobs import WeightsJobs

if TYPE_CHECKING:
    from igtagger.app.learning.model_moving import OfferedModel
    from igtagger.gui.model_windows.model_import_dialog import ModelImportDialog

_CLOSING_SECONDS = 5.0


class ModelFiles(QObject):
    """Looks at files one after another, asks about each that is a model, and takes it over.

    Args:
        context: has the models.
        jobs: knows of them.
        manager: where the person brings files, and reads what became of them.

    Attributes:
        dialog: the question that is open; None where none is.

    Signals:
        problem: a :class:`Problem`: a fault of ours.
    """

    problem = Signal(object)

    def __init__(self, context: Context, jobs: WeightsJobs, manager: ModelManagerDialog) -> None:
        super().__init__(manager)
        self._context, self._jobs, self._manager = context, jobs, manager
        self._waiting: list[Path] = []
        self._told: list[tuple[str, str]] = []  # of the files that came together: text and look
        self._asking = Asking(self)
        self._asking.problem.connect(self._fail)
        self._asking.settled.connect(self._go_on)
        self.dialog: ModelImportDialog | None = None
        manager.files_brought.connect(self.bring)
        manager.export_wanted.connect(self.export)
        jobs.exported.connect(self._tell_exported)

    @property
    def busy(self) -> bool:
        """Whether a file is being looked at or taken over."""
        return self._asking.busy

    def close(self) -> None:
        """End as the window closes; a model is there whole or not at all."""
        self._waiting.clear()
        self._asking.close(_CLOSING_SECONDS)

    # Into the program

    def bring(self, files: Sequence[Path]) -> None:
        """Import models from these files, asking about each."""
        if not self._waiting and not self.busy and self.dialog is None:
            self._told.clear()
        self._waiting += files
        self._go_on()

    def _go_on(self) -> None:
        if self.busy or self.dialog is not None:
            return
        self._manager.show_busy("")
        if not self._waiting:
            return
        file = self._waiting.pop(0)
        self._manager.show_busy(self.tr("Looking at {file}…").format(file=file.name))

        def look() -> OfferedModel:
            from igtagger.app.learning.model_moving import look_at_model  # NumPy: not before

            return look_at_model(self._context, file)

        self._asking.ask("model", look, self._ask, self._refuse)

    def _ask(self, offered: OfferedModel) -> None:
        from igtagger.gui.model_windows.model_import_dialog import ModelImportDialog

        self._manager.show_busy("")
        dialog = self.dialog = ModelImportDialog(offered, self._jobs, self._manager)
        dialog.finished.connect(partial(self._answered, offered))
        dialog.open()

    def _answered(self, offered: OfferedModel, result: int) -> None:
        dialog, self.dialog = self.dialog, None
        assert dialog is not None
        dialog.deleteLater()
        if not result:
            self._go_on()
            return
        name, taken = dialog.name.text(), dialog.replaces
        self._manager.show_busy(self.tr("Importing {name}…").format(name=name.strip()))

        def take() -> str:
            from igtagger.app.learning.model_moving import import_model

            return import_model(self._context, offered.file, name=name, replace=taken)

        self._asking.ask("model", take, self._show_imported, self._refuse)

    def _show_imported(self, model_id: str) -> None:
        self._jobs.refresh()
        self._manager.show_model(model_id)
        title = model_words.title(self._jobs.catalog.find(model_id))
        text = self.tr("{model} is imported. It can be chosen in the tool bar.")
        self._tell(text.format(model=title), "success")

    def _refuse(self, error: IgTaggerError) -> None:
        problem = Problem.of(error)
        if error.reason.code == "own-model.import":  # whose hint names an option
            hint = self.tr(
                "It must be a file that a model was exported to. Weights for a model of this list "
                "are imported on its card."
            )
            problem = replace(problem, hint=hint)
        self._tell(f"{problem.message} {problem.hint}".strip(), "error")

    def _fail(self, problem: Problem) -> None:
        self._tell(problem.message, "error")
        self.problem.emit(problem)

    def _tell(self, text: str, look: str) -> None:
        self._told.append((text, look))
        worst = "error" if any(each == "error" for _, each in self._told) else look
        self._manager.tell("\n".join(each for each, _ in self._told), worst)

    # Out of it

    def export(self, model_id: str, file: Path) -> None:
        """Write a model of the person's own into a file."""
        from igtagger.app.learning.model_moving import is_model_file
        from igtagger.app.own_places import precious
        from igtagger.export.destinations import Destination

        self._told.clear()
        self._manager.tell("")
        own = precious(self._context.settings, ())
        self._jobs.export(model_id, Destination(file, is_model_file, own))

    def _tell_exported(self, model_id: str, file: Path) -> None:
        spec = self._jobs.catalog.find(model_id)
        text = self.tr("{model} is in {file}. Its licence goes with it: {licence}.")
        title, licence = model_words.title(spec), spec.licence.name
        self._tell(text.format(model=title, file=file.name, licence=licence), "success")
