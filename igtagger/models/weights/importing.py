"""Taking over a file of this computer as the weights of a model, checked as a download is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from os import stat_result
from pathlib import Path
from threading import Event

from igtagger.domain import Progress, Reason
from igtagger.errors import WeightsError
from igtagger.models.catalog import ModelSpec
from igtagger.models.weights import hashing
from igtagger.models.weights.folder import (
    Record,
    WeightsFolder,
    as_converted,
    as_published,
    owner_hint,
)

Check = Callable[[ModelSpec, Path, Path], None]
"""Reads a file as weights of a model and writes them as safetensors, or raises WeightsError."""


def take_over(
    folder: WeightsFolder,
    spec: ModelSpec,
    file: Path,
    cancel: Event,
    *,
    allow_other: bool,
    check: Check,
) -> Iterator[Progress]:
    """See :meth:`igtagger.models.weights.store.WeightsStore.import_file`."""
    _refuse_no_weights(file)
    before = stat_of(file)
    digest = yield from hashing.hash_file(file, cancel, Reason("doing.checking"))
    size = before.st_size
    difference = folder.difference_ever(spec, digest, size)
    if difference and not allow_other:
        raise WeightsError(
            "import.not-published",
            file=file,
            model=spec.id,
            difference=difference,
            owner=owner_hint(size, digest),
        )
    if difference:
        hashing.need_room(folder.path, size, Reason("room.import-other", file=file))
    else:
        hashing.need_room(folder.path, size * 2, Reason("room.import", file=file))
    record = as_published(file, digest, str(file.absolute()))
    lock = yield from folder.wait_for_lock(spec, cancel)
    try:
        if difference:
            yield Progress(size, size, Reason("doing.fitting"))
            convert(folder, spec, file, before, record, cancel, check)
        else:
            yield from _copy(folder, spec, file, record, cancel)
    finally:
        lock.release()
    yield Progress(size, size)


def _copy(
    folder: WeightsFolder, spec: ModelSpec, file: Path, record: Record, cancel: Event
) -> Iterator[Progress]:
    copy = folder.temporary_file(spec)
    try:
        digest = yield from hashing.hash_file(file, cancel, Reason("doing.copying"), copy_to=copy)
        if digest != record.sha256:
            raise _changed_meanwhile(file)
        folder.keep(spec, copy, record)
    finally:
        copy.unlink(missing_ok=True)


def convert(
    folder: WeightsFolder,
    spec: ModelSpec,
    file: Path,
    before: stat_result,
    record: Record,
    cancel: Event,
    check: Check,
) -> None:
    """Write ``file``, of which ``record`` was made, as safetensors that fit. Under the lock.

    Args:
        folder: keeps the outcome.
        spec: the model.
        file: what to read; stays as it is.
        before: what the system said of it before its hash was made.
        record: what was found.
        cancel: ends it between its steps.
        check: reads and writes; see :data:`Check`.

    Raises:
        WeightsError: it does not fit, or has changed since.
        Cancelled: ``cancel`` was set; nothing has changed.
    """
    converted = folder.temporary_file(spec)
    try:
        check(spec, file, converted)
        digest = hashing.finish(hashing.hash_file(converted, cancel, Reason("doing.checking")))
        after = stat_of(file)
        if (after.st_size, after.st_mtime_ns) != (before.st_size, before.st_mtime_ns):
            raise _changed_meanwhile(file)
        folder.keep(spec, converted, as_converted(record, converted, digest))
    finally:
        converted.unlink(missing_ok=True)


def _refuse_no_weights(file: Path) -> None:
    try:
        if not file.exists():
            raise WeightsError("import.no-file", file=file)
        if not file.is_file():  # a folder; or a pipe, which would block for ever
            raise WeightsError("import.not-a-file", file=file)
        with file.open("rb") as stream:
            head = stream.read(64)
    except OSError as error:
        raise hashing.explain(error, file, "read") from error
    if not head:
        raise WeightsError("import.empty", file=file)
    if hashing.looks_like_a_page(head):
        raise WeightsError("import.web-page", file=file)


def stat_of(file: Path) -> stat_result:
    """What the system says of the file, or a WeightsError."""
    try:
        return file.stat()
    except OSError as error:
        raise hashing.explain(error, file, "read") from error


def _changed_meanwhile(file: Path) -> WeightsError:
    return WeightsError("import.changed", file=file)
