"""What is to be said of a file before something is exported into it."""

from __future__ import annotations

from pathlib import Path
from typing import Literal, NamedTuple

from PySide6.QtCore import QCoreApplication

from igtagger.errors import ExportError
from igtagger.export.destinations import Destination, Precious
from igtagger.export.registry import suits
from igtagger.export.tables import ExportFormat
from igtagger.gui.look.reason_words import sentence_of


class TargetWords(NamedTuple):
    """What is said of a target.

    Attributes:
        look: how it is drawn. With an error nothing can be exported there; with a warning it would
            be replaced.
        words: the sentence.
        is_doubtful: whether what is there is no such table, but something else.
    """

    look: Literal["muted", "warning", "error"]
    words: str
    is_doubtful: bool = False


def words_of_target(
    typed: str, target: Path, form: ExportFormat, precious: Precious
) -> TargetWords:
    """What is to be said of a target, as it is on the disk now.

    Args:
        typed: what the person wrote.
        target: the whole path that this means.
        form: how it would be written.
        precious: what is not to be written over.
    """
    if not form.writes.one_file:
        words = _tr("A file beside each picture. What is there already stays as it is.")
        return TargetWords("muted", words)
    try:
        return _words_of_file(typed, target, form, precious)
    except (OSError, ValueError):  # a name that the system does not know
        return TargetWords("error", _tr("There can be no file of that name."))


def _words_of_file(typed: str, target: Path, form: ExportFormat, precious: Precious) -> TargetWords:
    if fault := _fault_of(typed, target, form):
        return TargetWords("error", fault)
    try:
        is_doubtful = Destination(target, form.is_own, precious).is_other_kind()
    except ExportError as error:
        return TargetWords("error", _refusal(error))
    if is_doubtful:
        words = _tr("A file is there already that is no such table. It would be replaced.")
        return TargetWords("warning", words, is_doubtful=True)
    if target.exists():
        return TargetWords("warning", _tr("The file is there already and will be replaced."))
    words = _tr("Pictures that failed are in the table too, with their reason.")
    return TargetWords("muted", words)


def _fault_of(typed: str, target: Path, form: ExportFormat) -> str:
    """Why there can be no such file; empty where nothing is known against it."""
    if not typed:
        return _tr("Give the name of a file.")
    if target.is_dir():
        return _tr("This is a folder. Give the name of a file in it.")
    if not target.parent.is_dir():
        return _tr("There is no such folder.")
    if not suits(form, target):
        return _tr("That ending is of another kind of file. Give another name.")
    return ""


def _refusal(error: ExportError) -> str:
    """Shorter than the error's own words, which name the file."""
    known = {
        "output.picture": _tr("This is a picture. Give another name."),
        "output.input": _tr("This is one of the files to be tagged. Give another name."),
        "output.own-file": _tr("igtagger keeps its own files there. Use another folder."),
    }
    return known.get(error.reason.code) or sentence_of(error.reason)


def _tr(text: str) -> str:
    return QCoreApplication.translate("ExportTarget", text)
