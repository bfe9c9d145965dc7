"""How the kinds of picture are made: from lists to pictures, features, a head and its card."""

from __future__ import annotations

import csv
import io
import json
import struct
import tarfile
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from kinds import sources
from kinds.figures import measure, scores_of
from kinds.gather import gather
from kinds.head import Floats, Head, Recipe, beside, temperature, train
from kinds.learning import make, weights_of
from kinds.packages import unpacked
from kinds.pictures import make as picture_of
from kinds.sources import PARTS, Source, kind_names, read, read_parts
from kinds.views import counts, views
from numpy.typing import NDArray
from PIL import Image
from safetensors.numpy import load_file

SQUARE = """<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20">
<rect x="20" width="20" height="20" fill="#0000ff"/></svg>"""
COLOURS = {"photograph": "red", "icon": "lime", "texture": "blue"}


def write_list(file: Path, rows: Iterable[Source]) -> None:
    with file.open("w", encoding="utf-8", newline="") as lines:
        writer = csv.writer(lines)
        writer.writerow(("kind", "package", "path", "how"))
        writer.writerows((row.kind, row.package, row.path, row.how) for row in rows)


def package(work: Path, name: str) -> Path:
    """A made-up package that is there already: nothing is fetched."""
    folder = work / "packages" / name
    folder.mkdir(parents=True)
    (folder / ".unpacked").touch()
    return folder


def archive(folder: Path, name: str) -> Path:
    """A source distribution with one file, that would be fetched into ``folder``."""
    with tarfile.open(folder / "made-1.0.tar.gz", "w:gz") as tar:
        member = tarfile.TarInfo(name)
        member.size = 4
        tar.addfile(member, io.BytesIO(b"file"))
    return folder


def no_page(*_: object) -> None:
    raise AssertionError("a browser was asked")


class Colours:
    """A body that sees the mean colour of each quarter."""

    sha256 = "0" * 64

    def features(self, pixels: NDArray[np.uint8]) -> Floats:
        quarters = pixels.reshape(len(pixels), 2, 130, 2, 130, 3).mean((2, 4))
        return quarters.reshape(len(pixels), -1).astype(np.float32)


def test_the_lists_name_known_kinds_and_share_no_package() -> None:
    parts = read_parts()
    for part in PARTS:
        assert {source.kind for source in parts[part]} == set(kind_names())


def test_a_list_with_a_stranger_among_the_kinds_is_refused(tmp_path: Path) -> None:
    write_list(tmp_path / "training.csv", [Source("painting", "gimp", "a.png")])
    with pytest.raises(ValueError, match="painting"):
        read(tmp_path / "training.csv")


def test_a_list_with_the_same_picture_twice_is_refused(tmp_path: Path) -> None:
    rows = [Source("icon", "gimp", "a.png"), Source("photograph", "gimp", "a.png")]
    write_list(tmp_path / "training.csv", rows)
    with pytest.raises(ValueError, match="twice"):
        read(tmp_path / "training.csv")


def test_parts_that_share_a_package_are_refused(tmp_path: Path) -> None:
    write_list(tmp_path / "training.csv", [Source("icon", "gimp", "a.png")])
    write_list(tmp_path / "development.csv", [Source("icon", "gimp", "b.png")])
    with pytest.raises(ValueError, match="gimp"):
        read_parts(tmp_path)


def test_an_archive_that_reaches_outside_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="reaches outside"):
        unpacked("npm:made@1.0", tmp_path, lambda _, folder: archive(folder, "../../outside.png"))
    assert not list(tmp_path.rglob("outside.png"))


def test_a_picture_is_taken_as_it_is(tmp_path: Path) -> None:
    file = tmp_path / "a.png"
    Image.new("RGB", (4, 4)).save(file)
    assert picture_of(Source("icon", "p", "a.png"), file, no_page) == file


def test_a_part_of_a_picture_is_enlarged_pixel_by_pixel(tmp_path: Path) -> None:
    file = tmp_path / "a.png"
    Image.frombytes("L", (2, 2), bytes((0, 255, 255, 0))).save(file)
    image = picture_of(Source("icon", "p", "a.png", "crop=1,0,2,2 times=3"), file, no_page)
    assert isinstance(image, Image.Image)
    assert image.size == (3, 6)
    assert [image.getpixel((1, y)) for y in (0, 5)] == [(255, 255, 255), (0, 0, 0)]


@pytest.mark.usefixtures("qapp")  # the factory's own would be in the way of later tests
def test_a_drawing_is_drawn_on_white(tmp_path: Path) -> None:
    file = tmp_path / "a.svg"
    file.write_text(SQUARE)
    image = picture_of(Source("icon", "p", "a.svg", "side=80"), file, no_page)
    assert isinstance(image, Image.Image)
    assert image.size == (80, 40)
    assert [image.getpixel((x, 20)) for x in (10, 70)] == [(255, 255, 255), (0, 0, 255)]


def test_colours_pass_into_one_another() -> None:
    source = Source("plain colour", "", "sky", "colours=#000000,#ffffff")
    image = picture_of(source, Path("sky"), no_page)
    assert isinstance(image, Image.Image)
    row = [image.convert("L").getpixel((x, 0)) for x in range(0, image.width, 40)]
    assert row == sorted(row)
    assert (row[0], image.convert("L").getpixel((image.width - 1, 0))) == (0, 255)


def test_outlines_become_a_map(tmp_path: Path) -> None:
    ring = [(0, 0), (0, 50), (50, 50), (50, 0), (0, 0)]
    points = struct.pack("<10d", *(value for point in ring for value in point))
    record = struct.pack("<i4d3i", 5, 0, 0, 50, 50, 1, 5, 0) + points
    data = bytes(100) + struct.pack(">2i", 1, len(record) // 2) + record
    (tmp_path / "a.shp").write_bytes(data)
    image = picture_of(Source("map", "p", "a.shp", "land=3"), tmp_path / "a.shp", no_page)
    assert isinstance(image, Image.Image)
    assert image.width < image.height  # at 25 degrees a degree to the east is shorter
    assert len(image.getcolors(10_000) or ()) > 1


def test_what_a_package_lacks_is_said_and_left_out(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Image.new("RGB", (4, 4)).save(package(tmp_path, "one") / "there.png")
    there, gone = Source("icon", "one", "there.png"), Source("icon", "one", "gone.png")
    assert list(gather([there, gone], tmp_path)) == [there]
    assert "missing: one: gone.png" in capsys.readouterr().out


def test_a_picture_is_made_once(tmp_path: Path) -> None:
    folder = package(tmp_path, "one")
    Image.new("RGB", (4, 4)).save(folder / "a.png")
    source = Source("icon", "one", "a.png")
    first = gather([source], tmp_path)
    (folder / "a.png").unlink()
    assert gather([source], tmp_path) == first


def test_pages_are_seen_whole_and_photographs_in_part_too(tmp_path: Path) -> None:
    file = tmp_path / "a.png"
    Image.effect_noise((300, 200), 50).save(file)
    page, photograph = (Source(kind, "p", "a.png") for kind in ("web page", "photograph"))
    assert counts([page, photograph]) == [1, 2]
    (whole, part), sizes = views(photograph, file, 2)
    assert whole.shape == (260, 260, 3)
    assert not np.array_equal(whole, part)
    assert np.array_equal(views(photograph, file, 2).squares[1], part)  # the same again
    assert sizes[0] == (300, 200)
    assert 150 <= sizes[1][0] <= 300
    assert 100 <= sizes[1][1] <= 200


def test_a_head_learns_features_of_any_scale() -> None:
    rng = np.random.default_rng(0)
    truth = np.arange(300) % 3
    centres = np.array([[1000, 0, 5], [1010, 0, 5], [1010, 0.01, 5]])
    features = (centres[truth] + rng.normal(0, (1, 0.001, 0.1), (300, 3))).astype(np.float32)
    recipe = Recipe(hidden=16, heads=2, rounds=40, batch=64, rate=0.02)
    head = train(features, truth, np.ones(300, np.float32), 3, recipe)
    assert (head.logits(features).argmax(1) == truth).mean() > 0.9
    assert head.hidden_weight.shape == (32, 3)


def test_what_counts_more_is_learned_against_what_counts_less() -> None:
    features = np.repeat(np.eye(2, dtype=np.float32), 40, 0)
    truth = np.tile([0, 1], 40)  # each of the two places is said to be of both kinds
    weights = np.where(truth == np.repeat([0, 1], 40), 4, 1).astype(np.float32)
    recipe = Recipe(hidden=8, heads=1, rounds=60, batch=16, rate=0.02)
    head = train(features, truth, weights, 2, recipe)
    assert head.logits(np.eye(2, dtype=np.float32)).argmax(1).tolist() == [0, 1]


def test_many_pictures_of_one_package_count_less_each_and_other_registries_twice() -> None:
    rows = [Source("icon", "gimp", f"{n}.png") for n in range(4)]
    rows += [Source("map", "gimp", "m.png"), Source("icon", "npm:leaflet@1.9.4", "a.png")]
    assert weights_of(rows).tolist() == [0.5, 0.5, 0.5, 0.5, 1, 2]


def test_heads_side_by_side_give_the_mean_of_their_logits() -> None:
    rng = np.random.default_rng(1)

    def some(*shape: int) -> Floats:
        return rng.normal(size=shape).astype(np.float32)

    heads = [Head(some(4, 5), some(4), some(3, 4), some(3)) for _ in range(3)]
    features = some(7, 5)
    mean = np.mean([head.logits(features) for head in heads], axis=0)
    np.testing.assert_allclose(beside(heads).logits(features), mean, atol=1e-5)


def test_the_temperature_undoes_too_sure_scores() -> None:
    rng = np.random.default_rng(2)
    logits = rng.normal(0, 2, (4000, 5)).astype(np.float32)
    truth = np.array([rng.choice(5, p=scores) for scores in scores_of(logits)])
    assert temperature(3 * logits, truth) == pytest.approx(3, rel=0.1)


def test_figures_count_what_is_right() -> None:
    names = kind_names()
    truth = np.array([names.index(n) for n in ("photograph", "photograph", "icon", "map")])
    scores = np.full((4, len(names)), 0.01, np.float32)
    for row, guess in enumerate(("photograph", "texture", "icon", "photograph")):
        scores[row, names.index(guess)] = 0.9
    for row, second in ((1, "icon"), (3, "map")):
        scores[row, names.index(second)] = 0.5
    figures = measure(scores, truth)
    assert (figures.right, figures.among_two, figures.photograph) == (0.5, 0.75, 0.5)
    assert "| photograph | 2 | 50.0% | texture 1 |" in figures.table


def test_lists_and_packages_become_a_head_and_its_card(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kinds.learning.RECIPE", replace(Recipe(), hidden=32, rate=0.02))
    for part in PARTS:
        folder = package(tmp_path, part)
        rows = []
        for kind, colour in COLOURS.items():
            for side in (70, 90, 110):
                Image.new("RGB", (side, 80), colour).save(folder / f"{kind}{side}.png")
                rows.append(Source(kind, part, f"{kind}{side}.png"))
        write_list(tmp_path / f"{part}.csv", rows)
    figures = make(tmp_path, Colours(), tmp_path, tmp_path)
    assert figures.right == 1
    card = json.loads((tmp_path / "kinds.json").read_text())
    assert (card["labels"], card["features"], card["body_sha256"]) == (18, 12, "0" * 64)
    tensors = load_file(tmp_path / "kinds.safetensors")
    assert card["aspect"] is True
    assert tensors["hidden.weight"].shape == (card["hidden"], 12 + 1)
    assert tensors["output.weight"].shape == (18, card["hidden"])


def test_the_kinds_are_those_of_the_program() -> None:
    assert sources.LABELS.exists()
    assert len(kind_names()) == 18
