"""Whether there is a newer igtagger: asked at most once a week, and only of a person who agreed."""

from __future__ import annotations

import json
import logging
import os
import re
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date, timedelta
from threading import Event

from PySide6.QtCore import QObject, QTimer

import igtagger
from igtagger.domain import Reason
from igtagger.errors import IgTaggerError
from igtagger.gui.jobs.job import Job
from igtagger.models.addresses import shown
from igtagger.models.weights.http import AnswerHead, Connection, Patience, TransientError
from igtagger.settings import Preferences

RELEASE_ADDRESS = "https://api.github.com/repos/igtagger/igtagger/releases/latest"
"""Answers with a JSON object whose ``tag_name`` is the newest version, such as ``v1.2.3``."""
RELEASES_PAGE = "https://github.com/igtagger/igtagger/releases"
ENCRYPTED = "https://"
"""How the address begins: on a way without encryption anyone can answer."""
INTERVAL = timedelta(days=7)
_AFTER_START_MILLISECONDS = 3000
_SECONDS = 10.0
_PATIENCE = Patience(connect=5.0, read=5.0)
_LONGEST_ANSWER = 1 << 20

Version = tuple[int, ...]

_log = logging.getLogger(__name__)


class UpdateNotice(QObject):
    """Asks, and tells of a newer version. Failures are left to the log: nobody waits for this.

    Args:
        preferences: gives those that hold.
        keep: keeps changed ones.
        tell: told the newer version and the address of its page.
        parent: the Qt owner.
    """

    def __init__(
        self,
        preferences: Callable[[], Preferences],
        keep: Callable[[Preferences], None],
        tell: Callable[[str, str], None],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._preferences, self._keep, self._tell = preferences, keep, tell
        self._job: Job | None = None
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self.look)

    def look_soon(self) -> None:
        """Look when the window has had its first seconds to itself."""
        self._timer.start(_AFTER_START_MILLISECONDS)

    def look(self) -> None:
        """Ask, where the person agreed and the last time is a week ago."""
        wish, today = self._preferences(), date.today()  # noqa: DTZ011  the person's own day
        if self._job is not None or not is_due(wish, today):
            return
        self._keep(replace(wish, updates_asked=today))
        self._job = Job(ask, self)
        self._job.items.connect(self._take)
        self._job.ended.connect(self._ended)
        self._job.start()

    def close(self) -> None:
        """Ask no more."""
        self._timer.stop()
        if self._job is not None:
            self._job.cancel()
            self._job.wait(1.0)

    def _take(self, versions: list[str]) -> None:
        for version in versions:
            self._tell(version, RELEASES_PAGE)

    def _ended(self, error: object) -> None:
        assert self._job is not None
        self._job.deleteLater()
        self._job = None
        if isinstance(error, BaseException):
            _log.info("Whether there is a newer version could not be found out: %s", error)


def is_due(wish: Preferences, today: date) -> bool:
    """Whether to ask now. A date to come, left by a clock that was wrong, does not count."""
    asked = wish.updates_asked
    return wish.check_updates is True and not (
        asked is not None and timedelta() <= today - asked < INTERVAL
    )


def ask(cancel: Event) -> Iterator[str]:
    """The newest version, where it is newer than this one.

    Raises:
        IgTaggerError: no answer that makes sense came in ten seconds, or it came from elsewhere.
    """
    address = os.environ.get("IGTAGGER_RELEASE_ADDRESS") or RELEASE_ADDRESS
    if not address.startswith(ENCRYPTED):
        raise IgTaggerError("release.not-encrypted", address=shown(address))
    try:
        newest = read_version(json.loads(_fetch(address, cancel))["tag_name"])
    except (TransientError, ValueError, TypeError, KeyError, RecursionError) as error:
        said = {"address": shown(address), "detail": repr(error)}
        raise IgTaggerError("release.no-answer", **said) from error
    if newest > read_version(igtagger.__version__):
        yield ".".join(map(str, newest))


def read_version(text: str) -> Version:
    """The numbers of ``v1.2.3`` or ``1.2.3``.

    Raises:
        ValueError: it is none, or that of a version for trying out.
    """
    found = re.fullmatch(r"v?(\d{1,6}(?:\.\d{1,6}){0,3})", text)
    if found is None:
        raise ValueError(text)
    return tuple(map(int, found[1].split(".")))


def _fetch(address: str, cancel: Event) -> bytes:
    deadline, received = time.monotonic() + _SECONDS, b""
    with (
        Connection(address, {}, _PATIENCE, stay=True) as connection,
        closing(connection.items(cancel)) as items,  # type: ignore[type-var]
    ):
        for item in items:
            if isinstance(item, AnswerHead) and item.status != 200:
                raise TransientError(Reason("fault.answer", answer=item.status))
            if isinstance(item, bytes):
                received += item
            if time.monotonic() > deadline or len(received) > _LONGEST_ANSWER:
                raise TransientError(Reason("fault.long-answer"))
    return received
