"""One suggestion on the whole page."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from igtagger.app.learned_tags.proposal_pages import Proposal
from igtagger.gui.keys.all_keys import PROPOSAL_KEYS
from igtagger.gui.look.plain_text import PlainLabel
from igtagger.gui.tag_lessons.proposal_model import score_text
from igtagger.gui.views.preview import Preview
from igtagger.gui.views.thumbnails import Thumbnails


class LargeLook(QWidget):
    """Shows a picture as large as there is room; the keys are those of the page.

    Args:
        thumbnails: stand in until the picture itself is decoded.

    Signals:
        left: it was looked at enough.
        stepped: the next picture, or the one before: 1 or -1.
        judged: whether the tag is right there.
    """

    left = Signal()
    stepped = Signal(int)
    judged = Signal(bool)

    def __init__(self, thumbnails: Thumbnails) -> None:
        super().__init__()
        self.preview = Preview(thumbnails)
        self.told = PlainLabel()
        self.told.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.preview, 1)
        column.addWidget(self.told)
        self.preview.previous.connect(lambda: self.stepped.emit(-1))
        self.preview.next.connect(lambda: self.stepped.emit(1))
        self.setFocusProxy(self.preview)

    def show_proposal(self, row: Proposal, verdict: bool | None) -> None:
        """Look at this one."""
        self.preview.show_path(row.path, row.version)
        decided = {True: self.tr("Confirmed"), False: self.tr("Rejected"), None: ""}[verdict]
        self.told.setText("  ·  ".join(filter(None, (score_text(row.score), decided))))

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  Qt's name
        """What the preview leaves."""
        verb = PROPOSAL_KEYS.verb(event)
        if verb in ("large", "leave"):
            self.left.emit()
        elif verb in ("confirm", "reject"):
            self.judged.emit(verb == "confirm")
        else:
            super().keyPressEvent(event)
