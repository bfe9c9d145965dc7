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
from igtagger.labels.kinds import naming_kinds
from igtagger.labels.opinions import Judged, Tag
from igtagger.messages import english

MOST_TOLD = 5
"""Of the labels that a name is the sum of; none that would read 0.00."""
_LEAST_TOLD = 0.005


class _Lines:
    def __init__(self, model: TableModel, options: TableOptions) -> None:
        self._model, self._options = model, options

    def write(self, judged: Judged, /) -> None:
        outcome = judged.outcome
        named = ", ".join(map(self._named, judged.opinion.tags))
        if isinstance(outcome, Failed):
            said = f"FAILED: {english(outcome.reason)}" + (f" Your tags: {named}" if named else "")
        else:
            said = self._said(judged.kind, named)
            if outcome.remark is not None:
                said += f" [{english(outcome.remark)}]"
        self._print(f"{outcome.path}: {said}")
        if self._options.why:
            for tag in judged.opinion.tags:
                if why := self._why(judged, tag):
                    self._print(f"    {why}")

    def _said(self, kind: Tag | None, named: str) -> str:
        if kind is None or not self._options.kinds:
            return named or self._options.nothing
        if not named and isinstance(kind.key, LabelRef) and kind.key.index in naming_kinds():
            named = self._options.nothing
        return ": ".join(filter(None, (self._named(kind), named)))

    def _why(self, judged: Judged, tag: Tag) -> str:
        """What a name is the sum of; empty where it is not one."""
        parts = self._model.parts(judged, tag)
        told = [part for part in parts[:MOST_TOLD] if part[1] >= _LEAST_TOLD] or parts[:1]
        terms = [f"{self._name(ref)} {score:.2f}" for ref, score in told]
        if len(told) < len(parts):
            terms.append("...")
        return f"{self._named(tag)} = {' + '.join(terms)}" if terms else ""

    def _named(self, tag: Tag) -> str:
        name = self._name(tag.key) if isinstance(tag.key, LabelRef) else tag.key
        return name if tag.score is None else f"{name} {tag.score:.2f}"

    def _name(self, ref: LabelRef) -> str:
        return self._model.naming.label_of(ref).name

    def _print(self, line: str) -> None:
        sys.stdout.write(printable(line, sys.stdout.encoding or "utf-8") + "\n")


@contextmanager
def _open(output: Destination | None, model: TableModel, options: TableOptions) -> Iterator[Sink]:
    yield _Lines(model, options)


FORMAT = ExportFormat(
    "text",
    title="Text, for reading on a terminal",
    writes=Writes.TERMINAL,
    open=_open,
    is_own=lambda head: False,
)
