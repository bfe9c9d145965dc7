"""The person's own rules for names, and the tree of terms as it is with them.

Rules are written down by the person: see :mod:`igtagger.labels.vocabulary_file`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from igtagger.labels.folding import folded
from igtagger.labels.tree import Term, Tree

COLOURS = ("red", "orange", "yellow", "green", "teal", "blue", "purple", "pink")
"""What tags may be coloured, as the person's file has it; each face draws them as it can."""

OWN = "own:"
"""How the ids of terms begin that only the person knows."""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Rules of one person. All ids are ids of terms; a label's is that of the term that it is.

    Attributes:
        renamed: what a term is called here, by id.
        hidden: ids of terms that are never said themselves; what stands above is said instead.
        never: ids of terms that count for nothing, nor does what is below them, as if their labels
            were rejected in every picture.
        joined: ids of the terms that are all said as one, by its name.
        floors: the least score shown, 0 to 1, from which a term is said, by id.
        under: what a term hangs under besides what the tree says: ids, or names of what is no term
            yet; by id, or by one of the person's own tags as typed.
        ancestors: tags carry what stands above them.
        synonyms: the tags or names that are meant by other words, by those, folded.
        colours: which of :data:`COLOURS` the person's own tags have, by their names, folded.
    """

    renamed: Mapping[str, str] = field(default_factory=dict)
    hidden: frozenset[str] = frozenset()
    never: frozenset[str] = frozenset()
    joined: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    floors: Mapping[str, float] = field(default_factory=dict)
    under: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    ancestors: bool = False
    synonyms: Mapping[str, str] = field(default_factory=dict)
    colours: Mapping[str, str] = field(default_factory=dict)


NO_RULES = Vocabulary()
"""Everything as the tree has it."""


class Edge(NamedTuple):
    """That a rule places one term under another.

    Attributes:
        child: id of the one below.
        parent: id of the one above.
        rule: which rule: the name of its attribute, the key there, and one of its values.
    """

    child: str
    parent: str
    rule: tuple[str, str, str]


def own_term_id(name: str) -> str:
    """The id of the term that one of the person's own tags is, whatever its case."""
    return OWN + "-".join(folded(name).split())


def apply(tree: Tree, vocabulary: Vocabulary) -> Tree:
    """The tree as the person has it.

    A term that gets a name which another natural one has is said as that one, and so are terms
    that are joined: they are placed under it and are not natural themselves. Where no natural term
    has the name there is a new one above them, below all that stands above each of them. (What is
    narrower, and stands above one of them alone, is more specific still.) A name that the person
    gives makes a term natural, and :attr:`Vocabulary.hidden` the contrary.
    :attr:`Vocabulary.never` and :attr:`Vocabulary.floors` change nothing here. Ids that the tree
    does not have are passed over.

    Raises:
        ValueError: some rules go round in a circle; those that are read from a file never do.
    """
    draft = _Draft(tree, vocabulary)
    placed: dict[str, list[str]] = {}
    for edge in draft.edges():
        placed.setdefault(edge.child, []).append(edge.parent)
    changed = []
    for id_, term in draft.terms.items():
        parents = tuple(dict.fromkeys([*term.parents, *placed.get(id_, ())]))
        new = replace(term, parents=parents, natural=draft.is_natural(term))
        if tree.terms.get(id_) != new:
            changed.append(new)
    return tree.with_(*changed) if changed else tree


def edges(tree: Tree, vocabulary: Vocabulary) -> Iterator[Edge]:
    """What the rules place under what, besides what the tree says; there may be circles."""
    return _Draft(tree, vocabulary).edges()


class _Draft:
    """The terms with their new names and the person's own ones, before they hang together."""

    def __init__(self, tree: Tree, vocabulary: Vocabulary) -> None:
        self._tree, self._rules = tree, vocabulary
        self.terms = dict(tree.terms)
        for id_, name in vocabulary.renamed.items():
            if id_ in self.terms:
                self.terms[id_] = replace(self.terms[id_], name=name, natural=True)
        self._holders = self._find_holders()
        self._said_as_others = {id_ for id_, _, _ in self._as_one()}

    def edges(self) -> Iterator[Edge]:
        """See :func:`edges`. Those of names come first, then joined terms, then places."""
        for id_, name, rule in self._as_one():
            yield from self._edge(id_, self._place(name), rule)
        yield from self._edges_of_new_terms()
        for child, parents in self._rules.under.items():
            for parent in parents:
                rule = "under", child, parent
                yield from self._edge(self._place(child), self._place(parent), rule)

    def is_natural(self, term: Term) -> bool:
        """Whether a person would type its name, by the rules."""
        hidden = term.id in self._rules.hidden or term.id in self._said_as_others
        return term.natural and not hidden

    def _find_holders(self) -> dict[str, str]:
        """The id of the term that is called so, by folded name.

        A term that has a name of itself has it before those that are given it. Where several are
        given it, and none has it, none of those is it, but a new one.
        """
        renamed = self._rules.renamed
        natural = [term for term in self.terms.values() if term.natural]
        holders = {folded(term.name): term.id for term in natural if term.id not in renamed}
        given: dict[str, list[str]] = {}
        for term in natural:
            if term.id in renamed and folded(term.name) not in holders:
                given.setdefault(folded(term.name), []).append(term.id)
        for name, ids in given.items():
            holders[name] = ids[0] if len(ids) == 1 else self._own(self.terms[ids[0]].name)
        for name in self._own_names():
            if name not in self._tree.terms and folded(name) not in holders:
                holders[folded(name)] = self._own(name)
        return holders

    def _own_names(self) -> Iterator[str]:
        yield from self._rules.joined
        for child, parents in self._rules.under.items():
            yield from (child, *parents)

    def _own(self, name: str) -> str:
        """The id of the person's own term of that name, which is made where there is none."""
        id_ = name if name in self.terms else own_term_id(name)
        self.terms.setdefault(id_, Term(id_, name))
        return id_

    def _place(self, name_or_id: str) -> str:
        if name_or_id in self.terms:
            return name_or_id
        return self._holders[folded(name_or_id)]

    def _as_one(self) -> Iterator[tuple[str, str, tuple[str, str, str]]]:
        """Ids of terms for which another is said, its name, and the rule that says so."""
        for id_, name in self._rules.renamed.items():
            if id_ in self.terms and self._holders.get(folded(name), id_) != id_:
                yield id_, name, ("renamed", id_, name)
        for name, members in self._rules.joined.items():
            for id_ in members:
                if id_ in self.terms and self._place(name) != id_:
                    yield id_, name, ("joined", name, id_)

    def _edges_of_new_terms(self) -> Iterator[Edge]:
        """A term that stands for several is below all that stands above each of them."""
        rules: dict[str, dict[str, tuple[str, str, str]]] = {}
        for id_, name, rule in self._as_one():
            rules.setdefault(self._place(name), {})[id_] = rule
        for id_, members in rules.items():
            known = self._in_tree(id_, rules) if id_ not in self._tree.terms else ()
            for parent in self._nearest_common(known):
                yield Edge(id_, parent, next(iter(members.values())))

    def _in_tree(self, id_: str, members: Mapping[str, Iterable[str]]) -> list[str]:
        """Ids of the tree's terms that a new one stands for, also by way of other new ones."""
        seen, ahead, found = {id_}, [id_], []
        while ahead:
            if (other := ahead.pop()) in self._tree.terms:
                found.append(other)
            else:
                new = [below for below in members.get(other, ()) if below not in seen]
                seen.update(new)
                ahead += new
        return found

    def _nearest_common(self, ids: Iterable[str]) -> list[str]:
        """Ids of what stands above all of those terms of the tree and above no other such."""
        above = [[term.id for term in self._tree.ancestors(id_)] for id_ in ids]
        shared = set.intersection(*map(set, above)) if above else set()
        common = [id_ for id_ in above[0] if id_ in shared] if shared else []
        higher = {term.id for id_ in common for term in self._tree.ancestors(id_)}
        return [id_ for id_ in common if id_ not in higher]

    def _edge(self, child: str, parent: str, rule: tuple[str, str, str]) -> Iterator[Edge]:
        """The edge, where it says more than the tree does."""
        above = self._tree.ancestors(child) if child in self._tree.terms else ()
        if all(term.id != parent for term in above):
            yield Edge(child, parent, rule)
