"""The states of the window whose accessible tree is walked: a line of :data:`STATES` for each."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from threading import Event
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from igtagger.__main__ import main
from igtagger.app.picture_values import State
from igtagger.errors import FolderGone
from igtagger.gui.jobs.problems import Problem
from igtagger.gui.main_window import MainWindow
from igtagger.gui.model_windows.report_dialog import ReportDialog
from igtagger.gui.runs.session import RunState
from igtagger.models.catalog import everyday
from igtagger.models.evaluations.record import (
    PARTS,
    ClassScore,
    EvaluatedPicture,
    EvaluationRecord,
    NearPair,
    save_record,
)
from tests.gui.made_models import have_model
from tests.gui.window import LONG, FakeEngine, drop, wait_idle


class HeldEngine(FakeEngine):
    """Waits with its first batch until it is let go."""

    def __init__(self) -> None:
        super().__init__(everyday())
        self.go = Event()

    def predict(self, pixels: NDArray[np.uint8]) -> NDArray[np.float32]:
        self.go.wait(LONG / 1000)
        return super().predict(pixels)


class _LetGo(QObject):
    """Lets an engine go as its window closes: the run can end then, and its library be closed."""

    def __init__(self, engine: HeldEngine, window: MainWindow) -> None:
        super().__init__(window)
        self._engine = engine
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        if event.type() == QEvent.Type.Close:
            self._engine.go.set()
        return False


@dataclass(frozen=True)
class Stage:
    """What a state is made with.

    Attributes:
        folder: four pictures, one of which is damaged.
    """

    qtbot: QtBot
    window: MainWindow
    folder: Path

    def tagged(self) -> None:
        """All pictures are tagged, or failed, and none is selected."""
        self.window.context.loader = lambda *_: FakeEngine(everyday())
        drop(self.window, self.folder)
        wait_idle(self.qtbot, self.window)

    def selected(self, *places: int) -> None:
        """They are tagged, and those are selected."""
        self.tagged()
        view = self.window.workspace.grid
        view.clearSelection()
        for place in places:
            index = view.model().index(place, 0)
            flags = view.selectionModel().SelectionFlag
            view.selectionModel().setCurrentIndex(index, flags.Select | flags.Rows)

    def failed_place(self) -> int:
        results = self.window.results
        return next(
            place
            for place, row in enumerate(results.rows())
            if results.pictures.state(row) is State.FAILED
        )

    def opened(self) -> QWidget:
        """The dialog or menu that has just opened."""
        QApplication.processEvents()
        found = QApplication.activePopupWidget() or QApplication.activeModalWidget()
        if found is None:
            found = next(
                widget
                for widget in QApplication.topLevelWidgets()
                if widget.isVisible() and widget is not self.window and widget.isWindow()
            )
        return found


Make = Callable[[Stage], QWidget | None]
"""Brings the window there. What is walked is the window, or what this returns."""


def _running(stage: Stage) -> None:
    engine = HeldEngine()
    stage.window.context.loader = lambda *_: engine
    _LetGo(engine, stage.window)
    drop(stage.window, stage.folder)
    session = stage.window.session
    stage.qtbot.waitUntil(
        lambda: session.state is RunState.RUNNING and not session.listing, timeout=LONG
    )


def _paused(stage: Stage) -> None:
    _running(stage)
    stage.window.session.pause()


def _reviewed(stage: Stage) -> None:
    stage.selected(0)
    reviews, label = stage.window.reviews, stage.window.results.pictures.ranked(0)[0]
    reviews.confirm([0], label.key)
    reviews.add_own([0], ["holiday", "Fish & chips"])
    wait_idle(stage.qtbot, stage.window)


def _of_a_tag(stage: Stage) -> None:
    stage.selected(0)
    label = stage.window.results.pictures.ranked(0)[0]
    stage.window.workspace.filters.set_tag(label.key)


def _mistaken(stage: Stage) -> None:
    stage.tagged()
    stage.window.workspace.filters.search.setText("score>much")
    stage.window.workspace.filters.search.returnPressed.emit()


def _in_list(stage: Stage) -> None:
    stage.selected(0)
    stage.window.actions_.list.trigger()


def _problems(stage: Stage) -> None:
    stage.tagged()
    problems = stage.window.problems
    problems.add(Problem("The disk is full.", "Make room.", verb="Go on"))
    problems.add(Problem.of(RuntimeError("by intention")))
    problems.add(Problem.of(FolderGone(stage.folder)))
    problems.more.click()


def _one_problem(stage: Stage) -> None:
    stage.window.problems.add(Problem.of(RuntimeError("by intention")))


def _after(begin: Callable[[Stage], object], makes: Callable[[Stage], Any]) -> Make:
    def make(stage: Stage) -> QWidget | None:
        begin(stage)
        makes(stage)
        return stage.opened()

    return make


def _large(stage: Stage) -> None:
    stage.selected(0)
    stage.window.actions_.large.trigger()
    loupe = stage.window.looking.loupe
    stage.qtbot.waitUntil(lambda: loupe.canvas.has_picture, timeout=LONG)


def _saved_search(stage: Stage) -> None:
    stage.tagged()
    stage.window.workspace.sidebar.saved.save("Cats & dogs", "tag:cat OR tag:dog")


def _waiting(stage: Stage) -> None:
    stage.tagged()
    stage.window.order.news.say("2 new pictures in Holidays were tagged.")
    stage.window.order.offer.bar.say("3 pictures wait for this model.")


def _teaching(stage: Stage) -> QWidget:
    """What all pictures look like is the same to this engine: any is suggested."""
    stage.selected(0)
    stage.window.reviews.add_own([0], ["Fish & chips"])
    stage.window.workspace.filters.set_tag("Fish & chips")
    stage.window.actions_.more_like.trigger()
    page = stage.window.teaching.page
    assert page is not None
    stage.qtbot.waitUntil(lambda: bool(page.pages.page), timeout=LONG)
    return page


def _taught(stage: Stage) -> QWidget:
    page = _teaching(stage)
    store = stage.window.teaching.store
    page.close_button.click()
    stage.qtbot.waitUntil(lambda: store.find("Fish & chips").examples == 1, timeout=LONG)
    stage.window.actions_.taught.trigger()
    dialog = stage.opened()
    stage.qtbot.waitUntil(dialog.export.isEnabled, timeout=LONG)
    return dialog


def _trash(stage: Stage) -> QWidget:
    stage.selected(0)
    stage.window.actions_.trash.trigger()
    stage.qtbot.waitUntil(lambda: QApplication.activeModalWidget() is not None, timeout=LONG)
    return stage.opened()


def _similar(stage: Stage) -> None:
    stage.selected(0)
    stage.window.actions_.similar.trigger()
    stage.qtbot.waitUntil(lambda: not stage.window.alike.page.busy, timeout=LONG)


def _duplicates(stage: Stage) -> QWidget:
    shutil.copy(stage.folder / "a.png", stage.folder / "a, again.png")
    stage.tagged()
    stage.window.actions_.duplicates.trigger()
    dialog = stage.window.alike.duplicates
    assert dialog is not None
    stage.qtbot.waitUntil(lambda: not dialog.finder.running, timeout=LONG)
    assert dialog.model.rowCount()
    return dialog


def _no_duplicates(stage: Stage) -> QWidget:
    stage.window.actions_.duplicates.trigger()
    dialog = stage.window.alike.duplicates
    assert dialog is not None
    stage.qtbot.waitUntil(lambda: not dialog.finder.running, timeout=LONG)
    return dialog


def _copy_looked_at(stage: Stage) -> QWidget:
    _duplicates(stage)
    dialog = stage.window.alike.duplicates
    assert dialog is not None
    large = dialog.open_large()
    assert large is not None
    return large


def _nothing(_: Stage) -> None:
    """As it starts."""


def _recent(stage: Stage) -> None:
    stage.tagged()
    stage.window.clear()


def _importing(stage: Stage) -> QWidget:
    """Somebody's model is asked about."""
    have_model("Gulls")
    file = stage.folder.parent / "gulls.safetensors"
    assert main(["models", "export", "gulls", str(file), "-q"]) == 0
    choice = stage.window.choice
    choice.manage()
    choice.manager.files_brought.emit([file])
    stage.qtbot.waitUntil(lambda: choice.files.dialog is not None, timeout=LONG)
    assert choice.files.dialog is not None
    return choice.files.dialog


def _report(stage: Stage) -> QWidget:
    """Of made pictures, as training would have kept it."""
    paths = [stage.folder / name for name in ("a.png", "b.png", "c.png")]
    pictures = tuple(
        EvaluatedPicture(path, place % 2, part, (ClassScore(1, 0.75), ClassScore(0, 0.25)), 0.5)
        for part in PARTS
        for place, path in enumerate(paths)
    )
    file = stage.folder.parent / "evaluation.json"
    save_record(EvaluationRecord("Pets", ("cat", "dog"), pictures, (NearPair(0, 4, 1.0),)), file)
    dialog = ReportDialog("Pets", file, stage.window)
    dialog.show()
    stage.qtbot.waitUntil(lambda: dialog.tabs.count() > 0, timeout=LONG)
    return dialog


STATES: dict[str, Make] = {
    "empty": _nothing,
    "empty, with recent folders": _recent,
    "running": _running,
    "paused": _paused,
    "done": Stage.tagged,
    "one picture": lambda stage: stage.selected(0),
    "many pictures": lambda stage: stage.selected(0, 1, 2),
    "a failed picture": lambda stage: (stage.tagged(), stage.selected(stage.failed_place()))[1],
    "list": _in_list,
    "reviewed": _reviewed,
    "filtered by a tag": _of_a_tag,
    "nothing found": lambda s: (s.tagged(), s.window.workspace.filters.set_text("name:no"))[1],
    "a search with a mistake": _mistaken,
    "one problem": _one_problem,
    "many problems": _problems,
    "an export done": lambda stage: stage.window.done.tell_exported(3, stage.folder / "a.csv"),
    "what can be searched for": _after(
        Stage.tagged, lambda stage: stage.window.workspace.filters.help_button.click()
    ),
    "large view": _large,
    "a saved search": _saved_search,
    "news and an offer": _waiting,
    "own tags": _after(_reviewed, lambda stage: stage.window.actions_.own_tags.trigger()),
    "tag sets": _after(_nothing, lambda stage: stage.window.actions_.edit_sets.trigger()),
    "folders in view": _after(Stage.tagged, lambda s: s.window.actions_.folders.trigger()),
    "going through one tag": _after(_of_a_tag, lambda s: s.window.actions_.go_through.trigger()),
    "examples of a tag": _after(
        lambda stage: stage.selected(0, 1), lambda s: s.window.actions_.more_like.trigger()
    ),
    "teaching a tag": _teaching,
    "taught tags": _taught,
    "no taught tags": _after(_nothing, lambda s: s.window.actions_.taught.trigger()),
    "moving to the trash": _trash,
    "similar pictures": _similar,
    "duplicates": _duplicates,
    "no duplicates": _no_duplicates,
    "a copy that is looked at": _copy_looked_at,
    "models": _after(_nothing, lambda stage: stage.window.choice.manage()),
    "importing a model": _importing,
    "a report": _report,
    "a licence": _after(_nothing, lambda s: s.window.choice.want("ig_resnext101_32x8d")),
    "export": _after(Stage.tagged, lambda stage: stage.window.export()),
    "writing tags": _after(Stage.tagged, lambda stage: stage.window.actions_.write.trigger()),
    "taking tags back": _after(_nothing, lambda s: s.window.actions_.written.trigger()),
    "settings": _after(_nothing, lambda stage: stage.window.actions_.settings.trigger()),
    "vocabulary": _after(_nothing, lambda stage: stage.window.actions_.vocabulary.trigger()),
    "shortcuts": _after(_nothing, lambda stage: stage.window.actions_.shortcuts.trigger()),
    "about": _after(_nothing, lambda stage: stage.window.actions_.about.trigger()),
}
"""By what the state is called in tests. Add what a new part of the window brings about."""
