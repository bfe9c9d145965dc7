"""What things are called for this person, and how pictures of a model are named."""

from __future__ import annotations

from collections.abc import Callable

from igtagger.domain import Reason
from igtagger.errors import SettingsError
from igtagger.labels.name_languages import names_in
from igtagger.labels.name_rule import NameRule
from igtagger.labels.naming import NO_NAMES, Naming
from igtagger.labels.term_names import TermNames
from igtagger.labels.tree import load_tree
from igtagger.labels.vocabulary import NO_RULES
from igtagger.labels.vocabulary_file import load_rules
from igtagger.models.catalog import ModelSpec
from igtagger.settings import Settings


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
    try:
        names = names_in(language, settings.names_dir)
    except SettingsError as error:
        tell(error.reason)
        names = NO_NAMES
    file = settings.vocabulary_file
    try:
        reading = load_rules(file, TermNames(load_tree(), names))
    except SettingsError as error:
        tell(error.reason)
        return Naming(NO_RULES, names)
    for problem in reading.problems:
        tell(Reason("vocabulary.in-line", file=file, line=problem.line, problem=problem.reason))
    return Naming(reading.vocabulary, names)


def name_rule(spec: ModelSpec, naming: Naming) -> NameRule:
    """How pictures are named by the first head of a model.

    Raises:
        OSError: there is no such label set.
        SettingsError: its file is damaged.
    """
    head = spec.heads[0]
    return NameRule(naming, head.label_set, head.thresholds, head.temperature)
