"""The network is torchvision's, agrees with timm's, and loads without a second copy."""

from __future__ import annotations

import subprocess
import sys
import warnings
import zipfile
from pathlib import Path
from threading import Event

import pytest
import timm
import torch
from timm.models import resnet as timm_resnet

from igtagger.errors import Cancelled, WeightsError
from igtagger.models import network
from igtagger.models.catalog import INSTAGRAM_MODELS, ModelSpec
from tests.making import WIDTH_8, WIDTH_16, random_state, save_legacy, tiny_spec

CPU = torch.device("cpu")


def timms(spec: ModelSpec) -> torch.nn.Module:
    """timm's network of that width. It has no name for 32x48d (its old alias leads to the weights
    of 32x8d), so that one is made from its class."""
    name = f"resnext101_{spec.alias}"
    if name in timm.list_models("resnext101_*"):
        return timm.create_model(name, pretrained=False)
    width = spec.architecture.width_per_group
    return timm_resnet.ResNet(
        timm_resnet.Bottleneck, (3, 4, 23, 3), cardinality=32, base_width=width
    )


@pytest.mark.parametrize("spec", INSTAGRAM_MODELS, ids=lambda spec: spec.alias)
def test_state_dict_has_timms_names_and_shapes(spec: ModelSpec) -> None:
    with torch.device("meta"):
        theirs = timms(spec).state_dict()
    ours = network.build(spec).state_dict()
    assert {n: v.shape for n, v in ours.items()} == {n: v.shape for n, v in theirs.items()}


@pytest.mark.parametrize("spec", INSTAGRAM_MODELS, ids=lambda spec: spec.alias)
def test_parameters_are_the_published_number(spec: ModelSpec) -> None:
    assert sum(p.numel() for p in network.build(spec).parameters()) == spec.parameters


def test_building_takes_no_memory() -> None:
    assert all(p.is_meta for p in network.build(INSTAGRAM_MODELS[-1]).parameters())


def agrees_with_timm(spec: ModelSpec, folder: Path) -> None:
    state = random_state(spec)
    legacy = save_legacy(state, folder / "weights.pth")
    theirs = timms(spec).eval()
    theirs.load_state_dict(state)
    del state
    inputs = torch.randn(2, 3, 224, 224, generator=torch.Generator().manual_seed(1))
    with torch.inference_mode():
        expected = theirs(inputs)
    del theirs
    network.convert(spec, legacy, folder / "weights.safetensors")
    legacy.unlink()
    ours = network.load(
        spec, folder / "weights.safetensors", dtype=torch.float32, device=CPU, cancel=Event()
    )
    with torch.inference_mode():
        logits = ours(inputs)
    assert expected.std() > 0.1, "the comparison would be of constants"
    assert (logits - expected).abs().max() <= 1e-4 * expected.abs().max()


def test_logits_equal_timms_for_32x8d(tmp_path: Path) -> None:
    agrees_with_timm(WIDTH_8, tmp_path)


@pytest.mark.slow
def test_logits_equal_timms_for_32x16d(tmp_path: Path) -> None:
    agrees_with_timm(WIDTH_16, tmp_path)


def test_every_tensor_survives_the_conversion_unchanged(tmp_path: Path) -> None:
    spec = tiny_spec()
    state = random_state(spec)
    network.convert(spec, save_legacy(state, tmp_path / "a.pth"), tmp_path / "a.safetensors")
    from safetensors.torch import load_file

    kept = load_file(tmp_path / "a.safetensors")
    assert kept.keys() == state.keys()
    assert all(torch.equal(kept[name], state[name]) for name in state)


def test_torchs_new_format_and_safetensors_are_read_too(tmp_path: Path) -> None:
    spec = tiny_spec()
    torch.save(random_state(spec), tmp_path / "new.pth")
    network.convert(spec, tmp_path / "new.pth", tmp_path / "a.safetensors")
    network.convert(spec, tmp_path / "a.safetensors", tmp_path / "b.safetensors")
    assert (tmp_path / "a.safetensors").read_bytes() == (tmp_path / "b.safetensors").read_bytes()


def refused(spec: ModelSpec, file: Path) -> str:
    target = file.with_name("out.safetensors")
    with pytest.raises(WeightsError) as caught:
        network.convert(spec, file, target)
    assert not target.exists()
    assert str(file) in caught.value.message
    return str(caught.value)


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_values_that_are_not_finite_are_refused(tmp_path: Path, value: float) -> None:
    state = random_state(tiny_spec())
    state["layer3.0.conv2.weight"][0, 0, 0, 0] = value
    message = refused(tiny_spec(), save_legacy(state, tmp_path / "bad.pth"))
    assert "layer3.0.conv2.weight" in message


def test_a_negative_variance_is_refused(tmp_path: Path) -> None:
    state = random_state(tiny_spec())
    state["bn1.running_var"][3] = -1
    assert "bn1.running_var" in refused(tiny_spec(), save_legacy(state, tmp_path / "bad.pth"))


def test_another_models_weights_are_named(tmp_path: Path) -> None:
    state = {"layer1.0.conv2.weight": torch.zeros(512, 16, 3, 3)}
    expected = network.build(WIDTH_8).state_dict()
    for name, values in expected.items():
        state.setdefault(name, torch.zeros(()).expand(values.shape))
    with pytest.raises(WeightsError, match="ig_resnext101_32x16d"):
        network.check_state(WIDTH_8, state, tmp_path / "other.pth")


def test_missing_and_foreign_names_are_refused(tmp_path: Path) -> None:
    state = random_state(tiny_spec())
    del state["fc.bias"]
    assert "lacks fc.bias" in refused(tiny_spec(), save_legacy(state, tmp_path / "a.pth"))
    state = random_state(tiny_spec()) | {"extra": torch.zeros(1)}
    assert "holds extra" in refused(tiny_spec(), save_legacy(state, tmp_path / "b.pth"))


def test_a_training_checkpoint_is_refused_with_advice(tmp_path: Path) -> None:
    file = save_legacy({"state_dict": random_state(tiny_spec())}, tmp_path / "run.pth")  # type: ignore[dict-item]
    assert "state_dict()" in refused(tiny_spec(), file)


class Boom:
    def __reduce__(self) -> tuple[object, tuple[str]]:
        return print, ("the pickle ran code",)


@pytest.mark.parametrize("zipped", [True, False])
def test_a_pickle_that_runs_code_is_refused_and_not_run(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], zipped: bool
) -> None:
    torch.save({"a": Boom()}, tmp_path / "boom.pth", _use_new_zipfile_serialization=zipped)
    refused(tiny_spec(), tmp_path / "boom.pth")
    assert "ran code" not in capsys.readouterr().out


def test_a_small_archive_that_would_unpack_to_gigabytes_is_refused_unread(tmp_path: Path) -> None:
    torch.save(random_state(tiny_spec()), tmp_path / "good.pth")
    with (
        zipfile.ZipFile(tmp_path / "good.pth") as good,
        zipfile.ZipFile(tmp_path / "bomb.pth", "w", zipfile.ZIP_DEFLATED) as bomb,
    ):
        for member in good.infolist():
            bomb.writestr(member.filename, good.read(member))
        bomb.writestr("archive/data/999", bytes(64 << 20))
    assert "would unpack to" in refused(tiny_spec(), tmp_path / "bomb.pth")


def test_a_compressed_archive_is_refused(tmp_path: Path) -> None:
    torch.save(random_state(tiny_spec()), tmp_path / "good.pth")
    with (
        zipfile.ZipFile(tmp_path / "good.pth") as good,
        zipfile.ZipFile(tmp_path / "packed.pth", "w", zipfile.ZIP_DEFLATED) as packed,
    ):
        for member in good.infolist():
            packed.writestr(member.filename, good.read(member))
    assert "compressed" in refused(tiny_spec(), tmp_path / "packed.pth")


@pytest.mark.parametrize("content", [b"", b"<html>no</html>", b"PK\x03\x04 cut", bytes(100)])
def test_files_that_are_no_weights_are_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "page.pth").write_bytes(content)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        refused(tiny_spec(), tmp_path / "page.pth")


def test_a_truncated_file_is_refused(tmp_path: Path) -> None:
    file = save_legacy(random_state(tiny_spec()), tmp_path / "cut.pth")
    file.write_bytes(file.read_bytes()[:-1000])
    refused(tiny_spec(), file)


def test_loading_can_be_cancelled(tmp_path: Path) -> None:
    spec = tiny_spec()
    network.convert(
        spec, save_legacy(random_state(spec), tmp_path / "a.pth"), tmp_path / "a.safetensors"
    )
    cancel = Event()
    cancel.set()
    with pytest.raises(Cancelled):
        network.load(
            spec, tmp_path / "a.safetensors", dtype=torch.float32, device=CPU, cancel=cancel
        )


LOAD_AND_TELL_PEAK = """
import sys, threading, torch
from pathlib import Path
from igtagger.models import network
from igtagger.models.catalog import INSTAGRAM_MODELS
from tests.memory import peak_bytes
source, target, spec = Path(sys.argv[1]), Path(sys.argv[2]), INSTAGRAM_MODELS[0]
before = peak_bytes()
network.convert(spec, source, target)
converted = peak_bytes()
module = network.load(spec, target, dtype=torch.float32, device=torch.device("cpu"),
                      cancel=threading.Event())
print(before, converted, peak_bytes())
"""


def test_loading_never_holds_the_weights_twice(tmp_path: Path) -> None:
    legacy = save_legacy(random_state(WIDTH_8), tmp_path / "a.pth")
    size = legacy.stat().st_size
    done = subprocess.run(
        [sys.executable, "-c", LOAD_AND_TELL_PEAK, str(legacy), str(tmp_path / "a.safetensors")],
        check=True,
        capture_output=True,
        text=True,
    )
    before, converted, loaded = map(int, done.stdout.split())
    assert converted - before <= 1.25 * size
    assert loaded - before <= 1.25 * size
