"""Folders become outcomes that last.

Scan -> skip what is known -> decode ahead on threads -> batches through the engine -> commit to the
library -> yield. Each step runs only as far ahead as the next one needs, so that memory does not
depend on the number of files, and an outcome that is seen is already safe. Batches are made of
pictures as they are decoded, outcomes are yielded in the order of files.

While one batch is in the engine the next one already waits there, so that the engine never waits
for a commit, nor one core for the last picture of a batch on another.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Generator, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import closing, suppress
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import chain, islice, takewhile
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Event, Thread
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from igtagger.app.calibration import calibration
from igtagger.app.file_facts import FactsLookup, Unread
from igtagger.app.kept_features import KeptFeatures
from igtagger.app.layer_maker import (
    LayerMaker,
    MadeOfPicture,
    PassInput,
    Pixels,
    make_layers,
    to_outcome,
)
from igtagger.app.layers import Managers, Passes, key_of
from igtagger.domain import NO_FACTS, Failed, FileFacts, Outcome, Tagged
from igtagger.engines.devices import available_cores
from igtagger.engines.protocol import EngineOptions
from igtagger.errors import Cancelled, FolderGone, UnreadableImage
from igtagger.library.facade import Library
from igtagger.library.facts import FactsEntry
from igtagger.library.images import FileStamp
from igtagger.library.outcomes import Entry
from igtagger.pictures import limits
from igtagger.pictures.fingerprint import fingerprint
from igtagger.pictures.path_lists import PathList, absolute
from igtagger.pictures.scan import ScanCounts
from igtagger.pictures.walks import SharedWalk, Walk, names_in

if TYPE_CHECKING:
    from igtagger.pictures.patterns import Selection

LOOKUP_CHUNK = 256
"""How many files are looked up in the library at once."""
BATCH_SECONDS = 1.0
GATHER_SECONDS = 0.5
"""How long a batch may take, and how long its pictures may be waited for, so that a commit comes
every second or so, and what is seen of a run moves, however slow the model, the pictures or the
disk."""
COMMIT_SECONDS = 0.25
"""What is made so soon after a commit waits for the next one: of 30 pictures that are committed,
named and told at once each takes 0.6 times as long as of eight."""
BATCHES_AHEAD = 2
"""Batches that are in the engine or wait there."""
FIRST_WINDOW = 16
"""Pictures that are decoded while the model is loading."""
COUNT_AFTER_SECONDS = 0.25
_WAIT_SECONDS = 0.1  # how often a wait for a decoder looks at the cancel event


@dataclass(frozen=True, slots=True)
class RunOptions:
    """How a run goes about it.

    Attributes:
        recursive: look into folders within folders.
        exact: decode every pixel instead of JPEG's draft scaling.
        workers: threads that decode; None takes one for each core.
        fresh: tag known files anew.
        retry_failed: try files anew that failed before.
        selection: which files count; all if None.
        tells_features: give the chosen model's features of each picture that it is run on, too, as
            they are before they are rounded to be kept.
    """

    recursive: bool = True
    exact: bool = False
    workers: int | None = None
    fresh: bool = False
    retry_failed: bool = False
    selection: Selection | None = None
    tells_features: bool = False


class Settled(NamedTuple):
    """A file that has its outcome, which is in the library.

    Attributes:
        outcome: tagged or failed.
        stamp: of the file as it was seen last; None where it could not be looked at.
        known: whether the outcome was in the library before.
        moved: whether all that is known of a file that is gone followed to this one, the person's
            decisions too.
        facts: what the file and its sidecars say.
        features: ``float32 (channels,)``, where they are told: see :class:`RunOptions`.
    """

    outcome: Outcome
    stamp: FileStamp | None
    known: bool
    moved: bool
    facts: FileFacts = NO_FACTS
    features: NDArray[np.float32] | None = None


@dataclass(slots=True)
class Tally:
    """How far a run has come. ``total`` is None until all folders have been counted.

    ``known`` are outcomes taken from the library; they are part of ``tagged`` and ``failed`` too.
    ``remarked`` are those of ``tagged`` that have a remark.
    """

    total: int | None = None
    tagged: int = 0
    failed: int = 0
    known: int = 0
    remarked: int = 0
    scan: ScanCounts = field(default_factory=ScanCounts)

    @property
    def done(self) -> int:
        """Files that have their outcome."""
        return self.tagged + self.failed

    def add(self, settled: Settled) -> None:
        """Count one file."""
        if isinstance(settled.outcome, Tagged):
            self.tagged += 1
            self.remarked += settled.outcome.remark is not None
        else:
            self.failed += 1
        self.known += settled.known


@dataclass(frozen=True, slots=True)
class _Read:
    """What a decoder made of a file: pixels for each pass, or an outcome that needs no model.

    ``seen`` is the file's stamp after that, the others as :class:`Entry` and :class:`Settled` say.
    """

    result: Pixels | Outcome
    fingerprint: bytes | None
    seen: FileStamp | None
    known: bool = False
    moved: bool = False
    lasting: bool = True
    facts: FactsEntry | None = None


@dataclass(frozen=True, slots=True, eq=False)
class _Batch:
    """Files that have been read, and what the engine makes of those that are pictures.

    ``made``: what was made of each picture; None where no file of the batch is one.
    """

    read: Sequence[tuple[_Slot, _Read]]
    made: Future[list[MadeOfPicture]] | None

    def is_done(self) -> bool:
        """Whether the engine has nothing more to do for it."""
        return self.made is None or self.made.done()

    def is_made(self) -> bool:
        """Whether its outcomes are there: it is done, and nothing went wrong."""
        made = self.made
        if made is None:
            return True
        return made.done() and not made.cancelled() and made.exception() is None


@dataclass(slots=True, eq=False)
class _Slot:
    """One file on its way."""

    path: Path
    stamp: FileStamp | None
    settled: Settled | None = None
    known: Tagged | None = None
    """What is known of it, where layers are lacking."""
    facts: FileFacts | Unread = NO_FACTS


_Ahead = deque[_Slot | Settled]
"""Files in their order; those that were known are settled from the beginning."""


class Run:
    """One pass over some files with one model, and maybe another one beside it.

    Args:
        roots: files and folders as the person gave them.
        passes: what is made of each: see :func:`igtagger.app.layers.plan`.
        managers: load the models, and only when the first file turns out to need them.
        engine_options: device, precision, batch size.
        library: where outcomes are kept.
        options: see :class:`RunOptions`.
        cancel: set it, and the run ends after the batch in hand: a normal end.
        walk: of the roots, where somebody else walks them too; None walks them by itself.
    """

    def __init__(
        self,
        roots: Sequence[Path] | PathList,
        passes: Passes,
        *,
        managers: Managers,
        engine_options: EngineOptions,
        library: Library,
        options: RunOptions,
        cancel: Event,
        walk: SharedWalk | None = None,
    ) -> None:
        whole = absolute(roots)
        recursive, selection = options.recursive, options.selection
        self._walk = walk or Walk(whole, recursive=recursive, selection=selection)
        self.tally = Tally(scan=self._walk.counts)
        self.finished = False
        """Whether every file has had its outcome; False where the run was stopped."""
        exact, mark = options.exact, engine_options.key_mark
        self.key = key_of(passes, exact=exact, mark=mark)
        self._kept = KeptFeatures(library, passes, self.key, exact=exact, mark=mark)
        self._library = library
        self._options = options
        self._cancel = cancel
        self._workers = options.workers or available_cores()
        alone = partial(names_in, whole, recursive=recursive, selection=selection)
        again = walk.names if walk else alone
        pictures = calibration(again, exact=options.exact, workers=self._workers)
        self._maker = LayerMaker(
            passes,
            managers,
            replace(engine_options, calibration=pictures),
            exact=options.exact,
            max_pixels=limits.default_max_pixels(self._workers),
        )
        self._facts = FactsLookup(library, self._workers)
        self._over = Event()  # no more outcomes are to come, whatever the reason
        # What has been read; None comes when the engine is done with a batch.
        self._ready: SimpleQueue[tuple[_Slot, Future[_Read]] | None] = SimpleQueue()
        self._unread = 0  # files that are being read, or wait for a batch
        self._seconds_each: float | None = None  # of the last batch, a picture's share
        self._due = time.monotonic()  # when outcomes are to be committed
        self._disks: dict[Path, int | None] = {}  # of folders, as the run began

    def outcomes(self) -> Iterator[Outcome]:
        """One outcome for each file, in the order of files, each committed before it is yielded.

        After a stop it is one for each file that has been committed; there may be gaps.

        Raises:
            WeightsError: the model's weights are damaged.
            EngineError: the device or precision cannot be used, or the memory is too small.
            LibraryError: outcomes cannot be kept.
            FolderGone: a folder went meanwhile. What was tagged is kept, nothing is said of its
                other pictures: another run goes on with them.
        """
        with closing(self.groups()) as groups:
            for group in groups:
                for settled in group:
                    self.tally.add(settled)
                    yield settled.outcome

    def groups(self) -> Generator[Sequence[Settled], None, None]:
        """As :meth:`outcomes`: as many files at once as are settled, some hundreds at most.

        Whoever takes them adds each to the tally as it goes on: what is told and counted agree.
        """
        Thread(target=self._count, name="count", daemon=True).start()
        pool = ThreadPoolExecutor(self._workers, thread_name_prefix="decode")
        models = ThreadPoolExecutor(BATCHES_AHEAD, thread_name_prefix="model")
        ahead: _Ahead = deque()
        batches: deque[_Batch] = deque()
        gone: FolderGone | None = None
        try:
            try:
                yield from self._drain(pool, models, ahead, batches)
            except Cancelled:
                if not self._cancel.is_set():
                    raise
            except FolderGone as error:
                gone = error
                self._over.set()
            # Left over after such an end only. What the engine has begun is kept.
            models.shutdown(wait=False, cancel_futures=True)
            with suppress(Cancelled):  # another program holds the library: it is done again then
                for batch in batches:
                    if batch.made is None or not batch.made.cancelled():
                        self._settle([batch])
        finally:
            self._over.set()
            # Not waited for: what is being decoded is of no use any more.
            pool.shutdown(wait=False, cancel_futures=True)
            models.shutdown(wait=True, cancel_futures=True)
        # After a stop: what is committed already is told, so that what is said and kept agree.
        for slot in ahead:
            if settled := slot.settled if isinstance(slot, _Slot) else slot:
                yield [settled]
        if gone is not None:
            raise gone

    def _count(self) -> None:
        # On its own, Walk reads all folders a second time for this: keeping their pictures would
        # cost 100 MB for 500,000 files. Small folders that are known are done before it begins.
        if self._over.wait(COUNT_AFTER_SECONDS):
            return
        with suppress(Cancelled):
            total = self._walk.count(self._over)
            if not self._over.is_set():
                self.tally.total = total

    def _drain(
        self,
        pool: ThreadPoolExecutor,
        models: ThreadPoolExecutor,
        ahead: _Ahead,
        batches: deque[_Batch],
    ) -> Iterator[Sequence[Settled]]:
        self._disks = {folder: _disk_of(folder) for folder in self._walk.homes()}
        source = self._slots(pool)
        while not self._cancel.is_set():
            self._look_ahead(source, ahead)
            if not ahead:
                self._over.set()
                self.finished = not self._cancel.is_set()
                if self.finished:
                    self.tally.total = self.tally.done
                return
            if group := _take_settled(ahead):
                yield group
            # The first batch tells how long one takes; no other begins before that is known.
            most = BATCHES_AHEAD if self._seconds_each is not None else 1
            working = [batch.made for batch in batches if batch.made and not batch.is_done()]
            if self._unread and len(working) < most:
                if read := self._gather(batches):
                    batches.append(self._begin(models, read))
            elif self._unread and (left := self._due - time.monotonic()) > 0:
                wait(working[:1], left)
            elif batches:
                self._settle_first(batches)

    def _look_ahead(self, source: Iterator[_Slot | Settled], ahead: _Ahead) -> None:
        # One batch that is being decoded while others are in the engine. While a large picture at
        # the head is being decoded, those behind it go on, within bounds.
        most = FIRST_WINDOW if self._maker.batch_size is None else self._most_at_once()
        window = most + 2 * self._workers
        while self._unread < window and len(ahead) < 2 * LOOKUP_CHUNK + window:
            slot = next(source, None)
            if slot is None:
                return
            ahead.append(slot)
            self._unread += isinstance(slot, _Slot)

    def _slots(self, pool: ThreadPoolExecutor) -> Iterator[_Slot | Settled]:
        names = self._walk.names(self._cancel)
        while chunk := list(islice(names, LOOKUP_CHUNK)):
            stamped = [(Path(name), FileStamp.of(name)) for name in chunk]
            known: Sequence[Outcome | None] = [None] * len(chunk)
            if not self._options.fresh:
                known = self._kept.complete(stamped, self._library.known(self.key, stamped))
            settled = [outcome and not self._is_wanted_anew(outcome) for outcome in known]
            facts = self._facts.look(stamped, settled)
            for (path, stamp), outcome, said in zip(stamped, known, facts, strict=True):
                if not (outcome is None or self._is_wanted_anew(outcome)):
                    assert isinstance(said, FileFacts)
                    yield Settled(outcome, stamp, True, False, said)
                    continue
                slot = _Slot(path, stamp, known=_tagged(outcome), facts=said)
                pool.submit(self._read, slot).add_done_callback(partial(self._put, slot))
                yield slot

    def _put(self, slot: _Slot, future: Future[_Read]) -> None:
        self._ready.put((slot, future))

    def _is_wanted_anew(self, outcome: Outcome) -> bool:
        if isinstance(outcome, Failed):
            return self._options.retry_failed
        return not self.key.is_whole(outcome)

    def _read(self, slot: _Slot) -> _Read:
        """Runs on a decoder's thread."""
        path, stamp, before = slot.path, slot.stamp, slot.known
        if self._over.is_set() or self._cancel.is_set():
            raise Cancelled
        mark = fingerprint(path, stamp.size) if stamp is not None else None
        moved = False
        if stamp is not None and mark is not None:
            found = self._library.known_by_content(self.key, path, stamp, mark)
            moved = found.moved
            if found.outcome is not None and not self._options.fresh:
                if self.key.is_whole(found.outcome):
                    facts = _read_facts(slot)
                    return _Read(found.outcome, mark, stamp, True, moved, facts=facts)
                before = found.outcome
        result: Pixels | Failed
        lasting = True
        try:
            result = self._maker.pixels(path, before)
        except UnreadableImage as error:
            self._check_folder_of(path)
            result, lasting = Failed(path, error.reason), error.lasting
        facts = _read_facts(slot)  # now that the file is warm
        seen = FileStamp.of(path)
        if not (seen == stamp or (stamp is not None and stamp.has_same_times(seen))):
            # Changed meanwhile: which of its contents was read, nobody knows. Where its inode alone
            # changed, the stamp from before is kept, and the next run looks at the content.
            return _Read(result, None, seen, moved=moved, lasting=False, facts=facts)
        return _Read(result, mark, seen, moved=moved, lasting=lasting, facts=facts)

    def _check_folder_of(self, path: Path) -> None:
        """Raise FolderGone where ``path`` cannot be read because its folder is gone.

        An empty folder may be left in the place of a drive that is gone.
        """
        for folder, disk in self._disks.items():
            if folder in path.parents and disk is not None and disk != _disk_of(folder):
                raise FolderGone(folder)

    def _gather(self, batches: deque[_Batch]) -> list[tuple[_Slot, _Read]]:
        """What has been read: a batch of pictures, or fewer where they are slow to come.

        Meanwhile the batches that the engine is done with are settled when they are due. Nothing is
        given where that was so before any picture came: its outcomes can be told.
        """
        gathered: list[tuple[_Slot, _Read]] = []
        pixels, most = 0, self._most_at_once()
        deadline = time.monotonic() + GATHER_SECONDS
        while pixels < most and len(gathered) < self._unread:
            if self._cancel.is_set():
                raise Cancelled
            if gathered and time.monotonic() > deadline:
                break
            if batches and batches[0].is_done() and time.monotonic() >= self._due:
                self._settle_first(batches)
                if not gathered:
                    break
            with suppress(Empty):
                if (came := self._ready.get(timeout=_WAIT_SECONDS)) is not None:
                    slot, future = came
                    read = future.result()
                    pixels += isinstance(read.result, Pixels)
                    gathered.append((slot, read))
        self._unread -= len(gathered)
        return gathered

    def _begin(self, models: ThreadPoolExecutor, read: Sequence[tuple[_Slot, _Read]]) -> _Batch:
        """Hand a batch's pixels to the engines."""
        pictures = [each.result for _, each in read if isinstance(each.result, Pixels)]
        if not pictures:
            return _Batch(read, None)
        parts = self._maker.prepare(pictures, self._cancel)
        made = models.submit(self._make_layers, parts, len(pictures))
        made.add_done_callback(lambda _: self._ready.put(None))
        return _Batch(read, made)

    def _make_layers(self, parts: Sequence[PassInput], count: int) -> list[MadeOfPicture]:
        """Runs on a thread of its own."""
        began = time.perf_counter()
        made = make_layers(parts, count)
        self._seconds_each = (time.perf_counter() - began) / count
        return made

    def _settle_first(self, batches: deque[_Batch]) -> None:
        """Settle the first batch, and with it those behind it that are made as well."""
        others = takewhile(_Batch.is_made, islice(batches, 1, None))
        together = [batches[0], *others]
        self._settle(together)
        for _ in together:
            batches.popleft()

    def _settle(self, batches: Sequence[_Batch]) -> None:
        """Wait for the engine and commit all outcomes of some batches."""
        read = [each for batch in batches for each in batch.read]
        made = chain.from_iterable(
            batch.made.result() for batch in batches if batch.made is not None
        )
        entries, vectors = [], []
        for slot, of_file in read:
            of_picture = next(made) if isinstance(of_file.result, Pixels) else MadeOfPicture()
            entries.append(self._entry(slot, of_file, of_picture))
            vectors.append(of_picture.features.get(0) if self._options.tells_features else None)
        facts = self._library.save(self.key, entries)
        self._due = time.monotonic() + COMMIT_SECONDS
        for (slot, of_file), entry, vector, new in zip(read, entries, vectors, facts, strict=True):
            told = slot.facts if isinstance(slot.facts, FileFacts) else new
            known = of_file.known, of_file.moved
            slot.settled = Settled(entry.outcome, of_file.seen, *known, told, vector)

    def _entry(self, slot: _Slot, read: _Read, made: MadeOfPicture) -> Entry:
        """What the library is to keep of a file."""
        # What failed for a reason that may pass (no permission, a missing plug-in) is never taken
        # for known: it is tried again by the next run.
        how = slot.stamp, read.fingerprint, read.lasting, read.facts
        if not isinstance(read.result, Pixels):
            return Entry(read.result, *how)
        outcome = to_outcome(slot.path, read.result, made.layers)
        kept = tuple(self._maker.features_to_keep(made))
        return Entry(outcome, *how, kept, read.result.difference_hash)

    def _most_at_once(self) -> int:
        """The engine's batch size, or fewer if that many would take long: a kill loses a batch."""
        batch_size = self._maker.batch_size
        if batch_size is None or self._seconds_each is None:
            return 1
        return max(1, min(batch_size, int(BATCH_SECONDS / max(self._seconds_each, 1e-9))))


def _read_facts(slot: _Slot) -> FactsEntry | None:
    """What a picture's files say, where that is not known."""
    return slot.facts.read() if isinstance(slot.facts, Unread) else None


def _tagged(outcome: Outcome | None) -> Tagged | None:
    return outcome if isinstance(outcome, Tagged) else None


def _disk_of(folder: Path) -> int | None:
    """The number of the disk on which it lies; None where there is no such folder."""
    try:
        return folder.stat().st_dev
    except (OSError, ValueError):
        return None


def _take_settled(ahead: _Ahead) -> list[Settled]:
    """Those at the head that are settled, taken off."""
    taken: list[Settled] = []
    while ahead:
        slot = ahead[0]
        settled = slot.settled if isinstance(slot, _Slot) else slot
        if settled is None:
            break
        taken.append(settled)
        ahead.popleft()
    return taken
