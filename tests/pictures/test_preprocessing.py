"""Each field of a model's preprocessing is obeyed by the decoder, as timm and torchvision do it."""

from __future__ import annotations

import math
from dataclasses import fields, replace
from pathlib import Path

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from PIL import Image

from igtagger.engines.torch_engine import normalise
from igtagger.models.catalog import INSTAGRAM_MODELS, STARTER, everyday
from igtagger.pictures import decoding
from igtagger.preprocessing import Fit, Interpolation, Preprocessing
from tests.pictures.made import difference, photograph

FITS: tuple[Fit, ...] = ("crop", "stretch", "pad")
INTERPOLATIONS: tuple[Interpolation, ...] = ("bilinear", "bicubic", "lanczos")
TIMMS_NAMES = {"crop": "center", "stretch": "squash", "pad": "border"}
HALF = (0.5, 0.5, 0.5)
LITE = Preprocessing(
    size=260, crop_fraction=260 / 292, interpolation="bicubic", mean=HALF, std=HALF
)


def by_timm(image: Image.Image, how: Preprocessing, **options: object) -> torch.Tensor:
    """The picture as timm's transform for evaluation makes it."""
    from timm.data import create_transform  # seconds: for who asks alone

    transform = create_transform(
        how.size,
        interpolation=how.interpolation,
        mean=how.mean,
        std=how.std,
        crop_pct=how.crop_fraction,
        crop_mode=TIMMS_NAMES[how.fit],
        **options,
    )
    return transform(image)


def pixels_by_timm(image: Image.Image, how: Preprocessing) -> NDArray[np.uint8]:
    return by_timm(image, how, normalize=False).permute(1, 2, 0).numpy()


def decoded(folder: Path, image: Image.Image, how: Preprocessing) -> NDArray[np.uint8]:
    image.save(folder / "a.bmp")
    found = decoding.load(folder / "a.bmp", how, exact=True)
    assert (found.width, found.height) == image.size
    return found.pixels


# The references


@pytest.mark.parametrize("crop_fraction", [1.0, 0.875, 260 / 292])
@pytest.mark.parametrize("interpolation", INTERPOLATIONS)
@pytest.mark.parametrize("fit", FITS)
@pytest.mark.parametrize(
    "size",
    [
        (224, 224),
        (301, 301),
        (640, 427),
        (427, 641),
        (333, 1001),
        (801, 799),
        (17, 33),
        (100, 1600),
    ],
    ids=str,
)
def test_every_fit_with_every_filter_equals_timms_to_the_bit(
    tmp_path: Path,
    size: tuple[int, int],
    fit: Fit,
    interpolation: Interpolation,
    crop_fraction: float,
):
    how = Preprocessing(111, crop_fraction, fit, interpolation)
    image = photograph(*size)
    assert np.array_equal(decoded(tmp_path, image, how), pixels_by_timm(image, how))


@pytest.mark.parametrize("interpolation", INTERPOLATIONS)
def test_a_crop_and_a_stretch_equal_torchvisions_own(tmp_path: Path, interpolation: Interpolation):
    from torchvision import transforms

    image, mode = photograph(701, 503), transforms.InterpolationMode(interpolation)
    for fit, resized in (("crop", 128), ("stretch", (128, 128))):
        how = Preprocessing(112, fit=fit, interpolation=interpolation)
        reference = transforms.CenterCrop(112)(transforms.Resize(resized, mode)(image))
        assert np.array_equal(decoded(tmp_path, image, how), np.asarray(reference))


@pytest.mark.parametrize("size", [1, 2, 63, 260])
@pytest.mark.parametrize("fit", FITS)
def test_the_size_is_obeyed(tmp_path: Path, fit: Fit, size: int):
    how = replace(LITE, size=size, fit=fit)
    image = photograph(333, 500)
    pixels = decoded(tmp_path, image, how)
    assert pixels.shape == (size, size, 3)
    assert np.array_equal(pixels, pixels_by_timm(image, how))


@pytest.mark.parametrize("how", [Preprocessing(), LITE, replace(LITE, fit="pad")])
def test_mean_and_deviation_are_obeyed_to_the_bit(tmp_path: Path, how: Preprocessing):
    image = photograph(701, 503)
    ours = normalise(np.stack([decoded(tmp_path, image, how)]), how, torch.device("cpu"))[0]
    assert torch.equal(ours, by_timm(image, how))


# What is left empty


def test_a_padded_picture_is_centred_whole_in_its_own_aspect(tmp_path: Path):
    image = Image.new("RGB", (400, 100), (200, 100, 50))
    how = Preprocessing(size=64, crop_fraction=1.0, fit="pad", fill=(1, 2, 3))
    pixels = decoded(tmp_path, image, how)
    assert (pixels[24:40] == (200, 100, 50)).all()
    assert (pixels[:24] == (1, 2, 3)).all()
    assert (pixels[40:] == (1, 2, 3)).all()


def test_what_is_left_empty_has_the_colour_of_the_mean_unless_another_is_given(tmp_path: Path):
    how = Preprocessing(size=64, crop_fraction=1.0, fit="pad")
    image = Image.new("RGB", (400, 100))
    assert tuple(decoded(tmp_path, image, how)[0, 0]) == (124, 116, 104)
    assert tuple(decoded(tmp_path, image, replace(how, mean=HALF))[0, 0]) == (128, 128, 128)
    assert tuple(decoded(tmp_path, image, replace(how, fill=(9, 8, 7)))[0, 0]) == (9, 8, 7)


@pytest.mark.parametrize("values", [{"size": 0}, {"crop_fraction": 0.0}, {"crop_fraction": 1.01}])
def test_a_square_that_cannot_be_cut_out_is_refused(values: dict[str, float]):
    with pytest.raises(ValueError, match="no square of"):
        Preprocessing(**values)


# Bounds


@pytest.mark.parametrize("fit", FITS)
@pytest.mark.parametrize("size", [(1, 20_000), (20_000, 1), (30, 60_001), (60_001, 30)], ids=str)
def test_the_longest_pictures_need_no_memory_to_speak_of(
    tmp_path: Path, fit: Fit, size: tuple[int, int]
):
    Image.new("RGB", size, (200, 100, 50)).save(tmp_path / "a.png")
    how = Preprocessing(fit=fit)
    made = []
    original = Image.Image.resize

    def watched(image: Image.Image, *args: object, **options: object) -> Image.Image:
        made.append(original(image, *args, **options))
        return made[-1]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Image.Image, "resize", watched)
        pixels = decoding.load(tmp_path / "a.png", how).pixels
    assert all(math.prod(image.size) <= 256 * 256 * decoding.LONGEST_ASPECT for image in made)
    assert tuple(pixels[111, 111]) == (200, 100, 50)  # the padded ones are a pixel wide


def test_a_padded_picture_is_never_less_than_a_pixel_wide(tmp_path: Path):
    how = Preprocessing(size=64, crop_fraction=1.0, fit="pad", fill=(0, 0, 0))
    lit = (decoded(tmp_path, Image.new("RGB", (1, 2000), (255, 255, 255)), how) > 0).all(axis=2)
    assert lit.sum() == 64
    assert lit.any(axis=0).sum() == 1


# The fast way


@pytest.fixture(scope="module", params=[(4000, 3000), (1101, 3903)], ids=str)
def jpeg(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    file: Path = tmp_path_factory.mktemp("large") / "a.jpg"
    photograph(*request.param).save(file, quality=90)
    return file


@pytest.mark.parametrize("interpolation", INTERPOLATIONS)
@pytest.mark.parametrize("fit", FITS)
def test_every_fit_with_every_filter_is_less_than_a_level_away_in_fast_mode(
    jpeg: Path, fit: Fit, interpolation: Interpolation
):
    how = Preprocessing(fit=fit, interpolation=interpolation)
    fast, exact = (decoding.load(jpeg, how, exact=e).pixels for e in (False, True))
    assert 0 < difference(fast, exact) < 0.5
    assert np.percentile(np.abs(fast.astype(np.int16) - exact), 99.9) <= 5


# The key that outcomes are kept under


def test_the_known_outcomes_of_todays_models_stay_known():
    numbers = "0.485,0.456,0.406,0.229,0.224,0.225"
    for spec in INSTAGRAM_MODELS:
        how = spec.preprocessing
        assert how.version(exact=False) == f"256-224-bilinear-{numbers}-fast-2"
        assert how.version(exact=True) == f"256-224-bilinear-{numbers}-exact-2"
    how = STARTER.preprocessing
    assert how.version(exact=False) == f"stretch-192-bilinear-{numbers}-fast-1"
    assert how.version(exact=True) == f"stretch-192-bilinear-{numbers}-exact-1"
    how = everyday().preprocessing
    assert how.version(exact=False) == "stretch-260-bicubic-0.5,0.5,0.5,0.5,0.5,0.5-fast-2"


OTHERS = {
    "size": 225,
    "crop_fraction": 0.9,
    "fit": "pad",
    "interpolation": "lanczos",
    "mean": (0.485, 0.456, 0.4060001),
    "std": (0.229, 0.2240001, 0.225),
    "decoder": 1,
    "fill": (124, 116, 103),
}


@pytest.mark.parametrize("fit", FITS)
def test_every_field_that_changes_the_input_changes_the_key(fit: Fit):
    assert OTHERS.keys() == {field.name for field in fields(Preprocessing)}
    ways = [how := Preprocessing(fit=fit), replace(how, crop_fraction=1.0)]
    ways += [replace(how, **{name: other}) for name, other in OTHERS.items() if name != "fit"]
    if fit != "pad":
        assert ways.pop().version(exact=True) == how.version(exact=True)  # nothing is filled
    ways += [replace(how, fit=other) for other in FITS if other != fit]
    keys = [how.version(exact=exact) for how in ways for exact in (False, True)]
    assert len(set(keys)) == len(keys)


def test_a_fill_that_is_the_means_own_colour_is_the_same():
    how = Preprocessing(fit="pad")
    same = replace(how, fill=(124, 116, 104))
    assert how.version(exact=True) == same.version(exact=True)
