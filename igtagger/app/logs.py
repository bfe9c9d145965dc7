"""Where log lines go: the window's own file, a file that the person named, what a command says.

Only igtagger's own modules log from INFO on, others from WARNING on. What is logged are paths,
models, devices, times and errors, never what was found in pictures, tags or searches; a person's
own words only as far as an error quotes them.
"""

from __future__ import annotations

import logging
import re
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from io import TextIOWrapper
from pathlib import Path

from igtagger import private
from igtagger.domain import Reason
from igtagger.errors import SettingsError, detail_of

SAID = "igtagger.said"
"""The logger of what the person was told already."""
FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"
_LOG_LINE = re.compile(rb"\d{4}-\d\d-\d\d ")
_PACKAGE = logging.getLogger("igtagger")
_open: set[logging.Handler] = set()


def start(handler: logging.Handler) -> None:
    """Have ``handler`` get INFO and above, until :func:`stop`."""
    logging.getLogger().addHandler(handler)
    _open.add(handler)
    _settle()


def stop(handler: logging.Handler) -> None:
    """Close what :func:`start` began."""
    logging.getLogger().removeHandler(handler)
    _open.discard(handler)
    handler.close()
    _settle()


def _settle() -> None:
    # Not at the root: other packages tell at length, such as every request of a download.
    _PACKAGE.setLevel(logging.INFO if _open else logging.NOTSET)


@contextmanager
def running(handler: logging.Handler) -> Iterator[None]:
    """:func:`start`, and :func:`stop` in the end."""
    start(handler)
    try:
        yield
    finally:
        stop(handler)


def note(text: str, level: int = logging.INFO) -> None:
    """Log what the person is told, where there is a log."""
    if _open:
        logging.getLogger(SAID).log(level, "%s", text)


def is_log(file: Path) -> bool:
    """Whether it may be gone on with as a log: lines that begin with a date, or nothing yet.

    A link in its place may lead to anything, such as a picture, or a pipe that holds whoever opens
    it.

    Raises:
        OSError: it cannot be looked at.
    """
    try:
        status = file.stat()
    except FileNotFoundError:
        return True
    if not stat.S_ISREG(status.st_mode):
        return False
    with file.open("rb") as stream:
        return status.st_size == 0 or _LOG_LINE.match(stream.read(16)) is not None


def named_file(file: Path, tell: Callable[[Reason], None]) -> logging.Handler:
    """A log that the person named, which is gone on with and never cut.

    Args:
        file: it is made, in a folder that is there.
        tell: told once if it cannot be written any more.

    Raises:
        SettingsError: it cannot be opened, or is something else than a log.
    """
    try:
        if not is_log(file):
            raise SettingsError("log.other-kind", file=file)
        handler = _NamedLog(file, tell)
    except OSError as error:
        detail = detail_of(error)
        raise SettingsError("log.unopened", file=file, detail=detail) from error
    handler.setFormatter(logging.Formatter(FORMAT))
    return handler


class _NamedLog(logging.FileHandler):
    def __init__(self, file: Path, tell: Callable[[Reason], None]) -> None:
        super().__init__(file)
        self._file, self._tell = file, tell
        self._failed = False

    def _open(self) -> TextIOWrapper:
        return private.open_to_append(Path(self.baseFilename))

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802  logging's name
        if not self._failed:
            self._failed = True  # first: what is told is logged, too
            self._tell(Reason("log.unwritten", file=self._file))

    def close(self) -> None:
        with suppress(OSError):  # the disk is full: that has been told
            super().close()
