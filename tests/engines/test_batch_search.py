"""The search for the best batch, with made-up timings."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from igtagger.engines.batch_search import (
    FIRST_BATCH,
    LONGEST_SECONDS,
    MOST_AT_ONCE,
    MOST_SHORT,
    RUNS_EACH,
    BatchSearch,
)


def finish(
    seconds: Callable[[int], float], has_room: Callable[[int], bool] = lambda size: True
) -> tuple[BatchSearch, list[int]]:
    """The search when it is done, and all sizes that it ran."""
    search, ran = BatchSearch(), []
    while not search.found:
        size = search.size
        ran.append(size)
        search.took(size, seconds(size), has_room=has_room(size))
    return search, ran


@pytest.mark.parametrize(
    ("seconds", "found"),
    [
        (lambda size: 0.01, MOST_AT_ONCE),  # all sizes take the same: the more the better
        (lambda size: 0.0001 * size, FIRST_BATCH),  # no gain at all
        (lambda size: 0.02 + 0.0001 * size, MOST_AT_ONCE),  # a start-up that many share
        (lambda size: max(0.005, size / 10_000), 64),  # full at 50 pictures
        (lambda size: size / 10_000 + size**2 / 2_000_000, FIRST_BATCH),  # slower when larger
    ],
)
def test_it_doubles_while_that_is_worth_it(seconds: Callable[[int], float], found: int) -> None:
    assert finish(seconds)[0].size == found


def test_each_size_runs_some_times_and_the_first_run_does_not_count() -> None:
    first = set[int]()

    def seconds(size: int) -> float:
        if size in first:
            return 0.01
        first.add(size)
        return 5.0  # makes plans

    search, ran = finish(seconds)
    assert search.size == MOST_AT_ONCE
    assert ran == sorted(ran)
    assert len(ran) == RUNS_EACH * 5


def test_one_slow_run_among_a_sizes_runs_does_not_end_it() -> None:
    times = iter([0.01, 0.9, 0.01] * 5)
    assert finish(lambda size: next(times))[0].size == MOST_AT_ONCE


def test_no_batch_is_tried_that_would_take_long() -> None:
    slow = 0.6 * LONGEST_SECONDS
    assert set(finish(lambda size: slow)[1]) == {FIRST_BATCH}


def test_no_batch_is_tried_that_would_not_fit() -> None:
    search, ran = finish(lambda size: 0.01, has_room=lambda size: size < 64)
    assert search.size == max(ran) == 64


def test_batches_that_are_not_full_say_nothing_and_end_it_in_time() -> None:
    search = BatchSearch()
    for number in range(1, MOST_SHORT + 1):
        assert not search.found
        search.took(number % FIRST_BATCH, 9.0, has_room=False)
    assert search.found
    assert search.size == FIRST_BATCH


def test_what_is_told_after_the_end_changes_nothing() -> None:
    search, _ = finish(lambda size: 0.0001 * size)
    size = search.size
    search.took(size, 1e-9, has_room=True)
    assert search.size == size
