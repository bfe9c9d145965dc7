"""What only debuggers read stays out of the app, and what is left can be loaded."""

from __future__ import annotations

import ctypes
import shutil
import struct
import subprocess
import sys
from pathlib import Path

import pytest
import stripping

pytestmark = pytest.mark.skipif(
    not sys.platform.startswith("linux") or not all(map(shutil.which, ("cc", "strip"))),
    reason="libraries are made and stripped on Linux, with a compiler and binutils",
)


@pytest.fixture
def library(tmp_path: Path) -> Path:
    """One with what a debugger wants to know."""
    file = tmp_path / "app" / "libanswer.so"
    file.parent.mkdir()
    command = ["cc", "-g", "-shared", "-fPIC", "-x", "c", "-", "-o", str(file)]
    subprocess.run(command, input="int answer(void) { return 42; }", text=True, check=True)
    return file


def test_a_stripped_library_is_smaller_and_does_what_it_did(library: Path) -> None:
    before = library.stat().st_size
    saved = stripping.strip_all(library.parent)
    assert saved == before - library.stat().st_size > 0
    assert ctypes.CDLL(str(library)).answer() == 42
    assert [file.name for file in library.parent.iterdir()] == ["libanswer.so"]


def test_what_would_not_be_loadable_stays_as_it_was(
    library: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = library.read_bytes()
    monkeypatch.setattr(stripping, "is_loadable", lambda _: False)
    assert stripping.strip_all(library.parent) == 0
    assert library.read_bytes() == before
    assert [file.name for file in library.parent.iterdir()] == ["libanswer.so"]


def test_a_part_that_is_not_aligned_is_found_out(library: Path) -> None:
    assert stripping.is_loadable(library)
    content = bytearray(library.read_bytes())
    (headers,) = struct.unpack_from("<Q", content, 32)  # e_phoff
    (first,) = struct.unpack_from("<Q", content, headers + 8)  # p_offset of the first part
    struct.pack_into("<Q", content, headers + 8, first + 64)
    library.write_bytes(content)
    assert not stripping.is_loadable(library)
    with pytest.raises(OSError, match="align"):
        ctypes.CDLL(str(library))


def test_what_is_no_library_is_not_touched(tmp_path: Path) -> None:
    odd = tmp_path / "odd.so"
    odd.write_text("not a library")
    assert stripping.strip_all(tmp_path) == 0
    assert odd.read_text() == "not a library"
    assert not stripping.is_loadable(odd)
