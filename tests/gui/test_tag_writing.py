"""Tags written into files from the window, and taken back: real pictures, library and window."""

from __future__ import annotations

import hashlib
import stat
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from igtagger.app import thumbnail_files
from igtagger.export.xmp.containers import container_of
from igtagger.export.xmp.packet import Packet
from igtagger.export.xmp.writing import KeywordWriter
from igtagger.export.xmp.xmp_fields import SUBJECT
from igtagger.gui.dialogs.export_choice import Scope
from igtagger.gui.file_writing import tag_writing
from igtagger.gui.file_writing.file_changes import ChangeKind
from igtagger.gui.file_writing.tag_writing import WritingReport
from igtagger.gui.file_writing.taking_back_dialog import TakingBackDialog
from igtagger.gui.file_writing.write_dialog import WriteDialog
from igtagger.gui.main_window import MainWindow
from igtagger.gui.views.thumbnails import Thumbnails
from igtagger.models.catalog import everyday
from tests.export.xmp.made_files import exif
from tests.gui.window import LONG, FakeEngine, drop, pictures, use, wait_idle

EMBEDDED = ("a.jpg", "b.png", "c.webp")


@pytest.fixture(autouse=True)
def _application(qtbot: QtBot) -> None:
    """Qt is there before ``main()`` asks for it."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The same noise in three kinds of file that are written into, and one that is not."""
    folder = tmp_path / "holiday"
    pictures(folder, "b.png")
    with Image.open(folder / "b.png") as image:
        image.save(folder / "a.jpg")
        # One without anything beside its pixels gets a longer header, which stays.
        image.save(folder / "c.webp", exif=exif())
        image.save(folder / "d.tif")
    return folder


def contents(folder: Path) -> dict[str, str]:
    """All files in it, with their times."""
    return {
        file.name: f"{hashlib.sha256(file.read_bytes()).hexdigest()} {file.stat().st_mtime_ns}"
        for file in sorted(folder.iterdir())
    }


def keywords(path: Path) -> tuple[str, ...]:
    data = path.read_bytes()
    container = container_of(data)
    raw = container.packet_in(data) if container is not None else data
    return tuple(Packet.parse(raw).tags.get(SUBJECT, ())) if raw else ()


def tag(qtbot: QtBot, window: MainWindow, *folders: Path) -> FakeEngine:
    engine = FakeEngine(everyday())
    window.context.loader = lambda *_: engine
    drop(window, *folders)
    wait_idle(qtbot, window)
    return engine


def ask(qtbot: QtBot, window: MainWindow, program: str = "immich") -> WriteDialog:
    """The dialog, when its preview is complete."""
    window.actions_.write.trigger()
    dialog = window.findChildren(WriteDialog)[-1]  # others die when the script has ended
    dialog.program.setCurrentIndex(dialog.program.findData(program))
    looked(qtbot, dialog)
    return dialog


def looked(qtbot: QtBot, dialog: WriteDialog | TakingBackDialog) -> None:
    qtbot.waitUntil(lambda: not dialog.preview.running, timeout=LONG)


def rows(dialog: WriteDialog | TakingBackDialog) -> list[list[str]]:
    model = dialog.preview.model
    return [
        [str(model.data(model.index(row, column))) for column in range(3)]
        for row in range(model.rowCount())
    ]


def done(qtbot: QtBot, window: MainWindow, do: Callable[[], object]) -> WritingReport:
    with qtbot.waitSignal(window.writing.done, timeout=LONG) as told:
        do()
    (report,) = told.args
    assert isinstance(report, WritingReport)
    return report


def write(qtbot: QtBot, window: MainWindow, program: str = "immich") -> WritingReport:
    dialog = ask(qtbot, window, program)
    return done(qtbot, window, dialog.write.click)


def test_what_would_be_written_is_shown_first_and_undo_gives_back_every_byte(
    qtbot: QtBot, folder: Path
) -> None:
    def script(window: MainWindow) -> None:
        tag(qtbot, window, folder)
        before = contents(folder)
        dialog = ask(qtbot, window)
        name = window.results.pictures.tags(0)[0].name
        assert contents(folder) == before
        shown = rows(dialog)
        assert [row[0] for row in shown] == [*EMBEDDED, "d.tif"]
        assert [row[1] for row in shown] == ["the picture itself"] * 3 + ["d.tif.xmp"]
        assert all(row[2].startswith(f"+ {name}") for row in shown)
        assert "4 pictures would get tags" in dialog.preview.words.text()
        report = done(qtbot, window, dialog.write.click)
        assert (report.totals.embedded, report.totals.changed) == (3, 4)
        for each in EMBEDDED:
            assert name in keywords(folder / each)
        assert name in keywords(folder / "d.tif.xmp")
        assert "3 pictures, and into 1 sidecar" in window.done.line.text()
        assert not window.writing_bar.isVisible()
        back = done(qtbot, window, window.done.undo_button.click)
        assert back.back
        assert back.totals.changed == 4
        assert contents(folder) == before
        assert not window.done.undo_button.isVisible()
        assert window.problems.problems == []

    assert use(script) == 0


def test_the_selected_pictures_alone_are_written_if_some_are(qtbot: QtBot, folder: Path) -> None:
    def script(window: MainWindow) -> None:
        tag(qtbot, window, folder)
        window.workspace.step(1)
        chosen = Path(window.results.pictures.path(window.workspace.rows()[0]))
        dialog = ask(qtbot, window)
        assert dialog.choice.scope is Scope.SELECTED
        assert [row[0] for row in rows(dialog)] == [chosen.name]
        dialog.scopes[Scope.ALL].click()
        looked(qtbot, dialog)
        assert len(rows(dialog)) == 4
        dialog.scopes[Scope.SELECTED].click()
        assert not dialog.write.isEnabled()  # before it is known what would be written
        looked(qtbot, dialog)
        done(qtbot, window, dialog.write.click)
        assert [name for name in EMBEDDED if keywords(folder / name)] == [chosen.name]

    assert use(script) == 0


def test_what_has_its_tags_gets_none_and_nothing_can_be_written(qtbot: QtBot, folder: Path) -> None:
    def script(window: MainWindow) -> None:
        tag(qtbot, window, folder)
        write(qtbot, window)
        dialog = ask(qtbot, window)
        assert dialog.preview.words.text().startswith("Nothing to write")
        assert not dialog.write.isEnabled()
        assert {row[2] for row in rows(dialog)} == {"Nothing to do"}
        dialog.only_confirmed.click()  # looked at anew
        assert dialog.preview.running
        looked(qtbot, dialog)
        assert not dialog.write.isEnabled()
        dialog.reject()

    assert use(script) == 0


def test_own_tags_are_written_in_the_words_of_the_person(qtbot: QtBot, folder: Path) -> None:
    def script(window: MainWindow) -> None:
        tag(qtbot, window, folder)
        window.reviews.add_own([0], ["Großmutter & Oma"])
        wait_idle(qtbot, window)
        dialog = ask(qtbot, window, "windows")
        dialog.only_confirmed.setChecked(True)
        looked(qtbot, dialog)
        report = done(qtbot, window, dialog.write.click)
        assert report.totals.changed == 1
        assert keywords(Path(window.results.pictures.path(0))) == ("Großmutter & Oma",)

    assert use(script) == 0


def test_what_is_left_out_is_told_with_its_reason_before_and_after(
    qtbot: QtBot, folder: Path
) -> None:
    (folder / "b.png").chmod(stat.S_IREAD)

    def script(window: MainWindow) -> None:
        tag(qtbot, window, folder)
        dialog = ask(qtbot, window, "windows")
        refused = dialog.preview.kind.findData(ChangeKind.REFUSED)
        assert dialog.preview.kind.itemText(refused) == "Left out (2)"
        dialog.preview.kind.setCurrentIndex(refused)
        shown = {row[0]: row[2] for row in rows(dialog)}
        assert set(shown) == {"b.png", "d.tif"}
        assert "protected against writing" in shown["b.png"]
        done(qtbot, window, dialog.write.click)
        (problem,) = window.problems.problems
        assert problem.message == "2 pictures did not get their tags."
        assert f"{folder / 'b.png'}: It is protected against writing" in problem.details
        assert window.done.line.text() == "Tags written into 2 pictures."

    assert use(script) == 0


def test_a_picture_that_is_not_tagged_yet_is_left_out(qtbot: QtBot, folder: Path) -> None:
    def script(window: MainWindow) -> None:
        window.session.add([folder], tag=False)
        wait_idle(qtbot, window)
        dialog = ask(qtbot, window)
        assert {row[2] for row in rows(dialog)} == {"Has not been tagged yet"}
        assert not dialog.write.isEnabled()
        dialog.reject()

    assert use(script) == 0


def test_a_written_picture_is_known_and_its_thumbnail_is_not_made_again(
    qtbot: QtBot, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def script(window: MainWindow) -> None:
        engine = tag(qtbot, window, folder)
        listed, thumbnails = window.results.pictures, window.thumbnails
        path, edge = str(folder / "a.jpg"), 100
        row = listed.row_of(path)
        assert row is not None

        def is_there() -> bool:
            return thumbnails.pixmap(path, listed.version(row), edge) is not None

        qtbot.waitUntil(is_there, timeout=LONG)
        every = [listed.path(each) for each in range(len(listed))]
        qtbot.waitUntil(lambda: all(map(thumbnails.peek, every)), timeout=LONG)
        before, seen = listed.version(row), engine.seen
        decoded: list[Path] = []
        monkeypatch.setattr(thumbnail_files, "_decode", lambda path, side: decoded.append(path))
        write(qtbot, window)
        status = Path(path).stat()
        assert listed.version(row) == (status.st_mtime_ns, status.st_ctime_ns) != before
        with qtbot.assertNotEmitted(thumbnails.ready, wait=300):
            assert is_there()
        others = Thumbnails(thumbnails.files.folder)
        with qtbot.waitSignal(others.ready, timeout=LONG):
            assert others.pixmap(path, listed.version(row), edge) is None
        others.close()
        window.actions_.tag.trigger()
        wait_idle(qtbot, window)
        window.clear()
        drop(window, folder)
        wait_idle(qtbot, window)
        assert engine.seen == seen
        assert decoded == []

    assert use(script) == 0


class Gate:
    """Lets so many pictures be written, and the others once it is open."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, free: int) -> None:
        self._free, self._opened, self._lock = free, threading.Event(), threading.Lock()
        self.waiting = threading.Event()
        add = KeywordWriter.add

        def slow(writer: KeywordWriter, *given: Any) -> Any:
            if not writer.manner.dry_run:
                self._pass()
            return add(writer, *given)

        monkeypatch.setattr(KeywordWriter, "add", slow)

    def _pass(self) -> None:
        with self._lock:
            self._free -= 1
            free = self._free >= 0
        if not free:
            self.waiting.set()
            assert self._opened.wait(LONG / 1000)

    def open(self) -> None:
        self._opened.set()


@pytest.fixture
def many(tmp_path: Path) -> Path:
    return pictures(tmp_path / "many", *(f"{number:02}.png" for number in range(60)))


def begin(
    qtbot: QtBot, window: MainWindow, folder: Path, gate: Gate, program: str = "immich"
) -> None:
    tag(qtbot, window, folder)
    ask(qtbot, window, program).write.click()
    qtbot.waitUntil(gate.waiting.is_set, timeout=LONG)
    qtbot.waitUntil(
        lambda: window.writing.progress is not None and window.writing.progress.done > 0,
        timeout=LONG,
    )


def test_it_is_stopped_between_two_files_and_what_is_written_can_be_taken_back(
    qtbot: QtBot, many: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate, before = Gate(monkeypatch, 10), contents(many)

    def script(window: MainWindow) -> None:
        begin(qtbot, window, many, gate)
        assert window.writing_bar.isVisible()
        assert "of 60" in window.writing_bar.words.text()
        assert not window.actions_.write.isEnabled()
        window.writing_bar.stop.click()
        assert "Stopping" in window.writing_bar.words.text()
        report = done(qtbot, window, gate.open)
        assert report.stopped
        written = [path for path in sorted(many.iterdir()) if keywords(path)]
        assert 10 <= len(written) < 60
        assert len(written) == report.totals.changed
        assert "Stopped before the end." in window.done.line.text()
        assert window.actions_.write.isEnabled()
        done(qtbot, window, window.done.undo_button.click)
        assert contents(many) == before

    assert use(script) == 0


def test_closing_waits_for_files_and_says_so(
    qtbot: QtBot, many: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tag_writing, "_CLOSING_SECONDS", 0.2)
    gate = Gate(monkeypatch, 10)

    def script(window: MainWindow) -> None:
        begin(qtbot, window, many, gate)
        assert not window.close()
        assert window.isVisible()
        assert "still being written" in window.problems.problems[0].message
        gate.open()
        qtbot.waitUntil(lambda: not window.isVisible(), timeout=LONG)
        assert all(keywords(path) for path in many.iterdir())

    use(script)


def test_closing_again_stops_after_the_files_in_hand(
    qtbot: QtBot, many: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tag_writing, "_CLOSING_SECONDS", 0.2)
    gate = Gate(monkeypatch, 10)

    def script(window: MainWindow) -> None:
        begin(qtbot, window, many, gate)
        assert not window.close()
        threading.Timer(0.3, gate.open).start()
        assert window.close()
        written = [path for path in sorted(many.iterdir()) if keywords(path)]
        assert 10 <= len(written) < 60

    use(script)


def test_what_was_left_out_keeps_a_closing_window_open_once(
    qtbot: QtBot, many: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate = Gate(monkeypatch, 10)
    (many / "30.png").chmod(stat.S_IREAD)

    def script(window: MainWindow) -> None:
        begin(qtbot, window, many, gate, "windows")
        gate.open()
        assert not window.close()
        assert window.isVisible()
        assert "30.png" in window.problems.problems[0].details
        assert window.close()

    use(script)


def test_while_another_program_writes_it_is_said_and_nothing_is_written(
    qtbot: QtBot, folder: Path
) -> None:
    def script(window: MainWindow) -> None:
        tag(qtbot, window, folder)
        before = contents(folder)
        file = window.context.settings.library_file
        with FileLock(f"{file}.writing.lock"):
            dialog = ask(qtbot, window)
            done(qtbot, window, dialog.write.click)
        assert contents(folder) == before
        (problem,) = window.problems.problems
        assert problem.message == "Another igtagger is writing tags into files just now."
        assert not window.done.undo_button.isVisible()
        write(qtbot, window)
        assert keywords(folder / "a.jpg")

    assert use(script) == 0


def test_another_process_has_the_files_to_itself(
    qtbot: QtBot, folder: Path, tmp_path: Path
) -> None:
    """The lock is the command line's own."""
    script_file = tmp_path / "hold.py"
    script_file.write_text(
        "import sys\n"
        "from pathlib import Path\n"
        "from igtagger.app.write_records import writing_alone\n"
        "from igtagger.library.facade import Library\n"
        "file = Path(sys.argv[1])\n"
        "with Library.open(file, on_message=print) as library, writing_alone(library, file):\n"
        "    print('held', flush=True)\n"
        "    sys.stdin.read()\n"
    )

    def script(window: MainWindow) -> None:
        tag(qtbot, window, folder)
        file = str(window.context.settings.library_file)
        command = [sys.executable, str(script_file), file]
        with subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        ) as other:
            assert other.stdout is not None
            assert other.stdin is not None
            assert other.stdout.readline() == "held\n"
            report = write(qtbot, window)
            assert report.totals.looked_at == 0
            other.stdin.close()
        assert len(window.problems.problems) == 1
        assert write(qtbot, window).totals.changed == 4

    assert use(script) == 0


# What was written so far


def written_dialog(qtbot: QtBot, window: MainWindow, runs: int) -> TakingBackDialog:
    window.actions_.written.trigger()
    dialog = window.findChildren(TakingBackDialog)[-1]
    qtbot.waitUntil(lambda: dialog.runs.topLevelItemCount() == runs, timeout=LONG)
    looked(qtbot, dialog)
    return dialog


def listed(dialog: TakingBackDialog) -> list[list[str]]:
    items = [dialog.runs.topLevelItem(row) for row in range(dialog.runs.topLevelItemCount())]
    return [[item.text(column) for column in (1, 2, 3)] for item in items if item is not None]


def test_runs_are_listed_and_taken_back_one_or_all(qtbot: QtBot, folder: Path) -> None:
    def script(window: MainWindow) -> None:
        tag(qtbot, window, folder)
        before = contents(folder)
        write(qtbot, window, "windows")
        write(qtbot, window, "digikam")
        dialog = written_dialog(qtbot, window, 3)
        assert listed(dialog) == [["", "7", "7"], ["digiKam", "4", "4"], ["Windows", "3", "3"]]
        assert dialog.run == 2
        assert [row[0] for row in rows(dialog)] == [*EMBEDDED, "d.tif"]
        assert all(row[2].startswith("− ") for row in rows(dialog))
        done(qtbot, window, dialog.take.click)
        assert "4 files" in window.done.line.text()
        dialog = written_dialog(qtbot, window, 2)
        assert listed(dialog) == [["digiKam", "4", "0"], ["Windows", "3", "3"]]
        done(qtbot, window, dialog.take.click)
        assert contents(folder) == before
        dialog = written_dialog(qtbot, window, 2)
        assert not dialog.take.isEnabled()
        dialog.reject()

    assert use(script) == 0


def test_all_runs_at_once_are_taken_back(qtbot: QtBot, folder: Path) -> None:
    def script(window: MainWindow) -> None:
        tag(qtbot, window, folder)
        before = contents(folder)
        write(qtbot, window, "windows")
        write(qtbot, window, "digikam")
        dialog = written_dialog(qtbot, window, 3)
        dialog.runs.setFocus()
        QTest.keyClick(dialog.runs, Qt.Key.Key_Up)
        assert dialog.run is None
        looked(qtbot, dialog)
        assert dialog.preview.totals.changed == 7
        done(qtbot, window, dialog.take.click)
        assert contents(folder) == before

    assert use(script) == 0


def test_what_cannot_be_taken_back_now_stays_listed(qtbot: QtBot, folder: Path) -> None:
    def script(window: MainWindow) -> None:
        tag(qtbot, window, folder)
        write(qtbot, window)
        (folder / "a.jpg").chmod(stat.S_IREAD)
        done(qtbot, window, window.done.undo_button.click)
        (problem,) = window.problems.problems
        assert problem.message == "1 file still has its tags."
        assert "a.jpg: It is protected against writing" in problem.details
        dialog = written_dialog(qtbot, window, 1)
        assert listed(dialog) == [["Immich", "4", "1"]]
        dialog.reject()

    assert use(script) == 0


def test_that_nothing_was_written_is_said(qtbot: QtBot) -> None:
    def script(window: MainWindow) -> None:
        window.actions_.written.trigger()
        dialog = window.findChild(TakingBackDialog)
        qtbot.waitUntil(lambda: "Nothing has been written" in dialog.words.text(), timeout=LONG)
        assert not dialog.take.isEnabled()
        dialog.reject()

    assert use(script) == 0
