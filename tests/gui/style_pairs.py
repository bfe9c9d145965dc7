"""The pairs of colours that the style sheet puts beside each other."""

from __future__ import annotations

import re
from collections.abc import Iterator

from PySide6.QtGui import QColor

from igtagger.gui.look.palette import Colours
from igtagger.gui.look.style_sheet import style_sheet

_RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
_COLOUR = re.compile(r"#[0-9a-f]{6}")
_NOT_WORKED = (":disabled", "QToolTip", "QProgressBar::chunk", 'look="card"')
CONTROLS = (
    "QPushButton", "QToolButton:checked", "QLineEdit", "QComboBox", "QAbstractSpinBox",
    "QCheckBox::indicator", "QRadioButton::indicator", "QSlider::handle:horizontal",
)  # fmt: skip
"""What is known for a control by its border, and for switched on by that."""


def rules(chosen: Colours) -> dict[str, dict[str, str]]:
    """The declarations of each selector, without those of what it builds upon."""
    found: dict[str, dict[str, str]] = {}
    for selectors, body in _RULE.findall(style_sheet(chosen)):
        lines = (line.split(":", 1) for line in body.split(";") if ":" in line)
        declared = {name.strip(): value.strip() for name, value in lines}
        for selector in selectors.split(","):
            found.setdefault(selector.strip(), {}).update(declared)
    return found


def _with_base(all_rules: dict[str, dict[str, str]], selector: str) -> dict[str, str]:
    """Of ``A:x:y`` with what is declared of ``A`` and ``A:x``."""
    parts, made = selector.split(":"), dict[str, str]()
    for count in range(1, len(parts) + 1):
        made |= all_rules.get(":".join(parts[:count]), {})
    return made


def _colour(value: str | None) -> QColor | None:
    found = _COLOUR.search(value or "")
    return QColor(found[0]) if found else None


def text_on_ground(chosen: Colours) -> Iterator[tuple[str, QColor, QColor]]:
    """Each text that has a ground of its own in the same rule."""
    all_rules = rules(chosen)
    for selector in all_rules:
        declared = _with_base(all_rules, selector)
        text, ground = _colour(declared.get("color")), _colour(declared.get("background"))
        if text and ground and not any(part in selector for part in _NOT_WORKED):
            yield selector, text, ground


def borders_on_grounds(chosen: Colours) -> Iterator[tuple[str, QColor, QColor]]:
    """The border of each control, with and without the focus, on all that it lies on."""
    all_rules = rules(chosen)
    for selector in all_rules:
        if not selector.startswith(CONTROLS) or ":disabled" in selector:
            continue
        declared = _with_base(all_rules, selector)
        border = _colour(declared.get("border-color")) or _colour(declared.get("border"))
        if border is None or "transparent" in declared.get("border-color", ""):
            continue
        for ground in ("window", "base"):
            yield f"{selector} on {ground}", border, getattr(chosen, ground)
