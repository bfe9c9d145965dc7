"""Which keys do what in a part of the window: read by what obeys them, and by what tells them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from PySide6.QtCore import QCoreApplication, QKeyCombination, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence

_FEWEST_OF_A_RANGE = 4
_LAST_OF_LATIN_1 = 0xFF
_ARROWS = {"Left": "←", "Right": "→", "Up": "↑", "Down": "↓"}


@dataclass(frozen=True, slots=True)
class KeyEntry:
    """One thing that keys do.

    Attributes:
        verb: what it is for who obeys; empty for what Qt does by itself.
        title: what it is for a person; translated where it is shown.
        keys: as :class:`QKeySequence` spells them in English.
    """

    verb: str
    title: str
    keys: tuple[str, ...]

    def words(self) -> str:
        """The title in the language of the window."""
        return QCoreApplication.translate("KeyEntry", self.title)

    def shown_keys(self) -> tuple[str, ...]:
        """The keys in the system's own spelling; many that are alike in one."""
        given = [key for key in self.keys if key != "Return" or "Enter" not in self.keys]
        keys = [_native(key) for key in given]
        if len(keys) < _FEWEST_OF_A_RANGE:
            return tuple(keys)
        if all(key[-1].isdecimal() for key in keys):
            return (f"{keys[0]} – {keys[-1]}",)
        # "Shift+P / C / X": what stands before the last key of each is said once.
        before = keys[0].rpartition("+")[0]
        return (" / ".join([keys[0], *(key.removeprefix(f"{before}+") for key in keys[1:])]),)


class Pressed(NamedTuple):
    """What a key asks for: the verb of its entry, and its place among the keys of that, from 0."""

    verb: str
    place: int


class KeyTable:
    """The keys of a part of the window.

    Args:
        entries: each key stands in one of them alone.
        title: what that part is called; translated where it is shown.
    """

    def __init__(self, *entries: KeyEntry, title: str) -> None:
        self.title, self.entries = title, entries
        self._found = {
            _combined(key): Pressed(entry.verb, place)
            for entry in entries
            for place, key in enumerate(entry.keys)
        }

    def words(self) -> str:
        """The title in the language of the window."""
        return QCoreApplication.translate("KeyTable", self.title)

    def keys_of(self, verb: str) -> tuple[str, ...]:
        """For who needs them as shortcuts."""
        return next(entry.keys for entry in self.entries if entry.verb == verb)

    def find(self, event: QKeyEvent) -> Pressed | None:
        """What is asked for; None where the key is not in the table, or is Qt's own affair."""
        found = self._found.get(_pressed(event))
        return found if found is not None and found.verb else None

    def verb(self, event: QKeyEvent) -> str:
        """The same without the place; empty for None."""
        found = self.find(event)
        return found.verb if found is not None else ""


def _native(key: str) -> str:
    """With arrows for the keys that have them."""
    last = key.rpartition("+")[2]
    shown = QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText)
    if last not in _ARROWS:
        return shown
    name = QKeySequence(last).toString(QKeySequence.SequenceFormat.NativeText)
    return shown.removesuffix(name) + _ARROWS[last]


def _combined(key: str) -> int:
    combination: QKeyCombination = QKeySequence(key)[0]  # type: ignore[index]  # not in the stubs
    return combination.toCombined()


def _pressed(event: QKeyEvent) -> int:
    """The key with those modifiers that mean something.

    The number pad's keys are like others. Digits and signs need Shift on some keyboards and not on
    others: there it means nothing.
    """
    modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    key = event.key()
    is_letter = Qt.Key.Key_A <= key <= Qt.Key.Key_Z
    if Qt.Key.Key_Space < key <= _LAST_OF_LATIN_1 and not is_letter:
        modifiers &= ~Qt.KeyboardModifier.ShiftModifier
    return QKeyCombination(modifiers, Qt.Key(key)).toCombined()
