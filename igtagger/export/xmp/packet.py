"""An XMP packet as a value: its keywords are read, added and taken away, all else stays.

What comes from a file may come from anybody: it is parsed without a DTD, without entities and
without the network, and is bounded in size and depth. A packet that says its keywords in a form
that we do not fully understand is odd, and is never changed.

Adobe, "XMP Specification Part 1" (2012), 7 for RDF, and Part 3 (2020), 1 for packets in files.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Callable, Mapping
from functools import cached_property
from types import MappingProxyType

from lxml import etree

from igtagger.export.xmp import rdf_tree
from igtagger.export.xmp.rdf_tree import OddXmp
from igtagger.export.xmp.xmp_fields import (
    FIELDS,
    RDF,
    SimpleField,
    TagLists,
    ValueChange,
    ValueChanges,
    missing_from,
)

MOST_BYTES = 8 << 20
"""Of a packet. Lightroom's masks make some megabytes."""
PADDING = 2048
"""Bytes of white space behind a new packet, so that other programs may write in place."""
_RATING = "{http://ns.adobe.com/xap/1.0/}Rating"
_NUMBER = re.compile(r"\s*-?\d(\.\d+)?\s*")
_BEGIN = b'<?xpacket begin="\xef\xbb\xbf" id="W5M0MpCehiHzreSzNTczkc9d"?>\n'
_END = b'<?xpacket end="w"?>'
_DECLARATION = b'<?xml version="1.0" encoding="UTF-8"?>\n'
_NEW = f"""<x:xmpmeta xmlns:x="adobe:ns:meta/">
 <rdf:RDF xmlns:rdf="{RDF}">
  <rdf:Description rdf:about=""/>
 </rdf:RDF>
</x:xmpmeta>"""
_PROLOG = re.compile(rb"(?:\xef\xbb\xbf)?(?:\s|<\?.*?\?>|<!--.*?-->)*+", re.DOTALL)
_ROOT = re.compile(rb"<([^\s/>]+)")
_WRAPPER = b"<?xpacket"
_NO_VALUES: ValueChanges = MappingProxyType({})


class Packet:
    """Keywords and what stands beside them. Never changed once made.

    Attributes:
        tags: of all fields that are there.
    """

    def __init__(self, root: etree._Element, before: bytes = b"", behind: bytes = b"") -> None:
        """Take a tree and what stands around it; see :meth:`parse`, whose errors it raises."""
        self._root, self._before, self._behind = root, before, behind
        self._descriptions = rdf_tree.descriptions(root)
        self.tags: TagLists = MappingProxyType(rdf_tree.tags(self._descriptions))

    @classmethod
    def new(cls) -> Packet:
        """One that says nothing."""
        return cls(rdf_tree.parsed(_NEW.encode()))

    @classmethod
    def parse(cls, data: bytes) -> Packet:
        """Read a packet, or the content of a sidecar.

        Args:
            data: UTF-8; with or without its wrapper.

        Raises:
            OddXmp: it does not parse, is too large, or has what we do not understand.
        """
        data = data.rstrip(b"\0")
        if len(data) > MOST_BYTES:
            raise OddXmp("odd.too-long", most=MOST_BYTES)
        root = rdf_tree.parsed(data)
        before = _PROLOG.match(data)
        start = before.end() if before else 0
        named = _ROOT.match(data, start)
        close = data.rfind(b"</" + named[1]) if named else -1
        end = data.find(b">", close) + 1 if close > 0 else 0
        if not end:
            raise OddXmp("odd.unparsed")
        return cls(root, data[:start], data[end:])

    @cached_property
    def rating(self) -> float | None:
        """-1 for rejected, 0 to 5; None where none is told."""
        for description in self._descriptions:
            told = description.get(_RATING) or description.findtext(_RATING)
            if told is not None and _NUMBER.fullmatch(str(told)):
                return max(-1.0, min(5.0, float(told)))
        return None

    @property
    def is_empty(self) -> bool:
        """Whether it says nothing at all, of keywords or anything else."""
        return rdf_tree.is_empty(self._descriptions)

    def lacking(self, tags: TagLists) -> TagLists:
        """Those of ``tags`` that are not there yet, whatever their case."""
        found = {field: missing_from(self.tags.get(field, ()), tags[field]) for field in tags}
        return {field: new for field, new in found.items() if new}

    def with_tags(self, tags: TagLists) -> Packet:
        """One that has these as well: those of :meth:`lacking`.

        Raises:
            ValueError: a tag has characters that XML cannot hold.
        """
        new = self.lacking(tags)
        return self._changed(lambda root: rdf_tree.add(root, new))

    def having(self, tags: TagLists) -> TagLists:
        """Those of ``tags`` that are there, in exactly these letters."""
        found = {
            field: tuple(tag for tag in tags[field] if tag in self.tags.get(field, ()))
            for field in tags
        }
        return {field: old for field, old in found.items() if old}

    def without_tags(self, tags: TagLists) -> Packet:
        """One without these; where a tag stands twice, the first goes."""
        old = self.having(tags)
        return self._changed(lambda root: rdf_tree.remove(root, old))

    def value(self, field: SimpleField) -> str | None:
        """The text of a simple property; None where it is not there.

        Raises:
            OddXmp: it is there twice, or is not one text.
        """
        return rdf_tree.value(self._descriptions, field)

    def changes(self, wished: Mapping[SimpleField, str | None]) -> dict[SimpleField, ValueChange]:
        """What is to become of simple properties that are not as wished yet."""
        there = {field: ValueChange(self.value(field), text) for field, text in wished.items()}
        return {field: each for field, each in there.items() if each.before != each.after}

    def undoing(self, changes: ValueChanges) -> dict[SimpleField, ValueChange]:
        """What takes ``changes`` back, as far as those values are there still."""
        return {
            field: ValueChange(after, before)
            for field, (before, after) in changes.items()
            if self.value(field) == after
        }

    def with_values(self, changes: ValueChanges) -> Packet:
        """One in which simple properties are what they become."""

        def change(root: etree._Element) -> None:
            for field, each in changes.items():
                rdf_tree.set_value(root, field, each.after)

        return self._changed(change)

    def embedded(self, size: int = 0, most: int = MOST_BYTES) -> bytes:
        """For a picture: with wrapper and padding.

        Args:
            size: bytes of the packet in whose place it is put; its size is kept if possible.
            most: bytes that it may have.

        Raises:
            OddXmp: it is longer than ``most``.
        """
        before = self._before if _WRAPPER in self._before else _BEGIN
        behind = self._behind if _WRAPPER in self._behind else _END
        ahead, _, rest = behind.partition(_WRAPPER)
        start, rest = before + self._xml() + ahead.rstrip(), _WRAPPER + rest
        room = size - len(start) - len(rest)
        if room < 1:
            room = max(1, min(PADDING, most - len(start) - len(rest)))
        if len(start) + room + len(rest) > most:
            raise OddXmp("odd.too-long", most=most)
        return start + _white(room) + rest

    def alone(self, *, new: bool) -> bytes:
        """For a sidecar: around it is what was there or, for a ``new`` one, an XML declaration."""
        if new:
            return _DECLARATION + self._xml() + b"\n"
        return self._before + self._xml() + self._behind

    def differs_only_in(
        self, old: Packet, added: TagLists, removed: TagLists, values: ValueChanges = _NO_VALUES
    ) -> bool:
        """Whether it is ``old`` but for those tags and values: all else is equal, canonically."""
        for field in FIELDS:
            tags = [*old.tags.get(field, ())]
            for tag in removed.get(field, ()):
                tags.remove(tag)
            if (*tags, *added.get(field, ())) != self.tags.get(field, ()):
                return False
        for simple, each in values.items():
            if (old.value(simple), self.value(simple)) != each:
                return False
        return rdf_tree.canonical(self._root, values) == rdf_tree.canonical(old._root, values)

    def _changed(self, change: Callable[[etree._Element], None]) -> Packet:
        root = copy.deepcopy(self._root)
        change(root)
        return Packet(root, self._before, self._behind)

    def _xml(self) -> bytes:
        return etree.tostring(self._root, encoding="UTF-8", xml_declaration=False, with_tail=False)


def _white(size: int) -> bytes:
    """Lines of blanks, as other programs write them."""
    return (b"\n" + (b" " * 99 + b"\n") * (size // 100 + 1))[: size - 1] + b"\n"
