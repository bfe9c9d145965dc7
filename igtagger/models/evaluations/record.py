"""What a model said of pictures whose class is known: a value, and the JSON file it is kept in.

Training writes one beside the model (``evaluation.json``), ``igtagger evaluate`` makes one, too.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, NamedTuple

from igtagger import private
from igtagger.domain import SCORE_FLOOR
from igtagger.errors import BadValueError, ReportError, detail_of
from igtagger.files import write_whole
from igtagger.small_files import parse_json, read_small

Part = Literal["train", "held out"]
PARTS: tuple[Part, ...] = ("train", "held out")
FILE_NAME = "evaluation.json"
"""Beside a model that was trained here."""
LARGEST_FILE = 1 << 28
"""Bytes; a million pictures take about 150 MB."""


class ClassScore(NamedTuple):
    """The score of a class, 0 to 1."""

    label: int
    score: float


class NearPair(NamedTuple):
    """Two pictures that look nearly the same, by their places in the record.

    ``likeness`` is the cosine of their features, or 1 less the part of the difference hash's bits
    that differ: at most 1, which is the same.
    """

    first: int
    second: int
    likeness: float


@dataclass(frozen=True, slots=True)
class EvaluatedPicture:
    """One picture whose class is known.

    Attributes:
        path: where it was.
        label: the class that it shows, an index of the record's labels.
        part: whether the model has learned from it.
        scores: of the first few classes at least, best first; empty where it could not be read.
        familiarity: how much it looks like what the model has learned from, more is more alike;
            None where that is not known.
    """

    path: Path
    label: int
    part: Part
    scores: tuple[ClassScore, ...]
    familiarity: float | None = None

    @property
    def best(self) -> ClassScore | None:
        """The class in the first place; None where the picture could not be read."""
        return self.scores[0] if self.scores else None

    @property
    def is_right(self) -> bool:
        """Whether that is what the picture shows."""
        return bool(self.scores) and self.scores[0].label == self.label

    @property
    def own_score(self) -> float:
        """That of the class it shows, 0 to 1; 0 where that is not among those that are kept."""
        return next((each.score for each in self.scores if each.label == self.label), 0.0)

    @property
    def loss(self) -> float:
        """How surprised the model is by what it shows: ``-ln`` of :attr:`own_score`.

        What is not kept counts as the least score that is. Of what could not be read it is 0.
        """
        return -math.log(max(self.own_score, SCORE_FLOOR)) if self.scores else 0.0


@dataclass(frozen=True, slots=True)
class EvaluationRecord:
    """What a model said of pictures whose class is known.

    Attributes:
        model: what it is called.
        labels: the names of the classes; pictures name them by their places here.
        pictures: each once.
        near: pairs across the parts, or across the classes, that look nearly the same.
    """

    model: str
    labels: tuple[str, ...]
    pictures: tuple[EvaluatedPicture, ...]
    near: tuple[NearPair, ...] = field(default=())

    @property
    def judged(self) -> tuple[EvaluatedPicture, ...]:
        """Those by which the model is judged: what was held out, or all where nothing was."""
        held = tuple(each for each in self.pictures if each.part == "held out")
        return held or self.pictures

    @property
    def learned(self) -> tuple[EvaluatedPicture, ...]:
        """Those that the model has learned from."""
        return tuple(each for each in self.pictures if each.part == "train")


def save_record(record: EvaluationRecord, file: Path) -> None:
    """Keep ``record``, whole or not at all; nobody else may read it, as it names pictures.

    Raises:
        OSError: see :func:`igtagger.files.write_whole`.
    """
    private.make_folder(file.parent)
    text = json.dumps(to_json(record), separators=(",", ":"))
    write_whole(file, f"{text}\n".encode("ascii"))


def load_record(file: Path) -> EvaluationRecord:
    """What was kept in ``file``.

    Raises:
        ReportError: it is missing, cannot be read, or is no such file.
    """
    try:
        return from_json(parse_json(read_small(file, LARGEST_FILE)))
    except OSError as error:
        raise ReportError("report.unreadable", file=file, detail=detail_of(error)) from error
    except ValueError as error:
        raise ReportError("report.no-record", file=file, detail=detail_of(error)) from error


def to_json(record: EvaluationRecord) -> dict[str, Any]:
    """``record`` as JSON's values: see :func:`from_json`."""
    counts = {
        part: sum(each.part == part for each in record.pictures)
        for part in PARTS
        if any(each.part == part for each in record.pictures)
    }
    return {
        "model": record.model,
        "labels": list(record.labels),
        "parts": counts,
        "pictures": [_picture_to_json(each) for each in record.pictures],
        "near": [list(pair) for pair in record.near],
    }


def from_json(value: object) -> EvaluationRecord:
    """What JSON's values say.

    ``model`` and ``near`` may be lacking; ``parts`` is for people, and not looked at.

    Raises:
        BadValueError: they are not of that form, or an index is no label's, a score above 1.
    """
    top = _object(value)
    labels = tuple(_text(name) for name in _list(top.get("labels")))
    pictures = tuple(_picture_from_json(each, len(labels)) for each in _list(top.get("pictures")))
    near = tuple(_pair(each, len(pictures)) for each in _list(top.get("near", [])))
    return EvaluationRecord(_text(top.get("model", "")), labels, pictures, near)


def _picture_to_json(picture: EvaluatedPicture) -> dict[str, Any]:
    scores = [[label, round(score, 6)] for label, score in picture.scores]
    return {
        "path": str(picture.path),
        "label": picture.label,
        "part": picture.part,
        "scores": scores,
        "familiarity": picture.familiarity,
    }


def _picture_from_json(value: object, labels: int) -> EvaluatedPicture:
    given = _object(value)
    part = given.get("part")
    if part not in PARTS:
        raise BadValueError("report.form")
    scores = sorted(
        (_score(each, labels) for each in _list(given.get("scores"))), key=lambda each: -each.score
    )
    familiarity = given.get("familiarity")
    return EvaluatedPicture(
        Path(_text(given.get("path"))),
        _index(given.get("label"), labels),
        part,
        tuple(scores),
        None if familiarity is None else _number(familiarity),
    )


def _score(value: object, labels: int) -> ClassScore:
    label, score = _several(value, 2)
    if not 0 <= (number := _number(score)) <= 1.001:  # sums of rounded numbers
        raise BadValueError("report.form")
    return ClassScore(_index(label, labels), min(number, 1.0))


def _pair(value: object, pictures: int) -> NearPair:
    first, second, likeness = _several(value, 3)
    return NearPair(_index(first, pictures), _index(second, pictures), _number(likeness))


def _object(value: object) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise BadValueError("report.form")
    return value


def _list(value: object) -> Sequence[object]:
    if not isinstance(value, list):
        raise BadValueError("report.form")
    return value


def _several(value: object, count: int) -> Sequence[object]:
    if len(parts := _list(value)) != count:
        raise BadValueError("report.form")
    return parts


def _text(value: object) -> str:
    if not isinstance(value, str) or "\0" in value:
        raise BadValueError("report.form")
    return value


def _index(value: object, count: int) -> int:
    if type(value) is not int or not 0 <= value < count:
        raise BadValueError("report.form")
    return value


def _number(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise BadValueError("report.form")
    return float(value)
