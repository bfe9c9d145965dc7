"""Netpbm's formats by hand, by Pillow and by ImageMagick."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from tests.pictures.corpus.case import SIDE, Case, colours, grey
from tests.pictures.corpus.imagemagick import by_convert

_HALF = np.full((SIDE, SIDE, 1), 128, np.uint8)


def _case(name: str, data: bytes, right: NDArray[np.uint8], tolerance: float = 1) -> Case:
    return Case(f"pnm-{name}", lambda path: path.write_bytes(data), right, tolerance)


def _at(levels: NDArray[np.uint8], white: int) -> tuple[NDArray[Any], NDArray[np.uint8]]:
    """Numbers up to ``white``, and what 8 bits make of them."""
    numbers = (levels / 255 * white).round().astype(np.uint8 if white < 256 else ">u2")
    return numbers, (numbers / white * 255).round().astype(np.uint8)


def _text(numbers: NDArray[Any]) -> bytes:
    rows = numbers.reshape(SIDE, -1)
    return b"\n".join(b" ".join(b"%d" % value for value in row) for row in rows) + b"\n"


def _of_maxima() -> list[Case]:
    cases = []
    for white in (1, 3, 7, 15, 31, 100, 127, 255, 256, 1000, 1023, 4095, 16383, 65535):
        for kind, text, levels in ((5, 2, grey()), (6, 3, colours())):
            numbers, right = _at(levels, white)
            head = b"%d %d\n%d\n" % (SIDE, SIDE, white)
            ending = "pgm" if kind == 5 else "ppm"
            cases += [
                _case(
                    f"to-{white}-hand.{ending}", b"P%d\n" % kind + head + numbers.tobytes(), right
                ),
                _case(
                    f"text-to-{white}-hand.{ending}", b"P%d\n" % text + head + _text(numbers), right
                ),
            ]
    return cases


def _of_bits() -> list[Case]:
    black = grey() < 100
    right = np.where(black, np.uint8(0), np.uint8(255))
    digits = black.astype(np.uint8)
    odd, odd_right = digits[:, :61], right[:, :61]
    head = b"%d %d\n" % (SIDE, SIDE)
    together = b"\n".join(b"".join(b"%d" % bit for bit in row) for row in digits)
    return [
        _case("bits-hand.pbm", b"P4 " + head + np.packbits(digits, axis=1).tobytes(), right),
        _case("bits-odd-hand.pbm", b"P4 61 64\n" + np.packbits(odd, axis=1).tobytes(), odd_right),
        _case("bits-text-hand.pbm", b"P1\n" + head + _text(digits), right),
        _case("bits-text-together-hand.pbm", b"P1\n" + head + together, right),
    ]


def _of_comments() -> list[Case]:
    raw = colours().tobytes()
    return [
        _case(
            "comments-hand.ppm", b"P6 # one\n# two\n64# three\n64\n# four\n255\n" + raw, colours()
        ),
        _case("long-comment-hand.ppm", b"P6\n#" + b"x" * 5000 + b"\n64 64 255\n" + raw, colours()),
        _case(
            "comments-in-text-hand.pgm",
            b"P2\n64 64\n255\n# 7 8 9\n" + _text(grey()).replace(b"\n", b" # 1 2\n"),
            grey(),
        ),
        _case("carriage-returns-hand.ppm", b"P6\r\n64 64\r255\n" + raw, colours()),
    ]


def _pam(planes: NDArray[Any], kind: bytes, white: int = 255, comment: bytes = b"") -> bytes:
    head = (
        b"P7\n" + comment + b"WIDTH 64\nHEIGHT 64\nDEPTH %d\nMAXVAL %d\n" % (planes.shape[2], white)
    )
    return head + (b"TUPLTYPE %s\n" % kind if kind else b"") + b"ENDHDR\n" + planes.tobytes()


def _of_pam() -> list[Case]:
    cases = []
    ink = np.dstack([255 - colours(), np.zeros((SIDE, SIDE, 1), np.uint8)])
    for white in (255, 65535):
        for kind, levels in ((b"GRAYSCALE", grey()), (b"RGB", colours())):
            planes = levels.reshape(SIDE, SIDE, -1)
            name = kind.decode().lower()
            pale = (255 - (255 - levels.astype(int)) * 128 / 255).round().astype(np.uint8)
            plain, with_alpha = planes, np.dstack([planes, _HALF])
            if white > 255:
                plain, with_alpha = (p.astype(">u2") * np.uint16(257) for p in (plain, with_alpha))
                plain, with_alpha = plain.astype(">u2"), with_alpha.astype(">u2")
            cases += [
                _case(f"{name}-{white}-hand.pam", _pam(plain, kind, white), levels),
                _case(f"{name}-{white}-untold-hand.pnm", _pam(plain, b"", white), levels),
                _case(
                    f"{name}-{white}-alpha-hand.pam",
                    _pam(with_alpha, kind + b"_ALPHA", white),
                    pale,
                ),
            ]
    black = (grey() > 100).astype(np.uint8).reshape(SIDE, SIDE, 1)
    cases += [
        _case("bits-hand.pam", _pam(black, b"BLACKANDWHITE", 1), black[..., 0] * np.uint8(255)),
        _case("cmyk-hand.pam", _pam(ink, b"CMYK"), colours()),
        _case("comment-hand.pam", _pam(colours(), b"RGB", comment=b"# WIDTH 3\n"), colours()),
    ]
    return cases


def _of_floats() -> list[Case]:
    cases = []
    for letter, levels in ((b"f", grey()), (b"F", colours())):
        for order, scale in (("<", b"-1.0"), (">", b"1.0")):
            numbers = (levels[::-1] / 255).astype(f"{order}f4").tobytes()
            head = b"P%s\n64 64\n%s\n" % (letter, scale)
            name = f"floats-{letter.decode()}-{levels.ndim}-{'little' if order == '<' else 'big'}"
            cases.append(_case(f"{name}-hand.pfm", head + numbers, levels))
    return cases


NETPBM_CASES = (
    *_of_maxima(),
    *_of_bits(),
    *_of_comments(),
    *_of_pam(),
    *_of_floats(),
    *(
        Case(f"pnm-{name}-imagemagick.{ending}", by_convert(source, *options), source)
        for name, source, options in (
            ("grey8", grey(), ()),
            ("grey16", grey(), ("-depth", "16")),
            ("rgb8", colours(), ()),
            ("rgb16", colours(), ("-depth", "16")),
            ("rgb8-text", colours(), ("-compress", "none")),
        )
        for ending in ("pnm", "pam", "pfm")
        if not (name.endswith("text") and ending != "pnm")
    ),
)
