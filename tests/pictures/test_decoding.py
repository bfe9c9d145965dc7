"""The square that a model sees: equal to torchvision's, or close and fast."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from igtagger.engines.torch_engine import normalise
from igtagger.errors import UnreadableImage
from igtagger.pictures import decoding, limits, raster
from tests.pictures.made import SIZES, difference, photograph, swapped_profile

OTHER_SIZES = replace(SIZES, size=320, crop_fraction=0.95)
STRETCHED = replace(SIZES, size=192, crop_fraction=1.0, fit="stretch")


def reference(image: Image.Image, sizes=SIZES) -> torch.Tensor:
    from torchvision import transforms  # two seconds: for who asks alone

    transform = transforms.Compose(
        [
            transforms.Resize(sizes.resize_to, transforms.InterpolationMode.BILINEAR),
            transforms.CenterCrop(sizes.size),
            transforms.ToTensor(),
            transforms.Normalize(sizes.mean, sizes.std),
        ]
    )
    return transform(image)


@pytest.mark.parametrize(
    ("width", "height"),
    [
        *[(256, 256), (224, 224), (1, 1), (3, 2), (17, 33), (255, 256), (256, 257), (257, 255)],
        *[(300, 451), (640, 427), (427, 640), (1001, 333), (333, 1001), (799, 801), (512, 8191)],
        *[(4000, 3000), (2999, 4001), (1600, 100), (100, 1600), (5, 80)],
    ],
)
def test_exact_mode_equals_torchvision_to_the_bit(tmp_path: Path, width: int, height: int):
    image = photograph(width, height)
    image.save(tmp_path / "a.bmp")
    decoded = decoding.load(tmp_path / "a.bmp", SIZES, exact=True)
    ours = normalise(np.stack([decoded.pixels]), SIZES, torch.device("cpu"))[0]
    assert torch.equal(ours, reference(image))
    assert (decoded.width, decoded.height) == (width, height)


def test_exact_mode_equals_torchvision_for_other_model_sizes(tmp_path: Path):
    image = photograph(701, 503)
    image.save(tmp_path / "a.bmp")
    decoded = decoding.load(tmp_path / "a.bmp", OTHER_SIZES, exact=True)
    ours = normalise(np.stack([decoded.pixels]), OTHER_SIZES, torch.device("cpu"))[0]
    assert torch.equal(ours, reference(image, OTHER_SIZES))


@pytest.mark.parametrize(
    ("width", "height"), [(192, 192), (1, 1), (17, 33), (701, 503), (503, 701), (100, 1600)]
)
def test_a_stretched_picture_equals_torchvisions_resize_to_a_square(
    tmp_path: Path, width: int, height: int
):
    from torchvision import transforms

    image = photograph(width, height)
    image.save(tmp_path / "a.bmp")
    decoded = decoding.load(tmp_path / "a.bmp", STRETCHED, exact=True)
    square = transforms.Resize((192, 192), transforms.InterpolationMode.BILINEAR)(image)
    assert np.array_equal(decoded.pixels, np.asarray(square))
    assert (decoded.width, decoded.height) == (width, height)


@pytest.mark.parametrize("size", [(4000, 3000), (1633, 1225), (1101, 3903)])
def test_a_stretched_jpeg_is_less_than_a_level_away_in_fast_mode(
    tmp_path: Path, size: tuple[int, int]
):
    photograph(*size).save(tmp_path / "a.jpg", quality=90)
    fast = decoding.load(tmp_path / "a.jpg", STRETCHED)
    exact = decoding.load(tmp_path / "a.jpg", STRETCHED, exact=True)
    away = np.abs(fast.pixels.astype(np.int16) - exact.pixels)
    assert (fast.width, fast.height) == (exact.width, exact.height) == size
    assert 0 < away.mean() < 0.5


def test_a_stretched_picture_that_is_far_too_long_is_cut_before_the_resize(tmp_path: Path):
    pixels = np.zeros((1, 20_000, 3), np.uint8)
    pixels[:, 9_992:10_008] = 255
    Image.fromarray(pixels).save(tmp_path / "long.png")
    decoded = decoding.load(tmp_path / "long.png", STRETCHED)
    assert (decoded.width, decoded.height) == (20_000, 1)
    assert (decoded.pixels[:, 6:-6] == 255).all()  # at its ends it runs into what was cut off


def test_a_stretched_square_is_kept_apart_from_a_cropped_one():
    cropped = replace(STRETCHED, fit="crop")
    assert STRETCHED.version(exact=False) != cropped.version(exact=False)


def test_exact_mode_equals_torchvision_on_a_jpeg(tmp_path: Path):
    photograph(1501, 1003).save(tmp_path / "a.jpg", quality=85)
    decoded = decoding.load(tmp_path / "a.jpg", SIZES, exact=True)
    ours = normalise(np.stack([decoded.pixels]), SIZES, torch.device("cpu"))[0]
    assert torch.equal(ours, reference(Image.open(tmp_path / "a.jpg")))


@pytest.mark.parametrize("size", [(4000, 3000), (1633, 1225), (1101, 3903)])
@pytest.mark.parametrize("which", range(5))
def test_fast_mode_is_less_than_a_level_away(tmp_path: Path, which: int, size: tuple[int, int]):
    photograph(*size, which).save(tmp_path / "a.jpg", quality=90)
    fast = decoding.load(tmp_path / "a.jpg", SIZES)
    exact = decoding.load(tmp_path / "a.jpg", SIZES, exact=True)
    away = np.abs(fast.pixels.astype(np.int16) - exact.pixels)
    assert (fast.width, fast.height) == (exact.width, exact.height) == size
    assert away.mean() < 0.5
    assert np.percentile(away, 99.9) <= 5
    assert away.max() > 0  # or the fast way was not taken


@pytest.mark.parametrize("which", range(5))
def test_fast_mode_averages_other_formats_less_than_a_level_away(tmp_path: Path, which: int):
    file = tmp_path / "a.tif"
    photograph(2401, 1703, which).save(file)
    fast = decoding.load(file, SIZES)
    exact = decoding.load(file, SIZES, exact=True)
    assert 0 < difference(fast.pixels, exact.pixels) < 0.5


def test_small_pictures_are_the_same_in_both_modes(tmp_path: Path):
    photograph(700, 500).save(tmp_path / "a.jpg")
    fast, exact = (decoding.load(tmp_path / "a.jpg", SIZES, exact=e) for e in (False, True))
    assert np.array_equal(fast.pixels, exact.pixels)


@pytest.mark.parametrize(("width", "height"), [(1, 20000), (20000, 1), (30, 60001), (2, 999)])
def test_extreme_aspects_are_cropped_before_the_work(tmp_path: Path, width: int, height: int):
    values = np.zeros((height, width, 3), np.uint8)
    long = np.swapaxes(values, 0, 1) if width > height else values
    long[len(long) // 4 : -(len(long) // 4)] = (200, 100, 50)
    Image.fromarray(values).save(tmp_path / "a.png")
    decoded = decoding.load(tmp_path / "a.png", SIZES, exact=True)
    assert (decoded.width, decoded.height) == (width, height)
    assert decoded.pixels.shape == (224, 224, 3)
    assert tuple(decoded.pixels[112, 112]) == (200, 100, 50)


def test_an_extreme_aspect_shows_the_same_middle_as_torchvision(tmp_path: Path):
    image = photograph(40, 40 * 40)
    image.save(tmp_path / "a.png")
    decoded = decoding.load(tmp_path / "a.png", SIZES, exact=True)
    expected = reference(image) * torch.tensor(SIZES.std).view(3, 1, 1) * 255
    expected += torch.tensor(SIZES.mean).view(3, 1, 1) * 255
    assert difference(decoded.pixels, expected.permute(1, 2, 0).numpy().round()) < 1


def test_more_pixels_than_the_limit_are_refused_before_decoding(tmp_path: Path):
    photograph(1000, 800).save(tmp_path / "a.png")
    assert decoding.load(tmp_path / "a.png", SIZES, max_pixels=800_000).width == 1000
    with pytest.raises(UnreadableImage, match=r"1000 x 800 pixels, where 0\.8 million") as caught:
        decoding.load(tmp_path / "a.png", SIZES, max_pixels=799_999)
    assert str(tmp_path / "a.png") in caught.value.message


def test_a_jpeg_counts_with_the_pixels_that_are_decoded(tmp_path: Path):
    photograph(4200, 4200).save(tmp_path / "plain.jpg")
    photograph(4200, 4200).save(tmp_path / "progressive.jpg", progressive=True)
    assert decoding.load(tmp_path / "plain.jpg", SIZES, max_pixels=600_000).width == 4200
    for name, exact in (("progressive.jpg", False), ("plain.jpg", True)):
        with pytest.raises(UnreadableImage, match="too large"):
            decoding.load(tmp_path / name, SIZES, exact=exact, max_pixels=600_000)


def test_the_default_limit_leaves_room_for_all_decoders():
    total = limits.default_max_pixels(1)
    for workers in (2, 4, 16, 1000):
        limit = limits.default_max_pixels(workers)
        small = min(limit, limits.LARGE_PIXELS)
        assert 0 < limit <= total
        assert limit + (workers - 1) * small <= total or limit <= total / workers


def test_the_default_limit_has_an_end_however_much_memory_there_is(
    monkeypatch: pytest.MonkeyPatch,
):
    monkeypatch.setattr(limits, "_memory", lambda: 1 << 40)
    assert limits.default_max_pixels(1) == limits.MOST_PIXELS
    monkeypatch.setattr(limits, "_memory", lambda: 8 << 30)
    assert limits.default_max_pixels(4) == 193_435_456


def test_large_pictures_are_decoded_one_at_a_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(raster, "LARGE_PIXELS", 1000)
    photograph(100, 100).save(tmp_path / "a.bmp")
    inside, most = [0], [0]
    original = decoding.to_rgb

    def counted(image, least):
        inside[0] += 1
        most[0] = max(most[0], inside[0])
        result = original(image, least)
        inside[0] -= 1
        return result

    monkeypatch.setattr(decoding, "to_rgb", counted)
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: decoding.load(tmp_path / "a.bmp", SIZES), range(64)))
    assert most[0] == 1


def test_threads_get_the_same_pixels_as_one(tmp_path: Path):
    files = []
    for number, extension in enumerate(("jpg", "png", "webp", "heic", "gif", "tif")):
        files.append(tmp_path / f"{number}.{extension}")
        photograph(400, 300, number % 5).save(files[-1], icc_profile=swapped_profile())
    alone = [decoding.load(file, SIZES).pixels for file in files]
    barrier = threading.Barrier(6)

    def decode(offset: int) -> bool:
        barrier.wait()
        order = [(offset + step) % len(files) for step in range(3 * len(files))]
        return all(np.array_equal(decoding.load(files[i], SIZES).pixels, alone[i]) for i in order)

    with ThreadPoolExecutor(6) as pool:
        assert all(pool.map(decode, range(6)))


def test_open_upright_gives_the_whole_picture_or_no_less_than_asked_for(tmp_path: Path):
    exif = Image.Exif()
    exif[0x0112] = 6
    photograph(2000, 1500).save(tmp_path / "a.jpg", exif=exif)
    whole = decoding.open_upright(tmp_path / "a.jpg")
    small = decoding.open_upright(tmp_path / "a.jpg", draft_to=300)
    assert (whole.mode, whole.size) == ("RGB", (1500, 2000))
    assert (small.mode, small.size) == ("RGB", (375, 500))
    with pytest.raises(UnreadableImage, match="too large"):
        decoding.open_upright(tmp_path / "a.jpg", max_pixels=1_000_000)
