"""``igtagger teach``: own tags that are said of pictures by themselves, from some examples."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from igtagger.app.context import Context
from igtagger.cli import console, options
from igtagger.cli.interrupt import cancel_on_interrupt
from igtagger.cli.run_command import RunCommand
from igtagger.cli.taught_renewal import renew
from igtagger.domain import Outcome, Tagged
from igtagger.errors import Cancelled, UsageError, detail_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from threading import Event

    from igtagger.app.learned_tags.teaching import Lesson, Teaching
    from igtagger.library.facade import Library
    from igtagger.models.taught import TaughtTag

_AT_ONCE = 1000

EPILOG = """\b
Examples:
  igtagger teach my-birds
  igtagger teach --tag Tom --tag garden
  igtagger taught suggest Tom

\b
Each folder in FOLDER holds examples of what it is called: my-birds/robin,
my-birds/wren. Its pictures get that name as a tag of yours, unless --only-head.
With --tag the examples are the pictures that have the tag already; those for
which you rejected it count against it.

\b
From 5 examples on a tag is said of pictures by itself, unless --off. RIGHT and
FOUND are what to expect then: how many of the pictures that get it are right,
and how many of those that show it get it; found by leaving each example out in
turn. See docs/teach.md.
"""


@click.command(epilog=EPILOG, short_help="Teach own tags by examples.")
@click.argument("folder", required=False, type=options.ANY_PATH)
@click.option(
    "--tag",
    "tags",
    multiple=True,
    metavar="NAME",
    help="Learn this tag of yours from the pictures that have it; may be given several times.",
)
@click.option("--only-head", is_flag=True, help="Give no picture in FOLDER a tag.")
@click.option(
    "--on/--off",
    "automatic",
    default=True,
    show_default=True,
    help="Say the tags of other pictures by themselves, where there are enough examples.",
)
@click.option("--json", "as_json", is_flag=True, help="For programs.")
@options.model
@options.engine
@options.quiet
def command(
    folder: Path | None,
    tags: tuple[str, ...],
    only_head: bool,
    automatic: bool,
    as_json: bool,
    **given: Any,
) -> None:
    """Teach tags of your own by the folders in FOLDER, or by the pictures that have them."""
    if (folder is None) == (not tags):
        raise UsageError("usage.teach")
    if folder is not None:
        learned = _from_folder(folder, given, only_head=only_head, automatic=automatic)
    else:
        learned = teach_tags(tags, given, automatic=automatic)
    renew(Context.from_environment(), quiet=given["quiet"])
    tell(learned, as_json=as_json)


def _from_folder(
    folder: Path, given: dict[str, Any], *, only_head: bool, automatic: bool
) -> list[Lesson]:
    folder = folder.absolute()
    classes = _classes(folder)
    job = _job([folder / place for place in classes], given)
    examples: dict[str, list[Path]] = {name: [] for name in classes.values()}
    for path in _features(job, quiet=given["quiet"]):
        examples[classes[path.relative_to(folder).parts[0]]].append(path)
    for place, name in classes.items():
        if not examples[name]:
            raise UsageError("taught.no-folder", folder=folder / place)
    with _taught(job) as (teaching, cancel):
        lessons = []
        for name, paths in examples.items():
            _stop_at(cancel)
            lesson = teaching.lesson(name)
            if not only_head:
                _give(teaching.library, paths, lesson, cancel)
            lesson.learn(confirmed=paths)
            lessons.append(lesson)
        return _kept(lessons, cancel, automatic=automatic)


def _classes(folder: Path) -> dict[str, str]:
    """The tags that pictures get, by the names of their folders.

    Raises:
        UsageError: there are none, or one of them is called as no tag can be.
    """
    from igtagger.labels.own_tags import same_tag
    from igtagger.labels.rules import tag_in

    try:
        places = sorted(p.name for p in folder.iterdir() if p.is_dir() and p.name[0] != ".")
    except OSError as error:
        detail = detail_of(error)
        raise UsageError("usage.folder-unreadable", folder=folder, detail=detail) from error
    if not places:
        raise UsageError("usage.no-class-folders", folder=folder)
    found: dict[str, str] = {}
    spelled: dict[str, str] = {}
    for place in places:
        if not (tag := tag_in(place)):
            raise UsageError("tags.no-tag", name=place[:100])
        found[place] = spelled.setdefault(same_tag(tag), tag)
    return found


def teach_tags(
    names: Sequence[str], given: dict[str, Any], *, automatic: bool | None
) -> list[Lesson]:
    """Learn tags from the pictures that have them.

    Args:
        names: of own tags.
        given: options of a run.
        automatic: whether they are to be said by themselves, where that can be; None leaves it.

    Raises:
        UsageError: no picture has one of them.
    """
    from igtagger.app.learned_tags.taught_tags import TaughtTags
    from igtagger.domain import LabelRef
    from igtagger.models.taught import TAUGHT

    job = _job((), given)
    store = TaughtTags(job.context.settings.taught_dir, console.tell)
    with _library(job) as (library, _):
        names = [_spelled(name, library) for name in names]
        wanted: set[int] = set()
        for name in names:
            wanted.update(library.having_tag(name))
            if (tag := store.get(name)) is not None:
                wanted.update(library.rejecting(LabelRef(TAUGHT, tag.index)))
        paths = sorted(library.image_paths(sorted(wanted)).values())
    job.paths = tuple(path for path in paths if path.is_file())
    if job.paths:
        _features(job, quiet=given["quiet"])
    with _taught(job) as (teaching, cancel):
        lessons = []
        for name in names:
            _stop_at(cancel)
            lessons.append(teaching.lesson(name))
            lessons[-1].learn()
        return _kept(lessons, cancel, automatic=automatic)


def _spelled(name: str, library: Library) -> str:
    """As most pictures have it.

    Raises:
        UsageError: none has it.
    """
    from igtagger.labels.own_tags import same_tag

    used = (tag for tag, _ in library.own_tags() if same_tag(tag) == same_tag(name))
    if (found := next(used, None)) is None:
        raise UsageError("taught.no-examples", name=name[:100])
    return found


def _job(paths: Sequence[Path], given: dict[str, Any]) -> RunCommand:
    return RunCommand.prepare(tuple(paths), {**given, "features": True})


def _features(job: RunCommand, *, quiet: bool) -> list[Path]:
    """The pictures of a command, all of which have features then; without those that failed.

    Raises:
        Cancelled: it was stopped; the same command goes on from there.
    """
    seen: list[Path] = []

    def take(outcome: Outcome) -> None:
        if isinstance(outcome, Tagged):
            seen.append(outcome.path)

    job.drain(lambda run, _: run.outcomes(), take, quiet=quiet)
    return seen


@contextmanager
def _library(job: RunCommand) -> Iterator[tuple[Library, Event]]:
    from igtagger.library.facade import Library
    from igtagger.library.opening import LockWait

    file = job.context.settings.library_file
    with (
        cancel_on_interrupt() as cancel,
        Library.open(file, on_message=console.tell, waiting=LockWait(cancel)) as library,
    ):
        yield library, cancel


@contextmanager
def _taught(job: RunCommand) -> Iterator[tuple[Teaching, Event]]:
    """What lessons are given in, on the features of the command's model."""
    from igtagger.app.learned_tags.label_directions import label_directions
    from igtagger.app.learned_tags.taught_tags import TaughtTags
    from igtagger.app.learned_tags.teaching import Teaching

    mark, exact = job.engine_options.key_mark, job.run_options.exact
    key = job.passes[0].features_key(exact=exact, mark=mark)
    store = TaughtTags(job.context.settings.taught_dir, console.tell)
    with _library(job) as (library, cancel):
        directions = partial(label_directions, job.context.find, job.context.store)
        yield Teaching(library, store, key, directions), cancel


def _stop_at(cancel: Event) -> None:
    if cancel.is_set():
        raise Cancelled


def _give(library: Library, paths: Sequence[Path], lesson: Lesson, cancel: Event) -> None:
    """Let pictures have the own tag, and not be rejected for it any more."""
    from dataclasses import replace

    from igtagger.domain import Review
    from igtagger.labels.own_tags import added

    for at in range(0, len(paths), _AT_ONCE):
        _stop_at(cancel)
        part = paths[at : at + _AT_ONCE]
        before = library.reviews(part)
        after = {}
        for path in part:
            review = before.get(path, Review())
            own, rejected = added(review.own, [lesson.name]), review.rejected - {lesson.ref}
            after[path] = replace(review, own=own, rejected=rejected)
        library.save_reviews({p: r for p, r in after.items() if r != before.get(p)})


def _kept(lessons: list[Lesson], cancel: Event, *, automatic: bool | None) -> list[Lesson]:
    """All of them written to the store, together."""
    _stop_at(cancel)
    for lesson in lessons:
        wanted = None if automatic is None else automatic and lesson.can_be_automatic
        lesson.keep(automatic=wanted)
    return lessons


def tell(learned: Sequence[Lesson], *, as_json: bool) -> None:
    """What was learned, as a table or for programs."""
    if as_json:
        console.out_json([_as_json(lesson) for lesson in learned])
        return
    console.print_columns(
        ("TAG", "EXAMPLES", "REJECTED", "BY ITSELF", "RIGHT", "FOUND"),
        [_row(lesson) for lesson in learned],
    )
    if few := [lesson.name for lesson in learned if not lesson.can_be_automatic]:
        console.say(f"Too few examples to be said by themselves: {', '.join(few)}.")


def _row(lesson: Lesson) -> tuple[str, ...]:
    tag, expected = lesson.tag, lesson.expected
    shares = ("-", "-")
    if expected is not None:
        shares = (f"{expected.precision:.0%}", f"{expected.recall:.0%}")
    automatic = "yes" if tag.automatic else "no"
    return (tag.name, str(tag.examples), str(tag.rejected), automatic, *shares)


def described(tag: TaughtTag) -> dict[str, object]:
    """A taught tag for programs."""
    return {
        "name": tag.name,
        "index": tag.index,
        "model": tag.model_id,
        "examples": tag.examples,
        "rejected": tag.rejected,
        "by_itself": tag.automatic,
        "threshold": round(tag.threshold, 4),
    }


def _as_json(lesson: Lesson) -> dict[str, object]:
    expected = lesson.expected
    return {
        **described(lesson.tag),
        "expected_right": None if expected is None else round(expected.precision, 4),
        "expected_found": None if expected is None else round(expected.recall, 4),
    }
