"""``igtagger watch``: keep folders in view, and tag what is new in them, as a service does."""

from __future__ import annotations

import logging
import os
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import click

from igtagger.cli import console, file_lists, table_options, tag
from igtagger.cli.interrupt import cancel_on_interrupt
from igtagger.cli.main import OK
from igtagger.cli.run_command import RunCommand
from igtagger.domain import Failed, Reason
from igtagger.errors import Cancelled, FolderGone, UsageError
from igtagger.messages import english

if TYPE_CHECKING:
    from threading import Event

    from igtagger.app.idleness import Idleness
    from igtagger.app.layers import Managers
    from igtagger.app.run import Tally
    from igtagger.app.watcher import Notice, Noticed
    from igtagger.export.tables import Sink
    from igtagger.labels.naming import Naming
    from igtagger.labels.opinion import OpinionRule
    from igtagger.labels.opinions import Judged
    from igtagger.library.facade import Library

UNLOAD_SECONDS = 60.0
"""So long after the last picture the model stays in memory."""

_log = logging.getLogger(__name__)

EPILOG = """\b
Examples:
  igtagger watch holiday
  igtagger watch /srv/photos --exclude raw/ -m 32x8d
  igtagger watch inbox --jsonl | while read -r line; do ...; done

\b
What is there already is tagged first, unless it is known. From then on new and
changed pictures are tagged when they have stood still for two seconds and other
programs leave half of the computer free, but within five minutes; with low
priority. Where the system tells nothing of changes, as on network shares, the
folders are looked at every minute. A folder that goes is waited for.

\b
Results are kept in the library, as those of "tag": see them in the window, or by
"search" and "export". It runs until Ctrl-C, or a polite kill (SIGTERM; on Windows
Ctrl-Break): then it ends with 0. For services of systemd, launchd and Windows
see docs/watch.md.
"""

_OF_TAG = (
    *("model", "detail", "names", "labels", "top_k", "min_score", "kinds", "device", "engine"),
    *("precision", "batch_size", "workers", "exact", "features", "no_recursive", "exclude"),
    *("include", "ignore_reviews", "quiet"),
)
"""The options of ``tag`` that mean the same here."""


@click.command(
    epilog=EPILOG,
    short_help="Keep folders in view, and tag what is new in them.",
    params=[option for option in tag.command.params if option.name in _OF_TAG],
)
@click.argument("folders", nargs=-1, required=True, type=file_lists.TO_READ, metavar="FOLDER...")
@click.option(
    "--jsonl",
    is_flag=True,
    help="Write a line of JSON on standard output for each picture as it is tagged, or fails.",
)
@click.option(
    "--at-once",
    is_flag=True,
    help="Tag new pictures at once, however busy other programs keep the computer.",
)
def command(folders: tuple[Path, ...], jsonl: bool, at_once: bool, **given: Any) -> int:
    """Keep FOLDERs in view: tag what is in them, then each new or changed picture.

    Without an end, as a service does.
    """
    from igtagger.app.idleness import Idleness, step_back
    from igtagger.app.watcher import Watcher
    from igtagger.library.facade import Library
    from igtagger.library.opening import LockWait

    roots = _whole(folders)
    job = RunCommand.prepare(roots, given)
    options = job.run_options
    watcher = Watcher(roots, recursive=options.recursive, selection=options.selection)
    step_back()
    with (
        cancel_on_interrupt() as cancel,
        Library.open(
            job.context.settings.library_file, on_message=console.tell, waiting=LockWait(cancel)
        ) as library,
        _Results(job, given, jsonl=jsonl) as results,
    ):
        idleness = None if at_once else Idleness()
        service = _Service(job, library, cancel, results, idleness, given)
        try:
            for notice in watcher.notices(cancel):
                service.take(notice)
        except (KeyboardInterrupt, Cancelled):
            cancel.set()
    _say("Watching has ended. What is tagged is kept.", given)
    return OK


def _whole(folders: Sequence[Path]) -> tuple[Path, ...]:
    for folder in folders:
        if os.path.exists(folder) and not os.path.isdir(folder):  # noqa: PTH110, PTH112
            raise UsageError("usage.watch-file", file=folder)
    return tuple(Path(os.path.abspath(folder)) for folder in folders)  # noqa: PTH100


class _Results:
    """Which names count, and where lines of JSON go, if they are wanted.

    Args:
        job: the model.
        given: the options.
        jsonl: lines are wanted.
    """

    def __init__(self, job: RunCommand, given: dict[str, Any], *, jsonl: bool) -> None:
        self._job, self._given, self._jsonl = job, given, jsonl
        self._open = ExitStack()
        self._begin()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *failure: object) -> None:
        self._open.close()

    def renew(self) -> None:
        """Names are others now."""
        self._open.close()
        self._begin()

    def _begin(self) -> None:
        job, given = self._job, self._given
        naming = job.naming(given["names"])
        self.rule: OpinionRule = table_options.rule_of(job, naming, given)
        self.sink: Sink | None = self._sink(naming) if self._jsonl else None

    def _sink(self, naming: Naming) -> Sink:
        from igtagger.export.registry import FORMATS
        from igtagger.export.rows import TableModel, TableOptions

        form, stored, given = FORMATS["jsonl"], self._job.stored, self._given
        label_set = self._job.spec.label_set
        options = TableOptions(
            form.layout,
            given["top_k"],
            root=None,
            reviewed=not given["ignore_reviews"],
            kinds=given["kinds"],
        )
        model = TableModel(stored.name, stored.sha256, label_set, naming, self.rule.names)
        return self._open.enter_context(form.open(None, model, options))


def _say(text: str, given: dict[str, Any]) -> None:
    (_log.info if given["quiet"] else console.say)(text)


@dataclass(slots=True)
class _Service:
    """Does what is to be done about each notice.

    Attributes:
        job: the model, and how it runs.
        library: where outcomes are kept.
        cancel: ends a run after the batch in hand.
        results: which names count, and where lines go.
        idleness: tells when other programs have little to do; None does not wait for that.
        given: the options.
    """

    job: RunCommand
    library: Library
    cancel: Event
    results: _Results
    idleness: Idleness | None
    given: dict[str, Any]
    _managers: Managers | None = None
    _met: set[Path] = field(default_factory=set)
    _last: float = 0.0

    def take(self, notice: Notice) -> None:
        """One notice."""
        if notice is None:
            self._rest()
        elif isinstance(notice, Reason):
            console.tell(notice)
        else:
            self._bring_in(notice)

    def _bring_in(self, noticed: Noticed) -> None:
        first = noticed.folder not in self._met
        self._met.add(noticed.folder)
        if noticed.arrived:
            self._take_what_was_taught()
        names = self._unknown(noticed.arrived)
        if names and not first and self.idleness is not None:
            self.idleness.wait(self.cancel)
            names = self._unknown(names)  # some may be gone by now
        if names:
            self._tag(noticed.folder, names)
            self._last = time.monotonic()
        if first and not self.cancel.is_set() and noticed.folder.is_dir():
            _say(f"{noticed.folder} is up to date, and kept in view.", self.given)

    def _take_what_was_taught(self) -> None:
        """Tags that were taught, or forgotten, since the last look hold for what comes now."""
        from igtagger.app.learned_tags.taught_layers import with_taught

        context = self.job.context
        if context.taught_changed():
            context.forget_taught()
            bare = tuple(replace(each, extra=()) for each in self.job.passes)
            self.job.passes = with_taught(bare, context.taught_tags(console.tell))
            self.results.renew()

    def _unknown(self, names: Sequence[str]) -> list[str]:
        from igtagger.app.layers import key_of
        from igtagger.app.watcher import unknown_to

        mark = self.job.engine_options.key_mark
        key = key_of(self.job.passes, exact=self.job.run_options.exact, mark=mark)
        return unknown_to(self.library, key, names)

    def _rest(self) -> None:
        """Give the model's memory back where nothing has come for a while."""
        if self._managers is not None and time.monotonic() - self._last > UNLOAD_SECONDS:
            for place in range(2):
                self._managers.of(place).unload()
            self._managers = None

    def _tag(self, folder: Path, names: Sequence[str]) -> None:
        """Tag pictures of a folder; those that go meanwhile, with a folder in it, are let go."""
        while names and not self.cancel.is_set():
            try:
                self._run(folder, names)
            except FolderGone as error:
                _log.info("%s went meanwhile.", error.folder)
                if error.folder == folder or not folder.is_dir():
                    return  # the watcher tells of it, and names all of its pictures when it is back
                names = self._unknown(names)
            else:
                return

    def _run(self, folder: Path, names: Sequence[str]) -> None:
        from igtagger.app.exporting import judged_of_run
        from igtagger.app.run import Run

        title, quiet = f"Tagging in {folder.name or folder}", self.given["quiet"]
        with console.ProgressLine(
            title, quiet=quiet or not sys.stderr.isatty(), unit="pictures"
        ) as line:
            run = Run(
                [Path(name) for name in names],
                self.job.passes,
                managers=self._loaded(line.tell),
                engine_options=self.job.engine_options,
                library=self.library,
                options=self.job.run_options,
                cancel=self.cancel,
            )
            reviewed = not self.given["ignore_reviews"]
            try:
                for judged in judged_of_run(
                    run, self.library, self.results.rule, reviewed=reviewed
                ):
                    self._write(judged)
                    line.show(run.tally.done, len(names), measured=run.tally.done - run.tally.known)
            finally:
                if run.tally.done:
                    _say(_told(run.tally, folder.name or str(folder)), self.given)

    def _write(self, judged: Judged) -> None:
        if isinstance(judged.outcome, Failed):
            _log.info("Failed: %s", english(judged.outcome.reason, console.on_one_line))
        if self.results.sink is not None:
            self.results.sink.write(judged)

    def _loaded(self, tell: Callable[[Reason], None]) -> Managers:
        from igtagger.app.layers import Managers
        from igtagger.engines.loading import ModelManager

        if self._managers is None:
            store = self.job.context.store
            hear = (lambda reason: None) if self.given["quiet"] else tell
            self._managers = Managers(*(ModelManager(store, on_message=hear) for _ in range(2)))
        return self._managers


def _told(tally: Tally, name: str) -> str:
    """What became of pictures of a folder, in a sentence."""
    numbers = {
        "tagged": max(0, tally.tagged - tally.known),
        "failed": tally.failed,
        "known by content": tally.known,
    }
    parts = [f"{number} {what}" for what, number in numbers.items() if number]
    noun = "picture" if tally.done == 1 else "pictures"
    return f"{tally.done} new {noun} in {name}: {', '.join(parts)}."
