"""The fields of XMP that hold keywords, stars and colours, each as its programs expect it.

Adobe, "XMP Specification Part 1" (2012), 7.5 and 8.4 for ``dc``; digiKam's
``core/libs/metadataengine`` for its own, Microsoft's and Media Pro's.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

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


@dataclass(frozen=True, slots=True)
class SimpleField:
    """A property that is one text: an attribute, or an element of its own.

    Attributes:
        prefix, namespace, local: as of :class:`XmpField`.
    """

    prefix: str
    namespace: str
    local: str

    @property
    def name(self) -> str:
        """How a record names it: ``xmp:Rating``."""
        return f"{self.prefix}:{self.local}"

    @property
    def tag(self) -> str:
        """As lxml names elements and attributes."""
        return f"{{{self.namespace}}}{self.local}"


_XMP = "http://ns.adobe.com/xap/1.0/"
RATING, LABEL = SimpleField("xmp", _XMP, "Rating"), SimpleField("xmp", _XMP, "Label")
MICROSOFT_RATING = SimpleField("MicrosoftPhoto", MICROSOFT.namespace, "Rating")
DIGIKAM_COLOUR = SimpleField("digiKam", DIGIKAM.namespace, "ColorLabel")
SIMPLE_FIELDS = (RATING, LABEL, MICROSOFT_RATING, DIGIKAM_COLOUR)


class ValueChange(NamedTuple):
    """Of a property: what it was, None where it was not there, and what it becomes."""

    before: str | None
    after: str | None


ValueChanges = Mapping[SimpleField, ValueChange]
_BEFORE = " before"
"""Behind the name of a field, in a record, where its value is what was there before."""


def recorded_changes(changes: ValueChanges) -> tuple[tuple[str, str], ...]:
    """As a record has them: names of fields and values."""
    found = []
    for field, (before, after) in changes.items():
        found.append((field.name, after or ""))
        if before is not None:
            found.append((field.name + _BEFORE, before))
    return tuple(found)


def changes_of_record(rows: Iterable[tuple[str, str]]) -> dict[SimpleField, ValueChange]:
    """What :func:`recorded_changes` made records of; keywords among them are passed over."""
    told = dict(rows)
    return {
        field: ValueChange(told.get(field.name + _BEFORE), told[field.name])
        for field in SIMPLE_FIELDS
        if field.name in told
    }


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
