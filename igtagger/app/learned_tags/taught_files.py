"""Taught tags as files that people give to each other."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from igtagger.app.learned_tags.taught_tags import TaughtTags
from igtagger.domain import Fact
from igtagger.errors import BadValueError, UsageError, WeightsError, detail_of
from igtagger.labels.own_tags import cleaned
from igtagger.models.catalog import Catalog, ModelSpec
from igtagger.models.taught import TaughtTag
from igtagger.models.taught_file import MOST_BYTES, packed, unpacked
from igtagger.models.weights.store import WeightsStore
from igtagger.small_files import read_small

_FORM = b'"form":"igtagger taught tags"'
_SHOWN = 12


def is_taught_file(head: bytes) -> bool:
    """Whether a file that begins so is one of these, for a Destination."""
    return _FORM in head


def content_of(tags: Sequence[TaughtTag]) -> bytes:
    """The content of a file of tags, numbered from 0.

    Raises:
        UsageError: one of them has not been taught.
    """
    for tag in tags:
        if not tag.examples:
            raise UsageError("taught.not-taught", name=tag.name)
    return packed([replace(tag, index=place, former="") for place, tag in enumerate(tags)])


def read_tags(file: Path) -> list[TaughtTag]:
    """What is in anybody's file of tags.

    Raises:
        UsageError: it cannot be read, is none, or has no tag that was taught.
    """
    try:
        tags = unpacked(read_small(file, MOST_BYTES)).tags
    except (OSError, ValueError) as error:
        raise UsageError("taught.no-file", file=file, detail=_why(error)) from error
    if not (found := [tag for tag in tags if tag.examples]):
        raise UsageError("taught.nothing", file=file)
    return found


def _why(error: OSError | ValueError) -> Fact:
    if isinstance(error, OSError | BadValueError):
        return detail_of(error)
    return BadValueError("tensors.no-header").reason  # no JSON where there should be some


def channels_of(spec: ModelSpec) -> int:
    """How many features a picture has by a model, as they are kept."""
    head = spec.heads[0]
    shapes = head.tensors(spec.family.blueprint().features)
    return shapes[f"{head.layers[0]}.weight"][1]


def check_model(tag: TaughtTag, catalog: Catalog, weights: WeightsStore) -> None:
    """Make sure that a tag was taught on features that are made here, too.

    Raises:
        WeightsError: it was not; the model that is needed is named.
    """
    try:
        spec = catalog.find(tag.model_id)
    except UsageError as error:
        raise WeightsError("taught.no-model", name=tag.name, model=tag.model_id) from error
    try:
        here = weights.find(spec).sha256
    except WeightsError as error:
        raise WeightsError("taught.no-weights", name=tag.name, model=spec.alias) from error
    if here != tag.weights_sha256 or channels_of(spec) != len(tag.weight):
        wanted = tag.weights_sha256[:_SHOWN]
        raise WeightsError("taught.other-weights", name=tag.name, model=spec.alias, sha256=wanted)


def import_tags(
    store: TaughtTags,
    file: Path,
    check: Callable[[TaughtTag], None],
    *,
    name: str = "",
    replacing: bool = False,
    least_index: int = 0,
) -> list[TaughtTag]:
    """Take all tags of a file over, or none of them.

    Args:
        store: where they are kept.
        file: may be anybody's.
        check: raises where a tag cannot be used here: see :func:`check_model`.
        name: what the one tag of the file is to be called; empty for its own name.
        replacing: tags that are called so are replaced.
        least_index: the first that nothing in the library goes by.

    Raises:
        UsageError: see :func:`read_tags`; or there is a tag of that name, or several tags and one
            name.
        WeightsError: see :func:`check_model`.
        SettingsError: the store cannot be written.
    """
    tags = read_tags(file)
    if name:
        if len(tags) > 1:
            raise UsageError("taught.several", file=file, count=len(tags))
        if not (called := cleaned(name)):
            raise UsageError("taught.no-name")
        tags = [replace(tags[0], name=called)]
    for tag in tags:
        check(tag)
        if not replacing and (there := store.get(tag.name)) is not None and there.examples:
            raise UsageError("taught.clash", name=there.name)
    return store.add(tags, least_index=least_index)
