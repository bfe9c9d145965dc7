"""What kinds of picture are called, and what they mean in the window's language."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QCoreApplication

from igtagger.domain import Label, LabelRef
from igtagger.labels.kinds import KINDS
from igtagger.labels.naming import Naming
from igtagger.labels.sets import load_labels


def kind_labels(naming: Naming) -> list[Label]:
    """The labels of :data:`KINDS`, as they are called, with their definitions translated."""
    return [
        replace(
            naming.label_of(LabelRef(KINDS, label.index)),
            definition=QCoreApplication.translate("Kinds", label.definition),
        )
        for label in load_labels(KINDS)
    ]
