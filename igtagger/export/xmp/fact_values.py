"""Ratings, dates and cameras as files spell them."""

from __future__ import annotations

import re
from datetime import datetime

from igtagger.labels.own_tags import cleaned

LONGEST_TAG = 2000
"""Characters of a keyword as it stands in a file, with all of its levels."""
MOST_TAGS = 2000
"""Of one field."""
_LONGEST_CAMERA = 100
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
