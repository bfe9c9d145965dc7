"""What the scans of a JPEG that has several bring, and how much work they are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from igtagger.domain import Reason
from igtagger.errors import UnreadableImage
from igtagger.pictures.readers.jpeg_markers import JpegHeader, Scan

MOST_BLOCKS = 300_000_000
"""Of 8 x 8 values, over all scans: some ten seconds of one core. A picture of a hundred megapixels
in ten scans has a tenth of it."""
_SCAN_COST = 1000  # in blocks: what a scan costs beside them


def refuse_too_much_work(path: Path, header: JpegHeader, passes: Sequence[Scan]) -> None:
    """Refuse what libjpeg would be at for minutes: each scan is a pass over the whole picture.

    Raises:
        UnreadableImage: it is more than :data:`MOST_BLOCKS`.
    """
    blocks = {numbers: header.blocks(numbers) for numbers in {each.components for each in passes}}
    if sum(blocks[each.components] + _SCAN_COST for each in passes) > MOST_BLOCKS:
        width, height = header.size
        detail = Reason("work.scans", count=len(passes), width=width, height=height)
        raise UnreadableImage("picture.too-much-work", path=path, detail=detail)


@dataclass(frozen=True, slots=True)
class Begun:
    """What of a picture some of its scans bring, as if each were whole."""

    header: JpegHeader
    passes: Sequence[Scan]

    @property
    def is_complete(self) -> bool:
        """Whether every value of every plane has come to its last bit."""
        return all(
            self._coefficients(each.number, to_last_bit=True) >= set(range(64))
            for each in self.header.components
        )

    @property
    def shows_something(self) -> bool:
        """Whether there is a picture: all planes, and the first of them in some detail."""
        first = self.header.components[0].number
        return self._coefficients(first) >= set(range(64)) and all(
            0 in self._coefficients(each.number) for each in self.header.components
        )

    def _coefficients(self, plane: int, *, to_last_bit: bool = False) -> set[int]:
        found: set[int] = set()
        for each in self.passes:
            counts = each.bit == 0 if to_last_bit else not each.refines
            if plane in each.components and counts:
                found.update(range(each.first, each.last + 1))
        return found
