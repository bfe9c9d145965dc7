"""Where the window is put together and the event loop runs."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from igtagger.settings import Settings, load_preferences


def run(paths: Sequence[Path]) -> int:
    """Show the window with ``paths``, or with what was open last; returns the exit code.

    Raises:
        IgTaggerError: there is no display, or a library of the system's is missing.
    """
    from igtagger.gui import needs

    needs.check()
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QApplication

    from igtagger.gui import log, theme, translation
    from igtagger.gui.icons import app_icon

    app = QApplication.instance()
    if not isinstance(app, QApplication):
        app = QApplication(["igtagger"])
    app.setApplicationName("igtagger")
    app.setApplicationDisplayName("igtagger")
    app.setDesktopFileName("igtagger")
    app.setWindowIcon(app_icon())
    handler = log.start_logging()
    preferences = load_preferences()
    translation.install(app, preferences.language)
    theme.apply(app, theme.Theme(preferences.theme))

    from igtagger.gui.garbage import GarbageCollection
    from igtagger.gui.main_window import MainWindow

    window = MainWindow(Settings.from_environment(), preferences)
    uninstall = log.install_excepthook(window.problems.add)
    window.show()
    # After the first paint: opening the library and the folders must not hold the window up.
    QTimer.singleShot(0, lambda: window.open_paths(paths) if paths else window.open_last())
    collection = GarbageCollection(app)
    try:
        return app.exec()
    finally:
        collection.close()
        uninstall()
        log.stop_logging(handler)
