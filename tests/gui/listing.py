"""Pictures and outcomes for the tests of the window."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
from PIL import Image
from PySide6.QtCore import QEvent, QObject, QRect
from PySide6.QtGui import QPaintEvent

from igtagger.app.picture_values import Listed
from igtagger.domain import Failed, LabelRef, Reason, Review, Tagged
from igtagger.gui.results.results_model import ResultsModel
from igtagger.labels.name_rule import NameRule
from igtagger.labels.naming import Naming
from igtagger.labels.sets import load_labels
from igtagger.labels.thresholds import Thresholds

LABEL_SET = "imagenet-1k"
FIVE = (281, 207, 817, 883, 985)
"""Labels that have no other in common: tabby, golden retriever, sports car, vase, daisy."""
NAMES = ("cat", "dog", "car", "cup", "Tree")
"""What they are called here, in that order; tests go by the places."""
EVERY_LABEL = Thresholds(
    label=(0.0, -20.0, -20.0, -20.0, -20.0),
    broad=50.0,
    by_breadth=0.0,
    least=0.0,
    sure=50.0,
    share=(0.0,) * 5,
    least_mass=(0.0,) * 5,
    further=1.0,
    least_further=0.0,
)
"""Each label from a sixteenth on is named, at detail 0 each from a half on; and no term."""


def naming_of(names: Mapping[int, str]) -> Naming:
    """Some labels of the set are called otherwise, all else as it is."""
    labels = load_labels(LABEL_SET)
    return Naming(names={labels[index].wnid: name for index, name in names.items()})


NAMING = naming_of(dict(zip(FIVE, NAMES, strict=True)))


def rule_of(naming: Naming = NAMING, thresholds: Thresholds = EVERY_LABEL) -> NameRule:
    return NameRule(naming, LABEL_SET, thresholds)


def ref(place: int) -> LabelRef:
    return LabelRef(LABEL_SET, FIVE[place])


def tagged(path: str, scores: dict[int, float], mtime_ns: int = 0) -> Listed:
    """``scores`` by place in :data:`FIVE`, best first."""
    indices = tuple(FIVE[place] for place in scores)
    outcome = Tagged(Path(path), 400, 300, indices, tuple(scores.values()))
    return Listed(path, mtime_ns, outcome)


def failed(path: str, code: str = "picture.empty") -> Listed:
    return Listed(path, 0, Failed(Path(path), Reason(code, path=path)))


def waiting(*paths: str) -> list[Listed]:
    return [Listed(path) for path in paths]


def reviewed(
    confirmed: tuple[int, ...] = (), rejected: tuple[int, ...] = (), own: tuple[str, ...] = ()
) -> Review:
    return Review(frozenset(map(ref, confirmed)), frozenset(map(ref, rejected)), own)


def empty_model() -> ResultsModel:
    return ResultsModel(rule_of())


def model_of(count: int) -> ResultsModel:
    """As many pictures, named by number, label and score in turn."""
    model = empty_model()
    model.add(
        tagged(f"/p/IMG_{number}.jpg", {number % 5: 0.9 - number % 7 / 10}, 1 + number)
        for number in range(count)
    )
    return model


def picture(file: Path, size: tuple[int, int] = (400, 300), colour: str = "red") -> Path:
    Image.new("RGB", size, colour).save(file)
    return file


def photograph(file: Path, size: tuple[int, int] = (1600, 1200)) -> Path:
    """Coarse noise: nothing about it compresses to a plain surface."""
    noise = np.random.default_rng(0).integers(0, 256, (12, 16, 3), np.uint8)
    Image.fromarray(noise).resize(size).save(file)
    return file


class PaintedParts(QObject):
    """Watches a widget for the parts of it that are painted."""

    def __init__(self, watched: QObject) -> None:
        super().__init__(watched)
        self.rects: list[QRect] = []
        watched.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        if isinstance(event, QPaintEvent):
            self.rects.append(event.rect())
        return False
