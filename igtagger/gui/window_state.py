"""Size, place and layout of the window, from one start to the next."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from PySide6.QtCore import QByteArray, QSettings, QSize
from PySide6.QtWidgets import QMainWindow, QWidget

from igtagger import private
from igtagger.gui.actions import Actions
from igtagger.gui.workspace import Workspace
from igtagger.settings import preferences_file
from igtagger.small_files import read_small

_STATES = ("geometry", "columns", "right", "table")  # "list" was of a list without kinds
_LONGEST = 1 << 20
_FRAME = QSize(8, 40)
"""What the system draws around a window takes about that, in logical pixels."""
_MOST_DIGITS = 4
"""Of a tile's side in pixels."""


def _file() -> Path:
    # Beside the preferences, not in the system's registry: one folder holds all that is kept.
    return preferences_file().with_name("window.ini")


def _make_file() -> None:
    """Qt keeps the permissions of a file that is there, and gives its own to one that is not."""
    with suppress(OSError):
        private.make_folder(_file().parent)
        private.make_file(_file())


def _settings() -> QSettings | None:
    """What cannot have been written here is dropped, and None where that cannot be done."""
    file = _file()
    try:
        for part in (file, file.with_name("window.ini.lock")):  # QSettings makes the second
            if not _is_plain(part):
                part.unlink()
    except OSError:
        return None
    return QSettings(str(file), QSettings.Format.IniFormat)


def _is_plain(file: Path) -> bool:
    """Whether it is absent, or a short file of nothing but texts and bytes."""
    try:
        return b"@Variant" not in read_small(file, _LONGEST)  # which makes objects of any class
    except FileNotFoundError:
        return not file.is_symlink()
    except (OSError, ValueError):
        return False


def _sum(states: Iterable[QByteArray]) -> str:
    """Vouches for what Qt gave: a header's state with a few other bits ends the program."""
    whole = hashlib.sha256()
    for state in states:
        whole.update(state.data())
    return whole.hexdigest()


def save(window: QMainWindow, space: Workspace, do: Actions) -> None:
    """Keep it, where that can be done."""
    settings = _settings()
    if settings is None:
        return
    _make_file()
    states = (
        window.saveGeometry(),
        space.splitter.saveState(),
        space.right.saveState(),
        space.list.save_state(),
    )
    for key, state in zip(_STATES, states, strict=True):
        settings.setValue(key, state)
    settings.setValue("sum", _sum(states))
    settings.setValue("grid", do.grid.isChecked())
    settings.setValue("tags", do.tags.isChecked())
    settings.setValue("details", do.details.isChecked())
    settings.setValue("folded", ",".join(space.sidebar.folded))
    settings.setValue("edge", space.size_slider.value())
    settings.sync()


def restore(window: QMainWindow, space: Workspace, do: Actions) -> None:
    """Bring it back; what is missing or damaged stays as it is by default."""
    settings = _settings()
    if settings is None:
        return
    takers = (
        window.restoreGeometry,
        space.splitter.restoreState,
        space.right.restoreState,
        space.list.restore_state,
    )
    states = [settings.value(key) for key in _STATES]
    kept = [state for state in states if isinstance(state, QByteArray)]
    if len(kept) == len(_STATES) and settings.value("sum") == _sum(kept):
        for take, state in zip(takers, kept, strict=True):
            take(state)
    do.tags.setChecked(_flag(settings, "tags"))
    do.details.setChecked(_flag(settings, "details"))
    (do.grid if _flag(settings, "grid") else do.list).trigger()
    hold_to_screen(window)
    space.sidebar.fold(str(settings.value("folded", "")).split(","))
    edge = str(settings.value("edge", ""))
    if edge.isdecimal() and len(edge) <= _MOST_DIGITS:
        space.size_slider.setValue(int(edge))


def hold_to_screen(window: QWidget) -> None:
    """Make a window no larger than its screen, and bring it there; its frame has room too.

    Restored or not: the screen may have been another one, or its scale.
    """
    if window.isMaximized() or window.isFullScreen():
        return
    room = window.screen().availableGeometry()
    most = room.size() - _FRAME
    size = window.size().boundedTo(most)
    if size != window.size():
        window.resize(size)
    left = min(max(window.x(), room.left()), room.right() + 1 - size.width())
    top = min(max(window.y(), room.top()), room.bottom() + 1 - size.height())
    if (left, top) != (window.x(), window.y()):
        window.move(left, top)


def _flag(settings: QSettings, key: str) -> bool:
    return str(settings.value(key, "true")).lower() != "false"
