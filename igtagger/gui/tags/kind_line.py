"""What kind of picture the selected ones are, and what the person decides about it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QLocale, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QAbstractButton,
    QHBoxLayout,
    QMenu,
    QSizePolicy,
    QToolButton,
    QWidget,
)

from igtagger.app.picture_values import ShownTag, TagKind
from igtagger.app.shared_kinds import SharedKind
from igtagger.domain import Label, LabelRef
from igtagger.gui.keys.all_keys import CHIP_KEYS, KIND_KEYS
from igtagger.gui.look.icons import icon, tinted
from igtagger.gui.look.palette import colours
from igtagger.gui.look.plain_text import set_tool_tip, without_keys
from igtagger.gui.tags.ranked import score_text
from igtagger.labels.kinds import KINDS

_CORNER = 5.0
_PADDING, _GAP, _MARK, _ARROW = 8, 7, 12, 26
_LIKELY = 0.01
"""Kinds with at least this score stand at the top of the menu, with it."""


class KindBadge(QAbstractButton):
    """The kind with its score. A click on it shows all pictures of the kind."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._score, self._confirmed, self._partial = "", False, False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)

    def show_words(self, name: str, score: str, *, confirmed: bool, partial: bool) -> None:
        """Say this; with a tick where it is confirmed, dashed where it is of some alone."""
        self.setText(name)
        self._score, self._confirmed, self._partial = score, confirmed, partial
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802
        """Room for all of it."""
        metrics = self.fontMetrics()
        width = metrics.horizontalAdvance(self.text()) + 2 * _PADDING + 2
        width += metrics.horizontalAdvance(self._score) + _GAP if self._score else 0
        width += _MARK + _GAP if self._confirmed else 0
        return QSize(width, metrics.height() + 8)

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """Where it is tight the name is cut, so that the window gets no wider."""
        return QSize(min(60, self.sizeHint().width()), self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Draw it as the badges in grid and list."""
        look, painter = colours().kind, QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        focused = self.hasFocus()
        pen = QPen(colours().focus if focused else look.border, 2.0 if focused else 1.0)
        if self._partial and not focused:
            pen.setStyle(Qt.PenStyle.DashLine)
        painter.setPen(pen)
        over = self.underMouse() and self.isEnabled()
        painter.setBrush(colours().control_hover if over else look.fill)
        inset = pen.widthF() / 2
        body = QRectF(self.rect()).adjusted(inset, inset, -inset, -inset)
        painter.drawRoundedRect(body, _CORNER, _CORNER)
        self._paint_text(painter)
        painter.end()

    def _paint_text(self, painter: QPainter) -> None:
        look, metrics = colours().kind, self.fontMetrics()
        room = self.rect().adjusted(_PADDING, 0, -_PADDING, 0)
        if self._confirmed:
            top = room.center().y() - _MARK // 2 + 1
            mark = tinted("check", colours().success, _MARK, self.devicePixelRatioF())
            painter.drawPixmap(room.left() - 1, top, mark)
            room.adjust(_MARK + _GAP - 3, 0, 0, 0)
        middle = Qt.AlignmentFlag.AlignVCenter
        if self._score:
            painter.setPen(look.muted)
            painter.drawText(room, middle | Qt.AlignmentFlag.AlignRight, self._score)
            room.adjust(0, 0, -metrics.horizontalAdvance(self._score) - _GAP, 0)
        painter.setPen(look.text)
        name = metrics.elidedText(self.text(), Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, middle | Qt.AlignmentFlag.AlignLeft, name)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Enter activates, too."""
        if CHIP_KEYS.verb(event) == "open":
            self.click()
        else:
            super().keyPressEvent(event)


class KindLine(QWidget):
    """The badge, a button to confirm the kind, one to reject it, and a menu of the others.

    With the focus on any of them, C confirms and X or Delete rejects.

    Signals:
        activated: the index of a kind, all pictures of which are wanted.
        confirm_wanted, reject_wanted, clear_wanted: a :class:`LabelRef`, of which it is said.
        take_back_wanted: nothing is said of the kind any more.
    """

    activated = Signal(int)
    confirm_wanted = Signal(object)
    reject_wanted = Signal(object)
    clear_wanted = Signal(object)
    take_back_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shared: SharedKind | None = None
        self._labels: Sequence[Label] = ()
        self.badge = KindBadge(self)
        self.badge.clicked.connect(self._activate)
        self.badge.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.badge.customContextMenuRequested.connect(self.open_menu)
        self.confirm = self._button("check", self._confirm)
        self.confirm.setCheckable(True)
        self.reject = self._button("cross", self._reject)
        self.choose = QToolButton(self)
        self.choose.setFixedWidth(_ARROW)
        self.choose.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.choose.setAccessibleName(self.tr("Choose another kind"))
        set_tool_tip(self.choose, self.tr("Choose another kind"))
        self.menu = QMenu(self)
        self.menu.setToolTipsVisible(True)
        self.menu.aboutToShow.connect(self._fill_menu)
        self.choose.setMenu(self.menu)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addWidget(self.badge)
        layout.addStretch(1)
        for button in (self.confirm, self.reject, self.choose):
            layout.addWidget(button)
        self.hide()

    def _button(self, name: str, verb: object) -> QToolButton:
        button = QToolButton(self)
        button.setIcon(icon(name))
        button.clicked.connect(verb)
        return button

    # What is shown

    def show_kind(self, shared: SharedKind | None, labels: Sequence[Label]) -> None:
        """Show this kind of the selected pictures, with all that there are to choose from."""
        self._shared, self._labels = shared, labels
        self.setVisible(shared is not None)
        if shared is None:
            return
        kind = shared.kind
        confirmed = kind is not None and kind.kind is TagKind.CONFIRMED
        having = sum(count for _, count in shared.counts)
        number = QLocale().toString(having) if 0 < having < shared.of else ""
        several = self.tr("several kinds") if shared.counts else self.tr("unknown kind")
        self.badge.show_words(
            kind.name if kind is not None else several,
            score_text(kind.score if kind is not None else None) or number,
            confirmed=confirmed,
            partial=having < shared.of,
        )
        for widget in (self.badge, self.confirm, self.reject):
            widget.setEnabled(kind is not None)
        self.confirm.setChecked(confirmed)
        self._say(kind, confirmed=confirmed)

    def _say(self, kind: ShownTag | None, *, confirmed: bool) -> None:
        assert self._shared is not None
        shape = Qt.CursorShape.PointingHandCursor if kind else Qt.CursorShape.ArrowCursor
        self.badge.setCursor(shape)
        counts = [f"{name}  {QLocale().toString(count)}" for name, count in self._shared.counts]
        lines = counts if kind is None or self._shared.of > 1 else [kind.name]
        if kind is not None and isinstance(kind.key, LabelRef):
            lines.append(self._labels[kind.key.index].definition)
        set_tool_tip(self.badge, "\n".join(line for line in lines if line))
        said = [self.tr("Kind: {kind}").format(kind=self.badge.text())]
        said += [score_text(kind.score)] if kind is not None else counts
        said += [self.tr("confirmed")] if confirmed else []
        self.badge.setAccessibleName(", ".join(part for part in said if part))
        self.badge.setAccessibleDescription(self.tr("Shows all pictures of this kind"))
        words = self.tr("Not confirmed any more (C)") if confirmed else self.tr("Confirm (C)")
        set_tool_tip(self.confirm, words)
        self.confirm.setAccessibleName(self.tr("Confirm the kind"))
        set_tool_tip(self.reject, self.tr("Reject (X)"))
        self.reject.setAccessibleName(self.tr("Reject the kind"))

    # What is done

    def open_menu(self, *_: object) -> None:
        """Let another kind be chosen."""
        if self.isVisible():
            self.menu.popup(self.choose.mapToGlobal(self.choose.rect().bottomLeft()))

    def _ref(self) -> LabelRef | None:
        kind = self._shared.kind if self._shared is not None else None
        return kind.key if kind is not None and isinstance(kind.key, LabelRef) else None

    def _activate(self) -> None:
        if (ref := self._ref()) is not None:
            self.activated.emit(ref.index)

    def _confirm(self) -> None:
        if self._shared is None or (ref := self._ref()) is None:
            return
        kind = self._shared.kind
        done = kind is not None and kind.kind is TagKind.CONFIRMED
        self.confirm.setChecked(done)  # until it is kept
        (self.clear_wanted if done else self.confirm_wanted).emit(ref)

    def _reject(self) -> None:
        if (ref := self._ref()) is not None:
            self.reject_wanted.emit(ref)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """See the class."""
        verb = KIND_KEYS.verb(event)
        if verb == "confirm":
            self._confirm()
        elif verb == "reject":
            self._reject()
        else:
            super().keyPressEvent(event)

    def _fill_menu(self) -> None:
        """The likely ones of the only picture with their scores, then the others."""
        self.menu.clear()
        ranked = self._shared.ranked if self._shared is not None else ()
        likely = {
            tag.key.index: tag.score
            for tag in ranked
            if isinstance(tag.key, LabelRef) and (tag.score or 0) >= _LIKELY
        }
        for index, score in likely.items():
            self._add(self._labels[index], f"\t{score_text(score)}")
        self.menu.addSeparator()
        for label in self._labels:
            if label.index not in likely:
                self._add(label)
        if self._shared is not None and self._shared.decided:
            self.menu.addSeparator()
            back = self.menu.addAction(icon("undo"), self.tr("Take the decision back"))
            back.triggered.connect(lambda *_: self.take_back_wanted.emit())

    def _add(self, label: Label, score: str = "") -> QAction:
        ref = LabelRef(KINDS, label.index)
        action = self.menu.addAction(without_keys(label.name) + score)
        action.setCheckable(True)
        action.setChecked(ref == self._ref())
        set_tool_tip(action, label.definition)
        action.triggered.connect(lambda: self.confirm_wanted.emit(ref))
        return action
