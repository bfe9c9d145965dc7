"""The settings: where things are, what computes, and how the window looks."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path

from PySide6.QtCore import QLocale, Qt, QTimer
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QPushButton,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from igtagger.domain import Reason
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
from igtagger.gui.look import theme, translation
from igtagger.gui.look.elided import ElidedLabel
from igtagger.gui.look.languages import LANGUAGES
from igtagger.gui.look.plain_text import PlainLabel, set_tool_tip
from igtagger.gui.look.reason_words import sentence_of
from igtagger.gui.look.spoken_label import SpokenLabel
from igtagger.gui.look.theme import Theme
from igtagger.settings import Preferences, default_data_dir

_WIDTH = 600
_LARGEST_BATCH = 4096
_LOOK_AGAIN_MILLISECONDS = 300

Choices = list[tuple[str, str]]


class SettingsDialog(QDialog):
    """After ``accept``, ``preferences`` holds what was chosen; the rest of them as it was.

    Args:
        preferences: what holds now.
        devices: the devices that can be chosen, as (value, text), ``auto`` and ``cpu`` among them
            or not; None while nobody knows yet, in which case it is asked again.
        names: the languages that names can be in, likewise.
        parent: the window.
        lack: why none of the devices that are known can be used; asked where there are some.
    """

    def __init__(
        self,
        preferences: Preferences,
        devices: Callable[[], Choices | None],
        names: Sequence[tuple[str, str]] = (),
        parent: QWidget | None = None,
        lack: Callable[[], Reason | None] = lambda: None,
    ) -> None:
        super().__init__(parent)
        self.preferences, self._names = preferences, names
        self._devices, self._lack = devices, lack
        self._data_dir = preferences.data_dir
        self.setWindowTitle(self.tr("Settings"))
        self.setMinimumWidth(_WIDTH)
        content = QWidget()
        layout = QVBoxLayout(content)
        layout.setContentsMargins(*MARGINS)
        layout.setSpacing(10)
        for title, rows in (
            (self.tr("Data folder"), self._make_folder()),
            (self.tr("Computing"), self._make_computing()),
            (self.tr("Window"), self._make_window()),
        ):
            layout.addWidget(heading(title))
            layout.addLayout(rows)
            layout.addSpacing(8)
        align(layout.findChildren(QFormLayout))
        layout.addStretch(1)
        scroll_within(self, content, self._make_buttons())
        self._timer = QTimer(self)
        self._timer.setInterval(_LOOK_AGAIN_MILLISECONDS)
        self._timer.timeout.connect(self._offer_devices)
        self._offer_devices()
        self._show_folder()
        self.device.setFocus()

    # Data folder

    def _make_folder(self) -> QVBoxLayout:
        self.folder = ElidedLabel(mode=Qt.TextElideMode.ElideMiddle)
        self.choose = QPushButton(self.tr("&Choose…"))
        self.choose.setAccessibleName(self.tr("Choose the data folder"))
        self.choose.clicked.connect(self._ask_folder)
        self.reset = QPushButton(self.tr("&Reset"))
        self.reset.setAccessibleName(self.tr("Reset the data folder to the usual one"))
        set_tool_tip(
            self.reset, self.tr("Use the usual folder, {path}").format(path=default_data_dir())
        )
        self.reset.clicked.connect(lambda: self.set_data_dir(None))
        self.space, self.folder_note = note(), note()
        top = QHBoxLayout()
        top.addWidget(self.folder, 1)
        for button in (self.choose, self.reset):
            button.setAutoDefault(False)
            top.addWidget(button)
        layout = QVBoxLayout()
        layout.setSpacing(4)
        layout.addLayout(top)
        layout.addWidget(self.space)
        layout.addWidget(self.folder_note)
        return layout

    def _ask_folder(self) -> None:
        start = self._data_dir or default_data_dir()
        path = QFileDialog.getExistingDirectory(self, self.tr("Data folder"), str(_existing(start)))
        if path:
            self.set_data_dir(Path(path))

    def set_data_dir(self, path: Path | None) -> None:
        """Choose the data folder; None is the usual one."""
        self._data_dir = None if path == default_data_dir() else path
        self._show_folder()

    def _show_folder(self) -> None:
        given = os.environ.get("IGTAGGER_DATA_DIR")
        path = Path(given) if given else self._data_dir or default_data_dir()
        self.folder.setText(str(path))
        self.folder.setAccessibleName(self.tr("Data folder: {path}").format(path=path))
        self.space.setText(self._space_of(path))
        changed = self._data_dir != self.preferences.data_dir
        self.reset.setEnabled(self._data_dir is not None and not given)
        self.choose.setEnabled(not given)
        words, look = self.tr("Models and the library of your results live here."), "muted"
        if given:
            words = self.tr(
                "The environment variable IGTAGGER_DATA_DIR decides, so it cannot be chosen here."
            )
        elif not os.access(_existing(path), os.W_OK):
            words, look = (
                self.tr("Nothing can be written there. Choose a folder of your own."),
                "error",
            )
        elif changed:
            words = self.tr(
                "This takes effect at the next start. Nothing is moved: what is in the present "
                "folder stays there."
            )
            look = "warning"
        self.folder_note.setText(words)
        set_look(self.folder_note, look)

    def _space_of(self, path: Path) -> str:
        try:
            free = shutil.disk_usage(_existing(path)).free
        except OSError:
            return self.tr("The disk is not there.")
        locale = QLocale()
        form = QLocale.DataSizeFormat.DataSizeSIFormat
        return self.tr("{used} in use, {free} free on this disk").format(
            used=locale.formattedDataSize(_used(path), 1, form),
            free=locale.formattedDataSize(free, 1, form),
        )

    # Computing

    def _make_computing(self) -> QFormLayout:
        now = self.preferences
        form = form_layout()
        self.device = QComboBox()
        self.device.currentIndexChanged.connect(self._offer_what_fits)
        self.device_note = note(self.tr("Looking for graphics cards…"))
        SpokenLabel(self.tr("Device"), self.device)
        form.addRow(self.tr("&Device"), stacked(self.device, self.device_note))
        self.engine = QComboBox()
        form.addRow(self.tr("E&ngine"), self.engine)
        self.precision = QComboBox()
        form.addRow(self.tr("&Precision"), self.precision)
        self.batch = spin_box(0, _LARGEST_BATCH, now.batch_size or 0)
        self.batch.setSpecialValueText(self.tr("Automatic"))
        self.batch.setAccessibleDescription(self.tr("Zero is automatic"))
        form.addRow(self.tr("Pictures at &once"), self.batch)
        self.fast = QRadioButton(self.tr("&Fast: large pictures are read at a reduced size"))
        set_tool_tip(
            self.fast,
            self.tr(
                "Scores change by less than anyone can see; several times "
                "faster with large photographs."
            ),
        )
        self.exact = QRadioButton(self.tr("&Exact: every pixel is read"))
        set_tool_tip(self.exact, self.tr("For comparing figures with other programs; slower."))
        (self.exact if now.exact else self.fast).setChecked(True)
        form.addRow(self.tr("Reading pictures"), stacked(self.fast, self.exact))
        return form

    def _offer_devices(self) -> None:
        found = self._devices()
        self.device_note.setVisible(found is None)
        if found is None:
            self._timer.start()
        else:
            self._timer.stop()
            if lack := self._lack() if found else None:
                self.device_note.setText(sentence_of(lack))
                self.device_note.show()
        wanted = chosen(self.device) if self.device.count() else self.preferences.device
        choices = {"auto": self.tr("Automatic"), "cpu": self.tr("Processor (CPU)")}
        choices |= dict(found or [])
        if wanted not in choices and (found is None or wanted == self.preferences.device):
            words = self.tr("{device} (not found)") if found is not None else "{device}"
            choices[wanted] = words.format(device=wanted)
        if [*choices.items()] != _items(self.device):
            fill(self.device, [*choices.items()], wanted)
            self._offer_what_fits()

    def _offer_what_fits(self) -> None:
        """What the chosen device can be used with."""
        self._offer_engines()
        self._offer_precisions()

    def _offer_engines(self) -> None:
        wanted = chosen(self.engine) if self.engine.count() else self.preferences.engine
        choices = [("auto", self.tr("Automatic: the fastest for the device"))]
        device = chosen(self.device)
        there = wanted == "torch" or device.startswith(("cuda", "mps")) or find_spec("torch")
        if there and not device.startswith(("intel-gpu", "npu")):
            choices.append(("torch", self.tr("torch: for graphics cards; slower on processors")))
        if not device.startswith(("cuda", "mps")):
            choices.append(("openvino", self.tr("OpenVINO: fast on processors")))
        fill(self.engine, choices, wanted)

    def _offer_precisions(self) -> None:
        wanted = chosen(self.precision) if self.precision.count() else self.preferences.precision
        choices = [
            ("auto", self.tr("Automatic: the fastest that the device is good at")),
            ("fp32", self.tr("fp32: the reference, slower")),
            ("bf16", self.tr("bf16: fast on recent processors and graphics cards")),
        ]
        if chosen(self.device).startswith(("cuda", "mps")):  # on a CPU it is slow and overflows
            choices.append(("fp16", self.tr("fp16: fast on older graphics cards")))
        elif wanted == "int8" or find_spec("nncf"):  # of the extra igtagger[int8]
            choices.append(("int8", self.tr("int8: fastest on processors, a little less exact")))
        fill(self.precision, choices, wanted)

    # Window

    def _make_window(self) -> QFormLayout:
        now = self.preferences
        form = form_layout()
        self.theme = QComboBox()
        themes: Choices = [
            (Theme.SYSTEM, self.tr("As the system")),
            (Theme.LIGHT, self.tr("Light")),
            (Theme.DARK, self.tr("Dark")),
        ]
        fill(self.theme, themes, now.theme)
        self.theme.currentIndexChanged.connect(lambda: _show_theme(chosen(self.theme)))
        form.addRow(self.tr("&Theme"), self.theme)
        self.language = QComboBox()
        system = LANGUAGES[translation.language_of("")].name
        as_system = self.tr("As the system ({language})").format(language=system)
        names = [(code, language.name) for code, language in LANGUAGES.items()]
        fill(self.language, [("", as_system), *names], now.language)
        self.language_note = note(self.tr("This takes effect at the next start."))
        self.language_note.hide()
        self.language.currentIndexChanged.connect(self._tell_language)
        SpokenLabel(self.tr("Language"), self.language)
        # In one line with it, or the dialog is too high for a small screen.
        both = side_by_side([self.language, *self._make_names_language()])
        form.addRow(self.tr("&Language"), stacked(both, self.language_note))
        self.at_once = QCheckBox(self.tr("&Begin at once with pictures that are dropped"))
        self.at_once.setChecked(now.tag_on_drop)
        self.kinds = QCheckBox(self.tr("Say what &kind of picture each one is"))
        self.kinds.setChecked(now.kinds)
        words = self.tr("Things are then named in photographs and the like only.")
        self.kinds.setAccessibleDescription(words)
        both = stacked(self.at_once, self.kinds, note(words), *self._make_features())
        form.addRow(self.tr("Tagging"), both)
        self.updates = QCheckBox(self.tr("Ask once a &week whether there is a newer version"))
        self.updates.setChecked(now.check_updates is True)
        words = self.tr("Asks the page of igtagger's releases. Nothing about you is sent.")
        form.addRow(self.tr("Updates"), stacked(self.updates, note(words)))
        return form

    def _make_features(self) -> list[QWidget]:
        self.features = QCheckBox(self.tr("Re&member what each picture looks like"))
        self.features.setChecked(self.preferences.keep_features)
        words = self.tr(
            "For finding pictures like it, and for teaching tags. Takes 2.6 kB of disk a picture, "
            "with a large model 4.1 kB more."
        )
        self.features.setAccessibleDescription(words)
        return [self.features, note(words)]

    def _make_names_language(self) -> list[QWidget]:
        self.names_language = QComboBox()
        languages = dict([("", self.tr("As the window")), *self._names])
        wanted = self.preferences.names_language
        languages.setdefault(wanted, wanted)  # its file may come again
        fill(self.names_language, list(languages.items()), wanted)
        self.names_language.setAccessibleName(self.tr("Language of names"))
        label = PlainLabel(self.tr("&Names in"))
        label.setBuddy(self.names_language)
        return [label, self.names_language]

    def _tell_language(self) -> None:
        self.language_note.setVisible(chosen(self.language) != self.preferences.language)

    # The end

    def _make_buttons(self) -> QDialogButtonBox:
        box = QDialogButtonBox()
        box.addButton(self.tr("Save"), QDialogButtonBox.ButtonRole.AcceptRole).setDefault(True)
        box.addButton(self.tr("Cancel"), QDialogButtonBox.ButtonRole.RejectRole)
        box.accepted.connect(self.accept)
        box.rejected.connect(self.reject)
        return box

    def accept(self) -> None:
        """Take over what was chosen."""
        self.preferences = replace(
            self.preferences,
            data_dir=self._data_dir,
            device=chosen(self.device),
            engine=chosen(self.engine),
            precision=chosen(self.precision),
            batch_size=self.batch.value() or None,
            exact=self.exact.isChecked(),
            theme=chosen(self.theme),
            language=chosen(self.language),
            names_language=chosen(self.names_language),
            tag_on_drop=self.at_once.isChecked(),
            kinds=self.kinds.isChecked(),
            keep_features=self.features.isChecked(),
            check_updates=self._agreed(),
        )
        super().accept()

    def _agreed(self) -> bool | None:
        """Left unticked by someone who never said no, it stays unanswered."""
        ticked = self.updates.isChecked()
        return None if not ticked and self.preferences.check_updates is None else ticked

    def reject(self) -> None:
        """Leave everything as it was, the theme too."""
        _show_theme(self.preferences.theme)
        super().reject()

    def done(self, result: int) -> None:
        """The end, whichever way."""
        self._timer.stop()
        super().done(result)


def _items(box: QComboBox) -> Choices:
    return [(str(box.itemData(row)), box.itemText(row)) for row in range(box.count())]


def _show_theme(name: str) -> None:
    app = QApplication.instance()
    if isinstance(app, QApplication):
        theme.apply(app, Theme(name))


def _existing(path: Path) -> Path:
    """The folder itself, or the nearest above it that exists."""
    return next((folder for folder in (path, *path.parents) if folder.is_dir()), path)


def _used(path: Path) -> int:
    """Bytes of models and library. Folders below are not walked: this may be any folder."""
    kept = ("library.sqlite3*", "library.features-*", "weights/*")
    return sum(sum(_sizes(path.glob(pattern))) for pattern in kept)


def _sizes(files: Iterable[Path]) -> Iterable[int]:
    for file in files:
        with suppress(OSError):
            if file.is_file():
                yield file.stat().st_size
