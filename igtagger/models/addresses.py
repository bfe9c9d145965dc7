"""Addresses as they may be shown: a name and password in them are for the server alone."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

_WHO_IN_TEXT = re.compile(r"(?<=//)[^/?#\s'\"]*@")
_WHO = re.compile(r"(?<=//)[^/?#]*@")
_UNCLEAR = re.compile(r"[^/]*//[^/?#]*[?#].*@")
"""A question mark or hash sign before any slash, and an @ behind: of a password, most likely."""


def shown(address: str) -> str:
    """``https://me:secret@host/a`` as ``https://host/a``: for messages, logs and records.

    Of one whose parts cannot be told apart (a password with a slash in it, say) only the scheme is
    left.
    """
    bare = _WHO.sub("", address, count=1)
    return f"{bare.partition('//')[0]}//..." if _is_unclear(bare) else bare


def _is_unclear(address: str) -> bool:
    try:
        _ = urlsplit(address).port
    except ValueError:
        return True
    return _UNCLEAR.match(address) is not None


def shown_in(text: str) -> str:
    """The same for each address in a text that another program wrote."""
    return _WHO_IN_TEXT.sub("", text)
