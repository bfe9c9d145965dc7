"""One model in the model manager: its figures, its state, and what can be done with it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QRectF, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from igtagger.app.weights_state import Activity, ModelState, Place, Verb
from igtagger.domain import Reason
from igtagger.files import size_of
from igtagger.gui.jobs.problems import Problem
from igtagger.gui.look.elided import ElidedLabel
from igtagger.gui.look.icons import icon
from igtagger.gui.look.palette import colours
from igtagger.gui.look.plain_text import LinkLabel, PlainLabel, set_tool_tip
from igtagger.gui.look.reason_words import words_of
from igtagger.gui.model_windows import model_words
from igtagger.models.catalog import ModelSpec
from igtagger.models.own_models import EVALUATION
from igtagger.models.sources import Package

_STEPS = 1000
_RADIUS = 8.0
_FIGURE_STRETCHES = (6, 4, 3, 6)
_WHILE: dict[Verb, set[str]] = {
    Verb.DOWNLOAD: {"pause", "cancel"},
    Verb.VERIFY: {"cancel"},
    Verb.IMPORT: {"cancel"},
    Verb.REMOVE: set(),
    Verb.EXPORT: {"cancel"},
    Verb.DISCARD: set(),
}


class ModelCard(QFrame):
    """Shows a model and tells what the person wants done with it."""

    wanted = Signal(str, str)  # the model's id, and which of the buttons' names

    def __init__(self, spec: ModelSpec, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.spec = spec
        self.buttons: dict[str, QPushButton] = {}
        self.setAccessibleName(model_words.title(spec))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 12, 16, 12)
        layout.setSpacing(8)
        layout.addLayout(self._make_head())
        layout.addWidget(_quiet(ElidedLabel(model_words.description(spec))))
        layout.addLayout(self._make_figures())
        layout.addWidget(self._make_licence())
        layout.addWidget(self._make_progress())
        self.fault = PlainLabel()
        self.fault.setProperty("look", "error")
        self.fault.setWordWrap(True)
        self.fault.hide()
        layout.addWidget(self.fault)
        layout.addLayout(self._make_buttons())

    # What there is to see

    def _make_head(self) -> QHBoxLayout:
        title = ElidedLabel(model_words.title(self.spec))
        font = title.font()
        font.setBold(True)
        font.setPointSizeF(font.pointSizeF() * 1.1)
        title.setFont(font)
        self.state = PlainLabel()
        head = QHBoxLayout()
        head.addWidget(title, 1)
        head.addWidget(self.state)
        return head

    def _make_figures(self) -> QGridLayout:
        self.speed = ElidedLabel()
        figures = QGridLayout()
        figures.setHorizontalSpacing(16)
        figures.setVerticalSpacing(1)
        captions = (
            (self.tr("Accuracy, top 1 / top 5"), self._make_accuracy()),
            (self.tr("Parameters"), ElidedLabel(model_words.parameters(self.spec))),
            (self.tr("File"), ElidedLabel(model_words.size(self.spec.weights.size))),
            (self.tr("Speed on this computer"), self.speed),
        )
        for column, (caption, value) in enumerate(captions):
            figures.addWidget(_quiet(ElidedLabel(caption)), 0, column)
            value.setAccessibleName(f"{caption}: {value.text()}")
            figures.addWidget(value, 1, column)
            figures.setColumnStretch(column, _FIGURE_STRETCHES[column])
        return figures

    def _make_accuracy(self) -> QLabel:
        self.accuracy = PlainLabel(model_words.short_accuracy(self.spec))
        set_tool_tip(self.accuracy, model_words.accuracy(self.spec))
        return self.accuracy

    def _show_accuracy(self, state: ModelState) -> None:
        """What was published was measured with the published weights alone."""
        text, more = model_words.short_accuracy(self.spec), model_words.accuracy(self.spec)
        if state.other_name:
            text = self.tr("your own weights")
            more = self.tr("Accuracy was measured with the published file, not with {name}.")
            more = more.format(name=state.other_name)
        self.accuracy.setText(text)
        set_tool_tip(self.accuracy, more)
        caption = self.tr("Accuracy, top 1 / top 5")
        self.accuracy.setAccessibleName(f"{caption}: {text}")

    def _make_licence(self) -> QLabel:
        terms = self.spec.licence
        words = self.tr("{terms} {link}")
        label = LinkLabel(words, terms.name, terms.url, terms=model_words.licence(terms))
        set_tool_tip(label, terms.url)
        label.setAccessibleName(self.tr("Licence: {terms}").format(terms=label.plain))
        return label

    def _make_progress(self) -> QWidget:
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setFixedHeight(8)
        self.bar.setAccessibleName(
            self.tr("Progress of {model}").format(model=model_words.title(self.spec))
        )
        self.progress = _quiet(ElidedLabel())
        box = QWidget()
        layout = QVBoxLayout(box)
        layout.setContentsMargins(0, 2, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self.bar)
        layout.addWidget(self.progress)
        self._progress_box = box
        return box

    def _make_buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        for name, picture, text in (
            ("download", "download", self.tr("Download")),
            ("resume", "play", self.tr("Resume")),
            ("pause", "pause", self.tr("Pause")),
            ("cancel", "cross", self.tr("Cancel")),
            ("verify", "check", self.tr("Verify")),
            ("import", "plus", self.tr("Import a file...")),
            ("export", "export", self.tr("Export...")),
            ("remove", "trash", self.tr("Remove...")),
            ("report", "list", self.tr("Report...")),
        ):
            button = QPushButton(icon(picture), text)
            button.setAutoDefault(False)
            button.setAccessibleName(f"{text.rstrip('.')}: {model_words.title(self.spec)}")
            button.clicked.connect(lambda _=False, name=name: self.wanted.emit(self.spec.id, name))
            self.buttons[name] = button
            row.addWidget(button)
        row.addStretch(1)
        set_tool_tip(
            self.buttons["verify"], self.tr("Reads the whole file and compares its SHA-256.")
        )
        set_tool_tip(
            self.buttons["report"],
            self.tr("What it is right about, what it confuses, and which pictures surprised it."),
        )
        set_tool_tip(
            self.buttons["export"],
            self.tr("Writes the model into one file, without your pictures, for another computer."),
        )
        set_tool_tip(self.buttons["pause"], self.tr("Ends the transfer and keeps what has come."))
        set_tool_tip(
            self.buttons["import"],
            self.tr("Takes a weights file that is on this computer already."),
        )
        return row

    # What changes

    def show_speed(self, text: str) -> None:
        """What is known of this computer's speed; empty where nothing is."""
        text = text or self.tr("not measured yet")
        self.speed.setText(text)
        self.speed.setAccessibleName(self.tr("Speed on this computer: {speed}").format(speed=text))

    def show_fault(self, problem: Problem | None) -> None:
        """Say why what was last done did not succeed, here where it was asked for."""
        text = f"{problem.message} {problem.hint}".strip() if problem is not None else ""
        self.fault.setText(text)
        self.fault.setVisible(bool(text))

    def show_state(self, state: ModelState) -> None:
        """Show where the weights are and what is being done with them."""
        self.state.setText(model_words.state(state))
        set_tool_tip(self.state, state.other_name)
        if state.place is Place.NOT_INSTALLED:
            wanted = Reason(
                "package.not-installed", package=state.package, requirement=state.package
            )
            set_tool_tip(self.state, words_of(wanted).hint)
        if state.checked and state.activity is None:
            self.state.setText(self.tr("{state}, verified").format(state=model_words.state(state)))
        words = self.tr("State: {state}")
        self.state.setAccessibleName(words.format(state=self.state.text()))
        self._colour_state(state)
        self._show_accuracy(state)
        self._show_progress(state)
        # Of anything but a download, nothing is left to delete.
        download = state.partial_bytes > 0 or _verb(state) is Verb.DOWNLOAD
        set_tool_tip(
            self.buttons["cancel"],
            self.tr("Ends the download and deletes what has come.") if download else "",
        )
        names = _fitting(self.spec, state) | _of_own(self.spec)
        self._show_buttons(names, enabled=not _is_ending(state))

    def _colour_state(self, state: ModelState) -> None:
        now, palette = colours(), QPalette()
        if state.activity is not None:
            pass
        elif state.place is Place.DAMAGED:
            palette.setColor(QPalette.ColorRole.WindowText, now.error)
        elif state.usable:
            palette.setColor(QPalette.ColorRole.WindowText, now.success)
        self.state.setPalette(palette)

    def _show_progress(self, state: ModelState) -> None:
        activity = state.activity
        self._progress_box.setVisible(activity is not None or state.partial_bytes > 0)
        if activity is not None:
            if _is_measured(activity):
                self.bar.setRange(0, _STEPS)
                self.bar.setValue(_STEPS * activity.done // (activity.total or 1))
            else:
                self.bar.setRange(0, 0)
            self.progress.setText(model_words.progress(activity))
        elif state.partial_bytes:
            self.bar.setRange(0, _STEPS)
            self.bar.setValue(min(_STEPS, _STEPS * state.partial_bytes // state.size))
            kept = self.tr("{done} of {total} are here already")
            self.progress.setText(
                kept.format(
                    done=model_words.size(state.partial_bytes), total=model_words.size(state.size)
                )
            )

    def _show_buttons(self, names: set[str], *, enabled: bool) -> None:
        usable = [name for name in self.buttons if enabled and name in names]
        # The card holds the focus of a button that goes, or it would move to another model.
        if any(self.buttons[name].hasFocus() for name in self.buttons if name not in usable):
            self.setFocus()
        for name, button in self.buttons.items():
            button.setVisible(name in names)
            button.setEnabled(enabled)
        if usable and self.hasFocus():
            self.buttons[usable[0]].setFocus()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802  Qt's name
        """A card with round corners."""
        now = colours()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(now.focus if self.hasFocus() else now.card_border)
        painter.setBrush(now.card)
        inner = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.drawRoundedRect(inner, _RADIUS, _RADIUS)


def _fitting(spec: ModelSpec, state: ModelState) -> set[str]:
    """The names of the buttons that make sense in a state."""
    if state.activity is not None:
        return _WHILE[state.activity.verb]
    if state.place is Place.BUILT_IN:
        return {"verify"}
    if spec.folder is not None:
        return _fitting_own(state)
    names = {"import"}
    if state.place is Place.IN_PACKAGE:
        names |= {"verify"}
    if state.place in (Place.ON_DISK, Place.DAMAGED):
        names |= {"verify", "remove"}
    if isinstance(spec.weights, Package):
        return names
    if state.partial_bytes:
        names |= {"resume", "cancel"}
    elif state.place is not Place.ON_DISK or state.other_name:
        names |= {"download"}
    return names


def _of_own(spec: ModelSpec) -> set[str]:
    """The names of those that only models of one's own have."""
    return {"report"} if evaluation_of(spec) is not None else set()


def evaluation_of(spec: ModelSpec) -> Path | None:
    """What was kept of how right a model of one's own is; None where nothing was."""
    file = spec.folder / EVALUATION if spec.folder is not None else None
    return file if file is not None and size_of(file) else None


def _fitting_own(state: ModelState) -> set[str]:
    """The same for a model of the person's own; what it may lack is the base that it runs on."""
    if state.partial_bytes:
        return {"resume", "cancel", "export", "remove"}
    return {"export", "remove", "download" if state.place is Place.ABSENT else "verify"}


def _verb(state: ModelState) -> Verb | None:
    return state.activity.verb if state.activity else None


def _is_ending(state: ModelState) -> bool:
    return state.activity is not None and state.activity.ending


def _is_measured(activity: Activity) -> bool:
    whole = activity.done == activity.total and activity.message is not None
    return bool(activity.total) and not whole and not activity.ending


def _quiet(label: ElidedLabel) -> ElidedLabel:
    label.setForegroundRole(QPalette.ColorRole.PlaceholderText)
    return label
