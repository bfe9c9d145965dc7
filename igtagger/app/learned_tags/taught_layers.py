"""Taught tags as a layer of pictures: part of a run's plan, and made anew of kept features.

All tags that were taught on one model and are said by themselves are one head, which a run asks
with the others in the same pass. Its layer is kept under a version of its numbers: when a tag was
taught anew every picture lacks that layer, which is made of kept features, for the whole library in
a second or two, and no picture is decoded.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from threading import Event
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from igtagger.app.layers import ExtraHead, Pass, Passes
from igtagger.domain import SCORE_FLOOR
from igtagger.labels.taught_names import TaughtName, TaughtNames, is_layer_name, layer_name
from igtagger.library.facade import Library
from igtagger.library.features import FeatureSet, FeaturesKey
from igtagger.library.outcomes import PACKED, ModelKey
from igtagger.library.renewed_layers import RenewedLayer
from igtagger.models.taught import TaughtTag, taught_head

_Rows = NDArray[np.int64]


def names_of(tags: Iterable[TaughtTag]) -> TaughtNames:
    """What taught tags are called, and when they are said."""
    return TaughtNames(
        TaughtName(tag.index, tag.name, tag.threshold, tag.automatic) for tag in tags
    )


def extra_head(tags: Sequence[TaughtTag], model_id: str, weights_sha256: str) -> ExtraHead | None:
    """The head of those tags that are of these weights and said by themselves; None of none."""
    mine = sorted(
        (
            tag
            for tag in tags
            if tag.automatic and (tag.model_id, tag.weights_sha256) == (model_id, weights_sha256)
        ),
        key=lambda tag: tag.index,
    )
    if not mine:
        return None
    head = replace(taught_head(mine), label_set=layer_name(model_id))
    digest = sha256()
    for tag in mine:
        digest.update(np.array([tag.index, tag.bias], np.float64).tobytes() + tag.weight.tobytes())
    return ExtraHead(head, digest.hexdigest()[:16])


def with_taught(passes: Passes, tags: Sequence[TaughtTag]) -> Passes:
    """The passes of a run, each with the tags that were taught on its model."""

    def one(each: Pass) -> Pass:
        extra = extra_head(tags, each.spec.id, each.weights_sha256)
        return each if extra is None else replace(each, extra=(*each.extra, extra))

    return tuple(map(one, passes))


class Renewed(NamedTuple):
    """How far the layers are made anew, and what was made now.

    Attributes:
        key: what the layers are kept under.
        done: pictures.
        total: of them.
        paths: pictures that were done now; empty unless they were asked for.
        indices: of the tags of which something is said.
        scores: theirs, ``float16 (paths, indices)``, 0 where a picture has none.
    """

    key: ModelKey
    done: int
    total: int
    paths: list[Path]
    indices: tuple[int, ...]
    scores: NDArray[np.float16]


def renew(
    library: Library, tags: Sequence[TaughtTag], cancel: Event, *, tell_scores: bool = False
) -> Iterator[Renewed]:
    """Make the layers of taught tags anew for all pictures that have features and lack them.

    What others need not be asked for again is let go of. It may be called again at any time: where
    nothing is lacking nothing is done.

    Args:
        library: keeps features and layers.
        tags: all that are taught, of whichever model.
        cancel: ends it after the pictures in hand: a normal end.
        tell_scores: also tell what is said of each picture, where nothing is lacking, too.

    Raises:
        LibraryError: features cannot be read, or layers not be kept.
    """
    heads = [
        (key, count, extra)
        for key, count in library.features_kept().items()
        if (extra := extra_head(tags, key.model_id, key.weights_sha256)) is not None
    ]
    renewing = _Renewing(library, tags, tell_scores=tell_scores)
    before, total = 0, sum(count for _, count, _ in heads)
    for key, count, extra in heads:
        for part in renewing.of(key, extra):
            yield part._replace(done=before + part.done, total=total)
            if cancel.is_set():
                return
        before += count
    renewing.drop_old()


class _Renewing:
    """Makes layers of features, and lets go of those that were made before."""

    def __init__(self, library: Library, tags: Sequence[TaughtTag], *, tell_scores: bool) -> None:
        self._library, self._tell_scores = library, tell_scores
        models = {(tag.model_id, tag.weights_sha256) for tag in tags}
        heads = {
            (layer_name(model), weights): extra.version
            for model, weights in models
            if (extra := extra_head(tags, model, weights)) is not None
        }
        self._versions = heads

    def of(self, key: FeaturesKey, extra: ExtraHead) -> Iterator[Renewed]:
        """All pictures that have features under a key; nothing where there is nothing to do."""
        features = self._library.features(key)
        layer_key = key_of_layer(key, extra)
        lacks = features is not None and self._library.without_layer(layer_key, key) > 0
        if features is None or not (lacks or self._tell_scores):
            return
        indices = np.flatnonzero(np.isfinite(extra.head.bias))
        for places, block in features.blocks():
            scores = extra.head.scores(block)[:, indices]
            if lacks:
                packed = _packed(scores, indices)
                layers = _layers(features, places, packed)
                self._library.renew_layers(layer_key, key, layers, self._is_old)
            yield self._told(layer_key, features, places, indices, scores)

    def _told(
        self,
        key: ModelKey,
        features: FeatureSet,
        places: slice,
        indices: _Rows,
        scores: NDArray[np.float32],
    ) -> Renewed:
        images = features.images[places].tolist()
        numbers, tags = (places.stop, len(features)), tuple(indices.tolist())
        halves = np.where(scores >= SCORE_FLOOR, scores, 0).astype(np.float16)
        if not self._tell_scores:
            return Renewed(key, *numbers, [], tags, halves[:0])
        paths = self._library.image_paths(images)
        there = [place for place, image in enumerate(images) if image in paths]
        told = [paths[images[place]] for place in there]
        return Renewed(key, *numbers, told, tags, halves[there])

    def drop_old(self) -> None:
        """Let go of layers that nobody asks for any more, of pictures without features."""
        self._library.drop_layers(layer_name(""), self._is_old)

    def _is_old(self, key: ModelKey) -> bool:
        version = self._versions.get((key.model_id, key.weights_sha256))
        return is_layer_name(key.model_id) and (
            version is None or not key.preprocessing.endswith(f"-{version}")
        )


def key_of_layer(key: FeaturesKey, extra: ExtraHead) -> ModelKey:
    """What a layer that is made of such features is kept under: see :meth:`Pass.keys`."""
    name = extra.head.label_set
    how = f"{key.preprocessing}-{extra.version}"
    return ModelKey(name, key.weights_sha256, how, len(extra.head.bias), name)


def _packed(scores: NDArray[np.float32], indices: _Rows) -> list[bytes]:
    """Each picture's layer as the library keeps it: see :func:`igtagger.app.tagger.to_layers`."""
    order = np.argsort(-scores, axis=1, kind="stable")
    ranked = np.take_along_axis(scores, order, axis=1)
    packed = np.empty(scores.shape, PACKED)
    packed["index"], packed["score"] = indices[order], ranked
    counts = np.count_nonzero(ranked >= SCORE_FLOOR, axis=1).tolist()
    return [row[:count].tobytes() for row, count in zip(packed, counts, strict=True)]


def _layers(features: FeatureSet, places: slice, packed: Sequence[bytes]) -> list[RenewedLayer]:
    images, rows = features.images[places].tolist(), features.rows[places].tolist()
    return [RenewedLayer(*each) for each in zip(images, rows, packed, strict=True)]
