"""The colours of the window, light and dark, and the palettes made of them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from PySide6.QtGui import QColor, QGuiApplication, QPalette

Role = QPalette.ColorRole
Group = QPalette.ColorGroup


@dataclass(frozen=True, slots=True, eq=False)
class TagLook:
    """The colours of a tag of one kind. ``muted`` is for its score; readable on ``fill`` too."""

    fill: QColor
    text: QColor
    border: QColor
    muted: QColor


@dataclass(frozen=True, slots=True, eq=False)
class Colours:
    """What the palette has no role for.

    Texts (``accent``, ``success``, ``warning``, ``error``, ``muted``, ``text``) are readable on
    ``window``, ``base`` and ``card``; ``on_accent`` on ``accent_fill``. ``faded`` is for what is
    disabled alone. Borders of controls, ``bar``, ``progress`` and ``focus`` stand out by 3 : 1.
    """

    dark: bool
    window: QColor
    base: QColor
    text: QColor
    muted: QColor
    faded: QColor
    accent: QColor
    accent_fill: QColor
    on_accent: QColor
    success: QColor
    warning: QColor
    error: QColor
    focus: QColor
    card: QColor
    card_border: QColor
    control: QColor
    control_hover: QColor
    control_border: QColor
    field_border: QColor
    drop: QColor
    drop_border: QColor
    drop_active: QColor
    bar: QColor
    bar_track: QColor
    progress: QColor
    problem: QColor
    problem_border: QColor
    problem_text: QColor
    automatic: TagLook
    confirmed: TagLook
    own: TagLook
    rejected: TagLook
    kind: TagLook


def _look(fill: str, text: str, border: str, muted: str) -> TagLook:
    return TagLook(QColor(fill), QColor(text), QColor(border), QColor(muted))


LIGHT = Colours(
    dark=False,
    window=QColor("#f4f5f7"),
    base=QColor("#ffffff"),
    text=QColor("#1b1f26"),
    muted=QColor("#5a6270"),
    faded=QColor("#969da8"),
    accent=QColor("#1f5fc4"),
    accent_fill=QColor("#2563c9"),
    on_accent=QColor("#ffffff"),
    success=QColor("#19703f"),
    warning=QColor("#875200"),
    error=QColor("#b3261e"),
    focus=QColor("#2563c9"),
    card=QColor("#fbfbfc"),
    card_border=QColor("#d9dde3"),
    control=QColor("#ffffff"),
    control_hover=QColor("#eef1f6"),
    control_border=QColor("#7a8392"),
    field_border=QColor("#7a8392"),
    drop=QColor("#fbfbfc"),
    drop_border=QColor("#a7b0bd"),
    drop_active=QColor("#e6eefb"),
    bar=QColor("#4479d2"),
    bar_track=QColor("#e4e8ee"),
    progress=QColor("#4479d2"),
    problem=QColor("#fdf3e1"),
    problem_border=QColor("#ecd3a2"),
    problem_text=QColor("#5f3b00"),
    automatic=_look("#e9edf3", "#2c3440", "#ced5df", "#566072"),
    confirmed=_look("#d9f2e3", "#0d5630", "#9ed7b6", "#1d653f"),
    own=_look("#e8e3fb", "#44309a", "#c4b9f0", "#5747a8"),
    rejected=_look("#f7f7f8", "#5f656e", "#dcdfe4", "#5f656e"),
    kind=_look("#fbfbfc", "#4d5563", "#c3c9d2", "#5a6270"),
)

DARK = Colours(
    dark=True,
    window=QColor("#1d2025"),
    base=QColor("#16181c"),
    text=QColor("#e4e7ec"),
    muted=QColor("#a2aab6"),
    faded=QColor("#6d7480"),
    accent=QColor("#82b1ff"),
    accent_fill=QColor("#3371d4"),
    on_accent=QColor("#ffffff"),
    success=QColor("#6fd19b"),
    warning=QColor("#f0b35a"),
    error=QColor("#ff8f85"),
    focus=QColor("#6ea4ff"),
    card=QColor("#24282e"),
    card_border=QColor("#363c45"),
    control=QColor("#2b3037"),
    control_hover=QColor("#343a43"),
    control_border=QColor("#7e8795"),
    field_border=QColor("#7e8795"),
    drop=QColor("#202429"),
    drop_border=QColor("#5a6371"),
    drop_active=QColor("#1f2f4a"),
    bar=QColor("#4a82d9"),
    bar_track=QColor("#2d323a"),
    progress=QColor("#4a82d9"),
    problem=QColor("#3a2f1b"),
    problem_border=QColor("#5e4b27"),
    problem_text=QColor("#f7dcae"),
    automatic=_look("#2f353e", "#dde2ea", "#454d59", "#a9b2bf"),
    confirmed=_look("#153d28", "#a5ebc3", "#2a6b48", "#86cfa5"),
    own=_look("#332a5c", "#d5cbff", "#55479a", "#b6a9ec"),
    rejected=_look("#212429", "#949ba6", "#363b43", "#949ba6"),
    kind=_look("#1d2025", "#b9c0cb", "#454c57", "#a2aab6"),
)


_LIGHT_TAGS = {
    "red": _look("#fde4e1", "#8c1d18", "#c5362c", "#a52a21"),
    "orange": _look("#fdebd8", "#7a3a00", "#b85c00", "#8a4600"),
    "yellow": _look("#fbf3c4", "#5c4a00", "#8f7500", "#6b5700"),
    "green": _look("#dff3da", "#1d5b16", "#3a8a2e", "#27691e"),
    "teal": _look("#d6f2f0", "#0a5450", "#128a83", "#0d645f"),
    "blue": _look("#dfeafd", "#154a9c", "#2f6fd6", "#1f58b0"),
    "purple": _look("#f1e0fb", "#6a1f96", "#9a45c9", "#7a2ca8"),
    "pink": _look("#fde0ef", "#8f1557", "#c9307f", "#a31f66"),
}
_DARK_TAGS = {
    "red": _look("#4a1d1a", "#ffc9c3", "#e0675c", "#f5a098"),
    "orange": _look("#47290c", "#ffd7ad", "#d9863a", "#f0b47a"),
    "yellow": _look("#3d3508", "#f5e58c", "#b59f1f", "#d9c75c"),
    "green": _look("#1c3d17", "#b8ecae", "#57a549", "#92d185"),
    "teal": _look("#0f3d3a", "#a5ebe6", "#3aa39c", "#7fd0ca"),
    "blue": _look("#1a3157", "#c2daff", "#5a92e8", "#9cc2fb"),
    "purple": _look("#41205a", "#ecccff", "#ad6cd6", "#d3a3f2"),
    "pink": _look("#4d1936", "#ffc7e2", "#d95c9c", "#f29cc7"),
}


def own_look(chosen: Colours, colour: str) -> TagLook:
    """How an own tag is drawn that the person gave one of the vocabulary's colours, or none ("").

    ``border`` and ``muted`` stand out from window, base and card by 3 : 1; ``text`` and ``muted``
    are readable on ``fill``.
    """
    return (_DARK_TAGS if chosen.dark else _LIGHT_TAGS).get(colour, chosen.own)


HIGH_LIGHT = Colours(
    dark=False,
    window=QColor("#ffffff"),
    base=QColor("#ffffff"),
    text=QColor("#000000"),
    muted=QColor("#2b2b2b"),
    faded=QColor("#6b6b6b"),
    accent=QColor("#00329b"),
    accent_fill=QColor("#00329b"),
    on_accent=QColor("#ffffff"),
    success=QColor("#00481f"),
    warning=QColor("#5c3700"),
    error=QColor("#8a0000"),
    focus=QColor("#00329b"),
    card=QColor("#ffffff"),
    card_border=QColor("#000000"),
    control=QColor("#ffffff"),
    control_hover=QColor("#e3ebfa"),
    control_border=QColor("#000000"),
    field_border=QColor("#000000"),
    drop=QColor("#ffffff"),
    drop_border=QColor("#000000"),
    drop_active=QColor("#dce7fb"),
    bar=QColor("#00329b"),
    bar_track=QColor("#e6e6e6"),
    progress=QColor("#00329b"),
    problem=QColor("#fff6d6"),
    problem_border=QColor("#000000"),
    problem_text=QColor("#000000"),
    automatic=_look("#ffffff", "#000000", "#000000", "#2b2b2b"),
    confirmed=_look("#e2f7e9", "#00381a", "#00381a", "#00381a"),
    own=_look("#ece7ff", "#22115c", "#22115c", "#22115c"),
    rejected=_look("#ffffff", "#3a3a3a", "#6b6b6b", "#3a3a3a"),
    kind=_look("#ffffff", "#000000", "#000000", "#2b2b2b"),
)

HIGH_DARK = Colours(
    dark=True,
    window=QColor("#000000"),
    base=QColor("#000000"),
    text=QColor("#ffffff"),
    muted=QColor("#dedede"),
    faded=QColor("#949494"),
    accent=QColor("#9fcbff"),
    accent_fill=QColor("#9fcbff"),
    on_accent=QColor("#000000"),
    success=QColor("#8cf0b4"),
    warning=QColor("#ffd083"),
    error=QColor("#ffb3ac"),
    focus=QColor("#ffe75c"),
    card=QColor("#000000"),
    card_border=QColor("#ffffff"),
    control=QColor("#000000"),
    control_hover=QColor("#1f2d42"),
    control_border=QColor("#ffffff"),
    field_border=QColor("#ffffff"),
    drop=QColor("#000000"),
    drop_border=QColor("#ffffff"),
    drop_active=QColor("#1c2f4d"),
    bar=QColor("#9fcbff"),
    bar_track=QColor("#2a2a2a"),
    progress=QColor("#9fcbff"),
    problem=QColor("#2b2100"),
    problem_border=QColor("#ffd083"),
    problem_text=QColor("#ffffff"),
    automatic=_look("#000000", "#ffffff", "#ffffff", "#dedede"),
    confirmed=_look("#00210f", "#b6ffd2", "#b6ffd2", "#b6ffd2"),
    own=_look("#1d1540", "#e6e0ff", "#e6e0ff", "#e6e0ff"),
    rejected=_look("#000000", "#cfcfcf", "#949494", "#cfcfcf"),
    kind=_look("#000000", "#ffffff", "#ffffff", "#dedede"),
)

ALL = (LIGHT, DARK, HIGH_LIGHT, HIGH_DARK)


def wanted(*, dark: bool, high_contrast: bool) -> Colours:
    """The colours for a theme; ``high_contrast`` where the system asks for that."""
    if high_contrast:
        return HIGH_DARK if dark else HIGH_LIGHT
    return DARK if dark else LIGHT


def colours() -> Colours:
    """The colours that go with the palette in use; ask again after a change of theme."""
    window = QGuiApplication.palette().color(Role.Window)
    for chosen in ALL:
        if chosen.window == window:
            return chosen
    return DARK if window.lightness() < 128 else LIGHT


def selected_ground(chosen: Colours, *, active: bool) -> QColor:
    """What lies over ``base`` where a picture is selected, see-through.

    ``active``: the window is; else it is grey.
    """
    colour = QColor(chosen.accent_fill if active else chosen.muted)
    strong = active and chosen.dark and chosen is not HIGH_DARK
    colour.setAlphaF(0.30 if strong else 0.18)
    return colour


@cache
def palette_of(chosen: Colours) -> QPalette:
    """All roles of the palette, so that nothing of the system's own colours is mixed in."""
    palette = QPalette()
    lighter, darker = (130, 150) if chosen.dark else (105, 112)
    for role, colour in {
        Role.Window: chosen.window,
        Role.WindowText: chosen.text,
        Role.Base: chosen.base,
        Role.AlternateBase: chosen.card,
        Role.Text: chosen.text,
        Role.Button: chosen.control,
        Role.ButtonText: chosen.text,
        Role.BrightText: chosen.error,
        Role.PlaceholderText: chosen.muted,
        Role.ToolTipBase: chosen.card,
        Role.ToolTipText: chosen.text,
        Role.Highlight: chosen.accent_fill,
        Role.HighlightedText: chosen.on_accent,
        Role.Accent: chosen.accent_fill,
        Role.Link: chosen.accent,
        Role.LinkVisited: chosen.accent,
        Role.Light: chosen.control.lighter(lighter),
        Role.Midlight: chosen.control_hover,
        Role.Mid: chosen.control_border,
        Role.Dark: chosen.control_border.darker(darker),
        Role.Shadow: QColor(0, 0, 0, 90),
    }.items():
        palette.setColor(role, colour)
    for role in (Role.WindowText, Role.Text, Role.ButtonText, Role.PlaceholderText):
        palette.setColor(Group.Disabled, role, chosen.faded)
    palette.setColor(Group.Disabled, Role.Highlight, chosen.control_border)
    palette.setColor(Group.Disabled, Role.HighlightedText, chosen.text)
    palette.setColor(Group.Disabled, Role.Base, chosen.window)
    return palette
