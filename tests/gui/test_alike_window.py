"""Similar pictures and copies in the whole window, with a real library and a real model."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMessageBox, QWidget
from pytestqt.qtbot import QtBot

from igtagger import resources
from igtagger.gui.alike.duplicates_dialog import DuplicatesDialog
from igtagger.gui.alike.similar_page import SimilarPage
from igtagger.gui.main_window import MainWindow
from tests.gui.test_window_library import watched_questions
from tests.gui.window import LONG, drop, use, wait_idle

KEY = Qt.Key
ASKED = (
    "open", "features", "features_of", "features_state", "contents", "contents_of", "image_paths",
    "image_numbers", "reviews", "save_reviews",
)  # fmt: skip


@pytest.fixture(autouse=True)
def _application(qtbot: QtBot) -> None:
    """Qt is there before ``main()`` asks for it."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Some samples, and of one of them a copy, a smaller one and a cropped one."""
    made = tmp_path / "holiday"
    made.mkdir()
    samples = sorted(p for p in resources.path("samples").iterdir() if p.suffix in {".jpg", ".png"})
    for sample in samples[:4]:
        shutil.copy(sample, made / sample.name)
    first = samples[0]
    shutil.copy(first, made / f"again{first.suffix}")
    with Image.open(first) as image:
        plain = image.convert("RGB")
    plain.resize((plain.width // 2, plain.height // 2)).save(made / "smaller.jpg", quality=60)
    return made


def first_sample(folder: Path) -> Path:
    names = (p for p in sorted(resources.path("samples").iterdir()))
    return next(folder / p.name for p in names if (folder / p.name).exists())


def tagged(qtbot: QtBot, window: MainWindow, folder: Path) -> None:
    drop(window, folder)
    wait_idle(qtbot, window)
    assert window.results.pictures.listed == 6


def select(window: MainWindow, path: Path) -> None:
    row = window.results.pictures.row_of(str(path))
    assert row is not None
    place = window.results.place_of(row)
    assert place is not None
    window.workspace.go_to(place)


def answered(qtbot: QtBot, window: MainWindow) -> SimilarPage:
    page = window.alike.page
    qtbot.waitUntil(lambda: window.alike.is_shown and not page.busy, timeout=LONG)
    return page


def names(page: SimilarPage) -> list[str]:
    return [each.alike.path.stem for each in page.model.found]


def on_field(window: MainWindow, mime: QMimeData) -> None:
    """Drag something over the search field, and let it go there."""
    field = window.workspace.filters.search
    point, buttons = QPoint(30, 8), Qt.MouseButton.LeftButton
    action, keys = Qt.DropAction.CopyAction, Qt.KeyboardModifier.NoModifier
    entering = QDragEnterEvent(point, action, mime, buttons, keys)
    QApplication.sendEvent(field, entering)
    assert entering.isAccepted()
    QApplication.sendEvent(field, QDropEvent(QPointF(point), action, mime, buttons, keys))


def test_show_similar_has_copies_first_and_leads_on_and_back(qtbot: QtBot, folder: Path) -> None:
    def script(window: MainWindow) -> None:
        tagged(qtbot, window, folder)
        first = first_sample(folder)
        select(window, first)
        window.actions_.similar.trigger()
        page = answered(qtbot, window)
        assert names(page)[0] == first.stem
        assert set(names(page)[1:3]) == {"again", "smaller"}
        assert page.model.found[1].alike.similarity > page.model.found[3].alike.similarity
        assert len(names(page)) == 6
        assert first.name in window.alike.asked_field.chip.text()
        assert page.paths() == [page.model.found[1].path]  # the best beside itself
        QTest.keyClick(page.view, KEY.Key_End)
        last = page.paths()[0]
        assert window.workspace.rows() == [window.results.pictures.row_of(last)]
        window.actions_.similar.trigger()
        answered(qtbot, window)
        assert page.model.found[0].path == last
        QTest.keyClick(page.view, KEY.Key_Backspace)
        answered(qtbot, window)
        assert page.model.found[0].path == str(first)
        QTest.keyClick(page.view, KEY.Key_Escape)
        assert not window.alike.is_shown
        assert not window.alike.asked_field.chip.isVisible()
        assert window.workspace.rows() == [window.results.pictures.row_of(str(first))]

    use(script)


def test_the_whole_library_is_looked_through_and_what_is_found_comes_into_the_list(
    qtbot: QtBot, folder: Path, tmp_path: Path
) -> None:
    def script(window: MainWindow) -> None:
        tagged(qtbot, window, folder)
        first = first_sample(folder)
        window.clear()
        window.open_paths([first])
        wait_idle(qtbot, window)
        select(window, first)
        window.actions_.similar.trigger()
        page = answered(qtbot, window)
        assert len(names(page)) == 6
        assert not window.workspace.rows()  # it is not in the list: nothing there is meant
        page.view.selectAll()  # the asked picture is in the list, the others are not
        assert not window.workspace.rows()
        assert not window.actions_.trash.isEnabled()
        page.view.setCurrentIndex(page.model.index(1, 0))
        page.tag_wanted.emit(page.paths(), ["holiday, sea"])
        wait_idle(qtbot, window)
        other = Path(page.paths()[0])
        assert window.context.library.reviews([other])[other].own == ("holiday, sea",)
        page.only_listed.setChecked(True)
        answered(qtbot, window)
        assert names(page) == [first.stem]
        page.only_listed.setChecked(False)
        answered(qtbot, window)
        assert page.add_button.isEnabled()
        QTest.keyClick(page.view, KEY.Key_A)
        wait_idle(qtbot, window)
        assert window.results.pictures.is_listed(str(other))

    use(script)


def test_a_picture_dropped_on_the_search_field_asks_and_is_not_added(
    qtbot: QtBot, folder: Path, tmp_path: Path
) -> None:
    given = tmp_path / "elsewhere.png"
    with Image.open(first_sample(folder)) as image:
        image.convert("RGB").crop((4, 4, image.width - 8, image.height - 8)).save(given)

    def script(window: MainWindow) -> None:
        tagged(qtbot, window, folder)
        mime = QMimeData()
        mime.setUrls([QUrl.fromLocalFile(str(given))])
        on_field(window, mime)
        page = answered(qtbot, window)
        assert set(names(page)[:3]) == {first_sample(folder).stem, "again", "smaller"}
        assert "elsewhere.png" in page.heading.text()
        assert window.results.pictures.listed == 6
        QTest.keyClick(window.workspace.filters.search, KEY.Key_Escape)
        assert not window.alike.is_shown

    use(script)


@pytest.mark.parametrize("given", ["file", "bytes", "pixels"])
def test_a_picture_pasted_on_the_search_field_asks(qtbot: QtBot, folder: Path, given: str) -> None:
    def script(window: MainWindow) -> None:
        tagged(qtbot, window, folder)
        first = first_sample(folder)
        mime = QMimeData()
        if given == "file":
            mime.setUrls([QUrl.fromLocalFile(str(first))])
        elif given == "bytes":
            mime.setData("image/png", first.with_name("smaller.jpg").read_bytes())
        else:
            mime.setImageData(QImage(str(first)))
        QGuiApplication.clipboard().setMimeData(mime)
        field = window.workspace.filters.search
        field.setFocus()
        QTest.keySequence(field, "Ctrl+V")
        page = answered(qtbot, window)
        assert set(names(page)[:3]) == {first.stem, "again", "smaller"}
        assert not field.text()
        QGuiApplication.clipboard().clear()

    use(script)


def test_text_is_pasted_and_folders_are_dropped_as_ever(qtbot: QtBot, folder: Path) -> None:
    def script(window: MainWindow) -> None:
        tagged(qtbot, window, folder)
        field = window.workspace.filters.search
        QGuiApplication.clipboard().setText("name:again")
        field.setFocus()
        QTest.keySequence(field, "Ctrl+V")
        assert field.text() == "name:again"
        mime = QMimeData()
        mime.setUrls([QUrl.fromLocalFile(str(folder))])
        on_field(window, mime)  # Qt gives it on to the window
        wait_idle(qtbot, window)
        assert not window.alike.is_shown

    use(script)


def test_a_search_ends_what_was_asked(qtbot: QtBot, folder: Path) -> None:
    def script(window: MainWindow) -> None:
        tagged(qtbot, window, folder)
        select(window, first_sample(folder))
        window.actions_.similar.trigger()
        answered(qtbot, window)
        window.workspace.filters.set_text("name:again")
        assert not window.alike.is_shown
        assert window.results.rowCount() == 1

    use(script)


def test_a_picture_that_cannot_be_read_is_said_to_be_so(
    qtbot: QtBot, folder: Path, tmp_path: Path
) -> None:
    damaged = tmp_path / "damaged.jpg"
    damaged.write_bytes(b"no picture at all")

    def script(window: MainWindow) -> None:
        tagged(qtbot, window, folder)
        mime = QMimeData()
        mime.setUrls([QUrl.fromLocalFile(str(damaged))])
        on_field(window, mime)
        page = answered(qtbot, window)
        assert page.middle.currentWidget() is page.pane
        assert not page.model.found

    use(script)


def found(qtbot: QtBot, window: MainWindow) -> DuplicatesDialog:
    window.actions_.duplicates.trigger()
    dialog = window.alike.duplicates
    assert dialog is not None
    qtbot.waitUntil(lambda: not dialog.finder.running, timeout=LONG)
    return dialog


def question_of(dialog: QWidget) -> QMessageBox:
    boxes = [box for box in dialog.findChildren(QMessageBox) if box.isVisible()]
    assert len(boxes) == 1
    return boxes[0]


def test_duplicates_of_a_folder_are_found_marked_and_moved_to_the_trash(
    qtbot: QtBot, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    askers = watched_questions(monkeypatch, ASKED[1:])
    trash = tmp_path / "trash"
    trash.mkdir()

    def script(window: MainWindow) -> None:
        tagged(qtbot, window, folder)
        first = first_sample(folder)
        select(window, first)
        window.actions_.similar.trigger()
        answered(qtbot, window)
        window.alike.leave()
        dialog = found(qtbot, window)
        assert dialog.lacking.isHidden()
        (group,) = dialog.decisions.groups
        assert {member.path.stem for member in group.members} == {first.stem, "again", "smaller"}
        assert group.members[0].path.stem in (first.stem, "again")
        dialog.trashing.to_trash = lambda path: path.rename(trash / path.name)
        QTest.keySequence(dialog.view, "Ctrl+B")
        QTest.keySequence(dialog.view, "Shift+Del")
        qtbot.waitUntil(lambda: dialog.trashing.question is not None, timeout=LONG)
        box = question_of(dialog)
        with qtbot.waitSignal(dialog.trashing.done, timeout=LONG):
            box.buttons()[0 if box.buttons()[0] is not box.defaultButton() else 1].click()
        assert len(list(trash.iterdir())) == 2
        assert window.results.pictures.listed == 4
        wait_idle(qtbot, window)
        kept = group.members[0].path
        assert window.results.pictures.review(
            window.results.pictures.row_of(str(kept)) or 0
        ).own == ("best copy",)
        dialog.close_button.click()

    use(script)
    assert {name for name, threads in askers.items() if "MainThread" in threads} == set()
    assert set(askers) >= {"features", "contents", "reviews", "save_reviews"}


def test_a_folder_that_is_not_known_is_looked_at_when_asked(
    qtbot: QtBot, folder: Path, tmp_path: Path
) -> None:
    def script(window: MainWindow) -> None:
        window.session.add([folder], tag=False)
        wait_idle(qtbot, window)
        dialog = found(qtbot, window)
        assert dialog.pane.button.isVisible()
        dialog.pane.button.click()
        qtbot.waitUntil(
            lambda: (
                not dialog.lacking.running
                and not dialog.finder.running
                and bool(dialog.decisions.groups)
            ),
            timeout=LONG,
        )
        assert dialog.lacking.isHidden()
        assert not window.results.pictures.waiting()

    use(script)


def test_the_window_closes_while_copies_are_looked_for(qtbot: QtBot, folder: Path) -> None:
    def script(window: MainWindow) -> None:
        tagged(qtbot, window, folder)
        window.actions_.duplicates.trigger()
        select(window, first_sample(folder))
        window.actions_.similar.trigger()

    use(script)
