"""Rules for names as a person writes them, and what they come to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache
from graphlib import CycleError, TopologicalSorter
from itertools import count

from igtagger.domain import Reason
from igtagger.labels import own_tags
from igtagger.labels.folding import folded
from igtagger.labels.term_names import TermNames
from igtagger.labels.vocabulary import Edge, Vocabulary, edges, own_term_id

_MOST_GUESSES = 100
"""A guess at what was meant takes milliseconds."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule for one name.

    Attributes:
        kind: ``hide``, ``never``, ``rename``, ``join``, ``floor``, ``under``, ``ancestors``,
            ``synonym`` or ``colour``.
        name: what it is about, as in :class:`~igtagger.labels.term_names.TermNames`: an English
            name, an id, or the name in the person's language. For ``join`` the name of the one,
            for ``under`` it may be one of the person's own tags, and of ``synonym`` and ``colour``
            it is one, or called so. Empty for ``ancestors``.
        value: of ``rename`` the new name; of ``join`` one that is said as ``name``; of ``under``
            one that stands above; of ``floor`` the least score, 0 to 1; of ``synonym`` the other
            word; of ``colour`` which; else True.
        line: where it stands, from 1; 0 where it does not stand anywhere yet.
    """

    kind: str
    name: str
    value: str | float | bool = True
    line: int = 0


@dataclass(frozen=True, slots=True)
class SettledRules:
    """What some rules come to.

    Attributes:
        vocabulary: of those that hold.
        rules: those that hold, as given.
        refused: those that do not, each with why, in the order in which they were given.
        known: those that say what one before them says already.
    """

    vocabulary: Vocabulary
    rules: tuple[Rule, ...]
    refused: tuple[tuple[Rule, Reason], ...]
    known: tuple[Rule, ...]


def settle(names: TermNames, rules: Iterable[Rule]) -> SettledRules:
    """Find what rules mean; of two that contradict each other the one that comes first holds.

    Names of values must be such that a tag can have them, or the rule is refused.
    """
    return _Table(names, rules).settle()


@lru_cache(1 << 14)
def tag_in(name: str) -> str:
    """A name as a tag has it: spaces and letters in their usual form; empty if it can be none."""
    parsed = own_tags.parse(name)
    if len(parsed) != 1 or folded(parsed[0]) != folded(" ".join(name.split())):
        return ""
    return parsed[0]


class _Refusal(Exception):
    def __init__(self, code: str, /, **facts: str | int) -> None:
        super().__init__(code)
        self.reason = Reason(code, **facts)


class _Table:
    """Rules that hold so far, by what they come to."""

    def __init__(self, names: TermNames, rules: Iterable[Rule]) -> None:
        self._rules = list(rules)
        self._meanings = Meanings(names, self._rules)
        self._tree = names.tree
        self._held: dict[tuple[str, ...], tuple[Rule, Rule]] = {}
        self._refused: dict[int, tuple[Rule, Reason]] = {}
        self._known: list[Rule] = []
        self._never: dict[str, Rule] = {}
        self._joined: dict[str, Rule] = {}

    def settle(self) -> SettledRules:
        for place, rule in enumerate(self._rules):
            try:
                self._hold(rule, self._meanings.of(rule))
            except _Refusal as refusal:
                self._refused[place] = rule, refusal.reason
        while circling := self._circling():
            for meant in circling:
                self._refuse_circle(meant)
        refused = tuple(self._refused[place] for place in sorted(self._refused))
        held = tuple(rule for rule, _ in self._held.values())
        return SettledRules(self._vocabulary(), held, refused, tuple(self._known))

    def _hold(self, rule: Rule, meant: Rule) -> None:
        """Add a rule, unless it says what one says already.

        Raises:
            _Refusal: it contradicts one.
        """
        key = _key(meant)
        if key in self._held:
            first, other = self._held[key]
            if (other.name, _plain(other.value)) != (meant.name, _plain(meant.value)):
                raise _against(rule, first)
            self._known.append(rule)
            return
        if rule.kind == "synonym":
            self._refuse_if_meant_by(meant)
        if rule.kind == "never":
            self._refuse_if(meant.name in self._joined, rule, self._joined.get(meant.name))
            self._never[meant.name] = rule
        if rule.kind == "join":
            at_or_above = [*self._at_or_above(meant.value), *self._at_or_above(meant.name)]
            never = next((self._never[id_] for id_ in at_or_above if id_ in self._never), None)
            self._refuse_if(never is not None, rule, never)
            self._joined |= dict.fromkeys(at_or_above, rule)
        self._held[key] = rule, meant

    def _refuse_if_meant_by(self, meant: Rule) -> None:
        """Words that stand for each other in a circle mean nothing."""
        word, main = folded(str(meant.value)), folded(meant.name)
        while main != word and ("synonym", main) in self._held:
            main = folded(self._held["synonym", main][1].name)
        if main == word:
            raise _Refusal("vocabulary.synonym-circle", name=str(meant.value), other=meant.name)

    def _at_or_above(self, name: str | float) -> list[str]:
        id_ = str(name) if name in self._tree.terms else own_term_id(str(name))
        above = self._tree.ancestors(id_) if id_ in self._tree.terms else ()
        return [id_, str(name), *(term.id for term in above)]

    def _refuse_if(self, contradicts: bool, rule: Rule, other: Rule | None) -> None:
        if contradicts and other is not None:
            name = str(rule.value) if rule.kind == "join" else rule.name
            if other.line:
                raise _Refusal("vocabulary.never-joined", name=name, line=other.line)
            raise _Refusal("vocabulary.otherwise", name=name)

    # Circles

    def _circling(self) -> list[Rule]:
        """The rules, as they are meant, that close a circle; of each circle the last."""
        vocabulary = self._vocabulary()
        sources = {_source(meant): meant for _, meant in self._held.values()}
        above = {id_: {*term.parents} for id_, term in self._tree.terms.items()}
        new = list(edges(self._tree, vocabulary))
        if not _has_circle(above, new):
            return []
        found = {}
        for edge in new:
            if edge.parent == edge.child or _stands_above(above, edge.parent, edge.child):
                found[edge.rule] = sources[edge.rule]
            else:
                above.setdefault(edge.child, set()).add(edge.parent)
        return [*found.values()]

    def _refuse_circle(self, meant: Rule) -> None:
        rule, _ = self._held.pop(_key(meant))
        name, above = rule.name, str(rule.value)
        if rule.kind == "join":
            name, above = above, name
        place = next(place for place, other in enumerate(self._rules) if other is rule)
        self._refused[place] = rule, Reason("vocabulary.circle", name=name, above=above)

    def _vocabulary(self) -> Vocabulary:
        by_kind: dict[str, list[Rule]] = {}
        for _, meant in self._held.values():
            by_kind.setdefault(meant.kind, []).append(meant)
        return Vocabulary(
            renamed={rule.name: str(rule.value) for rule in by_kind.get("rename", ())},
            hidden=frozenset(rule.name for rule in by_kind.get("hide", ())),
            never=frozenset(rule.name for rule in by_kind.get("never", ())),
            joined=_lists(by_kind.get("join", ())),
            floors={rule.name: float(rule.value) for rule in by_kind.get("floor", ())},
            under=_lists(by_kind.get("under", ())),
            ancestors=any(rule.value is True for rule in by_kind.get("ancestors", ())),
            synonyms={folded(str(rule.value)): rule.name for rule in by_kind.get("synonym", ())},
            colours={folded(rule.name): str(rule.value) for rule in by_kind.get("colour", ())},
        )


class Meanings:
    """What names mean: those of the tree, and those that the rules themselves make."""

    def __init__(self, names: TermNames, rules: Iterable[Rule]) -> None:
        self._names = names
        self._guesses = count()
        self._given: dict[str, str] = {}
        self._tags: dict[str, str] = {}
        self._joins: set[str] = set()
        self._renamed: set[str] = set()
        self._shared: set[str] = set()
        for rule in rules:
            self._note(rule)

    def of(self, rule: Rule) -> Rule:
        """The rule with ids in the place of names, or with a tag where there is no id.

        Raises:
            _Refusal: a name means nothing, or several things, or can be none.
        """
        name, value = rule.name, rule.value
        if rule.kind == "rename":
            id_ = self._only(name, self._names.find(name)) or self._unknown(name)
            return replace(rule, name=id_, value=self._new_name(id_, str(value)))
        if rule.kind == "join":
            return replace(rule, name=self._one(name), value=self._id(str(value)))
        if rule.kind == "under":
            return replace(rule, name=self._place(name), value=self._place(str(value)))
        if rule.kind == "synonym":
            return replace(rule, name=self._tag(name), value=self._tag(str(value)))
        if rule.kind == "colour":
            return replace(rule, name=self._tag(name))
        return rule if rule.kind == "ancestors" else replace(rule, name=self._id(name))

    def term(self, name: str) -> str:
        """The id of what is called so, also where nothing else is known of it; never refused."""
        try:
            return self._found(name) or own_term_id(name)
        except _Refusal:
            return own_term_id(name)

    def _note(self, rule: Rule) -> None:
        """Keep the names that a rule makes."""
        tag = tag_in(str(rule.value)) if rule.kind == "rename" else ""
        if tag and len(ids := self._names.find(rule.name)) == 1:
            self._give(tag, ids[0])
            self._renamed.add(ids[0])
        if rule.kind == "join":
            self._joins.add(own_term_id(rule.name))
        made = {"join": (rule.name,), "under": (rule.name, str(rule.value))}
        for name in made.get(rule.kind, ()):
            if tag := tag_in(name):
                self._tags.setdefault(own_term_id(tag), tag)

    def _give(self, tag: str, id_: str) -> None:
        given = self._given.setdefault(folded(tag), id_)
        if given != id_:  # two of one name are a new one, which stands above them
            self._shared.add(own_term_id(tag))
            self._tags.setdefault(own_term_id(tag), tag)

    def _natural(self, name: str) -> str:
        """The id of what is called so by the tree, or else by the rules, and typed by people."""
        if natural := self._only(name, self._names.natural(name)):
            return natural
        is_shared = own_term_id(name) in self._shared
        return "" if is_shared else self._given.get(folded(tag_in(name)), "")

    def _found(self, name: str) -> str:
        """The id of a term of the tree; empty where there is none of that name."""
        natural, own = self._natural(name), own_term_id(name)
        if natural or own in self._joins or own in self._shared:
            return natural
        return self._only(name, self._names.other(name))

    def _new_name(self, id_: str, name: str) -> str:
        """A name as a tag; the English one where it is what another term is called here."""
        tag, others = self._tag(name), self._names.natural(name)
        if len(others) != 1 or others[0] == id_ or others[0] in self._renamed:
            return tag
        return self._names.tree.terms[others[0]].name

    def _id(self, name: str) -> str:
        """The id of a term, also of one that the rules make."""
        own = own_term_id(name)
        return self._found(name) or (own if own in self._tags else "") or self._unknown(name)

    def _one(self, name: str) -> str:
        """The id of the natural term of that name, or the name as a tag."""
        return self._natural(name) or self._tag(name)

    def _place(self, name: str) -> str:
        return self._found(name) or self._tag(name)

    def _only(self, name: str, ids: tuple[str, ...]) -> str:
        if len(ids) > 1:
            raise _Refusal("vocabulary.ambiguous", name=name, ids=", ".join(sorted(ids)))
        return ids[0] if ids else ""

    def _unknown(self, name: str) -> str:
        near = self._names.near(name) if next(self._guesses) < _MOST_GUESSES else ""
        if near:
            raise _Refusal("vocabulary.unknown-name-near", name=name, near=near)
        raise _Refusal("vocabulary.unknown-name", name=name)

    def _tag(self, name: str) -> str:
        """The name in its first spelling in the rules."""
        if not (tag := tag_in(name)):
            raise _Refusal("vocabulary.no-tag", name=name)
        return self._tags.get(own_term_id(tag), tag)


def _key(meant: Rule) -> tuple[str, ...]:
    """What no two rules may say different things of."""
    match meant.kind:
        case "join":
            return "join", str(meant.value)
        case "under":
            return "under", meant.name, str(meant.value)
        case "synonym":
            return "synonym", folded(str(meant.value))
        case "colour":
            return "colour", folded(meant.name)
        case _:
            return meant.kind, meant.name


def _source(meant: Rule) -> tuple[str, str, str]:
    """As :attr:`Edge.rule` tells it."""
    attribute = {"rename": "renamed", "join": "joined"}.get(meant.kind, meant.kind)
    return attribute, meant.name, str(meant.value)


def _against(rule: Rule, first: Rule) -> _Refusal:
    name = str(rule.value) if rule.kind in ("join", "synonym") else rule.name
    if first.line:
        return _Refusal("vocabulary.twice", name=name, line=first.line)
    return _Refusal("vocabulary.otherwise", name=name)


def _plain(value: str | float) -> str | float:
    return folded(value) if isinstance(value, str) else value


def _lists(rules: Iterable[Rule]) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for rule in rules:
        found.setdefault(rule.name, []).append(str(rule.value))
    return {name: tuple(values) for name, values in found.items()}


def _has_circle(above: dict[str, set[str]], new: Iterable[Edge]) -> bool:
    order = TopologicalSorter(above)
    for edge in new:
        order.add(edge.child, edge.parent)
    try:
        order.prepare()
    except CycleError:
        return True
    return False


def _stands_above(above: dict[str, set[str]], id_: str, other: str) -> bool:
    """Whether ``other`` stands above ``id_``."""
    seen, ahead = {id_}, [id_]
    while ahead:
        new = above.get(ahead.pop(), set()) - seen
        if other in new:
            return True
        seen |= new
        ahead += new
    return False
