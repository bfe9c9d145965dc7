"""Layers of heads that need nothing but kept features: no file is read, no model is loaded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from igtagger.app.layers import ExtraHead, Passes, features_keys
from igtagger.app.tagger import to_layers
from igtagger.domain import Layer, Outcome, Tagged
from igtagger.library.facade import Library
from igtagger.library.features import FeaturesKey
from igtagger.library.images import FileStamp
from igtagger.library.outcomes import ModelKey

_Seen = Sequence[tuple[Path, FileStamp | None]]


class KeptFeatures:
    """Gives known pictures the layers that heads make of their kept features alone.

    Args:
        library: keeps them.
        passes: what is made of each picture: see :func:`igtagger.app.layers.plan`.
        key: what outcomes are kept under: see :func:`igtagger.app.layers.key_of`.
        exact: likewise.
        mark: likewise.
    """

    def __init__(
        self, library: Library, passes: Passes, key: ModelKey, *, exact: bool, mark: str
    ) -> None:
        self._library, self._key = library, key
        # Also those that are kept no longer: what there is will do.
        kept = [replace(each, keeps=True) for each in passes]
        self._heads: list[tuple[FeaturesKey, ExtraHead]] = [
            (under, extra)
            for each, under in zip(kept, features_keys(kept, exact=exact, mark=mark), strict=True)
            for extra in each.extra
            if under is not None
        ]

    def complete(self, seen: _Seen, known: Sequence[Outcome | None]) -> list[Outcome | None]:
        """What is known of pictures, with those layers that can be made of kept features.

        They are in the library then.

        Args:
            seen: pictures, each once, with what was seen of their files.
            known: what the library knows of each.

        Raises:
            LibraryError: features cannot be read, or the layers not be kept.
        """
        found = list(known)
        new: dict[int, list[Layer]] = {}
        for key, extra in self._heads:
            for place, layer in self._made(key, extra, seen, known):
                new.setdefault(place, []).append(layer)
        made = []
        for place, layers in new.items():
            (path, stamp), outcome = seen[place], found[place]
            if stamp is not None and isinstance(outcome, Tagged):
                found[place] = replace(outcome, beside=(*outcome.beside, *layers))
                made.append((path, stamp, layers))
        if made:
            self._library.save_layers(self._key, made)
        return found

    def _made(
        self, key: FeaturesKey, extra: ExtraHead, seen: _Seen, known: Sequence[Outcome | None]
    ) -> list[tuple[int, Layer]]:
        """A head's layers of those pictures that lack it and have features, by their places."""
        name = extra.head.label_set
        places = {
            path: place
            for place, ((path, _), outcome) in enumerate(zip(seen, known, strict=True))
            if isinstance(outcome, Tagged)
            and key.model_id not in outcome.lacking
            and outcome.layer(name) is None
        }
        if not places:
            return []
        vectors = self._library.features_of(key, list(places))
        if not vectors:
            return []
        said = extra.head.said(np.stack(list(vectors.values())))
        return [
            (places[path], made.layer)
            for path, made in zip(vectors, to_layers(name, said), strict=True)
        ]
