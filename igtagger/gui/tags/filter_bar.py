"""Finding pictures, and in which order they are shown."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QLocale, QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QComboBox,
    QDoubleSpinBox,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from igtagger.app.filter_query import query_of, with_folder_alone, with_tag_alone, with_term
from igtagger.app.picture_values import Filter, Order, TagKey, TagKind, Which
from igtagger.app.query_completion import Completions
from igtagger.gui.look.icons import icon
from igtagger.gui.look.plain_text import PlainLabel, set_tool_tip
from igtagger.gui.look.reading_order import keep_in_order
from igtagger.gui.look.spoken_label import SpokenLabel
from igtagger.gui.look.text_scale import text_scale
from igtagger.gui.results.results_model import ResultsModel
from igtagger.gui.tags.chips import Chip, ChipText
from igtagger.gui.tags.kind_box import KindBox
from igtagger.gui.tags.query_field import QueryField
from igtagger.gui.tags.query_help import QueryHelp
from igtagger.labels.query_building import Join, SearchTerm

_PLEASANT = 170
"""Logical pixels of the search: where the row leaves it fewer, it has a row of its own."""
_NARROWEST = 380
"""Of the bar then."""


def indent(box: QAbstractSpinBox) -> None:
    """Let the figure stand as far from the edge as the text of other fields does."""
    if (line := box.findChild(QLineEdit)) is not None:
        line.setTextMargins(6, 0, 0, 0)


class FilterBar(QWidget):
    """Which pictures are visible, and in which order.

    Args:
        model: for its counts. What is chosen here is told by signals, not set there.
        parent: the Qt owner.

    Signals:
        filter_changed: a :class:`Filter`.
        order_changed: an :class:`Order`, and whether it is descending.
        save_requested: a search is to be kept.
        left: on to the pictures, by key.
    """

    save_requested = Signal(str)
    filter_changed = Signal(object)
    order_changed = Signal(object, bool)
    left = Signal()

    def __init__(self, model: ResultsModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self._filter = Filter()
        self._chip: Chip | None = None
        self._build()
        model.counts_changed.connect(self.refresh_counts)
        model.modelReset.connect(self._show_count)
        model.rowsInserted.connect(self._show_count)
        self._show_filter()
        self.refresh_counts()

    # Building

    def _build(self) -> None:
        self.search = self._built_search()
        self.help_button = QToolButton()
        self.help_button.setText("?")
        _keep_whole(self.help_button)
        self.help_button.setAccessibleName(self.tr("What can be searched for"))
        set_tool_tip(self.help_button, self.tr("What can be searched for"))
        self.help_button.clicked.connect(self._show_help)
        self.save_button = QToolButton()
        self.save_button.setIcon(icon("star"))
        self.save_button.setFixedWidth(28)
        self.save_button.setAccessibleName(self.tr("Save this search"))
        set_tool_tip(self.save_button, self.tr("Save this search in the side bar (Ctrl+D)"))
        self.save_button.clicked.connect(self.ask_to_save)
        self.states = self._built_states()
        self.min_score = QDoubleSpinBox()
        self.min_score.setRange(0.0, 1.0)
        self.min_score.setSingleStep(0.05)
        self.min_score.setDecimals(2)
        self.min_score.setPrefix("≥ ")
        self.min_score.setSpecialValueText(self.tr("Any score"))
        self.min_score.setAccessibleName(self.tr("Minimum score"))
        set_tool_tip(
            self.min_score,
            self.tr(
                "Only pictures with at least this score: of the chosen tag, else of the first name"
            ),
        )
        self.min_score.valueChanged.connect(self._on_score)
        indent(self.min_score)
        self.orders = self._built_orders()
        self.direction = QToolButton()
        self.direction.setCheckable(True)
        _keep_whole(self.direction)
        self.direction.toggled.connect(self._on_order)
        self._show_direction()
        self._first, self._between = QHBoxLayout(), QHBoxLayout()
        for row in (self._first, self._between):
            row.setSpacing(6)
        self._first.addWidget(self.search, 1)
        self._first.addWidget(self.help_button)
        self._first.addWidget(self.save_button)
        self._beside = (self.states, self.min_score, self.orders, self.direction)
        for widget in self._beside:
            self._first.addWidget(widget)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 6, 8, 4)
        layout.setSpacing(4)
        layout.addLayout(self._first)
        layout.addWidget(self.mistake)
        layout.addLayout(self._between)
        layout.addLayout(self._built_second())

    def _built_search(self) -> QueryField:
        completions = Completions(lambda: self._model.pictures)
        search = QueryField(self.tr("Search names, folders and tags"), completions)
        search.setMinimumWidth(120)
        search.searched.connect(lambda text: self._set(replace(self._filter, text=text)))
        search.mistaken.connect(self._show_mistake)
        search.left.connect(self.left)
        self._model.counts_changed.connect(completions.forget)
        self._model.modelReset.connect(completions.forget)
        self.mistake = PlainLabel()
        self.mistake.setProperty("look", "error")
        self.mistake.setWordWrap(True)
        self.mistake.hide()
        return search

    def _built_second(self) -> QHBoxLayout:
        self._count = PlainLabel()
        self._count.setForegroundRole(self._count.foregroundRole().PlaceholderText)
        self.reset_button = QPushButton(self.tr("Reset filter"))
        self.reset_button.setFlat(True)
        self.reset_button.clicked.connect(self.reset)
        policy = self.reset_button.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self.reset_button.setSizePolicy(policy)
        self.kinds = KindBox(self._model, self)
        self.kinds.kind_chosen.connect(self.set_kind)
        self._second = QHBoxLayout()
        self._second.setSpacing(8)
        self._second.addWidget(self.kinds)
        self._second.addWidget(self._count)
        self._second.addStretch(1)
        self._second.addWidget(self.reset_button)
        return self._second

    def _built_states(self) -> QComboBox:
        box = QComboBox()
        for which in Which:
            box.addItem("", which)
        SpokenLabel(self.tr("State"), box)
        set_tool_tip(box, self.tr("Which pictures are shown"))
        box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        box.setMinimumContentsLength(13)
        box.currentIndexChanged.connect(self._on_state)
        return box

    def _built_orders(self) -> QComboBox:
        box = QComboBox()
        for order, name in {
            Order.FOUND: self.tr("As found"),
            Order.NAME: self.tr("Name"),
            Order.DATE: self.tr("Date"),
            Order.TAKEN: self.tr("Taken"),
            Order.SCORE: self.tr("Score"),
            Order.DOUBT: self.tr("Most doubtful first"),
        }.items():
            box.addItem(name, order)
        SpokenLabel(self.tr("Sort by"), box)
        set_tool_tip(box, self.tr("Sort by"))
        box.currentIndexChanged.connect(self._on_order)
        return box

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """As narrow as it can become by taking another row."""
        return QSize(round(_NARROWEST * text_scale()), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802  Qt's name
        """Where there is little room the search has a row of its own, or it is not to be read."""
        super().resizeEvent(event)
        row = self._first if self._needed() <= event.size().width() else self._between
        if row.indexOf(self.states) < 0:
            other = self._first if row is self._between else self._between
            for widget in self._beside:
                other.removeWidget(widget)
                row.addWidget(widget)

    def _needed(self) -> int:
        """Logical pixels that all of the first row takes, the search as narrow as is pleasant."""
        shown = (self.help_button, self.save_button, *self._beside)
        spacing = self._first.spacing() * (len(shown) + 1)
        return (
            round(_PLEASANT * text_scale())
            + spacing
            + sum(max(w.sizeHint().width(), w.minimumWidth()) for w in shown)
        )

    # What is chosen

    def focus_search(self) -> None:
        """Go to the search field, its text selected."""
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    @property
    def query(self) -> str:
        """All that is chosen here, as one search."""
        return query_of(self._model.pictures, self._filter)

    def ask_to_save(self) -> None:
        """Have what is searched for kept, if anything is."""
        if query := self.query:
            self.save_requested.emit(query)

    def set_tag(self, key: TagKey | None) -> None:
        """Only pictures with this tag, in the place of all that were joined; all where None."""
        if key is None:
            self._set(replace(self._filter, tag=None))
        else:
            self._show_and_set(with_tag_alone(self._filter, key))

    def join(self, term: SearchTerm, how: Join) -> None:
        """Have the search ask for one more thing, exclude it, or no longer do so."""
        self._show_and_set(with_term(self._model.pictures, self._filter, term, how))

    def set_folder(self, folder: str | None) -> None:
        """Only pictures in this folder or below it; in whichever folder where None."""
        self._show_and_set(with_folder_alone(self._filter, folder))

    def search_for(self, query: str) -> None:
        """What this search finds, and nothing else chosen."""
        self.show_filter(Filter(text=query))
        self.filter_changed.emit(self._filter)

    def _show_and_set(self, wanted: Filter) -> None:
        self.search.set_text(wanted.text)
        self._set(wanted)

    def set_text(self, text: str) -> None:
        """Only pictures that this search finds; all where it is empty."""
        self.search.set_text(text)
        self._set(replace(self._filter, text=text))

    def set_kind(self, kind: int | None) -> None:
        """Only pictures of the kind with this index; all where None."""
        self.kinds.show_kind(kind)
        self._set(replace(self._filter, kind=kind))

    def reset(self) -> None:
        """All pictures; the order stays."""
        self.show_filter(Filter())
        self.filter_changed.emit(self._filter)

    def show_filter(self, wanted: Filter) -> None:
        """Show a filter that was set elsewhere; tells nobody."""
        self.search.set_text(wanted.text)
        with QSignalBlocker(self.states), QSignalBlocker(self.min_score):
            self.states.setCurrentIndex(list(Which).index(wanted.which))
            self.min_score.setValue(wanted.min_score)
        self.kinds.show_kind(wanted.kind)
        self._filter = wanted
        self._show_filter()

    def show_order(self, order: Order, *, descending: bool) -> None:
        """Show an order that was set elsewhere, such as by a click on a header; tells nobody."""
        with QSignalBlocker(self.orders), QSignalBlocker(self.direction):
            self.orders.setCurrentIndex(self.orders.findData(order))
            self.direction.setChecked(descending)
        self._show_direction()

    def _on_state(self) -> None:
        self._set(replace(self._filter, which=Which(self.states.currentData())))

    def _on_score(self, score: float) -> None:
        self._set(replace(self._filter, min_score=round(score, 2)))

    def _on_order(self) -> None:
        self._show_direction()
        self.order_changed.emit(Order(self.orders.currentData()), self.direction.isChecked())

    def _set(self, wanted: Filter) -> None:
        if wanted != self._filter:
            self._filter = wanted
            self._show_filter()
            self.filter_changed.emit(wanted)

    # What is shown

    def _show_mistake(self, why: str) -> None:
        """Why what is typed is no search; the pictures stay as they are."""
        self.mistake.setText(why)
        self.mistake.setVisible(bool(why))

    def _show_help(self) -> None:
        QueryHelp(self).show_below(self.help_button)

    def _show_filter(self) -> None:
        self.reset_button.setVisible(self._filter != Filter())
        self.save_button.setEnabled(self._filter != Filter())
        self._show_chip()
        self._show_count()

    def _show_chip(self) -> None:
        wanted = self._chip_text()
        if self._chip is not None:
            if self._chip.chip == wanted:
                return
            self._chip.hide()
            self._chip.deleteLater()
            self._chip = None
        if wanted is None:
            return
        self._chip = Chip(wanted)
        set_tool_tip(self._chip, self.tr("Only pictures with this tag. Delete ends the filter."))
        self._chip.removed.connect(lambda _: self.set_tag(None))
        self._second.insertWidget(2, self._chip)
        keep_in_order(self.reset_button, [self._chip])

    def _chip_text(self) -> ChipText | None:
        key = self._filter.tag
        if key is None:
            return None
        kind = TagKind.OWN if isinstance(key, str) else TagKind.AUTOMATIC
        pictures = self._model.pictures
        colour = pictures.naming.colour(key) if isinstance(key, str) else ""
        return ChipText(key, pictures.name_of(key), kind, colour=colour)

    def _show_direction(self) -> None:
        descending = self.direction.isChecked()
        said = self.tr("Descending") if descending else self.tr("Ascending")
        self.direction.setText("↓" if descending else "↑")
        set_tool_tip(self.direction, said)
        self.direction.setAccessibleName(self.tr("Sort direction: {way}").format(way=said))

    def _show_count(self) -> None:
        locale = QLocale()
        shown, all_of_them = self._model.rowCount(), self._model.pictures.listed
        self._count.setText(
            self.tr("{shown} of {all} shown").format(
                shown=locale.toString(shown), all=locale.toString(all_of_them)
            )
        )

    def refresh_counts(self) -> None:
        """Take the counts of the model over."""
        names = {
            Which.ALL: self.tr("All"),
            Which.TAGGED: self.tr("Tagged"),
            Which.FAILED: self.tr("Failed"),
            Which.WAITING: self.tr("Waiting"),
            Which.REVIEWED: self.tr("Reviewed"),
            Which.NOT_REVIEWED: self.tr("Not reviewed"),
            Which.GONE: self.tr("Gone"),
        }
        found = self._model.found(which=Which.ALL)
        counts, locale = self._model.pictures.state_counts(found), QLocale()
        for place, which in enumerate(Which):
            self.states.setItemText(place, f"{names[which]}  {locale.toString(counts[which])}")
        self._show_count()
        self._show_chip()  # which may be called otherwise by now


def _keep_whole(button: QToolButton) -> None:
    """It does not give way where the row is short of room."""
    button.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
