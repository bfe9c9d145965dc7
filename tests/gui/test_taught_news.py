"""A tag that was taught is shown in the window as soon as it is, and judged as an own tag."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from threading import Event

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from igtagger.app.filter_query import term_of
from igtagger.app.picture_values import Filter, ShownTag, TagKind
from igtagger.app.query_completion import Completions
from igtagger.domain import LabelRef, Review
from igtagger.gui.main_window import MainWindow
from igtagger.gui.results.results_model import Role
from igtagger.gui.tags.tag_model import CountedTag
from igtagger.labels.taught_names import TAUGHT
from igtagger.models.catalog import everyday
from igtagger.models.taught import TaughtTag
from tests.gui.window import LONG, FakeEngine, drop, pictures, use, wait_idle

BOAT = LabelRef(TAUGHT, 0)
BOTH = np.array([0, 1], np.intp)


@pytest.fixture(autouse=True)
def _application(qtbot: QtBot) -> None:
    """Qt is there before ``main()`` asks for it."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return pictures(tmp_path / "harbour", "a.png", "b.png")


def teach(window: MainWindow, *, bias: float = 2.0, threshold: float = 0.5) -> TaughtTag:
    """A tag that every picture has, by its bias."""
    spec, store = window.session.spec, window.context.taught_store
    sha = window.context.store.find(spec).sha256
    tag = store.begin("our boat", spec.id, sha, spec.labels_count)
    tag = replace(tag, bias=bias, threshold=threshold, automatic=True, examples=5)
    store.put([tag])
    return tag


def tagged(qtbot: QtBot, window: MainWindow, folder: Path) -> None:
    window.context.loader = lambda *_: FakeEngine(everyday())
    drop(window, folder)
    wait_idle(qtbot, window)


def renewed(qtbot: QtBot, window: MainWindow) -> None:
    window.taught_news.renew()
    qtbot.waitUntil(lambda: not window.taught_news.busy, timeout=LONG)


def boats(window: MainWindow) -> list[list[ShownTag]]:
    shown = [window.results.pictures.tags(row) for row in range(2)]
    return [[tag for tag in tags if tag.name == "our boat"] for tags in shown]


def in_list(window: MainWindow) -> list[CountedTag]:
    tags = window.workspace.tags
    tags.refresh()
    return [tag for tag in tags.tags if tag.name == "our boat"]


def with_pictures(
    qtbot: QtBot, folder: Path, script: Callable[[MainWindow], None]
) -> Callable[[MainWindow], None]:
    def act(window: MainWindow) -> None:
        tagged(qtbot, window, folder)
        script(window)

    return act


def test_it_is_said_of_all_pictures_once_it_is_taught_and_no_more_once_it_is_switched_off(
    qtbot: QtBot, folder: Path
) -> None:
    def script(window: MainWindow) -> None:
        teach(window)
        renewed(qtbot, window)
        assert [[tag.kind for tag in tags] for tags in boats(window)] == [[TagKind.TAUGHT]] * 2
        (listed,) = in_list(window)
        assert (listed.pictures, listed.taught, listed.kind) == (2, 2, TagKind.OWN)
        tip = window.results.data(window.results.index(0, 0), 3)
        assert "our boat" in tip
        window.context.taught_store.switch("our boat", automatic=False)
        renewed(qtbot, window)
        assert boats(window) == [[], []]
        assert in_list(window) == []

    assert use(with_pictures(qtbot, folder, script)) == 0


def test_one_that_was_taught_better_is_said_where_it_is_now_alone(
    qtbot: QtBot, folder: Path
) -> None:
    def script(window: MainWindow) -> None:
        teach(window)
        renewed(qtbot, window)
        teach(window, bias=-2.0)
        renewed(qtbot, window)
        assert boats(window) == [[], []]
        teach(window, bias=-2.0, threshold=0.1)
        renewed(qtbot, window)
        assert [len(tags) for tags in boats(window)] == [1, 1]

    assert use(with_pictures(qtbot, folder, script)) == 0


def test_a_new_picture_has_it_by_the_run_that_tags_it(qtbot: QtBot, folder: Path) -> None:
    def script(window: MainWindow) -> None:
        teach(window)
        renewed(qtbot, window)
        pictures(folder, "c.png")
        drop(window, folder)
        wait_idle(qtbot, window)
        assert window.results.pictures.tags(2)[0].kind is TagKind.TAUGHT

    assert use(with_pictures(qtbot, folder, script)) == 0


def test_to_confirm_it_is_to_add_the_own_tag_and_to_reject_it_takes_that_off(
    qtbot: QtBot, folder: Path
) -> None:
    def script(window: MainWindow) -> None:
        teach(window)
        renewed(qtbot, window)
        reviews, results = window.reviews, window.results
        reviews.confirm([0], BOAT)
        wait_idle(qtbot, window)
        assert results.pictures.review(0) == Review(own=("our boat",))
        assert [tag.kind for tags in boats(window) for tag in tags] == [
            TagKind.OWN,
            TagKind.TAUGHT,
        ]
        (listed,) = in_list(window)
        assert (listed.pictures, listed.taught) == (2, 1)
        reviews.reject([0, 1], BOAT)
        wait_idle(qtbot, window)
        assert results.pictures.review(0) == Review(rejected=frozenset({BOAT}))
        assert boats(window) == [[], []]
        reviews.add_own([1], "Our Boat")
        wait_idle(qtbot, window)
        assert results.pictures.review(1) == Review(own=("Our Boat",))
        for _ in range(3):
            reviews.undo()
        wait_idle(qtbot, window)
        assert [results.pictures.review(row) for row in range(2)] == [Review()] * 2
        assert [len(tags) for tags in boats(window)] == [1, 1]

    assert use(with_pictures(qtbot, folder, script)) == 0


def test_the_details_have_it_among_labels_with_what_the_person_decided(
    qtbot: QtBot, folder: Path
) -> None:
    def script(window: MainWindow) -> None:
        teach(window)
        renewed(qtbot, window)
        details = window.workspace.details
        for rows in ([0], [0, 1]):
            details.set_rows(rows)
            details.refresh()
            (label,) = (each for each in details.labels() if each.ref == BOAT)
            assert (label.name, label.shown, label.confirmed) == ("our boat", True, 0)
            assert label.definition
        window.reviews.confirm([0, 1], BOAT)
        wait_idle(qtbot, window)
        for rows in ([0], [0, 1]):
            details.set_rows(rows)
            details.refresh()
            (label,) = (each for each in details.labels() if each.ref == BOAT)
            assert label.confirmed == len(rows)
            assert [chip.key for chip in details.chips.texts()] == ["our boat"]

    assert use(with_pictures(qtbot, folder, script)) == 0


def test_all_that_is_shown_is_confirmed_or_rejected_with_it(qtbot: QtBot, folder: Path) -> None:
    def script(window: MainWindow) -> None:
        teach(window)
        renewed(qtbot, window)
        window.reviews.confirm_shown([0])
        window.reviews.reject_shown([1])
        wait_idle(qtbot, window)
        assert window.results.pictures.review(0).own == ("our boat",)
        assert BOAT in window.results.pictures.review(1).rejected

    assert use(with_pictures(qtbot, folder, script)) == 0


def test_its_pictures_are_filtered_searched_and_gone_through(qtbot: QtBot, folder: Path) -> None:
    def script(window: MainWindow) -> None:
        teach(window)
        renewed(qtbot, window)
        window.reviews.confirm([0], BOAT)
        wait_idle(qtbot, window)
        results = window.results
        for wanted, rows in (
            (Filter(tag="our boat"), [0, 1]),
            (Filter(text='tag:"our boat"'), [0, 1]),
            (Filter(text='own:"our boat"'), [0]),
            (Filter(text='tag:"our boat" NOT own:"our boat"'), [1]),
        ):
            results.set_filter(wanted)
            assert [results.data(results.index(place, 0), Role.ROW)
                    for place in range(results.rowCount())] == rows  # fmt: skip
        assert results.pictures.to_judge(BOAT) == [1]
        assert results.text(1, 3).startswith("0.88")

    assert use(with_pictures(qtbot, folder, script)) == 0


def test_c_and_x_are_about_it_where_pictures_are_filtered_by_it(qtbot: QtBot, folder: Path) -> None:
    def script(window: MainWindow) -> None:
        teach(window)
        renewed(qtbot, window)
        window.results.set_filter(Filter(tag="our boat"))
        grid = window.workspace.grid
        grid.setFocus()
        for place, key in enumerate((Qt.Key.Key_C, Qt.Key.Key_X)):
            window.workspace.go_to(place)
            QTest.keyClick(grid, key)
            wait_idle(qtbot, window)
        reviews = [window.results.pictures.review(row) for row in range(2)]
        assert reviews == [Review(own=("our boat",)), Review(rejected=frozenset({BOAT}))]

    assert use(with_pictures(qtbot, folder, script)) == 0


def test_the_menu_of_the_tag_list_goes_through_what_is_said_by_itself(
    qtbot: QtBot, folder: Path
) -> None:
    def script(window: MainWindow) -> None:
        teach(window)
        renewed(qtbot, window)
        window.reviews.confirm([0], BOAT)
        wait_idle(qtbot, window)
        tags = window.workspace.tags
        in_list(window)
        model = tags.view.model()
        index = next(
            model.index(row, 0)
            for row in range(model.rowCount())
            if model.index(row, 0).data() == "our boat"
        )
        actions = {action.text(): action for action in tags.menu_for(index).actions()}
        assert "Remove from 1 picture" in actions
        assert "Confirm on 1 picture" in actions
        actions["Reject on 1 picture"].trigger()
        wait_idle(qtbot, window)
        assert window.results.pictures.review(1).rejected == {BOAT}
        assert window.results.pictures.review(0).own == ("our boat",)

    assert use(with_pictures(qtbot, folder, script)) == 0


def test_another_name_for_it_is_one_for_what_was_taught_and_can_be_undone(
    qtbot: QtBot, folder: Path
) -> None:
    def script(window: MainWindow) -> None:
        teach(window)
        renewed(qtbot, window)
        window.reviews.confirm([0], BOAT)
        wait_idle(qtbot, window)

        def names() -> list[str]:
            wait_idle(qtbot, window)
            qtbot.waitUntil(lambda: not window.taught_news.busy, timeout=LONG)
            tags = (window.results.pictures.tags(row) for row in range(2))
            kinds = (TagKind.OWN, TagKind.TAUGHT)
            return [tag.name for each in tags for tag in each if tag.kind in kinds]

        window.reviews.rename_own([0, 1], "our boat", "Minnow")
        assert names() == ["Minnow", "Minnow"]
        window.reviews.undo()
        assert names() == ["our boat", "our boat"]

    assert use(with_pictures(qtbot, folder, script)) == 0


def test_the_search_goes_on_with_its_name_for_whoever_says_it_and_with_own_for_the_person(
    qtbot: QtBot, folder: Path
) -> None:
    def script(window: MainWindow) -> None:
        teach(window)
        renewed(qtbot, window)
        pictures_ = window.results.pictures
        completions = Completions(lambda: pictures_)
        whole, *_ = completions.of('"our b', 6).choices
        assert (whole.text, whole.pictures) == ('tag:"our boat"', 2)
        assert str(term_of(pictures_, "our boat")) == 'tag:"our boat"'
        window.reviews.confirm([0], BOAT)
        wait_idle(qtbot, window)
        completions.forget()
        own, *_ = completions.of("own:our", 7).choices
        assert (own.text, own.pictures) == ('own:"our boat"', 1)

    assert use(with_pictures(qtbot, folder, script)) == 0


def test_what_a_run_tags_while_a_tag_is_taught_has_it_once_the_run_is_over(
    qtbot: QtBot, folder: Path
) -> None:
    held = Event()

    class HeldEngine(FakeEngine):
        def predict(self, pixels: NDArray[np.uint8]) -> NDArray[np.float32]:
            assert held.wait(LONG / 1000)
            return super().predict(pixels)

    def script(window: MainWindow) -> None:
        window.context.loader = lambda *_: HeldEngine(everyday())
        drop(window, folder)
        qtbot.waitUntil(lambda: window.session.engine is not None, timeout=LONG)
        teach(window)
        renewed(qtbot, window)
        held.set()
        wait_idle(qtbot, window)
        qtbot.waitUntil(lambda: [len(tags) for tags in boats(window)] == [1, 1], timeout=LONG)

    assert use(script) == 0
