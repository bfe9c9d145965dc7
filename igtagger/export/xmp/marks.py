"""Stars and colour labels, as programs write them into pictures.

``xmp:Rating`` is -1 for rejected, 0 to 5 (XMP Specification Part 2, 2.1.2); ``xmp:Label`` is the
colour's name, which Lightroom and Bridge look up among those of their language: here it is English.
Where a file has Microsoft's percents (System.Rating) or digiKam's number of a colour
(``ColorLabel``), these say the same afterwards; they are not made where they are not there.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from igtagger.export.xmp.packet import Packet
from igtagger.export.xmp.xmp_fields import (
    DIGIKAM_COLOUR,
    LABEL,
    MICROSOFT_RATING,
    RATING,
    SimpleField,
)
from igtagger.labels.colour_labels import Colour

LABELS: Mapping[Colour | None, tuple[str, str]] = MappingProxyType(
    {
        None: ("", "0"),
        "red": ("Red", "1"),
        "yellow": ("Yellow", "3"),
        "green": ("Green", "4"),
        "blue": ("Blue", "5"),
        "purple": ("Purple", "6"),
    }
)
"""The colours that can be set: their names, and digiKam's numbers, which has magenta for purple."""
_PERCENTS = ("0", "1", "25", "50", "75", "99")


@dataclass(frozen=True, slots=True)
class Stars:
    """A rating that a picture is to have: -1 for rejected, 0 to 5."""

    rating: int

    def wished(self, packet: Packet) -> Mapping[SimpleField, str | None]:
        """What the properties of a packet are to be."""
        found: dict[SimpleField, str | None] = {RATING: str(self.rating)}
        if packet.value(MICROSOFT_RATING) is not None:
            found[MICROSOFT_RATING] = _PERCENTS[max(0, self.rating)]
        return found


@dataclass(frozen=True, slots=True)
class ColourLabel:
    """A colour of :data:`LABELS` that a picture is to have."""

    colour: Colour | None

    def wished(self, packet: Packet) -> Mapping[SimpleField, str | None]:
        """What the properties of a packet are to be; a label that goes leaves its place empty.

        So it is again what it was, to the byte, once that is taken back.
        """
        name, number = LABELS[self.colour]
        found: dict[SimpleField, str | None] = {}
        if name or packet.value(LABEL) is not None:
            found[LABEL] = name
        if packet.value(DIGIKAM_COLOUR) is not None:
            found[DIGIKAM_COLOUR] = number
        return found


Mark = Stars | ColourLabel
