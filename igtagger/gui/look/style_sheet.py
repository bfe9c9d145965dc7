"""What Fusion does not draw as we want it: buttons, tool bars, and a ring around what has focus."""

from __future__ import annotations

from dataclasses import fields
from string import Template
from typing import TYPE_CHECKING

from PySide6.QtGui import QColor

from igtagger import resources
from igtagger.gui.look.text_scale import text_scale

if TYPE_CHECKING:
    from igtagger.gui.look.palette import Colours

_LINE = 18
"""Pixels for a line of text of the usual size in fields and buttons."""

# A ring is a border of two pixels; paddings are one pixel less there, so that nothing moves.
_SHEET = Template("""
QLabel[look="muted"] { color: $muted; }
QLabel[look="link"] { border: 2px solid transparent; border-radius: 4px; }
QLabel[look="link"]:focus { border-color: $focus; }
QLabel[look="warning"] { color: $warning; }
QLabel[look="error"] { color: $error; }
QLabel[look="success"] { color: $success; }
QFrame[look="card"] {
    background: $card; border: 1px solid $card_border; border-radius: 8px;
}
QFrame[look="done"] { background: $card; border-bottom: 1px solid $card_border; }
QFrame[look="problem"] { background: $problem; border-bottom: 1px solid $problem_border; }
QFrame[look="problem"] QLabel { color: $problem_text; }

QPushButton {
    background: $control; color: $text; border: 1px solid $control_border;
    border-radius: 6px; padding: 5px 14px; min-height: ${line}px;
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
QPushButton::menu-indicator {
    image: url("$style/down.svg"); width: 12px; height: 12px;
    subcontrol-origin: padding; subcontrol-position: right center; right: 3px;
}

QToolButton {
    background: transparent; color: $text; border: 1px solid transparent;
    border-radius: 6px; padding: 4px;
}
QToolButton[look="heading"] { color: $muted; font-weight: 600; padding: 3px 4px; }
QToolButton[look="heading"]:checked { background: transparent; border-color: transparent; }
QToolButton[look="heading"]:focus { border: 2px solid $focus; padding: 2px 3px; }
QToolButton:hover { background: $control_hover; }
QToolButton:pressed { background: $drop_active; }
QToolButton:checked { background: $drop_active; border-color: $control_border; }
QToolButton:focus { border: 2px solid $focus; padding: 3px; }
QToolButton:disabled { color: $faded; }
QToolButton[look="slot"] { padding: 0 4px; border-radius: 4px; border-color: $card_border; }
QToolButton[look="slot"]:checked { border-color: $control_border; }
QToolButton[popupMode="1"] { padding-right: 18px; }
QToolButton[popupMode="1"]:focus { padding-right: 17px; }
QToolButton[popupMode="2"] { padding-right: 16px; }
QToolButton[popupMode="2"]:focus { padding-right: 15px; }
QToolButton::menu-button { border: none; width: 16px; }
QToolButton::menu-arrow, QToolButton::menu-indicator {
    image: url("$style/down.svg"); width: 12px; height: 12px;
}
QToolButton::menu-indicator {
    subcontrol-origin: padding; subcontrol-position: right center; right: 3px;
}

QLineEdit {
    background: $base; color: $text; border: 1px solid $field_border; border-radius: 6px;
    padding: 4px 7px; min-height: ${line}px;
    selection-background-color: $accent_fill; selection-color: $on_accent;
}
QLineEdit:focus { border: 2px solid $focus; padding: 3px 6px; }
QLineEdit:disabled { background: $window; color: $faded; }
QAbstractSpinBox QLineEdit, QComboBox QLineEdit {
    border: none; padding: 0; min-height: 0; background: transparent;
}

QComboBox {
    background: $control; color: $text; border: 1px solid $control_border; border-radius: 6px;
    padding: 4px 6px 4px 9px; min-height: ${line}px;
    combobox-popup: 0;  /* a list below it; as a menu over it, Qt takes too little room */
}
QComboBox:hover { background: $control_hover; }
QComboBox:focus { border: 2px solid $focus; padding: 3px 5px 3px 8px; }
QComboBox:disabled { background: $window; color: $faded; border-color: $card_border; }
QComboBox::drop-down { border: none; width: 22px; }
QComboBox::down-arrow { image: url("$style/down.svg"); width: 16px; height: 16px; }
QComboBox QAbstractItemView {
    background: $base; border: 1px solid $control_border; padding: 3px; outline: none;
}
QComboBox QAbstractItemView::item { padding: 4px 6px; border-radius: 4px; color: $text; }
QComboBox QAbstractItemView::item:selected { background: $accent_fill; color: $on_accent; }
QComboBox QAbstractItemView::item:disabled { color: $faded; }

QAbstractSpinBox {
    background: $base; color: $text; border: 1px solid $field_border; border-radius: 6px;
    padding: 3px 0; min-height: ${line}px;
    selection-background-color: $accent_fill; selection-color: $on_accent;
}
QAbstractSpinBox:focus { border: 2px solid $focus; padding: 2px 0; }
QAbstractSpinBox:disabled { background: $window; color: $faded; border-color: $card_border; }
QAbstractSpinBox::up-button, QAbstractSpinBox::down-button {
    border: none; background: transparent; width: 18px; border-radius: 4px;
}
QAbstractSpinBox::up-button:hover, QAbstractSpinBox::down-button:hover {
    background: $control_hover;
}
QAbstractSpinBox::up-arrow { image: url("$style/up.svg"); width: 12px; height: 12px; }
QAbstractSpinBox::down-arrow { image: url("$style/down.svg"); width: 12px; height: 12px; }

QCheckBox, QRadioButton { spacing: 7px; padding: 3px; border: 1px solid transparent; }
QCheckBox:focus, QRadioButton:focus { border: 1px solid $focus; border-radius: 5px; }
QCheckBox:disabled, QRadioButton:disabled { color: $faded; }
QCheckBox::indicator, QRadioButton::indicator {
    width: 14px; height: 14px; border: 1px solid $field_border; background: $base;
}
QCheckBox::indicator { border-radius: 4px; }
QRadioButton::indicator { border-radius: 8px; }
QCheckBox::indicator:checked {
    background: $accent_fill; border-color: $accent_fill; image: url("$style/check.svg");
}
QCheckBox::indicator:indeterminate { background: $bar; border-color: $bar; }
QRadioButton::indicator:checked {
    width: 6px; height: 6px; border: 5px solid $accent_fill; background: $on_accent;
}
QCheckBox::indicator:disabled, QRadioButton::indicator:disabled { border-color: $control_border; }
QCheckBox::indicator:checked:disabled { background: $faded; border-color: $faded; }
QRadioButton::indicator:checked:disabled { border-color: $faded; }

QProgressBar {
    background: $bar_track; color: $text; border: none; border-radius: 5px; text-align: center;
}
QProgressBar::chunk { background: $progress; border-radius: 5px; }
QSlider:horizontal { min-height: 24px; }
QSlider:focus { border: 1px solid $focus; border-radius: 5px; }
QSlider::groove:horizontal { height: 4px; background: $bar_track; border-radius: 2px; }
QSlider::sub-page:horizontal { background: $bar; border-radius: 2px; }
QSlider::handle:horizontal {
    width: 14px; height: 14px; margin: -6px 0; border-radius: 8px;
    background: $control; border: 1px solid $field_border;
}
QSlider::handle:horizontal:hover { background: $control_hover; }
QSlider::sub-page:horizontal:disabled { background: $control_border; }

QTabWidget::pane { border: none; border-top: 1px solid $card_border; top: -1px; }
QTabBar::tab {
    background: transparent; color: $muted; border: none; border-bottom: 2px solid transparent;
    padding: 6px 12px;
}
QTabBar::tab:hover { color: $text; }
QTabBar::tab:selected { color: $text; border-bottom-color: $accent_fill; }
QTabBar::tab:selected:focus { background: $drop_active; border-radius: 4px; }
QGroupBox { border: none; margin-top: 24px; font-weight: 600; }
QGroupBox::title { subcontrol-origin: margin; subcontrol-position: top left; padding: 2px 0; }
QScrollArea { border: none; background: transparent; }
QScrollBar { background: transparent; border: none; margin: 0; }
QScrollBar:vertical { width: 12px; }
QScrollBar:horizontal { height: 12px; }
QScrollBar::handle { background: $scroll; border-radius: 4px; margin: 2px; }
QScrollBar::handle:hover { background: $field_border; }
QScrollBar::handle:vertical { min-height: 32px; }
QScrollBar::handle:horizontal { min-width: 32px; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QAbstractScrollArea::corner { background: transparent; border: none; }
QSplitter::handle { background: $card_border; }
QSplitter::handle:hover { background: $focus; }
QSplitter::handle:horizontal { width: 1px; }
QSplitter::handle:vertical { height: 1px; }

QAbstractItemView { border: 1px solid $card_border; }
QAbstractItemView:focus { border: 1px solid $focus; }
QTextEdit, QPlainTextEdit { border: 1px solid $card_border; border-radius: 6px; }
QTextEdit:focus, QPlainTextEdit:focus { border: 2px solid $focus; }
QTextEdit[look="plain"] { border: none; background: transparent; color: $muted; }
QFrame[look="problem"] QTextEdit { color: $problem_text; }
QHeaderView { background: $window; border: none; }
QHeaderView::section {
    background: $window; color: $muted; border: none; font-weight: 600;
    border-bottom: 1px solid $card_border; border-right: 1px solid $card_border; padding: 4px 8px;
}
QTableCornerButton::section { background: $window; border: none; }
QTableView { gridline-color: $card_border; }

QToolBar { border: none; border-bottom: 1px solid $card_border; padding: 4px; spacing: 4px; }
QToolButton#qt_toolbar_ext_button { padding: 0; }
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
    names["scroll"] = _between(chosen.control_border, chosen.field_border).name()
    names["accent_hover"] = chosen.accent_fill.darker(112).name()
    names["line"] = str(round(_LINE * text_scale()))
    return _SHEET.substitute(names, style=resources.path("style").as_posix())


def _between(one: QColor, other: QColor) -> QColor:
    return QColor(
        (one.red() + other.red()) // 2,
        (one.green() + other.green()) // 2,
        (one.blue() + other.blue()) // 2,
    )
