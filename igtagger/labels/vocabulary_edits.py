"""Rules added to the text of the person's rules, and taken away, with every other line as it is."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

import tomlkit
from tomlkit.items import InlineTable

from igtagger.domain import Reason
from igtagger.errors import SettingsError
from igtagger.labels.folding import folded
from igtagger.labels.rule_lines import (
    OF_TAGS,
    SECTIONS,
    SETTINGS,
    LineProblem,
    RuleEntry,
    read_lines,
)
from igtagger.labels.rules import Meanings, Rule, settle
from igtagger.labels.term_names import TermNames
from igtagger.labels.vocabulary_file import MARK, NEW_FILE, Reading, read_rules

PLURAL = ("hide", "never", "join", "under", "synonym")
"""Kinds of rules that stand in lists."""
_KINDS = (
    "rename", "join", "under", "floor", "hide", "never", "ancestors", "synonym", "colour",
)  # fmt: skip
"""Those that make names come first."""


@dataclass(frozen=True, slots=True)
class Added:
    """What adding rules came to.

    Attributes:
        text: with those that are new.
        rules: which those are.
        refused: those that contradict what is there or mean nothing, each with why.
    """

    text: str
    rules: tuple[Rule, ...]
    refused: tuple[tuple[Rule, Reason], ...]


def set_rule(text: str, names: TermNames, rule: Rule) -> str:
    """The text with a rule, in the place of another value for the same name where there is one.

    ``join`` and ``under`` have several values for one name: theirs is added to them. A text that is
    empty begins with an example of every rule.

    Raises:
        SettingsError: the text has a line for which nothing can be changed in it; or the rule means
            nothing, contradicts another or would make a circle.
    """
    start = text or NEW_FILE
    before = read_rules(start, names)
    editor = _Editor(start, names, before, [*before.rules, rule])
    editor.set(rule)
    after = editor.text()
    _refuse_new_problems(before, read_rules(after, names))
    return after


def unset_rule(text: str, names: TermNames, rule: Rule) -> str:
    """The text without a rule; the same text where it has no such rule.

    The value counts for ``join`` and ``under`` alone, where True takes all values away.

    Raises:
        SettingsError: the text has a line for which nothing can be changed in it; or another rule
            needs the name that this one gives.
    """
    before = read_rules(text, names)
    editor = _Editor(text, names, before, [*before.rules, rule])
    editor.unset(rule)
    after = editor.text()
    _refuse_new_problems(before, read_rules(after, names))
    return after


def add_rules(text: str, names: TermNames, rules: Iterable[Rule]) -> Added:
    """The text with those rules that it lacks; nothing that is there changes, and it comes first.

    Raises:
        SettingsError: the text has a line for which nothing can be changed in it.
    """
    after, pending = text or NEW_FILE, list(rules)
    added: list[Rule] = []
    while True:
        after, more, refused = _added(after, names, pending)
        added += more
        if not more or not refused:  # else some may have needed a name that came after them
            return Added(after if added else text, tuple(added), tuple(refused))
        pending = [rule for rule, _ in refused]


_Refused = list[tuple[Rule, Reason]]


def _added(text: str, names: TermNames, rules: Iterable[Rule]) -> tuple[str, list[Rule], _Refused]:
    """The text with those rules that leave all others as they are, which ones, and the rest.

    A new name can make something else of a rule that is there, which is only seen afterwards. Such
    a one is left out, and all are looked at anew: without it names mean other things.
    """
    before = read_rules(text, names)
    there, given = [replace(rule, line=0) for rule in before.rules], list(rules)
    left_out: _Refused = []
    while True:
        new = {id(rule) for rule in given}
        settled = settle(names, [*there, *given])
        editor = _Editor(text, names, before, [*there, *given])
        refused = [(rule, reason) for rule, reason in settled.refused if id(rule) in new]
        held = [rule for rule in settled.rules if id(rule) in new]
        lost = [rule for rule in held if not editor.may_add(rule)]
        refused += [(rule, Reason("vocabulary.otherwise", name=rule.name)) for rule in lost]
        lacking = [rule for rule in held if rule not in lost]
        lacking.sort(key=lambda rule: _KINDS.index(rule.kind))
        fault = _first_fault(text, names, before, lacking)
        if fault is None:
            for rule in lacking:
                editor.set(rule)
            return editor.text(), lacking, [*left_out, *refused]
        left_out.append(fault)
        given = [rule for rule in given if rule is not fault[0]]


def _first_fault(
    text: str, names: TermNames, before: Reading, rules: list[Rule]
) -> tuple[Rule, Reason] | None:
    """The rule that brings a problem into the text, after those before it; None if none does."""

    def problem_of(count: int) -> LineProblem | None:
        editor = _Editor(text, names, before, [*before.rules, *rules])
        for rule in rules[:count]:
            editor.set(rule)
        return _new_problem(before, read_rules(editor.text(), names))

    problem = problem_of(len(rules))
    if problem is None:
        return None
    good, bad = 0, len(rules)
    while bad - good > 1:
        middle = (good + bad) // 2
        found = problem_of(middle)
        if found is None:
            good = middle
        else:
            bad, problem = middle, found
    return rules[bad - 1], problem.reason


def _not_editable(problem: LineProblem) -> SettingsError:
    return SettingsError("vocabulary.not-editable", line=problem.line, problem=problem.reason)


def _refuse_new_problems(before: Reading, after: Reading) -> None:
    if (problem := _new_problem(before, after)) is not None:
        code, facts = problem.reason.code, dict(problem.reason.facts)
        raise SettingsError(code, **facts)


def _new_problem(before: Reading, after: Reading) -> LineProblem | None:
    """The first that was not there before."""
    known = Counter(_regardless_of_lines(problem.reason) for problem in before.problems)
    for problem in after.problems:
        known[_regardless_of_lines(problem.reason)] -= 1
        if known[_regardless_of_lines(problem.reason)] < 0:
            return problem
    return None


def _regardless_of_lines(reason: Reason) -> Reason:
    return reason.but(line=0)


_Place = tuple[str, str]
"""A section and the id of what an entry there is about; or no section and the key of a setting."""


class _Editor:
    """Changes the lines of whole entries alone, and adds new ones behind those of a section."""

    def __init__(
        self, text: str, names: TermNames, reading: Reading, rules: Iterable[Rule]
    ) -> None:
        if reading.broken is not None:
            raise _not_editable(reading.broken)
        plain = text.removeprefix(MARK)
        self._mark = MARK if text.startswith(MARK) else ""
        self._lines = [line for line in re.split(r"(?<=\n)", plain) if line]
        self._line_end = "\r\n" if self._lines[:1] and self._lines[0].endswith("\r\n") else "\n"
        self._names, self._meanings = names, Meanings(names, rules)
        self._problems = reading.problems
        found = read_lines(plain)
        self._ends = found.ends
        self._entries: dict[_Place, RuleEntry] = {}
        for entry in found.entries:
            self._entries.setdefault(self._place(entry.section, entry.key), entry)
        self._changed: dict[int, tuple[RuleEntry, tomlkit.TOMLDocument]] = {}
        self._new: dict[_Place, tuple[str, Any]] = {}

    def set(self, rule: Rule) -> None:
        """Put a rule in.

        Raises:
            SettingsError: what stands there for that name is no list, and has to be.
        """
        section, key, item = _slot(rule)
        place = self._place(section, key)
        if (entry := self._entries.get(place)) is not None:
            values, key = self._values(entry)
        else:
            spelled = key if section in OF_TAGS else self._spelled(key)
            key, value = self._new.setdefault(place, (spelled, []))
            values = {key: value}
        if rule.kind in PLURAL:
            values[key] = self._with(values[key], item, section, entry)
        elif values[key] != item:
            values[key] = item
        if entry is None:
            self._new[place] = key, values[key]

    def unset(self, rule: Rule) -> None:
        """Take a rule out, where it is in."""
        section, key, item = _slot(rule)
        if (entry := self._entries.get(self._place(section, key))) is None:
            return
        values, key = self._values(entry)
        if rule.kind in PLURAL and item is not True:
            if not isinstance(values[key], list):
                values[key] = [values[key]]
            same_ones = [other for other in values[key] if self._are_same(other, item, section)]
            for same in same_ones:
                values[key].remove(same)
            if values[key] or not section:  # an empty setting is a place for the next
                return
        del values[key]

    def may_add(self, rule: Rule) -> bool:
        """Whether nothing that stands there would be lost, be it wrong."""
        section, key, _ = _slot(rule)
        entry = self._entries.get(self._place(section, key))
        return entry is None or (rule.kind in PLURAL and isinstance(entry.value, list | str))

    def text(self) -> str:
        """All lines, those that changed as they are now."""
        lines = [[line] for line in self._lines] or [[]]
        for entry, document in self._changed.values():
            first, last = entry.line - 1, entry.lines[-1][0]
            lines[first:last] = [self._rendered(document), *([] for _ in range(first + 1, last))]
        for section in ("", *SECTIONS):
            pairs = (pair for place, pair in self._new.items() if place[0] == section)
            new = [_line(key, value) + self._line_end for key, value in pairs]
            if new and section in self._ends:
                at = self._end_of(section)
                lines[max(at - 1, 0)] = [*lines[at - 1], *new] if at else [*new, *lines[0]]
            elif new:
                lines.append([self._line_end, f"[{section}]{self._line_end}", *new])
        plain = [line for part in lines for line in part]
        ended = (line if line.endswith("\n") else line + self._line_end for line in plain[:-1])
        return self._mark + "".join([*ended, *plain[-1:]])

    def _place(self, section: str, key: str) -> _Place:
        if section in OF_TAGS:
            return section, folded(key)
        return section, self._meanings.term(key) if section else key

    def _spelled(self, name: str) -> str:
        """The name in a form that does not depend on the language."""
        id_ = self._meanings.term(name)
        return self._names.spelled(id_) if id_ in self._names.tree.terms else name

    def _values(self, entry: RuleEntry) -> tuple[Any, str]:
        """What holds the value of an entry, by its key; it can be changed."""
        text = "\n".join(line for _, line in entry.lines)
        _, document = self._changed.setdefault(entry.line, (entry, tomlkit.parse(text)))
        inner = document.get(entry.section)
        is_inside = isinstance(inner, dict) and not isinstance(entry.value, dict)
        return (inner if is_inside else document), entry.key

    def _with(self, value: Any, item: Any, section: str, entry: RuleEntry | None) -> Any:
        """A list with one more, where it lacks that."""
        if isinstance(value, str):
            value = [value]
        if not isinstance(value, list):
            wrong = (p for p in self._problems if entry is not None and p.line == entry.line)
            raise _not_editable(next(wrong))
        if not any(self._are_same(other, item, section) for other in value):
            value.append(item if section in OF_TAGS else self._spelled(item))
        return value

    def _are_same(self, one: object, other: str, section: str) -> bool:
        if isinstance(one, str) and section in OF_TAGS:
            return folded(one) == folded(other)
        return isinstance(one, str) and self._meanings.term(one) == self._meanings.term(other)

    def _rendered(self, document: tomlkit.TOMLDocument) -> list[str]:
        """The lines of an entry; none where nothing is left of it."""
        if not any(value != {} or isinstance(value, InlineTable) for value in document.values()):
            return []
        text = document.as_string().removesuffix("\n")
        return [line.removesuffix("\r") + self._line_end for line in text.split("\n")]

    def _end_of(self, section: str) -> int:
        """Behind which line new entries of a section stand: its last, or the notes at its top."""
        at = self._ends[section]
        if at and not self._lines[at - 1].lstrip().startswith("["):
            return at
        end = at
        while end < len(self._lines) and self._lines[end].lstrip().startswith("#"):
            end += 1
        # Notes at the top of a file that go on with a section's header belong to that.
        is_apart = end < len(self._lines) and not self._lines[end].strip()
        return end if at or is_apart else at


def _slot(rule: Rule) -> tuple[str, str, Any]:
    """The section and key at which a rule stands, and what stands there."""
    if rule.kind in SETTINGS:
        return "", rule.kind, rule.value if rule.kind == "ancestors" else rule.name
    return rule.kind, rule.name, rule.value


def _line(key: str, value: Any) -> str:
    return f"{tomlkit.key(key).as_string()} = {tomlkit.item(value).as_string()}"
