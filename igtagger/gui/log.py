"""The log file, and what happens to an exception that nobody caught."""

from __future__ import annotations

import logging
import sys
import threading
import traceback
from collections.abc import Callable
from contextlib import suppress
from io import TextIOWrapper
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QObject, QSysInfo, Qt, Signal, qVersion

from igtagger import __version__, private
from igtagger.app import logs
from igtagger.domain import Reason
from igtagger.gui.jobs.problems import Problem
from igtagger.settings import log_file, named_log_file

FILE_BYTES = 1_000_000
OLD_FILES = 3

_log = logging.getLogger(__name__)


def start_logging() -> logging.Handler | None:
    """Write INFO and above from now on, to the file that the person named or to the own log.

    Returns:
        What writes, for :func:`stop_logging`; None where nothing can be written to the own log: the
        program works without.

    Raises:
        SettingsError: the file that the person named cannot be opened.
    """
    named = named_log_file()
    handler = _own_file() if named is None else logs.named_file(named, _untold)
    if handler is None:
        return None
    logs.start(handler)
    _log.info(
        "igtagger %s, Python %s, Qt %s, %s, %s",
        __version__,
        sys.version.split()[0],
        qVersion(),
        QSysInfo.prettyProductName(),  # the module "platform" takes longer, and asks other programs
        QSysInfo.currentCpuArchitecture(),
    )
    return handler


def stop_logging(handler: logging.Handler | None) -> None:
    """Close the file that :func:`start_logging` opened."""
    if handler is not None:
        logs.stop(handler)


def _own_file() -> logging.Handler | None:
    file = log_file()
    try:
        private.make_folder(file.parent)
        if not logs.is_log(file):
            return None
        handler = _LogFile(file, maxBytes=FILE_BYTES, backupCount=OLD_FILES)
    except OSError:
        return None
    handler.rotator = _rotate
    handler.setFormatter(logging.Formatter(logs.FORMAT))
    return handler


def _untold(reason: Reason) -> None:
    """The window works without a log."""


def install_excepthook(report: Callable[[Problem], None]) -> Callable[[], None]:
    """Log what nobody caught, on any thread, and tell it through ``report`` on the GUI thread.

    ``report`` is called from the event loop, never from within what failed. Call this on the GUI
    thread.

    Returns:
        What puts the earlier hooks back.
    """
    relay = _Relay(report)
    earlier, earlier_thread = sys.excepthook, threading.excepthook

    def hook(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, Exception):  # Ctrl-C and sys.exit() are no bugs
            relay.take(error.with_traceback(trace))
        earlier(kind, error, trace)

    def thread_hook(args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None and issubclass(args.exc_type, Exception):
            relay.take(args.exc_value)
        earlier_thread(args)

    def restore() -> None:
        sys.excepthook, threading.excepthook = earlier, earlier_thread

    sys.excepthook, threading.excepthook = hook, thread_hook
    return restore


class _LogFile(RotatingFileHandler):
    """It names pictures and folders: nobody else may read it."""

    def _open(self) -> TextIOWrapper:
        return private.open_to_append(Path(self.baseFilename))


class _Relay(QObject):
    """Carries problems to the GUI thread."""

    _found = Signal(object)

    def __init__(self, report: Callable[[Problem], None]) -> None:
        super().__init__()
        self._report = report
        self._logged: set[str] = set()
        self._found.connect(self._tell, Qt.ConnectionType.QueuedConnection)

    def take(self, error: BaseException) -> None:
        """Log an error and queue it. What fails while it is painted fails many times a second."""
        details = "".join(traceback.format_exception(error))
        if details in self._logged:
            _log.error("Again: %r", error)
        else:
            self._logged.add(details)
            _log.error("Nobody caught this:\n%s", details)
        self._found.emit(Problem.of(error))

    def _tell(self, problem: Problem) -> None:
        self._report(problem)


def _rotate(source: str, target: str) -> None:
    # On Windows a second window may hold the file; then it grows on.
    with suppress(OSError):
        Path(source).replace(target)
