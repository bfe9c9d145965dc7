"""What the window has for judging, in one piece."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QWidget

from igtagger.gui.actions import Actions
from igtagger.gui.judging.review_keys import ReviewKeys
from igtagger.gui.judging.tag_set_keys import TagSetKeys
from igtagger.gui.keys.focus_keys import FocusKeys
from igtagger.gui.results.results_model import ResultsModel
from igtagger.gui.status_line import StatusLine
from igtagger.gui.tags.review_history import Reviews
from igtagger.gui.workspace import Workspace
from igtagger.settings import Preferences


class JudgingTools:
    """The keys that judge, tag sets, and the keys that go by the focus.

    Args:
        do: the actions.
        space: where pictures are selected.
        results: the pictures.
        reviews: what is decided about them.
        status: where it is told.
        preferences: those of the moment.
        prefer: keeps others.
        tag_sets_file: where tag sets are kept.
        window: the owner.
    """

    def __init__(
        self,
        do: Actions,
        space: Workspace,
        results: ResultsModel,
        reviews: Reviews,
        status: StatusLine,
        preferences: Callable[[], Preferences],
        prefer: Callable[[Preferences], None],
        tag_sets_file: Path,
        window: QWidget,
    ) -> None:
        self.keys = ReviewKeys(do, space, results, reviews, status, preferences, prefer, window)
        self.sets = TagSetKeys(do, space, reviews, status, tag_sets_file, window)
        self.focus_keys = FocusKeys(window)
        reviews.kept.connect(self.focus_keys.note_decision)
