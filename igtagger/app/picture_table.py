"""What the window shows, in columns, so that half a million pictures fit and filters are quick.

No Qt here. A *row* is the number of a picture in the order in which pictures were found; it never
changes. What is visible, and in which order, is an array of rows.
"""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from igtagger.app.picture_values import (
    KEPT,
    Columns,
    Filter,
    Listed,
    Order,
    Rows,
    Shown,
    ShownTag,
    State,
    TagKey,
    TagKind,
    Which,
)
from igtagger.app.shared_tags import SharedTag, shared_tags
from igtagger.domain import Failed, Label, LabelRef, Layer, Outcome, Reason, Review, Tagged
from igtagger.labels.folding import folded
from igtagger.labels.kinds import KINDS
from igtagger.labels.opinion import NO_REVIEW, OpinionRule, Tag, kind_of, names_things
from igtagger.labels.sets import label_of, load_labels
from igtagger.pictures.scan import natural_key

_NONE = 0xFFFF
_NO_KIND = 0xFF


class Pictures:
    """The pictures of the window, with what the model that is chosen now says of them.

    Args:
        labels: in the order of the model's outputs.
        label_set: their set's name.
        kinds: the labels of :data:`KINDS` as they are called here; as their set has them if None.
    """

    def __init__(
        self, labels: Sequence[Label], label_set: str, kinds: Sequence[Label] | None = None
    ) -> None:
        self.kind_labels = tuple(load_labels(KINDS) if kinds is None else kinds)
        self._paths: list[str] = []
        self._rows: dict[str, int] = {}
        self._folded: list[str] = []
        self._told: dict[int, Reason] = {}
        """Why those failed that did, and remarks on those that were tagged."""
        self._reviews: dict[int, Review] = {}
        self._sizes = np.zeros((0, 2), np.uint32)
        self._mtimes = np.zeros(0, np.int64)
        self._ctimes = np.zeros(0, np.int64)
        self._states = np.zeros(0, np.uint8)
        self._indices = np.zeros((0, KEPT), np.uint16)
        self._scores = np.zeros((0, KEPT), np.float32)
        self._rejected = np.zeros((0, KEPT), np.bool_)
        self._confirmed = np.zeros((0, KEPT), np.bool_)
        self._folded_kinds = [folded(label.name) for label in self.kind_labels]
        self._kind_scores = np.zeros((0, len(self.kind_labels)), np.float16)
        self._kinds = np.zeros(0, np.uint8)
        """What counts as a picture's kind: its index."""
        self._named = np.zeros(0, np.bool_)
        self._extra: defaultdict[TagKey, set[int]] = defaultdict(set)
        """Rows by the tags that are not among their kept labels: own ones, and confirmed ones."""
        self._sorted_by_name: tuple[int, Rows] | None = None
        self.use_labels(labels, label_set)

    def use_labels(self, labels: Sequence[Label], label_set: str) -> None:
        """Another model was chosen: all outcomes are forgotten, reviews stay."""
        self.labels = tuple(labels)
        self.label_set = label_set
        self._folded_labels = [folded(label.name) for label in labels]
        self._states[:] = State.WAITING
        self._indices[:] = _NONE
        self._scores[:] = 0
        self._told.clear()
        self._kind_scores[:] = 0
        self._kinds[:] = _NO_KIND
        self._named[:] = True
        self._rejected[:] = False
        self._confirmed[:] = False
        self._extra.clear()
        for row in self._reviews:
            self._mark(row)

    def __len__(self) -> int:
        return len(self._paths)

    # One picture

    def path(self, row: int) -> str:
        """The whole path."""
        return self._paths[row]

    def row_of(self, path: str) -> int | None:
        """The row of a path; None where it is not among the pictures."""
        return self._rows.get(path)

    def is_listed(self, path: str) -> bool:
        """Whether it is among the pictures. Any thread may ask."""
        return path in self._rows

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
        return self._reviews.get(row, NO_REVIEW)

    def reviews_among(self, rows: Sequence[int]) -> list[Review]:
        """What the person decided about those pictures, where anything."""
        return [self._reviews[row] for row in self._reviews.keys() & rows]

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
        """Of the label that the model ranks first; 0 where there is none, or nothing is named."""
        return float(self._scores[row, 0]) if self._named[row] else 0.0

    def tags(self, row: int, shown: Shown) -> list[ShownTag]:
        """Own tags, confirmed labels, then automatic ones from the best down."""
        opinion = self._rule(shown).apply(
            *self._kept(row), self.review(row), named=self.is_named(row)
        )
        return [self._drawn(tag) for tag in sorted(opinion.tags, key=_place)]

    def _rule(self, shown: Shown) -> OpinionRule:
        return OpinionRule(self.label_set, shown.max_labels, shown.min_score)

    def _kept(self, row: int) -> tuple[list[int], list[float]]:
        """The labels that the model gives to a picture, at most :data:`KEPT`, and their scores."""
        indices = [index for index in self._indices[row].tolist() if index != _NONE]
        return indices, self._scores[row, : len(indices)].tolist()

    def _drawn(self, tag: Tag) -> ShownTag:
        kind = TagKind(tag.origin)
        if isinstance(tag.key, str):
            return ShownTag(tag.key, kind, tag.key)
        label = self.label_of(tag.key)
        return ShownTag(label.name, kind, tag.key, tag.score, label.definition)

    def ranked(self, row: int) -> list[ShownTag]:
        """The model's labels from the best down, at most :data:`KEPT`, rejected ones too."""
        review, tags = self.review(row), []
        for index, score in zip(*self._kept(row), strict=True):
            ref, label = LabelRef(self.label_set, index), self.labels[index]
            kind = TagKind.AUTOMATIC
            if ref in review.confirmed:
                kind = TagKind.CONFIRMED
            elif ref in review.rejected:
                kind = TagKind.REJECTED
            tags.append(ShownTag(label.name, kind, ref, score, label.definition))
        return tags

    def is_named(self, row: int) -> bool:
        """Whether things are named in a picture of its kind."""
        return bool(self._named[row])

    def kind(self, row: int) -> ShownTag | None:
        """What kind of picture it is, as the person decided or else as it was found.

        None where that is not known, and where kinds are the labels of the model themselves.
        """
        if self.label_set == KINDS:
            return None
        tag = kind_of(self._kind_layer(row), self.review(row))
        return self._drawn(tag) if tag is not None else None

    def kinds(self, row: int) -> list[ShownTag]:
        """What kinds it may be of, from the best down, rejected ones too."""
        review, layer = self.review(row), self._kind_layer(row)
        tags = []
        for index, score in zip(layer.indices, layer.scores, strict=True) if layer else ():
            ref = LabelRef(KINDS, index)
            kind = TagKind.REJECTED if ref in review.rejected else TagKind.AUTOMATIC
            kind = TagKind.CONFIRMED if ref in review.confirmed else kind
            label = self.label_of(ref)
            tags.append(ShownTag(label.name, kind, ref, score, label.definition))
        return tags

    def _kind_layer(self, row: int) -> Layer | None:
        scores = self._kind_scores[row].astype(float)
        order = np.argsort(-scores, kind="stable")
        order = order[scores[order] > 0]
        if not len(order):
            return None
        return Layer(KINDS, tuple(order.tolist()), tuple(scores[order].tolist()))

    def _decide_kind(self, row: int) -> None:
        """Bring what follows from a picture's kinds and review up to date."""
        if self.label_set == KINDS:
            return
        layer, review = self._kind_layer(row), self.review(row)
        tag = kind_of(layer, review)
        index = tag.key.index if tag is not None and isinstance(tag.key, LabelRef) else _NO_KIND
        self._kinds[row] = index if index < len(self.kind_labels) else _NO_KIND
        self._named[row] = names_things(layer, review)

    def label_of(self, ref: LabelRef) -> Label:
        """The label, of whichever model; its set is read at the first call."""
        if ref.label_set == self.label_set:
            return self.labels[ref.index]
        if ref.label_set == KINDS and 0 <= ref.index < len(self.kind_labels):
            return self.kind_labels[ref.index]
        return label_of(ref)

    def name_of(self, key: TagKey) -> str:
        """How a tag is called."""
        return key if isinstance(key, str) else self.label_of(key).name

    # Changes

    def add(self, listed: Iterable[Listed]) -> tuple[list[int], list[int]]:
        """Take pictures in, or bring those that are known up to date: rows (new, changed)."""
        new, changed = [], []
        for picture in listed:
            row = self._rows.get(picture.path)
            if row is None:
                row = self._append(picture.path)
                new.append(row)
            else:
                changed.append(row)
            if picture.mtime_ns:
                self._mtimes[row] = picture.mtime_ns
                self._ctimes[row] = picture.ctime_ns
            if picture.outcome is not None:
                self._set_outcome(row, picture.outcome)
            before = self.review(row)
            if picture.review is not None:
                self._reviews[row] = picture.review
            if picture.outcome is not None or picture.review is not None:
                self._mark(row, before)
        return new, changed

    def set_review(self, row: int, review: Review) -> None:
        """Take over what the person decided."""
        before = self.review(row)
        if review:
            self._reviews[row] = review
        else:
            self._reviews.pop(row, None)
        self._mark(row, before)

    def _append(self, path: str) -> int:
        row = len(self._paths)
        self._paths.append(path)
        self._folded.append(folded(path))
        self._rows[path] = row
        if row >= len(self._states):
            self._grow(max(1024, 2 * row))
        return row

    def _grow(self, length: int) -> None:
        def longer(old: NDArray[np.generic], fill: int = 0) -> NDArray[np.generic]:
            new = np.full((length, *old.shape[1:]), fill, old.dtype)
            new[: len(old)] = old
            return new

        self._sizes = longer(self._sizes)  # type: ignore[assignment]
        self._mtimes = longer(self._mtimes)  # type: ignore[assignment]
        self._ctimes = longer(self._ctimes)  # type: ignore[assignment]
        self._states = longer(self._states)  # type: ignore[assignment]
        self._indices = longer(self._indices, _NONE)  # type: ignore[assignment]
        self._scores = longer(self._scores)  # type: ignore[assignment]
        self._rejected = longer(self._rejected)  # type: ignore[assignment]
        self._confirmed = longer(self._confirmed)  # type: ignore[assignment]
        self._kind_scores = longer(self._kind_scores)  # type: ignore[assignment]
        self._kinds = longer(self._kinds, _NO_KIND)  # type: ignore[assignment]
        self._named = longer(self._named, True)  # type: ignore[assignment]

    def _set_outcome(self, row: int, outcome: Outcome) -> None:
        self._indices[row] = _NONE
        self._scores[row] = 0
        self._kind_scores[row] = 0
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
        kept = len(outcome.indices[:KEPT])
        self._indices[row, :kept] = outcome.indices[:KEPT]
        self._scores[row, :kept] = outcome.scores[:KEPT]
        if (layer := outcome.layer(KINDS)) is not None:
            self._kind_scores[row, list(layer.indices)] = layer.scores

    def _mark(self, row: int, before: Review = NO_REVIEW) -> None:
        """Bring the columns that follow from review and outcome up to date.

        Args:
            row: the picture.
            before: its review so far.
        """
        keys: list[TagKey] = [*before.own, *before.confirmed]
        for key in keys:
            self._extra[key].discard(row)
        self._decide_kind(row)
        self._rejected[row] = self._confirmed[row] = False
        review = self._reviews.get(row)
        if review is None:
            return
        for name in review.own:
            self._extra[name].add(row)
        if not (review.rejected or review.confirmed):
            return
        places = {index: place for place, index in enumerate(self._indices[row].tolist())}
        for refs, column in (
            (review.rejected, self._rejected),
            (review.confirmed, self._confirmed),
        ):
            for ref in refs:
                place = places.get(ref.index) if ref.label_set == self.label_set else None
                if place is not None:
                    column[row, place] = True
                elif column is self._confirmed and ref.label_set != KINDS:
                    self._extra[ref].add(row)

    # All pictures

    def _mask(self, shown: Shown, rows: Rows | None = None) -> NDArray[np.bool_]:
        """Which of the kept labels are shown, shape ``(pictures or len(rows), KEPT)``."""
        columns = self.columns(rows)
        return self._rule(shown).mask(
            columns.scores, columns.rejected, columns.confirmed, columns.named
        )

    def columns(self, rows: Rows | None = None) -> Columns:
        """The kept labels of those pictures, or of all."""
        part = slice(0, len(self)) if rows is None else rows
        return Columns(
            self._states[part],
            self._indices[part],
            self._scores[part],
            self._rejected[part],
            self._confirmed[part],
            self._named[part],
        )

    def shown_labels(
        self, rows: Sequence[int], shown: Shown
    ) -> Callable[[int], frozenset[LabelRef]]:
        """The model's labels that each of those pictures shows now, confirmed ones too.

        What is given back may be called on another thread, with one of ``rows``.
        """
        chosen = np.array(rows, np.intp)
        mask, kept = self._mask(shown, chosen), self._indices[chosen]
        places = {row: place for place, row in enumerate(rows)}
        label_set = self.label_set

        def of(row: int) -> frozenset[LabelRef]:
            place = places[row]
            found = kept[place][mask[place]].tolist()
            return frozenset(LabelRef(label_set, index) for index in found)

        return of

    def aggregate(self, rows: Rows, shown: Shown) -> list[SharedTag]:
        """What several pictures show, most pictures first; labels that were rejected too."""
        return shared_tags(
            self.columns(rows),
            rows,
            self._mask(shown, rows),
            self._extra,
            labels=self.labels,
            label_set=self.label_set,
            label_of=self.label_of,
        )

    def confirmed_counts(self) -> dict[TagKey, int]:
        """In how many pictures each label is confirmed."""
        count = len(self)
        found = self._indices[:count][self._confirmed[:count]]
        numbers = np.bincount(found, minlength=len(self.labels))
        counts: dict[TagKey, int] = {
            LabelRef(self.label_set, index): int(numbers[index])
            for index in np.flatnonzero(numbers).tolist()
        }
        for key, rows in self._extra.items():
            if rows and isinstance(key, LabelRef):
                counts[key] = counts.get(key, 0) + len(rows)
        return counts

    def visible(self, wanted: Filter, shown: Shown, order: Order, *, descending: bool) -> Rows:
        """The rows that pass ``wanted``, sorted."""
        count = len(self)
        keep = self._of_state(wanted.which)
        if wanted.min_score > 0:
            keep &= self._best_scores() >= wanted.min_score
        if wanted.kind is not None:
            keep &= self._kinds[:count] == wanted.kind
        if wanted.tag is not None or wanted.text:
            mask = self._mask(shown)
            if wanted.tag is not None:
                keep &= self._with_tag(wanted.tag, mask)
            if wanted.text:
                keep &= self._with_text(folded(wanted.text), mask)
        rows = self._sorted(order)
        rows = rows[keep[rows]]
        return rows[::-1] if descending else rows

    def _of_state(self, which: Which) -> NDArray[np.bool_]:
        states = self._states[: len(self)]
        if which is Which.ALL:
            return np.ones(len(self), np.bool_)
        if which in (Which.REVIEWED, Which.NOT_REVIEWED):
            keep = np.zeros(len(self), np.bool_)
            keep[list(self._reviews)] = True
            return keep if which is Which.REVIEWED else ~keep
        wanted = {
            Which.TAGGED: State.TAGGED,
            Which.FAILED: State.FAILED,
            Which.WAITING: State.WAITING,
        }
        return np.equal(states, wanted[which])

    def _with_tag(self, key: TagKey, mask: NDArray[np.bool_]) -> NDArray[np.bool_]:
        keep = np.zeros(len(self), np.bool_)
        keep[list(self._extra.get(key, ()))] = True
        if isinstance(key, LabelRef) and key.label_set == self.label_set:
            keep |= ((self._indices[: len(self)] == key.index) & mask).any(axis=1)
        return keep

    def _with_text(self, text: str, mask: NDArray[np.bool_]) -> NDArray[np.bool_]:
        keep = np.fromiter((text in path for path in self._folded), np.bool_, len(self))
        indices = [i for i, name in enumerate(self._folded_labels) if text in name]
        if indices:
            keep |= (np.isin(self._indices[: len(self)], indices) & mask).any(axis=1)
        kinds = [i for i, name in enumerate(self._folded_kinds) if text in name]
        if kinds:
            keep |= np.isin(self._kinds[: len(self)], kinds)
        for key, rows in self._extra.items():
            if rows and text in folded(self.name_of(key)):
                keep[list(rows)] = True
        return keep

    def _sorted(self, order: Order) -> Rows:
        count = len(self)
        if order is Order.DATE:
            return np.argsort(self._mtimes[:count], kind="stable")
        if order is Order.SCORE:
            return np.argsort(self._best_scores(), kind="stable")
        if order is Order.NAME:
            if self._sorted_by_name is None or self._sorted_by_name[0] != count:
                keys = [natural_key(os.path.basename(path)) for path in self._paths]  # noqa: PTH119
                ranked = sorted(range(count), key=keys.__getitem__)
                self._sorted_by_name = (count, np.array(ranked, np.intp))
            return self._sorted_by_name[1]
        return np.arange(count)

    def _best_scores(self) -> NDArray[np.float32]:
        count = len(self)
        return np.where(self._named[:count], self._scores[:count, 0], np.float32(0))

    def kind_counts(self, rows: Rows | None = None) -> dict[int, int]:
        """How many of those pictures, or of all, are of each kind that there is; by its index."""
        kinds = self._kinds[slice(0, len(self)) if rows is None else rows]
        numbers = np.bincount(kinds[kinds != _NO_KIND], minlength=len(self.kind_labels))
        return {int(index): int(numbers[index]) for index in np.flatnonzero(numbers)}

    def tag_counts(self, shown: Shown) -> list[tuple[TagKey, int]]:
        """How many pictures show each tag, most first."""
        found = self._indices[: len(self)][self._mask(shown)]
        numbers = np.bincount(found, minlength=len(self.labels))
        counts: dict[TagKey, int] = {
            LabelRef(self.label_set, int(index)): int(numbers[index])
            for index in np.flatnonzero(numbers)
        }
        for key, rows in self._extra.items():
            if rows:
                counts[key] = counts.get(key, 0) + len(rows)
        return sorted(counts.items(), key=lambda item: (-item[1], self.name_of(item[0])))

    def state_counts(self) -> dict[Which, int]:
        """How many pictures each :class:`Which` admits."""
        numbers = np.bincount(self._states[: len(self)], minlength=3).tolist()
        reviewed = len(self._reviews)
        return {
            Which.ALL: len(self),
            Which.TAGGED: numbers[State.TAGGED],
            Which.FAILED: numbers[State.FAILED],
            Which.WAITING: numbers[State.WAITING],
            Which.REVIEWED: reviewed,
            Which.NOT_REVIEWED: len(self) - reviewed,
        }


def _place(tag: Tag) -> tuple[object, ...]:
    """Where a tag is drawn among those of its picture; automatic ones by their rank already."""
    if tag.origin == "confirmed":
        return (1, tag.key)
    return (0,) if tag.origin == "own" else (2,)
