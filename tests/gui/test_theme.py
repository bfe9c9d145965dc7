"""The themes: readable, complete, and changed while the window is open."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from igtagger.gui.look import palette, theme
from igtagger.gui.look.palette import (
    ALL,
    DARK,
    HIGH_DARK,
    HIGH_LIGHT,
    LIGHT,
    Colours,
    own_look,
    palette_of,
    selected_ground,
)
from igtagger.gui.look.plain_text import LinkLabel
from igtagger.gui.look.theme import Theme
from igtagger.labels.vocabulary import COLOURS
from tests.gui.style_pairs import borders_on_grounds, text_on_ground

Role = QPalette.ColorRole
EACH = pytest.mark.parametrize(
    "chosen", ALL, ids=["light", "dark", "light, high contrast", "dark, high contrast"]
)


@pytest.fixture(autouse=True)
def _as_before(qapp: QApplication) -> Iterator[None]:
    yield
    theme.apply(qapp, Theme.LIGHT)


def luminance(colour: QColor) -> float:
    """WCAG 2.2's relative luminance, 0 to 1."""

    def linear(part: float) -> float:
        return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4

    red, green, blue = (linear(x) for x in (colour.redF(), colour.greenF(), colour.blueF()))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: QColor, other: QColor) -> float:
    """WCAG 2.2's contrast ratio, 1 to 21."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def over(colour: QColor, ground: QColor) -> QColor:
    """What is seen of a see-through colour over a ground."""
    part = colour.alphaF()
    mixed = [
        one * part + other * (1 - part)
        for one, other in zip(colour.getRgbF()[:3], ground.getRgbF()[:3], strict=True)
    ]
    return QColor.fromRgbF(*mixed)


def text_pairs(chosen: Colours) -> Iterator[tuple[str, QColor, QColor]]:
    texts = ("text", "muted", "accent", "success", "warning", "error")
    grounds = ("window", "base", "card", "drop")
    for text, ground in product(texts, grounds):
        yield f"{text} on {ground}", getattr(chosen, text), getattr(chosen, ground)
    for ground in ("control", "control_hover", "drop_active", "bar_track"):
        yield f"text on {ground}", chosen.text, getattr(chosen, ground)
    for ground in ("drop_active", "card"):  # of a row of labels that is chosen, or pointed at
        for text in (chosen.muted, chosen.confirmed.text, chosen.rejected.text):
            yield f"a label on {ground}", text, getattr(chosen, ground)
    yield "count of a tag that is pointed at", chosen.muted, chosen.control_hover
    for active in (True, False):
        ground_colour = over(selected_ground(chosen, active=active), chosen.base)
        for text in ("text", "muted", "error"):
            name = f"{text} of a selected picture, active: {active}"
            yield name, getattr(chosen, text), ground_colour
    yield "accent on control_hover", chosen.accent, chosen.control_hover
    yield "on_accent on accent_fill", chosen.on_accent, chosen.accent_fill
    yield "problem", chosen.problem_text, chosen.problem
    yield "button of a problem", chosen.text, chosen.problem
    for kind in ("automatic", "confirmed", "own", "rejected", "kind"):
        look = getattr(chosen, kind)
        yield f"{kind} tag", look.text, look.fill
        yield f"{kind} tag's score", look.muted, look.fill


def palette_pairs(palette: QPalette) -> Iterator[tuple[str, QColor, QColor]]:
    for text, ground in [
        (Role.WindowText, Role.Window),
        (Role.Text, Role.Base),
        (Role.Text, Role.AlternateBase),
        (Role.PlaceholderText, Role.Base),
        (Role.ButtonText, Role.Button),
        (Role.ToolTipText, Role.ToolTipBase),
        (Role.HighlightedText, Role.Highlight),
        (Role.Link, Role.Window),
        (Role.Link, Role.Base),
        (Role.LinkVisited, Role.Base),
        (Role.BrightText, Role.Window),
    ]:
        yield f"{text.name} on {ground.name}", palette.color(text), palette.color(ground)


def is_high(chosen: Colours) -> bool:
    return chosen in (HIGH_LIGHT, HIGH_DARK)


@EACH
def test_every_text_is_readable_on_its_ground(qapp: QApplication, chosen: Colours) -> None:
    """WCAG 1.4.3; where the system asks for high contrast, 1.4.6."""
    pairs = [*text_pairs(chosen), *palette_pairs(palette_of(chosen)), *text_on_ground(chosen)]
    least = 7 if is_high(chosen) else 4.5
    poor = {name: contrast(a, b) for name, a, b in pairs if contrast(a, b) < least}
    assert not poor
    assert len(pairs) > 70


@EACH
@pytest.mark.parametrize("colour", COLOURS)
def test_a_coloured_tag_is_seen_and_read(qapp: QApplication, chosen: Colours, colour: str) -> None:
    look = own_look(chosen, colour)
    assert look is not chosen.own
    for ground in (chosen.window, chosen.base, chosen.card):
        assert contrast(look.border, ground) >= 3
        assert contrast(look.muted, ground) >= 3
    for text in (look.text, look.muted):
        assert contrast(text, look.fill) >= 4.5


def test_colours_are_told_apart(qapp: QApplication) -> None:
    for chosen in (LIGHT, DARK):
        looks = [own_look(chosen, colour) for colour in ("", *COLOURS)]
        assert len({look.border.name() for look in looks}) == len(looks)


@EACH
def test_what_has_focus_is_seen(qapp: QApplication, chosen: Colours) -> None:
    for ground in (chosen.window, chosen.base, chosen.control, chosen.card, chosen.problem):
        assert contrast(chosen.focus, ground) >= 3


@EACH
def test_controls_are_seen_by_their_borders(qapp: QApplication, chosen: Colours) -> None:
    """WCAG 1.4.11."""
    pairs = list(borders_on_grounds(chosen))
    poor = {name: contrast(a, b) for name, a, b in pairs if contrast(a, b) < 3}
    assert not poor
    assert len(pairs) > 30


@EACH
def test_bars_are_seen_on_their_tracks(qapp: QApplication, chosen: Colours) -> None:
    for bar in (chosen.bar, chosen.progress, chosen.success, chosen.control_border):
        assert contrast(bar, chosen.bar_track) >= 3
    for edge in (chosen.accent_fill, chosen.muted):  # around a selected picture
        assert contrast(edge, chosen.base) >= 3


def test_a_theme_is_shown_at_once_and_custom_colours_go_with_it(
    qapp: QApplication, qtbot: QtBot
) -> None:
    button = QPushButton("Start")
    qtbot.addWidget(button)
    with qtbot.waitExposed(button):  # Qt gives its colours to what was shown
        button.show()
    theme.apply(qapp, Theme.DARK)
    assert palette.colours() is DARK
    assert button.palette().color(Role.ButtonText) == DARK.text
    theme.apply(qapp, Theme.LIGHT)
    assert palette.colours() is LIGHT
    assert button.palette().color(Role.ButtonText) == LIGHT.text


def test_system_follows_the_system_and_a_choice_does_not(qapp: QApplication) -> None:
    hints = qapp.styleHints()
    theme.apply(qapp, Theme.SYSTEM)
    hints.colorSchemeChanged.emit(Qt.ColorScheme.Dark)
    expected = DARK if hints.colorScheme() == Qt.ColorScheme.Dark else LIGHT
    assert palette.colours() is expected
    theme.apply(qapp, Theme.DARK)
    hints.colorSchemeChanged.emit(Qt.ColorScheme.Light)
    assert palette.colours() is DARK


@pytest.mark.parametrize("choice", list(Theme))
def test_high_contrast_is_followed_whichever_theme_is_chosen(
    qapp: QApplication, monkeypatch: pytest.MonkeyPatch, choice: Theme
) -> None:
    theme.apply(qapp, choice)
    usual = palette.colours()
    monkeypatch.setattr(theme, "wants_contrast", lambda _: True)
    qapp.styleHints().accessibility().contrastPreferenceChanged.emit(
        Qt.ContrastPreference.HighContrast
    )
    assert palette.colours() is (HIGH_DARK if usual.dark else HIGH_LIGHT)
    monkeypatch.undo()
    qapp.styleHints().accessibility().contrastPreferenceChanged.emit(
        Qt.ContrastPreference.NoPreference
    )
    assert palette.colours() is usual


def test_no_high_contrast_where_the_system_does_not_ask_for_it(qapp: QApplication) -> None:
    assert not theme.wants_contrast(qapp.styleHints())


def test_the_values_are_those_of_the_preferences() -> None:
    assert [choice.value for choice in Theme] == ["system", "light", "dark"]


def colours_in(label: LinkLabel) -> set[int]:
    image = label.grab().toImage()
    return {image.pixel(x, y) for x in range(image.width()) for y in range(image.height())}


@pytest.mark.parametrize(("first", "then"), [(Theme.LIGHT, Theme.DARK), (Theme.DARK, Theme.LIGHT)])
def test_a_link_has_the_colour_of_a_theme_that_is_chosen_while_it_is_shown(
    qtbot: QtBot, qapp: QApplication, first: Theme, then: Theme
) -> None:
    theme.apply(qapp, first)
    label = LinkLabel("{link}", "||||||||", "https://example.org")
    qtbot.addWidget(label)
    label.show()
    before = qapp.palette().color(Role.Link).rgb()
    assert before in colours_in(label)
    theme.apply(qapp, then)
    QApplication.processEvents()
    assert qapp.palette().color(Role.Link).rgb() in colours_in(label)
    assert before not in colours_in(label)
