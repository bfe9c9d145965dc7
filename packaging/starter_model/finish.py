"""Fit the temperature, fold it into the classifier, write the weights and their card.

    python finish.py --work FOLDER [--schedule TEXT]

The temperature (Guo et al. 2017) is fitted on held-out renders and on the development part of the
gathered pictures, each counting half. It is kept at 1 where one that is fitted on half of the
packages does not help the pictures of the others.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import save_file
from torch import Tensor
from torch.nn import functional
from torch.utils.flop_counter import FlopCounterMode

sys.path.insert(0, str(Path(__file__).parent))

import gathered
import train
from labels import KIND_NAMES

from igtagger.pictures import decoding
from igtagger.preprocessing import Preprocessing

RESOURCES = Path(__file__).parents[2] / "resources"


def temperature_of(renders: tuple[Tensor, Tensor], real: tuple[Tensor, Tensor]) -> float:
    """The one that makes the true labels likeliest."""

    def loss(t: float) -> float:
        return sum(float(functional.cross_entropy(x / t, y)) for x, y in (renders, real))

    return min(np.geomspace(0.2, 5, 200), key=loss)


def helps(renders: tuple[Tensor, Tensor], real: tuple[Tensor, Tensor], half: np.ndarray) -> bool:
    """Whether temperatures fitted without half of the packages make that half's labels likelier."""
    x, y = real
    gain = 0.0
    for part in (half, ~half):
        fitted = temperature_of(renders, (x[~part], y[~part]))
        plain, warm = (functional.cross_entropy(x[part] / t, y[part]) for t in (1, fitted))
        print(
            f"fitted on other packages {fitted:.3f}: {float(plain):.3f} before, {float(warm):.3f} after"
        )
        gain += float(plain - warm) * int(part.sum())
    return gain > 0


def development_logits(
    net: torch.nn.Module, chosen: list[gathered.Gathered]
) -> tuple[Tensor, Tensor]:
    """Of the gathered pictures that are not reported."""
    how = Preprocessing(size=train.SIZE, crop_fraction=1.0, fit="stretch")
    squares = np.stack([decoding.load(g.file, how).pixels for g in chosen])
    return train.logits_of(net, squares), torch.tensor([KIND_NAMES.index(g.kind) for g in chosen])


def state_of(work: Path) -> int:
    """How many pictures training went through."""
    return (torch.load(work / "checkpoint.pt", weights_only=True)["round"] + 1) * train.ROUND


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--schedule", default="", help="what the card says of it")
    options = parser.parse_args()
    work = options.work.resolve()
    net = train.network()
    net.load_state_dict(torch.load(work / "model.pt", weights_only=True))
    net.eval()
    data = train.read(work)
    renders = (train.logits_of(net, data.squares[data.held_out]),
               torch.from_numpy(data.labels[data.held_out]))  # fmt: skip
    pictures = [g for g in gathered.read(work) if g.part == gathered.DEVELOPMENT_PART]
    real = development_logits(net, pictures)
    sources = [g.source.split(":")[0].split("/")[0] for g in pictures]
    half = np.array([sorted(set(sources)).index(s) % 2 == 0 for s in sources])
    temperature = temperature_of(renders, real)
    print(f"temperature {temperature:.3f}")
    if not helps(renders, real, half):
        temperature = 1.0
    for name, (x, y) in {"held-out renders": renders, "development pictures": real}.items():
        print(f"{name}: {len(y)}, top-1 {(x.argmax(1) == y).float().mean():.1%}")
    with torch.no_grad():
        net.fc.weight /= temperature
        net.fc.bias /= temperature
    state = {name: value.half().contiguous() if value.dim() == 4 else value.contiguous()
             for name, value in net.state_dict().items() if not name.endswith("num_batches_tracked")}  # fmt: skip
    file = RESOURCES / "models/starter.safetensors"
    save_file(state, file, {"format": "pt"})
    with FlopCounterMode(display=False) as counter:
        net(torch.zeros(1, 3, train.SIZE, train.SIZE))
    card = {
        "layers": train.LAYERS, "groups": train.GROUPS, "width_per_group": train.WIDTH, "expansion": train.EXPANSION,
        "size": train.SIZE, "crop_fraction": 1.0, "fit": "stretch", "labels": len(KIND_NAMES),
        "parameters": sum(p.numel() for p in net.parameters()), "flops": counter.get_total_flops(),
        "file_size": file.stat().st_size, "sha256": hashlib.sha256(file.read_bytes()).hexdigest(),
        "temperature": round(float(temperature), 4),
        "training": {
            "trained on": f"{len(data.train):,} pictures that packaging/starter_model draws, or finds in free packages",
            "optimiser": f"AdamW, peak rate {train.PEAK_RATE}, weight decay {train.DECAY}, batch {train.BATCH}, averaged weights",
            "schedule": options.schedule or f"cosine over {state_of(work):,} pictures seen; sides of {', '.join(str(size) for _, size in train.SIZES)} pixels",
            "calibration": f"temperature {temperature:.2f}, already in the classifier's weights",
            "where it fails": "see docs/starter-model.md",
        },
    }  # fmt: skip
    (RESOURCES / "models/starter.json").write_text(
        json.dumps(card, indent=2) + "\n", encoding="utf-8"
    )


if __name__ == "__main__":
    main()
