"""One spelling for every path, and back."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import sys
import unicodedata
from pathlib import Path, PureWindowsPath
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from igtagger.export.paths import common_root, spell, spell_pure
from igtagger.export.spelling import cell, escape
from tests.export.reading_back import unescape, unspell

ROOT = Path("/pictures").absolute()
PAGE = Path(__file__).parents[2] / "docs" / "tables.md"
documented: dict[str, Any] = {}
"""What the page about tables tells people to do."""
exec(PAGE.read_text(encoding="utf-8").split("```python\n")[1].split("```")[0], documented)
posix_only = pytest.mark.skipif(sys.platform == "win32", reason="names are UTF-16 there")

AWKWARD = b"=+-@\t\r\n\\\"',;|% \x00./\xc3\xa9\xff\xe2\x80\xa8"
names = (
    st.one_of(
        st.binary(min_size=1, max_size=12),
        st.lists(st.sampled_from(AWKWARD), min_size=1, max_size=12).map(bytes),
    )
    .map(lambda name: name.replace(b"/", b"").replace(b"\0", b""))
    .filter(lambda name: name not in (b"", b".", b".."))
)
relative = st.lists(names, min_size=1, max_size=3).map(lambda parts: os.fsdecode(b"/".join(parts)))


@posix_only
@given(name=relative, root=st.sampled_from([ROOT, None, Path("/elsewhere")]))
@example(name="=1+1.jpg", root=ROOT)
@example(name="C:/not a drive.jpg", root=ROOT)
@example(name="a;\t=1.jpg", root=ROOT)
@example(name="\\x3b.jpg", root=ROOT)
def test_a_spelled_path_is_read_back_through_csv_and_json_and_is_never_a_formula(
    name: str, root: Path | None
) -> None:
    path = ROOT / name
    text = spell(path, root)
    assert unspell(text, root) == path
    assert os.fsencode(unspell(text, root)) == os.fsencode(path)
    assert documented["read_path"](text, root or "") == path

    assert text.splitlines() == [text]
    assert cell(text) == text
    for separator in ",;":
        for part in text.split(separator) if separator == ";" else [text]:
            assert not re.match(r"[\s\"']*[=+\-@\t\r]", part)

    lines = io.StringIO(newline="")
    csv.writer(lines).writerow([text, "next"])
    lines.write(json.dumps([text], ensure_ascii=False))
    data = lines.getvalue().encode("utf-8").decode("utf-8")
    assert next(csv.reader(io.StringIO(data, newline=""))) == [text, "next"]
    assert json.loads(data.splitlines()[1]) == [text]


@given(st.text(st.characters()) | st.text(st.characters(categories=["Cs", "Cc", "Po"])))
def test_any_text_at_all_is_escaped_and_read_back(text: str) -> None:
    assert unescape(escape(text)) == text
    escape(text).encode("utf-8")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.jpg", "a.jpg"),
        ("summer 2024/été, 100%.jpg", "summer 2024/été, 100%.jpg"),
        ('deep/=1+1, "c".webp', 'deep/=1+1, "c".webp'),
        ("=1+1.jpg", "./=1+1.jpg"),
        ("-x.jpg", "./-x.jpg"),
        ("@home.jpg", "./@home.jpg"),
        (" +1.jpg", "./ +1.jpg"),
        ("＝1.jpg", "./＝1.jpg"),
        ("a;=1.jpg", r"a\x3b=1.jpg"),
        ("a;b.jpg", "a;b.jpg"),
        ("two\nlines\r\tend\x1b.jpg", r"two\nlines\r\tend\x1b.jpg"),
        ("back\\slash.jpg", r"back\\slash.jpg"),
        ("old \udce9t\udce9.jpg", r"old \xe9t\xe9.jpg"),
        ("page\u2028break\x85.jpg", r"page\u2028break\u0085.jpg"),
        (".", "."),
    ],
)
@posix_only
def test_names_are_spelled_so(name: str, text: str) -> None:
    assert spell(ROOT / name, ROOT) == text


@pytest.mark.parametrize("text", ["a\\b", "end\\", r"\x9", r"\u12g4", r"\X41", r"\\\q"])
def test_what_is_no_escape_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="no escape"):
        unspell(text, ROOT)


@pytest.mark.parametrize(
    ("path", "root", "text"),
    [
        (r"C:\Users\Ana\été\=1.jpg", r"c:\users\ana", "été/=1.jpg"),
        (r"C:\Users\Ana\=1.jpg", r"C:\Users\Ana", "./=1.jpg"),
        (r"D:\other\a.jpg", r"C:\Users\Ana", "D:/other/a.jpg"),
        (r"\\server\share\a.jpg", None, "//server/share/a.jpg"),
        ("C:\\half \udce9\ud83d.jpg", None, r"C:/half \xe9\ud83d.jpg"),
    ],
)
def test_a_path_of_windows_is_spelled_with_slashes_and_read_back(
    path: str, root: str | None, text: str
) -> None:
    folder = None if root is None else PureWindowsPath(root)
    assert spell_pure(PureWindowsPath(path), folder) == text
    assert (folder or PureWindowsPath()) / unescape(text) == PureWindowsPath(path)


def test_a_path_beside_the_root_is_absolute() -> None:
    path = Path("/elsewhere/a.jpg").absolute()
    assert spell(path, ROOT) == path.as_posix()
    assert unspell(path.as_posix(), ROOT) == path


def test_a_relative_path_is_told_from_the_folder_it_is_meant_from(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert spell(Path("deep/a.jpg"), tmp_path) == "deep/a.jpg"
    assert spell(Path("a.jpg"), Path("..")) == (tmp_path / "a.jpg").as_posix()
    assert spell(Path("a.jpg"), None) == (tmp_path / "a.jpg").as_posix()


def test_the_common_root_is_the_deepest_folder_that_holds_all(tmp_path: Path) -> None:
    holiday, work = tmp_path / "holiday", tmp_path / "work"
    for folder in (holiday, work):
        folder.mkdir()
        (folder / "a.jpg").touch()
    assert common_root([holiday]) == holiday
    assert common_root([holiday / "a.jpg"]) == holiday
    assert common_root([holiday / "a.jpg", holiday / "nowhere.jpg"]) == holiday
    assert common_root([holiday, work / "a.jpg"]) == tmp_path
    assert common_root([]) is None


def test_the_root_of_the_file_system_counts_only_where_it_was_given(tmp_path: Path) -> None:
    top = Path(tmp_path.anchor)
    assert common_root([top / "nowhere" / "a.jpg", tmp_path]) is None
    assert common_root([top]) == top


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("tabby, tabby cat", "tabby, tabby cat"),
        ("C:\\a.jpg is damaged", "C:\\a.jpg is damaged"),
        ("=1+1", "'=1+1"),
        ("@home", "'@home"),
        ("-; +x", "'-;' +x"),
        ("'=1", "''=1"),
        ("a\tb\n\udcff", r"a\tb\n\xff"),
        ("well-being", "well-being"),
    ],
)
def test_other_text_is_disarmed_by_an_apostrophe(text: str, written: str) -> None:
    assert cell(text) == written


@given(st.text(st.sampled_from("=+-@;'\" \tx")))
def test_no_text_becomes_a_formula_and_its_apostrophes_can_be_taken_off(text: str) -> None:
    written = cell(text)
    for part in written.split(";"):
        assert not re.match(r"[\s\"]*[=+\-@\t\r]", part)
    taken_off = re.sub(r"(^|;)'(?=[\s\"']*[=+\-@])", r"\1", written)
    assert taken_off == text.replace("\t", "\\t")


# What spreadsheets and those who read for them take off where a cell begins. Written anew here,
# by Unicode's own categories, and by name where those do not tell.
def is_unseen(character: str) -> bool:
    if (category := unicodedata.category(character)) in ("Cf", "Zs"):
        return True
    name = "" if category in ("Cn", "Co", "Cs") else unicodedata.name(character, "")
    return (
        "VARIATION SELECTOR" in name
        or name.endswith(("PATTERN BLANK", "GRAPHEME JOINER"))
        or ("FILLER" in name and bool(re.fullmatch("(HALFWIDTH )?HANGUL .*FILLER", name)))
    )


UNSEEN = [*filter(is_unseen, map(chr, range(0x20, sys.maxunicode + 1)))]


def is_formula(part: str) -> bool:
    return part.lstrip("".join(UNSEEN) + ' "').startswith(tuple("=+-@＝＋－＠"))


@pytest.mark.parametrize("sign", "=+-@＝＋－＠")
def test_no_character_without_a_shape_hides_a_formula(sign: str) -> None:
    assert len(UNSEEN) > 400
    assert {"\ufeff", "\u200b", "\u00ad", "\u00a0", "\u200f", "\u2066"} <= set(UNSEEN)
    for unseen in UNSEEN:
        text = f"{unseen}{sign}1"
        assert cell(text) == f"'{text}"
        assert cell(f"a;{text}") == f"a;'{text}"
        assert spell(ROOT / text, ROOT) == f"./{text}"
        assert spell(ROOT / f"a;{text}", ROOT) == f"a\\x3b{text}"


hiding = st.text(st.sampled_from("=+-@＝;'\" x") | st.sampled_from(UNSEEN))


@given(hiding)
@example("\ufeff=1+1")
@example("\u200b\u200b+1;\ufeff@a")
def test_no_cell_is_a_formula_once_such_characters_are_taken_off(text: str) -> None:
    assert not any(map(is_formula, cell(text).split(";")))


@posix_only
@given(hiding.filter(lambda name: name not in ("", ".", "..")))
def test_nor_is_a_path_and_it_is_read_back(name: str) -> None:
    text = spell(ROOT / name, ROOT)
    assert not any(map(is_formula, text.split(";")))
    assert cell(text) == text
    assert unspell(text, ROOT) == ROOT / name
    assert documented["read_path"](text, ROOT) == ROOT / name
