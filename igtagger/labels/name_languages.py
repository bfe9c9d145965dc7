"""What terms are called in other languages than English.

Nine languages come with the program, in ``resources/labels/names``; a person can bring others, or
other names, which :mod:`igtagger.labels.name_files` reads and which are kept in the data folder.
"""

from __future__ import annotations

import csv
import io
import locale
import re
from collections.abc import Mapping
from contextlib import suppress
from functools import cache
from pathlib import Path
from types import MappingProxyType

from igtagger import private, resources
from igtagger.domain import Fact
from igtagger.errors import BadValueError, SettingsError, detail_of
from igtagger.files import write_whole
from igtagger.labels.name_files import NamesFile, read_names
from igtagger.labels.tree import load_tree
from igtagger.settings import load_preferences
from igtagger.small_files import read_small

ENGLISH = "en"
"""The language of the tree itself."""

_LANGUAGES = """
ar arb ara: العربية
bg bul: Български
ca cat: Català
cs ces: Čeština
da dan: Dansk
de deu: Deutsch
el ell: Ελληνικά
en eng: English
es spa: Español
et est: Eesti
eu eus: Euskara
fa fas: فارسی
fi fin: Suomi
fr fra: Français
ga gle: Gaeilge
gl glg: Galego
he heb: עברית
hi hin: हिन्दी
hr hrv: Hrvatski
hu hun: Magyar
id ind: Bahasa Indonesia
is isl: Íslenska
it ita: Italiano
ja jpn: 日本語
ko kor: 한국어
lt lit: Lietuvių
lv lav: Latviešu
ms zsm msa: Bahasa Melayu
nb nob: Norsk bokmål
nl nld: Nederlands
nn nno: Norsk nynorsk
pl pol: Polski
pt por: Português
ro ron: Română
ru rus: Русский
sk slk: Slovenčina
sl slv: Slovenščina
sq als sqi: Shqip
sr srp: Српски
sv swe: Svenska
th tha: ไทย
tr tur: Türkçe
uk ukr: Українська
vi vie: Tiếng Việt
zh cmn zho: 中文
"""
"""Languages, by the code that systems have and that of ISO 639-3, which wordnets have, and how each
calls itself."""

_ROWS = [(codes.split(), name) for codes, name in re.findall(r"(.+): (.+)", _LANGUAGES)]

CALLED: Mapping[str, str] = MappingProxyType({codes[0]: name for codes, name in _ROWS})
"""How languages call themselves, by code."""

_SHORT = {code: codes[0] for codes, _ in _ROWS for code in codes}

_CODE = re.compile(r"(?!(?:aux|con|nul|prn)\b)[a-z]{2,3}(?:-[a-z0-9]{1,8}){0,3}")
"""It names a file: not one of those that Windows takes for devices."""


def code_of(language: str) -> str | None:
    """The code of a language as we spell it: ``de`` of "deu", ``pt-br`` of "pt_BR.UTF-8".

    None where it is none.
    """
    first, *rest = re.split("[.@]", language)[0].replace("_", "-").lower().split("-")
    code = "-".join([_SHORT.get(first, first), *rest])
    return code if _CODE.fullmatch(code) else None


def called(code: str) -> str:
    """How a language calls itself, where that is known; else its code."""
    return CALLED.get(code) or CALLED.get(code.partition("-")[0], code)


def own_language() -> str:
    """The language in which the person types: that of names, else the window's, else the system's.

    A code such as ``de``; empty where nothing is known.
    """
    preferences = load_preferences()
    chosen = preferences.names_language or preferences.language
    return chosen or code_of(locale.getlocale()[0] or "") or ""


def built_in() -> tuple[str, ...]:
    """Codes of the languages whose names come with the program; :func:`called` names them."""
    return _codes_in(resources.path("labels", "names"))


def brought_in(folder: Path) -> tuple[str, ...]:
    """Codes of the languages whose names a person brought into ``folder``."""
    return _codes_in(folder)


def names_in(language: str, brought: Path | None = None) -> Mapping[str, str]:
    """What terms are called in a language, by their ids.

    Args:
        language: a code such as ``de`` or, as systems have it, ``de_AT``, which gets what ``de``
            has as well. Empty for English.
        brought: the folder of files that a person brought, whose names go before ours.

    Returns:
        Names of terms of the tree, not necessarily of all: for the others, English ones hold. Empty
        for English, and for a language that there are no names in.

    Raises:
        SettingsError: a file is damaged; of a person's, the line is told.
    """
    names: dict[str, str] = {}
    for code in _from_the_widest(code_of(language) or ENGLISH):
        if code in built_in():
            names |= _names_built_in(resources.path("labels", "names", f"{code}.csv"))
        if brought is not None:
            names |= _names_brought(file_of(code, brought))
    return MappingProxyType(names)


def _from_the_widest(code: str) -> list[str]:
    """``pt`` and ``pt-br`` of the latter; nothing of English, which the tree has itself."""
    parts = code.split("-")
    if parts[0] == ENGLISH:
        return []
    return ["-".join(parts[:count]) for count in range(1, len(parts) + 1)]


def file_of(code: str, folder: Path) -> Path:
    """Where the names that a person brought in a language are kept."""
    return folder / f"{code}.csv"


def keep(names: Mapping[str, str], code: str, folder: Path) -> Path:
    """Keep names that a person brought, in the place of earlier ones; returns the file.

    Raises:
        SettingsError: it cannot be written; what was there is there still.
    """
    file = file_of(code, folder)
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([("wnid", "name"), *names.items()])
    try:
        private.make_folder(folder)
        write_whole(file, text.getvalue().encode())
    except OSError as error:
        detail = detail_of(error)
        raise SettingsError("names.unwritten", file=file, detail=detail) from error
    return file


def _codes_in(folder: Path) -> tuple[str, ...]:
    found: set[str] = set()
    with suppress(OSError):
        found = {file.stem for file in folder.iterdir() if file.suffix == ".csv"}
    return tuple(sorted(code for code in found if code_of(code) == code))


@cache
def _names_built_in(file: Path) -> Mapping[str, str]:
    try:
        read = _read(file)
        if read.unknown or read.repeated or not read.names:
            raise BadValueError("names.odd-ids")
    except (OSError, ValueError) as error:
        raise SettingsError("resources.damaged", file=file, detail=_why(error)) from error
    return read.names


def _names_brought(file: Path) -> Mapping[str, str]:
    try:
        return _read(file).names
    except (FileNotFoundError, NotADirectoryError):
        return {}
    except (OSError, ValueError) as error:
        raise SettingsError(
            "names.damaged", file=file, detail=_why(error), language=file.stem
        ) from error


def _read(file: Path) -> NamesFile:
    """What a file holds in which all is well, or a BadValueError that tells the first bad line."""
    read = read_names(read_small(file), load_tree().terms)
    if read.problems:
        line, reason = read.problems[0]
        raise BadValueError("names.line", line=line, detail=reason)
    return read


def _why(error: OSError | ValueError) -> Fact:
    return detail_of(error)
