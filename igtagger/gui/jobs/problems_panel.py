"""The one place of the window that shows what went wrong and what to do about it."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import (
    QFont,
    QFontDatabase,
    QGuiApplication,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QTextCursor,
)
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QPlainTextEdit,
    QScrollArea,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from igtagger.gui.jobs.problems import Problem
from igtagger.gui.keys.all_keys import EVERYWHERE_KEYS
from igtagger.gui.look.announcing import announce
from igtagger.gui.look.elided import ElidedLabel
from igtagger.gui.look.icons import icon, tinted
from igtagger.gui.look.palette import colours
from igtagger.gui.look.plain_text import set_tool_tip
from igtagger.gui.look.reading_order import keep_in_order
from igtagger.gui.look.wrapped import WrappedText

MOST_KEPT = 100
_TALLEST_LIST = 280
_FEWEST_LINES = 2
_DETAIL_LINES = 7
_ICON = QSize(16, 16)


@dataclass(slots=True)
class _Entry:
    problem: Problem
    times: int = 1


class ProblemsPanel(QWidget):
    """A slim bar with the newest problem; it opens to the list of all. Hidden while there is none.

    A problem that comes again is counted, not listed twice.
    """

    open_log_requested = Signal()
    verb_requested = Signal(object)  # the problem whose button was pressed

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._entries: list[_Entry] = []  # the newest last
        self.setAccessibleName(self.tr("Problems"))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._make_bar())
        layout.addWidget(self._make_list())
        self.hide()

    @property
    def problems(self) -> list[Problem]:
        """What is shown, the newest first."""
        return [entry.problem for entry in reversed(self._entries)]

    def add(self, problem: Problem) -> None:
        """Show a problem as the newest."""
        entry = next((e for e in self._entries if e.problem == problem), None)
        if entry is not None:
            self._entries.remove(entry)
            entry.times += 1
        self._entries.append(entry or _Entry(problem))
        del self._entries[:-MOST_KEPT]
        self._show()
        announce(self, f"{problem.message} {problem.hint}", assertive=True)

    def dismiss(self, problem: Problem) -> None:
        """Show it no longer."""
        self._entries = [entry for entry in self._entries if entry.problem != problem]
        self._show()

    def dismiss_all(self) -> None:
        """Show nothing any longer."""
        self._entries.clear()
        self._show()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  Qt's name
        """Escape closes the list, then dismisses the newest."""
        if EVERYWHERE_KEYS.verb(event) != "dismiss":
            super().keyPressEvent(event)
        elif self.more.isChecked():
            self.more.setChecked(False)
        else:
            self._dismiss_newest()

    def _make_bar(self) -> QFrame:
        bar = _frame()
        self.line = ElidedLabel()
        self.more = _button("", self.tr("Show all problems"))
        self.more.setAccessibleName("")  # what it says
        self.more.setCheckable(True)
        self.more.toggled.connect(self._show)
        self.verb = _button("", "")
        self.verb.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
        self.verb.clicked.connect(lambda: self.verb_requested.emit(self.problems[0]))
        self.copy = _button(self.tr("Copy details"), self.tr("Copy the details for a report"))
        self.copy.setIcon(icon("copy"))
        self.copy.clicked.connect(lambda: _copy(self.problems[0]))
        self.open_log = _button(self.tr("Open log"), self.tr("Open the log file"))
        self.open_log.clicked.connect(self.open_log_requested)
        self.all = _button(self.tr("Dismiss all"), self.tr("Dismiss all problems"))
        self.all.clicked.connect(self.dismiss_all)
        self.close_button = _button("", self.tr("Dismiss"))
        self.close_button.setIcon(icon("cross"))
        self.close_button.clicked.connect(self._dismiss_newest)
        layout = QHBoxLayout(bar)
        layout.setContentsMargins(12, 3, 6, 3)
        layout.setSpacing(6)
        layout.addWidget(_Sign())
        layout.addWidget(self.line, 1)
        for button in (self.verb, self.more, self.copy, self.open_log, self.all, self.close_button):
            layout.addWidget(button)
        return bar

    def _make_list(self) -> QScrollArea:
        self.list = _List()
        self.list.setAccessibleName(self.tr("All problems"))
        self.list.hide()
        return self.list

    def _dismiss_newest(self) -> None:
        if self._entries:
            self.dismiss(self._entries[-1].problem)

    def _show(self) -> None:
        if not self._entries:
            self.more.setChecked(False)
            self.hide()
            return
        newest, others = self._entries[-1], len(self._entries) - 1
        opened, has_details = self.more.isChecked(), bool(newest.problem.details)
        self.line.setText(" ".join(f"{_message(newest)} {newest.problem.hint}".split()))
        if opened:
            self.more.setText(self.tr("Show less"))
        else:
            self.more.setText(self.tr("%n more", "", others) if others else self.tr("Details"))
        self.verb.setText(newest.problem.verb)
        self.verb.setAccessibleName(f"{newest.problem.verb}: {newest.problem.message}")
        self.verb.setVisible(bool(newest.problem.verb) and not opened)
        self.copy.setVisible(has_details and not opened)
        self.open_log.setVisible(newest.problem.is_bug)
        self.all.setVisible(opened and others > 0)
        self.list.setVisible(opened)
        if opened:
            self._fill_list()
        self.show()

    def _fill_list(self) -> None:
        rows = QWidget()
        layout = QVBoxLayout(rows)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        for entry in reversed(self._entries):
            row = _Row(entry)
            row.dismissed.connect(self._dismiss_listed)
            row.verb_requested.connect(self.verb_requested)
            layout.addWidget(row)
        self.list.show_rows(rows)
        keep_in_order(self.list, [w for w in rows.findChildren(QWidget) if _takes_focus(w)])

    def _dismiss_listed(self, problem: Problem) -> None:
        self.dismiss(problem)
        self.more.setFocus()  # the button that had it is gone


class _List(QScrollArea):
    """As high as what is in it, up to a limit."""

    def __init__(self) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        # Less where there is no room: it would make the window higher than a small screen.
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)

    def show_rows(self, rows: QWidget) -> None:
        """Show other rows. The old ones may be sending a signal: they go later."""
        if (old := self.takeWidget()) is not None:
            old.hide()
            old.deleteLater()
        self.setWidget(rows)
        self.updateGeometry()

    def minimumSizeHint(self) -> QSize:  # noqa: N802  Qt's name
        return QSize(0, _FEWEST_LINES * self.fontMetrics().lineSpacing())

    def sizeHint(self) -> QSize:  # noqa: N802  Qt's name
        rows = self.widget()
        if rows is None:
            return QSize(0, 0)
        height = rows.heightForWidth(self.width())
        return QSize(rows.sizeHint().width(), min(height, _TALLEST_LIST))

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        super().resizeEvent(event)
        self.updateGeometry()


class _Row(QFrame):
    """One problem in full."""

    dismissed = Signal(object)
    verb_requested = Signal(object)

    def __init__(self, entry: _Entry) -> None:
        super().__init__()
        problem = entry.problem
        self.setProperty("look", "problem")
        words = QVBoxLayout()
        words.setSpacing(2)
        message = WrappedText(_message(entry), weight=QFont.Weight.Bold)
        message.setAccessibleName(self.tr("Problem"))
        words.addWidget(message)
        if problem.hint:
            hint = WrappedText(problem.hint)
            hint.setAccessibleName(self.tr("What to do"))
            words.addWidget(hint)
        if problem.details:
            words.addWidget(_details(problem, self.tr("Details")))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(34, 6, 6, 8)
        layout.addLayout(words, 1)
        if problem.verb:
            verb = _button(problem.verb, "")
            verb.setAccessibleName(f"{problem.verb}: {problem.message}")
            verb.clicked.connect(lambda: self.verb_requested.emit(problem))
            layout.addWidget(verb, 0, Qt.AlignmentFlag.AlignTop)
        if problem.details:
            copy = _button(self.tr("Copy details"), self.tr("Copy the details for a report"))
            copy.setAccessibleName(f"{copy.text()}: {problem.message}")
            copy.clicked.connect(lambda: _copy(problem))
            layout.addWidget(copy, 0, Qt.AlignmentFlag.AlignTop)
        close = _button("", self.tr("Dismiss: {message}").format(message=problem.message))
        close.setIcon(icon("cross"))
        close.clicked.connect(lambda: self.dismissed.emit(problem))
        layout.addWidget(close, 0, Qt.AlignmentFlag.AlignTop)


def _takes_focus(widget: QWidget) -> bool:
    return bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)


def _message(entry: _Entry) -> str:
    return f"{entry.problem.message} (×{entry.times})" if entry.times > 1 else entry.problem.message


def _copy(problem: Problem) -> None:
    text = f"{problem.message}\n{problem.hint}\n\n{problem.details}"
    QGuiApplication.clipboard().setText(text)


def _frame() -> QFrame:
    frame = QFrame()
    frame.setProperty("look", "problem")
    return frame


def _button(text: str, tool_tip: str) -> QToolButton:
    button = QToolButton()
    button.setText(text)
    set_tool_tip(button, tool_tip)
    button.setIconSize(_ICON)
    button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
    if not text:
        button.setAccessibleName(tool_tip)
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
    button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    return button


def _details(problem: Problem, name: str) -> QPlainTextEdit:
    box = QPlainTextEdit(problem.details.rstrip())
    box.setReadOnly(True)
    box.setTabChangesFocus(True)
    box.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
    box.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
    box.setFixedHeight(box.fontMetrics().lineSpacing() * _DETAIL_LINES)
    box.setAccessibleName(name)
    box.moveCursor(QTextCursor.MoveOperation.End)  # where the error itself is named
    return box


class _Sign(QWidget):
    """The warning sign, in the colours of the theme as it is now."""

    def __init__(self) -> None:
        super().__init__()
        self.setFixedSize(_ICON)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        painter = QPainter(self)
        sign = tinted("warning", colours().problem_text, _ICON.width(), self.devicePixelRatioF())
        painter.drawPixmap(0, 0, sign)
