"""One part of many: which pictures are this computer's, where several share a folder.

The part of a picture follows from its path below the folder that was given, and from nothing else:
every computer finds the same, whatever it is called there, in whichever order and as often as one
asks. A new picture changes no other one's part.
"""

from __future__ import annotations

import re
from hashlib import blake2b
from typing import NamedTuple

from igtagger.errors import UsageError

MOST_SHARDS = 1_000_000


class Shard(NamedTuple):
    """One of ``total`` parts.

    Attributes:
        number: from 1.
        total: at most :data:`MOST_SHARDS`.
    """

    number: int
    total: int

    @classmethod
    def parse(cls, text: str) -> Shard:
        """What is written as ``3/16``.

        Raises:
            UsageError: there is no such part.
        """
        found = re.fullmatch(r"([0-9]{1,7})/([0-9]{1,7})", text)
        shard = cls(int(found[1]), int(found[2])) if found else cls(0, 0)
        if not 1 <= shard.number <= shard.total <= MOST_SHARDS:
            raise UsageError("usage.shard", shard=text[:100])
        return shard

    def __str__(self) -> str:
        return f"{self.number}/{self.total}"

    def has(self, place: str) -> bool:
        """Whether a picture is of this part.

        Args:
            place: its path below the folder that was given, with ``/``; of a file that was named
                itself its whole path, which must then be the same on all computers.
        """
        return shard_of(place, self.total) == self.number


def shard_of(place: str, total: int) -> int:
    """The number, from 1, of the part of ``total`` that a picture belongs to.

    Half characters and bytes that are no UTF-8 count as Python has them, on every system alike.
    """
    digest = blake2b(place.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "big") % total + 1
