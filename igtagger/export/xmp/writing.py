"""Keywords written into one picture or beside it, so that nothing is ever lost.

A file is read whole, its new bytes are made and proven to differ from the old ones in the packet
alone, and are written beside it under a hidden name; that file is read again, gets the attributes
of the old one, and takes its name in one step. Whenever the program is ended, the old file is there
or the new one. What is changed by another program meanwhile is left as that has it.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from threading import Lock
from types import MappingProxyType
from typing import Literal, NamedTuple

from igtagger.domain import Reason
from igtagger.errors import UnreadableImage
from igtagger.export.xmp.containers import Container, container_of
from igtagger.export.xmp.desktop_tags import DesktopTags
from igtagger.export.xmp.exiftool import ExifTool
from igtagger.export.xmp.keywords import Keywords
from igtagger.export.xmp.packet import MOST_BYTES, Packet
from igtagger.export.xmp.presets import Preset
from igtagger.export.xmp.rdf_tree import OddXmp
from igtagger.export.xmp.safe_replacing import (
    ChangedMeanwhile,
    Source,
    Unwritable,
    make_new,
    read_source,
    refuse_folder,
    refuse_unwritable,
    remove,
    replace_content,
)
from igtagger.export.xmp.sidecars import is_raw, is_read, names_written, sidecar_of, start_of
from igtagger.export.xmp.xmp_fields import SimpleField, TagLists, ValueChanges, recorded_changes
from igtagger.leftovers import tidy_folder
from igtagger.pictures import archives

MOST_READ = 256 << 20
"""Bytes of a picture that is written into, or looked at for what a new sidecar starts from."""

How = Literal["unchanged", "embedded", "sidecar", "attribute", "refused"]
NO_TAGS: TagLists = MappingProxyType({})
NO_VALUES: ValueChanges = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Manner:
    """How keywords are written.

    Attributes:
        preset: of the program that is to read them.
        embed: into pictures, where that is safe; otherwise sidecars alone.
        keep_time: pictures keep their time of change, unless the preset says that they must not.
        durable: wait until the disk has each file. Without it a power cut may leave an empty one.
        exiftool: writes into HEIC, AVIF and TIFF of one page; None leaves those to sidecars.
        dry_run: write nothing, but say all the same what would be.
        announce: told what is about to be done to a file and its new content, empty where it is to
            go, so that a record is there before. What it raises leaves the file as it is.
    """

    preset: Preset
    embed: bool = True
    keep_time: bool = True
    durable: bool = True
    exiftool: ExifTool | None = None
    dry_run: bool = False
    announce: Callable[[Written, bytes], None] = lambda written, content: None


@dataclass(frozen=True, slots=True)
class Written:
    """What became of one picture.

    Attributes:
        path: of the picture.
        how: ``unchanged`` where all was there already.
        file: the picture or sidecar that was written, or would be; None where none was.
        reason: why not into the picture, or not at all; None where there is nothing to say.
        added: exactly the tags that were not there before, by field: what a record needs.
        removed: exactly those that were taken away.
        values: exactly the simple properties that became others, such as stars.
        made: the packet, or the sidecar, was not there before.
        old_size: bytes of that file before; 0 for a new one.
        new_size: bytes of it now, or as it would be; 0 where it was taken away.
        status: of the file as it is now; None where nothing was written. Whoever knows the picture
            by size and time must learn this.
        before: of the file that was read; None for a new one.
        desktop: whose tags these are, where they are no keywords but an attribute of the picture.
        desktop_tags: exactly those that were added to that attribute, or taken away.
    """

    path: Path
    how: How
    file: Path | None = None
    reason: Reason | None = None
    added: TagLists = field(default_factory=dict)
    removed: TagLists = field(default_factory=dict)
    values: ValueChanges = field(default_factory=dict)
    made: bool = False
    old_size: int = 0
    new_size: int = 0
    status: os.stat_result | None = None
    before: os.stat_result | None = None
    desktop: DesktopTags | None = None
    desktop_tags: tuple[str, ...] = ()

    @property
    def recorded(self) -> tuple[tuple[str, str], ...]:
        """What was added as a record has it: the name of a field or a desktop, and a tag."""
        if self.desktop is not None:
            return tuple((self.desktop.name, tag) for tag in self.desktop_tags)
        tags = tuple((each.name, tag) for each, tags in self.added.items() for tag in tags)
        return tags + recorded_changes(self.values)


class _Change(NamedTuple):
    """Of a packet: what it becomes, None if it is to go, and what that means."""

    packet: Packet | None
    added: TagLists
    removed: TagLists
    values: ValueChanges = NO_VALUES


_Changing = Callable[[Packet], _Change | None]
"""None where nothing changes."""


@dataclass(slots=True)
class KeywordWriter:
    """Writes keywords in one manner. Several threads may use it, each for another picture.

    What a program that was killed left in a folder is taken away when the first picture in it is
    written.
    """

    manner: Manner
    _seen: set[Path] = field(default_factory=set)
    _lock: Lock = field(default_factory=Lock)

    def add(self, path: Path, keywords: Keywords) -> Written:
        """Add what a picture lacks of its keywords. What goes wrong is said in the answer.

        Args:
            path: links are followed.
            keywords: of the picture.
        """

        def change(packet: Packet) -> _Change | None:
            added = packet.lacking(self.manner.preset.wished(keywords, packet.tags))
            return _Change(packet.with_tags(added), added, NO_TAGS) if added else None

        self._tidy(path)
        return _told_of(path, self.manner, change, "picture.no-keywords")

    def set_values(
        self, path: Path, wished: Callable[[Packet], Mapping[SimpleField, str | None]]
    ) -> Written:
        """Give simple properties of a picture other values. What goes wrong is in the answer.

        Args:
            path: links are followed.
            wished: what they are to be in a packet as it is.
        """

        def change(packet: Packet) -> _Change | None:
            values = packet.changes(wished(packet))
            if not values:
                return None
            return _Change(packet.with_values(values), NO_TAGS, NO_TAGS, values)

        self._tidy(path)
        return _told_of(path, self.manner, change, "picture.no-marks")

    def take_back(
        self,
        path: Path,
        file: Path,
        tags: TagLists,
        *,
        made: bool,
        values: ValueChanges = NO_VALUES,
    ) -> Written:
        """Take away what was added before, as far as it is still there, and nothing else.

        Args:
            path: of the picture.
            file: where it was written to: :attr:`Written.file`.
            tags: :attr:`Written.added`.
            values: :attr:`Written.values`; what became another since stays.
            made: :attr:`Written.made`: a packet or a sidecar that says nothing more goes, too; a
                sidecar also where it says what is in the picture and nothing else, for that is
                what it started from.
        """

        def change(packet: Packet) -> _Change | None:
            old, back = packet.having(tags), packet.undoing(values)
            if not old and not back:
                return None
            new = packet.without_tags(old).with_values(back)
            goes = made and (new.is_empty or (file != path and _is_in_picture(new, path)))
            return _Change(None if goes else new, NO_TAGS, old, back)

        def write() -> Written:
            if file == path:
                return _embed(_source(path), self.manner, change)
            if not os.path.lexists(file):
                return Written(path, "unchanged")
            return _change_sidecar(path, file, self.manner, change)

        self._tidy(path)
        return told(path, "picture.keywords-stay", write)

    def _tidy(self, path: Path) -> None:
        folder = Path(os.path.realpath(path)).parent
        with self._lock:
            folders = {folder, path.parent} - self._seen
            self._seen |= folders
        for each in folders if not self.manner.dry_run else ():
            tidy_folder(each, names_written)


def _refuse_archives(path: Path) -> None:
    if archives.parse(path) is not None:
        raise Unwritable("unwritten.in-archive")


def told(
    path: Path, code: str, write: Callable[[], Written], desktop: DesktopTags | None = None
) -> Written:
    """What became of a picture, also where ``write`` was refused something.

    Args:
        path: of the picture.
        code: of what is said then.
        write: what is tried.
        desktop: whose tags they are, if they are no keywords.
    """
    try:
        _refuse_archives(path)
        return write()
    except UnreadableImage as error:
        return Written(path, "refused", reason=error.reason, desktop=desktop)
    except (OddXmp, Unwritable) as error:
        why = error.reason
    except PermissionError:
        why = Reason("unwritten.denied")
    except OSError as error:
        why = Reason("unwritten.system", detail=error.strerror or type(error).__name__)
    program = {"program": desktop.title} if desktop is not None else {}
    reason = Reason(code, path=path, why=why, **program)
    return Written(path, "refused", reason=reason, desktop=desktop)


def _told_of(path: Path, manner: Manner, change: _Changing, code: str) -> Written:
    """Write, and say by ``code`` where that is refused."""
    return told(path, code, lambda: _write(path, manner, change, code))


def _write(path: Path, manner: Manner, change: _Changing, code: str) -> Written:
    """Into the picture if that may be, else beside it."""
    sidecar = sidecar_of(path, manner.preset)
    source: Source | None = None
    why: Reason | None = None
    if manner.embed and is_raw(path):
        why = Reason("odd.raw")
    elif manner.embed and manner.preset.prefers_sidecar and os.path.lexists(sidecar):
        why = Reason("odd.has-sidecar", program=manner.preset.title)
    elif manner.embed:
        source = _source(path)
        try:
            return _embed(source, manner, change)
        except ChangedMeanwhile:
            raise
        except (OddXmp, Unwritable) as error:
            why = error.reason
    if not is_read(path, manner.preset):
        program = manner.preset.title
        unread = Reason("odd.no-sidecar", program=program)
        why = unread if why is None else Reason("odd.both", one=why, other=unread)
        return Written(path, "refused", reason=Reason(code, path=path, why=why))
    if os.path.lexists(sidecar):
        written = _change_sidecar(path, sidecar, manner, change)
    else:
        written = _make_sidecar(source or _source(path), sidecar, manner, change)
    if why is None:
        return written
    return replace(written, reason=Reason("picture.keywords-beside", path=path, why=why))


def _source(path: Path) -> Source:
    return read_source(path, MOST_READ)


# Into the picture


def _embed(source: Source, manner: Manner, change: _Changing) -> Written:
    container = _container(source, manner)
    old = container.packet_in(source.data)
    changed = change(Packet.new() if old is None else Packet.parse(old))
    if changed is None:
        return Written(source.path, "unchanged")
    refuse_unwritable(source)
    content = _proven(container, source.data, old, changed)
    written = Written(
        source.path,
        "embedded",
        source.path,
        added=changed.added,
        removed=changed.removed,
        values=changed.values,
        made=old is None,
        old_size=len(source.data),
        new_size=len(content),
        before=source.status,
    )
    if manner.dry_run:
        return written
    manner.announce(written, content)
    keep_time = manner.keep_time and not manner.preset.touch
    status = replace_content(source, content, keep_time=keep_time, durable=manner.durable)
    return replace(written, status=status)


def _container(source: Source, manner: Manner) -> Container:
    if source.status.st_size > MOST_READ:
        raise OddXmp("odd.large", most=MOST_READ)
    found = container_of(source.data)
    if found is None and manner.exiftool is not None:
        found = manner.exiftool.container_of(source.data)
    if found is None:
        raise OddXmp("odd.no-place")
    return found


def _proven(container: Container, data: bytes, old: bytes | None, changed: _Change) -> bytes:
    """The new content of a picture, looked at as another program would."""
    before = Packet.new() if old is None else Packet.parse(old)
    packet, raw = changed.packet, None
    if packet is not None:
        raw = packet.embedded(len(old or b""), container.most_packet)
        _refuse_other_packet(Packet.parse(raw), before, changed)
    content = container.with_packet(data, raw)
    if container.packet_in(content) != raw or not container.proves(data, content):
        raise OddXmp("odd.unproven")
    return content


def _refuse_other_packet(packet: Packet, before: Packet, changed: _Change) -> None:
    if not packet.differs_only_in(before, changed.added, changed.removed, changed.values):
        raise OddXmp("odd.unproven")


# Beside the picture


def _make_sidecar(source: Source, sidecar: Path, manner: Manner, change: _Changing) -> Written:
    before = _start(source)
    changed = change(before)
    if changed is None or changed.packet is None:
        return Written(source.path, "unchanged")
    refuse_folder(sidecar.parent)
    content = changed.packet.alone(new=True)
    _refuse_other_packet(Packet.parse(content), before, changed)
    written = Written(
        source.path,
        "sidecar",
        sidecar,
        added=changed.added,
        values=changed.values,
        made=True,
        new_size=len(content),
    )
    if manner.dry_run:
        return written
    manner.announce(written, content)
    return replace(written, status=make_new(sidecar, content, durable=manner.durable))


def _start(source: Source) -> Packet:
    """What a new sidecar starts from."""
    container = container_of(source.data)
    if container is not None:
        try:
            packet = container.packet_in(source.data)
            return Packet.new() if packet is None else Packet.parse(packet)
        except OddXmp:
            pass
    return start_of(source.data)


def _is_in_picture(sidecar: Packet, path: Path) -> bool:
    try:
        start = _start(_source(path))
    except (UnreadableImage, Unwritable, OSError):
        return False
    return sidecar.differs_only_in(start, NO_TAGS, NO_TAGS)


def _change_sidecar(path: Path, sidecar: Path, manner: Manner, change: _Changing) -> Written:
    source = read_source(sidecar, MOST_BYTES + 1)
    before = Packet.parse(source.data)
    changed = change(before)
    if changed is None:
        return Written(path, "unchanged")
    refuse_unwritable(source)
    content = b"" if changed.packet is None else changed.packet.alone(new=False)
    if content:
        _refuse_other_packet(Packet.parse(content), before, changed)
    written = Written(
        path,
        "sidecar",
        sidecar,
        added=changed.added,
        removed=changed.removed,
        values=changed.values,
        old_size=len(source.data),
        new_size=len(content),
        before=source.status,
    )
    if manner.dry_run:
        return written
    manner.announce(written, content)
    if not content:
        remove(source)
        return written
    status = replace_content(source, content, keep_time=False, durable=manner.durable)
    return replace(written, status=status)
