"""``igtagger man``: the manual page, made of the same texts as ``--help``."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator

import click

import igtagger
from igtagger.cli import console
from igtagger.cli.everywhere import OPTIONS
from igtagger.cli.main import commands

_VERBATIM = "\b"
_ENVIRONMENT = (
    ("IGTAGGER_CONFIG_DIR", "The folder of the config file and of the window's settings."),
    ("IGTAGGER_WEIGHTS_URL", "Replaces the base address of all downloads."),
    ("IGTAGGER_CATALOG", "A JSON file that adds models, or overrides where they come from."),
)


@click.command(epilog="Example: igtagger man | man -l -", short_help="Print the manual page.")
def command() -> None:
    """Print the manual page, as the program 'man' reads it, with all commands and options."""
    console.out_bytes(page().encode())


def page() -> str:
    """The page ``igtagger(1)`` as roff, the same at each call."""
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    yield f'.TH IGTAGGER 1 "" "igtagger {igtagger.__version__}" "User Commands"'
    yield from (".nh", ".ad l")  # no option is to be broken by a hyphen
    yield ".SH NAME"
    yield r"igtagger \- name what is in your pictures"
    yield ".SH SYNOPSIS"
    yield from (r".B igtagger", r"[\fIFILE OR FOLDER\fR]...", ".br")
    yield from (r".B igtagger", r"\fICOMMAND\fR [\fIOPTION\fR]... [\fIARGUMENT\fR]...")
    yield ".SH DESCRIPTION"
    yield from _text(commands.help)
    context = click.Context(commands, info_name="igtagger")
    yield ".SH COMMANDS"
    for path, command in _leaves(commands, context):
        yield from _command(path, command)
    yield ".SH OPTIONS OF ALL COMMANDS"
    for option in OPTIONS:
        yield from _option(option, context)
    yield ".SH ENVIRONMENT"
    yield from _text("Where the help of an option names a variable, that gives it. Besides:")
    for name, words in _ENVIRONMENT:
        yield from (".TP", rf"\fB{escaped(name)}\fR", escaped(words))
    yield ".SH EXAMPLES AND EXIT STATUS"
    yield from _text(commands.epilog)


def _leaves(
    group: click.Group, context: click.Context
) -> Iterator[tuple[click.Context, click.Command]]:
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        below = click.Context(command, parent=context, info_name=name)
        yield below, command
        if isinstance(command, click.Group):
            yield from _leaves(command, below)


def _command(context: click.Context, command: click.Command) -> Iterator[str]:
    usage = " ".join(command.collect_usage_pieces(context))
    yield f".SS {escaped(context.command_path)}"
    if not isinstance(command, click.Group):
        yield rf"\fB{escaped(context.command_path)}\fR {_breakable(usage)}"
        yield ".PP"
    yield from _text(command.help)
    for parameter in command.params:
        if isinstance(parameter, click.Option) and parameter not in OPTIONS:
            yield from _option(parameter, context)
    yield from _text(command.epilog)


def _option(option: click.Option, context: click.Context) -> Iterator[str]:
    record = option.get_help_record(context)
    if record is not None:
        yield from (".TP", rf"\fB{_breakable(record[0])}\fR", escaped(record[1]))


def _text(text: str | None) -> Iterator[str]:
    """Paragraphs; those that click keeps as they are stay so here."""
    for paragraph in re.split(r"\n{2,}", inspect.cleandoc(text or "").strip("\n")):
        kept = paragraph.startswith(_VERBATIM)
        lines = paragraph.removeprefix(_VERBATIM).strip("\n").splitlines()
        if not lines:
            continue
        yield ".PP"
        if kept:
            yield from (".nf", *map(escaped, lines), ".fi")
        else:
            yield escaped(" ".join(line.strip() for line in lines))


def _breakable(text: str) -> str:
    """``text`` for roff, of which a list of choices goes on in the next line."""
    return escaped(text).replace("|", r"|\:")


def escaped(text: str) -> str:
    r"""``text`` for roff: no command, ``-`` as it is typed, ``\`` as it is.

    What is beyond ASCII is named by its number, so that no setting matters.
    """
    text = text.replace("\\", r"\e").replace("-", r"\-").replace("'", r"\(aq").replace("^", r"\(ha")
    text = text.replace("`", r"\(ga").replace("~", r"\(ti")
    text = "".join(c if c.isascii() else rf"\[u{ord(c):04X}]" for c in text)
    return rf"\&{text}" if text.startswith(".") else text
