"""Blueprints have timm's tensors, and what they say of a file needs no torch."""

from __future__ import annotations

import subprocess
import sys

import pytest
import torch
from torch.nn import functional

from igtagger.domain import Reason
from igtagger.models.catalog import INSTAGRAM_MODELS, ModelSpec, starter
from igtagger.models.families.blueprint import Conv
from igtagger.models.families.efficientnet_lite import LITE
from igtagger.models.weights.checking import misfit, owner_by_shapes
from tests.making import WIDTH_8, WIDTH_16, count_parameters, model_of, tiny_spec
from tests.references import reference
from tests.saying import in_english

MODELS = (*INSTAGRAM_MODELS, starter())
LITES = [model_of(family, head="classifier", name=f"lite{n}") for n, family in enumerate(LITE)]


@pytest.mark.parametrize("spec", [*MODELS, *LITES], ids=lambda spec: spec.alias)
def test_every_tensor_has_timms_name_and_shape_in_timms_order(spec: ModelSpec) -> None:
    theirs = {name: tuple(value.shape) for name, value in reference(spec).state_dict().items()}
    assert list(spec.tensors().items()) == list(theirs.items())


@pytest.mark.parametrize("spec", MODELS, ids=lambda spec: spec.alias)
def test_parameters_are_the_published_number(spec: ModelSpec) -> None:
    assert count_parameters(spec) == spec.parameters


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


def test_a_files_names_and_shapes_are_checked_without_torch() -> None:
    code = (
        "import sys; from igtagger import resources; from igtagger.models.catalog import starter;"
        "from igtagger.models.weights.checking import opened; spec = starter();"
        "file = resources.path('models', spec.weights.file_name)\n"
        "with opened(spec, file) as weights: assert 'fc.weight' in weights.shapes()\n"
        "assert not {'torch', 'safetensors', 'openvino'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
