"""Folders kept in view: what is new, changed and gone in them, as it comes to rest.

The system's word that something changed is only a hint to look again: it may come late, for a
folder in place of its files, or not at all. What counts is the look itself
(:class:`igtagger.pictures.folder_view.FolderView`), which also comes every so often without any
hint, and often where the system tells nothing.
"""

from __future__ import annotations

import logging
import os
import stat
import time
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, Protocol

from watchfiles._rust_notify import RustNotify, WatchfilesRustInternalError

from igtagger.domain import Failed, Outcome, Reason
from igtagger.library.images import FileStamp
from igtagger.pictures.file_systems import tells_changes
from igtagger.pictures.folder_view import FolderView, Settling
from igtagger.pictures.formats import EXTENSIONS
from igtagger.pictures.unnamed import may_be_picture

if TYPE_CHECKING:
    from igtagger.library.facade import Library
    from igtagger.library.outcomes import ModelKey
    from igtagger.pictures.patterns import Selection

_log = logging.getLogger(__name__)

_CHUNK = 256
_NEVER = float("inf")
_STEP_MILLISECONDS, _GATHER_MILLISECONDS = 250, 1600
"""How often hints are collected, which costs a fifth of a thousandth of a core, and how long those
that follow each other are waited for."""


@dataclass(frozen=True, slots=True)
class WatchPace:
    """How often it is looked, in seconds.

    Attributes:
        still: so long a file must not have grown or changed.
        empty: likewise one without any content.
        again: between looks where the system tells nothing.
        anyway: between looks where it does: what it forgot to tell.
        follow: after a hint, once more: what its queue had no room for.
        presence: how often it is asked whether the folder is there.
        rest: a look is followed by so many times its own time without one, for a hint too; and by
            ten times that of processor time, for looks without one: however large a folder is,
            watching takes less than a hundredth of a core at rest.
    """

    still: float = 2.0
    empty: float = 60.0
    again: float = 60.0
    anyway: float = 600.0
    follow: float = 15.0
    presence: float = 5.0
    rest: float = 20.0


@dataclass(frozen=True, slots=True)
class Noticed:
    """What happened in a folder.

    Attributes:
        folder: one of those that are watched.
        arrived: pictures that are new or changed, and stand still.
        gone: pictures that are not there any more.
        renamed: names before and after, of pictures that are still in the folder; those after come
            among ``arrived`` as well, when they stand still.
    """

    folder: Path
    arrived: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()
    renamed: tuple[tuple[str, str], ...] = ()


Notice = Noticed | Reason | None
"""A :class:`Reason` tells of a folder that went or came back, or cannot be watched; None, that
nothing happened for a moment."""


class Hints(Protocol):
    """Where the system says that something changed."""

    def wait(self, seconds: float, cancel: Event) -> Collection[str]:
        """The paths that changed, as soon as there are any; none after that time or ``cancel``."""

    def close(self) -> None:
        """Want none any more."""


class NoHints:
    """Nobody says anything."""

    def wait(self, seconds: float, cancel: Event) -> Collection[str]:
        """Wait."""
        cancel.wait(seconds)
        return ()

    def close(self) -> None:
        """Nothing."""


class SystemHints:
    """What the system says: inotify, FSEvents, ReadDirectoryChangesW.

    Args:
        folders: with all in them.
        recursive: and below.

    Raises:
        OSError: the system has no more watches to give, or a folder is not there.
    """

    def __init__(self, folders: Sequence[Path], recursive: bool) -> None:
        names = [os.fspath(folder) for folder in folders]
        try:
            self._notify = _notify(names, recursive, ignore_denied=False)
        except PermissionError:
            # Of a folder among them. So asked, it passes over a limit, too, and says nothing.
            self._notify = _notify(names, recursive, ignore_denied=True)

    def wait(self, seconds: float, cancel: Event) -> Collection[str]:
        """As of :class:`Hints`."""
        milliseconds = max(1, round(seconds * 1000))
        found = self._notify.watch(_GATHER_MILLISECONDS, _STEP_MILLISECONDS, milliseconds, cancel)
        return () if isinstance(found, str) else [path for _, path in found]

    def close(self) -> None:
        """As of :class:`Hints`."""
        self._notify.close()


def _notify(names: list[str], recursive: bool, *, ignore_denied: bool) -> RustNotify:
    try:
        return RustNotify(names, False, False, 60_000, recursive, ignore_denied)
    except WatchfilesRustInternalError as error:
        raise OSError(str(error)) from error


class Watcher:
    """Keeps folders in view.

    Args:
        folders: whole paths. Those that are not there are waited for.
        recursive: folders within them count.
        selection: which of their files do; all if None.
        pace: how often it is looked.
        hints: asks the system to tell of changes; raises OSError where it does not.
    """

    def __init__(
        self,
        folders: Sequence[Path],
        *,
        recursive: bool = True,
        selection: Selection | None = None,
        pace: WatchPace = WatchPace(),
        hints: Callable[[Sequence[Path], bool], Hints] = SystemHints,
    ) -> None:
        self._watched = [
            _WatchedFolder(FolderView(path, recursive=recursive, selection=selection), pace)
            for path in dict.fromkeys(folders)
        ]
        self._recursive, self._pace, self._make_hints = recursive, pace, hints
        self._hints: Hints = NoHints()
        self._is_hopeless = False  # the system does not tell: it was said once

    def notices(self, cancel: Event) -> Iterator[Notice]:
        """What happens, without end, until ``cancel`` is set; first all pictures that are there.

        Those that are there at the beginning are ``arrived`` too, and again those of a folder that
        was away: whoever gets them asks the library which it knows, by :func:`unknown_to` or
        :func:`new_to`. Of a folder without any, an empty :class:`Noticed` comes at the beginning.
        """
        try:
            yield from self._ask_for_hints()
            while not cancel.is_set():
                for watched in self._watched:
                    yield from watched.notices(cancel)
                if [watched for watched in self._watched if watched.has_moved()]:
                    yield from self._ask_for_hints()
                yield None
                self._wait(cancel)
        finally:
            self._hints.close()

    def _wait(self, cancel: Event) -> None:
        now = time.monotonic()
        due = min(watched.due() for watched in self._watched)
        seconds = min(due - now, self._pace.presence)
        if seconds <= 0:
            return
        names = [name for name in self._hints.wait(seconds, cancel) if _may_matter(name)]
        for watched in self._watched if names else ():
            watched.take_hints(names)

    def _ask_for_hints(self) -> Iterator[Notice]:
        """Have the system tell of those folders that are there; say so where it does not."""
        self._hints.close()
        self._hints = NoHints()
        told = [watched for watched in self._watched if watched.is_told and watched.is_there]
        if self._is_hopeless or not told:
            return
        try:
            self._hints = self._make_hints([watched.folder for watched in told], self._recursive)
        except FileNotFoundError:
            return  # it went this moment, and is asked for again when it is back
        except OSError as error:
            self._is_hopeless = True
            for watched in told:
                watched.is_told = False
            _log.info("Nothing tells of changes: %s", error)
            yield _no_hints(error, self._pace.again)


def _no_hints(error: OSError, seconds: float) -> Reason:
    text, every = str(error)[:200], round(seconds)
    if any(word in text.casefold() for word in ("limit", "too many", "no space")):
        return Reason("watch.limit", seconds=every, detail=text)
    return Reason("watch.no-hints", seconds=every, detail=text)


def _may_matter(name: str) -> bool:
    """Whether a hint may be about a picture, or a folder: few of those have such an ending."""
    ending = os.path.splitext(name)[1].casefold()  # noqa: PTH122
    return ending in EXTENSIONS or may_be_picture(ending)


class _WatchedFolder:
    """One folder, and when it is looked at next.

    Attributes:
        folder: its path.
        is_told: whether the system tells of its changes, as far as is known.
        is_there: whether it was at the last look for it.
    """

    def __init__(self, view: FolderView, pace: WatchPace) -> None:
        self.folder, self._view, self._pace = view.root, view, pace
        self._places = {os.fspath(self.folder), os.path.realpath(self.folder)}
        self._settling = Settling(pace.still, pace.empty)
        self.is_told = tells_changes(self.folder)
        self._identity = _identity_of(self.folder)
        self.is_there = self._identity is not None
        self._is_away = False  # which was said
        self._is_seen = False  # there was a look at it
        self._was_told = False  # there was a hint ever
        self._next_look = self._earliest = 0.0
        self._follow = _NEVER
        if not self.is_told:
            _log.info("%s is looked at every %d s.", self.folder, pace.again)

    def due(self) -> float:
        """When there is something to do, as :func:`time.monotonic` has it."""
        return min(self._look_due(), self._settling.due())

    def _look_due(self) -> float:
        return max(min(self._next_look, self._follow), self._earliest) if self.is_there else _NEVER

    def notices(self, cancel: Event) -> Iterator[Notice]:
        """What happened meanwhile."""
        if not self.is_there:
            yield from self._tell_away()
        elif time.monotonic() >= self._look_due():
            yield from self._look(cancel)
        if taken := self._settling.take(time.monotonic()):
            yield Noticed(self.folder, taken)

    def take_hints(self, names: Collection[str]) -> None:
        """The system says that something changed at those paths, maybe of other folders."""
        mine = tuple(place + os.sep for place in self._places)
        if any(name in self._places or name.startswith(mine) for name in names):
            now = time.monotonic()
            self._next_look, self._follow = now, now + self._pace.follow
            self.is_told = self._was_told = True
        if not self._places.isdisjoint(names):
            self._identity = None  # another one may have come in its place, with the same number

    def has_moved(self) -> bool:
        """Whether it went, came back or is another folder since this was asked last."""
        identity = _identity_of(self.folder)
        if identity == self._identity:
            return False
        self._identity, self.is_there = identity, identity is not None
        self._next_look = time.monotonic()
        return True

    def _look(self, cancel: Event) -> Iterator[Notice]:
        began, busy = time.monotonic(), time.thread_time()
        change = self._view.look(cancel, anew=self._is_away)
        now = time.monotonic()
        self._plan(now, now - began, time.thread_time() - busy)
        if cancel.is_set():
            return
        if change is None:
            yield from self._tell_away()
            return
        if self._is_away:
            self._is_away = False
            yield Reason("watch.folder-back", folder=self.folder)
        if change and self._is_seen and self.is_told and not self._was_told:
            self.is_told = False
            _log.info("Nothing told of changes in %s: it is looked at often.", self.folder)
        is_first, self._is_seen = not self._is_seen, True
        self._settling.begin(change.arrived, now)
        if change.gone or change.renamed or (is_first and not change.arrived):
            yield Noticed(self.folder, gone=change.gone, renamed=change.renamed)

    def _plan(self, now: float, took: float, busy: float) -> None:
        """When to look again, after a look that ended ``now``."""
        every = self._pace.anyway if self.is_told else self._pace.again
        rest = self._pace.rest * took
        self._earliest = now + rest
        self._next_look = now + max(every, rest, 10 * self._pace.rest * busy)
        if now >= self._follow:
            self._follow = _NEVER

    def _tell_away(self) -> Iterator[Notice]:
        self._next_look = time.monotonic() + self._pace.presence
        if not self._is_away:
            self._is_away = True
            yield Reason("watch.folder-away", folder=self.folder)


def _identity_of(folder: Path) -> tuple[int, int] | None:
    """What tells a folder from another of its name; None where there is none."""
    try:
        status = folder.stat()
    except (OSError, ValueError):
        return None
    return (status.st_dev, status.st_ino) if stat.S_ISDIR(status.st_mode) else None


def unknown_to(library: Library, key: ModelKey, names: Sequence[str]) -> list[str]:
    """Those of some pictures, which are there, that a run under ``key`` would have to look at."""
    return [name for name, outcome, _ in _known(library, key, names) if not _is_done(key, outcome)]


def new_to(library: Library, key: ModelKey | None, names: Sequence[str]) -> list[str]:
    """Those that are new to the library, or have changed since it knew them.

    What another model than ``key``'s was run on is not new: to run this one on it, too, is for the
    person to say.
    """
    return [
        name
        for name, outcome, is_kept in _known(library, key, names)
        if outcome is None and not is_kept
    ]


def _is_done(key: ModelKey, outcome: Outcome | None) -> bool:
    return isinstance(outcome, Failed) or (outcome is not None and key.is_whole(outcome))


def _known(
    library: Library, key: ModelKey | None, names: Sequence[str]
) -> Iterator[tuple[str, Outcome | None, bool]]:
    """Each with its outcome, and whether any run has read it as it is now."""
    for start in range(0, len(names), _CHUNK):
        stamped = [(Path(name), FileStamp.of(name)) for name in names[start : start + _CHUNK]]
        known = library.known_at_a_look(key, stamped) if key is not None else [None] * len(stamped)
        kept = library.kept_facts([path for path, _ in stamped])
        for (path, stamp), outcome, facts in zip(stamped, known, kept, strict=True):
            if stamp is not None:
                is_kept = facts is not None and facts.stamp.picture.is_of(stamp)
                yield os.fspath(path), outcome, is_kept
