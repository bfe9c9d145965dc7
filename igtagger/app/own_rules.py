"""The person's own rules for names, as the window changes them: one at a time, kept at once."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from igtagger.labels.rules import Rule
from igtagger.labels.term_names import TermNames
from igtagger.labels.tree import load_tree
from igtagger.labels.vocabulary_edits import set_rule, unset_rule
from igtagger.labels.vocabulary_file import load_text, read_rules, save_text


class OwnRules:
    """The rules in the person's file.

    Args:
        file: it; it need not be there yet.
        names: what terms are called in the language of the window, by id.

    Attributes:
        reading: what is in the file, since it was last looked at.

    Raises:
        SettingsError: the file cannot be read; so do all methods.
    """

    def __init__(self, file: Path, names: Mapping[str, str]) -> None:
        self.file = file
        self.names = TermNames(load_tree(), names)
        self.reading = read_rules(load_text(file), self.names)

    def set(self, rule: Rule) -> None:
        """Add a rule, or change it.

        Raises:
            SettingsError: it means nothing or contradicts another, or the file has a line for which
                it can only be changed by hand.
        """
        self._write(set_rule(load_text(self.file), self.names, rule))

    def unset(self, rule: Rule) -> None:
        """Take a rule away.

        Raises:
            SettingsError: as of :meth:`set`.
        """
        self._write(unset_rule(load_text(self.file), self.names, rule))

    def _write(self, text: str) -> None:
        if text != load_text(self.file):
            save_text(self.file, text)
        self.reading = read_rules(text, self.names)

    def shown(self, name: str) -> str:
        """How what a rule calls by a name is called in the window, where that is clear."""
        found = self.names.find(name)
        if len(found) != 1:
            return name
        return self.names.shown.get(found[0], self.names.tree.terms[found[0]].name)
