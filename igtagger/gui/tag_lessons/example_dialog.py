"""Asks what the selected pictures are examples of."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QVBoxLayout, QWidget

from igtagger.gui.dialogs.form import MARGINS, heading, note
from igtagger.gui.tags.own_tag_field import OwnTagField
from igtagger.labels import own_tags


class ExampleDialog(QDialog):
    """One tag, with those of the person's own completed.

    Args:
        count: of the selected pictures.
        own: the person's tags, the most used first.
        name: what stands there at first: what all of the pictures have already.
        parent: the window.

    Signals:
        named: the tag.
    """

    named = Signal(str)

    def __init__(
        self, count: int, own: Callable[[], Sequence[str]], name: str, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Find more like these"))
        question = heading(self.tr("What do the %n selected picture(s) show?", "", count))
        self.field = OwnTagField(own, list)
        self.field.setAccessibleName(self.tr("Tag"))
        self.field.setText(name)
        self.field.selectAll()
        self.field.setMinimumWidth(320)
        self.told = note(
            self.tr(
                "They get the tag, as examples; then pictures that look like them are suggested."
            )
        )
        roles = QDialogButtonBox.ButtonRole
        buttons = QDialogButtonBox()
        self.find_button = buttons.addButton(self.tr("&Find more"), roles.AcceptRole)
        self.find_button.setDefault(True)
        buttons.addButton(self.tr("Cancel"), roles.RejectRole).setAutoDefault(False)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*MARGINS)
        layout.setSpacing(10)
        for widget in (question, self.field, self.told, buttons):
            layout.addWidget(widget)
        self.field.entered.connect(self._take)
        self.field.left.connect(self.reject)
        self.field.textChanged.connect(lambda _: self._show())
        self.find_button.clicked.connect(lambda: self._take(own_tags.parse(self.field.text())))
        buttons.rejected.connect(self.reject)
        self._show()
        self.field.setFocus()

    def _show(self) -> None:
        self.find_button.setEnabled(len(own_tags.parse(self.field.text())) == 1)

    def _take(self, names: list[str]) -> None:
        if len(names) == 1:
            self.accept()
            self.named.emit(names[0])
        else:
            self.field.setText(", ".join(names))
            self.told.setText(self.tr("One tag at a time, please."))
