"""Tables of a person's own classes, which may be anybody's."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from igtagger.domain import Label, LabelRef
from igtagger.errors import BadValueError
from igtagger.labels.naming import Naming
from igtagger.labels.own_labels import (
    MOST_LABELS,
    own_label_set,
    read_classes,
    read_labels,
    spell_labels,
)
from igtagger.labels.sets import load_labels, make_known
from igtagger.labels.subjects import Subjects


def known(*names: str) -> str:
    content = spell_labels(names)
    label_set = own_label_set("mine", content)
    make_known(label_set, read_labels(content))
    return label_set


def test_labels_are_read_as_they_were_spelt() -> None:
    names = ["robin", 'a "great, tit"', "Größe", "10"]
    assert read_labels(spell_labels(names)) == tuple(
        Label(index, name) for index, name in enumerate(names)
    )


@pytest.mark.parametrize(
    "names",
    [
        [],
        [""],
        ["robin", "Robin"],
        ["great tit", "great-tit"],
        ["two\nlines"],
        ["a" * 201],
        ["\ud800"],
        [str(n) for n in range(MOST_LABELS + 1)],
    ],
)
def test_what_cannot_be_names_of_labels_is_refused(names: list[str]) -> None:
    with pytest.raises(BadValueError):
        spell_labels(names)


@given(st.binary(max_size=300))
def test_a_table_of_anybodys_is_read_or_refused(content: bytes) -> None:
    for read in (read_labels, read_classes):
        try:
            assert read(content)
        except BadValueError:
            continue


@pytest.mark.parametrize(
    "table",
    [
        b"robin\ngreat tit\n",
        b"\xef\xbb\xbfname\nrobin\ngreat tit\n",
        b"index,name,wnid\n1,great tit,\n0,robin,\n",
    ],
)
def test_classes_come_in_the_order_of_the_outputs(table: bytes) -> None:
    assert read_classes(table) == ["robin", "great tit"]


def test_an_index_that_is_lacking_is_told() -> None:
    with pytest.raises(BadValueError, match="no table"):
        read_classes(b"index,name\n0,robin\n2,wren\n")


def test_other_labels_are_of_another_set() -> None:
    one, other = known("robin", "wren"), known("robin", "tit")
    assert one != other
    assert [label.name for label in load_labels(one)] == ["robin", "wren"]
    assert [label.name for label in load_labels(other)] == ["robin", "tit"]


def test_own_labels_are_called_as_they_are_though_the_tree_has_the_word() -> None:
    label_set = known("tabby", "dog")
    naming = Naming()
    assert naming.label_of(LabelRef(label_set, 0)).name == "tabby"
    assert naming.above(LabelRef(label_set, 1)) == ()


def test_a_folder_named_2_is_the_class_called_2_and_not_the_third() -> None:
    subjects = Subjects(Naming(), known("1", "2", "three"))
    assert [each.index for each in subjects.find("2")] == [1]
    assert [each.index for each in subjects.find("three")] == [2]
