"""``igtagger`` and ``python -m igtagger``."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the program; returns its exit code (see :mod:`igtagger.cli.main`)."""
    from igtagger.cli.main import run

    given = list(sys.argv[1:] if arguments is None else arguments)
    return run(given or ["--help"])


def start() -> None:
    """The entry point of the installed command."""
    code = main()
    if code == 130:
        # Threads that still decode would hold the process; what counts is committed.
        for stream in (sys.stdout, sys.stderr):
            stream.flush()
        os._exit(code)
    sys.exit(code)


if __name__ == "__main__":
    start()
