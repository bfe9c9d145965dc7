"""A line for each picture, for reading on a terminal."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from igtagger.domain import Failed, LabelRef
from igtagger.export.destinations import Destination
from igtagger.export.rows import TableModel, TableOptions
from igtagger.export.spelling import printable
from igtagger.export.tables import ExportFormat, Sink, Writes
from igtagger.labels.opinions import Judged, Tag
from igtagger.messages import english


class _Lines:
    def __init__(self, model: TableModel, *, kinds: bool) -> None:
        self._model, self._kinds = model, kinds

    def write(self, judged: Judged, /) -> None:
        outcome, opinion, kind = judged
        named = ", ".join(map(self._named, opinion.tags))
        said = named or "no label is left (--min-score, or rejected)"
        if kind is not None and self._kinds:
            said = ": ".join(filter(None, (self._named(kind), named)))
        if isinstance(outcome, Failed):
            why = english(outcome.reason)
            said = f"FAILED: {why}" + (f" Your tags: {named}" if named else "")
        elif outcome.remark is not None:
            said += f" [{english(outcome.remark)}]"
        encoding = sys.stdout.encoding or "utf-8"
        sys.stdout.write(printable(f"{outcome.path}: {said}", encoding) + "\n")

    def _named(self, tag: Tag) -> str:
        if not isinstance(tag.key, LabelRef):
            return tag.key
        name = self._model.label_of(tag.key).name
        return name if tag.score is None else f"{name} {tag.score:.2f}"


@contextmanager
def _open(output: Destination | None, model: TableModel, options: TableOptions) -> Iterator[Sink]:
    yield _Lines(model, kinds=options.kinds)


FORMAT = ExportFormat(
    "text",
    title="Text, for reading on a terminal",
    writes=Writes.TERMINAL,
    open=_open,
    is_own=lambda head: False,
)
