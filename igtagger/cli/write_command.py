"""``igtagger write``: tags out of the library into pictures, or beside them."""

from __future__ import annotations

import sys
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from igtagger.cli import console, file_lists, options, tag
from igtagger.cli.interrupt import cancel_on_interrupt
from igtagger.cli.main import OK, SOME_FAILED
from igtagger.cli.run_command import RunCommand, warn_of_folders
from igtagger.errors import Cancelled, UsageError
from igtagger.export.xmp.presets import PRESETS

if TYPE_CHECKING:
    from igtagger.app.writing_tags import Wishes
    from igtagger.export.xmp.desktop_tags import DesktopTags
    from igtagger.export.xmp.exiftool import ExifTool
    from igtagger.export.xmp.writing import Manner

EPILOG = """\b
Examples:
  igtagger write holiday --dry-run
  igtagger write holiday --preset lightroom --floor 0.5
  igtagger write holiday --preset darktable --confirmed-only --names de
  igtagger unwrite holiday

\b
Nothing is tagged here: 'igtagger tag' comes first. JPEG, PNG and WebP are written
into, and only what holds the tags is exchanged: the rest of a file is compared to
the byte before it is replaced. Camera raw and all other kinds get a sidecar
(IMG.heic.xmp) where the program of the preset reads one. What was written is
recorded, and 'igtagger unwrite' takes exactly that away again.
"""

_OF_TAG = ("model", "detail", "names", "kinds", "precision", "exact", "no_recursive")
"""The options of ``tag`` that tell which of the kept outcomes count, and how."""
_OF_RUNS = {"device": "auto", "engine": "auto", "batch_size": None, "workers": None}
"""Those of a run, which there is none of."""


@click.command(
    epilog=EPILOG,
    short_help="Write tags into pictures, or beside them.",
    params=[option for option in tag.command.params if option.name in _OF_TAG],
)
@file_lists.paths
@file_lists.patterns
@click.option(
    "--preset",
    type=click.Choice(list(PRESETS)),
    default="lightroom",
    show_default=True,
    help="The program that is to read the tags.",
)
@click.option("--dry-run", is_flag=True, help="Say of each file what would be added; write none.")
@click.option("--yes", is_flag=True, help="Write into pictures without asking.")
@click.option(
    "--top-k",
    type=click.IntRange(1, 1000),
    default=5,
    show_default=True,
    help="Most names of a picture; what stands above them is not counted.",
)
@click.option("--confirmed-only", is_flag=True, help="Only tags that you confirmed or typed.")
@click.option(
    "--floor",
    type=click.FloatRange(0, 1),
    default=0.0,
    show_default=True,
    help="The least score of tags that you did not confirm.",
)
@click.option("--sidecars", is_flag=True, help="Write beside pictures, never into them.")
@click.option(
    "--touch", is_flag=True, help="Let pictures have a new time of change; it is kept otherwise."
)
@click.option(
    "--no-sync",
    is_flag=True,
    help="Do not wait for the disk: faster; a power cut may cost the files written last.",
)
@click.option(
    "--exiftool",
    is_flag=True,
    help="Write into HEIC, AVIF and TIFF of one page by ExifTool, version 13 or newer.",
)
@click.option(
    "--finder-tags",
    is_flag=True,
    help="As tags of macOS' Finder, too: beside files of all kinds, on disks that keep them.",
)
@click.option("--kde-tags", is_flag=True, help="As tags of KDE's Dolphin, too: likewise.")
@options.quiet
def command(**given: Any) -> int:
    """Write the tags of pictures into them, or into sidecars, for other programs to read.

    The tags are those that 'igtagger tag' shows, with what stands above them ("cat", "animal"),
    the ones that you confirmed, and your own.
    """
    manner = _manner(given)
    desktops = _desktops(given)
    job = RunCommand.prepare(file_lists.all_paths(given), {**given, **_OF_RUNS})
    wishes = _wishes(job, desktops, given)
    if (manner.embed or desktops) and not (given["dry_run"] or given["yes"]):
        _ask(manner.preset.title)
    return _write(job, wishes, manner, quiet=given["quiet"])


def _write(job: RunCommand, wishes: Wishes, manner: Manner, *, quiet: bool) -> int:
    from igtagger.app.write_records import writing_alone
    from igtagger.app.writing_tags import write_tags
    from igtagger.cli.written_lines import Summary, Texts
    from igtagger.library.facade import Library
    from igtagger.library.opening import LockWait
    from igtagger.pictures.path_lists import absolute
    from igtagger.pictures.walks import CountedWalk

    file, options_ = job.context.settings.library_file, job.run_options
    with (
        cancel_on_interrupt() as cancel,
        console.ProgressLine(
            "Writing tags", quiet=quiet or manner.dry_run, unit="pictures"
        ) as line,
        Library.open(file, on_message=line.tell, waiting=LockWait(cancel)) as library,
        nullcontext() if manner.dry_run else writing_alone(library, file),
        CountedWalk(
            absolute(job.paths),
            recursive=options_.recursive,
            selection=options_.selection,
        ) as walk,
    ):
        summary = Summary(line, Texts(**_TEXTS), manner.dry_run)
        try:
            found = map(Path, walk.names(cancel))
            for written in write_tags(found, library, wishes, manner, cancel=cancel):
                summary.take(written)
                line.show(summary.counts.total(), walk.total)
        finally:
            if not quiet:
                summary.say()
        warn_of_folders(walk.counts)
        if cancel.is_set():
            raise Cancelled
    return SOME_FAILED if summary.refused or walk.counts.unreadable_folders else OK


_TEXTS = {
    "unit": "pictures",
    "embedded": "written into",
    "sidecar": "written beside, in sidecars",
    "unchanged": "with nothing to add",
    "refused": "without their tags (see above)",
    "attribute": "got tags",
    "no_attribute": "had them already",
    "sign": "+",
}


def _manner(given: dict[str, Any]) -> Manner:
    from igtagger.export.xmp.writing import Manner

    return Manner(
        PRESETS[given["preset"]],
        embed=not given["sidecars"],
        keep_time=not given["touch"],
        durable=not given["no_sync"],
        exiftool=_exiftool() if given["exiftool"] else None,
        dry_run=given["dry_run"],
    )


def _exiftool() -> ExifTool:
    from igtagger.export.xmp.exiftool import LEAST_VERSION, ExifTool

    found = ExifTool.find()
    if found is None:
        raise UsageError("usage.no-exiftool", least=f"{LEAST_VERSION:g}")
    return found


def _desktops(given: dict[str, Any]) -> tuple[DesktopTags, ...]:
    from igtagger.export.xmp.desktop_tags import ARE_HERE, DESKTOPS

    wanted = tuple(each for each in DESKTOPS.values() if given[f"{each.name}_tags"])
    if wanted and not ARE_HERE:
        first = wanted[0]
        raise UsageError(
            "usage.no-desktop-tags", program=first.title, option=f"--{first.name}-tags"
        )
    return wanted


def _wishes(job: RunCommand, desktops: tuple[DesktopTags, ...], given: dict[str, Any]) -> Wishes:
    from igtagger.app.layers import key_of
    from igtagger.app.names import name_rule
    from igtagger.app.writing_tags import Wishes
    from igtagger.labels.opinion import OpinionRule

    naming = job.naming(given["names"])
    rule = OpinionRule(
        job.spec.label_set,
        given["top_k"],
        names=name_rule(job.spec, naming),
        detail=given["detail"],
        taught=naming.taught,
    )
    key = key_of(job.passes, exact=given["exact"], mark=job.engine_options.key_mark)
    return Wishes(key, rule, naming, given["floor"], given["confirmed_only"], desktops)


def _ask(program: str) -> None:
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise UsageError("usage.write-yes")
    console.say(
        f"Tags for {program} are written into your pictures; 'igtagger unwrite' takes them back."
    )
    if not click.confirm("Write into the pictures?", err=True):
        raise Cancelled
