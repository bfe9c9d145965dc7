"""What the machine that reads pickles gives, and what it refuses without running any of it."""

from __future__ import annotations

import pickle
import time
import tracemalloc
from collections.abc import Callable
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from igtagger.errors import BadValueError
from igtagger.models.weights import plain_pickle
from igtagger.models.weights.plain_pickle import KnownNames, Maker, OrderedValues

ORDERED = b"ccollections\nOrderedDict\n"
KNOWN = KnownNames(
    {"collections.OrderedDict": Maker(plain_pickle.ordered), "torch.Kind": "a kind"},
    lambda name: ("outside", name),
)


def read(content: bytes) -> object:
    """Of the instructions behind the protocol."""
    value, end = plain_pickle.read(b"\x80\x02" + content, known=KNOWN)
    assert end <= len(content) + 2  # a full stop ends it
    return value


def refused(content: bytes) -> str:
    with pytest.raises(BadValueError) as caught:
        read(content)
    return str(caught.value)


plain = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(1 << 127), (1 << 127) - 1)
    | st.floats(allow_nan=False)
    | st.text(),
    lambda inner: (
        st.lists(inner)
        | st.lists(inner).map(tuple)
        | st.dictionaries(st.text() | st.integers(-1000, 1000), inner)
    ),
)


@pytest.mark.parametrize("protocol", [2, 3])
@given(value=plain)
def test_plain_values_come_back_as_they_were(protocol: int, value: object) -> None:
    content = pickle.dumps(value, protocol)
    assert plain_pickle.read(b"??" + content + b"!!", 2) == (value, len(content) + 2)


@given(st.binary(max_size=200))
def test_anything_at_all_is_refused_or_a_plain_value(content: bytes) -> None:
    try:
        value = read(content)
    except BadValueError:
        return
    assert type(value) in (type(None), bool, int, float, str, list, dict, tuple, OrderedValues)


@given(st.lists(st.sampled_from(sorted(plain_pickle._Machine._STEPS)) | st.binary(max_size=3)))
def test_any_row_of_instructions_that_are_known_is_refused_or_read(parts: list[bytes]) -> None:
    try:
        plain_pickle.read(b"\x80\x02" + b"".join(parts) + b".", known=KNOWN)
    except BadValueError:
        return


def test_known_names_stand_for_what_they_stand_for() -> None:
    assert read(b"ctorch\nKind\n.") == "a kind"
    assert read(b"U\x01aQ.") == ("outside", "a")
    made = read(ORDERED + b")R(U\x01aK\x01U\x01bK\x02u}U\x09_metadataNsb.")
    assert isinstance(made, OrderedValues)
    assert list(made.items()) == [("a", 1), ("b", 2)]
    assert not vars(made)


RUNNING = {
    "a call": b"cposix\nsystem\nU\x04true\x85R.",
    "a name by its parts": b"U\x05posixU\x06system\x93.",
    "an object of a class": b"cbuiltins\nobject\n)\x81.",
    "an object with named arguments": b"cbuiltins\nobject\n)}\x92.",
    "an old object": b"(cbuiltins\nobject\no.",
    "an old object by name": b"(ibuiltins\nobject\n.",
    "a registered extension": b"\x82\x01.",
    "a registered extension of two bytes": b"\x83\x01\x00.",
    "a registered extension of four": b"\x84\x01\x00\x00\x00.",
    "a persistent id in text": b"Pkey\n.",
    "evaluated text": b"V\\u0041\n.",
    "a number in text": b"I12\n.",
    "a buffer from elsewhere": b"\x97.",
    "a frame": b"\x95" + bytes(8) + b"N.",
}


@pytest.mark.parametrize("content", RUNNING.values(), ids=RUNNING)
def test_what_could_run_or_reach_out_is_refused(content: bytes) -> None:
    assert "which weights do not need" in refused(content) or "it wants" in refused(content)


ODD = {
    "nothing": b"",
    "no end": b"N",
    "an empty stack": b".",
    "two values": b"NN.",
    "a mark left": b"(.",
    "a mark under the value": b"(N.",
    "a mark remembered": b"(q\x00.",
    "a mark in a tuple": b"(\x85.",
    "no mark": b"Nt.",
    "a memory of nothing": b"h\x07.",
    "text that ends early": b"X\xff\xff\xff\xffabc.",
    "a number that ends early": b"J\x01.",
    "a float that ends early": b"G\x01.",
    "text that is not UTF-8": b"U\x01\xff.",
    "a lone surrogate": b"X\x03\x00\x00\x00\xed\xa0\x80.",
    "a number of 200 bytes": b"\x8a\xc8" + bytes(200) + b".",
    "a name without end": b"ctorch\nKind",
    "a name of a thousand letters": b"c" + b"a" * 1000 + b"\nb\n.",
    "a name with a control character": b"ctorch\x1b[2J\nKind\n.",
    "a name that is not ASCII": b"ct\xc3\xb6rch\nKind\n.",
    "an item for no dict": b"NU\x01aNs.",
    "an item for a list": b"]U\x01aNs.",
    "half an item": b"}(U\x01au.",
    "a key twice": b"}(U\x01aNU\x01aNu.",
    "a key that is a tuple": b"})Ns.",
    "a key that is a truth value": b"}\x88Ns.",
    "a key that is a float": b"}G" + bytes(8) + b"Ns.",
    "an element for a tuple": b")Na.",
    "elements for a dict": b"}(Ne.",
    "a call of text": b"U\x01a)R.",
    "a call of a kind": b"ctorch\nKind\n)R.",
    "a call without a tuple": ORDERED + b"]R.",
    "a call with odd things": ORDERED + b"N\x85R.",
    "a call with text": ORDERED + b"U\x01a\x85R.",
    "a call with half a pair": ORDERED + b"]](U\x01aea\x85R.",
    "a call with a key twice": ORDERED + b"](](U\x01aNe](U\x01aNee\x85R.",
    "attributes of a dict": b"}}b.",
    "attributes of a name": ORDERED + b"}b.",
    "attributes that are no dict": ORDERED + b")RNb.",
    "attributes that are a pair": ORDERED + b")RN}\x86b.",
    "another protocol within": b"\x80\x02N.",
}


@pytest.mark.parametrize("content", ODD.values(), ids=ODD)
def test_what_does_not_fit_together_is_refused(content: bytes) -> None:
    assert refused(content)


@pytest.mark.parametrize("head", [b"", b"N.", b"\x80", b"\x80\x00N.", b"\x80\x04N.", b"\x80\xffN."])
def test_other_protocols_are_refused(head: bytes) -> None:
    with pytest.raises(BadValueError):
        plain_pickle.read(head)


MANY = 1 << 18
DEEP = 250_000
PAIRS = (
    b"(" + ORDERED + b"q\x01]("
    + b"".join(b"](M%bNe" % number.to_bytes(2, "little") for number in range(10_000))
    + b"eq\x02"
)  # fmt: skip
BOMBS: dict[str, Callable[[], bytes]] = {
    "a long file": lambda: b"N" * (1 << 20) + b".",
    "many values": lambda: b"N" * MANY + b".",
    "many dicts": lambda: b"}" * (MANY - 1) + b".",
    "many marks": lambda: b"(" * (MANY - 1) + b".",
    "deep lists": lambda: b"]" * DEEP + b"a" * (DEEP - 1) + b".",
    "deep tuples": lambda: b")" + b"\x85" * DEEP + b".",
    "a dict in itself": lambda: b"}q\x00U\x01ah\x00s.",
    "many doublings": lambda: b")" + b"q\x00h\x00\x86" * 60_000 + b".",
    "a key of many doublings": lambda: b"})" + b"q\x00h\x00\x86" * 60_000 + b"Ns.",
    "much remembered": lambda: (
        b"N" + b"".join(b"r%b" % n.to_bytes(4, "little") for n in range(200_000)) + b"."
    ),
    "one dict of many pairs, many times": lambda: PAIRS + b"h\x01h\x02\x85R" * 40_000 + b"t.",
    "much text": lambda: b"X" + (1 << 19).to_bytes(4, "little") + b"x" * (1 << 19) + b".",
    "text of gigabytes": lambda: b"X\xff\xff\xff\x7f.",
    "a tuple again and again": lambda: (
        ORDERED + b"q\x01(" + b"N" * 100_000 + b"tq\x02" + b"h\x01h\x02R" * 40_000 + b"."
    ),
}  # fmt: skip


@pytest.mark.parametrize("content", BOMBS.values(), ids=BOMBS)
def test_what_is_made_to_fill_the_memory_or_to_take_for_ever_does_neither(
    content: Callable[[], bytes],
) -> None:
    pickled = b"\x80\x02" + content()
    began = time.thread_time()
    with suppress(BadValueError):
        plain_pickle.read(pickled, known=KNOWN)
    assert time.thread_time() - began < 20  # of the processor; a fifth of a second mostly
    tracemalloc.start()  # which makes all of it slow
    try:
        with suppress(BadValueError):
            plain_pickle.read(pickled, known=KNOWN)
        assert tracemalloc.get_traced_memory()[1] < 64 << 20
    finally:
        tracemalloc.stop()


def test_a_list_of_pairs_makes_one_dict_and_not_thousands() -> None:
    made = read(PAIRS + b"h\x01h\x02\x85R" * 3 + b"t.")
    assert isinstance(made, tuple)
    assert [len(each) for each in made[1:]] == [0, 10_000, 0, 0]
