"""Photoshop's files beside those with a right value: profiles, refusals, bounds, damage."""

from __future__ import annotations

import struct
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from psd_tools import PSDImage
from psd_tools.composite import composite
from psd_tools.constants import BlendMode

from igtagger.errors import UnreadableImage
from igtagger.pictures import decoding
from igtagger.pictures.readers import photoshop_layers
from tests.pictures.corpus.case import SHEET, SIDE, colours, grey
from tests.pictures.corpus.photoshop_by_hand import Psd, unmerged
from tests.pictures.made import swapped_profile

RGB = [np.ascontiguousarray(plane) for plane in colours().transpose(2, 0, 1)]
FULL = np.full((SIDE, SIDE), 255, np.uint8)


def seen(path: Path) -> np.ndarray:
    return np.asarray(decoding.open_upright(path))


def refusal(path: Path, **limits: int) -> UnreadableImage:
    with pytest.raises(UnreadableImage) as caught:
        decoding.open_upright(path, **limits)
    return caught.value


def test_a_profile_is_heeded(tmp_path: Path):
    for bits, planes in ((8, RGB), (16, [plane.astype(np.uint16) * 257 for plane in RGB])):
        path = tmp_path / f"{bits}.psd"
        Psd(planes, resources={1039: swapped_profile()}).write(path)
        red, green, blue = (int(level) for level in seen(path)[2, 2])
        # Within what a gamma of 2.2 and sRGB's curve differ.
        assert (blue, green, red) == pytest.approx(SHEET, abs=8)


def test_one_colour_may_be_transparent_in_indexed_ones(tmp_path: Path):
    palette = np.zeros((256, 3), np.uint8)
    palette[1] = 100
    indices = (grey() > 200).astype(np.uint8)
    Psd(
        [indices],
        mode=2,
        palette=palette.T.tobytes(),
        resources={1047: struct.pack(">H", 1)},
    ).write(tmp_path / "a.psd")
    assert seen(tmp_path / "a.psd")[0, 0].tolist() == [255] * 3
    assert seen(tmp_path / "a.psd")[10, 10].tolist() == [0] * 3


def test_what_is_drawn_in_white_on_nothing_keeps_its_transparency(tmp_path: Path):
    from igtagger.pictures.raster import Request
    from igtagger.pictures.readers.photoshop_reader import read
    from igtagger.pictures.want_of_memory import Need

    alpha = np.where(grey() > 200, np.uint8(0), np.uint8(255))
    alpha[40:56, 30:60] = 100
    Psd([FULL] * 3 + [alpha], layers=-1).write(tmp_path / "a.psd")
    with (tmp_path / "a.psd").open("rb") as file:
        image = read(Request(tmp_path / "a.psd", file, None, 10**6, Need())).image
    assert image.mode == "RGBA"
    assert np.array_equal(np.asarray(image.getchannel("A")), alpha)


@pytest.mark.parametrize(("bits", "mode"), [(16, 0), (16, 2), (64, 3), (8, 5), (1, 3)])
def test_what_photoshop_never_writes_is_named_for_what_it_is(tmp_path: Path, bits: int, mode: int):
    Psd([FULL] * 4, mode=mode, bits=8).write(tmp_path / "a.psd")
    data = bytearray((tmp_path / "a.psd").read_bytes())
    data[22:26] = struct.pack(">HH", bits, mode)
    (tmp_path / "b.psd").write_bytes(data)
    message = refusal(tmp_path / "b.psd").message
    assert f"a Photoshop picture of {bits} bits and colour mode {mode}" in message
    assert "damaged" not in message


def test_layers_that_cannot_be_put_together_say_how_to_save_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    path = tmp_path / "a.psd"
    Psd([FULL] * 3, layers=1, resources=unmerged(), layer=RGB).write(path)
    monkeypatch.setattr(photoshop_layers, "_MOST_PIXELS", SIDE * SIDE - 1)
    error = refusal(path)
    assert "cannot be put together" in error.message
    assert "Maximize Compatibility" in error.hint


def _some_layers(seed: int) -> PSDImage:
    """Layers of noise here and there, with masks, some in groups, in several modes."""
    random = np.random.default_rng(seed)
    document = PSDImage.new("RGB", (120, 90))
    modes = (BlendMode.NORMAL, BlendMode.MULTIPLY, BlendMode.SCREEN, BlendMode.OVERLAY)
    for number in range(8):
        width, height = random.integers(10, 60, 2)
        noise = Image.fromarray(random.integers(0, 256, (height, width, 4), dtype=np.uint8))
        top, left = (int(at) for at in random.integers(-10, 100, 2))
        layer = document.create_pixel_layer(noise, name=str(number), top=top, left=left)
        layer.opacity = int(random.integers(50, 256))
        layer.blend_mode = modes[number % len(modes)]
        if number in (3, 6):
            group = document.create_group([layer, document[-2]], name="group")
            group.blend_mode = BlendMode.NORMAL if number == 6 else BlendMode.PASS_THROUGH
            group.opacity = 180 if number == 6 else 255
    return document


@pytest.mark.parametrize("seed", range(5))
def test_layers_put_together_piece_by_piece_are_what_psd_tools_makes_of_all(seed: int):
    document = _some_layers(seed)
    layers = photoshop_layers._plain_layers(document)
    whole, _, whole_opaque = composite(document)
    assert layers is not None
    colours, opaque = photoshop_layers._over_one_another(layers, (120, 90), 3)
    assert np.abs(opaque - whole_opaque[..., 0]).max() < 1e-5
    assert np.abs(colours * opaque[..., None] - whole * whole_opaque).max() < 1e-5


def test_layers_of_more_than_pixels_are_put_together_by_psd_tools(tmp_path: Path):
    document = _some_layers(0)
    document[1].clipping = True
    assert photoshop_layers._plain_layers(document) is None
    document[1].clipping, document[0].visible = False, False
    layers = photoshop_layers._plain_layers(document)
    assert layers is not None
    assert document[0] not in layers


def test_layers_outside_of_the_canvas_and_empty_ones_do_no_harm(tmp_path: Path):
    document = PSDImage.new("RGB", (SIDE, SIDE))
    document.create_pixel_layer(Image.fromarray(colours()), name="below")
    away = Image.new("RGBA", (9, 9), (0, 0, 0, 255))
    document.create_pixel_layer(away, name="away", top=200, left=-300)
    hidden = document.create_pixel_layer(Image.new("RGBA", (SIDE, SIDE), "black"), name="hidden")
    hidden.visible = False
    half = document.create_pixel_layer(Image.new("RGBA", (32, SIDE), "white"), name="half")
    half.opacity = 128
    document.save(tmp_path / "a.psd")
    version = b"8BIM" + struct.pack(">HHIIBIIIB", 1057, 0, 18, 1, 0, 0, 0, 1, 0)
    data = (tmp_path / "a.psd").read_bytes()
    (length,) = struct.unpack(">I", data[30:34])
    data = data[:30] + struct.pack(">I", len(version)) + version + data[34 + length :]
    (tmp_path / "b.psd").write_bytes(data)
    picture = seen(tmp_path / "b.psd").astype(int)
    assert picture[0, 50].tolist() == list(SHEET)
    laid = [round(level + (255 - level) * 128 / 255) for level in SHEET]
    assert np.abs(picture[0, 2] - laid).max() <= 1


def test_its_size_is_held_against_the_limit_before_its_pixels(tmp_path: Path):
    data = b"8BPS" + struct.pack(">H6xHIIHH", 2, 56, 300_000, 300_000, 32, 3) + b"\0" * 20
    (tmp_path / "a.psb").write_bytes(data)
    assert "too large" in refusal(tmp_path / "a.psb").message
    Psd(RGB).write(tmp_path / "b.psd")
    assert "too large" in refusal(tmp_path / "b.psd", max_pixels=SIDE * SIDE - 1).message


@pytest.mark.parametrize("compression", [0, 1, 2, 3])
def test_one_that_is_cut_off_says_so(tmp_path: Path, compression: int):
    Psd(RGB, compression=compression).write(tmp_path / "a.psd")
    data = (tmp_path / "a.psd").read_bytes()
    for length in (20, 40, len(data) - 30):
        (tmp_path / "b.psd").write_bytes(data[:length])
        assert "is cut off" in refusal(tmp_path / "b.psd").message


def test_rows_that_do_not_come_out_even_cost_their_own_pixels_alone(tmp_path: Path):
    Psd(RGB).write(tmp_path / "a.psd")
    data = bytearray((tmp_path / "a.psd").read_bytes())
    first = 26 + 12 + 2 + 2 * 3 * SIDE
    assert data[first] == 257 - SIDE
    data[first] = 257 - SIDE - 9  # the first row of red is nine pixels too long
    (tmp_path / "b.psd").write_bytes(data)
    assert np.array_equal(seen(tmp_path / "b.psd"), colours())
    data[first] = 257 - SIDE + 9
    (tmp_path / "b.psd").write_bytes(data)
    assert np.array_equal(seen(tmp_path / "b.psd")[1:], colours()[1:])


def test_a_damaged_list_of_resources_does_not_cost_the_picture(tmp_path: Path):
    Psd(RGB, resources={1039: b"no profile", 1005: b"x" * 16}).write(tmp_path / "a.psd")
    data = (tmp_path / "a.psd").read_bytes().replace(b"8BIM\x04\x0f", b"8BIM\xff\xff", 1)
    at = data.index(b"8BIM\x03\xed")
    data = data[: at + 8] + b"\xff\xff\xff\xff" + data[at + 12 :]
    (tmp_path / "b.psd").write_bytes(data)
    assert np.array_equal(seen(tmp_path / "b.psd"), colours())
