"""How a path is spelled in a table: one way on every system, from which it can be read back."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path, PurePath

from igtagger.export.spelling import FORMULA_START, escape

_FORMULA = re.compile(FORMULA_START)
_CUT_BEFORE_FORMULA = re.compile(f";(?={FORMULA_START})")


def common_root(paths: Iterable[Path]) -> Path | None:
    """The folder that ``paths`` are best told from: the deepest that holds them all.

    A folder counts as itself, a file (also one that does not exist) as the folder it is in. The
    disk is looked at for that, links are not resolved.

    Returns:
        None where there is nothing in common: no paths, other drives, or only the root of the file
        system, unless that was given itself.
    """
    root, last, is_given = None, None, False
    for path in paths:
        if (folder := _folder(path.absolute())) == last:
            continue
        try:
            root = Path(os.path.commonpath([folder, root or folder]))
        except ValueError:  # on several drives
            return None
        last, is_given = folder, is_given or folder == Path(folder.anchor)
    return None if root is None or (root == Path(root.anchor) and not is_given) else root


def _folder(path: Path) -> Path:
    try:
        return path if path.is_dir() else path.parent
    except (OSError, ValueError):
        return path.parent


def spell(path: Path, root: Path | None) -> str:
    r"""``path`` as text from which it can be read back: relative to ``root`` and with ``/``.

    - Absolute where ``root`` is None or ``path`` is not below it.
    - Control characters, line ends, bytes that are not UTF-8 and the backslash as
      :func:`igtagger.export.spelling.escape` has them.
    - ``./`` before what a spreadsheet would take for a formula, which leaves a path what it is;
      for the same reason ``\x3b`` for a semicolon within, before such a beginning.
    """
    return spell_pure(path.absolute(), root and root.absolute())


def spell_pure(path: PurePath, root: PurePath | None) -> str:
    """:func:`spell` for absolute paths of whichever system."""
    told = path
    if root is not None:
        with suppress(ValueError):  # asking first takes as long as doing it
            told = path.relative_to(root)
    text = _CUT_BEFORE_FORMULA.sub(r"\\x3b", escape(told.as_posix()))
    return f"./{text}" if _FORMULA.match(text) else text
