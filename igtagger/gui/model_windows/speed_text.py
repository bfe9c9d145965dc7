"""The speed to expect of a model, in words."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QLocale

from igtagger.app.pace import Speeds


def speed_text(speeds: Speeds, model_id: str) -> str:
    """Pictures a second on this computer; empty where nothing is known."""
    found = speeds.expected(model_id)
    if found is None:
        return ""
    per_second, measured = found
    number = QLocale().toString(per_second, "f", 1 if per_second < 10 else 0)
    if measured:
        words = QCoreApplication.translate("Speeds", "{n} pictures/s here")
    else:
        words = QCoreApplication.translate("Speeds", "about {n} pictures/s here, estimated")
    return words.format(n=number)
