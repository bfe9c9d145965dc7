"""What Fusion does not draw as we want it: buttons, tool bars, and a ring around what has focus."""

from __future__ import annotations

from dataclasses import fields
from string import Template
from typing import TYPE_CHECKING

from PySide6.QtGui import QColor

if TYPE_CHECKING:
    from igtagger.gui.theme import Colours

# A ring is a border of two pixels; paddings are one pixel less there, so that nothing moves.
_SHEET = Template("""
QPushButton {
    background: $control; color: $text; border: 1px solid $control_border;
    border-radius: 6px; padding: 5px 14px; min-height: 18px;
}
QPushButton:hover { background: $control_hover; }
QPushButton:pressed, QPushButton:checked { background: $drop_active; border-color: $focus; }
QPushButton:default { background: $accent_fill; color: $on_accent; border-color: $accent_fill; }
QPushButton:default:hover { background: $accent_hover; }
QPushButton:focus { border: 2px solid $focus; padding: 4px 13px; }
QPushButton:default:focus { border: 2px solid $text; }
QPushButton:disabled { background: $window; color: $faded; border-color: $card_border; }
QPushButton:flat { background: transparent; border-color: transparent; color: $accent; }
QPushButton:flat:hover { background: $control_hover; }
QPushButton:flat:focus { border-color: $focus; }
QPushButton::menu-indicator { subcontrol-position: right center; right: 6px; }

QToolButton {
    background: transparent; color: $text; border: 1px solid transparent;
    border-radius: 6px; padding: 4px;
}
QToolButton:hover { background: $control_hover; }
QToolButton:pressed { background: $drop_active; }
QToolButton:checked { background: $drop_active; border-color: $control_border; }
QToolButton:focus { border: 2px solid $focus; padding: 3px; }
QToolButton:disabled { color: $faded; }
QToolButton[popupMode="1"] { padding-right: 18px; }
QToolButton[popupMode="1"]:focus { padding-right: 17px; }
QToolButton[popupMode="2"] { padding-right: 16px; }
QToolButton[popupMode="2"]:focus { padding-right: 15px; }
QToolButton::menu-button { border: none; width: 16px; }

QLineEdit {
    background: $base; color: $text; border: 1px solid $field_border; border-radius: 6px;
    padding: 4px 7px; min-height: 18px;
    selection-background-color: $accent_fill; selection-color: $on_accent;
}
QLineEdit:focus { border: 2px solid $focus; padding: 3px 6px; }
QLineEdit:disabled { background: $window; color: $faded; }
QAbstractSpinBox QLineEdit, QComboBox QLineEdit {
    border: none; padding: 0; min-height: 0; background: transparent;
}

QAbstractItemView { border: 1px solid $card_border; }
QAbstractItemView:focus { border: 1px solid $focus; }
QTextEdit, QPlainTextEdit { border: 1px solid $card_border; border-radius: 6px; }
QTextEdit:focus, QPlainTextEdit:focus { border: 2px solid $focus; }
QHeaderView::section {
    background: $window; color: $muted; border: none;
    border-bottom: 1px solid $card_border; padding: 4px 8px;
}

QToolBar { border: none; border-bottom: 1px solid $card_border; padding: 4px; spacing: 4px; }
QToolBar::separator { background: $card_border; width: 1px; margin: 5px 4px; }
QStatusBar { border-top: 1px solid $card_border; }
QStatusBar::item { border: none; }
QToolTip {
    background: $card; color: $text; border: 1px solid $control_border; padding: 3px 5px;
}
QMenu { background: $base; border: 1px solid $control_border; padding: 4px; }
QMenu::item { padding: 5px 26px 5px 10px; border-radius: 4px; }
QMenu::icon { padding-left: 8px; }
QMenu::item:selected { background: $accent_fill; color: $on_accent; }
QMenu::item:disabled { color: $faded; }
QMenu::separator { height: 1px; background: $card_border; margin: 4px 6px; }
""")


def style_sheet(chosen: Colours) -> str:
    """The style sheet of the application in those colours."""
    values = {field.name: getattr(chosen, field.name) for field in fields(chosen)}
    names = {name: value.name() for name, value in values.items() if isinstance(value, QColor)}
    names["accent_hover"] = chosen.accent_fill.darker(112).name()
    return _SHEET.substitute(names)
