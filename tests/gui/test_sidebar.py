"""The side bar of the real window: searches, folders, tags, and what they filter."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QItemSelectionModel, QModelIndex, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from igtagger.app.picture_values import Filter, Which
from igtagger.gui.main_window import MainWindow
from igtagger.gui.results.results_model import ResultsModel
from igtagger.gui.sidebar.counted_rows import CountRole
from igtagger.gui.sidebar.folder_model import FolderModel
from igtagger.gui.sidebar.save_dialog import SaveSearchDialog
from igtagger.gui.sidebar.saved_model import SavedModel
from igtagger.gui.tags.filter_bar import FilterBar
from igtagger.gui.tags.tag_list import TagList
from igtagger.gui.tags.tag_model import Mark
from igtagger.models.catalog import everyday
from igtagger.settings import Settings
from tests.gui.listing import model_of, reviewed, rule_of, tagged
from tests.gui.window import LONG, FakeEngine, drop, pictures, use, wait_idle

Key, LEFT = Qt.Key, Qt.MouseButton.LeftButton
ALT = Qt.KeyboardModifier.AltModifier


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    pictures(tmp_path / "p" / "2019", "a.png", "b.png")
    pictures(tmp_path / "p" / "2019" / "trip", "c.png")
    pictures(tmp_path / "p" / "2020", "d.png")
    return tmp_path / "p"


@pytest.fixture
def run(qtbot: QtBot, folder: Path) -> Callable[[Callable[[MainWindow], None]], None]:
    def run(script: Callable[[MainWindow], None]) -> None:
        def act(window: MainWindow) -> None:
            qtbot.waitUntil(lambda: window.results.rowCount() == 4, timeout=LONG)
            wait_idle(qtbot, window)
            script(window)

        assert use(act, [folder]) == 0

    return run


def index_of(window: MainWindow, name: str) -> QModelIndex:
    model = window.workspace.sidebar.folders.folders
    for place, node in enumerate(model.tree.nodes):
        if node.name == name:
            return model.createIndex(node.row, 0, place)
    raise AssertionError(name)


def counts(window: MainWindow) -> dict[str, int]:
    model = window.workspace.sidebar.folders.folders
    names = [Path(node.path).name for node in model.tree.nodes]
    return dict(zip(names, model._totals, strict=True))


def click(qtbot: QtBot, window: MainWindow, name: str, *keys: Qt.KeyboardModifier) -> None:
    tree = window.workspace.sidebar.folders
    place = tree.visualRect(index_of(window, name)).center()
    qtbot.mouseClick(tree.viewport(), LEFT, *keys, pos=place)


def shown(window: MainWindow) -> list[str]:
    return [Path(window.results.pictures.path(row)).stem for row in window.results.rows()]


def menu_action(menu, text: str):
    return next(action for action in menu.actions() if action.text().startswith(text))


def test_a_click_on_a_folder_shows_what_is_in_it_and_below(
    qtbot: QtBot, run: Callable[..., None], folder: Path
) -> None:
    def script(window: MainWindow) -> None:
        qtbot.waitUntil(lambda: counts(window) == {"p": 4, "2019": 3, "trip": 1, "2020": 1})
        click(qtbot, window, "2019")
        assert shown(window) == ["a", "b", "c"]
        assert window.workspace.filters.search.text() == f"folder={folder / '2019'}"
        assert index_of(window, "2019").data(CountRole.MARK) is Mark.WANTED
        click(qtbot, window, "2020")
        assert shown(window) == ["d"]
        click(qtbot, window, "2020")
        assert window.results.filter == Filter()
        click(qtbot, window, "2019", ALT)
        assert shown(window) == ["d"]
        assert index_of(window, "2019").data(CountRole.MARK) is Mark.EXCLUDED
        window.workspace.filters.set_text("name:a OR name:d")
        qtbot.waitUntil(lambda: counts(window) == {"p": 2, "2019": 1, "trip": 0, "2020": 1})
        click(qtbot, window, "2020")
        assert shown(window) == ["d"]
        qtbot.wait(600)  # what is counted beside folders does not follow the folder
        assert counts(window) == {"p": 2, "2019": 1, "trip": 0, "2020": 1}

    run(script)


def test_a_folder_leaves_the_list_and_is_added_again(
    qtbot: QtBot, run: Callable[..., None], folder: Path
) -> None:
    def script(window: MainWindow) -> None:
        tree = window.workspace.sidebar.folders
        qtbot.waitUntil(lambda: "2019" in counts(window))
        menu = tree.menu_for(index_of(window, "2019"))
        menu_action(menu, "Remove from the list").trigger()
        assert shown(window) == ["d"]
        qtbot.waitUntil(lambda: counts(window) == {"2020": 1})
        window.session.tag()
        wait_idle(qtbot, window)
        assert shown(window) == ["d"]
        assert window.session.wanted() == (folder / "2020" / "d.png",)
        drop(window, folder / "2019" / "trip")
        wait_idle(qtbot, window)
        qtbot.waitUntil(lambda: sorted(shown(window)) == ["c", "d"])
        drop(window, folder)
        wait_idle(qtbot, window)
        qtbot.waitUntil(lambda: sorted(shown(window)) == ["a", "b", "c", "d"])

    run(script)


def test_delete_takes_the_selected_pictures_out_and_the_library_keeps_them(
    qtbot: QtBot, run: Callable[..., None]
) -> None:
    def script(window: MainWindow) -> None:
        space = window.workspace
        window.reviews.add_own([1], "kept")
        qtbot.waitUntil(lambda: not window.reviews.busy)
        flags = QItemSelectionModel.SelectionFlag
        space.selection.select(window.results.index(1, 0), flags.ClearAndSelect | flags.Rows)
        for view in (space.grid, space.list):
            assert window.actions_.remove in view.actions()
        window.actions_.remove.trigger()
        assert shown(window) == ["a", "c", "d"]
        assert space.rows() == [2]
        path = Path(window.results.pictures.path(1))
        assert window.context.library.reviews([path])[path].own == ("kept",)
        window.reviews.undo()
        qtbot.waitUntil(lambda: not window.reviews.busy)
        assert window.context.library.reviews([path]) == {}

    run(script)


def test_open_takes_the_place_of_what_is_there_and_add_adds(
    qtbot: QtBot, run: Callable[..., None], folder: Path, tmp_path: Path
) -> None:
    other = pictures(tmp_path / "other", "x.png")

    def script(window: MainWindow) -> None:
        window.workspace.filters.set_text("name:a")
        window.intake.opened.emit([other])
        wait_idle(qtbot, window)
        qtbot.waitUntil(lambda: shown(window) == ["x"])
        assert window.results.filter == Filter()
        window.intake.brought.emit([folder / "2020"])
        wait_idle(qtbot, window)
        qtbot.waitUntil(lambda: shown(window) == ["x", "d"])
        window.actions_.recent.aboutToShow.emit()
        newest = window.actions_.recent.actions()[0]
        assert newest.toolTip().endswith("2020")
        newest.trigger()
        wait_idle(qtbot, window)
        qtbot.waitUntil(lambda: shown(window) == ["d"])

    run(script)


def test_new_pictures_that_the_search_hides_are_told_and_one_click_shows_them(
    qtbot: QtBot, run: Callable[..., None], tmp_path: Path
) -> None:
    other = pictures(tmp_path / "other", "x.png", "y.png", "a2.png")

    def script(window: MainWindow) -> None:
        bar = window.workspace.hidden
        window.workspace.filters.set_text("name:a")
        drop(window, other)
        wait_idle(qtbot, window)
        qtbot.waitUntil(bar.isVisible, timeout=LONG)
        assert bar.line.text().startswith("2 ")
        assert shown(window) == ["a", "a2"]
        qtbot.mouseClick(bar.show_button, LEFT)
        assert len(shown(window)) == 7
        assert not bar.isVisible()

    run(script)


def test_the_first_of_new_pictures_comes_into_sight(
    qtbot: QtBot, run: Callable[..., None], tmp_path: Path
) -> None:
    other = pictures(tmp_path / "z", *(f"{number}.png" for number in range(40)))

    def script(window: MainWindow) -> None:
        window.context.loader = lambda *_: FakeEngine(everyday())
        window.resize(1024, 700)
        grid = window.workspace.grid
        assert grid.verticalScrollBar().value() == 0
        drop(window, other)
        qtbot.waitUntil(lambda: grid.verticalScrollBar().value() > 0, timeout=LONG)
        place = grid.visualRect(window.results.index(4, 0))
        assert grid.viewport().rect().contains(place.center())
        assert not window.workspace.hidden.isVisible()
        wait_idle(qtbot, window)

    run(script)


def test_a_folder_without_pictures_says_so_where_one_is_opened(
    qtbot: QtBot, tmp_path: Path
) -> None:
    (tmp_path / "nothing").mkdir()

    def script(window: MainWindow) -> None:
        window.intake.opened.emit([tmp_path / "nothing"])
        told = window.start._zone._empty
        qtbot.waitUntil(told.isVisible, timeout=LONG)
        assert str(tmp_path / "nothing") in told.text()
        drop(window, pictures(tmp_path / "some", "a.png"))
        wait_idle(qtbot, window)
        assert not told.text()

    assert use(script) == 0


def test_no_match_says_so_in_the_middle_and_shows_the_way_back(
    qtbot: QtBot, run: Callable[..., None]
) -> None:
    def script(window: MainWindow) -> None:
        space = window.workspace
        space.filters.set_text("zzz")
        assert space.middle.currentWidget() is space.middle.pane
        assert space.middle.pane.button.isVisible()
        qtbot.mouseClick(space.middle.pane.button, LEFT)
        assert space.middle.currentWidget() is space.views
        assert len(shown(window)) == 4

    run(script)


def saved(window: MainWindow) -> dict[str, int]:
    model = window.workspace.sidebar.saved.saved
    rows = [model.index(row) for row in range(model.rowCount())]
    return {index.data(): index.data(CountRole.COUNT) for index in rows}


def save(window: MainWindow, name: str) -> SaveSearchDialog:
    window.actions_.save_search.trigger()
    dialog = window.findChildren(SaveSearchDialog)[-1]
    dialog.name.setText(name)
    return dialog


def test_searches_are_saved_counted_applied_and_kept(
    qtbot: QtBot, run: Callable[..., None], folder: Path
) -> None:
    def script(window: MainWindow) -> None:
        space = window.workspace
        file = Settings.from_environment().searches_file
        assert not space.filters.save_button.isEnabled()
        space.filters.set_text("folder:2019")
        space.filters.states.setCurrentIndex(list(Which).index(Which.NOT_REVIEWED))
        dialog = save(window, " Of   2019 ")
        assert dialog.search.text() == "folder:2019 state:unreviewed"
        dialog.search.setText("folder:2019 (")
        assert not dialog.save_button.isEnabled()
        dialog.search.setText("folder:2019 NOT name:a")
        qtbot.mouseClick(dialog.save_button, LEFT)
        qtbot.waitUntil(lambda: saved(window) == {"Of 2019": 2})
        assert json.loads(file.read_text())["searches"] == [
            {"name": "Of 2019", "search": "folder:2019 NOT name:a"}
        ]
        space.filters.reset()
        listed = space.sidebar.saved
        place = listed.visualRect(listed.saved.index(0)).center()
        qtbot.mouseClick(listed.viewport(), LEFT, pos=place)
        assert shown(window) == ["b", "c"]
        assert listed.saved.index(0).data(CountRole.MARK) is Mark.WANTED
        qtbot.mouseClick(listed.viewport(), LEFT, pos=place)
        assert window.results.filter == Filter()
        window.session.take_out([1])
        qtbot.waitUntil(lambda: saved(window) == {"Of 2019": 1})

    run(script)

    def again(window: MainWindow) -> None:
        qtbot.waitUntil(lambda: saved(window) == {"Of 2019": 2})

    run(again)


def test_saved_searches_are_replaced_renamed_moved_and_deleted_by_keys(
    qtbot: QtBot, run: Callable[..., None]
) -> None:
    def script(window: MainWindow) -> None:
        space, listed = window.workspace, window.workspace.sidebar.saved
        for name, query in (("one", "name:a"), ("two", "name:b"), ("three", "name:c")):
            listed.save(name, query)
        listed.setCurrentIndex(listed.saved.index(2))
        listed.setFocus()
        qtbot.keyClick(listed, Key.Key_Up, ALT)
        assert listed.names == ["one", "three", "two"]
        qtbot.keyClick(listed, Key.Key_Return)
        assert shown(window) == ["c"]
        qtbot.keyClick(listed, Key.Key_Delete)
        assert listed.names == ["one", "two"]
        listed.saved.setData(listed.saved.index(0), "Zwei")
        assert listed.names == ["Zwei", "two"]
        space.filters.set_text("name:d")
        menu_action(listed.menu_for(listed.saved.index(1)), "Replace").trigger()
        qtbot.waitUntil(lambda: saved(window) == {"Zwei": 1, "two": 1})
        assert listed.saved.searches[1].query == "name:d"
        dialog = save(window, "ZWEI")
        assert dialog.save_button.text() == "Replace"
        dialog.reject()
        data = listed.saved.mimeData([listed.saved.index(0)])
        listed.saved.dropMimeData(data, Qt.DropAction.MoveAction, 2, 0, QModelIndex())
        assert listed.names == ["two", "Zwei"]

    run(script)


def test_a_damaged_file_of_searches_is_told(qtbot: QtBot, run: Callable[..., None]) -> None:
    file = Settings.from_environment().searches_file
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(b"{")

    def script(window: MainWindow) -> None:
        assert any("saved searches" in problem.message for problem in window.problems.problems)
        window.workspace.sidebar.saved.save("new", "name:a")
        assert file.with_name("searches.damaged-1.json").read_bytes() == b"{"

    run(script)


def test_parts_fold_and_stay_so(qtbot: QtBot, run: Callable[..., None]) -> None:
    def script(window: MainWindow) -> None:
        bar = window.workspace.sidebar
        qtbot.mouseClick(bar._sections[1].heading, LEFT)
        assert not bar.folders.isVisible()
        assert bar.folded == ["folders"]

    run(script)
    run(_is_folded)


def _is_folded(window: MainWindow) -> None:
    assert window.workspace.sidebar.folded == ["folders"]
    assert not window.workspace.sidebar.folders.isVisible()


def test_nothing_is_squeezed_in_a_small_window(qtbot: QtBot, run: Callable[..., None]) -> None:
    def script(window: MainWindow) -> None:
        bar = window.workspace.sidebar
        for number in range(8):
            bar.saved.save(f"search {number}", "name:a")
        window.resize(1024, 700)
        qtbot.waitUntil(lambda: len(counts(window)) == 4)
        row = bar.fontMetrics().height() + 10
        qtbot.waitUntil(lambda: bar.folders.height() >= 3 * row)
        qtbot.waitUntil(lambda: bar.saved.height() >= 2 * row)
        assert bar.folders.height() >= 3 * row
        assert bar.tags.view.parentWidget().height() >= 4 * row
        assert bar.verticalScrollBar().maximum() == 0
        bar.setMaximumHeight(300)
        QApplication.processEvents()
        assert bar.verticalScrollBar().maximum() > 0  # scrolled, not squeezed
        assert bar.folders.height() >= 3 * row

    run(script)


FILTERS = [
    Filter(),
    Filter(text="name:IMG_1"),
    Filter(text="NOT name:IMG_2", min_score=0.5),
    Filter(text="folder=/p/1 OR name:IMG_9", which=Which.REVIEWED),
    Filter(which=Which.NOT_REVIEWED, min_score=0.3),
]


@pytest.mark.parametrize("wanted", FILTERS)
def test_every_count_is_how_many_pictures_its_click_shows(qtbot: QtBot, wanted: Filter) -> None:
    results = ResultsModel(rule_of())
    results.add(
        tagged(f"/p/{number % 3}/x/IMG_{number}.jpg", {number % 5: 0.9 - number % 7 / 10}, 1)
        for number in range(40)
    )
    results.set_reviews({3: reviewed(own=("Rex",)), 8: reviewed(rejected=(3,)), 9: reviewed((1,))})
    bar = FilterBar(results)
    tags = TagList(results)
    folders = FolderModel()
    for widget in (bar, tags):
        qtbot.addWidget(widget)
    bar.filter_changed.connect(results.set_filter)
    bar.show_filter(wanted)
    results.set_filter(wanted)
    results.counts_changed.emit()
    folders.show_counts(results.pictures, results.found())

    def shown(change: Callable[[], None]) -> int:
        bar.show_filter(wanted)
        results.set_filter(wanted)
        change()
        return results.rowCount()

    counted = list(tags.tags)
    assert counted
    for tag in counted:
        assert shown(lambda key=tag.key: bar.set_tag(key)) == tag.pictures, tag.name
    states = [bar.states.itemText(place).rsplit("  ")[1] for place in range(bar.states.count())]
    for place, figure in enumerate(states):
        assert shown(lambda place=place: bar.states.setCurrentIndex(place)) == int(figure)
    for place, node in enumerate(folders.tree.nodes):
        found = shown(lambda path=node.path: bar.set_folder(path))
        if "folder=" not in wanted.text:
            assert found == folders._totals[place], node.path


def test_both_models_keep_qts_rules(qtmodeltester: ModelTester) -> None:
    results = model_of(10)
    for model in (FolderModel(), SavedModel(results)):
        qtmodeltester.check(model)
        if isinstance(model, FolderModel):
            model.show_counts(results.pictures, None)
        qtmodeltester.check(model)
