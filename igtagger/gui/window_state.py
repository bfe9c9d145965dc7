"""Size, place and layout of the window, from one start to the next."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from PySide6.QtCore import QByteArray, QSettings
from PySide6.QtWidgets import QMainWindow

from igtagger import private
from igtagger.gui.actions import Actions
from igtagger.gui.workspace import Workspace
from igtagger.settings import preferences_file


def _file() -> Path:
    # Beside the preferences, not in the system's registry: one folder holds all that is kept.
    return preferences_file().with_name("window.ini")


def _make_file() -> None:
    """Qt keeps the permissions of a file that is there, and gives its own to one that is not."""
    with suppress(OSError):
        private.make_folder(_file().parent)
        private.make_file(_file())


def _settings() -> QSettings:
    return QSettings(str(_file()), QSettings.Format.IniFormat)


def save(window: QMainWindow, space: Workspace, do: Actions) -> None:
    """Keep it."""
    _make_file()
    settings = _settings()
    settings.setValue("geometry", window.saveGeometry())
    settings.setValue("columns", space.splitter.saveState())
    settings.setValue("right", space.right.saveState())
    settings.setValue("list", space.list.save_state())
    settings.setValue("grid", do.grid.isChecked())
    settings.setValue("tags", do.tags.isChecked())
    settings.setValue("details", do.details.isChecked())
    settings.setValue("edge", space.size_slider.value())
    settings.sync()


def restore(window: QMainWindow, space: Workspace, do: Actions) -> None:
    """Bring it back; what is missing or damaged stays as it is by default."""
    settings = _settings()
    for key, take in (
        ("geometry", window.restoreGeometry),
        ("columns", space.splitter.restoreState),
        ("right", space.right.restoreState),
        ("list", space.list.restore_state),
    ):
        value = settings.value(key)
        if isinstance(value, QByteArray):
            take(value)
    do.tags.setChecked(_flag(settings, "tags"))
    do.details.setChecked(_flag(settings, "details"))
    (do.grid if _flag(settings, "grid") else do.list).trigger()
    edge = str(settings.value("edge", ""))
    if edge.isdecimal():
        space.size_slider.setValue(int(edge))


def _flag(settings: QSettings, key: str) -> bool:
    return str(settings.value(key, "true")).lower() != "false"
