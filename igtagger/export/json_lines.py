"""JSON Lines: an object on each line, which programs read one after the other."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import partial

from igtagger.export.destinations import text_begins
from igtagger.export.rows import Rows, TableOptions
from igtagger.export.tables import ExportFormat, TextStream, Writes, open_text
from igtagger.labels.opinions import Judged

_encode = json.JSONEncoder(ensure_ascii=False).encode


class JsonLinesWriter:
    """An object for each picture, or in the long layout for each name."""

    def __init__(self, stream: TextStream, rows: Rows, options: TableOptions) -> None:
        self._stream, self._rows, self._layout = stream, rows, options.layout
        self._header = rows.header

    def begin(self) -> None:
        """Nothing."""

    def write(self, judged: Judged, /) -> None:
        """One picture."""
        for text in self._objects(judged):
            self._stream.write(f"{text}\n")

    def end(self) -> None:
        """Nothing."""

    def _objects(self, judged: Judged) -> Iterator[str]:
        if self._layout == "wide":
            yield _encode(self._rows.nested(judged))
        elif self._layout == "simple":
            (row,) = self._rows.flat(judged)
            yield _encode(dict(zip(self._header, row, strict=True)))
        else:
            for tag, row in zip(
                judged.opinion.tags or (None,), self._rows.flat(judged), strict=True
            ):
                facts = dict(zip(self._header, row, strict=True))
                yield _encode(facts | self._rows.sum_of(judged, tag))


FORMAT = ExportFormat(
    "jsonl",
    title="JSON Lines, for programs and very long tables",
    writes=Writes.TEXT_FILE,
    open=partial(open_text, JsonLinesWriter),
    is_own=text_begins(re.compile(r'\{"path"\s*:\s*"[^\n]*"(status"|tags"[^\n]*"score")')),
    endings=(".jsonl", ".ndjson"),
)
