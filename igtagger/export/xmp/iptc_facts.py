"""Keywords and names of places in IPTC's records, as older programs write them.

IPTC-NAA Information Interchange Model 4.2, 1.5 for data sets, 1:90 for the set of characters.
"""

from __future__ import annotations

from collections.abc import Iterator

from igtagger.export.xmp.fact_values import LONGEST_TAG, MOST_TAGS, place_of
from igtagger.labels.file_keywords import FoundFacts, FoundKeyword

IPTC_KEYWORDS = "IPTC:Keywords"
RESOURCE = 0x0404
"""Of Photoshop's blocks, the one that has them."""
_MARK = 0x1C
_CHARACTERS, _KEYWORDS = (1, 90), (2, 25)
_PLACES = ((2, 92), (2, 90), (2, 95), (2, 101))
"""A part of a city, the city, the state and the country."""
_UTF8 = b"\x1b%G"
_MOST_SETS = 20_000
_BAR = "|"


def iptc_facts(records: bytes) -> FoundFacts:
    """Keywords and place; nothing where there are none, as far as they are there.

    Args:
        records: from anybody.
    """
    encoding, found = "", list[bytes]()
    places = dict[tuple[int, int], bytes]()
    for number, value in _data_sets(records):
        if number == _CHARACTERS and value.startswith(_UTF8):
            encoding = "utf-8"
        elif number == _KEYWORDS and len(found) < MOST_TAGS and len(value) <= LONGEST_TAG:
            found.append(value)
        elif number in _PLACES and len(value) <= LONGEST_TAG:
            places.setdefault(number, value)
    tags = [tag for value in found if (tag := _text(value, encoding)).strip()]
    return FoundFacts(
        tuple(FoundKeyword("", IPTC_KEYWORDS, tag, tuple(tag.split(_BAR))) for tag in tags),
        place=place_of(_text(places.get(number, b""), encoding) for number in _PLACES),
    )


def _text(value: bytes, encoding: str) -> str:
    """By the encoding that is told; else UTF-8 where it is that, else that of Windows."""
    value = value.rstrip(b"\0")
    try:
        return value.decode()
    except UnicodeDecodeError:
        return value.decode(encoding or "cp1252", "replace")


def _data_sets(records: bytes) -> Iterator[tuple[tuple[int, int], bytes]]:
    at = 0
    for _ in range(_MOST_SETS):
        head = records[at : at + 5]
        if len(head) < 5 or head[0] != _MARK:
            return
        length, at = int.from_bytes(head[3:]), at + 5
        if length & 0x8000:  # it tells how many bytes tell the length
            width = length & 0x7FFF
            if width > 4:
                return
            length, at = int.from_bytes(records[at : at + width]), at + width
        if at + length > len(records):
            return
        yield (head[1], head[2]), records[at : at + length]
        at += length
