"""The tables of libraries are what Qt's own files need, and what Debian says brings them."""

from __future__ import annotations

import ast
import ctypes
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import pytest
from elf_needs import links_of

from igtagger import system_libraries
from igtagger.cli.main import guarded
from igtagger.gui.jobs.problems import Problem
from igtagger.system_libraries import KNOWN, WAYLAND, WINDOW, X11

LINUX = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the libraries are Linux's")
ROOT = Path(__file__).parents[2]
QT = Path(str(find_spec("PySide6").origin)).parent
ABSENT = "libodd.so.7: cannot open shared object file: No such file or directory"
GLIBC = re.compile(r"lib(c|dl|m|pthread|resolv|rt)\.so\.\d|ld-linux.*")


@cache
def parts_of_qt() -> frozenset[str]:
    """The modules of Qt that the window imports, such as ``QtGui``."""
    sources = (ROOT / "igtagger" / "gui").rglob("*.py")
    nodes = [node for file in sources for node in ast.walk(ast.parse(file.read_text("utf-8")))]
    named = [node.module or "" for node in nodes if isinstance(node, ast.ImportFrom)]
    named += [each.name for node in nodes if isinstance(node, ast.Import) for each in node.names]
    return frozenset(name.split(".")[1] for name in named if name.startswith("PySide6."))


def needed_of_system(files: Iterable[Path]) -> set[str]:
    """What these files and those of Qt's beneath them need of the system, but for glibc."""
    own = {path.name: path for path in QT.rglob("*.so*")} | {
        path.name: path for path in (QT.parent / "shiboken6").glob("*.so*")
    }
    todo, seen = [*files], set[str]()
    while todo:
        links = links_of(todo.pop())
        for name in links.needed if links else ():
            if name not in seen and name in own:
                todo.append(own[name])
            seen.add(name)
    return {name for name in seen - own.keys() if not GLIBC.fullmatch(name)}


def plugins(pattern: str) -> list[Path]:
    found = sorted((QT / "Qt" / "plugins").glob(pattern))
    assert found, pattern
    return found


@LINUX
def test_the_window_needs_what_its_parts_of_qt_need() -> None:
    modules = [QT / f"{name}.abi3.so" for name in parts_of_qt()]
    assert {"QtWidgets", "QtNetwork", "QtSvg"} <= parts_of_qt()
    assert needed_of_system(modules) == WINDOW.keys()


@LINUX
def test_x11_needs_what_qts_plugin_for_it_needs() -> None:
    needed = needed_of_system(plugins("platforms/libqxcb.so"))
    assert needed - WINDOW.keys() == X11.keys()


@LINUX
def test_wayland_needs_what_qts_plugins_for_it_need() -> None:
    files = plugins("platforms/libqwayland*.so") + plugins("wayland-shell-integration/*.so")
    needed = needed_of_system(files + plugins("wayland-decoration-client/*.so"))
    assert needed - WINDOW.keys() == WAYLAND.keys()


@pytest.mark.skipif(shutil.which("dpkg-query") is None, reason="asks Debian's dpkg")
def test_debians_packages_are_those_that_bring_the_libraries() -> None:
    query = ["dpkg-query", "--search", *(f"*/lib/*/{library}" for library in KNOWN)]
    told = subprocess.run(query, capture_output=True, text=True, check=False).stdout
    owners = [(line.rpartition("/")[2], line.split(":")[0]) for line in told.splitlines()]
    assert owners
    assert [each for each in owners if each[1] not in KNOWN[each[0]].debian.split(" | ")] == []


@LINUX
def test_what_the_release_installs_for_the_tests_is_what_the_window_needs() -> None:
    recipe = (ROOT / ".github" / "workflows" / "release.yml").read_text(encoding="utf-8")
    listed = re.search(r"LIBRARIES: >-\n((?: {4}\S.*\n)+)", recipe)
    assert listed is not None
    needed = {package.debian.split(" | ")[0] for package in (WINDOW | X11).values()}
    assert set(listed[1].split()) == needed


def test_the_loaders_word_is_found_beneath_that_of_the_frozen_app() -> None:
    error = OSError("Most likely this was not found when the application was frozen.")
    error.__cause__ = OSError(ABSENT)
    assert system_libraries.lacking(error) == "libodd.so.7"


@LINUX
def test_the_loaders_own_word_is_understood() -> None:
    with pytest.raises(OSError, match="libodd") as raised:
        ctypes.CDLL("libodd.so.7")
    assert system_libraries.lacking(raised.value) == "libodd.so.7"


@pytest.mark.parametrize(
    "error", [ValueError(ABSENT), ImportError("No module named 'odd'"), OSError(2, "No such file")]
)
def test_other_errors_are_no_libraries(error: Exception) -> None:
    assert system_libraries.lacking(error) == ""
    assert Problem.of(error).is_bug


def fail() -> None:
    raise ImportError(ABSENT.replace("libodd.so.7", "libzstd.so.1"))


def test_a_missing_library_is_no_bug_in_a_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    assert guarded(fail) == 1
    said = capsys.readouterr().err
    assert "igtagger needs libzstd.so.1, which is not installed." in said
    assert "libzstd1" in said or "dnf install libzstd" in said
    assert "bug" not in said


def test_a_missing_library_is_no_bug_in_the_window() -> None:
    problem = Problem.of(ImportError(ABSENT))
    assert not problem.is_bug
    assert problem.message == "igtagger needs libodd.so.7, which is not installed."
    assert problem.hint == "Install it with your system's package manager."
