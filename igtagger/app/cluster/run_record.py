"""What a run on a cluster is, beside its results: ``run.json``."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from igtagger import __version__
from igtagger.app.cluster.parts import key_from_json, key_to_json
from igtagger.app.cluster.places import OpenFolder, PlaceError
from igtagger.domain import Reason
from igtagger.library.outcomes import ModelKey
from igtagger.small_files import parse_json

NAME = "run.json"


@dataclass(frozen=True, slots=True)
class RunRecord:
    """A run.

    Attributes:
        source: the address of the pictures.
        key: what the results are kept under.
        table: what the columns depend on, in words.
        part_size: pictures of a part.
    """

    source: str
    key: ModelKey
    table: dict[str, Any]
    part_size: int

    def keep(self, target: OpenFolder) -> None:
        """Write it down, or compare it with what is there.

        Raises:
            PlaceError: another run is there, or it cannot be written.
        """
        kept = read(target)
        if kept is None:
            content = {
                "igtagger": __version__,
                "source": self.source,
                "key": key_to_json(self.key),
                "table": self.table,
                "part_size": self.part_size,
            }
            target.write(NAME, json.dumps(content, indent=1).encode())
            return
        for what in ("source", "key", "table", "part_size"):
            if getattr(kept, what) != getattr(self, what):
                detail = Reason("cluster.other", what=what.replace("_", " "))
                raise PlaceError("cluster.other-run", place=target.place.address, detail=detail)


def read(target: OpenFolder) -> RunRecord | None:
    """The run whose results are there; None where there are none.

    Raises:
        PlaceError: it cannot be read, or is damaged.
    """
    content = target.read(NAME)
    if content is None:
        return None
    try:
        kept = parse_json(content)
        return RunRecord(
            str(kept["source"]),
            key_from_json(kept["key"]),
            dict(kept["table"]),
            int(kept["part_size"]),
        )
    except (ValueError, TypeError, KeyError) as error:
        raise PlaceError("cluster.listing", place=target.place.address) from error
