"""What the person reads while a command works: on stderr, so that results stay alone on stdout."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from igtagger.domain import Progress, Reason
from igtagger.errors import IgTaggerError
from igtagger.messages import english

if TYPE_CHECKING:
    from rich.progress import Progress as RichProgress
    from rich.progress import TaskID

PLAIN_LINE_SECONDS = 5.0


def say(text: str) -> None:
    """A line on stderr."""
    with suppress(OSError, ValueError):  # stderr may be closed; there is nobody to tell
        print(text, file=sys.stderr, flush=True)  # noqa: T201


def out(text: str = "") -> None:
    """A line of a command's result, on stdout."""
    print(text)  # noqa: T201


def print_columns(rows: Sequence[Sequence[str]]) -> None:
    """A table with aligned columns on stdout; its titles are the first row."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        out("  ".join(cells).rstrip())


def tell(reason: Reason) -> None:
    """What the core says, as a line on stderr."""
    say(str(english(reason)))


def complain(error: IgTaggerError) -> None:
    """An error's sentence, and on the next line what to do."""
    say(f"igtagger: {error.message}")
    if error.hint:
        say(error.hint)


def close_stdout() -> None:
    """Let the interpreter's last flush fail in silence after a broken pipe."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def read_size(count: int) -> str:
    """A number of bytes for reading: ``356 MB``."""
    size = float(count)
    for unit in ("bytes", "kB", "MB", "GB"):
        if size < 1000:
            return (
                f"{size:.0f} {unit}"
                if unit in ("bytes", "kB") or size >= 100
                else (f"{size:.1f} {unit}")
            )
        size /= 1000
    return f"{size:.1f} TB"


def read_time(seconds: float) -> str:
    """A time for reading: ``0:42``, ``3:05:00``."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


class ProgressLine:
    """A bar on a terminal, a line every few seconds elsewhere, nothing when ``quiet``.

    Args:
        unit: how to print a count, such as :func:`read_size` for bytes.
        speed_unit: what stands behind the speed, such as ``pictures/s``.
    """

    def __init__(
        self, title: str, *, quiet: bool, speed_unit: str, unit: Callable[[int], str] = str
    ) -> None:
        self._title, self._unit, self._speed_unit = title, unit, speed_unit
        self._quiet = quiet
        self._bar: RichProgress | None = None
        self._task: TaskID | None = None
        self._began = self._last = time.monotonic()
        self._first: int | None = None

    def __enter__(self) -> Self:
        if not self._quiet and sys.stderr.isatty():
            self._bar = _make_bar()
            self._task = self._bar.add_task(self._title, total=None, note="")
            self._bar.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._bar is not None:
            self._bar.stop()

    def show(self, done: int, total: int | None, note: str = "") -> None:
        """Tell how far it is. ``note`` is shown behind the speed, such as ``3 failed``."""
        if self._first is None:
            # What was there before (a resumed download) says nothing about the speed.
            self._first, self._began = done, time.monotonic()
        now = time.monotonic()
        if self._bar is not None and self._task is not None:
            text = self._describe(done, total, now, note)
            self._bar.update(self._task, completed=done, total=total, note=text)
        elif not self._quiet and now - self._last >= PLAIN_LINE_SECONDS:
            self._last = now
            say(f"{self._title}: {self._describe(done, total, now, note)}")

    def message(self, text: str) -> None:
        """A line that stays, above the bar."""
        if self._bar is not None:
            self._bar.console.print(text, markup=False, highlight=False)
        else:
            say(text)

    def tell(self, reason: Reason) -> None:
        """What the core says, as a line that stays."""
        self.message(str(english(reason)))

    def _describe(self, done: int, total: int | None, now: float, note: str) -> str:
        parts = [self._unit(done) + (f" of {self._unit(total)}" if total is not None else "")]
        speed = (done - (self._first or 0)) / max(now - self._began, 1e-6)
        if speed > 0 and now - self._began > 0.5:
            shown = f"{speed:.1f}" if self._unit is str else self._unit(int(speed))
            parts.append(f"{shown}{' ' if self._unit is str else ''}{self._speed_unit}")
            if total is not None and done < total:
                parts.append(f"{read_time((total - done) / speed)} left")
        if note:
            parts.append(note)
        return ", ".join(parts)


def _make_bar() -> RichProgress:
    from rich.console import Console
    from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn

    columns: list[Any] = [
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.fields[note]}"),
    ]
    return Progress(*columns, console=Console(stderr=True), transient=True, refresh_per_second=8)


def follow(work: Iterator[Progress], title: str, *, quiet: bool = False) -> None:
    """Drain ``work``, whose progress is in bytes, and show it."""
    with ProgressLine(title, quiet=quiet, speed_unit="/s", unit=read_size) as line:
        for progress in work:
            note = str(english(progress.message)) if progress.message is not None else ""
            line.show(progress.done, progress.total, note)
