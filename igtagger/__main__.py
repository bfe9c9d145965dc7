"""``igtagger`` and ``python -m igtagger``: the window without arguments, else the command line."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Sequence
from pathlib import Path


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the program; returns its exit code (see :mod:`igtagger.cli.main`).

    Without arguments, or with files and folders alone, the window opens.
    """
    from igtagger.cli.main import guarded, run

    given = list(sys.argv[1:] if arguments is None else arguments)
    if not _is_for_the_window(given):
        return run(given)

    def show_window() -> int:
        from igtagger.gui.startup import run as run_window

        return run_window([Path(path) for path in given])

    return guarded(show_window)


def _is_for_the_window(given: Sequence[str]) -> bool:
    from igtagger.cli.main import PLACES

    return not given or (
        given[0] not in PLACES and not given[0].startswith("-") and all(map(os.path.exists, given))
    )


def start() -> None:
    """The entry point of the installed command and of the frozen app."""
    # On Windows a program with a window has neither; what is said then goes nowhere.
    sys.stdout = sys.stdout or open(os.devnull, "w")  # noqa: PTH123, SIM115
    sys.stderr = sys.stderr or open(os.devnull, "w")  # noqa: PTH123, SIM115
    code = main()
    if code == 130:
        # Threads that still decode would hold the process; what counts is committed.
        for stream in (sys.stdout, sys.stderr):
            stream.flush()
        os._exit(code)
    if not _is_for_the_window(sys.argv[1:]):
        # The work is over, and the exit code tells how: Ctrl-C while the interpreter is taken down
        # would make it 130.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
    sys.exit(code)


if __name__ == "__main__":
    start()
