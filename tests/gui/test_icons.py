"""The drawings: in the palette's colour, sharp at every scale, following the theme."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QGuiApplication, QIcon, QPalette, QPixmap
from pytestqt.qtbot import QtBot

from igtagger import resources
from igtagger.gui.look.icons import app_icon, icon, tinted
from tests.packaging.scripts import PACKAGING, load

NAMES = sorted(file.stem for file in resources.path("icons").glob("*.svg"))


def colours_of(pixmap: QPixmap) -> set[str]:
    image = pixmap.toImage()
    points = ((x, y) for x in range(image.width()) for y in range(image.height()))
    found = (image.pixelColor(x, y) for x, y in points)
    return {colour.name() for colour in found if colour.alpha() == 255}


@pytest.mark.parametrize("name", NAMES)
def test_every_drawing_shows_something(qtbot: QtBot, name: str) -> None:
    assert colours_of(icon(name).pixmap(QSize(48, 48), 1.0))


@pytest.mark.parametrize("scale", [1.0, 1.5, 2.0])
def test_it_is_drawn_at_the_scale_of_the_screen(qtbot: QtBot, scale: float) -> None:
    pixmap = icon("stop").pixmap(QSize(20, 20), scale)
    assert pixmap.size() == QSize(20, 20) * scale
    assert pixmap.devicePixelRatio() == scale


def test_an_icon_that_is_already_in_use_follows_the_theme(qtbot: QtBot) -> None:
    before = QGuiApplication.palette()
    held = QIcon(icon("pause"))
    try:
        for name in ("#aa0000", "#00aa00"):
            palette = QPalette(before)
            palette.setColor(QPalette.ColorRole.ButtonText, QColor(name))
            QGuiApplication.setPalette(palette)
            assert colours_of(held.pixmap(QSize(48, 48), 1.0)) == {name}
    finally:
        QGuiApplication.setPalette(before)


def test_a_disabled_icon_has_the_colour_of_disabled_text(qtbot: QtBot) -> None:
    group, role = QPalette.ColorGroup.Disabled, QPalette.ColorRole.ButtonText
    expected = QGuiApplication.palette().color(group, role).name()
    pixmap = icon("pause").pixmap(QSize(48, 48), 1.0, QIcon.Mode.Disabled)
    assert colours_of(pixmap) == {expected}


def test_a_tinted_drawing_has_its_colour_and_its_scale(qtbot: QtBot) -> None:
    pixmap = tinted("pause", QColor("#123456"), 24, 2.0)
    assert pixmap.size() == QSize(48, 48)
    assert pixmap.devicePixelRatio() == 2.0
    assert colours_of(pixmap) == {"#123456"}


def test_the_program_has_an_icon_of_its_own(qtbot: QtBot) -> None:
    assert app_icon().pixmap(64).width() == 64


def test_a_name_without_a_drawing_is_a_mistake_of_ours(qtbot: QtBot) -> None:
    with pytest.raises(FileNotFoundError):
        icon("nothing-of-that-name")


def test_the_icon_is_drawn_in_all_forms(qtbot: QtBot, tmp_path: Path) -> None:
    load("app_icons").make(PACKAGING.parent / "resources" / "icons" / "igtagger.svg", tmp_path)
    for name, size in (("igtagger.ico", 256), ("igtagger.icns", 1024), ("igtagger.png", 256)):
        with Image.open(tmp_path / name) as drawn:
            assert drawn.size == (size, size)
            assert drawn.convert("RGBA").getchannel("A").getextrema() == (0, 255)
    with Image.open(tmp_path / "icons" / "48x48.png") as drawn:
        assert drawn.size == (48, 48)
