"""What the window shows, in columns, so that half a million pictures fit and filters are quick.

No Qt here. A *row* is the number of a picture in the order in which pictures were found; it never
changes. What is visible, and in which order, is an array of rows. The columns are modules of their
own, by what is known of pictures; here they are filled, and asked together.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from igtagger.app.column_order import ColumnOrder
from igtagger.app.column_search import ColumnSearch
from igtagger.app.fact_columns import FactColumns
from igtagger.app.kind_columns import KindColumns
from igtagger.app.learned_tags.taught_columns import TaughtColumns
from igtagger.app.name_columns import NameColumns, longer
from igtagger.app.path_columns import PathColumns
from igtagger.app.picture_values import (
    Filter,
    Listed,
    Order,
    Rows,
    ShownTag,
    State,
    TagKey,
    Which,
)
from igtagger.app.review_columns import ReviewColumns
from igtagger.app.shared_tags import SharedTag, shared_tags
from igtagger.app.shown_tags import PictureTags, shown_kind, shown_kinds
from igtagger.app.tag_counts import count_tags
from igtagger.app.taken_out import TakenOut
from igtagger.domain import (
    Failed,
    FileFacts,
    Label,
    LabelRef,
    Outcome,
    Reason,
    Review,
    Tagged,
)
from igtagger.labels.folding import folded
from igtagger.labels.name_rule import NameRule
from igtagger.labels.naming import Naming, is_called
from igtagger.labels.query import parse
from igtagger.labels.query_building import sole

_AT_ONCE = 8192
_SEARCHES_KEPT = 8


class Pictures:
    """The pictures of the window, with what the model that is chosen now says of them.

    Args:
        rule: how pictures are named by what that model says.
    """

    def __init__(self, rule: NameRule) -> None:
        self._paths = PathColumns()
        self._told: dict[int, Reason] = {}
        """Why those failed that did, and remarks on those that were tagged."""
        self._reviews = ReviewColumns()
        self._gone: set[int] = set()
        self._sizes = np.zeros((0, 2), np.uint32)
        self._mtimes = np.zeros(0, np.int64)
        self._ctimes = np.zeros(0, np.int64)
        self._states = np.zeros(0, np.uint8)
        self._kinds = KindColumns()
        self._unnamed = range(0)
        """Rows whose names are not worked out yet, after :meth:`use_rule`."""
        self._out = TakenOut()
        self._changes = 0
        """Goes up with whatever a search may find otherwise."""
        self._found: dict[str, tuple[int, NDArray[np.bool_]]] = {}
        """What searches found last, and after how many changes."""
        self.names = NameColumns(rule)
        self.taught = TaughtColumns(rule.naming.taught)
        self.facts = FactColumns()

    @property
    def rule(self) -> NameRule:
        """How pictures are named."""
        return self.names.rule

    @property
    def naming(self) -> Naming:
        """What labels and terms are called."""
        return self.names.rule.naming

    @property
    def label_set(self) -> str:
        """Of the model that is chosen."""
        return self.names.rule.label_set

    @property
    def detail(self) -> float:
        """How much is said of pictures, 0 to 100."""
        return self.names.detail

    def use_model(self, rule: NameRule) -> None:
        """Another model was chosen: all outcomes are forgotten, reviews stay."""
        self._changes += 1
        detail = self.names.detail
        self.names = NameColumns(rule)
        self.names.detail = detail
        self.names.grow(len(self._states))
        self.taught = TaughtColumns(rule.naming.taught)
        self.taught.grow(len(self._states))
        self._states[:] = State.WAITING
        self._told.clear()
        self._kinds.forget()
        self._unnamed = range(0)
        self._reviews.use_rule(rule)
        for row in self._reviews.by_row:
            self._decide_kind(row)

    def use_rule(self, rule: NameRule) -> None:
        """Other rules for names, or another language: call :meth:`name_some` until it is done."""
        self.names.use_rule(rule)
        self.use_taught(rule)
        self._unnamed = range(len(self))

    def use_taught(self, rule: NameRule) -> None:
        """Other own tags are said by themselves, and nothing else is another."""
        self.names.rule = rule
        self._changes += 1
        self.taught.use_names(rule.naming.taught, self._reviews.by_row)

    def take_scores(self, rows: Rows, indices: Sequence[int], scores: NDArray[np.float16]) -> None:
        """Take over what models say of taught tags now: see :meth:`TaughtColumns.put`."""
        self.taught.put(rows, indices, scores)
        self.taught.judge(rows, self._reviews.by_row)
        self._changes += 1

    def name_some(self, most: int = 1000) -> Rows:
        """Work out the names of some more pictures; none where all are done."""
        rows = np.array(self._unnamed[:most], np.intp)
        self._unnamed = self._unnamed[most:]
        self._name(rows)
        return rows

    def set_detail(self, detail: float) -> None:
        """Say more or less of all pictures: 0 for only what is sure, to 100."""
        self.names.detail = detail
        # What may be said of pictures that await their names is known by another rule.
        for part in (range(self._unnamed.start), range(self._unnamed.stop, len(self))):
            for first in range(0, len(part), _AT_ONCE):  # or memory is short for many
                self._choose(np.array(part[first : first + _AT_ONCE], np.intp))

    def _name(self, rows: Rows) -> None:
        """Work out what may be said of pictures, and what is."""
        self.names.find(rows, self._reviews.by_row)
        self._choose(rows)

    def _choose(self, rows: Rows) -> None:
        self._changes += 1
        named = self._kinds.named[rows] & (self._states[rows] == State.TAGGED)
        self.names.choose(rows, named, self._reviews.by_row)

    def __len__(self) -> int:
        """How many rows there are, with those that were taken out."""
        return len(self._paths)

    @property
    def listed(self) -> int:
        """How many pictures are in the list."""
        return len(self) - self._out.count

    def listed_rows(self) -> Rows:
        """The rows of the pictures that are in the list."""
        rows = self._out.left(None, len(self))
        return np.arange(len(self)) if rows is None else rows

    # One picture

    def path(self, row: int) -> str:
        """The whole path."""
        return self._paths[row]

    def row_of(self, path: str) -> int | None:
        """The row of a path; None where it is not among the pictures."""
        return self._paths.row_of(path)

    def is_listed(self, path: str) -> bool:
        """Whether it is among the pictures. Any thread may ask."""
        row = self._paths.row_of(path)
        return row is not None and row not in self._out

    def is_gone(self, row: int) -> bool:
        """Whether its file was seen to be there no more; what is known of it is kept."""
        return row in self._gone

    def state(self, row: int) -> State:
        """What became of it."""
        return State(self._states[row])

    def error(self, row: int) -> Reason | None:
        """Why it failed; None where it did not."""
        return self._told.get(row) if self._states[row] == State.FAILED else None

    def remark(self, row: int) -> Reason | None:
        """What is to be known of it although it was tagged; None where there is nothing."""
        return self._told.get(row) if self._states[row] == State.TAGGED else None

    def review(self, row: int) -> Review:
        """What the person decided; an empty review where nothing."""
        return self._reviews.of(row)

    def reviews_among(self, rows: Sequence[int]) -> list[Review]:
        """What the person decided about those pictures, where anything."""
        return self._reviews.among(rows)

    def mtime_ns(self, row: int) -> int:
        """Time of change, nanoseconds since 1970; 0 where unknown."""
        return int(self._mtimes[row])

    def version(self, row: int) -> tuple[int, int]:
        """Another one tells that the file may have another content: its times of change."""
        return self.mtime_ns(row), int(self._ctimes[row])

    def size(self, row: int) -> tuple[int, int]:
        """Width and height of the upright picture in pixels; zeros where unknown."""
        return int(self._sizes[row, 0]), int(self._sizes[row, 1])

    def best_score(self, row: int) -> float:
        """Of its first name; 0 where there is none."""
        return float(self.names.scores[row, 0])

    def score(self, row: int, tag: TagKey | None) -> float:
        """Of a label, a term or a taught tag, else of its first name; 0 where it has none."""
        if (scores := self.taught.scores(tag)) is not None:
            return float(scores[row])
        if isinstance(tag, LabelRef):
            return float(self.names.scores_of(tag, slice(row, row + 1))[0])
        return self.best_score(row)

    def tags(self, row: int) -> list[ShownTag]:
        """Own tags, taught ones, confirmed labels, then automatic ones from the first down."""
        return self._tags_of(row).said()

    def ranked(self, row: int) -> list[ShownTag]:
        """What may be said of a picture: see :meth:`PictureTags.ranked`."""
        return self._tags_of(row).ranked()

    def ranked_taught(self, row: int) -> list[ShownTag]:
        """The taught tags of a picture: said by themselves, by the person's word, or rejected."""
        return self._tags_of(row).ranked_taught()

    def _tags_of(self, row: int) -> PictureTags:
        layer = self.names.layer(row) if self._states[row] == State.TAGGED else None
        return PictureTags(
            row, self.rule, self.names.names(row), self.taught, layer, self.review(row)
        )

    def is_named(self, row: int) -> bool:
        """Whether things are named in a picture of its kind."""
        return bool(self._kinds.named[row])

    def kind(self, row: int) -> ShownTag | None:
        """What kind of picture it is, as the person decided or else as it was found.

        None where that is not known, and where kinds are the labels of the model themselves.
        """
        return shown_kind(self._kinds.layer(row), self.review(row), self.rule)

    def kinds(self, row: int) -> list[ShownTag]:
        """What kinds it may be of, from the best down, rejected ones too."""
        return shown_kinds(self._kinds.layer(row), self.review(row), self.naming)

    def label_of(self, ref: LabelRef) -> Label:
        """The label or term as it is called here, of whichever model."""
        return self.naming.label_of(ref)

    def name_of(self, key: TagKey) -> str:
        """How a tag is called."""
        return key if isinstance(key, str) else self.label_of(key).name

    # Changes

    def take_out(self, rows: Iterable[int]) -> None:
        """These are no longer in the list; what is known of them is kept up to date."""
        self._out.take_out(rows, len(self))

    def bring_back(self, path: str) -> bool:
        """A picture that was taken out is in the list again; whether it is one."""
        row = self._paths.row_of(path)
        if row is None or row not in self._out:
            return False
        self._out.bring_back(row)
        return True

    def add(self, listed: Iterable[Listed]) -> tuple[list[int], list[int]]:
        """Take pictures in, or bring those that are known up to date: rows (new, changed)."""
        new, changed, decided = [], [], list[int]()
        facts: dict[int, FileFacts] = {}
        for picture in listed:
            row = self._paths.row_of(picture.path)
            if row is None:
                row = self._append(picture.path)
                new.append(row)
            else:
                changed.append(row)
            if picture.mtime_ns:
                self._gone.discard(row)
                self._mtimes[row] = picture.mtime_ns
                self._ctimes[row] = picture.ctime_ns
            if picture.outcome is not None:
                self._set_outcome(row, picture.outcome)
            if picture.review is not None:
                self._reviews.put(row, picture.review, self.rule)
            if picture.outcome is not None or picture.review is not None:
                self._decide_kind(row)
                decided.append(row)
            if picture.facts is not None:
                facts[row] = picture.facts
        self.facts.set(facts)
        self._changes += 1
        rows = np.array(decided, np.intp)
        self.taught.judge(rows, self._reviews.by_row)
        self._name(rows)
        return new, changed

    def lose(self, path: str) -> int | None:
        """A file is there no more; its row, where it has one."""
        row = self._paths.row_of(path)
        if row is not None:
            self._gone.add(row)
        return row

    def regain(self, path: str) -> int | None:
        """A file that was gone is there again; its row, where it was gone."""
        row = self._paths.row_of(path)
        if row not in self._gone:
            return None
        self._gone.discard(row)
        return row

    def waiting(self) -> int:
        """How many of the list could be tagged that were not."""
        waits = (self._states[: len(self)] == State.WAITING) & self._out.among(len(self))
        return int(waits.sum()) - sum(bool(waits[row]) for row in self._gone)

    def rename(self, before: str, after: str) -> int | None:
        """A file has another path, where the new one has no row: its row, where it has one."""
        if self._paths.row_of(after) is not None:
            return self.lose(before)
        row = self._paths.rename(before, after)
        if row is not None:
            self._changes += 1
        return row

    def set_reviews(self, reviews: Mapping[int, Review]) -> None:
        """Take over what the person decided, by row."""
        anew = list[int]()
        for row, review in reviews.items():
            # What was rejected counts for nothing; what was confirmed has no part in the sums.
            if row in self._unnamed or review.rejected != self.review(row).rejected:
                anew.append(row)
            self._reviews.put(row, review, self.rule)
            self._decide_kind(row)
        self.names.find(np.array(anew, np.intp), self._reviews.by_row)
        rows = np.array(list(reviews), np.intp)
        self.taught.judge(rows, self._reviews.by_row)
        self._choose(rows)

    def set_review(self, row: int, review: Review) -> None:
        """Take over what the person decided about one picture."""
        self.set_reviews({row: review})

    def _decide_kind(self, row: int) -> None:
        """Bring what follows from a picture's kinds and review up to date."""
        self._kinds.decide(row, self.review(row), self.label_set)

    def _append(self, path: str) -> int:
        row = self._paths.append(path)
        if row >= len(self._states):
            self._grow(max(1024, 2 * row))
        return row

    def _grow(self, length: int) -> None:
        self._sizes = longer(self._sizes, length)
        self._mtimes = longer(self._mtimes, length)
        self._ctimes = longer(self._ctimes, length)
        self._states = longer(self._states, length)
        self._kinds.grow(length)
        self.names.grow(length)
        self.taught.grow(length)
        self.facts.grow(length)

    def _set_outcome(self, row: int, outcome: Outcome) -> None:
        tagged = outcome if isinstance(outcome, Tagged) else None
        self.names.set(row, tagged)
        self.taught.set(row, tagged)
        self._kinds.set(row, tagged)
        told = outcome.reason if isinstance(outcome, Failed) else outcome.remark
        self._told.pop(row, None)
        if told is not None:
            self._told[row] = told
        if isinstance(outcome, Failed):
            self._states[row] = State.FAILED
            return
        assert isinstance(outcome, Tagged)
        self._states[row] = State.TAGGED
        self._sizes[row] = outcome.width, outcome.height

    # All pictures

    def states(self, rows: Sequence[int]) -> NDArray[np.uint8]:
        """What became of those pictures, as :class:`State` has it."""
        return self._states[np.array(rows, np.intp)]

    def anything_named(self, rows: Sequence[int]) -> bool:
        """Whether any of those pictures was tagged, and is of a kind in which things are named."""
        chosen = np.array(rows, np.intp)
        return bool(self._kinds.named[chosen][self._states[chosen] == State.TAGGED].any())

    def shown_labels(self, rows: Sequence[int]) -> Callable[[int], frozenset[LabelRef]]:
        """What each of those pictures is called now, confirmed names and taught tags too.

        What is given back may be called on another thread, with one of ``rows``.
        """
        found = {
            row: frozenset(ref for ref, _ in self.names.names(row)) | self.taught.refs(row)
            for row in rows
        }
        return found.__getitem__

    def best_labels(self, rows: Sequence[int]) -> Callable[[int], frozenset[LabelRef]]:
        """The first of what each of those pictures is called now, as a set of one or none.

        What is given back may be called on another thread.
        """
        found = {row: frozenset(ref for ref, _ in self.names.names(row)[:1]) for row in rows}
        return found.__getitem__

    def aggregate(self, rows: Rows) -> list[SharedTag]:
        """What several pictures show, most pictures first; what was rejected too."""
        by_row = self._reviews.by_row
        reviews = {row: by_row[row] for row in by_row.keys() & set(rows.tolist())}
        return shared_tags(self.names, rows, reviews, self.label_of, self.taught)

    def confirmed_counts(self, rows: Rows | None = None) -> dict[TagKey, int]:
        """In how many of those pictures, or of all, each label or term is confirmed."""
        tagged_by = self._tagged_among(rows).items()
        return {key: len(some) for key, some in tagged_by if some and isinstance(key, LabelRef)}

    def taught_counts(self, rows: Rows | None = None) -> dict[str, int]:
        """Of how many of those pictures, or of all, each own tag is said by itself."""
        rows = self._out.left(rows, len(self))
        masks = self.taught.masks(slice(0, len(self)) if rows is None else rows)
        return {name: int(np.count_nonzero(mask)) for name, mask in masks.items()}

    def _tagged_among(self, rows: Rows | None) -> Mapping[TagKey, set[int]]:
        """By each tag that is there by the person's word, those of the list that have it."""
        return self._reviews.tagged_among(self._out.left(rows, len(self)), len(self))

    def visible(self, wanted: Filter, order: Order, *, descending: bool) -> Rows:
        """The rows that pass ``wanted``, sorted.

        Raises:
            UsageError: its text is no search.
        """
        tag = self.scored_tag(wanted)
        rows = self._order().rows(order, tag, wanted.min_score, descending=descending)
        return rows[self._kept(wanted)[rows]]

    def scored_tag(self, wanted: Filter) -> TagKey | None:
        """The one tag that is chosen, by whose score pictures are filtered and sorted.

        That is the filter's, else the only one that its search asks for with all else.
        """
        if wanted.tag is not None or "tag:" not in wanted.text.casefold():
            return wanted.tag
        name = sole(wanted.text, "tag")
        if name is None:
            return None
        taught = (tag.name for tag in self.taught.names.automatic.values())
        found: list[TagKey] = [*self.called(name)]
        found += [each for each in taught if folded(each) == name]
        return found[0] if len(found) == 1 else None

    def own_names(self) -> list[str]:
        """The tags of the person's own that pictures have, or that are said by themselves."""
        tagged_by = self._reviews.tagged_by.items()
        own = dict.fromkeys(key for key, rows in tagged_by if rows and isinstance(key, str))
        taught = (tag.name for tag in self.taught.names.automatic.values())
        return list(own | dict.fromkeys(taught))

    def own_counts(self) -> dict[str, int]:
        """How many pictures have each tag of the person's own by their word."""
        tagged_by = self._tagged_among(None).items()
        return {key: len(some) for key, some in tagged_by if some and isinstance(key, str)}

    def called(self, name: str) -> list[LabelRef]:
        """What may be said of pictures that has that whole name, folded, here or in English."""
        return [key for key in self.rule.candidates.keys if is_called(self.naming, key, name)]

    def found(self, text: str) -> NDArray[np.bool_]:
        """Which rows a search finds, in the list or not. What it finds is kept for a while.

        Raises:
            UsageError: it is no search.
        """
        found = self._found_before(text)
        if found is None:
            while len(self._found) >= _SEARCHES_KEPT:
                del self._found[next(iter(self._found))]
            found = self._search().found(parse(text))
            self._found[text] = (self._changes, found)
        return found

    def _found_before(self, text: str) -> NDArray[np.bool_] | None:
        version, found = self._found.get(text, (-1, None))
        return found if version == self._changes else None

    def forget_searches(self) -> None:
        """Look for everything anew, for those who measure that."""
        self._found.clear()

    def number_found(self, text: str) -> int:
        """How many pictures of the list a search finds.

        Raises:
            UsageError: it is no search.
        """
        found = self._found_before(text)
        if found is None:  # not kept: there may be many of these
            found = self._search().found(parse(text))
        return int(np.count_nonzero(found & self._out.among(len(self))))

    def _kept(self, wanted: Filter) -> NDArray[np.bool_]:
        """Which rows pass."""
        search = self._search()
        keep = self._of_state(wanted.which, search) & self._out.among(len(self))
        if wanted.min_score > 0:
            keep &= self._order().scores(self.scored_tag(wanted)) >= np.float64(wanted.min_score)
        if wanted.kind is not None:
            keep &= self._kinds.indices[: len(self)] == wanted.kind
        if wanted.tag is not None:
            keep &= search.with_tag(wanted.tag)
        return keep & self.found(wanted.text) if wanted.text else keep

    def _search(self) -> ColumnSearch:
        return ColumnSearch(
            len(self),
            self._paths,
            self.names,
            self.facts,
            self._states,
            self._kinds.indices,
            self._sizes,
            self._reviews.by_row,
            self._reviews.tagged_by,
            self.taught,
        )

    def _order(self) -> ColumnOrder:
        return ColumnOrder(
            len(self),
            self._paths,
            self.names,
            self.taught,
            self.facts,
            self._mtimes,
            self._states,
            self._kinds.named,
            self._search().reviewed,
        )

    def _of_state(self, which: Which, search: ColumnSearch) -> NDArray[np.bool_]:
        if which is Which.ALL:
            return np.ones(len(self), np.bool_)
        if which in (Which.REVIEWED, Which.NOT_REVIEWED):
            keep = search.reviewed()
            return keep if which is Which.REVIEWED else ~keep
        if which is Which.GONE:
            keep = np.zeros(len(self), np.bool_)
            keep[list(self._gone)] = True
            return keep
        wanted = {
            Which.TAGGED: State.TAGGED,
            Which.FAILED: State.FAILED,
            Which.WAITING: State.WAITING,
        }
        return search.of_state(wanted[which])

    def kind_counts(self, rows: Rows | None = None) -> dict[int, int]:
        """How many of those pictures, or of all, are of each kind that there is; by its index."""
        rows = self._out.left(rows, len(self))
        return self._kinds.counts(slice(0, len(self)) if rows is None else rows)

    def folder_counts(self) -> dict[str, int]:
        """How many pictures lie in each folder itself, by its path."""
        names, numbers = self.folders, self.numbers_in_folders()
        return {names[place]: int(numbers[place]) for place in np.flatnonzero(numbers).tolist()}

    @property
    def folders(self) -> Sequence[str]:
        """The paths of all folders in which pictures lie, by number; new ones come at the end."""
        return self._paths.folders

    def below(self, folder: Path) -> list[int]:
        """The rows of the pictures of the list that lie in a folder, or in one below it."""
        head = os.path.join(folder, "")  # noqa: PTH118  with what parts it from what is in it
        paths = self._paths
        return [row for row in self.listed_rows().tolist() if paths[row].startswith(head)]

    def among_listed(self, rows: Rows) -> Rows:
        """Those of some rows that are in the list."""
        left = self._out.left(rows, len(self))
        assert left is not None
        return left

    def numbers_in_folders(self, rows: Rows | None = None) -> NDArray[np.intp]:
        """How many of those pictures, or of all, lie in each folder itself, by its number."""
        return self._paths.numbers_in(self._out.left(rows, len(self)))

    def tag_counts(
        self, rows: Rows | None = None, min_score: float = 0.0
    ) -> list[tuple[TagKey, int]]:
        """How many of those pictures, or of all, show each tag or one below it, most first.

        A tag counts where it has at least ``min_score``, as :class:`Filter` has it.
        """
        rows = self._out.left(rows, len(self))
        those = slice(0, len(self)) if rows is None else rows
        counts = count_tags(
            self.names,
            those,
            self._reviews.tagged_among(rows, len(self)),
            self.naming.above,
            taught=self.taught.masks(those),
            implied=self.naming.vocabulary.ancestors,
            least=min_score,
        )
        counts = {key: count for key, count in counts.items() if count or not min_score}
        return sorted(counts.items(), key=lambda item: (-item[1], self.name_of(item[0])))

    def with_file_word(self, word: str) -> list[int]:
        """The rows of the pictures in whose files that keyword is, whatever its case."""
        wanted = folded(word)
        found = self.facts.with_keyword(lambda other: other == wanted, len(self))
        rows: list[int] = np.flatnonzero(found & self._out.among(len(self))).tolist()
        return rows

    def showing(self, key: TagKey) -> list[int]:
        """The rows of the pictures that show that very tag."""
        rows = self._search().with_any({key}) & self._out.among(len(self))
        found: list[int] = np.flatnonzero(rows).tolist()
        return found

    def to_judge(self, ref: LabelRef) -> list[int]:
        """The rows of the pictures that show that very label and have it from nobody's word.

        The least likely come first, so that what is wrong stands together.
        """
        rows = [row for row in self.showing(ref) if ref not in self.review(row).confirmed]
        every = self._order().any_scores(ref)
        scores = every[rows] if rows else np.zeros(0, np.float16)
        return [rows[place] for place in np.argsort(scores, kind="stable").tolist()]

    def state_counts(self, rows: Rows | None = None) -> dict[Which, int]:
        """How many of those pictures, or of all, each :class:`Which` admits."""
        rows = self._out.left(rows, len(self))
        states = self._states[slice(0, len(self)) if rows is None else rows]
        numbers = np.bincount(states, minlength=3).tolist()
        reviewed = len(self._reviews.by_row) if rows is None else self._reviewed_among(rows)
        gone = len(self._gone) if rows is None else len(self._gone.intersection(rows.tolist()))
        return {
            Which.ALL: len(states),
            Which.TAGGED: numbers[State.TAGGED],
            Which.FAILED: numbers[State.FAILED],
            Which.WAITING: numbers[State.WAITING],
            Which.REVIEWED: reviewed,
            Which.NOT_REVIEWED: len(states) - reviewed,
            Which.GONE: gone,
        }

    def _reviewed_among(self, rows: Rows) -> int:
        return int(np.count_nonzero(self._search().reviewed()[rows]))
