"""A whole network is trained with torch, as a part of :mod:`igtagger.app.learning.training`."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Generator
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING

import numpy as np

from igtagger.app.context import Context
from igtagger.app.learning.head_fitting import find_temperature, fit_ridge, softmax
from igtagger.app.learning.trained_values import ENOUGH, Prepared, Tell, TrainedValues, TrainingWish
from igtagger.domain import Progress, Reason
from igtagger.engines.devices import available_cores, torch_is_there
from igtagger.engines.training_recipes import CARD, FINE_TUNE, MODERN, Recipe
from igtagger.errors import EngineError
from igtagger.models.own_models import network_spec
from igtagger.models.weights import conversion

if TYPE_CHECKING:
    from igtagger.engines.torch_training import NetworkTraining, TrainingTask

LONG_SECONDS = 600.0
"""What takes longer on a CPU is not begun unless the person wants it anyway."""


def training_folder(models: Path, model_id: str) -> Path:
    """Where a training that has not ended keeps what it goes on with."""
    return models / f"{model_id}.training"


def need_torch() -> None:
    """Refuse before anything is done what cannot be done.

    Raises:
        EngineError: torch is not installed, or cannot be loaded.
    """
    try:
        import_module("igtagger.engines.torch_training")
    except (ImportError, OSError) as error:
        code = "training.torch-fails" if torch_is_there() else "training.no-torch"
        raise EngineError(code, detail=str(error)) from error


def train_network(
    context: Context,
    prepared: Prepared,
    wish: TrainingWish,
    model_id: str,
    tell: Tell,
    cancel: Event,
) -> Generator[Progress, None, TrainedValues]:
    """Tune the network of the base, or train one like it from random values.

    Raises:
        EngineError: the device cannot be used, or it would take long on a CPU.
        WeightsError: weights cannot be read or written.
        Cancelled: ``cancel`` was set; the same wish goes on at the last epoch.
    """
    from igtagger.engines import torch_training

    recipe = _recipe(wish)
    task = _task(context, prepared, wish, recipe, model_id, torch_training.TrainingTask, cancel)
    training = torch_training.NetworkTraining(task, recipe)
    if training.epochs_done:
        tell(Reason("training.goes-on", epoch=training.epochs_done))
    _foresee(training, wish, tell)
    for report in training.run(cancel):
        right = Reason("training.no-accuracy")
        if report.right is not None:
            right = Reason("training.accuracy", right=100 * report.right)
        note = Reason(
            "training.epoch",
            epoch=report.epoch,
            of=recipe.epochs,
            loss=f"{report.loss:.3f}",
            right=right,
        )
        yield Progress(report.steps, report.all_steps, note)
    return (yield from _judge(training, prepared, recipe, wish, cancel))


def _recipe(wish: TrainingWish) -> Recipe:
    recipe = FINE_TUNE
    if wish.how == "from-scratch":
        recipe = CARD if wish.recipe == "card" else MODERN
    batch = wish.engine_options.batch_size or recipe.batch
    # Goyal et al. 2017: so much more is learned of a step as there are more pictures in it.
    scale = 1.0 if wish.how == "fine-tune" else batch / recipe.batch
    return replace(
        recipe,
        epochs=wish.epochs or recipe.epochs,
        flips=wish.flips,
        batch=batch,
        head_rate=scale * recipe.head_rate,
        body_rate=scale * recipe.body_rate,
    )


def _task(
    context: Context,
    prepared: Prepared,
    wish: TrainingWish,
    recipe: Recipe,
    model_id: str,
    make: type[TrainingTask],
    cancel: Event,
) -> TrainingTask:
    found, held, start, head = prepared.found, prepared.held_out, None, None
    if wish.how == "fine-tune":
        start = conversion.prepare(context.store, wish.base, cancel).path
        # With a head that is right from the beginning, the body is not pulled about at first.
        fitted = fit_ridge(prepared.features[~held], found.labels[~held], len(found.classes))
        scale = np.float32(find_temperature(fitted.left_out, found.labels[~held]))
        head = fitted.weight / scale, fitted.bias / scale
    return make(
        spec=network_spec(wish.base, "own-training", len(found.classes)),
        start=start,
        head=head,
        paths=[each.path for each in found.examples],
        labels=found.labels,
        held_out=held,
        folder=training_folder(context.settings.models_dir, model_id),
        mark=_mark(context, prepared, wish, recipe),
        device=wish.engine_options.device,
        workers=wish.workers or available_cores(),
    )


def _mark(context: Context, prepared: Prepared, wish: TrainingWish, recipe: Recipe) -> str:
    """What a checkpoint must be of to be gone on from: the same pictures, base and recipe."""
    base = "" if wish.how == "from-scratch" else context.store.find(wish.base).sha256
    examples = zip(prepared.found.examples, prepared.held_out.tolist(), strict=True)
    pictures = [[str(each.path), each.label, held] for each, held in examples]
    content = [wish.base.id, base, repr(recipe), prepared.found.classes, pictures]
    return hashlib.sha256(json.dumps(content).encode("ascii")).hexdigest()


def _foresee(training: NetworkTraining, wish: TrainingWish, tell: Tell) -> None:
    """Say how long it takes on a CPU, before it begins.

    Raises:
        EngineError: that is long, and the person did not say that they want it anyway.
    """
    if training.device.type != "cpu":
        return
    seconds = training.seconds_left()
    if seconds > LONG_SECONDS and not wish.anyway:
        raise EngineError("training.long", minutes=seconds / 60)
    if seconds >= 1:
        tell(Reason("training.will-take", minutes=seconds / 60))


def _judge(
    training: NetworkTraining, prepared: Prepared, recipe: Recipe, wish: TrainingWish, cancel: Event
) -> Generator[Progress, None, TrainedValues]:
    """Look at all pictures with what came out, and make its scores true."""
    found, held = prepared.found, prepared.held_out
    count, tensors = len(found.examples), training.best()
    weight, bias = (tensors[name] for name in list(tensors)[-2:])
    features = np.zeros((count, weight.shape[1]), np.float32)
    logits = np.zeros((count, len(found.classes)), np.float32)
    for done in training.describe(features, logits, cancel):
        yield Progress(done, count, Reason("training.looking"))
    unseen = held if held.sum() >= ENOUGH else np.ones_like(held)
    temperature = find_temperature(logits[unseen], found.labels[unseen])
    weight /= np.float32(temperature)
    bias /= np.float32(temperature)
    method = "AdamW"
    if recipe.momentum is not None:
        method = f"Nesterov accelerated gradient, momentum {recipe.momentum:g}"
    facts = {
        "how": "the whole network, tuned" if wish.how == "fine-tune" else "the whole network",
        "optimiser": f"{method}, weight decay {recipe.weight_decay:g}",
        "chosen": "the epoch that was best on what was held out, which flatters it a little",
        "schedule": f"{training.epochs_done} epochs, batch {recipe.batch}",
    }
    return TrainedValues(tensors, softmax(logits / temperature), features, facts)
