"""What Python programs get: pictures of all kinds in, clear errors, and nothing written."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

import igtagger
from igtagger.__main__ import main
from igtagger.errors import IgTaggerError, UnreadableImage, UsageError, WeightsError
from tests.api.timms import of_timm
from tests.training_pictures import make_classes

SAMPLES = Path(__file__).parents[2] / "resources" / "samples"
CAT, CUP = SAMPLES / "cat.jpg", SAMPLES / "coffee.jpg"


@pytest.fixture
def tagger() -> Iterator[igtagger.Tagger]:
    with igtagger.Tagger(device="cpu", precision="fp32") as tagger:
        yield tagger


def test_a_file_its_image_and_its_array_are_the_same_picture(tagger: igtagger.Tagger) -> None:
    with Image.open(CAT) as image:
        image.load()
    array = np.asarray(image.convert("RGB"))
    expected = tagger.features(str(CAT))
    assert expected.shape == (1, 1280)
    for same in (CAT, image, array, [CAT], iter([array]), array[None]):
        assert np.array_equal(tagger.features(same), expected)


def test_an_image_is_turned_and_its_transparency_laid_over_white(tagger: igtagger.Tagger) -> None:
    with Image.open(CUP) as image:
        upright = image.convert("RGB")
    turned = upright.transpose(Image.Transpose.ROTATE_90)
    turned.getexif()[0x0112] = 6  # to be turned by 90 degrees clockwise
    assert np.array_equal(tagger.pixels(turned), tagger.pixels(upright))
    clear = Image.new("RGBA", (64, 64), (255, 0, 0, 0))
    clear.paste((0, 0, 255, 255), (0, 0, 32, 64))
    assert tagger.pixels(clear)[130, 250].tolist() == [255, 255, 255]


def test_any_number_of_pictures_is_taken_in_batches_in_their_order() -> None:
    pictures = [np.full((40, 40, 3), level, np.uint8) for level in range(0, 250, 10)]
    with igtagger.Tagger(device="cpu", precision="fp32", batch_size=4) as tagger:
        found = tagger.features(iter(pictures))
        alone = np.concatenate([tagger.features(each) for each in pictures])
        assert tagger.features([]).shape == (0, 1280)
    assert found == pytest.approx(alone, abs=1e-3)
    assert len(found) == 25


def test_scores_without_calibration_are_the_networks_own(tagger: igtagger.Tagger) -> None:
    timms = of_timm(CAT)
    plain = tagger.scores(CAT, calibrated=False)
    assert np.abs(plain - timms.scores(1.0)).max() <= 1e-4
    assert tagger.scores(CAT).max() > plain.max()


def test_exact_squares_are_timms_of_large_pictures_too(tmp_path: Path) -> None:
    large = tmp_path / "large.jpg"
    with Image.open(CUP) as image:
        image.convert("RGB").resize((2400, 1600)).save(large)
    expected = of_timm(large).inputs[0]
    with igtagger.Tagger(exact=True) as tagger:
        assert np.abs(tagger.preprocess(large) - expected).max() < 1e-6
    with igtagger.Tagger() as tagger:
        near = np.abs(tagger.preprocess(large) - expected)
    assert 0 < near.mean() < 2 / 255


def test_what_is_no_picture_is_told_in_words(tagger: igtagger.Tagger, tmp_path: Path) -> None:
    with pytest.raises(UnreadableImage, match=r"gone\.jpg is not there"):
        tagger.top(tmp_path / "gone.jpg")
    with pytest.raises(TypeError, match=r"A picture is the path .*this is a int"):
        tagger.features(3)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="this is a NoneType"):
        tagger.features([None])  # type: ignore[list-item]
    with pytest.raises(ValueError, match=r"float64 of shape \(4, 4, 3\)"):
        tagger.pixels(np.zeros((4, 4, 3)))
    with pytest.raises(ValueError, match=r"of shape \(4, 4\)"):
        tagger.pixels(np.zeros((4, 4), np.uint8))


def test_models_and_devices_that_are_not_there_are_told() -> None:
    with pytest.raises(UsageError, match="everydya") as unknown:
        igtagger.Tagger("everydya")
    assert "everyday" in str(unknown.value)
    with pytest.raises(WeightsError, match="32x8d"):
        igtagger.Tagger("32x8d")
    with pytest.raises(IgTaggerError, match="abacus"):
        igtagger.Tagger(device="abacus")


def test_a_closed_tagger_says_so() -> None:
    with igtagger.Tagger() as tagger:
        pass
    tagger.close()
    with pytest.raises(ValueError, match="is closed"):
        tagger.top(CAT)


def test_a_classifier_tells_classes_of_ones_own_and_how_well(
    tagger: igtagger.Tagger, tmp_path: Path
) -> None:
    for name, source in (("cat", CAT), ("cup", CUP)):
        (tmp_path / "own" / name).mkdir(parents=True)
        with Image.open(source) as image:
            for number in range(4):
                part = image.convert("RGB").crop((10 * number, 0, 280 + 10 * number, 280))
                part.save(tmp_path / "own" / name / f"{number}.png")
    (tmp_path / "own" / ".hidden").mkdir()
    classifier = tagger.classifier(tmp_path / "own")
    assert classifier.names == ("cat", "cup")
    assert classifier.accuracy == 1.0
    first, second = classifier.top(CUP)
    assert (first.name, first.index, second.name) == ("cup", 1, "cat")
    assert first.score > 0.7
    assert classifier.scores([CAT, CUP]).argmax(axis=1).tolist() == [0, 1]
    assert classifier.scores([CAT, CUP]).sum(axis=1) == pytest.approx([1, 1])


def test_a_classifier_needs_two_classes_with_pictures(
    tagger: igtagger.Tagger, tmp_path: Path
) -> None:
    with pytest.raises(ValueError, match="two classes or more, and was given 1"):
        tagger.classifier({"cat": [CAT]})
    with pytest.raises(ValueError, match="no pictures of 'dog'"):
        tagger.classifier({"cat": [CAT], "dog": []})
    with pytest.raises(ValueError, match="There is no folder"):
        tagger.classifier(tmp_path / "gone")


def test_a_model_of_ones_own_is_opened_by_its_id(tmp_path: Path) -> None:
    folder = make_classes(tmp_path / "shapes", 9)
    assert main(["train", str(folder), "--name", "My shapes", "-q"]) == 0
    assert "my-shapes" in [spec.id for spec in igtagger.models.every()]
    with igtagger.Tagger("my-shapes") as tagger:
        assert tagger.model.title == "My shapes"
        assert {label.name for label in tagger.labels} == {"discs", "squares", "stripes"}
        assert tagger.top(folder / "stripes" / "000.jpg", 1)[0].name == "stripes"
        (row,) = tagger.rows(folder / "stripes" / "001.jpg")
        assert row["label_1"] == "stripes"


def test_rows_are_those_of_the_command_line(tagger: igtagger.Tagger, tmp_path: Path) -> None:
    folder = tmp_path / "some"
    folder.mkdir()
    for name in ("cat.jpg", "coffee.jpg", "letter.png"):
        shutil.copy(SAMPLES / name, folder)
    (folder / "broken.jpg").write_bytes(b"no")
    for flags, options in (([], {}), (["--labels"], {"labels": True})):
        table = tmp_path / "table.json"
        command = ["tag", str(folder), "-q", "--precision", "fp32", *flags, "-o", str(table)]
        assert main(command) == 3
        expected = json.loads(table.read_text("utf-8"))
        found = list(tagger.rows(folder, **options))
        assert [Path(str(row["path"])).name for row in found] == [each["path"] for each in expected]
        for row, told in zip(found, expected, strict=True):
            assert [row[name] for name in ("status", "kind")] == [told["status"], told["kind"]]
            assert ("is not a picture" in str(row["error"])) == (row["status"] == "failed")
            for name in ("label", "score"):
                values = [each[name] for each in told["labels"]]
                here = [row[f"{name}_{rank}"] for rank in range(1, len(values) + 1)]
                assert here == (values if name == "label" else pytest.approx(values, abs=2e-3))


def test_a_long_table_has_a_row_for_each_name(tagger: igtagger.Tagger) -> None:
    rows = list(tagger.rows([CAT, str(CUP)], layout="long", labels=True, count=2))
    assert [(row["rank"], row["label"]) for row in rows][:2] == [
        (1, "Egyptian cat"),
        (2, "tiger cat"),
    ]
    assert len(rows) == 4


def test_nothing_is_written_but_weights(tagger: igtagger.Tagger, tmp_path: Path) -> None:
    assert len(list(tagger.rows(SAMPLES))) == 14
    data = Path(os.environ["IGTAGGER_DATA_DIR"])
    assert [each.name for each in data.iterdir()] == ["weights"]


FRESH = """
import sys
import igtagger
heavy = {"numpy", "PIL", "torch", "openvino", "PySide6", "safetensors", "httpx", "pandas"}
assert not heavy & set(sys.modules), heavy & set(sys.modules)
assert igtagger.models.find("everyday").alias == "everyday"
assert not heavy & set(sys.modules), heavy & set(sys.modules)
assert {"Tagger", "models", "errors"} <= set(dir(igtagger))
assert {"find", "every", "is_here", "download"} <= set(dir(igtagger.models))
igtagger.Tagger
assert not {"torch", "openvino", "PySide6", "pandas"} & set(sys.modules)
for module in (igtagger, igtagger.models):
    try:
        module.nonsense
    except AttributeError as error:
        assert "nonsense" in str(error)
    else:
        raise SystemExit("it has nonsense")
"""


def test_it_is_loaded_as_it_is_asked_for() -> None:
    subprocess.run([sys.executable, "-c", FRESH], check=True)


def test_a_frame_without_pandas_says_what_to_install(
    tagger: igtagger.Tagger, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pandas", None)  # as where it is not installed
    with pytest.raises(ImportError, match="pip install pandas"):
        tagger.frame(CAT)


def test_models_are_found_by_name_and_their_licence_is_asked_for() -> None:
    assert igtagger.models.find("32x8d").id == "ig_resnext101_32x8d"
    assert "everyday" in [spec.alias for spec in igtagger.models.every()]
    assert igtagger.models.is_here("everyday")
    assert igtagger.models.download("everyday").exists()
    with pytest.raises(igtagger.errors.LicenceError, match="CC-BY-NC"):
        igtagger.models.download("32x8d")
