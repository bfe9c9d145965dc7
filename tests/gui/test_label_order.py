"""The order of labels while a person decides about them."""

from __future__ import annotations

from igtagger.domain import LabelRef
from igtagger.gui.tags.label_order import LabelOrder
from igtagger.gui.tags.ranked import RankedLabel


def labels(names: str) -> list[RankedLabel]:
    return [RankedLabel(LabelRef("set", ord(name)), name) for name in names]


def named(found: list[RankedLabel]) -> str:
    return "".join(label.name if label.shown else label.name.upper() for label in found)


def test_labels_stay_and_new_ones_come_where_they_belong() -> None:
    order = LabelOrder()
    assert named(order.of(labels("abcd"), held=False)) == "abcd"
    assert named(order.of(labels("cabd"), held=False)) == "abcd"
    assert named(order.of(labels("xcbd"), held=False)) == "xbcd"


def test_nothing_moves_while_it_is_held() -> None:
    order = LabelOrder()
    order.of(labels("abcd"), held=True)
    assert named(order.of(labels("xdca"), held=True)) == "aBcdx"
    assert named(order.of(labels("xdcab"), held=True)) == "abcdx"
    assert named(order.of(labels("xdca"), held=False)) == "acdx"


def test_other_pictures_and_other_rules_have_an_order_of_their_own() -> None:
    order = LabelOrder()
    order.begin("one")
    order.of(labels("abc"), held=True)
    order.begin("one")
    assert named(order.of(labels("cba"), held=True)) == "abc"
    order.begin("another")
    assert named(order.of(labels("cba"), held=True)) == "cba"
    order.forget()
    assert named(order.of(labels("bd"), held=True)) == "bd"
