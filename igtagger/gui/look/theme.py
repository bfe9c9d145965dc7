"""The look of the window: Fusion with our own light and dark colours."""

from __future__ import annotations

from enum import StrEnum

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QApplication, QStyleFactory

from igtagger.gui.look.palette import DARK, LIGHT, Colours, palette_of
from igtagger.gui.look.style_sheet import style_sheet


class Theme(StrEnum):
    """What the person chose. The values are those of :class:`igtagger.settings.Preferences`."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


def apply(app: QApplication, theme: Theme) -> None:
    """Show ``theme`` from now on; SYSTEM follows the system's setting as it changes."""
    _follower(app).choose(theme)


class _Follower(QObject):
    """Keeps the application in the theme that was chosen. Owned by the application."""

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self._app = app
        self._theme: Theme | None = None
        self._shown: Colours | None = None
        app.setStyle(QStyleFactory.create("Fusion"))
        app.styleHints().colorSchemeChanged.connect(self._follow)

    def choose(self, theme: Theme) -> None:
        self._theme = theme
        hints = self._app.styleHints()
        if theme is Theme.SYSTEM:
            hints.unsetColorScheme()
        else:  # for the frames of windows, which the system draws
            dark = theme is Theme.DARK
            hints.setColorScheme(Qt.ColorScheme.Dark if dark else Qt.ColorScheme.Light)
        self._show()

    def _follow(self) -> None:
        if self._theme is Theme.SYSTEM:
            self._show()

    def _show(self) -> None:
        chosen = self._wanted()
        if chosen is self._shown:
            return
        self._shown = chosen
        self._app.setPalette(palette_of(chosen))
        self._app.setStyleSheet(style_sheet(chosen))

    def _wanted(self) -> Colours:
        if self._theme is not Theme.SYSTEM:
            return DARK if self._theme is Theme.DARK else LIGHT
        return DARK if self._app.styleHints().colorScheme() == Qt.ColorScheme.Dark else LIGHT


def _follower(app: QApplication) -> _Follower:
    for child in app.children():
        if isinstance(child, _Follower):
            return child
    return _Follower(app)
