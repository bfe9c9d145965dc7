"""The window's dialogs that need nothing of it: settings, shortcuts, about, the log."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from html import escape
from pathlib import Path

from PySide6.QtCore import QObject, Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QWidget

import igtagger
from igtagger import private
from igtagger.domain import Reason
from igtagger.errors import IgTaggerError
from igtagger.gui.jobs.problems import Problem
from igtagger.gui.look.own_message_box import OwnMessageBox
from igtagger.labels.name_languages import ENGLISH, brought_in, built_in, called
from igtagger.labels.naming import Naming
from igtagger.settings import NAMES_FOLDER, Preferences, log_file, named_log_file


class Dialogs(QObject):
    """Opens them.

    Signals:
        settings_changed: new :class:`Preferences`.
        names_changed: things are called otherwise.
        problem: a :class:`Problem`.
    """

    settings_changed = Signal(object)
    names_changed = Signal()
    problem = Signal(object)

    def __init__(self, window: QWidget, data_dir: Path) -> None:
        super().__init__(window)
        self._window, self._data_dir = window, data_dir

    def change_settings(self, preferences: Preferences) -> None:
        """Ask for other settings than ``preferences``."""
        from igtagger.gui.dialogs.settings_dialog import SettingsDialog

        names = _languages_of_names(self._data_dir / NAMES_FOLDER)
        dialog = SettingsDialog(preferences, known_devices, names, self._window, what_gpus_lack)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.accepted.connect(lambda: self.settings_changed.emit(dialog.preferences))
        dialog.open()

    def edit_vocabulary(
        self, naming: Naming, words: Sequence[str], file: Path, name: str = ""
    ) -> None:
        """Change what things are called.

        Args:
            naming: what they are called now.
            words: that are in use besides, for completion.
            file: of the rules.
            name: what it is about, or empty.
        """
        from igtagger.app.own_rules import OwnRules
        from igtagger.gui.dialogs.vocabulary_dialog import VocabularyDialog

        try:
            rules = OwnRules(file, naming.names)
        except IgTaggerError as error:
            self.problem.emit(Problem.of(error))
            return
        dialog = VocabularyDialog(
            rules, sorted(naming.all_names()), name, self._window, words=words
        )
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.changed.connect(self.names_changed)
        dialog.open()

    def show_shortcuts(self) -> None:
        """All shortcuts."""
        from igtagger.gui.dialogs.shortcuts_dialog import ShortcutsDialog, collect, from_tables

        dialog = ShortcutsDialog([*from_tables(), *collect(self._window)], self._window)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def show_about(self) -> None:
        """Version, licence, and where things are."""
        text = self.tr(
            "<h3>igtagger {version}</h3><p>Names what is in your pictures. Everything runs on "
            "this computer.</p><p>Free software under the GPL, version 3 or later. The four "
            "Instagram models are under CC-BY-NC 4.0, for non-commercial use.</p>"
            "<p>Data folder: {folder}</p>"
        )
        box = OwnMessageBox("info", self.tr("About igtagger"), self._window)
        box.setText(text.format(version=igtagger.__version__, folder=escape(str(self._data_dir))))
        box.setTextFormat(Qt.TextFormat.RichText)
        box.setIconPixmap(self._window.windowIcon().pixmap(64, 64))
        box.open()

    def open_log(self) -> None:
        """The log file, in whatever program shows text."""
        file = named_log_file() or log_file()
        if reason := _why_unreadable(file):
            hint = self.tr("Mend its folder's permissions; the log begins at the next start.")
        elif QDesktopServices.openUrl(QUrl.fromLocalFile(str(file))):
            return
        else:
            reason = self.tr("no program for it was found")
            hint = self.tr("Open it with an editor.")
        text = self.tr("The log file {file} cannot be opened: {reason}.")
        self.problem.emit(Problem(text.format(file=file, reason=reason), hint))


def _why_unreadable(file: Path) -> str:
    """Empty where it can be read. Where there is none, what hinders making one."""
    try:
        with file.open("rb"):
            return ""
    except FileNotFoundError as error:
        reason = error.strerror
    except OSError as error:
        return error.strerror or str(error)
    try:
        private.make_folder(file.parent)
        with tempfile.TemporaryFile(dir=file.parent):
            pass
    except OSError as error:
        reason = error.strerror
    return reason or str(file)


def _languages_of_names(brought: Path) -> list[tuple[str, str]]:
    codes = {ENGLISH, *built_in(), *brought_in(brought)}
    return sorted(((code, called(code)) for code in codes), key=lambda pair: pair[1].casefold())


def known_devices() -> list[tuple[str, str]]:
    """GPUs as (value, text), as the drivers tell them; torch is not loaded for it."""
    from igtagger.engines.devices import find_gpus

    found = find_gpus()
    devices = [(f"cuda:{number}", name) for number, name in enumerate(found.cuda)]
    return [*devices, *([("mps", "Apple GPU")] if found.mps else [])]


def what_gpus_lack() -> Reason | None:
    """Why none of :func:`known_devices` can be used, if so."""
    from igtagger.engines.devices import find_gpus

    return find_gpus().why_none
