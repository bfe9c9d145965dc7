"""``igtagger tags``: the person's own tags as a whole, in all pictures that are known."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event
from typing import TYPE_CHECKING, NamedTuple

import click

from igtagger.cli import console, options
from igtagger.cli.interrupt import cancel_on_interrupt
from igtagger.errors import UsageError
from igtagger.settings import Settings, keep_private

if TYPE_CHECKING:
    from igtagger.app.tag_manager import ForeseenEdit, ManagedTag, TagManager
    from igtagger.labels.tag_rules import TagEdit
    from igtagger.library.tag_changes import TagCounts

EPILOG = """\b
Examples:
  igtagger tags list
  igtagger tags rename cat Tom --dry-run
  igtagger tags merge kitty kitten --into cat
  igtagger tags parent Tom cat
  igtagger tags undo

\b
A tag is meant whatever its case. What is said of tags themselves, that is what
they stand under, other words for them, and colours, is in your file of rules:
see 'igtagger vocabulary path'.
"""

dry_run_option = click.option(
    "--dry-run", is_flag=True, help="Only say what would become of it; change nothing."
)


@click.group("tags", epilog=EPILOG, short_help="Your own tags: rename, merge, place, colour.")
def command() -> None:
    """Your own tags, in all pictures that are known. 'igtagger tags undo' takes a change back."""


class _Opened(NamedTuple):
    manager: TagManager
    cancel: Event


@contextmanager
def _opened() -> Iterator[_Opened]:
    from igtagger.app.learned_tags.taught_tags import TaughtTags
    from igtagger.app.tag_manager import TagManager
    from igtagger.labels.name_languages import names_in, own_language
    from igtagger.labels.term_names import TermNames
    from igtagger.labels.tree import load_tree
    from igtagger.library.facade import Library
    from igtagger.library.opening import LockWait

    settings = Settings.from_environment()
    keep_private(settings)
    names = TermNames(load_tree(), names_in(own_language(), settings.names_dir))
    with (
        cancel_on_interrupt() as cancel,
        Library.open(
            settings.library_file, on_message=console.tell, waiting=LockWait(cancel)
        ) as library,
    ):
        taught = TaughtTags(settings.taught_dir, console.tell)
        rules = settings.vocabulary_file
        yield _Opened(TagManager(library, rules, names, taught, console.tell), cancel)


@command.command("list", epilog="Example: igtagger tags list --json")
@click.argument("text", required=False, default="")
@click.option("--json", "as_json", is_flag=True, help="For programs.")
def list_(text: str, as_json: bool) -> None:
    """List your own tags with how many pictures have each, or those found by TEXT."""
    from igtagger.labels.folding import folded

    with _opened() as opened:
        tags = opened.manager.tags()
    found = [
        tag
        for tag in tags
        if any(folded(text) in folded(word) for word in (tag.name, *tag.spellings, *tag.words))
    ]
    if as_json:
        console.out_json([_as_json(tag) for tag in found])
    elif found:
        console.print_columns(
            ("TAG", "PICTURES", "STANDS UNDER", "OTHER WORDS", "COLOUR"),
            [
                (
                    tag.name,
                    str(tag.pictures),
                    ", ".join(tag.parents),
                    ", ".join(tag.words),
                    tag.colour,
                )
                for tag in found
            ],
        )
    else:
        console.say("There are no tags of yours." if not tags else "No tag is called that.")


def _as_json(tag: ManagedTag) -> dict[str, object]:
    return {
        "name": tag.name,
        "pictures": tag.pictures,
        "spellings": tag.spellings,
        "under": tag.parents,
        "synonyms": tag.words,
        "colour": tag.colour or None,
    }


@command.command(epilog="Example: igtagger tags rename cat Tom")
@click.argument("tag")
@click.argument("name")
@click.option("--keep-word", is_flag=True, help="The old name stays as another word for the new.")
@dry_run_option
@options.quiet
def rename(tag: str, name: str, keep_word: bool, dry_run: bool, quiet: bool) -> None:
    """Call TAG NAME on all pictures. Where NAME is a tag already, the two become one."""
    from igtagger.labels.tag_rules import TagEdit

    change(TagEdit("rename", (tag,), name, keep_word), dry_run=dry_run, quiet=quiet)


@command.command(epilog="Example: igtagger tags merge kitty kitten --into cat")
@click.argument("tags", nargs=-1, required=True, metavar="TAG...")
@click.option("--into", "name", required=True, metavar="NAME", help="The tag that they become.")
@click.option("--keep-words", is_flag=True, help="The old names stay as other words for it.")
@dry_run_option
@options.quiet
def merge(tags: tuple[str, ...], name: str, keep_words: bool, dry_run: bool, quiet: bool) -> None:
    """Make one tag of several on all pictures."""
    from igtagger.labels.tag_rules import TagEdit

    change(TagEdit("merge", tags, name, keep_words), dry_run=dry_run, quiet=quiet)


@command.command(epilog="Example: igtagger tags delete kitty")
@click.argument("tags", nargs=-1, required=True, metavar="TAG...")
@dry_run_option
@options.quiet
def delete(tags: tuple[str, ...], dry_run: bool, quiet: bool) -> None:
    """Take TAGs from all pictures, and what is said of them out of your rules."""
    from igtagger.labels.tag_rules import TagEdit

    change(TagEdit("delete", tags), dry_run=dry_run, quiet=quiet)


@command.command(epilog="Example: igtagger tags parent Tom cat")
@click.argument("tag")
@click.argument("name", required=False, default="")
@click.option("--none", is_flag=True, help="It stands under nothing.")
@dry_run_option
@options.quiet
def parent(tag: str, name: str, none: bool, dry_run: bool, quiet: bool) -> None:
    """Let TAG stand under NAME: another tag of yours, a name that igtagger knows, or a new place.

    Who looks for that finds TAG, and so do programs that keywords are written for.
    """
    from igtagger.labels.tag_rules import TagEdit

    if none == bool(name):
        raise UsageError("usage.parent")
    change(TagEdit("parent", (tag,), name), dry_run=dry_run, quiet=quiet)


@command.command(epilog="Example: igtagger tags synonym Tom Tommy tomcat")
@click.argument("tag")
@click.argument("words", nargs=-1, required=True, metavar="WORD...")
@click.option("--remove", is_flag=True, help="They are other words for it no longer.")
@dry_run_option
@options.quiet
def synonym(tag: str, words: tuple[str, ...], remove: bool, dry_run: bool, quiet: bool) -> None:
    """Let WORDs mean TAG: a search for them finds it, and typed in the window they become it."""
    from igtagger.labels.tag_rules import TagEdit

    for word in words:
        edit = TagEdit("no synonym" if remove else "synonym", (tag,), word)
        change(edit, dry_run=dry_run, quiet=quiet)


@command.command(epilog="Example: igtagger tags colour Tom blue")
@click.argument("tag")
@click.argument("colour", metavar="COLOUR")
@dry_run_option
@options.quiet
def colour(tag: str, colour: str, dry_run: bool, quiet: bool) -> None:
    """Give TAG a colour in the window.

    Red, orange, yellow, green, teal, blue, purple or pink; none takes it away.
    """
    from igtagger.labels.tag_rules import TagEdit

    value = "" if colour.lower() == "none" else colour.lower()
    change(TagEdit("colour", (tag,), value), dry_run=dry_run, quiet=quiet)


@command.command(epilog="Example: igtagger tags undo")
@options.quiet
def undo(quiet: bool) -> None:
    """Take back the last change of tags, of this command or of the window.

    Once more takes back the one before.

    Pictures have the tags again that they had. What you decided about them since stays.
    """
    from igtagger.app.tag_manager import stopping_at

    with _opened() as opened, console.ProgressLine("Undoing", quiet=quiet, unit="pictures") as line:
        number = opened.manager.last()
        made = opened.manager.move(number, stopping_at(opened.cancel, line.show), back=True)
    if not quiet:
        console.say(f"Undone: {_words(made.edit, dry_run=False, pictures=made.pictures)}")


def change(edit: TagEdit, *, dry_run: bool, quiet: bool) -> None:
    """Make a change of tags, and say what became of it."""
    from igtagger.app.tag_manager import stopping_at

    with _opened() as opened:
        foreseen = opened.manager.foresee(edit)
        if not dry_run:
            with console.ProgressLine("Changing", quiet=quiet, unit="pictures") as line:
                opened.manager.make(edit, stopping_at(opened.cancel, line.show))
    if quiet and not dry_run:
        return
    for said in _told(foreseen, dry_run=dry_run):
        console.say(said)


def _told(foreseen: ForeseenEdit, *, dry_run: bool) -> Iterator[str]:
    edit, counts = foreseen.edit, foreseen.counts
    if not edit.on_pictures and not foreseen.changes_rules:
        yield "It is so already."
        return
    yield _words(edit, dry_run=dry_run, pictures=counts.pictures, several=counts.several)
    if edit.on_pictures and foreseen.changes_rules:
        yield "Your rules for names " + ("would follow." if dry_run else "follow.")
    if counts.written:
        yield _files(counts, edit)


def _files(counts: TagCounts, edit: TagEdit) -> str:
    again = "" if edit.kind == "delete" else ", and 'igtagger write' the new one into them"
    return (
        f"The files of {_pictures(counts.written)} have the old tag, which was written there: "
        f"'igtagger unwrite' takes what was written out of them{again}."
    )


def _words(edit: TagEdit, *, dry_run: bool, pictures: int = 0, several: int = 0) -> str:
    tags, value = ", ".join(f'"{tag}"' for tag in edit.tags), f'"{edit.value}"'
    one = len(edit.tags) == 1
    match edit.kind:
        case "rename" | "merge":
            verb = "would become" if dry_run else ("becomes" if one else "become")
            both = f"; {several} of them have several of these tags" if several else ""
            return f"{tags} {verb} {value} on {_pictures(pictures)}{both}."
        case "delete":
            verb = "would be taken" if dry_run else ("is taken" if one else "are taken")
            return f"{tags} {verb} from {_pictures(pictures)}."
        case "parent":
            stands = "would stand" if dry_run else "stands"
            return f"{tags} {stands} under {value if edit.value else 'nothing'}."
        case "synonym":
            return f"{value} {'would mean' if dry_run else 'means'} {tags}."
        case "no synonym":
            return f"{value} {'would mean' if dry_run else 'means'} {tags} no longer."
        case "colour":
            verb = "would be" if dry_run else "is"
            return f"{tags} {verb} {edit.value or 'of no colour'}."


def _pictures(count: int) -> str:
    return f"{count} {'picture' if count == 1 else 'pictures'}"
