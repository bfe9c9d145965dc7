"""Keywords are read, added and taken away; whatever else is in a packet stays as it is."""

from __future__ import annotations

import tracemalloc
from contextlib import suppress
from time import perf_counter

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from lxml import etree

from igtagger.export.xmp.packet import MOST_BYTES, PADDING, Packet
from igtagger.export.xmp.rdf_tree import OddXmp
from igtagger.export.xmp.xmp_fields import (
    BY_NAME,
    DIGIKAM,
    FIELDS,
    LIGHTROOM,
    RDF,
    SUBJECT,
    TagLists,
    missing_from,
)
from tests.export.xmp.made_files import FOREIGN


def wrapped(inside: str, attributes: str = "") -> bytes:
    """A packet with one Description."""
    return (
        '<x:xmpmeta xmlns:x="adobe:ns:meta/">'
        f'<rdf:RDF xmlns:rdf="{RDF}" xmlns:dc="http://purl.org/dc/elements/1.1/" '
        'xmlns:xmp="http://ns.adobe.com/xap/1.0/" '
        'xmlns:xmpNote="http://ns.adobe.com/xmp/note/">'
        f'<rdf:Description rdf:about="" {attributes}>{inside}</rdf:Description>'
        "</rdf:RDF></x:xmpmeta>"
    ).encode()


def bag(*items: str) -> str:
    lines = "".join(f"<rdf:li>{item}</rdf:li>" for item in items)
    return f"<dc:subject><rdf:Bag>{lines}</rdf:Bag></dc:subject>"


def code_of(data: bytes) -> str:
    with pytest.raises(OddXmp) as error:
        Packet.parse(data)
    return error.value.reason.code


def test_what_is_added_is_read_back_from_all_fields() -> None:
    tags: TagLists = {
        SUBJECT: ("cat", "Kätzchen 猫", "a & b <c>"),
        LIGHTROOM: ("animal|cat",),
        DIGIKAM: ("animal/cat",),
    }
    packet = Packet.parse(Packet.new().with_tags(tags).embedded())
    assert packet.tags == tags
    assert b"<rdf:Seq>" in packet.alone(new=True)


def test_what_is_there_already_is_not_added_whatever_its_case() -> None:
    packet = Packet.parse(FOREIGN)
    assert packet.tags == {SUBJECT: ("Holiday", "Kätzchen")}
    decomposed = "Ka\u0308tzchen"
    assert packet.lacking({SUBJECT: ("holiday", decomposed, "Dog", "dog")}) == {SUBJECT: ("Dog",)}
    assert packet.lacking({SUBJECT: ("HOLIDAY",)}) == {}


def test_all_else_is_kept_with_its_prefixes_order_and_comments() -> None:
    packet = Packet.parse(FOREIGN).with_tags({SUBJECT: ("dog",), LIGHTROOM: ("animal|dog",)})
    text = packet.embedded(len(FOREIGN)).decode()
    for kept in (
        'x:xmptk="Camera 1.0"',
        "<!-- kept -->",
        'GCamera:MotionPhoto="1" GCamera:MicroVideoOffset="4711" xmp:Rating="4"',
        '<my:b>2</my:b>\n        <my:a xml:lang="de">a &lt; b &amp; ä</my:a>',
        '<d:subject xmlns:d="http://purl.org/dc/elements/1.1/">',
        "<rdf:li>dog</rdf:li>",
    ):
        assert kept in text
    assert packet.rating == 4


def test_a_packet_keeps_its_size_while_its_padding_lasts() -> None:
    packet = Packet.parse(FOREIGN)
    assert len(packet.with_tags({SUBJECT: ("dog",)}).embedded(len(FOREIGN))) == len(FOREIGN)
    many = tuple(f"tag number {number}" for number in range(200))
    longer = packet.with_tags({SUBJECT: many}).embedded(len(FOREIGN))
    assert len(longer) > len(FOREIGN) + PADDING
    assert Packet.parse(longer).tags[SUBJECT][2:] == many


def test_a_packet_longer_than_its_place_is_refused_and_one_that_just_fits_is_not() -> None:
    packet = Packet.new().with_tags({SUBJECT: ("x" * 60_000,)})
    least = len(packet.embedded(most=62_000).rstrip()) - PADDING
    assert len(packet.embedded(most=60_700)) <= 60_700
    with pytest.raises(OddXmp, match="60000"):
        packet.embedded(most=60_000)
    assert least < 60_700


def test_taking_away_what_was_added_leaves_what_was_there() -> None:
    old = Packet.parse(FOREIGN)
    added: TagLists = {SUBJECT: ("dog",), DIGIKAM: ("animal/dog",)}
    new = Packet.parse(old.with_tags(added).embedded())
    back = Packet.parse(new.without_tags(added).embedded(len(FOREIGN)))
    assert back.tags == old.tags
    assert back.differs_only_in(old, {}, {})
    assert not back.is_empty
    made = Packet.new().with_tags(added)
    assert made.without_tags(added).is_empty


def test_only_what_stands_there_in_the_same_letters_is_taken_away() -> None:
    packet = Packet.parse(wrapped(bag("Cat", "cat", "dog")))
    assert packet.having({SUBJECT: ("cat", "horse")}) == {SUBJECT: ("cat",)}
    assert packet.without_tags({SUBJECT: ("cat", "horse")}).tags == {SUBJECT: ("Cat", "dog")}


def test_a_change_of_anything_else_is_seen() -> None:
    old = Packet.parse(FOREIGN)
    added: TagLists = {SUBJECT: ("dog",)}
    assert old.with_tags(added).differs_only_in(old, added, {})
    assert not old.with_tags(added).differs_only_in(old, {}, {})
    for before, after in (
        (b'xmp:Rating="4"', b'xmp:Rating="3"'),
        (b"a &lt; b", b"a &gt; b"),
        (b"<!-- kept -->", b""),
        (b"http://example.com/my/", b"http://example.com/me/"),
        (b"Camera 1.0", b"Camera 1.1"),
        (b"Holiday", b"Holidays"),
    ):
        changed = Packet.parse(FOREIGN.replace(before, after))
        assert not changed.with_tags(added).differs_only_in(old, added, {}), after


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "odd.unparsed"),
        (b"no XML at all", "odd.unparsed"),
        (FOREIGN[:600], "odd.unparsed"),
        (b"<a/>", "odd.unparsed"),
        (b"<a></a>", "odd.unparsed"),
        (FOREIGN + FOREIGN, "odd.two-packets"),
        (wrapped("").replace(b"</x:xmpmeta>", f'<r:RDF xmlns:r="{RDF}"/></x:xmpmeta>'.encode()),
         "odd.two-packets"),
        (wrapped("", 'xmpNote:HasExtendedXMP="00"'), "odd.extended"),
        (wrapped("<xmpNote:HasExtendedXMP>00</xmpNote:HasExtendedXMP>"), "odd.extended"),
        (wrapped("", 'dc:subject="cat"'), "odd.array-as-attribute"),
        (wrapped("<dc:subject>cat</dc:subject>"), "odd.not-understood"),
        (wrapped(bag("a") + bag("b")), "odd.not-understood"),
        (wrapped('<dc:subject rdf:resource="a"/>'), "odd.not-understood"),
        (wrapped("<dc:subject><rdf:Alt/></dc:subject>"), "odd.not-understood"),
        (wrapped("<dc:subject><rdf:Bag><rdf:_1>a</rdf:_1></rdf:Bag></dc:subject>"),
         "odd.not-understood"),
        (wrapped("<dc:subject><rdf:Bag><rdf:li><b/></rdf:li></rdf:Bag></dc:subject>"),
         "odd.not-understood"),
        (wrapped("<dc:subject><rdf:Bag>words</rdf:Bag></dc:subject>"), "odd.not-understood"),
        (wrapped('<dc:subject rdf:parseType="Collection"><rdf:Bag/></dc:subject>'),
         "odd.not-understood"),
        (wrapped("", 'rdf:ID="a"'), "odd.not-understood"),
        (wrapped("").replace(b"rdf:Description", b"dc:Thing"), "odd.not-understood"),
        (wrapped("").replace(
            b"</rdf:RDF>", b'<rdf:Description rdf:about="a"/><rdf:Description rdf:about="b"/>'
            b"</rdf:RDF>"), "odd.not-understood"),
        (b'<!DOCTYPE a [<!ENTITY b "c">]>' + wrapped(bag("&b;")), "odd.entities"),
        (wrapped(bag("&undeclared;")), "odd.unparsed"),
        (FOREIGN.replace(b"K\xc3\xa4", b"K\xe4"), "odd.encoding"),
        (FOREIGN.decode().encode("utf-16"), "odd.encoding"),
        (b'<?xml version="1.0" encoding="latin-1"?>' + wrapped(""), "odd.encoding"),
        (wrapped("<dc:a>" * 300 + "</dc:a>" * 300), "odd.unparsed"),
        (wrapped("<dc:a>" * 70 + "</dc:a>" * 70), "odd.unparsed"),
        (b" " * (MOST_BYTES + 1) + b"<a></a>", "odd.too-long"),
    ],
)  # fmt: skip
def test_what_is_odd_is_refused_with_its_reason(data: bytes, code: str) -> None:
    assert code_of(data) == code


def test_entities_are_neither_read_from_files_nor_multiplied() -> None:
    names = [f'<!ENTITY a{number} "{f"&a{number - 1};" * 10}">' for number in range(1, 10)]
    bomb = f'<!DOCTYPE a [<!ENTITY a0 "x">{"".join(names)}]>'.encode() + wrapped(bag("&a9;"))
    outside = b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]>' + wrapped(bag("&b;"))
    tracemalloc.start()
    try:
        assert code_of(bomb) == code_of(outside) == "odd.entities"
        assert tracemalloc.get_traced_memory()[1] < 16 << 20
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize(
    "data",
    [
        b" " * 4_000_000,
        b"<?" * 2_000_000,
        b"<!--" * 1_000_000,
        b"<?a?>" * 800_000,
        wrapped("") + b" " * 4_000_000,
        b"<a " + b'b="c" ' * 500_000 + b"></a>",
    ],
)
def test_no_text_takes_long(data: bytes) -> None:
    start = perf_counter()
    code_of(data + b"<x")
    assert perf_counter() - start < 5


def test_other_wrappers_are_understood_and_kept() -> None:
    bare = f'<rdf:RDF xmlns:rdf="{RDF}"><rdf:Description/></rdf:RDF>'.encode()
    packet = Packet.parse(bare).with_tags({SUBJECT: ("cat",)})
    assert packet.alone(new=False).startswith(b"<rdf:RDF")
    declared = b'\xef\xbb\xbf<?xml version="1.0" encoding="utf-8"?>\n<!-- by hand -->\n'
    kept = Packet.parse(declared + bare + b"\n<!-- end -->\n").with_tags({SUBJECT: ("cat",)})
    assert kept.alone(new=False).startswith(declared + b"<rdf:RDF")
    assert kept.alone(new=False).endswith(b"</rdf:RDF>\n<!-- end -->\n")
    assert Packet.parse(FOREIGN + bytes(7)).tags == Packet.parse(FOREIGN).tags


def test_a_packet_of_nothing_is_gone_on_with() -> None:
    for inside in ("", "\n ", "<!-- nothing -->"):
        model = f'<rdf:RDF xmlns:rdf="{RDF}">{inside}</rdf:RDF>'
        old = Packet.parse(f'<x:xmpmeta xmlns:x="adobe:ns:meta/">{model}</x:xmpmeta>'.encode())
        assert old.is_empty
        new = Packet.parse(old.with_tags({SUBJECT: ("cat",)}).embedded())
        assert new.tags == {SUBJECT: ("cat",)}
        assert new.differs_only_in(old, new.tags, {})


def test_an_array_of_the_other_kind_is_gone_on_with() -> None:
    data = wrapped(bag("a")).replace(b"rdf:Bag", b"rdf:Seq")
    packet = Packet.parse(data).with_tags({SUBJECT: ("b",)})
    assert packet.tags == {SUBJECT: ("a", "b")}
    assert b"rdf:Bag" not in packet.alone(new=False)


@pytest.mark.parametrize(
    ("told", "rating"),
    [("5", 5), ("-1", -1), ("3.5", 3.5), ("99", None), ("", None), ("x", None), ("7", 5)],
)
def test_ratings_are_read_in_both_forms(told: str, rating: float | None) -> None:
    assert Packet.parse(wrapped("", f'xmp:Rating="{told}"')).rating == rating
    assert Packet.parse(wrapped(f"<xmp:Rating>{told}</xmp:Rating>")).rating == rating


def test_each_field_has_its_own_name() -> None:
    assert [BY_NAME[field.name] for field in FIELDS] == [*FIELDS]
    assert LIGHTROOM.joined(("a|b", "c")) == "a-b|c"
    assert SUBJECT.joined(("a", "b/c")) == "b/c"


# Whatever stands in a packet

names = st.from_regex(r"[A-Za-z][A-Za-z0-9]{0,6}", fullmatch=True)
texts = st.text(
    st.characters(
        codec="utf-8", exclude_categories=["Cc", "Cs"], exclude_characters="\ufffe\uffff"
    ),
    max_size=12,
)
keywords = st.lists(texts.filter(lambda text: text.strip() != ""), max_size=5).map(tuple)
tag_lists = st.dictionaries(st.sampled_from(FIELDS), keywords, max_size=4)


@st.composite
def packets(draw: st.DrawFn) -> bytes:
    """A packet with properties of others, in several forms, and some keywords."""
    meta = etree.Element("{adobe:ns:meta/}xmpmeta", nsmap={"x": "adobe:ns:meta/"})
    model = etree.SubElement(meta, f"{{{RDF}}}RDF", nsmap={draw(names): RDF})
    for _ in range(draw(st.integers(1, 3))):
        one = etree.SubElement(model, f"{{{RDF}}}Description")
        one.set(f"{{{RDF}}}about", "")
        for name in draw(st.lists(names, max_size=3, unique=True)):
            if draw(st.booleans()):
                one.set(f"{{http://example.com/{name}}}a", draw(texts))
            else:
                child = etree.SubElement(one, f"{{http://example.com/{name}/}}b")
                child.text = draw(texts)
                child.append(etree.Comment("a comment"))
    for field, tags in draw(tag_lists).items():
        array = etree.SubElement(etree.SubElement(model[-1], field.tag), f"{{{RDF}}}Bag")
        for tag in tags:
            etree.SubElement(array, f"{{{RDF}}}li").text = tag
    return etree.tostring(meta, encoding="UTF-8", pretty_print=draw(st.booleans()))


NOTHING_BUT_AN_EMPTY_ARRAY = (
    b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><A:RDF xmlns:A="http://www.w3.org/1999/02/22-rdf-syntax'
    b'-ns#"><A:Description xmlns:b="http://example.com/A" A:about="" b:a=""><dc:subject '
    b'xmlns:dc="http://purl.org/dc/elements/1.1/"><A:Bag/></dc:subject></A:Description></A:RDF>'
    b"</x:xmpmeta>"
)


@given(packets(), tag_lists)
@example(NOTHING_BUT_AN_EMPTY_ARRAY, {LIGHTROOM: ("0",)})
def test_whatever_is_added_to_whatever_packet_comes_back_and_goes_again(
    data: bytes, tags: TagLists
) -> None:
    old = Packet.parse(data)
    added = old.lacking(tags)
    new = Packet.parse(old.with_tags(tags).embedded())
    assert new.differs_only_in(old, added, {})
    for field, wished in tags.items():
        assert missing_from(new.tags.get(field, ()), wished) == ()
    assert new.lacking(tags) == {}
    back = Packet.parse(new.without_tags(added).embedded())
    assert {field: kept for field, kept in back.tags.items() if kept} == {
        field: kept for field, kept in old.tags.items() if kept
    }


@given(st.data())
def test_a_damaged_packet_is_odd_or_still_a_packet(data: st.DataObject) -> None:
    changed = bytearray(FOREIGN[:1200] + FOREIGN[-60:])
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, len(changed) - 1))
        length = data.draw(st.integers(0, 8))
        changed[at : at + length] = data.draw(st.binary(max_size=8))
    with suppress(OddXmp):
        packet = Packet.parse(bytes(changed))
        new = packet.with_tags({SUBJECT: ("dog",)})
        assert "dog" in Packet.parse(new.embedded()).tags[SUBJECT]
