"""Which libraries the files of a folder want that are not among them: read from the files."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from elftools.elf.dynamic import DynamicSection
from elftools.elf.elffile import ELFFile
from elftools.elf.gnuversions import GNUVerNeedSection


@dataclass(frozen=True)
class Links:
    """What a library or program says of itself.

    Attributes:
        name: by which others ask for it; empty where it says none.
        needed: the libraries that the loader must find for it, each with the versions that are
            asked of it, such as ``GLIBC_2.34``.
    """

    name: str
    needed: dict[str, set[str]]


@dataclass(frozen=True)
class Wanted:
    """A library that a folder lacks: which files want it, and what they ask of it."""

    users: set[str] = field(default_factory=set)
    versions: set[str] = field(default_factory=set)


def from_elsewhere(folder: Path) -> dict[str, Wanted]:
    """The libraries that lie nowhere in ``folder`` but are wanted there, by name.

    What a program opens by itself as it runs (dlopen) is not among them.
    """
    there: set[str] = set()
    wanted: dict[str, Wanted] = {}
    for file in sorted(path for path in folder.rglob("*") if path.is_file()):
        there.add(file.name)
        if file.is_symlink() or not (links := links_of(file)):
            continue
        there.add(links.name)
        for name, versions in links.needed.items():
            library = wanted.setdefault(name, Wanted())
            library.users.add(file.relative_to(folder).as_posix())
            library.versions.update(versions)
    return {name: wanted[name] for name in sorted(wanted) if name not in there}


def links_of(file: Path) -> Links | None:
    """What a file says of itself; None where it is neither a library nor a program for Linux."""
    with file.open("rb") as stream:
        if stream.read(4) != b"\x7fELF":
            return None
        elf = ELFFile(stream)
        needed: dict[str, set[str]] = {name: set() for name in _tags(elf, "DT_NEEDED", "needed")}
        for library, versions in _versions(elf):
            needed.setdefault(library, set()).update(versions)
        return Links(next(_tags(elf, "DT_SONAME", "soname"), ""), needed)


def _tags(elf: ELFFile, kind: str, value: str) -> Iterator[str]:
    for section in elf.iter_sections():
        if isinstance(section, DynamicSection):
            yield from (getattr(tag, value) for tag in section.iter_tags(kind))


def _versions(elf: ELFFile) -> Iterator[tuple[str, list[str]]]:
    for section in elf.iter_sections():
        if isinstance(section, GNUVerNeedSection):
            for library, versions in section.iter_versions():
                yield library.name, [version.name for version in versions]
