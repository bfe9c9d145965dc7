"""``igtagger search``: the paths of pictures that are what a query asks for."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.shell_completion import CompletionItem

from igtagger.cli import console, file_lists, table_options, tag
from igtagger.cli.export_command import OF_RUNS
from igtagger.cli.interrupt import cancel_on_interrupt
from igtagger.cli.main import OK
from igtagger.cli.run_command import RunCommand
from igtagger.errors import IgTaggerError

if TYPE_CHECKING:
    from igtagger.app.saved_searches import SavedSearches

EPILOG = """\b
Examples:
  igtagger search 'dog AND score>0.5 NOT own:done'
  igtagger search '(cat OR "polar bear") folder:2019' holiday
  igtagger search 'state:failed' -0 | xargs -0 ls -l
  igtagger search --saved "to print" holiday

\b
The language is that of the window's search. A word is found in names, in what
stands above them ("animal" finds dogs), in kinds, own tags and paths. Words
beside each other must all be found; AND, OR, NOT and parentheses are as one
expects, and quotes keep words together. Further:

\b
  tag:                   a tag, whole, or one that stands below it
  folder=PATH            in that folder or below it, whole path
  folder: name:          in the path of the folder, in the name of the file
  ext:                   the ending of the name, such as ext:jpg
  kind:                  in the kind of picture
  own:                   a tag of your own, whole
  file:                  a keyword in the picture's file, whole
  camera:                in its maker and model
  state:                 tagged, failed, waiting, reviewed, unreviewed
  score>0.5              of the best name
  rating>=3              stars in the file
  date:2024 date>2024-05 when it was taken; also a day: date:2024-05-17
  width>4000 height>4000 pixels of the upright picture; megapixels>12

Numbers and dates are compared by >, >=, <, <= and =. Where a picture has none, no
comparison finds it.
"""

_OF_TAG = (
    *("model", "detail", "names", "labels", "top_k", "min_score", "kinds", "precision", "exact"),
    *("ignore_reviews", "quiet"),
)
"""The options of ``tag`` that are about what counts as said of a picture."""


def _saved_searches() -> SavedSearches:
    from igtagger.app.saved_searches import SavedSearches
    from igtagger.settings import Settings

    return SavedSearches(Settings.from_environment().searches_file)


def _complete_saved(_: click.Context, __: click.Parameter, word: str) -> list[CompletionItem[str]]:
    try:
        searches = _saved_searches().load()
    except IgTaggerError:  # the command will tell
        return []
    return [
        CompletionItem(each.name, help=each.query)
        for each in searches
        if each.name.casefold().startswith(word.casefold())
    ]


@click.command(
    epilog=EPILOG,
    short_help="Find pictures by what is kept of them.",
    params=[option for option in tag.command.params if option.name in _OF_TAG],
)
@click.argument("query", required=False)
@click.argument("folders", nargs=-1, type=file_lists.TO_READ, metavar="[FOLDER]...")
@click.option("-0", "--null", "nul", is_flag=True, help="End paths with NUL, as xargs -0 has it.")
@click.option(
    "--saved",
    metavar="NAME",
    shell_complete=_complete_saved,
    help="Search as saved under that name in the window; all arguments are FOLDERs then.",
)
@click.option("--list-saved", is_flag=True, help="Print the names of saved searches, and end.")
@click.pass_context
def command(
    context: click.Context,
    /,
    query: str | None,
    folders: tuple[Path, ...],
    nul: bool,
    saved: str | None,
    list_saved: bool,
    **given: Any,
) -> int:
    """Print the paths of pictures that are what QUERY asks for.

    Of all pictures that the library knows, or of those in FOLDERs and below, by path. Nothing is
    tagged, and no picture is read.
    """
    from igtagger.app.exporting import judged_of_library
    from igtagger.app.layers import key_of
    from igtagger.app.searching import Search
    from igtagger.labels.query import parse
    from igtagger.library.facade import Library
    from igtagger.library.opening import LockWait
    from igtagger.library.spans import EVERYTHING, spans_of

    if list_saved:
        return _list_saved()
    if saved is not None:
        if query is not None:
            folders = (Path(file_lists.TO_READ.convert(query, None, context)), *folders)
        query = _saved_searches().find(saved).query
    if query is None:
        raise click.MissingParameter(ctx=context, param_type="argument", param_hint="QUERY")
    condition = parse(query)
    job = RunCommand.prepare(folders, {**given, **OF_RUNS})
    naming = job.naming(given["names"])
    search, count = Search(condition, naming), 0
    key = key_of(job.passes, exact=given["exact"], mark=job.engine_options.key_mark)
    file = job.context.settings.library_file
    with (
        cancel_on_interrupt() as cancel,
        Library.open(file, on_message=console.tell, waiting=LockWait(cancel)) as library,
    ):
        for judged in judged_of_library(
            library.paths(spans_of(folders) if folders else EVERYTHING),
            library,
            key,
            table_options.rule_of(job, naming, given),
            reviewed=not given["ignore_reviews"],
            cancel=cancel,
        ):
            if search.admits(judged):
                count += 1
                _print(judged.outcome.path, nul=nul)
    if not given["quiet"]:
        console.say(f"{count} found.")
    return OK


def _list_saved() -> int:
    for each in _saved_searches().load():
        console.out(f"{each.name}: {each.query}")
    return OK


def _print(path: Path, *, nul: bool) -> None:
    """To a terminal as it may be shown, to programs byte for byte."""
    if sys.stdout.isatty() and not nul:
        console.out(os.fspath(path))
    else:
        console.out_bytes(os.fsencode(path) + (b"\0" if nul else b"\n"))
