"""The report on a model of one's own, as a person looks at it; through the real ``main()``."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from igtagger.__main__ import main
from igtagger.gui.main_window import MainWindow
from igtagger.gui.model_windows.report_dialog import ReportDialog
from igtagger.gui.model_windows.report_tables import ReportTable
from igtagger.models.evaluations.record import (
    ClassScore,
    EvaluatedPicture,
    EvaluationRecord,
    NearPair,
    save_record,
)
from tests.gui.window import LONG, FakeEngine, use, wait_idle
from tests.training_pictures import make_classes

TABS = ["Each class", "What is taken for what", "Most confused", "Surprising"]


@pytest.fixture(autouse=True)
def _application(qtbot: QtBot) -> None:
    """Qt is there before ``main()`` asks for it."""


@pytest.fixture
def shapes(tmp_path: Path) -> Path:
    """Folders of classes, on which a model is trained; discs are among the stripes."""
    folder = make_classes(tmp_path / "shapes", 9)
    for number in range(4):
        shutil.copy(folder / "discs" / f"00{number}.jpg", folder / "stripes" / f"disc {number}.jpg")
    assert main(["train", str(folder), "--name", "My shapes", "-q"]) == 0
    return folder


def report(window: MainWindow) -> ReportDialog:
    """Opened from the model's card, and read."""
    window.choice.manage()
    button = window.choice.manager.cards["my-shapes"].buttons["report"]
    assert button.isVisible()
    button.click()
    assert not window.choice.manager.isVisible()
    (dialog,) = window.findChildren(ReportDialog)
    return dialog


def is_read(dialog: ReportDialog) -> bool:
    return dialog.tabs.count() > 0


def table(dialog: ReportDialog, name: str) -> ReportTable:
    """Its tab comes to the front."""
    titles = [dialog.tabs.tabText(number) for number in range(dialog.tabs.count())]
    dialog.tabs.setCurrentIndex(titles.index(name))
    found = dialog.tabs.currentWidget()
    assert isinstance(found, ReportTable)
    return found


def texts(found: ReportTable) -> list[list[str]]:
    model = found.model()
    return [
        [str(model.index(row, column).data()) for column in range(model.columnCount())]
        for row in range(model.rowCount())
    ]


def cell(found: ReportTable, row: str, column: str) -> QModelIndex:
    model = found.model()
    across = [
        model.headerData(n, Qt.Orientation.Horizontal) for n in range(model.columnCount())
    ].index(column)
    down = [model.headerData(n, Qt.Orientation.Vertical) for n in range(model.rowCount())].index(
        row
    )
    return model.index(down, across)


def in_window(qtbot: QtBot, do: Callable[[MainWindow], None]) -> None:
    def script(window: MainWindow) -> None:
        window.context.loader = lambda spec, *_: FakeEngine(spec)
        do(window)

    use(script)


def test_a_cell_of_the_matrix_opens_its_pictures_in_the_list(qtbot: QtBot, shapes: Path) -> None:
    def do(window: MainWindow) -> None:
        dialog = report(window)
        qtbot.waitUntil(lambda: is_read(dialog), timeout=LONG)
        matrix = table(dialog, "What is taken for what")
        kept = dialog._record  # what the file says
        assert kept is not None
        wrong = [each for each in kept.judged if not each.is_right and each.best is not None]
        right = [each for each in kept.judged if each.is_right]
        first = (wrong or right)[0]
        assert first.best is not None
        index = cell(matrix, kept.labels[first.label], kept.labels[first.best.label])
        alike = [
            each.path
            for each in kept.judged
            if each.label == first.label and each.best and each.best.label == first.best.label
        ]
        assert index.data() == f"{len(alike)}"
        cells = [matrix.model().index(r, c) for r in range(3) for c in range(3)]
        matrix.setCurrentIndex(next(each for each in cells if not each.data()))
        assert not dialog.open_button.isEnabled()
        matrix.setCurrentIndex(index)
        assert dialog.open_button.isEnabled()
        dialog.open_button.click()
        wait_idle(qtbot, window)
        shown = window.results.pictures
        assert {Path(shown.path(row)) for row in shown.listed_rows()} == set(alike)
        assert dialog.isVisible(), "for the next cell"
        dialog.close()

    in_window(qtbot, do)


def test_the_tables_tell_what_the_page_tells_and_can_be_sorted(qtbot: QtBot, shapes: Path) -> None:
    def do(window: MainWindow) -> None:
        dialog = report(window)
        qtbot.waitUntil(lambda: is_read(dialog), timeout=LONG)
        assert "held out" in dialog.summary.text()
        assert "Fewer than 10 pictures: discs (9), squares (9)" in dialog.warnings.text()
        titles = [dialog.tabs.tabText(number) for number in range(dialog.tabs.count())]
        assert titles[:4] == TABS
        classes = table(dialog, "Each class")
        assert sorted(row[0] for row in texts(classes)) == ["discs", "squares", "stripes"]
        by_count = [int(row[1]) for row in texts(classes)]
        classes.sortByColumn(1, Qt.SortOrder.DescendingOrder)
        assert [int(row[1]) for row in texts(classes)] == sorted(by_count, reverse=True)
        near = table(dialog, "Nearly the same")
        assert ["discs", "stripes"] in [sorted((row[1], row[3])) for row in texts(near)]
        dialog.close()

    in_window(qtbot, do)


def test_a_surprising_picture_opens_by_enter_and_what_is_gone_is_said(
    qtbot: QtBot, shapes: Path
) -> None:
    data = Path(os.environ["IGTAGGER_DATA_DIR"]) / "models" / "my-shapes" / "evaluation.json"
    there, gone = shapes / "discs" / "000.jpg", shapes / "discs" / "gone.jpg"
    scores = (ClassScore(1, 0.9), ClassScore(0, 0.05))
    pictures = tuple(
        EvaluatedPicture(path, 0, "train", scores, familiarity)
        for path, familiarity in ((there, 0.75), (gone, 0.5))
    )
    near = (NearPair(0, 1, 0.99),)
    save_record(EvaluationRecord("My shapes", ("discs", "squares"), pictures, near), data)

    def do(window: MainWindow) -> None:
        dialog = report(window)
        qtbot.waitUntil(lambda: is_read(dialog), timeout=LONG)
        assert "Nothing was held out" in dialog.summary.text()
        found = table(dialog, "Surprising")
        assert texts(found)[0] == ["000.jpg", "discs", "squares", "0.90", "0.05", "0.75"]
        found.setFocus()
        found.setCurrentIndex(found.model().index(0, 0))
        qtbot.keyClick(found, Qt.Key.Key_Return)
        wait_idle(qtbot, window)
        shown = window.results.pictures
        assert [Path(shown.path(row)) for row in shown.listed_rows()] == [there]
        assert dialog.told.text() == ""
        both = table(dialog, "Nearly the same")
        both.setCurrentIndex(both.model().index(0, 0))
        dialog.open_button.click()
        assert "1 are no longer where they were" in dialog.told.text()
        dialog.close()

    in_window(qtbot, do)


def test_the_report_is_saved_as_a_page(qtbot: QtBot, shapes: Path, tmp_path: Path) -> None:
    def do(window: MainWindow) -> None:
        dialog = report(window)
        qtbot.waitUntil(lambda: is_read(dialog), timeout=LONG)
        dialog.save(tmp_path / "r.html")
        qtbot.waitUntil(lambda: "The report is r.html" in dialog.told.text(), timeout=LONG)
        assert dialog.save_button.isEnabled()
        dialog.save(shapes / "discs" / "000.jpg")
        qtbot.waitUntil(lambda: "picture" in dialog.told.text(), timeout=LONG)
        own = Path(os.environ["IGTAGGER_DATA_DIR"]) / "models" / "my-shapes" / "labels.csv"
        before = own.read_bytes()
        dialog.save(own)
        qtbot.waitUntil(lambda: "labels.csv" in dialog.told.text(), timeout=LONG)
        assert own.read_bytes() == before
        dialog.close()

    in_window(qtbot, do)
    assert "Report on My shapes" in (tmp_path / "r.html").read_text("utf-8")


def test_a_damaged_evaluation_is_told_in_the_dialog(qtbot: QtBot, shapes: Path) -> None:
    file = Path(os.environ["IGTAGGER_DATA_DIR"]) / "models" / "my-shapes" / "evaluation.json"
    file.write_text('{"labels": 3}')

    def do(window: MainWindow) -> None:
        dialog = report(window)
        qtbot.waitUntil(lambda: "is not an evaluation" in dialog.summary.text(), timeout=LONG)
        assert dialog.tabs.count() == 0
        assert not dialog.save_button.isEnabled()
        dialog.close()

    in_window(qtbot, do)


def test_models_without_an_evaluation_have_no_such_button(qtbot: QtBot, shapes: Path) -> None:
    file = Path(os.environ["IGTAGGER_DATA_DIR"]) / "models" / "my-shapes" / "evaluation.json"
    file.unlink()

    def do(window: MainWindow) -> None:
        window.choice.manage()
        cards = window.choice.manager.cards
        QApplication.processEvents()
        assert not any(card.buttons["report"].isVisible() for card in cards.values())
        assert isinstance(cards["my-shapes"].buttons["report"], QPushButton)

    in_window(qtbot, do)
