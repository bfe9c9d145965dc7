"""One HTTP request that a person can stop at any moment, and what its failures mean."""

from __future__ import annotations

import errno
import logging
import queue
import random
import socket
import ssl
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from threading import Event, Thread
from typing import TYPE_CHECKING, Any, NamedTuple, Self
from urllib.parse import urlsplit

from igtagger.domain import Reason
from igtagger.errors import Cancelled, WeightsError
from igtagger.messages import english
from igtagger.models.addresses import shown, shown_in

if TYPE_CHECKING:
    import httpx

_log = logging.getLogger(__name__)

_BLOCKS_AHEAD = 64
_GLANCE_SECONDS = 0.1
_NO_ADDRESS = "Invalid URL in location header"
"""How httpx's error begins where a redirect leads to no address."""
_WANTS_A_PASSWORD = ("407", "Invalid username", "Requested NO AUTHENTICATION REQUIRED")
"""How httpx's errors begin where a proxy does not know who asks: of HTTP, of SOCKS."""


@dataclass(frozen=True, slots=True)
class Patience:
    """When to go on waiting for a server, and when to give up. Times in seconds.

    Attributes:
        attempts: tries in a row that bring nothing new.
        first_wait: before the second try; doubled each time, with some chance added.
        longest_wait: no pause is longer, unless the server asks for it.
        longest_asked: how long a pause the server may ask for (``Retry-After``).
        connect: to reach the server.
        read: without a byte from it.
        head: until its answer has begun, redirects and all, though bytes come.
        slow_seconds: how long it may send less than ``slow_bytes``.
        slow_bytes: what any line that is worth waiting for brings in that time.
    """

    attempts: int = 6
    first_wait: float = 1.0
    longest_wait: float = 30.0
    longest_asked: float = 300.0
    connect: float = 15.0
    read: float = 45.0
    head: float = 55.0
    slow_seconds: float = 60.0
    slow_bytes: int = 1 << 14

    def pause(self, tries: int, asked: float) -> float:
        """Seconds to wait after that many tries in vain; ``asked`` by the server at least."""
        # Some chance, or all who were cut off together would come back together.
        wait = self.first_wait * (2.0 ** (tries - 1) + random.random())  # noqa: S311
        return max(min(wait, self.longest_wait), asked)


class TransientError(Exception):
    """A fault that may pass: tried again, after ``asked`` seconds at least."""

    def __init__(self, reason: Reason, asked: float = 0.0) -> None:
        super().__init__(str(english(reason)))
        self.reason, self.asked = reason, asked


class TooSlowError(TransientError):
    """It sends, byte by byte, so that no timeout of the socket ends it.

    Args:
        begun: whether its answer had begun.
    """

    def __init__(self, *, begun: bool) -> None:
        super().__init__(Reason("fault.slow"))
        self.begun = begun


class AnswerHead(NamedTuple):
    """How an answer begins. ``url`` is where redirects led, as it may be shown."""

    status: int
    reason: str
    headers: Mapping[str, str]
    url: str


class Connection:
    """One request, on a thread of its own: a person who cancels need not wait for the network.

    Args:
        url: where to. Redirects are followed, but never from https to anything else.
        headers: to send along.
        patience: how long to wait.
        stay: redirects to another host are not followed either.
    """

    def __init__(
        self, url: str, headers: dict[str, str], patience: Patience, *, stay: bool = False
    ) -> None:
        self._url, self._headers, self._patience, self._stay = url, headers, patience, stay
        self._queue: queue.Queue[AnswerHead | bytes | Exception | None] = queue.Queue(_BLOCKS_AHEAD)
        self._left = Event()
        self._socket: socket.socket | None = None
        self._thread = Thread(target=self._run, name="download", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._left.set()
        self._wake()
        self._thread.join(0.5)  # still connecting: it ends by itself, and changes nothing

    def items(self, cancel: Event) -> Iterator[AnswerHead | bytes | None]:
        """The head, then the blocks; None whenever nothing comes for a moment."""
        pace = _Pace(self._patience)
        while True:
            if cancel.is_set():
                raise Cancelled
            try:
                item = self._queue.get(timeout=_GLANCE_SECONDS)
            except queue.Empty:
                pace.check()
                yield None
                continue
            if item is None:
                return
            if isinstance(item, Exception):
                raise _translate(item, self._url)
            pace.count(item)
            if self._queue.empty():  # else it is the reader who takes their time
                pace.check()
            yield item

    def _run(self) -> None:
        # For what is not expected: it is shown by its thread, and nobody waits for ever.
        end: Exception | None = RuntimeError("a request ended by a bug of igtagger's")
        try:
            import httpx
            from socksio import SOCKSError

            self._request()
            end = None
        except (httpx.HTTPError, httpx.InvalidURL, OSError, WeightsError) as error:
            end = error
        except (SOCKSError, OverflowError) as error:  # the latter: names beyond 255 bytes
            end = httpx.ProxyError(str(error))
        finally:
            if self._socket is not None:
                self._socket.close()  # which httpx does not where a SOCKS proxy talks nonsense
            self._put(end)

    def _request(self) -> None:
        with (
            _open_client(self._patience, self._check) as client,
            client.stream(
                "GET", self._url, headers=self._headers, extensions={"trace": self._trace}
            ) as answer,
        ):
            reason, url = answer.reason_phrase, shown(str(answer.url))
            self._put(AnswerHead(answer.status_code, reason, answer.headers, url))
            for block in answer.iter_raw():
                if self._left.is_set():
                    return
                self._put(block)

    def _trace(self, step: str, facts: Mapping[str, Any]) -> None:
        """Know the socket from its first moment: a head that never ends must be cut off, too."""
        if step.endswith((".connect_tcp.complete", ".start_tls.complete")):
            self._socket = facts["return_value"].get_extra_info("socket")
            if self._left.is_set():
                self._wake()

    def _wake(self) -> None:
        if self._socket is not None:
            # Wakes the thread where it waits for bytes. The method of the plain socket: that of an
            # encrypted one also takes away what the thread is using.
            with suppress(OSError):
                socket.socket.shutdown(self._socket, socket.SHUT_RDWR)

    def _check(self, request: httpx.Request) -> None:
        """Refuse, before anything is sent, to be led where it should not go."""
        import httpx

        begun, now = httpx.URL(self._url), request.url
        if (begun.scheme, now.scheme) == ("https", "http"):
            raise WeightsError("download.not-encrypted", **self._leads_to(request))
        if self._stay and (begun.scheme, begun.host, begun.port) != (
            now.scheme,
            now.host,
            now.port,
        ):
            raise WeightsError("download.elsewhere", **self._leads_to(request))

    def _leads_to(self, request: httpx.Request) -> dict[str, str]:
        return {"url": shown(self._url), "other": shown(str(request.url))}

    def _put(self, item: AnswerHead | bytes | Exception | None) -> None:
        while not self._left.is_set():
            with suppress(queue.Full):
                self._queue.put(item, timeout=_GLANCE_SECONDS)
                return


class _Pace:
    """How an answer comes, measured from the request on."""

    def __init__(self, patience: Patience) -> None:
        self._patience, self._begun = patience, False
        self._since, self._bytes = time.monotonic(), 0

    def count(self, item: AnswerHead | bytes) -> None:
        """Something came."""
        if isinstance(item, AnswerHead):
            self._begun, self._since = True, time.monotonic()
        else:
            self._bytes += len(item)

    def check(self) -> None:
        """Raise TooSlowError where it is too slow."""
        allowed = self._patience.slow_seconds if self._begun else self._patience.head
        if (now := time.monotonic()) - self._since < allowed:
            return
        if self._bytes < self._patience.slow_bytes:
            raise TooSlowError(begun=self._begun)
        self._since, self._bytes = now, 0


def _open_client(patience: Patience, check: Callable[[httpx.Request], None]) -> httpx.Client:
    import httpx
    import truststore

    try:
        return httpx.Client(
            # The system's certificates: people behind a company's proxy have its own there.
            verify=truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT),
            timeout=httpx.Timeout(patience.read, connect=patience.connect),
            headers={"User-Agent": "igtagger", "Accept-Encoding": "identity"},
            follow_redirects=True,
            event_hooks={"request": [check]},
        )
    except (ImportError, ValueError, httpx.InvalidURL) as error:
        raise WeightsError("proxy.unusable", detail=_why_unusable(error)) from error


def _why_unusable(error: Exception) -> str:
    """What httpx says of the proxies' addresses, where that cannot be a part of a password."""
    import urllib.request

    secret = any("@" in address for address in urllib.request.getproxies().values())
    return "its address is malformed." if secret else str(error)


def _translate(error: Exception, url: str) -> Exception:
    """What the network's failure means here."""
    import httpx

    url, told = shown(url), shown_in(str(error))
    if isinstance(error, httpx.InvalidURL) or told.startswith(_NO_ADDRESS):
        # What follows the colon may be a part of a password.
        ours: Exception = WeightsError("download.redirect", url=url, detail=told.partition(":")[0])
    elif isinstance(error, httpx.UnsupportedProtocol | httpx.TooManyRedirects):
        ours = WeightsError("download.redirect", url=url, detail=told)
    elif (reason := _untrusted(error)) is not None:
        host = urlsplit(url).hostname or url
        ours = WeightsError("download.certificate", host=host, detail=reason)
    elif isinstance(error, httpx.ConnectTimeout | httpx.ConnectError):
        ours = TransientError(_why_unreachable(error))
    elif isinstance(error, httpx.TimeoutException):
        ours = TransientError(Reason("fault.silent"))
    elif isinstance(error, httpx.ProxyError) and str(error).startswith(_WANTS_A_PASSWORD):
        ours = proxy_wants_a_password(url)
    elif isinstance(error, httpx.ProxyError):
        ours = TransientError(Reason("fault.proxy", detail=told))
    elif isinstance(error, httpx.TransportError):
        _log.info("The connection was cut: %s", told)  # libraries' words are not for people
        ours = TransientError(Reason("fault.ended"))
    else:
        return error
    ours.__cause__ = error
    return ours


def _why_unreachable(error: BaseException) -> Reason:
    """Which of the usual causes it is: the system tells by number, and in words for programmers."""
    for cause in _causes(error):
        if isinstance(cause, socket.gaierror):
            return Reason("fault.name-unknown")
        if isinstance(cause, ConnectionRefusedError):
            return Reason("fault.connection-refused")
        if isinstance(cause, OSError) and cause.errno in (errno.ENETUNREACH, errno.EHOSTUNREACH):
            return Reason("fault.no-way")
    _log.info("The server could not be reached: %s", shown_in(str(error)))
    return Reason("fault.unreachable")


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def proxy_wants_a_password(url: str) -> WeightsError:
    """The error for an answer 407 on the way to ``url``."""
    return WeightsError("proxy.password", url=shown(url))


def _untrusted(error: BaseException | None) -> str | None:
    while error is not None:
        if isinstance(error, ssl.SSLCertVerificationError):
            return error.verify_message or str(error)
        error = error.__cause__ or error.__context__
    return None
