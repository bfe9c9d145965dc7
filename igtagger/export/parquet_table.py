"""Parquet, for pandas, Polars, DuckDB, Spark and R; through the extra ``igtagger[parquet]``."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

from igtagger.errors import ExportError
from igtagger.export.destinations import Destination
from igtagger.export.rows import FILE, Rows, TableModel, TableOptions
from igtagger.export.tables import ExportFormat, Sink, Writes
from igtagger.labels.opinions import Judged

if TYPE_CHECKING:
    import pyarrow as pa
    from pyarrow import parquet

ROWS_OF_A_GROUP = 5_000
"""Pictures, or names, that wait in memory until they are written."""

MADE_BY = b"igtagger"
_MAGIC = b"PAR1"

_NUMBERS = {
    "rank": "int16",
    "index": "int32",
    "width": "int32",
    "height": "int32",
    "score": "float32",
    "kind_score": "float32",
    "rest": "float32",
    "rating": "int8",
}


class _Groups:
    """Gathers rows until they are a group of the file."""

    def __init__(self, writer: parquet.ParquetWriter, rows: Rows, nested: bool) -> None:
        self._writer, self._rows, self._nested = writer, rows, nested
        self._header = rows.header
        self._waiting: list[dict[str, object]] = []

    def write(self, judged: Judged, /) -> None:
        if self._nested:
            self._waiting.append(self._rows.nested(judged))
        else:
            for row in self._rows.flat(judged):
                self._waiting.append(dict(zip(self._header, row, strict=True)))
        if len(self._waiting) >= ROWS_OF_A_GROUP:
            self.flush()

    def flush(self) -> None:
        import pyarrow as pa

        if self._waiting:
            table = pa.Table.from_pylist(self._waiting, schema=self._writer.schema)
            self._writer.write_table(table)
            self._waiting = []


@contextmanager
def _open(output: Destination | None, model: TableModel, options: TableOptions) -> Iterator[Sink]:
    assert output is not None
    try:
        from pyarrow import parquet
    except ImportError as error:
        raise ExportError("export.extra", format="Parquet", extra="igtagger[parquet]") from error
    rows = Rows(model, options)
    with (
        output.open_bytes() as stream,
        parquet.ParquetWriter(stream, _schema(model, options), compression="zstd") as writer,
    ):
        groups = _Groups(writer, rows, options.layout == "wide")
        yield groups
        groups.flush()


def _schema(model: TableModel, options: TableOptions) -> pa.Schema:
    """The columns, of the same types whatever is in the pictures."""
    import pyarrow as pa

    nested = options.layout == "wide"
    layout = "long" if nested else options.layout
    header = Rows(model, replace(options, layout=layout)).header
    fields = [pa.field(name, pa.type_for_alias(_NUMBERS.get(name, "string"))) for name in header]
    if nested:
        first, end = header.index("rank"), header.index(FILE[0])
        part = pa.struct([("label", pa.string()), ("score", pa.float32())])
        sums = [pa.field("parts", pa.list_(part)), pa.field("rest", pa.float32())]
        label = pa.struct([*fields[first:end], *sums])
        words = pa.field(FILE[0], pa.list_(pa.string()))
        labels = pa.field("labels", pa.list_(label))
        fields = [*fields[:first], labels, words, *fields[end + 1 :]]
    return pa.schema(fields, metadata={MADE_BY: options.layout})


def _is_own(ends: bytes) -> bool:
    return ends.startswith(_MAGIC) and ends.endswith(_MAGIC) and MADE_BY in ends


FORMAT = ExportFormat(
    "parquet",
    title="Parquet, for pandas, Polars, DuckDB and Spark",
    writes=Writes.BINARY_FILE,
    open=_open,
    is_own=_is_own,
    endings=(".parquet",),
)
