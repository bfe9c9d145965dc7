"""What was passed over in a folder is told, and its names where they are asked for."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QPlainTextEdit
from pytestqt.qtbot import QtBot

from igtagger.gui.main_window import MainWindow
from igtagger.pictures import scan
from tests.gui.window import drop, pictures, use, wait_idle


@pytest.fixture(autouse=True)
def _application(qtbot: QtBot) -> None:
    """Qt is there before ``main()`` asks for it."""


def others(folder: Path, *names: str) -> Path:
    folder.mkdir(exist_ok=True)
    for name in names:
        (folder / name).write_text("no picture")
    return folder


def test_a_folder_without_pictures_says_why(qtbot: QtBot, tmp_path: Path) -> None:
    folder = others(tmp_path / "notes", "a.txt", "b.pdf", ".hidden")

    def script(window: MainWindow) -> None:
        drop(window, folder)
        wait_idle(qtbot, window)
        (problem,) = window.problems.problems
        assert problem.message == (
            f"No picture was found in {folder}: 2 files are not pictures by their ending."
        )
        assert problem.hint == "1 hidden file or folder was left out."
        assert problem.details.splitlines() == [str(folder / "a.txt"), str(folder / "b.pdf")]
        assert window.problems.open_log.isHidden()
        window.problems.more.click()
        shown = window.problems.list.findChild(QPlainTextEdit)
        assert "b.pdf" in shown.toPlainText()

    use(script)


def test_an_empty_folder_is_said_to_have_none(qtbot: QtBot, tmp_path: Path) -> None:
    folder, other = others(tmp_path / "empty"), others(tmp_path / "other", "a.txt")

    def script(window: MainWindow) -> None:
        drop(window, folder)
        wait_idle(qtbot, window)
        assert window.problems.problems[0].message == f"No picture was found in {folder}."
        drop(window, folder, other)
        wait_idle(qtbot, window)
        assert window.problems.problems[0].message == (
            "No picture was found in 2 files and folders: 1 file is not a picture by its ending."
        )

    use(script)


def test_a_mixed_folder_tells_how_many_were_passed_over_and_which(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scan, "MOST_NAMES", 2)
    folder = pictures(tmp_path / "mixed", "a.png", "b.png")
    others(folder, "1.txt", "2.txt", "3.txt")

    def script(window: MainWindow) -> None:
        drop(window, folder)
        wait_idle(qtbot, window)
        assert window.problems.isHidden()
        assert window.passed_over.text() == "3 files passed over"
        window.passed_over.click()
        (problem,) = window.problems.problems
        *names, more = problem.details.splitlines()
        assert len(names) == 2
        assert {Path(name).suffix for name in names} == {".txt"}
        assert more == "and 1 more"
        drop(window, folder / "a.png")
        wait_idle(qtbot, window)
        assert window.passed_over.isHidden()
        drop(window, folder)
        wait_idle(qtbot, window)
        assert window.passed_over.isVisible()
        window.clear()
        assert window.passed_over.isHidden()

    use(script)


def test_pictures_that_are_not_called_so_are_shown_and_those_that_are_elsewhere_say_so(
    qtbot: QtBot, tmp_path: Path
) -> None:
    folder = others(pictures(tmp_path / "odd", "a.png"), "README", ".b.jpg.icloud")
    (folder / "noext").write_bytes((folder / "a.png").read_bytes())

    def script(window: MainWindow) -> None:
        drop(window, folder)
        wait_idle(qtbot, window)
        made = window.results.pictures
        rows = {Path(made.path(row)).name: made.error(row) for row in range(len(made))}
        assert set(rows) == {"a.png", "b.jpg", "noext"}
        assert rows["b.jpg"].code == "picture.elsewhere"
        assert rows["noext"] is None
        assert window.passed_over.text() == "1 file passed over"

    use(script)
