"""Blueprints have timm's tensors, and what they say of a file needs no torch."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
import torch
from safetensors.torch import save_file
from torch.nn import functional
from torch.utils.flop_counter import FlopCounterMode

from igtagger.domain import Reason
from igtagger.models.catalog import EVERYDAY_SMALL, INSTAGRAM_MODELS, STARTER, ModelSpec, everyday
from igtagger.models.families.blueprint import Conv
from igtagger.models.families.efficientnet_lite import LITE
from igtagger.models.weights.checking import misfit, owner_by_shapes
from tests.making import (
    WIDTH_8,
    WIDTH_16,
    count_parameters,
    model_of,
    random_state,
    tiny_spec,
)
from tests.references import reference
from tests.saying import in_english

MODELS = (*INSTAGRAM_MODELS, everyday(), EVERYDAY_SMALL)
LITES = [model_of(family, head="classifier", name=f"lite{n}") for n, family in enumerate(LITE)]


@pytest.mark.parametrize("spec", [*MODELS, *LITES], ids=lambda spec: spec.alias)
def test_every_tensor_has_timms_name_and_shape_in_timms_order(spec: ModelSpec) -> None:
    theirs = {name: tuple(value.shape) for name, value in reference(spec).state_dict().items()}
    assert list(spec.tensors().items()) == list(theirs.items())


@pytest.mark.parametrize("spec", MODELS, ids=lambda spec: spec.alias)
def test_parameters_are_the_published_number(spec: ModelSpec) -> None:
    assert count_parameters(spec) == spec.parameters


def test_arithmetic_of_the_built_in_models_is_two_for_each_multiplication() -> None:
    for spec in (EVERYDAY_SMALL, everyday()):
        counter = FlopCounterMode(display=False)
        size = spec.preprocessing.size
        with counter, torch.device("meta"):
            reference(spec)(torch.empty(1, 3, size, size))
        assert counter.get_total_flops() == spec.flops


def test_parameters_of_the_lite_models_are_the_published_numbers() -> None:
    first = [count_parameters(spec) for spec in LITES[:3]]
    assert first == [4_652_008, 5_416_680, 6_092_072]


@pytest.mark.parametrize("kernel", [1, 3, 5])
@pytest.mark.parametrize("stride", [1, 2])
def test_same_padding_gives_a_strides_share_of_the_size_and_an_odd_zero_comes_last(
    kernel: int, stride: int
) -> None:
    what = Conv("c", "n", 1, 1, kernel=kernel, stride=stride, padding="same")
    for size in range(kernel, 40):
        before, after = what.pads(size)
        assert 0 <= after - before <= 1
        padded = functional.pad(torch.zeros(1, 1, size), (before, after))
        outputs = functional.conv1d(padded, torch.ones(1, 1, kernel), stride=stride).shape[-1]
        assert outputs == -(-size // stride)


def test_centred_padding_is_half_a_kernel_whatever_the_size() -> None:
    what = Conv("c", "n", 1, 1, kernel=7, stride=2)
    assert {what.pads(size) for size in range(7, 40)} == {(3, 3)}


def test_a_file_fits_with_and_without_the_counters_of_training() -> None:
    spec = tiny_spec()
    tensors = spec.tensors()
    assert misfit(spec, tensors) is None
    bare = {name: shape for name, shape in tensors.items() if "num_batches" not in name}
    assert len(bare) < len(tensors)
    assert misfit(spec, bare) is None


def test_the_first_tensor_that_does_not_fit_is_named() -> None:
    spec = tiny_spec()
    tensors = spec.tensors()
    assert misfit(spec, tensors | {"extra": (1,)}) == Reason("misfit.holds", tensor="extra")
    other = misfit(spec, tensors | {"fc.bias": (7,)})
    assert in_english([other]) == ["fc.bias is (7,) and should be (1000,)"]
    del tensors["conv1.weight"]
    assert misfit(spec, tensors) == Reason("misfit.lacks", tensor="conv1.weight")


def test_tensors_tell_whose_they_are() -> None:
    assert owner_by_shapes(WIDTH_16.tensors()) is WIDTH_16
    assert owner_by_shapes(tiny_spec().tensors()) is None
    (said,) = in_english([misfit(WIDTH_8, WIDTH_16.tensors())])
    assert said.startswith("layer1.0.conv1.weight is (512, 64, 1, 1)")


def test_a_files_names_and_shapes_are_checked_without_torch(tmp_path: Path) -> None:
    save_file(random_state(STARTER), tmp_path / "w.safetensors")
    code = (
        "import sys; from pathlib import Path; from igtagger.models.catalog import STARTER;"
        "from igtagger.models.weights.checking import opened; file = Path(sys.argv[1])\n"
        "with opened(STARTER, file) as weights: assert 'fc.weight' in weights.shapes()\n"
        "assert not {'torch', 'safetensors', 'openvino'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code, str(tmp_path / "w.safetensors")], check=True)
