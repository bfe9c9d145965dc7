"""Files that a command writes: what is there already is asked about, or refused."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from igtagger.app.own_places import precious
from igtagger.errors import Cancelled, ExportError
from igtagger.export.destinations import Destination
from igtagger.export.spelling import printable

if TYPE_CHECKING:
    from igtagger.pictures.path_lists import PathList
    from igtagger.settings import Settings


def destination(
    path: Path,
    is_own: Callable[[bytes], bool],
    settings: Settings,
    inputs: Sequence[Path] | PathList,
    *,
    recursive: bool = True,
    force: bool,
) -> Destination:
    """Where to write to, before any work is done.

    Args:
        path: as the person gave it.
        is_own: see :class:`Destination`.
        settings: where the program's own files are.
        inputs: the files and folders that the command reads.
        recursive: whether it reads folders within folders.
        force: replace a file of another kind without a question.

    Raises:
        ExportError: nothing may be written there, or it was not said that it may, and there is no
            terminal to ask at.
        Cancelled: the answer was no.
    """
    wanted = Destination(
        path, is_own, precious(settings, inputs, lambda: _pictures(inputs, recursive)), force
    )
    if not force and wanted.is_other_kind():
        _ask(path)
        wanted = replace(wanted, over_others=True)
    wanted.check()
    return wanted


def beside_pictures(
    settings: Settings, inputs: Sequence[Path] | PathList, *, force: bool
) -> Destination:
    """The pattern for the files of a format that writes one beside each picture.

    Args:
        settings: as of :func:`destination`.
        inputs: likewise.
        force: replace files of another kind.
    """
    from igtagger.pictures.formats import EXTENSIONS

    # Others are known by their ending, and these are looked at for every picture.
    doubtful = [path for path in inputs if path.suffix.lower() not in EXTENSIONS]
    return Destination(Path(), lambda head: False, precious(settings, doubtful), force)


def _pictures(inputs: Sequence[Path] | PathList, recursive: bool) -> Iterable[Path]:
    from igtagger.pictures.scan import find_images

    return find_images(inputs, recursive=recursive)


def _ask(path: Path) -> None:
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise ExportError("output.other-kind-force", target=path)
    shown = printable(str(path), sys.stderr.encoding or "utf-8")
    question = f"{shown} is there already and is no such table. Replace it?"
    if not click.confirm(question, err=True):
        raise Cancelled
