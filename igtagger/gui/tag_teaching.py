"""Teaching own tags: opens what it is done in, and does what takes long."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial

from PySide6.QtCore import QObject, Signal

from igtagger.app.learned_tags.label_directions import label_directions
from igtagger.app.learned_tags.lessons import Lessons
from igtagger.errors import IgTaggerError
from igtagger.gui.actions import Actions
from igtagger.gui.jobs.asking import Asking
from igtagger.gui.jobs.problems import Problem
from igtagger.gui.model_windows import model_words
from igtagger.gui.runs.feature_work import FeatureWork
from igtagger.gui.runs.making_features import MakingFeatures
from igtagger.gui.runs.session import Session
from igtagger.gui.tag_lessons.example_dialog import ExampleDialog
from igtagger.gui.tag_lessons.taught_desk import TaughtDesk
from igtagger.gui.tag_lessons.taught_dialog import TaughtDialog
from igtagger.gui.tag_lessons.teach_dialog import TeachDialog
from igtagger.gui.tags.review_history import Reviews
from igtagger.gui.views.thumbnails import Thumbnails
from igtagger.gui.workspace import Workspace
from igtagger.labels import own_tags
from igtagger.library.features import FeaturesKey

_CLOSING_SECONDS = 5.0


class TagTeaching(QObject):
    """The tag that is meant, the page that teaches it, the list of all, features that are missing.

    Args:
        do: whose actions are connected here.
        space: where tags and pictures are chosen.
        session: has the model that is chosen.
        features: tells which ones are missing.
        making: makes them.
        reviews: what is decided.
        thumbnails: where the small pictures come from.

    Attributes:
        store: of taught tags.
        page: the one that is open; None where none is.

    Signals:
        problem: a :class:`Problem`.
        changed: other tags are said of pictures by themselves.
    """

    problem = Signal(object)
    changed = Signal()

    def __init__(
        self,
        do: Actions,
        space: Workspace,
        session: Session,
        features: FeatureWork,
        making: MakingFeatures,
        reviews: Reviews,
        thumbnails: Thumbnails,
    ) -> None:
        window = space.window()
        super().__init__(window)
        self._space, self._session, self._reviews = space, session, reviews
        self._features, self._making = features, making
        self._thumbnails, self._window = thumbnails, window
        self._key: FeaturesKey | None = None
        self.store = session.context.taught_store
        self._lessons = Lessons(
            lambda: session.context.library,
            self.store,
            self._features_key,
            partial(label_directions, session.context.find, session.context.store),
        )
        self._desk = TaughtDesk(session.context, self._lessons, self._title_of)
        self._asking = Asking(self)
        self._asking.problem.connect(self._tell)
        self.page: TeachDialog | None = None
        do.more_like.triggered.connect(lambda *_: self._open_meant())
        do.taught.triggered.connect(lambda *_: self.open_list())
        space.tags.more_requested.connect(self.open)
        space.details.more_requested.connect(self.open)
        making.ended.connect(self._use_made)

    def _title_of(self, model_id: str) -> str:
        try:
            return model_words.title(self._session.context.find(model_id))
        except IgTaggerError:
            return model_id

    def _features_key(self) -> FeaturesKey:
        assert self._key is not None
        return self._key

    def _has_key(self) -> bool:
        """Whether the model is here; else it is asked for, as for a run."""
        self._key = self._features.key()
        if self._key is None:
            self._session.weights_wanted.emit(self._session.spec.id)
        return self._key is not None

    # The tag that is meant

    def _open_meant(self) -> None:
        """The own tag by which pictures are filtered; else what the selected pictures show."""
        chosen, rows = self._space.tags.active, self._space.rows()
        if isinstance(chosen, str):
            self.open(chosen)
        elif rows:
            self._ask_name(rows)
        else:
            self.open_list()

    def _ask_name(self, rows: Sequence[int]) -> None:
        own = [self._reviews.model.pictures.review(row).own for row in rows]
        shared = [name for name in own[0] if all(own_tags.has(names, name) for names in own)]
        dialog = ExampleDialog(
            len(rows), self._reviews.own.names, "".join(shared[:1]), self._window
        )
        dialog.named.connect(lambda name: self._teach(rows, name))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _teach(self, rows: Iterable[int], name: str) -> None:
        name = self._reviews.model.pictures.naming.main_tag(name)
        self._reviews.add_own(rows, [name])
        self.open(name)

    # The page

    def open(self, name: str) -> None:
        """Suggest pictures for an own tag."""
        if not self._has_key():
            return
        lesson = self._lessons.of(name)
        edge = self._space.grid.edge
        page = TeachDialog(
            lesson, self._making, self._reviews, self._thumbnails, edge, self._window
        )
        page.switched.connect(self.changed)
        page.left.connect(partial(self._leave, page))
        self.page = page
        page.open()
        self._count_missing()

    def _leave(self, page: TeachDialog) -> None:
        """Keep what was learned, and renew what is said by itself."""
        if self.page is page:
            self.page = None

        def kept(says_otherwise: bool) -> None:
            if says_otherwise:
                self.changed.emit()

        if page.has_learned:
            self._asking.ask(f"keep {page.source.name}", page.source.keep, kept, self._refuse)

    def _refuse(self, error: IgTaggerError) -> None:
        self._tell(Problem.of(error))

    def _tell(self, problem: Problem) -> None:
        """Where the person looks: the page is over the window."""
        if self.page is not None:
            self.page.tell_problem(problem)
        else:
            self.problem.emit(problem)

    # All of them

    def open_list(self) -> None:
        """Show all tags that were taught."""
        if not self._has_key():
            return
        dialog = TaughtDialog(self._desk, self._reviews, self._window)
        dialog.changed.connect(self.changed)
        dialog.improve_wanted.connect(self.open)
        dialog.open()

    # Features that are missing

    def _count_missing(self) -> None:
        if not self._making.running:
            self._asking.ask("missing", self._features.counting(), self._show_missing, self._refuse)

    def _show_missing(self, missing: int) -> None:
        if self.page is not None:
            self.page.show_missing(missing)

    def _use_made(self) -> None:
        self._asking.ask("refresh", self._lessons.refresh, self._show_more, self._refuse)

    def _show_more(self, _: object) -> None:
        self._count_missing()
        if self.page is not None:
            self.page.refresh()

    def close(self) -> None:
        """Leave the page; what was learned is kept."""
        if self.page is not None:
            self.page.reject()
        self._asking.close(_CLOSING_SECONDS)
