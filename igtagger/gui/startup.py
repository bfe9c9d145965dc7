"""Where the window is put together and the event loop runs."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from igtagger import native_noise
from igtagger.gui import needs, start_failure
from igtagger.settings import Settings, keep_private, load_preferences

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from igtagger.gui.single_instance import FirstInstance

_log = logging.getLogger(__name__)


def run(paths: Sequence[Path]) -> int:
    """Show the window with ``paths``, or with what was open last; returns the exit code.

    Raises:
        IgTaggerError: there is no display, or a library of the system's is missing.
    """
    try:
        return _run(paths)
    except Exception as error:
        start_failure.record(error)  # who starts it from an icon sees no terminal
        raise


def _run(paths: Sequence[Path]) -> int:
    needs.check()
    from PySide6.QtWidgets import QApplication

    from igtagger.gui import log, single_instance
    from igtagger.gui.look.icons import app_icon

    app = QApplication.instance()
    if not isinstance(app, QApplication):
        app = QApplication(["igtagger"])
    native_noise.silence()  # Qt has said by now what it has to say of a display that fails
    app.setApplicationName("igtagger")
    app.setApplicationDisplayName("igtagger")
    app.setDesktopFileName("org.igtagger.igtagger")
    app.setWindowIcon(app_icon())
    settings = Settings.from_environment()
    keep_private(settings)
    instance = single_instance.claim(settings.data_dir, paths)
    if instance is None:
        return 0  # the window that is open has the paths
    handler = log.start_logging()
    if instance.remark:
        _log.info(instance.remark)
    try:
        return _show(app, settings, instance, paths)
    finally:
        instance.close()
        log.stop_logging(handler)


def _show(
    app: QApplication, settings: Settings, instance: FirstInstance, paths: Sequence[Path]
) -> int:
    from PySide6.QtCore import QTimer

    from igtagger.gui import log
    from igtagger.gui.look import theme, translation

    preferences = load_preferences()
    translation.install(app, preferences.language)
    theme.apply(app, theme.Theme(preferences.theme))

    from igtagger.gui.jobs.garbage import GarbageCollection
    from igtagger.gui.look.first_paint import AfterFirstPaint
    from igtagger.gui.main_window import MainWindow
    from igtagger.gui.updates import UpdateNotice

    window = MainWindow(settings, preferences)
    # On a small screen it would reach beyond the edge, with what decides about a picture out there.
    window.resize(window.size().boundedTo(window.screen().availableSize()))
    uninstall = log.install_excepthook(window.problems.add)
    updates = UpdateNotice(lambda: window.preferences, window.prefer, window.done.tell_newer)
    window.dialogs.settings_changed.connect(updates.look)
    # Opening the library and the folders must not hold the window up.
    AfterFirstPaint(window, lambda: window.open_paths(paths) if paths else window.open_last())
    window.show()
    updates.look_soon()
    QTimer.singleShot(0, lambda: instance.deliver_to(window.open_from_outside))
    QTimer.singleShot(0, lambda: _log.info("The window is open."))
    collection = GarbageCollection(app)
    try:
        return app.exec()
    finally:
        updates.close()
        collection.close()
        uninstall()
