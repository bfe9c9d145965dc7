"""Which term of the tree a person means by a name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from igtagger.labels.folding import folded
from igtagger.labels.rule_lines import nearest
from igtagger.labels.sets import load_labels
from igtagger.labels.tree import LABEL_SETS, Term, Tree, term_id

_NO_NAMES: Mapping[str, str] = {}


@dataclass(frozen=True)
class TermNames:
    """The names of a tree's terms: English ones, those of label sets, those of one more language.

    Attributes:
        tree: as it comes with the program, without rules.
        shown: names in the person's language, by id; for some terms or for none.
    """

    tree: Tree
    shown: Mapping[str, str] = field(default_factory=lambda: _NO_NAMES)

    def natural(self, name: str) -> tuple[str, ...]:
        """Ids of what is called so among what people type, whatever the case; or of that id.

        English names come first: so that what a name means does not depend on the language. More
        than one where that is not clear.
        """
        if name in self.tree.terms:
            return (name,)
        return self._first(name, natural=True)

    def other(self, name: str) -> tuple[str, ...]:
        """Likewise among what nobody types, with the names that labels have in their sets."""
        return self._first(name, natural=False)

    def find(self, name: str) -> tuple[str, ...]:
        """:meth:`natural`, or else :meth:`other`."""
        return self.natural(name) or self.other(name)

    def spelled(self, id_: str) -> str:
        """A name that means that term in any language: English, else the id itself."""
        name = self.tree.terms[id_].name
        return name if self.find(name) == (id_,) else id_

    def near(self, name: str) -> str:
        """What was perhaps meant by a name that nothing has; empty where there is no guess."""
        found = nearest(folded(name)[:100], self._spellings)
        return self._spellings.get(found, "")

    def _first(self, name: str, *, natural: bool) -> tuple[str, ...]:
        key = folded(name)
        for names in self._tiers[natural]:
            if key in names:
                return tuple(names[key])
        return ()

    @cached_property
    def _tiers(self) -> dict[bool, tuple[dict[str, dict[str, None]], ...]]:
        """For natural terms and for others, the ids by folded name; English ones, then shown."""
        terms = self.tree.terms.values()
        natural = [term for term in terms if term.natural]
        others = [term for term in terms if not term.natural]
        in_sets = (
            (label.name, term_id(label_set, label))
            for label_set in LABEL_SETS
            for label in load_labels(label_set)
        )
        known = ((name, id_) for name, id_ in in_sets if id_ in self.tree.terms)
        return {
            True: (_gathered(_english(natural)), _gathered(self._translated(natural))),
            False: (
                _gathered([*_english(others), *known]),
                _gathered(self._translated(others)),
            ),
        }

    def _translated(self, terms: Iterable[Term]) -> Iterator[tuple[str, str]]:
        return ((self.shown[term.id], term.id) for term in terms if term.id in self.shown)

    @cached_property
    def _spellings(self) -> dict[str, str]:
        names = [*self.shown.values(), *(term.name for term in self.tree.terms.values())]
        return {folded(name): name for name in names}


def _english(terms: Iterable[Term]) -> Iterator[tuple[str, str]]:
    return ((term.name, term.id) for term in terms)


def _gathered(names: Iterable[tuple[str, str]]) -> dict[str, dict[str, None]]:
    found: dict[str, dict[str, None]] = {}
    for name, id_ in names:
        found.setdefault(folded(name), {})[id_] = None
    return found
