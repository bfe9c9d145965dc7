"""Files of the models' formats, made here: right architecture, random values."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from math import prod
from pathlib import Path

import torch
from torch import Tensor

from igtagger.models.catalog import INSTAGRAM_MODELS, HeadSpec, ModelSpec
from igtagger.models.families.blueprint import Family
from igtagger.models.families.resnext import ResNeXt
from igtagger.models.sources import Download

WIDTH_8, WIDTH_16, WIDTH_32, WIDTH_48 = INSTAGRAM_MODELS


def random_state(spec: ModelSpec, seed: int = 0) -> dict[str, Tensor]:
    """Random values for every entry of the state dict, batch-norm statistics included, such that
    activations stay of the order of one through a hundred layers."""
    generator = torch.Generator().manual_seed(seed)
    heads = {f"{name}.weight" for head in spec.heads for name in head.layers}
    state = {}
    for name, shape in spec.tensors().items():
        if name.endswith("num_batches_tracked"):
            state[name] = torch.tensor(1000)
        elif name.endswith("running_var"):
            state[name] = torch.rand(shape, generator=generator) + 0.5
        elif name.endswith("running_mean"):
            state[name] = torch.randn(shape, generator=generator) * 0.1
        elif len(shape) == 4:
            fan_in = shape[1] * shape[2] * shape[3]
            state[name] = torch.randn(shape, generator=generator) * (2 / fan_in) ** 0.5
        elif name in heads:
            state[name] = torch.randn(shape, generator=generator) * 3 / shape[1] ** 0.5
        elif name.endswith("weight"):
            last = ".bn3." in name  # the end of a residual branch: small, or the sum explodes
            state[name] = (torch.rand(shape, generator=generator) + 0.5) * (0.2 if last else 1)
        else:
            state[name] = torch.randn(shape, generator=generator) * 0.1
    return state


def save_legacy(state: dict[str, Tensor], file: Path) -> Path:
    """Write ``state`` as the files of 2019 are: a pickle, not a zip archive."""
    torch.save(state, file, _use_new_zipfile_serialization=False)
    return file


def sha256(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def count_parameters(spec: ModelSpec) -> int:
    """Trainable values of all tensors."""
    counted = (
        prod(shape)
        for name, shape in spec.tensors().items()
        if not name.endswith(("running_mean", "running_var", "num_batches_tracked"))
    )
    return sum(counted)


def model_of(
    family: Family,
    *,
    head: str = "fc",
    labels: int = 1000,
    name: str = "tiny",
    features: int | None = None,
) -> ModelSpec:
    """A model of some sizes, whose head has the tensors ``{head}.weight`` and ``{head}.bias``."""
    heads = (HeadSpec("imagenet-1k", labels, (head,), features=features),)
    spec = replace(WIDTH_8, id=name, alias=name, family=family, heads=heads)
    return replace(spec, parameters=count_parameters(spec))


def tiny_spec(model_id: str = "tiny", *, labels: int = 1000) -> ModelSpec:
    """A ResNeXt of one block a stage: the same code path in milliseconds."""
    family = ResNeXt((1, 1, 1, 1), groups=4, width_per_group=4, expansion=1)
    return model_of(family, labels=labels, name=model_id)


def with_weights(spec: ModelSpec, file: Path, url: str = "https://weights.invalid/") -> ModelSpec:
    """``spec`` with size and hash of ``file``, as if the catalogue published that file."""
    digest = sha256(file)
    source = Download(url=url + file.name, size=file.stat().st_size, sha256=digest)
    return replace(spec, weights=source)
