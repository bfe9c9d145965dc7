"""``igtagger labels``: what things are called, and in which languages."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from igtagger.cli import console, options
from igtagger.cli.main import CANNOT_RUN, OK
from igtagger.domain import Reason
from igtagger.errors import BadValueError, Cancelled, SettingsError, UsageError, detail_of
from igtagger.labels import name_languages
from igtagger.labels.name_files import MOST_BAD_LINES, MOST_BYTES, read_names
from igtagger.labels.name_languages import CALLED, ENGLISH, called, code_of, file_of, names_in
from igtagger.labels.sets import load_labels
from igtagger.labels.tree import LABEL_SETS, load_tree, term_id
from igtagger.settings import Settings, keep_private
from igtagger.small_files import read_small

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from igtagger.labels.name_files import NamesFile

EPILOG = """\b
Examples:
  igtagger labels languages
  igtagger labels list --language de > names.csv
  igtagger labels import wn-data-cat.tab
  igtagger labels import names.csv --language de
"""

language_option = click.option(
    "--language", metavar="CODE", help="Such as de, ca or pt-br; see: igtagger labels languages."
)


@click.group("labels", epilog=EPILOG, short_help="List names of things; bring other languages.")
def command() -> None:
    """What things are called, and in which languages."""


@command.command("list", epilog="Example: igtagger labels list --language de > names.csv")
@language_option
def list_(language: str | None) -> None:
    """Print the whole tree of names as CSV.

    The columns are id, english, name, level (label or term), natural (1 where a person would type
    the name) and parents (ids). The name is empty where there is none in that language: fill it in
    and bring the file with 'igtagger labels import'.
    """
    settings = _settings()
    code = _given_code(language) if language else ENGLISH
    names = names_in(code, settings.names_dir)
    if not names and code.partition("-")[0] != ENGLISH:
        console.say(f"There are no names in {_shown(code)} yet.")
    console.out_csv(_listed(names, english=code.partition("-")[0] == ENGLISH))


@command.command(epilog="Example: igtagger labels languages")
def languages() -> int:
    """List the languages that there are names in."""
    folder = _settings().names_dir
    ours, theirs = name_languages.built_in(), name_languages.brought_in(folder)
    rows = [(ENGLISH, called(ENGLISH), str(len(load_tree().terms)), "built in")]
    damaged = []
    for code in sorted({*ours, *theirs}):
        where = [word for word, codes in (("brought", theirs), ("built in", ours)) if code in codes]
        try:
            count = str(len(names_in(code, folder)))
        except SettingsError as error:
            damaged.append(error)
            count, where = "-", ["damaged"]
        rows.append((code, called(code), count, ", ".join(where)))
    console.print_columns(("CODE", "LANGUAGE", "NAMES", "FROM"), rows)
    for fault in damaged:
        console.complain(fault)
    return CANNOT_RUN if damaged else OK


@command.command("import", epilog="Example: igtagger labels import wn-data-cat.tab --language ca")
@click.argument("file", type=options.ANY_PATH)
@language_option
@click.option("--force", is_flag=True, help="Replace names that were brought before.")
def import_(file: Path, language: str | None, *, force: bool) -> None:
    """Bring names in another language, or other names, from a file. The file stays where it is.

    FILE is one of Open Multilingual Wordnet (.tab), whose first lemma of each thing is taken, or
    CSV of two columns: wnid,name. What it has no name for keeps that which comes with igtagger.
    """
    settings = _settings()
    given = _given_code(language) if language else None
    read = _read(file)
    code = given or _code_from(read, file)
    if code.partition("-")[0] == ENGLISH:
        raise UsageError("names.english")
    kept = file_of(code, settings.names_dir)
    if not force and kept.exists():
        _ask_to_replace(code, kept)
    name_languages.keep(read.names, code, settings.names_dir)
    _report(read, code)


def _settings() -> Settings:
    settings = Settings.from_environment()
    keep_private(settings)
    return settings


def _given_code(language: str) -> str:
    code = code_of(language)
    if code is None:
        raise UsageError("names.no-code", language=language[:100])
    return code


def _read(file: Path) -> NamesFile:
    try:
        read = read_names(read_small(file, MOST_BYTES), load_tree().terms)
        if not read.names:
            raise _no_names(read)
    except OSError as error:
        detail = detail_of(error)
        raise UsageError("names.unreadable", file=file, detail=detail) from error
    except BadValueError as error:
        raise UsageError("names.none", file=file, detail=detail_of(error)) from error
    return read


def _no_names(read: NamesFile) -> BadValueError:
    if read.problems:
        line, reason = read.problems[0]
        return BadValueError("names.line", line=line, detail=reason)
    return BadValueError("names.other-ids")


def _code_from(read: NamesFile, file: Path) -> str:
    """The language that the file tells in its first line, or in its name: ``wn-data-deu.tab``."""
    if code := code_of(read.language):
        return code
    *_, last = re.split(r"[-_. ]", file.stem)
    for words in (file.stem, last):
        if (code := code_of(words)) and code.partition("-")[0] in CALLED:
            return code
    raise UsageError("names.no-language", file=file)


def _ask_to_replace(code: str, kept: Path) -> None:
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise UsageError("names.there", language=_shown(code), file=kept)
    if not click.confirm(
        f"Replace the names in {_shown(code)} that were brought before?", err=True
    ):
        raise Cancelled


def _shown(code: str) -> str:
    name = called(code)
    return code if name == code else f"{name} ({code})"


def _report(read: NamesFile, code: str) -> None:
    parts = ", ".join(
        f"{sum(id_ in read.names for id_ in ids)} of {len(ids)} {word}"
        for word, ids in _ids_by_sort().items()
    )
    names = "name" if len(read.names) == 1 else "names"
    console.say(f"{_shown(code)}: {len(read.names)} {names}, for {parts}.")
    if read.unknown or read.repeated:
        console.say(
            f"Left out: {read.unknown} of what igtagger has no term for, {read.repeated} of what "
            "has a name already."
        )
    for line, reason in read.problems:
        console.tell(Reason("names.left-out", line=line, detail=reason))
    if more := read.bad_lines - len(read.problems):
        rest = " What follows them was not read." if read.bad_lines == MOST_BAD_LINES else ""
        console.say(f"{more} more lines make no sense.{rest}")


def _ids_by_sort() -> Mapping[str, set[str]]:
    """Ids of the natural terms and of the labels, by what they are called in a report."""
    labels = {
        label_set: {term_id(label_set, label) for label in load_labels(label_set)}
        for label_set in LABEL_SETS
    }
    natural = {term.id for term in load_tree().terms.values() if term.natural}
    return {
        "terms that people use": natural.difference(*labels.values()),
        **{f"labels of {label_set}": ids for label_set, ids in labels.items()},
    }


def _listed(names: Mapping[str, str], *, english: bool) -> Iterator[tuple[str, ...]]:
    yield "id", "english", "name", "level", "natural", "parents"
    labels = {
        term_id(label_set, label) for label_set in LABEL_SETS for label in load_labels(label_set)
    }
    for term in load_tree().terms.values():
        name = term.name if english else names.get(term.id, "")
        level = "label" if term.id in labels else "term"
        yield term.id, term.name, name, level, str(int(term.natural)), " ".join(term.parents)
