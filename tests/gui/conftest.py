"""The window's tests need no display."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from pytestqt.qtbot import QtBot

if TYPE_CHECKING:
    from tests.gui.model_weights import Heard, Published

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


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
