"""``igtagger`` and ``python -m igtagger``: the window without arguments, else the command line."""

from __future__ import annotations

import gc
import os
import signal
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from igtagger import native_noise


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the program; returns its exit code (see :mod:`igtagger.cli.main`).

    Without arguments, or with files and folders alone, the window opens.
    """
    given = list(sys.argv[1:] if arguments is None else arguments)
    return _run(given, in_window=_is_for_the_window(given))


def _run(given: Sequence[str], *, in_window: bool) -> int:
    from igtagger.cli.main import run

    return run(given, _show_window if in_window else None)


def _show_window(paths: Sequence[Path]) -> int:
    from igtagger.gui.startup import run

    return run(paths)


def _is_for_the_window(given: Sequence[str]) -> bool:
    from igtagger.cli.main import is_for_the_window

    return is_for_the_window(given)


def start() -> None:
    """The entry point of the installed command and of the frozen app."""
    gc.disable()  # as modules leave no garbage: until the command begins, or the window is there
    _fill_closed_streams()
    given = sys.argv[1:]
    in_window = _is_for_the_window(given)  # once: it looks at every file that is named
    if not in_window:
        native_noise.silence()
    code = _run(given, in_window=in_window)
    if code == 130:
        # Threads that still decode would hold the process; what counts is committed.
        for stream in (sys.stdout, sys.stderr):
            with suppress(OSError):  # the terminal may be gone
                stream.flush()
        os._exit(code)
    if not in_window:
        # The work is over, and the exit code tells how: Ctrl-C while the interpreter is taken down
        # would make it 130.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        gc.freeze()  # what is left goes with the process, and need not be gone through for that
    sys.exit(code)


def _fill_closed_streams() -> None:
    """Have something behind all three standard streams, whatever this program was started with.

    Where the shell has closed one (``>&-``), the next file that is opened would take its number,
    and get what is said.
    """
    if os.name == "nt":
        # A program with a window has none of them there; what is said then goes nowhere.
        sys.stdout = sys.stdout or open(os.devnull, "w")  # noqa: PTH123, SIM115
        sys.stderr = sys.stderr or open(os.devnull, "w")  # noqa: PTH123, SIM115
        return
    # What is to be read from nowhere cannot be written to: results that nobody gets are an error.
    for number, way in enumerate((os.O_WRONLY, os.O_RDONLY, os.O_WRONLY)):
        try:
            os.fstat(number)
        except OSError:
            _open_as(number, way)
    sys.stdout = sys.stdout or open(1, "w", closefd=False)  # noqa: SIM115
    sys.stderr = sys.stderr or open(2, "w", closefd=False)  # noqa: SIM115


def _open_as(number: int, way: int) -> None:
    descriptor = os.open(os.devnull, way)
    if descriptor != number:
        os.dup2(descriptor, number)
        os.close(descriptor)


if __name__ == "__main__":
    start()
