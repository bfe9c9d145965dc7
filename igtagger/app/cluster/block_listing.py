"""Which pictures a run on a cluster has, cut into blocks that are worked on one by one.

The listing is made once and kept beside the results: a run that is taken up again has the same
blocks. A block is named by what is in it, and so is the part that becomes of it.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import blake2b
from itertools import islice

from igtagger.app.cluster.places import OpenFolder, PlaceError
from igtagger.errors import BadValueError
from igtagger.pictures.formats import EXTENSIONS
from igtagger.pictures.scan import PROGRAM_FOLDERS
from igtagger.small_files import parse_json

FOLDER = "listing"
_WHOLE = f"{FOLDER}/whole.json"


@dataclass(frozen=True, slots=True)
class Listing:
    """What is to be tagged.

    Attributes:
        blocks: their names, in order.
        pictures: how many there are in all of them.
        skipped: files that are no pictures by their names, or hidden.
    """

    blocks: tuple[str, ...]
    pictures: int
    skipped: int


def part_of(block: str) -> str:
    """The name of the file that becomes of a block."""
    return f"part-{block}.parquet"


def is_picture(name: str) -> bool:
    """Whether a file counts by its path below the folder: by its ending, and if nothing is hidden.

    Unlike on a disk no file is looked into, which costs a request in an object store.
    """
    *folders, last = name.split("/")
    if any(part.startswith(".") for part in (*folders, last)):
        return False
    if any(part.lower() in PROGRAM_FOLDERS for part in folders):
        return False
    return os.path.splitext(last)[1].lower() in EXTENSIONS  # noqa: PTH122  (it is no path here)


def make_or_read(source: OpenFolder, target: OpenFolder, size: int) -> Iterator[int | Listing]:
    """The listing of a run, which is made if it is not there.

    Args:
        source: the folder of pictures.
        target: the folder of results.
        size: pictures of a block.

    Yields:
        How many pictures were found so far, and at last the listing.

    Raises:
        PlaceError: a folder cannot be read or written, or the listing that is there is damaged.
    """
    if (kept := target.read(_WHOLE)) is not None:
        yield _parsed(kept, target)
        return
    blocks, pictures, skipped = [], 0, 0

    def names() -> Iterator[str]:
        nonlocal skipped
        for found in source.listed():
            if is_picture(found.name):
                yield found.name
            else:
                skipped += 1

    wanted = names()
    while block := list(islice(wanted, size)):
        name = _name_of(block)
        target.write(f"{FOLDER}/{name}.json", json.dumps(block).encode())
        blocks.append(name)
        pictures += len(block)
        yield pictures
    whole = {"blocks": blocks, "pictures": pictures, "skipped": skipped}
    target.write(_WHOLE, json.dumps(whole).encode())
    yield Listing(tuple(blocks), pictures, skipped)


def read(target: OpenFolder) -> Listing:
    """The listing of a run.

    Raises:
        PlaceError: it is not there or damaged.
    """
    content = target.read(_WHOLE)
    if content is None:
        raise PlaceError("cluster.no-run", place=target.place.address)
    return _parsed(content, target)


def names_of(block: str, target: OpenFolder) -> list[str]:
    """The pictures of a block.

    Raises:
        PlaceError: its list is gone or damaged.
    """
    content = target.read(f"{FOLDER}/{block}.json")
    try:
        names = parse_json(content or b"")
        if not (isinstance(names, list) and all(isinstance(name, str) for name in names)):
            raise BadValueError("cluster.no-list")
        if _name_of(names) != block:
            raise BadValueError("cluster.no-list")
    except ValueError as error:
        raise PlaceError("cluster.listing", place=target.place.address) from error
    return names


def _name_of(names: list[str]) -> str:
    digest = blake2b(digest_size=10)
    for name in names:
        digest.update(name.encode("utf-8", "surrogatepass") + b"\0")
    return digest.hexdigest()


def _parsed(content: bytes, target: OpenFolder) -> Listing:
    try:
        kept = parse_json(content)
        blocks, pictures, skipped = kept["blocks"], kept["pictures"], kept["skipped"]
        if not all(isinstance(block, str) and block.isalnum() for block in blocks):
            raise BadValueError("cluster.no-list")
        return Listing(tuple(blocks), int(pictures), int(skipped))
    except (ValueError, TypeError, KeyError) as error:
        raise PlaceError("cluster.listing", place=target.place.address) from error
