"""Stars and colours into files: others read them, all else stays, and undo is exact."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from threading import Event

import pytest
from PIL import Image

from igtagger.app.taking_back import records_to_take_back, take_tags_back
from igtagger.app.write_records import writing_alone
from igtagger.app.writing_marks import write_mark
from igtagger.export.xmp import jpeg_xmp
from igtagger.export.xmp.marks import ColourLabel, Mark, Stars
from igtagger.export.xmp.packet import Packet
from igtagger.export.xmp.presets import PRESETS
from igtagger.export.xmp.writing import Manner, Written
from igtagger.export.xmp.xmp_fields import (
    DIGIKAM_COLOUR,
    LABEL,
    MICROSOFT_RATING,
    RATING,
    SimpleField,
)
from igtagger.library.facade import Library
from igtagger.library.writes import THERE, Intention
from tests.export.xmp.made_files import FOREIGN, jpeg_with, picture, saved, xmp_segment

EXIFTOOL = shutil.which("exiftool")


PACKET = Packet.parse(FOREIGN).embedded(len(FOREIGN))
"""Of another program, its spaces and attributes written as we write them."""


class World:
    """A library and a picture."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "library.sqlite"
        self.library = Library.open(self.file, on_message=pytest.fail)
        self.picture = folder / "a.jpg"

    def put(self, packet: bytes | None = PACKET) -> bytes:
        """A JPEG with that packet; its bytes."""
        self.picture.write_bytes(jpeg_with(*([] if packet is None else [xmp_segment(packet)])))
        return self.picture.read_bytes()

    def write(self, mark: Mark, preset: str = "lightroom") -> Written:
        manner = Manner(PRESETS[preset], durable=False)
        with writing_alone(self.library, self.file):
            done = write_mark([self.picture], self.library, mark, manner, cancel=Event())
            (written,) = done
        return written

    def take_back(self) -> list[Written]:
        with writing_alone(self.library, self.file):
            numbers = records_to_take_back(self.library)
            return list(take_tags_back(numbers, self.library, cancel=Event()))

    def value(self, field: SimpleField) -> str | None:
        found = jpeg_xmp.packet_in(self.picture.read_bytes())
        return None if found is None else Packet.parse(found).value(field)

    def alter(self, field: SimpleField, text: str) -> None:
        """As another program does."""
        data = self.picture.read_bytes()
        packet = Packet.parse(jpeg_xmp.packet_in(data) or b"")
        new = packet.with_values(packet.changes({field: text}))
        self.picture.write_bytes(jpeg_xmp.with_packet(data, new.embedded()))


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    made = World(tmp_path)
    yield made
    made.library.close()


MARKS: list[Mark] = [Stars(2), Stars(0), Stars(-1), ColourLabel("green")]


@pytest.mark.parametrize("mark", MARKS)
@pytest.mark.parametrize("packet", [PACKET, None])
def test_what_is_written_is_taken_back_to_the_byte(
    world: World, mark: Mark, packet: bytes | None
) -> None:
    before = world.put(packet)
    assert world.write(mark).how == "embedded"
    assert world.picture.read_bytes() != before
    (back,) = world.take_back()
    assert back.values
    assert world.picture.read_bytes() == before
    assert world.library.written(THERE) == []


def test_steps_are_taken_back_one_after_the_other(world: World) -> None:
    before = world.put()
    for mark in (*MARKS, Stars(5), ColourLabel("red"), ColourLabel(None)):
        world.write(mark)
    assert (world.value(RATING), world.value(LABEL)) == ("5", "")
    assert len(world.take_back()) == 7
    assert world.picture.read_bytes() == before


def test_what_is_there_already_is_not_written_again(world: World) -> None:
    before = world.put()
    assert world.write(Stars(4)).how == "unchanged"
    assert world.write(ColourLabel(None)).how == "unchanged"
    assert world.picture.read_bytes() == before


def test_what_another_program_set_since_stays(world: World) -> None:
    world.put()
    world.write(Stars(2))
    world.alter(RATING, "3")
    assert [each.how for each in world.take_back()] == ["unchanged"]
    assert world.value(RATING) == "3"


def test_what_other_programs_keep_beside_it_is_kept_in_step(world: World) -> None:
    world.put()
    for field, text in ((MICROSOFT_RATING, "75"), (DIGIKAM_COLOUR, "0")):
        world.alter(field, text)
    world.write(Stars(5))
    world.write(ColourLabel("purple"))
    assert world.value(MICROSOFT_RATING) == "99"
    assert world.value(DIGIKAM_COLOUR) == "6"
    world.take_back()
    assert world.value(MICROSOFT_RATING) == "75"
    assert world.value(DIGIKAM_COLOUR) == "0"


def test_a_picture_that_cannot_hold_it_gets_a_sidecar_which_goes_again(world: World) -> None:
    world.picture = world.picture.with_suffix(".gif")
    world.picture.write_bytes(saved(picture(mode="L"), "GIF"))
    written = world.write(Stars(3), "darktable")
    sidecar = world.picture.with_name("a.gif.xmp")
    assert (written.how, written.file) == ("sidecar", sidecar)
    assert Packet.parse(sidecar.read_bytes()).rating == 3
    world.take_back()
    assert not sidecar.exists()


def test_an_odd_packet_is_left_alone_with_the_reason(world: World) -> None:
    odd = FOREIGN.replace(b"<!-- kept -->", b"<xmp:Rating>2</xmp:Rating>")
    before = world.put(odd)
    written = world.write(Stars(1), "windows")
    assert written.how == "refused"
    assert written.reason is not None
    assert written.reason.code == "picture.no-marks"
    assert world.picture.read_bytes() == before


@pytest.mark.skipif(EXIFTOOL is None, reason="needs exiftool")
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_other_programs_read_it_and_all_else_is_as_it_was(world: World, kind: str) -> None:
    world.picture = world.picture.with_suffix(f".{kind.lower()}")
    Image.new("RGB", (40, 30), (9, 80, 40)).save(world.picture, kind, xmp=FOREIGN)
    before, pixels = told(world.picture), Image.open(world.picture).tobytes()
    world.write(Stars(3), "digikam")
    world.write(ColourLabel("blue"), "digikam")
    after = told(world.picture)
    changed = {key for key in before | after if before.get(key) != after.get(key)}
    own = {key for key in changed if key.startswith(("XMP", "PNG:"))}
    assert {"XMP-xmp:Rating", "XMP-xmp:Label"} >= {key for key in own if "xmp:" in key}
    assert (after["XMP-xmp:Rating"], after["XMP-xmp:Label"]) == (3, "Blue")
    assert Image.open(world.picture).tobytes() == pixels


def told(file: Path) -> dict[str, object]:
    assert EXIFTOOL is not None
    command = [EXIFTOOL, "-j", "-a", "-G1", "-x", "System:all", str(file)]
    run = subprocess.run(command, check=True, capture_output=True)
    found: dict[str, object] = json.loads(run.stdout)[0]
    return found


# A kill in between


def test_what_was_cut_short_before_it_was_done_is_forgotten(world: World) -> None:
    world.put()
    world.library.intend(
        world.library.begin_writing("lightroom"),
        Intention(world.picture, world.picture, False, (("xmp:Rating", "2"),), b"other"),
        durably=False,
    )
    with writing_alone(world.library, world.file):
        assert world.library.written(THERE) == []


def test_what_was_cut_short_after_it_was_done_can_be_taken_back(world: World) -> None:
    before = world.put()
    run = world.library.begin_writing("lightroom")
    rows = (("xmp:Rating", "2"), ("xmp:Rating before", "4"))
    note = Intention(world.picture, world.picture, False, rows, b"other")
    world.library.intend(run, note, durably=False)
    data = world.picture.read_bytes()
    packet = Packet.parse(jpeg_xmp.packet_in(data) or b"")
    new = packet.with_values(packet.changes({RATING: "2"}))
    size = len(jpeg_xmp.packet_in(data) or b"")
    world.picture.write_bytes(jpeg_xmp.with_packet(data, new.embedded(size)))
    world.take_back()
    assert world.picture.read_bytes() == before
