"""What kinds of picture are called, in the window's language."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QCoreApplication

from igtagger.domain import Label
from igtagger.labels.kinds import KINDS
from igtagger.labels.sets import load_labels


def kind_labels() -> list[Label]:
    """The labels of :data:`KINDS`, names and definitions translated.

    Tables have the label set's own words, whoever writes them.
    """
    return [
        replace(
            label,
            name=QCoreApplication.translate("Kinds", label.name),
            definition=QCoreApplication.translate("Kinds", label.definition),
        )
        for label in load_labels(KINDS)
    ]
