"""A run as the work of a command: prepared, followed, summed up."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from igtagger.app.context import Context
from igtagger.app.kept_made_files import KeptMadeFiles
from igtagger.cli import console, file_lists
from igtagger.cli.interrupt import cancel_on_interrupt
from igtagger.errors import Cancelled
from igtagger.export.tables import Writes
from igtagger.pictures import archives

if TYPE_CHECKING:
    from threading import Event

    from igtagger.app.layers import Managers, Passes
    from igtagger.app.run import Run, RunOptions, Tally
    from igtagger.engines.protocol import Engine, EngineOptions
    from igtagger.export.destinations import Destination
    from igtagger.export.tables import ExportFormat
    from igtagger.labels.naming import Naming
    from igtagger.library.facade import Library
    from igtagger.models.catalog import ModelSpec
    from igtagger.models.weights.store import StoredWeights
    from igtagger.pictures.path_lists import PathList
    from igtagger.pictures.scan import ScanCounts, Skipped

T = TypeVar("T")

MOST_FOLDERS_NAMED = 5
WORTH_SAYING_SECONDS = 20.0

_log = logging.getLogger(__name__)


@dataclass(slots=True)
class RunCommand:
    """What a run needs, and how it is followed."""

    context: Context
    spec: ModelSpec
    stored: StoredWeights
    passes: Passes
    paths: tuple[Path, ...] | PathList
    engine_options: EngineOptions
    run_options: RunOptions
    list_skipped: bool
    made: KeptMadeFiles = field(default_factory=KeptMadeFiles)
    failures: str = "the table says why"

    @classmethod
    def prepare(cls, paths: tuple[Path, ...] | PathList, given: dict[str, Any]) -> RunCommand:
        """Refuse here, before any work, what can be refused: no such model, no weights."""
        from igtagger.app.layers import plan
        from igtagger.app.learned_tags.taught_layers import with_taught
        from igtagger.app.run import RunOptions
        from igtagger.engines.protocol import EngineOptions

        context = Context.from_environment()
        spec = context.find(given["model"])
        run_options = RunOptions(
            recursive=not given.get("no_recursive", False),
            exact=given["exact"],
            workers=given["workers"],
            fresh=given.get("fresh", False),
            retry_failed=given.get("retry_failed", False),
            selection=file_lists.selection(given),
        )
        engine_options = EngineOptions(
            given["device"], given["precision"], given["batch_size"], given["engine"]
        )
        stored = context.store.find(spec)
        _log.info("The model is %s, its weights are %s.", stored.name, stored.path)
        list_skipped = given.get("list_skipped", False)
        hear = (lambda reason: None) if given["quiet"] else console.tell
        passes = plan(
            spec,
            context.catalog,
            context.store,
            kinds=given.get("kinds", False),
            features=given.get("features", False),
            tell=hear,
        )
        passes = with_taught(passes, context.taught_tags(hear))
        return cls(context, spec, stored, passes, paths, engine_options, run_options, list_skipped)

    def naming(self, language: str) -> Naming:
        """What things are called in a language; English if empty. Raises UsageError: no names."""
        from igtagger.app.names import find_language

        code = find_language(self.context.settings, language) if language else ""
        return self.context.naming(code, console.tell)

    def target(self, output: Path | None, form: ExportFormat, *, force: bool) -> Destination | None:
        """Where a table of that format goes; None for standard output."""
        if form.writes is Writes.BESIDE_PICTURES:
            from igtagger.cli.outputs import beside_pictures

            return beside_pictures(self.context.settings, self.paths, force=force)
        return None if output is None else self.destination(output, form.is_own, force=force)

    def destination(
        self, output: Path, is_own: Callable[[bytes], bool], *, force: bool
    ) -> Destination:
        """Where the command's file goes; see :func:`igtagger.cli.outputs.destination`."""
        from igtagger.cli import outputs

        return outputs.destination(
            output,
            is_own,
            self.context.settings,
            self.paths,
            recursive=self.run_options.recursive,
            force=force,
        )

    def drain(
        self,
        source: Callable[[Run, Library], Iterator[T]],
        take: Callable[[T], None],
        *,
        quiet: bool,
        bar: bool = True,
    ) -> Run:
        """Run to the end, giving to ``take`` what ``source`` makes of each outcome.

        Args:
            source: see there.
            take: likewise.
            quiet: say nothing but errors and what was asked for.
            bar: tell meanwhile how far it is, unless ``quiet``.

        Raises:
            Cancelled: Ctrl-C; what was done is in the library, and how to go on has been said.
        """
        from igtagger.app.layers import Managers
        from igtagger.engines.loading import ModelManager
        from igtagger.library.facade import Library
        from igtagger.library.opening import LockWait

        file = self.context.settings.library_file
        with (
            cancel_on_interrupt() as cancel,
            console.ProgressLine(self._title, quiet=quiet or not bar, unit="pictures") as line,
            Library.open(file, on_message=line.tell, waiting=LockWait(cancel)) as library,
        ):
            self.made.library = library
            managers = Managers(
                *(ModelManager(self.context.store, on_message=line.tell) for _ in range(2))
            )
            run = self._run(managers, library, cancel, line)
            began, taken, told = time.monotonic(), 0, False
            try:
                for each in source(run, library):
                    take(each)
                    taken += 1
                    _show(line, run.tally)
                    told = told or self._tell_how_long(line, run.tally, quiet=quiet or not bar)
            except (KeyboardInterrupt, Cancelled):
                cancel.set()
            finished = run.finished or self._are_all(taken, run.tally.total)
        if (speed := line.pace.worth_keeping) is not None:
            self.context.speeds.record(self.spec.id, speed)
        if not finished:
            self._say_how_to_go_on(run)
            raise Cancelled
        warn_of_folders(run.tally.scan)
        tell = _log.info if quiet else console.say
        seconds = time.monotonic() - began
        for said in _summary(run, managers.chosen.engine, seconds, self.failures):
            tell(said)
        return run

    def _run(
        self, managers: Managers, library: Library, cancel: Event, line: console.ProgressLine
    ) -> Run:
        from igtagger.app.run import Run

        run = Run(
            self.paths,
            self.passes,
            managers=managers,
            engine_options=self.engine_options,
            library=library,
            options=self.run_options,
            cancel=cancel,
        )
        run.tally.scan.tell = self.hears_of_skipped(line)
        return run

    def hears_of_skipped(self, line: console.ProgressLine) -> Callable[[str, Skipped], None] | None:
        """Who is told of each file that is skipped; nobody where nobody asked for it."""
        if self.list_skipped:
            return partial(_name_skipped, line)
        return _log_skipped if _log.isEnabledFor(logging.INFO) else None

    def _tell_how_long(self, line: console.ProgressLine, tally: Tally, *, quiet: bool) -> bool:
        """Say how long the run will take by earlier ones; whether the time for that has come."""
        if tally.total is None or tally.done == tally.known:
            return False
        expected = self.context.speeds.expected(self.spec.id)
        seconds = (tally.total - tally.done) / expected[0] if expected else 0.0
        if seconds >= WORTH_SAYING_SECONDS and not quiet:
            time_ = console.read_time(seconds)
            line.message(f"{tally.total} pictures take about {time_} on this computer.")
        return True

    def _are_all(self, taken: int, total: int | None) -> bool:
        """Whether a stop came so late that every file had its outcome."""
        if not taken or (total is not None and taken < total):
            return False
        from igtagger.pictures.scan import find_images

        recursive, selection = self.run_options.recursive, self.run_options.selection
        files = find_images(self.paths, recursive=recursive, selection=selection)
        try:  # no further than to the first one that is lacking: a stop is not to take long
            return sum(1 for _ in islice(files, taken + 1)) <= taken
        except KeyboardInterrupt:  # it takes too long
            return False

    @property
    def _title(self) -> str:
        return f"Tagging with {self.spec.alias}"

    def _say_how_to_go_on(self, run: Run) -> None:
        of = f" of {run.tally.total}" if run.tally.total else ""
        console.say(
            f"Stopped after {run.tally.done}{of} pictures, which are kept. {self._how_to_go_on}"
        )

    @property
    def _how_to_go_on(self) -> str:
        if not self.run_options.fresh:
            return "The same command goes on from there."
        # With it, nothing is known. Nor does anything tell those of this run from earlier ones.
        return (
            "To go on, give the same command without --fresh: "
            "what has been tagged, now or earlier, is then known."
        )


def _show(line: console.ProgressLine, tally: Tally) -> None:
    note = f"{tally.failed} failed" if tally.failed else ""
    line.show(tally.done, tally.total, note, tally.done - tally.known)


def _summary(run: Run, engine: Engine | None, seconds: float, failures: str) -> Iterator[str]:
    tally = run.tally
    new = tally.done - tally.known
    parts = [f"{tally.tagged} tagged"]
    if tally.failed:
        parts.append(f"{tally.failed} failed ({failures})")
    if tally.remarked:
        parts.append(f"{tally.remarked} with a remark (the table says which)")
    if tally.known:
        parts.append(f"{tally.known} of them known already")
    yield ", ".join(parts) + f"; {console.read_time(seconds)}."
    if engine is not None and new:
        yield f"{engine.info}, batch {engine.batch_size}: {new / seconds:.1f} pictures/s."
    if not tally.done:
        yield describe_nothing(tally.scan)
    elif text := describe_skipped(tally.scan):
        yield f"Skipped: {text}."


def describe_skipped(counts: ScanCounts) -> str:
    """What was skipped, in numbers; empty where nothing was."""
    numbers = {
        "not pictures by their ending": counts.skipped_extension,
        "hidden": counts.skipped_hidden,
        "excluded": counts.skipped_excluded,
        "of other parts": counts.skipped_shard,
        "neither file nor folder": counts.skipped_special,
        "folders met twice": counts.loops,
    }
    return ", ".join(f"{number} {what}" for what, number in numbers.items() if number)


def describe_nothing(counts: ScanCounts) -> str:
    """Why there was no picture to tag. Folders that could not be read have been told of."""
    endings = counts.skipped_extension
    files = "1 file is not a picture by its ending"
    if endings > 1:
        files = f"{endings} files are not pictures by their ending"
    others = describe_skipped(replace(counts, skipped_extension=0))
    parts = [*([files] if endings else []), *([f"{others} skipped"] if others else [])]
    if not parts and not counts.unreadable_folders:
        parts = ["there is no file"]
    return f"There was no picture to tag{': ' if parts else ''}{'; '.join(parts)}."


def _name_skipped(line: console.ProgressLine, path: str, why: Skipped) -> None:
    line.message(f"Skipped: {console.on_one_line(path)}: {why.value}.")


def _log_skipped(path: str, why: Skipped) -> None:
    _log.info("Skipped: %s: %s.", console.on_one_line(path), why.value)


def warn_of_folders(counts: ScanCounts) -> None:
    """Say which folders could not be read."""
    for folder, reason in counts.unreadable_folders[:MOST_FOLDERS_NAMED]:
        what = "archive" if archives.is_archive(folder) else "folder"
        console.say(f"The {what} {folder} could not be read: {reason}.")
    if (more := len(counts.unreadable_folders) - MOST_FOLDERS_NAMED) > 0:
        console.say(f"Nor could {more} other folders.")
