"""What is wrong with an accessible tree, by WCAG 2.2 AA as far as a program can tell."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TypeGuard

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QAccessibleInterface, QTextDocumentFragment
from PySide6.QtGui import Qt as RichText
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QAbstractSlider,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QRadioButton,
    QScrollArea,
    QScrollBar,
    QTabBar,
    QToolBar,
    QToolButton,
    QWidget,
)

from tests.gui.accessible import name_of, told

Role = QAccessible.Role
CONTROLS = {
    Role.Button, Role.ButtonMenu, Role.ButtonDropDown, Role.CheckBox, Role.RadioButton,
    Role.ComboBox, Role.EditableText, Role.SpinBox, Role.Slider, Role.ProgressBar, Role.Link,
    Role.List, Role.Table, Role.Tree, Role.PageTab, Role.MenuItem, Role.Grip,
}  # fmt: skip
"""What a person works with or is told the value of."""
NO_ROLES = {Role.NoRole, Role.Client, Role.Pane, Role.Window}
"""Say nothing of what a widget does."""
ITEMS = {Role.List, Role.Table, Role.Tree}
MOST_ITEMS = 30
MOST_LINKS = 4
"""Tab stays within a label for so long, going from link to link."""


def walk(item: QAccessibleInterface) -> Iterator[QAccessibleInterface]:
    """An item and all below it that can be seen; of long lists the first ones."""
    if item.state().invisible and item.role() != Role.Window:
        return
    yield item
    count = item.childCount()
    for number in range(min(count, MOST_ITEMS) if item.role() in ITEMS else count):
        child = item.child(number)
        if child is not None and child.isValid():
            yield from walk(child)


def faults(top: QWidget) -> list[str]:
    """All that is wrong in a window, in words."""
    items = list(walk(told(top)))
    found = [fault for item in items for fault in _of_one(item)]
    return sorted({*found, *_same_names(items), *_unreached(top, items)})


def _of_one(item: QAccessibleInterface) -> Iterator[str]:
    widget = item.object()
    if not isinstance(widget, QWidget):
        if _lacks_its_name(item):
            yield f"an item without a name: {item.role().name}"
    elif not _is_inner(widget):
        yield from _of_widget(item, widget)


def _lacks_its_name(item: QAccessibleInterface) -> bool:
    role = item.role()
    if name_of(item) or role not in {Role.ListItem, Role.ColumnHeader, Role.MenuItem}:
        return False
    return role != Role.MenuItem or not item.state().disabled  # else a line between entries


def _of_widget(item: QAccessibleInterface, widget: QWidget) -> Iterator[str]:
    role, name = item.role(), name_of(item)
    if role in CONTROLS and not name and not _labels(item):
        yield f"no name: {_place(item)}"
    if role in NO_ROLES and _takes_focus(widget) and not (isinstance(widget, QScrollArea) and name):
        yield f"has the focus, but no role: {_place(item)}"
    if isinstance(widget, QComboBox | QAbstractSpinBox | QLineEdit) and not _is_named(item):
        yield f"no label: {_place(item)}"
    said = plain(name).casefold()
    if any(plain(part).casefold() not in said for part in shown_text(widget).split("…")):
        yield f"{shown_text(widget)!r} is shown, {name!r} is said: {_place(item)}"


def _takes_focus(widget: QWidget) -> bool:
    return widget.isEnabled() and bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)


def shown_text(widget: QWidget) -> str:
    """The text that is painted on a label or a button; nothing else has any."""
    if isinstance(widget, QLabel):
        return without_marks(widget.text()) if widget.buddy() is not None else widget.text()
    if isinstance(widget, QToolButton):
        only_icon = widget.toolButtonStyle() == Qt.ToolButtonStyle.ToolButtonIconOnly
        if only_icon and not widget.icon().isNull():
            return ""
    return without_marks(widget.text()) if isinstance(widget, QAbstractButton) else ""


def without_marks(text: str) -> str:
    """Without what marks the key that chooses it."""
    return re.sub(r"&(.)", r"\1", text)


def plain(text: str) -> str:
    """Without HTML and what only punctuates."""
    if RichText.mightBeRichText(text):
        text = QTextDocumentFragment.fromHtml(text).toPlainText()
    letters = re.sub(r"[^\w&%.,]+", " ", text)
    return " ".join(part.strip(".,") for part in letters.split()).strip()


def _is_named(item: QAccessibleInterface) -> bool:
    """By a label beside it: on Linux the name of a drop-down is its value."""
    if isinstance(item.object(), QComboBox):
        return bool(_labels(item))
    return bool(name_of(item) or _labels(item))


def _labels(item: QAccessibleInterface) -> list[str]:
    label = QAccessible.RelationFlag.Label
    return [name_of(other) for other, kind in item.relations() if kind & label]


def _same_names(items: list[QAccessibleInterface]) -> Iterator[str]:
    """Two buttons that do different things and are called the same."""
    names: dict[str, QAccessibleInterface] = {}
    for item in items:
        widget = item.object()
        if not isinstance(widget, QAbstractButton) or _is_inner(widget) or not name_of(item):
            continue
        if isinstance(widget.parentWidget(), QToolBar):
            continue  # the same as in the menus
        other = names.setdefault(name_of(item), item)
        if other is not item:
            yield f"two are called {name_of(item)!r}: {_place(item)}, {_place(other)}"


def _unreached(top: QWidget, items: list[QAccessibleInterface]) -> Iterator[str]:
    """Controls that Tab does not come to, in a window that is walked through with it."""
    if top.windowFlags() & Qt.WindowType.Popup == Qt.WindowType.Popup:
        return
    wanted = [(item, item.object()) for item in items if item.role() != Role.ProgressBar]
    wanted = [each for each in wanted if each[0].role() in CONTROLS and _must_be_reached(each[1])]
    reached = _by_tab(top)
    for item, widget in wanted:
        if widget.isEnabled() and widget.isVisible() and not _is_reached(widget, reached):
            yield f"not reached by Tab: {_place(item)}"


def _by_tab(top: QWidget) -> set[QWidget]:
    top.activateWindow()
    QTest.qWaitForWindowActive(top)
    reached: set[QWidget] = set()
    now = QApplication.focusWidget()
    if now is None or now.window() is not top:
        top.setFocus()
        QTest.keyClick(top, Qt.Key.Key_Tab)
    known = 0
    while known < MOST_LINKS:
        now = QApplication.focusWidget()
        if now is None:
            break
        known = known + 1 if now in reached else 0
        reached.add(now)
        QTest.keyClick(now, Qt.Key.Key_Tab)
    return reached


def _must_be_reached(widget: object) -> TypeGuard[QWidget]:
    if not isinstance(widget, QWidget) or not widget.isEnabled() or _is_inner(widget):
        return False
    if isinstance(widget.parentWidget(), QToolBar) and isinstance(widget, QToolButton):
        return False  # each is in a menu
    if isinstance(widget, QLabel):
        return bool(widget.textInteractionFlags() & Qt.TextInteractionFlag.LinksAccessibleByMouse)
    return True


def _is_reached(widget: QWidget, reached: set[QWidget]) -> bool:
    """Of radio buttons Tab comes to one, arrows to the others."""
    if not isinstance(widget, QRadioButton):
        return widget in reached
    group, parent = widget.group(), widget.parentWidget()
    if group is not None:
        return any(button in reached for button in group.buttons())
    return any(button in reached for button in parent.findChildren(QRadioButton))


def _is_inner(widget: QWidget) -> bool:
    """A part of a control of Qt's own, told of by that."""
    owner = widget.parentWidget()
    while owner is not None and owner.objectName().startswith("qt_"):
        owner = owner.parentWidget()
    if isinstance(widget, QScrollBar) or widget.objectName().startswith("qt_"):
        return True
    if isinstance(owner, QComboBox | QAbstractSpinBox | QTabBar | QLineEdit):
        return True
    viewport = isinstance(owner, QAbstractScrollArea) and owner.viewport() is widget
    return viewport or (isinstance(widget, QAbstractSlider) and isinstance(owner, QScrollBar))


def _place(item: QAccessibleInterface) -> str:
    parts: list[str] = []
    widget = item.object()
    while isinstance(widget, QWidget):
        parts.append(type(widget).__name__)
        widget = widget.parentWidget()
    text = shown_text(item.object()) if isinstance(item.object(), QWidget) else ""
    return f"{item.role().name} {' < '.join(parts[:4])} {text[:40]!r}"
