"""A real HTTP server on loopback that serves files, and misbehaves when told to."""

from __future__ import annotations

import hashlib
import re
import ssl
import sys
from collections.abc import Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import Any, NamedTuple, Self

BLOCK = 1 << 14


class Request(NamedTuple):
    method: str
    path: str
    headers: Mapping[str, str]


class WeightsServer:
    """Serves ``files`` by name, whatever folder is asked for. A context manager.

    The attributes say how; change them at any time.

    Attributes:
        requests: every request so far.
        asked: set with every request, for tests that wait for one.
        statuses: answers to give instead of the next ones, taken from the front.
        retry_after: the header of those answers.
        cuts: numbers of bytes after which the next answers break off, taken from the front.
        cut_always: the same for every answer.
        ranges: whether parts are served; else the whole file comes, whatever is asked for.
        heeds_if_range: whether a changed file is sent whole.
        content_range: replaces that header of a part.
        etag: replaces the content's own; an empty one sends none.
        last_modified: that header.
        extra_headers: more of them, for every file.
        length: replaces the true Content-Length; 0 sends none.
        page: HTML to send instead of every file, as ``page_type``.
        redirect: where to send every path that does not start with ``/files/``.
        gate: what follows the first ``before_gate`` bytes of an answer waits for it.

    Args:
        files: contents by name.
        tls: makes it speak https.
    """

    def __init__(self, files: Mapping[str, bytes], tls: ssl.SSLContext | None = None) -> None:
        self.files = dict(files)
        self.requests: list[Request] = []
        self.asked = Event()
        self.statuses: list[int] = []
        self.retry_after: str | None = None
        self.cuts: list[int] = []
        self.cut_always: int | None = None
        self.ranges = True
        self.heeds_if_range = True
        self.content_range: str | None = None
        self.etag: str | None = None
        self.last_modified: str | None = None
        self.extra_headers: dict[str, str] = {}
        self.length: int | None = None
        self.page: bytes | None = None
        self.page_type = "text/html; charset=utf-8"
        self.redirect: str | None = None
        self.before_gate = 0
        self.gate = Event()
        self.gate.set()
        self._scheme = "https" if tls else "http"
        self._http = _Server(self)
        if tls:  # the handshake is left to the thread of each request
            self._http.socket = tls.wrap_socket(
                self._http.socket, server_side=True, do_handshake_on_connect=False
            )
        self._thread = Thread(target=self._http.serve_forever, args=(0.02,), daemon=True)

    @property
    def url(self) -> str:
        """The address of the folder, with a slash at its end."""
        return f"{self._scheme}://127.0.0.1:{self._http.server_port}/"

    @property
    def starts(self) -> list[int]:
        """From which byte on each request wanted the file."""
        asked = [request.headers.get("Range", "bytes=0-") for request in self.requests]
        return [int(span.removeprefix("bytes=").removesuffix("-")) for span in asked]

    def take_cut(self) -> int | None:
        """After how many bytes the answer that is being sent breaks off."""
        return self.cuts.pop(0) if self.cuts else self.cut_always

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.gate.set()
        self._http.shutdown()
        self._thread.join()
        self._http.server_close()


class _Server(ThreadingHTTPServer):
    def __init__(self, how: WeightsServer) -> None:
        self.how = how
        super().__init__(("127.0.0.1", 0), _Handler)

    def handle_error(self, *details: Any) -> None:
        if not isinstance(sys.exc_info()[1], OSError):  # a client that has gone is no error
            super().handle_error(*details)


class _Handler(BaseHTTPRequestHandler):
    server: _Server

    protocol_version = "HTTP/1.1"

    def log_message(self, *_: Any) -> None:
        pass

    def do_GET(self) -> None:
        how = self.server.how
        how.requests.append(Request(self.command, self.path, dict(self.headers)))
        how.asked.set()
        if how.statuses:
            self._refuse(how.statuses.pop(0))
        elif how.redirect is not None and not self.path.startswith("/files/"):
            self._answer(302, b"", {"Location": how.redirect})
        elif how.page is not None:
            self._answer(200, how.page, {"Content-Type": how.page_type})
        elif (content := how.files.get(self.path.rsplit("/", 1)[-1])) is None:
            self._refuse(404)
        else:
            self._serve(content)

    def do_CONNECT(self) -> None:
        """As a proxy that lets nothing through."""
        self.server.how.requests.append(Request(self.command, self.path, dict(self.headers)))
        self._refuse(self.server.how.statuses.pop(0))

    def _refuse(self, status: int) -> None:
        how = self.server.how
        wait = {} if how.retry_after is None else {"Retry-After": how.retry_after}
        self._answer(status, b"", wait)

    def _serve(self, content: bytes) -> None:
        how = self.server.how
        etag = f'"{hashlib.md5(content).hexdigest()}"' if how.etag is None else how.etag
        signs = {"ETag": etag, "Last-Modified": how.last_modified}
        headers = {name: sign for name, sign in signs.items() if sign} | how.extra_headers
        headers["Content-Type"] = "application/octet-stream"
        asked = re.fullmatch(r"bytes=(\d+)-", self.headers.get("Range", ""))
        same = self.headers.get("If-Range", etag) in (etag, how.last_modified)
        if not asked or not how.ranges or (how.heeds_if_range and not same):
            return self._answer(200, content, headers)
        if (start := int(asked[1])) >= len(content):
            return self._refuse(416)
        span = how.content_range or f"bytes {start}-{len(content) - 1}/{len(content)}"
        return self._answer(206, content[start:], headers | {"Content-Range": span})

    def _answer(self, status: int, body: bytes, headers: Mapping[str, str]) -> None:
        how = self.server.how
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        length = len(body) if how.length is None or status >= 300 else how.length
        if length or not body:
            self.send_header("Content-Length", str(length))
        else:
            self.send_header("Connection", "close")
            self.close_connection = True
        self.end_headers()
        self._send(body)

    def _send(self, body: bytes) -> None:
        how = self.server.how
        cut = how.take_cut() if body else None
        end = len(body) if cut is None else min(cut, len(body))
        for start in range(0, end, BLOCK):
            stop = min(start + BLOCK, end)
            if stop > how.before_gate:
                how.gate.wait()
            self.wfile.write(body[start:stop])
        if end < len(body):
            self.close_connection = True
