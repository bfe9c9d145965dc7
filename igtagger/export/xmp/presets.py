"""How the programs that people use beside this one want their keywords: which fields, and where.

Where the rows come from, and which of them were tried, is in ``docs/decisions``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, Literal

from igtagger.export.xmp.xmp_fields import (
    DIGIKAM,
    LIGHTROOM,
    MEDIA_PRO,
    MICROSOFT,
    SUBJECT,
    TagLists,
    XmpField,
    same_as,
)

if TYPE_CHECKING:
    from igtagger.export.xmp.keywords import Keywords

Sidecars = Literal["all", "raw", "none"]


@dataclass(frozen=True, slots=True)
class Preset:
    """What one program reads. A choice of one's own is another one by ``dataclasses.replace``.

    Attributes:
        name: as it is typed.
        title: as the program is called.
        fields: which it reads.
        where_there: which are kept in step where a file has them already.
        ancestors: whether ``dc:subject`` has what stands above the names as well.
        sidecars: beside which pictures it reads a sidecar: all, raw ones of cameras, or none.
        stem_only: the sidecar of ``IMG.jpg`` is ``IMG.xmp``, not ``IMG.jpg.xmp``.
        prefers_sidecar: where there is a sidecar, it does not look into the picture.
        touch: it reads a picture again only if its time of change is another.
        flat_twins: it does not see a flat word that is not in the field with levels as well.
    """

    name: str
    title: str
    fields: tuple[XmpField, ...]
    where_there: tuple[XmpField, ...] = ()
    ancestors: bool = True
    sidecars: Sidecars = "all"
    stem_only: bool = False
    prefers_sidecar: bool = False
    touch: bool = False
    flat_twins: bool = False

    def wished(self, keywords: Keywords, there: TagLists) -> TagLists:
        """The tags of each field that a file should have.

        Args:
            keywords: of the picture.
            there: what the file has.
        """
        fields = self.fields + tuple(field for field in self.where_there if field in there)
        return {field: self._of_field(field, keywords, there) for field in fields}

    def _of_field(self, field: XmpField, keywords: Keywords, there: TagLists) -> tuple[str, ...]:
        if not field.separator:
            return keywords.flat if self.ancestors else keywords.names
        tags = tuple(field.joined(path) for path in keywords.paths)
        return tags + (self._twins(field, tags, there) if self.flat_twins else ())

    def _twins(self, field: XmpField, tags: tuple[str, ...], there: TagLists) -> tuple[str, ...]:
        """What the file has as flat words, and at no level of what it will have."""
        paths = chain(there.get(field, ()), tags)
        levels = {same_as(level) for path in paths for level in path.split(field.separator)}
        flat = there.get(SUBJECT, ())
        return tuple(field.joined((word,)) for word in flat if same_as(word) not in levels)


PRESETS: Mapping[str, Preset] = {
    preset.name: preset
    for preset in (
        Preset(
            "lightroom",
            "Adobe Lightroom, Bridge",
            (SUBJECT, LIGHTROOM),
            sidecars="raw",
            stem_only=True,
        ),
        Preset(
            "darktable",
            "darktable",
            (SUBJECT, LIGHTROOM),
            prefers_sidecar=True,
            flat_twins=True,
        ),
        Preset(
            "digikam",
            "digiKam",
            (SUBJECT, LIGHTROOM, DIGIKAM),
            where_there=(MICROSOFT, MEDIA_PRO),
            prefers_sidecar=True,
        ),
        Preset("immich", "Immich", (SUBJECT, LIGHTROOM, DIGIKAM), prefers_sidecar=True),
        Preset("photoprism", "PhotoPrism", (SUBJECT,), touch=True),
        Preset("windows", "Windows", (SUBJECT,), where_there=(MICROSOFT,), sidecars="none"),
        Preset("gnome", "GNOME", (SUBJECT,), sidecars="none"),
    )
}
"""By name, in the order in which a person chooses."""
