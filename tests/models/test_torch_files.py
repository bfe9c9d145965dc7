"""Torch's files of weights as we read them, and as torch does."""

from __future__ import annotations

import pickle
import re
import zipfile
from collections import OrderedDict
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from igtagger.errors import BadValueError
from igtagger.models.weights import torch_files
from igtagger.models.weights.tensors import BF16, FileTensor

torch = pytest.importorskip("torch", reason="torch is the other reader that ours is compared with")

KINDS = (
    *(torch.float32, torch.float16, torch.bfloat16, torch.float64, torch.int64, torch.int32),
    *(torch.int16, torch.int8, torch.uint8, torch.bool),
)
FORMS = pytest.mark.parametrize("zipped", [True, False], ids=["zip", "legacy"])


def save(value: object, file: Path, zipped: bool) -> Path:
    torch.save(value, file, _use_new_zipfile_serialization=zipped)
    return file


def read(file: Path) -> Any:
    return torch_files.read(file, np.memmap(file, np.uint8, "r"))


def same(ours: FileTensor, theirs: Any) -> bool:
    kind = str(theirs.dtype).removeprefix("torch.")
    plain = theirs.detach().contiguous()
    values = plain.view(torch.uint16) if ours.kind is BF16 else plain
    alike = (ours.kind.name, ours.array().shape) == (kind, tuple(theirs.shape))
    return alike and ours.array().astype(ours.kind.numbers).tobytes() == values.numpy().tobytes()


def agree(file: Path) -> None:
    """Whether both read the same; torch with the restrictions it has itself."""
    ours, theirs = read(file), torch.load(file, map_location="cpu", weights_only=True)
    assert list(ours) == list(theirs)
    assert all(same(ours[name], theirs[name]) for name in theirs)


def of_all_kinds() -> dict[str, Any]:
    values = torch.randn(6, 5, generator=torch.Generator().manual_seed(0)) * 100
    return {str(kind): values.to(kind) for kind in KINDS}


def of_odd_forms() -> dict[str, Any]:
    rows = torch.arange(120.0).reshape(4, 5, 6)
    return {
        "whole": rows,
        "same memory": rows,
        "a piece": rows[1:3],
        "across": rows.permute(2, 0, 1),
        "every other": rows[:, ::2, 1::3],
        "one": torch.tensor(7),
        "one of many": rows[2, 3, 4],
        "empty": torch.zeros(0, 3),
        "an empty piece": rows[4:],
        "channels last": torch.randn(2, 3, 4, 5).to(memory_format=torch.channels_last),
        "a parameter": torch.nn.Parameter(torch.randn(3)),
        "a fixed parameter": torch.nn.Parameter(torch.ones(3), requires_grad=False),
        "wants a gradient": torch.ones(2, requires_grad=True),
        "five dimensions": torch.randn(1, 2, 1, 3, 2),
        "Ünïcode\n": torch.ones(1),
    }


def of_a_module() -> dict[str, Any]:
    """With the attribute that every module's state has, and more names than one byte counts."""
    parts = [torch.nn.Sequential(torch.nn.Conv2d(2, 3, 1), torch.nn.BatchNorm2d(3))] * 30
    return torch.nn.Sequential(*parts).state_dict()


@FORMS
@pytest.mark.parametrize("make", [of_all_kinds, of_odd_forms, of_a_module, dict])
def test_every_good_file_is_read_as_torch_reads_it(
    tmp_path: Path, zipped: bool, make: Callable[[], dict[str, Any]]
) -> None:
    agree(save(make(), tmp_path / "good.pth", zipped))
    agree(save(OrderedDict(make()), tmp_path / "good.pth", zipped))


@pytest.mark.filterwarnings("ignore:Detected pickle protocol 3")  # torch is not sure of itself
@FORMS
def test_protocol_three_and_files_without_checksums_are_read_too(
    tmp_path: Path, zipped: bool
) -> None:
    file, three = tmp_path / "good.pth", 3
    torch.save(of_odd_forms(), file, pickle_protocol=three, _use_new_zipfile_serialization=zipped)
    agree(file)
    torch.serialization.set_crc32_options(False)
    try:
        agree(save(of_odd_forms(), file, zipped))
    finally:
        torch.serialization.set_crc32_options(True)


def test_values_are_not_copied(tmp_path: Path) -> None:
    file = save(of_all_kinds() | of_odd_forms(), tmp_path / "good.pth", False)
    data = np.memmap(file, np.uint8, "r")
    state: Any = torch_files.read(file, data)
    for name, tensor in state.items():
        if 0 not in tensor.shape:
            assert np.shares_memory(tensor.array(), data), name
            assert not tensor.array().flags.writeable


# The newer format


def members(file: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(file) as archive:
        return {each.filename: archive.read(each) for each in archive.infolist()}


def packed(file: Path, found: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in found.items():
            archive.writestr(name, content)
    return file


@pytest.fixture
def newer(tmp_path: Path) -> Path:
    state = {name: each for name, each in of_all_kinds().items() if each.dtype != torch.bool}
    return save(state, tmp_path / "newer.pth", True)


def test_a_file_of_a_big_endian_computer_is_read_as_torch_reads_it(newer: Path) -> None:
    found = members(newer) | {"newer/byteorder": b"big"}
    agree(packed(newer, found))


def test_a_file_from_before_its_order_of_bytes_was_told_is_read(newer: Path) -> None:
    found = members(newer)
    for name in ("byteorder", ".format_version", ".storage_alignment", ".data/serialization_id"):
        del found[f"newer/{name}"]
    agree(packed(newer, found))


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"newer/byteorder": b"middle"}, "no format"),
        ({"newer/byteorder": b"little" * 1000}, "no format"),
        ({"newer/version": b"99\n"}, "no format"),
        ({"newer/version": b"9" * 1000}, "no format"),
        ({"newer/data/0": b""}, "do not agree"),
        ({"newer/data/0": bytes(121)}, "do not agree"),
        ({"newer/data/99": b""}, "do not agree"),
        ({"other/data/0": b""}, "no format"),
        ({"other/data.pkl": b""}, "no format"),
        ({"newer/data.pkl": b""}, "ends too early"),
        ({"newer/data.pkl": bytes(2 << 20)}, "more than the names"),
    ],
)
def test_an_archive_whose_members_do_not_agree_is_refused(
    newer: Path, changed: dict[str, bytes], said: str
) -> None:
    packed(newer, members(newer) | changed)
    with pytest.raises(BadValueError, match=said):
        read(newer)


@pytest.mark.parametrize("gone", ["data/3", "version", "data.pkl"])
def test_an_archive_that_lacks_a_member_is_refused(newer: Path, gone: str) -> None:
    found = members(newer)
    del found[f"newer/{gone}"]
    with pytest.raises(BadValueError):
        read(packed(newer, found))


def test_what_follows_the_pickle_of_an_archive_is_refused(newer: Path) -> None:
    found = members(newer)
    found["newer/data.pkl"] += b"."
    with pytest.raises(BadValueError, match="behind its end"):
        read(packed(newer, found))


def test_a_flipped_bit_in_the_values_of_an_archive_is_found(newer: Path) -> None:
    content = bytearray(newer.read_bytes())
    content[content.index(members(newer)["newer/data/3"])] ^= 1
    newer.write_bytes(content)
    with pytest.raises(BadValueError, match="data/3"):
        read(newer)


def test_a_listing_of_a_million_members_is_refused_unread(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "many.pth", "w") as archive:
        for number in range(20_000):
            archive.writestr(f"many/data/{number}", b"")
    with pytest.raises(BadValueError, match="more than the names"):
        read(tmp_path / "many.pth")


def test_a_listing_that_leads_elsewhere_is_refused(newer: Path) -> None:
    content = newer.read_bytes()
    at = content.rindex(b"PK\x01\x02") + 42  # where the last member is, in the listing
    for place in (0, 1, 64, len(content) - 8, 2**32 - 2):
        newer.write_bytes(content[:at] + place.to_bytes(4, "little") + content[at + 4 :])
        with pytest.raises((BadValueError, zipfile.BadZipFile)):
            read(newer)


# The older format


@pytest.fixture
def older(tmp_path: Path) -> Path:
    return save({"a": torch.arange(3.0), "b": torch.ones(2)}, tmp_path / "older.pth", False)


def test_what_lies_behind_the_last_storage_is_refused(older: Path) -> None:
    older.write_bytes(older.read_bytes() + b"\0")
    with pytest.raises(BadValueError, match="behind its end"):
        read(older)


def test_a_storage_that_is_shorter_than_is_said_is_refused(older: Path) -> None:
    whole = older.read_bytes()
    for end in range(len(whole) - 40, len(whole)):
        older.write_bytes(whole[:end])
        with pytest.raises(BadValueError):
            read(older)


def legacy(state: bytes, keys: list[str], *storages: bytes) -> bytes:
    """A file of the older format, of the parts as they are given."""
    head = (0x1950A86A20F9469CFC6C, 1001, {"little_endian": True})
    parts = (*(pickle.dumps(part, 2) for part in head), state, pickle.dumps(keys, 2), *storages)
    return b"".join(parts)


def test_a_dict_as_python_2_wrote_it_is_read_as_torch_reads_it(tmp_path: Path) -> None:
    pair = (
        b"]q\x01(U\x01actorch._utils\n_rebuild_tensor_v2\n((U\x07storagectorch\nFloatStorage\n"
        b"U\x011U\x03cpuK\x02NtQK\x00K\x02\x85K\x01\x85\x89ccollections\nOrderedDict\n]\x85RtRe"
    )
    state = b"\x80\x02ccollections\nOrderedDict\n](" + pair + b"e\x85R."
    values = np.array([1.5, 2.5], "<f4").tobytes()
    file = tmp_path / "two.pth"
    file.write_bytes(legacy(state, ["1"], (2).to_bytes(8, "little") + values))
    agree(file)


def tensor_of(*given: object) -> bytes:
    """A pickle of a dict with one tensor, that is made of four values and ``given``."""
    named = b"(U\x07storagectorch\nFloatStorage\nU\x011U\x03cpuK\x04NtQ"
    others = pickle.dumps(given, 2)[2:-1]
    others = others[others.index(b"(") + 1 :]
    return b"\x80\x02}U\x01actorch._utils\n_rebuild_tensor_v2\n(" + named + others + b"Rs."


@pytest.mark.parametrize(
    ("shape", "strides", "offset"),
    [
        ((5,), (1,), 0),
        ((4,), (1,), 1),
        ((2, 2), (2, 2), 1),
        ((), (), 4),
        ((0,), (1,), 5),
        ((2,), (1, 1), 0),
        ((-1,), (1,), 0),
        ((2,), (-1,), 3),
        ((2,), (1,), -1),
        ((2.0,), (1,), 0),
        ((1 << 62, 1 << 62), (0, 1), 0),
        ((True,), (1,), 0),
        ((1,) * 65, (1,) * 65, 0),
        (("a",), (1,), 0),
        (2, 1, 0),
    ],
)
def test_a_tensor_that_does_not_lie_in_its_storage_is_refused(
    tmp_path: Path, shape: object, strides: object, offset: int
) -> None:
    file = tmp_path / "odd.pth"
    storage = (4).to_bytes(8, "little") + bytes(16)
    file.write_bytes(legacy(tensor_of(0, (4,), (1,), False, None), ["1"], storage))
    assert read(file)["a"].array().tolist() == [0, 0, 0, 0]
    file.write_bytes(legacy(tensor_of(offset, shape, strides, False, None), ["1"], storage))
    with pytest.raises(BadValueError):
        read(file)


@pytest.mark.parametrize(("shape", "strides"), [((4,), (0,)), ((2, 2), (1, 1)), ((2, 3), (1, 1))])
def test_values_that_lie_over_one_another_are_refused(
    tmp_path: Path, shape: tuple[int, ...], strides: tuple[int, ...]
) -> None:
    file = tmp_path / "folded.pth"
    storage = (4).to_bytes(8, "little") + bytes(16)
    file.write_bytes(legacy(tensor_of(0, shape, strides, False, None), ["1"], storage))
    with pytest.raises(BadValueError, match="over one another"):
        read(file)["a"].array()


@pytest.mark.parametrize("keys", [[], ["2"], ["1", "1"], ["1", "2"], [1], [["1"]], "1", {"1": 1}])
def test_a_list_of_storages_that_does_not_agree_is_refused(tmp_path: Path, keys: Any) -> None:
    file, storage = tmp_path / "odd.pth", (4).to_bytes(8, "little") + bytes(16)
    file.write_bytes(legacy(tensor_of(0, (4,), (1,), False, None), keys, storage))
    with pytest.raises(BadValueError):
        read(file)


def test_a_storage_of_more_values_than_there_are_bytes_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "odd.pth"
    good = legacy(tensor_of(0, (4,), (1,), False, None), ["1"], (4).to_bytes(8, "little"))
    for count in (3, 5, 1 << 40, (1 << 64) - 1):
        file.write_bytes(good[:-8] + count.to_bytes(8, "little") + bytes(16))
        with pytest.raises(BadValueError):
            read(file)


@pytest.mark.parametrize("count", [0x1950A86A20F9469CFC6D, 0, "x", None])
def test_another_magic_number_is_refused(tmp_path: Path, older: Path, count: object) -> None:
    good = older.read_bytes()
    older.write_bytes(pickle.dumps(count, 2) + good[15:])
    with pytest.raises(BadValueError, match="no format"):
        read(older)


def test_a_storage_that_is_spoken_of_twice_in_two_ways_is_refused(older: Path) -> None:
    # The key of the second storage becomes that of the first, which has another length.
    content = older.read_bytes()
    first, second = re.findall(rb"X[\s\S]\0\0\0(\d{7,})", content)[:2]
    older.write_bytes(content.replace(second, first, 1))
    with pytest.raises(BadValueError, match="do not agree"):
        read(older)
