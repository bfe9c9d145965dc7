"""What the .deb depends on is what the files in it need."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import debian_depends
import elf_needs
import pytest

from igtagger.system_libraries import KNOWN
from tests.e2e.conftest import BUNDLE

COMPILES = pytest.mark.skipif(
    not sys.platform.startswith("linux") or shutil.which("cc") is None,
    reason="libraries are made on Linux, with a compiler",
)

APP = Path(BUNDLE or ".").resolve()
BUILT = pytest.mark.skipif(
    not BUNDLE or not sys.platform.startswith("linux"),
    reason="looks into what was built for Linux: IGTAGGER_BUNDLE says where",
)


def library(file: Path, *links: Path | str) -> Path:
    """A library of that name, linked to others whether it uses them or not."""
    flags = ["-Wl,--no-as-needed", f"-Wl,-soname,{file.name}", *map(str, links)]
    compile_c("int nothing(void) { return 0; }", file, *flags)
    return file


@pytest.fixture
def app(tmp_path: Path) -> Path:
    folder = tmp_path / "app" / "_internal"
    folder.mkdir(parents=True)
    (folder / "notes.so").write_text("no library in spite of its name")
    return folder.parent


@COMPILES
def test_what_is_carried_is_not_wanted_from_elsewhere(app: Path, tmp_path: Path) -> None:
    carried = library(app / "_internal" / "libcarried.so.1")
    other = library(tmp_path / "libother.so.2")
    library(app / "_internal" / "libuser.so", carried, other)
    wanted = elf_needs.from_elsewhere(app)
    assert set(wanted) == {"libother.so.2", "libc.so.6"}
    assert wanted["libother.so.2"].users == {"_internal/libuser.so"}


@COMPILES
def test_a_library_is_carried_under_its_own_name_whatever_its_files(
    app: Path, tmp_path: Path
) -> None:
    real = library(tmp_path / "libcarried.so.1")
    library(app / "_internal" / "libuser.so", real)
    shutil.copy(real, app / "_internal" / "libcarried-4883ecb5.so")
    assert "libcarried.so.1" not in elf_needs.from_elsewhere(app)


@COMPILES
def test_packages_come_with_their_later_names_and_with_glibc(app: Path, tmp_path: Path) -> None:
    needed = [library(tmp_path / name) for name in ("libglib-2.0.so.0", "libgssapi_krb5.so.2")]
    library(app / "_internal" / "libuser.so", *needed)
    fields = debian_depends.fields(app)
    assert set(fields) == {"Depends"}
    libc, *others = sorted(fields["Depends"].split(", "))
    assert others == ["libglib2.0-0 | libglib2.0-0t64", "libgssapi-krb5-2"]
    assert re.fullmatch(r"libc6 \(>= 2\.\d+\)", libc)


@pytest.mark.parametrize(
    ("versions", "newest"),
    [
        ({"GLIBC_2.2.5", "GLIBC_2.9", "GLIBC_2.34"}, "2.34"),
        ({"GLIBC_2.4"}, "2.17"),
        ({"GLIBC_2.38", "GLIBC_PRIVATE"}, "2.38"),
    ],
)
def test_versions_are_compared_as_numbers(versions: set[str], newest: str) -> None:
    parts = [elf_needs.Wanted(versions=versions), elf_needs.Wanted()]
    assert debian_depends._libc6(parts) == f"libc6 (>= {newest})"


@COMPILES
def test_what_may_fail_to_load_is_only_suggested(app: Path, tmp_path: Path) -> None:
    library(app / "_internal" / "libgpu.so", library(tmp_path / "libOpenCL.so.1"))
    fields = debian_depends.fields(app)
    assert fields["Suggests"] == "ocl-icd-libopencl1"
    assert "ocl-icd" not in fields["Depends"]


@COMPILES
def test_the_build_ends_where_no_package_is_known(app: Path, tmp_path: Path) -> None:
    library(app / "_internal" / "libuser.so", library(tmp_path / "libstranger.so.3"))
    with pytest.raises(SystemExit, match=r"libstranger\.so\.3, which _internal/libuser\.so needs"):
        debian_depends.fields(app)


@COMPILES
@pytest.mark.skipif(shutil.which("dpkg-query") is None, reason="asks Debian's dpkg")
def test_dpkg_is_asked_for_what_no_table_has(app: Path, tmp_path: Path) -> None:
    library(app / "_internal" / "libuser.so", library(tmp_path / "libgmp.so.10"))
    if "libgmp10" not in debian_depends._asked_of_dpkg("libgmp.so.10"):
        pytest.skip("GMP is not installed here")
    assert "libgmp10" in debian_depends.fields(app)["Depends"]


@BUILT
@pytest.mark.skipif(
    not all(map(shutil.which, ("readelf", "dpkg-query"))), reason="asks readelf and Debian's dpkg"
)
def test_each_library_that_the_app_takes_from_the_system_comes_with_what_it_depends_on() -> None:
    """Read by another tool, and asked of Debian itself: not by the tables."""
    files = [file for file in APP.rglob("*") if ".so" in file.name and file.is_file()]
    told = subprocess.run(
        ["readelf", "--dynamic", "--wide", *map(str, files), str(APP / "igtagger")],
        capture_output=True,
        text=True,
        check=False,
    ).stdout
    names = {file.name for file in files} | set(re.findall(r"\(SONAME\).*\[(.+)\]", told))
    needed = set(re.findall(r"\(NEEDED\).*\[(.+)\]", told)) - names
    assert {"libc.so.6", "libgssapi_krb5.so.2"} <= needed
    fields = debian_depends.fields(APP)
    named = set(re.findall(r"[\w.+-]+", " ".join(fields.values())))
    query = ["dpkg-query", "--search", *(f"*/lib/*/{name}" for name in needed)]
    owners = subprocess.run(query, capture_output=True, text=True, check=False).stdout.splitlines()
    assert owners
    assert {line.split(":")[0] for line in owners} <= named


@BUILT
def test_no_table_lacks_a_library_of_the_app() -> None:
    glibc = debian_depends._GLIBC
    needed = {name for name in elf_needs.from_elsewhere(APP) if not glibc.fullmatch(name)}
    assert needed - KNOWN.keys() <= debian_depends.OPTIONAL.keys()


@BUILT
def test_the_package_beside_the_app_depends_on_what_the_app_needs() -> None:
    packages = sorted(APP.parent.glob("*.deb"))
    if not packages or shutil.which("dpkg-deb") is None:
        pytest.skip("no package lies beside the app, or dpkg is missing")
    for field, value in debian_depends.fields(APP).items():
        ask = ["dpkg-deb", "--field", str(packages[-1]), field]
        assert subprocess.check_output(ask, text=True).strip() == value


def compile_c(code: str, target: Path, *flags: str) -> None:
    command = ["cc", "-shared", "-fPIC", "-x", "c", "-", "-x", "none", *flags, "-o", str(target)]
    subprocess.run(command, input=code, text=True, check=True)
