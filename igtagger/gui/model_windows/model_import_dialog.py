"""What a file of a model holds, and under which name the model is to be imported."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QLabel,
    QVBoxLayout,
    QWidget,
)

from igtagger.app.learning.model_moving import OfferedModel
from igtagger.domain import Reason
from igtagger.errors import UsageError
from igtagger.gui.look.plain_text import LinkLabel, PlainLabel
from igtagger.gui.look.reason_words import sentence_of
from igtagger.gui.look.scrolled import ScrolledPanel
from igtagger.gui.look.text_field import TextField
from igtagger.gui.look.text_scale import text_scale
from igtagger.gui.model_windows import model_words
from igtagger.gui.model_windows.weights_jobs import WeightsJobs
from igtagger.models.own_models import check_name

_WIDTH = 600
_LONGEST_NAME = 100


class ModelImportDialog(QDialog):
    """Names the licence before anything is taken over; accepted only with a name that will do.

    Args:
        offered: what the file holds.
        jobs: knows the models there are, and their weights.
        parent: the window that it is over.
    """

    def __init__(self, offered: OfferedModel, jobs: WeightsJobs, parent: QWidget) -> None:
        super().__init__(parent)
        self._offered, self._jobs = offered, jobs
        self._reason: Reason | None = None  # why the name will not do
        self.setWindowTitle(self.tr("Import a model"))
        self.name = TextField()
        self.name.setText(offered.name)
        self.name.setMaxLength(_LONGEST_NAME)
        self.name.selectAll()
        self.told = _wrapped("")
        roles = QDialogButtonBox.ButtonRole
        buttons = QDialogButtonBox()
        self.import_button = buttons.addButton(self.tr("&Import"), roles.AcceptRole)
        self.import_button.setDefault(True)
        buttons.addButton(self.tr("Cancel"), roles.RejectRole).setAutoDefault(False)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        self._texts, self._foot = self._make_texts(), QWidget()
        foot = QVBoxLayout(self._foot)
        foot.setContentsMargins(24, 8, 24, 20)
        foot.addWidget(buttons)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(ScrolledPanel(self._texts), 1)
        layout.addWidget(self._foot)
        self.setMinimumWidth(round(_WIDTH * text_scale()))
        self.name.textChanged.connect(lambda _: self._judge())
        self._judge()
        self.name.setFocus()

    def _make_texts(self) -> QWidget:
        texts = QWidget()
        # No form: Qt gives wrapped texts in one neither the width nor the height that they need.
        grid = self._grid = QGridLayout(texts)
        grid.setContentsMargins(24, 20, 24, 4)
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(10)
        grid.setColumnStretch(1, 1)
        caption = PlainLabel(self.tr("&Name"))
        caption.setBuddy(self.name)
        grid.addWidget(caption, 0, 0)
        grid.addWidget(self.name, 0, 1)
        grid.addWidget(self.told, 1, 1)
        for row, (name, value) in enumerate(self._facts(), 2):
            caption = PlainLabel(name)
            caption.setProperty("look", "muted")
            grid.addWidget(caption, row, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(value, row, 1)
        grid.setRowStretch(grid.rowCount(), 1)
        return texts

    def _facts(self) -> list[tuple[str, QLabel]]:
        spec, training = self._offered.spec, self._offered.training
        facts: list[tuple[str, QLabel]] = [
            (self.tr("File"), _wrapped(self._offered.file.name)),
            (self.tr("Tells apart"), _wrapped(model_words.classes(spec))),
            (self.tr("Runs on"), _wrapped(self._base())),
        ]
        if right := training.get("right"):
            facts.append((self.tr("Right, it says"), _wrapped(right)))
        terms = spec.licence
        words = self.tr("{terms} {link}")
        licence = LinkLabel(words, terms.name, terms.url, terms=model_words.licence(terms))
        licence.setAccessibleName(self.tr("Licence: {terms}").format(terms=licence.plain))
        return [*facts, (self.tr("Licence"), licence)]

    def _base(self) -> str:
        spec = self._offered.spec
        if spec.base is None:
            return self.tr("weights of its own, {size}").format(
                size=model_words.size(spec.weights.size)
            )
        title = model_words.title(spec.base)
        if self._jobs.state(spec.base.id).usable:
            return self.tr("the features of {model}").format(model=title)
        return self.tr("the features of {model}, which must be downloaded first ({size})").format(
            model=title, size=model_words.size(spec.base.weights.size)
        )

    @property
    def replaces(self) -> bool:
        """Whether it takes the place of a model of one's own."""
        return self._reason is not None and self._reason.code == "own-model.taken"

    def _judge(self) -> None:
        self._reason, text, look = None, "", "warning"
        try:
            check_name(self.name.text(), self._jobs.catalog)
        except UsageError as error:
            self._reason = error.reason
        if self.replaces:
            text = self.tr("You have a model of that name already; it is replaced for good.")
        elif self._reason is not None and self.name.text().strip():
            text, look = sentence_of(self._reason), "error"
        self.told.setProperty("look", look)
        self.told.style().polish(self.told)
        self.told.setText(text)
        self.told.setVisible(bool(text))
        self.import_button.setText(self.tr("&Replace") if self.replaces else self.tr("&Import"))
        self.import_button.setEnabled(self._reason is None or self.replaces)
        self.name.setAccessibleDescription(text)
        self._fit()

    def _fit(self) -> None:
        """As high as its texts; on a low screen these are scrolled, and the buttons stay."""
        width = max(self.width(), self.minimumWidth())
        self._grid.activate()
        needed = self._texts.heightForWidth(width) + self._foot.sizeHint().height()
        room = int(self.screen().availableGeometry().height() * 0.9)
        self.resize(width, min(max(needed, self.height() if self.isVisible() else 0), room))

    def accept(self) -> None:
        """Only with a name that will do, whatever key was pressed."""
        if self.import_button.isEnabled():
            super().accept()


def _wrapped(text: str) -> QLabel:
    label = PlainLabel(text)
    label.setWordWrap(True)
    return label
