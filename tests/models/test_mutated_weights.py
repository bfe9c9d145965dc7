"""Files of weights that were changed at random: each is refused, or read as what it is.

``IGTAGGER_MUTATIONS=100000`` tries so many of each format; it takes minutes.
"""

from __future__ import annotations

import os
import random
import sys
import time
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from igtagger.errors import WeightsError
from igtagger.models.families.blueprint import Blueprint, Conv
from igtagger.models.weights import conversion, plain_pickle, torch_files
from tests.making import model_of, random_state
from tests.memory import peak_bytes

torch = pytest.importorskip("torch", reason="torch makes the files that are changed")

MUTATIONS = int(os.environ.get("IGTAGGER_MUTATIONS", "1000"))
LONGEST_SECONDS = 5
MOST_MEGABYTES = 128

SNIPPETS = [
    *(b"cos\nsystem\n", b"cposix\nsystem\nU\x04trueR", b"cbuiltins\neval\nU\x011\x85R"),
    *(b"cbuiltins\nexec\n", b"cbuiltins\ngetattr\n", b"csubprocess\nPopen\n", b"\x82\x01"),
    *(b"ctorch\nload\n", b"ctorch._utils\n_rebuild_parameter\n", b"ctorch\nHalfStorage\n"),
    *(b"ccollections\nOrderedDict\n", b")R", b"\x85R", b"}b", b"\x81", b"\x93", b"Q", b"(", b"t"),
    *(b"X\xff\xff\xff\x7f", b"\x8a\xff", b"\x8b\xff\xff\xff\x7f", b"r\xff\xff\xff\xff", b"2", b"0"),
    *(b"K\x00", b"M\xff\xff", b"J\xff\xff\xff\xff", b"\x88", b"N", b"h\x00", b"h\x01", b"."),
]


@dataclass(frozen=True, slots=True)
class TwoConvolutions:
    """As small as a network can be."""

    def blueprint(self) -> Blueprint:
        return Blueprint((Conv("a", "an", 3, 4, kernel=3), Conv("b", "bn", 4, 4)))

    def facts(self) -> Mapping[str, object]:
        return {}

    def other_names(self) -> Mapping[str, str]:
        return {}


SPEC = model_of(TwoConvolutions(), labels=3)


@dataclass(frozen=True, slots=True)
class Good:
    """A file as it was, where it is changed, and what is to be done behind that."""

    content: bytes
    part: slice
    mend: Callable[[bytes, bytes, bytes], bytes]


def legacy(file: Path) -> Good:
    """Its pickles are changed; not its values, for which there is no checksum in that format."""
    content = file.read_bytes()
    return Good(content, slice(0, pickles_end(content)), lambda a, b, c: a + b + c)


def pickles_end(content: bytes) -> int:
    place = 0
    for _ in range(5):
        _, place = plain_pickle.read(content, place, torch_files._Storages().known)
    return place


def archive(file: Path) -> Good:
    """All of it is changed: there are checksums."""
    content = file.read_bytes()
    return Good(content, slice(0, len(content)), lambda a, b, c: a + b + c)


def archived_pickle(file: Path) -> Good:
    """Its pickle is changed and packed anew, so that the checksum is that of the changed one."""
    content = file.read_bytes()
    with zipfile.ZipFile(file) as packed:
        found = packed.getinfo("good/data.pkl")
        pickled = packed.read(found)
    start = content.index(pickled)
    return Good(content, slice(start, start + len(pickled)), packed_anew(found, len(pickled)))


def packed_anew(found: zipfile.ZipInfo, before: int) -> Callable[[bytes, bytes, bytes], bytes]:
    def mend(head: bytes, changed: bytes, tail: bytes) -> bytes:
        # Of the same length only: all that lies behind stays where the listing says.
        fitted = changed[:before].ljust(before, b".")
        old, new = (value.to_bytes(4, "little") for value in (found.CRC, zlib.crc32(fitted)))
        return head + fitted + tail.replace(old, new)

    return mend


def mutated(good: bytes, chance: random.Random) -> bytes:
    """With one to four changes, most of them small."""
    changed = bytearray(good)
    for _ in range(chance.choice((1, 1, 1, 2, 4))):
        at = chance.randrange(len(changed) + 1)
        length = chance.choice((1, 1, 2, 4, 8, chance.randrange(200)))
        match chance.randrange(8):
            case 0 | 1:
                changed[at : at + 1] = bytes([chance.randrange(256)])
            case 2:
                changed[at : at + 1] = bytes(
                    [changed[min(at, len(changed) - 1)] ^ 1 << chance.randrange(8)]
                )
            case 3:
                del changed[at : at + length]
            case 4:
                changed[at:at] = chance.choice(SNIPPETS)
            case 5:
                snippet = chance.choice(SNIPPETS)
                changed[at : at + len(snippet)] = snippet
            case 6:
                other = chance.randrange(len(changed) + 1)
                changed[at : at + length] = changed[other : other + length]
            case 7:
                changed[at:at] = changed[at : at + length]
        if not changed:
            changed = bytearray(b".")
    return bytes(changed)


USUAL = {"open", "mmap.__new__"}
OF_OTHERS = {"sys._getframe", "builtins.id"}  # of who traces imports, and of who cleans up


class Watch:
    """What Python is asked to do that a good file never asks for."""

    def __init__(self) -> None:
        self.seen: set[str] = set()
        self.slowest = 0.0
        self._on = False
        sys.addaudithook(self._hear)  # for good: none can be taken away

    def _hear(self, event: str, given: tuple[object, ...]) -> None:
        if self._on and event not in USUAL | OF_OTHERS:
            self.seen.add(f"{event}{given}")

    @contextmanager
    def watching(self) -> Iterator[None]:
        self._on, began = True, time.perf_counter()
        try:
            yield
        finally:
            self._on = False
            self.slowest = max(self.slowest, time.perf_counter() - began)


@pytest.fixture(scope="module")
def watch() -> Watch:
    return Watch()


def outcome(file: Path, watch: Watch) -> bytes | None:
    """What is kept of ``file``; None where it is refused."""
    target = file.with_name("kept.safetensors")
    target.unlink(missing_ok=True)
    refusal: WeightsError | None = None
    with watch.watching():
        try:
            conversion.convert(SPEC, file, target)
        except WeightsError as error:
            refusal = error
    if refusal is None:
        return target.read_bytes()
    assert str(file) in str(refusal)
    assert not target.exists()
    return None


def as_torch_reads(file: Path, watch: Watch) -> bytes | None:
    """The same by torch: what was changed may have become another good file."""
    state: dict[str, Any] = torch.load(file, map_location="cpu", weights_only=True)
    again = file.with_name("again.pth")
    torch.save({name: value.detach().clone() for name, value in state.items()}, again)
    return outcome(again, watch)


@pytest.mark.filterwarnings("ignore")  # torch's, of files that were changed
@pytest.mark.parametrize(
    ("zipped", "form"),
    [(False, legacy), (True, archive), (True, archived_pickle)],
    ids=["legacy", "archive", "pickle of an archive"],
)
def test_what_is_changed_at_random_is_refused_or_read_as_it_is(
    tmp_path: Path, watch: Watch, zipped: bool, form: Callable[[Path], Good]
) -> None:
    file, chance = tmp_path / "good.pth", random.Random(0)
    torch.save(random_state(SPEC), file, _use_new_zipfile_serialization=zipped)
    good, right = form(file), outcome(file, watch)
    assert right
    head, tail = good.content[: good.part.start], good.content[good.part.stop :]
    outcomes, before = Counter[str](), peak_bytes()
    for _ in range(MUTATIONS):
        content = good.mend(head, mutated(good.content[good.part], chance), tail)
        file.write_bytes(content)
        read = outcome(file, watch)
        if read in (None, right):
            outcomes["right" if read else "refused"] += 1
        else:
            assert read == as_torch_reads(file, watch), content
            outcomes["another good file"] += 1
    grown = (peak_bytes() - before) >> 20
    print(f"{form.__name__}: {dict(outcomes)}, slowest {watch.slowest:.3f} s, {grown} MB more")
    assert outcomes["refused"] > MUTATIONS / 2
    assert watch.seen == set()
    assert watch.slowest < LONGEST_SECONDS
    assert grown < MOST_MEGABYTES
