"""What a table says of a picture: its columns, and the facts in them."""

from __future__ import annotations

import struct
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from igtagger.domain import Failed, FileFacts, LabelRef, Layer, Outcome, Reason
from igtagger.export.made_files import MadeFiles, NoMadeFiles
from igtagger.export.paths import spell, told_from
from igtagger.export.spelling import plain
from igtagger.labels.opinions import Judged, Opinion, Tag
from igtagger.labels.sets import label_of, load_labels
from igtagger.labels.tree import TERMS, term_id
from igtagger.messages import english

if TYPE_CHECKING:
    from igtagger.labels.name_rule import NameRule
    from igtagger.labels.naming import Naming

Layout = Literal["simple", "wide", "long"]
LAYOUTS: tuple[Layout, ...] = ("simple", "wide", "long")
Value = str | int | float | None

FACTS = ("path", "status", "error", "remark", "width", "height", "model", "weights_sha256")
KIND = ("kind", "kind_score")
SIMPLE = ("path", "tags", "score", "kind", "error", "remark")
WIDE = ("label", "score", "index", "wnid")
LONG = ("rank", *WIDE, "level", "id")
FILE = ("file_keywords", "rating", "taken", "camera")
"""What others said in the file, behind all other columns."""

MOST_PARTS = 20
"""So many labels are told of those that a name is the sum of; the others are summed."""

FEWEST_DECIMALS, MOST_DECIMALS = 4, 8


@dataclass(frozen=True, slots=True)
class TableModel:
    """The model of a table.

    Attributes:
        name: its id.
        sha256: of its weights, hex.
        label_set: the name of the set of its labels.
        naming: what labels and terms of whichever set are called.
        rule: how pictures are named; None where a table has the labels as the model ranks them.
    """

    name: str
    sha256: str
    label_set: str
    naming: Naming
    rule: NameRule | None = None

    @property
    def has_wnids(self) -> bool:
        """Whether anything that it says has a WordNet id."""
        if self.rule is None:
            return any(label.wnid for label in load_labels(self.label_set))
        return any(self.naming.label_of(key).wnid for key in self.rule.candidates.keys)

    def parts(self, judged: Judged, tag: Tag) -> list[tuple[LabelRef, float]]:
        """The labels whose scores a name is the sum of, with these, best first.

        None of a label that is the sum of nothing else, and of what has no score.
        """
        outcome, key = judged.outcome, tag.key
        if (
            self.rule is None
            or tag.score is None
            or isinstance(outcome, Failed)
            or not isinstance(key, LabelRef)
        ):
            return []
        layer = Layer(self.label_set, outcome.indices, outcome.scores)
        parts = self.rule.parts(key, layer, judged.review)
        return [] if [ref for ref, _ in parts] == [key] else parts


def untold(reason: Reason) -> None:
    """Nobody wants to know it."""


@dataclass(frozen=True, slots=True)
class TableOptions:
    """What a table looks like. Which names are in it is :class:`OpinionRule`'s to say.

    Attributes:
        layout: one row (or object) for each picture, simple or with all facts, or for each name.
        top_k: how many names a wide table has columns for, from 1.
        root: the folder that paths are told from; None for absolute paths.
        bom: begin a CSV file with the mark by which Excel knows UTF-8.
        reviewed: with the columns that tell the person's own and confirmed tags apart.
        kinds: with the columns that tell what kind of picture it is.
        why: on the terminal, tell what each name is the sum of. JSON always does.
        nothing: on the terminal, what is said of a picture without a name.
        delimiter: what stands between the cells of a CSV file.
        decimal: what stands before the decimals of a score in a CSV file.
        tell: hears at the end what is to be known of what was written, and what was not.
        made: remembers which files beside pictures are ours, to be renewed without a question.
    """

    layout: Layout
    top_k: int
    root: Path | None
    bom: bool = False
    reviewed: bool = True
    kinds: bool = False
    why: bool = False
    nothing: str = "nothing sure enough to name"
    delimiter: str = ","
    decimal: str = "."
    tell: Callable[[Reason], None] = untold
    made: MadeFiles = field(default_factory=NoMadeFiles)


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


def written(score: float | None) -> float | None:
    """The number that stands in a table for a score."""
    return None if score is None else float(format_score(score))


class Rows:
    """Turns pictures into rows of values, or into nested objects of the same facts."""

    def __init__(self, model: TableModel, options: TableOptions) -> None:
        self._model, self._options = model, options
        self._known: dict[LabelRef, dict[str, Value]] = {}
        self._name = plain(model.name)
        self._facts_columns = (*FACTS, *KIND) if options.kinds else FACTS
        self._wide_columns = self._columns_of_wide() if options.layout == "wide" else ()
        self._long_columns = (*LONG, "origin") if options.reviewed else LONG
        self._by_origin = self._columns_by_origin()

    def _columns_of_wide(self) -> tuple[str, ...]:
        """None that is empty whatever is in the pictures; terms have no index."""
        there = {"index": self._model.rule is None, "wnid": self._model.has_wnids}
        return tuple(column for column in WIDE if there.get(column, True))

    def _columns_by_origin(self) -> dict[str, str]:
        """Columns at the end of a wide table, by the origin of the tags in them."""
        naming, reviewed = self._model.naming, self._options.reviewed
        columns = {"confirmed": "confirmed", "own": "own_tags"} if reviewed else {}
        if naming.taught:
            columns["taught"] = "taught_tags"
        if reviewed and self._model.rule is not None and naming.vocabulary.ancestors:
            columns["implied"] = "implied"
        return columns

    @property
    def header(self) -> list[str]:
        """The names of the columns."""
        if self._options.layout == "simple":
            return [column for column in SIMPLE if column != "kind" or self._options.kinds]
        if self._options.layout == "long":
            return [*self._facts_columns, *self._long_columns, *FILE]
        ranks = range(1, self._options.top_k + 1)
        names = [f"{column}_{rank}" for rank in ranks for column in self._wide_columns]
        return [*self._facts_columns, *names, *self._by_origin.values(), *FILE]

    def flat(self, judged: Judged) -> list[list[Value]]:
        """The rows of a picture, each with a value for every column; at least one."""
        if self._options.layout == "simple":
            return [self._simple(judged)]
        facts, file = self._facts(judged), _of_file(judged.facts)
        if self._options.layout == "wide":
            return [facts + self._wide(judged.opinion) + file]
        return [facts + self._long(tag) + file for tag in judged.opinion.tags or (None,)]

    def nested(self, judged: Judged) -> dict[str, object]:
        """The facts of a picture with its names in a list, each with the columns of "long".

        Keywords of the file are a list, too.
        """
        facts = dict(zip(self._facts_columns, self._facts(judged), strict=True))
        labels = [
            dict(zip(self._long_columns, self._long(tag), strict=True)) | self.sum_of(judged, tag)
            for tag in judged.opinion.tags
        ]
        file: dict[str, object] = dict(zip(FILE, _of_file(judged.facts), strict=True))
        file["file_keywords"] = [plain(word) for word in judged.facts.keywords]
        return {**facts, "labels": labels, **file}

    def names(self, judged: Judged) -> list[str]:
        """What a picture's tags are called, each once and on one line."""
        return list(dict.fromkeys(map(self._text, judged.opinion.tags)))

    def kind_name(self, judged: Judged) -> str | None:
        """What the kind of a picture is called; None where it is not known."""
        return None if judged.kind is None else self._text(judged.kind)

    def sum_of(self, judged: Judged, tag: Tag | None) -> dict[str, object]:
        """What a name is the sum of, for an object: see :meth:`TableModel.parts`."""
        parts = [] if tag is None else self._model.parts(judged, tag)
        told, others = parts[:MOST_PARTS], parts[MOST_PARTS:]
        return {
            "parts": [
                {"label": self._called(ref)["label"], "score": written(score)}
                for ref, score in told
            ],
            "rest": written(sum(score for _, score in others)) if others else None,
        }

    def _facts(self, judged: Judged) -> list[Value]:
        outcome = judged.outcome
        path = spell(outcome.path, self._options.root)
        status: list[Value] = (
            ["failed", *self._notes(outcome), None, None]
            if isinstance(outcome, Failed)
            else ["tagged", *self._notes(outcome), outcome.width, outcome.height]
        )
        facts = [path, *status, self._name, self._model.sha256]
        return facts + self._kind(judged.kind) if self._options.kinds else facts

    def _kind(self, kind: Tag | None) -> list[Value]:
        """The values of :data:`KIND`."""
        return [None, None] if kind is None else [self._text(kind), written(kind.score)]

    def _simple(self, judged: Judged) -> list[Value]:
        """The values of :data:`SIMPLE`."""
        tags = judged.opinion.tags
        values: list[Value] = [
            spell(judged.outcome.path, self._options.root),
            "; ".join(map(self._text, tags)) or None,
            written(tags[0].score) if tags else None,
        ]
        if self._options.kinds:
            values.append(None if judged.kind is None else self._text(judged.kind))
        return values + self._notes(judged.outcome)

    def _notes(self, outcome: Outcome) -> list[Value]:
        """Why it failed, and what is to be known of it all the same."""
        if isinstance(outcome, Failed):
            return [self._words(outcome.reason, outcome.path), None]
        remark = outcome.remark
        return [None, None if remark is None else self._words(remark, outcome.path)]

    def _words(self, reason: Reason, path: Path) -> str:
        """In English, with the path as the column of paths tells it."""
        told = told_from(path, self._options.root).as_posix()
        return plain(str(english(reason.but(path=told))))

    def _wide(self, opinion: Opinion) -> list[Value]:
        values: list[Value] = []
        for tag in opinion.ranked:
            facts = self._of(tag)
            values += [facts[column] for column in self._wide_columns]
        lacking = self._options.top_k - len(opinion.ranked)
        values += [None] * (len(self._wide_columns) * lacking)
        for origin in self._by_origin:
            names = [self._text(tag) for tag in opinion.tags if tag.origin == origin]
            values.append("; ".join(names) or None)
        return values

    def _long(self, tag: Tag | None) -> list[Value]:
        if tag is None:
            return [None] * len(self._long_columns)
        facts = self._of(tag)
        return [facts[column] for column in self._long_columns]

    def _of(self, tag: Tag) -> dict[str, Value]:
        """The values of :data:`LONG`, and the origin."""
        facts: dict[str, Value] = {
            "rank": tag.rank,
            "score": written(tag.score),
            "origin": tag.origin,
        }
        return facts | self._called(tag.key)

    def _text(self, tag: Tag) -> str:
        return str(self._called(tag.key)["label"])

    def _called(self, key: LabelRef | str) -> dict[str, Value]:
        """What a tag is, whatever the picture. The index is a number of this model's alone."""
        if isinstance(key, str):
            own = {"label": plain(key), "level": "own"}
            return dict.fromkeys(("index", "wnid", "id")) | own
        if key not in self._known:
            label, is_label = self._model.naming.label_of(key), key.label_set != TERMS
            self._known[key] = {
                "label": plain(label.name),
                "index": key.index if key.label_set == self._model.label_set else None,
                "wnid": plain(label.wnid) or None,
                "level": "label" if is_label else "term",
                "id": self._id(key),
            }
        return self._known[key]

    def _id(self, ref: LabelRef) -> str | None:
        """In the tree; None of a term that is no longer there."""
        if (term := self._model.naming.term(ref)) is not None:
            return plain(term.id)
        return None if ref.label_set == TERMS else term_id(ref.label_set, label_of(ref))


def _of_file(facts: FileFacts) -> list[Value]:
    """The values of :data:`FILE`."""
    words = "; ".join(map(plain, facts.keywords)) or None
    taken = None if facts.taken is None else facts.taken.isoformat()
    return [words, facts.rating, taken, plain(facts.camera) or None]
