"""The file in which the person writes down what options are where none is given: ``config.toml``.

What stands above all tables counts for every command that has such an option, and may be one of
:data:`igtagger.cli.options.SHARED` alone; a table ``[tag]`` counts for ``igtagger tag``, a table
``[models.list]`` for ``igtagger models list``. A key is an option's long name without the dashes.
"""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import click

from igtagger.cli.options import SHARED
from igtagger.domain import Reason
from igtagger.errors import BadValueError, SettingsError, detail_of
from igtagger.small_files import read_small

NOT_HERE = ("config", "no-config", "data-dir", "help")
"""``data-dir`` is not, since the window reads no such file, and would look elsewhere."""


@dataclass(frozen=True)
class ConfigFile:
    """What is in such a file.

    Attributes:
        file: its name, for errors.
        text: what it holds.
        tree: the same as TOML has it.
    """

    file: Path
    text: str
    tree: Mapping[str, Any]

    @classmethod
    def read(cls, file: Path, *, must_be_there: bool) -> ConfigFile:
        """What ``file`` says; nothing where there is none and none must be.

        Raises:
            SettingsError: it cannot be read, or is no TOML.
        """
        try:
            text = read_small(file).decode("utf-8-sig")
            return cls(file, text, tomllib.loads(text))
        except FileNotFoundError as error:
            if must_be_there:
                raise SettingsError("config.missing", file=file) from error
            return cls(file, "", {})
        except OSError as error:
            detail = detail_of(error)
            raise SettingsError("config.unreadable", file=file, detail=detail) from error
        except (ValueError, RecursionError) as error:
            raise SettingsError("config.no-toml", file=file, detail=str(error)) from error

    @cached_property
    def shared(self) -> dict[str, Any]:
        """What stands above all tables."""
        return {key: value for key, value in self.tree.items() if not isinstance(value, dict)}

    def defaults(
        self, command: click.Command, path: Sequence[str], known: Collection[str]
    ) -> dict[str, Any]:
        """Values for the options of one command, by the names of its parameters.

        Args:
            command: which.
            path: what it is called by, such as ``models``, ``list``.
            known: the commands that there are.

        Raises:
            SettingsError: a key is no option, or a value is none of it; the line is told.
        """
        self.check_top(known)
        options = options_of(command)
        mine = {key: value for key, value in self.shared.items() if key in options}
        values = {name(options[key]): self._value(options[key], [key], mine[key]) for key in mine}
        for key, value in self._table(path).items():
            place = [*path, key]
            if key in NOT_HERE:
                raise SettingsError("config.not-here", **self._at(place), key=key)
            if key not in options:
                of = Reason("config.of-command", command=" ".join(path))
                raise self._no_key(place, of, set(options) - set(NOT_HERE))
            values[name(options[key])] = self._value(options[key], place, value)
        return values

    def tables(self, group: click.Group) -> Iterator[tuple[list[str], click.Command]]:
        """The commands that the file has a table for.

        Raises:
            SettingsError: one of them is none.
        """
        yield from self._tables_in(group, self.tree, [])

    def _tables_in(
        self, group: click.Group, tree: Mapping[str, Any], path: list[str]
    ) -> Iterator[tuple[list[str], click.Command]]:
        context = click.Context(group)
        for key, value in tree.items():
            if not path and not isinstance(value, dict):
                continue
            place, command = [*path, key], group.get_command(context, key)
            if command is None or not isinstance(value, dict):
                raise self._no_command(place, group.list_commands(context))
            if isinstance(command, click.Group):
                yield from self._tables_in(command, value, place)
            else:
                yield place, command

    def check_top(self, known: Collection[str]) -> None:
        """Look at the keys above all tables, and whether the tables are of commands.

        Args:
            known: the commands that there are.

        Raises:
            SettingsError: a key counts not for all commands, or there is no such command.
        """
        for key, value in self.tree.items():
            if key in NOT_HERE:
                raise SettingsError("config.not-here", **self._at([key]), key=key)
            if isinstance(value, dict):
                if key not in known:
                    raise self._no_command([key], known)
            elif key not in SHARED:
                raise self._no_key([key], Reason("config.everywhere"), SHARED)

    def _table(self, path: Sequence[str]) -> Mapping[str, Any]:
        table: Any = self.tree
        for depth, step in enumerate(path, 1):
            table = table.get(step, {})
            if not isinstance(table, dict):
                raise self._no_command(path[:depth], ())
        assert isinstance(table, dict)
        return table

    def _value(self, option: click.Option, place: Sequence[str], value: object) -> Any:
        """What click takes for ``value``; wrong ones are told with their line."""
        try:
            return _cast(option, value)
        except click.BadParameter as error:
            detail: Reason = Reason("told", text=error.message)
        except BadValueError as error:
            detail = error.reason
        shown = str(value).lower() if isinstance(value, bool) else repr(value)
        raise SettingsError(
            "config.value", **self._at(place), key=place[-1], value=shown[:200], detail=detail
        )

    def _no_key(self, place: Sequence[str], where: Reason, known: Iterable[str]) -> SettingsError:
        about = _known(place[-1], known)
        return SettingsError(
            "config.no-key", **self._at(place), key=place[-1], where=where, **about
        )

    def _no_command(self, place: Sequence[str], known: Iterable[str]) -> SettingsError:
        about = _known(place[-1], known)
        return SettingsError("config.no-command", **self._at(place), key=" ".join(place), **about)

    def _at(self, place: Sequence[str]) -> dict[str, Any]:
        return {"file": self.file, "line": self.line_of(place)}

    def line_of(self, place: Sequence[str]) -> int:
        """The line in which a key gets its value: the first one with which the value is there."""
        lines = self.text.splitlines(keepends=True)
        for count in range(1, len(lines)):
            try:
                tree: Any = tomllib.loads("".join(lines[:count]))
            except ValueError:  # in the midst of a value of several lines
                continue
            for key in place:
                tree = tree.get(key) if isinstance(tree, dict) else None
            if tree is not None:
                return count
        return max(len(lines), 1)


def options_of(command: click.Command) -> dict[str, click.Option]:
    """The options of a command by their long names, without the dashes."""
    return {
        long[2:]: option
        for option in command.params
        if isinstance(option, click.Option)
        for long in option.opts
        if long.startswith("--")
    }


def name(option: click.Option) -> str:
    """What click calls its value."""
    assert option.name is not None
    return option.name


def _cast(option: click.Option, value: object) -> Any:
    if option.is_flag:
        if not isinstance(value, bool):
            raise BadValueError("config.flag")
        return value
    if option.multiple:
        value = [value] if isinstance(value, str) else value
        if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
            raise BadValueError("config.list")
        return [option.type.convert(each, option, None) for each in value]
    is_number = isinstance(option.type, click.types.IntParamType | click.types.FloatParamType)
    kinds: tuple[type, ...] = (int, float) if is_number else (str,)
    if isinstance(value, bool) or not isinstance(value, kinds):
        code = "config.number" if is_number else "config.text"
        raise BadValueError(code)
    # 5.0 for a whole number is told by click as text is: int() would cut 5.5.
    return option.type.convert(value if isinstance(value, str) else str(value), option, None)


def _known(key: str, known: Iterable[str]) -> dict[str, Reason]:
    names = sorted(known)
    near = difflib.get_close_matches(key, names, n=1)
    nothing = Reason("config.nothing")
    return {
        "perhaps": Reason("config.perhaps", name=near[0]) if near else nothing,
        "known": Reason("config.known", names=", ".join(names)) if names else nothing,
    }
