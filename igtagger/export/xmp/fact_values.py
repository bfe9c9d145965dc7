"""Ratings, dates, cameras, exposures and places as files spell them."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from datetime import datetime

from igtagger.domain import DEGREE, Position
from igtagger.labels.own_tags import cleaned

LONGEST_TAG = 2000
"""Characters of a keyword as it stands in a file, with all of its levels."""
MOST_TAGS = 2000
"""Of one field."""
_LONGEST_CAMERA = 100
_LONGEST_PLACE = 100
"""Characters of each part."""
_LARGEST = 1e9
"""Of a number that a camera may say of itself; ISO 3280000 is the greatest that there is."""
_FRACTION = re.compile(r"(\d{1,12}(?:\.\d{1,12})?)(?:/(\d{1,12}(?:\.\d{1,12})?))?")
_MINUTES = r"(\d{1,2}(?:\.\d{1,12})?)"
_COORDINATE = re.compile(rf"(\d{{1,3}}),{_MINUTES}(?:,{_MINUTES})?([NSEW])")
_STARS = re.compile(r"[+-]?\d(?:\.\d{1,9})?")
_PERCENT = re.compile(r"\d{1,3}")
_DATE = re.compile(r"(\d{4})[-:](\d\d)[-:](\d\d)(?:[T ]+(\d\d):(\d\d)(?::(\d\d))?)?", re.ASCII)
_MAKERS_TAIL = re.compile(
    r"[ ,]+(?:corporation|corp|co|company|limited|ltd|inc|imaging|optical|camera|electronics|"
    r"camera ag|ag|gmbh|technology|tech)\b\.?(?:,? *(?:ltd|inc)\.?)?$",
    re.IGNORECASE,
)


def rating_of_stars(text: str) -> int | None:
    """-1 for rejected, 0 to 5; None where it is none of these."""
    if not _STARS.fullmatch(text.strip()):
        return None
    stars = round(float(text))
    return stars if -1 <= stars <= 5 else None


def rating_of_percent(text: str) -> int | None:
    """Stars of Microsoft's percents: 1, 25, 50, 75 and 99 (System.Rating); 0 for none of them."""
    if not _PERCENT.fullmatch(text.strip()) or int(text) > 100:
        return None
    percent = int(text)
    return 0 if percent == 0 else 1 if percent < 13 else min(5, 1 + (percent + 12) // 25)


def taken_of(text: str) -> datetime | None:
    """The moment that ``2026:01:02 03:04:05`` or ``2026-01-02T03:04:05.6+01:00`` tells.

    A zone and parts of a second are left out; a day without a time begins at midnight. None for
    what is no whole day.
    """
    told = _DATE.match(text.strip())
    if told is None:
        return None
    year, month, day, hour, minute, second = (int(part or 0) for part in told.groups())
    try:
        return datetime(year, month, day, hour, minute, second)  # noqa: DTZ001
    except ValueError:
        return None


def camera_of(maker: str, model: str) -> str:
    """Maker and model, the maker once: ``NIKON D750``, ``Apple iPhone 12``."""
    maker = cleaned(maker.replace("\0", " "))[:_LONGEST_CAMERA]
    model = cleaned(model.replace("\0", " "))[:_LONGEST_CAMERA]
    short = maker
    while (cut := _MAKERS_TAIL.sub("", short)) != short:
        short = cut
    first = short.partition(" ")[0].casefold()
    if not model or not short:
        return model or short
    return model if model.casefold().startswith(first) else f"{short} {model}"


def lens_of(maker: str, model: str) -> str:
    """As :func:`camera_of`; a lens that says only dashes is none."""
    found = camera_of(maker, model)
    return "" if not model.strip(" -0\0") else found


def positive(number: float | None) -> float | None:
    """A number of an exposure; None where it is none that there can be."""
    if number is None or not math.isfinite(number) or not 0 < number < _LARGEST:
        return None
    return number


def fraction_of(text: str) -> float | None:
    """What ``28/10`` or ``2.8`` says; None where that is no number above 0."""
    told = _FRACTION.fullmatch(text.strip())
    if told is None:
        return None
    over, under = float(told[1]), float(told[2] or 1)
    return positive(over / under) if under else None


def whole(number: float | None) -> int | None:
    """A sensitivity: none is less than 1."""
    return None if number is None or number < 1 else round(number)


def position_of(latitude: float | None, longitude: float | None) -> Position | None:
    """A place by degrees; None where there is none such.

    Null Island, in the sea before Africa, is what devices write that do not know where they are.
    """
    if latitude is None or longitude is None or (not latitude and not longitude):
        return None
    if not abs(latitude) <= 90 or not abs(longitude) <= 180:  # also what is no number
        return None
    return Position(round(latitude * DEGREE), round(longitude * DEGREE))


def degrees_of(parts: Sequence[float], towards: str) -> float | None:
    """Of degrees, minutes and seconds, and N, S, E or W; None where they make no sense."""
    if not 1 <= len(parts) <= 3 or not towards or towards not in "NSEW":
        return None
    value = math.fsum(part / 60.0**number for number, part in enumerate(parts))
    return -value if towards in "SW" else value


def degrees_of_text(text: str) -> float | None:
    """Of ``47,22.5N`` or ``47,22,30N``, as XMP has it."""
    told = _COORDINATE.fullmatch(text.strip())
    if told is None:
        return None
    return degrees_of([float(part) for part in told.groups()[:3] if part is not None], told[4])


def place_of(parts: Iterable[str]) -> str:
    """The names of a place, from the smallest part to the country, none twice."""
    names = (cleaned(part.replace("\0", " "))[:_LONGEST_PLACE] for part in parts)
    return ", ".join(dict.fromkeys(name for name in names if name))


def label_of(text: str) -> str:
    """A colour label on one line."""
    return cleaned(text.replace("\0", " "))[:_LONGEST_CAMERA]
