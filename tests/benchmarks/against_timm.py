"""igtagger beside what a person would use instead: timm's folder inference and a plain loop.

    python -m tests.benchmarks.against_timm [--pictures 64] [--rounds 2] [--json FILE]

No data is needed: weights of 32x8d are random, photographs of 12 megapixels are made. Every run is
a process of its own, from its start to the written CSV, and the ways take turns; the best of the
rounds counts. ``timm`` is its data set, loader and model as its own folder inference puts them
together, with the defaults (fp32, batch 256, 2 workers) and with its best flags here (channels
last, bf16 autocast, batch 8). ``snippet`` is the loop of the model's card: open, transform, one
picture at a time. The floor is what the computer could do at best: the time of decoding on all
cores and of the model alone, added, from figures of the same minutes.
"""

from __future__ import annotations

import argparse
import json
import os
import tempfile
import time
from pathlib import Path

import torch

from tests.benchmarks.engines import make_folder, run
from tests.making import WIDTH_8, random_state

TIMM = """
import csv, sys
import torch, timm
from contextlib import nullcontext
from timm.data import create_dataset, create_loader, resolve_data_config

folder, weights, target, best = *sys.argv[1:4], sys.argv[4] == "best"
model = timm.create_model("resnext101_32x8d", num_classes=1000)
model.load_state_dict(torch.load(weights, weights_only=True))
model.eval()
config = resolve_data_config({"crop_pct": 0.875, "interpolation": "bilinear"}, model=model)
if best:
    model = model.to(memory_format=torch.channels_last)
cast = (lambda: torch.autocast("cpu", torch.bfloat16)) if best else nullcontext
dataset = create_dataset("", folder)
loader = create_loader(
    dataset, batch_size=8 if best else 256, use_prefetcher=False, num_workers=2,
    device=torch.device("cpu"), **{k: config[k] for k in (
        "input_size", "interpolation", "mean", "std", "crop_pct")},
)
rows = []
with torch.inference_mode():
    for inputs, _ in loader:
        if best:
            inputs = inputs.contiguous(memory_format=torch.channels_last)
        with cast():
            scores = model(inputs).float().softmax(-1)
        rows += [list(zip(*r)) for r in zip(*(t.tolist() for t in scores.topk(5)))]
with open(target, "w", newline="") as file:
    writer = csv.writer(file)
    for name, row in zip(dataset.filenames(basename=True), rows):
        writer.writerow([name, *(cell for pair in row for cell in pair)])
"""
SNIPPET = """
import csv, sys
from pathlib import Path
import torch, timm
from PIL import Image
from timm.data import create_transform, resolve_data_config

folder, weights, target = sys.argv[1:4]
model = timm.create_model("resnext101_32x8d", num_classes=1000)
model.load_state_dict(torch.load(weights, weights_only=True))
model.eval()
config = resolve_data_config({"crop_pct": 0.875, "interpolation": "bilinear"}, model=model)
transform = create_transform(**config)
with open(target, "w", newline="") as file:
    writer = csv.writer(file)
    for path in sorted(Path(folder).iterdir()):
        tensor = transform(Image.open(path).convert("RGB")).unsqueeze(0)
        with torch.no_grad():
            scores = model(tensor).softmax(-1)
        values, indices = scores.topk(5)
        writer.writerow([path.name, *indices[0].tolist(), *values[0].tolist()])
"""
FLOOR = """
import os, sys, time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event
import igtagger
import numpy as np
from igtagger.inference import images
from igtagger.inference.engine import EngineOptions, ModelManager
from igtagger.models.catalog import Preprocessing, load_catalog
from igtagger.models.weights import WeightsStore
from igtagger.settings import Settings
from igtagger.inference.devices import available_cores

files = sorted(Path(sys.argv[1]).iterdir())[:24]
with ThreadPoolExecutor(available_cores()) as pool:
    list(pool.map(lambda f: images.load(f, Preprocessing()), files[:4]))
    began = time.perf_counter()
    list(pool.map(lambda f: images.load(f, Preprocessing()), files))
    decoding = (time.perf_counter() - began) / len(files)
settings = Settings.from_environment()
engine = ModelManager(WeightsStore(settings.weights_dir)).load(
    load_catalog(settings).find("32x8d"), EngineOptions(), Event())
pixels = np.zeros((16, 224, 224, 3), np.uint8)
engine.predict(pixels)
began = time.perf_counter()
for _ in range(3):
    engine.predict(pixels)
print(decoding, (time.perf_counter() - began) / 48)
"""


def measure(folder: Path, pictures: int, rounds: int) -> dict[str, object]:
    surroundings = make_folder(folder, pictures)
    photographs = folder / "photographs"
    weights = folder / "weights.pth"
    torch.save(random_state(WIDTH_8), weights, _use_new_zipfile_serialization=False)
    one = folder / "one"
    one.mkdir()
    os.link(next(iter(sorted(photographs.iterdir()))), one / "0.jpg")
    found: dict[str, list[float]] = {}
    floors = []
    for _ in range(rounds):
        for name, command in _ways(photographs, weights, folder / "out.csv").items():
            found.setdefault(name, []).append(run(command, surroundings)[0])
        for name, command in _ways(one, weights, folder / "out.csv").items():
            found.setdefault(f"{name}, one picture", []).append(run(command, surroundings)[0])
        decoding, model = map(float, run(["-c", FLOOR, str(photographs)], surroundings)[1].split())
        floors.append(decoding + model)
    seconds = {name: min(times) for name, times in found.items()}
    return {"pictures": pictures, "seconds": seconds, "floor_seconds_a_picture": min(floors)}


def _ways(folder: Path, weights: Path, target: Path) -> dict[str, list[str]]:
    ours = ["-m", "igtagger", "tag", str(folder), "-m", "32x8d", "--fresh", "--quiet"]
    return {
        "igtagger": [*ours, "-o", str(target)],
        "timm, defaults": ["-c", TIMM, str(folder), str(weights), str(target), "defaults"],
        "timm, best flags": ["-c", TIMM, str(folder), str(weights), str(target), "best"],
        "snippet": ["-c", SNIPPET, str(folder), str(weights), str(target)],
    }


def show(facts: dict[str, object]) -> None:
    seconds, pictures = facts["seconds"], facts["pictures"]
    assert isinstance(seconds, dict)
    assert isinstance(pictures, int)
    ours, first = seconds["igtagger"], seconds["igtagger, one picture"]
    steady = (pictures - 1) / (ours - first)
    print(f"{'way':28} {'seconds':>8} {'x ours':>7} {'steady/s':>9} {'x ours':>7}")
    for name in ("igtagger", "timm, defaults", "timm, best flags", "snippet"):
        own_steady = (pictures - 1) / (seconds[name] - seconds[f"{name}, one picture"])
        print(
            f"{name:28} {seconds[name]:8.1f} {seconds[name] / ours:7.2f} "
            f"{own_steady:9.2f} {steady / own_steady:7.2f}"
        )
    print(f"\n{'one picture, cold':28} {'seconds':>8} {'x ours':>7}")
    for name in ("igtagger", "timm, defaults", "snippet"):
        value = seconds[f"{name}, one picture"]
        print(f"{name:28} {value:8.1f} {value / first:7.2f}")
    floor = facts["floor_seconds_a_picture"]
    assert isinstance(floor, float)
    print(
        f"\nfloor {1 / floor:.2f} pictures/s; igtagger reaches {100 * steady * floor:.0f} % of it"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pictures", type=int, default=64)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--json", type=Path)
    given = parser.parse_args()
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as name:
        facts = measure(Path(name), given.pictures, given.rounds)
    show(facts)
    print(f"\n{time.monotonic() - began:.0f} seconds in all")
    if given.json:
        given.json.write_text(json.dumps(facts, indent=2), encoding="utf-8")


if __name__ == "__main__":
    main()
