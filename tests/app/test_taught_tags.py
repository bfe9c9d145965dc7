"""The store of taught tags: real files, damaged ones, two programs at once."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load, save

from igtagger.app.learned_tags.taught_tags import TaughtTags
from igtagger.domain import Reason
from igtagger.errors import SettingsError, UsageError
from igtagger.labels.tag_rules import TagEdit
from igtagger.models.taught import TaughtTag
from igtagger.models.taught_file import MOST_TAGS, packed, unpacked
from tests.hostile import CONTENTS

SHA = "0123456789abcdef"


def tag(index: int, name: str, *, examples: int = 7, automatic: bool = False) -> TaughtTag:
    weight = np.arange(index, index + 4, dtype=np.float32)
    return TaughtTag(index, name, "everyday", SHA, weight, -1.5, 0.75, automatic, examples, 2)


def store(tmp_path: Path, *tags: TaughtTag, said: list[Reason] | None = None) -> TaughtTags:
    tell = said.append if said is not None else lambda reason: pytest.fail(reason.code)
    made = TaughtTags(tmp_path / "taught", tell)
    if tags:
        made.put(tags)
    return made


def names(kept: TaughtTags) -> list[str]:
    return [each.name for each in kept.tags()]


def code_of(error: pytest.ExceptionInfo[UsageError] | pytest.ExceptionInfo[SettingsError]) -> str:
    return error.value.reason.code


def test_there_is_nothing_where_there_is_no_file_and_none_is_made_by_looking(
    tmp_path: Path,
) -> None:
    assert store(tmp_path).tags() == ()
    assert not (tmp_path / "taught").exists()


def test_all_of_a_tag_is_kept(tmp_path: Path) -> None:
    before = replace(tag(3, "Tom", automatic=True), former="cat")
    store(tmp_path, before)
    (after,) = store(tmp_path).tags()
    assert np.array_equal(after.weight, before.weight)
    plain = [replace(each, weight=np.zeros(0)) for each in (before, after)]
    assert repr(plain[0]) == repr(plain[1])


def test_a_begun_tag_has_its_index_at_once_and_no_other_ever_gets_it(tmp_path: Path) -> None:
    kept = store(tmp_path)
    first = kept.begin("Tom", "everyday", SHA, 4, least_index=5)
    assert (first.index, first.examples, first.threshold) == (5, 0, 1.0)
    assert kept.begin("TOM", "everyday", SHA, 4).index == 5
    kept.remove("tom")
    assert kept.begin("Tom", "everyday", SHA, 4).index == 6
    with pytest.raises(UsageError) as refused:
        kept.begin(" \n", "everyday", SHA, 4)
    assert code_of(refused) == "taught.no-name"


def test_another_program_s_changes_are_seen_and_not_written_over(tmp_path: Path) -> None:
    mine, other = store(tmp_path, tag(0, "Tom")), store(tmp_path)
    assert names(mine) == names(other) == ["Tom"]
    other.begin("Max", "everyday", SHA, 4)
    mine.rename("Tom", "Tim")
    assert names(mine) == names(other) == ["Tim", "Max"]


def test_only_what_has_enough_examples_is_said_by_itself(tmp_path: Path) -> None:
    kept = store(tmp_path, tag(0, "Tom"), tag(1, "Max", examples=4))
    assert kept.switch("tom", automatic=True).automatic
    assert [each.name for each in kept.of_model("everyday", SHA, automatic=True)] == ["Tom"]
    with pytest.raises(UsageError) as refused:
        kept.switch("Max", automatic=True)
    assert code_of(refused) == "taught.few-examples"
    assert not kept.switch("Tom", automatic=False).automatic
    assert kept.of_model("everyday", "other") == ()


def test_names_are_found_whatever_their_case_and_near_ones_are_offered(tmp_path: Path) -> None:
    kept = store(tmp_path, tag(0, "Tomcat"), tag(1, "Max"))
    assert kept.find("TOMCAT").index == 0
    for asked, code in (("tomcap", "taught.unknown-near"), ("qqq", "taught.unknown")):
        with pytest.raises(UsageError) as refused:
            kept.find(asked)
        assert code_of(refused) == code
    with pytest.raises(UsageError) as refused:
        kept.rename("Max", "tomCat")
    assert code_of(refused) == "taught.exists"
    assert kept.rename("Max", "MAX").name == "MAX"


def test_tags_from_elsewhere_get_indices_that_are_free_or_replace_those_of_their_name(
    tmp_path: Path,
) -> None:
    kept = store(tmp_path, tag(4, "Tom"))
    added = kept.add([tag(0, "tom", examples=9), tag(4, "Max")], least_index=8)
    assert [(each.index, each.name) for each in added] == [(4, "tom"), (8, "Max")]
    assert kept.find("Tom").examples == 9


# Own tags that are changed on all pictures


def test_a_tag_keeps_what_it_was_taught_when_it_is_renamed_and_when_that_is_undone(
    tmp_path: Path,
) -> None:
    kept = store(tmp_path, tag(0, "cat", automatic=True))
    edit = TagEdit("rename", ("cat",), "Tom")
    for _ in range(2):  # twice is as good as once
        kept.follow(edit, undone=False)
        assert [(each.name, each.automatic) for each in kept.tags()] == [("Tom", True)]
    for _ in range(2):
        kept.follow(edit, undone=True)
        assert [(each.name, each.automatic) for each in kept.tags()] == [("cat", True)]


def test_of_tags_that_become_one_the_one_that_was_there_stays_and_others_are_silent(
    tmp_path: Path,
) -> None:
    kept = store(tmp_path, tag(0, "kitty", automatic=True), tag(1, "cat", automatic=True))
    edit = TagEdit("merge", ("kitty",), "cat")
    kept.follow(edit, undone=False)
    assert [(each.name, each.automatic) for each in kept.tags()] == [
        ("kitty", False),
        ("cat", True),
    ]
    kept.follow(edit, undone=True)
    assert names(kept) == ["kitty", "cat"]


def test_of_several_that_become_a_new_one_the_best_taught_goes_along(tmp_path: Path) -> None:
    kept = store(tmp_path, tag(0, "kitty", examples=9), tag(1, "kitten", automatic=True))
    kept.follow(TagEdit("merge", ("kitty", "kitten"), "cat"), undone=False)
    assert [(each.name, each.automatic) for each in kept.tags()] == [
        ("cat", False),
        ("kitten", False),
    ]


def test_a_deleted_tag_is_silent_and_what_is_no_change_of_pictures_does_nothing(
    tmp_path: Path,
) -> None:
    kept = store(tmp_path, tag(0, "cat", automatic=True))
    kept.follow(TagEdit("colour", ("cat",), "blue"), undone=False)
    assert kept.find("cat").automatic
    kept.follow(TagEdit("delete", ("cat",)), undone=False)
    assert not kept.find("cat").automatic


# Files of anybody's


def test_a_damaged_file_is_set_aside_and_told(tmp_path: Path) -> None:
    said: list[Reason] = []
    kept = store(tmp_path, tag(0, "Tom"), said=said)
    file = tmp_path / "taught" / "tags.safetensors"
    file.write_bytes(file.read_bytes()[:-3])
    assert kept.tags() == ()
    assert [reason.code for reason in said] == ["taught.damaged"]
    assert (tmp_path / "taught" / "tags.damaged-1.safetensors").is_file()
    kept.put([tag(1, "Max")])
    assert names(store(tmp_path)) == ["Max"]


def test_a_file_that_cannot_be_read_is_told_and_left_alone(tmp_path: Path) -> None:
    (tmp_path / "taught" / "tags.safetensors").mkdir(parents=True)
    with pytest.raises(SettingsError) as told:
        store(tmp_path).tags()
    assert code_of(told) == "taught.unreadable"
    with pytest.raises(SettingsError):
        store(tmp_path).begin("Tom", "everyday", SHA, 4)


def changed(**other: object) -> bytes:
    """A file of one tag, in whose description some things are other."""
    return with_notes(lambda entry: entry | other)


def with_notes(change: object) -> bytes:
    content = packed([tag(0, "Tom")], 1)
    length = int.from_bytes(content[:8], "little")
    notes = json.loads(content[8 : 8 + length])["__metadata__"]
    assert callable(change)
    notes["tags"] = json.dumps([change(each) for each in json.loads(notes["tags"])])
    return save(load(content), notes)


def test_the_file_itself_is_read() -> None:
    assert unpacked(changed()).tags[0].name == "Tom"
    assert unpacked(packed([], 7)).next_index == 7


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\0" * 7,
        b"\xff" * 40,
        (1 << 60).to_bytes(8, "little") + b"{}",
        save({"0": np.zeros(4, np.float32)}),
        changed(name=""),
        changed(name="a,\nb"),
        changed(name="x" * 300),
        changed(name=7),
        changed(index=-1),
        changed(index=True),
        changed(index=1),
        changed(model="x\ny"),
        changed(weights="../../etc"),
        changed(bias=float("nan")),
        changed(bias=1e30),
        changed(threshold=1.5),
        changed(threshold="0.5"),
        changed(automatic=1),
        changed(examples=-1),
        changed(rejected=1 << 40),
        changed(former="\0"),
        with_notes(lambda entry: []),
        with_notes(lambda entry: {}),
        packed([tag(0, "Tom"), tag(1, "tom")]),
        packed([replace(tag(0, "Tom"), weight=np.array([1, np.inf], np.float32))]),
        packed([replace(tag(0, "Tom"), weight=np.array([1, 1e9], np.float32))]),
        packed([replace(tag(0, "Tom"), weight=np.zeros(0, np.float32))]),
        packed([replace(tag(0, "Tom"), weight=np.zeros((2, 2), np.float32))]),
        packed([tag(n, f"t{n}") for n in range(MOST_TAGS + 1)]),
    ],
    ids=range(30),
)
def test_nothing_that_is_wrong_is_taken(content: bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011  whichever: all are the file's fault
        unpacked(content)


@pytest.mark.parametrize("what", CONTENTS)
def test_nor_is_anything_else_that_a_small_file_may_hold(what: str) -> None:
    content = CONTENTS[what]
    framed = len(content).to_bytes(8, "little") + content
    for each in (content, framed, b'{"__metadata__":' + framed):
        with pytest.raises(ValueError):  # noqa: PT011
            unpacked(each)


def test_nothing_is_written_that_could_not_be_read_again(tmp_path: Path) -> None:
    kept = store(tmp_path, tag(0, "Tom"))
    with pytest.raises(ValueError, match="should be"):
        kept.put([replace(tag(1, "Max"), weight=np.full(4, np.nan, np.float32))])
    assert names(kept) == ["Tom"]


KILLED = """
import os, sys
from pathlib import Path
import igtagger.files as files
from igtagger.app.learned_tags.taught_tags import TaughtTags
files._take_place = lambda *given: os._exit(9)
TaughtTags(Path(sys.argv[1])).rename("Tom", "Max")
"""


def test_a_kill_amid_writing_leaves_the_old_file_and_the_lock_free(tmp_path: Path) -> None:
    kept = store(tmp_path, tag(0, "Tom"))
    folder = tmp_path / "taught"
    ended = subprocess.run([sys.executable, "-c", KILLED, str(folder)], check=False)
    assert ended.returncode == 9
    assert names(kept) == ["Tom"]
    kept.rename("Tom", "Tim")
    assert names(kept) == ["Tim"]
    left = {each.name for each in folder.iterdir()} - {"tags.lock"}
    assert left == {"tags.safetensors"}
