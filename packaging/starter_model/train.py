"""Train the built-in model on the squares that make_data.py drew.

    python train.py --work FOLDER [--rounds 80] [--minutes M] [--start WEIGHTS]

A round is 8,192 pictures, as many of one kind as of another. Sizes grow with the rounds, since small
pictures teach most of it in a fraction of the time. ``--minutes`` ends the schedule early by the
clock; ``--start`` goes on from the averaged weights of an earlier training. Every round reads anew
what has been drawn, so that training can begin before the drawing has ended, and leaves a
checkpoint, from which a run that was stopped goes on.
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
from torch.utils.data import DataLoader, Dataset
from torchvision.models.resnet import Bottleneck, ResNet

sys.path.insert(0, str(Path(__file__).parent))

from labels import KIND_NAMES, MIRRORED, REAL

SEED = 7
LAYERS, GROUPS, WIDTH, EXPANSION = (2, 2, 2, 2), 8, 8, 1
SIZE = 192
SIZES = ((0.5, 96), (0.84, 128), (0.96, 160), (math.inf, SIZE))
"""Until which share of the schedule pictures have that side: small ones teach most of it."""
BATCH = 64
ROUND = 8192
PEAK_RATE, WARM_RATE, DECAY = 3e-3, 1.5e-3, 0.05
"""Learning rates from nothing and from earlier weights, and weight decay."""
AVERAGED, AVERAGED_EVERY = 0.97, 8
"""The shipped weights are a running average, taken every so many steps, with that decay."""
SMOOTHING = 0.04
MIXED = 0.2
"""Share of the batches in which pictures are laid over or into each other, their labels shared."""
NOISE = 0.03
"""Share of the pictures that noise takes the place of; their target is every label alike."""
SHARES = {"photograph": 1.6, "illustration": 1.3, "plain colour": 0.6, "barcode": 0.6, "": 0.9}
"""How often a kind is seen, where it is not as often as the others; "" is what fits none."""
REAL_SHARE = 0.55
"""Share of a kind's pictures in a round that are real ones, where there are enough."""
HELD_OUT = 0.05
"""The last pictures of each kind are kept back: for the learning curve and for the temperature."""
MEAN = torch.tensor((0.485, 0.456, 0.406)).view(3, 1, 1)
STD = torch.tensor((0.229, 0.224, 0.225)).view(3, 1, 1)


def network() -> ResNet:
    """The architecture of the card, with fresh weights."""
    block = type("Bottleneck", (Bottleneck,), {"expansion": EXPANSION})
    made = ResNet(
        block, list(LAYERS), num_classes=len(KIND_NAMES), groups=GROUPS, width_per_group=WIDTH
    ).to(memory_format=torch.channels_last)
    for part in made.modules():
        if isinstance(part, Bottleneck):  # blocks begin as nothing (Goyal et al. 2017): faster
            nn.init.zeros_(part.bn3.weight)
    # Its gradient is five times as fast with three channels one after the other, which at 128
    # pixels is half of a whole step; what follows is fastest with channels last.
    made.conv1.to(memory_format=torch.contiguous_format)
    made.conv1.register_forward_pre_hook(lambda _, given: (given[0].contiguous(),))
    made.conv1.register_forward_hook(
        lambda _, __, out: out.contiguous(memory_format=torch.channels_last)
    )
    return made


@dataclass
class Data:
    """Squares ``uint8 (n, side, side, 3)``, labels, and which squares are for what.

    Label -1 fits no kind. ``real`` tells of every square whether it is of a real picture.
    """

    squares: np.ndarray
    labels: np.ndarray
    train: np.ndarray
    held_out: np.ndarray
    real: np.ndarray


def read(work: Path) -> Data:
    """What has been drawn so far."""
    drawn, numbers = np.load(work / "labels.npy"), np.load(work / "numbers.npy")
    kinds = range(len(KIND_NAMES))
    own = {k: numbers[(drawn == k) & (numbers != REAL)] for k in kinds}
    last = {k: np.quantile(known, 1 - HELD_OUT) for k, known in own.items() if len(known)}
    kept_back = np.array([k in last and n > last[k] for k, n in zip(drawn, numbers, strict=True)])
    known = np.where(drawn == len(KIND_NAMES), -1, drawn).astype(np.int64)
    return Data(
        np.load(work / "squares.npy", mmap_mode="r"),
        known,
        np.flatnonzero((drawn >= 0) & ~kept_back),
        np.flatnonzero(kept_back),
        numbers == REAL,
    )


def order_of(data: Data, numbers: np.random.Generator) -> np.ndarray:
    """A round's pictures. Each kind is gone through in turn, none twice before all its others."""
    names = (*KIND_NAMES, "")
    shares = np.array([SHARES.get(name, 1.0) for name in names])
    chosen = []
    for label, share in enumerate(shares / shares.sum()):
        own = data.train[data.labels[data.train] == (label if label < len(KIND_NAMES) else -1)]
        real, drawn = own[data.real[own]], own[~data.real[own]]
        count = round(share * ROUND)
        of_real = min(round(count * REAL_SHARE), len(real) // 3)
        for part, wanted in ((real, of_real), (drawn, count - of_real)):
            turns = [numbers.permutation(part) for _ in range(-(-wanted // max(1, len(part))))]
            chosen += [np.concatenate(turns)[:wanted]] if turns else []
    return numbers.permutation(np.concatenate(chosen))


def window(
    square: np.ndarray, size: int, numbers: np.random.Generator, mirrored: bool
) -> Image.Image:
    """A random window of the square, shrunk in one of several ways, now and then mirrored."""
    side = len(square)
    share, stretch = numbers.uniform(0.7, 1.1), math.exp(numbers.normal(0, 0.1))
    wide, high = side * min(1, share * stretch), side * min(1, share / stretch)
    x, y = numbers.uniform(0, side - wide), numbers.uniform(0, side - high)
    ways = (Image.Resampling.BOX, Image.Resampling.BILINEAR, Image.Resampling.BILINEAR,
            Image.Resampling.BICUBIC, Image.Resampling.LANCZOS)  # fmt: skip
    box, way = (x, y, x + wide, y + high), ways[numbers.integers(len(ways))]
    image = Image.fromarray(square)
    if numbers.random() < 0.1:  # a small picture that was made large
        small = int(size * numbers.uniform(0.3, 0.8))
        image = image.resize((small, small), way, box).resize((size, size), way)
    else:
        image = image.resize((size, size), way, box)
    if mirrored and numbers.random() < 0.5:
        image = image.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    return image


def prepared(
    data: Data, chosen: np.ndarray, size: int, seed: tuple[int, ...]
) -> tuple[Tensor, Tensor]:
    """A batch, ``float32 (n, 3, size, size)``, normalised, and its targets ``(n, labels)``."""
    numbers = np.random.default_rng(seed)
    names = (*KIND_NAMES, "")
    pixels = np.empty((len(chosen), size, size, 3), np.uint8)
    for i, index in enumerate(chosen):
        name = names[data.labels[index]]
        one = np.asarray(window(data.squares[index], size, numbers, name in MIRRORED))
        if name != "photograph" and numbers.random() < 0.15:
            one = one[..., numbers.permutation(3)]
        pixels[i] = one
    batch = torch.from_numpy(pixels.transpose(0, 3, 1, 2).astype(np.float32))
    batch, target = with_noise(jitter(batch, numbers), targets(data.labels[chosen]), numbers)
    if numbers.random() < MIXED:
        batch, target = mix(batch, target, numbers)
    return batch.sub_(MEAN).div_(STD), target


def jitter(batch: Tensor, numbers: np.random.Generator) -> Tensor:
    """Other brightness, contrast and tint for each picture of 0 to 255; now and then grey. 0 to 1."""
    n = len(batch)

    def some(low: float, high: float, planes: int = 1) -> Tensor:
        given = numbers.uniform(low, high, (n, planes, 1, 1))
        return torch.from_numpy(given.astype(np.float32))

    contrast, brightness, tint = some(0.7, 1.3), some(-0.12, 0.12), some(0.9, 1.1, 3)
    batch.mul_(contrast * tint / 255).add_((0.5 - 0.5 * contrast + brightness) * tint)
    for i in np.flatnonzero(numbers.random(n) < 0.06):
        batch[i] = batch[i].mean(0, keepdim=True)
    return batch.clamp_(0, 1)


class Batches(Dataset[tuple[Tensor, Tensor]]):
    """A round's batches, made by a process of their own beside the training."""

    def __init__(self, work: Path, order: np.ndarray, number: int, size: int) -> None:
        self.work, self.order, self.number, self.size = work, order, number, size
        self._data: Data | None = None

    def __len__(self) -> int:
        return len(self.order) // BATCH

    def __getitem__(self, step: int) -> tuple[Tensor, Tensor]:
        self._data = self._data or read(self.work)
        chosen = self.order[step * BATCH : (step + 1) * BATCH]
        return prepared(self._data, chosen, self.size, (SEED, self.number, step))


def with_noise(
    batch: Tensor, target: Tensor, numbers: np.random.Generator
) -> tuple[Tensor, Tensor]:
    """Some pictures drowned in noise of some grain: they fit no kind."""
    size = batch.shape[-1]
    for i in np.flatnonzero(numbers.random(len(batch)) < NOISE):
        cells = max(2, int(size / numbers.choice((1, 1, 1, 2, 3, 6, 16, 40))))
        planes = 1 if numbers.random() < 0.3 else 3
        if numbers.random() < 0.5:
            rough = numbers.random((planes, cells, cells))
        else:
            rough = numbers.normal(numbers.uniform(0.2, 0.8), 0.3, (planes, cells, cells))
        way = "nearest" if numbers.random() < 0.6 else "bilinear"
        rough = torch.from_numpy(rough.astype(np.float32))[None]
        rough = functional.interpolate(rough, (size, size), mode=way)[0].expand(3, -1, -1)
        over = numbers.uniform(0.7, 1)
        batch[i] = (rough * over + batch[i] * (1 - over)).clamp(0, 1)
        target[i] = 1 / target.shape[1]
    return batch, target


def mix(batch: Tensor, target: Tensor, numbers: np.random.Generator) -> tuple[Tensor, Tensor]:
    """Each picture with another set into it (cutmix) or laid over it (mixup, and some doubt)."""
    other = torch.from_numpy(numbers.permutation(len(batch)))
    share = float(numbers.beta(0.5, 0.5))
    if numbers.random() < 0.5:
        batch = share * batch + (1 - share) * batch[other]
        doubt = 2 * share * (1 - share)
        target = (1 - doubt) * target + doubt / target.shape[1]
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


def size_at(share: float) -> int:
    """The input's side after that share of the schedule."""
    return next(size for until, size in SIZES if share < until)


def rate_at(share: float, peak: float) -> float:
    """Warm-up over the first thirtieth, then a cosine down to nothing."""
    if share < 1 / 30:
        return peak * (share * 30 + 0.01)
    return peak * 0.5 * (1 + math.cos(math.pi * min(1, share * 30 / 29 - 1 / 29)))


def train(work: Path, rounds: int, minutes: float, start: Path | None) -> None:
    """All rounds; the last averaged weights are ``work/model.pt``."""
    torch.manual_seed(SEED)
    net = network()
    if start:
        net.load_state_dict(torch.load(start, weights_only=True))
    peak = WARM_RATE if start else PEAK_RATE
    optimiser = torch.optim.AdamW(net.parameters(), peak, weight_decay=DECAY, fused=True)
    average = torch.optim.swa_utils.AveragedModel(
        net, multi_avg_fn=torch.optim.swa_utils.get_ema_multi_avg_fn(AVERAGED), use_buffers=True
    )
    first, before = 0, 0.0
    checkpoint = work / "checkpoint.pt"
    if checkpoint.exists():
        state = torch.load(checkpoint, weights_only=True)
        net.load_state_dict(state["net"])
        average.load_state_dict(state["average"])
        optimiser.load_state_dict(state["optimiser"])
        first, before = state["round"] + 1, state["seconds"]
    began, steps = time.time() - before, ROUND // BATCH
    for number in range(first, rounds):
        data = read(work)
        numbers = np.random.default_rng((SEED, number))
        order, since, total = order_of(data, numbers), time.time(), 0.0
        size = size_at(_share(number / rounds, began, minutes))
        net.train()
        batches = DataLoader(
            Batches(work, order, number, size), batch_size=None, num_workers=1, prefetch_factor=4
        )
        for step, (batch, target) in enumerate(batches):
            share = _share((number + step / steps) / rounds, began, minutes)
            for group in optimiser.param_groups:
                group["lr"] = rate_at(share, peak)
            with torch.autocast("cpu", torch.bfloat16):
                logits = net(batch)
            loss = functional.cross_entropy(logits.float(), target)
            optimiser.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(net.parameters(), 2.0, foreach=True)
            optimiser.step()
            if step % AVERAGED_EVERY == 0:
                average.update_parameters(net)
            total += loss.item()
            if share >= 1:
                break
        took, seen = time.time() - since, (step + 1) * BATCH
        known = (
            f", held-out renders {accuracy(average.module, data):.1%}" if number % 5 == 4 else ""
        )
        print(f"round {number + 1} at {size}, {share:.0%} of the schedule: {len(data.train)} pictures, "
              f"loss {total / (step + 1):.3f}{known}, {seen / took:.0f} pictures/s", flush=True)  # fmt: skip
        torch.save({"net": net.state_dict(), "average": average.state_dict(),
                    "optimiser": optimiser.state_dict(), "round": number,
                    "seconds": time.time() - began}, checkpoint)  # fmt: skip
        torch.save(average.module.state_dict(), work / "model.pt")
        if share >= 1:
            break


def _share(share: float, began: float, minutes: float) -> float:
    """How much of the schedule is over, by rounds or by the clock."""
    return min(1, max(share, (time.time() - began) / 60 / minutes))


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
        out.append(net((batch - MEAN) / STD))
    return torch.cat(out)


def accuracy(net: nn.Module, data: Data) -> float:
    """On held-out renders of a kind."""
    guessed = logits_of(net, data.squares[data.held_out]).argmax(1).numpy()
    return float((guessed == data.labels[data.held_out]).mean())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--rounds", type=int, default=80)
    parser.add_argument("--minutes", type=float, default=math.inf)
    parser.add_argument("--start", type=Path)
    options = parser.parse_args()
    train(options.work.resolve(), options.rounds, options.minutes, options.start)


if __name__ == "__main__":
    main()
