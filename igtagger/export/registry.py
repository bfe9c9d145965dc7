"""All formats of exports: the command line, the window and docs/tables.md list what is here.

A new format is a module of its own and a line in :data:`FORMATS`. The module must not import what
takes long to load before its ``open`` is called: the command line reads this for its ``--help``.
"""

from __future__ import annotations

from pathlib import Path

from igtagger.export import csv_table, json_array, json_lines, terminal_text
from igtagger.export.tables import ExportFormat

FORMATS: dict[str, ExportFormat] = {
    each.name: each
    for each in (
        csv_table.FORMAT,
        json_array.FORMAT,
        json_lines.FORMAT,
        terminal_text.FORMAT,
    )
}
"""By name, in the order in which a person chooses."""


def file_formats() -> tuple[ExportFormat, ...]:
    """Those that a person may give the name of a file."""
    return tuple(each for each in FORMATS.values() if each.writes.one_file)


def by_ending(output: Path) -> ExportFormat | None:
    """The format whose files end like that one; None where that is none's."""
    ending = output.suffix.lower()
    return next((each for each in FORMATS.values() if ending in each.endings), None)


def guess_format(output: Path | None) -> ExportFormat:
    """The format that a file's ending stands for; CSV for all others and for standard output."""
    return (by_ending(output) if output is not None else None) or csv_table.FORMAT
