"""The languages of the window, declared here alone.

Another language is a line below, and its file ``resources/translations/igtagger_CODE.ts``, which
``packaging/translations.py`` makes and then compiles. Packaging reads this without Qt.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Language:
    """A language that the window speaks.

    Attributes:
        name: how it calls itself.
        plural_forms: how many forms Qt knows of a text with a number: 2 are singular and plural.
    """

    name: str
    plural_forms: int


SOURCE = "en"
"""The texts in the program are in this one: only their plurals are translated into it."""

LANGUAGES = {
    SOURCE: Language("English", 2),
    "de": Language("Deutsch", 2),
    "fr": Language("Français", 2),
}
"""By code: as Qt and the system spell it, with the country only where that makes a difference."""
