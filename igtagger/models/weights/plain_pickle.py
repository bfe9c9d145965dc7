"""Pickles of plain values, read by a small machine of our own: nothing in them is ever run.

Python's own unpickler, however its names are restricted, calls what a file says with what the file
says, sets attributes, looks into the registry of extensions, and takes as much memory as a number
in the file demands. Here each instruction is one short method over plain values. What is not among
them is refused, and so is a name that the caller does not know. Sources: CPython's ``pickletools``,
and ``torch/_weights_only_unpickler.py``, which takes the same subset of instructions and more.
"""

from __future__ import annotations

import pickle
import struct
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import ClassVar

from igtagger.errors import BadValueError

MOST_BYTES = 1 << 20
"""No pickle of a set of weights is as long: those of the largest model have 0.2 MB."""
_MOST_STEPS = 1 << 18
"""Each instruction makes one value at most, of less than a hundred bytes."""
_MOST_LETTERS = 200  # of a name
_MOST_DIGITS = 16  # bytes of a whole number; torch's magic number has ten
_PROTOCOLS = (2, 3)
_MARK = object()


class StrangeNameError(BadValueError):
    """The pickle wants something by a name that is not known."""

    def __init__(self, name: str) -> None:
        super().__init__("pickle.name", name=name)
        self.name = name


@dataclass(frozen=True, slots=True)
class Maker:
    """What a name in a pickle stands for where the pickle has something made of it.

    Attributes:
        make: is given what the pickle would call it with, which may be anything plain; raises a
            ValueError where that is not as it should be.
    """

    make: Callable[[tuple[object, ...]], object]


class Attributes(dict[object, object]):
    """An object of the file that has nothing but attributes, which are not kept."""


class OrderedValues(dict[object, object]):
    """A ``collections.OrderedDict`` of the file. It may carry attributes, which are not kept."""


@dataclass(frozen=True, slots=True)
class KnownNames:
    """What a pickle may speak of.

    Attributes:
        names: what each name stands for, such as ``collections.OrderedDict``.
        outside: what stands for something outside of the pickle, by how the pickle names it.
    """

    names: Mapping[str, object]
    outside: Callable[[object], object]


def _nothing_outside(name: object) -> object:
    raise BadValueError("pickle.odd", place=0)


PLAIN = KnownNames({}, _nothing_outside)
"""Of a pickle that is made of plain values alone."""


def ordered(given: tuple[object, ...]) -> OrderedValues:
    """What ``collections.OrderedDict`` makes: nothing yet, or of one list of pairs (Python 2).

    Raises:
        BadValueError: of anything else.
    """
    made = OrderedValues()
    match given:
        case ():
            return made
        case (list() as pairs,) if all(isinstance(pair, list) for pair in pairs):
            for pair in pairs:
                if len(pair) != 2:
                    raise BadValueError("pickle.odd", place=0)
                _put(made, pair[0], pair[1], 0)
            pairs.clear()  # so that it cannot be had a thousand times for one instruction each
            return made
    raise BadValueError("pickle.odd", place=0)


def nothing_kept(given: tuple[object, ...]) -> Attributes:
    """What an object is whose attributes nobody asks for.

    Raises:
        BadValueError: it was to be made of something.
    """
    if given:
        raise BadValueError("pickle.odd", place=0)
    return Attributes()


def read(content: bytes, start: int = 0, known: KnownNames = PLAIN) -> tuple[object, int]:
    """The value of the pickle that begins at ``start``, and where it ends.

    Args:
        content: a file or the beginning of one, of :data:`MOST_BYTES` at most.
        start: in bytes.
        known: what it may speak of.

    Returns:
        None, truth values, numbers, text, lists, tuples, dicts whose keys are text or whole
        numbers, and what ``known`` stands for.

    Raises:
        StrangeNameError: it wants something that is not in ``known``.
        BadValueError: it is damaged, or holds anything else.
    """
    return _Machine(content, start, known).run()


class _Machine:
    """One reading of one pickle."""

    def __init__(self, content: bytes, start: int, known: KnownNames) -> None:
        if len(content) > MOST_BYTES:
            raise BadValueError("pickle.long")
        self._content = content
        self._place = start
        self._known = known
        self._stack: list[object] = []
        self._memo: dict[int, object] = {}

    def run(self) -> tuple[object, int]:
        self._begin()
        for _ in range(_MOST_STEPS):
            instruction = self._take(1)
            if instruction == pickle.STOP:
                value = self._pop()
                if self._stack:
                    raise self._odd()
                return value, self._place
            try:
                step = self._STEPS[instruction]
            except KeyError:
                raise BadValueError(
                    "pickle.instruction", number=instruction[0], place=self._place - 1
                ) from None
            step(self)
        raise BadValueError("pickle.long")

    def _begin(self) -> None:
        if self._take(1) != pickle.PROTO or self._take(1)[0] not in _PROTOCOLS:
            raise self._odd()

    # What all instructions use

    def _odd(self) -> BadValueError:
        return BadValueError("pickle.odd", place=self._place)

    def _take(self, count: int) -> bytes:
        taken = self._content[self._place : self._place + count]
        if len(taken) < count:
            raise BadValueError("pickle.cut")
        self._place += count
        return taken

    def _number(self, form: str) -> int:
        (number,) = struct.unpack(form, self._take(struct.calcsize(form)))
        return int(number)

    def _push(self, value: object) -> None:
        self._stack.append(value)

    def _top(self) -> object:
        if not self._stack or self._stack[-1] is _MARK:
            raise self._odd()
        return self._stack[-1]

    def _pop(self) -> object:
        value = self._top()
        del self._stack[-1]
        return value

    def _pop_to_mark(self) -> list[object]:
        for index in range(len(self._stack) - 1, -1, -1):
            if self._stack[index] is _MARK:
                values = self._stack[index + 1 :]
                del self._stack[index:]
                return values
        raise self._odd()

    # Plain values

    def _float(self) -> None:
        self._push(struct.unpack(">d", self._take(8))[0])

    def _long(self) -> None:
        length = self._number("<B")
        if length > _MOST_DIGITS:
            raise self._odd()
        self._push(int.from_bytes(self._take(length), "little", signed=True))

    def _text(self, length: str) -> None:
        try:
            self._push(self._take(self._number(length)).decode())
        except UnicodeDecodeError as error:
            raise self._odd() from error

    # What holds others

    def _tuple(self, count: int) -> None:
        values = [self._pop() for _ in range(count)]
        self._push(tuple(reversed(values)))

    def _append(self, values: list[object]) -> None:
        target = self._top()
        if type(target) is not list:
            raise self._odd()
        target.extend(values)

    def _set(self, values: list[object]) -> None:
        target = self._top()
        if not isinstance(target, dict) or len(values) % 2:
            raise self._odd()
        for key, value in zip(values[::2], values[1::2], strict=True):
            _put(target, key, value, self._place)

    def _set_one(self) -> None:
        value, key = self._pop(), self._pop()
        self._set([key, value])

    # What is spoken of again

    def _put_by(self, number: str) -> None:
        self._memo[self._number(number)] = self._top()

    def _get_by(self, number: str) -> None:
        try:
            self._push(self._memo[self._number(number)])
        except KeyError:
            raise self._odd() from None

    # Names, and what is made of them

    def _name(self) -> None:
        name = f"{self._line()}.{self._line()}"
        try:
            self._push(self._known.names[name])
        except KeyError:
            raise StrangeNameError(name) from None

    def _line(self) -> str:
        end = self._content.find(b"\n", self._place, self._place + _MOST_LETTERS + 1)
        line = self._take(max(0, end - self._place)).decode("ascii", "replace")
        if not line.isprintable() or not line.isascii() or end < 0:
            raise self._odd()
        self._place += 1
        return line

    def _make(self) -> None:
        given, maker = self._pop(), self._pop()
        if not isinstance(maker, Maker) or type(given) is not tuple:
            raise self._odd()
        self._push(maker.make(given))

    def _attributes(self) -> None:
        given = self._pop()
        if type(given) is not dict or not isinstance(self._top(), OrderedValues | Attributes):
            raise self._odd()

    _STEPS: ClassVar[dict[bytes, Callable[[_Machine], None]]] = {
        pickle.NONE: lambda self: self._push(None),
        pickle.NEWTRUE: lambda self: self._push(True),
        pickle.NEWFALSE: lambda self: self._push(False),
        pickle.BININT: lambda self: self._push(self._number("<i")),
        pickle.BININT1: lambda self: self._push(self._number("<B")),
        pickle.BININT2: lambda self: self._push(self._number("<H")),
        pickle.LONG1: _long,
        pickle.BINFLOAT: _float,
        pickle.BINUNICODE: lambda self: self._text("<I"),
        pickle.SHORT_BINSTRING: lambda self: self._text("<B"),
        pickle.MARK: lambda self: self._push(_MARK),
        pickle.EMPTY_TUPLE: lambda self: self._push(()),
        pickle.TUPLE1: lambda self: self._tuple(1),
        pickle.TUPLE2: lambda self: self._tuple(2),
        pickle.TUPLE3: lambda self: self._tuple(3),
        pickle.TUPLE: lambda self: self._push(tuple(self._pop_to_mark())),
        pickle.EMPTY_LIST: lambda self: self._push([]),
        pickle.APPEND: lambda self: self._append([self._pop()]),
        pickle.APPENDS: lambda self: self._append(self._pop_to_mark()),
        pickle.EMPTY_DICT: lambda self: self._push({}),
        pickle.SETITEM: _set_one,
        pickle.SETITEMS: lambda self: self._set(self._pop_to_mark()),
        pickle.BINPUT: lambda self: self._put_by("<B"),
        pickle.LONG_BINPUT: lambda self: self._put_by("<I"),
        pickle.BINGET: lambda self: self._get_by("<B"),
        pickle.LONG_BINGET: lambda self: self._get_by("<I"),
        pickle.GLOBAL: _name,
        pickle.REDUCE: _make,
        pickle.NEWOBJ: _make,
        pickle.BUILD: _attributes,
        pickle.BINPERSID: lambda self: self._push(self._known.outside(self._pop())),
    }


def _put(target: dict[object, object], key: object, value: object, place: int) -> None:
    # Whatever else may be a key has to be gone through for its hash: nested, for ever.
    if type(key) not in (str, int) or key in target:
        raise BadValueError("pickle.odd", place=place)
    target[key] = value
