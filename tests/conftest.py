"""What every test gets."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

import igtagger  # noqa: F401  before torch: it sets how torch's threads wait
from igtagger.engines.devices import available_cores
from igtagger.errors import IgTaggerError
from igtagger.gui import needs

if TYPE_CHECKING:
    from xdist.remote import Producer

    from tests.spreading import GuiApart

# A busy computer is no fault of ours.
settings.register_profile("suite", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("suite")

_OTHERS = [
    name
    for name in os.environ
    if name.startswith("IGTAGGER_") and name not in ("IGTAGGER_BUNDLE", "IGTAGGER_DATA_DIR")
]
"""What the person's own environment says to igtagger."""

_RUNS_MODELS = ("api", "cli", "gui", "e2e")
"""Folders of tests that run models as a person does."""


@pytest.hookimpl(tryfirst=True)
def pytest_configure() -> None:
    """Say in one sentence what to install where Qt's libraries are missing.

    pytest-qt asks for Qt next, and would end in an internal error.
    """
    os.environ["QT_QPA_PLATFORM"] = os.environ.get("QT_QPA_PLATFORM") or "offscreen"
    try:
        needs.check()
    except IgTaggerError as error:
        raise pytest.UsageError(f"The tests need what the window needs. {error}") from error


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers(config: pytest.Config) -> int | None:
    """One more than there are cores, since the window's tests wait for half of their time.

    What is slow takes gigabytes or measures: one after the other, where it is asked for.
    """
    return available_cores() + 1 if config.option.markexpr == "not slow" else 1


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> GuiApart | None:
    """Who runs what; another ``--dist`` than the usual one is pytest-xdist's own."""
    from tests.spreading import GuiApart

    return GuiApart(config, log) if config.option.dist == "loadfile" else None


@pytest.fixture(scope="session")
def prepared_weights(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of weights after the built-in model's first load, which takes a second.

    All processes of the suite share it.
    """
    from filelock import FileLock

    folder = tmp_path_factory.getbasetemp().parent / "prepared-weights"
    with FileLock(f"{folder}.lock"):
        if not folder.exists():
            code = (
                "import sys; from pathlib import Path; from threading import Event;"
                "from igtagger.models.catalog import everyday;"
                "from igtagger.models.weights import conversion;"
                "from igtagger.models.weights.store import WeightsStore;"
                "conversion.prepare(WeightsStore(Path(sys.argv[1])), everyday(), Event())"
            )
            made = folder.with_suffix(".new")
            subprocess.run([sys.executable, "-c", code, str(made)], check=True)
            made.rename(folder)
    return folder


@pytest.fixture(autouse=True)
def _own_data_folder(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No test sees or touches the person's own weights, library and preferences.

    Those of what runs the built-in model find its weights prepared, as from the second start on;
    links cost nothing, and whatever igtagger writes takes the place of a link.
    """
    data = tmp_path / "igtagger-data"
    monkeypatch.setenv("IGTAGGER_DATA_DIR", str(data))
    if request.path.parent.name in _RUNS_MODELS and "unprepared" not in request.keywords:
        weights = data / "weights"
        weights.mkdir(mode=0o700, parents=True)
        data.chmod(0o700)
        for file in request.getfixturevalue("prepared_weights").iterdir():
            if file.suffix != ".lock":
                os.link(file, weights / file.name)
    monkeypatch.setenv("IGTAGGER_CONFIG_DIR", str(tmp_path / "igtagger-config"))
    for name in _OTHERS:
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(autouse=True)
def _no_stray_warnings(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """A log line of WARNING or above that no test expects is a failure."""
    yield
    stray = [r for r in caplog.get_records("call") if r.levelno >= logging.WARNING]
    assert not stray, [record.getMessage() for record in stray]
