"""Names are text: whatever a file, a tag or a catalogue is called, no part of it is taken for HTML.

Qt guesses. A label or a tool tip whose text looks like HTML is drawn as such, and an ``<img>`` in
a file's name then reads another file. So labels are made here, tool tips are set here, and HTML
comes from the program's own sentences alone, with everything that is filled in escaped.
"""

from __future__ import annotations

from html import escape

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QAction
from PySide6.QtGui import Qt as RichText
from PySide6.QtWidgets import QLabel, QWidget

_WEB = ("https://", "http://")


class PlainLabel(QLabel):
    """A label that shows its text as it is."""

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setTextFormat(Qt.TextFormat.PlainText)


class LinkLabel(QLabel):
    """A sentence of the program's own with a link in it, which opens in the browser.

    Args:
        words: the sentence, with ``{link}`` where the link is, and perhaps others.
        name: what the link says.
        url: where it leads; only an address of the web is a link.
        more: what else the sentence names.

    Attributes:
        plain: the sentence without its link.
    """

    def __init__(self, words: str, name: str, url: str, **more: str) -> None:
        link = escape(name)
        if url.startswith(_WEB):
            link = f'<a href="{escape(url)}">{link}</a>'
        self.plain = words.format(link=name, **more)
        filled = {key: escape(text) for key, text in more.items()}
        super().__init__(escape(words).format(link=link, **filled))
        self.setTextFormat(Qt.TextFormat.RichText)
        self.setWordWrap(True)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.TextBrowserInteraction)
        self.setOpenExternalLinks(True)
        self.setProperty("look", "link")
        self.setIndent(0)  # in line with what has no border to be a ring

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        """Follow the theme: the link has the colour that there was when its text was read."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and (text := self.text()):
            self.setText("")
            self.setText(text)


def as_tool_tip(text: str) -> str:
    """What Qt shows as ``text``, where it would take ``text`` itself for HTML."""
    return RichText.convertFromPlainText(text) if RichText.mightBeRichText(text) else text


def set_tool_tip(target: QWidget | QAction, text: str) -> None:
    """Give a widget or an action a tool tip that says ``text``."""
    target.setToolTip(as_tool_tip(text))


def without_keys(text: str) -> str:
    """For buttons and menus, where ``&`` marks the key that chooses them: here it is a letter."""
    return text.replace("&", "&&")
