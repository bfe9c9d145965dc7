"""A model of a person's own is trained on folders of classes, from pictures to an entry.

Without torch the features of a model of the catalogue get a new head, which takes seconds. With
torch the network itself is tuned, or trained from random numbers: see
:mod:`igtagger.engines.torch_training`.
"""

from __future__ import annotations

import datetime
import shutil
from collections.abc import Generator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Event

import numpy as np
from numpy.typing import NDArray

from igtagger.app.context import Context
from igtagger.app.learning.across_groups import near_features
from igtagger.app.learning.features_at_hand import features_at_hand
from igtagger.app.learning.head_fitting import (
    find_temperature,
    fit_ridge,
    likely_range,
    softmax,
)
from igtagger.app.learning.network_training import need_torch, train_network, training_folder
from igtagger.app.learning.own_model_writing import NewModel, making, write_model
from igtagger.app.learning.trained_values import ENOUGH, Prepared, Tell, TrainedValues, TrainingWish
from igtagger.app.learning.training_set import Seen, TrainingSet, familiarity, hold_out, look
from igtagger.domain import Progress, Reason
from igtagger.engines.protocol import Engine
from igtagger.labels.own_labels import spell_labels
from igtagger.models.catalog import EVERYDAY_ID
from igtagger.models.heads import rooted
from igtagger.models.own_models import HEAD, OWN_LICENCE, card_of, check_name
from igtagger.models.weights import conversion, safetensors_files
from igtagger.models.weights.mapped import Mapped

_SCORES = 5


@dataclass(frozen=True, slots=True)
class Trained:
    """What came out.

    Attributes:
        model_id: of the new model.
        learned: pictures that it was judged without.
        held_out: pictures that it was judged by.
        right: of these, those of which it said the right class.
        failed: pictures that could not be read, with their reasons.
    """

    model_id: str
    learned: int
    held_out: int
    right: int
    failed: Mapping[Path, Reason]

    @property
    def range(self) -> tuple[float, float] | None:
        """Between which shares, 0 to 1, its accuracy lies; None where nothing was held out."""
        return likely_range(self.right, self.held_out) if self.held_out else None


def train(
    context: Context, found: TrainingSet, wish: TrainingWish, tell: Tell, cancel: Event
) -> Generator[Progress, None, Trained]:
    """Train a model, which is in the catalogue then.

    Args:
        context: where things are.
        found: the pictures.
        wish: what is to be made.
        tell: told what a person should know.
        cancel: ends it.

    Yields:
        How far it is.

    Raises:
        UsageError: the name is taken, or pictures cannot be read.
        SettingsError: the base is one of one's own, and damaged.
        WeightsError: weights are missing, or nothing can be written.
        EngineError: the device cannot be used, or torch is missing where it is needed.
        Cancelled: ``cancel`` was set.
    """
    model_id = check_name(wish.name, context.catalog, replaced=wish.replace)
    wish, origin = base_of(context, wish, tell)
    if wish.how != "head":
        need_torch()
    models = context.settings.models_dir
    with making(models, model_id):
        prepared = yield from prepare(context, found, wish, tell, cancel)
        if wish.how == "head":
            made = fit_head(prepared)
            if wish.base.folder is not None:
                made = _whole(context, made, wish, cancel)
        else:
            made = yield from train_network(context, prepared, wish, model_id, tell, cancel)
        new = _new_model(context, prepared, made, wish, origin)
        write_model(models, model_id, new, made.tensors)
        shutil.rmtree(training_folder(models, model_id), ignore_errors=True)
    held = prepared.held_out
    right = made.scores.argmax(axis=1) == prepared.found.labels
    counts = int((~held).sum()), int(held.sum()), int((right & held).sum())
    return Trained(model_id, *counts, prepared.failed)


@dataclass(frozen=True, slots=True)
class Origin:
    """Whence a new model has what it begins with.

    Attributes:
        like: id of the model of the catalogue whose network it has.
        licence: the name of that under which it is.
        title: what it began with, for people.
    """

    like: str
    licence: str
    title: str


def base_of(context: Context, wish: TrainingWish, tell: Tell) -> tuple[TrainingWish, Origin]:
    """What a training really begins with, where the base is a model of the person's own.

    A head has no network of its own: that of its base is taken. A network that begins at random
    takes nothing but the plan of one. Licences are inherited: a network that was made from another
    is under that one's, which may be its owner's, if it began at random.

    Raises:
        SettingsError: the base is damaged.
    """
    base, random = wish.base, wish.how == "from-scratch"
    if base.folder is None:
        licence = OWN_LICENCE.name if random else base.licence.name
        return wish, Origin(base.id, licence, "random numbers" if random else base.title)
    card = card_of(base.folder)
    like = context.find(card.like)
    if random:
        tell(Reason("training.like-own", model=base.id, base=like.id))
        return replace(wish, base=like), Origin(like.id, OWN_LICENCE.name, "random numbers")
    if base.base is not None:
        tell(Reason("training.base-of-own", model=base.id, base=like.id))
        return replace(wish, base=like), Origin(like.id, like.licence.name, like.title)
    before = card.training.get("began with", like.title)
    return wish, Origin(like.id, card.licence, f"{base.title}, which began with {before}"[:500])


def _whole(
    context: Context, made: TrainedValues, wish: TrainingWish, cancel: Event
) -> TrainedValues:
    """A head on the features of one's own network becomes a network, which needs no other.

    The other one may be removed then, and the new one be given to others.
    """
    path = conversion.prepare(context.store, wish.base, cancel).path
    body: Mapped = np.memmap(path, np.uint8, "r")
    # Copies: the file may be that of the model which is replaced.
    tensors = {n: np.array(each.floats()) for n, each in safetensors_files.read(path, body).items()}
    (layer,) = wish.base.heads[0].layers
    for end in ("weight", "bias"):
        tensors[f"{layer}.{end}"] = made.tensors[f"{HEAD}.{end}"]
    return replace(made, tensors=tensors)


def prepare(
    context: Context, found: TrainingSet, wish: TrainingWish, tell: Tell, cancel: Event
) -> Generator[Progress, None, Prepared]:
    """Look at all pictures but those of which features are kept, and hold some out.

    Raises:
        UsageError: of a class no picture can be read.
        WeightsError: the weights of the model that looks at them are missing.
        EngineError: the device cannot be used.
        Cancelled: ``cancel`` was set.
    """
    # Who begins at random needs no weights; what is alike the built-in model tells as well.
    looking = context.find(EVERYDAY_ID) if wish.how == "from-scratch" else wish.base
    channels = looking.heads[0].features
    paths = [each.path for each in found.examples]
    kept = features_at_hand(context, looking, paths, wish.engine_options, cancel)
    seen = Seen({place: kept[path] for place, path in enumerate(paths) if path in kept}, {})
    if len(kept) < len(paths):
        engine: Engine = context.managers.chosen.load(looking, wish.engine_options, cancel)
        yield from look(engine, paths, seen, cancel, workers=wish.workers)
        context.managers.chosen.unload()
    failed = {paths[place]: reason for place, reason in seen.failed.items()}
    if failed:
        tell(Reason("training.unread", count=len(failed)))
    readable = found.only([place in seen.vectors for place in range(len(paths))])
    readable.check()
    features = np.stack([seen.vectors[place][:channels] for place in sorted(seen.vectors)])
    held_out = hold_out(readable, features)
    _tell_of_unjudged(readable, held_out, tell)
    return Prepared(readable, features, held_out, failed)


def _tell_of_unjudged(found: TrainingSet, held_out: NDArray[np.bool_], tell: Tell) -> None:
    """Say of which classes nothing is held out: how well it knows these nobody can say."""
    counts = np.bincount(found.labels[held_out], minlength=len(found.classes))
    names = [name for name, count in zip(found.classes, counts, strict=True) if not count]
    if names:
        listed = ", ".join(names[:5]) + (", ..." if len(names) > 5 else "")
        tell(Reason("training.not-held-out", count=len(names), names=listed))


def fit_head(prepared: Prepared) -> TrainedValues:
    """A head on frozen features.

    It is judged by what was held out when it was fitted without that, and then fitted on all.
    """
    found, held = prepared.found, prepared.held_out
    labels, classes = found.labels, len(found.classes)
    features = rooted(prepared.features)
    judged = fit_ridge(features[~held], labels[~held], classes)
    logits = np.empty((len(labels), classes), np.float32)
    logits[~held] = judged.left_out
    logits[held] = judged.logits(features[held])
    unseen = held if held.sum() >= ENOUGH else np.ones_like(held)
    temperature = find_temperature(logits[unseen], labels[unseen])
    final = fit_ridge(features, labels, classes)
    scale = np.float32(temperature)
    tensors = {f"{HEAD}.weight": final.weight / scale, f"{HEAD}.bias": final.bias / scale}
    facts = {
        "how": "a head on roots of frozen features: ridge regression, each class counting the same",
        "then": f"fitted again on all {len(labels)} pictures with what was held out among them",
    }
    return TrainedValues(tensors, softmax(logits / scale), prepared.features, facts)


def _new_model(
    context: Context, prepared: Prepared, made: TrainedValues, wish: TrainingWish, origin: Origin
) -> NewModel:
    # What is under its owner's licence began at random, if models lie between.
    random = wish.how == "from-scratch" or origin.licence == OWN_LICENCE.name
    sha256 = "" if random else context.store.find(wish.base).sha256
    whole = wish.how != "head" or wish.base.folder is not None
    return NewModel(
        name=wish.name.strip(),
        kind="network" if whole else "head",
        like=origin.like,
        base_sha256=sha256,
        licence=origin.licence,
        training={**_facts(prepared, made.scores, origin), **made.facts},
        labels=spell_labels(prepared.found.classes),
        classes=len(prepared.found.classes),
        rooted=wish.how == "head",
        evaluation=_evaluation(prepared, made, wish.name),
    )


def _facts(prepared: Prepared, scores: NDArray[np.float32], origin: Origin) -> dict[str, str]:
    """What its card tells of a model's training."""
    found, held = prepared.found, prepared.held_out
    right = int((scores.argmax(axis=1) == found.labels)[held].sum())
    judged = "nothing was held out: how often it is right is not known"
    if held.any():
        low, high = likely_range(right, int(held.sum()))
        judged = (
            f"{100 * right / held.sum():.1f} % of {held.sum()} held-out pictures "
            f"({100 * low:.0f} to {100 * high:.0f} % with 95 % certainty)"
        )
    return {
        "began with": origin.title,
        "trained on": f"{len(held)} pictures of {len(found.classes)} classes",
        "right": judged,
        "held out": "by folders and near-duplicates, never one of two that are nearly the same",
        "on": datetime.datetime.now().astimezone().date().isoformat(),
    }


def _evaluation(prepared: Prepared, made: TrainedValues, name: str) -> dict[str, object]:
    """What :data:`igtagger.models.own_models.EVALUATION` holds."""
    found, held = prepared.found, prepared.held_out
    known = familiarity(made.features, held)
    order = np.argsort(-made.scores, axis=1, kind="stable")[:, :_SCORES]
    pictures = [
        {
            "path": str(each.path),
            "label": each.label,
            "part": "held out" if held[place] else "train",
            "scores": [[int(i), round(float(made.scores[place, i]), 6)] for i in order[place]],
            "familiarity": round(float(known[place]), 6),
        }
        for place, each in enumerate(found.examples)
    ]
    parts = {"train": int((~held).sum()), "held out": int(held.sum())}
    groups = list(zip(found.labels.tolist(), held.tolist(), strict=True))
    return {
        "model": name,
        "labels": list(found.classes),
        "parts": parts,
        "pictures": pictures,
        "near": [list(pair) for pair in near_features(prepared.features, groups)],
    }
