"""How fast it goes, what was measured here, and what follows from it."""

from __future__ import annotations

from pathlib import Path

import pytest

from igtagger.app.pace import Pace, Speeds
from igtagger.models.catalog import load_catalog
from igtagger.settings import Settings

SMALL, LARGE = "ig_resnext101_32x8d", "ig_resnext101_32x48d"


def make(folder: Path) -> Speeds:
    return Speeds(folder / "speeds.json", load_catalog(Settings(folder)))


def test_what_was_measured_is_known_at_the_next_start(tmp_path: Path) -> None:
    make(tmp_path).record("everyday", 61.4)
    assert make(tmp_path).expected("everyday") == (61.4, True)


def test_a_model_of_the_same_labels_is_estimated_by_its_arithmetic(tmp_path: Path) -> None:
    speeds = make(tmp_path)
    speeds.record(SMALL, 10.0)
    expected, measured = speeds.expected(LARGE) or (0.0, True)
    assert expected == pytest.approx(10 * 21_180_417_024 / 197_446_554_624)
    assert not measured


def test_what_cannot_be_kept_costs_only_the_next_start(tmp_path: Path) -> None:
    (tmp_path / "speeds.json").mkdir()
    speeds = make(tmp_path)
    speeds.record("everyday", 61.4)
    assert speeds.expected("everyday") == (61.4, True)
    assert make(tmp_path).expected("everyday") is None
    assert [file.name for file in tmp_path.iterdir()] == ["speeds.json"]


def test_nothing_is_known_of_a_model_with_other_labels(tmp_path: Path) -> None:
    speeds = make(tmp_path)
    speeds.record("everyday", 60.0)
    assert speeds.expected(SMALL) is None


@pytest.mark.parametrize("content", ["", "[]", '{"everyday": "fast"}', '{"starter": -1}', "\xff"])
def test_a_damaged_file_costs_only_the_figures(tmp_path: Path, content: str) -> None:
    (tmp_path / "speeds.json").write_text(content, encoding="latin-1")
    speeds = make(tmp_path)
    assert speeds.expected("everyday") is None
    speeds.record("everyday", 5.0)
    assert make(tmp_path).expected("everyday") == (5.0, True)


class Clock:
    """Time that passes when it is told to."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def follow(pace: Pace, clock: Clock, seconds: float, *counts: int) -> None:
    """Each count after so many seconds."""
    for count in counts:
        clock.now += seconds
        pace.add(count)


def test_of_a_model_that_went_meanwhile_nothing_is_expected(tmp_path: Path) -> None:
    assert make(tmp_path).expected("their-shapes") is None


def test_speed_is_that_of_the_last_seconds(clock: Clock) -> None:
    pace = Pace(5.0, clock)
    follow(pace, clock, 1.0, *(1000 * n for n in range(1, 11)))
    assert pace.per_second == pytest.approx(1000)
    follow(pace, clock, 1.0, *(10_000 + 3000 * n for n in range(1, 7)))
    assert pace.per_second == pytest.approx(3000)


def test_without_a_number_of_seconds_it_is_that_of_all_the_time(clock: Clock) -> None:
    pace = Pace(clock=clock)
    follow(pace, clock, 100.0, 1, 2, 3, 1003)
    assert pace.per_second == pytest.approx(1002 / 300)


def test_loading_is_not_measured(clock: Clock) -> None:
    pace = Pace(60.0, clock)
    follow(pace, clock, 10.0, 0, 0, 8)
    assert pace.per_second is None
    follow(pace, clock, 1.0, 16, 24)
    assert pace.per_second == pytest.approx(8)


def test_another_stretch_or_less_than_before_begins_anew(clock: Clock) -> None:
    pace = Pace(60.0, clock)
    follow(pace, clock, 1.0, 100, 200)
    assert pace.per_second == pytest.approx(100)
    pace.add(300, "trying again")
    assert pace.per_second is None
    clock.now += 1
    pace.add(310, "trying again")
    assert pace.per_second == pytest.approx(10)
    pace.add(5, "trying again")
    assert pace.per_second is None


def test_a_pause_does_not_slow_it_down(clock: Clock) -> None:
    pace = Pace(15.0, clock)
    follow(pace, clock, 1.0, 10, 20, 30)
    pace.restart()
    assert pace.per_second is None
    follow(pace, clock, 14.0, 30)
    follow(pace, clock, 1.0, 40)
    assert pace.per_second == pytest.approx(10)


def test_batches_that_take_longer_than_that_are_measured_too(clock: Clock) -> None:
    pace = Pace(15.0, clock)
    follow(pace, clock, 40.0, 8, 16, 24)
    assert pace.per_second == pytest.approx(0.2)
    assert pace.worth_keeping == pytest.approx(0.2)


def test_a_short_time_tells_something_but_is_not_worth_keeping(clock: Clock) -> None:
    pace = Pace(15.0, clock)
    follow(pace, clock, 1.0, 10, 20, 30)
    assert pace.per_second == pytest.approx(10)
    assert pace.worth_keeping is None
    follow(pace, clock, 1.0, 40)
    assert pace.worth_keeping == pytest.approx(10)


def test_the_time_left_follows_from_earlier_runs_until_this_one_is_measured(clock: Clock) -> None:
    pace = Pace(15.0, clock)
    assert pace.seconds_left(100) is None
    assert pace.seconds_left(100, expected=5.0) == pytest.approx(20)
    follow(pace, clock, 1.0, 10, 20)
    assert pace.seconds_left(100, expected=5.0) == pytest.approx(10)
    assert pace.seconds_left(-3) == 0


def test_nothing_is_told_while_nothing_moves(clock: Clock) -> None:
    pace = Pace(15.0, clock)
    follow(pace, clock, 1.0, 10, 10, 10)
    assert pace.per_second is None
