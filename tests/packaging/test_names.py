"""The lists of names are sound, and what they name is fetched from registries."""

from __future__ import annotations

import sys
import tarfile
import zipfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pytest

from igtagger.domain import Label
from igtagger.labels.sets import load_labels
from igtagger.labels.tree import LABEL_SETS, load_tree, term_id
from tests.packaging.scripts import PACKAGING

sys.path.append(str(PACKAGING))

from kinds.packages import unpacked
from quality.gather import Named, main, read, read_names

QUALITY = PACKAGING / "quality"
NPM = ("npm", "pack", "--silent", "--ignore-scripts")
UNEARTH = (sys.executable, "-m", "unearth")
LISTS = ("names.csv", "names_before.csv", "names_development.csv")
HEADER = "package,path,how,classes,terms,shows,people\n"


def called(label_set: str, label: Label) -> set[str]:
    """What a list may call a label: its set's name, or the tree's."""
    return {label.name, load_tree().terms[term_id(label_set, label)].name}


@pytest.fixture(scope="module")
def measured() -> list[Named]:
    return read_names(QUALITY / "names.csv")


@pytest.fixture(scope="module")
def development() -> list[Named]:
    return read_names(QUALITY / "names_development.csv")


def test_half_of_the_pictures_show_a_class_and_many_show_people(measured: list[Named]) -> None:
    assert len(measured) >= 320
    assert 0.4 <= sum(bool(one.classes) for one in measured) / len(measured) <= 0.6
    assert sum(one.of_people for one in measured) >= 40


def test_no_package_gives_more_than_twelve_pictures(measured: list[Named]) -> None:
    assert max(Counter(one.picture.package for one in measured).values()) <= 12


def test_no_picture_is_of_another_list(measured: list[Named]) -> None:
    others = [read(QUALITY / name) for name in ("kinds_second.csv", "contents.csv")]
    others += [read(PACKAGING / f"kinds/{part}.csv") for part in ("training", "development")]
    taken = {(one.package, one.path) for listed in others for one in listed}
    assert not taken & {(one.picture.package, one.picture.path) for one in measured}


def test_thresholds_are_chosen_on_other_packages(
    measured: list[Named], development: list[Named]
) -> None:
    chosen, kept = ({one.picture.package for one in part} for part in (development, measured))
    before = {one.picture.package for one in read_names(QUALITY / "names_before.csv")}
    assert not (chosen | before) & kept


def test_development_has_the_pictures_and_classes_of_the_contents(
    development: list[Named],
) -> None:
    assert [one.picture for one in development] == read(QUALITY / "contents.csv")


@pytest.mark.parametrize("name", LISTS)
def test_what_a_class_or_people_make_true_is_among_the_terms(name: str) -> None:
    names = [called("imagenet-1k", label) for label in load_labels("imagenet-1k")]
    for one in read_names(QUALITY / name):
        assert all(names[index] & one.terms for index in one.classes), one.picture
        assert one.shows.strip(), one.picture
        assert "person" in one.terms or not one.of_people, one.picture
        assert all(term == term.strip() and term for term in one.terms), one.picture


@pytest.mark.parametrize("name", LISTS)
def test_every_term_is_called_as_the_tree_or_a_label_set_calls_it(name: str) -> None:
    known = {term.name for term in load_tree().terms.values() if term.natural}
    known |= {word for s in LABEL_SETS for label in load_labels(s) for word in called(s, label)}
    for one in read_names(QUALITY / name):
        assert not one.terms - known, one.picture


@pytest.mark.parametrize("name", LISTS)
def test_natural_terms_above_a_class_are_true_with_it(name: str) -> None:
    tree, labels = load_tree(), load_labels("imagenet-1k")
    for one in read_names(QUALITY / name):
        for index in one.classes:
            above = tree.natural_ancestors(term_id("imagenet-1k", labels[index]))
            assert not {term.name for term in above} - one.terms, one.picture


def test_a_row_says_what_is_true_of_a_picture(tmp_path: Path) -> None:
    file = tmp_path / "names.csv"
    file.write_text(f"{HEADER}p,a.jpg,,834 906,suit|tie|clothing,man in a suit,1\n", "utf-8")
    (one,) = read_names(file)
    assert one.classes == {834, 906}
    assert one.terms == {"suit", "tie", "clothing"}
    assert (one.shows, one.of_people) == ("man in a suit", True)


def test_a_picture_may_show_nothing_that_has_a_name(tmp_path: Path) -> None:
    file = tmp_path / "names.csv"
    file.write_text(f"{HEADER}p,a.jpg,,,,nebula,0\n", "utf-8")
    assert read_names(file)[0].terms == frozenset()
    assert read_names(file)[0].classes == frozenset()


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ("p,a.jpg,,,,x,0\np,a.jpg,,,,y,0\n", r"names\.csv: a picture comes twice"),
        ("p,a.jpg,,,,x,yes\n", r"names\.csv: a\.jpg: people is 'yes', not 0 or 1"),
    ],
)
def test_a_list_with_a_slip_is_refused(tmp_path: Path, rows: str, message: str) -> None:
    file = tmp_path / "names.csv"
    file.write_text(HEADER + rows, "utf-8")
    with pytest.raises(ValueError, match=message):
        read_names(file)


def test_one_command_tells_how_many_pictures_of_a_list_are_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "packages/npm-@x+gallery@1.2.0"
    folder.mkdir(parents=True)
    (folder / ".unpacked").touch()
    (folder / "a.jpg").touch()
    package = "npm:@x/gallery@1.2.0"
    names, kinds = tmp_path / "names.csv", tmp_path / "kinds.csv"
    names.write_text(f"{HEADER}{package},a.jpg,,,,rose,0\n{package},b.jpg,,,,rose,0\n", "utf-8")
    kinds.write_text(f"kind,package,path,how\nphotograph,{package},a.jpg,\n", "utf-8")
    words = ["gather.py", "--work", str(tmp_path), str(names), str(kinds)]
    monkeypatch.setattr(sys, "argv", words)
    main()
    assert capsys.readouterr().out.splitlines() == [
        f"missing: {package}: b.jpg",
        "names.csv: 1 of 2 pictures, 1 packages",
        "kinds.csv: 1 of 1 pictures, 1 packages",
    ]


class Registry:
    """Answers like a client: it puts an archive with one file where it is told to."""

    def __init__(self, archive: str) -> None:
        self.archive = archive
        self.asked: list[tuple[str, ...]] = []

    def __call__(self, command: Sequence[str], folder: Path) -> None:
        self.asked.append(tuple(command))
        source = folder.parent.parent / "a.jpg"
        source.write_bytes(b"picture")
        if self.archive.endswith("whl"):
            with zipfile.ZipFile(folder / self.archive, "w") as made:
                made.write(source, "package/a.jpg")
        else:
            with tarfile.open(folder / self.archive, "w:gz") as packed:
                packed.add(source, "package/a.jpg")


@pytest.mark.parametrize(
    ("package", "archive", "command"),
    [
        ("npm:@x/gallery@1.2.0", "x-gallery-1.2.0.tgz", NPM),
        ("sdist:x==2", "x-2.tar.gz", (*UNEARTH, "--no-binary", "--download", ".")),
        ("wheel:x==2", "x-2-py3-none-any.whl", (*UNEARTH, "--only-binary", "--download", ".")),
    ],
)
def test_a_package_is_fetched_once_and_unpacked(
    tmp_path: Path, package: str, archive: str, command: tuple[str, ...]
) -> None:
    registry = Registry(archive)
    folder = unpacked(package, tmp_path, registry)
    assert unpacked(package, tmp_path, registry) == folder
    assert registry.asked == [(*command, package.split(":", 1)[1])]
    assert (folder / "package/a.jpg").read_bytes() == b"picture"
    assert folder.parent == tmp_path / "packages"
    assert not (folder / archive).exists()


def test_what_a_broken_off_try_left_does_not_hinder(tmp_path: Path) -> None:
    left = tmp_path / "packages/npm-x@1"
    left.mkdir(parents=True)
    (left / "half.tgz").touch()
    folder = unpacked("npm:x@1", tmp_path, Registry("x-1.tgz"))
    assert (folder / "package/a.jpg").exists()
    assert not (folder / "half.tgz").exists()


def test_a_registry_that_there_is_not_is_no_package(tmp_path: Path) -> None:
    with pytest.raises(KeyError, match="gem"):
        unpacked("gem:x@1", tmp_path)
