"""What to export, in which form, and where to; with a look at the first rows."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType

from PySide6.QtCore import QCoreApplication, QLocale, QSize
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QDoubleSpinBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QMessageBox,
    QPushButton,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from igtagger.errors import IgTaggerError
from igtagger.export.destinations import ONLY_PICTURES, Precious
from igtagger.export.registry import FORMATS, by_ending, file_formats, kept_formats, suits
from igtagger.export.rows import LAYOUTS, Layout
from igtagger.export.tables import ExportFormat
from igtagger.gui.dialogs.export_choice import ExportChoice, Scope
from igtagger.gui.dialogs.export_preview import ExportPreview
from igtagger.gui.dialogs.export_target import words_of_target
from igtagger.gui.dialogs.form import (
    MARGINS,
    align,
    chosen,
    fill,
    form_layout,
    heading,
    note,
    scroll_within,
    set_look,
    side_by_side,
    spin_box,
    stacked,
)
from igtagger.gui.jobs.job import Work
from igtagger.gui.look.own_message_box import OwnMessageBox
from igtagger.gui.look.plain_text import PlainLabel
from igtagger.gui.look.text_field import TextField

_SIZE = (780, 640)
_MOST_NAMES = 1000
_SCORE_STEP = 0.05
_TEXT_MARGIN = 6
_NO_LANGUAGES: Mapping[str, str] = MappingProxyType({})


class ExportDialog(QDialog):
    """After ``accept``, ``choice`` is what to write. The dialog itself writes nothing.

    Args:
        counts: how many pictures each scope has.
        preview: work that yields the header and the first rows for a choice, to be done on a
            thread; asked for again as the choice changes. An ``IgTaggerError`` of either is shown
            in place of the rows.
        folder: where the file goes unless another is chosen.
        top_k: at first.
        min_score: likewise.
        languages: that there are names in: what each is called, by its code.
        precious: what is not to be written over.
        parent: the window.
    """

    def __init__(
        self,
        counts: Mapping[Scope, int],
        preview: Callable[[ExportChoice], Work],
        folder: Path,
        *,
        top_k: int = 5,
        min_score: float = 0.0,
        languages: Mapping[str, str] = _NO_LANGUAGES,
        precious: Precious = ONLY_PICTURES,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._counts, self._ask_preview, self._folder = counts, preview, folder
        self._precious, self._languages = precious, languages
        self._is_doubtful = self._over_others = False
        self.setWindowTitle(self.tr("Export"))
        self.resize(QSize(*_SIZE).boundedTo(self.screen().availableSize()))
        content = QWidget()
        layout = QVBoxLayout(content)
        layout.setContentsMargins(*MARGINS)
        layout.setSpacing(10)
        layout.addLayout(self._make_options(top_k, min_score))
        layout.addSpacing(6)
        layout.addWidget(heading(self.tr("The first rows")))
        self.preview = ExportPreview()
        layout.addWidget(self.preview, 1)
        scroll_within(self, content, self._make_buttons())
        self._connect()
        self._changed()
        self._show_preview()
        self.scopes[self._scope].setFocus()

    @property
    def choice(self) -> ExportChoice:
        """What is chosen now."""
        return ExportChoice(
            scope=self._scope,
            format=self._format.name,
            layout=self._layout,
            top_k=self.top_k.value(),
            min_score=round(self.min_score.value(), 2),
            language=chosen(self.language),
            absolute=self.absolute.isChecked(),
            bom=self.bom.isChecked() and self.bom.isEnabled(),
            reviewed=self.reviewed.isChecked(),
            target=self._target,
            over_others=self._over_others,
            comma=self.comma.isChecked() and self.comma.isEnabled(),
        )

    @property
    def _scope(self) -> Scope:
        return next(
            (scope for scope, button in self.scopes.items() if button.isChecked()), Scope.ALL
        )

    @property
    def _format(self) -> ExportFormat:
        return FORMATS[chosen(self.format)]

    @property
    def _layout(self) -> Layout:
        return next(layout for layout in LAYOUTS if layout == chosen(self.rows))

    @property
    def _target(self) -> Path:
        if not self._format.writes.one_file:
            return self._folder
        path = Path(self.file.text().strip())
        try:
            return self._folder / path.expanduser()
        except RuntimeError:  # a home that is not known
            return self._folder / path

    # Making

    def _make_options(self, top_k: int, min_score: float) -> QFormLayout:
        form = form_layout()
        form.addRow(self.tr("Pictures"), self._make_scopes())
        self.format = QComboBox()
        formats = [(form.name, _title(form)) for form in kept_formats()]
        fill(self.format, formats, formats[0][0])
        form.addRow(self.tr("&Format"), self.format)
        self.rows = QComboBox()
        self._usual_layout = self._format.layout
        fill(self.rows, self._layouts(), self._usual_layout)
        form.addRow(self.tr("&Rows"), self.rows)
        self.language = QComboBox()
        as_shown = ("", self.tr("As shown in the window"))
        fill(self.language, [as_shown, *self._languages.items()], "")
        form.addRow(self.tr("&Names"), self.language)
        self.top_k = spin_box(1, _MOST_NAMES, top_k)
        self.top_k.setSuffix(self.tr(" names of a picture"))
        most = PlainLabel(self.tr("At &most"))
        most.setBuddy(self.top_k)
        form.addRow(most, side_by_side([self.top_k, self._make_least(min_score)]))
        form.addRow(self.tr("With"), stacked(*self._make_switches()))
        form.addRow(self.tr("F&ile"), self._make_target())
        align([form])
        return form

    def _layouts(self) -> list[tuple[str, str]]:
        names: dict[Layout, str] = {
            "simple": self.tr("Simple: one for each picture, all tags in one cell"),
            "wide": self.tr("Wide: one for each picture, a cell for each name, and all facts"),
            "long": self.tr("Long: one for each name of a picture, and all facts"),
        }
        return [(layout, names[layout]) for layout in LAYOUTS]

    def _make_scopes(self) -> QWidget:
        names = {
            Scope.ALL: self.tr("&All ({count})"),
            Scope.FILTERED: self.tr("Fil&tered ({count})"),
            Scope.SELECTED: self.tr("&Selected ({count})"),
        }
        self.scopes: dict[Scope, QRadioButton] = {}
        for scope, name in names.items():
            count = self._counts.get(scope, 0)
            button = QRadioButton(name.format(count=QLocale().toString(count)))
            button.setEnabled(count > 0)
            self.scopes[scope] = button
        fewer = 0 < self._counts.get(Scope.FILTERED, 0) < self._counts.get(Scope.ALL, 0)
        self.scopes[Scope.FILTERED if fewer else Scope.ALL].setChecked(True)
        return side_by_side(_group(self, *self.scopes.values()))

    def _make_least(self, score: float) -> QDoubleSpinBox:
        self.min_score = QDoubleSpinBox()
        self.min_score.setRange(0, 1)
        self.min_score.setSingleStep(_SCORE_STEP)
        self.min_score.setPrefix(self.tr("from score "))
        self.min_score.setSpecialValueText(self.tr("at any score"))
        self.min_score.setValue(score)
        self.min_score.setAccessibleName(self.tr("Least score of what was not confirmed"))
        self.min_score.lineEdit().setTextMargins(_TEXT_MARGIN, 0, 0, 0)
        return self.min_score

    def _make_switches(self) -> list[QCheckBox]:
        self.reviewed = QCheckBox(self.tr("&Own and confirmed tags; rejected names are left out"))
        self.reviewed.setChecked(True)
        self.absolute = QCheckBox(self.tr("&Whole paths, from the root of the disk"))
        self.bom = QCheckBox(self.tr("A mark for E&xcel, by which it reads accents correctly"))
        self.comma = QCheckBox(self.tr("&Decimal commas, for spreadsheets that expect them"))
        return [self.reviewed, self.absolute, self.bom, self.comma]

    def _make_target(self) -> QWidget:
        name = f"{self.tr('tags')}{self._format.endings[0]}"
        self.file = TextField(str(self._folder / name))
        self.file.setAccessibleName(self.tr("File"))
        self.choose = QPushButton(self.tr("&Choose…"))
        self.choose.setAccessibleName(self.tr("Choose the file"))
        self.choose.setAutoDefault(False)
        self.choose.clicked.connect(self._ask_target)
        self.target_note = note()
        line = QHBoxLayout()
        line.setContentsMargins(0, 0, 0, 0)
        line.addWidget(self.file, 1)
        line.addWidget(self.choose)
        holder = QWidget()
        holder.setLayout(line)
        holder.setFocusProxy(self.file)
        return stacked(holder, self.target_note)

    def _make_buttons(self) -> QDialogButtonBox:
        box = QDialogButtonBox()
        self.export = box.addButton(self.tr("Export"), QDialogButtonBox.ButtonRole.AcceptRole)
        self.export.setDefault(True)
        box.addButton(self.tr("Cancel"), QDialogButtonBox.ButtonRole.RejectRole)
        box.accepted.connect(self.accept)
        box.rejected.connect(self.reject)
        return box

    def _connect(self) -> None:
        for button in (
            *self.scopes.values(),
            *(self.reviewed, self.absolute, self.bom, self.comma),
        ):
            button.toggled.connect(self._changed)
        for box in (self.rows, self.language):
            box.currentIndexChanged.connect(self._changed)
        self.top_k.valueChanged.connect(self._changed)
        self.min_score.valueChanged.connect(self._changed)
        self.format.currentIndexChanged.connect(self._follow_format)
        self.file.textEdited.connect(self._follow_file)
        self.preview.wanted.connect(self._show_preview)

    # What follows from what

    def _follow_format(self) -> None:
        """The file's ending goes with the format, and so do rows that are not another choice."""
        self._follow_usual_layout()
        if self.file.text().strip() and self._format.writes.one_file:
            form, target = self._format, self._target
            named = target.with_suffix(form.endings[0]) if form.endings else None
            self.file.setText(str(named or target.with_name(form.file_name)))
        self._changed()

    def _follow_file(self) -> None:
        """The format goes with the file's ending, where that is one of ours.

        Not where the chosen one has no ending of its own, and may be called so as well.
        """
        named = self._format.file_name and suits(self._format, self._target)
        if not (named or self._format.fixed_name) and (form := by_ending(self._target)):
            self.format.blockSignals(True)
            self.format.setCurrentIndex(self.format.findData(form.name))
            self.format.blockSignals(False)
            self._follow_usual_layout()
        self._changed()

    def _follow_usual_layout(self) -> None:
        before, self._usual_layout = self._usual_layout, self._format.layout
        if chosen(self.rows) == before:
            self.rows.setCurrentIndex(self.rows.findData(self._usual_layout))

    def _ask_target(self) -> None:
        endings = " ".join(f"*{ending}" for form in file_formats() for ending in form.endings)
        path, _ = QFileDialog.getSaveFileName(
            self,
            self.tr("Export"),
            str(self._target),
            self.tr("Tables ({endings});;All files (*)").format(endings=endings),
            options=QFileDialog.Option.DontConfirmOverwrite,  # said in the dialog itself
        )
        if path:
            self.file.setText(path)
            self._follow_file()

    def _changed(self) -> None:
        for widget in (self.file, self.choose, self.rows, self.absolute):
            widget.setEnabled(self._format.writes.one_file)
        self.bom.setEnabled("bom" in self._format.understands)
        self.comma.setEnabled("decimal" in self._format.understands)
        typed = self.file.text().strip()
        look, words, self._is_doubtful = words_of_target(
            typed, self._target, self._format, self._precious
        )
        self.target_note.setText(words)
        set_look(self.target_note, look)
        replaces = look == "warning"
        self.export.setText(self.tr("Replace") if replaces else self.tr("Export"))
        self.export.setEnabled(look != "error" and self._counts.get(self._scope, 0) > 0)
        self.preview.ask_soon()

    def accept(self) -> None:
        """The end, once it is sure that a file of another kind may be replaced."""
        self._changed()  # what is there may be another file by now
        if not self.export.isEnabled():
            return
        if not self._is_doubtful:
            super().accept()
            return
        box = self.question = OwnMessageBox("warning", self.tr("Export"), self)
        words = self.tr("{name} is no such table, but something else. Replace it?")
        box.setText(words.format(name=self._target.name))
        yes = box.addButton(self.tr("Replace"), QMessageBox.ButtonRole.DestructiveRole)
        box.setDefaultButton(box.addButton(QMessageBox.StandardButton.Cancel))
        yes.clicked.connect(self._replace_other)
        box.open()

    def _replace_other(self) -> None:
        self._over_others = True
        super().accept()

    def _show_preview(self) -> None:
        try:
            self.preview.show_work(self._ask_preview(self.choice))
        except IgTaggerError as error:
            self.preview.show_fault(error)

    def done(self, result: int) -> None:
        """The end, whichever way."""
        self.preview.end()
        super().done(result)


def _title(form: ExportFormat) -> str:
    return QCoreApplication.translate("ExportFormat", form.title)


def _group(owner: QWidget, *buttons: QRadioButton) -> list[QWidget]:
    group = QButtonGroup(owner)
    for button in buttons:
        group.addButton(button)
    return list(buttons)
