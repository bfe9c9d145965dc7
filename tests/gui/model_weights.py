"""What the tests of the models' windows share: a server, a small model, and the service."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from igtagger.app.weights_state import ModelState
from igtagger.gui.jobs.problems import Problem
from igtagger.gui.model_windows.weights_jobs import WeightsJobs
from igtagger.models.catalog import Catalog, ModelSpec, everyday
from igtagger.models.weights.http import Patience
from igtagger.models.weights.store import WeightsStore
from tests.making import random_state, save_legacy, tiny_spec, with_weights
from tests.servers import BLOCK, WeightsServer

HELD = 100 * BLOCK
PATIENCE = Patience(attempts=3, first_wait=0.001, longest_wait=0.002)


class Published:
    """A small model whose weights ``server`` has."""

    def __init__(self, folder: Path) -> None:
        base = replace(tiny_spec(), title="Tiny model")
        self.file = save_legacy(random_state(base), folder / "tiny.pth")
        self.content = self.file.read_bytes()
        # How large the file is depends on the interpreter: pickles name things once, if they are
        # one object.
        self.megabytes = f"{len(self.content) / 1e6:.1f} MB"
        self.server = WeightsServer({"tiny.pth": self.content})
        self.spec: ModelSpec = with_weights(base, self.file, self.server.url)


class Heard(QObject):
    """The service, and everything that it said."""

    def __init__(self, folder: Path, spec: ModelSpec) -> None:
        super().__init__()
        self.store = WeightsStore(folder, patience=PATIENCE)
        self.catalog = Catalog((everyday(), spec))
        self.jobs = WeightsJobs(self.store, self.catalog, self)
        self.ready: list[str] = []
        self.problems: list[Problem] = []
        self.other_files: list[Path] = []
        self.states: list[ModelState] = []
        self.jobs.ready.connect(self.ready.append)
        self.jobs.problem.connect(self.problems.append)
        self.jobs.other_file.connect(lambda _, file: self.other_files.append(file))
        self.jobs.changed.connect(lambda model_id: self.states.append(self.jobs.state(model_id)))


def wait_for(
    qtbot: QtBot, jobs: WeightsJobs, model_id: str, condition: Callable[[ModelState], bool]
) -> ModelState:
    """Until the state of a model is so; looks whenever it changes."""
    if not condition(jobs.state(model_id)):
        with qtbot.waitSignal(
            jobs.changed,
            timeout=20_000,
            check_params_cb=lambda changed: changed == model_id and condition(jobs.state(changed)),
        ):
            pass
    return jobs.state(model_id)


def wait_until_idle(qtbot: QtBot, jobs: WeightsJobs, model_id: str = "tiny") -> ModelState:
    """Until nothing is being done with a model."""
    return wait_for(qtbot, jobs, model_id, lambda state: state.activity is None)


def hold_after(published: Published, count: int) -> None:
    """Let the server send that many bytes, and then wait."""
    published.server.before_gate = count
    published.server.gate.clear()


def part_way(qtbot: QtBot, heard: Heard, published: Published) -> None:
    """A download of which ``HELD`` bytes have come, and which stands there."""
    hold_after(published, HELD)
    heard.jobs.accept_licence("tiny")
    heard.jobs.download("tiny")
    wait_for(qtbot, heard.jobs, "tiny", lambda s: bool(s.activity and s.activity.done == HELD))
