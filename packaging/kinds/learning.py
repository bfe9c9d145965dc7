"""From the lists to a head and its card: pictures, features, training, calibration, figures."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from igtagger.models.heads import aspects_of
from kinds.figures import Figures, measure, scores_of
from kinds.gather import gather
from kinds.head import Floats, Head, Recipe, temperature, train
from kinds.sources import HERE, Source, kind_names, read_parts
from kinds.views import VIEWS, counts, views

RECIPE = Recipe()


class Body(Protocol):
    """What sees pictures."""

    sha256: str
    """Of its weights."""

    def features(self, pixels: NDArray[np.uint8]) -> Floats:
        """Of squares ``(n, size, size, 3)``: shape ``(n, features)``."""


@dataclass(frozen=True, slots=True, eq=False)
class Seen:
    """Views of pictures as the body sees them.

    Attributes:
        features: of the body, then the aspect: shape ``(views, features + 1)``.
        truth: the kind of each view, shape ``(views,)``.
        weights: how much each is to count, shape ``(views,)``.
    """

    features: Floats
    truth: NDArray[np.int64]
    weights: Floats


def see(pictures: Mapping[Source, Path], counts: Sequence[int], body: Body, work: Path) -> Seen:
    """So many views of each picture; what was seen before is kept in ``work``."""
    folder = work / "features" / f"{body.sha256[:12]}-{VIEWS}"
    folder.mkdir(parents=True, exist_ok=True)

    def look(source: Source, file: Path, count: int) -> Floats:
        kept = folder / f"{source.name}-{count}.npy"
        if not kept.exists():
            squares, sizes = views(source, file, count)
            np.save(kept, np.concatenate([body.features(squares), aspects_of(sizes)], axis=1))
        found: Floats = np.load(kept)
        return found

    with ThreadPoolExecutor() as threads:
        found = list(threads.map(look, pictures, pictures.values(), counts))
    kinds = [kind_names().index(source.kind) for source in pictures]
    return Seen(
        np.concatenate(found), np.repeat(kinds, counts), np.repeat(weights_of(pictures), counts)
    )


def weights_of(sources: Iterable[Source]) -> Floats:
    """How much each picture is to count: less where its package has many of its kind.

    Those from npm and PyPI count twice: they are screens and figures as people come by them, while
    many of Debian's are pages of manuals.
    """
    listed = [(source.package, source.kind) for source in sources]
    alike = Counter(listed)
    weights = [(2 if ":" in one[0] else 1) * alike[one] ** -0.5 for one in listed]
    return np.array(weights, np.float32)


def learn(training: Seen, development: Seen, recipe: Recipe) -> tuple[Head, float, Figures]:
    """A head, the temperature by which its logits are to be divided, and how right it is.

    Both are found on the development part; the temperature is not in the head.
    """
    head = train(training.features, training.truth, training.weights, len(kind_names()), recipe)
    logits = head.logits(development.features)
    fitted = temperature(logits, development.truth)
    scores = scores_of(logits / np.float32(fitted))
    return head, fitted, measure(scores, development.truth)


def write(head: Head, card: Mapping[str, object], target: Path) -> None:
    """``kinds.safetensors`` and ``kinds.json`` in the folder ``target``."""
    file = target / "kinds.safetensors"
    head.save(file)
    data = file.read_bytes()
    facts = {"sha256": hashlib.sha256(data).hexdigest(), "file_size": len(data)}
    text = json.dumps({**card, **facts}, indent=2)
    (target / "kinds.json").write_text(text + "\n", encoding="utf-8")


def make(work: Path, body: Body, target: Path, lists: Path = HERE) -> Figures:
    """All steps, from the lists to the two files in ``target``."""
    pictures = {part: gather(sources, work) for part, sources in read_parts(lists).items()}
    training = see(pictures["training"], counts(pictures["training"]), body, work)
    one = [1] * len(pictures["development"])
    development = see(pictures["development"], one, body, work)
    head, fitted, figures = learn(training, development, RECIPE)
    write(head, _card(head, fitted, figures, pictures["training"], body), target)
    return figures


def _card(
    head: Head, fitted: float, figures: Figures, shown: Mapping[Source, Path], body: Body
) -> dict[str, object]:
    packages = len({source.package for source in shown} - {""})
    return {
        "labels": len(head.output_bias),
        "features": head.hidden_weight.shape[1] - 1,
        "aspect": True,
        "hidden": len(head.hidden_bias),
        "temperature": round(fitted, 4),
        "body_sha256": body.sha256,
        "training": {
            "trained on": f"{len(shown):,} pictures of {packages:,} packages",
            "optimiser": f"AdamW, {RECIPE.rounds} rounds, peak rate {RECIPE.rate}, "
            f"weight decay {RECIPE.decay}; {RECIPE.heads} trainings averaged",
            "calibration": f"logits are to be divided by {fitted:.2f}",
            "development part": f"right on {figures.right:.1%} of {figures.pictures} pictures",
        },
    }
