"""The line at the bottom: how many pictures, what device, how large the thumbnails."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QStatusBar, QWidget

from igtagger.app.picture_values import Which
from igtagger.gui.look.elided import ElidedLabel
from igtagger.gui.look.plain_text import PlainLabel, set_tool_tip
from igtagger.gui.look.reason_words import sentence_of

if TYPE_CHECKING:
    from igtagger.domain import Reason
    from igtagger.engines.protocol import Engine

MESSAGE_MILLISECONDS = 8000


class StatusLine(QStatusBar):
    """Counts on the left, the device and ``control`` on the right.

    Args:
        control: stands at the right end.
        parent: the window.
    """

    def __init__(self, control: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._counts = ElidedLabel(parent=self)
        self._device = PlainLabel(parent=self)
        for label in (self._counts, self._device):
            label.setContentsMargins(8, 0, 8, 0)
        self.setSizeGripEnabled(False)
        self.setContentsMargins(0, 0, 12, 0)
        self.addWidget(self._counts, 1)
        self.addPermanentWidget(self._device)
        self.addPermanentWidget(control)

    def tell(self, reason: Reason) -> None:
        """What the engine says, for some seconds."""
        self.say(sentence_of(reason))

    def say(self, text: str) -> None:
        """A sentence for some seconds."""
        self.showMessage(text, MESSAGE_MILLISECONDS)

    def show_counts(self, counts: Mapping[Which, int], *, listing: bool) -> None:
        """How many pictures of each kind; ``listing``: more are being looked for."""
        number = QLocale().toString
        parts = [self.tr("%n picture(s)", "", counts[Which.ALL])]
        names = {
            Which.TAGGED: self.tr("{n} tagged"),
            Which.WAITING: self.tr("{n} waiting"),
            Which.FAILED: self.tr("{n} failed"),
            Which.REVIEWED: self.tr("{n} reviewed"),
            Which.GONE: self.tr("{n} gone"),
        }
        parts += [text.format(n=number(counts[key])) for key, text in names.items() if counts[key]]
        if listing:
            parts.append(self.tr("looking for more…"))
        self._counts.setText("  ·  ".join(parts) if counts[Which.ALL] else "")

    def show_engine(self, engine: Engine | None, wish: str) -> None:
        """Device, precision and batch in use; before a model is loaded, the ``wish``."""
        if engine is None:
            chosen = self.tr("automatic") if wish == "auto" else wish
            self._device.setText(self.tr("Device: {device}").format(device=chosen))
            set_tool_tip(self._device, self.tr("What is used is told once pictures are tagged."))
            return
        info = engine.info
        text = self.tr("{device}, {precision}, batch {batch}")
        self._device.setText(
            text.format(device=info.device_name, precision=info.precision, batch=engine.batch_size)
        )
        lines = [self.tr("Engine: {engine}").format(engine=info.engine)]
        if info.why_not_gpu:
            reason = sentence_of(info.why_not_gpu)
            lines.append(self.tr("Why not a GPU: {reason}").format(reason=reason))
        set_tool_tip(self._device, "\n".join(lines))
