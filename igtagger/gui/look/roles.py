"""What a widget of our own is for a screen reader, where Qt would call it just a pane."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QAccessibleWidget, QWidget

_PROPERTY = "accessibleRole"


class _Roles:
    """Makes what Qt asks for; it belongs to Qt then, but must not go before Qt lets go of it."""

    def __init__(self) -> None:
        self._made: list[QAccessibleWidget] = []

    def make(self, _: str, of: QObject) -> QAccessibleWidget | None:
        """What stands for ``of``; None where that is as Qt has it."""
        role = of.property(_PROPERTY) if isinstance(of, QWidget) else None
        if not isinstance(of, QWidget) or role is None:
            return None
        self._made = [each for each in self._made if _is_there(each)]
        made = QAccessibleWidget(of, QAccessible.Role(role))
        self._made.append(made)
        return made


def _is_there(made: QAccessibleWidget) -> bool:
    """Whether Qt has not deleted it yet."""
    try:
        return made.isValid()
    except RuntimeError:
        return False


_roles: _Roles | None = None


def set_role(widget: QWidget, role: QAccessible.Role) -> None:
    """Tell of ``widget`` as of a graphic, a grouping and so on, by its accessible name."""
    global _roles  # noqa: PLW0603  Qt's factories are the whole program's, and stay
    if _roles is None:
        _roles = _Roles()
        QAccessible.installFactory(_roles.make)
    widget.setProperty(_PROPERTY, role.value)
    if QAccessible.isActive() and (old := QAccessible.queryAccessibleInterface(widget)) is not None:
        QAccessible.deleteAccessibleInterface(QAccessible.uniqueId(old))
