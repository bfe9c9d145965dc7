"""``igtagger vocabulary``: the person's own rules for names."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from igtagger.cli import console, options, outputs
from igtagger.cli.main import OK, SOME_FAILED
from igtagger.domain import Reason
from igtagger.errors import UsageError
from igtagger.messages import english
from igtagger.settings import Settings, keep_private

if TYPE_CHECKING:
    from igtagger.labels.rule_lines import LineProblem
    from igtagger.labels.rules import Rule
    from igtagger.labels.term_names import TermNames
    from igtagger.labels.vocabulary_file import Reading

EPILOG = """\b
Examples:
  igtagger vocabulary check
  igtagger vocabulary import keywords.txt --dry-run
  igtagger vocabulary export keywords.txt

\b
The rules are in one file, which you can edit: see 'igtagger vocabulary path'.
"""

_KINDS = {
    "rename": "renamed",
    "hide": "hidden",
    "never": "never said",
    "join": "joined",
    "floor": "with a least score",
    "under": "placed under others",
    "synonym": "other words",
    "colour": "coloured",
}

names_option = click.option(
    "--names",
    "language",
    default="",
    metavar="LANGUAGE",
    help="The language of names besides English, such as de: see 'igtagger labels languages'. "
    "That of the window if not given.",
)


@click.group("vocabulary", epilog=EPILOG, short_help="Your own rules for names; keyword lists.")
def command() -> None:
    """Your own rules for names: what things are called here, what is not said, what is one."""


@command.command(epilog="Example: igtagger vocabulary check")
@click.argument("file", required=False, type=options.ANY_PATH)
@names_option
def check(file: Path | None, *, language: str) -> int:
    """Count the rules in your file, or in FILE, and tell what is wrong in it.

    Exit code 3 if anything is.
    """
    from igtagger.labels.vocabulary_file import read_rules

    settings = _settings()
    path = file or settings.vocabulary_file
    text = _text(path, must_exist=file is not None)
    reading = read_rules(text, _names(settings, language))
    counts = Counter(rule.kind for rule in reading.rules)
    said = [f"{counts[kind]} {words}" for kind, words in _KINDS.items() if counts[kind]]
    console.out(f"{path}: {', '.join(said) or 'no rules'}.")
    _tell(path, reading.problems)
    return SOME_FAILED if reading.problems else OK


@command.command("import", epilog="Example: igtagger vocabulary import keywords.txt")
@click.argument("file", type=options.ANY_PATH)
@click.option("--dry-run", is_flag=True, help="Print what would be added, and change nothing.")
@names_option
def import_(file: Path, *, dry_run: bool, language: str) -> int:
    """Add what FILE says to your rules.

    FILE is a list of keywords as Lightroom exports it, or another file of rules (.toml). Your own
    rules stay as they are: where FILE says otherwise, they hold. Exit code 3 if some of FILE could
    not be taken.
    """
    from igtagger.labels.rule_lines import LineProblem
    from igtagger.labels.vocabulary_edits import add_rules
    from igtagger.labels.vocabulary_file import load_text, read_rules, save_text

    settings = _settings()
    names, target = _names(settings, language), settings.vocabulary_file
    text = load_text(target)
    rules, problems = _rules_in(file, names, read_rules(text, names))
    added = add_rules(text, names, rules)
    problems += [LineProblem(rule.line, reason) for rule, reason in added.refused]
    _tell(file, sorted(problems, key=lambda problem: problem.line))
    if dry_run:
        for rule in added.rules:
            console.out(_shown(rule))
    elif added.text != text:
        save_text(target, added.text)
    done = "would be added" if dry_run else "added"
    console.say(f"{len(added.rules)} rules {done} to {target}.")
    return SOME_FAILED if problems else OK


@command.command(epilog="Example: igtagger vocabulary export keywords.txt")
@click.argument("file", required=False, default="-", type=options.ANY_PATH)
@click.option(
    "--format",
    "form",
    type=click.Choice(["lightroom", "toml"]),
    help="A list of keywords with all that igtagger can say, or your rules themselves. By the "
    "ending of FILE if not given: .toml, or else lightroom.",
)
@names_option
@options.force
def export(file: Path, *, form: str | None, language: str, force: bool) -> None:
    """Write a list of keywords, or your rules, to FILE, or to standard output."""
    from igtagger.labels.keyword_rules import keywords_of
    from igtagger.labels.vocabulary_file import NEW_FILE, load_text, read_rules

    settings = _settings()
    names = _names(settings, language)
    text = load_text(settings.vocabulary_file) or NEW_FILE
    if form == "lightroom" or (form is None and file.suffix.lower() != ".toml"):
        reading = read_rules(text, names)
        _tell(settings.vocabulary_file, reading.problems)
        text = keywords_of(names, reading.vocabulary)
    if str(file) == "-":
        _write_out(text)
        return
    # A file of either kind may be somebody's only one: none is taken for a table to be replaced.
    wanted = outputs.destination(file, lambda head: False, settings, [], force=force)
    with wanted.open() as stream:
        stream.write(text)


@command.command(epilog="Example: igtagger vocabulary path")
def path() -> None:
    """Print where your file of rules is. It need not be there."""
    console.out(str(_settings().vocabulary_file))


def _settings() -> Settings:
    settings = Settings.from_environment()
    keep_private(settings)
    return settings


def _names(settings: Settings, language: str) -> TermNames:
    from igtagger.labels.name_languages import code_of, names_in, own_language
    from igtagger.labels.term_names import TermNames
    from igtagger.labels.tree import load_tree

    if not language:
        return TermNames(load_tree(), names_in(own_language(), settings.names_dir))
    if (code := code_of(language)) is None:
        raise UsageError("names.no-code", language=language[:100])
    return TermNames(load_tree(), names_in(code, settings.names_dir))


def _text(file: Path, *, must_exist: bool) -> str:
    from igtagger.labels.vocabulary_file import load_text

    if must_exist and not file.exists():
        raise UsageError("usage.no-file", file=file)
    return load_text(file)


def _rules_in(file: Path, names: TermNames, there: Reading) -> tuple[list[Rule], list[LineProblem]]:
    """What a file says, whichever of the two kinds it is, and what is wrong in it."""
    from igtagger.labels.keyword_list import load_keywords, read_keywords
    from igtagger.labels.keyword_rules import rules_of
    from igtagger.labels.vocabulary_file import read_rules

    if _is_rules(file):
        reading = read_rules(_text(file, must_exist=True), names)
        return [*reading.rules], [*reading.problems]
    keywords, problems = read_keywords(load_keywords(file))
    return rules_of(keywords, names, there), problems


def _is_rules(file: Path) -> bool:
    """Whether it is a file of rules: by its ending, else by what is in it."""
    from igtagger.labels.keyword_list import load_keywords
    from igtagger.labels.rule_lines import read_lines

    if file.suffix.lower() in (".toml", ".txt"):
        return file.suffix.lower() == ".toml"
    return bool(read_lines(load_keywords(file)).entries)


def _shown(rule: Rule) -> str:
    match rule.kind:
        case "ancestors":
            return f"ancestors = {str(rule.value).lower()}"
        case "hide" | "never":
            return f"{rule.kind}: {rule.name}"
        case _:
            return f"{rule.kind}: {rule.name} = {rule.value}"


def _tell(file: Path, problems: Iterable[LineProblem]) -> None:
    for problem in problems:
        reason = problem.reason
        console.tell(Reason("vocabulary.in-line", file=file, line=problem.line, problem=reason))
        if hint := english(reason).hint:
            console.tell(Reason("told", text=hint))


def _write_out(text: str) -> None:
    """To standard output; on a terminal without what that would obey."""
    if sys.stdout.isatty():
        for line in text.splitlines():
            console.out(line.expandtabs(4))
        return
    if hasattr(sys.stdout, "reconfigure"):  # no stand-in
        sys.stdout.reconfigure(encoding="utf-8", newline="\n")  # whatever the console's
    sys.stdout.write(text)
