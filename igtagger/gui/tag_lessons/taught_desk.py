"""What is done with taught tags as a whole. No Qt; every method may take a while."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from igtagger.app.learned_tags.lessons import Lessons
from igtagger.app.learned_tags.taught_files import (
    check_model,
    content_of,
    import_tags,
    is_taught_file,
)
from igtagger.app.own_places import precious
from igtagger.errors import IgTaggerError
from igtagger.export.destinations import Destination
from igtagger.labels.own_tags import same_tag
from igtagger.models.taught import TAUGHT, TaughtTag

if TYPE_CHECKING:
    from igtagger.app.context import Context


@dataclass(frozen=True, slots=True)
class TaughtList:
    """The tags that were taught.

    Attributes:
        tags: by name.
        said: of how many pictures each would be said, by index, as far as it is known.
        titles: of models, by their ids.
    """

    tags: Sequence[TaughtTag]
    said: dict[int, int]
    titles: dict[str, str]


class TaughtDesk:
    """Lists, changes, exports and imports taught tags.

    Args:
        context: library, catalogue and weights.
        lessons: has their store.
        title_of: what a model is called, by its id.
    """

    def __init__(self, context: Context, lessons: Lessons, title_of: Callable[[str], str]) -> None:
        self._context, self._lessons, self._title_of = context, lessons, title_of
        self._store = lessons.store

    def tags(self) -> TaughtList:
        """All of them; without counts where the model's weights or features are not here."""
        tags = sorted(self._store.tags(), key=lambda tag: (same_tag(tag.name), tag.name))
        titles = {tag.model_id: self._title_of(tag.model_id) for tag in tags}
        try:
            said = self._lessons.said()
        except IgTaggerError:
            said = {}
        return TaughtList(tags, said, titles)

    def is_in_use(self, name: str) -> bool:
        """Whether any picture has the own tag."""
        own = (same_tag(each) for each, _ in self._context.library.own_tags())
        return same_tag(name) in own

    def switch(self, name: str, *, on: bool) -> None:
        """Have a tag said by itself, or no more.

        Raises:
            UsageError: it has too few examples for that.
            SettingsError: it cannot be written; so for all below.
        """
        self._store.switch(name, automatic=on)

    def rename(self, name: str, new: str) -> None:
        """Call one otherwise that no picture has.

        Raises:
            UsageError: there is another one of that name.
        """
        self._store.rename(name, new)

    def forget(self, names: Sequence[str]) -> None:
        """Let go of what was taught."""
        for name in names:
            self._store.remove(name)

    def export(self, names: Sequence[str], file: Path) -> None:
        """Write some into a file, in the place of another one of its kind.

        Raises:
            UsageError: one of them has no example yet.
            ExportError: it cannot be written, or what is there must not be written over.
        """
        wanted = {same_tag(name) for name in names}
        tags = [tag for tag in self._store.tags() if same_tag(tag.name) in wanted]
        content = content_of(tags)
        own = precious(self._context.settings, ())
        with Destination(file, is_taught_file, own).open_bytes() as stream:
            stream.write(content)

    def import_file(self, file: Path, *, replacing: bool = False) -> list[str]:
        """Take in what is in a file; the names of the tags.

        Raises:
            UsageError: it is none, or one of these names was taught already: ``taught.clash``.
            WeightsError: they are of a model that is not here.
        """
        context = self._context

        def check(tag: TaughtTag) -> None:
            check_model(tag, context.catalog, context.store)

        least = context.library.next_label(TAUGHT)
        taken = import_tags(self._store, file, check, replacing=replacing, least_index=least)
        return [tag.name for tag in taken]
