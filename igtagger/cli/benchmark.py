"""``igtagger benchmark``: how fast this computer is, in under two minutes."""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from pathlib import Path
from threading import Event, Timer
from typing import TYPE_CHECKING

import click

from igtagger.app.context import Context
from igtagger.cli import console, options
from igtagger.cli.interrupt import cancel_on_interrupt
from igtagger.errors import Cancelled, EngineError

if TYPE_CHECKING:
    from igtagger.engines.loading import ModelManager
    from igtagger.engines.protocol import Engine, EngineOptions
    from igtagger.models.catalog import ModelSpec

EPILOG = """\b
Examples:
  igtagger benchmark
  igtagger benchmark -m everyday --json > benchmark.json

\b
"model" is the model alone, on pictures that are decoded already. "whole" is a
run from files to kept results, on photographs of 12 megapixels. Other programs
that are busy meanwhile make both slower.
"""
SECONDS = 100.0
"""Nothing more is begun after so long."""
MODEL_SECONDS = 3.0
WHOLE_SECONDS = 6.0
PHOTOGRAPHS = 4
LINKS = 400
_SIZE = (4000, 3000)
_NOT_SET_UP = ("engine.int8-unset", "engine.int8-extra", "engine.no-torch")


@dataclass(frozen=True, slots=True)
class Figures:
    """Of one model, engine, device and precision; pictures a second. None was not measured."""

    model: str
    engine: str
    device: str
    precision: str
    batch: int
    model_only: float
    whole: float | None


@click.command(epilog=EPILOG, short_help="Measure how fast this computer is.")
@click.option(
    "-m", "--model", "names", multiple=True, metavar="MODEL", help="Of these only; else all here."
)
@click.option("--json", "as_json", is_flag=True, help="For programs.")
@options.quiet
def command(*, names: tuple[str, ...], as_json: bool, quiet: bool) -> None:
    """Measure pictures a second of every model on disk, by engine, device and precision.

    What comes out for the automatic choice is kept: the window shows it as the speed to expect.
    """
    context = Context.from_environment()
    specs = [context.find(name) for name in names] or _on_disk(context)
    rows: list[Figures] = []
    with cancel_on_interrupt() as cancel, tempfile.TemporaryDirectory() as folder:
        if not quiet:
            console.say("This takes up to two minutes; other busy programs falsify it.")
        bench = _Bench(context, Path(folder), cancel)
        decoding = bench.measure_decoding()
        for figures in bench.measure(specs):
            rows.append(figures)
            if not quiet:
                console.say(f"{figures.model}, {figures.engine} {figures.precision}: done.")
    if as_json:
        facts = {"decoding": decoding, "models": [asdict(row) for row in rows]}
        console.out_json(facts)
        return
    _print(decoding, rows)


def _on_disk(context: Context) -> list[ModelSpec]:
    return [spec for spec in context.catalog if context.store.state(spec).stored is not None]


def _print(decoding: float, rows: Sequence[Figures]) -> None:
    console.out(f"decoding alone, 12-megapixel JPEG: {decoding:.1f} pictures/s")
    titles = ("MODEL", "ENGINE", "DEVICE", "PRECISION", "BATCH", "MODEL/S", "WHOLE/S")
    table = [
        (
            row.model,
            row.engine,
            row.device,
            row.precision,
            str(row.batch),
            f"{row.model_only:.1f}",
            f"{row.whole:.1f}" if row.whole is not None else "-",
        )
        for row in rows
    ]
    console.print_columns(titles, table)


class _Bench:
    """Measures, as long as there is time and nobody stops it."""

    def __init__(self, context: Context, folder: Path, cancel: Event) -> None:
        self._context, self._folder, self._cancel = context, folder, cancel
        self._end = time.monotonic() + SECONDS
        self._pictures = folder / "pictures"
        _make_photographs(self._pictures)

    def measure_decoding(self) -> float:
        """Photographs a second on all cores, as a run decodes them."""
        from concurrent.futures import ThreadPoolExecutor

        from igtagger.engines.devices import available_cores
        from igtagger.pictures import decoding
        from igtagger.preprocessing import Preprocessing

        files, how = sorted(self._pictures.iterdir())[: 8 * available_cores()], Preprocessing()
        began = time.perf_counter()
        with ThreadPoolExecutor(available_cores()) as pool:
            list(pool.map(lambda file: decoding.load(file, how), files))
        return len(files) / (time.perf_counter() - began)

    def measure(self, specs: Sequence[ModelSpec]) -> Iterator[Figures]:
        """The automatic choice of every model first, then the others while there is time."""
        seen: set[tuple[str, str, str, str]] = set()
        for wish in _wishes():
            for spec in specs:
                if time.monotonic() > self._end:
                    console.say("There was no time for more.")
                    return
                figures = self._measure_one(spec, wish, seen)
                if figures is not None:
                    yield figures

    def _measure_one(
        self, spec: ModelSpec, wish: EngineOptions, seen: set[tuple[str, str, str, str]]
    ) -> Figures | None:
        from igtagger.engines.loading import ModelManager

        manager = ModelManager(self._context.store)
        automatic = wish.engine == wish.precision == "auto"
        try:
            engine = manager.load(spec, wish, self._cancel)
            info = engine.info
            key = (spec.id, info.engine, info.device, info.precision)
            if key in seen:
                return None
            seen.add(key)
            alone = self._run_alone(engine)
            whole = self._run_whole(spec, manager, wish) if automatic else None
        except EngineError as error:
            if error.reason.code not in _NOT_SET_UP:
                console.say(f"{spec.alias}: {error}")
            return None
        finally:
            manager.unload()
        if whole is not None:
            self._context.speeds.record(spec.id, whole)
        return Figures(
            spec.alias, info.engine, info.device, info.precision, engine.batch_size, alone, whole
        )

    def _run_alone(self, engine: Engine) -> float:
        import numpy as np

        from igtagger.app.tagger import HeadedEngine

        tagger = HeadedEngine(engine, engine.heads)
        side = engine.spec.preprocessing.size
        noise = np.random.default_rng(0)
        # The first batch makes plans; on CUDA each size is tried three times, to find the best.
        same = 3 if engine.info.device.startswith("cuda") else 1
        done, began, steady = 0, time.perf_counter(), 0
        while not done or time.perf_counter() - began < MODEL_SECONDS:
            if self._cancel.is_set():
                raise Cancelled
            size = engine.batch_size
            pixels = noise.integers(0, 256, (size, side, side, 3), np.uint8)
            tagger.layers(pixels, [(side, side)] * size)
            if steady >= same:
                done += size
                continue
            steady = steady + 1 if engine.batch_size == size else 0
            began = time.perf_counter()
        return done / (time.perf_counter() - began)

    def _run_whole(
        self, spec: ModelSpec, manager: ModelManager, wish: EngineOptions
    ) -> float | None:
        from igtagger.app.layers import Managers, Pass
        from igtagger.app.run import Run, RunOptions
        from igtagger.library.facade import Library

        stop = Event()
        with ExitStack() as stack:
            file = self._folder / f"{spec.id}.sqlite3"
            library = stack.enter_context(Library.open(file, on_message=console.tell))
            run = Run(
                [self._pictures],
                (Pass(spec, "benchmark", spec.heads),),
                managers=Managers(manager, manager),
                engine_options=wish,
                library=library,
                options=RunOptions(fresh=True),
                cancel=stop,
            )
            timer = Timer(WHOLE_SECONDS, stop.set)
            timer.start()
            stack.callback(timer.cancel)
            times = []
            for _ in run.outcomes():
                times.append(time.perf_counter())
                if self._cancel.is_set():
                    raise Cancelled
        return (len(times) - 1) / (times[-1] - times[0]) if len(times) > 1 else None


def _wishes() -> list[EngineOptions]:
    from igtagger.engines.protocol import EngineOptions

    return [
        EngineOptions(engine=engine, precision=precision)
        for engine, precision in (
            ("auto", "auto"),
            ("auto", "fp32"),
            ("torch", "auto"),
            ("torch", "fp32"),
            ("openvino", "int8"),  # where a run has set it up
        )
    ]


def _make_photographs(folder: Path) -> None:
    """A few different ones of 12 megapixels, and links to them."""
    import numpy as np
    from PIL import Image

    folder.mkdir()
    noise = np.random.default_rng(0)
    for number in range(PHOTOGRAPHS):
        coarse = noise.integers(0, 256, (_SIZE[1] // 40, _SIZE[0] // 40, 3), np.uint8)
        image = Image.fromarray(coarse).resize(_SIZE, Image.Resampling.BICUBIC)
        image.save(folder / f"{number}.jpg", quality=90)
    for number in range(PHOTOGRAPHS, LINKS):
        source, target = folder / f"{number % PHOTOGRAPHS}.jpg", folder / f"{number}.jpg"
        try:
            os.link(source, target)
        except OSError:  # a file system without links
            shutil.copyfile(source, target)
