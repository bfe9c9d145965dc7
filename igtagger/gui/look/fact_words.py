"""What files say of pictures, in the window's language."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QCoreApplication, QDate, QDateTime, QLocale, QTime

from igtagger.domain import DEGREE, Exposure, Position
from igtagger.labels.colour_labels import Colour, colour_of

_STARS = 5
REJECTED = -1
BETWEEN = "  ·  "
"""Between facts on one line."""
_FRACTIONS_BELOW = 0.3
"""Seconds: from there on cameras write tenths, 1/4 is written as it is."""
_MAP = "https://www.openstreetmap.org/?mlat={0:.6f}&mlon={1:.6f}#map=16/{0:.6f}/{1:.6f}"


def rating_text(rating: int | None, label: str = "") -> str:
    """Stars, and the colour label; cameras write 0 where nobody has given stars."""
    return BETWEEN.join(part for part in (stars_text(rating), label_text(label)) if part)


def stars_text(rating: int | None) -> str:
    """``★★★☆☆``; nothing for none."""
    if rating == REJECTED:
        return QCoreApplication.translate("Facts", "Rejected")
    return "★" * rating + "☆" * (_STARS - rating) if rating else ""


def label_text(label: str) -> str:
    """The colour of a label as it is called here; of no colour that is known, its own name."""
    colour = colour_of(label)
    return colour_name(colour) if colour is not None else label


def colour_name(colour: Colour) -> str:
    """What a colour is called."""
    names: dict[Colour, str] = {
        "red": QCoreApplication.translate("Facts", "Red"),
        "orange": QCoreApplication.translate("Facts", "Orange"),
        "yellow": QCoreApplication.translate("Facts", "Yellow"),
        "green": QCoreApplication.translate("Facts", "Green"),
        "blue": QCoreApplication.translate("Facts", "Blue"),
        "purple": QCoreApplication.translate("Facts", "Purple"),
        "magenta": QCoreApplication.translate("Facts", "Magenta"),
        "grey": QCoreApplication.translate("Facts", "Grey"),
        "black": QCoreApplication.translate("Facts", "Black"),
    }
    return names[colour]


def moment_text(taken: datetime) -> str:
    """Date and time, by the camera's clock."""
    date, time = QDate(taken.year, taken.month, taken.day), taken.time()
    moment = QDateTime(date, QTime(time.hour, time.minute, time.second))
    return QLocale().toString(moment, QLocale.FormatType.ShortFormat)


def exposure_text(exposure: Exposure) -> str:
    """``50 mm  ·  f/2.8  ·  1/250 s  ·  ISO 400``, as far as it is known."""
    parts = (
        (exposure.focal, lambda value: f"{_number(value)} mm"),
        (exposure.aperture, lambda value: f"f/{_number(value)}"),
        (exposure.seconds, _seconds),
        (exposure.iso, lambda value: f"ISO {value:.0f}"),
    )
    return BETWEEN.join(told(value) for value, told in parts if value is not None)


def _number(value: float) -> str:
    return QLocale().toString(value, "f", 0 if round(value, 1) == round(value) else 1)


def _seconds(value: float) -> str:
    if value < _FRACTIONS_BELOW:
        return f"1/{QLocale().toString(round(1 / value))} s"
    return f"{_number(value)} s"


def position_text(position: Position) -> str:
    """In decimal degrees, as maps and other programs take it: ``-33.85681, 151.21111``."""
    return ", ".join(f"{part / DEGREE:.5f}" for part in position)


def map_address(position: Position) -> str:
    """Where a map shows it."""
    return _MAP.format(*(part / DEGREE for part in position))
