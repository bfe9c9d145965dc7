"""igtagger beside what a person would use instead: timm's folder inference and a plain loop.

    python -m tests.benchmarks.against_timm [--model 32x8d] [--pictures 64] [--megapixels 12]
        [--rounds 2] [--floor-only] [--json FILE]

No data is needed: weights of 32x8d are random, those of the built-in model come with igtagger, and
photographs are made. Every run is a process of its own, from its start to the written CSV, and the
ways take turns, each round beginning with another one; the best of the rounds counts. igtagger
begins each with an empty library. ``timm`` is its data set, loader and model as its own folder
inference puts them together, with the defaults (fp32, batch 256, 2 workers) and with its best flags
here (channels last, bf16 autocast, batch 8; on a GPU 256, and a worker for each core). ``snippet``
is the loop of the model's card: open, transform, one picture at a time. The floor is what the
computer could do at best: the time of decoding on all cores and of the model alone, from figures of
the same rounds; added on a CPU, where both want the same cores, and the larger one beside a GPU.
Where timm is not installed, or with ``--floor-only``, igtagger is measured beside the floor alone.

The best round of the floor may be of a moment at which igtagger did not run. From three rounds on
the share of the floor is told of the middle ones, too, which few such moments change.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path
from statistics import median
from typing import Any

from igtagger.models.catalog import EVERYDAY_ID
from tests.benchmarks.ground import (
    SIZES,
    Figure,
    forget,
    in_turns,
    make_photographs,
    make_store,
    processor_seconds,
    run,
    stored,
)

Facts = dict[str, Any]

TIMMS = {
    "32x8d": ("resnext101_32x8d", '{"crop_pct": 0.875, "interpolation": "bilinear"}'),
    EVERYDAY_ID: ("tf_efficientnet_lite2", "{}"),
}
"""timm's name of a model, and what it is told of preparing pictures."""

TIMM = """
import csv, json, os, sys
import torch, timm
from contextlib import nullcontext
from timm.data import create_dataset, create_loader, resolve_data_config

name, wishes, folder, weights, target, best = *sys.argv[1:6], sys.argv[6] == "best"
model = timm.create_model(name, num_classes=1000)
model.load_state_dict(torch.load(weights, weights_only=True))
on_gpu = torch.cuda.is_available()
device = torch.device("cuda" if on_gpu else "cpu")
model.eval().to(device)
config = resolve_data_config(json.loads(wishes), model=model)
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
import csv, json, sys
from pathlib import Path
import torch, timm
from PIL import Image
from timm.data import create_transform, resolve_data_config

name, wishes, folder, weights, target = sys.argv[1:6]
model = timm.create_model(name, num_classes=1000)
model.load_state_dict(torch.load(weights, weights_only=True))
model.eval()
config = resolve_data_config(json.loads(wishes), model=model)
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
LEAST_FOR_MIDDLE = 3
"""Rounds of which there is one in the middle."""
MODEL = "32x8d"


def measure(
    folder: Path,
    pictures: Path,
    surroundings: dict[str, str],
    rounds: int,
    *,
    model: str = MODEL,
    snippet: bool = True,
    timm: bool = True,
) -> Facts:
    """Every way over ``pictures`` and over one of them, and the floor, in turns.

    Args:
        folder: for what is made meanwhile.
        pictures: a folder of photographs; with less than two of them, only one is measured.
        surroundings: see :func:`tests.benchmarks.ground.make_store`.
        rounds: how often.
        model: one of :data:`TIMMS`. The built-in one tells kinds, too: timm's does not.
        snippet: whether the loop of the model's card is one of the ways.
        timm: whether it is, and that loop, where timm is installed.

    Returns:
        ``whole`` and ``one``: seconds of each round by way; ``floors``: facts of each round;
        ``processor``: igtagger's processor time of each round, over all and over one.
    """
    files = sorted(pictures.iterdir())
    weights, one = folder / "weights.pth", folder / "one"
    one.mkdir(parents=True)
    (one / "0.jpg").hardlink_to(files[0])
    ways = [OURS]
    if timm and find_spec("timm"):
        _save_weights(weights, surroundings, model)
        ways += ["timm, defaults", "timm, best flags", *["snippet"] * snippet]
    facts: Facts = {"pictures": len(files), "whole": {}, "one": {}, "floors": []}
    facts["processor"] = {"whole": [], "one": []}
    for way in in_turns(ways, rounds):
        for what, where in (("whole", pictures), ("one", one)):
            if what == "one" or len(files) > 1:
                forget(surroundings)
                command = _command(way, model, where, weights, folder / "out.csv")
                used = processor_seconds()
                facts[what].setdefault(way, []).append(run(command, surroundings)[0])
                if way == OURS:
                    facts["processor"][what].append(processor_seconds() - used)
        if way == OURS and len(files) > 1:  # beside the way that is compared with it
            command = ["-m", "tests.benchmarks.alone", "floor", str(pictures), "--model", model]
            facts["floors"].append(json.loads(run(command, surroundings)[1]))
    return facts


def _save_weights(file: Path, surroundings: dict[str, str], model: str) -> None:
    """The weights that igtagger has, as timm wants them."""
    import torch
    from safetensors.torch import load_file

    spec, store = stored(surroundings, model)
    state = load_file(store.find(spec).path)
    state = {k: v.float() if v.is_floating_point() else v for k, v in state.items()}
    torch.save(state, file, _use_new_zipfile_serialization=False)


def _command(way: str, model: str, folder: Path, weights: Path, target: Path) -> list[str]:
    if way == OURS:
        kinds = "--kinds" if model == EVERYDAY_ID else "--no-kinds"
        ours = ["-m", "igtagger", "tag", str(folder), "-m", model, "--quiet", kinds]
        return [*ours, "--force", "-o", str(target)]
    given = [*TIMMS[model], str(folder), str(weights), str(target)]
    if way == "snippet":
        return ["-c", SNIPPET, *given]
    return ["-c", TIMM, *given, "best" if "best" in way else "defaults"]


def steady(facts: Facts, way: str, of: Callable[[list[float]], float] = min) -> float:
    """Pictures a second once it runs, from the best times; 0 where one picture took as long.

    ``of``: which of the rounds count, all together, instead.
    """
    more = of(facts["whole"][way]) - of(facts["one"][way])
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
    if (rounds := len(facts["floors"])) >= LEAST_FOR_MIDDLE:
        middle = median(float(found["floor"]) for found in facts["floors"])
        reached = steady(facts, OURS, median) * middle
        what = f"floor, the middle of {rounds} rounds"
        yield Figure(what, 1 / middle, "pictures/s", reached, "reached by igtagger")
    yield _processor_time(facts)


def _processor_time(facts: Facts) -> Figure:
    """What a picture takes, and the share of decoding and model in it.

    On a busy computer it says more than the clock, though nothing of cores that are left idle.
    """
    whole, one = (min(facts["processor"][what]) for what in ("whole", "one"))
    each = (whole - one) / (facts["pictures"] - 1)
    alone = min(floor["processor"] for floor in facts["floors"])
    share = alone / each if each > 0 else None
    what = "processor time of a picture, steady: igtagger"
    return Figure(what, 1000 * each, "ms", share, "is decoding and model")


def cold_start(facts: Facts) -> Iterator[Figure]:
    """One picture, from the start of the process to its label in a CSV."""
    one = {way: min(seconds) for way, seconds in facts["one"].items()}
    for way, seconds in one.items():
        yield Figure(f"one picture, cold: {way}", seconds, "s", seconds / one[OURS], "x igtagger's")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", choices=TIMMS, default=MODEL)
    parser.add_argument("--pictures", type=int, default=64)
    parser.add_argument("--megapixels", type=int, choices=SIZES, default=12)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--floor-only", action="store_true", help="not beside timm")
    parser.add_argument("--json", type=Path)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder, size = Path(name) / "photographs", given.megapixels
        pictures = make_photographs(folder, given.pictures, megapixels=size)
        made = [given.model] if given.model != EVERYDAY_ID else []
        surroundings = make_store(Path(name) / "store", made)
        began = time.monotonic()
        facts = measure(
            Path(name) / "timm",
            pictures,
            surroundings,
            given.rounds,
            model=given.model,
            snippet=given.model == MODEL,
            timm=not given.floor_only,
        )
    print(*end_to_end(facts), *cold_start(facts), sep="\n")
    print(f"\n{time.monotonic() - began:.0f} seconds in all")
    if given.json:
        given.json.write_text(json.dumps(facts, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
