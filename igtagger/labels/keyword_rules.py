"""From a list of keywords to rules for names, and back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from igtagger.labels.folding import folded
from igtagger.labels.keyword_list import Keyword, written
from igtagger.labels.rules import Meanings, Rule
from igtagger.labels.term_names import TermNames
from igtagger.labels.tree import Term, Tree
from igtagger.labels.vocabulary import Vocabulary, apply, own_term_id
from igtagger.labels.vocabulary_file import Reading


def rules_of(keywords: Iterable[Keyword], names: TermNames, there: Reading) -> list[Rule]:
    """What a list says that is not so already, each with the line of the list.

    A keyword that is the name of something, or one of its synonyms, is what that is to be called;
    everything stands under what it stands under in the list; categories are hidden. Keywords that
    are nothing's name are the person's own tags.
    """
    maker = _Maker(names, there)
    return [rule for keyword in keywords for rule in maker.rules(keyword)]


def keywords_of(names: TermNames, vocabulary: Vocabulary) -> str:
    """The list of all that is said, with English names as synonyms where it is called otherwise.

    What stands under several stands below each; what is below it in turn, below the first.
    """
    return written(_Said(names, vocabulary).lines())


class _Said:
    """What is said by some rules, and how it is called."""

    def __init__(self, names: TermNames, vocabulary: Vocabulary) -> None:
        self.names, self.vocabulary = names, vocabulary
        self.tree: Tree = apply(names.tree, vocabulary)
        self.terms = {
            id_: term
            for id_, term in self.tree.terms.items()
            if (term.natural or id_ in vocabulary.hidden) and not self._is_never(id_)
        }
        said = {id_ for id_, term in self.terms.items() if term.natural}
        above = {term.id for id_ in said for term in self.tree.ancestors(id_)}
        self.terms = {id_: t for id_, t in self.terms.items() if id_ in said or id_ in above}

    def called(self, term: Term) -> str:
        """What the person sees."""
        renamed, shown = self.vocabulary.renamed, self.names.shown
        return renamed.get(term.id) or shown.get(term.id) or term.name

    def english(self, id_: str) -> str:
        """The English name; empty for what only the person knows."""
        return self.names.tree.terms[id_].name if id_ in self.names.tree.terms else ""

    def lines(self) -> Iterator[tuple[int, str, str]]:
        """The depth, the name and the synonym of each."""
        below: dict[str, list[str]] = {}
        for id_ in sorted(self.terms, key=lambda id_: (folded(self.called(self.terms[id_])), id_)):
            for parent in self._nearest(id_) or [""]:
                below.setdefault(parent, []).append(id_)
        ahead = [(0, id_) for id_ in reversed(below.get("", []))]
        done: set[str] = set()
        while ahead:
            depth, id_ = ahead.pop()
            yield self._line(depth, id_)
            if id_ not in done:
                ahead += [(depth + 1, child) for child in reversed(below.get(id_, []))]
            done.add(id_)

    def _line(self, depth: int, id_: str) -> tuple[int, str, str]:
        term = self.terms[id_]
        name, english = self.called(term), self.english(id_)
        synonym = english if folded(english) != folded(name) else ""
        return depth, name if term.natural else f"[{name}]", synonym

    def _nearest(self, id_: str) -> list[str]:
        above = [term.id for term in self.tree.ancestors(id_) if term.id in self.terms]
        higher = {term.id for other in above for term in self.tree.ancestors(other)}
        return [other for other in above if other not in higher]

    def _is_never(self, id_: str) -> bool:
        never = self.vocabulary.never
        return id_ in never or any(term.id in never for term in self.tree.ancestors(id_))


class _Maker:
    def __init__(self, names: TermNames, there: Reading) -> None:
        self._names = names
        self._meanings = Meanings(names, there.rules)
        self._said = _Said(names, there.vocabulary)
        self._called: dict[str, list[str]] = {}
        for id_, term in self._said.terms.items():
            self._called.setdefault(folded(self._said.called(term)), []).append(id_)
        self._ids: dict[int, str] = {}

    def rules(self, keyword: Keyword) -> Iterator[Rule]:
        id_ = self._id(keyword)
        self._ids[id(keyword)] = id_
        yield from self._names_of(keyword, id_)
        child, above = self._written(id_, keyword.name), keyword.parent
        if above is not None and not self._stands_under(id_, self._ids[id(above)]):
            parent = self._written(self._ids[id(above)], above.name)
            yield Rule("under", child, parent, keyword.line)
        if keyword.is_category and self._is_said(id_):
            yield Rule("hide", child, line=keyword.line)

    def _names_of(self, keyword: Keyword, id_: str) -> Iterator[Rule]:
        """Whatever is to be called as the keyword is."""
        found = {id_: keyword.line}
        for name, line in keyword.synonyms:
            if id_ not in self._names.find(name):
                found.setdefault(self._term(name), line)
        for other, line in found.items():
            if other in self._names.tree.terms and not self._is_called(other, keyword.name):
                yield Rule("rename", self._names.spelled(other), keyword.name, line)

    def _id(self, keyword: Keyword) -> str:
        """The id of what a keyword means: by its name, then by its synonyms, else its own."""
        synonyms = [name for name, _ in keyword.synonyms]
        called = self._called.get(folded(keyword.name), [])
        meant = [id_ for id_ in called if any(id_ in self._names.find(name) for name in synonyms)]
        if len(called) == 1 or len(meant) == 1:
            return (called if len(called) == 1 else meant)[0]
        terms = (self._term(name) for name in (keyword.name, *synonyms))
        return next((id_ for id_ in terms if id_ in self._names.tree.terms), "") or own_term_id(
            keyword.name
        )

    def _term(self, name: str) -> str:
        return self._meanings.term(name)

    def _written(self, id_: str, name: str) -> str:
        """The name to write into the rules."""
        return self._names.spelled(id_) if id_ in self._names.tree.terms else name

    def _is_called(self, id_: str, name: str) -> bool:
        return folded(self._said.called(self._said.tree.terms[id_])) == folded(name)

    def _stands_under(self, id_: str, other: str) -> bool:
        tree = self._said.tree
        return id_ == other or (
            id_ in tree.terms and any(term.id == other for term in tree.ancestors(id_))
        )

    def _is_said(self, id_: str) -> bool:
        tree = self._said.tree
        return id_ not in tree.terms or tree.terms[id_].natural
