"""What a record of the library says was written into a file, and taking that out of it again."""

from __future__ import annotations

from collections.abc import Callable

from igtagger.export.xmp.desktop_tags import DESKTOPS, DesktopTags
from igtagger.export.xmp.desktop_writing import DesktopWriter
from igtagger.export.xmp.exiftool import ExifTool
from igtagger.export.xmp.presets import PRESETS
from igtagger.export.xmp.writing import KeywordWriter, Manner, Written
from igtagger.export.xmp.xmp_fields import BY_NAME, TagLists, XmpField, changes_of_record
from igtagger.library.writes import FileRecord

_OTHERWISE = next(iter(PRESETS.values()))
"""For what was written by a preset that is no more: no preset decides what is taken back."""


def take_record_back(
    record: FileRecord,
    exiftool: ExifTool | None,
    announce: Callable[[Written, bytes], None],
    *,
    dry_run: bool,
) -> Written:
    """Take away exactly what was added, as far as it is there; nothing is recorded here.

    Args:
        record: of what was written.
        exiftool: for what was written by it.
        announce: told what will be in the file, right before that is written.
        dry_run: only say what would be.
    """
    preset = PRESETS.get(record.preset, _OTHERWISE)
    manner = Manner(preset, exiftool=exiftool, dry_run=dry_run, announce=announce)
    if (desktop := desktop_of(record)) is not None:
        names = [tag for _, tag in record.tags]
        return DesktopWriter(desktop, manner).take_back(record.picture, names)
    tags = tags_of(record)
    values = changes_of_record(record.tags)
    return KeywordWriter(manner).take_back(
        record.picture, record.file, tags, made=record.made, values=values
    )


def desktop_of(record: FileRecord) -> DesktopTags | None:
    """Whose tags they are, where they are no keywords: each desktop has records of its own."""
    return next((DESKTOPS[name] for name, _ in record.tags if name in DESKTOPS), None)


def tags_of(record: FileRecord) -> TagLists:
    """The keywords that a record is about."""
    tags: dict[XmpField, tuple[str, ...]] = {}
    for name, tag in record.tags:
        if (field := BY_NAME.get(name)) is not None:
            tags[field] = (*tags.get(field, ()), tag)
    return tags
