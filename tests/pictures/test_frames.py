"""Which frame of an animation is meant, and how far it is looked for."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from igtagger.pictures import decoding, frames
from tests.pictures.corpus.case import colours

SHOWS = Image.fromarray(colours())


def plain(*colour: int) -> Image.Image:
    return Image.new("RGB", (64, 64), colour)


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "L", "LA", "P", "1", "I;16"])
def test_one_colour_shows_nothing_in_any_mode(mode: str) -> None:
    deep = Image.fromarray(np.asarray(SHOWS.convert("L")).astype(np.uint16) * 257)
    assert frames.shows_something(deep if mode == "I;16" else SHOWS.convert(mode))
    for level in (0, 255):
        nothing = Image.new("L", (64, 64), level)
        assert not frames.shows_something(nothing.convert(mode))


def test_what_is_transparent_throughout_shows_nothing() -> None:
    image = SHOWS.convert("RGBA")
    image.putalpha(0)
    assert not frames.shows_something(image)
    palette = Image.new("P", (64, 64))
    palette.putpalette([0, 0, 0, 255, 0, 0])
    palette.putpixel((3, 3), 1)
    assert frames.shows_something(palette)
    palette.info["transparency"] = bytes([0, 0])
    assert not frames.shows_something(palette)


def test_the_noise_of_lossy_formats_shows_nothing() -> None:
    noise = np.random.default_rng(1).integers(100, 100 + frames.FAINT + 1, (90, 90, 3))
    assert not frames.shows_something(Image.fromarray(noise.astype(np.uint8)))


def test_one_pixel_of_a_large_frame_is_something() -> None:
    image = Image.new("L", (999, 777))
    image.putpixel((501, 333), 200)
    assert frames.shows_something(image)


def counted(images: list[Image.Image], path: Path) -> tuple[Callable[[], Image.Image], list[int]]:
    """Opens an animation, and counts the frames that are sought."""
    images[0].save(path, save_all=True, append_images=images[1:], lossless=True, duration=50)
    sought: list[int] = []

    def opened() -> Image.Image:
        image = Image.open(path)
        seek = image.seek

        def noted(number: int) -> None:
            sought.append(number)
            seek(number)

        image.seek = noted  # type: ignore[method-assign]
        return image

    return opened, sought


def test_no_more_is_looked_at_than_needed(tmp_path: Path) -> None:
    blank = [plain(number, 0, 0) for number in range(5)]
    opened, sought = counted([*blank, SHOWS, *blank], tmp_path / "a.webp")
    assert frames.shows_something(frames.load_meant(opened))
    assert sought == [1, 2, 3, 4, 5]


def test_the_first_is_meant_where_none_shows_anything(tmp_path: Path) -> None:
    opened, sought = counted([plain(7, 7, 7), plain(200, 0, 0)], tmp_path / "a.webp")
    found = frames.load_meant(opened)
    assert found.convert("RGB").getpixel((5, 5)) == (7, 7, 7)
    assert sought[0] == 1


def test_a_long_animation_is_not_looked_through(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(frames, "MOST_FRAMES", 3)
    blank = [plain(number, 0, 0) for number in range(6)]
    opened, sought = counted([*blank, SHOWS], tmp_path / "a.webp")
    assert not frames.shows_something(frames.load_meant(opened))
    assert sought == [1, 2]


def test_of_large_frames_fewer_are_looked_at() -> None:
    assert frames.looked_at((64, 64)) == frames.MOST_FRAMES
    assert frames.looked_at((10_000, 5_000)) == 2
    assert frames.looked_at((30_000, 30_000)) == 1
    assert frames.looked_at((10_000, 500), slowness=5) == 4


@pytest.mark.parametrize("kind", ["gif", "png", "webp", "avif"])
def test_a_frame_that_is_damaged_costs_what_is_behind_it_alone(tmp_path: Path, kind: str) -> None:
    file = tmp_path / f"a.{kind}"
    noise = np.random.default_rng(1).integers(0, 255, (64, 64, 3)).astype(np.uint8)
    frame = Image.fromarray(noise)
    plain(9, 9, 9).save(file, save_all=True, append_images=[frame, frame], quality=95)
    data = file.read_bytes()
    file.write_bytes(data[: len(data) // 8])
    try:
        seen = decoding.open_upright(file)
    except decoding.UnreadableImage:
        assert kind in ("webp", "avif")  # whose parts are told of at the beginning
    else:
        assert np.abs(np.asarray(seen).astype(int) - 9).max() <= 2
