"""What libraries in C write to standard error by themselves, kept from whoever reads there.

libtiff tells of each damaged strip, a fax picture of each line; others tell what they leave behind
as the program ends. An outcome says what a person needs to know of a picture.

Silencing each library by its own means is not enough: libtiff's handler is not reachable where
Pillow has it linked in, and others have none. So the descriptor itself leads nowhere, and what we
say goes to a copy of the real one. A crash still tells where it was, through that copy.
"""

from __future__ import annotations

import faulthandler
import io
import os
import sys


def silence() -> None:
    """From now on, only what goes through ``sys.stderr`` gets to standard error.

    Not where standard error is no file of the system's own, such as on Windows without a console.
    """
    try:
        earlier = sys.stderr
        earlier.flush()
        if earlier.fileno() != 2:
            return
        copy = os.dup(2)  # not handed to other programs
    except (OSError, ValueError, AttributeError):
        return
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 2)
    os.close(nowhere)
    # Without a buffer: what a full disk did not take is not tried again as the program ends, where
    # it would change the exit code.
    raw = io.FileIO(copy, "w")
    sys.stderr = io.TextIOWrapper(
        raw, encoding=earlier.encoding, errors=earlier.errors, write_through=True
    )
    faulthandler.enable(sys.stderr)
