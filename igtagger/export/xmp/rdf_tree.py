"""The arrays of keywords in RDF, parsed without trusting it.

RDF says one thing in many ways. Understood are those that programs write: properties as elements of
a top-level ``rdf:Description``, with a Bag or a Seq of plain texts in them. All else in such a
place is odd.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Collection, Sequence

from lxml import etree

from igtagger.errors import BadValueError
from igtagger.export.xmp.xmp_fields import FIELDS, RDF, SimpleField, TagLists, XmpField

_DEEPEST = 64
_METAS = ("{adobe:ns:meta/}xmpmeta", "{adobe:ns:meta/}xapmeta")
_EXTENDED = "{http://ns.adobe.com/xmp/note/}HasExtendedXMP"
_ROOT, _DESCRIPTION, _ITEM = f"{{{RDF}}}RDF", f"{{{RDF}}}Description", f"{{{RDF}}}li"
_ABOUT = f"{{{RDF}}}about"
_ARRAYS = (f"{{{RDF}}}Bag", f"{{{RDF}}}Seq")
_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
_ENCODING = re.compile(rb"\s*<\?xml\s[^>]*encoding\s*=\s*[\"']([^\"']*)")


class OddXmp(BadValueError):
    """XMP, or a file for it, that is not to be changed; the reason is a part of a sentence."""


def parsed(data: bytes) -> etree._Element:
    """The root of a packet that may be changed, which may come from anybody.

    Raises:
        OddXmp: as of :func:`tree_of`; or it goes on elsewhere.
    """
    root = tree_of(data)
    if next(root.iter(_EXTENDED), None) is not None or any(
        _EXTENDED in element.attrib for element in root.iter(_DESCRIPTION)
    ):
        raise OddXmp("odd.extended")
    return root


def tree_of(data: bytes) -> etree._Element:
    """The root of UTF-8 that may come from anybody.

    Raises:
        OddXmp: it is no XML, or has what no packet of a known program has.
    """
    _refuse_hostile(data)
    parser = etree.XMLParser(
        encoding="utf-8",
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=False,
        strip_cdata=False,
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise OddXmp("odd.unparsed") from error
    _refuse_deep(root)
    return root


def _refuse_hostile(data: bytes) -> None:
    told = _ENCODING.match(data.removeprefix(b"\xef\xbb\xbf"))
    if told and told[1].lower() not in (b"utf-8", b"utf8"):
        raise OddXmp("odd.encoding")
    try:
        data.decode()
    except UnicodeDecodeError as error:
        raise OddXmp("odd.encoding") from error
    if b"<!DOCTYPE" in data or b"<!ENTITY" in data:
        raise OddXmp("odd.entities")
    if data.count(b"<?xpacket begin") > 1:
        raise OddXmp("odd.two-packets")


def _refuse_deep(root: etree._Element) -> None:
    level = [root]
    for _ in range(_DEEPEST):
        level = [child for element in level for child in element]
        if not level:
            return
    raise OddXmp("odd.unparsed")


def _model(root: etree._Element) -> etree._Element:
    """The one element ``rdf:RDF``.

    Raises:
        OddXmp: there is none, or another, or something stands beside it.
    """
    if root.tag == _ROOT:
        return root
    models = _elements(root)
    if root.tag not in _METAS or not models:
        raise OddXmp("odd.unparsed")
    if len(models) > 1:
        raise OddXmp("odd.two-packets")
    if models[0].tag != _ROOT:
        raise OddXmp("odd.not-understood")
    return models[0]


def descriptions(root: etree._Element) -> list[etree._Element]:
    """The elements that have properties.

    Raises:
        OddXmp: they are of several things, or something else stands beside them.
    """
    found = _elements(_model(root))
    about = {element.get(_ABOUT, "") for element in found} - {""}
    known = all(element.tag == _DESCRIPTION and _is_plain(element) for element in found)
    if not known or len(about) > 1:
        raise OddXmp("odd.not-understood")
    return found


def _is_plain(description: etree._Element) -> bool:
    names = set(description.attrib) - {_ABOUT}
    return not any(str(name).startswith(f"{{{RDF}}}") for name in names)


def _elements(element: etree._Element) -> list[etree._Element]:
    """Those in it, without comments."""
    return [child for child in element if isinstance(child.tag, str)]


def tags(found: Sequence[etree._Element]) -> dict[XmpField, tuple[str, ...]]:
    """The keywords of all fields that are there.

    Raises:
        OddXmp: one of them is not as we understand it.
    """
    arrays = {field: _array(found, field) for field in FIELDS}
    return {
        field: tuple(item.text or "" for item in _elements(array))
        for field, array in arrays.items()
        if array is not None
    }


def value(found: Sequence[etree._Element], field: SimpleField) -> str | None:
    """The text of a simple property; None where it is not there.

    Raises:
        OddXmp: it is there twice, or is not one text.
    """
    element, attribute = _place_of(found, field)
    if element is None:
        return None
    return str(element.get(field.tag, "")) if attribute else element.text or ""


def _place_of(
    found: Sequence[etree._Element], field: SimpleField
) -> tuple[etree._Element | None, bool]:
    """The description that has it as an attribute, and True; or its own element, and False."""
    attributes = [element for element in found if field.tag in element.attrib]
    elements = [one for element in found for one in element if one.tag == field.tag]
    if len(attributes) + len(elements) > 1 or any(len(one) or one.attrib for one in elements):
        raise OddXmp("odd.not-understood")
    return next(iter(attributes + elements), None), bool(attributes)


def is_empty(found: Sequence[etree._Element]) -> bool:
    """Whether they have no property."""
    return not any(len(element) or set(element.attrib) - {_ABOUT} for element in found)


def _array(found: Sequence[etree._Element], field: XmpField) -> etree._Element | None:
    if any(field.tag in element.attrib for element in found):
        raise OddXmp("odd.array-as-attribute")
    there = [one for element in found for one in element if one.tag == field.tag]
    if not there:
        return None
    arrays = list(there[0])
    if len(there) > 1 or len(arrays) != 1 or arrays[0].tag not in _ARRAYS:
        raise OddXmp("odd.not-understood")
    array = arrays[0]
    bare = not there[0].attrib and not array.attrib
    if not bare or not all(_is_text(item) for item in array) or _has_words(there[0], array):
        raise OddXmp("odd.not-understood")
    return array


def _is_text(item: etree._Element) -> bool:
    return item.tag == _ITEM and not len(item) and not set(item.attrib) - {_LANGUAGE}


def _has_words(there: etree._Element, array: etree._Element) -> bool:
    """Whether text stands where only white space should."""
    around = (there.text, array.text, array.tail, *(item.tail for item in array))
    return any(text and not text.isspace() for text in around)


# Changes


def add(root: etree._Element, new: TagLists) -> None:
    """Put tags at the ends of their arrays, which are made in the first element where missing."""
    found = [_first(root), *descriptions(root)[1:]] if new else []
    for field, values in new.items():
        array = _array(found, field)
        if array is None:
            array = _append(_append(found[0], field.tag, field), f"{{{RDF}}}{field.array}")
        for value in values:
            _append(array, _ITEM).text = value


def remove(root: etree._Element, old: TagLists) -> None:
    """Take away the first of each of these tags, and an array that has none left."""
    found = descriptions(root)
    for field, values in old.items():
        array = _array(found, field)
        assert array is not None
        for value in values:
            _drop(next(item for item in array if (item.text or "") == value))
        if not len(array):
            parent = array.getparent()
            assert parent is not None
            _drop(parent)


def set_value(root: etree._Element, field: SimpleField, text: str | None) -> None:
    """Give a simple property another text, in the form that it has; None takes it away."""
    element, attribute = _place_of(descriptions(root), field)
    if element is None:
        if text is not None:
            _append(_first(root), field.tag, field).text = text
    elif attribute:
        if text is None:
            del element.attrib[field.tag]
        else:
            element.set(field.tag, text)
    elif text is None:
        _drop(element)
    else:
        element.text = text


def _first(root: etree._Element) -> etree._Element:
    """The first description, which is made where there is none."""
    found = descriptions(root)
    if not found:
        found = [_append(_model(root), _DESCRIPTION)]
        found[0].set(_ABOUT, "")
    return found[0]


def _append(
    parent: etree._Element, tag: str, field: XmpField | SimpleField | None = None
) -> etree._Element:
    """A new last child, on a line of its own."""
    known = field is None or field.namespace in parent.nsmap.values()
    names = None if known or field is None else {field.prefix: field.namespace}
    depth = sum(1 for _ in parent.iterancestors()) + 1
    last = parent[-1] if len(parent) else None
    child = etree.SubElement(parent, tag, nsmap=names)
    child.tail = "\n" + " " * (depth - 1)
    if last is None:
        parent.text = "\n" + " " * depth
    else:
        child.tail, last.tail = last.tail or child.tail, "\n" + " " * depth
    return child


def _drop(element: etree._Element) -> None:
    """Take it away, and the line that it stands on."""
    parent, before = element.getparent(), element.getprevious()
    assert parent is not None
    if element.getnext() is None and before is not None:
        before.tail = element.tail
    elif element.getnext() is None:
        parent.text = element.tail if parent.text is None else None
    element.tail = None
    parent.remove(element)


def _leave_out(description: etree._Element, tags: Sequence[str]) -> None:
    for tag in tags:
        for found in description.findall(tag):
            _drop(found)


def canonical(root: etree._Element, without: Collection[SimpleField] = ()) -> bytes:
    """All but the keywords, as canonical XML without the white space between elements.

    So are simple properties ``without`` which it is to be.

    An ``rdf:Description`` of nothing is left out: one is made where there is none.

    Raises:
        OddXmp: there is no such form of it.
    """
    bare = copy.deepcopy(root)
    for description in descriptions(bare):
        _leave_out(description, [field.tag for field in FIELDS])
        simple = [field.tag for field in without]
        for tag in simple:
            description.attrib.pop(tag, None)
        _leave_out(description, simple)
        if is_empty([description]):
            _drop(description)
    for element in bare.iter():
        holds_elements = len(element) or element.tag in (_ROOT, _DESCRIPTION)
        if holds_elements and (element.text or "").isspace():
            element.text = None
        if (element.tail or "").isspace():
            element.tail = None
    try:
        return etree.tostring(bare, method="c14n", with_comments=True)
    except etree.LxmlError as error:
        raise OddXmp("odd.not-understood") from error
