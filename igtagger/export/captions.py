"""A text file of tags beside each picture, as trainers and tag managers read them."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from igtagger.domain import Reason
from igtagger.errors import ExportError
from igtagger.export.destinations import Destination
from igtagger.export.made_files import MadeFiles
from igtagger.export.rows import Rows, TableModel, TableOptions
from igtagger.export.tables import ExportFormat, Sink, Writes
from igtagger.labels.opinions import Judged
from igtagger.pictures import archives
from igtagger.small_files import read_small

ENDING = ".txt"
_MOST_BYTES = 1 << 20
_COMMA = re.compile(r"\s*,\s*")


@dataclass(slots=True)
class _Counts:
    written: int = 0
    unchanged: int = 0
    untagged: int = 0
    kept: int = 0
    shared: int = 0
    first_kept: Path = Path()
    first_shared: tuple[Path, Path] = (Path(), Path())

    def keep(self, file: Path) -> None:
        """A file stays as it is."""
        self.first_kept = self.first_kept if self.kept else file
        self.kept += 1

    def share(self, picture: Path, other: Path) -> None:
        """The file of a picture holds the tags of another."""
        self.first_shared = self.first_shared if self.shared else (picture, other)
        self.shared += 1

    def reasons(self) -> Iterator[Reason]:
        """What is to be known at the end."""
        yield Reason(
            "captions.written",
            written=self.written,
            unchanged=self.unchanged,
            untagged=self.untagged,
        )
        if self.kept:
            yield Reason("captions.kept", count=self.kept, file=self.first_kept)
        if self.shared:
            picture, other = self.first_shared
            yield Reason("captions.shared", count=self.shared, file=picture, other=other)


@dataclass(frozen=True, slots=True)
class _Style:
    """How one kind of captions is called and spelled."""

    name_of: Callable[[Path], Path]
    text_of: Callable[[Sequence[str]], str]


class _Captions:
    """Writes a file at once: what was done stays, should the run be stopped."""

    def __init__(self, style: _Style, rows: Rows, goal: Destination, made: MadeFiles) -> None:
        self._style, self._rows, self._goal, self._made = style, rows, goal, made
        self._folder, self._taken, self._bare = Path(), dict[str, Path](), dict[str, Path]()
        self.counts = _Counts()

    def write(self, judged: Judged, /) -> None:
        picture, names = judged.outcome.path, self._rows.names(judged)
        if archives.parse(picture) is not None:
            raise ExportError("captions.in-archive", picture=picture)
        target = self._style.name_of(picture)
        name = self._known(target)
        if other := self._taken.get(name):
            self.counts.share(picture, other)
        elif not names:
            self._bare[name] = picture
            self.counts.untagged += 1
        else:
            self._taken[name] = picture
            if bare := self._bare.get(name):  # a reader takes the file for that one's, too
                self.counts.share(bare, picture)
            self._put(target, self._style.text_of(names).encode(), picture)

    def _known(self, target: Path) -> str:
        """By which name a file is remembered while pictures come of one folder."""
        if target.parent != self._folder:
            self._folder, self._taken, self._bare = target.parent, {}, {}
        return os.path.normcase(target.name)

    def _put(self, target: Path, content: bytes, picture: Path) -> None:
        def is_own(head: bytes) -> bool:
            there = _content(target)
            return there is not None and self._made.has(picture, there)

        named = (*self._goal.precious.named, picture)  # a link may lead to such a name
        precious = replace(self._goal.precious, named=named)
        goal = replace(self._goal, path=target, is_own=is_own, precious=precious)
        if (before := _content(target)) == content:
            self.counts.unchanged += 1
        elif _may_write(goal):
            self._made.remember(picture, target, content, before)
            goal.write(content)
            self.counts.written += 1
        else:
            self.counts.keep(target)


def _content(file: Path) -> bytes | None:
    """None where it cannot be what was written here."""
    try:
        return read_small(file, _MOST_BYTES)
    except (OSError, ValueError):
        return None


def _may_write(goal: Destination) -> bool:
    """What a person or another program wrote there, or a picture, is not to be lost."""
    try:
        return not goal.is_other_kind() or goal.over_others
    except ExportError:
        return False


@contextmanager
def _open(
    style: _Style, output: Destination | None, model: TableModel, options: TableOptions
) -> Iterator[Sink]:
    assert output is not None
    captions = _Captions(style, Rows(model, options), output, options.made)
    try:
        yield captions
    finally:  # also of a run that was stopped, for the files are there
        for reason in captions.counts.reasons():
            options.tell(reason)


def in_one_line(names: Sequence[str]) -> str:
    """Tags parted by commas; a comma within a tag, which would part it, becomes a blank."""
    return ", ".join(filter(None, (_COMMA.sub(" ", name).strip() for name in names)))


def _with_suffix(picture: Path) -> Path:
    return picture.with_suffix(ENDING)


def _behind_suffix(picture: Path) -> Path:
    return picture.with_name(f"{picture.name}{ENDING}")


FORMAT = ExportFormat(
    "captions",
    title="Captions: IMG.txt beside each picture, for kohya and TagGUI",
    writes=Writes.BESIDE_PICTURES,
    open=partial(_open, _Style(_with_suffix, in_one_line)),
    is_own=lambda head: False,
    why=False,
)

WITH_ENDING = ExportFormat(
    "captions-ext",
    title="Tags by line: IMG.jpg.txt beside each picture, for Hydrus",
    writes=Writes.BESIDE_PICTURES,
    open=partial(_open, _Style(_behind_suffix, lambda names: "".join(f"{n}\n" for n in names))),
    is_own=lambda head: False,
    why=False,
)
