"""How things are called for one person: the tree of terms, by their rules and in their language."""

from __future__ import annotations

import re
from collections.abc import Mapping
from copy import copy
from functools import cache
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from igtagger.domain import Label, LabelRef
from igtagger.labels.candidates import Candidates
from igtagger.labels.folding import folded
from igtagger.labels.sets import label_of, load_labels
from igtagger.labels.taught_names import NONE_TAUGHT, TAUGHT, TaughtNames
from igtagger.labels.tree import LABEL_SETS, TERMS, Term, Tree, load_tree, term_id, term_ref
from igtagger.labels.vocabulary import NO_RULES, Vocabulary, apply, own_term_id

NO_NAMES: Mapping[str, str] = MappingProxyType({})


class Naming:
    """The names of labels and terms. Never changed once made; any thread may ask.

    Args:
        vocabulary: the person's rules.
        names: in their language, by the ids of terms; the tree's English ones for others.
        tree: without the rules; that of the program if None.
        taught: own tags that were taught.

    Raises:
        OSError: a file of the program is not there.
        SettingsError: it is damaged.
    """

    def __init__(
        self,
        vocabulary: Vocabulary = NO_RULES,
        names: Mapping[str, str] = NO_NAMES,
        tree: Tree | None = None,
        taught: TaughtNames = NONE_TAUGHT,
    ) -> None:
        self.vocabulary = vocabulary
        self.taught = taught
        self._plain = load_tree() if tree is None else tree
        self.tree = apply(self._plain, vocabulary)
        self.names = names
        self._candidates: dict[str, Candidates] = {}
        self._above: dict[LabelRef | str, tuple[LabelRef, ...]] = {}
        self._words: dict[LabelRef | str, tuple[str, ...]] = {}
        self._other_words: dict[str, list[str]] = {}
        for word in vocabulary.synonyms:
            self._other_words.setdefault(folded(self.main_tag(word)), []).append(word)

    def teaching(self, taught: TaughtNames) -> Naming:
        """The same with other tags taught; what was worked out of the tree is shared."""
        other = copy(self)
        other.taught, other._above, other._words = taught, {}, {}
        return other

    def term(self, ref: LabelRef) -> Term | None:
        """The term that a label, or a reference to a term, is; None where there is none."""
        if ref.label_set == TERMS:
            return self.tree.term_by_ref(ref)
        if ref.label_set == TAUGHT:
            return None
        return self.tree.terms.get(term_id(ref.label_set, label_of(ref)))

    def label_of(self, ref: LabelRef) -> Label:
        """The label or term as it is called here, whichever set it is of.

        A term has its WordNet id where it has one. What is no longer there is called by its number.
        """
        if (taught := self.taught.name(ref)) is not None:
            return Label(ref.index, taught)
        label, term = label_of(ref), self.term(ref)
        if term is None:
            return label
        wnid = label.wnid if ref.label_set != TERMS else _wordnet_id(term.id)
        return Label(ref.index, self._name(term), wnid, label.definition or term.definition)

    def _name(self, term: Term) -> str:
        if term.id in self.vocabulary.renamed:
            return term.name
        return self.names.get(term.id, term.name)

    def words(self, key: LabelRef | str) -> tuple[str, ...]:
        """All that a label, a term or an own tag is found by, folded.

        What it is called here and in English, and the person's other words for it.
        """
        if key not in self._words:
            words = dict.fromkeys(folded(name) for name in self._called(key))
            meant = (each for word in words for each in self._other_words.get(word, ()))
            self._words[key] = tuple({**words, **dict.fromkeys(meant)})
        return self._words[key]

    def _called(self, key: LabelRef | str) -> list[str]:
        key = self._own_tag_of(key)
        if isinstance(key, str):
            return [key]
        term = self.term(key)
        found = [label_of(key).name] if key.label_set != TERMS or term is None else []
        if term is not None:
            plain = self._plain.terms.get(term.id, term)
            found += [self._name(term), plain.name, self.names.get(term.id, plain.name)]
        return found

    def _own_tag_of(self, key: LabelRef | str) -> LabelRef | str:
        """The own tag that a taught one is; anything else itself."""
        return key if isinstance(key, str) else self.taught.name(key) or key

    def main_tag(self, name: str) -> str:
        """The tag that the person means by a word; the word itself where it is no other's."""
        while (main := self.vocabulary.synonyms.get(folded(name))) is not None:
            name = main  # of those in a circle the file refuses one
        return name

    def colour(self, tag: str) -> str:
        """Which of the vocabulary's colours an own tag has; empty where it has none."""
        return self.vocabulary.colours.get(folded(tag), "")

    def all_names(self) -> set[str]:
        """What labels and natural terms are called here."""
        return {self._name(term) for term in self.tree.terms.values() if term.natural}

    def above(self, key: LabelRef | str) -> tuple[LabelRef, ...]:
        """The terms that people would say above a label, a term or an own tag, nearest first."""
        if key not in self._above:
            self._above[key] = tuple(ref_of(term.id) for term in self._ancestors(key))
        return self._above[key]

    def _ancestors(self, key: LabelRef | str) -> tuple[Term, ...]:
        key = self._own_tag_of(key)
        term = self.tree.terms.get(own_term_id(key)) if isinstance(key, str) else self.term(key)
        return self.tree.natural_ancestors(term.id) if term is not None else ()

    def candidates(self, label_set: str) -> Candidates:
        """What may be said of pictures with labels of a set.

        Raises:
            OSError: there is no such label set.
            SettingsError: its file is damaged.
        """
        if label_set not in self._candidates:
            made = Candidates(self.tree, label_set, self.vocabulary.never)
            self._candidates.setdefault(label_set, made)  # another thread may have been quicker
        return self._candidates[label_set]

    def labels(self, ref: LabelRef, label_set: str) -> NDArray[np.intp]:
        """Indices of the labels of a set that are at or below a label or term, rising.

        Raises:
            OSError: there is no such label set.
            SettingsError: its file is damaged.
        """
        term = self.term(ref)
        if term is not None:
            return np.array(self.tree.labels(term.id, label_set), np.intp)
        is_one = ref.label_set == label_set and 0 <= ref.index < len(load_labels(label_set))
        return np.array([ref.index] if is_one else [], np.intp)


def is_called(naming: Naming, key: LabelRef | str, text: str) -> bool:
    """Whether a tag has that name, folded, here or in English, or that WordNet id."""
    if isinstance(key, str):
        return folded(key) == text
    if text in naming.words(key):
        return True
    return bool(_wordnet_id(text)) and text == naming.label_of(key).wnid


def ref_of(id_: str) -> LabelRef:
    """What decisions about a term are kept under: the label that it is, else the term."""
    return _labels_by_id().get(id_) or term_ref(id_)


def _wordnet_id(id_: str) -> str:
    return id_ if re.fullmatch(r"n[0-9]{8}", id_) else ""


@cache
def _labels_by_id() -> Mapping[str, LabelRef]:
    return {
        term_id(label_set, label): LabelRef(label_set, label.index)
        for label_set in LABEL_SETS
        for label in load_labels(label_set)
    }
