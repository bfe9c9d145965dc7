"""All formats of exports: the command line, the window and docs/tables.md list what is here.

A new format is a module of its own and a line in :data:`FORMATS`. The module must not import what
takes long to load before its ``open`` is called: the command line reads this for its ``--help``.
"""

from __future__ import annotations

from pathlib import Path

from igtagger.export import (
    captions,
    contact_sheet,
    csv_table,
    exiftool_csv,
    image_folder,
    json_array,
    json_lines,
    label_studio,
    parquet_table,
    spreadsheet,
    terminal_text,
)
from igtagger.export.tables import ExportFormat, Writes

_OFFICE = frozenset({".xls", ".xlsb", ".xlsm", ".xlsx", ".ods", ".numbers"})
"""What spreadsheets open as files of their own; a text of that name they call damaged."""

FORMATS: dict[str, ExportFormat] = {
    each.name: each
    for each in (
        csv_table.FORMAT,
        csv_table.TABBED,
        json_array.FORMAT,
        json_lines.FORMAT,
        spreadsheet.FORMAT,
        parquet_table.FORMAT,
        contact_sheet.FORMAT,
        image_folder.FORMAT,
        exiftool_csv.FORMAT,
        label_studio.FORMAT,
        captions.FORMAT,
        captions.WITH_ENDING,
        terminal_text.FORMAT,
    )
}
"""By name, in the order in which a person chooses."""


def file_formats() -> tuple[ExportFormat, ...]:
    """Those that a person may give the name of a file."""
    return tuple(each for each in FORMATS.values() if each.writes.one_file)


def kept_formats() -> tuple[ExportFormat, ...]:
    """Those whose work lasts: all that the window offers."""
    return tuple(each for each in FORMATS.values() if each.writes is not Writes.TERMINAL)


def by_ending(output: Path) -> ExportFormat | None:
    """The format whose files end like that one; None where that is none's."""
    ending = output.suffix.lower()
    return next((each for each in FORMATS.values() if ending in each.endings), None)


def guess_format(output: Path | None) -> ExportFormat | None:
    """The format that a file's ending stands for, None where it is none's.

    CSV for standard output, and for a name without an ending.
    """
    if output is None or not output.suffix:
        return csv_table.FORMAT
    return by_ending(output)


def suits(form: ExportFormat, output: Path) -> bool:
    """Whether a file of that name may be of this format, if a person wants it.

    Not where other programs open such a file as something that is no text, or this as text.
    """
    if output.suffix.lower() in form.endings:
        return True
    if form.fixed_name:
        return output.name == form.file_name
    if form.file_name and output.suffix:
        return output.suffix.lower() == Path(form.file_name).suffix
    other = by_ending(output)
    binary = Writes.BINARY_FILE in {form.writes, other and other.writes}
    return not binary and output.suffix.lower() not in _OFFICE
