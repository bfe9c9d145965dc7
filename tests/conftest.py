"""What every test gets."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

import igtagger  # noqa: F401  before torch: it sets how torch's threads wait
from igtagger.engines.devices import available_cores

if TYPE_CHECKING:
    from xdist.remote import Producer

    from tests.spreading import GuiApart

# A busy computer is no fault of ours.
settings.register_profile("suite", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("suite")


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


@pytest.fixture(autouse=True)
def _own_data_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No test sees or touches the person's own weights, library and preferences."""
    monkeypatch.setenv("IGTAGGER_DATA_DIR", str(tmp_path / "igtagger-data"))
    monkeypatch.setenv("IGTAGGER_CONFIG_DIR", str(tmp_path / "igtagger-config"))
    for name in ("IGTAGGER_WEIGHTS_URL", "IGTAGGER_CATALOG"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(autouse=True)
def _no_stray_warnings(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """A log line of WARNING or above that no test expects is a failure."""
    yield
    stray = [r for r in caplog.get_records("call") if r.levelno >= logging.WARNING]
    assert not stray, [record.getMessage() for record in stray]
