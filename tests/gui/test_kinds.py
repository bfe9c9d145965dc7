"""The kind of each picture: shown, filtered by, decided, and searched for."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QLocale, QRect, Qt, QTranslator
from PySide6.QtGui import QAction, QImage
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from igtagger.app.picture_table import Pictures
from igtagger.app.picture_values import Filter, Listed, State
from igtagger.domain import Failed, LabelRef, Layer, Reason, Review, Tagged
from igtagger.gui.dialogs.settings_dialog import SettingsDialog
from igtagger.gui.look import translation
from igtagger.gui.look.kind_words import kind_labels
from igtagger.gui.look.wrapped import WrappedText
from igtagger.gui.main_window import MainWindow
from igtagger.gui.results.results_model import Column, ResultsModel
from igtagger.gui.tags.details import Details
from igtagger.gui.tags.filter_bar import FilterBar
from igtagger.gui.views.grid import GridView
from igtagger.gui.views.thumbnails import Thumbnails
from igtagger.labels.kinds import KINDS
from igtagger.labels.name_languages import names_in
from igtagger.labels.name_rule import NameRule
from igtagger.labels.naming import Naming
from igtagger.labels.sets import load_labels
from igtagger.labels.thresholds import ANY
from tests.gui.listing import empty_model, failed, rule_of
from tests.gui.reviewing import TEN, Desk, opened, ref, shown_details
from tests.gui.window import pictures, use, wait_idle

PHOTOGRAPH, SCREENSHOT, DOCUMENT, TABLE, MAP = 0, 1, 5, 7, 10
LEFT = Qt.MouseButton.LeftButton


def kind(index: int) -> LabelRef:
    return LabelRef(KINDS, index)


def of_kinds(path: Path | str, *scores: tuple[int, float]) -> Listed:
    layer = Layer(KINDS, tuple(i for i, _ in scores), tuple(s for _, s in scores))
    return Listed(str(path), 1, Tagged(Path(path), 4, 3, TEN[:2], (0.75, 0.25), (layer,)))


def three(model: ResultsModel) -> None:
    model.add(
        [
            of_kinds("/p/a.jpg", (PHOTOGRAPH, 0.875), (MAP, 0.125)),
            of_kinds("/p/b.png", (DOCUMENT, 0.75), (SCREENSHOT, 0.25)),
            of_kinds("/p/c.png", (DOCUMENT, 0.5), (PHOTOGRAPH, 0.0625)),
            failed("/p/d.png"),
        ]
    )


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path) -> Iterator[Desk]:
    """Picture 0 is a photograph, 1 and 2 are documents, 3 is of no known kind."""
    for desk in opened(qtbot, tmp_path):
        desk.model.add(
            [
                of_kinds(desk.path(0), (PHOTOGRAPH, 0.875), (MAP, 0.125)),
                of_kinds(desk.path(1), (DOCUMENT, 0.75), (SCREENSHOT, 0.25)),
                of_kinds(desk.path(2), (DOCUMENT, 0.5), (PHOTOGRAPH, 0.0625)),
            ]
        )
        yield desk


@pytest.fixture
def details(qtbot: QtBot, desk: Desk) -> Details:
    return shown_details(qtbot, desk)


@pytest.fixture
def bar(qtbot: QtBot, desk: Desk) -> FilterBar:
    made = FilterBar(desk.model)
    made.filter_changed.connect(desk.model.set_filter)
    qtbot.addWidget(made)
    made.show()
    qtbot.waitExposed(made)
    return made


@pytest.fixture
def german(qapp: QApplication) -> Iterator[None]:
    locale = QLocale()
    translation.install(qapp, "de")
    yield
    for translator in qapp.findChildren(QTranslator):
        qapp.removeTranslator(translator)
    QLocale.setDefault(locale)


def settle(desk: Desk, details: Details) -> None:
    desk.settle()
    details.refresh()


def said(details: Details) -> tuple[str, bool]:
    """What the badge says, and whether it is confirmed."""
    return details.kind.badge.text(), details.kind.confirm.isChecked()


def menu_of(details: Details) -> dict[str, QAction]:
    details.kind.menu.aboutToShow.emit()
    return {a.text().split("\t")[0]: a for a in details.kind.menu.actions() if a.text()}


def items(bar: FilterBar) -> list[str]:
    return [bar.kinds.itemText(place) for place in range(bar.kinds.count())]


# Decisions


def test_the_badge_tells_the_kind_and_leads_to_its_pictures(desk: Desk, details: Details) -> None:
    details.set_rows([1])
    assert said(details) == ("text document", False)
    assert details.kind.badge.accessibleName() == "Kind: text document, 0.75"
    with desk.qtbot.waitSignal(details.kind_activated) as asked:
        desk.qtbot.mouseClick(details.kind.badge, LEFT)
    assert asked.args == [DOCUMENT]
    with desk.qtbot.waitSignal(details.kind_activated):
        desk.qtbot.keyClick(details.kind.badge, Qt.Key.Key_Return)


def test_nothing_is_said_of_the_kind_where_it_is_not_known(details: Details) -> None:
    details.set_rows([3])
    assert not details.kind.isVisible()
    details.set_rows([0])
    assert details.kind.isVisible()


def test_a_kind_is_confirmed_and_that_is_taken_back(desk: Desk, details: Details) -> None:
    details.set_rows([0])
    desk.qtbot.mouseClick(details.kind.confirm, LEFT)
    settle(desk, details)
    assert desk.stored(0) == Review(frozenset({kind(PHOTOGRAPH)}))
    assert said(details) == ("photograph", True)
    assert details.kind.badge.accessibleName().endswith("confirmed")
    assert details.chips.texts() == []
    desk.qtbot.mouseClick(details.kind.confirm, LEFT)
    settle(desk, details)
    assert desk.stored(0) == Review()
    assert said(details) == ("photograph", False)


def test_where_a_kind_is_rejected_the_next_best_is_shown(desk: Desk, details: Details) -> None:
    details.set_rows([1])
    desk.qtbot.mouseClick(details.kind.reject, LEFT)
    settle(desk, details)
    assert desk.stored(1) == Review(rejected=frozenset({kind(DOCUMENT)}))
    assert said(details) == ("desktop screenshot", False)
    desk.decide(desk.reviews.undo)
    details.refresh()
    assert said(details) == ("text document", False)
    desk.decide(desk.reviews.redo)
    details.refresh()
    assert said(details) == ("desktop screenshot", False)


def test_keys_decide_as_they_do_for_labels(desk: Desk, details: Details) -> None:
    details.set_rows([1])
    for widget, key in ((details.kind.badge, Qt.Key.Key_C), (details.kind.choose, Qt.Key.Key_X)):
        desk.qtbot.keyClick(widget, key)
        settle(desk, details)
    assert desk.stored(1) == Review(rejected=frozenset({kind(DOCUMENT)}))


def test_another_kind_takes_the_place_of_the_confirmed_one(desk: Desk, details: Details) -> None:
    details.set_rows([1])
    desk.decide(desk.reviews.confirm, [1], kind(DOCUMENT), ref(0))
    menu_of(details)["data table"].trigger()
    settle(desk, details)
    assert desk.stored(1).confirmed == {kind(TABLE), ref(0)}
    assert said(details) == ("data table", True)
    assert desk.reviews.done[-1].text.startswith("Confirm “data table” on 1 picture")
    desk.decide(desk.reviews.undo)
    assert desk.stored(1).confirmed == {kind(DOCUMENT), ref(0)}


def test_the_menu_has_all_kinds_the_likely_ones_first(desk: Desk, details: Details) -> None:
    details.set_rows([1])
    names = list(menu_of(details))
    assert names[:3] == ["text document", "desktop screenshot", "photograph"]
    assert sorted(names) == sorted(label.name for label in kind_labels(Naming()))
    assert [name for name, action in menu_of(details).items() if action.isChecked()] == names[:1]
    assert menu_of(details)["text document"].text().endswith("\t0.75")


def test_decisions_on_the_kind_are_taken_back_in_one_step(desk: Desk, details: Details) -> None:
    details.set_rows([1])
    assert "Take the decision back" not in menu_of(details)
    desk.decide(desk.reviews.reject, [1], kind(DOCUMENT))
    desk.decide(desk.reviews.confirm, [1], kind(MAP), ref(0))
    details.refresh()
    menu_of(details)["Take the decision back"].trigger()
    settle(desk, details)
    assert desk.stored(1) == Review(frozenset({ref(0)}))
    assert said(details) == ("text document", False)


def test_several_pictures_show_their_shared_kind_and_get_one(desk: Desk, details: Details) -> None:
    details.set_rows([1, 2])
    assert said(details) == ("text document", False)
    details.set_rows([0, 1, 2])
    assert said(details) == ("several kinds", False)
    assert not details.kind.confirm.isEnabled()
    assert details.kind.badge.toolTip().splitlines() == ["text document  2", "photograph  1"]
    assert "text document  2" in details.kind.badge.accessibleName()
    menu_of(details)["map"].trigger()
    settle(desk, details)
    assert [desk.stored(row).confirmed for row in range(3)] == [{kind(MAP)}] * 3
    assert said(details) == ("map", True)
    assert len(desk.reviews.done) == 1


def test_a_kind_that_some_pictures_lack_says_how_many_have_it(details: Details) -> None:
    details.set_rows([1, 3])
    assert said(details) == ("text document", False)
    assert details.kind.badge.toolTip().splitlines()[0] == "text document  1"


def test_where_all_kinds_are_rejected_one_can_still_be_chosen(desk: Desk, details: Details) -> None:
    details.set_rows([1])
    desk.decide(desk.reviews.reject, [1], *map(kind, range(18)))
    details.refresh()
    assert said(details) == ("unknown kind", False)
    menu_of(details)["map"].trigger()
    settle(desk, details)
    assert said(details) == ("map", True)


def test_a_shared_kind_is_confirmed_where_it_is_on_all_that_are_of_it(
    desk: Desk, details: Details
) -> None:
    details.set_rows([1, 2, 3])
    for row, confirmed in ((1, False), (2, True)):
        desk.decide(desk.reviews.confirm, [row], kind(DOCUMENT))
        details.refresh()
        assert said(details) == ("text document", confirmed)


def test_the_longest_kind_makes_the_panel_no_wider(desk: Desk, details: Details) -> None:
    details.set_rows([3])
    least = details.minimumSizeHint().width()
    desk.decide(desk.reviews.confirm, [1], kind(SCREENSHOT))
    details.set_rows([1])
    assert details.minimumSizeHint().width() == least


def test_a_kind_is_picked_below_the_field_for_tags(desk: Desk, details: Details) -> None:
    details.set_rows([1])
    details.activateWindow()
    details.field.setFocus()
    desk.qtbot.keyClicks(details.field, "photog")
    keys = [found.key for found in details.field.model.suggestions]
    for _ in range(keys.index(kind(PHOTOGRAPH)) + 1):
        desk.qtbot.keyClick(details.field.popup, Qt.Key.Key_Down)
    desk.qtbot.keyClick(details.field.popup, Qt.Key.Key_Return)
    settle(desk, details)
    assert desk.stored(1) == Review(frozenset({kind(PHOTOGRAPH)}))
    assert said(details) == ("photograph", True)


# Pictures in which nothing is named


def test_where_nothing_is_named_the_details_say_why_and_what_helps(
    desk: Desk, details: Details
) -> None:
    details.set_rows([1])
    assert details.view.ranked.labels == []
    text = details.message.findChild(WrappedText).toPlainText()
    assert "choose its kind" in text
    assert "Nothing is named here" in {x.text() for x in details.message.findChildren(QLabel)}
    details.set_rows([1, 2, 4, 5])  # of which one failed, and one waits
    assert "choose their kind" in details.message.findChild(WrappedText).toPlainText()
    desk.decide(desk.reviews.confirm, [1], kind(PHOTOGRAPH))
    details.set_rows([1])
    assert [label.name for label in details.view.ranked.labels] == ["dog", "cat"]


def test_the_list_has_a_column_for_kinds_and_no_score_where_nothing_is_named(
    qtbot: QtBot,
) -> None:
    model = empty_model()
    three(model)

    def texts(column: Column) -> list[str]:
        return [model.index(place, column).data() for place in range(model.rowCount())]

    assert texts(Column.KIND) == ["photograph", "text document", "text document", ""]
    assert texts(Column.SCORE) == ["0.75", "", "", ""]
    assert model.headerData(Column.KIND, Qt.Orientation.Horizontal) == "Kind"


def test_tiles_have_a_line_for_the_kind_as_soon_as_there_are_kinds(
    qtbot: QtBot, tmp_path: Path
) -> None:
    thumbnails = Thumbnails(tmp_path)
    model = empty_model()
    three(model)
    grid = GridView(thumbnails)
    grid.set_edge(176)
    grid.setModel(model)
    qtbot.addWidget(grid)
    grid.resize(900, 700)
    with qtbot.waitExposed(grid):
        grid.show()
    before = grid.cells.height
    grid.show_kinds(shown=True)
    assert grid.cells.height > before

    def below(place: int) -> QImage:
        """What stands below the name of a picture."""
        tile = grid.visualRect(model.index(place, 0))
        top = tile.bottom() - 70
        return grid.viewport().grab(QRect(tile.left() + 4, top, tile.width() - 8, 66)).toImage()

    with_badge = below(1)
    model.set_reviews({1: Review(rejected=frozenset(map(kind, range(18))))})
    assert below(1) != with_badge
    grid.show_kinds(shown=False)
    assert grid.cells.height == before
    thumbnails.close()


# The filter


def test_the_box_of_kinds_is_there_as_soon_as_there_are_kinds(qtbot: QtBot) -> None:
    model = empty_model()
    bar = FilterBar(model)
    qtbot.addWidget(bar)
    bar.show()
    assert not bar.kinds.isVisible()
    with qtbot.waitSignal(model.counts_changed):
        three(model)
    assert bar.kinds.isVisible()
    assert items(bar) == ["All kinds", "photograph  1", "text document  2"]


def test_a_kind_is_chosen_by_keys_and_cleared_with_the_other_filters(
    desk: Desk, bar: FilterBar
) -> None:
    bar.kinds.setFocus()
    for _ in range(2):
        desk.qtbot.keyClick(bar.kinds, Qt.Key.Key_Down)
    assert bar.kinds.currentText() == "text document  2"
    assert desk.model.filter == Filter(kind=DOCUMENT)
    assert desk.model.rows() == [1, 2]
    desk.qtbot.mouseClick(bar.reset_button, LEFT)
    assert desk.model.filter == Filter()
    assert bar.kinds.currentText() == "All kinds"


def test_the_counts_of_kinds_are_kept_in_step(desk: Desk, bar: FilterBar) -> None:
    bar.set_kind(DOCUMENT)
    desk.decide(desk.reviews.confirm, [0, 1, 2], kind(MAP))
    desk.qtbot.waitUntil(lambda: items(bar) == ["All kinds", "text document  0", "map  3"])
    assert bar.kinds.currentText() == "text document  0"
    bar.set_kind(None)
    desk.qtbot.waitUntil(lambda: items(bar) == ["All kinds", "map  3"])


def test_nothing_moves_in_the_box_while_a_kind_is_being_chosen(desk: Desk, bar: FilterBar) -> None:
    bar.kinds.showPopup()
    desk.model.add([of_kinds(desk.path(5), (MAP, 0.5))])
    desk.qtbot.waitSignal(desk.model.counts_changed).wait()
    assert items(bar) == ["All kinds", "photograph  1", "text document  2"]
    bar.kinds.hidePopup()
    assert items(bar) == ["All kinds", "photograph  1", "text document  2", "map  1"]


# The whole window


def test_kinds_are_filtered_searched_and_chosen_in_the_window(qtbot: QtBot, tmp_path: Path) -> None:
    folder = pictures(tmp_path / "in", "a.png", "b.png")

    def script(window: MainWindow) -> None:
        window.open_paths([folder], tag=False)
        wait_idle(qtbot, window)
        window.workspace.size_slider.setValue(176)
        window.results.use_model(rule_of())
        window.results.add(
            [
                of_kinds(folder / "a.png", (PHOTOGRAPH, 0.875)),
                of_kinds(folder / "b.png", (DOCUMENT, 0.75)),
            ]
        )
        space, before = window.workspace, window.workspace.grid.cells.height
        qtbot.waitUntil(lambda: space.grid.cells.height > before)
        qtbot.waitUntil(window.workspace.filters.kinds.isVisible)
        qtbot.keyClicks(space.filters.search, "documen")
        qtbot.keyClick(space.filters.search, Qt.Key.Key_Return)
        assert window.results.rowCount() == 1
        space.filters.reset()
        space.step(1)
        qtbot.mouseClick(space.details.kind.badge, LEFT)
        assert window.results.filter == Filter(kind=PHOTOGRAPH)
        assert space.filters.kinds.currentText() == "photograph  1"
        window.actions_.kind.trigger()
        assert space.details.kind.menu.isVisible()
        for _ in range(2):  # past the one that it is of
            qtbot.keyClick(space.details.kind.menu, Qt.Key.Key_Down)
        qtbot.keyClick(space.details.kind.menu, Qt.Key.Key_Return)
        wait_idle(qtbot, window)
        assert len(window.reviews.done) == 1
        window.actions_.undo.trigger()
        wait_idle(qtbot, window)
        assert not window.reviews.done

    assert use(script) == 0


def test_whether_kinds_are_said_is_a_setting_and_changing_it_looks_again(
    qtbot: QtBot, tmp_path: Path
) -> None:
    folder = pictures(tmp_path / "in", "a.png")

    def script(window: MainWindow) -> None:
        window.open_paths([folder], tag=False)
        wait_idle(qtbot, window)
        window.results.add([of_kinds(folder / "a.png", (DOCUMENT, 0.75))])
        window.workspace.filters.set_kind(DOCUMENT)
        window.actions_.settings.trigger()
        dialog = window.findChild(SettingsDialog)
        assert dialog.kinds.isChecked()
        qtbot.mouseClick(dialog.kinds, LEFT, pos=dialog.kinds.rect().center())
        dialog.accept()
        assert not window.preferences.kinds
        assert window.results.filter == Filter()
        wait_idle(qtbot, window)
        assert window.results.pictures.state(0) is State.WAITING  # the library knows nothing of it
        assert window.results.rowCount() == 1

    assert use(script) == 0


# In other languages


def test_kinds_are_called_in_the_windows_language_and_found_so(
    qtbot: QtBot, german: None, desk: Desk, details: Details
) -> None:
    rule = rule_of(Naming(names=names_in("de")))
    model = ResultsModel(rule)
    three(model)
    assert model.index(1, Column.KIND).data() == "Textdokument"
    model.set_filter(Filter(text="textDOK"))
    assert model.rows() == [1, 2]
    model.set_filter(Filter())
    model.clear()
    three(model)
    assert model.index(0, Column.KIND).data() == "Foto"
    desk.model.use_rule(rule)
    details.set_rows([1])
    assert said(details) == ("Textdokument", False)
    assert "Fließtext" in details.kind.badge.toolTip()
    desk.qtbot.keyClicks(details.field, "Textdoku")
    (found,) = details.field.model.suggestions
    assert "Fließtext" in found.definition
    details.field.clear()
    menu_of(details)["Landkarte"].trigger()
    settle(desk, details)
    assert "„Landkarte“" in desk.reviews.done[-1].text


def test_the_english_words_are_those_of_tables() -> None:
    naming = Naming()
    words, labels = kind_labels(naming), load_labels(KINDS)
    assert [naming.label_of(kind(label.index)) for label in labels] == words
    assert [label.definition for label in labels] == [label.definition for label in words]
    # A table without more is a piece of furniture.
    assert {a.name: b.name for a, b in zip(labels, words, strict=True) if a.name != b.name} == {
        "table": "data table"
    }


def test_a_failed_picture_keeps_the_kind_that_was_confirmed() -> None:
    made = Pictures(rule_of())
    made.add([Listed("/a.jpg", 0, Failed(Path("/a.jpg"), Reason("picture.empty", path="/a.jpg")))])
    made.set_review(0, Review(frozenset({kind(MAP)})))
    assert made.kind_counts(np.array([0])) == {MAP: 1}


def test_where_kinds_are_the_labels_of_the_model_there_are_no_badges_and_all_are_shown() -> None:
    made = Pictures(NameRule(Naming(), KINDS, ANY))
    path = Path("/a.jpg")
    made.add([Listed("/a.jpg", 1, Tagged(path, 4, 3, (DOCUMENT, MAP), (0.75, 0.25)))])
    made.set_review(0, Review(frozenset({kind(DOCUMENT)})))
    assert made.kind(0) is None
    assert made.is_named(0)
    assert made.kind_counts() == {}
