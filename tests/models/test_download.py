"""Downloads over a real loopback server: cuts, refusals, pages, wrong files, two processes."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from threading import Event

import pytest

from igtagger.errors import Cancelled, LicenceError, WeightsError
from igtagger.models.catalog import ModelSpec
from igtagger.models.sources import Download
from igtagger.models.weights import folder, hashing
from igtagger.models.weights.http import Patience
from igtagger.models.weights.store import WeightsStore
from tests.making import WIDTH_16
from tests.models.stores import (
    AT_ONCE,
    CONTENT,
    NEVER,
    fetch,
    flip_a_byte,
    names,
    open_store,
    spec_of,
)
from tests.saying import in_english
from tests.servers import WeightsServer

SIZE = len(CONTENT)


def refused(store: WeightsStore, spec: ModelSpec, words: str) -> WeightsError:
    """The error that says so, after which nothing is left in the folder."""
    with pytest.raises(WeightsError, match=words) as caught:
        fetch(store, spec)
    assert names(store) == set()
    assert caught.value.hint
    return caught.value


def fetched(store: WeightsStore, spec: ModelSpec) -> bool:
    """Whether the whole file is there, and nothing else but its record."""
    stored = store.find(spec)
    assert stored.sha256 == spec.weights.sha256
    assert names(store) == {"tiny.pth", "tiny.json"}
    return stored.path.read_bytes() == CONTENT


# All is well


def test_a_download_ends_with_the_whole_file_and_its_hash(
    store: WeightsStore, spec: ModelSpec
) -> None:
    progress = fetch(store, spec)
    assert fetched(store, spec)
    stored = store.find(spec)
    assert (stored.official, stored.name, stored.checked) == (True, "tiny", False)
    assert stored.origin == spec.weights.url
    done = [step.done for step in progress]
    assert done == sorted(done)
    assert (done[0], done[-1]) == (0, SIZE)
    assert {step.total for step in progress} == {SIZE}


def test_a_second_download_finds_the_file_there(
    store: WeightsStore, spec: ModelSpec, server: WeightsServer
) -> None:
    fetch(store, spec)
    fetch(store, spec)
    assert len(server.requests) == 1


def test_a_whole_file_without_its_record_is_not_fetched_again(
    store: WeightsStore, spec: ModelSpec, server: WeightsServer
) -> None:
    fetch(store, spec)
    (store.folder / "tiny.json").unlink()
    fetch(store, spec)
    assert store.find(spec).official
    assert len(server.requests) == 1


def test_a_file_known_to_be_damaged_is_fetched_again(
    store: WeightsStore, spec: ModelSpec, server: WeightsServer
) -> None:
    fetch(store, spec)
    flip_a_byte(store.find(spec).path)
    with pytest.raises(WeightsError, match="has changed"):
        list(store.verify(spec, NEVER))
    fetch(store, spec)
    assert fetched(store, spec)
    assert len(server.requests) == 2


def test_the_licence_comes_first(tmp_path: Path, spec: ModelSpec, server: WeightsServer) -> None:
    store = WeightsStore(tmp_path / "weights")
    with pytest.raises(LicenceError, match=r"CC-BY-NC-4\.0") as caught:
        fetch(store, spec)
    assert "--accept-license" in caught.value.hint
    assert server.requests == []


def test_another_server_and_redirects_are_followed(tmp_path: Path, server: WeightsServer) -> None:
    spec = spec_of(CONTENT, "https://weights.invalid/models/")
    store = open_store(tmp_path / "weights", spec, server=server.url)
    server.redirect = server.url + "files/tiny.pth"
    fetch(store, spec)
    assert fetched(store, spec)
    assert [request.path for request in server.requests] == ["/tiny.pth", "/files/tiny.pth"]


# Cut off, and gone on


def test_a_cut_download_goes_on_where_it_was(
    store: WeightsStore, spec: ModelSpec, server: WeightsServer
) -> None:
    server.cuts = [200_000, 100_000]
    progress = fetch(store, spec)
    assert fetched(store, spec)
    assert server.starts == [0, 200_000, 300_000]
    assert all("If-Range" in request.headers for request in server.requests[1:])
    assert any("trying again" in said for said in in_english(step.message for step in progress))


def test_tries_are_counted_anew_while_something_comes(
    store: WeightsStore, spec: ModelSpec, server: WeightsServer
) -> None:
    server.cut_always = 50_000
    fetch(store, spec)
    assert fetched(store, spec)
    assert len(server.requests) > 2 * AT_ONCE.attempts


def test_a_cancelled_download_keeps_its_part_and_the_next_goes_on(
    store: WeightsStore, spec: ModelSpec, server: WeightsServer
) -> None:
    server.before_gate, cancel = 300_000, Event()
    server.gate.clear()
    work = store.download(spec, cancel)
    for progress in work:
        if progress.done > 200_000:
            break
    cancel.set()
    with pytest.raises(Cancelled):
        list(work)
    server.gate.set()
    state = store.state(spec)
    assert state.stored is None
    assert state.partial_bytes > 200_000
    progress = fetch(store, spec)[0]
    assert progress.done == state.partial_bytes
    assert server.starts == [0, state.partial_bytes]
    assert fetched(store, spec)


def test_cancelling_does_not_wait_for_a_silent_server(
    store: WeightsStore, spec: ModelSpec, server: WeightsServer
) -> None:
    server.gate.clear()  # it answers, and sends nothing
    cancel = Event()
    work = store.download(spec, cancel)
    while not server.asked.is_set():
        next(work)
    cancel.set()
    with pytest.raises(Cancelled):
        list(work)


class Waits(Event):
    """A cancel that writes down how long it was asked to wait, and waits for nothing."""

    def __init__(self, *, cancelled_meanwhile: bool = False) -> None:
        super().__init__()
        self.seconds: list[float] = []
        self._cancelled_meanwhile = cancelled_meanwhile

    def wait(self, timeout: float | None = None) -> bool:
        self.seconds.append(timeout or 0.0)
        return self._cancelled_meanwhile


def test_cancelling_ends_the_pause_between_two_tries(
    store: WeightsStore, spec: ModelSpec, server: WeightsServer
) -> None:
    server.statuses = [503] * 9
    with pytest.raises(Cancelled):
        fetch(store, spec, Waits(cancelled_meanwhile=True))
    assert len(server.requests) == 1


def cut_at(store: WeightsStore, spec: ModelSpec, server: WeightsServer, count: int) -> None:
    """Leave a part of so many bytes, as a download that was cut off and given up does."""
    server.cuts, server.statuses = [count], []
    cancel = Event()
    work = store.download(spec, cancel)
    while not next(work).message:
        pass
    cancel.set()
    with pytest.raises(Cancelled):
        next(work)
    assert store.state(spec).partial_bytes == count
    server.requests.clear()


def test_a_file_that_changed_meanwhile_is_begun_anew(
    store: WeightsStore, spec: ModelSpec, server: WeightsServer
) -> None:
    server.files["tiny.pth"] = CONTENT[::-1]
    cut_at(store, spec, server, 100_000)
    server.files["tiny.pth"] = CONTENT
    fetch(store, spec)
    assert fetched(store, spec)
    assert server.starts == [100_000]  # and that request brought the whole file


def test_a_changed_file_is_noticed_where_the_server_does_not_heed_if_range(
    store: WeightsStore, spec: ModelSpec, server: WeightsServer
) -> None:
    server.files["tiny.pth"] = CONTENT[::-1]
    cut_at(store, spec, server, 100_000)
    server.files["tiny.pth"], server.heeds_if_range = CONTENT, False
    fetch(store, spec)
    assert fetched(store, spec)
    assert server.starts == [100_000, 0]


@pytest.mark.parametrize(
    "span",
    [
        f"bytes 0-{SIZE - 1}/{SIZE}",
        f"bytes 99999-{SIZE - 1}/{SIZE}",
        f"octets 100000-{SIZE - 1}/{SIZE}",
        "nonsense",
    ],
)
def test_another_piece_than_the_one_asked_for_is_not_taken(
    store: WeightsStore, spec: ModelSpec, server: WeightsServer, span: str
) -> None:
    cut_at(store, spec, server, 100_000)
    server.content_range = span
    fetch(store, spec)
    assert fetched(store, spec)
    assert server.starts == [100_000, 0]


def test_a_piece_of_a_file_of_another_length_is_refused(
    store: WeightsStore, spec: ModelSpec, server: WeightsServer
) -> None:
    cut_at(store, spec, server, 100_000)
    server.content_range = f"bytes 100000-{SIZE}/{SIZE + 1}"
    with pytest.raises(WeightsError, match=f"has {SIZE + 1} bytes"):
        fetch(store, spec)


def test_a_range_that_the_server_cannot_serve_is_begun_anew(
    store: WeightsStore, spec: ModelSpec, server: WeightsServer
) -> None:
    cut_at(store, spec, server, 100_000)
    server.statuses = [416]
    fetch(store, spec)
    assert fetched(store, spec)
    assert server.starts == [100_000, 0]


def test_a_server_that_ignores_ranges_sends_all_again(
    store: WeightsStore, spec: ModelSpec, server: WeightsServer
) -> None:
    server.cuts, server.ranges = [100_000], False
    fetch(store, spec)
    assert fetched(store, spec)
    assert server.starts == [0, 100_000]


@pytest.mark.parametrize(
    ("etag", "date", "sign"),
    [
        ('"strong"', "Sat, 07 Dec 2019 10:00:00 GMT", '"strong"'),
        ('W/"weak"', "Sat, 07 Dec 2019 10:00:00 GMT", "Sat, 07 Dec 2019 10:00:00 GMT"),
        ('W/"weak"', None, None),
        ("", None, None),
    ],
)
def test_the_rest_is_asked_for_under_the_strongest_sign_there_is(
    store: WeightsStore,
    spec: ModelSpec,
    server: WeightsServer,
    etag: str,
    date: str | None,
    sign: str | None,
) -> None:
    server.cuts, server.etag, server.last_modified = [100_000], etag, date
    fetch(store, spec)
    assert fetched(store, spec)
    assert server.starts == [0, 100_000]
    assert server.requests[1].headers.get("If-Range") == sign


def test_a_part_of_another_address_is_dropped(
    store: WeightsStore, spec: ModelSpec, server: WeightsServer
) -> None:
    cut_at(store, spec, server, 100_000)
    moved = replace(spec, weights=replace(spec.weights, url=server.url + "moved/tiny.pth"))
    fetch(store, moved)
    assert fetched(store, moved)
    assert server.starts == [0]


@pytest.mark.parametrize("record", ["", "[]", "not json", None])
def test_a_part_that_nothing_is_known_of_is_dropped(
    store: WeightsStore, spec: ModelSpec, server: WeightsServer, record: str | None
) -> None:
    cut_at(store, spec, server, 100_000)
    file = store.folder / "tiny.part.json"
    file.unlink() if record is None else file.write_text(record, encoding="utf-8")
    fetch(store, spec)
    assert fetched(store, spec)
    assert server.starts == [0]


def test_a_damaged_part_is_found_out_by_the_whole_hash(
    store: WeightsStore, spec: ModelSpec, server: WeightsServer
) -> None:
    cut_at(store, spec, server, 100_000)
    flip_a_byte(store.folder / "tiny.part")
    refused(store, spec, "its SHA-256 is")
    fetch(store, spec)
    assert fetched(store, spec)


# Tried again, or given up


def test_passing_faults_are_tried_again(
    store: WeightsStore, spec: ModelSpec, server: WeightsServer
) -> None:
    server.statuses = [503, 429, 500]
    progress = fetch(store, spec)
    assert fetched(store, spec)
    assert len(server.requests) == 4
    said = " ".join(in_english(step.message for step in progress))
    assert all(status in said for status in ("503", "429", "500"))


def test_pauses_grow_up_to_a_limit_and_the_servers_wish_comes_first() -> None:
    patience = Patience(first_wait=1.0, longest_wait=8.0)
    pauses = [patience.pause(tries, 0.0) for tries in range(1, 7)]
    for pause, shortest in zip(pauses, (1, 2, 4, 8, 8, 8), strict=True):
        assert shortest <= pause <= min(shortest + 1, 8)
    assert patience.pause(1, 60.0) == 60.0


@pytest.mark.parametrize("as_date", [False, True])
def test_a_server_that_asks_to_be_left_alone_is(
    store: WeightsStore, spec: ModelSpec, server: WeightsServer, as_date: bool
) -> None:
    then = datetime.now(UTC) + timedelta(seconds=120)
    server.statuses = [503]
    server.retry_after = format_datetime(then, usegmt=True) if as_date else "120"
    waits = Waits()
    fetch(store, spec, waits)
    assert fetched(store, spec)
    assert waits.seconds == [pytest.approx(120, abs=60)]


def test_a_server_that_asks_for_too_long_a_pause_is_given_up(
    store: WeightsStore, spec: ModelSpec, server: WeightsServer
) -> None:
    server.statuses, server.retry_after = [503] * 9, "7200"
    error = refused(store, spec, "503")
    assert "120 minutes" in error.hint
    assert len(server.requests) == 1


@pytest.mark.parametrize("retry_after", ["soon", "-5", ""])
def test_a_pause_that_cannot_be_read_is_not_asked_for(
    store: WeightsStore, spec: ModelSpec, server: WeightsServer, retry_after: str
) -> None:
    server.statuses, server.retry_after = [503], retry_after
    waits = Waits()
    fetch(store, spec, waits)
    assert waits.seconds == [0.0]


def test_a_server_that_stays_down_is_given_up_with_advice(
    store: WeightsStore, spec: ModelSpec, server: WeightsServer
) -> None:
    cut_at(store, spec, server, 100_000)
    server.statuses = [503] * 99
    with pytest.raises(WeightsError, match="503") as caught:
        fetch(store, spec)
    assert "Check the network" in caught.value.hint
    assert "100.0 kB are kept" in caught.value.hint
    assert len(server.requests) == AT_ONCE.attempts
    assert store.state(spec).partial_bytes == 100_000


@pytest.mark.parametrize("status", [401, 403, 404, 410])
def test_a_server_that_refuses_is_not_asked_again(
    store: WeightsStore, spec: ModelSpec, server: WeightsServer, status: int
) -> None:
    server.statuses = [status]
    assert "tiny.pth" in refused(store, spec, f"answered {status}").hint
    assert len(server.requests) == 1


def test_a_server_that_cannot_be_reached_is_said_so(tmp_path: Path) -> None:
    spec = spec_of(CONTENT, "http://127.0.0.1:1/")
    error = refused(open_store(tmp_path / "weights", spec), spec, "could not be reached")
    assert "refuses the connection" in error.message
    assert "Errno" not in error.message


def test_a_server_whose_name_nobody_knows_is_told_without_the_systems_words(
    tmp_path: Path,
) -> None:
    spec = spec_of(CONTENT, "http://nobody.invalid/")
    error = refused(open_store(tmp_path / "weights", spec), spec, "could not be reached")
    assert "its name is not known" in error.message
    assert "Errno" not in error.message


def test_a_server_that_falls_silent_is_given_up(
    tmp_path: Path, spec: ModelSpec, server: WeightsServer
) -> None:
    server.gate.clear()
    impatient = replace(AT_ONCE, attempts=2, read=0.2)
    store = WeightsStore(tmp_path / "weights", patience=impatient)
    store.accept_licence(spec)
    refused(store, spec, "stopped sending")
    assert len(server.requests) == 2


@pytest.mark.parametrize("url", ["ftp://weights.invalid/", "weights/", "http:///"])
def test_an_address_that_is_none_is_said_so(tmp_path: Path, url: str) -> None:
    spec = spec_of(CONTENT, "https://weights.invalid/")
    store = open_store(tmp_path / "weights", spec, server=url)
    assert "IGTAGGER_WEIGHTS_URL" in refused(store, spec, "not an http").hint


def test_a_bug_in_the_requests_thread_is_shown_as_one(
    store: WeightsStore, spec: ModelSpec, monkeypatch: pytest.MonkeyPatch
) -> None:
    from igtagger.models.weights.http import Connection

    def broken(_: Connection) -> None:
        raise ZeroDivisionError

    shown: list[type[BaseException]] = []
    monkeypatch.setattr(Connection, "_request", broken)
    monkeypatch.setattr("threading.excepthook", lambda args: shown.append(args.exc_type))
    with pytest.raises(RuntimeError, match="bug"):
        fetch(store, spec)
    assert shown == [ZeroDivisionError]


# Proxies and certificates


def test_the_proxy_of_the_surroundings_is_used(
    tmp_path: Path, server: WeightsServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", server.url)
    spec = spec_of(CONTENT, "http://weights.invalid/")
    store = open_store(tmp_path / "weights", spec)
    fetch(store, spec)
    assert fetched(store, spec)
    assert server.requests[0].path == "http://weights.invalid/tiny.pth"


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_proxy_that_wants_a_password_is_said_so(
    tmp_path: Path, server: WeightsServer, monkeypatch: pytest.MonkeyPatch, scheme: str
) -> None:
    monkeypatch.setenv(f"{scheme.upper()}_PROXY", server.url)
    server.statuses = [407]
    spec = spec_of(CONTENT, f"{scheme}://weights.invalid/")
    error = refused(open_store(tmp_path / "weights", spec), spec, "wants a name and password")
    assert "HTTPS_PROXY" in error.hint
    assert len(server.requests) == 1


def test_a_proxy_that_cannot_be_used_is_said_so(
    store: WeightsStore, spec: ModelSpec, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ALL_PROXY", "gopher://proxy.invalid")
    assert "ALL_PROXY" in refused(store, spec, "proxy").hint


@pytest.fixture
def secure(certificate: Path) -> Iterator[WeightsServer]:
    """The same server with encryption, under a certificate that nobody knows."""
    import ssl

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    with WeightsServer({"tiny.pth": CONTENT}, context) as server:
        yield server


def test_a_certificate_that_the_system_does_not_know_is_refused(
    tmp_path: Path, secure: WeightsServer
) -> None:
    spec = spec_of(CONTENT, secure.url)
    error = refused(open_store(tmp_path / "weights", spec), spec, "certificate of 127.0.0.1")
    assert "clock" in error.hint


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the system's store would be changed")
def test_a_certificate_among_the_systems_is_trusted(
    tmp_path: Path, secure: WeightsServer, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    spec = spec_of(CONTENT, secure.url)
    store = open_store(tmp_path / "weights", spec)
    secure.cuts = [100_000]
    fetch(store, spec)
    assert fetched(store, spec)


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the system's store would be changed")
def test_a_way_that_leads_out_of_encryption_is_not_taken(
    tmp_path: Path,
    secure: WeightsServer,
    server: WeightsServer,
    certificate: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    secure.redirect = server.url + "files/tiny.pth"
    spec = spec_of(CONTENT, secure.url)
    refused(open_store(tmp_path / "weights", spec), spec, "without encryption")
    assert server.requests == []  # nothing was said on the way that anyone can hear


# Not the file


@pytest.mark.parametrize("kind", ["text/html; charset=utf-8", "application/octet-stream", ""])
def test_a_web_page_is_refused_as_one(
    store: WeightsStore, spec: ModelSpec, server: WeightsServer, kind: str
) -> None:
    server.page = b"\n<!DOCTYPE html><html>log in</html>".ljust(SIZE)
    server.page_type = kind
    assert "log in" in refused(store, spec, "web page").hint


def test_a_login_that_the_network_demands_is_said_so(
    store: WeightsStore, spec: ModelSpec, server: WeightsServer
) -> None:
    server.statuses = [511]
    assert "browser" in refused(store, spec, "web page").hint


def test_a_page_does_not_cost_what_had_come(
    store: WeightsStore, spec: ModelSpec, server: WeightsServer
) -> None:
    cut_at(store, spec, server, 100_000)
    server.page = b"<html>log in</html>"
    with pytest.raises(WeightsError, match="web page"):
        fetch(store, spec)
    server.page = None
    fetch(store, spec)
    assert fetched(store, spec)
    assert server.starts[-1] == 100_000


@pytest.mark.parametrize("content", [CONTENT + b"!", CONTENT[:-1]])
def test_a_file_of_another_length_is_refused_before_it_is_fetched(
    store: WeightsStore, spec: ModelSpec, server: WeightsServer, content: bytes
) -> None:
    server.files["tiny.pth"] = content
    error = refused(store, spec, f"has {len(content)} bytes")
    assert str(SIZE) in error.message


def test_a_file_that_turns_out_too_long_is_refused(
    store: WeightsStore, spec: ModelSpec, server: WeightsServer
) -> None:
    server.files["tiny.pth"], server.length = CONTENT + b"!", 0
    refused(store, spec, f"More than the {SIZE} bytes")


def test_a_file_that_always_ends_too_early_is_given_up(
    store: WeightsStore, spec: ModelSpec, server: WeightsServer
) -> None:
    server.files["tiny.pth"], server.length = CONTENT[:-1], 0
    server.ranges = False
    with pytest.raises(WeightsError, match="cut"):
        fetch(store, spec)
    assert names(store) == {"tiny.part", "tiny.part.json"}


def test_a_file_that_is_sent_compressed_is_refused(
    store: WeightsStore, spec: ModelSpec, server: WeightsServer
) -> None:
    server.extra_headers = {"Content-Encoding": "gzip"}
    refused(store, spec, r"compressed \(gzip\)")
    assert server.requests[0].headers["Accept-Encoding"] == "identity"


@pytest.mark.parametrize("whole_hash_known", [True, False])
def test_a_wrong_hash_is_refused_before_the_file_has_its_name(
    store: WeightsStore, spec: ModelSpec, server: WeightsServer, whole_hash_known: bool
) -> None:
    server.files["tiny.pth"] = CONTENT[:-1] + bytes([CONTENT[-1] ^ 1])
    if not whole_hash_known:
        spec = replace(spec, weights=replace(spec.weights, sha256=spec.weights.sha256[:8]))
    error = refused(store, spec, "not the file of tiny: its SHA-256")
    assert spec.weights.sha256[:8] in error.message
    assert "again" in error.hint
    with pytest.raises(WeightsError, match="not on this computer"):
        store.find(spec)


def test_the_file_of_another_model_is_named(
    store: WeightsStore,
    spec: ModelSpec,
    server: WeightsServer,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    other = spec_of(CONTENT[::-1], "").weights
    known = replace(WIDTH_16, weights=Download(url="", size=SIZE, sha256=other.sha256[:8]))
    monkeypatch.setattr(folder, "INSTAGRAM_MODELS", (known,))
    server.files["tiny.pth"] = CONTENT[::-1]
    refused(store, spec, r"It is the file of ig_resnext101_32x16d\.")


def test_the_length_of_another_models_file_names_it(
    tmp_path: Path, spec: ModelSpec, server: WeightsServer
) -> None:
    server.length = WIDTH_16.weights.size
    store = open_store(tmp_path / "weights", spec)
    refused(store, spec, r"as long as the file of ig_resnext101_32x16d\.")


def test_the_hash_of_the_first_good_file_holds_ever_after(
    store: WeightsStore, spec: ModelSpec
) -> None:
    prefix_only = replace(spec, weights=replace(spec.weights, sha256=spec.weights.sha256[:8]))
    fetch(store, prefix_only)
    assert store.find(prefix_only).sha256 == spec.weights.sha256
    store.remove(prefix_only)
    # Two files whose hashes begin alike cannot be made here: what is remembered is changed.
    alike = spec.weights.sha256[:8] + "0" * 56
    remembered = store.folder / "known.hashes.json"
    assert json.loads(remembered.read_text()) == {"tiny": spec.weights.sha256}
    remembered.write_text(json.dumps({"tiny": alike}), encoding="utf-8")
    refused(store, prefix_only, "came before")


# Room


def test_too_little_room_is_said_before_anything_is_fetched(
    store: WeightsStore,
    spec: ModelSpec,
    server: WeightsServer,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(hashing, "free_bytes", lambda _: 2 * SIZE - 1)
    error = refused(store, spec, r"1\.2 MB needed, 1 byte missing")
    assert "IGTAGGER_DATA_DIR" in error.hint
    assert server.requests == []


def test_what_has_come_needs_no_room_again(
    store: WeightsStore,
    spec: ModelSpec,
    server: WeightsServer,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    cut_at(store, spec, server, 100_000)
    monkeypatch.setattr(hashing, "free_bytes", lambda _: 2 * SIZE - 100_000)
    fetch(store, spec)
    assert fetched(store, spec)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a disk that is always full")
def test_a_disk_that_fills_up_meanwhile_is_said_so(
    store: WeightsStore, spec: ModelSpec, server: WeightsServer
) -> None:
    cut_at(store, spec, server, 100_000)
    server.gate.clear()
    work = store.download(spec, NEVER)
    while not server.requests:
        next(work)
    part = store.folder / "tiny.part"
    part.unlink()
    part.symlink_to("/dev/full")
    server.gate.set()
    with pytest.raises(WeightsError, match="the disk is full") as caught:
        list(work)
    assert "Make room" in caught.value.hint


# Several processes

CHILD = """
import sys
from threading import Event
from igtagger.models.catalog import load_catalog
from igtagger.models.weights.store import WeightsStore
from igtagger.settings import Settings

settings = Settings.from_environment()
spec = load_catalog(settings).find("tiny")
store = WeightsStore(settings.weights_dir, server=settings.weights_url)
for progress in store.download(spec, Event()):
    print(progress.done, progress.message and progress.message.code, flush=True)
assert "torch" not in sys.modules
"""


@contextmanager
def child(
    store: WeightsStore, spec: ModelSpec, server: WeightsServer
) -> Iterator[subprocess.Popen[str]]:
    """A process that downloads the model into the same folder, all told by the environment."""
    data = store.folder.parent
    catalog = data / "catalog.json"
    source = {"url": "https://weights.invalid/tiny.pth", "size": SIZE}
    entry = {"like": "32x8d", **source, "sha256": spec.weights.sha256}
    catalog.write_text(json.dumps({"tiny": entry}), encoding="utf-8")
    told = {"DATA_DIR": str(data), "CATALOG": str(catalog), "WEIGHTS_URL": server.url}
    with subprocess.Popen(
        [sys.executable, "-c", CHILD],
        env=os.environ | {f"IGTAGGER_{name}": value for name, value in told.items()},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        yield process


def test_two_processes_at_once_end_with_one_good_file(
    store: WeightsStore, spec: ModelSpec, server: WeightsServer
) -> None:
    server.gate.clear()
    with child(store, spec, server) as one:
        assert server.asked.wait(60), one.poll()
        with child(store, spec, server) as other:
            assert other.stdout is not None
            assert "doing.waiting" in other.stdout.readline()
            server.gate.set()
            ends = [process.communicate(timeout=60) for process in (one, other)]
    assert [one.returncode, other.returncode] == [0, 0], ends
    assert fetched(store, spec)
    assert len(server.requests) == 1


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL")
def test_a_killed_download_goes_on_where_it_was(
    store: WeightsStore, spec: ModelSpec, server: WeightsServer
) -> None:
    server.before_gate = 300_000
    server.gate.clear()
    with child(store, spec, server) as process:
        assert process.stdout is not None
        while int(process.stdout.readline().split()[0]) < 200_000:
            pass
        process.send_signal(signal.SIGKILL)
    server.gate.set()
    kept = store.state(spec).partial_bytes
    assert kept >= 200_000
    with child(store, spec, server) as process:
        assert process.wait(60) == 0, process.communicate()
    assert fetched(store, spec)
    assert server.starts == [0, kept]
