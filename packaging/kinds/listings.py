"""Program text, coloured.

Packages are full of program text, but hold few pictures of it: editors' manuals show whole windows.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from pathlib import Path

from PIL import Image
from pygments import highlight
from pygments.formatters import ImageFormatter
from pygments.lexers import TextLexer, get_lexer_for_filename
from pygments.util import ClassNotFound

FONT = "DejaVu Sans Mono"
LINES = 40


def listing(file: Path, ways: Mapping[str, str]) -> Image.Image:
    """Some lines of a program.

    Args:
        file: the program.
        ways: ``listing`` is the style, one of pygments' names, or ``terminal`` for grey on black;
            ``line`` the first line, from 0; ``size`` that of the letters in pixels; ``numbers`` is
            there where lines are numbered.
    """
    text = file.read_text(encoding="utf-8", errors="replace").splitlines()
    first = int(ways.get("line", 0))
    chosen = [line.expandtabs(4)[:110] for line in text[first : first + LINES]]
    try:
        lexer = get_lexer_for_filename(file.name)
    except ClassNotFound:
        lexer = TextLexer()
    style = ways["listing"]
    if style == "terminal":
        lexer, style = TextLexer(), "native"
    drawn = ImageFormatter(
        style=style,
        font_name=FONT,
        font_size=int(ways.get("size", 14)),
        line_numbers="numbers" in ways,
        image_pad=8,
    )
    return Image.open(io.BytesIO(highlight("\n".join(chosen), lexer, drawn))).convert("RGB")
