"""``igtagger taught``: what was taught, and pictures that are like it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from igtagger.app.context import Context
from igtagger.cli import console, options
from igtagger.cli.interrupt import cancel_on_interrupt
from igtagger.cli.taught_renewal import renew
from igtagger.errors import IgTaggerError, UsageError
from igtagger.settings import Settings, keep_private

if TYPE_CHECKING:
    from igtagger.app.learned_tags.taught_tags import TaughtTags
    from igtagger.app.learned_tags.teaching import Lesson, TaughtSuggestion
    from igtagger.library.facade import Library

EPILOG = """\b
Examples:
  igtagger taught list
  igtagger taught suggest Tom --most 20
  igtagger taught off garden
  igtagger taught export Tom garden -o tags.safetensors
  igtagger taught import tags.safetensors

\b
Tags are taught by 'igtagger teach', and in the window.
"""


def _complete(
    _: click.Context, __: click.Parameter, word: str
) -> list[click.shell_completion.CompletionItem]:
    from igtagger.app.learned_tags.taught_tags import TaughtTags

    try:
        tags = TaughtTags(Settings.from_environment().taught_dir).tags()
    except IgTaggerError:  # the command will tell
        return []
    names = (tag.name for tag in tags if tag.name.casefold().startswith(word.casefold()))
    return [click.shell_completion.CompletionItem(name) for name in names]


_names = click.argument("tags", nargs=-1, required=True, metavar="TAG...", shell_complete=_complete)


@click.group("taught", epilog=EPILOG, short_help="Taught tags: list, suggest, switch, share.")
def command() -> None:
    """Tags of your own that were taught. What is forgotten here stays on pictures as your tag."""


def _settings() -> Settings:
    settings = Settings.from_environment()
    keep_private(settings)
    return settings


def _store() -> TaughtTags:
    from igtagger.app.learned_tags.taught_tags import TaughtTags

    return TaughtTags(_settings().taught_dir, console.tell)


@contextmanager
def _library() -> Iterator[Library]:
    from igtagger.library.facade import Library
    from igtagger.library.opening import LockWait

    file = _settings().library_file
    with (
        cancel_on_interrupt() as cancel,
        Library.open(file, on_message=console.tell, waiting=LockWait(cancel)) as library,
    ):
        yield library


@command.command("list", epilog="Example: igtagger taught list --json")
@click.option("--json", "as_json", is_flag=True, help="For programs.")
def list_(as_json: bool) -> None:
    """List what was taught."""
    from igtagger.cli.teach_command import described

    tags = _store().tags()
    if as_json:
        console.out_json([described(tag) for tag in tags])
    elif tags:
        console.print_columns(
            ("TAG", "EXAMPLES", "REJECTED", "BY ITSELF", "MODEL"),
            [
                (
                    tag.name,
                    str(tag.examples),
                    str(tag.rejected),
                    "yes" if tag.automatic else "no",
                    tag.model_id,
                )
                for tag in tags
            ],
        )
    else:
        console.say("Nothing has been taught. See: igtagger teach --help.")


@command.command(epilog="Example: igtagger taught suggest Tom holiday --most 20")
@click.argument("tag", shell_complete=_complete)
@click.argument("folders", nargs=-1, type=options.ANY_PATH, metavar="[FOLDER]...")
@click.option(
    "--most",
    type=click.IntRange(1, 100_000),
    default=50,
    show_default=True,
    help="So many pictures at most.",
)
@click.option("--json", "as_json", is_flag=True, help="For programs.")
@options.model
@click.option("--exact", is_flag=True, help="By what was seen with --exact.")
def suggest(
    tag: str, folders: tuple[Path, ...], most: int, as_json: bool, model: str, exact: bool
) -> None:
    """List pictures that may show TAG and that nothing is decided about, the likeliest first.

    All pictures that are known are looked through, or those in FOLDERs. TAG is learned anew from
    what was decided since, but what was taught stays as it is: see 'igtagger taught improve'.
    """
    from igtagger.app.context import Context
    from igtagger.app.layers import plan
    from igtagger.app.learned_tags.label_directions import label_directions
    from igtagger.app.learned_tags.teaching import Teaching
    from igtagger.library.spans import spans_of

    context, store = Context.from_environment(), _store()
    known = store.get(tag)
    spec = context.find(known.model_id if known is not None and _is_open("model") else model)
    passes = plan(spec, context.catalog, context.store, kinds=False)
    key = passes[0].features_key(exact=exact)
    with _library() as library:
        directions = partial(label_directions, context.find, context.store)
        teaching = Teaching(library, store, key, directions)
        lesson = teaching.lesson(tag)
        _learn_if_possible(lesson)
        among = None
        if folders:
            among = set(library.paths(spans_of([each.absolute() for each in folders])))
        found = lesson.suggestions(most, among)
        lacking = library.count() - teaching.count
    _tell(found, as_json=as_json)
    if lacking > 0:
        console.say(f"{lacking} known pictures were not looked at: they have no features yet.")


def _learn_if_possible(lesson: Lesson) -> None:
    """From the library's decisions; what somebody else taught needs none."""
    try:
        lesson.learn()
    except UsageError:
        if not lesson.tag.examples:
            raise


def _tell(found: Sequence[TaughtSuggestion], *, as_json: bool) -> None:
    if as_json:
        facts = [{"path": str(each.path), "score": round(each.score, 4)} for each in found]
        console.out_json(facts)
    elif found:
        rows = [(f"{each.score:.2f}", str(each.path)) for each in found]
        console.print_columns(("SCORE", "PATH"), rows)
    else:
        console.say("There is no picture left to suggest.")


@command.command(epilog="Example: igtagger taught improve Tom")
@click.argument("tags", nargs=-1, metavar="[TAG]...", shell_complete=_complete)
@click.option("--json", "as_json", is_flag=True, help="For programs.")
@options.model
@options.engine
@options.quiet
def improve(tags: tuple[str, ...], as_json: bool, **given: Any) -> None:
    """Learn TAGs anew from all that was decided since, or all tags that pictures have.

    Each is learned on the model that it was taught on, unless another one is given.
    """
    from igtagger.cli.teach_command import teach_tags, tell

    store = _store()
    names = [store.find(tag).name for tag in tags]
    if not names:
        with _library() as library:
            names = [tag.name for tag in store.tags() if library.having_tag(tag.name)]
    if not names:
        raise UsageError("taught.nothing-to-improve")
    learned: list[Lesson] = []
    for model, taught in _by_model(store, names, given["model"]).items():
        learned += teach_tags(taught, {**given, "model": model}, automatic=None)
    renew(Context.from_environment(), quiet=given["quiet"])
    tell(learned, as_json=as_json)


def _by_model(store: TaughtTags, names: Sequence[str], model: str) -> dict[str, list[str]]:
    """Those names by the model that each was taught on, or all by the one that was asked for."""
    if not _is_open("model"):
        return {model: list(names)}
    found: dict[str, list[str]] = {}
    for name in names:
        found.setdefault(store.find(name).model_id, []).append(name)
    return found


def _is_open(option: str) -> bool:
    """Whether nobody said anything of an option."""
    from click.core import ParameterSource

    return click.get_current_context().get_parameter_source(option) is ParameterSource.DEFAULT


@command.command(epilog="Example: igtagger taught rename Tom Max")
@click.argument("tag", shell_complete=_complete)
@click.argument("name")
def rename(tag: str, name: str) -> None:
    """Call TAG NAME, on all pictures too that have it; 'igtagger tags undo' takes that back."""
    from igtagger.labels.own_tags import cleaned, same_tag
    from igtagger.labels.tag_rules import TagEdit

    store = _store()
    old = store.find(tag)
    other = store.get(name)
    if other is not None and other.index != old.index:
        raise UsageError("taught.exists", name=other.name)
    if same_tag(cleaned(name)) != same_tag(old.name) and _on_pictures(old.name):
        from igtagger.cli.tag_commands import change

        change(TagEdit("rename", (old.name,), name), dry_run=False, quiet=False)
    else:
        new = store.rename(old.name, name)
        console.say(f'"{old.name}" becomes "{new.name}".')


def _on_pictures(name: str) -> bool:
    with _library() as library:
        return bool(library.having_tag(name))


@command.command(epilog="Example: igtagger taught on Tom")
@_names
def on(tags: tuple[str, ...]) -> None:
    """Have TAGs said of pictures by themselves; it takes 5 examples."""
    _switch(tags, automatic=True)


@command.command(epilog="Example: igtagger taught off Tom")
@_names
def off(tags: tuple[str, ...]) -> None:
    """Have TAGs said by themselves no longer."""
    _switch(tags, automatic=False)


def _switch(tags: Sequence[str], *, automatic: bool) -> None:
    store = _store()
    for name in [store.find(tag).name for tag in tags]:  # all of them are there, or nothing is done
        store.switch(name, automatic=automatic)
        how = "said by itself from now on" if automatic else "no longer said by itself"
        console.say(f'"{name}" is {how}.')
    renew(Context.from_environment())


@command.command(epilog="Example: igtagger taught remove Tom")
@_names
def remove(tags: tuple[str, ...]) -> None:
    """Forget what TAGs were taught. Pictures that have them keep them, as tags of yours."""
    store = _store()
    for name in [store.find(tag).name for tag in tags]:
        store.remove(name)
        console.say(f'What "{name}" was taught is forgotten.')
    renew(Context.from_environment())


@command.command(epilog="Example: igtagger taught export Tom garden -o tags.safetensors")
@_names
@click.option(
    "-o", "--output", type=options.ANY_PATH, required=True, metavar="FILE", help="The file."
)
@options.force
def export(tags: tuple[str, ...], output: Path, force: bool) -> None:
    """Write what TAGs were taught into a file for somebody else; no picture is in it."""
    from igtagger.app.learned_tags.taught_files import content_of, is_taught_file
    from igtagger.cli import outputs

    store = _store()
    found = {tag.index: tag for tag in map(store.find, tags)}
    content = content_of(list(found.values()))
    target = outputs.destination(output, is_taught_file, _settings(), (), force=force)
    with target.open_bytes() as stream:
        stream.write(content)
    console.say(f"{_tags(len(found))} {'is' if len(found) == 1 else 'are'} in {output}.")


@command.command("import", epilog="Example: igtagger taught import tags.safetensors")
@click.argument("file", type=options.ANY_PATH)
@click.option(
    "--name", default="", metavar="NAME", help="What the one tag of FILE is to be called."
)
@click.option("--replace", "replacing", is_flag=True, help="Replace tags that are called so.")
def import_(file: Path, name: str, replacing: bool) -> None:
    """Take over what somebody else taught, on the same model."""
    from igtagger.app.learned_tags.taught_files import check_model, import_tags
    from igtagger.models.taught import TAUGHT, TaughtTag

    context = Context.from_environment()
    with _library() as library:
        least = library.next_label(TAUGHT)

    def check(tag: TaughtTag) -> None:
        check_model(tag, context.catalog, context.store)

    added = import_tags(_store(), file, check, name=name, replacing=replacing, least_index=least)
    for tag in added:
        how_said = "said by itself" if tag.automatic else "not said by itself"
        console.say(f'"{tag.name}" is here now, {how_said}.')
    renew(context)


def _tags(count: int) -> str:
    return f"{count} {'tag' if count == 1 else 'tags'}"
