"""``igtagger cluster-tag``: a folder, or an object store, on a Ray cluster."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import click

from igtagger.cli import console, options
from igtagger.cli.interrupt import cancel_on_interrupt
from igtagger.cli.main import OK, SOME_FAILED
from igtagger.errors import Cancelled
from igtagger.labels.thresholds import MOST_DETAIL

if TYPE_CHECKING:
    from threading import Event

    from igtagger.app.cluster.block_listing import Listing
    from igtagger.app.cluster.block_tagger import BlockPlan
    from igtagger.app.cluster.places import OpenFolder, RemoteFolder
    from igtagger.app.cluster.ray_run import ClusterOptions
    from igtagger.app.context import Context

PART_SIZE = 2000

EPILOG = """\b
Examples:
  igtagger cluster-tag pictures -o tags
  igtagger cluster-tag s3://bucket/pictures -o s3://bucket/tags --address auto
  igtagger cluster-tag s3://bucket/pictures -o tags -m 32x8d --gpus 1
  igtagger import-results tags --root pictures

\b
FOLDER and the results are folders, or s3://, gs:// and file:// addresses.
Results are Parquet files of some thousand pictures, with the columns of a
table; each picture has its row. The same command goes on where a run was
stopped or killed. It needs the extra igtagger[cluster] on all computers.
"""


@click.command("cluster-tag", epilog=EPILOG, short_help="Tag a folder or a bucket on a cluster.")
@click.argument("folder")
@click.option("-o", "--output", required=True, metavar="FOLDER", help="Where the results go.")
@options.model
@options.detail
@options.names
@click.option("--top-k", type=click.IntRange(1, 1000), default=5, show_default=True)
@click.option("--min-score", type=click.FloatRange(0, 1), default=0.0, show_default=True)
@click.option(
    "--kinds/--no-kinds",
    default=True,
    show_default=True,
    help="Say what kind of picture each one is.",
)
@options.engine
@click.option(
    "--address",
    default="local",
    show_default=True,
    help="Of a Ray cluster: auto, HOST:PORT or ray://HOST:PORT; local starts one here.",
)
@click.option(
    "--cpus",
    type=click.IntRange(0, 1024),
    default=0,
    help="Cores of each worker; those of the smallest computer if not given.",
)
@click.option(
    "--gpus",
    type=click.FloatRange(0, 64),
    help="GPUs of each worker, such as 1 or 0.5; 1 where the cluster has any.",
)
@click.option("--processes", type=click.IntRange(1, 10_000), help="Most workers at once.")
@click.option(
    "--part-size",
    type=click.IntRange(1, 100_000),
    default=PART_SIZE,
    show_default=True,
    help="Pictures of a part.",
)
@options.quiet
def command(folder: str, output: str, **given: Any) -> int:
    """Tag all pictures of FOLDER, wherever it is, on a Ray cluster."""
    from igtagger.app.cluster.places import RemoteFolder

    source, target = RemoteFolder.of(folder), RemoteFolder.of(output)
    job = _Job.prepare(source, target, given)
    with (
        cancel_on_interrupt() as cancel,
        console.ProgressLine("Tagging", quiet=given["quiet"], unit="pictures") as line,
    ):
        listing = job.listing(line, cancel)
        job.run(listing, line, cancel)
        failed = job.check(listing, line, cancel)
    if not given["quiet"]:
        console.say(
            f"{listing.pictures} pictures in {len(listing.blocks)} parts in {target.address}"
            f"{f', {failed} failed (the table says why)' if failed else ''}."
        )
        if listing.skipped:
            console.say(f"Skipped: {listing.skipped} not pictures by their ending, or hidden.")
    return SOME_FAILED if failed else OK


@dataclass(slots=True)
class _Job:
    context: Context
    plan: BlockPlan
    target: OpenFolder
    source: OpenFolder
    options: ClusterOptions
    part_size: int

    @classmethod
    def prepare(cls, source: RemoteFolder, target: RemoteFolder, given: dict[str, Any]) -> _Job:
        """Refuse here, before any work, what can be refused."""
        from igtagger.app.cluster.block_tagger import BlockPlan
        from igtagger.app.cluster.parts import ROOT
        from igtagger.app.cluster.ray_run import ClusterOptions
        from igtagger.app.cluster.run_record import RunRecord
        from igtagger.app.context import Context
        from igtagger.app.layers import key_of, plan
        from igtagger.app.names import find_language, name_rule
        from igtagger.engines.protocol import EngineOptions
        from igtagger.export.rows import TableModel, TableOptions
        from igtagger.labels.opinion import OpinionRule

        context = Context.from_environment()
        spec = context.find(given["model"])
        stored = context.store.find(spec)
        passes = plan(
            spec,
            context.catalog,
            context.store,
            kinds=given["kinds"],
            features=False,
            tell=console.tell,
        )
        language = find_language(context.settings, given["names"]) if given["names"] else ""
        naming = context.naming(language, console.tell)
        rule = OpinionRule(
            spec.label_set,
            given["top_k"],
            given["min_score"],
            name_rule(spec, naming),
            min(given["detail"], MOST_DETAIL),
        )
        model = TableModel(stored.name, stored.sha256, spec.label_set, naming, rule.names)
        table = TableOptions("wide", given["top_k"], ROOT, reviewed=False, kinds=given["kinds"])
        engine = EngineOptions(
            given["device"], given["precision"], given["batch_size"], given["engine"]
        )
        opened = target.opened()
        record = RunRecord(
            source.address,
            key_of(passes, exact=given["exact"], mark=engine.key_mark),
            {
                name: given[name]
                for name in ("detail", "names", "top_k", "min_score", "kinds", "precision")
            },
            given["part_size"],
        )
        record.keep(opened)
        return cls(
            context,
            BlockPlan(source, target, passes, engine, given["exact"], rule, model, table),
            opened,
            source.opened(),
            ClusterOptions(given["address"], given["cpus"], given["gpus"], given["processes"]),
            given["part_size"],
        )

    def listing(self, line: console.ProgressLine, cancel: Event) -> Listing:
        """The one that is there, or a new one."""
        from igtagger.app.cluster.block_listing import Listing, make_or_read
        from igtagger.app.cluster.places import PlaceError

        for found in make_or_read(self.source, self.target, self.part_size):
            if cancel.is_set():
                raise Cancelled
            if isinstance(found, Listing):
                if not found.pictures:
                    raise PlaceError("cluster.no-pictures", place=self.source.place.address)
                return found
            line.show(0, found)
        raise AssertionError

    def run(self, listing: Listing, line: console.ProgressLine, cancel: Event) -> None:
        """Make the parts that are lacking."""
        from igtagger.app.cluster.places import PlaceError
        from igtagger.app.cluster.ray_run import run_blocks
        from igtagger.app.cluster.results_check import lacking

        wanted = lacking(listing, self.target)
        done = listing.pictures - min(listing.pictures, len(wanted) * self.part_size)
        failed, faults = 0, list[str]()
        line.show(done, listing.pictures)
        for end in (
            run_blocks(wanted, self.plan, self.options, self.context, cancel) if wanted else ()
        ):
            done, failed = done + end.pictures, failed + end.failed
            faults += [end.fault] if end.fault else []
            line.show(min(done, listing.pictures), listing.pictures, _note(failed, faults))
        if cancel.is_set():
            raise Cancelled
        if faults:
            raise PlaceError("cluster.blocks", count=len(faults), detail=faults[0].rstrip("."))

    def check(self, listing: Listing, line: console.ProgressLine, cancel: Event) -> int:
        """See that every picture has its row; how many of them failed."""
        from igtagger.app.cluster.places import PlaceError
        from igtagger.app.cluster.results_check import Checked, check

        checked = Checked()
        for each in check(listing, self.target, cancel):
            checked = each
            line.show(listing.pictures, listing.pictures, "checking")
        if checked.lacking or checked.wrong:
            raise PlaceError(
                "cluster.incomplete", lacking=len(checked.lacking), wrong=len(checked.wrong)
            )
        return checked.failed


def _note(failed: int, faults: Sequence[str]) -> str:
    parts = [f"{failed} failed"] if failed else []
    return ", ".join([*parts, *([f"{len(faults)} blocks to be tried again"] if faults else [])])
