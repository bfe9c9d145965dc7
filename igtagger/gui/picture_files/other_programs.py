"""Pictures opened with other programs. No shell, and no name that could be taken for an option."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QLocale, QMimeDatabase, QProcess, QProcessEnvironment, QUrl
from PySide6.QtGui import QDesktopServices

from igtagger.gui.picture_files.desktop_programs import Program, programs_for
from igtagger.gui.results.file_mime import address_of

MOST = 20
"""So many pictures are opened at a time at most: each may be a window."""


def open_usually(path: Path) -> bool:
    """Open a file with the program that the person's system has for it; whether there is one."""
    return QDesktopServices.openUrl(QUrl.fromEncoded(address_of(str(path))))


def open_with(program: Program, paths: Sequence[Path]) -> bool:
    """Open files with a program of :func:`known_programs`; whether it could be started."""
    return all(_start(command) for command in program.commands([str(path) for path in paths]))


def known_programs(path: Path) -> list[Program]:
    """The programs that the desktop names for such a file, the usual one first.

    Empty on Windows and macOS, which have a choice of their own: see :func:`choose_program`.
    """
    if not sys.platform.startswith("linux"):
        return []
    found = QMimeDatabase().mimeTypeForFile(str(path), QMimeDatabase.MatchMode.MatchExtension)
    kinds = list(dict.fromkeys([found.name(), *found.aliases(), *found.allAncestors()]))
    language = QLocale().name()
    return programs_for(kinds, [language, language.partition("_")[0]])


def choose_program(path: Path) -> bool:
    """Let Windows ask which program is to open a file; False on other systems."""
    if sys.platform != "win32":
        return False
    return _start(["rundll32.exe", "shell32.dll,OpenAs_RunDLL", str(path)])


def open_with_app(app: Path, paths: Sequence[Path]) -> bool:
    """Open files with an application of macOS; whether it could be asked."""
    return _start(["/usr/bin/open", "-a", str(app), *map(str, paths)])


def _start(command: Sequence[str]) -> bool:
    process = QProcess()
    process.setProgram(command[0])
    process.setArguments(list(command[1:]))
    process.setProcessEnvironment(_environment())
    started = process.startDetached()
    return bool(started[0] if isinstance(started, tuple) else started)


def _environment() -> QProcessEnvironment:
    """Ours, but for where the frozen app has its own libraries: others must not load these."""
    environment = QProcessEnvironment.systemEnvironment()
    if hasattr(sys, "_MEIPASS"):
        before = environment.value("LD_LIBRARY_PATH_ORIG")
        environment.remove("LD_LIBRARY_PATH")
        if before:
            environment.insert("LD_LIBRARY_PATH", before)
    return environment
