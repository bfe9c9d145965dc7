"""What pictures show, where their folder is named for it, and which names of them are right.

A name is **right** if it is what the folder is named for, or stands above or below that in the tree
of terms: of a picture in the folder "dog" both "animal" and "beagle" are right as far as anybody
can tell, "animal" tells less, and "cat" is wrong.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from math import log2

from igtagger.domain import LabelRef
from igtagger.labels.folding import folded
from igtagger.labels.naming import Naming
from igtagger.labels.sets import load_labels
from igtagger.labels.tree import LABEL_SETS, Tree, term_id, term_ref

_NEAR = 0.7
"""How much alike two names must be for one to be meant by the other, as difflib reckons it."""


@dataclass(frozen=True, slots=True)
class Subject:
    """What all pictures of a folder show.

    Attributes:
        id: of the label of the model's set, or of the term.
        key: likewise.
        index: of that label; None for what is a term above labels, or beside them.
        right: ids of the terms whose names are right.
        below: indices of the labels of the set that are it, or lie below it.
    """

    id: str
    key: LabelRef
    index: int | None
    right: frozenset[str]
    below: frozenset[int]


class Subjects:
    """What folders may be named for where pictures get labels of one set.

    That is labels of the set, terms above them, and what hangs below such a term without being a
    label of any set, as a person's own term may. All names count: those shown to this person, the
    English ones, and those that labels have in their set; WordNet ids and other ids of the tree;
    and indices of the set.

    Args:
        naming: what things are called.
        label_set: such as ``imagenet-1k``.

    Raises:
        OSError: there is no such label set.
        SettingsError: its file is damaged.
    """

    def __init__(self, naming: Naming, label_set: str) -> None:
        self._naming, self._label_set, self._tree = naming, label_set, naming.tree
        self._own = {term_id(label_set, label): label.index for label in load_labels(label_set)}
        self._bits: dict[LabelRef, float] = {}

    def find(self, name: str) -> tuple[Subject, ...]:
        """What is called so, whatever the case, with ``_`` and ``-`` for blanks; or has that id.

        What people type comes before what nobody does. Where one name means a label and a term
        above it ("mask", which ImageNet has beside "ski mask"), it is the label, and what is right
        for either is right. More than one where it means several things, such as the dog and the
        garment "cardigan".
        """
        if (id_ := self._ids.get(name.strip().casefold())) is not None:
            return (self._subject((id_,)),)
        plain = _plain(name)
        ids = next((names[plain] for names in self._names if plain in names), [])
        if all(_is_on_line(self._tree, one, other) for one in ids for other in ids):
            return (self._subject(ids),) if ids else ()
        return tuple(self._subject((id_,)) for id_ in ids)

    def near(self, name: str) -> str:
        """A name that was perhaps meant by one that nothing has; empty where there is no guess."""
        shown = {_plain(name): name for name in map(self._shown, self._known)}
        found = difflib.get_close_matches(_plain(name)[:100], self._names[0], n=1, cutoff=_NEAR)
        return shown.get(found[0], found[0]) if found else ""

    def bits(self, ref: LabelRef) -> float:
        """How specific a name is: the binary logarithm of what part of all labels lies at or below.

        That is 0 for one above all labels, and 10 for one of 1024.
        """
        if ref not in self._bits:
            count = len(self._naming.labels(ref, self._label_set))
            self._bits[ref] = log2(len(self._own) / count) if count else 0.0
        return self._bits[ref]

    def is_right(self, ref: LabelRef, subject: Subject) -> bool:
        """Whether a name is right for what shows ``subject``."""
        term = self._naming.term(ref)
        id_ = term.id if term else next((id_ for id_ in self._own if self._ref(id_) == ref), "")
        return id_ in subject.right

    def _subject(self, ids: Iterable[str]) -> Subject:
        ids = tuple(ids)
        own = [id_ for id_ in ids if id_ in self._own]
        id_ = (own or ids)[0]
        key = self._ref(id_)
        right = frozenset[str]().union(*(_right(self._tree, each) for each in ids))
        below = self._naming.labels(key, self._label_set).tolist()
        return Subject(id_, key, self._own.get(id_), right, frozenset(below))

    def _ref(self, id_: str) -> LabelRef:
        if id_ in self._own:
            return LabelRef(self._label_set, self._own[id_])
        return term_ref(id_)

    def _shown(self, id_: str) -> str:
        return self._naming.label_of(self._ref(id_)).name

    @cached_property
    def _known(self) -> tuple[str, ...]:
        """Ids of all that a folder may be named for."""
        sums = {term.id for term in self._tree.sums(self._label_set, natural=False).terms}
        others = {
            term_id(label_set, label)
            for label_set in LABEL_SETS
            for label in load_labels(label_set)
        }
        beside = (
            id_
            for id_ in self._tree.terms.keys() - sums - others
            if any(term.id in sums for term in self._tree.ancestors(id_))
        )
        return (*self._own, *sorted(sums - self._own.keys()), *sorted(beside))

    @cached_property
    def _ids(self) -> dict[str, str]:
        indices = {str(index): id_ for id_, index in self._own.items()}
        for label in load_labels(self._label_set):  # people call classes of their own "1" and "2"
            indices.pop(label.name, None)
        return {**indices, **{id_.casefold(): id_ for id_ in self._known}}

    @cached_property
    def _names(self) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
        """Ids by name: of labels and of what people type, then of the rest."""
        firsts: dict[str, list[str]] = {}
        others: dict[str, list[str]] = {}
        for id_ in self._known:
            natural = id_ in self._own or self._tree.terms[id_].natural
            for name in dict.fromkeys(map(_plain, self._naming.words(self._ref(id_)))):
                (firsts if natural else others).setdefault(name, []).append(id_)
        return firsts, others


def _plain(name: str) -> str:
    return " ".join(folded(name).replace("_", " ").replace("-", " ").split())


def _is_on_line(tree: Tree, one: str, other: str) -> bool:
    return one == other or other in _right(tree, one)


def _right(tree: Tree, id_: str) -> frozenset[str]:
    if id_ not in tree.terms:
        return frozenset({id_})
    above = (term.id for term in tree.ancestors(id_))
    return frozenset({*above, *_at_or_below(tree, id_)})


def _at_or_below(tree: Tree, id_: str) -> Iterator[str]:
    ahead, seen = [id_], {id_}
    while ahead:
        yield (below := ahead.pop())
        new = [child for child in tree.children(below) if child not in seen]
        seen.update(new)
        ahead += new
