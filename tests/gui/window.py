"""Drives the whole program: the real ``main()`` with a script that acts as a person would."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QTimer, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from igtagger.__main__ import main
from igtagger.engines.protocol import EngineInfo
from igtagger.gui.main_window import MainWindow
from igtagger.gui.runs.session import RunState
from igtagger.models.catalog import ModelSpec
from tests.heads import features_of, plain_heads

LONG = 60_000
"""How long a test waits for something, in milliseconds, before it fails."""

Script = Callable[[MainWindow], None]


def use(script: Script, paths: Sequence[Path] = ()) -> int:
    """Start the program with ``paths``, do as ``script`` says, close the window."""
    raised: list[BaseException] = []

    def act() -> None:
        window = next(w for w in QApplication.topLevelWidgets() if isinstance(w, MainWindow))
        try:
            script(window)
        except BaseException as error:  # noqa: BLE001  raised again where pytest sees it
            raised.append(error)
        finally:
            window.close()
            window.deleteLater()

    QTimer.singleShot(0, act)
    code = main([os.fspath(path) for path in paths])
    QApplication.processEvents()
    if raised:
        raise raised[0]
    return code


def drop(window: MainWindow, *paths: Path) -> None:
    """Drag files over the window and let them go."""
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    point, buttons = QPoint(50, 50), Qt.MouseButton.LeftButton
    action, keys = Qt.DropAction.CopyAction, Qt.KeyboardModifier.NoModifier
    window.dragEnterEvent(QDragEnterEvent(point, action, mime, buttons, keys))
    window.dropEvent(QDropEvent(QPointF(point), action, mime, buttons, keys))


def wait_idle(qtbot: QtBot, window: MainWindow) -> None:
    """Until nothing is looked for and nothing runs."""

    def idle() -> bool:
        session = window.session
        return session.state is RunState.IDLE and not session.listing and not window.reviews.busy

    qtbot.waitUntil(idle, timeout=LONG)


def pictures(folder: Path, *names: str) -> Path:
    """Small pictures, all different."""
    folder.mkdir(parents=True, exist_ok=True)
    noise = np.random.default_rng(len(list(folder.iterdir())))
    for name in names:
        pixels = noise.integers(0, 256, (48, 64, 3), np.uint8)
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        Image.fromarray(pixels).save(folder / name)
    return folder


class FakeEngine:
    """Gives every picture the same scores, at once or after some seconds for each batch."""

    batch_size = 64
    seconds = 0.0

    def __init__(self, spec: ModelSpec) -> None:
        self.spec = spec
        self.heads = plain_heads(spec)
        self.info = EngineInfo("cpu", "Fake", "fp32")
        self.seen = 0

    def predict(self, pixels: NDArray[np.uint8]) -> NDArray[np.float32]:
        time.sleep(self.seconds)
        self.seen += len(pixels)
        scores = np.full((len(pixels), self.spec.labels_count), 0.0001, np.float32)
        scores[:, 0] = 0.7
        return features_of(scores)
