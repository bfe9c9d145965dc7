"""Fetching one large file: resumed after a cut, repeated with backoff, hashed while it comes."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Generator, Iterator
from contextlib import closing, suppress
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path, PurePosixPath
from threading import Event
from typing import IO
from urllib.parse import urlsplit

from igtagger import files, private
from igtagger.domain import Progress, Reason
from igtagger.errors import Cancelled, WeightsError
from igtagger.models.addresses import shown
from igtagger.models.catalog import ModelSpec
from igtagger.models.weights import hashing
from igtagger.models.weights.folder import owner_hint
from igtagger.models.weights.http import (
    AnswerHead,
    Connection,
    Patience,
    TooSlowError,
    TransientError,
    proxy_wants_a_password,
)

_PASSING = frozenset({408, 425, 429, 500, 502, 503, 504})
_PAGE_TYPES = ("text/html", "application/xhtml+xml", "text/xml", "application/xml")


class _StartOver(TransientError):
    """What has come is of no use; the whole file is asked for, at once."""


def fetch(
    spec: ModelSpec, url: str, part: Path, cancel: Event, patience: Patience | None = None
) -> Generator[Progress, None, str]:
    """Bring the file of ``spec`` into ``part``, going on where an earlier call was cut off.

    What is known of the server's file (``part`` + ``.json``) is kept beside the part; the rest is
    asked for on the condition that it is still the same file (RFC 9110, If-Range). Of the content
    only the length is checked, and that it is not a web page: the caller knows its hash.

    Yields:
        Bytes of the whole file so far; a message while a fault is waited for.

    Returns:
        The SHA-256 of the whole file, in hex.

    Raises:
        WeightsError: no network, no room, a server's refusal, a page, a file of another length.
        Cancelled: ``cancel`` was set; the part stays.
    """
    _check_address(url)
    patience = patience or Patience()
    size, coming = spec.weights.size, _Part(part, url, spec.weights.size)
    yield from coming.take_up(cancel)
    yield Progress(coming.done, size)
    tries, first = 0, coming.furthest
    while coming.done < size:
        mark = coming.furthest
        try:
            yield from _go_on(spec, coming, cancel, patience)
        except TransientError as fault:
            moved = coming.furthest - mark
            tries = 1 if _is_worth(fault, moved, patience) else tries + 1
            if _never_answers(fault) and coming.furthest == first:
                tries = patience.attempts
            if tries >= patience.attempts or fault.asked > patience.longest_asked:
                raise _gave_up(url, coming.done, fault, patience) from fault
            yield Progress(coming.done, size, Reason("doing.trying-again", fault=fault.reason))
            pause = 0.0 if isinstance(fault, _StartOver) else patience.pause(tries, fault.asked)
            if cancel.wait(pause):
                raise Cancelled from None
    yield Progress(size, size)
    return coming.hexdigest()


def _is_worth(fault: TransientError, moved: int, patience: Patience) -> bool:
    """Whether a try brought enough to begin counting anew: while it moves, it is worth it."""
    return moved > (patience.slow_bytes if isinstance(fault, TooSlowError) else 0)


def _never_answers(fault: TransientError) -> bool:
    """Whether a server sends its headers byte by byte: it would do the same again."""
    return isinstance(fault, TooSlowError) and not fault.begun


def _check_address(url: str) -> None:
    address = urlsplit(url)
    if address.scheme not in ("http", "https") or not address.netloc:
        raise WeightsError("download.address", url=shown(url))


def _gave_up(url: str, done: int, error: TransientError, patience: Patience) -> WeightsError:
    url, fault, minutes = shown(url), error.reason, round(error.asked / 60)
    if error.asked > patience.longest_asked:
        if not done:
            return WeightsError("download.put-off", url=url, fault=fault, minutes=minutes)
        return WeightsError(
            "download.put-off-kept", url=url, fault=fault, minutes=minutes, kept=done
        )
    if done:
        return WeightsError("download.gave-up-kept", url=url, fault=fault, kept=done)
    return WeightsError("download.gave-up", url=url, fault=fault)


# One try


def _go_on(
    spec: ModelSpec, part: _Part, cancel: Event, patience: Patience
) -> Generator[Progress, None, None]:
    if cancel.is_set():
        raise Cancelled
    head, pace = None, hashing.ProgressTimer()
    with closing(part), Connection(part.url, part.headers(), patience) as connection:
        for item in connection.items(cancel):
            if isinstance(item, AnswerHead):
                head = item
                _check_status(spec, part, head)
                _check_content(spec, part, head)
            elif item is not None:
                if head is not None:  # the first block: nothing was touched before it was looked at
                    _refuse_page(head, item)
                    part.begin(head)
                    head = None
                part.append(item)
            if pace.due():
                yield Progress(part.done, part.size)
    if part.done < part.size:
        raise TransientError(Reason("fault.ended"))


def _check_status(spec: ModelSpec, part: _Part, head: AnswerHead) -> None:
    answered = f"{head.status} {head.reason}".strip()
    if head.status in (200, 206):
        return
    if head.status == 416 and part.done:
        part.forget()
        raise _StartOver(Reason("fault.file-changed"))
    if head.status == 511:
        raise _is_a_page(head)
    if head.status in _PASSING or head.status > 511:
        raise TransientError(Reason("fault.answer", answer=answered), _pause_asked(head))
    if head.status == 407:
        raise proxy_wants_a_password(head.url)
    raise WeightsError(
        "download.refused",
        answer=answered,
        url=head.url,
        file=PurePosixPath(urlsplit(part.url).path).name,
    )


def _check_content(spec: ModelSpec, part: _Part, head: AnswerHead) -> None:
    """Refuse, before anything is written, what cannot be the file or its rest."""
    if head.headers.get("Content-Type", "").partition(";")[0].strip().lower() in _PAGE_TYPES:
        raise _is_a_page(head)
    if (encoding := head.headers.get("Content-Encoding", "identity")) != "identity":
        raise WeightsError("download.compressed", url=head.url, encoding=encoding)
    total = (
        head.headers.get("Content-Length", "") if head.status == 200 else _check_range(part, head)
    )
    if total.isdigit() and int(total) != part.size:
        raise WeightsError(
            "download.other-size",
            url=head.url,
            size=int(total),
            model=spec.id,
            expected=part.size,
            owner=owner_hint(int(total)),
        )


def _check_range(part: _Part, head: AnswerHead) -> str:
    """The length of the whole file as a 206 states it, or ``*``."""
    found = re.fullmatch(r"bytes (\d+)-(\d+)/(\d+|\*)", head.headers.get("Content-Range", ""))
    known, now = part.etag, head.headers.get("ETag", "")
    if found is None or int(found[1]) != part.done or (known and now and known != now):
        part.forget()
        raise _StartOver(Reason("fault.other-piece"))
    return found[3]


def _refuse_page(head: AnswerHead, first: bytes) -> None:
    if head.status == 200 and hashing.looks_like_a_page(first):
        raise _is_a_page(head)


def _is_a_page(head: AnswerHead) -> WeightsError:
    return WeightsError("download.web-page", url=head.url)


def _pause_asked(head: AnswerHead) -> float:
    """Seconds of a Retry-After header, which is a number or a date (RFC 9110, 10.2.3)."""
    asked = head.headers.get("Retry-After", "").strip()
    if asked.isdigit():
        return float(asked)
    try:
        when = parsedate_to_datetime(asked)
    except ValueError:
        return 0.0
    when = when.replace(tzinfo=when.tzinfo or UTC)
    return max(0.0, (when - datetime.now(UTC)).total_seconds())


# What has come


class _Part:
    """The bytes so far, their running hash, and what is known of the file they are a part of."""

    def __init__(self, file: Path, url: str, size: int) -> None:
        self.file, self.url, self.size = file, url, size
        self.done = self.furthest = 0
        self.etag = self._date = ""
        self._record = hashing.record_of_part(file)
        self._hash = hashlib.sha256()
        self._stream: IO[bytes] | None = None

    def take_up(self, cancel: Event) -> Iterator[Progress]:
        """Go on from what is there, if it is of the same address and size; else drop it."""
        try:
            known = hashing.read_json(self._record)
        except (FileNotFoundError, ValueError):
            known = {}
        there = files.size_of(self.file)
        same = (shown(str(known.get("url"))), known.get("size")) == (shown(self.url), self.size)
        if not same or there > self.size:
            self.forget()
            return
        self.etag, self._date = str(known.get("etag", "")), str(known.get("date", ""))
        if there:
            message = Reason("doing.reading")
            for _ in hashing.hash_file(self.file, cancel, message, digest=self._hash):
                yield Progress(there, self.size, message)
        self.done = self.furthest = there

    def headers(self) -> dict[str, str]:
        """What to ask for: the rest, if the server's file is still the same."""
        if not self.done:
            return {}
        # A weak ETag cannot vouch for bytes. Without any sign, the hash of the whole decides.
        sign = self.etag if self.etag and not self.etag.startswith("W/") else self._date
        asked = {"Range": f"bytes={self.done}-"}
        return {**asked, "If-Range": sign} if sign else asked

    def begin(self, head: AnswerHead) -> None:
        """Make ready for the blocks of an answer: the rest (206), or all of it (200)."""
        if head.status == 200:
            self.forget()
            self.etag = head.headers.get("ETag", "")
            self._date = head.headers.get("Last-Modified", "")
            known = {"url": shown(self.url), "size": self.size}
            known |= {"etag": self.etag, "date": self._date}
            hashing.write_json(self._record, known)
        try:
            private.make_file(self.file)
            self._stream = self.file.open("ab")
        except OSError as error:
            raise hashing.explain(error, self.file, "written") from error

    def append(self, block: bytes) -> None:
        """Take a block in."""
        assert self._stream is not None
        if self.done + len(block) > self.size:
            self.forget()
            raise WeightsError("download.too-much", size=self.size, url=shown(self.url))
        try:
            self._stream.write(block)
        except OSError as error:
            raise hashing.explain(error, self.file, "written") from error
        self._hash.update(block)
        self.done += len(block)
        self.furthest = max(self.furthest, self.done)

    def forget(self) -> None:
        """Drop all that has come. The file goes before its record, never the other way round."""
        with suppress(WeightsError):
            self.close()
        try:
            self.file.unlink(missing_ok=True)
            self._record.unlink(missing_ok=True)
        except OSError as error:
            raise hashing.explain(error, self.file, "removed") from error
        self.done, self.etag, self._date, self._hash = 0, "", "", hashlib.sha256()

    def close(self) -> None:
        """Hand the bytes over to the system; the next block needs :meth:`begin`."""
        stream, self._stream = self._stream, None
        try:
            if stream is not None:
                stream.close()
        except OSError as error:
            raise hashing.explain(error, self.file, "written") from error

    def hexdigest(self) -> str:
        """The SHA-256 of what has come."""
        return self._hash.hexdigest()
