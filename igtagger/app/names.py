"""What things are called for this person, and how pictures of a model are named."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from igtagger.domain import Reason
from igtagger.errors import SettingsError, UsageError
from igtagger.labels.name_languages import (
    ENGLISH,
    brought_in,
    built_in,
    code_of,
    names_in,
    own_language,
)
from igtagger.labels.name_rule import NameRule
from igtagger.labels.naming import NO_NAMES, Naming
from igtagger.labels.term_names import TermNames
from igtagger.labels.tree import load_tree
from igtagger.labels.vocabulary import NO_RULES
from igtagger.labels.vocabulary_file import load_rules
from igtagger.models.catalog import ModelSpec
from igtagger.settings import Settings


def languages(settings: Settings) -> tuple[str, ...]:
    """Codes of the languages that there are names in, English first."""
    others = {*built_in(), *brought_in(settings.names_dir)} - {ENGLISH}
    return (ENGLISH, *sorted(others))


def find_language(settings: Settings, language: str) -> str:
    """The code of a language that names were asked for in: ``de-at`` of "de_AT".

    Raises:
        UsageError: there are no names in it.
    """
    code, known = code_of(language), languages(settings)
    if code is None or not any(f"{code}-".startswith(f"{each}-") for each in known):
        listed = ", ".join(known)
        raise UsageError("names.no-such", language=language[:100], languages=listed)
    return code


def load_naming(
    settings: Settings, language: str = "", tell: Callable[[Reason], None] = lambda reason: None
) -> Naming:
    """What things are called for this person.

    What is wrong in a file of theirs costs nothing but itself.

    Args:
        settings: where their rules and names are.
        language: such as ``de``; English if empty.
        tell: told what is wrong.
    """
    names = _names_in(language, settings, tell)
    # What a person types by hand is in their own language, whichever names are wanted now.
    own = own_language()
    typed = names if own == language else _names_in(own, settings, tell) or names
    file = settings.vocabulary_file
    try:
        reading = load_rules(file, TermNames(load_tree(), typed))
    except SettingsError as error:
        tell(error.reason)
        return Naming(NO_RULES, names)
    for problem in reading.problems:
        tell(Reason("vocabulary.in-line", file=file, line=problem.line, problem=problem.reason))
    return Naming(reading.vocabulary, names)


def _names_in(
    language: str, settings: Settings, tell: Callable[[Reason], None]
) -> Mapping[str, str]:
    try:
        return names_in(language, settings.names_dir)
    except SettingsError as error:
        tell(error.reason)
        return NO_NAMES


def name_rule(spec: ModelSpec, naming: Naming) -> NameRule:
    """How pictures are named by the first head of a model.

    Raises:
        OSError: there is no such label set.
        SettingsError: its file is damaged.
    """
    head = spec.heads[0]
    return NameRule(naming, head.label_set, head.thresholds, head.temperature)
