"""``igtagger config``: the file of defaults for options, and where each value comes from."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import click
from click.core import ParameterSource

from igtagger.cli import console
from igtagger.cli.config_file import NOT_HERE, ConfigFile, options_of
from igtagger.cli.everywhere import named_config
from igtagger.cli.main import PLACES, commands

EPILOG = """\b
What an option is, in this order: as it is given, by its environment variable (the
help of a command names it), by the config file, as built in. The file is TOML:

\b
  model = "32x8d"        # above all tables: for every command that has --model
  names = "de"

\b
  [tag]                  # for igtagger tag
  detail = 75
  exclude = ["raw/", "*.tif"]

\b
  [models.list]          # for igtagger models list
  json = true

\b
The window reads no such file: it has settings of its own.
"""


@click.group("config", epilog=EPILOG, short_help="The file of defaults for options.")
def command() -> None:
    """What options are where none is given, in a file of yours; nothing is ever written to it."""


def _file() -> ConfigFile:
    named = os.environ.get("IGTAGGER_CONFIG")
    return named_config(Path(named) if named else None)


@command.command(epilog="Example: igtagger config path")
def path() -> None:
    """Print the name of the file, whether it is there or not."""
    from igtagger.settings import config_file

    named = os.environ.get("IGTAGGER_CONFIG")
    console.out(str(Path(named).expanduser().absolute() if named else config_file()))


@command.command(epilog="Example: igtagger config check")
def check() -> None:
    """Look at every line of the file. The first that makes no sense is told, and ends it with 1."""
    file, tables = _file(), 0
    file.check_top(PLACES)
    for place, each in file.tables(commands):
        file.defaults(each, place, PLACES)
        tables += 1
    for place, each in leaves(commands, []):
        if file.shared.keys() & options_of(each).keys():
            file.defaults(each, place, PLACES)
    count = f"{len(file.shared)} above all tables, {tables} {'table' if tables == 1 else 'tables'}"
    console.say(f"{file.file} is well: {count}." if file.text else f"There is no {file.file}.")


@command.command(epilog="Example: igtagger config show")
def show() -> None:
    """Print the options that the file or the environment set, for each command, and which did."""
    file = _file()
    for place, each in leaves(commands, []):
        for line in _set_for(file, place, each):
            console.out(line)


def _set_for(file: ConfigFile, place: list[str], each: click.Command) -> Iterator[str]:
    defaults = file.defaults(each, place, PLACES)
    with click.Context(each, info_name=place[-1], default_map=defaults) as context:
        for key, option in options_of(each).items():
            value, source = option.consume_value(context, {})
            if key in NOT_HERE or value is None or key != option.opts[-1].lstrip("-"):
                continue
            words = f"igtagger {' '.join(place)} --{key} {_shown(value)}"
            if source is ParameterSource.ENVIRONMENT:
                yield f"{words}  ({option.envvar})"
            elif source is ParameterSource.DEFAULT_MAP:
                at = [*place, key]
                line = file.line_of(at if _has(file, at) else [key])
                yield f"{words}  ({file.file.name}, line {line})"


def _has(file: ConfigFile, place: list[str]) -> bool:
    tree: object = file.tree
    for key in place:
        tree = tree.get(key) if isinstance(tree, dict) else None
    return tree is not None


def _shown(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return str(value).lower() if isinstance(value, bool) else str(value)


def leaves(group: click.Group, path: list[str]) -> Iterator[tuple[list[str], click.Command]]:
    """All commands with what they are called by."""
    context = click.Context(group)
    for name in group.list_commands(context):
        each = group.get_command(context, name)
        assert each is not None
        if isinstance(each, click.Group):
            yield from leaves(each, [*path, name])
        else:
            yield [*path, name], each
