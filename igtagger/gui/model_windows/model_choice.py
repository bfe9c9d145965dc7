"""Which model is chosen, and what happens to the choice as weights come and go."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from igtagger.app.context import Context
from igtagger.errors import IgTaggerError, UsageError
from igtagger.gui.jobs.problems import Problem
from igtagger.gui.model_windows import model_words
from igtagger.gui.model_windows.licence_dialog import offer_download
from igtagger.gui.model_windows.model_files import ModelFiles
from igtagger.gui.model_windows.model_manager import ModelManagerDialog
from igtagger.gui.model_windows.model_picker import ModelPicker
from igtagger.gui.model_windows.speed_text import speed_text
from igtagger.gui.model_windows.weights_jobs import WeightsJobs
from igtagger.gui.runs.session import RunState, Session
from igtagger.models.catalog import EVERYDAY_ID, ModelSpec
from igtagger.models.weights.store import refuse_retired


def usable_spec(context: Context, preferred: str) -> ModelSpec:
    """The preferred model; the built-in one where that is unknown or not here any more."""
    try:
        spec = context.catalog.find(preferred or EVERYDAY_ID)
        refuse_retired(spec)
        context.store.find(spec)
    except IgTaggerError:
        return context.catalog.find(EVERYDAY_ID)
    return spec


class ModelChoice(QObject):
    """Keeps picker, manager and session of one mind.

    Args:
        session: runs the chosen model.
        weights: knows which can run.
        window: owns the dialogs.

    Signals:
        chosen: the id of another model, which is shown and run from now on.
        problem: a :class:`Problem` that no card of the manager tells where the person looks.
    """

    chosen = Signal(str)
    problem = Signal(object)

    def __init__(self, session: Session, weights: WeightsJobs, window: QWidget) -> None:
        super().__init__(window)
        self._session, self._weights, self._window = session, weights, window
        self._wanted: str | None = None  # chosen as soon as it is here
        self.picker = ModelPicker(weights, window)
        self.picker.set_current(session.spec.id)
        self.manager = ModelManagerDialog(
            weights, partial(speed_text, session.context.speeds), window
        )
        self.files = ModelFiles(session.context, weights, self.manager)
        self.files.problem.connect(self.problem)
        self.picker.chosen.connect(self.choose)
        self.picker.wanted.connect(self.want)
        self.picker.manage_requested.connect(self.manage)
        session.weights_wanted.connect(self.want)
        weights.ready.connect(self._ready)
        weights.changed.connect(self._changed)
        weights.problem.connect(self._tell)
        weights.models_changed.connect(self._follow_models)
        session.state_changed.connect(self._follow_models)
        app = QGuiApplication.instance()
        if isinstance(app, QGuiApplication):
            app.applicationStateChanged.connect(self._come_back)

    def close(self) -> None:
        """End what is under way, as the window closes."""
        self.files.close()

    def choose(self, model_id: str) -> None:
        """Show and run that model from now on."""
        self._session.choose_model(self._session.context.catalog.find(model_id))
        self.picker.set_current(model_id)
        self.chosen.emit(model_id)

    def want(self, model_id: str) -> None:
        """Offer to download a model; once it is here it is chosen.

        One that went is not offered: once the run with it has ended another one is used.
        """
        if all(spec.id != model_id for spec in self._weights.catalog):
            return
        self._wanted = model_id
        dialog = offer_download(self._weights, model_id, self._window)
        if dialog is not None:
            dialog.rejected.connect(self._forget)

    def manage(self) -> None:
        """Show the manager."""
        self._weights.refresh()  # the command line may have changed things meanwhile
        self.manager.show()
        self.manager.raise_()
        self.manager.activateWindow()

    def _tell(self, problem: Problem) -> None:
        """The same failure is said once."""
        if problem.is_bug or not self.manager.shows(problem):
            self.problem.emit(problem)

    def _forget(self) -> None:
        self._wanted = None

    def _ready(self, model_id: str) -> None:
        if model_id == self._wanted:
            self._wanted = None
            self.choose(model_id)
        elif model_id == self._session.spec.id:
            self._session.look_again()  # other weights than before: other outcomes

    def _changed(self, model_id: str) -> None:
        state = self._weights.state(model_id)
        gone = not state.usable and state.activity is None
        idle = self._session.state is RunState.IDLE
        if gone and idle and model_id == self._session.spec.id:
            self.choose(EVERYDAY_ID)

    # Models come and go

    def _come_back(self, state: Qt.ApplicationState) -> None:
        """In another window, a terminal perhaps, models may have been trained or removed."""
        if state == Qt.ApplicationState.ApplicationActive:
            self._weights.refresh()

    def _follow_models(self) -> None:
        """The chosen model may be another one now, or none any more; a run goes on to its end."""
        if self._session.state is not RunState.IDLE:
            return
        spec = self._session.spec
        try:
            now = self._session.context.find(spec.id)
        except IgTaggerError as error:
            self._fall_back(model_words.title(spec), error)
            return
        if now != spec:
            self.choose(now.id)

    def tell_if_gone(self, preferred: str) -> None:
        """At the start: say so where the model that was chosen the last time is not there."""
        try:
            self._session.context.find(preferred or EVERYDAY_ID)
        except IgTaggerError as error:
            self._fall_back(preferred, error)

    def _fall_back(self, title: str, error: IgTaggerError) -> None:
        self.choose(EVERYDAY_ID)
        text = self.tr("The model “{model}” is not there any more; {other} is used now.")
        hint = self.tr("What it said of pictures stays in the library.")
        if not isinstance(error, UsageError):  # it is there, and damaged
            text = self.tr("The model “{model}” cannot be used; {other} is used now.")
            words = Problem.told(error.reason)
            hint = f"{words.message} {words.hint}".strip()
        other = model_words.title(self._session.spec)
        self.problem.emit(Problem(text.format(model=title, other=other), hint))
