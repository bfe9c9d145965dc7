"""Where no window can be opened, a sentence says so: seen from outside, since Qt would abort."""

from __future__ import annotations

import os
import platform
import subprocess
import sys
from pathlib import Path

import pytest

from igtagger.errors import IgTaggerError
from igtagger.gui import needs
from tests.gui.test_system_libraries import parts_of_qt

LINUX = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="displays are Linux's")
SCRIPT = """
import sys
from igtagger.errors import IgTaggerError
from igtagger.gui import needs
if "PySide6" in sys.modules:
    sys.exit("Qt was loaded by the import alone")
try:
    needs.check()
except IgTaggerError as error:
    print(error)
    sys.exit(1)
from PySide6.QtWidgets import QApplication
QApplication([])
"""
DISPLAYS = ("DISPLAY", "WAYLAND_DISPLAY", "WAYLAND_SOCKET", "XDG_SESSION_TYPE", "QT_QPA_PLATFORM")


def run(python_path: Path | None = None, **environment: str) -> subprocess.CompletedProcess[str]:
    """Check in a fresh process with nothing of a display in its environment but what is given."""
    clean = {name: value for name, value in os.environ.items() if name not in DISPLAYS}
    if python_path is not None:
        clean["PYTHONPATH"] = os.pathsep.join([str(python_path), str(Path(__file__).parents[2])])
    return subprocess.run(
        [sys.executable, "-c", SCRIPT],
        env={**clean, **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def fake_qt(folder: Path, statement: str, part: str = "QtSvg") -> Path:
    package = folder / "PySide6"
    package.mkdir()
    for name in ("__init__", "QtNetwork", "QtSvg", "QtWidgets"):
        (package / f"{name}.py").write_text(statement if name == part else "")
    return folder


@LINUX
def test_without_a_display_it_says_so_and_ends_with_one() -> None:
    done = run()
    assert done.returncode == 1, done.stderr
    assert "no display" in done.stdout
    assert "`igtagger tag` works" in done.stdout


@LINUX
@pytest.mark.parametrize(
    "environment",
    [
        {"DISPLAY": ":4711"},
        {"WAYLAND_DISPLAY": "wayland-4711", "XDG_RUNTIME_DIR": "/nowhere"},
        {
            "XDG_SESSION_TYPE": "wayland",
            "WAYLAND_DISPLAY": "/nowhere/wayland-1",
            "DISPLAY": ":4711",
        },
        {"QT_QPA_PLATFORM": "xcb"},
        {"QT_QPA_PLATFORM": "wayland"},
        {"QT_QPA_PLATFORM": "nonsense"},
    ],
    ids=str,
)
def test_a_display_that_is_not_there_never_aborts(environment: dict[str, str]) -> None:
    done = run(**environment)
    assert done.returncode == 1, done.stderr
    assert done.stdout.count("\n") == 1
    assert "`igtagger tag` works" in done.stdout


@pytest.mark.parametrize("name", ["offscreen", "minimal"])
def test_what_needs_no_display_goes_on(name: str) -> None:
    if name == "minimal" and not sys.platform.startswith("linux"):
        pytest.skip("not part of Qt for this system")
    done = run(QT_QPA_PLATFORM=name)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(
    ("part", "library", "packages"),
    [
        ("QtWidgets", "libEGL.so.1", ("libegl1", "libglvnd-egl")),
        ("QtNetwork", "libgssapi_krb5.so.2", ("libgssapi-krb5-2", "krb5-libs")),
    ],
)
def test_a_library_that_qt_misses_is_named_with_its_package(
    part: str, library: str, packages: tuple[str, str], tmp_path: Path
) -> None:
    reason = f"{library}: cannot open shared object file: No such file or directory"
    folder = fake_qt(tmp_path, f"raise ImportError({reason!r})", part)
    done = run(folder, QT_QPA_PLATFORM="offscreen")
    assert done.returncode == 1, done.stderr
    assert library in done.stdout
    assert any(package in done.stdout for package in packages)


def test_all_of_qt_that_the_window_starts_with_is_looked_at() -> None:
    """Else a library that only one part of Qt needs would be missed, and end as a bug of ours."""
    code = "import sys; needs.check(); print(*(n for n in sys.modules if n.startswith('PySide6.')))"
    done = subprocess.run(
        [sys.executable, "-c", f"from igtagger.gui import needs; {code}"],
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        check=True,
    )
    optional = {"QtDBus"}  # whoever asks for it does without
    assert parts_of_qt() - optional <= {name.split(".")[1] for name in done.stdout.split()}


def test_another_fault_of_qts_libraries_is_told_as_it_is(tmp_path: Path) -> None:
    folder = fake_qt(tmp_path, "raise ImportError('version GLIBC_2.99 not found')")
    done = run(folder, QT_QPA_PLATFORM="offscreen")
    assert done.returncode == 1, done.stderr
    assert "version GLIBC_2.99 not found" in done.stdout


def test_without_pyside_it_says_how_to_get_it(tmp_path: Path) -> None:
    folder = fake_qt(tmp_path, "raise ModuleNotFoundError('gone', name='PySide6.QtSvg')")
    done = run(folder, QT_QPA_PLATFORM="offscreen")
    assert done.returncode == 1, done.stderr
    assert "pip install PySide6-Essentials" in done.stdout


@pytest.mark.parametrize(
    ("release", "said"),
    [
        ({"ID": "debian"}, "Install with: sudo apt install libxcb-cursor0 libxcb-icccm4"),
        ({"ID": "mint", "ID_LIKE": "ubuntu debian"}, "sudo apt install"),
        ({"ID": "fedora"}, "Install with: sudo dnf install xcb-util-cursor xcb-util-wm"),
        ({"ID": "rocky", "ID_LIKE": "rhel centos fedora"}, "sudo dnf install"),
        ({"ID": "arch"}, "on Debian: apt install libxcb-cursor0 libxcb-icccm4; on Fedora: dnf"),
    ],
    ids=str,
)
def test_packages_are_those_of_the_system(
    release: dict[str, str], said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(platform, "freedesktop_os_release", lambda: release)
    monkeypatch.setattr(needs, "_is_there", lambda name: name != "libxcb-icccm.so.4")
    reason = "libxcb-cursor.so.0: cannot open shared object file: No such file or directory"
    error = needs._cannot_load(OSError(reason), ["xcb"])
    assert said in error.hint
    assert error.message == (
        "The window needs libxcb-cursor.so.0 and libxcb-icccm.so.4, which are not installed."
    )


@LINUX
def test_qt_tries_wayland_before_x11_in_a_wayland_session(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in DISPLAYS:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-0")
    monkeypatch.setenv("DISPLAY", ":0")
    assert needs._plugins_to_try() == ["wayland", "xcb"]
    monkeypatch.setenv("XDG_SESSION_TYPE", "x11")
    assert needs._plugins_to_try() == ["xcb"]
    monkeypatch.setenv("QT_QPA_PLATFORM", "xcb:extra;offscreen")
    assert needs._plugins_to_try() == ["xcb", "offscreen"]


@LINUX
def test_one_display_of_several_is_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    def check(plugin: str) -> None:
        if plugin == "wayland":
            raise IgTaggerError("told", text="not that one")

    monkeypatch.setattr(needs, "_check_plugin", check)
    monkeypatch.setenv("QT_QPA_PLATFORM", "wayland;xcb")
    needs.check()
    monkeypatch.setenv("QT_QPA_PLATFORM", "wayland")
    with pytest.raises(IgTaggerError, match="not that one"):
        needs.check()
