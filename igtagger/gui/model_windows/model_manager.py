"""The model manager: all models, their weights on this computer, and the disk they are on."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QDir, QEvent, QSize, QStandardPaths, Qt, QTimer, QUrl, Signal
from PySide6.QtGui import (
    QDesktopServices,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QIcon,
    QPalette,
    QShowEvent,
)
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QMessageBox,
    QProgressBar,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from igtagger import private
from igtagger.files import size_of
from igtagger.gui.jobs.problems import Problem
from igtagger.gui.look.announcing import announce
from igtagger.gui.look.elided import ElidedLabel
from igtagger.gui.look.icons import icon
from igtagger.gui.look.own_message_box import OwnMessageBox
from igtagger.gui.look.plain_text import PlainLabel, set_tool_tip
from igtagger.gui.look.reading_order import keep_in_order
from igtagger.gui.look.text_scale import text_scale
from igtagger.gui.model_windows import model_words
from igtagger.gui.model_windows.licence_dialog import offer_download
from igtagger.gui.model_windows.model_card import ModelCard, evaluation_of
from igtagger.gui.model_windows.report_dialog import ReportDialog
from igtagger.gui.model_windows.weights_jobs import WeightsJobs
from igtagger.gui.runs.intake import harmless, paths_of
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
        files_brought: paths of files of models that are to be imported.
        export_wanted: a model's id, and the path of the file that it is to be in.
    """

    pictures_wanted = Signal(list)
    files_brought = Signal(list)
    export_wanted = Signal(str, object)

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
        self.setAcceptDrops(True)
        self.cards: dict[str, ModelCard] = {}
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._make_list(), 1)
        line = QFrame()
        line.setFrameShape(QFrame.Shape.HLine)
        line.setFrameShadow(QFrame.Shadow.Plain)
        line.setForegroundRole(QPalette.ColorRole.Mid)
        layout.addWidget(line)
        layout.addWidget(self._make_news())
        layout.addWidget(self._make_foot())
        self._usage_timer = QTimer(self)
        self._usage_timer.setSingleShot(True)
        self._usage_timer.setInterval(_USAGE_MILLISECONDS)
        self._usage_timer.timeout.connect(self._show_usage)
        self._show_models()
        shown = (b for card in self.cards.values() for b in card.buttons.values())
        next(button for button in shown if not button.isHidden()).setFocus()
        jobs.models_changed.connect(self._show_models)
        jobs.changed.connect(self._changed)
        jobs.other_file.connect(self._ask_about_other_file)

    def _make_list(self) -> QScrollArea:
        inner = QWidget()
        self._list = QVBoxLayout(inner)
        self._list.setContentsMargins(16, 16, 16, 16)
        self._list.setSpacing(12)
        self._list.addStretch(1)
        area = self._area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setAccessibleName(self.tr("Models"))
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(inner)
        return area

    def _make_news(self) -> QWidget:
        """What is being done with a file that was brought, and what became of it."""
        self.told = PlainLabel()
        self.told.setWordWrap(True)
        self.busy = QProgressBar()
        self.busy.setRange(0, 0)
        self.busy.setTextVisible(False)
        self.busy.setFixedHeight(6)
        self.busy.setAccessibleName(self.tr("Progress of the import"))
        self._news = QFrame()
        column = QVBoxLayout(self._news)
        column.setContentsMargins(16, 10, 16, 0)
        column.addWidget(self.told)
        column.addWidget(self.busy)
        self.busy.hide()
        self._news.hide()
        return self._news

    def _make_foot(self) -> QWidget:
        self.usage = ElidedLabel()
        self.folder = ElidedLabel(
            QDir.toNativeSeparators(str(self._jobs.folder)), mode=Qt.TextElideMode.ElideMiddle
        )
        words = self.tr("Folder of the weights: {path}")
        self.folder.setAccessibleName(words.format(path=self.folder.text()))
        self.import_button = QPushButton(icon("plus"), self.tr("&Import..."))
        self.import_button.setAutoDefault(False)
        set_tool_tip(
            self.import_button,
            self.tr("Takes a model that was exported to a file; or drop the file here."),
        )
        self.import_button.clicked.connect(self._choose_models)
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
        row.addWidget(self.import_button)
        row.addWidget(self.open_button)
        row.addWidget(close)
        return foot

    # Models come and go

    def _show_models(self) -> None:
        """One card for each model, in their order; those of models that stayed stay."""
        before, self.cards = self.cards, {}
        for place, spec in enumerate(self._jobs.catalog):
            card = before.pop(spec.id, None)
            if card is None or card.spec != spec:
                if card is not None:
                    before[f"{spec.id}, as it was"] = card
                card = ModelCard(spec)
                card.wanted.connect(self._do)
                card.show_speed(self._speeds(spec.id))
            self.cards[spec.id] = card
            card.show_state(self._jobs.state(spec.id))
            self._list.insertWidget(place, card)
        focus = self.focusWidget() or self
        lost = any(focus is card or card.isAncestorOf(focus) for card in before.values())
        for card in before.values():
            self._list.removeWidget(card)
            card.hide()
            card.deleteLater()
        buttons = [b for card in self.cards.values() for b in card.buttons.values()]
        keep_in_order(self._area, buttons)
        if lost:
            self.import_button.setFocus()

    def show_model(self, model_id: str) -> None:
        """Bring the card of a model into sight."""
        card = self.cards[model_id]
        self._list.activate()
        QTimer.singleShot(0, card, lambda: self._area.ensureWidgetVisible(card))

    def show_busy(self, text: str) -> None:
        """Say what is being done with a file; nothing is where the text is empty."""
        self.busy.setVisible(bool(text))
        if text:
            self.tell(text, "muted")
            self.busy.show()
        elif self.told.property("look") == "muted":
            self.tell("")

    def tell(self, text: str, look: str = "success") -> None:
        """Say what became of a file."""
        self.told.setProperty("look", look)
        self.told.style().polish(self.told)
        self.told.setText(text)
        self._news.setVisible(bool(text))
        if text:
            announce(self, text, assertive=look == "error")

    def _choose_models(self) -> None:
        dialog = self._make_opening(
            self.tr("Import models"), self.tr("Models that were exported (*.safetensors)")
        )
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.filesSelected.connect(lambda files: self.files_brought.emit([*map(Path, files)]))
        dialog.open()

    def _make_opening(self, title: str, files: str) -> QFileDialog:
        """A dialog for what was downloaded, mostly: files of that kind, or any."""
        dialog = QFileDialog(self, title)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setDirectory(
            QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DownloadLocation)
        )
        dialog.setNameFilters([files, self.tr("All files (*)")])
        return dialog

    def _choose_target(self, model_id: str) -> None:
        title = model_words.title(self.cards[model_id].spec)
        dialog = QFileDialog(self, self.tr("Export {model}").format(model=title))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDirectory(
            QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        )
        dialog.setDefaultSuffix("safetensors")
        dialog.setNameFilters([self.tr("Models (*.safetensors)")])
        dialog.selectFile(f"{model_id}.safetensors")
        dialog.fileSelected.connect(lambda file: self.export_wanted.emit(model_id, Path(file)))
        dialog.open()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802  Qt's name
        """Files may be dropped, wherever in the dialog."""
        if _take_as_copy(event) and not self.busy.isVisible():
            self.tell(self.tr("Drop it here to import the model."), "muted")

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:  # noqa: N802
        """It is a copy whatever keys are held."""
        _take_as_copy(event)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:  # noqa: N802
        """It was taken away again."""
        if not self.busy.isVisible():
            self.tell("")

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802
        """Import what was dropped."""
        if _take_as_copy(event):
            self.tell("")
            self.files_brought.emit(paths_of(event.mimeData()))

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
            case "export":
                self._choose_target(model_id)
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
                "it was exported to a file."
            )
        question = self.tr("Remove {model} from this computer?").format(model=title)
        box = self._make_question(question, more, self.tr("Remove"))
        box.accepted.connect(lambda: self._jobs.remove(model_id))
        box.open()

    def _choose_file(self, model_id: str) -> None:
        title = model_words.title(self.cards[model_id].spec)
        dialog = self._make_opening(
            self.tr("Import weights of {model}").format(model=title),
            self.tr("Weights (*.pth *.pt *.bin *.safetensors)"),
        )
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
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


def _take_as_copy(event: QDropEvent) -> bool:
    """Accept files of this computer, never as a move: its source might delete them then."""
    action = harmless(event.possibleActions())
    if action is None or not paths_of(event.mimeData()):
        event.ignore()
        return False
    event.setDropAction(action)
    event.accept()
    return True
