"""Which tags to write into which files, for which program; with a look at what that changes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from PySide6.QtCore import QLocale, QSize
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QDoubleSpinBox,
    QFormLayout,
    QHBoxLayout,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from igtagger.export.xmp.exiftool import LEAST_VERSION, ExifTool
from igtagger.export.xmp.presets import PRESETS, Preset
from igtagger.gui.dialogs.export_choice import Scope
from igtagger.gui.dialogs.form import (
    MARGINS,
    align,
    chosen,
    fill,
    form_layout,
    note,
    scroll_within,
    side_by_side,
    stacked,
)
from igtagger.gui.file_writing.change_preview import ChangePreview
from igtagger.gui.file_writing.file_changes import ChangeKind, Totals
from igtagger.gui.file_writing.program_words import where_words
from igtagger.gui.jobs.job import Work
from igtagger.gui.look.plain_text import set_tool_tip
from igtagger.gui.look.spoken_label import SpokenLabel

_SIZE = (820, 660)
_SCORE_STEP = 0.05
_TEXT_MARGIN = 6


@dataclass(frozen=True, slots=True)
class WriteChoice:
    """What the person chose.

    Attributes:
        scope: which pictures.
        preset: the name of one of :data:`igtagger.export.xmp.presets.PRESETS`.
        only_confirmed: only tags that a person confirmed or typed.
        floor: the least score of others, 0 to 1.
        beside: into sidecars alone.
        keep_time: pictures keep their time of change.
        exiftool: into HEIC, AVIF and TIFF by ExifTool.
    """

    scope: Scope = Scope.SELECTED
    preset: str = next(iter(PRESETS))
    only_confirmed: bool = False
    floor: float = 0.0
    beside: bool = False
    keep_time: bool = True
    exiftool: bool = False


class WriteDialog(QDialog):
    """After ``accept``, ``choice`` is what to write. The dialog itself writes nothing.

    Args:
        counts: how many pictures each scope has.
        preview: gives the dry run of a choice, to be done on a thread: it tells each file as a
            :class:`FileChange`. An ``IgTaggerError`` of either is shown.
        begin: what is chosen at first, but for the pictures: the selected ones, else the shown.
        parent: the window.
    """

    def __init__(
        self,
        counts: Mapping[Scope, int],
        preview: Callable[[WriteChoice], Work],
        begin: WriteChoice | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        begin = begin or WriteChoice()
        self._counts, self._ask_preview = counts, preview
        self._wants_exiftool = begin.exiftool
        self._looked_at: WriteChoice | None = None
        self.setWindowTitle(self.tr("Write tags into files"))
        self.resize(QSize(*_SIZE).boundedTo(self.screen().availableSize()))
        content = QWidget()
        layout = QVBoxLayout(content)
        layout.setContentsMargins(*MARGINS)
        layout.setSpacing(10)
        layout.addLayout(self._make_options(begin))
        layout.addSpacing(6)
        self.preview = ChangePreview(self.tr("What would be written"), self._kinds(), self._sums)
        layout.addWidget(self.preview, 1)
        scroll_within(self, content, self._make_buttons())
        self._connect()
        self._changed()
        self.program.setFocus()

    @property
    def choice(self) -> WriteChoice:
        """What is chosen now."""
        return WriteChoice(
            scope=self._scope,
            preset=self._preset.name,
            only_confirmed=self.only_confirmed.isChecked(),
            floor=round(self.floor.value(), 2),
            beside=self._beside,
            keep_time=self.keep_time.isChecked() and not self._preset.touch,
            exiftool=self.exiftool.isChecked() and self.exiftool.isEnabled(),
        )

    @property
    def _scope(self) -> Scope:
        return next(scope for scope, button in self.scopes.items() if button.isChecked())

    @property
    def _preset(self) -> Preset:
        return PRESETS[chosen(self.program)]

    @property
    def _beside(self) -> bool:
        return self.beside.isChecked() and self.beside.isEnabled()

    # Making

    def _make_options(self, begin: WriteChoice) -> QFormLayout:
        form = form_layout()
        form.addRow(self.tr("Pictures"), self._make_scopes())
        self.program = QComboBox()
        fill(self.program, [(each.name, each.title) for each in PRESETS.values()], begin.preset)
        SpokenLabel(self.tr("For"), self.program)
        self.where = note()
        form.addRow(self.tr("&For"), stacked(self.program, self.where))
        form.addRow(self.tr("Tags"), self._make_limits(begin))
        form.addRow(self.tr("How"), stacked(*self._make_switches(begin)))
        align([form])
        return form

    def _make_scopes(self) -> QWidget:
        names = {
            Scope.ALL: self.tr("&All ({count})"),
            Scope.FILTERED: self.tr("S&hown ({count})"),
            Scope.SELECTED: self.tr("&Selected ({count})"),
        }
        group = QButtonGroup(self)
        self.scopes: dict[Scope, QRadioButton] = {}
        for scope, name in names.items():
            count = self._counts.get(scope, 0)
            button = QRadioButton(name.format(count=QLocale().toString(count)))
            button.setEnabled(count > 0)
            group.addButton(button)
            self.scopes[scope] = button
        order = (Scope.SELECTED, Scope.FILTERED, Scope.ALL)
        first = next((scope for scope in order if self._counts.get(scope)), Scope.ALL)
        self.scopes[first].setChecked(True)
        return side_by_side(list(self.scopes.values()))

    def _make_limits(self, begin: WriteChoice) -> QWidget:
        self.only_confirmed = QCheckBox(self.tr("&Only confirmed and own tags"))
        self.only_confirmed.setChecked(begin.only_confirmed)
        self.floor = QDoubleSpinBox()
        self.floor.setRange(0, 1)
        self.floor.setSingleStep(_SCORE_STEP)
        self.floor.setPrefix(self.tr("others from score "))
        self.floor.setSpecialValueText(self.tr("others at any score"))
        self.floor.setValue(begin.floor)
        self.floor.setAccessibleName(self.tr("Least score of what was not confirmed"))
        self.floor.lineEdit().setTextMargins(_TEXT_MARGIN, 0, 0, 0)
        return side_by_side([self.only_confirmed, self.floor])

    def _make_switches(self, begin: WriteChoice) -> list[QWidget]:
        self.beside = QCheckBox(self.tr("&Beside pictures, never into them"))
        self.beside.setChecked(begin.beside)
        self.keep_time = QCheckBox(self.tr("Pictures &keep their time of change"))
        self.keep_time.setChecked(begin.keep_time)
        self.exiftool = QCheckBox(self.tr("Into HEIC, AVIF and TIFF as well, by &ExifTool"))
        self.exiftool_note = note()
        self.show_exiftool(None, looked=False)
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.exiftool)
        row.addWidget(self.exiftool_note, 1)
        return [self.beside, self.keep_time, line]

    def _make_buttons(self) -> QDialogButtonBox:
        box = QDialogButtonBox()
        self.write = box.addButton(self.tr("&Write"), QDialogButtonBox.ButtonRole.AcceptRole)
        self.write.setDefault(True)
        box.addButton(self.tr("Cancel"), QDialogButtonBox.ButtonRole.RejectRole)
        box.accepted.connect(self.accept)
        box.rejected.connect(self.reject)
        return box

    def _connect(self) -> None:
        for button in (
            *self.scopes.values(),
            *(self.only_confirmed, self.beside, self.keep_time, self.exiftool),
        ):
            button.toggled.connect(self._changed)
        self.program.currentIndexChanged.connect(self._changed)
        self.floor.valueChanged.connect(self._changed)
        self.preview.changed.connect(self._follow_preview)

    # What follows from what

    def show_exiftool(self, found: ExifTool | None, *, looked: bool = True) -> None:
        """Tell whether there is a program by which more can be written; it was looked for."""
        least = f"{LEAST_VERSION:g}"
        if found is not None:
            words = self.tr("version {version}").format(version=f"{found.version:.2f}")
        elif looked:
            words = self.tr("not here: version {least} or newer is needed").format(least=least)
        else:
            words = self.tr("looking for it…")
        self._has_exiftool = found is not None
        self.exiftool_note.setText(words)
        set_tool_tip(self.exiftool, words)
        if found is not None and self._wants_exiftool:
            self.exiftool.setChecked(True)
        self.exiftool.setEnabled(self._has_exiftool)

    def _changed(self) -> None:
        preset = self._preset
        self.beside.setEnabled(preset.sidecars != "none")
        self.keep_time.setEnabled(not preset.touch and not self._beside)
        self.exiftool.setEnabled(self._has_exiftool and not self._beside)
        self.floor.setEnabled(not self.only_confirmed.isChecked())
        self.where.setText(where_words(preset, beside=self._beside))
        choice = self.choice
        if choice != self._looked_at:
            self._looked_at = choice
            self.preview.look(lambda: self._ask_preview(choice), self._counts.get(choice.scope))
        self._follow_preview()

    def _follow_preview(self) -> None:
        self.write.setEnabled(self.preview.totals.changed > 0)

    def _kinds(self) -> dict[ChangeKind, str]:
        return {
            ChangeKind.CHANGED: self.tr("To be written ({count})"),
            ChangeKind.UNCHANGED: self.tr("Nothing to do ({count})"),
            ChangeKind.REFUSED: self.tr("Left out ({count})"),
        }

    def _sums(self, totals: Totals) -> str:
        number = QLocale().toString
        if totals.changed:
            parts = [self.tr("%n picture(s) would get tags", "", totals.changed)]
            parts.append(self.tr("%n tag(s) in all", "", totals.tags))
        else:
            parts = [self.tr("Nothing to write")]
        if unchanged := totals.files[ChangeKind.UNCHANGED]:
            parts.append(self.tr("{count} with nothing to do").format(count=number(unchanged)))
        if refused := totals.files[ChangeKind.REFUSED]:
            parts.append(self.tr("{count} left out").format(count=number(refused)))
        return "  ·  ".join(parts)

    def done(self, result: int) -> None:
        """The end, whichever way."""
        self.preview.forget()
        super().done(result)
