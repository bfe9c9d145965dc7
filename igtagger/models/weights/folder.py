"""The folder that weights are kept in: names, locks, and a record of each file."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, Literal

from igtagger import files, private
from igtagger.domain import Progress, Reason
from igtagger.errors import Cancelled, WeightsError
from igtagger.leftovers import leftovers_of, temporary_beside
from igtagger.models.addresses import shown
from igtagger.models.catalog import INSTAGRAM_MODELS, ModelSpec
from igtagger.models.weights import hashing

if TYPE_CHECKING:
    from filelock import BaseFileLock

Format = Literal["pth", "safetensors"]
LICENCES = "accepted.licences"
HASHES = "known.hashes"
"""Names of small lists; no model can have them, since ids have no dots."""
_LOCK_SECONDS = 0.2
_LARGEST = 1 << 50
"""No file is so large: a record that says so is damaged, as is one with a text longer than this:"""
_LONGEST = 10_000


@dataclass(frozen=True, slots=True)
class Record:
    """What is kept of a file beside it.

    ``file_sha256`` and ``size`` are those of the file as it is now, ``sha256`` and
    ``published_size`` those of the file that it was made from. ``damaged`` is set when the file was
    seen to differ, ``since`` is when it was put there.
    """

    format: Format
    sha256: str
    published_size: int
    file_sha256: str
    size: int
    origin: str
    damaged: bool
    since: str


class WeightsFolder:
    """Names, locks and records in the folder ``path``, which is made when something is written."""

    def __init__(self, path: Path) -> None:
        self.path = path

    # Locks

    def wait_for_lock(
        self, spec: ModelSpec, cancel: Event
    ) -> Generator[Progress, None, BaseFileLock]:
        """Take a lock between threads and processes. Shows the other's work while it waits.

        Raises:
            Cancelled: ``cancel`` was set while another held it.
        """
        lock, size = self._make_lock(spec.id), spec.weights.size
        while not _try(lock):
            done = min(files.size_of(self.part(spec)), size)
            yield Progress(done, size, Reason("doing.waiting"))
            if cancel.wait(_LOCK_SECONDS):
                raise Cancelled
        self._clean(spec.id)
        return lock

    @contextmanager
    def lock(self, spec: ModelSpec, cancel: Event) -> Iterator[None]:
        """The same lock, for work that shows nothing."""
        lock = hashing.finish(self.wait_for_lock(spec, cancel))
        try:
            yield
        finally:
            lock.release()

    @contextmanager
    def lock_at_once(self, spec: ModelSpec) -> Iterator[None]:
        """The same lock, or a WeightsError where another has it."""
        lock = self._make_lock(spec.id)
        if not _try(lock):
            raise WeightsError("store.in-use", model=spec.id)
        try:
            yield
        finally:
            lock.release()

    def _make_lock(self, name: str) -> BaseFileLock:
        from filelock import FileLock

        try:
            private.make_folder(self.path)
        except OSError as error:
            raise hashing.explain(error, self.path, "made") from error
        mode = private.file_mode(self.path)
        return FileLock(self.path / f"{name}.lock", mode=mode, thread_local=False)

    # Names

    def temporary_file(self, spec: ModelSpec) -> Path:
        """A name for work in progress, to be used under the lock.

        What a program that was killed left there is deleted by the next that takes the lock.
        """
        return temporary_beside(self.path / spec.id)

    def file(self, spec: ModelSpec, kind: Format) -> Path:
        """The weights."""
        return self.path / f"{spec.id}.{kind}"

    def part(self, spec: ModelSpec) -> Path:
        """What a download brought so far."""
        return self.path / f"{spec.id}.part"

    def int8_file(self, spec: ModelSpec) -> Path:
        """The model's body in int8, which an engine makes of the weights."""
        return self.path / f"{spec.id}.int8"

    def record_file(self, spec: ModelSpec) -> Path:
        """The record of the weights."""
        return self.path / f"{spec.id}.json"

    def files_of(self, spec: ModelSpec) -> list[Path]:
        """Every file of a model but its lock, the record last.

        Until that goes, what is left is known for what it is.
        """
        kinds: tuple[Format, ...] = ("pth", "safetensors")
        weights = [self.file(spec, kind) for kind in kinds]
        parts = [self.part(spec), hashing.record_of_part(self.part(spec))]
        made = [self.int8_file(spec), *self._leftovers(spec.id)]
        return [*weights, *parts, *made, self.record_file(spec)]

    def _leftovers(self, name: str) -> list[Path]:
        written = (self.path / (name + ending) for ending in ("", ".int8", ".json", ".part.json"))
        return [left for file in written for left in leftovers_of(file)]

    def _clean(self, name: str) -> None:
        for file in self._leftovers(name):
            with suppress(OSError):
                file.unlink(missing_ok=True)

    def unlink(self, *unwanted: Path) -> int:
        """Delete; returns the bytes freed."""
        freed = 0
        for file in unwanted:
            size = files.size_of(file)
            try:
                file.unlink(missing_ok=True)
            except OSError as error:
                raise hashing.explain(error, file, "removed") from error
            freed += size
        return freed

    # Records

    def keep(self, spec: ModelSpec, file: Path, record: Record) -> None:
        """Give ``file`` its name, write its record, drop what it replaces. Under the lock."""
        target = self.file(spec, record.format)
        try:
            files.sync(file)
            if file != target:
                known = self.record_or_none(spec)
                if known is not None and known.format == record.format:
                    # Ended between the next two steps, it would vouch for a file it does not know.
                    self.record_file(spec).unlink(missing_ok=True)
                files.replace(file, target)
        except OSError as error:
            raise hashing.explain(error, target, "written") from error
        self.write_record(spec, record)
        if not spec.weights.difference(record.sha256, record.published_size):
            self.remember(HASHES, spec, record.sha256)
        for other in self.files_of(spec):
            if other not in (target, self.record_file(spec)):
                with suppress(OSError):  # Windows: still open elsewhere
                    other.unlink(missing_ok=True)

    def write_record(self, spec: ModelSpec, record: Record) -> None:
        """Replace the record. Under the lock."""
        hashing.write_json(self.record_file(spec), asdict(record))

    def read_record(self, spec: ModelSpec) -> Record:
        """The record.

        Raises:
            FileNotFoundError: there is none.
            ValueError: it is damaged.
        """
        return _to_record(hashing.read_json(self.record_file(spec)))

    def record_or_none(self, spec: ModelSpec) -> Record | None:
        """The record; None where there is none or it is damaged."""
        try:
            return self.read_record(spec)
        except (FileNotFoundError, ValueError):
            return None

    def difference_ever(self, spec: ModelSpec, digest: str, size: int) -> Reason | None:
        """What tells a file from the one that the catalogue means; None where nothing does.

        The publisher states eight digits of the hash only. The whole hash of the first file that
        agreed with them is remembered, even when the weights are removed, and holds from then on.
        """
        if difference := spec.weights.difference(digest, size):
            return difference
        known = self.recall(HASHES, spec)
        if spec.weights.whole_sha256 or known in ("", digest):
            return None
        return Reason("difference.before", sha256=digest, expected=known)

    def recall(self, name: str, spec: ModelSpec) -> str:
        """What the small list ``name`` says of a model; empty where nothing."""
        try:
            return str(hashing.read_json(self.path / f"{name}.json").get(spec.id, ""))
        except (FileNotFoundError, ValueError):
            return ""  # what is not known is asked for, or recorded, again

    def remember(self, name: str, spec: ModelSpec, word: str) -> None:
        """Write that down; it stays when the weights are removed."""
        if self.recall(name, spec) == word:
            return
        lock, file = self._make_lock(name), self.path / f"{name}.json"
        while not _try(lock, _LOCK_SECONDS):
            pass
        try:
            self._clean(name)
            try:
                words = hashing.read_json(file)
            except (FileNotFoundError, ValueError):
                words = {}
            hashing.write_json(file, {**words, spec.id: word})
        finally:
            lock.release()


def as_published(file: Path, sha256: str, origin: str) -> Record:
    """The record of a file that is as it was published, or as its owner made it."""
    size = files.size_of(file)
    return Record("pth", sha256, size, sha256, size, origin, damaged=False, since=_now())


def as_converted(record: Record, file: Path, file_sha256: str) -> Record:
    """The record of ``file``, which was made from what ``record`` describes."""
    return replace(
        record,
        format="safetensors",
        file_sha256=file_sha256,
        size=files.size_of(file),
        since=_now(),
    )


def _now() -> str:
    return datetime.datetime.now().astimezone().isoformat(timespec="seconds")


def _to_record(found: dict[str, object]) -> Record:
    checks: dict[str, Callable[[object], bool]] = {
        "format": lambda value: value in ("pth", "safetensors"),
        "sha256": _is_hash,
        "published_size": _is_size,
        "file_sha256": _is_hash,
        "size": _is_size,
        "damaged": lambda value: isinstance(value, bool),
    }
    for field in fields(Record):
        if not checks.get(field.name, _is_text)(found.get(field.name)):
            raise ValueError(f"{field.name} is missing")
    record = Record(**{field.name: found[field.name] for field in fields(Record)})  # type: ignore[arg-type]
    # Earlier versions kept the name and password of an address.
    return replace(record, origin=shown(record.origin)) if "://" in record.origin else record


def _is_hash(value: object) -> bool:
    return isinstance(value, str) and re.fullmatch("[0-9a-f]{64}", value) is not None


def _is_size(value: object) -> bool:
    return type(value) is int and 0 <= value < _LARGEST


def _is_text(value: object) -> bool:
    return isinstance(value, str) and len(value) <= _LONGEST and "\0" not in value


def _try(lock: BaseFileLock, seconds: float = 0.0) -> bool:
    from filelock import Timeout

    try:
        lock.acquire(timeout=seconds)
    except Timeout:
        return False
    except OSError as error:
        raise hashing.explain(error, Path(lock.lock_file), "made") from error
    return True


def owner_hint(size: int, digest: str = "") -> Reason:
    """A sentence naming the model whose published file has that size and hash; else empty."""
    for spec in INSTAGRAM_MODELS:
        source = spec.weights
        if size == source.size and (not digest or digest.startswith(source.sha256)):
            code = "owner.hash" if digest else "owner.length"
            return Reason(code, model=spec.id)
    return Reason("owner.none")
