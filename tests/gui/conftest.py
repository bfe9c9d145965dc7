"""The window's tests need no display."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from pytestqt.qtbot import QtBot

if TYPE_CHECKING:
    from tests.gui.model_weights import Heard, Published


@pytest.fixture(scope="session", autouse=True)
def _nothing_stays_frozen() -> Iterator[None]:
    """Libraries tell of leaks where the interpreter's last collection finds nothing of theirs."""
    yield
    gc.unfreeze()


@pytest.fixture(autouse=True)
def _cycles_are_collected_on_this_thread() -> Iterator[None]:
    """As the program has it, see :mod:`igtagger.gui.jobs.garbage`: what is left of a test's widgets
    must not be deleted by a thread that is making thumbnails for the next one."""
    gc.disable()
    yield
    gc.collect()
    gc.freeze()  # what is still there is not looked at again, on whichever thread
    gc.enable()


@pytest.fixture
def published(tmp_path: Path) -> Iterator[Published]:
    """A small model and the server that has its weights."""
    from tests.gui.model_weights import Published  # torch

    published = Published(tmp_path)
    with published.server:
        yield published


@pytest.fixture
def heard(qtbot: QtBot, tmp_path: Path, published: Published) -> Iterator[Heard]:
    """The service over the weights of that model, and what it said."""
    from tests.gui.model_weights import Heard

    heard = Heard(tmp_path / "weights", published.spec)
    yield heard
    assert heard.jobs.stop_all(10)
