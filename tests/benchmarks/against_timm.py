"""igtagger beside what a person would use instead: timm's folder inference and a plain loop.

    python -m tests.benchmarks.against_timm [--pictures 64] [--rounds 2] [--json FILE]

No data is needed: weights of 32x8d are random, photographs of 12 megapixels are made. Every run is
a process of its own, from its start to the written CSV, and the ways take turns, each round
beginning with another one; the best of the rounds counts. ``timm`` is its data set, loader and
model as its own folder inference puts them together, with the defaults (fp32, batch 256, 2 workers)
and with its best flags here (channels last, bf16 autocast, batch 8; on a GPU 256, and a worker for
each core). ``snippet`` is the loop of the
model's card: open, transform, one picture at a time. The floor is what the computer could do at
best: the time of decoding on all cores and of the model alone, from figures of the same rounds;
added on a CPU, where both want the same cores, and the larger one beside a GPU. Where timm is not
installed, igtagger is measured beside the floor alone.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from tests.benchmarks.ground import Figure, in_turns, make_photographs, make_store, run

Facts = dict[str, Any]

TIMM = """
import csv, os, sys
import torch, timm
from contextlib import nullcontext
from timm.data import create_dataset, create_loader, resolve_data_config

folder, weights, target, best = *sys.argv[1:4], sys.argv[4] == "best"
model = timm.create_model("resnext101_32x8d", num_classes=1000)
model.load_state_dict(torch.load(weights, weights_only=True))
on_gpu = torch.cuda.is_available()
device = torch.device("cuda" if on_gpu else "cpu")
model.eval().to(device)
config = resolve_data_config({"crop_pct": 0.875, "interpolation": "bilinear"}, model=model)
if best:
    model = model.to(memory_format=torch.channels_last)
cast = (lambda: torch.autocast(device.type, torch.bfloat16)) if best else nullcontext
dataset = create_dataset("", folder)
loader = create_loader(
    dataset, batch_size=8 if best and not on_gpu else 256, use_prefetcher=on_gpu,
    num_workers=os.cpu_count() if best and on_gpu else 2, device=device, **{k: config[k] for k in (
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
OURS = "igtagger"
MODEL = "32x8d"


def measure(folder: Path, pictures: Path, surroundings: dict[str, str], rounds: int) -> Facts:
    """Every way over ``pictures`` and over one of them, and the floor, in turns.

    Args:
        folder: for what is made meanwhile.
        pictures: a folder of photographs; with less than two of them, only one is measured.
        surroundings: see :func:`tests.benchmarks.ground.make_store`.
        rounds: how often.

    Returns:
        ``whole`` and ``one``: seconds of each round by way; ``floors``: facts of each round.
    """
    files = sorted(pictures.iterdir())
    weights, one = folder / "weights.pth", folder / "one"
    one.mkdir(parents=True)
    (one / "0.jpg").hardlink_to(files[0])
    ways = [OURS]
    if find_spec("timm"):
        _save_weights(weights)
        ways += ["timm, defaults", "timm, best flags", "snippet"]
    facts: Facts = {"pictures": len(files), "whole": {}, "one": {}, "floors": []}
    for way in in_turns(ways, rounds):
        for what, where in (("whole", pictures), ("one", one)):
            if what == "one" or len(files) > 1:
                command = _command(way, where, weights, folder / "out.csv")
                facts[what].setdefault(way, []).append(run(command, surroundings)[0])
        if way == OURS and len(files) > 1:  # beside the way that is compared with it
            command = ["-m", "tests.benchmarks.alone", "floor", str(pictures), "--model", MODEL]
            facts["floors"].append(json.loads(run(command, surroundings)[1]))
    return facts


def _save_weights(file: Path) -> None:
    import torch

    from tests.making import WIDTH_8, random_state

    torch.save(random_state(WIDTH_8), file, _use_new_zipfile_serialization=False)


def _command(way: str, folder: Path, weights: Path, target: Path) -> list[str]:
    if way == OURS:
        ours = ["-m", "igtagger", "tag", str(folder), "-m", MODEL, "--fresh", "--quiet"]
        return [*ours, "-o", str(target)]
    if way == "snippet":
        return ["-c", SNIPPET, str(folder), str(weights), str(target)]
    flags = "best" if "best" in way else "defaults"
    return ["-c", TIMM, str(folder), str(weights), str(target), flags]


def steady(facts: Facts, way: str) -> float:
    """Pictures a second once it runs, from the best times; 0 where one picture took as long."""
    more = min(facts["whole"][way]) - min(facts["one"][way])
    return (facts["pictures"] - 1) / more if more > 0 else 0.0


def end_to_end(facts: Facts) -> Iterator[Figure]:
    """Whole processes, steady pictures a second, the floor and the share of it that is reached."""
    whole = {way: min(seconds) for way, seconds in facts["whole"].items()}
    for way, seconds in whole.items():
        what = f"whole process, {facts['pictures']} photographs: {way}"
        yield Figure(what, seconds, "s", seconds / whole[OURS], "x igtagger's")
    ours = steady(facts, OURS)
    for way in whole:
        rate = steady(facts, way)
        slower = ours / rate if rate else None
        yield Figure(f"steady: {way}", rate, "pictures/s", slower, "times slower than igtagger")
    least = min(facts["floors"], key=lambda found: float(found["floor"]))
    for part in ("decoding", "model"):
        share = least[part] / least["floor"]
        yield Figure(f"floor: {part} alone", 1 / least[part], "pictures/s", share, "of its time")
    reached = ours * least["floor"]
    yield Figure("floor", 1 / least["floor"], "pictures/s", reached, "reached by igtagger")


def cold_start(facts: Facts) -> Iterator[Figure]:
    """One picture, from the start of the process to its label in a CSV."""
    one = {way: min(seconds) for way, seconds in facts["one"].items()}
    for way, seconds in one.items():
        yield Figure(f"one picture, cold: {way}", seconds, "s", seconds / one[OURS], "x igtagger's")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pictures", type=int, default=64)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--json", type=Path)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        pictures = make_photographs(Path(name) / "photographs", given.pictures)
        surroundings = make_store(Path(name) / "store", [MODEL])
        began = time.monotonic()
        facts = measure(Path(name) / "timm", pictures, surroundings, given.rounds)
    print(*end_to_end(facts), *cold_start(facts), sep="\n")
    print(f"\n{time.monotonic() - began:.0f} seconds in all")
    if given.json:
        given.json.write_text(json.dumps(facts, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
