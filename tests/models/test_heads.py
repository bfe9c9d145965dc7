"""Heads: the scores are torch's, whatever the size of the logits, alone and with others."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path
from threading import Event

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from safetensors.torch import save_file

from igtagger.errors import WeightsError
from igtagger.models.catalog import HeadSpec
from igtagger.models.heads import Head, aspects_of, read_heads, rooted
from igtagger.models.sources import BuiltIn
from igtagger.models.weights.mapped import MappedWeights
from tests.making import random_state, sha256, tiny_spec
from tests.models.stores import flip_a_byte


def made(labels: int, channels: int, **more: object) -> Head:
    noise = np.random.default_rng(0)
    weight = noise.standard_normal((labels, channels)).astype(np.float32)
    return Head("some", weight, noise.standard_normal(labels).astype(np.float32), **more)  # type: ignore[arg-type]


def features(count: int, channels: int, size: float = 0.1) -> NDArray[np.float32]:
    noise = np.random.default_rng(1)
    return (size * noise.standard_normal((count, channels))).astype(np.float32)


def torchs_logits(head: Head, given: NDArray[np.float32]) -> torch.Tensor:
    weight, bias = torch.from_numpy(head.weight).double(), torch.from_numpy(head.bias).double()
    return torch.nn.functional.linear(torch.from_numpy(given).double(), weight, bias)


@pytest.mark.parametrize("count", [0, 1, 7, 8, 19])
@pytest.mark.parametrize(("labels", "channels"), [(1000, 2048), (18, 512), (1, 3)])
def test_scores_are_torchs_for_any_number_of_pictures_labels_and_channels(
    count: int, labels: int, channels: int
) -> None:
    head, given = made(labels, channels), features(count, channels)
    scores = head.scores(given)
    assert scores.shape == (count, labels)
    assert scores.dtype == np.float32
    expected = torch.softmax(torchs_logits(head, given), dim=1).numpy()
    np.testing.assert_allclose(scores, expected, rtol=1e-4, atol=1e-8)


def test_sigmoid_scores_each_label_by_itself() -> None:
    head, given = made(5, 40, scoring="sigmoid"), features(6, 40)
    expected = torch.sigmoid(torchs_logits(head, given)).numpy()
    np.testing.assert_allclose(head.scores(given), expected, rtol=1e-5)


@pytest.mark.parametrize("scoring", ["softmax", "sigmoid"])
def test_a_temperature_divides_the_logits(scoring: str) -> None:
    head, given = made(5, 40, scoring=scoring, temperature=0.62), features(6, 40)
    squash = torch.sigmoid if scoring == "sigmoid" else lambda x: torch.softmax(x, dim=1)
    expected = squash(torchs_logits(head, given) / 0.62).numpy()
    np.testing.assert_allclose(head.scores(given), expected, rtol=1e-4)


@pytest.mark.parametrize("temperature", [1.0, 0.62])
def test_bare_is_the_greatest_score_as_it_is_without_temperature(temperature: float) -> None:
    given = features(6, 40)
    said = made(5, 40, temperature=temperature).said(given)
    np.testing.assert_allclose(said.bare, made(5, 40).scores(given).max(axis=1), rtol=1e-5)


def test_what_the_other_scores_are_without_temperature_follows_from_bare() -> None:
    given, cold = features(6, 40), made(5, 40, temperature=0.62)
    scores, bare, _ = cold.said(given)
    best = scores.max(axis=1, keepdims=True)
    expected = made(5, 40).scores(given)
    np.testing.assert_allclose(bare[:, None] * (scores / best) ** 0.62, expected, rtol=1e-3)


def test_the_norm_is_the_length_of_what_the_last_matrix_is_applied_to() -> None:
    head, given = made(5, 40, temperature=0.62), features(6, 48)
    expected = torch.from_numpy(given[:, :40]).double().norm(dim=1).numpy()
    np.testing.assert_allclose(head.said(given).norm, expected, rtol=1e-5)
    before = made(40, 48)
    deep = Head("some", head.weight, head.bias, before=((before.weight, before.bias),))
    inner = torchs_logits(before, given).relu().norm(dim=1).numpy()
    np.testing.assert_allclose(deep.said(given).norm, inner, rtol=1e-5)


def test_the_norm_of_a_head_on_roots_is_that_of_the_features_before() -> None:
    head, given = made(5, 40, root=True), features(6, 48)
    said = head.said(given.copy())
    np.testing.assert_allclose(said.norm, np.linalg.norm(given[:, :40], axis=1), rtol=1e-5)
    np.testing.assert_allclose(said.scores, made(5, 40).scores(rooted(given[:, :40].copy())))


@pytest.mark.parametrize("scoring", ["softmax", "sigmoid"])
def test_logits_of_any_size_give_scores_without_a_warning(scoring: str) -> None:
    bias = np.array([3e4, -3e4, 0], np.float32)
    head = Head("some", np.zeros((3, 2), np.float32), bias, scoring)  # type: ignore[arg-type]
    scores = head.scores(np.zeros((2, 2), np.float32))
    expected = [1, 0, 0] if scoring == "softmax" else [1, 0, 0.5]
    np.testing.assert_array_equal(scores, [expected] * 2)


def test_a_small_score_of_a_sigmoid_is_not_lost_beside_one() -> None:
    head = Head("some", np.zeros((1, 2), np.float32), np.array([-30], np.float32), "sigmoid")
    np.testing.assert_allclose(head.scores(np.zeros((1, 2), np.float32)), np.exp(-30.0), rtol=1e-5)


def test_a_pictures_scores_are_equal_to_the_bit_alone_and_among_others() -> None:
    head, given = made(1000, 2048), features(21, 2048)
    alone = np.concatenate([head.scores(row[None]) for row in given])
    assert (head.scores(given) == alone).all()


def test_no_thread_goes_on_working_when_the_scores_are_there() -> None:
    """Threads of a matrix library spin for a while behind each product, on cores that decode."""
    head, given = made(1000, 2048), features(16, 2048)
    head.scores(given)
    Event().wait(0.3)  # what other tests have left spinning
    began = time.process_time()
    head.scores(given)
    Event().wait(0.3)
    assert time.process_time() - began < 0.05


def test_two_matrices_with_relu_between_take_their_part_of_the_features() -> None:
    noise, last, given = np.random.default_rng(2), made(18, 64), features(5, 300, size=1)
    weight, bias = (noise.standard_normal(shape).astype(np.float32) for shape in ((64, 200), 64))
    head = replace(last, before=((weight, bias),), temperature=7.0)
    assert head.inputs == 200
    hidden = np.maximum(given[:, :200].astype(np.float64) @ weight.T + bias, 0)
    logits = torchs_logits(last, hidden.astype(np.float32)) / 7
    np.testing.assert_allclose(head.scores(given), torch.softmax(logits, dim=1), rtol=1e-3)


def kinds_of(file: Path, **more: object) -> HeadSpec:
    """A head in a file of its own, made here."""
    state = {
        "hidden.weight": torch.randn(6, 512),
        "hidden.bias": torch.randn(6),
        "output.weight": torch.randn(4, 6).half(),
        "output.bias": torch.randn(4),
    }
    save_file(state, file)
    source = BuiltIn(file_name=str(file), size=file.stat().st_size, sha256=sha256(file))
    head = HeadSpec("kinds", 4, ("hidden", "output"), hidden=(6,), file=source)
    return replace(head, **more)  # type: ignore[arg-type]


def body(folder: Path) -> MappedWeights:
    save_file(random_state(tiny_spec()), folder / "body.safetensors")
    return MappedWeights(folder / "body.safetensors")


def test_a_head_may_have_a_file_of_its_own_in_half_precision(tmp_path: Path) -> None:
    kinds = kinds_of(tmp_path / "kinds.safetensors", temperature=0.9)
    spec = replace(tiny_spec(), heads=(*tiny_spec().heads, kinds))
    assert "hidden.weight" not in spec.tensors()
    first, second = read_heads(spec, body(tmp_path))
    assert (first.label_set, second.label_set) == ("imagenet-1k", "kinds")
    assert second.scores(features(3, 512)).shape == (3, 4)
    assert second.weight.dtype == np.float32
    (before,) = second.before
    assert [values.shape for values in before] == [(6, 512), (6,)]
    assert spec.head("kinds") is kinds
    assert spec.head("colours") is None


@pytest.mark.parametrize("damage", ["flipped", "cut", "longer", "gone"])
def test_a_heads_own_file_that_is_not_the_published_one_is_said(
    tmp_path: Path, damage: str
) -> None:
    file = tmp_path / "kinds.safetensors"
    kinds = kinds_of(file)
    if damage == "flipped":
        flip_a_byte(file)
    elif damage == "cut":
        file.write_bytes(file.read_bytes()[:-1])
    elif damage == "longer":
        file.write_bytes(file.read_bytes() + b" ")
    else:
        file.unlink()
    spec = replace(tiny_spec(), heads=(*tiny_spec().heads, kinds))
    with pytest.raises(WeightsError, match=r"kinds\.safetensors") as caught:
        read_heads(spec, body(tmp_path))
    assert "Install igtagger again" in str(caught.value.hint)


def test_what_changes_scores_changes_the_version_of_a_head(tmp_path: Path) -> None:
    plain = HeadSpec("imagenet-1k", 1000, ("fc",))
    kinds = kinds_of(tmp_path / "kinds.safetensors", temperature=0.9)
    assert plain.version == ""
    assert replace(plain, temperature=0.6).version == "temperature 0.6"
    assert replace(plain, scoring="sigmoid").version == "sigmoid"
    assert kinds.version == f"{sha256(tmp_path / 'kinds.safetensors')}, temperature 0.9"


def test_heads_are_read_from_a_models_file_in_the_order_of_its_spec(tmp_path: Path) -> None:
    file, state = tmp_path / "two.safetensors", random_state(tiny_spec())
    more = {"kinds.weight": torch.randn(4, 512), "kinds.bias": torch.randn(4)}
    save_file(state | more, file)
    kinds = HeadSpec("kinds", 4, ("kinds",), "sigmoid", 0.8)
    spec = replace(tiny_spec(), heads=(*tiny_spec().heads, kinds))
    weights = MappedWeights(file)
    first, second = read_heads(spec, weights)
    assert (first.label_set, first.scoring, first.temperature) == ("imagenet-1k", "softmax", 1.0)
    assert (second.label_set, second.scoring, second.temperature) == ("kinds", "sigmoid", 0.8)
    assert (first.weight == state["fc.weight"].numpy()).all()
    assert (second.bias == more["kinds.bias"].numpy()).all()
    assert np.shares_memory(first.weight, weights.get("fc.weight"))  # loading takes no copy


def test_the_aspect_tells_how_wide_a_picture_is_whatever_its_pixels() -> None:
    sizes = [(512, 1024), (1024, 512), (6000, 4000), (1, 1), (100_000, 10), (10, 100_000)]
    assert aspects_of(sizes)[:, 0] == pytest.approx([-1, 1, np.log2(1.5), 0, 3, -3])
    assert aspects_of([]).shape == (0, 1)


def test_a_head_takes_the_aspect_behind_its_features_and_not_without_it() -> None:
    head, given = made(5, 41, aspect=True), features(3, 48)
    sizes = [(1080, 2400), (1920, 1080), (64, 64)]
    assert head.inputs == 40
    whole = np.concatenate([given[:, :40], aspects_of(sizes)], axis=1)
    np.testing.assert_array_equal(head.scores(given, sizes), made(5, 41).scores(whole))
    with pytest.raises(ValueError, match="sizes"):
        head.scores(given)
