"""Keywords, stars, dates and cameras are read from files and sidecars, whoever wrote them."""

from __future__ import annotations

import io
import os
import shutil
import struct
import subprocess
import tracemalloc
import zlib
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import ExifTags, Image
from PIL.TiffImagePlugin import IFDRational

from igtagger.domain import NO_FACTS, Exposure, FileFacts, Position
from igtagger.export.xmp.fact_values import camera_of, rating_of_percent, rating_of_stars, taken_of
from igtagger.export.xmp.facts_in_files import facts_in, found_of
from igtagger.export.xmp.iptc_facts import iptc_facts
from igtagger.export.xmp.metadata_blocks import MOST_BLOCK_BYTES
from igtagger.export.xmp.packet_facts import facts_in_packet
from igtagger.export.xmp.xmp_fields import RDF
from igtagger.labels.file_keywords import (
    MOST_KEYWORDS,
    NOTHING_FOUND,
    FoundFacts,
    WrittenTag,
    facts_of,
)
from igtagger.pictures.readers.png_chunks import packed_chunk
from tests.export.xmp.made_files import FOREIGN, jpeg, picture, saved, segment, xmp_segment

KINDS = ("JPEG", "PNG", "WEBP", "TIFF", "HEIF", "AVIF")


def packet(inside: str, attributes: str = "") -> bytes:
    return (
        f'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="{RDF}" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/" '
        'xmlns:lr="http://ns.adobe.com/lightroom/1.0/" '
        'xmlns:digiKam="http://www.digikam.org/ns/1.0/" '
        'xmlns:acdsee="http://ns.acdsee.com/iptc/1.0/" '
        'xmlns:MicrosoftPhoto="http://ns.microsoft.com/photo/1.0/" '
        'xmlns:tiff="http://ns.adobe.com/tiff/1.0/" xmlns:exif="http://ns.adobe.com/exif/1.0/" '
        'xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/">'
        f'<rdf:Description rdf:about="" {attributes}>{inside}</rdf:Description>'
        "</rdf:RDF></x:xmpmeta>"
    ).encode()


def array(name: str, *items: str) -> str:
    lines = "".join(f"<rdf:li>{item}</rdf:li>" for item in items)
    return f"<{name}><rdf:Bag>{lines}</rdf:Bag></{name}>"


def said(data: bytes) -> FileFacts:
    return facts_of(facts_in(io.BytesIO(data)))


def in_packet(inside: str, attributes: str = "") -> FileFacts:
    return facts_of(facts_in_packet(packet(inside, attributes)))


def iptc(*tags: bytes, utf8: bool = False) -> bytes:
    sets = [b"\x1c\x01\x5a\0\3\x1b%G"] if utf8 else []
    sets += [b"\x1c\x02\x19" + struct.pack(">H", len(tag)) + tag for tag in tags]
    return b"".join(sets)


def resource(number: int, data: bytes) -> bytes:
    head = b"8BIM" + struct.pack(">HxxI", number, len(data))
    return head + data + bytes(len(data) % 2)


def with_segments(*segments: bytes) -> bytes:
    data = jpeg()
    return data[:2] + b"".join(segments) + data[2:]


def exif_of(**values: object) -> bytes:
    tags = {"make": 271, "model": 272, "stars": 0x4746, "percent": 0x4749, "words": 0x9C9E}
    data = Image.Exif()
    for name, value in values.items():
        if name == "taken":
            data.get_ifd(0x8769)[0x9003] = value
        else:
            data[tags[name]] = value
    return data.tobytes()


# Keywords


def test_each_level_of_a_hierarchy_is_a_keyword_and_none_comes_twice() -> None:
    found = in_packet(
        array("dc:subject", "dog", "Köln")
        + array("lr:hierarchicalSubject", "Animals|Dog", "Places|Köln")
        + array("digiKam:TagsList", "animals/DOG/Terrier")
    )
    assert found.keywords == ("dog", "Köln", "Animals", "Places", "Terrier")


def test_letters_with_accents_behind_them_are_the_same_letters() -> None:
    assert in_packet(array("dc:subject", "Ko\u0308ln", "Köln")).keywords == ("Köln",)


def test_a_flat_word_with_a_slash_stays_one() -> None:
    found = in_packet(
        array("dc:subject", "AC/DC") + array("MicrosoftPhoto:LastKeywordXMP", "AC/DC")
    )
    assert found.keywords == ("AC/DC",)


def test_keywords_in_another_form_than_programs_write_are_read() -> None:
    for inside, attributes in (
        ("<dc:subject><rdf:Seq><rdf:li>cat</rdf:li></rdf:Seq></dc:subject>", ""),
        ("<dc:subject><rdf:Alt><rdf:li xml:lang='x'>cat</rdf:li></rdf:Alt></dc:subject>", ""),
        ("<dc:subject>cat</dc:subject>", ""),
        ("", 'dc:subject="cat"'),
    ):
        assert in_packet(inside, attributes).keywords == ("cat",), inside


def test_categories_of_acdsee_count_where_they_are_assigned() -> None:
    text = (
        '<Categories><Category Assigned="0">Animals<Category Assigned="1">Dog</Category>'
        '<Category Assigned="0">Cat</Category></Category></Categories>'
    )
    escaped = text.replace("<", "&lt;")
    found = in_packet(f"<acdsee:categories>{escaped}</acdsee:categories>")
    assert found.keywords == ("Animals", "Dog")


def test_a_version_in_the_history_of_a_picture_says_nothing_of_it() -> None:
    inner = f'<rdf:Description xmp:Rating="5">{array("dc:subject", "old")}</rdf:Description>'
    assert in_packet(f"<xmp:history>{inner}</xmp:history>") == NO_FACTS


def test_packets_that_go_on_elsewhere_are_read_as_far_as_they_are_here() -> None:
    found = in_packet(
        array("dc:subject", "cat"),
        'xmlns:xmpNote="http://ns.adobe.com/xmp/note/" xmpNote:HasExtendedXMP="0123"',
    )
    assert found.keywords == ("cat",)


@pytest.mark.parametrize(
    ("records", "words"),
    [
        (iptc("Köln".encode(), utf8=True), ("Köln",)),
        (iptc("Köln".encode()), ("Köln",)),
        (iptc("Köln".encode("cp1252")), ("Köln",)),
        (iptc(b"Animals|Dog", b"dog"), ("Animals", "Dog")),
    ],
)
def test_keywords_of_iptc_are_read_by_their_set_of_characters(
    records: bytes, words: tuple[str, ...]
) -> None:
    body = b"Photoshop 3.0\0" + resource(0x0404, records)
    assert said(with_segments(segment(0xED, body))).keywords == words


def test_windows_keywords_in_exif_are_parted_by_semicolons() -> None:
    words = "Kätzchen;am See\0".encode("utf-16-le")
    found = said(saved(picture(), "JPEG", exif=exif_of(words=words)))
    assert found.keywords == ("Kätzchen", "am See")


def test_tags_that_this_program_wrote_are_left_out_in_their_field_alone() -> None:
    inside = array("dc:subject", "cat", "dog") + array("lr:hierarchicalSubject", "animal|dog")
    found = facts_in_packet(packet(inside)).named("a.jpg")
    both = {WrittenTag("a.jpg", "dc:subject", "cat"), WrittenTag("a.jpg", "dc:subject", "dog")}
    assert facts_of(found, both).keywords == ("animal", "dog")
    assert facts_of(found, {WrittenTag("a.xmp", "dc:subject", "cat")}).keywords[0] == "cat"


# Stars, dates, cameras


def test_stars_are_told_in_many_ways() -> None:
    assert [rating_of_stars(text) for text in ("-1", "0", "3", "4.0", " 5 ", "6", "x", "")] == [
        *(-1, 0, 3, 4, 5, None, None, None)
    ]
    assert [rating_of_percent(text) for text in ("0", "1", "25", "50", "75", "99", "100", "")] == [
        *(0, 1, 2, 3, 4, 5, 5, None)
    ]
    assert in_packet("", 'xmp:Rating="2" MicrosoftPhoto:Rating="99"').rating == 2
    assert in_packet("", 'MicrosoftPhoto:Rating="99"').rating == 5
    assert said(saved(picture(), "JPEG", exif=exif_of(percent=50))).rating == 3


def test_the_moment_is_that_of_the_cameras_clock() -> None:
    moment = datetime(2020, 5, 6, 7, 8, 9)  # noqa: DTZ001
    assert taken_of("2020:05:06 07:08:09") == moment
    assert taken_of("2020-05-06T07:08:09.5+02:00") == moment
    assert taken_of("2020-05-06") == datetime(2020, 5, 6)  # noqa: DTZ001
    for none in ("", "2020", "0000:00:00 00:00:00", "    :  :     :  :  ", "2020-13-01", "٢٠٢٠"):
        assert taken_of(none) is None
    told = 'xmp:CreateDate="2001-01-01" exif:DateTimeOriginal="2020-05-06T07:08:09"'
    assert in_packet("", told).taken == moment


@pytest.mark.parametrize(
    ("maker", "model", "camera"),
    [
        ("NIKON CORPORATION", "NIKON D750", "NIKON D750"),
        ("Apple", "iPhone 12", "Apple iPhone 12"),
        ("Canon", "Canon EOS R5", "Canon EOS R5"),
        ("OLYMPUS IMAGING CORP.", "E-M5", "OLYMPUS E-M5"),
        ("SONY", "", "SONY"),
        ("", "X100", "X100"),
        ("", "", ""),
    ],
)
def test_a_camera_has_its_makers_name_once(maker: str, model: str, camera: str) -> None:
    assert camera_of(maker, model) == camera


@pytest.mark.parametrize("kind", KINDS)
def test_all_of_it_is_read_from_each_container(kind: str) -> None:
    import pillow_heif

    pillow_heif.register_heif_opener()
    exif = exif_of(make="Camera\0", model="One", stars=2, taken="2020:05:06 07:08:09")
    inside = array("dc:subject", "Kätzchen 猫")
    options: dict[str, object] = {"exif": exif}
    if kind == "PNG":
        data = saved(picture(), kind, **options)
        chunk = packed_chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + packet(inside))
        data = data[:-12] + chunk + data[-12:]
    elif kind == "TIFF":
        data = saved(picture(), kind, tiffinfo=_tiff_tags(exif, packet(inside)))
    else:
        data = saved(picture(), kind, xmp=packet(inside), **options)
    taken = datetime(2020, 5, 6, 7, 8, 9)  # noqa: DTZ001
    assert said(data) == FileFacts(("Kätzchen 猫",), 2, taken, "Camera One")


def _tiff_tags(exif: bytes, xmp: bytes) -> Image.Exif:
    tags = Image.Exif()
    tags.load(exif)
    tags[700] = xmp
    return tags


# How and where a picture was taken


def shot(**values: object) -> bytes:
    """Exif of a picture, by the names of its fields."""
    data, tags = Image.Exif(), {each.name: each.value for each in ExifTags.Base}
    below = data.get_ifd(ExifTags.IFD.Exif)
    below.update({tags[name]: value for name, value in values.items() if name in tags})
    places = {each.name: each.value for each in ExifTags.GPS}
    where = data.get_ifd(ExifTags.IFD.GPSInfo)
    where.update({places[name]: value for name, value in values.items() if name in places})
    return saved(picture(), "JPEG", exif=data.tobytes())


SHOT: dict[str, object] = {
    "ExposureTime": IFDRational(1, 250),
    "FNumber": IFDRational(28, 10),
    "ISOSpeedRatings": 400,
    "FocalLength": IFDRational(427, 100),
    "LensMake": "NIKON",
    "LensModel": "NIKKOR 50mm f/1.8",
    "GPSLatitudeRef": "S",
    "GPSLatitude": (33.0, 51.0, 24.5),
    "GPSLongitudeRef": "E",
    "GPSLongitude": (151.0, 12.0, 40.0),
}
SYDNEY = Position(-338568056, 1512111111)


def test_how_and_where_a_picture_was_taken_is_read_from_exif() -> None:
    found = said(shot(**SHOT))
    assert found.lens == "NIKON NIKKOR 50mm f/1.8"
    assert found.exposure == Exposure(1 / 250, 2.8, 400, 4.27)
    assert found.position == SYDNEY


def test_a_sensitivity_that_is_too_great_for_its_field_stands_in_another() -> None:
    found = said(shot(ISOSpeedRatings=65535, RecommendedExposureIndex=102400))
    assert found.exposure.iso == 102400


@pytest.mark.parametrize(
    "changed",
    [
        {"GPSLatitude": (91.0, 0.0, 0.0)},
        {"GPSLatitudeRef": "X"},
        {"GPSLatitude": (0.0, 0.0, 0.0), "GPSLongitude": (0.0, 0.0, 0.0)},
    ],
)
def test_a_place_that_there_is_not_is_none(changed: dict[str, object]) -> None:
    assert said(shot(**SHOT | changed)).position is None


def test_fractions_of_nought_and_lenses_of_dashes_say_nothing() -> None:
    found = said(
        shot(FNumber=IFDRational(0, 0), ExposureTime=0.0, ISOSpeedRatings=0, LensModel="--")
    )
    assert found == NO_FACTS


def test_how_and_where_a_picture_was_taken_is_read_from_xmp() -> None:
    found = in_packet(
        "<exif:ISOSpeedRatings><rdf:Seq><rdf:li>400</rdf:li></rdf:Seq></exif:ISOSpeedRatings>",
        'xmlns:aux="http://ns.adobe.com/exif/1.0/aux/" aux:Lens="EF24-70mm" '
        'exif:ExposureTime="1/250" exif:FNumber="28/10" exif:FocalLength="50/1" '
        'exif:GPSLatitude="33,51.408333S" exif:GPSLongitude="151,12,40E"',
    )
    assert found.lens == "EF24-70mm"
    assert found.exposure == Exposure(1 / 250, 2.8, 400, 50)
    assert found.position == Position(-338568056, 1512111111)


def test_names_of_a_place_run_from_the_smallest_part_to_the_country() -> None:
    core = 'xmlns:core="http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/" core:Location="Opera House"'
    told = in_packet(
        "", f'photoshop:Country="Australia" photoshop:City="Sydney" {core} photoshop:State="NSW"'
    )
    assert told.place == "Opera House, Sydney, NSW, Australia"
    sets = [(90, b"Sydney"), (101, b"Australia")]
    records = b"".join(
        bytes((0x1C, 2, number)) + struct.pack(">H", len(name)) + name for number, name in sets
    )
    assert facts_of(iptc_facts(records)).place == "Sydney, Australia"


def test_the_label_of_a_picture_is_read_from_xmp() -> None:
    assert in_packet("", 'xmp:Label="Rot"').label == "Rot"


def test_the_camera_knows_best_how_a_picture_was_taken_and_a_sidecar_where(tmp_path: Path) -> None:
    file = tmp_path / "a.jpg"
    file.write_bytes(shot(**SHOT))
    (tmp_path / "a.xmp").write_bytes(
        packet("", 'exif:GPSLatitude="10,0N" exif:GPSLongitude="20,0W" xmp:Label="Green"')
    )
    told = facts_of(found(file, "a.xmp"))
    assert told.position == Position(100000000, -200000000)
    assert told.exposure.iso == 400
    assert told.label == "Green"


def test_packed_texts_and_profiles_of_a_png_are_read() -> None:
    data = saved(picture(), "PNG")
    body = zlib.compress(packet(array("dc:subject", "cat")))
    text = packed_chunk(b"iTXt", b"XML:com.adobe.xmp\0\1\0\0\0" + body)
    records = resource(0x0404, iptc(b"dog"))
    profile = f"\nIPTC profile\n      {len(records)}\n{records.hex()}\n".encode()
    packed = packed_chunk(b"zTXt", b"Raw profile type iptc\0\0" + zlib.compress(profile))
    assert said(data[:33] + text + packed + data[33:]).keywords == ("cat", "dog")


def jxl_box(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I4s", len(body) + 8, kind) + body


def test_boxes_of_jpeg_xl_are_read_also_where_they_are_packed() -> None:
    import imagecodecs

    start = b"\0\0\0\x0cJXL \r\n\x87\n"
    words = packet(array("dc:subject", "cat"))
    plain = start + jxl_box(b"xml ", words) + jxl_box(b"Exif", bytes(4) + exif_of(stars=4)[6:])
    assert said(plain) == FileFacts(("cat",), 4)
    packed = start + jxl_box(b"brob", b"xml " + imagecodecs.brotli_encode(words))
    assert said(packed).keywords == ("cat",)


def test_resources_of_a_photoshop_file_are_read() -> None:
    resources = resource(0x0424, packet(array("dc:subject", "cat"))) + resource(0x0404, iptc(b"b"))
    header = b"8BPS" + struct.pack(">H6xHIIHH", 1, 3, 4, 4, 8, 3)
    data = header + bytes(4) + struct.pack(">I", len(resources)) + resources + bytes(60)
    assert said(data).keywords == ("cat", "b")


# Sidecars


def test_a_sidecar_counts_before_the_picture_and_keywords_are_those_of_both(tmp_path: Path) -> None:
    image = tmp_path / "a.jpg"
    image.write_bytes(with_segments(xmp_segment()))
    sidecar = packet(array("dc:subject", "lake", "HOLIDAY"), 'xmp:Rating="-1"')
    (tmp_path / "a.xmp").write_bytes(sidecar)
    facts = facts_of(found(image, "a.xmp"))
    assert facts.keywords == ("lake", "HOLIDAY", "Kätzchen")
    assert (facts.rating, found(image).rating) == (-1, 4)


def test_what_is_no_file_says_nothing_and_what_is_away_is_not_known(tmp_path: Path) -> None:
    (tmp_path / "folder.jpg").mkdir()
    (tmp_path / "empty.jpg").touch()
    for name in ("empty.jpg", "folder.jpg"):
        assert found_of(tmp_path / name, ["folder.jpg"]) == NOTHING_FOUND
    assert found_of(tmp_path / "missing.jpg") is None
    assert found_of(tmp_path / "empty.jpg", ["missing.xmp"]) is None


def found(picture: Path, *sidecars: str) -> FoundFacts:
    facts = found_of(picture, sidecars)
    assert facts is not None
    return facts


@pytest.mark.skipif(os.name != "posix", reason="pipes")
def test_a_pipe_in_the_place_of_a_sidecar_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.xmp")
    (tmp_path / "a.jpg").write_bytes(jpeg())
    assert facts_of(found(tmp_path / "a.jpg", "a.xmp")).camera == "Camera"


# Whatever is in the file


def containers() -> list[bytes]:
    data = with_segments(
        xmp_segment(), segment(0xED, b"Photoshop 3.0\0" + resource(0x0404, iptc(b"dog", utf8=True)))
    )
    import pillow_heif

    pillow_heif.register_heif_opener()
    options = {"exif": exif_of(make="A", stars=3, taken="2020:05:06 07:08:09"), "xmp": FOREIGN}
    others = [saved(picture(), kind, **options) for kind in ("WEBP", "HEIF", "AVIF", "TIFF")]
    photoshop = b"8BPS" + bytes(22) + bytes(4) + struct.pack(">I", 60) + resource(0x0424, FOREIGN)
    boxes = b"\0\0\0\x0cJXL \r\n\x87\n" + jxl_box(b"xml ", FOREIGN)
    png = saved(picture(), "PNG", exif=options["exif"])
    return [data, png, *others, photoshop, boxes]


WHOLE = containers()


@given(st.data())
def test_damaged_files_never_raise(data: st.DataObject) -> None:
    content = bytearray(data.draw(st.sampled_from(WHOLE)))
    for _ in range(data.draw(st.integers(0, 6))):
        at = data.draw(st.integers(0, min(len(content), 3000) - 1))
        content[at : at + data.draw(st.integers(0, 4))] = data.draw(st.binary(max_size=5))
    end = data.draw(st.one_of(st.none(), st.integers(0, len(content))))
    facts = said(bytes(content[:end]))
    assert len(facts.keywords) <= MOST_KEYWORDS
    assert facts.rating is None or -1 <= facts.rating <= 5


@given(st.sampled_from([data[:24] for data in WHOLE]), st.binary(max_size=400))
def test_noise_behind_a_header_never_raises(head: bytes, noise: bytes) -> None:
    said(head + noise)


@given(st.text(), st.text())
def test_any_packet_is_read_or_says_nothing(inside: str, attributes: str) -> None:
    with_surrogates = inside + attributes
    facts_in_packet(packet("").replace(b"</rdf:D", inside.encode("utf-8", "replace") + b"</rdf:D"))
    facts_in_packet(with_surrogates.encode("utf-8", "surrogatepass"))


@pytest.mark.parametrize(
    "make",
    [
        lambda: packet(array("dc:subject", *(f"word {n}" for n in range(200_000)))),
        lambda: packet(array("dc:subject", "x" * 4_000_000)),
        lambda: packet("<a>" * 60 + array("dc:subject", *("a|" * 900 for _ in range(1000)))),
        lambda: packet("<a>" * 100_000),
    ],
)
def test_packets_made_to_be_a_burden_are_borne(make: Callable[[], bytes]) -> None:
    began = perf_counter()
    facts = facts_of(facts_in_packet(make()))
    assert len(facts.keywords) <= MOST_KEYWORDS
    assert all(len(word) <= 200 for word in facts.keywords)
    assert perf_counter() - began < 10


def test_a_bomb_in_a_png_takes_no_more_than_a_block() -> None:
    bomb = zlib.compress(bytes(MOST_BLOCK_BYTES * 8))
    chunk = packed_chunk(b"iTXt", b"XML:com.adobe.xmp\0\1\0\0\0" + bomb)
    data = saved(picture(), "PNG")
    data = data[:33] + chunk + data[33:]
    tracemalloc.start()
    try:
        assert said(data).keywords == ()
        assert tracemalloc.get_traced_memory()[1] < 4 * MOST_BLOCK_BYTES
    finally:
        tracemalloc.stop()


def test_a_value_that_is_said_to_be_huge_is_passed_over() -> None:
    entry = struct.pack("<HHII", 700, 1, 0xFFFFFFFF, 8)
    assert said(b"II*\0" + struct.pack("<IH", 8, 1) + entry + bytes(4)) == NO_FACTS


# As other programs write it


@pytest.mark.skipif(shutil.which("exiftool") is None, reason="needs ExifTool")
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "TIFF", "HEIF", "AVIF"])
def test_what_exiftool_writes_is_read(tmp_path: Path, kind: str) -> None:
    import pillow_heif

    pillow_heif.register_heif_opener()
    path = tmp_path / f"a.{kind.lower()}"
    picture().save(path, kind)
    options = [
        *("-XMP-dc:Subject=Kätzchen", "-XMP-lr:HierarchicalSubject=Animals|Dog"),
        *("-XMP-digiKam:TagsList=Places/Köln", "-XMP-microsoft:LastKeywordXMP=Trips/See"),
        *("-XMP-mediapro:CatalogSets=Family|Anna", "-XPKeywords=two;words", "-Make=NIKON CORP"),
        *("-Model=NIKON D750", "-DateTimeOriginal=2020:05:06 07:08:09", "-XMP-xmp:Rating=4"),
    ]
    if kind in ("JPEG", "TIFF"):
        options += ["-charset", "iptc=UTF8", "-IPTC:Keywords=Straße"]
    command = ["exiftool", "-q", "-m", "-overwrite_original", *options, str(path)]
    subprocess.run(command, check=True, capture_output=True)
    facts = facts_of(found(path))
    words = {"Kätzchen", "Animals", "Dog", "Places", "Köln", "Trips", "See", "Family", "Anna"}
    words |= {"two", "words"} | ({"Straße"} if kind in ("JPEG", "TIFF") else set())
    assert set(facts.keywords) == words
    taken = datetime(2020, 5, 6, 7, 8, 9)  # noqa: DTZ001
    assert (facts.rating, facts.taken, facts.camera) == (4, taken, "NIKON D750")


@pytest.mark.skipif(shutil.which("exiv2") is None, reason="needs exiv2")
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "TIFF", "WEBP"])
def test_what_exiv2_writes_is_read(tmp_path: Path, kind: str) -> None:
    path = tmp_path / f"a.{kind.lower()}"
    picture().save(path, kind)
    commands = (
        "set Xmp.dc.subject XmpBag Kätzchen",
        "set Xmp.digiKam.TagsList XmpSeq Animals/Dog",
        "set Xmp.xmp.Rating -1",
        "set Iptc.Application2.Keywords String See",
        "set Exif.Photo.DateTimeOriginal 2020:05:06 07:08:09",
    )
    options = [part for command in commands for part in ("-M", command)]
    subprocess.run(["exiv2", *options, str(path)], check=True, capture_output=True)
    facts = facts_of(found(path))
    assert set(facts.keywords) >= {"Kätzchen", "Animals", "Dog"}
    assert ("See" in facts.keywords) == (kind != "WEBP")  # which has no place for IPTC
    assert facts.rating == -1
    assert facts.taken == datetime(2020, 5, 6, 7, 8, 9)  # noqa: DTZ001
