"""How pictures of a model are named for this person."""

from __future__ import annotations

from igtagger.labels.name_languages import names_in
from igtagger.labels.name_rule import NameRule
from igtagger.labels.naming import Naming
from igtagger.labels.vocabulary import NO_RULES
from igtagger.models.catalog import ModelSpec
from igtagger.settings import Settings


def load_naming(settings: Settings, language: str = "") -> Naming:
    """What things are called for this person.

    Args:
        settings: where their rules and names are.
        language: such as ``de``; English if empty.

    Raises:
        SettingsError: a file of names is damaged.
    """
    return Naming(NO_RULES, names_in(language, settings.names_dir))


def name_rule(spec: ModelSpec, naming: Naming) -> NameRule:
    """How pictures are named by the first head of a model.

    Raises:
        OSError: there is no such label set.
        SettingsError: its file is damaged.
    """
    head = spec.heads[0]
    return NameRule(naming, head.label_set, head.thresholds, head.temperature)
