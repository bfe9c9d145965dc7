"""The files and folders that a person gives: on the command line, and in lists."""

from __future__ import annotations

import glob
import os
import re
import sys
from codecs import BOM_UTF8
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, TypeVar

import click

from igtagger.domain import Reason
from igtagger.errors import UsageError

if TYPE_CHECKING:
    from igtagger.pictures.path_lists import PathList
    from igtagger.pictures.patterns import Selection

F = TypeVar("F", bound=Callable[..., Any])

STANDARD_INPUT = "-"
_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]+:/")
"""Of two letters at least: one is a drive's."""
_CHUNK = 1 << 16
_LONGEST = 1 << 20


def _is_address(text: str) -> bool:
    return _ADDRESS.match(text) is not None and not os.path.lexists(text)


class _PathToRead(click.Path):
    """A path of this computer."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """As click does. Raises UsageError for an address."""
        if _is_address(os.fspath(value)):
            raise UsageError("usage.address", address=os.fspath(value)[:200])
        return super().convert(value, param, ctx)


TO_READ = _PathToRead(path_type=Path)


def expanded(paths: Sequence[Path]) -> tuple[Path, ...]:
    """Patterns among ``paths`` as the files that there are, as shells do but for that of Windows.

    What is there by that name, or matches nothing, stays as it is.
    """
    found: list[Path] = []
    for path in paths:
        text = os.fspath(path)
        is_pattern = glob.has_magic(text) and not os.path.lexists(text)
        matches = sorted(glob.glob(text)) if is_pattern else []  # noqa: PTH207
        found += map(Path, matches or [text])
    return tuple(found)


def _given(ctx: click.Context, param: click.Parameter, paths: tuple[Path, ...]) -> tuple[Path, ...]:
    return expanded(paths) if os.name == "nt" else paths


def paths(function: F) -> F:
    """``PATH...``, ``--files-from`` and ``-0``: see :func:`all_paths`."""
    function = click.option(
        "-0", "--null", "nul", is_flag=True, help="Paths in the list end with NUL, not with a line."
    )(function)
    function = click.option(
        "--files-from",
        metavar="FILE",
        help="A list of more files and folders, one on each line; '-' is standard input.",
    )(function)
    return click.argument("paths", nargs=-1, type=TO_READ, metavar="PATH...", callback=_given)(
        function
    )


def all_paths(given: dict[str, Any]) -> tuple[Path, ...] | PathList:
    """Those of the command line, then those of the list, which may be of any length.

    Raises:
        UsageError: there are none, or the list cannot be read or has an address in it.
    """
    named: tuple[Path, ...] = given["paths"]
    source: str | None = given["files_from"]
    if source is None:
        if given["nul"]:
            raise UsageError("usage.list-nul")
        if not named:
            raise click.UsageError("Missing argument 'PATH...'.", click.get_current_context())
        return named
    from igtagger.pictures.path_lists import PathList

    paths = PathList()
    click.get_current_context().call_on_close(paths.close)
    paths.add(named)
    with _opened(source) as stream:
        paths.add(_paths_in(stream, source, b"\0" if given["nul"] else b"\n"))
    if not len(paths):
        raise UsageError("usage.list-empty", file=source)
    return paths


def _paths_in(stream: BinaryIO, source: str, end: bytes) -> Iterator[Path]:
    for number, line in enumerate(_lines(stream, end), 1):
        name = os.fsdecode(line if end == b"\0" else line.removesuffix(b"\r"))
        if not name:
            continue
        if (fault := _fault_of(name)) is not None:
            raise UsageError("usage.list-line", line=number, file=source, detail=fault)
        yield Path(name)


def _fault_of(name: str) -> Reason | None:
    """Why it is no path of this computer."""
    if "\0" in name:
        return Reason("usage.list-has-nul")
    if len(name) > _LONGEST:
        return Reason("usage.list-too-long")
    return Reason("usage.address", address=name[:200]) if _is_address(name) else None


@contextmanager
def _opened(source: str) -> Iterator[BinaryIO]:
    """The list, to be read within a block; what then fails is told as a UsageError."""
    try:
        with nullcontext(sys.stdin.buffer) if source == STANDARD_INPUT else open(source, "rb") as f:  # noqa: PTH123
            yield f
    except (OSError, ValueError) as error:
        detail = getattr(error, "strerror", None) or str(error)
        raise UsageError("usage.list-unreadable", file=source, detail=detail) from error


def _lines(stream: BinaryIO, end: bytes) -> Iterator[bytes]:
    """What ``end`` parts, without the mark by which a text is known as UTF-8."""
    rest = stream.read(len(BOM_UTF8)).removeprefix(BOM_UTF8)
    while chunk := stream.read(_CHUNK):
        *lines, rest = (rest + chunk).split(end)
        yield from lines
        if len(rest) > _LONGEST:
            break  # no path is so long: it is refused
    yield rest


def patterns(function: F) -> F:
    """``--exclude`` and ``--include``: see :func:`selection`."""
    function = click.option(
        "--include",
        multiple=True,
        metavar="PATTERN",
        help="Take only these files, or those in such folders; may be given more than once.",
    )(function)
    return click.option(
        "--exclude",
        multiple=True,
        metavar="PATTERN",
        help="Leave out files and folders, as a line of .gitignore does: '*.tif', 'raw/'; may be "
        "given more than once.",
    )(function)


def selection(given: dict[str, Any]) -> Selection | None:
    """Which files count; None for all.

    Raises:
        UsageError: something is no pattern, or there is no such part.
    """
    exclude, include = given.get("exclude", ()), given.get("include", ())
    part = given.get("shard")
    if not exclude and not include and part is None:
        return None
    from igtagger.pictures.patterns import Selection
    from igtagger.pictures.shards import Shard

    return Selection(exclude, include, None if part is None else Shard.parse(part))
