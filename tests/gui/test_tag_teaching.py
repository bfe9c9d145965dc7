"""Teaching a tag in the window, with the built-in model: from pictures to a tag by itself."""

from __future__ import annotations

from pathlib import Path
from threading import Event
from typing import Any, TypeVar

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from igtagger.gui.main_window import MainWindow
from igtagger.gui.tag_lessons.example_dialog import ExampleDialog
from igtagger.gui.tag_lessons.taught_dialog import TaughtDialog
from igtagger.gui.tag_lessons.teach_dialog import TeachDialog
from igtagger.settings import Preferences, save_preferences
from tests.gui.test_window_library import watched_questions
from tests.gui.window import LONG, use, wait_idle

STRIPED, NOISY = 8, 12
QUESTIONS = (
    "features", "next_label", "having_tag", "rejecting", "image_paths", "image_numbers",
    "without_features", "own_tags", "reviews", "save_reviews",
)  # fmt: skip


@pytest.fixture(autouse=True)
def _application(qtbot: QtBot) -> None:
    """Qt is there before ``main()`` asks for it."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Pictures of stripes, and of noise."""
    folder, noise = tmp_path / "holiday", np.random.default_rng(5)
    folder.mkdir()
    across = np.arange(96) // 8 % 2
    for number in range(STRIPED):
        colour = np.add((200, 90, 40), noise.integers(0, 40, 3))
        pixels = (across[None, :, None] * colour * np.ones((72, 1, 1))).astype(np.uint8)
        Image.fromarray(pixels).save(folder / f"stripes-{number}.png")
    for number in range(NOISY):
        pixels = noise.integers(0, 256, (72, 96, 3), np.uint8)
        Image.fromarray(pixels).save(folder / f"noise-{number:02}.png")
    return folder


def bring(qtbot: QtBot, window: MainWindow, folder: Path) -> None:
    window.open_paths([folder])
    wait_idle(qtbot, window)


def row_of(window: MainWindow, name: str) -> int:
    pictures = window.results.pictures
    return next(row for row in range(len(pictures)) if Path(pictures.path(row)).name == name)


def counted(window: MainWindow, name: str) -> int:
    """How many pictures of the list show a tag."""
    pictures = window.results.pictures
    return dict(pictures.tag_counts(pictures.listed_rows(), 0.0)).get(name, 0)


def select(window: MainWindow, *names: str) -> None:
    view = window.workspace.grid
    view.clearSelection()
    flags = view.selectionModel().SelectionFlag
    for name in names:
        place = window.results.place_of(row_of(window, name))
        assert place is not None
        index = view.model().index(place, 0)
        view.selectionModel().setCurrentIndex(index, flags.Select | flags.Rows)


Kind = TypeVar("Kind", bound=QWidget)


def dialog_of(kind: type[Kind]) -> Kind | None:
    found = (w for w in QApplication.topLevelWidgets() if isinstance(w, kind) and w.isVisible())
    return next(found, None)


def opened(qtbot: QtBot, window: MainWindow) -> TeachDialog:
    """The page, once it suggests something."""
    qtbot.waitUntil(lambda: window.teaching.page is not None, timeout=LONG)
    page = window.teaching.page
    assert page is not None
    settle(qtbot, window, page)
    return page


def settle(qtbot: QtBot, window: MainWindow, page: TeachDialog) -> None:
    qtbot.waitUntil(lambda: not window.reviews.busy and not page.asking.busy, timeout=LONG)


def teach(qtbot: QtBot, window: MainWindow) -> TeachDialog:
    """Three striped pictures by Ctrl+J, a name and Enter."""
    select(window, *(f"stripes-{number}.png" for number in range(3)))
    window.actions_.more_like.trigger()
    asked = dialog_of(ExampleDialog)
    assert asked is not None
    QTest.keyClicks(asked.field, "zebra")
    QTest.keyClick(asked.field, Qt.Key.Key_Return)
    return opened(qtbot, window)


def names(page: TeachDialog) -> list[str]:
    return [Path(row.path).name for row in page.pages.page]


def test_three_pictures_a_name_and_enter_find_the_others(
    qtbot: QtBot, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    askers = watched_questions(monkeypatch, QUESTIONS)

    def script(window: MainWindow) -> None:
        bring(qtbot, window, folder)
        page = teach(qtbot, window)
        assert all(name.startswith("stripes") for name in names(page)[: STRIPED - 3])
        assert window.reviews.done[-1].text.startswith("Add “zebra”")
        for _ in range(3):
            QTest.keyClick(page.view, Qt.Key.Key_P)
        settle(qtbot, window, page)
        assert window.results.pictures.review(row_of(window, names(page)[0])).own == ("zebra",)
        assert counted(window, "zebra") == 6
        page.header.switch.click()
        settle(qtbot, window, page)
        assert page.lesson is not None
        said = page.lesson.said
        assert said > 6
        qtbot.waitUntil(lambda: counted(window, "zebra") == said, timeout=LONG)
        page.close_button.click()
        store = window.teaching.store
        qtbot.waitUntil(lambda: store.find("zebra").examples == 6, timeout=LONG)
        assert store.find("zebra").automatic
        window.actions_.undo.trigger()
        undone = "Undone: Add “zebra” to 1 picture"
        qtbot.waitUntil(lambda: window.status.currentMessage() == undone, timeout=LONG)

    assert use(script) == 0
    assert askers["features"]
    assert askers["having_tag"]
    for question, threads in askers.items():
        assert "MainThread" not in threads, question


def test_an_own_tag_chosen_at_the_left_asks_for_no_name(qtbot: QtBot, folder: Path) -> None:
    def script(window: MainWindow) -> None:
        bring(qtbot, window, folder)
        window.reviews.add_own([row_of(window, "stripes-0.png")], "zebra")
        wait_idle(qtbot, window)
        window.workspace.filters.set_tag("zebra")
        window.actions_.more_like.trigger()
        assert dialog_of(ExampleDialog) is None
        page = opened(qtbot, window)
        assert names(page)[0].startswith("stripes")
        page.reject()

    assert use(script) == 0


def test_with_nothing_chosen_the_list_of_taught_tags_opens(qtbot: QtBot, folder: Path) -> None:
    def script(window: MainWindow) -> None:
        bring(qtbot, window, folder)
        window.actions_.more_like.trigger()
        dialog = dialog_of(TaughtDialog)
        assert dialog is not None
        qtbot.waitUntil(lambda: not dialog.asking.busy, timeout=LONG)
        assert dialog.pages.currentWidget() is dialog.empty
        dialog.reject()

    assert use(script) == 0


def test_several_names_at_once_are_refused(qtbot: QtBot, folder: Path) -> None:
    def script(window: MainWindow) -> None:
        bring(qtbot, window, folder)
        select(window, "stripes-0.png")
        window.actions_.more_like.trigger()
        asked = dialog_of(ExampleDialog)
        assert asked is not None
        QTest.keyClicks(asked.field, "zebra, horse")
        assert not asked.find_button.isEnabled()
        QTest.keyClick(asked.field, Qt.Key.Key_Return)
        assert asked.isVisible()
        assert asked.field.text() == "zebra, horse"
        asked.reject()
        assert not window.reviews.done

    assert use(script) == 0


def test_what_was_tagged_before_features_were_kept_is_made_from_the_page(
    qtbot: QtBot, folder: Path
) -> None:
    save_preferences(Preferences(keep_features=False))

    def script(window: MainWindow) -> None:
        bring(qtbot, window, folder)
        page = teach(qtbot, window)
        assert page.middle.currentWidget() is page.message
        assert page.message.button.hasFocus()
        QTest.keyClick(page.message.button, Qt.Key.Key_Space)
        assert page.header.lacking.button.hasFocus()
        assert not page.message.button.isVisible()
        qtbot.waitUntil(lambda: bool(page.pages.page), timeout=LONG)
        settle(qtbot, window, page)
        assert all(name.startswith("stripes") for name in names(page)[: STRIPED - 3])
        assert not page.header.lacking.isVisible()
        assert page.view.hasFocus()
        page.reject()

    assert use(script) == 0


def test_what_is_made_goes_on_in_the_window_when_the_page_is_left_until_a_run_begins(
    qtbot: QtBot, folder: Path
) -> None:
    save_preferences(Preferences(keep_features=False))
    held = Event()

    def script(window: MainWindow) -> None:
        bring(qtbot, window, folder)
        load = window.context.managers.chosen.load

        def slowly(*given: Any) -> Any:
            held.wait(LONG / 1000)
            return load(*given)

        window.context.managers.chosen.load = slowly  # type: ignore[method-assign]
        page = teach(qtbot, window)
        page.message.button.click()
        page.reject()
        qtbot.waitUntil(window.lacking.isVisible, timeout=LONG)
        assert window.lacking.button.text() == "Stop"
        window.context.managers.chosen.load = load  # type: ignore[method-assign]
        window.session.tag_anew([0])
        assert window.making.stopping
        held.set()
        qtbot.waitUntil(lambda: not window.making.running, timeout=LONG)
        assert not window.lacking.isVisible()
        wait_idle(qtbot, window)

    assert use(script) == 0


def test_a_closed_window_ends_what_is_being_made(qtbot: QtBot, folder: Path) -> None:
    save_preferences(Preferences(keep_features=False))

    def script(window: MainWindow) -> None:
        bring(qtbot, window, folder)
        page = teach(qtbot, window)
        page.message.button.click()

    assert use(script) == 0


def test_without_the_weights_they_are_asked_for(qtbot: QtBot, folder: Path) -> None:
    def script(window: MainWindow) -> None:
        bring(qtbot, window, folder)
        window.session.weights_wanted.disconnect()
        select(window, "stripes-0.png")
        window.session.spec = window.context.find("ig_resnext101_32x8d")
        with qtbot.waitSignal(window.session.weights_wanted, timeout=LONG) as wanted:
            window.actions_.taught.trigger()
        assert wanted.args == ["ig_resnext101_32x8d"]

    assert use(script) == 0
