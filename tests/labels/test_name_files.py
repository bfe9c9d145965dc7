"""Files of names that a person brings: whatever is in them is read, or told line by line."""

from __future__ import annotations

import csv
import io
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from igtagger.labels.name_files import MOST_BAD_LINES, MOST_PROBLEMS, NamesFile, read_names

KNOWN = {"n02121808", "n02084071", "kinds:map", "x-book"}

WORDNET = """# Offenes Wortnetz\tdeu\thttps://example.org\tCC BY
02121808-n\tlemma\tHaus_katze
02121808-n\tlemma\tKatze
02121808-n\tdef\t0\tein Tier, das schnurrt
02121808-n\tdeu:exe\t0\tDie Katze schnurrt.
02084071-n\tdeu:lemma\tHund
02084071-n\tdeu:lemma:plural\tHunde
00001740-v\tdeu:lemma\tatmen
"""


def read(text: str) -> NamesFile:
    return read_names(text.encode(), KNOWN)


def problems(text: str) -> dict[int, str]:
    return {line: reason.code for line, reason in read(text).problems}


def test_of_open_multilingual_wordnet_the_first_lemma_of_each_thing_is_taken() -> None:
    found = read(WORDNET)
    assert dict(found.names) == {"n02121808": "Haus katze", "n02084071": "Hund"}
    assert found.language == "deu"
    assert (found.unknown, found.repeated, found.bad_lines) == (1, 1, 0)


def test_without_a_first_line_the_relation_tells_the_language() -> None:
    assert read("02121808-n\tdeu:lemma\tKatze\n").language == "deu"
    assert read("02121808-n\tlemma\tKatze\n").language == ""


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_csv_is_read_as_spreadsheets_write_it(separator: str, end: str, encoding: str) -> None:
    rows = [
        ("wnid", "name"),
        ("n02121808", "Käse­glocke"),
        ("02084071-n", '"Hund"'),
        ("kinds:map", "x"),
    ]
    text = end.join(separator.join(row) for row in rows) + end
    found = read_names(text.encode(encoding), KNOWN)
    assert list(found.names) == ["n02121808", "n02084071", "kinds:map"]
    assert found.names["n02084071"] == "Hund"
    assert found.problems == ()


def test_titles_are_not_needed_and_remarks_and_empty_lines_are_passed_over() -> None:
    found = read("\n# mine\nx-book;Buch\n\n# x-book;Heft\nn02121808;Katze; und mehr\n")
    assert dict(found.names) == {"x-book": "Buch", "n02121808": "Katze"}


def test_a_table_with_more_columns_tells_by_its_titles_which_count() -> None:
    found = read("English,ID,Name,level\ncat,n02121808,Katze,term\nbook,x-book,,term\n")
    assert dict(found.names) == {"n02121808": "Katze"}
    assert found.bad_lines == 0


def test_two_columns_may_have_any_title_and_stand_in_either_order() -> None:
    assert dict(read("Deutsch;id\nKatze;n02121808\n").names) == {"n02121808": "Katze"}


def test_where_no_column_of_many_is_called_name_none_is_guessed() -> None:
    found = read("id,english,deutsch\nn02121808,cat,Katze\n")
    assert dict(found.names) == {}
    assert found.problems[0].reason.code == "line.no-title"


def test_the_first_name_of_an_id_counts_and_ids_that_there_are_not_are_counted() -> None:
    found = read("n02121808,Katze\nn02121808,Kater\nn99999999,Nichts\nkinds:none,Nichts\n")
    assert dict(found.names) == {"n02121808": "Katze"}
    assert (found.unknown, found.repeated, found.bad_lines) == (2, 1, 0)


def test_a_line_that_makes_no_sense_is_told_and_the_rest_works() -> None:
    text = (
        'n02121808,Katze\nn02084071\nKatze,Hund\nx-book,"Buch\nx-book,"ein, zwei"\n'
        f"x-book,{'lang' * 100}\nkinds:map,Karte\n"
    )
    assert dict(read(text).names) == {"n02121808": "Katze", "kinds:map": "Karte"}
    assert problems(text) == {
        2: "line.short",
        3: "line.no-id",
        4: "line.form",
        5: "line.no-name",
        6: "line.no-name",
    }


def test_of_many_lines_that_make_no_sense_the_first_are_told() -> None:
    found = read("n02121808,Katze\n" + "?,?\n" * 500)
    assert [line for line, _ in found.problems] == list(range(2, 2 + MOST_PROBLEMS))
    assert found.bad_lines == 500


def test_a_file_of_nothing_but_such_lines_is_given_up() -> None:
    found = read("n02121808,Katze\n" + "?,?\n" * MOST_BAD_LINES + "n02084071,Hund\n")
    assert (list(found.names), found.bad_lines) == (["n02121808"], MOST_BAD_LINES)
    found = read("?,?\n" * (MOST_BAD_LINES - 1) + "n02084071,Hund\n")
    assert list(found.names) == ["n02084071"]


@pytest.mark.parametrize(
    ("given_name", "shown"),
    [
        ("  Katze \t", "Katze"),
        ("große\u00a0  Katze", "große Katze"),
        ("Ka\u0308se", "Käse"),
        ("Kat\x00\x1b\x7fze", "Katze"),
    ],
)
def test_names_are_trimmed_and_composed_and_lose_control_characters(
    given_name: str, shown: str
) -> None:
    assert read(f"n02121808,{given_name}\n").names["n02121808"] == shown


@pytest.mark.parametrize("content", ["n02121808,Käse".encode("latin-1"), b"\xff\xfe\x00", b"\xff"])
def test_what_is_in_another_encoding_is_told(content: bytes) -> None:
    found = read_names(b"" + content, KNOWN)
    assert not found.names
    assert [reason.code for _, reason in found.problems] == ["line.encoding"]


def test_the_line_of_what_is_not_utf8_is_told() -> None:
    assert read_names(b"a\nb\n\xff", KNOWN).problems[0].line == 3


LINES = st.one_of(
    st.sampled_from(WORDNET.splitlines(keepends=True)),
    st.sampled_from(
        ["wnid,name\n", "n02121808,Katze\n", '"', "\r", "x-book;", "\x00", "kinds:map\t"]
    ),
    st.text(max_size=8),
)


@given(
    st.binary(max_size=200)
    | st.builds(lambda parts, code: "".join(parts).encode(code, "replace"),
                st.lists(LINES, max_size=8), st.sampled_from(["utf-8", "utf-16", "latin-1"]))
)  # fmt: skip
def test_any_bytes_give_names_or_problems(content: bytes) -> None:
    found = read_names(content, KNOWN)
    assert found.names.keys() <= KNOWN
    for name in found.names.values():
        assert name == unicodedata.normalize("NFC", " ".join(name.split())) != ""
        assert "," not in name
        assert not any(unicodedata.category(c) in ("Cc", "Cs", "Zl", "Zp") for c in name)
    assert len(found.problems) == min(found.bad_lines, MOST_PROBLEMS)


@given(st.dictionaries(st.sampled_from(sorted(KNOWN)), st.text(max_size=30)))
def test_names_that_were_read_are_read_again_as_they_are(names: dict[str, str]) -> None:
    def written(rows: dict[str, str]) -> bytes:
        text = io.StringIO()
        csv.writer(text, lineterminator="\n").writerows([("wnid", "name"), *rows.items()])
        return text.getvalue().encode("utf-8", "replace")

    once = read_names(written(names), KNOWN)
    again = read_names(written(dict(once.names)), KNOWN)
    assert again.names == once.names
    assert again.bad_lines == 0
