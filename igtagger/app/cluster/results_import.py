"""Results of a cluster into a library of one's own: nothing is decoded or run for it.

A picture that is here with the same content is then known, as if it had been tagged here. One that
is not, or has changed since, is kept under its path and never taken for known.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from threading import Event
from typing import Any

from igtagger.app.cluster.block_listing import Listing, part_of
from igtagger.app.cluster.places import OpenFolder, PlaceError
from igtagger.app.cluster.results_check import open_part
from igtagger.domain import Failed, Layer, Outcome, Tagged
from igtagger.errors import BadValueError, Cancelled
from igtagger.library import outcomes, reasons
from igtagger.library.facade import Library
from igtagger.library.images import FileStamp
from igtagger.library.outcomes import Entry, ModelKey
from igtagger.pictures.fingerprint import fingerprint

_AT_ONCE = 500
_COLUMNS = ["path", "status", "width", "height", "kept"]


@dataclass(slots=True)
class Imported:
    """How many pictures were taken over, and how many of those are here as they were tagged."""

    pictures: int = 0
    here: int = 0


def import_parts(
    listing: Listing,
    target: OpenFolder,
    key: ModelKey,
    root: Path,
    library: Library,
    cancel: Event,
) -> Iterator[Imported]:
    """Take over all parts that there are.

    Args:
        listing: of the run.
        target: the folder of results.
        key: what the results are kept under, from ``run.json``.
        root: where the pictures lie on this computer.
        library: theirs to be.
        cancel: ends it; what was taken over is kept.

    Yields:
        The same value, as far as it has come.

    Raises:
        PlaceError: a folder cannot be read, or a part is damaged.
        LibraryError: outcomes cannot be kept.
        Cancelled: ``cancel`` was set.
    """
    done = Imported()
    for block in listing.blocks:
        content = target.read(part_of(block))
        if content is None:
            continue
        part = open_part(content, target)
        if "kept" not in part.schema_arrow.names:
            raise PlaceError("cluster.part", place=target.place.address, detail=part_of(block))
        for batch in part.iter_batches(_AT_ONCE, columns=_COLUMNS):
            if cancel.is_set():
                raise Cancelled
            try:
                entries = [_entry(row, root, key) for row in batch.to_pylist()]
            except (ValueError, TypeError, KeyError) as error:
                raise PlaceError(
                    "cluster.part", place=target.place.address, detail=part_of(block)
                ) from error
            library.save(key, entries)
            done.pictures += len(entries)
            done.here += sum(entry.stamp is not None for entry in entries)
            yield done


def _entry(row: Mapping[str, Any], root: Path, key: ModelKey) -> Entry:
    kept = row["kept"]
    name = kept["name"]
    if not isinstance(name, str) or not name or name.startswith("/") or "\0" in name:
        raise BadValueError("cluster.no-list")
    path = root / name
    if not path.is_relative_to(root) or ".." in Path(name).parts:
        raise BadValueError("cluster.no-list")
    outcome = _outcome(row, kept, path, key)
    stamp, mark = FileStamp.of(path), kept["fingerprint"]
    # Elsewhere it may have been another picture.
    same = stamp is not None and mark is not None and stamp.size == kept["size"]
    if not (same and stamp is not None and fingerprint(path, stamp.size) == mark):
        stamp = None
    return Entry(
        outcome, stamp, mark, bool(kept["lasting"]), difference_hash=kept["difference_hash"]
    )


def _outcome(row: Mapping[str, Any], kept: Mapping[str, Any], path: Path, key: ModelKey) -> Outcome:
    if row["status"] == "failed":
        sentence = (kept["error"] or b"").decode("utf-8", "surrogatepass")
        reason = reasons.reason_of(path, sentence, kept["error_code"], kept["error_facts"])
        return Failed(path, reason.but(path=path) if "path" in dict(reason.facts) else reason)
    layer = _layer(key, kept["labels"])
    of_sets = {each.label_set: each for each in key.beside}
    beside = tuple(_layer(of_sets[each["set"]], each["labels"]) for each in kept["beside"] or ())
    remark = reasons.remark_of(kept["error_code"], kept["error_facts"])
    if remark is not None and "path" in dict(remark.facts):
        remark = remark.but(path=path)
    size = int(row["width"]), int(row["height"])
    numbers = kept["bare"], kept["norm"]
    return Tagged(path, *size, layer.indices, layer.scores, beside, remark, *numbers)


def _layer(key: ModelKey, packed: object) -> Layer:
    layer = outcomes.unpack(key, packed)
    if layer is None:
        raise BadValueError("cluster.no-list")
    return layer
