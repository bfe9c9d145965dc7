"""The tree of terms: what stands above the labels, from "Egyptian cat" over "cat" to "animal".

A label hangs in the tree as a term of its own, under its WordNet id or, where it has none, under
its label set and name. The kinds of picture hang in the same tree. A term may have several
parents; what is summed over it counts each label once all the same. Terms and their order come
from WordNet 3.0 and from ourselves: see ``docs/names.md``, and ``packaging/make_tree.py``, which
makes the file.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from graphlib import TopologicalSorter
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple
from zlib import crc32

from igtagger import resources
from igtagger.domain import Label, LabelRef
from igtagger.errors import SettingsError
from igtagger.labels.folding import folded
from igtagger.labels.sets import load_labels
from igtagger.small_files import read_small

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

TERMS = "terms"
"""The label set of references to terms: see :func:`term_ref`."""
_OURS = 100_000_000
"""WordNet's numbers are below."""

LABEL_SETS = ("imagenet-1k", "kinds")
"""The label sets whose labels all hang in the tree that comes with the program."""


@dataclass(frozen=True, slots=True)
class Term:
    """A node of the tree: a label, or what stands above some.

    Attributes:
        id: a WordNet 3.0 id such as ``n02121808``; ``x-`` and a word for a term of our own; what
            :func:`term_id` says for a label. No white space.
        name: what is shown: "cat". A label may have another here than in its set: "polar bear" for
            "ice bear".
        natural: whether a person would type the name. Who photographs an owl types "owl", and not
            "great grey owl", the one label there is of owls; nobody types "artifact".
        parents: ids of the terms right above it.
        definition: one sentence, or empty: those of labels are in their sets.
    """

    id: str
    name: str
    natural: bool = True
    parents: tuple[str, ...] = ()
    definition: str = ""


class Sums(NamedTuple):
    """Which labels each term is the sum of.

    Attributes:
        terms: parents before children.
        below: ``bool [terms, labels]``, read-only; ``below @ scores`` are the sums. No row is
            empty, and none is a label alone.
    """

    terms: tuple[Term, ...]
    below: NDArray[np.bool_]


class Tree:
    """Terms and what stands above what; never changed once made."""

    terms: Mapping[str, Term]
    """By id, parents before children."""

    def __init__(self, terms: Iterable[Term]) -> None:
        """Hang them together, in any order.

        Raises:
            ValueError: an id stands twice, a parent is none of them, or a term is its own ancestor.
        """
        listed = list(terms)
        by_id = {term.id: term for term in listed}
        if len(by_id) < len(listed):
            raise ValueError("a term stands twice")
        for term in listed:
            if missing := [parent for parent in term.parents if parent not in by_id]:
                raise ValueError(f"{term.id} hangs below {missing}, of which nothing is known")
        order = TopologicalSorter({term.id: term.parents for term in listed}).static_order()
        self.terms = MappingProxyType({id_: by_id[id_] for id_ in order})
        self._sums: dict[tuple[str, bool], Sums] = {}
        self._labels: dict[str, dict[str, int]] = {}
        self._above: dict[str, tuple[Term, ...]] = {}

    def with_(self, *terms: Term) -> Tree:
        """A tree with these as well: new ones, and others in the place of those with their ids.

        A person's own tag is a new term. To hang a term elsewhere, or to give it another name,
        give it again, changed by ``dataclasses.replace``.

        Raises:
            ValueError: as for :class:`Tree`.
        """
        if len({term.id for term in terms}) < len(terms):
            raise ValueError("a term stands twice")
        return Tree({**self.terms, **{term.id: term for term in terms}}.values())

    def children(self, id_: str) -> tuple[str, ...]:
        """Ids of the terms right below one.

        Raises:
            KeyError: there is no such term; so do the next.
        """
        return self._children[id_]

    def depth(self, id_: str) -> int:
        """Steps of the longest way from a term without parents, from 0."""
        return self._depths[id_]

    def ancestors(self, id_: str) -> tuple[Term, ...]:
        """All terms above one, each once, the most specific first.

        That is the one with the fewest leaves below; of equals the one that is deeper.
        """
        if id_ not in self._above:
            found: set[str] = set()
            ahead = [*self.terms[id_].parents]
            while ahead:
                if (ancestor := ahead.pop()) not in found:
                    found.add(ancestor)
                    ahead += self.terms[ancestor].parents
            nearest = sorted(found, key=lambda a: (self._breadth[a], -self._depths[a], a))
            self._above[id_] = tuple(self.terms[ancestor] for ancestor in nearest)
        return self._above[id_]

    def natural_ancestors(self, id_: str) -> tuple[Term, ...]:
        """Those of :meth:`ancestors` whose name a person would type."""
        return tuple(term for term in self.ancestors(id_) if term.natural)

    def find(self, name: str) -> tuple[Term, ...]:
        """The terms of that name, whatever its case, natural ones first."""
        return self._names.get(folded(name), ())

    def term_of(self, label_set: str, label: Label) -> Term | None:
        """What a label is in the tree; None where it does not hang in it."""
        return self.terms.get(term_id(label_set, label))

    def term_by_ref(self, ref: LabelRef) -> Term | None:
        """The term of a reference to a term; None where there is none."""
        return self._by_number.get(ref.index) if ref.label_set == TERMS else None

    def labels(self, id_: str, label_set: str) -> tuple[int, ...]:
        """Indices of the labels at or below a term, rising, each once.

        Raises:
            KeyError: there is no such term.
            OSError: there is no such label set.
            SettingsError: its file is damaged.
        """
        bits = self._labels_below(label_set)[id_]
        return tuple(index for index in range(bits.bit_length()) if bits >> index & 1)

    def sums(self, label_set: str, *, natural: bool = True) -> Sums:
        """The terms above the labels of a set, and which labels each is the sum of.

        Args:
            label_set: such as ``imagenet-1k``.
            natural: only terms whose names a person would type.

        Raises:
            OSError: there is no such label set.
            SettingsError: its file is damaged.
        """
        key = label_set, natural
        if key not in self._sums:
            self._sums[key] = self._summed(label_set, natural=natural)
        return self._sums[key]

    def _summed(self, label_set: str, *, natural: bool) -> Sums:
        import numpy as np

        labels = load_labels(label_set)
        below = self._labels_below(label_set)
        alone = {term_id(label_set, label): 1 << label.index for label in labels}
        terms = tuple(
            term
            for term in self.terms.values()
            if below[term.id] not in (0, alone.get(term.id)) and (term.natural or not natural)
        )
        width = -(-len(labels) // 8)
        packed = b"".join(below[term.id].to_bytes(width, "little") for term in terms)
        rows = np.frombuffer(packed, np.uint8).reshape(len(terms), width)
        bits = np.unpackbits(rows, axis=1, count=len(labels), bitorder="little").view(np.bool_)
        bits.setflags(write=False)
        return Sums(terms, bits)

    def _labels_below(self, label_set: str) -> dict[str, int]:
        """The labels at or below each term, as bits: the first label is the lowest."""
        if label_set not in self._labels:
            own = {
                term.id: 1 << label.index
                for label in load_labels(label_set)
                if (term := self.term_of(label_set, label)) is not None
            }
            self._labels[label_set] = self._gathered(own)
        return self._labels[label_set]

    def _gathered(self, own: Mapping[str, int]) -> dict[str, int]:
        """The bits of each term and of all below it."""
        bits = {id_: own.get(id_, 0) for id_ in self.terms}
        for id_, term in reversed([*self.terms.items()]):
            for parent in term.parents:
                bits[parent] |= bits[id_]
        return bits

    @cached_property
    def _breadth(self) -> dict[str, int]:
        """How many terms that have none below themselves are at or below each."""
        leaves = (id_ for id_, children in self._children.items() if not children)
        bits = self._gathered({id_: 1 << place for place, id_ in enumerate(leaves)})
        return {id_: below.bit_count() for id_, below in bits.items()}

    @cached_property
    def _children(self) -> dict[str, tuple[str, ...]]:
        found: dict[str, list[str]] = {id_: [] for id_ in self.terms}
        for id_, term in self.terms.items():
            for parent in term.parents:
                found[parent].append(id_)
        return {id_: tuple(children) for id_, children in found.items()}

    @cached_property
    def _depths(self) -> dict[str, int]:
        depths: dict[str, int] = {}
        for id_, term in self.terms.items():
            depths[id_] = max((depths[parent] + 1 for parent in term.parents), default=0)
        return depths

    @cached_property
    def _by_number(self) -> dict[int, Term]:
        return {term_ref(id_).index: term for id_, term in self.terms.items()}

    @cached_property
    def _names(self) -> dict[str, tuple[Term, ...]]:
        names: dict[str, tuple[Term, ...]] = {}
        for term in sorted(self.terms.values(), key=lambda term: not term.natural):
            name = folded(term.name)
            names[name] = (*names.get(name, ()), term)
        return names


def term_id(label_set: str, label: Label) -> str:
    """The id under which a label hangs in the tree, whether it does or not."""
    return label.wnid or f"{label_set}:{'-'.join(label.name.split())}"


@lru_cache(maxsize=4096)
def term_ref(id_: str) -> LabelRef:
    """What a decision about a term is kept under: WordNet's number, or one made of its id."""
    if re.fullmatch(r"n[0-9]{8}", id_):
        return LabelRef(TERMS, int(id_[1:]))
    return LabelRef(TERMS, _OURS + crc32(id_.encode()))


@cache
def load_tree() -> Tree:
    """The tree that comes with the program; every label of :data:`LABEL_SETS` hangs in it.

    Raises:
        OSError: it is not there.
        SettingsError: its file is damaged.
    """
    file = resources.path("labels", "tree.csv")
    content = read_small(file)
    try:
        tree = Tree(_terms_in(content.decode()))
        _check_labels(tree)
    except (ValueError, TypeError, KeyError, csv.Error) as error:
        raise SettingsError("resources.damaged", file=file, detail=repr(error)[:200]) from error
    return tree


def _terms_in(text: str) -> Iterator[Term]:
    for row in csv.DictReader(io.StringIO(text, newline="")):
        id_, name, definition = row["id"], row["name"], row["definition"]
        if not id_ or not name or definition is None or row["natural"] not in ("0", "1"):
            raise ValueError(f"a line is cut off: {row}")
        yield Term(id_, name, row["natural"] == "1", tuple(row["parents"].split()), definition)


def _check_labels(tree: Tree) -> None:
    for label_set in LABEL_SETS:
        for label in load_labels(label_set):
            if tree.term_of(label_set, label) is None:
                raise ValueError(f"{label.name} of {label_set} is not there")
