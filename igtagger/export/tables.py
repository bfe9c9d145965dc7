"""What a format of exports is, and how one writes text.

One picture after the other, never all in memory, and a file that is whole or not there at all.
"""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from enum import Enum
from typing import IO, Protocol

from igtagger.domain import Reason
from igtagger.export.destinations import Destination
from igtagger.export.rows import Layout, Rows, TableModel, TableOptions
from igtagger.files import refusal
from igtagger.labels.opinions import Judged

TEXT_CHOICES = ("bom", "delimiter", "decimal")
"""Attributes of :class:`TableOptions` that mean something to some formats alone."""


class Sink(Protocol):
    """Where pictures go."""

    def write(self, judged: Judged, /) -> None:
        """Take one picture, with what counts as said of it."""


class Writes(Enum):
    """What a format makes."""

    TERMINAL = "lines on the terminal"
    TEXT_FILE = "one text file"
    BINARY_FILE = "one binary file"
    BESIDE_PICTURES = "a file beside each picture"

    @property
    def one_file(self) -> bool:
        """Whether a person gives it the name of a file."""
        return self in (Writes.TEXT_FILE, Writes.BINARY_FILE)


@dataclass(frozen=True, slots=True)
class ExportFormat:
    """A way to write what counts as said of pictures.

    Attributes:
        name: as ``--format`` has it.
        title: what it is and for whom, for a list to choose from. The window translates it.
        writes: see :class:`Writes`.
        open: opens a sink that takes one picture after the other. The file that it is given, with
            all of them in it, is there when the block ends, or is as it was before if the block
            raises; None is standard output. Raises ExportError. Where a file beside each picture
            is written, it is given a pattern for their destinations, whose path means nothing.
        is_own: see :class:`igtagger.export.destinations.Destination`; such a file is replaced
            without a question.
        endings: of its files, with the dot and in lower case; new ones get the first.
        file_name: what a new file is called, where it has no ending of its own.
        fixed_name: whether its file must be called so.
        understands: which of :data:`TEXT_CHOICES` mean something to it.
        layout: what it has unless another is asked for.
        why: whether it can tell what names are the sum of.
    """

    name: str
    title: str
    writes: Writes
    open: Callable[[Destination | None, TableModel, TableOptions], AbstractContextManager[Sink]]
    is_own: Callable[[bytes], bool]
    endings: tuple[str, ...] = ()
    understands: frozenset[str] = frozenset()
    layout: Layout = "wide"
    why: bool = True
    file_name: str = ""
    fixed_name: bool = False


class TextStream(Protocol):
    """Takes text."""

    def write(self, text: str, /) -> int:
        """Write it; how many characters."""


class TextWriter(Protocol):
    """Writes a table to a stream that is open."""

    def begin(self) -> None:
        """What stands before the first picture."""

    def write(self, judged: Judged, /) -> None:
        """One picture."""

    def end(self) -> None:
        """What stands behind the last."""


@contextmanager
def open_text(
    make: Callable[[TextStream, Rows, TableOptions], TextWriter],
    output: Destination | None,
    model: TableModel,
    options: TableOptions,
) -> Iterator[Sink]:
    """A table of text that becomes the file ``output`` when the block ends.

    Standard output gets each picture at once: UTF-8 on every system.

    Raises:
        ExportError: see :meth:`igtagger.export.destinations.Destination.open`.
        BrokenPipeError: the reader of standard output has gone.
    """
    with _standard_output() if output is None else output.open() as stream:
        writer = make(stream, Rows(model, options), options)
        writer.begin()
        yield writer
        writer.end()


@contextmanager
def _standard_output() -> Iterator[TextStream]:
    sys.stdout.flush()
    binary = getattr(sys.stdout, "buffer", None)
    if binary is None:  # a stand-in that takes text
        yield sys.stdout
        return
    # The layer without a buffer: after a failure nothing waits there to fail again at the exit.
    yield _Bytes(getattr(binary, "raw", binary))


class _Bytes:
    """Takes text and writes it at once, in UTF-8 and with its line ends, whatever the console's."""

    def __init__(self, raw: IO[bytes]) -> None:
        self._raw = raw

    def write(self, text: str, /) -> int:
        rest = memoryview(text.encode("utf-8"))
        try:
            while rest:
                rest = rest[self._raw.write(rest) or 0 :]
        except OSError as error:
            if isinstance(error, BrokenPipeError):
                raise
            if os.name == "nt" and error.errno == errno.EINVAL:  # its word for a broken pipe
                raise BrokenPipeError(errno.EPIPE, os.strerror(errno.EPIPE)) from error
            raise refusal(Reason("file.standard-output"), error) from error
        return len(text)
