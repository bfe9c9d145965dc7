"""The models on a CUDA device: end to end, the model alone, and what bounds the run.

    python -m tests.benchmarks.suite --only gpu [--quick] [--json FILE]

``whole`` are processes of ``igtagger tag`` over links to photographs of 12 megapixels; the steady
rate is what is left without the time of one picture. The peak is that of a large product of
matrices in bf16 on the same device in the same run.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from igtagger.engines.devices import find_gpus
from igtagger.messages import english
from tests.benchmarks import alone
from tests.benchmarks.ground import Figure, LeftOut, make_photographs, make_store, run, tag

if TYPE_CHECKING:
    from tests.benchmarks.suite import Extent

LEARNED_FROM = 1024
"""Pictures of a training that is measured."""
CALLERS = 2
"""As many batches are in the engine at once in a run."""


def measure(folder: Path, extent: Extent) -> Iterator[Figure | LeftOut]:
    """Figures of each model in turn.

    Raises:
        LeftOut: there is no CUDA device, or torch cannot use it.
    """
    gpus = find_gpus()
    if not gpus.cuda:
        why = gpus.why_none
        raise LeftOut(english(why).text if why is not None else "no CUDA device was found")
    photographs = make_photographs(folder / "photographs", extent.gpu_pictures, extent.different)
    bare = make_store(folder / "bare", [])
    peak = json.loads(_alone(["product"], bare))["flops"]
    yield Figure(f"product in bf16, {gpus.cuda[0]}", peak / 1e12, "TFLOP/s")
    decoding = alone.decode(photographs, min(400, extent.gpu_pictures))
    yield Figure("decoding alone, all cores", 1 / decoding, "pictures/s")
    learned_from = photographs.with_name("decoded")
    shrink_photographs(photographs, learned_from)
    for model in extent.gpu_models:
        try:
            yield from _measure_training(folder / model, model, photographs, learned_from)
            yield from _measure_model(folder / model, model, photographs, peak, decoding, extent)
            yield from _measure_variants(model, photographs, bare)
        except LeftOut as reason:
            yield LeftOut(f"{model}: {reason}")


def shrink_photographs(photographs: Path, folder: Path) -> None:
    """Small copies, whose decoding takes next to nothing: what is left is the network."""
    from PIL import Image

    folder.mkdir()
    for number, file in enumerate(sorted(photographs.iterdir())[:LEARNED_FROM]):
        with Image.open(file) as picture:
            picture.draft("RGB", (300, 300))
            picture.resize((300, 300)).save(folder / f"{number:05}.jpg")


def _measure_training(
    folder: Path, model: str, photographs: Path, small: Path
) -> Iterator[Figure | LeftOut]:
    """How many pictures a second a whole network learns from, beginning at random."""
    surroundings = make_store(folder / "training", [])
    for batch in (32, 64, 128):
        wishes = ["--device", "cuda", "--batch", str(batch), "--pictures", str(LEARNED_FROM)]
        rates = [
            json.loads(_alone(["training", model, str(each), *wishes], surroundings))["per_second"]
            for each in (small, photographs)
        ]
        yield Figure(f"{model}, training, batch {batch}, of small pictures", rates[0], "pictures/s")
        whole = f"{model}, training, batch {batch}, of 12 megapixels"
        yield Figure(whole, rates[1], "pictures/s", rates[1] / rates[0], "of small ones")


def _measure_variants(model: str, photographs: Path, bare: dict[str, str]) -> Iterator[Figure]:
    """What is not done, beside what is: see :mod:`tests.benchmarks.gpu_variants`."""
    wishes = [model, "--device", "cuda", "--photographs", str(photographs)]
    found = json.loads(run(["-m", "tests.benchmarks.gpu_variants", *wishes], bare)[1])
    usual = found["channels-last"]
    for what, rate in found.items():
        if not isinstance(rate, float):
            continue
        if what.startswith("decoding"):
            yield Figure(what, rate, "pictures/s")
        else:
            yield Figure(f"{model}, {what}", rate, "pictures/s", rate / usual, "x channels-last")


def _alone(command: list[str], surroundings: dict[str, str]) -> str:
    return run(["-m", "tests.benchmarks.alone", *command], surroundings)[1]


def _measure_model(
    folder: Path,
    model: str,
    photographs: Path,
    peak: float,
    decoding: float,
    extent: Extent,
) -> Iterator[Figure | LeftOut]:
    surroundings, operations = make_store(folder, [model]), count_operations(model)
    batches = list(map(str, extent.gpu_batches))
    wishes = ["model", model, "--device", "cuda", "--batches", *batches]
    facts = json.loads(_alone(wishes, surroundings))
    seconds = {k: v for k, v in facts["seconds"].items() if int(k) <= facts["largest"]}
    for batch, each in seconds.items():
        share = operations / each / peak
        what = f"{model}, model only, batch {batch}"
        yield Figure(what, 1 / each, "pictures/s", share, "of the peak")
    best = min(seconds, key=lambda batch: float(seconds[batch]))
    wishes = ["model", model, "--device", "cuda", "--batches", best, "--callers", str(CALLERS)]
    both = json.loads(_alone(wishes, surroundings))["seconds"][best]
    gain = seconds[best] / both
    what = f"{model}, model only, batch {best}, {CALLERS} at once"
    yield Figure(what, 1 / both, "pictures/s", gain, "x one at a time")
    alone_rate = max(1 / both, 1 / seconds[best])
    yield from _measure_whole(model, photographs, surroundings, 1 / decoding, alone_rate)
    what = f"{model}, model only, share of the product's peak"
    yield Figure(
        what,
        operations * alone_rate / 1e12,
        "TFLOP/s",
        operations * alone_rate / peak,
        "of the peak",
    )


def _measure_whole(
    model: str,
    photographs: Path,
    surroundings: dict[str, str],
    decoding: float,
    alone_rate: float,
) -> Iterator[Figure | LeftOut]:
    """End to end, and which part of it is the narrowest; rates in pictures/s."""
    files = sorted(photographs.iterdir())
    flags = ("--device", "cuda")
    whole = tag([photographs], surroundings, *flags, model=model)
    one = tag(files[:1], surroundings, *flags, model=model)
    yield Figure(f"{model}, one picture, cold", one, "s", one / whole, f"of {len(files)} pictures")
    if whole <= one:
        yield LeftOut(f"{model}, steady: {len(files)} pictures took no longer than one")
        return
    steady = (len(files) - 1) / (whole - one)
    narrowest = "decoding" if decoding < alone_rate else "the model"
    reached = steady / min(decoding, alone_rate)
    bound = f"of {narrowest} alone, which bounds it"
    yield Figure(f"{model}, end to end, steady", steady, "pictures/s", reached, bound)


def count_operations(model: str) -> int:
    """Floating-point operations of one picture, a multiplication and an addition being two."""
    import torch
    from torch.utils.flop_counter import FlopCounterMode

    from igtagger.engines import torch_network
    from igtagger.models.catalog import load_catalog
    from igtagger.settings import Settings

    spec = load_catalog(Settings(Path())).find(model)
    size = spec.preprocessing.size
    with FlopCounterMode(display=False) as counter, torch.inference_mode():
        torch_network.build(spec.family.blueprint())(torch.empty((1, 3, size, size), device="meta"))
    return int(counter.get_total_flops())
