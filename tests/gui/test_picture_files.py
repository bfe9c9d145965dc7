"""Files of pictures opened with other programs, and moved to the trash, through the window."""

from __future__ import annotations

import errno
import stat
import sys
from collections.abc import Iterator
from pathlib import Path
from threading import Event

import pytest
from PySide6.QtCore import QObject, Qt, QUrl, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QMessageBox
from pytestqt.qtbot import QtBot

from igtagger.gui.main_window import MainWindow
from igtagger.gui.picture_files.desktop_programs import Program, programs_for
from igtagger.gui.picture_files.trash_question import TrashQuestion
from tests.gui.window import LONG, pictures, use, wait_idle

LINUX = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="Linux's way")


@pytest.fixture(autouse=True)
def _application(qtbot: QtBot) -> None:
    """Qt is there before ``main()`` asks for it."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = pictures(tmp_path / "holiday", "-a.png", "b.png", "c.png")
    (folder / "b.png.xmp").write_text("<x/>")
    return folder


class Bin:
    """A trash that takes files in, but for one."""

    def __init__(self, refused: str = "", wait_for: Event | None = None) -> None:
        self.taken: list[str] = []
        self._refused, self._wait_for = refused, wait_for

    def __call__(self, path: Path) -> None:
        if self._wait_for is not None:
            self._wait_for.wait(LONG / 1000)
        if path.name == self._refused:
            raise PermissionError(errno.EACCES, "Permission denied", path)
        path.unlink()
        self.taken.append(path.name)


def shown(qtbot: QtBot, window: MainWindow, folder: Path, *selected: str) -> None:
    window.session.add([folder], tag=False)
    wait_idle(qtbot, window)
    qtbot.waitUntil(lambda: window.results.rowCount() == 3, timeout=LONG)
    space, model = window.workspace, window.results
    flags = space.selection.SelectionFlag
    for place in range(3):
        index = model.index(place, 0)
        if index.data() in selected:
            space.selection.select(index, flags.Select | flags.Rows)


def asked(qtbot: QtBot, window: MainWindow) -> TrashQuestion:
    window.actions_.trash.trigger()
    trashing = window.files.trashing
    qtbot.waitUntil(lambda: trashing.question is not None, timeout=LONG)
    assert trashing.question is not None
    return trashing.question


def agree(question: TrashQuestion) -> None:
    roles = QMessageBox.ButtonRole
    next(b for b in question.buttons() if question.buttonRole(b) == roles.AcceptRole).click()


def names(window: MainWindow) -> set[str]:
    model = window.results
    return {model.index(place, 0).data() for place in range(model.rowCount())}


def test_nothing_goes_to_the_trash_without_a_yes(qtbot: QtBot, folder: Path) -> None:
    def script(window: MainWindow) -> None:
        window.files.trashing.to_trash = trash = Bin()
        shown(qtbot, window, folder, "-a.png", "b.png")
        question = asked(qtbot, window)
        assert question.text() == "Move 2 pictures to the trash?"
        lines = question.informativeText().splitlines()
        assert lines[:2] == ["-a.png", "b.png"]
        assert "1 sidecar" in question.informativeText()
        default = question.defaultButton()
        assert question.buttonRole(default) == QMessageBox.ButtonRole.RejectRole
        qtbot.keyClick(question, Qt.Key.Key_Escape)
        assert not window.files.trashing.busy
        assert trash.taken == []
        assert len(list(folder.iterdir())) == 4

    use(script)


def test_what_goes_to_the_trash_leaves_the_list_with_its_sidecars(
    qtbot: QtBot, folder: Path
) -> None:
    def script(window: MainWindow) -> None:
        window.files.trashing.to_trash = trash = Bin()
        shown(qtbot, window, folder, "-a.png", "b.png")
        agree(asked(qtbot, window))
        qtbot.waitUntil(lambda: not window.files.trashing.busy, timeout=LONG)
        assert trash.taken == ["-a.png", "b.png", "b.png.xmp"]
        assert names(window) == {"c.png"}
        assert window.done.line.text() == "2 pictures moved to the trash."
        assert window.problems.problems == []

    use(script)


def test_what_cannot_go_is_told_and_stays_in_the_list(qtbot: QtBot, folder: Path) -> None:
    def script(window: MainWindow) -> None:
        window.files.trashing.to_trash = Bin(refused="b.png")
        shown(qtbot, window, folder, "-a.png", "b.png")
        agree(asked(qtbot, window))
        qtbot.waitUntil(lambda: not window.files.trashing.busy, timeout=LONG)
        assert names(window) == {"b.png", "c.png"}
        (problem,) = window.problems.problems
        assert str(folder / "b.png") in problem.message
        assert "not permitted" in problem.message

    use(script)


def test_the_window_lives_on_while_a_slow_disk_is_at_it_and_closes_between_two_files(
    qtbot: QtBot, folder: Path
) -> None:
    held = Event()

    def script(window: MainWindow) -> None:
        window.files.trashing.to_trash = Bin(wait_for=held)
        shown(qtbot, window, folder, "-a.png", "b.png", "c.png")
        agree(asked(qtbot, window))
        assert window.files.trashing.busy
        window.actions_.trash.trigger()  # does nothing meanwhile
        assert window.files.trashing.question is None
        held.set()

    use(script)
    assert held.is_set()


class Opener(QObject):
    """Stands for the system's handler of addresses."""

    def __init__(self) -> None:
        super().__init__()
        self.opened: list[str] = []

    @Slot(QUrl)
    def open(self, url: QUrl) -> None:
        self.opened.append(Path(url.toLocalFile()).name)


@pytest.fixture
def opener() -> Iterator[Opener]:
    handler = Opener()
    QDesktopServices.setUrlHandler("file", handler, "open")
    yield handler
    QDesktopServices.unsetUrlHandler("file")


def test_the_selected_pictures_are_opened_with_the_systems_program(
    qtbot: QtBot, folder: Path, opener: Opener
) -> None:
    def script(window: MainWindow) -> None:
        shown(qtbot, window, folder, "-a.png", "b.png")
        window.actions_.open.trigger()
        assert opener.opened == ["-a.png", "b.png"]

    use(script)


def test_a_whole_folder_is_not_opened_at_once(qtbot: QtBot, tmp_path: Path, opener: Opener) -> None:
    folder = pictures(tmp_path / "many", *(f"{number}.png" for number in range(21)))

    def script(window: MainWindow) -> None:
        window.session.add([folder], tag=False)
        wait_idle(qtbot, window)
        window.actions_.select_all.trigger()
        window.actions_.open.trigger()
        assert opener.opened == []
        assert "20" in window.problems.problems[0].message

    use(script)


@pytest.fixture
def desktop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folders of a desktop of its own."""
    for variable in ("XDG_CONFIG_HOME", "XDG_DATA_HOME"):
        monkeypatch.setenv(variable, str(tmp_path / variable))
    for variable in ("XDG_CONFIG_DIRS", "XDG_DATA_DIRS"):
        monkeypatch.setenv(variable, str(tmp_path / "none"))
    monkeypatch.setenv("XDG_CURRENT_DESKTOP", "")
    (tmp_path / "XDG_CONFIG_HOME").mkdir()
    (tmp_path / "XDG_DATA_HOME/applications").mkdir(parents=True)
    return tmp_path


def install(desktop: Path, name: str, **keys: str) -> None:
    said = {"Type": "Application", "Name": name.title(), "Exec": "sh %F", **keys}
    lines = [
        f"{key.replace('_', '[', 1) + ']' if '_' in key else key}={value}"
        for key, value in said.items()
    ]
    path = desktop / f"XDG_DATA_HOME/applications/{name}.desktop"
    path.write_text("\n".join(["[Desktop Entry]", *lines]), "utf-8")


def cached(desktop: Path, kind: str, *names: str) -> None:
    entries = ";".join(f"{name}.desktop" for name in names)
    path = desktop / "XDG_DATA_HOME/applications/mimeinfo.cache"
    path.write_text(f"[MIME Cache]\n{kind}={entries};\n")


@LINUX
def test_the_usual_program_comes_first_and_what_was_removed_does_not_come(desktop: Path) -> None:
    for name in ("gimp", "viewer", "old", "hidden"):
        install(desktop, name, **({"NoDisplay": "true"} if name == "hidden" else {}))
    cached(desktop, "image/png", "gimp", "viewer", "old", "hidden", "not-there")
    (desktop / "XDG_CONFIG_HOME/mimeapps.list").write_text(
        "[Default Applications]\nimage/png=viewer.desktop\n"
        "[Removed Associations]\nimage/png=old.desktop;\n"
    )
    assert [program.name for program in programs_for(["image/png"])] == ["Viewer", "Gimp"]
    assert programs_for(["image/gif"]) == []


@LINUX
def test_programs_are_called_as_the_person_calls_them(desktop: Path) -> None:
    install(desktop, "viewer", Name_de="Betrachter")
    cached(desktop, "image/png", "viewer")
    assert programs_for(["image/png"], ["de_AT", "de"])[0].name == "Betrachter"


@LINUX
@pytest.mark.parametrize(
    "damaged", [b"\xff\xfe", b"[Desktop Entry", b"[Desktop Entry]\nExec='", b"x" * 5000]
)
def test_a_damaged_entry_is_passed_over(desktop: Path, damaged: bytes) -> None:
    install(desktop, "viewer")
    (desktop / "XDG_DATA_HOME/applications/bad.desktop").write_bytes(damaged)
    cached(desktop, "image/png", "bad", "viewer")
    assert [program.name for program in programs_for(["image/png"])] == ["Viewer"]


@pytest.mark.parametrize(
    ("command", "started"),
    [
        (("view", "%F"), [["view", "/a b", "/-c"]]),
        (("view", "--new", "%f"), [["view", "--new", "/a b"], ["view", "--new", "/-c"]]),
        (("view", "%U"), [["view", "file:///a%20b", "file:///-c"]]),
        (
            ("view", "%i", "-t", "%c", "100%%", "%F"),
            [["view", "-t", "View", "100%", "/a b", "/-c"]],
        ),
    ],
)
@LINUX
def test_files_are_whole_arguments_whatever_they_are_called(
    command: tuple[str, ...], started: list[list[str]]
) -> None:
    assert Program("view.desktop", "View", command).commands(["/a b", "/-c"]) == started


@LINUX
def test_a_program_of_the_menu_gets_the_selected_pictures(
    qtbot: QtBot, desktop: Path, folder: Path
) -> None:
    told = desktop / "told"
    script_file = desktop / "viewer.sh"
    script_file.write_text(
        f'#!/bin/sh\nfor one in "$@"; do echo "$one"; done > "{told}.new"\n'
        f'mv "{told}.new" "{told}"\n'
    )
    script_file.chmod(script_file.stat().st_mode | stat.S_IXUSR)
    install(desktop, "viewer", Exec=f"{script_file} %F")
    cached(desktop, "image/png", "viewer")

    def script(window: MainWindow) -> None:
        shown(qtbot, window, folder, "-a.png", "b.png")
        menu = window.actions_.open_with
        menu.aboutToShow.emit()
        (action,) = menu.actions()
        assert action.text() == "Viewer"
        action.trigger()
        qtbot.waitUntil(told.exists, timeout=LONG)
        assert told.read_text().split() == [str(folder / "-a.png"), str(folder / "b.png")]

    use(script)


@LINUX
def test_without_a_desktop_the_menu_says_that_no_program_is_known(
    qtbot: QtBot, desktop: Path, folder: Path
) -> None:
    def script(window: MainWindow) -> None:
        shown(qtbot, window, folder, "b.png")
        menu = window.actions_.open_with
        menu.aboutToShow.emit()
        (action,) = menu.actions()
        assert not action.isEnabled()

    use(script)
