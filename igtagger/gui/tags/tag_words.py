"""What is done to own tags, and which colours they have, in the window's words."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication

from igtagger.labels.tag_rules import TagEdit

_NAMED = 3


def words_of_edit(edit: TagEdit, pictures: int) -> str:
    """A change of tags on so many pictures, as the text of a step."""
    n = pictures
    text = {
        "rename": QCoreApplication.translate(
            "TagWords", "Rename “{tags}” to “{value}” on %n picture(s)", "", n
        ),
        "merge": QCoreApplication.translate(
            "TagWords", "Merge “{tags}” into “{value}” on %n picture(s)", "", n
        ),
        "delete": QCoreApplication.translate(
            "TagWords", "Delete “{tags}” from %n picture(s)", "", n
        ),
        "parent": QCoreApplication.translate("TagWords", "Place “{tags}” under “{value}”")
        if edit.value
        else QCoreApplication.translate("TagWords", "Place “{tags}” under nothing"),
        "synonym": QCoreApplication.translate("TagWords", "Let “{value}” mean “{tags}”"),
        "no synonym": QCoreApplication.translate(
            "TagWords", "Let “{value}” not mean “{tags}” any more"
        ),
        "colour": QCoreApplication.translate("TagWords", "Change the colour of “{tags}”"),
    }[edit.kind]
    return text.format(tags=listed(edit.tags), value=edit.value)


def listed(tags: Sequence[str]) -> str:
    """The names of tags, the first of them where they are many."""
    return ", ".join(tags[:_NAMED]) + (", …" if len(tags) > _NAMED else "")


def colour_words() -> dict[str, str]:
    """The colours of tags by the vocabulary's names, in its order."""
    return {
        "red": QCoreApplication.translate("TagWords", "Red"),
        "orange": QCoreApplication.translate("TagWords", "Orange"),
        "yellow": QCoreApplication.translate("TagWords", "Yellow"),
        "green": QCoreApplication.translate("TagWords", "Green"),
        "teal": QCoreApplication.translate("TagWords", "Teal"),
        "blue": QCoreApplication.translate("TagWords", "Blue"),
        "purple": QCoreApplication.translate("TagWords", "Purple"),
        "pink": QCoreApplication.translate("TagWords", "Pink"),
    }
