"""The look of the window: Fusion with our own light and dark colours."""

from __future__ import annotations

from enum import StrEnum

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QStyleHints
from PySide6.QtWidgets import QApplication, QStyleFactory

from igtagger.gui.look.palette import Colours, palette_of, wanted
from igtagger.gui.look.style_sheet import style_sheet
from igtagger.gui.look.text_scale import text_scale


class Theme(StrEnum):
    """What the person chose. The values are those of :class:`igtagger.settings.Preferences`."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


def wants_contrast(hints: QStyleHints) -> bool:
    """Whether the system is set to high contrast; Qt before 6.10 does not know."""
    accessibility = getattr(hints, "accessibility", None)
    if accessibility is None:
        return False
    return bool(accessibility().contrastPreference() == Qt.ContrastPreference.HighContrast)


def apply(app: QApplication, theme: Theme) -> None:
    """Show ``theme`` from now on; SYSTEM follows the system's setting as it changes."""
    _follower(app).choose(theme)


class _Follower(QObject):
    """Keeps the application in the theme that was chosen. Owned by the application."""

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self._app = app
        self._theme: Theme | None = None
        self._shown: tuple[Colours, float] | None = None
        app.setStyle(QStyleFactory.create("Fusion"))
        hints = app.styleHints()
        hints.colorSchemeChanged.connect(self._show_again)
        if (accessibility := getattr(hints, "accessibility", None)) is not None:
            accessibility().contrastPreferenceChanged.connect(self._show_again)

    def choose(self, theme: Theme) -> None:
        self._theme = theme
        hints = self._app.styleHints()
        if theme is Theme.SYSTEM:
            hints.unsetColorScheme()
        else:  # for the frames of windows, which the system draws
            dark = theme is Theme.DARK
            hints.setColorScheme(Qt.ColorScheme.Dark if dark else Qt.ColorScheme.Light)
        self._show()

    def _show_again(self) -> None:
        if self._theme is not None:
            self._show()

    def _show(self) -> None:
        chosen, scale = self._wanted(), text_scale()
        if (chosen, scale) == self._shown:
            return
        self._shown = chosen, scale
        self._app.setPalette(palette_of(chosen))
        self._app.setStyleSheet(style_sheet(chosen))

    def _wanted(self) -> Colours:
        hints = self._app.styleHints()
        dark = self._theme is Theme.DARK
        if self._theme is Theme.SYSTEM:
            dark = hints.colorScheme() == Qt.ColorScheme.Dark
        return wanted(dark=dark, high_contrast=wants_contrast(hints))


def _follower(app: QApplication) -> _Follower:
    for child in app.children():
        if isinstance(child, _Follower):
            return child
    return _Follower(app)
