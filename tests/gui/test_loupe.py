"""One picture on the whole window, through the real ``main()``."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QKeyEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolBar, QToolButton
from pytestqt.qtbot import QtBot

from igtagger.app.picture_values import Filter, State, Which
from igtagger.gui.dialogs.shortcuts_dialog import collect
from igtagger.gui.loupe.loupe_page import LoupePage
from igtagger.gui.main_window import MainWindow
from igtagger.gui.tags.own_tag_field import OwnTagField
from igtagger.models.catalog import everyday
from tests.gui.listing import photograph
from tests.gui.window import LONG, FakeEngine, drop, pictures, use, wait_idle

KEYS = Qt.Key
CONTROL = Qt.KeyboardModifier.ControlModifier
NONE = Qt.KeyboardModifier.NoModifier
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture(autouse=True)
def _application(qtbot: QtBot) -> None:
    """Qt is there before ``main()`` asks for it."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return pictures(tmp_path / "few", "a.png", "b.png", "c.png", "d.png", "e.png")


def begin(qtbot: QtBot, window: MainWindow, folder: Path, place: int = 0) -> LoupePage:
    """Tagged pictures, one of them current; the loupe is still closed."""
    window.context.loader = lambda *_: FakeEngine(everyday())
    drop(window, folder)
    wait_idle(qtbot, window)
    window.activateWindow()
    for _ in range(place + 1):
        window.workspace.step(1)
    window.workspace.current_view().setFocus()
    return window.looking.loupe


def opened(qtbot: QtBot, window: MainWindow, folder: Path, place: int = 0) -> LoupePage:
    """The loupe on one of the pictures, which is decoded."""
    loupe = begin(qtbot, window, folder, place)
    press(window, KEYS.Key_Space)
    wait_shown(qtbot, loupe)
    return loupe


def press(window: MainWindow, key: Qt.Key, modifier: Qt.KeyboardModifier = NONE) -> None:
    focus = QApplication.focusWidget()
    assert focus is not None
    assert focus.window() is window
    QTest.keyClick(focus, key, modifier)


def wait_shown(qtbot: QtBot, loupe: LoupePage) -> None:
    qtbot.waitUntil(lambda: loupe._loaded is not None, timeout=LONG)


def seen(loupe: LoupePage) -> str:
    """What the line below the picture names."""
    return f"{loupe._position.text()}: {loupe._name.text()}"


def turn(loupe: LoupePage, turned: int, modifier: Qt.KeyboardModifier = NONE) -> None:
    at = QPointF(200, 150)
    event = QWheelEvent(
        at, at, QPoint(), QPoint(0, turned), Qt.MouseButton.NoButton, modifier,
        Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(loupe.canvas, event)


def hold(loupe: LoupePage, key: Qt.Key) -> None:
    """One repetition of a key that is held down, as the system sends it."""
    for kind in (QKeyEvent.Type.ShortcutOverride, QKeyEvent.Type.KeyPress):
        event = QKeyEvent(kind, key, NONE, "", True)
        event.setAccepted(False)
        QApplication.sendEvent(loupe.canvas, event)
        if kind == QKeyEvent.Type.ShortcutOverride and not event.isAccepted():
            QTest.keyClick(loupe.canvas, key)
            return


# There and back


@pytest.mark.parametrize("key", [KEYS.Key_Space, KEYS.Key_Return, KEYS.Key_Enter])
@pytest.mark.parametrize("grid", [True, False])
def test_a_key_shows_the_current_picture_on_the_whole_window_and_takes_back(
    qtbot: QtBot, folder: Path, key: Qt.Key, grid: bool
) -> None:
    def script(window: MainWindow) -> None:
        loupe = begin(qtbot, window, folder, 1)
        (window.actions_.grid if grid else window.actions_.list).trigger()
        window.workspace.current_view().setFocus()
        press(window, key)
        wait_shown(qtbot, loupe)
        assert loupe.isVisible()
        assert not window.workspace.isVisible()
        assert seen(loupe) == "2 of 5: b.png"
        assert loupe.canvas.hasFocus()
        press(window, KEYS.Key_Right)
        press(window, key)
        assert window.workspace.isVisible()
        assert window.workspace.current_view().hasFocus()
        assert window.workspace.rows() == [2]

    use(script)


def test_a_double_click_opens_and_one_more_goes_back(qtbot: QtBot, folder: Path) -> None:
    def script(window: MainWindow) -> None:
        loupe = begin(qtbot, window, folder)
        grid = window.workspace.grid
        point = grid.visualRect(window.results.index(3, 0)).center()
        QTest.mouseClick(grid.viewport(), LEFT, NONE, point)
        QTest.mouseDClick(grid.viewport(), LEFT, NONE, point)
        wait_shown(qtbot, loupe)
        assert seen(loupe) == "4 of 5: d.png"
        QTest.mouseDClick(loupe.canvas, LEFT, NONE, QPoint(100, 100))
        assert window.workspace.isVisible()
        assert window.workspace.rows() == [3]

    use(script)


def test_back_in_the_grid_the_picture_is_in_sight(qtbot: QtBot, tmp_path: Path) -> None:
    many = pictures(tmp_path / "many", *(f"{number:03}.png" for number in range(120)))

    def script(window: MainWindow) -> None:
        opened(qtbot, window, many)
        press(window, KEYS.Key_End)
        window.resize(window.width() - 200, window.height() - 150)
        QApplication.processEvents()
        press(window, KEYS.Key_Escape)
        grid = window.workspace.grid
        last = window.results.index(119, 0)
        qtbot.waitUntil(lambda: grid.viewport().rect().contains(grid.visualRect(last)))
        assert grid.currentIndex().row() == 119

    use(script)


def test_what_was_selected_still_is_where_only_one_of_it_was_looked_at(
    qtbot: QtBot, folder: Path
) -> None:
    def script(window: MainWindow) -> None:
        begin(qtbot, window, folder, 1)
        space = window.workspace
        press(window, KEYS.Key_A, CONTROL)
        press(window, KEYS.Key_Space)
        assert space.rows() == [1]
        press(window, KEYS.Key_A, CONTROL)
        assert space.rows() == [1], "one picture is looked at, and decided about"
        press(window, KEYS.Key_Escape)
        assert space.rows() == [0, 1, 2, 3, 4]
        press(window, KEYS.Key_Space)
        press(window, KEYS.Key_Right)
        press(window, KEYS.Key_Escape)
        assert space.rows() == [2]

    use(script)


def test_finding_and_other_views_lead_out_of_it(qtbot: QtBot, folder: Path) -> None:
    def script(window: MainWindow) -> None:
        opened(qtbot, window, folder)
        press(window, KEYS.Key_F, CONTROL)
        assert window.workspace.filters.search.hasFocus()
        window.workspace.grid.setFocus()
        press(window, KEYS.Key_Space)
        press(window, KEYS.Key_2, CONTROL)
        assert window.workspace.list.isVisible()
        assert window.workspace.list.hasFocus()

    use(script)


def test_clearing_the_list_leaves_it(qtbot: QtBot, folder: Path) -> None:
    def script(window: MainWindow) -> None:
        loupe = opened(qtbot, window, folder)
        window.actions_.clear.trigger()
        assert window.start.isVisible()
        assert not window.actions_.large.isChecked()
        assert not loupe.canvas.has_picture
        assert loupe.ahead.used_bytes == 0

    use(script)


def test_a_window_that_is_closed_there_has_its_panels_at_the_next_start(
    qtbot: QtBot, folder: Path
) -> None:
    sizes = []

    def first(window: MainWindow) -> None:
        opened(qtbot, window, folder)

    def second(window: MainWindow) -> None:
        begin(qtbot, window, folder)
        space = window.workspace
        sizes.extend(space.right.sizes())
        assert space.details.isVisible()
        assert space.preview.isVisible()

    use(first)
    use(second)
    assert len(sizes) == 2
    assert min(sizes) > 50


def test_a_window_may_be_as_small_as_one_picture_needs(qtbot: QtBot, folder: Path) -> None:
    def script(window: MainWindow) -> None:
        opened(qtbot, window, folder)
        qtbot.waitUntil(lambda: window.minimumSizeHint().width() <= 700)
        window.resize(700, window.minimumSizeHint().height())
        QApplication.processEvents()
        for button in window.looking.loupe.findChildren(QToolButton):
            if button.isVisible():
                inside = button.mapTo(window, button.rect().bottomRight())
                assert window.rect().contains(inside)

    use(script)


# Going on


def test_its_thumbnail_stands_in_until_it_is_decoded(qtbot: QtBot, folder: Path) -> None:
    def script(window: MainWindow) -> None:
        loupe = begin(qtbot, window, folder)
        first = window.results.pictures.path(0)
        qtbot.waitUntil(lambda: window.thumbnails.peek(first) is not None, timeout=LONG)
        press(window, KEYS.Key_Space)
        assert loupe._loaded is None
        assert loupe.canvas.has_picture
        assert loupe.canvas.picture_size == (64, 48)
        wait_shown(qtbot, loupe)
        assert loupe.canvas.picture_size == (64, 48)

    use(script)


def test_a_slow_picture_gets_its_thumbnail_from_the_disk(qtbot: QtBot, folder: Path) -> None:
    def script(window: MainWindow) -> None:
        loupe = begin(qtbot, window, folder)
        loupe.ahead.close()  # nothing is decoded any more
        window.thumbnails._kept.clear()
        window.thumbnails._latest.clear()
        press(window, KEYS.Key_Space)
        assert not loupe.canvas.has_picture
        assert loupe.canvas._title == "Loading…"
        qtbot.waitUntil(lambda: loupe.canvas.has_picture, timeout=LONG)

    use(script)


def test_arrows_pages_and_ends_go_through_the_results(qtbot: QtBot, folder: Path) -> None:
    def script(window: MainWindow) -> None:
        loupe = opened(qtbot, window, folder)
        shown = []
        for key in (
            KEYS.Key_Right, KEYS.Key_Down, KEYS.Key_PageDown, KEYS.Key_Left, KEYS.Key_PageUp,
            KEYS.Key_Up, KEYS.Key_Up, KEYS.Key_End, KEYS.Key_Right, KEYS.Key_Home,
        ):  # fmt: skip
            press(window, key)
            shown.append(loupe._name.text()[0])
            assert window.workspace.rows() == [ord(shown[-1]) - ord("a")]
        assert "".join(shown) == "bcdcbaaeea"

    use(script)


def test_the_wheel_turns_pages_and_zooms_with_ctrl(qtbot: QtBot, tmp_path: Path) -> None:
    folder = tmp_path / "large"
    folder.mkdir()
    for name in ("a.jpg", "b.jpg", "c.jpg"):
        photograph(folder / name, (2400, 1600))

    def script(window: MainWindow) -> None:
        loupe = opened(qtbot, window, folder)
        turn(loupe, -120)
        assert seen(loupe) == "2 of 3: b.jpg"
        turn(loupe, -60)
        assert seen(loupe) == "2 of 3: b.jpg", "fine wheels turn a notch in parts"
        turn(loupe, -60)
        assert seen(loupe) == "3 of 3: c.jpg"
        turn(loupe, 240)
        assert seen(loupe) == "1 of 3: a.jpg"
        turn(loupe, 240, CONTROL)
        assert not loupe.canvas.fits
        assert seen(loupe) == "1 of 3: a.jpg"

    use(script)


def test_next_ones_are_decoded_before_they_are_asked_for(qtbot: QtBot, folder: Path) -> None:
    def script(window: MainWindow) -> None:
        loupe = opened(qtbot, window, folder, 1)
        made = []
        loupe.ahead.ready.connect(lambda wish, _: made.append(Path(wish.path).name))
        qtbot.waitUntil(lambda: len(loupe.ahead._kept) == 4, timeout=LONG)
        assert sorted(Path(wish.path).name for wish in loupe.ahead._kept) == [
            "a.png", "b.png", "c.png", "d.png",
        ]  # fmt: skip
        press(window, KEYS.Key_Right)
        assert loupe._loaded is not None, "it was there at once"
        qtbot.waitUntil(lambda: "e.png" in made, timeout=LONG)

    use(script)


def test_a_key_that_is_held_waits_for_the_picture_and_skips_none(
    qtbot: QtBot, folder: Path
) -> None:
    def script(window: MainWindow) -> None:
        loupe = opened(qtbot, window, folder)
        qtbot.waitUntil(lambda: len(loupe.ahead._kept) == 3, timeout=LONG)
        loupe.ahead.clear()
        hold(loupe, KEYS.Key_Right)
        assert seen(loupe) == "1 of 5: a.png"
        loupe._want()
        qtbot.waitUntil(lambda: len(loupe.ahead._kept) == 3, timeout=LONG)
        hold(loupe, KEYS.Key_Right)
        assert seen(loupe) == "2 of 5: b.png"

    use(script)


# Zoom


def test_zoom_and_place_go_over_to_the_next_picture(qtbot: QtBot, tmp_path: Path) -> None:
    folder = tmp_path / "large"
    folder.mkdir()
    for name in ("a.jpg", "b.jpg", "d.jpg"):
        photograph(folder / name, (2400, 1600))
    photograph(folder / "c.jpg", (300, 200))

    def script(window: MainWindow) -> None:
        loupe = opened(qtbot, window, folder)
        canvas = loupe.canvas
        press(window, KEYS.Key_Z)
        assert canvas.zoom == 1.0
        press(window, KEYS.Key_Left, Qt.KeyboardModifier.ShiftModifier)
        press(window, KEYS.Key_Up, CONTROL)
        before = canvas.view
        assert before is not None
        assert before.across < 0.5
        qtbot.waitUntil(lambda: canvas._levels[0].width() == 2400, timeout=LONG)
        press(window, KEYS.Key_Right)
        qtbot.waitUntil(lambda: canvas._levels[0].width() == 2400, timeout=LONG)
        assert canvas.view == before
        press(window, KEYS.Key_Right)
        wait_shown(qtbot, loupe)
        assert canvas.fits, "it is smaller than the window"
        press(window, KEYS.Key_Right)
        qtbot.waitUntil(lambda: canvas.view == before, timeout=LONG)
        press(window, KEYS.Key_Z)
        assert canvas.fits

    use(script)


def test_a_click_shows_every_pixel_at_that_point_and_a_drag_moves_it(
    qtbot: QtBot, tmp_path: Path
) -> None:
    folder = tmp_path / "large"
    folder.mkdir()
    photograph(folder / "a.jpg", (2400, 1600))

    def script(window: MainWindow) -> None:
        canvas = opened(qtbot, window, folder).canvas
        QTest.mouseClick(canvas, LEFT, NONE, QPoint(120, 100))
        assert canvas.zoom == 1.0
        before = canvas.view
        assert before is not None
        assert before.across < 0.4
        QTest.mousePress(canvas, LEFT, NONE, QPoint(300, 300))
        QTest.mouseMove(canvas, QPoint(250, 280))
        QTest.mouseMove(canvas, QPoint(200, 250))
        QTest.mouseRelease(canvas, LEFT, NONE, QPoint(200, 250))
        assert canvas.zoom == 1.0
        after = canvas.view
        assert after is not None
        assert after.across > before.across
        QTest.mouseClick(canvas, LEFT, NONE, QPoint(120, 100))
        assert canvas.fits

    use(script)


# What is said, and decided


def test_a_picture_that_cannot_be_read_says_why_and_what_to_do(qtbot: QtBot, folder: Path) -> None:
    (folder / "b.png").write_bytes(b"")

    def script(window: MainWindow) -> None:
        loupe = opened(qtbot, window, folder)
        press(window, KEYS.Key_Right)
        wait_shown(qtbot, loupe)
        assert not loupe.canvas.has_picture
        assert loupe.canvas._text.startswith("b.png is empty.")
        assert "try again" in loupe.canvas._text
        assert "failed" in loupe._facts.text()
        press(window, KEYS.Key_Right)
        assert loupe.canvas.has_picture
        Image.new("RGB", (64, 48), "green").save(folder / "b.png")
        press(window, KEYS.Key_Left)
        window.actions_.retry.trigger()
        wait_idle(qtbot, window)
        qtbot.waitUntil(lambda: loupe.canvas.has_picture, timeout=LONG)
        assert "tagged" in loupe._facts.text()

    use(script)


def test_what_is_decided_there_is_decided_about_the_picture_shown(
    qtbot: QtBot, folder: Path
) -> None:
    def script(window: MainWindow) -> None:
        loupe = opened(qtbot, window, folder)
        press(window, KEYS.Key_Right)
        press(window, KEYS.Key_Return, CONTROL)
        wait_idle(qtbot, window)
        reviewed = [bool(window.results.pictures.review(row)) for row in range(5)]
        assert reviewed == [False, True, False, False, False]
        assert "reviewed" in loupe._facts.text()
        press(window, KEYS.Key_Z, CONTROL)
        wait_idle(qtbot, window)
        assert not window.results.pictures.review(1)

    use(script)


def test_own_tags_are_typed_there_though_the_details_were_hidden(
    qtbot: QtBot, folder: Path
) -> None:
    def script(window: MainWindow) -> None:
        loupe = begin(qtbot, window, folder)
        window.actions_.details.setChecked(False)
        press(window, KEYS.Key_Space)
        assert not window.workspace.judging.isVisible()
        press(window, KEYS.Key_T, CONTROL)
        field = QApplication.focusWidget()
        assert isinstance(field, OwnTagField)
        assert loupe.isAncestorOf(field)
        QTest.keyClicks(field, "1 sea")
        press(window, KEYS.Key_Return)
        wait_idle(qtbot, window)
        assert window.results.pictures.review(0).own == ("1 sea",)
        press(window, KEYS.Key_Escape)
        assert loupe.canvas.hasFocus()
        press(window, KEYS.Key_Right)
        assert window.workspace.rows() == [1]

    use(script)


def test_labels_beside_it_are_clicked_and_the_arrows_still_go_on(
    qtbot: QtBot, folder: Path
) -> None:
    def script(window: MainWindow) -> None:
        loupe = opened(qtbot, window, folder)
        view = window.workspace.details.view
        assert loupe.isAncestorOf(view)
        view.setFocus()
        press(window, KEYS.Key_C)
        wait_idle(qtbot, window)
        assert window.results.pictures.review(0).confirmed
        press(window, KEYS.Key_Right)
        assert seen(loupe) == "2 of 5: b.png"
        press(window, KEYS.Key_Escape)
        assert window.workspace.isVisible()
        assert window.workspace.right.isAncestorOf(view)
        assert view.isVisible()

    use(script)


@pytest.mark.parametrize(
    "key", [*range(KEYS.Key_0, KEYS.Key_9 + 1), KEYS.Key_C, KEYS.Key_X, KEYS.Key_P,
            KEYS.Key_Backspace, KEYS.Key_A],
)  # fmt: skip
def test_keys_of_reviews_are_left_to_the_window(qtbot: QtBot, folder: Path, key: int) -> None:
    def script(window: MainWindow) -> None:
        loupe = opened(qtbot, window, folder)
        event = QKeyEvent(QKeyEvent.Type.KeyPress, key, NONE)
        QApplication.sendEvent(loupe.canvas, event)
        assert not event.isAccepted()
        assert loupe.isVisible()
        assert seen(loupe) == "1 of 5: a.png"

    use(script)


# Filters


def test_a_picture_that_no_longer_passes_the_filter_gives_way_to_the_next(
    qtbot: QtBot, folder: Path
) -> None:
    def script(window: MainWindow) -> None:
        loupe = begin(qtbot, window, folder)
        window.results.set_filter(Filter(which=Which.NOT_REVIEWED))
        press(window, KEYS.Key_Space)
        for _ in range(2):
            press(window, KEYS.Key_Right)
        for _ in range(2):
            press(window, KEYS.Key_Return, CONTROL)
            press(window, KEYS.Key_Left)
        press(window, KEYS.Key_Right)
        wait_idle(qtbot, window)
        assert seen(loupe) == "2 of 5: b.png"
        window.results.set_filter(Filter(which=Which.NOT_REVIEWED, text="png"))
        assert seen(loupe) == "2 of 3: d.png"
        assert window.workspace.rows() == [3]
        window.results.set_filter(Filter(which=Which.NOT_REVIEWED, text="a.png"))
        assert seen(loupe) == "1 of 1: a.png"
        window.results.set_filter(Filter(text="nothing is called so"))
        assert window.workspace.isVisible()
        assert window.workspace.rows() == []

    use(script)


# The whole screen, and keys


def test_f11_gives_it_the_whole_screen_until_it_is_left(qtbot: QtBot, folder: Path) -> None:
    def script(window: MainWindow) -> None:
        opened(qtbot, window, folder)
        bars = [window.menuBar(), window.statusBar(), window.findChild(QToolBar)]
        press(window, KEYS.Key_F11)
        assert window.isFullScreen()
        assert not any(bar.isVisible() for bar in bars if bar is not None)
        press(window, KEYS.Key_Escape)
        assert not window.isFullScreen()
        assert all(bar.isVisible() for bar in bars if bar is not None)

    use(script)


def test_every_key_of_it_is_among_the_shortcuts(qtbot: QtBot, folder: Path) -> None:
    def script(window: MainWindow) -> None:
        told = {entry.text: entry.keys for entry in collect(window)}
        assert told["Large view"] == ("Space", "Return")
        assert told["Next picture"][0] == "Right"
        assert told["Every pixel, or the whole picture"] == ("Z",)
        assert told["Back to the pictures"] == ("Esc",)

    use(script)


def test_a_picture_is_told_to_those_who_do_not_see_it(qtbot: QtBot, folder: Path) -> None:
    def script(window: MainWindow) -> None:
        loupe = opened(qtbot, window, folder)
        told = loupe.canvas.accessibleDescription()
        assert "a.png" in told
        assert "1 of 5" in told
        assert window.results.labels_text(0) in told
        assert window.results.pictures.state(0) is State.TAGGED

    use(script)
