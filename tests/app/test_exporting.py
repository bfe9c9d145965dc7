"""Outcomes leave the library with what the person decided about them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from threading import Event

import pytest

from igtagger.app.exporting import export_pictures, judged_of_library, judged_of_run
from igtagger.app.own_places import precious
from igtagger.domain import Failed, LabelRef, Review, Tagged
from igtagger.export.destinations import Destination
from igtagger.export.registry import FORMATS
from igtagger.export.rows import TableModel, TableOptions
from igtagger.labels.naming import Naming
from igtagger.labels.opinion import OpinionRule
from igtagger.labels.opinions import Judged
from igtagger.library.facade import Library
from igtagger.pictures.path_lists import PathList
from igtagger.settings import Settings
from tests.app.test_run import SPEC, World, expected_label

RULE = OpinionRule(SPEC.label_set, 5)


class Counting(Library):
    """A library that remembers for how many files it was asked."""

    asked: list[int]

    def reviews(self, paths: Sequence[Path]) -> dict[Path, Review]:
        self.asked.append(len(paths))
        return super().reviews(paths)


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


def opened(world: World) -> Counting:
    library = Counting.open(world.library_file, on_message=pytest.fail)
    assert isinstance(library, Counting)
    library.asked = []
    return library


def reds(count: int) -> dict[int, Review]:
    """A review for each of so many pictures: its best label is wrong, and the person names it."""
    return {
        red: Review(
            rejected=frozenset({LabelRef(SPEC.label_set, expected_label(red))}), own=(f"no {red}",)
        )
        for red in range(count)
    }


def named(judged: Judged) -> list[object]:
    return [
        tag.key.index if isinstance(tag.key, LabelRef) else tag.key for tag in judged.opinion.tags
    ]


def test_each_picture_of_a_run_has_its_own_review(world: World) -> None:
    files = {red: world.add(f"{red:03}.png", red) for red in range(40)}
    reviews = reds(40)
    with opened(world) as library:
        library.save_reviews({files[red]: reviews[red] for red in range(0, 40, 2)})
        found = list(judged_of_run(world.start(library), library, RULE))
    assert [judged.outcome.path for judged in found] == list(files.values())
    for red, judged in enumerate(found):
        best, next_ = expected_label(red), expected_label(red + 1)
        assert named(judged) == ([best, next_] if red % 2 else [next_, f"no {red}"])


def test_what_the_model_says_alone_asks_for_no_review(world: World) -> None:
    file = world.add("a.png", 7)
    with opened(world) as library:
        library.save_reviews({file: Review(own=("mine",))})
        found = list(judged_of_run(world.start(library), library, RULE, reviewed=False))
        assert library.asked == []
    assert named(found[0]) == [expected_label(7), expected_label(8)]


def test_the_reviews_of_known_files_are_read_for_many_at_once(world: World) -> None:
    for number in range(1200):
        world.add(f"{number:04}.png", number % 200)
    world.run()
    with opened(world) as library:
        found = list(judged_of_run(world.start(library), library, RULE))
        assert len(found) == 1200
        assert len(library.asked) <= 6
        assert sum(library.asked) == 1200


def test_a_picture_is_told_while_the_next_one_is_still_to_be_made(world: World) -> None:
    for number in range(30):
        world.add(f"{number:02}.png", number)
    go_on, calls, waits = Event(), [], []

    def wait_at_the_second() -> None:
        calls.append(1)
        if len(calls) == 2:
            waits.append(go_on.wait(10))

    world.engine.before = wait_at_the_second
    with opened(world) as library:
        # One decoder, so that the first picture is the first in the engine, too.
        found = judged_of_run(world.start(library, workers=1), library, RULE)
        assert next(found).outcome.path.name == "00.png"
        assert waits == []
        go_on.set()
        assert len(list(found)) == 29


def test_what_the_library_keeps_is_joined_in_the_same_way(world: World) -> None:
    files = [world.add(f"{red}.png", red) for red in range(3)]
    (tagged, *_) = world.run()
    assert isinstance(tagged, Tagged)
    unknown = world.pictures / "new.png"
    reviews = reds(1)
    with opened(world) as library:
        library.save_reviews({files[0]: reviews[0], unknown: Review(own=("later",))})
        paths = [str(path) for path in (*files, unknown)]
        found = list(
            judged_of_library(paths, library, world.last.key, RULE, reviewed=True, cancel=Event())
        )
        assert library.asked == [4]
    assert [judged.outcome.path for judged in found] == [*files, unknown]
    assert named(found[0]) == [expected_label(1), "no 0"]
    assert isinstance(found[3].outcome, Failed)
    assert named(found[3]) == ["later"]


def test_so_much_is_told_of_a_table_while_it_is_written(tmp_path: Path) -> None:
    form, target = FORMATS["csv"], tmp_path / "a.csv"
    judged = RULE.judge(Tagged(tmp_path / "a.png", 20, 10, (1,), (0.5,)))
    model = TableModel("m", "ab", SPEC.label_set, Naming())
    told = export_pictures(
        iter([judged] * 600),
        600,
        Destination(target, form.is_own),
        form,
        model,
        TableOptions("wide", 1, tmp_path),
    )
    assert [(each.done, each.total) for each in told] == [(256, 600), (512, 600), (600, 600)]
    assert len(target.read_text("utf-8").splitlines()) == 601


def test_very_many_inputs_stay_on_the_disk_when_a_table_is_kept_off_them(tmp_path: Path) -> None:
    settings, many = Settings(data_dir=tmp_path), PathList()
    kept = precious(settings, many)
    assert (kept.named, kept.listed) == ((), many)
    kept = precious(settings, [tmp_path / "a.png"])
    assert (kept.named, kept.listed) == ((tmp_path / "a.png",), None)
    many.close()
