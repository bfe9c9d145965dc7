"""Pictures with made features, of which some are alike, and what teaches tags of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest
import shiboken6
from numpy.typing import NDArray
from PIL import Image
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from igtagger.app.learned_tags.lessons import Lessons, TagLesson
from igtagger.app.learned_tags.taught_tags import TaughtTags
from igtagger.domain import Review, Tagged
from igtagger.gui.results.results_model import ResultsModel
from igtagger.gui.runs.making_features import MakingFeatures
from igtagger.gui.tag_lessons.teach_dialog import TeachDialog
from igtagger.gui.tags.review_history import Reviews
from igtagger.gui.views.thumbnails import Thumbnails
from igtagger.library.facade import Library
from igtagger.library.features import FeaturesKey
from igtagger.library.images import FileStamp
from igtagger.library.outcomes import Entry, ModelKey
from igtagger.models.catalog import everyday
from tests.gui.listing import naming_of, rule_of

CHANNELS = 1280
ALIKE, OTHERS = 12, 48
KEY = ModelKey("tiny", "0" * 64, "plain")
FEATURES = FeaturesKey(everyday().id, everyday().weights.sha256, "plain")
LONG = 20_000


def vectors(count: int, kind: int, seed: int) -> NDArray[np.float32]:
    """Of pictures of one kind: much of the channels that are that kind's, and some of all."""
    noise = np.random.default_rng(seed).random((count, CHANNELS), np.float32)
    noise[:, kind * 160 : (kind + 1) * 160] += 3
    return noise


class School:
    """A library of :data:`ALIKE` sunsets, `s00.png` and on, among others, `o00.png` and on."""

    def __init__(self, qtbot: QtBot, folder: Path) -> None:
        self.qtbot, self.folder = qtbot, folder
        self.library = Library.open(folder / "library.sqlite", on_message=pytest.fail)
        self.model = ResultsModel(rule_of(naming_of({207: "dog"})))
        self.reviews = Reviews(self.model, lambda: self.library)
        self.store = TaughtTags(folder / "taught", pytest.fail)
        self.lessons = Lessons(lambda: self.library, self.store, lambda: FEATURES)
        self.thumbnails = Thumbnails(folder / "thumbnails")
        self.window = QWidget()
        self.making = MakingFeatures(lambda roots: lambda cancel: iter(()), parent=self.window)
        self.window.resize(900, 700)
        self.sunsets = [folder / f"s{n:02}.png" for n in range(ALIKE)]
        self.others = [folder / f"o{n:02}.png" for n in range(OTHERS)]

    def fill(self) -> None:
        """Keep what all of them look like."""
        self.keep(self.sunsets, vectors(ALIKE, 0, 1))
        for kind in (1, 2, 3):
            self.keep(self.others[kind - 1 :: 3], vectors(OTHERS // 3, kind, 1 + kind))

    def keep(self, paths: Sequence[Path], made: NDArray[np.float32]) -> None:
        """Have pictures, and their features in the library."""
        entries = []
        for path, vector in zip(paths, made, strict=True):
            shade = sum(path.name.encode()) % 256
            Image.new("RGB", (32, 24), (shade, 90, 30)).save(path)
            mark = path.name.encode().ljust(16, b"0")[:16]
            outcome = Tagged(path, 32, 24, (207,), (0.9,))
            entries.append(Entry(outcome, FileStamp.of(path), mark, features=((FEATURES, vector),)))
        self.library.save(KEY, entries)

    def tag(self, name: str, *paths: Path) -> None:
        """Make pictures examples."""
        self.library.save_reviews({path: Review(own=(name,)) for path in paths})

    def lesson(self, name: str = "sunset") -> TagLesson:
        return self.lessons.of(name)

    def opened(self, name: str = "sunset") -> TeachDialog:
        """The page that teaches a tag, once it knows what to suggest."""
        self.qtbot.addWidget(self.window)
        self.window.show()
        page = TeachDialog(
            self.lesson(name), self.making, self.reviews, self.thumbnails, 96, self.window
        )
        page.open()
        self.qtbot.waitExposed(page)
        self.settle(page)
        return page

    def settle(self, page: TeachDialog) -> None:
        """Until all is decided, and what is suggested is the newest."""
        self.qtbot.waitUntil(lambda: not self.reviews.busy and not page.asking.busy, timeout=LONG)

    def stored(self, path: Path) -> Review:
        return self.library.reviews([path]).get(path, Review())

    def close(self) -> None:
        self.reviews.finish()
        self.thumbnails.close()
        self.library.close()
        for thing in (self.window, self.reviews, self.model):
            if shiboken6.isValid(thing):
                shiboken6.delete(thing)


def kept(qtbot: QtBot, folder: Path) -> Iterator[School]:
    """For fixtures."""
    school = School(qtbot, folder)
    school.fill()
    yield school
    school.close()
