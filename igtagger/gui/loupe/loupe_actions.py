"""What keys do where one picture is looked at."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QKeyCombination, QObject, QPointF, Qt
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence

from igtagger.gui.look.icons import icon
from igtagger.gui.look.plain_text import set_tool_tip
from igtagger.gui.loupe.loupe_canvas import LoupeCanvas

_PAN = 80.0
_FAR = 1 << 30
_SHIFT, _CONTROL = "Shift+", "Ctrl+"


class LoupeActions(QObject):
    """Actions of a canvas, whose keys hold while it has the focus; some are buttons, too.

    Plain digits, and all letters but Z, are left to whoever reviews.

    Args:
        canvas: owns them.
        step: goes so many pictures further.
        leave: goes back to where the person came from.
    """

    def __init__(
        self, canvas: LoupeCanvas, step: Callable[[int], object], leave: Callable[[], object]
    ) -> None:
        super().__init__(canvas)
        self._canvas = canvas
        self._make_steps(step)
        self._make_zoom()
        self._make_moves()
        self.leave = self._add(self.tr("Back to the pictures"), "back", leave, "Escape")

    def _make_steps(self, step: Callable[[int], object]) -> None:
        self.next = self._add(
            self.tr("Next picture"), "next", lambda: step(1), "Right", "PgDown", "Down"
        )
        self.previous = self._add(
            self.tr("Previous picture"), "previous", lambda: step(-1), "Left", "PgUp", "Up"
        )
        self._add(self.tr("First picture"), "", lambda: step(-_FAR), "Home")
        self._add(self.tr("Last picture"), "", lambda: step(_FAR), "End")

    def _make_zoom(self) -> None:
        canvas = self._canvas
        self.every_pixel = self._add(
            self.tr("Every pixel, or the whole picture"), "every-pixel", canvas.toggle_zoom, "Z"
        )
        self.larger = self._add(
            self.tr("Zoom in"), "zoom-in", lambda: canvas.zoom_by(1), "+", "Ctrl++", "=", "Ctrl+="
        )
        self.smaller = self._add(
            self.tr("Zoom out"), "zoom-out", lambda: canvas.zoom_by(-1), "-", "Ctrl+-"
        )

    def _make_moves(self) -> None:
        for text, key, by in (
            (self.tr("See more at the left"), "Left", QPointF(_PAN, 0)),
            (self.tr("See more at the right"), "Right", QPointF(-_PAN, 0)),
            (self.tr("See more at the top"), "Up", QPointF(0, _PAN)),
            (self.tr("See more at the bottom"), "Down", QPointF(0, -_PAN)),
        ):
            move = partial(self._canvas.pan, by)
            self._add(text, "", move, _SHIFT + key, _CONTROL + key)

    def _add(self, text: str, drawing: str, verb: Callable[[], object], *keys: str) -> QAction:
        action = QAction(text, self._canvas)
        if drawing:
            action.setIcon(icon(drawing))
        action.setShortcuts([QKeySequence(key) for key in keys])
        action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        action.setProperty("group", self.tr("Large view"))
        shown = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        set_tool_tip(action, f"{text} ({shown})")
        action.triggered.connect(lambda *_: verb())
        self._canvas.addAction(action)
        return action

    def step_of(self, event: QKeyEvent) -> int:
        """By how many pictures a key goes on: 1, -1, or 0 where it does something else."""
        modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        pressed = QKeySequence(QKeyCombination(modifiers, Qt.Key(event.key())))
        steps = ((self.next, 1), (self.previous, -1))
        return next((by for action, by in steps if pressed in action.shortcuts()), 0)
