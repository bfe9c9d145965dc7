"""Folders become outcomes that last.

Scan -> skip what is known -> decode ahead on threads -> batches through the engine -> commit to the
library -> yield. Each step runs only as far ahead as the next one needs, so that memory does not
depend on the number of files, and an outcome that is seen is already safe.
"""

from __future__ import annotations

import itertools
import os
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event, Thread

import numpy as np
from numpy.typing import NDArray

from igtagger.domain import SCORE_FLOOR, Failed, Outcome, Tagged
from igtagger.errors import Cancelled, UnreadableImage
from igtagger.inference import images, scan
from igtagger.inference.engine import Engine, EngineOptions, ModelManager
from igtagger.models.catalog import ModelSpec
from igtagger.tagging.fingerprint import fingerprint
from igtagger.tagging.library import Entry, FileStamp, Library, ModelKey

LOOKUP_CHUNK = 256
"""How many files are looked up in the library at once."""
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
    """

    recursive: bool = True
    exact: bool = False
    workers: int | None = None
    fresh: bool = False
    retry_failed: bool = False


@dataclass(slots=True)
class Tally:
    """How far a run has come. ``total`` is None until all folders have been counted.

    ``known`` are outcomes taken from the library; they are part of ``tagged`` and ``failed`` too.
    """

    total: int | None = None
    tagged: int = 0
    failed: int = 0
    known: int = 0
    scan: scan.ScanCounts = field(default_factory=scan.ScanCounts)

    @property
    def done(self) -> int:
        """Files that have their outcome."""
        return self.tagged + self.failed

    def add(self, outcome: Outcome, *, known: bool) -> None:
        """Count one outcome."""
        if isinstance(outcome, Tagged):
            self.tagged += 1
        else:
            self.failed += 1
        self.known += known


@dataclass(frozen=True, slots=True)
class _Read:
    """What a decoder made of a file: pixels, or an outcome that needs no model."""

    result: images.Decoded | Outcome
    fingerprint: bytes | None
    known: bool = False
    lasting: bool = True


@dataclass(frozen=True, slots=True)
class _Slot:
    """One file on its way, in the order of files: known already, or being read."""

    path: Path
    stamp: FileStamp | None
    known: Outcome | None = None
    future: Future[_Read] | None = None


class Run:
    """One pass over some files with one model.

    Args:
        roots: files and folders as the person gave them.
        spec: the model.
        weights_sha256: which weights of it; outcomes are kept under this and the preprocessing.
        manager: loads the model, and only when the first file turns out to need it.
        engine_options: device, precision, batch size.
        library: where outcomes are kept.
        options: see :class:`RunOptions`.
        cancel: set it, and the run ends after the batch in hand: a normal end.
    """

    def __init__(
        self,
        roots: Sequence[Path],
        spec: ModelSpec,
        weights_sha256: str,
        *,
        manager: ModelManager,
        engine_options: EngineOptions,
        library: Library,
        options: RunOptions,
        cancel: Event,
    ) -> None:
        self.tally = Tally()
        self.finished = False
        """Whether every file has had its outcome; False where the run was stopped."""
        self.key = ModelKey(
            spec.id, weights_sha256, spec.preprocessing.version(exact=options.exact)
        )
        self._roots = [root.absolute() for root in roots]
        self._spec = spec
        self._manager = manager
        self._engine_options = engine_options
        self._library = library
        self._options = options
        self._cancel = cancel
        self._workers = options.workers or available_cores()
        self._max_pixels = images.default_max_pixels(self._workers)

    def outcomes(self) -> Iterator[Outcome]:
        """One outcome for each file, in the order of files, each committed before it is yielded.

        Raises:
            WeightsError: the model's weights are damaged.
            EngineError: the device or precision cannot be used, or the memory is too small.
            LibraryError: outcomes cannot be kept.
        """
        Thread(target=self._count, name="count", daemon=True).start()
        pool = ThreadPoolExecutor(self._workers, thread_name_prefix="decode")
        try:
            yield from self._drain(pool)
        except Cancelled:
            if not self._cancel.is_set():
                raise
        finally:
            # Not waited for: what is being decoded is of no use any more.
            pool.shutdown(wait=False, cancel_futures=True)

    def _count(self) -> None:
        # A walk of its own, and twice the reading of folders: keeping the list instead would cost
        # 100 MB for 500,000 files.
        total = 0
        for _ in scan.find_images(
            self._roots, recursive=self._options.recursive, cancel=self._cancel
        ):
            total += 1
        if not self._cancel.is_set():
            self.tally.total = total

    def _drain(self, pool: ThreadPoolExecutor) -> Iterator[Outcome]:
        source = self._slots(pool)
        ahead: deque[_Slot] = deque()
        reading = 0  # how many in `ahead` hold pixels, or soon will
        while not self._cancel.is_set():
            engine = self._manager.engine
            batch_size = engine.batch_size if engine is not None else 1
            # One batch in hand and one being decoded meanwhile.
            window = 2 * batch_size + 2 * self._workers
            while reading < window and len(ahead) < 2 * LOOKUP_CHUNK + window:
                slot = next(source, None)
                if slot is None:
                    break
                ahead.append(slot)
                reading += slot.future is not None
            if not ahead:
                self.finished = not self._cancel.is_set()
                return
            group: list[tuple[_Slot, _Read | None]] = []
            pixels = 0
            while ahead and pixels < batch_size:
                slot = ahead.popleft()
                read = self._wait_for(slot.future) if slot.future is not None else None
                reading -= read is not None
                pixels += read is not None and isinstance(read.result, images.Decoded)
                group.append((slot, read))
            yield from self._finish(group)

    def _slots(self, pool: ThreadPoolExecutor) -> Iterator[_Slot]:
        files = scan.find_images(
            self._roots,
            recursive=self._options.recursive,
            counts=self.tally.scan,
            cancel=self._cancel,
        )
        while chunk := list(itertools.islice(files, LOOKUP_CHUNK)):
            stamped = [(path, FileStamp.of(path)) for path in chunk]
            known = {} if self._options.fresh else self._library.known(self.key, stamped)
            for path, stamp in stamped:
                outcome = known.get(path)
                if outcome is not None and not self._is_wanted_anew(outcome):
                    yield _Slot(path, stamp, known=outcome)
                else:
                    yield _Slot(path, stamp, future=pool.submit(self._read, path, stamp))

    def _is_wanted_anew(self, outcome: Outcome) -> bool:
        return self._options.retry_failed and isinstance(outcome, Failed)

    def _read(self, path: Path, stamp: FileStamp | None) -> _Read:
        """Runs on a decoder's thread."""
        if self._cancel.is_set():
            raise Cancelled
        mark = fingerprint(path, stamp.size) if stamp is not None else None
        if stamp is not None and mark is not None and not self._options.fresh:
            outcome = self._library.known_by_content(self.key, path, stamp, mark)
            if outcome is not None and not self._is_wanted_anew(outcome):
                return _Read(outcome, mark, known=True)
        try:
            decoded = images.load(
                path,
                self._spec.preprocessing,
                exact=self._options.exact,
                max_pixels=self._max_pixels,
            )
        except UnreadableImage as error:
            return _Read(Failed(path, str(error)), mark, lasting=error.lasting)
        return _Read(decoded, mark)

    def _wait_for(self, future: Future[_Read]) -> _Read:
        while not self._cancel.is_set():
            if wait([future], timeout=_WAIT_SECONDS).done:
                return future.result()
        raise Cancelled

    def _finish(self, group: Sequence[tuple[_Slot, _Read | None]]) -> Iterator[Outcome]:
        """Run the model on a group's pixels, commit its new outcomes, yield all of them."""
        pictures = [
            (slot, read.result)
            for slot, read in group
            if read is not None and isinstance(read.result, images.Decoded)
        ]
        tagged: dict[int, Tagged] = {}
        if pictures:
            scores = self._engine().predict(np.stack([decoded.pixels for _, decoded in pictures]))
            for (slot, decoded), row in zip(pictures, scores, strict=True):
                tagged[id(slot)] = to_tagged(slot.path, decoded, row)
        entries, finished = [], []
        for slot, read in group:
            if read is None:
                assert slot.known is not None
                finished.append((slot.known, True))
                continue
            outcome = read.result
            if isinstance(outcome, images.Decoded):
                outcome = tagged[id(slot)]
            # Without its stamp an outcome is never taken for known: what failed for a reason that
            # may pass (no permission, a missing plug-in) is tried again by the next run.
            entries.append(Entry(outcome, slot.stamp if read.lasting else None, read.fingerprint))
            finished.append((outcome, read.known))
        if entries:
            self._library.save(self.key, entries)
        for outcome, known in finished:
            self.tally.add(outcome, known=known)
            yield outcome

    def _engine(self) -> Engine:
        return self._manager.load(self._spec, self._engine_options, self._cancel)


def to_tagged(path: Path, decoded: images.Decoded, scores: NDArray[np.float32]) -> Tagged:
    """An outcome from one row of scores, shape ``(labels,)``: what the library keeps of it.

    Ranked by the full scores, then rounded to half precision: two labels that round to the same
    score keep their true order.
    """
    order = np.argsort(-scores, kind="stable")
    order = order[scores[order] >= SCORE_FLOOR]
    kept = scores[order].astype(np.float16)
    return Tagged(
        path,
        decoded.width,
        decoded.height,
        tuple(order.tolist()),
        tuple(kept.astype(float).tolist()),
    )


def available_cores() -> int:
    """Cores that this process may use; containers and task sets may allow fewer than there are."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
