"""The large picture: decoded off the GUI thread, zoomed, dragged."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import QPoint, QPointF, QSize, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from igtagger.app.picture_values import Filter
from igtagger.gui.main_window import MainWindow
from igtagger.gui.views.picture_loader import PictureLoader, _shorter_of, read_fitting
from igtagger.gui.views.preview import Preview
from igtagger.gui.views.qimages import to_qimage
from tests.gui.listing import photograph, picture
from tests.gui.window import drop, pictures, use, wait_idle

KEYS = Qt.Key
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def preview(qtbot: QtBot) -> Iterator[Preview]:
    made = Preview()
    qtbot.addWidget(made)
    made.resize(600, 450)
    with qtbot.waitExposed(made):
        made.show()
    made.setFocus()
    yield made
    made.close_loader()


def show(qtbot: QtBot, preview: Preview, file: Path) -> None:
    with qtbot.waitSignal(preview._loader.loaded):
        preview.show_path(str(file))


def press(preview: Preview, key: Qt.Key) -> None:
    QTest.keyClick(preview._canvas, key)


def wheel(preview: Preview, at: QPointF, turned: int) -> None:
    event = QWheelEvent(
        at,
        at,
        QPoint(),
        QPoint(0, turned),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(preview._canvas, event)


def picture_point(preview: Preview, at: QPointF) -> QPointF:
    """The point of the picture, in its pixels, that is at a point of the view."""
    target = preview._canvas._target()
    return (at - target.topLeft()) / preview._canvas._logical_zoom()


def test_a_large_picture_is_shown_whole_first_from_a_smaller_decoding(
    qtbot: QtBot, preview: Preview, tmp_path: Path
) -> None:
    show(qtbot, preview, photograph(tmp_path / "a.jpg", (4000, 3000)))
    canvas = preview._canvas
    assert canvas.fits
    assert canvas._size == (4000, 3000)
    assert canvas._levels[0].width() < 2000
    assert canvas.zoom == pytest.approx(canvas.fitting_zoom())
    assert canvas.rect().contains(canvas._target().toRect())


def test_zooming_in_fetches_every_pixel_and_keeps_the_place(
    qtbot: QtBot, preview: Preview, tmp_path: Path
) -> None:
    show(qtbot, preview, photograph(tmp_path / "a.jpg", (4000, 3000)))
    canvas, at = preview._canvas, QPointF(150, 120)
    with qtbot.waitSignal(preview._loader.loaded):
        canvas.zoom_to(1.0, at)
        before = picture_point(preview, at)
    after = picture_point(preview, at)
    assert canvas._levels[0].size() == QSize(4000, 3000)
    assert canvas.zoom == 1.0
    assert (before - after).manhattanLength() < 2


def test_the_wheel_zooms_at_the_pointer(qtbot: QtBot, preview: Preview, tmp_path: Path) -> None:
    show(qtbot, preview, photograph(tmp_path / "a.jpg", (1600, 1200)))
    at = QPointF(200, 300)
    wheel(preview, at, 480)
    before, zoom = picture_point(preview, at), preview._canvas.zoom
    wheel(preview, at, 240)
    assert preview._canvas.zoom > zoom
    assert (picture_point(preview, at) - before).manhattanLength() < 2
    wheel(preview, at, -12000)
    assert preview._canvas.fits


def test_keys_zoom(qtbot: QtBot, preview: Preview, tmp_path: Path) -> None:
    show(qtbot, preview, photograph(tmp_path / "a.jpg", (1600, 1200)))
    canvas = preview._canvas
    fitting = canvas.zoom
    press(preview, KEYS.Key_Z)
    assert canvas.zoom == 1.0
    press(preview, KEYS.Key_Z)
    press(preview, KEYS.Key_Plus)
    assert fitting < canvas.zoom < 1.0
    press(preview, KEYS.Key_Plus)
    press(preview, KEYS.Key_Minus)
    assert canvas.zoom < 1.0
    press(preview, KEYS.Key_0)
    assert canvas.fits


def test_a_double_click_toggles_between_fitting_and_every_pixel(
    qtbot: QtBot, preview: Preview, tmp_path: Path
) -> None:
    show(qtbot, preview, photograph(tmp_path / "a.jpg", (1600, 1200)))
    canvas = preview._canvas
    QTest.mouseDClick(canvas, LEFT, pos=QPoint(100, 100))
    assert canvas.zoom == 1.0
    QTest.mouseDClick(canvas, LEFT, pos=QPoint(100, 100))
    assert canvas.fits


def test_dragging_moves_it_and_never_out_of_the_view(
    qtbot: QtBot, preview: Preview, tmp_path: Path
) -> None:
    show(qtbot, preview, photograph(tmp_path / "a.jpg", (1600, 1200)))
    canvas = preview._canvas
    canvas.zoom_to(1.0)
    before = canvas._target().topLeft()
    canvas.pan(QPointF(-30, -20))
    assert canvas._target().topLeft() == before + QPointF(-30, -20)
    canvas.pan(QPointF(10**6, 10**6))
    assert canvas._target().topLeft() == QPointF(0, 0)
    canvas.pan(QPointF(-(10**6), -(10**6)))
    assert canvas._target().bottomRight() == QPointF(canvas.width(), canvas.height())


def test_a_fitting_picture_follows_the_size_of_the_view(
    qtbot: QtBot, preview: Preview, tmp_path: Path
) -> None:
    show(qtbot, preview, photograph(tmp_path / "a.jpg", (1600, 1200)))
    preview.resize(300, 300)
    canvas = preview._canvas
    assert canvas.fits
    assert canvas.rect().contains(canvas._target().toRect())


def test_small_pictures_are_not_blown_up_to_fit(
    qtbot: QtBot, preview: Preview, tmp_path: Path
) -> None:
    show(qtbot, preview, picture(tmp_path / "a.png", (40, 30)))
    assert preview._canvas.zoom == preview._canvas.devicePixelRatioF()


def test_left_and_right_ask_for_other_pictures(qtbot: QtBot, preview: Preview) -> None:
    with qtbot.waitSignal(preview.next):
        press(preview, KEYS.Key_Right)
    with qtbot.waitSignal(preview.previous):
        press(preview, KEYS.Key_Left)


def test_it_tells_name_pixels_and_zoom(qtbot: QtBot, preview: Preview, tmp_path: Path) -> None:
    file = photograph(tmp_path / "a.jpg", (1600, 1200))
    show(qtbot, preview, file)
    assert preview._name.text() == "a.jpg"
    assert "1600 × 1200" in preview._details.text()
    assert "%" in preview._details.text()
    assert "a.jpg" in preview._canvas.accessibleDescription()


def test_what_cannot_be_read_says_why(qtbot: QtBot, preview: Preview, tmp_path: Path) -> None:
    file = tmp_path / "bad.jpg"
    file.write_bytes(b"")
    show(qtbot, preview, file)
    assert not preview._canvas.has_picture
    assert preview._canvas._text == "bad.jpg is empty."
    assert preview._canvas.accessibleDescription().endswith("bad.jpg is empty.")


def test_nothing_selected_says_so(qtbot: QtBot, preview: Preview, tmp_path: Path) -> None:
    show(qtbot, preview, photograph(tmp_path / "a.jpg"))
    preview.show_path(None)
    assert not preview._canvas.has_picture
    assert preview._canvas._title
    assert preview._name.text() == ""


def test_what_nobody_sees_is_decoded_only_when_it_is_seen(
    qtbot: QtBot, preview: Preview, tmp_path: Path
) -> None:
    preview.hide()
    preview.show_path(str(photograph(tmp_path / "a.jpg")))
    assert not preview._loader.busy
    with qtbot.waitSignal(preview._loader.loaded):
        preview.show()
    assert preview._canvas.has_picture


def test_a_file_that_was_mended_is_read_again_and_one_that_was_not_is_left(
    qtbot: QtBot, preview: Preview, tmp_path: Path
) -> None:
    file = tmp_path / "a.jpg"
    file.write_bytes(b"")
    with qtbot.waitSignal(preview._loader.loaded):
        preview.show_path(str(file), "failed")
    photograph(file)
    preview.show_path(str(file), "failed")
    assert not preview._loader.busy
    with qtbot.waitSignal(preview._loader.loaded):
        preview.show_path(str(file), "waiting")
    assert preview._canvas.has_picture


def test_the_preview_shows_what_is_selected_and_nothing_where_nothing_is(
    qtbot: QtBot, tmp_path: Path
) -> None:
    folder = pictures(tmp_path / "few", "a.png", "b.png", "c.png", "d.png")

    def script(window: MainWindow) -> None:
        drop(window, folder)
        wait_idle(qtbot, window)
        space = window.workspace
        grid, control = space.grid, Qt.KeyboardModifier.ControlModifier

        def click(place: int, keys: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> str:
            point = grid.visualRect(grid.model().index(place, 0)).center()
            QTest.mouseClick(grid.viewport(), LEFT, keys, point)
            return space.preview._name.text()

        assert space.preview._name.text() == ""
        assert click(1) == "b.png"
        assert click(2, control) == "c.png"
        assert click(3, control) == "d.png"
        assert click(3, control) == "b.png", "d.png is current, but no longer selected"
        assert click(2, control) == "b.png"
        assert click(1, control) == ""
        assert click(2) == "c.png"
        window.results.set_filter(Filter(text="a.png"))
        assert space.preview._name.text() == ""
        window.results.set_filter(Filter())
        assert click(0) == "a.png"
        window.clear()
        assert space.preview._name.text() == ""
        assert space.rows() == []
        assert not window.actions_.confirm.isEnabled()
        drop(window, folder)
        wait_idle(qtbot, window)
        assert space.preview._name.text() == ""
        qtbot.waitUntil(lambda: space.preview._loader._job is None)
        assert not space.preview._canvas.has_picture

    use(script)


def test_only_the_latest_of_many_is_shown(qtbot: QtBot, preview: Preview, tmp_path: Path) -> None:
    files = [photograph(tmp_path / f"{n}.jpg", (1600, 1200 - n)) for n in range(10)]
    shown = []
    preview._loader.loaded.connect(lambda loaded: shown.append(loaded.path))
    with qtbot.waitSignal(preview._loader.loaded):
        for file in files:
            preview.show_path(str(file))
    qtbot.waitUntil(lambda: preview._loader._job is None)
    assert shown == [str(files[-1])]
    assert preview._canvas._size == (1600, 1191)


def test_a_picture_that_is_no_longer_wanted_does_not_appear(
    qtbot: QtBot, preview: Preview, tmp_path: Path
) -> None:
    preview.show_path(str(photograph(tmp_path / "a.jpg", (3000, 2000))))
    preview.show_path(None)
    qtbot.waitUntil(lambda: preview._loader._job is None)
    assert not preview._canvas.has_picture


def test_turned_pictures_have_their_upright_size(
    qtbot: QtBot, preview: Preview, tmp_path: Path
) -> None:
    file, exif = tmp_path / "phone.jpg", Image.Exif()
    exif[0x0112] = 6
    Image.new("RGB", (4000, 3000), "green").save(file, exif=exif)
    show(qtbot, preview, file)
    assert preview._canvas._size == (3000, 4000)


def test_huge_pictures_are_decoded_at_a_fraction() -> None:
    assert _shorter_of((6000, 4000)) is None
    assert _shorter_of((20_000, 10_000)) == 5000
    assert _shorter_of((40_000, 20_000)) == 5000


def test_a_picture_is_made_to_the_very_size_at_which_it_fits(tmp_path: Path) -> None:
    wide = read_fitting(str(photograph(tmp_path / "a.jpg", (4000, 3000))), (1000, 500))
    assert wide.levels[0].size() == QSize(667, 500)
    assert wide.size == (4000, 3000)
    assert not wide.final
    small = read_fitting(str(picture(tmp_path / "b.png", (40, 30))), (1000, 500))
    assert small.levels[0].size() == QSize(40, 30)
    assert small.final
    (tmp_path / "c.jpg").write_bytes(b"")
    empty = read_fitting(str(tmp_path / "c.jpg"), (1000, 500))
    assert empty.reason is not None
    assert empty.reason.code == "picture.empty"


def test_closing_ends_the_thread(qtbot: QtBot, tmp_path: Path) -> None:
    loader = PictureLoader()
    loader.load(str(photograph(tmp_path / "a.jpg")), 300)
    job = loader._job
    loader.close()
    assert job is not None
    assert job.wait(5)


def test_pixels_go_over_unchanged() -> None:
    image = Image.effect_noise((301, 600), 90).convert("RGB")
    image.putpixel((300, 599), (1, 2, 3))
    made = to_qimage(image)
    assert (made.width(), made.height()) == (301, 600)
    for point in ((0, 0), (150, 256), (300, 599)):
        assert made.pixelColor(*point).getRgb() == (*image.getpixel(point), 255)
