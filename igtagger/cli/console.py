"""What the person reads while a command works: on stderr, so that results stay alone on stdout.

All that a command says goes through here, and is escaped here: a name in it (of a file, of a model
in somebody's catalogue) that holds codes of a terminal does nothing to the terminal.
"""

from __future__ import annotations

import csv
import errno
import io
import json
import logging
import os
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self, TextIO, cast

from igtagger.app import logs
from igtagger.app.pace import Pace
from igtagger.domain import Progress, Reason
from igtagger.errors import ExportError, IgTaggerError
from igtagger.export.spelling import cell, printable
from igtagger.files import refusal
from igtagger.messages import english, format_bytes
from igtagger.wordings import Wording

if TYPE_CHECKING:
    from rich.progress import Progress as RichProgress
    from rich.progress import ProgressColumn, TaskID

PLAIN_LINE_SECONDS = 5.0
_LONG_CELL = 20
_NARROW = 80
"""On a terminal that is narrower there is no room for a bar and columns."""
_WIDE = 10_000


class ReaderGone(Exception):
    """Whoever read the results has seen enough: a normal end."""


class _Results:
    """Standard output whose failures are told as such, whoever writes to it.

    No OSError leaves it: click would take a broken pipe for its own affair.
    """

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)

    def write(self, text: str, /) -> int:
        """As of a stream.

        Raises:
            ReaderGone: the other end of a pipe is closed.
            ExportError: it cannot be written to.
        """
        with _telling():
            return self._stream.write(text)

    def flush(self) -> None:
        """As of a stream; raises as :meth:`write` does."""
        with _telling():
            self._stream.flush()


@contextmanager
def _telling() -> Iterator[None]:
    try:
        yield
    except BrokenPipeError as error:
        raise ReaderGone from error
    except OSError as error:
        if os.name == "nt" and error.errno == errno.EINVAL:  # its word for a broken pipe
            raise ReaderGone from error
        raise refusal(Reason("file.standard-output"), error) from error


@contextmanager
def results_on_stdout() -> Iterator[None]:
    """Around a command: at the end of the block all that it wrote to stdout has been taken.

    Raises:
        ReaderGone: the other end of a pipe is closed, here as in the block.
        ExportError: stdout cannot be written to, likewise.
    """
    before = sys.stdout
    sys.stdout = cast("TextIO", _Results(before))
    try:
        yield
        sys.stdout.flush()
    finally:
        _flush_or_give_up()
        sys.stdout = before


def _flush_or_give_up() -> None:
    """Let what still waits to be written, and is flushed as the interpreter ends, go nowhere.

    Only where nothing can be written: after any other error what was written is still to come.
    """
    try:
        sys.stdout.flush()
    except (ReaderGone, ExportError):
        with suppress(OSError, ValueError):
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, sys.stdout.fileno())
            os.close(nowhere)


def say(text: str, level: int = logging.INFO) -> None:
    """A line on stderr; a line end within ``text`` is escaped as any code of a terminal is.

    Args:
        text: what is said.
        level: as which it is logged, where there is a log.
    """
    line = _printable(text, sys.stderr)
    logs.note(line, level)
    _print(line)


def _print(line: str) -> None:
    with suppress(OSError, ValueError):  # stderr may be closed; there is nobody to tell
        print(line, file=sys.stderr, flush=True)  # noqa: T201


def say_lines(text: str, level: int = logging.INFO) -> None:
    """Several lines on stderr."""
    for line in text.splitlines():
        say(line, level)


def print_lines(text: str) -> None:
    """Several lines on stderr that are in the log already."""
    for line in text.splitlines():
        _print(_printable(line, sys.stderr))


def out(text: str = "") -> None:
    """A line of a command's result, on stdout, escaped as of :func:`say`."""
    print(_printable(text, sys.stdout))  # noqa: T201


def out_bytes(content: bytes) -> None:
    """A part of a command's result for other programs, on stdout, as it is."""
    sys.stdout.flush()
    with _telling():
        sys.stdout.buffer.write(content)


def out_json(facts: object) -> None:
    """A command's result for programs, on stdout."""
    print(json.dumps(facts, indent=2))  # noqa: T201  (JSON has escapes of its own, and is ASCII)


def out_csv(rows: Iterable[Sequence[str]]) -> None:
    """A table for other programs, on stdout: UTF-8 on every system, its cells as of ``tag``."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([cell(value) for value in row] for row in rows)
    out_bytes(text.getvalue().encode())


def _printable(text: str, stream: TextIO) -> str:
    return printable(text, stream.encoding or "utf-8")


def on_one_line(name: str) -> str:
    """A name within what is said on several lines: its line ends and all else are escaped."""
    return _printable(name, sys.stderr)


def words(reason: Reason) -> Wording:
    """In English, as lines: what the facts hold is escaped, line ends too."""
    return english(reason, lambda fact: _printable(fact, sys.stderr))


def print_columns(titles: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """A table on stdout; long cells are wrapped to a terminal, and to nothing else."""
    from rich.cells import cell_len
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False, header_style="")
    shown = [[_printable(cell, sys.stdout) for cell in row] for row in rows]
    for cells in zip(titles, *shown, strict=True):
        width = max(map(cell_len, cells))
        short = width <= _LONG_CELL
        table.add_column(cells[0], no_wrap=short, min_width=width if short else None)
    for row in shown:
        table.add_row(*map(Text, row))
    console = Console(color_system=None, width=_WIDE)
    if sys.stdout.isatty():
        least = console.measure(table).minimum  # below it, short cells would be cut
        console.width = max(Console().width, least)
    with console.capture() as text:
        console.print(table)
    for line in text.get().splitlines():
        out(line.rstrip())


def tell(reason: Reason) -> None:
    """What the core says, as a line on stderr."""
    say_lines(str(words(reason)))


def complain(error: IgTaggerError) -> None:
    """An error's sentence, and on the next line what to do."""
    said = words(error.reason)
    say_lines(f"igtagger: {said.text}", logging.ERROR)
    say_lines(said.hint)


def read_time(seconds: float) -> str:
    """A time for reading: ``0:42``, ``3:05:00``."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


class ProgressLine:
    """A bar on a terminal, a line every few seconds elsewhere, nothing when ``quiet``.

    Args:
        title: what is being done.
        unit: what is counted, such as ``pictures``; bytes if not given.
        quiet: show nothing, but measure.
        clock: tells the time, in seconds.

    Attributes:
        pace: how fast it goes.
    """

    def __init__(
        self,
        title: str,
        *,
        quiet: bool,
        unit: str = "",
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._title, self._unit = _printable(title, sys.stderr), unit
        self._quiet, self._clock = quiet, clock
        self._bar: RichProgress | None = None
        self._task: TaskID | None = None
        self._last = clock()
        self.pace = Pace(clock=clock)

    def __enter__(self) -> Self:
        if not self._quiet and sys.stderr.isatty():
            self._bar = _make_bar(of_bytes=not self._unit)
            self._task = self._bar.add_task(self._title, total=None, note="", line="")
            self._bar.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._bar is not None:
            with suppress(OSError):  # the terminal is gone
                self._bar.stop()

    def show(
        self, done: int, total: int | None, note: str = "", measured: int | None = None
    ) -> None:
        """Tell how far it is.

        Args:
            done: so much.
            total: of so much; None while unknown.
            note: such as ``3 failed``.
            measured: how much of ``done`` tells the speed, where not all of it does.
        """
        self.pace.add(done if measured is None else measured)
        note = _printable(note, sys.stderr)
        if self._bar is not None and self._task is not None:
            rest = self._rest(done, total, note) if self._unit else note  # else rich's columns tell
            line = self._line(done, total, note)
            self._bar.update(self._task, completed=done, total=total, note=rest, line=line)
        elif not self._quiet and self._clock() - self._last >= PLAIN_LINE_SECONDS:
            self._last = self._clock()
            say(f"{self._title}: {self._line(done, total, note)}")

    def message(self, text: str) -> None:
        """A line that stays, above the bar."""
        shown = "\n".join(_printable(line, sys.stderr) for line in text.splitlines())
        if self._bar is not None:
            logs.note(shown)
            with suppress(OSError):
                self._bar.console.print(shown, markup=False, highlight=False)
        else:
            say(shown)

    def tell(self, reason: Reason) -> None:
        """What the core says, as a line that stays."""
        self.message(str(words(reason)))

    def _line(self, done: int, total: int | None, note: str) -> str:
        count = str if self._unit else format_bytes
        of = f" of {count(total)}" if total is not None else ""
        return ", ".join(filter(None, [f"{count(done)}{of}", self._rest(done, total, note)]))

    def _rest(self, done: int, total: int | None, note: str) -> str:
        """How fast it goes, how long it will take, and the note."""
        parts = []
        if speed := self.pace.per_second:
            unit = f"{speed:.1f} {self._unit}" if self._unit else format_bytes(int(speed))
            parts.append(f"{unit}/s")
            if total is not None and done < total:
                parts.append(f"{read_time((total - done) / speed)} left")
        return ", ".join([*parts, note] if note else parts)


def _make_bar(*, of_bytes: bool) -> RichProgress:
    from rich.console import Console
    from rich.progress import Progress, SpinnerColumn, TextColumn

    console = Console(stderr=True)
    columns: list[ProgressColumn] = [SpinnerColumn()]
    if console.width < _NARROW:
        columns.append(TextColumn("{task.fields[line]}", markup=False))
    else:
        columns += _columns(of_bytes=of_bytes, width=console.width)
    return Progress(*columns, console=console, transient=True, refresh_per_second=8)


def _columns(*, of_bytes: bool, width: int) -> Iterator[ProgressColumn]:
    from rich import progress
    from rich.table import Column

    # What is too long loses its end; else all columns would lose some, the figures too.
    most = width // 4 if of_bytes else None
    words = partial(Column, no_wrap=True, max_width=most)
    yield progress.TextColumn("{task.description}", markup=False, table_column=words())
    yield progress.BarColumn()
    if of_bytes:
        yield progress.DownloadColumn(table_column=Column(no_wrap=True))
        yield progress.TransferSpeedColumn(table_column=Column(no_wrap=True))
        yield progress.TimeRemainingColumn(compact=True, table_column=Column(no_wrap=True))
    else:
        yield progress.MofNCompleteColumn(table_column=Column(no_wrap=True))
    yield progress.TextColumn("{task.fields[note]}", markup=False, table_column=words())


def follow(work: Iterator[Progress], title: str, *, quiet: bool = False) -> None:
    """Drain ``work``, whose progress is in bytes, and show it."""
    with ProgressLine(title, quiet=quiet) as line:
        for progress in work:
            note = str(words(progress.message)) if progress.message is not None else ""
            line.show(progress.done, progress.total, note)
