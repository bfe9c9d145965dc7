"""Pictures' files given to other programs: copied, and dragged out of the window."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDrag, QDropEvent, QGuiApplication, QMouseEvent, QPixmap
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractItemView, QApplication
from pytestqt.qtbot import QtBot

from igtagger.gui.main_window import MainWindow
from igtagger.gui.results.file_mime import GNOME, KDE, address_of
from igtagger.gui.views import dragging
from tests.gui.window import LONG, pictures, use, wait_idle


@pytest.fixture(autouse=True)
def _application(qtbot: QtBot) -> None:
    """Qt is there before ``main()`` asks for it."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return pictures(tmp_path / "holiday", "-a b.png", "ü#1%.png", "c.png")


def shown(qtbot: QtBot, window: MainWindow, folder: Path) -> None:
    window.session.add([folder], tag=False)
    wait_idle(qtbot, window)
    qtbot.waitUntil(lambda: window.results.rowCount() == 3, timeout=LONG)


def local(mime: QMimeData) -> set[Path]:
    return {Path(url.toLocalFile()) for url in mime.urls()}


@pytest.mark.parametrize("grid", [True, False])
def test_copied_pictures_are_files_for_file_managers_and_rows_for_tables(
    qtbot: QtBot, folder: Path, grid: bool
) -> None:
    def script(window: MainWindow) -> None:
        shown(qtbot, window, folder)
        window.workspace.show_grid(grid=grid)
        window.actions_.select_all.trigger()
        window.actions_.copy.trigger()
        clipboard = QGuiApplication.clipboard()
        qtbot.waitUntil(lambda: len(clipboard.mimeData().urls()) == 3, timeout=LONG)
        mime = clipboard.mimeData()
        assert local(mime) == set(folder.iterdir())
        assert {line.split("\t")[0] for line in mime.text().split("\n")[1:]} == {
            path.name for path in folder.iterdir()
        }
        copied = bytes(mime.data(GNOME).data()).decode().split("\n")
        assert copied[0] == "copy"
        assert sorted(copied[1:]) == sorted(path.as_uri() for path in folder.iterdir())
        assert bytes(mime.data(KDE).data()) == b"0"

    use(script)


def test_labels_are_copied_as_text_alone(qtbot: QtBot, folder: Path) -> None:
    def script(window: MainWindow) -> None:
        shown(qtbot, window, folder)
        window.actions_.select_all.trigger()
        window.actions_.copy.trigger()
        clipboard = QGuiApplication.clipboard()
        qtbot.waitUntil(lambda: bool(clipboard.mimeData().urls()), timeout=LONG)
        window.actions_.copy_labels.trigger()
        qtbot.waitUntil(lambda: not clipboard.mimeData().hasUrls(), timeout=LONG)

    use(script)


@pytest.mark.skipif(sys.platform != "linux", reason="names that are no text")
def test_the_address_of_a_name_that_is_no_text_leads_to_its_file(tmp_path: Path) -> None:
    path = os.fsdecode(os.fsencode(tmp_path) + b"/\xff.png")
    address = address_of(path)
    assert address.endswith(b"/%FF.png")
    mime = QMimeData()
    mime.setUrls([QUrl.fromEncoded(address)])
    assert bytes(mime.data("text/uri-list").data()).strip() == address


def drag(view: QAbstractItemView, dragged: Sequence[object]) -> None:
    """Take hold of the first picture and move it. The system eats the release that ends a drag."""
    port = view.viewport()
    start = view.visualRect(view.model().index(0, 0)).center()
    QTest.mousePress(port, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, start)
    for step in (5, 15):
        to = QPointF(start + QPoint(QApplication.startDragDistance() + step, 0))
        move = QMouseEvent(
            QEvent.Type.MouseMove, to, port.mapToGlobal(to), Qt.MouseButton.NoButton,
            Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier,
        )  # fmt: skip
        if not dragged:
            QApplication.sendEvent(port, move)


@pytest.mark.parametrize("grid", [True, False])
@pytest.mark.parametrize("several", [True, False])
def test_pictures_are_dragged_out_as_files(
    qtbot: QtBot, folder: Path, monkeypatch: pytest.MonkeyPatch, grid: bool, several: bool
) -> None:
    dragged: list[tuple[set[Path], bool]] = []

    def run(drag: QDrag) -> None:
        dragged.append((local(drag.mimeData()), drag.pixmap().isNull()))

    monkeypatch.setattr(dragging, "run", run)

    def script(window: MainWindow) -> None:
        shown(qtbot, window, folder)
        window.workspace.show_grid(grid=grid)
        if several:
            window.actions_.select_all.trigger()
        drag(window.workspace.current_view(), dragged)
        first = Path(window.results.pictures.path(window.results.row_at(0)))
        assert dragged == [(set(folder.iterdir()) if several else {first}, False)]
        assert len(window.workspace.rows()) == (3 if several else 1)

    use(script)


def test_what_is_dragged_from_the_window_is_not_taken_in_again(qtbot: QtBot, folder: Path) -> None:
    class Own(QDropEvent):
        def source(self) -> MainWindow:
            return self.window  # type: ignore[attr-defined,no-any-return]

    def script(window: MainWindow) -> None:
        other = pictures(folder.parent / "other", "d.png")
        mime = QMimeData()
        mime.setUrls([QUrl.fromLocalFile(str(other))])
        event = Own(
            QPointF(50, 50), Qt.DropAction.CopyAction, mime,
            Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier,
        )  # fmt: skip
        event.window = window  # type: ignore[attr-defined]
        window.dropEvent(event)
        assert not event.isAccepted()
        assert not window.session.listing
        assert window.session.roots == []

    use(script)


@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_what_hangs_under_the_pointer_is_small_and_as_sharp_as_the_screen(
    qtbot: QtBot, scale: float
) -> None:
    large = QPixmap(600, 300)
    large.fill(Qt.GlobalColor.red)
    under = dragging.under_pointer(large, 1, scale)
    assert (under.width(), under.height()) == (round(96 * scale), round(48 * scale))
    assert under.devicePixelRatio() == scale
    many = dragging.under_pointer(large, 12, scale)
    assert many.toImage() != under.toImage()
    assert not dragging.under_pointer(None, 3, scale).isNull()
