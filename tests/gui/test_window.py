"""The whole window through the real ``main()``: real files, a real library, real models."""

from __future__ import annotations

import csv
import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QUrl
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMessageBox
from pytestqt.qtbot import QtBot

from igtagger.app.picture_values import Filter, State, TagKind, Which
from igtagger.domain import LabelRef
from igtagger.gui.dialogs.export_choice import Scope
from igtagger.gui.dialogs.export_dialog import ExportDialog
from igtagger.gui.main_window import MainWindow
from igtagger.gui.model_windows.licence_dialog import LicenceDialog
from igtagger.gui.runs.session import RunState
from igtagger.models.catalog import STARTER, everyday
from igtagger.settings import Settings, load_preferences
from tests.gui.window import LONG, FakeEngine, drop, pictures, use, wait_idle
from tests.making import random_state, save_legacy, sha256
from tests.servers import WeightsServer


@pytest.fixture(autouse=True)
def _application(qtbot: QtBot) -> None:
    """Qt is there before ``main()`` asks for it."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three pictures in two folders, and a damaged one."""
    folder = pictures(tmp_path / "holiday", "a.png", "b.jpg", "deep/c.webp")
    (folder / "broken.jpg").write_bytes((folder / "b.jpg").read_bytes()[:300])
    return folder


def row_of(window: MainWindow, path: Path) -> int:
    row = window.results.pictures.row_of(str(path))
    assert row is not None
    return row


@pytest.mark.parametrize(("least", "named"), [(0.5, True), (0.8, False)])
def test_an_export_begins_with_the_score_from_which_the_window_shows_pictures(
    qtbot: QtBot, folder: Path, tmp_path: Path, least: float, named: bool
) -> None:
    def script(window: MainWindow) -> None:
        window.context.loader = lambda *_: FakeEngine(everyday())
        drop(window, folder)
        wait_idle(qtbot, window)
        window.workspace.filters.min_score.setValue(least)
        window.actions_.export.trigger()
        dialog = window.findChild(ExportDialog)
        assert isinstance(dialog, ExportDialog)
        assert dialog.choice.min_score == least
        dialog.scopes[Scope.ALL].setChecked(True)
        dialog.file.setText(str(tmp_path / "out.csv"))
        with qtbot.waitSignal(window.exporting.done, timeout=LONG):
            dialog.export.click()
        _, *lines = (tmp_path / "out.csv").read_text("utf-8").splitlines()
        assert len(lines) == 4
        told = [line for line in lines if "broken" not in line]
        assert all(("fish" in line or "tench" in line) == named for line in told)

    use(script)


def test_a_dropped_folder_is_tagged_and_exported(
    qtbot: QtBot, folder: Path, tmp_path: Path
) -> None:
    target = tmp_path / "tags.csv"

    def script(window: MainWindow) -> None:
        assert window.pages.currentWidget() is window.start
        drop(window, folder)
        wait_idle(qtbot, window)
        assert window.workspace.isVisible()
        states = [window.results.pictures.state(row) for row in window.results.rows()]
        assert states == [State.TAGGED, State.TAGGED, State.FAILED, State.TAGGED]
        window.actions_.export.trigger()
        dialog = window.findChild(ExportDialog)
        assert dialog.choice.scope is Scope.ALL
        dialog.file.setText(str(target))
        with qtbot.waitSignal(window.exporting.done, timeout=LONG):
            dialog.accept()

    assert use(script) == 0
    with target.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    assert [row["path"] for row in rows] == ["a.png", "b.jpg", "broken.jpg", "deep/c.webp"]
    assert [bool(row["error"]) for row in rows] == [False, False, True, False]
    assert "cut off" in rows[2]["error"]


def test_no_table_is_offered_over_what_the_window_shows_or_the_program_keeps(
    qtbot: QtBot, folder: Path, tmp_path: Path
) -> None:
    noext = tmp_path / "scan"
    noext.write_bytes(b"a damaged scan")
    second = tmp_path / "second"
    (folder / "other.jpg").hardlink_to(noext)
    second.hardlink_to(noext)
    library = Settings.from_environment().library_file

    def script(window: MainWindow) -> None:
        drop(window, noext, folder)
        wait_idle(qtbot, window)
        window.actions_.export.trigger()
        dialog = window.findChild(ExportDialog)
        for target in (noext, second, folder / "a.png", library):
            dialog.file.setText(str(target))
            dialog.accept()
            assert dialog.isVisible()
            assert not dialog.export.isEnabled()
        dialog.reject()

    assert use(script) == 0
    assert noext.read_bytes() == b"a damaged scan"


@pytest.mark.skipif(sys.platform == "win32", reason="links of POSIX")
def test_what_a_dropped_folder_leads_to_is_not_written_over_whatever_is_answered(
    qtbot: QtBot, folder: Path, tmp_path: Path
) -> None:
    scan = tmp_path / "scan"
    scan.write_bytes(b"a damaged scan")
    (folder / "link.jpg").symlink_to(scan)

    def script(window: MainWindow) -> None:
        drop(window, folder)
        wait_idle(qtbot, window)
        window.actions_.export.trigger()
        dialog = window.findChild(ExportDialog)
        dialog.file.setText(str(scan))
        dialog.export.click()
        with qtbot.waitSignal(window.exporting.problem, timeout=LONG) as told:
            next(b for b in dialog.question.buttons() if b.text() == "Replace").click()
        assert "one of the files that are read" in told.args[0].message

    assert use(script) == 0
    assert scan.read_bytes() == b"a damaged scan"


def test_decisions_can_be_undone_and_are_found_again_after_a_restart(
    qtbot: QtBot, folder: Path
) -> None:
    seen: dict[str, object] = {}

    def first(window: MainWindow) -> None:
        drop(window, folder)
        wait_idle(qtbot, window)
        row = row_of(window, folder / "a.png")
        best = window.results.pictures.ranked(row)[0].key
        assert isinstance(best, LabelRef)
        window.workspace.step(1)
        assert window.workspace.rows() == [row]
        window.reviews.confirm([row], best)
        window.reviews.add_own([row], "grandmother, red hat")
        wait_idle(qtbot, window)
        assert window.results.pictures.review(row).own == ("grandmother", "red hat")
        window.actions_.undo.trigger()
        wait_idle(qtbot, window)
        assert window.results.pictures.review(row).own == ()
        window.actions_.redo.trigger()
        wait_idle(qtbot, window)
        window.actions_.list.trigger()
        seen["review"] = window.results.pictures.review(row)
        seen["ranked"] = window.results.pictures.ranked(row)

    def second(window: MainWindow) -> None:
        qtbot.waitUntil(lambda: window.results.rowCount() == 4, timeout=LONG)
        wait_idle(qtbot, window)
        row = row_of(window, folder / "a.png")
        assert window.results.pictures.review(row) == seen["review"]
        assert window.results.pictures.ranked(row) == seen["ranked"]
        assert window.results.pictures.state_counts()[Which.WAITING] == 0
        assert window.actions_.list.isChecked()
        assert window.session.engine is None  # nothing was run for it
        kinds = [tag.kind for tag in window.results.pictures.tags(row)]
        assert kinds[:3] == [TagKind.OWN, TagKind.OWN, TagKind.CONFIRMED]

    use(first)
    assert load_preferences().last_paths == (folder,)
    use(second)


def test_filters_narrow_what_is_seen_and_nothing_else(qtbot: QtBot, folder: Path) -> None:
    def script(window: MainWindow) -> None:
        wait_idle(qtbot, window)
        qtbot.waitUntil(lambda: window.results.rowCount() == 4, timeout=LONG)
        window.workspace.filters.search.setFocus()
        QTest.keyClicks(window.workspace.filters.search, "c.webp")
        qtbot.waitUntil(lambda: window.results.rowCount() == 1, timeout=LONG)
        window.workspace.filters.reset()
        qtbot.waitUntil(lambda: window.results.rowCount() == 4, timeout=LONG)
        window.workspace.filters.show_filter(Filter(which=Which.FAILED))
        window.results.set_filter(Filter(which=Which.FAILED))
        assert [window.results.pictures.error(row) for row in window.results.rows()] != [""]
        assert len(window.results.pictures) == 4

    use(script, [folder])


def test_a_stopped_run_keeps_what_is_done_and_goes_on_from_there(
    qtbot: QtBot, tmp_path: Path
) -> None:
    names = [f"{number}.png" for number in range(60)]
    folder = pictures(tmp_path / "many", *names)

    def script(window: MainWindow) -> None:
        engine = FakeEngine(everyday())
        engine.batch_size, engine.seconds = 1, 0.02
        window.context.loader = lambda *_: engine
        drop(window, folder)
        qtbot.waitUntil(lambda: window.session.progress.done >= 3, timeout=LONG)
        window.actions_.pause.trigger()
        assert window.session.state is RunState.PAUSED
        window.actions_.pause.trigger()
        assert window.session.state is RunState.RUNNING
        window.actions_.stop.trigger()
        wait_idle(qtbot, window)
        counts = window.results.pictures.state_counts()
        done = counts[Which.TAGGED]
        assert done >= 3
        seen = engine.seen
        window.actions_.tag.trigger()
        wait_idle(qtbot, window)
        assert window.results.pictures.state_counts()[Which.TAGGED] == 60
        assert engine.seen == 60
        assert seen <= 60

    use(script)


def test_a_pasted_picture_is_kept_as_a_file_and_tagged(qtbot: QtBot) -> None:
    def script(window: MainWindow) -> None:
        image = QImage(80, 60, QImage.Format.Format_RGB32)
        image.fill(0x336699)
        QGuiApplication.clipboard().setImage(image)
        window.actions_.paste.trigger()
        wait_idle(qtbot, window)
        (path,) = [Path(window.results.pictures.path(row)) for row in window.results.rows()]
        assert path.parent.name == "pasted"
        assert QImage(str(path)).pixelColor(3, 3) == image.pixelColor(3, 3)

    use(script)


def test_what_holds_no_picture_is_said_in_a_sentence(qtbot: QtBot) -> None:
    def script(window: MainWindow) -> None:
        mime = QMimeData()
        mime.setUrls([QUrl("https://pictures.invalid/a.jpg")])
        window.intake.take(mime)
        assert window.problems.isVisible()
        assert window.pages.currentWidget() is window.start

    use(script)


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[WeightsServer]:
    """Serves weights of a small model, ``tiny``, and a file in the place of those of 32x8d."""
    file = save_legacy(random_state(STARTER), tmp_path / "tiny-weights.pth")
    with WeightsServer({file.name: file.read_bytes()}) as server:
        entry = {"url": server.url + file.name, "size": file.stat().st_size, "sha256": sha256(file)}
        catalog = tmp_path / "catalog.json"
        entries = {"tiny": {"like": "starter", **entry}, "ig_resnext101_32x8d": entry}
        catalog.write_text(json.dumps(entries), encoding="utf-8")
        monkeypatch.setenv("IGTAGGER_CATALOG", str(catalog))
        yield server


def test_a_picked_model_is_downloaded_and_tags(
    qtbot: QtBot, folder: Path, server: WeightsServer
) -> None:
    def script(window: MainWindow) -> None:
        window.choice.picker.wanted.emit("tiny")
        window.findChild(QMessageBox).accept()
        qtbot.waitUntil(lambda: window.session.spec.id == "tiny", timeout=LONG)
        drop(window, folder)
        wait_idle(qtbot, window)
        assert window.results.pictures.state_counts()[Which.TAGGED] == 3
        assert load_preferences().model == "tiny"

    use(script)


def test_a_download_after_the_licence_survives_a_cut(qtbot: QtBot, server: WeightsServer) -> None:
    server.cuts = [1_000_000]

    def script(window: MainWindow) -> None:
        window.choice.picker.wanted.emit("ig_resnext101_32x8d")
        dialog = window.findChild(LicenceDialog)
        assert server.requests == []
        dialog.consent.setChecked(True)
        dialog.accept()
        qtbot.waitUntil(lambda: window.session.spec.alias == "32x8d", timeout=LONG)
        assert len(server.requests) == 2
        assert server.starts[1] > 0

    use(script)


def test_a_refused_licence_fetches_nothing_and_changes_nothing(
    qtbot: QtBot, server: WeightsServer
) -> None:
    def script(window: MainWindow) -> None:
        window.choice.picker.wanted.emit("ig_resnext101_32x8d")
        window.findChild(LicenceDialog).reject()
        assert window.session.spec.id == "everyday"
        state = window.weights.state("ig_resnext101_32x8d")
        assert not state.usable
        assert state.activity is None
        assert state.licence_needed

    use(script)
    assert server.requests == []


def test_twenty_thousand_pictures_are_listed_and_tagged(qtbot: QtBot, tmp_path: Path) -> None:
    folder = pictures(tmp_path / "many", "0.png")
    for number in range(1, 20_000):
        os.link(folder / "0.png", folder / f"{number}.png")

    def script(window: MainWindow) -> None:
        window.context.loader = lambda *_: FakeEngine(everyday())
        drop(window, folder)
        wait_idle(qtbot, window)
        assert window.results.rowCount() == 20_000
        assert window.results.pictures.state_counts()[Which.TAGGED] == 20_000
        window.actions_.select_all.trigger()
        assert len(window.workspace.rows()) == 20_000

    use(script)
