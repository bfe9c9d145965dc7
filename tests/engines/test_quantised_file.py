"""The file of a body in int8: found again, private, and never taken for what it is not."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import numpy as np
import pytest
from safetensors import safe_open

from igtagger.engines import quantised_file
from igtagger.engines.quiet_openvino import ops, ov

KEY = {"weights": "ab" * 32, "graph": "1"}


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    """A small graph, kept; it adds a constant to its input."""
    number = ops.parameter([1, 3], ov.Type.f32)
    added = ops.constant(np.array([[1, 2, 3]], np.float32))
    body = ov.Model([ops.add(number, added)], [number], "body")
    graph, constants = tmp_path / "graph.xml", tmp_path / "constants"
    ov.serialize(body, graph, constants)
    file = tmp_path / "tiny.int8"
    quantised_file.write(file, graph, constants, KEY, "3.4", 20)
    return file


def test_what_was_kept_computes_the_same_again(kept: Path) -> None:
    found = quantised_file.read(kept, KEY, "3.4")
    assert found is not None
    result = ov.Core().compile_model(found.body, "CPU")({0: np.zeros((1, 3), np.float32)})
    assert result[0].tolist() == [[1, 2, 3]]


def test_where_nncf_is_gone_any_version_of_it_will_do(kept: Path) -> None:
    assert quantised_file.read(kept, KEY, None) is not None
    assert quantised_file.read(kept, KEY, "3.5") is None


@pytest.mark.parametrize("part", sorted(KEY))
def test_what_was_made_of_something_else_is_not_taken(kept: Path, part: str) -> None:
    assert quantised_file.read(kept, {**KEY, part: "other"}, "3.4") is None


def test_a_damaged_file_is_not_taken_wherever_it_is_damaged(kept: Path) -> None:
    content = kept.read_bytes()
    length = 8 + int.from_bytes(content[:8], "little")
    for place in (*range(0, len(content), 37), 9, length, len(content) - 1):
        changed = bytearray(content)
        changed[place] ^= 0x15
        kept.write_bytes(changed)
        found = quantised_file.read(kept, KEY, "3.4")
        assert found is None or place < length, "no byte of the body itself may differ"
    for size in (0, 7, 8, 100, length, len(content) - 1):
        kept.write_bytes(content[:size])
        assert quantised_file.read(kept, KEY, "3.4") is None


def test_no_file_a_folder_and_other_things_in_its_place_are_not_taken(tmp_path: Path) -> None:
    (tmp_path / "folder.int8").mkdir()
    (tmp_path / "text.int8").write_text("no safetensors file")
    for name in ("nothing.int8", "folder.int8", "text.int8"):
        assert quantised_file.read(tmp_path / name, KEY, "3.4") is None


@pytest.mark.skipif(os.name == "nt", reason="permissions are inherited from the folder there")
def test_nobody_else_may_read_it(kept: Path) -> None:
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600


def test_any_reader_of_safetensors_can_look_into_it(kept: Path) -> None:
    with safe_open(kept, framework="numpy") as file:
        assert set(file.keys()) == {"constants", "graph"}
        assert b"<net" in file.get_tensor("graph").tobytes()
        assert file.metadata()["pictures"] == "20"
