"""``metadata.jsonl``, by which Hugging Face's ``datasets`` loads a folder of pictures."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from igtagger.domain import Failed, Reason
from igtagger.errors import ExportError
from igtagger.export.captions import in_one_line
from igtagger.export.destinations import Destination, text_begins
from igtagger.export.rows import Rows, TableModel, TableOptions, written
from igtagger.export.spelling import is_text
from igtagger.export.tables import ExportFormat, Sink, TextStream, Writes, open_text
from igtagger.labels.opinions import Judged

_encode = json.JSONEncoder(ensure_ascii=False).encode


class _Metadata:
    """An object for each picture that can be read, in columns that are never null.

    A column that is null in every row has a type of its own to whoever loads it, and could not be
    put together with another such folder.
    """

    def __init__(self, stream: TextStream, rows: Rows, options: TableOptions) -> None:
        self._stream, self._rows, self._options = stream, rows, options
        self._left_out = 0

    def begin(self) -> None:
        """Nothing."""

    def write(self, judged: Judged, /) -> None:
        name = self._name(judged)
        # What cannot be decoded would end the training run that comes upon it.
        if isinstance(judged.outcome, Failed) or not is_text(name):
            self._left_out += 1
            return
        names, tags = self._rows.names(judged), judged.opinion.tags
        facts: dict[str, object] = {
            "file_name": name,
            "label": names[0] if names else "",
            "score": (written(tags[0].score) if tags else None) or 0.0,
            "text": in_one_line(names),
        }
        if self._options.kinds:
            facts["kind"] = self._rows.kind_name(judged) or ""
        self._stream.write(f"{_encode(facts)}\n")

    def _name(self, judged: Judged) -> str:
        path, root = judged.outcome.path.absolute(), self._options.root
        if root is None or not path.is_relative_to(root):
            raise ExportError("output.outside", picture=path, name=FORMAT.file_name)
        return path.relative_to(root).as_posix()

    def end(self) -> None:
        if self._left_out:
            self._options.tell(Reason("output.left-out", count=self._left_out))


@contextmanager
def _open(output: Destination | None, model: TableModel, options: TableOptions) -> Iterator[Sink]:
    if output is not None:  # names are told from where the file is
        options = replace(options, root=output.path.absolute().parent)
    with open_text(_Metadata, output, model, options) as sink:
        yield sink


FORMAT = ExportFormat(
    "imagefolder",
    title="metadata.jsonl in the pictures' folder, for Hugging Face's datasets",
    writes=Writes.TEXT_FILE,
    open=_open,
    is_own=text_begins(
        re.compile(r'\{"file_name": "[^\n]*", "label": "[^\n]*", "score": [\d.e-]+, "text": "')
    ),
    why=False,
    file_name="metadata.jsonl",
    fixed_name=True,
)
