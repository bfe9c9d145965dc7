"""Names are text: nothing that a file, a tag, a model or a folder is called is taken for HTML."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QAbstractItemModel, QAbstractTableModel, Qt
from PySide6.QtGui import Qt as RichText
from PySide6.QtGui import QTextDocumentFragment
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QLabel,
    QMessageBox,
    QWidget,
)
from pytestqt.qtbot import QtBot

import igtagger.gui
from igtagger.gui.jobs.problems import Problem
from igtagger.gui.look.plain_text import LinkLabel, as_tool_tip
from igtagger.gui.main_window import MainWindow
from tests.gui.window import drop, pictures, use, wait_idle

MARK = "<img src=x>"
TAGS = (MARK, "<b>bold</b>", "&amp;", "a & b", "<a href='x'>y</a>")
HIDDEN = {
    "img src=x": MARK,
    "bold": "<b>bold</b>",
    "amp;.png": "&amp;.png",
    "href='x'": "<a href='x'>y",
}
"""What is left of a name in the text that Qt is given, and what a person is to read."""


@pytest.fixture(autouse=True)
def _application(qtbot: QtBot) -> None:
    """Qt is there before ``main()`` asks for it."""


def read(text: str, form: Qt.TextFormat = Qt.TextFormat.AutoText) -> str:
    """What a person reads where Qt is given ``text``."""
    rich = form is Qt.TextFormat.RichText
    if form is Qt.TextFormat.AutoText:
        rich = RichText.mightBeRichText(text)
    shown = QTextDocumentFragment.fromHtml(text).toPlainText() if rich else text
    return shown.replace("\N{NO-BREAK SPACE}", " ")


def texts_of(widget: QWidget) -> Iterator[tuple[str, str]]:
    """Texts that Qt is given for ``widget``, each as a person reads it."""
    for text in (widget.toolTip(), widget.statusTip(), widget.whatsThis()):
        yield text, read(text)
    for action in widget.actions():
        yield action.toolTip(), read(action.toolTip())
        yield action.text(), action.text()
    if isinstance(widget, QLabel | QMessageBox):
        yield widget.text(), read(widget.text(), widget.textFormat())
    if isinstance(widget, QAbstractItemView) and (model := widget.model()) is not None:
        for tip in tips_of(model):
            yield tip, read(tip)


def tips_of(model: QAbstractItemModel) -> Iterator[str]:
    columns = model.columnCount() if isinstance(model, QAbstractTableModel) else 1
    for row in range(model.rowCount()):
        for column in range(columns):
            if tip := model.index(row, column).data(Qt.ItemDataRole.ToolTipRole):
                yield str(tip)


def keys_of(widget: QWidget) -> Iterator[str]:
    """Texts of ``widget`` in which ``&`` marks a key."""
    if isinstance(widget, QAbstractButton):
        yield widget.text()
    yield from (action.text() for action in widget.actions())


def names_seen() -> int:
    """Whatever the window and its dialogs hold now is shown as it is called; in how many places."""
    widgets = QApplication.allWidgets()
    found = [pair for widget in widgets for pair in texts_of(widget)]
    lost = {
        text
        for text, shown in found
        for left, name in HIDDEN.items()
        if left in text and name not in shown
    }
    assert lost == set()
    assert [text for widget in widgets for text in keys_of(widget) if "a & b" in text] == []
    return sum(MARK in shown for _, shown in found)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A good picture and a damaged one."""
    folder = pictures(tmp_path / f"{MARK} a & b", f"{MARK}.jpg", "&amp;.png")
    (folder / f"broken {MARK}.jpg").write_bytes(b"\xff\xd8\xff")
    return folder


@pytest.fixture(autouse=True)
def _data_and_catalogue(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The data folder and a model are called so, too."""
    monkeypatch.setenv("IGTAGGER_DATA_DIR", str(tmp_path / f"{MARK} data"))
    address = {"url": "https://models.invalid/x.pth", "size": 9, "sha256": "0" * 64}
    file = tmp_path / "catalog.json"
    file.write_text(json.dumps({"other": {"like": "starter", "title": MARK, **address}}))
    monkeypatch.setenv("IGTAGGER_CATALOG", str(file))


def test_every_place_of_the_window_shows_names_as_they_are(qtbot: QtBot, folder: Path) -> None:
    def script(window: MainWindow) -> None:
        drop(window, folder)
        wait_idle(qtbot, window)
        rows = list(window.results.rows())
        for name in TAGS:
            window.reviews.add_own(rows, name)
        wait_idle(qtbot, window)
        details, space = window.workspace.details, window.workspace
        for chosen in ([row] for row in rows):
            details.set_rows(chosen)
            assert names_seen() > 3
        details.set_rows(rows)
        qtbot.waitUntil(lambda: space.tags.view.model().rowCount() >= len(TAGS))
        space.filters.set_tag(MARK)
        qtbot.keyClicks(details.field, "img")
        window.problems.add(Problem(f"{MARK} is gone", f"Look for {MARK}", MARK))
        window.problems.more.setChecked(True)
        window.done.tell_exported(3, folder / f"{MARK}.csv")
        window.actions_.recent.aboutToShow.emit()
        window.resize(400, 300)  # what is cut is told by tool tips
        for grid in (True, False):
            space.show_grid(grid=grid)
            assert names_seen() > 12

    use(script)


def test_every_dialog_shows_names_as_they_are(qtbot: QtBot, folder: Path) -> None:
    def script(window: MainWindow) -> None:
        drop(window, folder)
        wait_idle(qtbot, window)
        for show in (
            window.dialogs.show_about,
            lambda: window.dialogs.change_settings(window.preferences),
            lambda: window.choice.picker.wanted.emit("other"),
        ):
            before = names_seen()
            show()
            assert names_seen() > before
        window.choice.manage()  # which was there all the time, hidden
        assert MARK in window.choice.manager.folder.text()
        assert names_seen()
        window.dialogs.show_shortcuts()
        window.export()
        names_seen()
        window.clear()
        window.problems.dismiss_all()
        assert names_seen()  # the start page has the folder

    use(script)


def test_a_link_is_of_the_web_and_its_words_are_text(qtbot: QtBot) -> None:
    said = LinkLabel("Read {link} of {who}", MARK, 'https://x.invalid/?"<b>', who="<b>bold</b>")
    qtbot.addWidget(said)
    assert read(said.text(), said.textFormat()) == f"Read {MARK} of <b>bold</b>"
    assert said.text().count("<") == 2
    other = LinkLabel("Read {link}", "it", "file:///etc/passwd")
    qtbot.addWidget(other)
    assert "<" not in other.text()


def test_tool_tips_keep_their_lines() -> None:
    assert read(as_tool_tip(f"{MARK}\nbelow")) == f"{MARK}\nbelow"
    assert as_tool_tip("a & b\nbelow") == "a & b\nbelow"


def test_labels_and_tool_tips_are_made_in_one_place() -> None:
    """What is made elsewhere is guessed at by Qt."""
    root = Path(igtagger.gui.__file__).parent
    own = re.compile(r"\bQLabel\(|\.setToolTip\((?!\w+, as_tool_tip)|QToolTip\.showText\((?!\s)")
    made = {
        file.relative_to(root).as_posix()
        for file in root.rglob("*.py")
        if own.search(file.read_text(encoding="utf-8"))
    }
    assert made == {"look/plain_text.py"}
