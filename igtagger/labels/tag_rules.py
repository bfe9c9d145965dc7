"""What a change of one of the person's own tags makes of their rules for names."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

from igtagger.errors import UsageError
from igtagger.labels.folding import folded
from igtagger.labels.rules import Meanings, Rule
from igtagger.labels.term_names import TermNames
from igtagger.labels.vocabulary_edits import add_rules, set_rule, unset_rule
from igtagger.labels.vocabulary_file import read_rules

EditKind = Literal["rename", "merge", "delete", "parent", "synonym", "no synonym", "colour"]


@dataclass(frozen=True, slots=True)
class TagEdit:
    """What is to become of own tags, on all pictures of the library.

    Attributes:
        kind: what is done.
        tags: which; one alone of ``rename`` and other words.
        value: the new name of ``rename``; of ``merge`` the tag that they become; what the tag
            stands under, empty for nothing; the other word; the colour, empty for none.
        keep_words: of ``rename`` and ``merge``: the old names stay as other words for the new one.
    """

    kind: EditKind
    tags: tuple[str, ...]
    value: str = ""
    keep_words: bool = False

    @property
    def on_pictures(self) -> bool:
        """Whether pictures get other tags by it, and not the rules alone."""
        return self.kind in ("rename", "merge", "delete")


def rules_after(text: str, names: TermNames, edit: TagEdit) -> str:
    """The text of the person's rules after a change; the same text where nothing is said of it.

    Args:
        text: of the file of rules.
        names: what terms are called.
        edit: the change.

    Raises:
        SettingsError: the rules would contradict each other, or the text has a line for which it
            can only be changed by hand.
        UsageError: the tag is called as a term is, which stands where the tree has it.
    """
    match edit.kind:
        case "rename" | "merge":
            return _replaced(text, names, edit)
        case "delete":
            return _deleted(text, names, edit.tags)
        case "parent":
            for tag in edit.tags:
                text = _placed(text, names, tag, edit.value)
            return text
        case "synonym":
            return set_rule(text, names, Rule("synonym", edit.tags[0], edit.value))
        case "no synonym":
            return unset_rule(text, names, Rule("synonym", edit.tags[0], edit.value))
        case "colour":
            for tag in edit.tags:
                text = _coloured(text, names, tag, edit.value)
            return text


def rules_moved(text: str, names: TermNames, before: str, after: str) -> str:
    """A text that others changed meanwhile, with what once made ``before`` into ``after``.

    Raises:
        SettingsError: as of :func:`rules_after`.
    """
    first = {replace(rule, line=0): None for rule in read_rules(before, names).rules}
    last = {replace(rule, line=0): None for rule in read_rules(after, names).rules}
    text = _without(text, names, [rule for rule in first if rule not in last])
    return add_rules(text, names, [rule for rule in last if rule not in first]).text


def is_term(text: str, names: TermNames, tag: str) -> bool:
    """Whether a rule for that name would be one for a term of the tree."""
    return Meanings(names, read_rules(text, names).rules).term(tag) in names.tree.terms


class _RulesOf:
    """The rules that speak of some tags, by how they do."""

    def __init__(self, text: str, names: TermNames, tags: Iterable[str]) -> None:
        rules = read_rules(text, names).rules
        meanings, self._terms = Meanings(names, rules), names.tree.terms
        self._keys = {folded(tag) for tag in tags}
        # A name that a term has is that term's: rules for it are none of the tag's.
        placed = {key for key in self._keys if meanings.term(key) not in self._terms}
        under = [rule for rule in rules if rule.kind == "under"]
        self.places = [rule for rule in under if folded(rule.name) in placed]
        self.below = [rule for rule in under if folded(str(rule.value)) in placed]
        words = [rule for rule in rules if rule.kind == "synonym"]
        self.words = [rule for rule in words if folded(rule.name) in self._keys]
        self.word_of = [rule for rule in words if folded(str(rule.value)) in self._keys]
        colours = (rule for rule in rules if rule.kind == "colour")
        self.colours = [rule for rule in colours if folded(rule.name) in self._keys]


def _without(text: str, names: TermNames, rules: Iterable[Rule]) -> str:
    for rule in dict.fromkeys(rules):
        text = unset_rule(text, names, rule)
    return text


def _replaced(text: str, names: TermNames, edit: TagEdit) -> str:
    """With the rules of the old tags for the new one; what is said of that already holds."""
    old, new = _RulesOf(text, names, edit.tags), edit.value
    there = _RulesOf(text, names, (new,))
    gone = {folded(tag) for tag in edit.tags}
    mine = [rule for rule in there.word_of if folded(rule.name) in gone]
    moved = [Rule("under", rule.name, new) for rule in old.below if folded(rule.name) not in gone]
    if not is_term(text, names, new) and (edit.kind == "rename" or not there.places):
        above = (rule for rule in old.places if folded(str(rule.value)) not in gone)
        moved += [Rule("under", new, rule.value) for rule in above]
    moved += [Rule("synonym", new, rule.value) for rule in old.words if rule not in mine]
    moved += [Rule("colour", new, rule.value) for rule in old.colours]
    if edit.keep_words:
        others = (tag for tag in edit.tags if folded(tag) != folded(new))
        moved += [Rule("synonym", new, tag) for tag in others]
    dropped = [*old.places, *old.below, *old.words, *old.word_of, *old.colours]
    if not dropped and not moved:
        return text
    kept = [rule for rule in moved if folded(rule.name) != folded(str(rule.value))]
    kept += [Rule("synonym", rule.name, new) for rule in old.word_of if edit.kind == "rename"]
    kept = [rule for rule in kept if folded(rule.name) != folded(str(rule.value))]
    return add_rules(_without(text, names, dropped), names, kept).text


def _deleted(text: str, names: TermNames, tags: tuple[str, ...]) -> str:
    """Without them; what stood under one stands under what that stood under."""
    for tag in tags:
        old = _RulesOf(text, names, (tag,))
        above = [rule.value for rule in old.places]
        up = [Rule("under", rule.name, value) for rule in old.below for value in above]
        dropped = [*old.places, *old.below, *old.words, *old.word_of, *old.colours]
        if dropped:
            text = add_rules(_without(text, names, dropped), names, up).text
    return text


def _placed(text: str, names: TermNames, tag: str, parent: str) -> str:
    if is_term(text, names, tag):
        raise UsageError("tags.is-term", name=tag)
    text = _without(text, names, _RulesOf(text, names, (tag,)).places)
    return set_rule(text, names, Rule("under", tag, parent)) if parent else text


def _coloured(text: str, names: TermNames, tag: str, colour: str) -> str:
    if colour:
        return set_rule(text, names, Rule("colour", tag, colour))
    return _without(text, names, _RulesOf(text, names, (tag,)).colours)
