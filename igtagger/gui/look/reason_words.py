"""What the core says, in the window's language."""

from __future__ import annotations

import os
from urllib.parse import urlsplit

from PySide6.QtCore import QCoreApplication, QLocale

from igtagger.domain import Reason
from igtagger.messages import Plain, word
from igtagger.wordings import Wording


def words_of(reason: Reason) -> Wording:
    """The words of ``reason``: what happened, and what to do about it."""
    return word(reason, _translated, _shown)


def sentence_of(reason: Reason) -> str:
    """All of them in a line."""
    return str(words_of(reason))


def with_name(reason: Reason) -> Reason:
    """Why a picture failed, for a place that tells its folder: with its name, not its path."""
    path = dict(reason.facts).get("path", "")
    return reason.but(path=os.path.basename(str(path)))  # noqa: PTH119


def without_name(reason: Reason) -> Reason:
    """Why a picture failed, for a place that names it already and has little room."""
    return reason.but(path="")


def _translated(text: str) -> str:
    return QCoreApplication.translate("Errors", text)


def _shown(fact: Plain, how: str) -> str:
    if how == "server":
        return _server_of(str(fact))
    if isinstance(fact, str) or not how:
        return str(fact)
    locale = QLocale()
    if how == "bytes":
        return locale.formattedDataSize(int(fact), 1, QLocale.DataSizeFormat.DataSizeSIFormat)
    if how == "number":
        return locale.toString(int(fact))
    return locale.toString(float(fact), "f", int(how[1:-1]))  # .1f


def _server_of(address: str) -> str:
    """``example.org`` of an address; the address where it has none."""
    try:
        return urlsplit(address).hostname or address
    except ValueError:
        return address
