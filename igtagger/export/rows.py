"""What a table says of an outcome: its columns, and the facts in them."""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal, NamedTuple

from igtagger.domain import Failed, Label, LabelRef, Outcome, Review, Tagged
from igtagger.export.paths import spell
from igtagger.export.spelling import plain
from igtagger.messages import english

Format = Literal["csv", "json", "jsonl"]
Layout = Literal["wide", "long"]
Value = str | int | float | None

FACTS = ("path", "status", "error", "width", "height", "model", "weights_sha256")
WIDE = ("label", "score", "index", "wnid")
LONG = ("rank", *WIDE)

FEWEST_DECIMALS, MOST_DECIMALS = 4, 8
NO_REVIEW = Review()


@dataclass(frozen=True, slots=True)
class TableModel:
    """The model of a table: its name, the SHA-256 of its weights (hex), its labels by index."""

    name: str
    sha256: str
    labels: Sequence[Label]


@dataclass(frozen=True, slots=True)
class TableOptions:
    """What is written, and how.

    Attributes:
        format: the kind of file.
        layout: one row (or object) for each image, or for each label of it.
        top_k: most labels an image, from 1.
        min_score: labels below are left out; 0 to 1.
        root: the folder that paths are told from; None for absolute paths.
        bom: begin a CSV file with the mark by which Excel knows UTF-8.
        reviews: what the person decided about an image. Where given, the labels that were rejected
            are left out, those that were confirmed are always in, own tags are added, and columns
            tell them apart.
        label_set: the set of the model's labels, for ``reviews``.
    """

    format: Format
    layout: Layout
    top_k: int
    min_score: float
    root: Path | None
    bom: bool = False
    reviews: Callable[[Path], Review] | None = None
    label_set: str = ""


class TagCells(NamedTuple):
    """One label of an image, or one own tag. The rank counts labels that were not rejected."""

    rank: int | None = None
    label: str | None = None
    score: float | None = None
    label_index: int | None = None
    wnid: str | None = None
    origin: Literal["automatic", "confirmed", "own"] | None = None


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


class Rows:
    """Turns outcomes into rows of values, or into nested objects of the same facts."""

    def __init__(self, model: TableModel, options: TableOptions) -> None:
        self._model, self._options = model, options
        self._labels = tuple((plain(x.name), plain(x.wnid) or None) for x in model.labels)
        self._name = plain(model.name)

    @property
    def header(self) -> list[str]:
        """The names of the columns."""
        reviewed = self._options.reviews is not None
        if self._options.layout == "long":
            return [*FACTS, *LONG, *(["origin"] if reviewed else [])]
        ranks = range(1, self._options.top_k + 1)
        labels = [f"{column}_{rank}" for rank in ranks for column in WIDE]
        return [*FACTS, *labels, *(["confirmed", "own_tags"] if reviewed else [])]

    def flat(self, outcome: Outcome) -> list[list[Value]]:
        """The rows of an outcome, each with a value for every column; at least one."""
        facts = self._facts(outcome)
        ranked, others = self._entries(outcome)
        if self._options.layout == "wide":
            return [facts + self._wide(ranked, others)]
        return [facts + self._long(entry) for entry in [*ranked, *others] or [TagCells()]]

    def nested(self, outcome: Outcome) -> dict[str, object]:
        """The facts of an outcome with its labels in a list, each with the columns of "long"."""
        ranked, others = self._entries(outcome)
        columns = self._long_columns
        labels = [
            dict(zip(columns, self._long(entry), strict=True)) for entry in [*ranked, *others]
        ]
        return {**dict(zip(FACTS, self._facts(outcome), strict=True)), "labels": labels}

    @property
    def _long_columns(self) -> tuple[str, ...]:
        return LONG if self._options.reviews is None else (*LONG, "origin")

    def _facts(self, outcome: Outcome) -> list[Value]:
        status: list[Value] = (
            ["failed", plain(str(english(outcome.reason))), None, None]
            if isinstance(outcome, Failed)
            else ["tagged", None, outcome.width, outcome.height]
        )
        path = spell(outcome.path, self._options.root)
        return [path, *status, self._name, self._model.sha256]

    def _wide(self, ranked: list[TagCells], others: list[TagCells]) -> list[Value]:
        values: list[Value] = []
        for entry in ranked:
            values += (entry.label, entry.score, entry.label_index, entry.wnid)
        values += [None] * (len(WIDE) * (self._options.top_k - len(ranked)))
        if self._options.reviews is not None:
            for origin in ("confirmed", "own"):
                names = (e.label or "" for e in [*ranked, *others] if e.origin == origin)
                values.append("; ".join(names) or None)
        return values

    def _long(self, entry: TagCells) -> list[Value]:
        return list(entry[: len(self._long_columns)])

    def _entries(self, outcome: Outcome) -> tuple[list[TagCells], list[TagCells]]:
        """The labels that the options ask for, by rank; and what only the person puts in."""
        look_up = self._options.reviews
        review = NO_REVIEW if look_up is None else look_up(outcome.path)
        open_ = self._indices(review.confirmed)
        ranked: list[TagCells] = []
        others: list[TagCells] = []
        for rank, index, score in self._remaining(outcome, self._indices(review.rejected)):
            asked_for = rank <= self._options.top_k and score >= self._options.min_score
            if not asked_for and not open_:
                break
            if asked_for or index in open_:
                entry = self._entry(rank, index, score, confirmed=index in open_)
                (ranked if asked_for else others).append(entry)
                open_.discard(index)
        others += [self._entry(None, index, None, confirmed=True) for index in sorted(open_)]
        others += [TagCells(label=plain(tag), origin="own") for tag in review.own]
        return ranked, others

    def _indices(self, references: frozenset[LabelRef]) -> set[int]:
        return {ref.index for ref in references if ref.label_set == self._options.label_set}

    @staticmethod
    def _remaining(outcome: Outcome, rejected: set[int]) -> Iterator[tuple[int, int, float]]:
        if isinstance(outcome, Tagged):
            pairs = zip(outcome.indices, outcome.scores, strict=True)
            kept = (pair for pair in pairs if pair[0] not in rejected)
            for rank, (index, score) in enumerate(kept, 1):
                yield rank, index, score

    def _entry(
        self, rank: int | None, index: int, score: float | None, *, confirmed: bool
    ) -> TagCells:
        name, wnid = self._labels[index]
        written = None if score is None else float(format_score(score))
        return TagCells(rank, name, written, index, wnid, "confirmed" if confirmed else "automatic")
