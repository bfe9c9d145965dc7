"""Ctrl-C and its kin: first a request, soon after an order."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Timer, current_thread, main_thread
from types import FrameType

GRACE_SECONDS = 1.2
"""How long the work may take to end by itself. A stop must be over within two seconds."""


@contextmanager
def cancel_on_interrupt() -> Iterator[Event]:
    """An event that Ctrl-C sets, or a polite ``kill``, or a terminal that is closed.

    The work looks at it between batches and ends normally. What does not look in time (the import
    of torch, a batch that takes long) is interrupted: KeyboardInterrupt, as without this. A second
    Ctrl-C interrupts at once.
    """
    cancel = Event()
    if current_thread() is not main_thread():  # signals belong to the main thread
        yield cancel
        return
    timers: list[Timer] = []

    def handle(number: int, frame: FrameType | None) -> None:
        if cancel.is_set():
            raise KeyboardInterrupt
        cancel.set()
        timer = Timer(GRACE_SECONDS, _interrupt_main, [number])
        timer.daemon = True
        timer.start()
        timers.append(timer)

    kinds = _kinds()
    before = [signal.signal(kind, handle) for kind in kinds]
    try:
        yield cancel
    finally:
        for timer in timers:
            timer.cancel()
        for kind, handler in zip(kinds, before, strict=True):
            signal.signal(kind, handler)


def _kinds() -> list[signal.Signals]:
    """Those that the system has, and that whoever started us does not want ignored (``nohup``)."""
    # SIGBREAK is what Windows makes of a console that is closed.
    names = ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK")
    kinds = [signal.Signals[name] for name in names if name in signal.Signals.__members__]
    return [kind for kind in kinds if signal.getsignal(kind) is not signal.SIG_IGN]


def _interrupt_main(kind: int) -> None:
    if hasattr(signal, "pthread_kill"):
        # To the main thread itself, so that a system call which it waits in returns.
        signal.pthread_kill(main_thread().ident or 0, kind)
    else:
        signal.raise_signal(kind)
