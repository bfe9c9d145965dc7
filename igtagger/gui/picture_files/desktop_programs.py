"""Which programs of a Linux desktop open a kind of file, and how they are started.

After the specifications of freedesktop.org: "Association between MIME types and applications" 1.0.1
and "Desktop Entry" 1.5. No shell is involved: a command is a list of arguments.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
from collections.abc import Iterable, Iterator, Sequence
from configparser import ConfigParser, Error
from dataclasses import dataclass
from pathlib import Path

_MOST_BYTES = 1 << 20
_ENTRY = "Desktop Entry"
_ONE, _MANY = {"%f", "%u"}, {"%F", "%U"}
_CODE = re.compile(r"%(.)")


class _Groups(ConfigParser):
    """Groups of keys and values, as such files have them; keys keep their case."""

    def __init__(self) -> None:
        super().__init__(
            interpolation=None, strict=False, delimiters=("=",), comment_prefixes=("#",)
        )

    def optionxform(self, optionstr: str) -> str:
        return optionstr


@dataclass(frozen=True, slots=True)
class Program:
    """A program that opens files.

    Attributes:
        id: of its desktop entry, such as ``org.gimp.GIMP.desktop``.
        name: in the person's language.
        command: as the entry has it, with codes such as ``%F``.
    """

    id: str
    name: str
    command: tuple[str, ...]

    def commands(self, files: Sequence[str]) -> list[list[str]]:
        """What to start for these files, absolute paths: one command, or one for each file."""
        together = any(part in _MANY for part in self.command)
        return [self._command(some) for some in ([files] if together else ([f] for f in files))]

    def _command(self, files: Sequence[str]) -> list[str]:
        command: list[str] = []
        for part in self.command:
            if part in _ONE | _MANY:
                is_address = part in ("%u", "%U")
                command += [Path(file).as_uri() if is_address else file for file in files]
            elif (filled := self._filled(part, files[0])) or not part.startswith("%"):
                command.append(filled)
        return command

    def _filled(self, part: str, file: str) -> str:
        def value(found: re.Match[str]) -> str:
            known = {"%": "%", "c": self.name, "f": file, "F": file}
            known |= {code: Path(file).as_uri() for code in "uU"}
            return known.get(found[1], "")  # an icon, or a code of former times

        return _CODE.sub(value, part)


def programs_for(kinds: Sequence[str], languages: Sequence[str] = ()) -> list[Program]:
    """The programs that open files of a kind, the usual one first.

    Args:
        kinds: the MIME type and those that it is a case of, the closest first.
        languages: of names, the best first, such as ``de_DE`` and ``de``.
    """
    found: dict[str, Program] = {}
    for entry_id in _ids_for(kinds):
        if entry_id not in found and (program := _program(entry_id, languages)) is not None:
            found[entry_id] = program
    return list(found.values())


def _ids_for(kinds: Sequence[str]) -> Iterator[str]:
    """Of desktop entries; first all that are the usual ones, then the others."""
    lists = [_read(path) for path in _lists()]
    removed = {
        (kind, entry) for kind in kinds for entry in _named(lists, "Removed Associations", kind)
    }
    caches = [_read(folder / "mimeinfo.cache") for folder in _application_folders()]
    for kind in kinds:
        yield from _named(lists, "Default Applications", kind)
    for kind in kinds:
        yield from _named(lists, "Added Associations", kind)
        for entry in _named(caches, "MIME Cache", kind):
            if (kind, entry) not in removed:
                yield entry


def _named(files: Iterable[ConfigParser], section: str, kind: str) -> Iterator[str]:
    for file in files:
        yield from filter(None, file.get(section, kind, fallback="").split(";"))


def _lists() -> Iterator[Path]:
    """Where people, desktops and systems say what opens what, the first counting most."""
    desktops = os.environ.get("XDG_CURRENT_DESKTOP", "").lower().split(":")
    folders = [_folder("XDG_CONFIG_HOME", "~/.config")]
    folders += _folders("XDG_CONFIG_DIRS", "/etc/xdg")
    for folder in [*folders, *_application_folders()]:
        yield from (folder / f"{name}-mimeapps.list" for name in desktops if name)
        yield folder / "mimeapps.list"


def _application_folders() -> list[Path]:
    data = [_folder("XDG_DATA_HOME", "~/.local/share")]
    data += _folders("XDG_DATA_DIRS", "/usr/local/share:/usr/share")
    return [folder / "applications" for folder in data]


def _folder(variable: str, usual: str) -> Path:
    return Path(os.environ.get(variable) or usual).expanduser()


def _folders(variable: str, usual: str) -> list[Path]:
    return [Path(part) for part in (os.environ.get(variable) or usual).split(":") if part]


def _read(path: Path) -> ConfigParser:
    """A file of groups and keys; empty where it is not there or damaged."""
    parser = _Groups()
    try:
        with path.open(encoding="utf-8", errors="replace") as file:
            parser.read_string(file.read(_MOST_BYTES))
    except (OSError, Error):
        return _Groups()
    return parser


def _program(entry_id: str, languages: Sequence[str]) -> Program | None:
    """What the entry of that name says; None where it opens nothing, or is not there."""
    for folder in _application_folders():
        for path in _places(folder, entry_id):
            entry = _read(path)
            if entry.has_section(_ENTRY):
                return _of_entry(entry_id, dict(entry[_ENTRY]), languages)
    return None


def _places(folder: Path, entry_id: str) -> Iterator[Path]:
    """A dash in an entry's name may stand for a folder below."""
    if "/" in entry_id or not entry_id.endswith(".desktop"):
        return
    yield folder / entry_id
    parts = entry_id.split("-")
    yield from (folder / "/".join(parts[:n]) / "-".join(parts[n:]) for n in range(1, len(parts)))


def _of_entry(entry_id: str, said: dict[str, str], languages: Sequence[str]) -> Program | None:
    try:
        command = tuple(shlex.split(said.get("Exec", "").replace("\\\\", "\\")))
    except ValueError:
        return None
    opens = any(re.search("%[fFuU]", part) for part in command)
    hidden = any(said.get(key) == "true" for key in ("Hidden", "NoDisplay", "Terminal"))
    if hidden or not opens or not _is_there(said.get("TryExec") or command[0]):
        return None
    names = (said.get(f"Name[{language}]") for language in languages)
    return Program(entry_id, next(filter(None, names), said.get("Name", entry_id)), command)


def _is_there(program: str) -> bool:
    return shutil.which(program) is not None
