"""Options that several commands share, and what they are turned into."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from igtagger.labels.thresholds import MOST_DETAIL, USUAL_DETAIL
from igtagger.models.catalog import EVERYDAY_ID

F = TypeVar("F", bound=Callable[..., Any])

ANY_PATH = click.Path(path_type=Path)

model = click.option(
    "-m",
    "--model",
    default=EVERYDAY_ID,
    show_default=True,
    metavar="MODEL",
    help="Id or alias; see: igtagger models list.",
)
detail = click.option(
    "--detail",
    type=click.FloatRange(0, MOST_DETAIL),
    default=USUAL_DETAIL,
    show_default=True,
    help="From 0, only what is sure, to 100, always the finest name.",
)
names = click.option(
    "--names",
    default="",
    metavar="LANGUAGE",
    help="The language of names, such as de: see 'igtagger labels languages'. English if none.",
)
quiet = click.option("-q", "--quiet", is_flag=True, help="Show no progress; errors only.")

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
                type=click.Choice(["auto", "torch", "openvino"]),
                default="auto",
                show_default=True,
                help="What runs the network: openvino on CPUs, torch on GPUs.",
            ),
            click.option(
                "--device",
                default="auto",
                show_default=True,
                metavar="D",
                help="auto, cpu, cuda, cuda:N, mps, intel-gpu, intel-gpu:N or npu.",
            ),
            click.option(
                "--precision",
                type=click.Choice(["auto", "fp32", "bf16", "fp16", "int8"]),
                default="auto",
                show_default=True,
                help="What the network computes in; int8 needs the extra igtagger[int8], on CPUs.",
            ),
            click.option(
                "--batch-size",
                type=click.IntRange(1, 4096),
                help="Pictures at once; found by itself if not given.",
            ),
            click.option(
                "--workers",
                type=click.IntRange(1, 256),
                help="Threads that decode pictures; one for each core if not given.",
            ),
            click.option(
                "--exact",
                is_flag=True,
                help="Decode every pixel, to the bit as torchvision does; slower.",
            ),
        ]
    ):
        function = option(function)
    return function
