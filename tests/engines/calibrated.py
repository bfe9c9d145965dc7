"""A random network whose answers depend on the picture, and pictures that vary."""

from __future__ import annotations

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image, ImageDraw
from torch import Tensor, nn

from igtagger.engines.torch_engine import normalise
from igtagger.models.catalog import ModelSpec
from tests.making import random_state
from tests.references import reference

LOGITS_SPREAD = 3.0
"""Standard deviation of a label's logit over pictures; the best label then has a score of about
a half, as those of trained networks have on pictures that they find hard."""


def made_pictures(count: int, size: int, seed: int = 0) -> NDArray[np.uint8]:
    """Pictures with a photograph's spectrum (amplitude falls as 1 / frequency), colours of their
    own and some shapes with sharp edges: ``uint8 (count, size, size, 3)``."""
    rng = np.random.default_rng(seed)
    rows, columns = np.fft.fftfreq(size)[:, None], np.fft.rfftfreq(size)[None]
    falling = 1 / np.maximum(np.hypot(rows, columns), 1 / size)
    pictures = np.empty((count, size, size, 3), np.uint8)
    for number in range(count):
        spectrum = rng.standard_normal((3, *falling.shape, 2)) @ (1, 1j) * falling
        waves = np.fft.irfft2(spectrum, s=(size, size)).transpose(1, 2, 0)
        waves = waves @ (np.eye(3) * rng.uniform(0.1, 1) + 0.7)  # channels go together
        light = rng.uniform(60, 200, 3) + waves / waves.std() * rng.uniform(10, 60)
        image = Image.fromarray(np.clip(light, 0, 255).astype(np.uint8))
        draw = ImageDraw.Draw(image)
        for _ in range(rng.integers(0, 6)):
            box = np.sort(rng.uniform(0, size, (2, 2)), axis=0).ravel().tolist()
            colour = tuple(rng.integers(0, 256, 3).tolist())
            (draw.ellipse if rng.random() < 0.5 else draw.rectangle)(box, fill=colour)
        pictures[number] = np.asarray(image)
    return pictures


def calibrated_state(spec: ModelSpec, pixels: NDArray[np.uint8]) -> dict[str, Tensor]:
    """Random weights with the batch-norm statistics of ``pixels``, and a classifier whose logits
    spread by :data:`LOGITS_SPREAD`, as training would have left them."""
    module = reference(spec).to_empty(device="cpu")
    classifier = module.get_submodule(spec.heads[0].layers[0])
    assert isinstance(classifier, nn.Linear)
    module.load_state_dict(random_state(spec))
    for part in module.modules():
        if isinstance(part, nn.BatchNorm2d):
            part.reset_running_stats()
            part.momentum = None  # the average of all batches
    features: list[Tensor] = []
    classifier.register_forward_pre_hook(lambda part, given: features.append(given[0]))
    with torch.inference_mode():
        for training in (True, False):
            module.train(training)
            features.clear()
            for start in range(0, len(pixels), 16):
                part = np.ascontiguousarray(pixels[start : start + 16])
                module(normalise(part, spec.preprocessing, torch.device("cpu")))
    _calibrate_classifier(classifier, torch.cat(features))
    return dict(module.state_dict())


def _calibrate_classifier(classifier: nn.Linear, features: Tensor) -> None:
    with torch.no_grad():
        mean = features.mean(0)
        spread = ((features - mean) @ classifier.weight.T).std()
        classifier.weight *= LOGITS_SPREAD / spread
        classifier.bias.copy_(-(classifier.weight @ mean))


def agreement(exact: NDArray[np.float32], other: NDArray[np.float32]) -> tuple[float, float, int]:
    """(share of the same best label, largest difference of a score, labels that were best)."""
    same = float((exact.argmax(1) == other.argmax(1)).mean())
    return same, float(np.abs(exact - other).max()), len(set(exact.argmax(1).tolist()))
