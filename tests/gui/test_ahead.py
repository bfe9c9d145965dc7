"""Pictures that are decoded before they are asked for: in order, and in bounded memory."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from threading import Event

import pytest
from pytestqt.qtbot import QtBot

from igtagger.gui.loupe.ahead import PicturesAhead, Wish, _Wishes
from tests.gui.listing import photograph
from tests.gui.window import LONG

ROOM = (400, 300)
VERSION = (1, 1)


@pytest.fixture
def ahead(qtbot: QtBot) -> Iterator[PicturesAhead]:
    made = PicturesAhead(memory_megabytes=1)  # two of 400 x 300 pixels, at four bytes each
    yield made
    made.close()


def wishes(folder: Path, count: int, room: tuple[int, int] | None = ROOM) -> list[Wish]:
    files = [photograph(folder / f"{number}.jpg", (800, 600)) for number in range(count)]
    return [Wish(str(file), VERSION, room) for file in files]


def test_what_is_wanted_first_is_kept_where_room_is_short(
    qtbot: QtBot, ahead: PicturesAhead, tmp_path: Path
) -> None:
    wanted = wishes(tmp_path, 6)
    made: list[Wish] = []
    ahead.ready.connect(lambda wish, _: made.append(wish))
    ahead.want(wanted)
    qtbot.waitUntil(lambda: len(made) == 6, timeout=LONG)
    assert ahead.get(wanted[0]) is not None
    assert ahead.used_bytes <= ahead.limit


def test_one_picture_is_kept_however_large(
    qtbot: QtBot, ahead: PicturesAhead, tmp_path: Path
) -> None:
    wanted = wishes(tmp_path, 2, None)
    for wish in wanted:
        with qtbot.waitSignal(ahead.ready, timeout=LONG):
            ahead.want([wish])
        assert ahead.used_bytes > ahead.limit
        assert ahead.get(wish) is not None
    assert ahead.get(wanted[0]) is None


def test_what_is_no_longer_wanted_is_not_begun_and_nothing_twice(tmp_path: Path) -> None:
    first, second, third, last = wishes(tmp_path, 4)
    queue, never = _Wishes(), Event()
    queue.put([first, second, third])
    assert queue.take(never) == first, "in the order in which they are wanted"
    queue.put([last, first])
    assert queue.take(never) == last, "and first is in hand already"
    assert not queue._wanted
    queue.arrived(first)
    queue.put([first])
    assert queue.take(never) == first


def test_the_most_detailed_of_a_picture_is_its_best(
    qtbot: QtBot, ahead: PicturesAhead, tmp_path: Path
) -> None:
    file = str(photograph(tmp_path / "a.jpg", (360, 280)))
    for room in (None, (200, 100), (300, 200)):
        with qtbot.waitSignal(ahead.ready, timeout=LONG):
            ahead.want([Wish(file, VERSION, room)])
    best = ahead.best(file, VERSION)
    assert best is not None
    assert best.width == 360
    assert ahead.best(file, (2, 2)) is None, "the file was changed"
    ahead.forget(file)
    assert ahead.best(file, VERSION) is None
    assert ahead.used_bytes == 0


def test_closing_ends_its_threads(qtbot: QtBot, tmp_path: Path) -> None:
    ahead = PicturesAhead()
    ahead.want(wishes(tmp_path, 4))
    jobs = list(ahead._jobs)
    ahead.close()
    assert jobs
    assert all(job.wait(5) for job in jobs)
    assert ahead.used_bytes == 0
