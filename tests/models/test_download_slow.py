"""Servers that send byte by byte, so that no timeout of a socket ends it; and SOCKS proxies."""

from __future__ import annotations

import socket
import socketserver
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from threading import Event, Thread
from typing import Self

import pytest

from igtagger.errors import WeightsError
from igtagger.models.catalog import ModelSpec
from igtagger.models.weights.http import AnswerHead, Connection, Patience, TooSlowError
from igtagger.models.weights.store import WeightsStore
from tests.models.stores import AT_ONCE, CONTENT, NEVER, fetch, names, spec_of
from tests.servers import WeightsServer

LINE = b"HTTP/1.1 200 OK\r\n"
HEAD = LINE + b'Content-Length: %d\r\nETag: "a"\r\n\r\n' % len(CONTENT)


class Trickle(socketserver.ThreadingTCPServer):
    """Sends ``begins`` at once and ``rest`` byte by byte, again and again. A context manager."""

    def __init__(self, begins: bytes, rest: bytes) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.begins, self.rest, self.asked = begins, rest, list[bytes]()
        self.over, self.left = Event(), Event()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/"

    def __enter__(self) -> Self:
        Thread(target=self.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.over.set()
        self.shutdown()
        self.server_close()


class _Handler(socketserver.BaseRequestHandler):
    server: Trickle

    def handle(self) -> None:
        self.server.asked.append(self.request.recv(65536))
        with suppress(OSError):
            self.request.sendall(self.server.begins)
            while not self.server.over.wait(0.005):
                for byte in self.server.rest:
                    self.request.sendall(bytes([byte]))
        self.server.left.set()


def hasty(**times: float) -> Patience:
    return replace(AT_ONCE, **times)  # type: ignore[arg-type]


def store_at(folder: Path, spec: ModelSpec, patience: Patience) -> WeightsStore:
    store = WeightsStore(folder, patience=patience)
    store.accept_licence(spec)
    return store


# Slowness


@pytest.mark.parametrize("begins", [b"", b"HTTP/1.1 200 OK\r\n"])
def test_a_server_that_sends_its_headers_byte_by_byte_is_given_up(
    tmp_path: Path, begins: bytes
) -> None:
    with Trickle(begins, b"X" if begins else b"") as server:
        spec = spec_of(CONTENT, server.url)
        store = store_at(tmp_path / "weights", spec, hasty(head=0.3))
        with pytest.raises(WeightsError, match="sends too slowly"):
            fetch(store, spec)
        assert len(server.asked) <= 1  # it would do the same again
        assert names(store) == set()
        assert not begins or server.left.wait(10)  # and nobody goes on listening to it


def test_by_default_it_is_given_up_within_a_minute() -> None:
    patience = Patience()
    assert patience.read < patience.head < 60


def test_the_time_counts_from_the_request_through_all_redirects(tmp_path: Path) -> None:
    with WeightsServer({"tiny.pth": CONTENT}) as first, Trickle(LINE, b"a") as second:
        first.redirect = second.url
        spec = spec_of(CONTENT, first.url)
        store = store_at(tmp_path / "weights", spec, hasty(head=0.3))
        with pytest.raises(WeightsError, match="sends too slowly"):
            fetch(store, spec)


def test_a_body_that_comes_byte_by_byte_is_asked_for_again_and_then_given_up(
    tmp_path: Path,
) -> None:
    with Trickle(HEAD, b"b") as server:
        spec = spec_of(CONTENT, server.url)
        store = store_at(tmp_path / "weights", spec, hasty(slow_seconds=0.3))
        with pytest.raises(WeightsError, match="sends too slowly") as caught:
            fetch(store, spec)
        assert "are kept" in caught.value.hint
        assert len(server.asked) == AT_ONCE.attempts
        assert b"Range: bytes=" in server.asked[1]


def test_a_body_that_becomes_slow_goes_on_where_it_was(
    tmp_path: Path, spec: ModelSpec, server: WeightsServer
) -> None:
    server.before_gate = 300_000
    server.gate.clear()
    store = store_at(tmp_path / "weights", spec, hasty(slow_seconds=0.3))
    for step in store.download(spec, NEVER):
        if step.message is not None and step.message.code == "doing.trying-again":
            server.gate.set()
    assert store.find(spec).path.read_bytes() == CONTENT
    assert len(server.requests) == 2
    assert server.starts[1] >= 200_000


def test_a_reader_who_takes_their_time_is_not_taken_for_a_slow_server(
    server: WeightsServer,
) -> None:
    received = 0
    with Connection(server.url + "tiny.pth", {}, hasty(slow_seconds=0.2)) as connection:
        for item in connection.items(Event()):
            if isinstance(item, AnswerHead):
                time.sleep(0.4)  # as long as a busy disk may take
            received += len(item) if isinstance(item, bytes) else 0
    assert received == len(CONTENT)


def test_who_leaves_a_server_that_never_answers_leaves_no_thread_behind() -> None:
    with Trickle(LINE, b"a") as server:
        connection = Connection(server.url, {}, hasty(head=0.2))
        with pytest.raises(TooSlowError), connection:
            list(connection.items(Event()))
        assert not any(thread.name == "download" for thread in threading.enumerate())


# SOCKS


class Socks(socketserver.ThreadingTCPServer):
    """A SOCKS 5 proxy that leads every way to ``port`` of this computer. A context manager.

    ``says`` replaces its answers.
    """

    daemon_threads = True

    def __init__(self, port: int, wants: tuple[bytes, bytes] | None = None) -> None:
        super().__init__(("127.0.0.1", 0), _SocksHandler)
        self.port, self.wants, self.says = port, wants, list[bytes]()
        self.names: list[bytes] = []

    @property
    def place(self) -> str:
        return f"127.0.0.1:{self.server_address[1]}"

    def __enter__(self) -> Self:
        Thread(target=self.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.shutdown()
        self.server_close()


class _SocksHandler(socketserver.BaseRequestHandler):
    server: Socks

    def handle(self) -> None:
        with suppress(OSError):
            if self.server.says:
                self._say_nonsense(self.server.says)
            elif self._greeted():
                self._lead_on()

    def _say_nonsense(self, answers: Sequence[bytes]) -> None:
        for answer in answers:
            self.request.recv(4096)
            self.request.sendall(answer)

    def _greeted(self) -> bool:
        self.request.recv(4096)
        if self.server.wants is None:
            self.request.sendall(b"\x05\x00")
            return True
        self.request.sendall(b"\x05\x02")
        said = self.request.recv(4096)
        name, password = self.server.wants
        good = said == bytes([1, len(name)]) + name + bytes([len(password)]) + password
        self.request.sendall(b"\x01\x00" if good else b"\x01\x01")
        return good

    def _lead_on(self) -> None:
        asked = self.request.recv(4096)
        self.server.names.append(asked[5:-2])  # without the kind and the port
        self.request.sendall(b"\x05\x00\x00\x01\x7f\x00\x00\x01\x00\x00")
        with socket.create_connection(("127.0.0.1", self.server.port)) as further:
            back = Thread(target=_pour, args=(further, self.request), daemon=True)
            back.start()
            _pour(self.request, further)
            further.shutdown(socket.SHUT_WR)
            back.join(10)


def _pour(source: socket.socket, target: socket.socket) -> None:
    with suppress(OSError):
        while block := source.recv(65536):
            target.sendall(block)


@pytest.fixture
def port(server: WeightsServer) -> int:
    return int(server.url.rstrip("/").rpartition(":")[2])


@pytest.fixture
def elsewhere() -> ModelSpec:
    """Its server has a name that only the proxy can find."""
    return spec_of(CONTENT, "http://weights.invalid/")


@pytest.fixture
def far(tmp_path: Path, elsewhere: ModelSpec) -> WeightsStore:
    return store_at(tmp_path / "weights", elsewhere, AT_ONCE)


@pytest.mark.parametrize("scheme", ["socks5", "socks5h"])
def test_a_socks_proxy_is_used(
    far: WeightsStore,
    elsewhere: ModelSpec,
    port: int,
    monkeypatch: pytest.MonkeyPatch,
    scheme: str,
) -> None:
    with Socks(port) as proxy:
        monkeypatch.setenv("ALL_PROXY", f"{scheme}://{proxy.place}")
        fetch(far, elsewhere)
    assert far.find(elsewhere).path.read_bytes() == CONTENT
    assert proxy.names == [b"weights.invalid"]  # who listens in sees no question for the name


def test_a_socks_proxy_gets_its_name_and_password(
    far: WeightsStore, elsewhere: ModelSpec, port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Socks(port, (b"me", b"s@cret")) as proxy:
        monkeypatch.setenv("ALL_PROXY", f"socks5://me:s%40cret@{proxy.place}")
        fetch(far, elsewhere)
    assert far.find(elsewhere).path.read_bytes() == CONTENT


@pytest.mark.parametrize("who", ["", "me:wrong@"])
def test_a_socks_proxy_that_wants_a_password_is_said_so(
    far: WeightsStore,
    elsewhere: ModelSpec,
    port: int,
    monkeypatch: pytest.MonkeyPatch,
    who: str,
) -> None:
    with Socks(port, (b"me", b"secret")) as proxy:
        monkeypatch.setenv("ALL_PROXY", f"socks5://{who}{proxy.place}")
        with pytest.raises(WeightsError, match="wants a name and password"):
            fetch(far, elsewhere)


@pytest.mark.parametrize(
    "says",
    [
        *([b"HTTP/1.1 400 Bad Request\r\n\r\n"], [b"\x05"], [b"\x05\x99"], [b"\x05\x00"]),
        *([b"\x05\x00", b"\x05"], [b"\x05\x00", b"\x05\x05\x00\x01\0\0\0\0\0\0"]),
        [b"\x05\x00", b"\x05\x77\x00\x09aaa"],
    ],
)
def test_what_is_no_socks_proxy_is_said_so(
    far: WeightsStore,
    elsewhere: ModelSpec,
    port: int,
    monkeypatch: pytest.MonkeyPatch,
    says: list[bytes],
) -> None:
    with Socks(port) as proxy:
        proxy.says = says
        monkeypatch.setenv("ALL_PROXY", f"socks5://{proxy.place}")
        with pytest.raises(WeightsError, match="the proxy refused"):
            fetch(far, elsewhere)


@pytest.mark.parametrize(
    "address",
    [
        *("socks4://127.0.0.1:1", "gopher://proxy.invalid", "://", "http://[::1", "socks5://[::"),
        *("http://127.0.0.1:port", "http://\x7f", "http://ü..x", "http://", "127.0.0.1:1"),
        *("socks5://", "nonsense.invalid", "http://127.0.0.1:99999", "http://:@"),
        "socks5://" + 300 * "a" + ":b@127.0.0.1:1",
    ],
)
def test_a_malformed_proxy_gets_a_sentence(
    far: WeightsStore,
    elsewhere: ModelSpec,
    monkeypatch: pytest.MonkeyPatch,
    address: str,
) -> None:
    monkeypatch.setenv("ALL_PROXY", address)
    with pytest.raises(WeightsError, match=r"proxy|could not be reached") as caught:
        fetch(far, elsewhere)
    assert "PROXY" in caught.value.hint
