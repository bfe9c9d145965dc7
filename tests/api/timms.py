"""What timm makes of pictures with the weights of the built-in model."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image
from safetensors.torch import load_file
from torch import nn

from igtagger.models.catalog import everyday
from igtagger.models.weights.store import WeightsStore
from igtagger.settings import Settings
from tests.references import reference


class OfTimm(NamedTuple):
    """Of some pictures: the network's inputs, features before its last layer, and logits."""

    inputs: NDArray[np.float32]
    features: NDArray[np.float32]
    logits: NDArray[np.float32]

    def scores(self, temperature: float) -> NDArray[np.float32]:
        return torch.from_numpy(self.logits / temperature).softmax(1).numpy()


def network() -> nn.Module:
    """timm's EfficientNet-Lite2 with the built-in model's weights, in fp32."""
    theirs = reference(everyday())
    file = WeightsStore(Settings.from_environment().weights_dir).find(everyday()).path
    state = {name: tensor.float() for name, tensor in load_file(file).items()}
    counters = {
        name: torch.tensor(0) for name in theirs.state_dict() if name.endswith("batches_tracked")
    }
    theirs.load_state_dict({**counters, **state}, assign=True)
    return theirs


def of_timm(*files: Path) -> OfTimm:
    """By timm's own transform."""
    from timm.data import create_transform  # seconds: for who asks alone

    how = everyday().preprocessing
    transform = create_transform(
        (3, how.size, how.size),
        interpolation=how.interpolation,
        mean=how.mean,
        std=how.std,
        crop_pct=how.crop_fraction,
        crop_mode="squash",
    )
    images = [Image.open(file).convert("RGB") for file in files]
    inputs = torch.stack([transform(image) for image in images])
    theirs = network()
    with torch.inference_mode():
        seen = theirs.forward_features(inputs)
        features = theirs.forward_head(seen, pre_logits=True)
        logits = theirs.forward_head(seen)
    return OfTimm(inputs.numpy(), features.numpy(), logits.numpy())
