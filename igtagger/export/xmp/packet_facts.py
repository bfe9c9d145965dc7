"""Keywords, rating, label, and how a picture was taken, in an XMP packet, whoever wrote it.

Unlike :mod:`igtagger.export.xmp.packet`, which is to change packets and refuses what it does not
wholly understand, this takes what it understands and passes over the rest.

XMP Specification Part 2 (Adobe, 2016) for the names; ExifTool's tables "MicrosoftPhoto",
"MediaPro" and "ACDSee" for those of other makers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import datetime
from itertools import chain

from lxml import etree

from igtagger.domain import Exposure
from igtagger.export.xmp import rdf_tree
from igtagger.export.xmp.fact_values import (
    LONGEST_TAG,
    MOST_TAGS,
    camera_of,
    degrees_of_text,
    fraction_of,
    label_of,
    lens_of,
    place_of,
    position_of,
    rating_of_percent,
    rating_of_stars,
    taken_of,
    whole,
)
from igtagger.export.xmp.packet import MOST_BYTES
from igtagger.export.xmp.rdf_tree import OddXmp
from igtagger.export.xmp.xmp_fields import FIELDS, MICROSOFT, RDF, SUBJECT, XmpField
from igtagger.labels.file_keywords import NOTHING_FOUND, FoundFacts, FoundKeyword

_DESCRIPTION, _ITEM = f"{{{RDF}}}Description", f"{{{RDF}}}li"
_XMP = "{http://ns.adobe.com/xap/1.0/}"
_TIFF, _EXIF = "{http://ns.adobe.com/tiff/1.0/}", "{http://ns.adobe.com/exif/1.0/}"
_PHOTOSHOP = "{http://ns.adobe.com/photoshop/1.0/}"
_EXIF_EX, _AUX = "{http://cipa.jp/exif/1.0/}", "{http://ns.adobe.com/exif/1.0/aux/}"
_IPTC_CORE = "{http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/}"
_PLACES = (
    *(f"{_IPTC_CORE}Location", f"{_PHOTOSHOP}City", f"{_PHOTOSHOP}State"),
    f"{_PHOTOSHOP}Country",
)
_ISO = (f"{_EXIF_EX}PhotographicSensitivity", f"{_EXIF}ISOSpeedRatings")
_MICROSOFT = ("{http://ns.microsoft.com/photo/1.0/}", "{http://ns.microsoft.com/photo/1.0}")
"""As Windows writes it, and as ExifTool does."""
_ACDSEE = "{http://ns.acdsee.com/iptc/1.0/}"
_CATEGORIES = f"{_ACDSEE}categories"
_DATES = (f"{_EXIF}DateTimeOriginal", f"{_PHOTOSHOP}DateCreated", f"{_XMP}CreateDate")
_BAR = "|"
"""Between the levels of what some programs write as a flat word."""

Elements = Sequence[etree._Element]


def facts_in_packet(data: bytes) -> FoundFacts:
    """What a packet says, without the name of its file; nothing where it cannot be read.

    Args:
        data: from anybody, of any length.
    """
    if len(data) > MOST_BYTES:
        return NOTHING_FOUND
    try:
        root = rdf_tree.tree_of(data.rstrip(b"\0"))
    except OddXmp:
        return NOTHING_FOUND
    found = [each for each in root.iter(_DESCRIPTION) if _is_outermost(each)]
    return FoundFacts(
        tuple(_keywords(found)),
        _rating(found),
        _taken(found),
        camera_of(_text(found, f"{_TIFF}Make"), _text(found, f"{_TIFF}Model")),
        _lens(found),
        _exposure(found),
        position_of(
            degrees_of_text(_text(found, f"{_EXIF}GPSLatitude")),
            degrees_of_text(_text(found, f"{_EXIF}GPSLongitude")),
        ),
        place_of(_text(found, name) for name in _PLACES),
        label_of(_text(found, f"{_XMP}Label")),
    )


def _lens(found: Elements) -> str:
    maker = _text(found, f"{_EXIF_EX}LensMake")
    return lens_of(maker, _text(found, f"{_EXIF_EX}LensModel") or _text(found, f"{_AUX}Lens"))


def _exposure(found: Elements) -> Exposure:
    iso = chain.from_iterable(_items(found, name)[:1] for name in _ISO)
    return Exposure(
        fraction_of(_text(found, f"{_EXIF}ExposureTime")),
        fraction_of(_text(found, f"{_EXIF}FNumber")),
        whole(fraction_of(next(iso, ""))),
        fraction_of(_text(found, f"{_EXIF}FocalLength")),
    )


def _is_outermost(description: etree._Element) -> bool:
    """Whether it is not the description of a part of something, such as a version in a history."""
    above = description.getparent()
    return above is None or above.tag == f"{{{RDF}}}RDF"


def _keywords(found: Elements) -> Iterator[FoundKeyword]:
    flat = set(_items(found, SUBJECT.tag))
    for field in FIELDS:
        names = (
            [f"{name}{field.local}" for name in _MICROSOFT] if field is MICROSOFT else [field.tag]
        )
        for tag in chain.from_iterable(_items(found, name) for name in names):
            yield FoundKeyword("", field.name, tag, _levels(field, tag, flat))
    for levels in _acdsee(_text(found, _CATEGORIES)):
        yield FoundKeyword("", "acdsee:categories", _BAR.join(levels), levels)


def _levels(field: XmpField, tag: str, flat: set[str]) -> tuple[str, ...]:
    """Of a tag; a flat word that has the separator in it is one word."""
    separator = field.separator or _BAR
    if separator != _BAR and tag in flat:
        return (tag,)
    return tuple(tag.split(separator))


def _items(found: Elements, name: str) -> list[str]:
    """The texts of an array, however it is written; a single text is one item."""
    told = [text for element in found if (text := element.get(name))]
    for each in _properties(found, name):
        items = [item.text or "" for item in each.iter(_ITEM)]
        told += items or [each.text or ""]
    kept = (text for text in told if text.strip() and len(text) <= LONGEST_TAG)
    return list(dict.fromkeys(kept))[:MOST_TAGS]


def _properties(found: Elements, name: str) -> Iterator[etree._Element]:
    return chain.from_iterable(element.iterchildren(name) for element in found)


def _text(found: Elements, name: str) -> str:
    """Of a simple property; empty where there is none."""
    told = (element.get(name) for element in found)
    texts = chain(told, (each.text for each in _properties(found, name)))
    return next((str(text).strip() for text in texts if text and text.strip()), "")


def _rating(found: Elements) -> int | None:
    stars = rating_of_stars(_text(found, f"{_XMP}Rating"))
    if stars is None:
        told = (rating_of_percent(_text(found, f"{name}Rating")) for name in _MICROSOFT)
        stars = next((each for each in told if each is not None), None)
    return rating_of_stars(_text(found, f"{_ACDSEE}rating")) if stars is None else stars


def _taken(found: Elements) -> datetime | None:
    return next((date for name in _DATES if (date := taken_of(_text(found, name)))), None)


# ACDSee has a document in a text: <Categories><Category Assigned="1">a<Category ...


def _acdsee(text: str) -> Iterator[tuple[str, ...]]:
    with suppress(OddXmp):
        root = rdf_tree.tree_of(text.encode()) if "<Categories" in text[:200] else None
        assigned = root.iter("Category") if root is not None else iter(())
        for number, each in enumerate(assigned):
            if number == MOST_TAGS:
                return
            if each.get("Assigned") == "1":
                yield tuple(reversed([*_names_upwards(each)]))


def _names_upwards(category: etree._Element) -> Iterator[str]:
    for each in chain((category,), category.iterancestors("Category")):
        if name := re.sub(r"\s+", " ", each.text or "").strip()[:LONGEST_TAG]:
            yield name
