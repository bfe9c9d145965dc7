"""One picture gets its keywords, or says why not; nothing of it is ever lost."""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from igtagger.export.xmp import writing
from igtagger.export.xmp.containers import Container, container_of
from igtagger.export.xmp.keywords import Keywords
from igtagger.export.xmp.packet import Packet
from igtagger.export.xmp.presets import PRESETS
from igtagger.export.xmp.writing import KeywordWriter, Manner, Written
from igtagger.export.xmp.xmp_fields import DIGIKAM, LIGHTROOM, MICROSOFT, SUBJECT, TagLists
from igtagger.leftovers import temporary_beside
from igtagger.messages import can_word, english
from tests.export.xmp.made_files import (
    FOREIGN,
    MADE,
    jpeg,
    jpeg_with,
    packet_with,
    picture,
    saved,
    xmp_segment,
)

CAT = Keywords(("cat",), ("mammal", "animal"), (("animal", "mammal", "cat"),))
ALL = ("cat", "mammal", "animal")
IMMICH = Manner(PRESETS["immich"], durable=False)
WINDOWS = Manner(PRESETS["windows"], durable=False)
OLD = 1_500_000_000_123_456_789


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    return put(tmp_path / "IMG 1.jpg", jpeg_with(xmp_segment()))


def put(file: Path, content: bytes) -> Path:
    file.write_bytes(content)
    os.utime(file, ns=(OLD, OLD))
    return file


def add(file: Path, manner: Manner = IMMICH, keywords: Keywords = CAT) -> Written:
    written = KeywordWriter(manner).add(file, keywords)
    assert written.reason is None or can_word(written.reason)
    return written


def tags_in(file: Path) -> TagLists:
    data = file.read_bytes()
    container = container_of(data)
    packet = data if container is None else container.packet_in(data)
    assert packet is not None
    return Packet.parse(packet).tags


def why(written: Written) -> str:
    """The code of the reason within the reason."""
    assert written.reason is not None
    return dict(written.reason.facts)["why"].code  # type: ignore[union-attr]


def marks(status: os.stat_result | None) -> tuple[int, ...]:
    """What is another once a file was written; not when it was read."""
    assert status is not None
    return status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_mode


def listed(folder: Path) -> list[str]:
    return sorted(entry.name for entry in folder.iterdir())


@pytest.mark.parametrize("kind", sorted(MADE))
def test_each_kind_of_file_gets_its_keywords_inside(tmp_path: Path, kind: str) -> None:
    file = put(tmp_path / "a", MADE[kind]())
    before = file.read_bytes()
    written = add(file)
    assert (written.how, written.file, written.reason) == ("embedded", file, None)
    assert set(ALL) <= set(tags_in(file)[SUBJECT])
    assert tags_in(file)[DIGIKAM] == ("animal/mammal/cat",)
    assert (written.old_size, written.new_size) == (len(before), file.stat().st_size)
    assert marks(written.status) == marks(file.stat())
    assert listed(tmp_path) == ["a"]


def test_what_was_added_is_told_exactly(photo: Path) -> None:
    keywords = Keywords(("Holiday", "cat"), ("animal",), (("holiday",), ("animal", "cat")))
    written = add(photo, keywords=keywords)
    assert written.added == {
        SUBJECT: ("cat", "animal"),
        LIGHTROOM: ("holiday", "animal|cat"),
        DIGIKAM: ("holiday", "animal/cat"),
    }
    assert not written.made
    assert tags_in(photo)[SUBJECT] == ("Holiday", "Kätzchen", "cat", "animal")


def test_a_second_time_nothing_is_written(photo: Path) -> None:
    add(photo)
    status, content = marks(photo.stat()), photo.read_bytes()
    written = add(photo)
    assert (written.how, written.file, written.status) == ("unchanged", None, None)
    assert (marks(photo.stat()), photo.read_bytes()) == (status, content)


def test_the_time_of_change_is_kept_unless_the_program_needs_another(photo: Path) -> None:
    assert add(photo).how == "embedded"
    assert photo.stat().st_mtime_ns == OLD
    add(photo, Manner(PRESETS["photoprism"]), Keywords(("dog",)))
    assert photo.stat().st_mtime_ns > OLD
    os.utime(photo, ns=(OLD, OLD))
    add(photo, replace(IMMICH, keep_time=False), Keywords(("horse",)))
    assert photo.stat().st_mtime_ns > OLD


@pytest.mark.skipif(os.name != "posix", reason="Windows has no such permissions")
def test_permissions_are_kept(photo: Path) -> None:
    photo.chmod(0o640)
    add(photo)
    assert photo.stat().st_mode & 0o777 == 0o640


@pytest.mark.skipif(sys.platform != "linux", reason="they are read in another way elsewhere")
def test_extended_attributes_are_kept(photo: Path) -> None:
    try:
        os.setxattr(photo, "user.xdg.tags", b"mine")
    except OSError as error:
        pytest.skip(f"the disk has none: {error}")
    add(photo)
    assert os.getxattr(photo, "user.xdg.tags") == b"mine"


def test_a_dry_run_says_what_would_be_and_touches_nothing(photo: Path) -> None:
    before = listed(photo.parent), photo.read_bytes(), marks(photo.stat())
    dry = add(photo, replace(IMMICH, dry_run=True))
    assert (listed(photo.parent), photo.read_bytes(), marks(photo.stat())) == before
    written = add(photo)
    assert replace(written, status=None) == dry
    other = put(photo.with_name("b.tif"), saved(picture(), "TIFF"))
    dry = add(other, replace(IMMICH, dry_run=True))
    assert dry.how == "sidecar"
    assert listed(photo.parent) == ["IMG 1.jpg", "b.tif"]
    assert replace(add(other), status=None) == dry


# Back again


@pytest.mark.parametrize("kind", ["JPEG", "MPO, Intel", "PNG", "WebP, animated", "Motion Photo"])
def test_what_was_taken_back_is_as_if_it_had_never_been(tmp_path: Path, kind: str) -> None:
    file = put(tmp_path / "a", MADE[kind]())
    before = file.read_bytes()
    added = add(file)
    assert added.file == file
    back = KeywordWriter(IMMICH).take_back(file, file, added.added, made=added.made)
    assert back.how == "embedded"
    assert back.removed == added.added
    assert marks(back.status) == marks(file.stat())
    if added.made:
        assert file.read_bytes() == before
    else:
        assert tags_in(file) == Packet.parse(FOREIGN).tags
    again = KeywordWriter(IMMICH).take_back(file, file, added.added, made=added.made)
    assert again.how == "unchanged"


def test_what_others_added_since_stays(photo: Path) -> None:
    added = add(photo)
    later = add(photo, WINDOWS, Keywords(("mine",)))
    assert later.how == "embedded"
    back = KeywordWriter(IMMICH).take_back(photo, photo, added.added, made=True)
    assert back.removed == added.added
    assert tags_in(photo) == {SUBJECT: ("Holiday", "Kätzchen", "mine")}


def test_what_cannot_be_taken_back_stays_and_says_so(photo: Path) -> None:
    added = add(photo)
    photo.chmod(0o444)
    back = KeywordWriter(IMMICH).take_back(photo, photo, added.added, made=False)
    assert (back.how, why(back)) == ("refused", "unwritten.protected")
    assert back.reason is not None
    assert "still has its keywords" in english(back.reason).text
    photo.unlink()
    assert KeywordWriter(IMMICH).take_back(photo, photo, {}, made=False).how == "refused"


def test_a_sidecar_that_says_nothing_more_goes_and_another_stays(tmp_path: Path) -> None:
    file = put(tmp_path / "a.cr2", saved(picture(), "TIFF"))
    added = add(file)
    assert added.file is not None
    assert listed(tmp_path) == ["a.cr2", "a.cr2.xmp"]
    writer = KeywordWriter(IMMICH)
    back = writer.take_back(file, added.file, added.added, made=added.made)
    assert (back.how, back.new_size) == ("sidecar", 0)
    assert listed(tmp_path) == ["a.cr2"]
    assert writer.take_back(file, added.file, added.added, made=True).how == "unchanged"
    added = add(file)
    assert added.file is not None
    add(file, keywords=Keywords(("mine",)))
    writer.take_back(file, added.file, added.added, made=True)
    assert tags_in(added.file) == {SUBJECT: ("mine",)}


def test_a_sidecar_goes_that_says_what_is_in_the_picture_and_no_more(photo: Path) -> None:
    """It started from there, and programs that saw it would never look into the picture again."""
    writer = KeywordWriter(replace(IMMICH, embed=False))
    added = add(photo, writer.manner)
    assert added.file == photo.with_name("IMG 1.jpg.xmp")
    assert writer.take_back(photo, added.file, added.added, made=True).new_size == 0
    assert listed(photo.parent) == ["IMG 1.jpg"]
    added = add(photo, writer.manner)
    add(photo, writer.manner, Keywords(("mine",)))
    writer.take_back(photo, added.file, added.added, made=True)
    assert tags_in(added.file)[SUBJECT] == ("Holiday", "Kätzchen", "mine")
    writer.take_back(photo, added.file, {SUBJECT: ("mine",)}, made=False)
    assert listed(photo.parent) == ["IMG 1.jpg", "IMG 1.jpg.xmp"], "somebody else's"


def test_without_its_picture_a_sidecar_that_says_something_stays(photo: Path) -> None:
    added = add(photo, replace(IMMICH, embed=False))
    assert added.file is not None
    photo.unlink()
    KeywordWriter(IMMICH).take_back(photo, added.file, added.added, made=True)
    assert tags_in(added.file)[SUBJECT] == ("Holiday", "Kätzchen")


# Beside the picture


@pytest.mark.parametrize("kind", ["TIFF", "GIF", "BMP"])
def test_other_kinds_get_a_sidecar(tmp_path: Path, kind: str) -> None:
    file = put(tmp_path / "a.x", saved(picture(), kind))
    before, status = file.read_bytes(), file.stat()
    written = add(file)
    assert (written.how, why(written)) == ("sidecar", "odd.no-place")
    assert (written.file, written.made, written.old_size) == (tmp_path / "a.x.xmp", True, 0)
    assert tags_in(tmp_path / "a.x.xmp")[SUBJECT] == ALL
    assert (file.read_bytes(), file.stat().st_mtime_ns) == (before, status.st_mtime_ns)
    assert add(file).how == "unchanged"


def test_raw_files_get_a_sidecar_whatever_they_look_like(tmp_path: Path) -> None:
    file = put(tmp_path / "a.NEF", jpeg())
    written = add(file)
    assert (written.how, why(written)) == ("sidecar", "odd.raw")
    lightroom = add(file, Manner(PRESETS["lightroom"]))
    assert lightroom.file == tmp_path / "a.xmp"


def test_no_sidecar_is_written_that_its_program_would_not_read(tmp_path: Path) -> None:
    for name in ("windows", "gnome", "lightroom"):
        file = put(tmp_path / f"{name}.tif", saved(picture(), "TIFF"))
        written = add(file, Manner(PRESETS[name]))
        assert (written.how, written.file, why(written)) == ("refused", None, "odd.both")
        assert written.reason is not None
        assert PRESETS[name].title in english(written.reason).text
    assert add(file, replace(WINDOWS, embed=False)).how == "refused"
    assert all(name.endswith(".tif") for name in listed(tmp_path))


@pytest.mark.parametrize(
    ("packet", "code"),
    [
        (b"no XML", "odd.unparsed"),
        (FOREIGN.replace(b"<rdf:Bag>", b"<rdf:Alt>").replace(b"</rdf:Bag>", b"</rdf:Alt>"),
         "odd.not-understood"),
        (FOREIGN.replace(b"xmp:Rating=", b"xmlns:n='http://ns.adobe.com/xmp/note/' "
                         b"n:HasExtendedXMP="), "odd.extended"),
    ],
)  # fmt: skip
def test_where_xmp_is_odd_it_stays_and_a_sidecar_is_written(
    tmp_path: Path, packet: bytes, code: str
) -> None:
    file = put(tmp_path / "a.jpg", jpeg_with(xmp_segment(packet)))
    before = file.read_bytes()
    written = add(file)
    assert (written.how, why(written)) == ("sidecar", code)
    assert file.read_bytes() == before
    assert tags_in(tmp_path / "a.jpg.xmp")[SUBJECT][-3:] == ALL


def test_a_packet_too_long_for_a_jpeg_goes_beside_it_with_what_was_in_it(tmp_path: Path) -> None:
    many = tuple(f"tag {number} {'x' * 100}" for number in range(480))
    packet = Packet.new().with_tags({SUBJECT: many}).embedded(most=65_502)
    file = put(tmp_path / "a.jpg", jpeg_with(xmp_segment(packet)))
    keywords = Keywords(tuple(f"new {number} {'y' * 100}" for number in range(100)))
    written = add(file, keywords=keywords)
    assert (written.how, why(written)) == ("sidecar", "odd.too-long")
    assert tags_in(tmp_path / "a.jpg.xmp")[SUBJECT] == many + keywords.names


def test_a_new_sidecar_starts_from_what_is_in_the_picture(tmp_path: Path) -> None:
    for name, data in (
        ("a.jpg", jpeg_with(xmp_segment())),
        ("a.tif", saved(picture(), "TIFF", tiffinfo={700: FOREIGN})),
    ):
        file = put(tmp_path / name, data)
        add(file, replace(IMMICH, embed=False))
        sidecar = (tmp_path / f"{name}.xmp").read_bytes()
        assert b"GCamera:MicroVideoOffset" in sidecar
        assert Packet.parse(sidecar).tags[SUBJECT] == ("Holiday", "Kätzchen", *ALL)
        assert sidecar.startswith(b"<?xml")
        assert sidecar.endswith(b"</x:xmpmeta>\n")


def test_a_sidecar_that_is_there_is_gone_on_with_where_the_program_reads_it(photo: Path) -> None:
    sidecar = put(photo.with_name("IMG 1.jpg.xmp"), packet_with("theirs"))
    before = photo.read_bytes()
    written = add(photo)
    assert (written.how, why(written), written.file) == ("sidecar", "odd.has-sidecar", sidecar)
    assert not written.made
    assert tags_in(sidecar)[SUBJECT] == ("theirs", *ALL)
    assert photo.read_bytes() == before
    assert add(photo, Manner(PRESETS["photoprism"])).how == "embedded"


@pytest.mark.parametrize("content", [b"no XML", b"", FOREIGN + FOREIGN])
def test_an_odd_sidecar_is_left_alone(photo: Path, content: bytes) -> None:
    sidecar = put(photo.with_name("IMG 1.jpg.xmp"), content)
    before = photo.read_bytes()
    assert add(photo).how == "refused"
    assert (sidecar.read_bytes(), photo.read_bytes()) == (content, before)


def test_flat_words_are_told_to_darktable_as_levels_too(photo: Path) -> None:
    written = add(photo, Manner(PRESETS["darktable"]))
    assert written.added[LIGHTROOM] == ("animal|mammal|cat", "Holiday", "Kätzchen")
    assert add(photo, Manner(PRESETS["darktable"])).how == "unchanged"


def test_further_fields_are_kept_in_step_where_they_are_there(tmp_path: Path) -> None:
    packet = Packet.new().with_tags({MICROSOFT: ("a/b",)}).embedded()
    file = put(tmp_path / "a.jpg", jpeg_with(xmp_segment(packet)))
    written = add(file, Manner(PRESETS["digikam"]))
    assert written.added[MICROSOFT] == ("animal/mammal/cat",)
    assert len(written.added) == 4


# Who holds the file


@pytest.mark.skipif(os.name != "posix", reason="links need rights on Windows")
def test_a_link_stays_a_link_and_its_file_is_written(tmp_path: Path) -> None:
    (tmp_path / "far").mkdir()
    file = put(tmp_path / "far" / "a.jpg", jpeg())
    link = tmp_path / "link.jpg"
    link.symlink_to(file)
    assert add(link).how == "embedded"
    assert link.is_symlink()
    assert tags_in(file)[SUBJECT] == ALL
    assert listed(tmp_path / "far") == ["a.jpg"]


@pytest.mark.skipif(os.name != "posix", reason="counted otherwise on Windows")
def test_a_file_of_two_names_keeps_both(photo: Path) -> None:
    other = photo.with_name("other.jpg")
    os.link(photo, other)
    written = add(photo)
    assert (written.how, why(written)) == ("sidecar", "unwritten.two-names")
    assert photo.samefile(other)
    refused = add(photo, WINDOWS)
    assert refused.how == "refused"


def test_a_protected_file_gets_a_sidecar_and_a_protected_sidecar_nothing(photo: Path) -> None:
    photo.chmod(0o444)
    written = add(photo)
    assert (written.how, why(written)) == ("sidecar", "unwritten.protected")
    assert written.file is not None
    written.file.chmod(0o444)
    refused = add(photo, keywords=Keywords(("dog",)))
    assert (refused.how, why(refused)) == ("refused", "unwritten.protected")


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_may_not_be_written_is_named(photo: Path) -> None:
    photo.parent.chmod(0o555)
    try:
        assert why(add(photo)) == "unwritten.folder"
    finally:
        photo.parent.chmod(0o755)


def test_what_is_no_picture_or_not_there_is_refused(tmp_path: Path) -> None:
    (tmp_path / "folder.jpg").mkdir()
    for name in ("missing.jpg", "folder.jpg"):
        written = add(tmp_path / name)
        assert written.how == "refused"
        assert written.reason is not None
        assert written.reason.code.startswith("picture.")
    empty = put(tmp_path / "empty.jpg", b"")
    assert add(empty).how == "refused"
    assert listed(tmp_path) == ["empty.jpg", "folder.jpg"]


def test_what_another_program_writes_meanwhile_stays(
    photo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def meddling(data: bytes) -> Container:
        found = container_of(data)
        assert found is not None

        def with_packet(old: bytes, packet: bytes | None) -> bytes:
            new = found.with_packet(old, packet)
            photo.write_bytes(b"theirs")
            return new

        return found._replace(with_packet=with_packet)

    monkeypatch.setattr(writing, "container_of", meddling)
    written = add(photo)
    assert (written.how, why(written)) == ("refused", "unwritten.changed")
    assert photo.read_bytes() == b"theirs"
    assert listed(photo.parent) == [photo.name]


def test_what_cannot_be_proven_is_not_written(photo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def careless(data: bytes) -> Container:
        found = container_of(data)
        assert found is not None

        def with_packet(old: bytes, packet: bytes | None) -> bytes:
            new = found.with_packet(old, packet)
            return new[:-20] + bytes((new[-20] ^ 1,)) + new[-19:]

        return found._replace(with_packet=with_packet)

    monkeypatch.setattr(writing, "container_of", careless)
    before = photo.read_bytes()
    written = add(photo)
    assert (written.how, why(written)) == ("sidecar", "odd.unproven")
    assert photo.read_bytes() == before


# What was left


def test_what_a_killed_program_left_is_taken_away_and_nothing_else(photo: Path) -> None:
    sidecar = photo.with_name("IMG 1.jpg.xmp")
    for file in (photo, sidecar):
        temporary_beside(file).write_bytes(b"half")
    others = [".IMG 1.jpg.tmp", ".other.jpg.1-00000000.tmp", "IMG 1.jpg.1-00000000.tmp"]
    for name in others:
        photo.with_name(name).write_bytes(b"theirs")
    assert add(photo, replace(IMMICH, dry_run=True)).how == "embedded"
    assert len(listed(photo.parent)) == 6
    assert add(photo).how == "embedded"
    assert listed(photo.parent) == sorted([photo.name, *others])
