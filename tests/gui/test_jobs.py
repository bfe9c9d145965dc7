"""Work on a thread, seen from the GUI thread."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from threading import Event

from pytestqt.qtbot import QtBot

from igtagger.errors import Cancelled, WeightsError
from igtagger.gui.jobs.job import QUEUE_LENGTH, Job


def run(qtbot: QtBot, job: Job) -> tuple[list[object], object]:
    items: list[object] = []
    ends: list[object] = []
    job.items.connect(items.extend)
    job.ended.connect(ends.append)
    with qtbot.waitSignal(job.ended, timeout=20_000):
        job.start()
    qtbot.wait(100)
    assert len(ends) == 1
    return items, ends[0]


def test_everything_arrives_in_order_on_the_gui_thread(qtbot: QtBot) -> None:
    threads = set()

    def work(cancel: Event) -> Iterator[int]:
        threads.add(threading.current_thread())
        yield from range(3 * QUEUE_LENGTH)

    job = Job(work)
    seen_on = set()
    job.items.connect(lambda _: seen_on.add(threading.current_thread()))
    items, end = run(qtbot, job)
    assert items == list(range(3 * QUEUE_LENGTH))
    assert end is None
    assert seen_on == {threading.main_thread()}
    assert threading.main_thread() not in threads


def test_cancelling_is_a_normal_end(qtbot: QtBot) -> None:
    def work(cancel: Event) -> Iterator[int]:
        number = 0
        while not cancel.wait(0.001):
            yield number
            number += 1
        raise Cancelled

    job = Job(work)
    job.items.connect(lambda items: job.cancel())
    items, end = run(qtbot, job)
    assert items
    assert end is None
    assert job.cancelled


def test_an_error_comes_after_what_was_yielded_before_it(qtbot: QtBot) -> None:
    error = WeightsError("weights.none")

    def work(cancel: Event) -> Iterator[int]:
        yield 1
        raise error

    items, end = run(qtbot, Job(work))
    assert items == [1]
    assert end is error


def test_waiting_for_the_end_does_not_block_on_a_full_queue(qtbot: QtBot) -> None:
    def work(cancel: Event) -> Iterator[int]:
        yield from range(3 * QUEUE_LENGTH)

    job = Job(work)
    job.start()
    assert job.wait(10)


def test_finishing_gives_out_everything_and_the_end_once(qtbot: QtBot) -> None:
    def work(cancel: Event) -> Iterator[int]:
        yield from range(3 * QUEUE_LENGTH)

    job, items, ends = Job(work), list[int](), list[object]()
    job.items.connect(items.extend)
    job.ended.connect(ends.append)
    job.start()
    assert job.finish(10)
    assert items == list(range(3 * QUEUE_LENGTH))
    qtbot.wait(100)
    assert ends == [None]


def test_a_paused_job_stands_still_until_it_is_resumed_or_cancelled(qtbot: QtBot) -> None:
    reached = []

    def work(cancel: Event) -> Iterator[int]:
        for number in range(200):
            if cancel.is_set():
                return
            reached.append(number)
            yield number

    job = Job(work)
    job.pause()
    job.start()
    qtbot.waitUntil(lambda: reached == [0])
    qtbot.wait(150)
    assert job.paused
    assert reached == [0]
    items, end = [], []
    job.items.connect(items.extend)
    job.ended.connect(end.append)
    with qtbot.waitSignal(job.ended, timeout=10_000):
        job.resume()
    assert reached == list(range(200))
    assert end == [None]
