"""What a table says of a picture: its columns, and the facts in them."""

from __future__ import annotations

import struct
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal

from igtagger.domain import Failed, Label, LabelRef, Tagged
from igtagger.export.paths import spell
from igtagger.export.spelling import plain
from igtagger.labels.opinions import Judged, Opinion, Tag
from igtagger.messages import english

Layout = Literal["wide", "long"]
Value = str | int | float | None

FACTS = ("path", "status", "error", "remark", "width", "height", "model", "weights_sha256")
WIDE = ("label", "score", "index", "wnid")
LONG = ("rank", *WIDE)
KIND = ("kind", "kind_score")

FEWEST_DECIMALS, MOST_DECIMALS = 4, 8


@dataclass(frozen=True, slots=True)
class TableModel:
    """The model of a table.

    Attributes:
        name: its id.
        sha256: of its weights, hex.
        label_set: the name of the set of its labels.
        label_of: how a label or term of whichever set is called.
    """

    name: str
    sha256: str
    label_set: str
    label_of: Callable[[LabelRef], Label]


@dataclass(frozen=True, slots=True)
class TableOptions:
    """What a table looks like. Which labels are in it is :class:`OpinionRule`'s to say.

    Attributes:
        layout: one row (or object) for each picture, or for each label of it.
        top_k: how many labels a wide table has columns for, from 1.
        root: the folder that paths are told from; None for absolute paths.
        bom: begin a CSV file with the mark by which Excel knows UTF-8.
        reviewed: with the columns that tell the person's own and confirmed tags apart.
        kinds: with the columns that tell what kind of picture it is.
    """

    layout: Layout
    top_k: int
    root: Path | None
    bom: bool = False
    reviewed: bool = True
    kinds: bool = False


@lru_cache(maxsize=20_000)  # there are 14,000 half-precision numbers from 0.0001 to 1
def format_score(score: float) -> str:
    """A score, 0 to 1, with as few decimals, at least 4, as tell it from its neighbours.

    Scores are kept in half precision; the text, read as half precision, gives the same number.
    """
    kept = struct.pack("<e", score)
    for decimals in range(FEWEST_DECIMALS, MOST_DECIMALS):
        text = f"{score:.{decimals}f}"
        if struct.pack("<e", float(text)) == kept:
            return text
    return f"{score:.{MOST_DECIMALS}f}"  # the smallest are 6e-8 apart


def _remark(outcome: Tagged) -> str | None:
    return None if outcome.remark is None else plain(str(english(outcome.remark)))


class Rows:
    """Turns pictures into rows of values, or into nested objects of the same facts."""

    def __init__(self, model: TableModel, options: TableOptions) -> None:
        self._model, self._options = model, options
        self._known: dict[LabelRef, tuple[str, str | None]] = {}
        self._name = plain(model.name)
        self._long_columns = (*LONG, "origin") if options.reviewed else LONG
        self._facts_columns = (*FACTS, *KIND) if options.kinds else FACTS

    @property
    def header(self) -> list[str]:
        """The names of the columns."""
        if self._options.layout == "long":
            return [*self._facts_columns, *self._long_columns]
        ranks = range(1, self._options.top_k + 1)
        labels = [f"{column}_{rank}" for rank in ranks for column in WIDE]
        by_person = ["confirmed", "own_tags"] if self._options.reviewed else []
        return [*self._facts_columns, *labels, *by_person]

    def flat(self, judged: Judged) -> list[list[Value]]:
        """The rows of a picture, each with a value for every column; at least one."""
        facts = self._facts(judged)
        if self._options.layout == "wide":
            return [facts + self._wide(judged.opinion)]
        return [facts + self._long(tag) for tag in judged.opinion.tags or (None,)]

    def nested(self, judged: Judged) -> dict[str, object]:
        """The facts of a picture with its labels in a list, each with the columns of "long"."""
        facts = dict(zip(self._facts_columns, self._facts(judged), strict=True))
        labels = [
            dict(zip(self._long_columns, self._long(tag), strict=True))
            for tag in judged.opinion.tags
        ]
        return {**facts, "labels": labels}

    def _facts(self, judged: Judged) -> list[Value]:
        outcome = judged.outcome
        status: list[Value] = (
            ["failed", plain(str(english(outcome.reason))), None, None, None]
            if isinstance(outcome, Failed)
            else ["tagged", None, _remark(outcome), outcome.width, outcome.height]
        )
        path = spell(outcome.path, self._options.root)
        facts = [path, *status, self._name, self._model.sha256]
        return facts + self._kind(judged.kind) if self._options.kinds else facts

    def _kind(self, kind: Tag | None) -> list[Value]:
        """The values of :data:`KIND`."""
        if kind is None or not isinstance(kind.key, LabelRef):
            return [None, None]
        score = None if kind.score is None else float(format_score(kind.score))
        return [plain(self._model.label_of(kind.key).name), score]

    def _wide(self, opinion: Opinion) -> list[Value]:
        values = [value for tag in opinion.ranked for value in self._label(tag)]
        values += [None] * (len(WIDE) * (self._options.top_k - len(opinion.ranked)))
        if self._options.reviewed:
            by_person = [tag for tag in opinion.tags if tag.origin != "automatic"]
            for origin in ("confirmed", "own"):
                names = [str(self._label(tag)[0]) for tag in by_person if tag.origin == origin]
                values.append("; ".join(names) or None)
        return values

    def _long(self, tag: Tag | None) -> list[Value]:
        if tag is None:
            return [None] * len(self._long_columns)
        return [tag.rank, *self._label(tag), tag.origin][: len(self._long_columns)]

    def _label(self, tag: Tag) -> list[Value]:
        """The values of :data:`WIDE`. The index is a number of this model's: others have none."""
        if not isinstance(tag.key, LabelRef):
            return [plain(tag.key), None, None, None]
        if tag.key not in self._known:
            label = self._model.label_of(tag.key)
            self._known[tag.key] = plain(label.name), plain(label.wnid) or None
        name, wnid = self._known[tag.key]
        score = None if tag.score is None else float(format_score(tag.score))
        index = tag.key.index if tag.key.label_set == self._model.label_set else None
        return [name, score, index, wnid]
