"""The update notice: who is asked, how often, and what becomes of the answers."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from threading import Event
from urllib.parse import urlsplit

import pytest
from PySide6.QtGui import QDesktopServices
from pytestqt.qtbot import QtBot

from igtagger.errors import IgTaggerError
from igtagger.gui import updates
from igtagger.gui.dialogs.settings_dialog import SettingsDialog
from igtagger.gui.done_bar import DoneBar
from igtagger.gui.main_window import MainWindow
from igtagger.gui.updates import UpdateNotice, ask, is_due, read_version
from igtagger.settings import Preferences, load_preferences
from tests.gui.window import LONG, use
from tests.servers import WeightsServer

TODAY = date.today()  # noqa: DTZ011
WEEK = timedelta(days=7)


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[WeightsServer]:
    """The release page, with a version from far ahead; on loopback, where nobody listens in."""
    monkeypatch.setattr(updates, "ENCRYPTED", "http://")
    with WeightsServer({"latest": json.dumps({"tag_name": "v99.1"}).encode()}) as server:
        monkeypatch.setenv("IGTAGGER_RELEASE_ADDRESS", server.url + "latest")
        yield server


class Window:
    """Keeps preferences, and hears of versions."""

    def __init__(self, preferences: Preferences) -> None:
        self.preferences, self.told = preferences, list[tuple[str, str]]()
        self.notice = UpdateNotice(
            lambda: self.preferences,
            lambda changed: setattr(self, "preferences", changed),
            lambda version, page: self.told.append((version, page)),
        )


def wait_asked(qtbot: QtBot, window: Window) -> None:
    qtbot.waitUntil(lambda: window.notice._job is None, timeout=LONG)


@pytest.mark.parametrize(
    ("agreed", "asked", "due"),
    [
        (None, None, False),
        (False, None, False),
        (False, TODAY - WEEK, False),
        (True, None, True),
        (True, TODAY, False),
        (True, TODAY - WEEK + timedelta(days=1), False),
        (True, TODAY - WEEK, True),
        (True, TODAY + WEEK, True),
    ],
)
def test_it_is_due_once_a_week_where_the_person_agreed(
    agreed: bool | None, asked: date | None, due: bool
) -> None:
    assert is_due(Preferences(check_updates=agreed, updates_asked=asked), TODAY) is due


def test_a_newer_version_is_told_and_the_day_is_kept(qtbot: QtBot, server: WeightsServer) -> None:
    window = Window(Preferences(check_updates=True))
    window.notice.look()
    wait_asked(qtbot, window)
    assert window.told == [("99.1", updates.RELEASES_PAGE)]
    assert window.preferences.updates_asked == TODAY
    window.notice.look()
    assert len(server.requests) == 1


def test_nothing_is_sent_that_tells_of_the_person(qtbot: QtBot, server: WeightsServer) -> None:
    window = Window(Preferences(check_updates=True))
    window.notice.look()
    wait_asked(qtbot, window)
    (request,) = server.requests
    assert request.path == "/latest"
    assert request.headers["User-Agent"] == "igtagger"
    assert set(request.headers) <= {"Host", "Accept", "Accept-Encoding", "Connection", "User-Agent"}


@pytest.mark.parametrize(
    "answer",
    [
        *(b"", b"<html>", b"[]", b'{"tag_name": 3}', b'{"tag_name": "nightly"}'),
        *(b'{"tag_name": "v2.0rc1"}', b"[" * 100_000, b" " * (1 << 21)),
    ],
)
def test_an_answer_without_sense_is_no_version(server: WeightsServer, answer: bytes) -> None:
    server.files["latest"] = answer
    with pytest.raises(IgTaggerError):
        list(ask(Event()))


def test_failures_are_silent(qtbot: QtBot, server: WeightsServer) -> None:
    server.statuses = [503]
    window = Window(Preferences(check_updates=True))
    window.notice.look()
    wait_asked(qtbot, window)
    assert window.told == []
    assert window.preferences.updates_asked == TODAY  # or it would ask at every start


@pytest.mark.parametrize("version", ["v0.1.0", "0.0.9"])
def test_a_version_that_is_not_newer_is_none(server: WeightsServer, version: str) -> None:
    server.files["latest"] = json.dumps({"tag_name": version}).encode()
    assert list(ask(Event())) == []


def test_versions_are_compared_as_numbers() -> None:
    assert read_version("v0.10") > read_version("0.9.9")


def test_a_slow_server_does_not_hold_the_end_up(qtbot: QtBot, server: WeightsServer) -> None:
    server.gate.clear()
    window = Window(Preferences(check_updates=True))
    window.notice.look()
    qtbot.waitUntil(server.asked.is_set, timeout=LONG)
    window.notice.close()
    wait_asked(qtbot, window)
    assert window.told == []


def test_the_window_asks_nothing_until_the_person_ticks_the_box(
    qtbot: QtBot, server: WeightsServer
) -> None:
    def script(window: MainWindow) -> None:
        window.dialogs.settings_changed.emit(window.preferences)
        assert server.requests == []
        dialog = SettingsDialog(window.preferences, list)
        qtbot.addWidget(dialog)
        assert not dialog.updates.isChecked()
        dialog.accept()
        assert dialog.preferences.check_updates is None
        dialog.updates.setChecked(True)
        dialog.accept()
        window.dialogs.settings_changed.emit(dialog.preferences)
        qtbot.waitUntil(window.done.isVisible, timeout=LONG)
        assert "99.1" in window.done.line.text()

    assert use(script) == 0
    kept = load_preferences()
    assert kept.check_updates is True
    assert kept.updates_asked == TODAY


def test_who_says_no_after_yes_has_said_no(qtbot: QtBot) -> None:
    dialog = SettingsDialog(replace(Preferences(), check_updates=True), list)
    qtbot.addWidget(dialog)
    dialog.updates.setChecked(False)
    dialog.accept()
    assert dialog.preferences.check_updates is False


@pytest.mark.parametrize("address", ["http://{}", "ftp://{}", "file:///etc/passwd", "HTTPS:/{}"])
def test_only_an_encrypted_address_is_asked(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    with WeightsServer({"latest": b'{"tag_name": "v99.1"}'}) as server:
        place = server.url.removeprefix("http://") + "latest"
        monkeypatch.setenv("IGTAGGER_RELEASE_ADDRESS", address.format(place))
        with pytest.raises(IgTaggerError, match="is not an https address"):
            list(ask(Event()))
        assert server.requests == []


def test_a_redirect_on_the_same_server_is_followed(server: WeightsServer) -> None:
    server.redirect = server.url + "files/latest"
    assert list(ask(Event())) == ["99.1"]


@pytest.mark.parametrize("other", ["http://localhost:{}/files/", "https://127.0.0.1:{}/files/"])
def test_a_redirect_to_another_host_or_scheme_is_not_followed(
    server: WeightsServer, other: str
) -> None:
    port = server.url.rstrip("/").rpartition(":")[2]
    server.redirect = other.format(port) + "latest"
    with pytest.raises(IgTaggerError, match="leads to another server"):
        list(ask(Event()))
    assert [request.path for request in server.requests] == ["/latest"]


def test_an_address_in_the_answer_is_not_opened(qtbot: QtBot, server: WeightsServer) -> None:
    said = {"tag_name": "v99.1", "html_url": "https://other.invalid/"}
    server.files["latest"] = json.dumps(said).encode()
    window = Window(Preferences(check_updates=True))
    window.notice.look()
    wait_asked(qtbot, window)
    assert window.told == [("99.1", updates.RELEASES_PAGE)]
    pages, asked = urlsplit(updates.RELEASES_PAGE), urlsplit(updates.RELEASE_ADDRESS)
    assert (pages.scheme, pages.hostname) == ("https", "github.com")
    assert (asked.scheme, asked.hostname) == ("https", "api.github.com")


def test_the_line_opens_the_page_of_releases(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url.toString()))
    bar = DoneBar()
    qtbot.addWidget(bar)
    bar.tell_newer("2.0", updates.RELEASES_PAGE)
    assert not bar.show_button.isVisible()
    bar.page_button.click()
    assert opened == [updates.RELEASES_PAGE]
    bar.tell("Something else.")
    assert not bar.page_button.isVisible()
