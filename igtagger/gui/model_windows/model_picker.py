"""The tool bar's choice of a model, with the state of each."""

from __future__ import annotations

from PySide6.QtCore import (
    QCoreApplication,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QFont,
    QFontMetrics,
    QIcon,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QStandardItem,
    QStandardItemModel,
    QWheelEvent,
)
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QSizePolicy,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionComboBox,
    QStyleOptionViewItem,
    QStylePainter,
    QToolButton,
    QWidget,
)

from igtagger.app.weights_state import ModelState, Verb
from igtagger.gui.keys.all_keys import EVERYWHERE_KEYS
from igtagger.gui.look.icons import icon
from igtagger.gui.look.plain_text import set_tool_tip
from igtagger.gui.look.spoken_label import SpokenLabel
from igtagger.gui.look.text_scale import text_scale
from igtagger.gui.model_windows import model_words
from igtagger.gui.model_windows.weights_jobs import WeightsJobs
from igtagger.models.catalog import ModelSpec

_ID = Qt.ItemDataRole.UserRole
_STATE = Qt.ItemDataRole.UserRole + 1
_SUBTITLE = Qt.ItemDataRole.UserRole + 2
_TOP = Qt.AlignmentFlag.AlignTop
_PADDING = 8
_GAP = 24
_WIDEST = 260
_WIDEST_LINE = 560
_MANAGE = ""
_ICON = 16
_SEPARATOR = "separator"  # what QComboBox marks its separators with

Index = QModelIndex | QPersistentModelIndex


class ModelPicker(QWidget):
    """A list of models that drops down, and how far downloads are while there are any."""

    chosen = Signal(str)  # the id of another model, which can run
    wanted = Signal(str)  # the id of one that must be downloaded first
    manage_requested = Signal()

    def __init__(self, jobs: WeightsJobs, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self._current = next(spec.id for spec in jobs.catalog)
        self._title = ""
        self.combo = _Combo()
        SpokenLabel(self.tr("Model"), self.combo)
        self.combo.about_to_open.connect(jobs.refresh)
        self.combo.activated.connect(self._picked)
        self.downloads = QToolButton()
        self.downloads.setIcon(icon("download"))
        self.downloads.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.downloads.clicked.connect(self.manage_requested)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.combo)
        layout.addWidget(self.downloads)
        self.setFocusProxy(self.combo)
        jobs.changed.connect(self._changed)
        jobs.models_changed.connect(self._fill)
        self._fill()

    def set_current(self, model_id: str) -> None:
        """Show that model as the chosen one, without a signal."""
        self._current = model_id
        self._show_current()

    def _fill(self) -> None:
        items = self.combo.items
        items.removeRows(0, items.rowCount())
        for spec in self._jobs.catalog:
            item = QStandardItem(icon("model"), model_words.title(spec))
            item.setData(spec.id, _ID)
            item.setData(_subtitle(spec), _SUBTITLE)
            items.appendRow(item)
        self.combo.insertSeparator(items.rowCount())
        manage = QStandardItem(icon("settings"), self.tr("Manage models..."))
        manage.setData(_MANAGE, _ID)
        items.appendRow(manage)
        for spec in self._jobs.catalog:
            self._show_state(spec.id)
        self._show_downloads()
        self._show_current()

    def _row(self, model_id: str) -> int:
        return self.combo.findData(model_id, _ID)

    def _picked(self, row: int) -> None:
        model_id = self.combo.itemData(row, _ID)
        self._show_current()  # until it is known that it can run
        if model_id == _MANAGE:
            self.manage_requested.emit()
        elif not self._jobs.state(model_id).usable:
            self.wanted.emit(model_id)
        elif model_id != self._current:
            self.set_current(model_id)
            self.chosen.emit(model_id)

    def _show_current(self) -> None:
        row = self._row(self._current)
        self.combo.setCurrentIndex(row)
        if row >= 0:  # else it went, and a run goes on with it
            self._title = self.combo.itemText(row)
        self.combo.setPlaceholderText(self._title)
        set_tool_tip(self.combo, self.tr("Model: {model}").format(model=self._title))

    def _changed(self, model_id: str) -> None:
        self._show_state(model_id)
        self._show_downloads()

    def _show_state(self, model_id: str) -> None:
        item = self.combo.items.item(self._row(model_id))
        words = model_words.state(self._jobs.state(model_id))
        if item.data(_STATE) != words:  # progress comes more often than its words change
            item.setData(words, _STATE)
            item.setData(f"{item.text()}, {words}", Qt.ItemDataRole.AccessibleTextRole)

    def _show_downloads(self) -> None:
        states = [(spec, self._jobs.state(spec.id)) for spec in self._jobs.catalog]
        running = [(spec, state) for spec, state in states if _is_downloading(state)]
        self.downloads.setVisible(bool(running))
        if not running:
            return
        done = sum(state.activity.done for _, state in running if state.activity)
        share = 100 * done / sum(state.size for _, state in running)
        self.downloads.setText(model_words.percent(int(share), 0))
        lines = [
            f"{model_words.title(spec)}: {model_words.state(state)}" for spec, state in running
        ]
        set_tool_tip(self.downloads, "\n".join(lines))
        names = self.tr("Downloads: {list}").format(list="; ".join(lines))
        self.downloads.setAccessibleName(names)


class _Combo(QComboBox):
    """Opens where others change at once: a stray turn of the wheel would load another model."""

    about_to_open = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.items = QStandardItemModel(0, 1, self)
        self.setModel(self.items)
        self.setItemDelegate(_Delegate(self))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setMaximumWidth(round(_WIDEST * text_scale()))

    def minimumSizeHint(self) -> QSize:  # noqa: N802  Qt's name
        """No wider than it may become: what does not fit ends in dots."""
        hint = super().minimumSizeHint()
        return QSize(min(hint.width(), self.maximumWidth()), hint.height())

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802  Qt's name
        """As the style draws it, but a name that does not fit ends in dots."""
        painter, look = QStylePainter(self), QStyleOptionComboBox()
        self.initStyleOption(look)
        field = self.style().subControlRect(
            QStyle.ComplexControl.CC_ComboBox, look, QStyle.SubControl.SC_ComboBoxEditField, self
        )
        room = field.width() - look.iconSize.width() - _PADDING
        look.currentText = self.fontMetrics().elidedText(
            look.currentText or self.placeholderText(), Qt.TextElideMode.ElideRight, room
        )
        painter.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, look)
        painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, look)
        painter.end()

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802
        """Leave the wheel to what is around."""
        event.ignore()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """The arrows open the list, too."""
        if EVERYWHERE_KEYS.verb(event) in ("press", "open-list"):
            self.showPopup()
        else:
            event.ignore()

    def showPopup(self) -> None:  # noqa: N802
        """As wide as its widest line."""
        self.about_to_open.emit()
        view = self.view()
        lines = (self.items.index(row, 0) for row in range(self.items.rowCount()))
        widest = max(view.sizeHintForIndex(line).width() for line in lines)
        view.setMinimumWidth(min(_WIDEST_LINE, widest + 2 * view.frameWidth()))
        super().showPopup()


class _Delegate(QStyledItemDelegate):
    """A line of the list: title and state, and below what to expect of the model."""

    def __init__(self, combo: QComboBox) -> None:
        super().__init__(combo)
        self._combo = combo

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: N802
        """Room for all texts, uncut."""
        if _is_separator(index):
            return QSize(0, _PADDING + 1)
        title, subtitle, state = _texts(index)
        metrics, bold = option.fontMetrics, QFontMetrics(_bold(option.font))
        first = bold.horizontalAdvance(title)
        if state:
            first += _GAP + metrics.horizontalAdvance(state)
        width = max(first, metrics.horizontalAdvance(subtitle))
        rows = 2 if subtitle else 1
        return QSize(width + _ICON + 4 * _PADDING, rows * metrics.lineSpacing() + 2 * _PADDING)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw it in the palette's colours."""
        painter.save()
        if _is_separator(index):
            painter.setPen(option.palette.color(QPalette.ColorRole.Mid))
            middle = option.rect.center().y()
            painter.drawLine(option.rect.left(), middle, option.rect.right(), middle)
        else:
            self._paint_line(painter, option, index)
        painter.restore()

    def _paint_line(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        lit = bool(option.state & QStyle.StateFlag.State_Selected)
        if lit:
            painter.fillRect(option.rect, option.palette.highlight())
        strong = QPalette.ColorRole.HighlightedText if lit else QPalette.ColorRole.Text
        quiet = strong if lit else QPalette.ColorRole.PlaceholderText
        title, subtitle, state = _texts(index)
        inner = option.rect.adjusted(_PADDING, _PADDING, -_PADDING, -_PADDING)
        mode = QIcon.Mode.Selected if lit else QIcon.Mode.Normal
        picture = QRect(inner.left(), inner.top(), _ICON, option.fontMetrics.lineSpacing())
        if mark := self._mark(index):
            mark.paint(painter, picture, Qt.AlignmentFlag.AlignCenter, mode)
        inner.setLeft(picture.right() + _PADDING)
        painter.setPen(option.palette.color(quiet))
        painter.drawText(inner, _TOP | Qt.AlignmentFlag.AlignRight, state)
        painter.drawText(inner, Qt.AlignmentFlag.AlignBottom | Qt.AlignmentFlag.AlignLeft, subtitle)
        painter.setPen(option.palette.color(strong))
        painter.setFont(_bold(option.font) if subtitle else option.font)
        room = inner.width() - (option.fontMetrics.horizontalAdvance(state) + _GAP if state else 0)
        shown = painter.fontMetrics().elidedText(title, Qt.TextElideMode.ElideRight, room)
        painter.drawText(inner, _TOP | Qt.AlignmentFlag.AlignLeft, shown)

    def _mark(self, index: Index) -> QIcon | None:
        """The check of the chosen model; other models have none."""
        if index.data(_ID) == _MANAGE:
            return icon("settings")
        return icon("check") if index.row() == self._combo.currentIndex() else None


def _is_separator(index: Index) -> bool:
    return bool(index.data(Qt.ItemDataRole.AccessibleDescriptionRole) == _SEPARATOR)


def _texts(index: Index) -> tuple[str, str, str]:
    """Title, subtitle, state."""
    title = index.data(Qt.ItemDataRole.DisplayRole)
    return title, index.data(_SUBTITLE) or "", index.data(_STATE) or ""


def _bold(font: QFont) -> QFont:
    bold = QFont(font)
    bold.setWeight(QFont.Weight.DemiBold)
    return bold


def _subtitle(spec: ModelSpec) -> str:
    if spec.top1 is None:
        return model_words.description(spec)
    words = QCoreApplication.translate("ModelPicker", "{top1} right with the first label")
    return words.format(top1=model_words.percent(spec.top1))


def _is_downloading(state: ModelState) -> bool:
    return state.activity is not None and state.activity.verb is Verb.DOWNLOAD
