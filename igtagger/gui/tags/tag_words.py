"""What is done to own tags, and which colours they have, in the window's words."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication

from igtagger.labels.tag_rules import TagEdit

_NAMED = 3


def words_of_edit(edit: TagEdit, pictures: int) -> str:
    """A change of tags on so many pictures, as the text of a step."""
    tr, n = QCoreApplication.translate, pictures
    text = {
        "rename": tr("TagWords", "Rename “{tags}” to “{value}” on %n picture(s)", "", n),
        "merge": tr("TagWords", "Merge “{tags}” into “{value}” on %n picture(s)", "", n),
        "delete": tr("TagWords", "Delete “{tags}” from %n picture(s)", "", n),
        "parent": tr("TagWords", "Place “{tags}” under “{value}”")
        if edit.value
        else tr("TagWords", "Place “{tags}” under nothing"),
        "synonym": tr("TagWords", "Let “{value}” mean “{tags}”"),
        "no synonym": tr("TagWords", "Let “{value}” not mean “{tags}” any more"),
        "colour": tr("TagWords", "Change the colour of “{tags}”"),
    }[edit.kind]
    return text.format(tags=listed(edit.tags), value=edit.value)


def listed(tags: Sequence[str]) -> str:
    """The names of tags, the first of them where they are many."""
    return ", ".join(tags[:_NAMED]) + (", …" if len(tags) > _NAMED else "")


def colour_words() -> dict[str, str]:
    """The colours of tags by the vocabulary's names, in its order."""
    tr = QCoreApplication.translate
    return {
        "red": tr("TagWords", "Red"),
        "orange": tr("TagWords", "Orange"),
        "yellow": tr("TagWords", "Yellow"),
        "green": tr("TagWords", "Green"),
        "teal": tr("TagWords", "Teal"),
        "blue": tr("TagWords", "Blue"),
        "purple": tr("TagWords", "Purple"),
        "pink": tr("TagWords", "Pink"),
    }
