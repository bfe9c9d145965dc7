"""The head: two matrices from the body's features to a score for each kind."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.numpy import save_file
from torch import Tensor, nn
from torch.nn import functional

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Recipe:
    """How a head is trained."""

    hidden: int = 256
    heads: int = 2
    """Trained apart, with other chances, and put side by side: their logits are averaged."""
    rounds: int = 16
    batch: int = 512
    rate: float = 1e-3
    decay: float = 0.05
    dropout: float = 0.5
    input_dropout: float = 0.2
    smoothing: float = 0.1


@dataclass(frozen=True, slots=True, eq=False)
class Head:
    """Two layers with a rectifier between them.

    Attributes:
        hidden_weight: shape ``(hidden, features)``.
        hidden_bias: shape ``(hidden,)``.
        output_weight: shape ``(kinds, hidden)``.
        output_bias: shape ``(kinds,)``.
    """

    hidden_weight: Floats
    hidden_bias: Floats
    output_weight: Floats
    output_bias: Floats

    def logits(self, features: Floats) -> Floats:
        """Of features ``(n, features)``: shape ``(n, kinds)``."""
        hidden = np.maximum(features @ self.hidden_weight.T + self.hidden_bias, 0)
        logits: Floats = hidden @ self.output_weight.T + self.output_bias
        return logits

    def save(self, file: Path) -> None:
        """As safetensors; the large matrix in half precision."""
        save_file(
            {
                "hidden.weight": np.ascontiguousarray(self.hidden_weight, np.float16),
                "hidden.bias": self.hidden_bias,
                "output.weight": self.output_weight,
                "output.bias": self.output_bias,
            },
            file,
        )


def beside(heads: Sequence[Head]) -> Head:
    """One head whose logits are the mean of those of several."""
    output: Floats = np.concatenate([head.output_weight for head in heads], axis=1)
    return Head(
        np.concatenate([head.hidden_weight for head in heads]),
        np.concatenate([head.hidden_bias for head in heads]),
        output / np.float32(len(heads)),
        np.mean([head.output_bias for head in heads], axis=0, dtype=np.float32),
    )


def train(
    features: Floats, truth: NDArray[np.int64], weights: Floats, kinds: int, recipe: Recipe
) -> Head:
    """A head that tells the kinds of these pictures.

    Args:
        features: of each view, shape ``(n, features)``.
        truth: the kind of each, shape ``(n,)``, from 0.
        weights: how much each counts among those of its kind, shape ``(n,)``, greater than 0.
        kinds: how many there are.
        recipe: how.
    """
    mean, deviation = features.mean(0), features.std(0) + 1e-3
    known = torch.from_numpy((features - mean) / deviation)
    balanced = torch.from_numpy(_balanced(truth, weights, kinds))
    target = torch.from_numpy(truth)
    heads = [
        _folded(_trained(known, target, balanced, kinds, recipe, seed), mean, deviation)
        for seed in range(recipe.heads)
    ]
    return beside(heads)


def _balanced(truth: NDArray[np.int64], weights: Floats, kinds: int) -> Floats:
    """The weights, so that a rare kind counts as much as a common one; their mean is 1."""
    of_kinds = np.bincount(truth, weights, kinds)
    raised = weights / of_kinds[truth]
    found: Floats = (raised / raised.mean()).astype(np.float32)
    return found


def _trained(
    known: Tensor, target: Tensor, weights: Tensor, kinds: int, recipe: Recipe, seed: int
) -> nn.Sequential:
    torch.manual_seed(seed)
    net = nn.Sequential(
        nn.Dropout(recipe.input_dropout),
        nn.Linear(known.shape[1], recipe.hidden),
        nn.ReLU(),
        nn.Dropout(recipe.dropout),
        nn.Linear(recipe.hidden, kinds),
    )
    steps = recipe.rounds * -(-len(target) // recipe.batch)
    optimiser = torch.optim.AdamW(net.parameters(), recipe.rate, weight_decay=recipe.decay)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, recipe.rate, steps)
    for _ in range(recipe.rounds):
        for chosen in torch.split(torch.randperm(len(target)), recipe.batch):
            losses = functional.cross_entropy(
                net(known[chosen]),
                target[chosen],
                reduction="none",
                label_smoothing=recipe.smoothing,
            )
            loss = (losses * weights[chosen]).sum() / weights[chosen].sum()
            optimiser.zero_grad()
            torch.autograd.backward(loss)
            optimiser.step()
            schedule.step()
    return net.eval()


def _folded(net: nn.Sequential, mean: Floats, deviation: Floats) -> Head:
    """The network as a head on features that are not standardised."""
    first, second = (layer for layer in net if isinstance(layer, nn.Linear))
    weight, bias, *others = (
        parameter.detach().numpy().astype(np.float32)
        for layer in (first, second)
        for parameter in (layer.weight, layer.bias)
    )
    scaled: Floats = weight / deviation
    return Head(scaled, bias - scaled @ mean, *others)


def temperature(logits: Floats, truth: NDArray[np.int64]) -> float:
    """By which logits are to be divided so that the true kinds are likeliest (Guo et al. 2017)."""
    known, target = torch.from_numpy(logits), torch.from_numpy(truth)

    def loss(candidate: float) -> float:
        return float(functional.cross_entropy(known / candidate, target))

    return float(min(np.geomspace(0.2, 5, 400), key=loss))
