"""The file of the person's rules for names: read, whatever is in it, and written.

A person edits it by hand. What is wrong in it is told with its line, and costs nothing but itself.
It is never written anew: what the program adds leaves every other line as it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from igtagger import private
from igtagger.domain import Reason
from igtagger.errors import SettingsError, detail_of
from igtagger.files import write_whole
from igtagger.labels.rule_lines import LineProblem, RuleEntry, read_lines
from igtagger.labels.rules import Rule, settle
from igtagger.labels.term_names import TermNames
from igtagger.labels.vocabulary import COLOURS, Vocabulary
from igtagger.small_files import read_small

MARK = "\ufeff"
"""What some editors put before a text."""
MOST_BYTES = 1 << 20
"""Twenty thousand rules, and more than anybody writes by hand."""

NEW_FILE = """\
# Your own rules for names, for igtagger. What stands behind a # is a note, and does nothing:
# take the # away from an example to try it. "igtagger vocabulary check" tells what is wrong here.
# Names are English, or those that you see in the window; upper and lower case are the same.

# true: tags carry what stands above them. A picture of a dog is tagged "animal", too.
ancestors = false

# Never said themselves. What stands above them is said instead: "glass" for a goblet.
hide = [
    # "goblet",
]

# Never said, nor is what stands below them: as if you rejected them in every picture.
never = [
    # "web site",
]

[rename]
# What things are called here.
# car = "automobile"
# "polar bear" = "ice bear"

[join]
# Several that are said as one.
# waterside = ["seashore", "cliff"]

[floor]
# The least score from which a thing is said, from 0 to 1.
# animal = 0.9

[under]
# What things, and your own tags, stand under, besides what igtagger knows.
# Rex = "dog"
# dog = ["pets"]

[synonym]
# Other words for your own tags, and for names: found by a search, and typed they become the tag.
# Rex = ["Rexi", "our dog"]

[colour]
# Of your own tags: red, orange, yellow, green, teal, blue, purple or pink.
# Rex = "blue"
"""
"""A file without rules, and an example of each."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What is in a text of rules.

    Attributes:
        vocabulary: the rules that hold.
        rules: likewise, as they are written.
        problems: what is wrong with the rest, by line.
        broken: the first of them for which the text cannot be changed but by hand; None where it
            can.
    """

    vocabulary: Vocabulary
    rules: tuple[Rule, ...]
    problems: tuple[LineProblem, ...]
    broken: LineProblem | None = None


def read_rules(text: str, names: TermNames) -> Reading:
    """The rules in a text, whatever it is; nothing is raised."""
    lines = read_lines(text.removeprefix(MARK))
    rules, wrong = rules_in(lines.entries)
    settled = settle(names, rules)
    again = [LineProblem(rule.line, _again(rule)) for rule in settled.known]
    refused = [LineProblem(rule.line, reason) for rule, reason in settled.refused]
    problems = sorted([*lines.problems, *wrong, *again, *refused], key=lambda found: found.line)
    return Reading(settled.vocabulary, settled.rules, tuple(problems), lines.broken)


def load_rules(file: Path, names: TermNames) -> Reading:
    """The rules in the person's file; none where there is no file.

    Raises:
        SettingsError: it cannot be read, is not UTF-8, or has more than :data:`MOST_BYTES`.
    """
    return read_rules(load_text(file), names)


def load_text(file: Path) -> str:
    """What is in the person's file; empty where there is none.

    Raises:
        SettingsError: as of :func:`load_rules`.
    """
    try:
        content = read_small(file, MOST_BYTES)
    except FileNotFoundError:
        return ""
    except (OSError, ValueError) as error:
        detail = detail_of(error)
        raise SettingsError("vocabulary.unreadable", file=file, detail=detail) from error
    try:
        return content.decode()
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise SettingsError("vocabulary.not-utf8", file=file, line=line) from error


def save_text(file: Path, text: str) -> None:
    """Write the person's file, whole or not at all; no one else may read it.

    Raises:
        SettingsError: it cannot be written, or has more than :data:`MOST_BYTES`; what it held
            before is still there.
    """
    content = text.encode()
    if len(content) > MOST_BYTES:
        detail = Reason("small.too-long", most=MOST_BYTES)
        raise SettingsError("vocabulary.unwritten", file=file, detail=detail)
    try:
        private.make_folder(file.parent)
        write_whole(file, content)
    except OSError as error:
        raise SettingsError("vocabulary.unwritten", file=file, detail=detail_of(error)) from error


def rules_in(entries: Iterable[RuleEntry]) -> tuple[list[Rule], list[LineProblem]]:
    """What entries say; and those that are of another kind than they should be."""
    found = [item for entry in entries for item in _rules_of(entry)]
    rules = [item for item in found if isinstance(item, Rule)]
    return rules, [item for item in found if isinstance(item, LineProblem)]


def _rules_of(entry: RuleEntry) -> Iterator[Rule | LineProblem]:
    kind, value = entry.section or entry.key, entry.value
    if kind == "ancestors":
        is_right = isinstance(value, bool)
        yield Rule(kind, "", value, entry.line) if is_right else _wrong(entry, "needed.flag")
    elif kind == "rename":
        is_right = isinstance(value, str)
        yield Rule(kind, entry.key, value, entry.line) if is_right else _wrong(entry, "needed.name")
    elif kind == "floor":
        is_right = (
            isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= 1
        )
        yield (
            Rule(kind, entry.key, value, entry.line) if is_right else _wrong(entry, "needed.score")
        )
    elif kind == "colour":
        is_right = value in COLOURS
        yield (
            Rule(kind, entry.key, value, entry.line) if is_right else _wrong(entry, "needed.colour")
        )
    elif isinstance(value, str) and entry.section:
        yield Rule(kind, entry.key, value, entry.line)
    elif isinstance(value, list):
        yield from _rules_of_list(entry)
    else:
        yield _wrong(entry, "needed.names")


def _rules_of_list(entry: RuleEntry) -> Iterator[Rule | LineProblem]:
    for item, line in entry.items():
        if not isinstance(item, str):
            yield LineProblem(line, _wrong(entry, "needed.names").reason)
        elif entry.section:
            yield Rule(entry.section, entry.key, item, line)
        else:
            yield Rule(entry.key, item, True, line)


def _wrong(entry: RuleEntry, needed: str) -> LineProblem:
    return LineProblem(
        entry.line,
        Reason("vocabulary.wrong-kind", name=entry.key, needed=Reason(needed)),
    )


def _again(rule: Rule) -> Reason:
    name = str(rule.value) if rule.kind in ("join", "under", "synonym") else rule.name
    return Reason("vocabulary.again", name=name)
