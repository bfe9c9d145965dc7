"""What may stand in the place of a small file of ours, and a bound for who reads it."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from hypothesis import strategies as st

CONTENTS: dict[str, bytes] = {
    "nothing": b"",
    "zeros": bytes(4096),
    "not UTF-8": b'{"a": "\xff\xfe"}',
    "a byte-order mark": b"\xef\xbb\xbf",
    "UTF-16": '{"a": 1}'.encode("utf-16"),
    "half an object": b'{"a": ',
    "a list": b"[1, 2]",
    "null": b"null",
    "a number of 400 digits": b'{"starter": ' + b"9" * 400 + b"}",
    "a number of 10,000 digits": b'{"starter": ' + b"9" * 10_000 + b"}",
    "an exponent of 400 digits": b'{"starter": 1e' + b"9" * 400 + b"}",
    "a depth of 100,000": b"[" * 100_000,
    "a depth of 500": b'{"a": ' + b"[" * 500 + b"]" * 500 + b"}",
    "lone surrogates": b'{"\\ud800": "\\udfff", "starter": "\\ud800"}',
    "a NUL": b'{"starter": "\\u0000"}',
    "NaN": b'{"starter": NaN, "a": Infinity, "b": -Infinity}',
    "a key twice": b'{"starter": 1, "starter": {}}',
    "a text of 20 MB": b'{"starter": "' + b"x" * 20_000_000 + b'"}',
}

KINDS = (*CONTENTS, "a folder", *(("a pipe", "endless zeros") if os.name == "posix" else ()))


def put(kind: str, file: Path) -> Path:
    """Put one of :data:`KINDS` in the place of ``file``."""
    file.parent.mkdir(parents=True, exist_ok=True)
    if kind == "a folder":
        file.mkdir()
    elif kind == "a pipe":
        os.mkfifo(file)
    elif kind == "endless zeros":
        file.symlink_to("/dev/zero")
    else:
        file.write_bytes(CONTENTS[kind])
    return file


@contextmanager
def no_hang(seconds: float = 60) -> Iterator[None]:
    """Fail the test where the block waits for what never comes. On the main thread."""
    if not hasattr(signal, "setitimer"):
        yield
        return

    def late(number: int, frame: FrameType | None) -> None:
        raise AssertionError(f"nothing came for {seconds} s")

    earlier = signal.signal(signal.SIGALRM, late)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, earlier)


def refusal_of(work: Callable[[], object], kind: type[Exception]) -> Exception | None:
    """The error of that kind that ``work`` ends with; None where it ends well."""
    try:
        work()
    except kind as error:
        return error
    return None


def anything_in_json() -> st.SearchStrategy[object]:
    """Values that JSON can hold, odd ones more often than not."""
    odd = st.sampled_from(
        [True, False, None, -1, 0, 10**400, 1e308, -1e308, float("nan"), float("inf"), "\0",
         "\ud800", "x" * 300, "/" + "y" * 5000, "../..", "http://[", "a" * 64, "pth"]
    )  # fmt: skip
    plain = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20) | odd
    return st.recursive(
        plain,
        lambda inner: (
            st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4)
        ),
        max_leaves=8,
    )
