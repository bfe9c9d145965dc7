"""The person's own tags as a whole: which there are, and changes of them on all pictures at once.

Pictures are in the library, what is said of tags themselves in the person's file of rules, what
they were taught in a store of its own. The library's record of a change tells of all, and is
written first: a change that was cut short in between is gone through with by whoever manages tags
next.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING

from igtagger.app.learned_tags.taught_tags import TaughtTags
from igtagger.domain import Reason, Review
from igtagger.errors import Cancelled, SettingsError, UsageError
from igtagger.labels.folding import folded
from igtagger.labels.own_tags import same_tag
from igtagger.labels.rule_lines import nearest
from igtagger.labels.rules import Meanings, tag_in
from igtagger.labels.tag_rules import TagEdit, rules_after, rules_moved
from igtagger.labels.term_names import TermNames
from igtagger.labels.vocabulary import COLOURS
from igtagger.labels.vocabulary_file import load_text, read_rules, save_text
from igtagger.library.tag_changes import GoingOn, TagCounts, TagPlan, TagRecord

if TYPE_CHECKING:
    from igtagger.library.facade import Library

_AT_ONCE = 1000


@dataclass(slots=True)
class ManagedTag:
    """An own tag, or a place of the person's own.

    Attributes:
        name: in the spelling that most pictures have.
        pictures: how many have it, whatever the spelling.
        spellings: the names in use that are this tag, the most used first; none of a place that no
            picture has as a tag.
        parents: what it stands under, in the person's language.
        words: other words for it.
        colour: one of :data:`~igtagger.labels.vocabulary.COLOURS`, or empty.
    """

    name: str
    pictures: int = 0
    spellings: list[str] = field(default_factory=list)
    parents: list[str] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    colour: str = ""


@dataclass(frozen=True, slots=True)
class ForeseenEdit:
    """What a change would come to.

    Attributes:
        edit: as it would be made, with names as they are spelled.
        counts: of pictures.
        joins: the new name is a tag already, so that two become one.
        changes_rules: something else is said of tags afterwards.
    """

    edit: TagEdit
    counts: TagCounts
    joins: bool
    changes_rules: bool


@dataclass(frozen=True, slots=True)
class MadeEdit:
    """A change that was made, undone or made again.

    Attributes:
        number: by which it is undone; 0 where nothing was to be changed.
        edit: what it was.
        pictures: how many have other tags by it.
        rules_changed: something else is said of tags.
        undone: it was undone.
    """

    number: int
    edit: TagEdit
    pictures: int
    rules_changed: bool
    undone: bool = False


class TagManager:
    """Lists tags and changes them. All methods may wait for the library: not for the GUI's thread.

    Args:
        library: where pictures' tags are.
        file: of the person's rules.
        names: what terms are called.
        taught: what tags were taught, which goes with their names.
        tell: told why rules cannot be written that belong to a change of pictures.
    """

    def __init__(
        self,
        library: Library,
        file: Path,
        names: TermNames,
        taught: TaughtTags,
        tell: Callable[[Reason], None] = lambda reason: None,
    ) -> None:
        self._library, self._file, self._names, self._tell = library, file, names, tell
        self._taught = taught
        for record in library.tag_records():
            if not record.settled:
                self._settle(record)

    def tags(self) -> list[ManagedTag]:
        """All own tags of the library, and all places of the person's own, by name.

        Raises:
            SettingsError: the file of rules cannot be read.
        """
        rules = read_rules(load_text(self._file), self._names).rules
        meanings, terms = Meanings(self._names, rules), self._names.tree.terms
        found: dict[str, ManagedTag] = {}
        for name, count in self._library.own_tags():
            tag = found.setdefault(same_tag(name), ManagedTag(name))
            tag.pictures += count
            tag.spellings.append(name)
        by_words = {folded(tag.name): tag for tag in found.values()}

        def of(name: str) -> ManagedTag:
            if folded(name) not in by_words:
                by_words[folded(name)] = found[same_tag(name)] = ManagedTag(name)
            return by_words[folded(name)]

        for rule in rules:
            value = str(rule.value)
            if rule.kind == "synonym":
                of(rule.name).words.append(value)
            elif rule.kind == "colour":
                of(rule.name).colour = value
            elif rule.kind == "under":
                own = [name for name in (rule.name, value) if meanings.term(name) not in terms]
                places = {name: of(name) for name in own}
                if rule.name in places:
                    places[rule.name].parents.append(self._shown(meanings.term(value), value))
        return sorted(found.values(), key=lambda tag: (folded(tag.name), tag.name))

    def _shown(self, id_: str, name: str) -> str:
        """What a place is called: by its term, where it is one, or as the rules have it."""
        term = self._names.tree.terms.get(id_)
        return self._names.shown.get(id_, term.name) if term is not None else name

    def foresee(self, edit: TagEdit) -> ForeseenEdit:
        """What would become of it.

        Raises:
            UsageError: there is no such tag, or what is asked for is no name, place or colour.
            SettingsError: the rules would contradict each other, or can only be changed by hand.
        """
        edit, joins = self._meant(edit)
        plan = self._plan(edit)
        counts = self._library.count_tags(plan.old, plan.new)
        return ForeseenEdit(edit, counts, joins, plan.new_rules is not None)

    def make(self, edit: TagEdit, going_on: GoingOn) -> MadeEdit:
        """Change all of it or nothing.

        Raises:
            UsageError, SettingsError: as of :meth:`foresee`.
            LibraryError: the disk is full, or another process holds the library for too long.
            Cancelled: ``going_on`` raised that.
        """
        edit, _ = self._meant(edit)
        plan = self._plan(edit)
        if not plan.old and plan.new_rules is None:
            return MadeEdit(0, edit, 0, rules_changed=False)
        seen = [0]

        def count(done: int, total: int) -> None:
            seen[0] = done
            going_on(done, total)

        number = self._library.change_tags(plan, count)
        rules_changed = self._settle(self._record(number)) and plan.new_rules is not None
        return MadeEdit(number, edit, seen[0], rules_changed)

    def move(self, number: int, going_on: GoingOn, *, back: bool) -> MadeEdit:
        """Undo a change, or make it again.

        Raises:
            UsageError: it is not kept any more.
            LibraryError, Cancelled: as of :meth:`make`.
        """
        record = self._record(number)
        pictures = 0
        if record.undone != back:
            pictures = self._library.move_tags(number, back=back, going_on=going_on)
            record = self._record(number)
        settled = not record.settled and self._settle(record)
        rules_changed = settled and record.new_rules is not None
        return MadeEdit(number, _read(record.edit), pictures, rules_changed, undone=back)

    def reviews_after(
        self, number: int, is_listed: Callable[[str], bool]
    ) -> Iterator[tuple[str, Review]]:
        """What is decided of the pictures that a change is about, as far as they are listed.

        Args:
            number: of the change.
            is_listed: told their paths.
        """
        paths = [p for p in self._library.paths_of_change(number) if is_listed(str(p))]
        for at in range(0, len(paths), _AT_ONCE):
            part = paths[at : at + _AT_ONCE]
            found = self._library.reviews(part)
            for path in part:
                yield str(path), found.get(path, Review())

    def records(self) -> list[TagRecord]:
        """The changes that can be undone or made again, the oldest first."""
        return self._library.tag_records()

    def last(self) -> int:
        """The number of the newest change that is not undone.

        Raises:
            UsageError: there is none.
        """
        made = [record.number for record in self._library.tag_records() if not record.undone]
        if not made:
            raise UsageError("tags.nothing-to-undo")
        return made[-1]

    def _record(self, number: int) -> TagRecord:
        for record in self._library.tag_records():
            if record.number == number:
                return record
        raise UsageError("tags.undone-later")

    def _settle(self, record: TagRecord) -> bool:
        """Have rules, and what was taught, be as the record says; whether they could be written.

        Pictures have their tags by then: why not is told, and the next one tries it again.
        """
        try:
            self._write_rules(record)
            self._taught.follow(_read(record.edit), undone=record.undone)
        except SettingsError as error:
            self._tell(error.reason)
            return False
        self._library.settle_tags(record.number)
        return True

    def _write_rules(self, record: TagRecord) -> None:
        if record.new_rules is None:
            return
        old, new = record.old_rules or "", record.new_rules or ""
        before, after = (new, old) if record.undone else (old, new)
        text = load_text(self._file)
        if text == before:
            save_text(self._file, after)
        elif text != after:  # somebody changed it meanwhile
            save_text(self._file, rules_moved(text, self._names, before, after))

    def _plan(self, edit: TagEdit) -> TagPlan:
        text = load_text(self._file)
        rules = rules_after(text, self._names, edit)
        old = frozenset(map(same_tag, edit.tags)) if edit.on_pictures else frozenset()
        new = edit.value if edit.kind in ("rename", "merge") else None
        changed = (text, rules) if rules != text else (None, None)
        return TagPlan(json.dumps(asdict(edit)), old, new, *changed)

    def _meant(self, edit: TagEdit) -> tuple[TagEdit, bool]:
        """The change with names as they are spelled, and whether a tag is joined to another."""
        known = {same_tag(tag.name): tag for tag in self.tags()}
        tags = tuple(dict.fromkeys(_known(name, known).name for name in edit.tags))
        if edit.kind in ("parent", "delete"):
            return replace(edit, tags=tags, value=" ".join(edit.value.split())), False
        if edit.kind == "colour":
            if edit.value and edit.value not in COLOURS:
                listed = ", ".join(COLOURS)
                raise UsageError("tags.no-colour", name=edit.value[:100], colours=listed)
            return replace(edit, tags=tags), False
        if not (value := tag_in(edit.value)):
            raise UsageError("tags.no-tag", name=edit.value[:100])
        gone = {same_tag(tag) for tag in tags}
        if edit.kind in ("rename", "merge"):
            value = self._main(value, known, gone)
            gone -= {same_tag(value)} if edit.kind == "merge" else set()
            tags = tuple(tag for tag in tags if same_tag(tag) in gone)
            is_same = not tags or (tags == (value,) and len(_spelled(known, value)) < 2)
        else:
            is_same = gone == {same_tag(value)}
        if is_same:
            raise UsageError("tags.same", name=value)
        joins = same_tag(value) in known and same_tag(value) not in gone
        return replace(edit, tags=tags, value=value), joins

    def _main(self, typed: str, known: dict[str, ManagedTag], gone: set[str]) -> str:
        """The tag that is meant by a new name: one that is there in its own spelling."""
        words = {folded(word): tag for tag in known.values() for word in tag.words}
        main = words.get(folded(typed))
        if main is None or same_tag(main.name) in gone:
            main = known.get(same_tag(typed))
        return typed if main is None or same_tag(main.name) in gone else main.name


def stopping_at(cancel: Event, shown: GoingOn) -> GoingOn:
    """Tells how far a change is, and ends it when ``cancel`` is set."""

    def going_on(done: int, total: int) -> None:
        if cancel.is_set():
            raise Cancelled
        shown(done, total)

    return going_on


def _known(name: str, known: dict[str, ManagedTag]) -> ManagedTag:
    """The tag of that name.

    Raises:
        UsageError: there is none.
    """
    found = known.get(same_tag(name)) or known.get(same_tag(tag_in(name)))
    if found is not None:
        return found
    names = {same_tag(tag.name): tag.name for tag in known.values()}
    if near := nearest(same_tag(name)[:100], names):
        raise UsageError("tags.unknown-near", name=name[:100], near=names[near])
    raise UsageError("tags.unknown", name=name[:100])


def _spelled(known: dict[str, ManagedTag], name: str) -> Sequence[str]:
    tag = known.get(same_tag(name))
    return tag.spellings if tag is not None else ()


def _read(edit: str) -> TagEdit:
    """A change as :meth:`TagManager._plan` wrote it down; nothing where another program did."""
    try:
        kept = json.loads(edit)
        return TagEdit(kept["kind"], tuple(kept["tags"]), kept["value"], kept["keep_words"])
    except (ValueError, TypeError, KeyError):
        return TagEdit("delete", ())
