"""The options that every command has, and what they set up around it.

Given before the command they count for it, and for the window. What is given there is handed on as
an environment variable, which the command's own option reads; so do processes that it starts.
"""

from __future__ import annotations

import logging
import os
import platform
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Self

import click
from click.core import ParameterSource

from igtagger import __version__, private
from igtagger.app import logs
from igtagger.cli import console
from igtagger.cli.config_file import ConfigFile
from igtagger.errors import SettingsError, UsageError
from igtagger.settings import config_file

Window = Callable[[Sequence[Path]], int]
"""Shows the window with files and folders, and returns the exit code."""

WITHOUT_CONFIG = ("config", "completion", "man")
"""Commands that work whatever is in that file."""

_log = logging.getLogger(__name__)


@dataclass(slots=True)
class Surroundings:
    """What lasts as long as a command, also while its errors are told.

    Attributes:
        window: shows the window, where that is asked for.
        left: what is to be undone.
    """

    window: Window | None = None
    left: ExitStack = field(default_factory=ExitStack)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.left.close()

    def put(self, name: str, value: str) -> None:
        """Set a variable of the environment."""
        before = os.environ.get(name)
        os.environ[name] = value
        self.left.callback(partial(_restore, name, before))

    def log_to(self, handler: logging.Handler) -> None:
        """Have it get log lines."""
        self.left.enter_context(logs.running(handler))


def _restore(name: str, before: str | None) -> None:
    if before is None:
        os.environ.pop(name, None)
    else:
        os.environ[name] = before


class _Spoken(logging.Handler):
    """Says log lines as a command says all else, but for what was said already."""

    def emit(self, record: logging.LogRecord) -> None:
        if record.name != logs.SAID:
            console.print_lines(record.getMessage())


def _is_given(ctx: click.Context, name: str) -> bool:
    return ctx.get_parameter_source(name) is ParameterSource.COMMANDLINE


def _is_group(ctx: click.Context) -> bool:
    return isinstance(ctx.command, click.Group)


def _set_data_dir(ctx: click.Context, _: click.Parameter, value: Path | None) -> None:
    if value is None or ctx.resilient_parsing or not _is_given(ctx, "data_dir"):
        return
    folder = value.expanduser().absolute()
    try:
        private.make_folder(folder)
    except (OSError, ValueError) as error:
        detail = getattr(error, "strerror", None) or str(error)
        raise SettingsError("settings.data-folder", folder=folder, detail=detail) from error
    ctx.obj.put("IGTAGGER_DATA_DIR", str(folder))


def _set_log_file(ctx: click.Context, _: click.Parameter, value: Path | None) -> None:
    if value is None or ctx.resilient_parsing:
        return
    file = value.expanduser().absolute()
    if _is_given(ctx, "log_file"):
        ctx.obj.put("IGTAGGER_LOG_FILE", str(file))
    if not _is_group(ctx):  # else the command opens it, or the window does
        ctx.obj.log_to(logs.named_file(file, console.tell))
        _log.info("igtagger %s, Python %s", __version__, platform.python_version())
        _log.info("%s began.", ctx.command_path)


def _set_verbose(ctx: click.Context, _: click.Parameter, value: bool) -> None:
    if not value or ctx.resilient_parsing:
        return
    if _is_given(ctx, "verbose"):
        ctx.obj.put("IGTAGGER_VERBOSE", "1")
    if not _is_group(ctx) or ctx.obj.window is not None:
        ctx.obj.log_to(_Spoken())


def _set_no_config(ctx: click.Context, _: click.Parameter, value: bool) -> None:
    if not value or ctx.resilient_parsing:
        return
    if _is_given(ctx, "config"):
        raise UsageError("usage.config-and-none")
    ctx.meta[__name__] = "no config"
    if _is_given(ctx, "no_config"):
        ctx.obj.put("IGTAGGER_NO_CONFIG", "1")


def _set_config(ctx: click.Context, _: click.Parameter, value: Path | None) -> None:
    if ctx.resilient_parsing:
        return
    if value is not None and _is_given(ctx, "config"):
        if __name__ in ctx.meta:
            raise UsageError("usage.config-and-none")
        ctx.obj.put("IGTAGGER_CONFIG", str(value.expanduser().absolute()))
    path, root = path_of(ctx), ctx.find_root().command
    if __name__ in ctx.meta or _is_group(ctx) or path[0] in WITHOUT_CONFIG:
        return
    assert isinstance(root, click.Group)
    ctx.default_map = named_config(value).defaults(ctx.command, path, root.list_commands(ctx))


def named_config(value: Path | None) -> ConfigFile:
    """The file that the person named, which must be there, or the usual one."""
    file = config_file() if value is None else value.expanduser().absolute()
    return ConfigFile.read(file, must_be_there=value is not None)


def path_of(ctx: click.Context) -> list[str]:
    """What a command is called by, without the program's name."""
    return ctx.command_path.split()[1:]


_A_FILE = click.Path(path_type=Path, dir_okay=False)

OPTIONS = (
    click.Option(
        ["-v", "--verbose"],
        is_flag=True,
        expose_value=False,
        envvar="IGTAGGER_VERBOSE",
        show_envvar=True,
        callback=_set_verbose,
        help="Say what is used and done, and why files are skipped.",
    ),
    click.Option(
        ["--log-file"],
        type=_A_FILE,
        metavar="FILE",
        expose_value=False,
        envvar="IGTAGGER_LOG_FILE",
        show_envvar=True,
        callback=_set_log_file,
        help="Add what is said, with times, to this file.",
    ),
    click.Option(
        ["--data-dir"],
        type=click.Path(path_type=Path, file_okay=False),
        metavar="DIR",
        expose_value=False,
        is_eager=True,
        envvar="IGTAGGER_DATA_DIR",
        show_envvar=True,
        callback=_set_data_dir,
        help="The folder of the library, of weights and your rules for names.",
    ),
    click.Option(
        ["--no-config"],
        is_flag=True,
        expose_value=False,
        is_eager=True,
        envvar="IGTAGGER_NO_CONFIG",
        show_envvar=True,
        callback=_set_no_config,
        help="Read no config file.",
    ),
    click.Option(
        ["--config"],
        type=_A_FILE,
        metavar="FILE",
        expose_value=False,
        is_eager=True,
        envvar="IGTAGGER_CONFIG",
        show_envvar=True,
        callback=_set_config,
        help="The file of defaults for options; see: igtagger config --help.",
    ),
)
"""In this order the eager ones are looked at: ``--config`` after ``--no-config``."""


def add_to(command: click.Command) -> None:
    """Give them to a command, or to all in a group."""
    if isinstance(command, click.Group):
        for each in command.commands.values():
            add_to(each)
    elif OPTIONS[0] not in command.params:
        command.params.extend(OPTIONS)
