"""``igtagger teach`` and ``igtagger taught``, through the real ``main()`` on real photographs."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from safetensors.numpy import load, save

from igtagger.__main__ import main
from igtagger.app.learned_tags.taught_tags import TaughtTags
from igtagger.domain import LabelRef, Review
from igtagger.library.facade import Library
from igtagger.settings import Settings

Capture = pytest.CaptureFixture[str]

SOURCES = {
    "cat": ("skimage", "data/chelsea.png"),
    "mug": ("skimage", "data/coffee.png"),
    "rose": ("sklearn", "datasets/images/flower.jpg"),
}


def photograph(package: str, path: str) -> Image.Image:
    spec = find_spec(package)  # to import it takes a second
    assert spec is not None
    assert spec.origin is not None
    with Image.open(Path(spec.origin).parent / path) as opened:
        return opened.convert("RGB")


def crops(folder: Path, name: str, count: int, first: int = 0) -> list[Path]:
    """Parts of a photograph, three quarters of its sides, from different places."""
    folder.mkdir(parents=True, exist_ok=True)
    image = photograph(*SOURCES[name])
    width, height = (side * 3 // 4 for side in image.size)
    made = []
    for number in range(first, first + count):
        left = (image.width - width) * (number % 4) // 3
        top = (image.height - height) * (number // 4 % 3) // 2
        part = image.crop((left, top, left + width, top + height)).resize((320, 240))
        made.append(folder / f"{name}{number}.jpg")
        part.save(made[-1])
    return made


@pytest.fixture
def classes(tmp_path: Path) -> Path:
    """Five crops of each of three photographs, in folders."""
    for name in SOURCES:
        crops(tmp_path / "classes" / name, name, 5)
    return tmp_path / "classes"


def opened() -> Library:
    file = Settings.from_environment().library_file
    return Library.open(file, on_message=lambda reason: pytest.fail(reason.code))


def own(paths: Sequence[Path]) -> list[tuple[str, ...]]:
    with opened() as library:
        found = library.reviews(paths)
    return [found.get(path, Review()).own for path in paths]


def store() -> TaughtTags:
    return TaughtTags(Settings.from_environment().taught_dir)


def run(capsys: Capture, *given: str | Path, code: int = 0) -> tuple[str, str]:
    """What was printed, and what was said."""
    capsys.readouterr()
    assert main([str(each) for each in given]) == code, capsys.readouterr().err
    out, err = capsys.readouterr()
    return out, err


def facts(capsys: Capture, *given: str | Path) -> Any:
    return json.loads(run(capsys, *given, "--json")[0])


def test_a_folder_of_classes_becomes_tags_that_find_what_is_like_them(
    classes: Path, tmp_path: Path, capsys: Capture
) -> None:
    new = [crops(tmp_path / "new", name, 1, first=9)[0] for name in SOURCES]
    learned = facts(capsys, "teach", classes, "-q")
    assert [each["name"] for each in learned] == ["cat", "mug", "rose"]
    assert all(each["examples"] == 5 and each["by_itself"] for each in learned)
    assert all(each["expected_right"] > 0.5 for each in learned)
    assert own(sorted((classes / "cat").iterdir())) == [("cat",)] * 5

    run(capsys, "tag", tmp_path / "new", "-q", "-o", tmp_path / "t.csv")
    for name, path in zip(SOURCES, new, strict=True):
        found = facts(capsys, "taught", "suggest", name)
        assert found[0]["path"] == str(path)
        assert found[0]["score"] > 0.4 > found[-1]["score"]
    within = facts(capsys, "taught", "suggest", "cat", classes)
    assert {Path(each["path"]).parent.name for each in within} == {"mug", "rose"}
    assert len(facts(capsys, "taught", "suggest", "cat", "--most", "2")) == 2


def test_only_the_head_is_made_where_that_is_asked_for(classes: Path, capsys: Capture) -> None:
    out, err = run(capsys, "teach", classes, "--only-head", "--off", "-q")
    assert out.splitlines()[0].split() == [
        *("TAG", "EXAMPLES", "REJECTED", "BY", "ITSELF", "RIGHT", "FOUND")
    ]
    assert "cat" in out
    assert "few" not in err
    assert own(sorted((classes / "cat").iterdir())) == [()] * 5
    assert [tag.automatic for tag in store().tags()] == [False] * 3


def test_tags_that_pictures_have_are_taught_and_improved(tmp_path: Path, capsys: Capture) -> None:
    cats, mugs = crops(tmp_path / "p", "cat", 6), crops(tmp_path / "p", "mug", 6)
    run(capsys, "tag", tmp_path / "p", "-q", "-o", tmp_path / "t.csv")
    with opened() as library:
        library.save_reviews({path: Review(own=("Felix",)) for path in cats[:2]})
    out, err = run(capsys, "teach", "--tag", "felix", "-q")
    assert "Felix" in out
    assert err == "Too few examples to be said by themselves: Felix.\n"
    assert "too few" in run(capsys, "taught", "on", "Felix", code=2)[1]
    (tag,) = store().tags()
    with opened() as library:
        library.save_reviews({path: Review(own=("Felix",)) for path in cats[2:5]})
        refused = frozenset({LabelRef("taught", tag.index)})
        library.save_reviews({mugs[0]: Review(rejected=refused)})
    (better,) = facts(capsys, "taught", "improve", "-q")
    assert (better["examples"], better["rejected"], better["by_itself"]) == (5, 1, False)
    run(capsys, "taught", "on", "Felix")
    found = [each["path"] for each in facts(capsys, "taught", "suggest", "Felix")]
    assert found[0] == str(cats[5])
    assert str(mugs[0]) not in found
    assert facts(capsys, "taught", "list")[0]["by_itself"]


def test_a_tag_stays_with_its_model_unless_another_is_asked_for(
    tmp_path: Path, capsys: Capture
) -> None:
    cats = crops(tmp_path / "p", "cat", 2)
    crops(tmp_path / "p", "mug", 2)
    run(capsys, "tag", tmp_path / "p", "-q", "-o", tmp_path / "t.csv")
    with opened() as library:
        library.save_reviews({cats[0]: Review(own=("Felix",))})
    run(capsys, "teach", "--tag", "Felix", "-q")
    store().put([replace(store().find("Felix"), model_id="my birds")])
    for command in ("suggest", "improve"):
        assert "my birds" in run(capsys, "taught", command, "Felix", code=2)[1]
    (found, *_) = facts(capsys, "taught", "suggest", "Felix", "-m", "everyday")
    assert found["path"] == str(cats[1])
    run(capsys, "taught", "improve", "Felix", "-m", "everyday", "-q")
    assert store().find("Felix").model_id == "everyday"


def test_a_tag_is_listed_renamed_switched_off_and_forgotten(classes: Path, capsys: Capture) -> None:
    assert "Nothing has been taught" in run(capsys, "taught", "list")[1]
    run(capsys, "teach", classes, "-q")
    assert "everyday" in run(capsys, "taught", "list")[0]
    run(capsys, "taught", "rename", "cat", "Tom")
    assert own(sorted((classes / "cat").iterdir())) == [("Tom",)] * 5
    assert [tag.name for tag in store().tags()] == ["Tom", "mug", "rose"]
    run(capsys, "tags", "undo")
    assert [tag.name for tag in store().tags()] == ["cat", "mug", "rose"]
    assert "already" in run(capsys, "taught", "rename", "cat", "MUG", code=2)[1]
    run(capsys, "taught", "off", "cat", "mug")
    assert [tag.automatic for tag in store().tags()] == [False, False, True]
    assert 'Did you mean "cat"' in run(capsys, "taught", "off", "catt", "rose", code=2)[1]
    assert store().find("rose").automatic
    run(capsys, "taught", "remove", "cat")
    assert [tag.name for tag in store().tags()] == ["mug", "rose"]
    assert own(sorted((classes / "cat").iterdir())) == [("cat",)] * 5


def test_a_tag_is_given_to_somebody_else_and_finds_the_same_there(
    classes: Path, tmp_path: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(capsys, "teach", classes, "-q")
    file = tmp_path / "tags.safetensors"
    run(capsys, "taught", "export", "cat", "Cat", "rose", "-o", file)
    run(capsys, "taught", "export", "cat", "-o", file)  # its own kind is written over
    assert "Import it with --replace" in run(capsys, "taught", "import", file, code=2)[1]
    run(capsys, "taught", "import", file, "--name", "Felix")
    assert store().find("Felix").index == 3
    run(capsys, "taught", "import", file, "--replace")

    monkeypatch.setenv("IGTAGGER_DATA_DIR", str(tmp_path / "else"))
    run(capsys, "taught", "import", file)
    assert store().find("cat").automatic
    (new,) = crops(tmp_path / "new", "cat", 1, first=9)
    crops(tmp_path / "new", "mug", 3)
    run(capsys, "tag", tmp_path / "new", "-q", "-o", tmp_path / "t.csv")
    assert facts(capsys, "taught", "suggest", "cat")[0]["path"] == str(new)


def test_what_was_taught_elsewhere_needs_its_model_and_is_checked(
    classes: Path, tmp_path: Path, capsys: Capture
) -> None:
    run(capsys, "teach", classes, "-q")
    file = tmp_path / "tags.safetensors"
    run(capsys, "taught", "export", "cat", "-o", file)
    run(capsys, "taught", "remove", "cat")
    for change, said in (
        ({"model": "my birds"}, "my birds, which this igtagger does not know"),
        ({"model": "everyday-small"}, "everyday-small"),
        ({"weights": "0" * 64}, "whose SHA-256 begins with 000000000000"),
        ({"examples": 0}, "There is no tag in"),
        ({"name": "a\nb"}, "is no file of taught tags"),
    ):
        other = tmp_path / "other.safetensors"
        other.write_bytes(changed(file.read_bytes(), change))
        capsys.readouterr()
        assert main(["taught", "import", str(other)]) in (1, 2)
        err = capsys.readouterr().err
        assert said in err
    other.write_bytes(b"\x89PNG")
    assert "is no file of taught tags" in run(capsys, "taught", "import", other, code=2)[1]
    missing = tmp_path / "missing"
    assert "is no file of taught tags" in run(capsys, "taught", "import", missing, code=2)[1]
    assert store().get("cat") is None


def changed(content: bytes, entry: dict[str, object]) -> bytes:
    length = int.from_bytes(content[:8], "little")
    notes = json.loads(content[8 : 8 + length])["__metadata__"]
    (before,) = json.loads(notes["tags"])
    return save(load(content), notes | {"tags": json.dumps([before | entry])})


@pytest.mark.unprepared
def test_what_makes_no_sense_is_refused(tmp_path: Path, capsys: Capture) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "no tag" / "a,b").mkdir(parents=True)
    for given, said in (
        (["teach"], "--tag"),
        (["teach", tmp_path, "--tag", "x"], "not both"),
        (["teach", tmp_path / "missing"], "missing"),
        (["teach", tmp_path / "empty"], "no folders"),
        (["teach", tmp_path / "no tag"], "a,b"),
        (["teach", "--tag", "nobody"], "nobody"),
        (["taught", "suggest", "nobody"], "nobody"),
        (["taught", "improve"], "taught"),
        (["taught", "remove", "nobody"], "nobody"),
    ):
        assert said in run(capsys, *given, code=2)[1]
    assert not Settings.from_environment().taught_dir.exists()


KILLED = """
import os, sys
from igtagger.app.learned_tags.taught_tags import TaughtTags
TaughtTags.follow = lambda *given, **how: os._exit(9)
from igtagger.__main__ import main
main(sys.argv[1:])
"""


def test_a_kill_between_library_and_store_is_made_good_by_the_next_command(
    tmp_path: Path, capsys: Capture
) -> None:
    with opened() as library:
        library.save_reviews({tmp_path / "a.jpg": Review(own=("cat",))})
    store().begin("cat", "everyday", "0" * 64, 4)
    for given, name in ((["taught", "rename", "cat", "Tom"], "Tom"), (["tags", "undo"], "cat")):
        command = [sys.executable, "-c", KILLED, *given]
        assert subprocess.run(command, check=False, env={**os.environ}).returncode == 9
        assert own([tmp_path / "a.jpg"]) == [(name,)]
        assert store().get(name) is None
        run(capsys, "tags", "list")
        assert store().get(name) is not None


STOPPED = """
import os, signal, sys
from igtagger.app.learned_tags.teaching import Lesson
learn = Lesson.learn
def stopped(self, *given, **how):
    os.kill(os.getpid(), signal.SIGINT)
    return learn(self, *given, **how)
Lesson.learn = stopped
from igtagger.__main__ import main
sys.exit(main(sys.argv[1:]))
"""


@pytest.mark.skipif(os.name == "nt", reason="it has other signals")
def test_ctrl_c_ends_it_cleanly_and_nothing_is_half_taught(classes: Path, capsys: Capture) -> None:
    command = [sys.executable, "-c", STOPPED, "teach", str(classes), "-q"]
    done = subprocess.run(command, check=False, env={**os.environ}, capture_output=True, text=True)
    assert done.returncode == 130
    assert done.stderr == "Stopped.\n"
    assert all(not tag.examples for tag in store().tags())
    run(capsys, "teach", classes, "-q")
    assert all(tag.examples == 5 for tag in store().tags())
