"""JSON: one array, an object on each line."""

from __future__ import annotations

import re
from functools import partial

from igtagger.export.destinations import text_begins
from igtagger.export.json_lines import JsonLinesWriter
from igtagger.export.tables import ExportFormat, Writes, open_text
from igtagger.labels.opinions import Judged


class _JsonWriter(JsonLinesWriter):
    _before = "[\n"

    def write(self, judged: Judged, /) -> None:
        for text in self._objects(judged):
            self._stream.write(f"{self._before}{text}")
            self._before = ",\n"

    def end(self) -> None:
        self._stream.write("[]\n" if self._before == "[\n" else "\n]\n")


FORMAT = ExportFormat(
    "json",
    title="JSON, for programs",
    writes=Writes.TEXT_FILE,
    open=partial(open_text, _JsonWriter),
    is_own=text_begins(
        re.compile(r'\s*\[\s*(\]\s*\Z|\{\s*"path"\s*:.*"(status"|tags".*"score"))', re.DOTALL)
    ),
    endings=(".json",),
)
