"""Tags written into files from the window, and taken back: real pictures, library and window."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image
from pytestqt.qtbot import QtBot

from igtagger.export.xmp.containers import container_of
from igtagger.export.xmp.packet import Packet
from igtagger.export.xmp.xmp_fields import SUBJECT
from igtagger.gui.main_window import MainWindow
from igtagger.gui.writing.tag_writing import WritingReport
from igtagger.gui.writing.taking_back_dialog import TakingBackDialog
from igtagger.gui.writing.write_dialog import WriteDialog
from igtagger.models.catalog import everyday
from tests.export.xmp.made_files import exif
from tests.gui.window import LONG, FakeEngine, drop, pictures, use, wait_idle

EMBEDDED = ("a.jpg", "b.png", "c.webp")


@pytest.fixture(autouse=True)
def _application(qtbot: QtBot) -> None:
    """Qt is there before ``main()`` asks for it."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The same noise in three kinds of file that are written into, and one that is not."""
    folder = tmp_path / "holiday"
    pictures(folder, "b.png")
    with Image.open(folder / "b.png") as image:
        image.save(folder / "a.jpg")
        # One without anything beside its pixels gets a longer header, which stays.
        image.save(folder / "c.webp", exif=exif())
        image.save(folder / "d.tif")
    return folder


def contents(folder: Path) -> dict[str, str]:
    """All files in it, with their times."""
    return {
        file.name: f"{hashlib.sha256(file.read_bytes()).hexdigest()} {file.stat().st_mtime_ns}"
        for file in sorted(folder.iterdir())
    }


def keywords(path: Path) -> tuple[str, ...]:
    data = path.read_bytes()
    container = container_of(data)
    raw = container.packet_in(data) if container is not None else data
    return tuple(Packet.parse(raw).tags.get(SUBJECT, ())) if raw else ()


def tag(qtbot: QtBot, window: MainWindow, *folders: Path) -> FakeEngine:
    engine = FakeEngine(everyday())
    window.context.loader = lambda *_: engine
    drop(window, *folders)
    wait_idle(qtbot, window)
    return engine


def ask(qtbot: QtBot, window: MainWindow, program: str = "immich") -> WriteDialog:
    """The dialog, when its preview is complete."""
    window.actions_.write.trigger()
    dialog = window.findChild(WriteDialog)
    assert isinstance(dialog, WriteDialog)
    dialog.program.setCurrentIndex(dialog.program.findData(program))
    looked(qtbot, dialog)
    return dialog


def looked(qtbot: QtBot, dialog: WriteDialog | TakingBackDialog) -> None:
    qtbot.waitUntil(lambda: not dialog.preview.running, timeout=LONG)


def rows(dialog: WriteDialog | TakingBackDialog) -> list[list[str]]:
    model = dialog.preview.model
    return [
        [str(model.data(model.index(row, column))) for column in range(3)]
        for row in range(model.rowCount())
    ]


def done(qtbot: QtBot, window: MainWindow, do: Callable[[], object]) -> WritingReport:
    with qtbot.waitSignal(window.writing.done, timeout=LONG) as told:
        do()
    (report,) = told.args
    assert isinstance(report, WritingReport)
    return report


def write(qtbot: QtBot, window: MainWindow, program: str = "immich") -> WritingReport:
    dialog = ask(qtbot, window, program)
    return done(qtbot, window, dialog.write.click)


def test_what_would_be_written_is_shown_first_and_undo_gives_back_every_byte(
    qtbot: QtBot, folder: Path
) -> None:
    def script(window: MainWindow) -> None:
        tag(qtbot, window, folder)
        before = contents(folder)
        dialog = ask(qtbot, window)
        name = window.results.pictures.tags(0)[0].name
        assert contents(folder) == before
        shown = rows(dialog)
        assert [row[0] for row in shown] == [*EMBEDDED, "d.tif"]
        assert [row[1] for row in shown] == ["the picture itself"] * 3 + ["d.tif.xmp"]
        assert all(row[2].startswith(f"+ {name}") for row in shown)
        assert "4 pictures would get tags" in dialog.preview.words.text()
        report = done(qtbot, window, dialog.write.click)
        assert (report.totals.embedded, report.totals.changed) == (3, 4)
        for each in EMBEDDED:
            assert name in keywords(folder / each)
        assert name in keywords(folder / "d.tif.xmp")
        assert "3 pictures, and into 1 sidecar" in window.done.line.text()
        assert not window.writing_bar.isVisible()
        back = done(qtbot, window, window.done.undo_button.click)
        assert back.back
        assert back.totals.changed == 4
        assert contents(folder) == before
        assert not window.done.undo_button.isVisible()
        assert window.problems.problems == []

    assert use(script) == 0
