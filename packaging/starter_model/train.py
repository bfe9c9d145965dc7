"""Train the built-in model on the squares that make_data.py drew.

    python train.py --work FOLDER [--epochs 10]

Sizes grow with the epochs, since small pictures teach most of it in a fraction of the time. Every
epoch leaves a checkpoint, from which a run that was stopped goes on.
"""

from __future__ import annotations

import argparse
import math
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from PIL import Image
from torch import Tensor, nn
from torch.nn import functional
from torchvision.models.resnet import Bottleneck, ResNet

sys.path.insert(0, str(Path(__file__).parent))

from labels import KIND_NAMES, MIRRORED

SEED = 7
LAYERS, GROUPS, WIDTH, EXPANSION = (1, 1, 2, 1), 8, 8, 1
SIZE = 176
BATCH = 64
PEAK_RATE, DECAY = 3e-3, 0.05
SMOOTHING = 0.06
MIXED = 0.15
"""Share of the batches in which pictures are laid over or into each other, their labels shared."""
HELD_OUT = 0.05
"""The last pictures of each kind are kept back: for the learning curve and for the temperature."""
MEAN = torch.tensor((0.485, 0.456, 0.406)).view(3, 1, 1)
STD = torch.tensor((0.229, 0.224, 0.225)).view(3, 1, 1)


def network() -> ResNet:
    """The architecture of the card, with fresh weights."""
    block = type("Bottleneck", (Bottleneck,), {"expansion": EXPANSION})
    made = ResNet(
        block, list(LAYERS), num_classes=len(KIND_NAMES), groups=GROUPS, width_per_group=WIDTH
    )
    return made.to(memory_format=torch.channels_last)


@dataclass
class Data:
    """Squares and labels; label -1 fits no kind."""

    squares: np.ndarray
    labels: np.ndarray
    train: np.ndarray
    held_out: np.ndarray


def read(work: Path) -> Data:
    """What has been drawn so far."""
    squares = np.load(work / "squares.npy", mmap_mode="r")
    labels, numbers = np.load(work / "labels.npy"), np.load(work / "numbers.npy")
    last = {k: np.quantile(numbers[labels == k], 1 - HELD_OUT) for k in np.unique(labels) if k >= 0}
    held = np.array([k >= 0 and n > last[k] for k, n in zip(labels, numbers, strict=True)])
    train, held_out = np.flatnonzero((labels >= 0) & ~held), np.flatnonzero(held)
    labels = np.where(labels == len(KIND_NAMES), -1, labels).astype(np.int64)
    return Data(squares, labels, train, held_out)


def shrunk(squares: np.ndarray, side: int, file: Path) -> np.ndarray:
    """All squares at ``side`` pixels, kept beside them: small epochs read no more than they need."""
    if file.exists():
        return np.load(file, mmap_mode="r")
    out = np.empty((len(squares), side, side, 3), np.uint8)
    for i, square in enumerate(squares):
        out[i] = np.asarray(Image.fromarray(square).resize((side, side), Image.Resampling.BILINEAR))
    np.save(file, out)
    return out


def windows(
    squares: np.ndarray, size: int, numbers: np.random.Generator, mirrored: np.ndarray
) -> Tensor:
    """A random window of each square, some of them mirrored; ``float32 (n, 3, size, size)``, 0 to 1."""
    n = len(squares)
    share, stretch = numbers.uniform(0.68, 1.0, n), np.exp(numbers.uniform(-0.13, 0.13, n))
    wide, high = np.minimum(1, share * stretch), np.minimum(1, share / stretch)
    theta = np.zeros((n, 2, 3), np.float32)
    theta[:, 0, 0] = wide * np.where(mirrored & (numbers.random(n) < 0.5), -1, 1)
    theta[:, 1, 1] = high
    theta[:, 0, 2] = (1 - wide) * numbers.uniform(-1, 1, n)
    theta[:, 1, 2] = (1 - high) * numbers.uniform(-1, 1, n)
    batch = torch.from_numpy(squares).permute(0, 3, 1, 2).float().div_(255)
    grid = functional.affine_grid(torch.from_numpy(theta), [n, 3, size, size], align_corners=False)
    return functional.grid_sample(batch, grid, align_corners=False, padding_mode="border")


def jitter(batch: Tensor, numbers: np.random.Generator) -> Tensor:
    """Other brightness, contrast, tint and noise for each picture; 0 to 1."""
    n = len(batch)

    def some(low: float, high: float, *shape: int) -> Tensor:
        return torch.from_numpy(numbers.uniform(low, high, (n, *shape)).astype(np.float32))

    batch = (batch - 0.5) * some(0.7, 1.3, 1, 1, 1) + 0.5 + some(-0.12, 0.12, 1, 1, 1)
    batch = batch * some(0.9, 1.1, 3, 1, 1)
    grey = torch.from_numpy(numbers.random(n) < 0.06).view(n, 1, 1, 1)
    batch = torch.where(grey, batch.mean(1, keepdim=True), batch)
    return batch.clamp(0, 1)


def mix(batch: Tensor, target: Tensor, numbers: np.random.Generator) -> tuple[Tensor, Tensor]:
    """Each picture with another laid over it (mixup) or set into it (cutmix)."""
    other = torch.from_numpy(numbers.permutation(len(batch)))
    share = float(numbers.beta(0.5, 0.5))
    if numbers.random() < 0.5:
        batch = share * batch + (1 - share) * batch[other]
    else:
        size = batch.shape[-1]
        side = round(size * math.sqrt(1 - share))
        x, y = numbers.integers(0, size - side + 1), numbers.integers(0, size - side + 1)
        batch = batch.clone()
        batch[:, :, y : y + side, x : x + side] = batch[other][:, :, y : y + side, x : x + side]
        share = 1 - (side / size) ** 2
    return batch, share * target + (1 - share) * target[other]


def targets(labels: np.ndarray) -> Tensor:
    """Smoothed one-hot rows; a uniform row for what fits no kind."""
    count = len(KIND_NAMES)
    rows = torch.full((len(labels), count), 1 / count)
    known = torch.from_numpy(labels >= 0)
    hot = functional.one_hot(torch.from_numpy(np.maximum(labels, 0)), count).float()
    rows[known] = (hot * (1 - SMOOTHING) + SMOOTHING / count)[known]
    return rows


def sizes(epochs: int) -> list[int]:
    """The input's side in each epoch."""
    return [112 if e < 0.65 * epochs else 160 for e in range(epochs)]


def train(work: Path, epochs: int) -> None:
    """All epochs; the last averaged weights are ``work/model.pt``."""
    torch.manual_seed(SEED)
    data = read(work)
    print(f"{len(data.train)} pictures to learn from, {len(data.held_out)} held out", flush=True)
    net = network()
    optimiser = torch.optim.AdamW(net.parameters(), PEAK_RATE, weight_decay=DECAY)
    average = torch.optim.swa_utils.AveragedModel(
        net, multi_avg_fn=torch.optim.swa_utils.get_ema_multi_avg_fn(0.995), use_buffers=True
    )
    steps, start = len(data.train) // BATCH, 0
    checkpoint = work / "checkpoint.pt"
    if checkpoint.exists():
        state = torch.load(checkpoint, weights_only=True)
        net.load_state_dict(state["net"])
        average.load_state_dict(state["average"])
        optimiser.load_state_dict(state["optimiser"])
        start = state["epoch"] + 1
    mirrored = np.array([name in MIRRORED for name in (*KIND_NAMES, "")])
    for epoch in range(start, epochs):
        numbers = np.random.default_rng((SEED, epoch))
        size, began, total = sizes(epochs)[epoch], time.time(), 0.0
        order = numbers.permutation(data.train)
        side = size * 5 // 4
        squares = shrunk(data.squares, side, work / f"squares-{side}.npy")
        net.train()
        for step in range(steps):
            rate = _rate(epoch * steps + step, epochs * steps)
            for group in optimiser.param_groups:
                group["lr"] = rate
            chosen = order[step * BATCH : (step + 1) * BATCH]
            labels = data.labels[chosen]
            batch = jitter(windows(squares[chosen], size, numbers, mirrored[labels]), numbers)
            target = targets(labels)
            if numbers.random() < MIXED:
                batch, target = mix(batch, target, numbers)
            batch = ((batch - MEAN) / STD).contiguous(memory_format=torch.channels_last)
            with torch.autocast("cpu", torch.bfloat16):
                logits = net(batch)
            loss = functional.cross_entropy(logits.float(), target)
            optimiser.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(net.parameters(), 2.0)
            optimiser.step()
            average.update_parameters(net)
            total += loss.item()
        right = accuracy(average.module, data)
        took = time.time() - began
        print(f"epoch {epoch + 1}/{epochs} at {size}: loss {total / steps:.3f}, held-out renders "
              f"{right:.1%}, {len(order) / took:.0f} pictures/s", flush=True)  # fmt: skip
        torch.save({"net": net.state_dict(), "average": average.state_dict(),
                    "optimiser": optimiser.state_dict(), "epoch": epoch}, checkpoint)  # fmt: skip
        torch.save(average.module.state_dict(), work / "model.pt")


def _rate(step: int, steps: int) -> float:
    """Warm-up over the first twentieth, then a cosine down to a hundredth."""
    share = step / steps
    if share < 0.05:
        return PEAK_RATE * (share / 0.05 + 0.01)
    return PEAK_RATE * (0.01 + 0.99 * 0.5 * (1 + math.cos(math.pi * (share - 0.05) / 0.95)))


@torch.inference_mode()
def logits_of(net: nn.Module, squares: np.ndarray) -> Tensor:
    """Raw outputs for squares of the final size, in fp32."""
    net.eval()
    out = []
    for start in range(0, len(squares), 64):
        part = torch.from_numpy(squares[start : start + 64].copy()).permute(0, 3, 1, 2)
        batch = (
            functional.interpolate(part, (SIZE, SIZE), mode="bilinear", antialias=True).float()
            / 255
        )
        out.append(net(((batch - MEAN) / STD).contiguous(memory_format=torch.channels_last)))
    return torch.cat(out)


def accuracy(net: nn.Module, data: Data) -> float:
    """On held-out renders of a kind."""
    chosen = [i for i in data.held_out if data.labels[i] >= 0]
    guessed = logits_of(net, np.stack([data.squares[i] for i in chosen])).argmax(1).numpy()
    return float((guessed == data.labels[chosen]).mean())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--epochs", type=int, default=10)
    options = parser.parse_args()
    train(options.work.resolve(), options.epochs)


if __name__ == "__main__":
    main()
