"""The fields of XMP that hold keywords, each in the form that its programs expect.

Adobe, "XMP Specification Part 1" (2012), 7.5 and 8.4 for ``dc``; digiKam's
``core/libs/metadataengine`` for its own, Microsoft's and Media Pro's.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"

TagLists = Mapping["XmpField", tuple[str, ...]]
"""Tags by field, in the order in which they stand there."""


@dataclass(frozen=True, slots=True)
class XmpField:
    """An array of keywords.

    Attributes:
        prefix: under which the field is usually known.
        namespace: the address that tells whose it is.
        local: its name there.
        array: the kind of array that is made where there is none; in one that is there, tags are
            added whichever kind it is.
        separator: between the levels of a tag, from the top down; empty where tags have none.
    """

    prefix: str
    namespace: str
    local: str
    array: Literal["Bag", "Seq"]
    separator: str = ""

    @property
    def name(self) -> str:
        """How a record names it: ``dc:subject``."""
        return f"{self.prefix}:{self.local}"

    @property
    def tag(self) -> str:
        """As lxml names elements."""
        return f"{{{self.namespace}}}{self.local}"

    def joined(self, levels: Sequence[str]) -> str:
        """A tag of several levels. What would part a level in two becomes a hyphen."""
        if not self.separator:
            return levels[-1]
        return self.separator.join(level.replace(self.separator, "-") for level in levels)


SUBJECT = XmpField("dc", "http://purl.org/dc/elements/1.1/", "subject", "Bag")
LIGHTROOM = XmpField(
    "lr", "http://ns.adobe.com/lightroom/1.0/", "hierarchicalSubject", "Bag", separator="|"
)
DIGIKAM = XmpField("digiKam", "http://www.digikam.org/ns/1.0/", "TagsList", "Seq", separator="/")
MICROSOFT = XmpField(
    "MicrosoftPhoto", "http://ns.microsoft.com/photo/1.0/", "LastKeywordXMP", "Bag", separator="/"
)
MEDIA_PRO = XmpField(
    "mediapro", "http://ns.iview-multimedia.com/mediapro/1.0/", "CatalogSets", "Bag", separator="|"
)
FIELDS = (SUBJECT, LIGHTROOM, DIGIKAM, MICROSOFT, MEDIA_PRO)
BY_NAME: Mapping[str, XmpField] = {field.name: field for field in FIELDS}
"""For who reads a record."""


def same_as(tag: str) -> str:
    """What is equal for two tags of which only one is to be there: their case does not matter."""
    return unicodedata.normalize("NFC", tag).casefold()


def missing_from(there: Iterable[str], tags: Iterable[str]) -> tuple[str, ...]:
    """Those of ``tags`` that are not ``there``, each once."""
    known = {same_as(tag) for tag in there}
    found = []
    for tag in tags:
        if tag and (key := same_as(tag)) not in known:
            known.add(key)
            found.append(tag)
    return tuple(found)
