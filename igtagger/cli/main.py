"""The top of the command line: the commands, what becomes of errors, and exit codes."""

from __future__ import annotations

import difflib
import gc
import io
import logging
import os
import time
import traceback
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import click
from click.shell_completion import CompletionItem, get_completion_class

import igtagger
from igtagger import system_libraries
from igtagger.cli import console, everywhere
from igtagger.cli.everywhere import Surroundings, Window
from igtagger.errors import Cancelled, IgTaggerError, UsageError

OK, CANNOT_RUN, USAGE, SOME_FAILED, BUG, INTERRUPTED = 0, 1, 2, 3, 70, 130

COMPLETION = "_IGTAGGER_COMPLETE"
"""The environment variable by which a shell asks how a line may go on."""

_log = logging.getLogger(__name__)

EPILOG = """\b
Examples:
  igtagger tag holiday -o tags.csv
  igtagger tag *.jpg -m 32x8d --top-k 3
  igtagger models list

\b
Exit codes: 0 all done, 3 some files could not be read, 1 could not run,
2 wrong usage, 130 interrupted, 70 a bug.
"""


PLACES = {
    "tag": "igtagger.cli.tag",
    "watch": "igtagger.cli.watch_command",
    "write": "igtagger.cli.write_command",
    "unwrite": "igtagger.cli.unwrite_command",
    "export": "igtagger.cli.export_command",
    "merge": "igtagger.cli.merge_command",
    "cluster-tag": "igtagger.cli.cluster_command",
    "import-results": "igtagger.cli.import_results_command",
    "search": "igtagger.cli.search_command",
    "similar": "igtagger.cli.similar_command",
    "duplicates": "igtagger.cli.duplicates_command",
    "embed": "igtagger.cli.embed_command",
    "review": "igtagger.cli.review_commands",
    "library": "igtagger.cli.library_commands",
    "models": "igtagger.cli.model_commands",
    "labels": "igtagger.cli.label_commands",
    "tags": "igtagger.cli.tag_commands",
    "teach": "igtagger.cli.teach_command",
    "taught": "igtagger.cli.taught_commands",
    "vocabulary": "igtagger.cli.vocabulary_commands",
    "train": "igtagger.cli.train_command",
    "evaluate": "igtagger.cli.evaluate",
    "benchmark": "igtagger.cli.benchmark",
    "doctor": "igtagger.cli.doctor",
    "config": "igtagger.cli.config_commands",
    "completion": "igtagger.cli.completion",
    "man": "igtagger.cli.manual",
}


class _Commands(click.Group):
    """The commands of :data:`PLACES`, each imported when it is called or explained."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(PLACES)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        from importlib import import_module

        if cmd_name not in PLACES:
            return None
        command = import_module(PLACES[cmd_name]).command
        assert isinstance(command, click.Command)
        everywhere.add_to(command)
        if not gc.isenabled():  # as long as the program started
            gc.freeze()  # what is there now stays, and need not be looked at again
            gc.enable()
        return command

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem[Any]]:
        """The commands that begin so; files and folders, which the window opens, where none do."""
        return super().shell_complete(ctx, incomplete) or [CompletionItem(incomplete, type="file")]

    def invoke(self, ctx: click.Context) -> Any:
        """As click does, but what ends a command early is told here: click says it on stderr."""
        try:
            return super().invoke(ctx)
        except BrokenPipeError as error:  # the table's
            raise console.ReaderGone from error
        except KeyboardInterrupt:
            raise click.Abort from None

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """As click does, but a word that is no command may be a path, or misspelt."""
        if ctx.obj is not None and ctx.obj.window is not None:
            return "window", _window, args
        if args[0] in PLACES or args[0].startswith("-") or ctx.resilient_parsing:
            return super().resolve_command(ctx, args)
        near = difflib.get_close_matches(args[0], PLACES, n=1)
        guess = f" Did you mean {near[0]}?" if near else ""
        raise click.UsageError(
            f"{args[0]!r} is neither a command nor a file or folder.{guess}", ctx=ctx
        )


@click.command(context_settings={"ignore_unknown_options": True, "allow_interspersed_args": False})
@click.argument("paths", nargs=-1, type=click.UNPROCESSED)  # click.Path would look at each again
@click.pass_obj
def _window(surroundings: Surroundings, paths: tuple[str, ...]) -> int:
    """What files and folders alone come to."""
    assert surroundings.window is not None
    return surroundings.window([Path(path) for path in paths])


@click.group(
    cls=_Commands,
    epilog=EPILOG,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"]},
    params=[*everywhere.OPTIONS],
)
@click.version_option(igtagger.__version__, "-V", "--version", prog_name="igtagger")
@click.pass_context
def commands(ctx: click.Context) -> int:
    """Name what is in your pictures.

    Without a command, or with files and folders alone, the window opens.
    """
    surroundings = ctx.find_object(Surroundings)
    if ctx.invoked_subcommand is None and surroundings is not None and surroundings.window:
        return surroundings.window([])
    if ctx.invoked_subcommand is None:
        console.out(ctx.get_help())
    return OK


def is_for_the_window(arguments: Sequence[str]) -> bool:
    """Whether there is no command but, if anything, files and folders, all of which are there."""
    if os.environ.get(COMPLETION):
        return False
    try:
        options, rest, _ = commands.make_parser(click.Context(commands)).parse_args([*arguments])
    except click.UsageError:
        return False
    if "help" in options or "version" in options:
        return False
    return not rest or (
        rest[0] not in PLACES and not rest[0].startswith("-") and all(map(os.path.exists, rest))
    )


def run(arguments: Sequence[str], window: Window | None = None) -> int:
    """Run one command, or show the window; returns the exit code.

    Args:
        arguments: without the program's name.
        window: shows the window, where :func:`is_for_the_window`.
    """
    if shell := os.environ.get(COMPLETION):
        return guarded(lambda: _complete(shell))
    began = time.monotonic()
    with Surroundings(window) as surroundings:
        code = guarded(
            lambda: commands.main(
                list(arguments), prog_name="igtagger", standalone_mode=False, obj=surroundings
            )
        )
        _log.info("Ended with exit code %d after %.1f s.", code, time.monotonic() - began)
        return code


def _complete(instruction: str) -> int:
    """Tell a shell how the line may go on that it has put into the environment.

    Args:
        instruction: such as ``bash_complete``.
    """
    shell, _, wish = instruction.partition("_")
    maker = get_completion_class(shell)
    if maker is None or wish != "complete":
        return CANNOT_RUN
    words = maker(commands, {}, "igtagger", COMPLETION).complete()
    console.out_bytes(words.encode() + b"\n" * bool(words))
    return OK


def guarded(work: Callable[[], object]) -> int:
    """Do ``work``, say what went wrong if anything did, and return the exit code."""
    try:
        with console.results_on_stdout():
            code = work()
    except (click.ClickException, click.Abort, KeyboardInterrupt, IgTaggerError) as error:
        return _explain(error)
    except console.ReaderGone:
        return OK
    except Exception as error:  # noqa: BLE001  one of the two tops: what comes here is a bug of ours
        if missing := system_libraries.explained(error):
            return _explain(missing)
        console.say_lines(traceback.format_exc(), logging.ERROR)
        console.say(
            f"This is a bug in igtagger {igtagger.__version__}. "
            "Pictures that were done are safe in the library. Please report the lines above."
        )
        return BUG
    return code if isinstance(code, int) else OK


def _explain(error: BaseException) -> int:
    if isinstance(error, click.ClickException):
        _show(error)
        return USAGE if isinstance(error, click.UsageError) else CANNOT_RUN
    if isinstance(error, IgTaggerError) and not isinstance(error, Cancelled):
        console.complain(error)
        return USAGE if isinstance(error, UsageError) else CANNOT_RUN
    console.say("Stopped.")
    return INTERRUPTED


def _show(error: click.ClickException) -> None:
    """As click does; what it was given, which is in the last line, is on that line altogether."""
    words, message = io.StringIO(), error.format_message()
    error.show(words)
    *usage, last = words.getvalue().rpartition(message)[0].split("\n")
    for line in usage:
        console.say(line)
    console.say(last + message, logging.ERROR)
