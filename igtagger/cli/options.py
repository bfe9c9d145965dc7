"""Options that several commands share, and what they are turned into."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click
from click.shell_completion import CompletionItem

from igtagger.errors import IgTaggerError
from igtagger.labels.thresholds import MOST_DETAIL, USUAL_DETAIL
from igtagger.models.catalog import EVERYDAY_ID

F = TypeVar("F", bound=Callable[..., Any])

SHARED = (
    *("model", "detail", "names", "engine", "device", "precision", "batch-size", "workers"),
    *("exact", "features", "quiet", "verbose", "log-file"),
)
"""Options that mean the same in every command that has them."""

ANY_PATH = click.Path(path_type=Path)


def complete_models(_: click.Context, __: click.Parameter, word: str) -> list[CompletionItem[str]]:
    """The models whose alias or id begins with ``word``."""
    from igtagger.models.catalog import load_catalog
    from igtagger.settings import Settings

    try:
        models = list(load_catalog(Settings.from_environment()))
    except IgTaggerError:  # a catalogue that cannot be read: the command will tell
        return []
    return [
        CompletionItem(name, help=spec.title)
        for spec in models
        if (name := next((each for each in (spec.alias, spec.id) if each.startswith(word)), None))
    ]


def complete_languages(
    _: click.Context, __: click.Parameter, word: str
) -> list[CompletionItem[str]]:
    """The languages of names whose code begins with ``word``."""
    from igtagger.labels.name_languages import ENGLISH, brought_in, built_in, called
    from igtagger.settings import Settings

    codes = {ENGLISH, *built_in(), *brought_in(Settings.from_environment().names_dir)}
    return [
        CompletionItem(code, help=called(code)) for code in sorted(codes) if code.startswith(word)
    ]


def _complete_devices(
    _: click.Context, __: click.Parameter, word: str
) -> list[CompletionItem[str]]:
    # Not asked for: that takes seconds.
    return [CompletionItem(name) for name in DEVICES if name.startswith(word)]


model = click.option(
    "-m",
    "--model",
    envvar="IGTAGGER_MODEL",
    show_envvar=True,
    default=EVERYDAY_ID,
    show_default=True,
    metavar="MODEL",
    shell_complete=complete_models,
    help="Id or alias; see: igtagger models list.",
)
detail = click.option(
    "--detail",
    envvar="IGTAGGER_DETAIL",
    show_envvar=True,
    type=click.FloatRange(0, MOST_DETAIL),
    default=USUAL_DETAIL,
    show_default=True,
    help="From 0, only what is sure, to 100, always the finest name.",
)
names = click.option(
    "--names",
    envvar="IGTAGGER_NAMES",
    show_envvar=True,
    default="",
    metavar="LANGUAGE",
    shell_complete=complete_languages,
    help="The language of names, such as de: see 'igtagger labels languages'. English if none.",
)
features = click.option(
    "--features/--no-features",
    envvar="IGTAGGER_FEATURES",
    show_envvar=True,
    default=True,
    show_default=True,
    help="Keep what the network sees in each picture, 2.6 to 6.7 kB, by which others like it are "
    "found, and tags are taught.",
)
quiet = click.option("-q", "--quiet", is_flag=True, help="Show no progress; errors only.")

DEVICES = ("auto", "cpu", "cuda", "mps", "intel-gpu", "npu")
"""Those of which there may be several take a number, too: ``cuda:1``."""
DELIMITERS = {"comma": ",", "semicolon": ";", "tab": "\t"}
DECIMALS = {"point": ".", "comma": ","}

force = click.option(
    "--force",
    is_flag=True,
    help="Replace a file that is there also where it is no such table; never a picture.",
)


def for_text(function: F) -> F:
    """``--bom``, ``--delimiter``, ``--decimal``: :data:`igtagger.export.tables.TEXT_CHOICES`."""
    for option in reversed(
        [
            click.option(
                "--bom",
                is_flag=True,
                help="Begin a CSV file with the mark by which Excel reads accents correctly.",
            ),
            click.option(
                "--delimiter",
                type=click.Choice(list(DELIMITERS)),
                help="Between the cells of a CSV file; a comma if not given.",
            ),
            click.option(
                "--decimal",
                type=click.Choice(list(DECIMALS)),
                help="Before the decimals of a CSV file; with a comma, and no --delimiter, cells "
                "are parted by semicolons, as spreadsheets expect it then.",
            ),
        ]
    ):
        function = option(function)
    return function


def engine(function: F) -> F:
    """``--engine``, ``--device``, ``--precision``, ``--batch-size``, ``--workers``, ``--exact``."""
    for option in reversed(
        [
            click.option(
                "--engine",
                envvar="IGTAGGER_ENGINE",
                show_envvar=True,
                type=click.Choice(["auto", "torch", "openvino"]),
                default="auto",
                show_default=True,
                help="What runs the network: openvino on CPUs, torch on GPUs.",
            ),
            click.option(
                "--device",
                envvar="IGTAGGER_DEVICE",
                show_envvar=True,
                default="auto",
                show_default=True,
                metavar="D",
                shell_complete=_complete_devices,
                help="auto, cpu, cuda, cuda:N, mps, intel-gpu, intel-gpu:N or npu.",
            ),
            click.option(
                "--precision",
                envvar="IGTAGGER_PRECISION",
                show_envvar=True,
                type=click.Choice(["auto", "fp32", "bf16", "fp16", "int8"]),
                default="auto",
                show_default=True,
                help="What the network computes in; int8 needs the extra igtagger[int8], on CPUs.",
            ),
            click.option(
                "--batch-size",
                envvar="IGTAGGER_BATCH_SIZE",
                show_envvar=True,
                type=click.IntRange(1, 4096),
                help="Pictures at once; found by itself if not given.",
            ),
            click.option(
                "--workers",
                envvar="IGTAGGER_WORKERS",
                show_envvar=True,
                type=click.IntRange(1, 256),
                help="Threads that decode pictures; one for each core if not given.",
            ),
            click.option(
                "--exact",
                envvar="IGTAGGER_EXACT",
                show_envvar=True,
                is_flag=True,
                help="Decode every pixel, to the bit as torchvision does; slower.",
            ),
        ]
    ):
        function = option(function)
    return function
