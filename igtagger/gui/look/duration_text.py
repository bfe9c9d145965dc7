"""How long something takes, in words."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication


def duration(seconds: float) -> str:
    """To the second, the minute, or as hours and minutes."""
    whole = round(seconds)
    if whole < 60:
        return _translated("{seconds} s").format(seconds=whole)
    if whole < 3600:
        return _translated("{minutes} min").format(minutes=round(whole / 60))
    hours, minutes = divmod(round(whole / 60), 60)
    return _translated("{hours} h {minutes} min").format(hours=hours, minutes=minutes)


def _translated(text: str) -> str:
    return QCoreApplication.translate("Duration", text)
