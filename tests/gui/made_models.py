"""Models of one's own that have learned nothing: made in a moment."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from igtagger.app.context import Context
from igtagger.app.learning.own_model_writing import NewModel, making, write_model
from igtagger.labels.own_labels import spell_labels
from igtagger.models.own_models import HEAD, id_for
from tests.training_pictures import CLASSES


def have_model(name: str, classes: tuple[str, ...] = CLASSES, seed: int = 0) -> Path:
    """A head that has learned nothing is in the data folder, as a training leaves it."""
    context, chance = Context.from_environment(), np.random.default_rng(seed)
    base, models = context.find("everyday"), context.settings.models_dir
    new = NewModel(
        name=name,
        kind="head",
        like=base.id,
        base_sha256=context.store.find(base).sha256,
        licence=base.licence.name,
        training={"right": "95.0 % of 40 held-out pictures"},
        labels=spell_labels(list(classes)),
        classes=len(classes),
    )
    weight = chance.random((len(classes), 1280), np.float32)
    tensors = {f"{HEAD}.weight": weight, f"{HEAD}.bias": np.zeros(len(classes), np.float32)}
    with making(models, model_id := id_for(name)):
        write_model(models, model_id, new, tensors)
    return models / model_id
