"""All that is measured of speed and memory, in one command that needs no data.

    python -m tests.benchmarks.suite [--quick] [--only NAME ...] [--json FILE] [--list]

Photographs are made and weights are random, so that it runs anywhere. Every figure comes with its
ratio to another one of the same run, as other programs that are busy meanwhile falsify the plain
values. A section that cannot be measured here says why and the others go on. ``--quick`` takes less
than five minutes on two cores, for a look: with few pictures and one round the ratios are coarse.

``gpu`` measures only where there is a CUDA device. On a computer with one, ``end-to-end`` and
``cold-start`` let igtagger and timm's folder inference use it; the card's snippet is for CPUs.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from igtagger.models.catalog import EVERYDAY_ID
from tests.benchmarks.ground import (
    Figure,
    LeftOut,
    forget,
    in_turns,
    make_photographs,
    make_store,
    processor_seconds,
    run,
    tag,
)

MODELS = ("32x8d", "32x16d", "32x32d", "32x48d")


@dataclass(frozen=True, slots=True)
class Extent:
    """How much is measured."""

    rounds: int = 3
    pictures: int = 64
    different: int = 16
    small_pictures: int = 500
    starts: int = 7
    files: int = 100_000
    agreement: int = 150
    models: tuple[str, ...] = MODELS
    batches: tuple[int, ...] = (1, 2, 4, 8, 16)
    gpu_batches: tuple[int, ...] = (1, 2, 4, 8, 16, 32, 64, 128, 256)
    gpu_pictures: int = 6000
    gpu_models: tuple[str, ...] = MODELS


QUICK = Extent(
    rounds=1,
    pictures=12,
    different=4,
    small_pictures=60,
    starts=2,
    files=3000,
    agreement=12,
    models=MODELS[:1],
    batches=(1, 8),
    gpu_batches=(1, 64),
    gpu_pictures=600,
)


@dataclass
class Bench:
    """What the sections share. It is made when the first one wants it."""

    folder: Path
    extent: Extent
    chosen: tuple[str, ...]

    @cached_property
    def photographs(self) -> Path:
        _say("making photographs")
        count, different = self.extent.pictures, self.extent.different
        return make_photographs(self.folder / "photographs", count, different)

    @cached_property
    def small_photographs(self) -> Path:
        _say("making small photographs")
        count, different = self.extent.small_pictures, self.extent.different
        return make_photographs(self.folder / "small photographs", count, different, megapixels=2)

    @cached_property
    def surroundings(self) -> dict[str, str]:
        """With weights of 32x8d."""
        _say("making weights")
        return make_store(self.folder / "store", MODELS[:1])

    @cached_property
    def bare_surroundings(self) -> dict[str, str]:
        """With those of the built-in model alone."""
        return make_store(self.folder / "bare store", [])

    @cached_property
    def beside_timm(self) -> dict[str, Any]:
        """Facts of ``against_timm``; of one picture only where no more is asked for."""
        from tests.benchmarks import against_timm

        pictures = self.photographs
        if "end-to-end" not in self.chosen:
            pictures = make_photographs(self.folder / "one photograph", 1)
        rounds = self.extent.rounds
        return against_timm.measure(self.folder / "timm", pictures, self.surroundings, rounds)


def decode_only(bench: Bench) -> Iterator[Figure | LeftOut]:
    """Photographs of 12 megapixels: draft scaling and every pixel, one core and all."""
    from igtagger.engines.devices import available_cores
    from tests.benchmarks import alone

    cores, count = available_cores(), min(24, bench.extent.pictures)
    ways = {
        f"{what}, {threads}": (exact, number)
        for what, exact in (("every pixel", True), ("draft scaling", False))
        for threads, number in (("one core", 1), ("all cores", cores))
    }
    rates = dict.fromkeys(ways, 0.0)
    for way in in_turns(list(ways), bench.extent.rounds):
        exact, threads = ways[way]
        seconds = alone.decode(bench.photographs, count, exact=exact, threads=threads)
        rates[way] = max(rates[way], 1 / seconds)
    slowest = next(iter(rates))
    for way, rate in rates.items():
        yield Figure(way, rate, "pictures/s", rate / rates[slowest], f"x {slowest}")


def end_to_end(bench: Bench) -> Iterator[Figure | LeftOut]:
    """Files to committed results and CSV, beside timm's ways; the floor and the share of it."""
    from tests.benchmarks import against_timm

    yield from against_timm.end_to_end(bench.beside_timm)
    yield from _without_timm()


def cold_start(bench: Bench) -> Iterator[Figure | LeftOut]:
    """From the start of the process to the first label, beside timm's ways."""
    from tests.benchmarks import against_timm

    yield from against_timm.cold_start(bench.beside_timm)
    yield from _without_timm()


def everyday(bench: Bench) -> Iterator[Figure | LeftOut]:
    """The built-in model, kinds and contents: share of the floor, beside timm with its weights."""
    from tests.benchmarks import against_timm

    extent, around = bench.extent, bench.bare_surroundings
    for size, pictures in ((12, bench.photographs), (2, bench.small_photographs)):
        facts = against_timm.measure(
            bench.folder / f"everyday {size}",
            pictures,
            around,
            extent.rounds,
            model=EVERYDAY_ID,
            snippet=False,
        )
        for figure in (*against_timm.end_to_end(facts), *against_timm.cold_start(facts)):
            yield replace(figure, what=f"{size} MP, {figure.what}")
    yield from _without_timm()


def kinds_beside(bench: Bench) -> Iterator[Figure | LeftOut]:
    """What it costs to tell kinds of picture beside 32x8d, in one run."""
    ways, pictures = {"32x8d alone": False, "32x8d and kinds": True}, bench.photographs
    one = [min(pictures.iterdir())]
    clock: dict[str, list[tuple[float, ...]]] = {way: [] for way in ways}
    processor: dict[str, list[tuple[float, ...]]] = {way: [] for way in ways}
    for way in in_turns(list(ways), bench.extent.rounds):
        taken, used = [], [processor_seconds()]
        for paths in ([pictures], one):
            taken.append(tag(paths, bench.surroundings, kinds=ways[way]))
            used.append(processor_seconds())
        clock[way].append(tuple(taken))
        processor[way].append((used[1] - used[0], used[2] - used[1]))
    yield from cost_figures("by the clock", clock, bench.extent.pictures)
    yield from cost_figures("on the processor", processor, bench.extent.pictures)


def cost_figures(
    title: str, seconds: Mapping[str, Sequence[tuple[float, ...]]], pictures: int
) -> Iterator[Figure]:
    """Each way beside the first: of a run over all ``pictures``, over one, and per picture then.

    Args:
        title: what is behind each figure's name.
        seconds: of each round by way: over all of them, over one.
        pictures: how many.
    """
    best = {way: tuple(map(min, zip(*rounds, strict=True))) for way, rounds in seconds.items()}
    for what, place in ((f"{pictures} photographs", 0), ("one photograph", 1)):
        first = next(iter(best.values()))[place]
        for way, found in best.items():
            ratio = found[place] / first if first else None
            yield Figure(f"{way}, {what}, {title}", found[place], "s", ratio, "x alone")
    each = {way: (whole - one) / (pictures - 1) for way, (whole, one) in best.items()}
    first = next(iter(each.values()))
    for way, more in each.items():
        ratio = more / first if first > 0 else None
        yield Figure(f"{way}, steady, {title}", 1000 * more, "ms a picture", ratio, "x alone")


def first_label(bench: Bench) -> Iterator[Figure | LeftOut]:
    """The window: from the start of the process to a picture's label, beside a bare window."""
    from tests.benchmarks import window_start

    picture = min(make_photographs(bench.folder / "for the window", 1).iterdir())
    around = bench.bare_surroundings | {"QT_QPA_PLATFORM": "offscreen"}
    ways = {
        "bare window, first paint": (window_start.BARE,),
        "first paint": (window_start.OURS,),
        "first label": (window_start.LABEL, str(picture)),
    }
    clock: dict[str, list[float]] = {way: [] for way in ways}
    processor: dict[str, list[float]] = {way: [] for way in ways}
    for way in in_turns(list(ways), bench.extent.starts):
        forget(around)
        used = processor_seconds()
        clock[way].append(window_start.seconds(*ways[way], surroundings=around))
        processor[way].append(processor_seconds() - used)
    for title, seconds in (("by the clock", clock), ("on the processor", processor)):
        best = {way: min(found) for way, found in seconds.items()}
        bare = next(iter(best.values()))
        for way, found in best.items():
            ratio = found / bare if bare else None
            yield Figure(f"{way}, {title}", found, "s", ratio, "x the bare window's")


def model_only(bench: Bench) -> Iterator[Figure | LeftOut]:
    """The engines on the CPU in turns: model only, load, memory, whole processes."""
    from tests.benchmarks import engines

    table = engines.measure_speed(bench.photographs, bench.surroundings, bench.extent.rounds)
    yield from engines.speed_figures(table)


def batch_sweep(bench: Bench) -> Iterator[Figure | LeftOut]:
    """Pictures a second by pictures at once, for each engine."""
    for engine in ("torch", "openvino"):
        yield from sweep(bench, MODELS[0], engine, "cpu", bench.extent.batches)


def sweep(
    bench: Bench, model: str, engine: str, device: str, batches: tuple[int, ...]
) -> Iterator[Figure | LeftOut]:
    """One engine, its own precision, all ``batches``."""
    command = ["-m", "tests.benchmarks.alone", "model", model, "--engine", engine]
    command += ["--device", device, "--batches", *map(str, batches)]
    try:
        facts = json.loads(run(command, bench.surroundings)[1])
    except LeftOut as reason:
        yield LeftOut(f"{engine} on {device}: {reason}")
        return
    seconds, one = facts["seconds"], facts["seconds"][str(batches[0])]
    for batch in batches:
        what = f"{engine}, {facts['device']}, {facts['precision']}, batch {batch}"
        if batch > facts["largest"]:
            yield LeftOut(f"{what}: does not fit the memory, or takes too long")
        else:
            each = seconds[str(batch)]
            yield Figure(what, 1 / each, "pictures/s", one / each, f"x batch {batches[0]}")


def loading(bench: Bench) -> Iterator[Figure | LeftOut]:
    """Import, first and later load of each model: seconds, and peak memory to the file's size."""
    from tests.benchmarks import loading

    for model in bench.extent.models:
        try:
            with tempfile.TemporaryDirectory(dir=bench.folder) as name:
                importing = 0.0
                for step in loading.measure(model, Path(name)):
                    importing = importing or step.seconds
                    what, ratio = f"{step.model}, {step.title}", step.seconds / importing
                    yield Figure(f"{what}: peak", step.peak / 1e6, "MB", step.ratio, "x the file")
                    yield Figure(f"{what}: time", step.seconds, "s", ratio, "x the import")
        except LeftOut as reason:
            yield LeftOut(f"{model}: {reason}")


def many_files(bench: Bench) -> Iterator[Figure | LeftOut]:
    """Memory of a run against the number of its files, and how fast known files go by."""
    target, files = bench.folder / "many.json", str(bench.extent.files)
    command = ["-m", "tests.benchmarks.many_files", "--files", files, "--json", str(target)]
    run(command, dict(os.environ))
    facts, new_rate = json.loads(target.read_text(encoding="utf-8")), None
    for run_name in ("first run", "all known"):
        found = facts[run_name]
        first, highest = found["first_bytes"], found["highest_bytes"]
        rate = found["files"] / found["cpu_seconds"]
        new_rate = new_rate or rate
        yield Figure(
            f"{run_name}, {files} files: most resident",
            highest / 1e6,
            "MB",
            highest / first,
            "x that after 1,000",
        )
        yield Figure(
            f"{run_name}: files by second of processor time",
            rate,
            "files/s",
            rate / new_rate,
            "x the first run",
        )


def naming(bench: Bench) -> Iterator[Figure | LeftOut]:
    """What 100,000 pictures are called, from kept labels and on a move of the slider; memory."""
    from tests.benchmarks import rollup

    yield from rollup.measure(bench.extent.files, bench.extent.rounds)


def scores(bench: Bench) -> Iterator[Figure | LeftOut]:
    """Fast and exact decoding x precision x engine against torch in fp32 with every pixel."""
    from tests.benchmarks import engines

    folder = bench.folder / "scores"
    folder.mkdir()
    yield from engines.agreement_figures(engines.measure_agreement(folder, bench.extent.agreement))


def gpu(bench: Bench) -> Iterator[Figure | LeftOut]:
    """All models on a CUDA device: end to end, model only, share of its peak, what bounds it."""
    from tests.benchmarks import gpu

    yield from gpu.measure(bench.folder / "gpu", bench.extent)


def _without_timm() -> Iterator[LeftOut]:
    from importlib.util import find_spec

    if not find_spec("timm"):
        yield LeftOut("timm's ways: timm is not installed")


Section = Callable[[Bench], Iterator[Figure | LeftOut]]
SECTIONS: dict[str, Section] = {
    "decode-only": decode_only,
    "end-to-end": end_to_end,
    "cold-start": cold_start,
    "everyday": everyday,
    "kinds-beside": kinds_beside,
    "first-label": first_label,
    "model-only": model_only,
    "batch-sweep": batch_sweep,
    "loading": loading,
    "many-files": many_files,
    "naming": naming,
    "scores": scores,
    "gpu": gpu,
}


@dataclass
class Measured:
    """What became of one section."""

    seconds: float = 0.0
    figures: list[Figure] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)


def measure(section: Section, bench: Bench) -> Measured:
    """Run a section and print its figures as they come; its fault ends it, and nothing else."""
    measured, began = Measured(), time.monotonic()
    try:
        for item in section(bench):
            if isinstance(item, Figure):
                measured.figures.append(item)
            else:
                measured.left_out.append(str(item))
            print(f"  {item}" if isinstance(item, Figure) else f"  left out: {item}", flush=True)
    except Exception as error:  # noqa: BLE001  whatever it is, the other sections go on
        reason = str(error) if isinstance(error, LeftOut) else f"{type(error).__name__}: {error}"
        measured.left_out.append(reason)
        print(f"  left out: {reason}", flush=True)
    measured.seconds = time.monotonic() - began
    return measured


def _say(text: str) -> None:
    print(f"  ({text})", file=sys.stderr, flush=True)


def describe_machine() -> dict[str, Any]:
    """What the figures are of."""
    from importlib import metadata

    from igtagger.engines.devices import available_cores, find_gpus

    versions = {}
    for package in ("torch", "openvino", "timm", "pillow"):
        with suppress(metadata.PackageNotFoundError):
            versions[package] = metadata.version(package)
    return {
        "system": platform.platform(),
        "python": platform.python_version(),
        "cores": available_cores(),
        "load_before": os.getloadavg()[0] if hasattr(os, "getloadavg") else None,
        "gpus": find_gpus().cuda,
        "versions": versions,
    }


def main(arguments: list[str] | None = None) -> int:
    """0 unless no section gave a figure."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="coarse, under five minutes")
    parser.add_argument("--only", nargs="+", choices=SECTIONS, default=list(SECTIONS))
    parser.add_argument("--pictures", type=int, help="photographs, where not 64 (quick: 12)")
    parser.add_argument("--rounds", type=int, help="rounds, where not 3 (quick: 1)")
    parser.add_argument("--json", type=Path, metavar="FILE")
    parser.add_argument("--list", action="store_true", help="name the sections and end")
    given = parser.parse_args(arguments)
    if given.list:
        for name, section in SECTIONS.items():
            print(f"{name:14}{section.__doc__}")
        return 0
    extent = QUICK if given.quick else Extent()
    asked = {k: v for k in ("pictures", "rounds") if (v := getattr(given, k))}
    facts: dict[str, Any] = {"machine": describe_machine(), "sections": {}}
    with tempfile.TemporaryDirectory() as name:
        bench = Bench(Path(name), replace(extent, **asked), tuple(given.only))
        for title in given.only:
            print(title, flush=True)
            facts["sections"][title] = asdict(measure(SECTIONS[title], bench))
    seconds = sum(section["seconds"] for section in facts["sections"].values())
    print(f"\n{seconds:.0f} seconds in all")
    if given.json:
        given.json.write_text(json.dumps(facts, indent=2) + "\n", encoding="utf-8")
    return int(not any(section["figures"] for section in facts["sections"].values()))


if __name__ == "__main__":
    sys.exit(main())
