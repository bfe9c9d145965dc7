"""Several tables become one: those that several computers made of parts of one folder.

Rows go from file to file as they are. The parts are in the order in which a run finds pictures, and
so is the whole: it is the table that one computer would have made. Memory does not depend on how
many pictures there are, but for eight bytes each, by which none is taken twice.
"""

from __future__ import annotations

import csv
import heapq
import json
from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from hashlib import blake2b
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, TextIO

import numpy as np

from igtagger.domain import Fact, Reason
from igtagger.errors import ExportError, detail_of
from igtagger.export.destinations import Destination
from igtagger.export.spelling import unescape
from igtagger.pictures import archives
from igtagger.pictures.scan import natural_key

if TYPE_CHECKING:
    from pyarrow import parquet

_ROWS_AT_ONCE = 2000


@dataclass(frozen=True, slots=True)
class Picture:
    """What a table has of one picture.

    Attributes:
        path: as the column has it.
        rows: one, or of a long table as many as it has names; of whichever form the table has.
    """

    path: str
    rows: list[Any]


class TableWriter(Protocol):
    """Takes what tables of one form hold."""

    def write(self, rows: list[Any], /) -> None:
        """Those of one picture."""


class Table(Protocol):
    """A table that is read."""

    @property
    def form(self) -> object:
        """What tables have in common that can be merged: their columns and how they are parted."""

    def pictures(self) -> Iterator[Picture]:
        """One after the other.

        Raises:
            ExportError: the file is damaged, and the reason says where.
        """

    def written(self, target: Destination) -> AbstractContextManager[TableWriter]:
        """A table of the same form, which becomes the file when the block ends."""


class MergeCounts:
    """Pictures that were merged, by hashes of their paths."""

    def __init__(self) -> None:
        self._seen = array("Q")

    def __len__(self) -> int:
        return len(self._seen)

    def add(self, path: str) -> None:
        """One more."""
        self._seen.append(_hash(path))

    def doubled(self) -> set[int]:
        """The hashes of those that came more than once."""
        seen = np.sort(np.frombuffer(self._seen, np.uint64)) if self._seen else np.empty(0)
        return {int(one) for one in seen[:-1][seen[:-1] == seen[1:]]}

    def lacking(self, paths: Iterable[str]) -> Iterator[str]:
        """Those of ``paths``, as the column has them, that did not come."""
        seen = np.sort(np.frombuffer(self._seen, np.uint64)) if self._seen else np.empty(0)
        for path in paths:
            mark = np.uint64(_hash(path))
            place = int(np.searchsorted(seen, mark))
            if place == len(seen) or seen[place] != mark:
                yield path


def _hash(path: str) -> int:
    return int.from_bytes(blake2b(path.encode(), digest_size=8).digest(), "big")


def merge(
    files: Sequence[Path],
    target: Destination,
    taken: Callable[[int], None],
    check: Callable[[MergeCounts], None] = lambda counts: None,
) -> int:
    """Make one table of several; the target is as it was before unless all goes well.

    Args:
        files: at least one; all of one form.
        target: where to.
        taken: told how many pictures have been taken.
        check: asked before the table takes its place; raises what keeps it from that.

    Returns:
        How many pictures there are.

    Raises:
        ExportError: a file is no such table, or of another form than the first; a picture is in two
            of them; or the target cannot be written.
    """
    counts = MergeCounts()
    with ExitStack() as stack:
        tables = [stack.enter_context(_opened(file)) for file in files]
        _refuse_other_forms(files, tables)
        with tables[0].written(target) as writer:
            for picture in heapq.merge(*(each.pictures() for each in tables), key=_order):
                counts.add(picture.path)
                writer.write(picture.rows)
                taken(len(counts))
            if doubled := counts.doubled():
                raise _of_doubled(files, doubled)
            check(counts)
    return len(counts)


def _refuse_other_forms(files: Sequence[Path], tables: Sequence[Table]) -> None:
    for file, table in zip(files[1:], tables[1:], strict=True):
        if table.form != tables[0].form:
            raise ExportError("merge.form", file=file, first=files[0])


def _order(picture: Picture) -> list[tuple[bool, str, str]]:
    """By which a run finds pictures: a folder's files first, then its folders, in natural order."""
    path = unescape(picture.path).removeprefix("./")
    if (inside := archives.split(path)) is not None:  # an archive is gone through as a folder
        path = f"{inside.archive}/{inside.inner}"
    *folders, name = path.split("/")
    parts = [(True, folder) for folder in folders] + [(False, name)]
    return [(is_folder, natural_key(part), part) for is_folder, part in parts]


def _of_doubled(files: Sequence[Path], doubled: set[int]) -> ExportError:
    """Which picture came twice, and from where: the files are read once more for it."""
    met: dict[str, Path] = {}
    for file in files:
        with _opened(file) as table:
            for picture in table.pictures():
                if _hash(picture.path) in doubled:
                    if picture.path in met:
                        return ExportError(
                            "merge.doubled",
                            picture=picture.path,
                            first=met[picture.path],
                            second=file,
                        )
                    met[picture.path] = file
    return ExportError("merge.changed")


# Forms of tables


@contextmanager
def _opened(file: Path) -> Iterator[Table]:
    ending = file.suffix.lower()
    try:
        if ending == ".parquet":
            with _opened_parquet(file) as table:
                yield table
        elif ending in (".jsonl", ".ndjson", ".json"):
            with file.open(encoding="utf-8", newline="\n") as stream:
                yield _Objects(file, stream, array=ending == ".json")
        elif ending in (".csv", ".tsv", ".tab"):
            with file.open(encoding="utf-8-sig", newline="") as stream:
                yield _Cells(file, stream)
        else:
            raise ExportError("merge.ending", file=file)
    except (OSError, UnicodeDecodeError) as error:
        raise _damaged(file, detail_of(error)) from error


def _damaged(file: Path, detail: Fact) -> ExportError:
    return ExportError("merge.damaged", file=file, detail=detail)


class _Cells:
    """CSV and the like."""

    def __init__(self, file: Path, stream: TextIO) -> None:
        self._file, self._stream = file, stream
        with file.open("rb") as raw:
            self._bom = raw.read(3) == b"\xef\xbb\xbf"
        first = stream.readline()
        self._delimiter = next((mark for mark in ",;\t" if f"path{mark}" in first[:7]), "")
        if not self._delimiter:
            raise _damaged(file, Reason("merge.header"))
        self._header = next(csv.reader([first], delimiter=self._delimiter))

    @property
    def form(self) -> object:
        return self._delimiter, self._bom, self._header

    def pictures(self) -> Iterator[Picture]:
        reader = csv.reader(self._stream, delimiter=self._delimiter, strict=True)
        try:
            for path, rows in groupby(self._rows(reader), lambda row: row[0]):
                yield Picture(path, list(rows))
        except csv.Error as error:
            raise self._at(reader.line_num, str(error)) from error

    def _rows(self, reader: Any) -> Iterator[list[str]]:
        for row in reader:
            if len(row) != len(self._header):
                raise self._at(reader.line_num, Reason("merge.cells", count=len(row)))
            yield row

    def _at(self, line: int, detail: Fact) -> ExportError:
        return _damaged(self._file, Reason("merge.line", line=line + 1, detail=detail))

    @contextmanager
    def written(self, target: Destination) -> Iterator[TableWriter]:
        """A table of the same form."""
        with target.open() as stream:
            if self._bom:
                stream.write("\ufeff")
            yield _CellsWriter(stream, self._delimiter, self._header)


class _CellsWriter:
    def __init__(self, stream: TextIO, delimiter: str, header: list[str]) -> None:
        self._table = csv.writer(stream, delimiter=delimiter, lineterminator="\n")
        self._table.writerow(header)

    def write(self, rows: list[Any], /) -> None:
        self._table.writerows(rows)


class _Objects:
    """JSON Lines, and JSON as this program writes it: an object on each line."""

    def __init__(self, file: Path, stream: TextIO, *, array: bool) -> None:
        self._file, self._stream, self._array = file, stream, array
        self._keys: tuple[str, ...] | None = None
        self._lines = self._read_lines()
        self._first = next(self._lines, None)

    @property
    def form(self) -> object:
        return self._array

    def pictures(self) -> Iterator[Picture]:
        found = self._lines if self._first is None else _chain(self._first, self._lines)
        for path, rows in groupby(found, lambda each: each[0]):
            yield Picture(path, [line for _, line in rows])

    def _read_lines(self) -> Iterator[tuple[str, str]]:
        closed = not self._array
        for number, line in enumerate(self._stream, 1):
            text = line.rstrip("\n")
            if self._array and number == 1 and text in ("[", "[]"):
                closed = text == "[]"
                continue
            if self._array and text == "]" and not closed:
                closed = True
                continue
            if closed and self._array:
                raise self._at(number, Reason("merge.array"))
            text = text.removesuffix(",") if self._array else text
            yield self._path_in(number, text), text
        if not closed:
            raise _damaged(self._file, Reason("merge.array"))

    def _path_in(self, number: int, text: str) -> str:
        try:
            value = json.loads(text)
            path = value["path"]
        except (ValueError, KeyError, TypeError, RecursionError) as error:
            raise self._at(number, Reason("merge.object")) from error
        keys = tuple(value)
        if not isinstance(path, str) or (self._keys not in (None, keys)):
            raise self._at(number, Reason("merge.object"))
        self._keys = keys
        return path

    def _at(self, line: int, detail: Fact) -> ExportError:
        return _damaged(self._file, Reason("merge.line", line=line, detail=detail))

    @contextmanager
    def written(self, target: Destination) -> Iterator[TableWriter]:
        """A table of the same form."""
        with target.open() as stream:
            writer = _ObjectsWriter(stream, self._array)
            yield writer
            writer.end()


class _ObjectsWriter:
    def __init__(self, stream: TextIO, array: bool) -> None:
        self._stream, self._array, self._any = stream, array, False

    def write(self, rows: list[Any], /) -> None:
        for text in rows:
            before = (",\n" if self._any else "[\n") if self._array else ""
            self._stream.write(f"{before}{text}" if self._array else f"{text}\n")
            self._any = True

    def end(self) -> None:
        if self._array:
            self._stream.write("\n]\n" if self._any else "[]\n")


def _chain(first: tuple[str, str], others: Iterator[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    yield first
    yield from others


@contextmanager
def _opened_parquet(file: Path) -> Iterator[Table]:
    try:
        import pyarrow as pa
        from pyarrow import parquet
    except ImportError as error:
        raise ExportError("export.extra", format="Parquet", extra="igtagger[parquet]") from error
    try:
        with parquet.ParquetFile(file) as opened:
            if "path" not in opened.schema_arrow.names:
                raise _damaged(file, Reason("merge.header"))
            yield _Parquet(opened)
    except pa.ArrowException as error:
        raise _damaged(file, str(error)) from error


class _Parquet:
    def __init__(self, opened: parquet.ParquetFile) -> None:
        self._opened = opened

    @property
    def form(self) -> object:
        schema = self._opened.schema_arrow
        return schema, tuple(sorted((schema.metadata or {}).items()))

    def pictures(self) -> Iterator[Picture]:
        for path, rows in groupby(self._rows(), lambda row: row["path"]):
            yield Picture(path, list(rows))

    def _rows(self) -> Iterator[dict[str, Any]]:
        for batch in self._opened.iter_batches(_ROWS_AT_ONCE):
            yield from batch.to_pylist()

    @contextmanager
    def written(self, target: Destination) -> Iterator[TableWriter]:
        """A table of the same form."""
        from pyarrow import parquet

        schema = self._opened.schema_arrow
        with (
            target.open_bytes() as stream,
            parquet.ParquetWriter(stream, schema, compression="zstd") as writer,
        ):
            rows = _ParquetRows(writer)
            yield rows
            rows.flush()


class _ParquetRows:
    def __init__(self, writer: parquet.ParquetWriter) -> None:
        self._writer, self._waiting = writer, list[dict[str, Any]]()

    def write(self, rows: list[Any], /) -> None:
        self._waiting += rows
        if len(self._waiting) >= _ROWS_AT_ONCE:
            self.flush()

    def flush(self) -> None:
        """Write what waits."""
        import pyarrow as pa

        if self._waiting:
            table = pa.Table.from_pylist(self._waiting, schema=self._writer.schema)
            self._writer.write_table(table)
            self._waiting = []
