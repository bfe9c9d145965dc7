"""The model manager: all models, their weights on this computer, and the disk they are on."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QDir, QEvent, QSize, QStandardPaths, Qt, QTimer, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QIcon, QPalette, QShowEvent
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QMessageBox,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from igtagger import private
from igtagger.files import size_of
from igtagger.gui.jobs.problems import Problem
from igtagger.gui.look.elided import ElidedLabel
from igtagger.gui.look.icons import icon
from igtagger.gui.look.own_message_box import OwnMessageBox
from igtagger.gui.look.text_scale import text_scale
from igtagger.gui.model_windows import model_words
from igtagger.gui.model_windows.licence_dialog import offer_download
from igtagger.gui.model_windows.model_card import ModelCard, evaluation_of
from igtagger.gui.model_windows.report_dialog import ReportDialog
from igtagger.gui.model_windows.weights_jobs import WeightsJobs
from igtagger.models.weights import hashing

_USAGE_MILLISECONDS = 500
_START_SIZE = (760, 680)
_NARROWEST = 660


class ModelManagerDialog(QDialog):
    """All models as cards. Not modal: pictures can be tagged beside it.

    Args:
        jobs: the service over the weights.
        speeds: what to expect of a model, by its id, on this computer; empty where not known.
        parent: the window.

    Signals:
        pictures_wanted: paths of pictures of a report that are to be shown in the list.
    """

    pictures_wanted = Signal(list)

    def __init__(
        self,
        jobs: WeightsJobs,
        speeds: Callable[[str], str] = lambda _: "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._jobs, self._speeds = jobs, speeds
        self.setWindowTitle(self.tr("Models"))
        room = self.screen().availableSize() * 0.9  # the rest is for the frame
        self.setMinimumWidth(min(round(_NARROWEST * text_scale()), room.width()))
        self.resize((QSize(*_START_SIZE) * text_scale()).boundedTo(room))
        self.cards = {spec.id: ModelCard(spec) for spec in jobs.catalog}
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._make_list(), 1)
        line = QFrame()
        line.setFrameShape(QFrame.Shape.HLine)
        line.setFrameShadow(QFrame.Shadow.Plain)
        line.setForegroundRole(QPalette.ColorRole.Mid)
        layout.addWidget(line)
        layout.addWidget(self._make_foot())
        self._usage_timer = QTimer(self)
        self._usage_timer.setSingleShot(True)
        self._usage_timer.setInterval(_USAGE_MILLISECONDS)
        self._usage_timer.timeout.connect(self._show_usage)
        for model_id, card in self.cards.items():
            card.wanted.connect(self._do)
            card.show_state(jobs.state(model_id))
        jobs.changed.connect(self._changed)
        jobs.other_file.connect(self._ask_about_other_file)

    def _make_list(self) -> QScrollArea:
        inner = QWidget()
        cards = QVBoxLayout(inner)
        cards.setContentsMargins(16, 16, 16, 16)
        cards.setSpacing(12)
        for card in self.cards.values():
            cards.addWidget(card)
        cards.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setAccessibleName(self.tr("Models"))
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(inner)
        return area

    def _make_foot(self) -> QWidget:
        self.usage = ElidedLabel()
        self.folder = ElidedLabel(
            QDir.toNativeSeparators(str(self._jobs.folder)), mode=Qt.TextElideMode.ElideMiddle
        )
        words = self.tr("Folder of the weights: {path}")
        self.folder.setAccessibleName(words.format(path=self.folder.text()))
        self.open_button = QPushButton(icon("folder"), self.tr("&Open folder"))
        self.open_button.setAutoDefault(False)
        self.open_button.clicked.connect(self._open_folder)
        close = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        button = close.button(QDialogButtonBox.StandardButton.Close)
        button.setAutoDefault(False)
        button.setIcon(QIcon())  # the system's does not match ours
        close.rejected.connect(self.reject)
        texts = QVBoxLayout()
        texts.setSpacing(2)
        texts.addWidget(self.usage)
        texts.addWidget(self.folder)
        foot = QFrame()
        row = QHBoxLayout(foot)
        row.setContentsMargins(16, 10, 16, 12)
        row.addLayout(texts, 1)
        row.addWidget(self.open_button)
        row.addWidget(close)
        return foot

    def shows(self, problem: Problem) -> bool:
        """Whether the person can read it in a card."""
        return self.isVisible() and any(self._jobs.fault(each) == problem for each in self.cards)

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802  Qt's name
        """Look at the disk again: much may have happened since."""
        super().showEvent(event)
        self._jobs.refresh()
        self._show_usage()
        for model_id, card in self.cards.items():
            card.show_speed(self._speeds(model_id))

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        """Another theme: the states have colours of their own."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "cards"):
            for model_id, card in self.cards.items():
                card.show_state(self._jobs.state(model_id))

    def _changed(self, model_id: str) -> None:
        self.cards[model_id].show_state(self._jobs.state(model_id))
        self.cards[model_id].show_fault(self._jobs.fault(model_id))
        if self.isVisible() and not self._usage_timer.isActive():
            self._usage_timer.start()

    def _show_usage(self) -> None:
        used, free = self._jobs.usage()
        words = self.tr("Models take {used}. {free} are free on this disk.")
        self.usage.setText(words.format(used=model_words.size(used), free=model_words.size(free)))

    # What the buttons do

    def _do(self, model_id: str, name: str) -> None:
        match name:
            case "download" | "resume":
                offer_download(self._jobs, model_id, self, ask=False)
            case "pause":
                self._jobs.pause(model_id)
            case "cancel":
                self._jobs.cancel(model_id)
            case "verify":
                self._jobs.verify(model_id)
            case "remove":
                self._ask_to_remove(model_id)
            case "import":
                self._choose_file(model_id)
            case "report":
                self._show_report(model_id)

    def _show_report(self, model_id: str) -> None:
        """Beside the window, not above this one, which goes: pictures are looked at with it."""
        spec = self.cards[model_id].spec
        if (file := evaluation_of(spec)) is None:
            return
        dialog = ReportDialog(model_words.title(spec), file, self.parentWidget() or self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.pictures_wanted.connect(self.pictures_wanted)
        dialog.problem.connect(self._jobs.problem)
        dialog.show()
        self.close()

    def _open_folder(self) -> None:
        folder = self._jobs.folder
        try:
            private.make_folder(folder)
        except OSError as error:
            self._jobs.problem.emit(Problem.of(hashing.explain(error, folder, "made")))
            return
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))

    def _ask_to_remove(self, model_id: str) -> None:
        title = model_words.title(self.cards[model_id].spec)
        more = self.tr("Results that were made with it stay. It can be downloaded again.")
        if self._jobs.state(model_id).package:
            more = self.tr("Results that were made with it stay, and so does the package.")
        if self._jobs.state(model_id).other_name:
            more = self.tr(
                "Results that were made with it stay, and so does the file that was imported."
            )
        if self.cards[model_id].spec.folder is not None:
            more = self.tr(
                "Results that were made with it stay, but the model is deleted for good, unless "
                "it was exported: igtagger models export {model}"
            ).format(model=model_id)
        question = self.tr("Remove {model} from this computer?").format(model=title)
        box = self._make_question(question, more, self.tr("Remove"))
        box.accepted.connect(lambda: self._jobs.remove(model_id))
        box.open()

    def _choose_file(self, model_id: str) -> None:
        title = model_words.title(self.cards[model_id].spec)
        dialog = QFileDialog(self, self.tr("Import weights of {model}").format(model=title))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setDirectory(
            QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DownloadLocation)
        )
        dialog.setNameFilters(
            [self.tr("Weights (*.pth *.pt *.bin *.safetensors)"), self.tr("All files (*)")]
        )
        dialog.fileSelected.connect(lambda file: self._jobs.import_file(model_id, Path(file)))
        dialog.open()

    def _ask_about_other_file(self, model_id: str, file: Path) -> None:
        spec = self.cards[model_id].spec
        hint = self.tr("Results that are made with it will name it.")
        if size_of(file) == spec.weights.size:
            hint = self.tr(
                "It is exactly as long as the published file, so it may well be a damaged copy."
            )
        box = self._make_question(
            self.tr("{file} fits {model}, but is not the published file. Take it?").format(
                file=file.name, model=model_words.title(spec)
            ),
            hint,
            self.tr("Take it"),
        )
        box.accepted.connect(lambda: self._jobs.import_file(model_id, file, allow_other=True))
        box.open()

    def _make_question(self, text: str, more: str, agree: str) -> QMessageBox:
        box = OwnMessageBox("model", self.windowTitle(), self)
        box.setText(text)
        box.setInformativeText(more)
        box.addButton(agree, QMessageBox.ButtonRole.AcceptRole)
        box.setDefaultButton(box.addButton(QMessageBox.StandardButton.Cancel))
        return box
