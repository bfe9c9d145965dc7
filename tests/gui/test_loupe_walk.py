"""Going through pictures one by one, and deciding about each, through the real ``main()``."""

from __future__ import annotations

import math
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from igtagger.app.picture_values import Filter, Which
from igtagger.gui.main_window import MainWindow
from igtagger.gui.tags.own_tag_field import OwnTagField
from tests.gui.listing import photograph
from tests.gui.looking import (
    CONTROL,
    KEYS,
    LEFT,
    NONE,
    begin,
    hold,
    opened,
    press,
    seen,
    turn,
    wait_shown,
)
from tests.gui.window import LONG, pictures, use, wait_idle


@pytest.fixture(autouse=True)
def _application(qtbot: QtBot) -> None:
    """Qt is there before ``main()`` asks for it."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return pictures(tmp_path / "few", "a.png", "b.png", "c.png", "d.png", "e.png")


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
        press(window, KEYS.Key_End)
        press(window, KEYS.Key_Escape)
        assert not loupe.ahead._kept
        window.workspace.step(-3)
        press(window, KEYS.Key_Space)
        qtbot.waitUntil(lambda: len(loupe.ahead._kept) == 4, timeout=LONG)
        assert "d.png" in {Path(wish.path).name for wish in loupe.ahead._kept}, "one goes on"

    use(script)


def test_a_key_that_is_held_waits_for_the_picture_and_skips_none(
    qtbot: QtBot, folder: Path
) -> None:
    def script(window: MainWindow) -> None:
        loupe = opened(qtbot, window, folder)
        qtbot.waitUntil(lambda: len(loupe.ahead._kept) == 3, timeout=LONG)
        loupe.ahead.clear()
        loupe._stepped = math.inf  # a moment ago, however slow this computer is
        hold(loupe, KEYS.Key_Right)
        assert seen(loupe) == "1 of 5: a.png"
        loupe._want()
        qtbot.waitUntil(lambda: len(loupe.ahead._kept) == 3, timeout=LONG)
        hold(loupe, KEYS.Key_Right)
        assert seen(loupe) == "2 of 5: b.png"
        loupe.ahead.clear()
        loupe._stepped = -math.inf
        hold(loupe, KEYS.Key_Right)
        assert seen(loupe) == "3 of 5: c.png", "one that takes long is passed by"

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


def test_keys_judge_the_picture_that_is_looked_at(qtbot: QtBot, folder: Path) -> None:
    def script(window: MainWindow) -> None:
        loupe = opened(qtbot, window, folder)
        press(window, KEYS.Key_1)
        press(window, KEYS.Key_Right)
        press(window, KEYS.Key_Backspace)
        wait_idle(qtbot, window)
        review = window.results.pictures.review
        assert len(review(0).confirmed) == 1
        assert review(1).rejected
        assert not review(2)
        assert seen(loupe) == "2 of 5: b.png"

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
