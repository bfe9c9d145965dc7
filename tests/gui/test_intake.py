"""What is dropped on the window, and what its source may do then."""

from __future__ import annotations

import io
import socket
import tempfile
from pathlib import Path
from typing import Any

import pytest
from PIL import ExifTags, Image
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent, QGuiApplication, QImage
from PySide6.QtWidgets import QApplication, QLineEdit, QTextEdit, QWidget
from pytestqt.qtbot import QtBot

from igtagger.app.picture_values import Which
from igtagger.errors import ExportError
from igtagger.gui.look.text_field import TextField
from igtagger.gui.main_window import MainWindow
from igtagger.gui.runs import intake
from igtagger.pictures import decoding
from tests.gui.window import drop, pictures, use, wait_idle
from tests.pictures.made import swapped_profile

COPY, MOVE, LINK = (
    Qt.DropAction.CopyAction,
    Qt.DropAction.MoveAction,
    Qt.DropAction.LinkAction,
)
SHIFT = Qt.KeyboardModifier.ShiftModifier
"""With it a person wishes to move."""


@pytest.fixture(autouse=True)
def _application(qtbot: QtBot) -> None:
    """Qt is there before ``main()`` asks for it."""


def files(*paths: Path) -> QMimeData:
    """As file managers give them: as addresses, and as text too."""
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    mime.setText("\n".join(map(str, paths)))
    return mime


def drag(target: QWidget, mime: QMimeData, offered: Qt.DropAction) -> list[QDropEvent]:
    """What becomes of entering, moving over and letting go, through Qt's own delivery."""
    point, left = QPoint(5, 5), Qt.MouseButton.LeftButton
    events: list[QDropEvent] = [
        QDragEnterEvent(point, offered, mime, left, SHIFT),
        QDragMoveEvent(point, offered, mime, left, SHIFT),
        QDropEvent(QPointF(point), offered, mime, left, SHIFT),
    ]
    for event in events:
        event.ignore()
        QApplication.sendEvent(target, event)
    return events


@pytest.mark.parametrize(
    ("offered", "taken"), [(COPY | MOVE, COPY), (COPY | MOVE | LINK, COPY), (LINK | MOVE, LINK)]
)
def test_a_drop_is_never_a_move(
    tmp_path: Path, offered: Qt.DropAction, taken: Qt.DropAction
) -> None:
    picture = pictures(tmp_path, "a.png") / "a.png"

    def script(window: MainWindow) -> None:
        for event in drag(window, files(picture), offered):
            assert event.isAccepted()
            assert event.dropAction() is taken
        assert window.session.roots == [picture]

    use(script)


def test_who_would_only_move_is_refused(tmp_path: Path) -> None:
    picture = pictures(tmp_path, "a.png") / "a.png"

    def script(window: MainWindow) -> None:
        assert not any(event.isAccepted() for event in drag(window, files(picture), MOVE))
        assert window.session.roots == []

    use(script)


def test_files_over_a_text_field_are_the_windows(qtbot: QtBot, tmp_path: Path) -> None:
    folder = pictures(tmp_path, "a.png", "b.png")

    def script(window: MainWindow) -> None:
        drop(window, folder / "a.png")
        wait_idle(qtbot, window)
        field = window.workspace.filters.search
        entered, *_ = drag(field, files(folder / "b.png"), COPY | MOVE)
        assert entered.dropAction() is COPY
        assert field.text() == ""

    use(script)


def test_text_over_a_text_field_stays_where_it_was(qtbot: QtBot, tmp_path: Path) -> None:
    field = TextField()
    qtbot.addWidget(field)
    mime = QMimeData()
    mime.setText("dog")
    *_, dropped = drag(field, mime, COPY | MOVE)
    assert field.text() == "dog"
    assert dropped.isAccepted()
    assert dropped.dropAction() is COPY


def test_nothing_else_in_the_window_takes_drops(qtbot: QtBot, tmp_path: Path) -> None:
    folder = pictures(tmp_path, "a.png")

    def script(window: MainWindow) -> None:
        drop(window, folder)
        wait_idle(qtbot, window)
        takers = [w for w in QApplication.allWidgets() if w.acceptDrops() and w.window() is window]
        assert window in takers
        assert {type(w).__name__: w for w in takers if not is_harmless(w)} == {}

    use(script)


def is_harmless(widget: QWidget) -> bool:
    """Whether it takes no drop, or takes it as the tests above say."""
    if isinstance(widget.parentWidget(), QTextEdit):
        widget = widget.parentWidget()  # its viewport
    if isinstance(widget, QTextEdit | QLineEdit):
        return widget.isReadOnly() or isinstance(widget, TextField)
    return isinstance(widget, MainWindow)


HERE = socket.gethostname()


@pytest.mark.parametrize(
    "host", ["", "localhost", "LOCALHOST", "127.0.0.1", HERE, HERE.upper(), socket.getfqdn()]
)
def test_addresses_of_this_computer_are_its_paths(host: str) -> None:
    mime = QMimeData()
    mime.setData("text/uri-list", f"file://{host}/a%20b/%C3%BC%23.jpg\r\n".encode())
    assert intake.paths_of(mime) == [Path("/a b/ü#.jpg")]
    assert intake.accepts(mime)


def test_an_address_of_another_computer_is_said_to_be_one() -> None:
    def script(window: MainWindow) -> None:
        mime = QMimeData()
        mime.setUrls([QUrl("file://elsewhere/etc/hostname")])
        assert intake.paths_of(mime) == []
        drag(window, mime, COPY)
        (problem,) = window.problems.problems
        assert "elsewhere" in problem.message
        assert window.session.roots == []

    use(script)


@pytest.mark.parametrize(
    ("text", "paths"),
    [
        ("/a/b.jpg", ["/a/b.jpg"]),
        ("  /a/b c.jpg  \n\n", ["/a/b c.jpg"]),
        ("'/a/b.jpg'\r\n\"/c d\"", ["/a/b.jpg", "/c d"]),
        ("file:///a/%C3%BC.jpg\nFILE://localhost/b", ["/a/ü.jpg", "/b"]),
        ("~/b.jpg", [str(Path.home() / "b.jpg")]),
        ("/a/b.jpg\nis what I mean", []),
        ("b.jpg", []),
        ("~nobody-of-that-name/b.jpg", []),
        ("//server/share/b.jpg", []),
        ("\\\\server\\share\\b.jpg", []),
        ("file://elsewhere/b.jpg", []),
        ("file:b.jpg", []),
        ("https://pictures.invalid/a.jpg", []),
        ("'", []),
        ("", []),
    ],
)
def test_paths_as_text(text: str, paths: list[str]) -> None:
    mime = QMimeData()
    mime.setText(text)
    assert intake.paths_of(mime) == [Path(path) for path in paths]
    assert intake.accepts(mime) == (bool(paths) or "elsewhere" in text)


def test_a_path_is_pasted_as_text(qtbot: QtBot, tmp_path: Path) -> None:
    picture = pictures(tmp_path, "a b.png") / "a b.png"

    def script(window: MainWindow) -> None:
        QGuiApplication.clipboard().setText(f'"{picture}"')
        window.actions_.paste.trigger()
        wait_idle(qtbot, window)
        assert window.session.roots == [picture]

    use(script)


@pytest.fixture
def permanent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that is not a temporary one, beside one that is."""
    (tmp_path / "temporary").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    return pictures(tmp_path / "permanent", "a.png")


def with_picture(path: Path) -> QMimeData:
    mime = files(path)
    mime.setImageData(QImage(8, 8, QImage.Format.Format_RGB32))
    return mime


def test_a_picture_is_kept_where_its_path_does_not_last(tmp_path: Path, permanent: Path) -> None:
    fleeting = pictures(tmp_path / "temporary", "b.png") / "b.png"
    (permanent / "link.png").symlink_to(fleeting)
    for path in (permanent / "gone.png", fleeting, permanent / "link.png"):
        assert intake.picture_of(with_picture(path)) is not None, path
    for path in (permanent / "a.png", permanent, tmp_path / "temporary"):
        assert intake.picture_of(with_picture(path)) is None, path


def test_what_is_kept_of_it_is_tagged(qtbot: QtBot, permanent: Path) -> None:
    def script(window: MainWindow) -> None:
        window.intake.take(with_picture(permanent / "gone.png"))
        wait_idle(qtbot, window)
        (root,) = window.session.roots
        assert root.parent.name == "pasted"
        assert window.results.pictures.state_counts()[Which.TAGGED] == 1

    use(script)


def raw(kind: str, data: bytes) -> QMimeData:
    """As other programs put a picture's own bytes on the clipboard."""
    mime = QMimeData()
    mime.setData(kind, data)
    return mime


def turned(kind: str, **options: Any) -> bytes:
    """A picture of 80 x 60 that is to be turned, in wider colours than usual."""
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = 6
    file = io.BytesIO()
    Image.new("RGB", (80, 60), (200, 30, 30)).save(file, kind, exif=exif, **options)
    return file.getvalue()


@pytest.mark.parametrize("kind", ["jpeg", "webp", "tiff", "png"])
def test_a_pasted_picture_keeps_how_it_is_turned_and_its_colours(
    qtbot: QtBot, tmp_path: Path, kind: str
) -> None:
    data = turned(kind.upper(), icc_profile=swapped_profile())

    def script(window: MainWindow) -> None:
        QGuiApplication.clipboard().setMimeData(raw(f"image/{kind}", data))
        window.intake.paste()
        wait_idle(qtbot, window)
        (root,) = window.session.roots
        assert root.parent.name == "pasted"
        assert root.read_bytes() == data
        assert window.results.pictures.size(0) == (60, 80)
        red, green, blue = decoding.open_upright(root).getpixel((5, 5))
        assert blue > 150 > red  # by its profile, in which red and blue change places
        assert green < 100

    use(script)


def test_the_form_that_its_source_names_first_is_kept() -> None:
    mime = raw("image/webp", turned("WEBP"))
    mime.setData("image/png", turned("PNG"))
    assert intake.picture_of(mime) == (turned("WEBP"), ".webp")


def test_bytes_that_are_no_picture_are_not_kept_as_one() -> None:
    mime = raw("image/jpeg", b"")
    assert intake.accepts(mime)
    assert intake.picture_of(mime) is None
    mime.setImageData(QImage(8, 8, QImage.Format.Format_RGB32))
    given = intake.picture_of(mime)
    assert given is not None
    assert given[1] == ".png"


def test_two_that_are_pasted_in_one_second_are_kept_both(tmp_path: Path) -> None:
    kept = {intake.keep_picture(b"a", ".jpg", tmp_path) for _ in range(3)}
    assert len(kept) == 3


def test_a_picture_that_cannot_be_kept_says_so(tmp_path: Path) -> None:
    (tmp_path / "pasted").write_bytes(b"in the way")
    with pytest.raises(ExportError, match="could not be kept"):
        intake.keep_picture(b"a", ".jpg", tmp_path)
