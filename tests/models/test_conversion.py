"""What is taken for weights of a model, what is refused, and how it is kept."""

from __future__ import annotations

import os
import random
import re
import warnings
import zipfile
from collections import Counter
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import load_file, save_file

from igtagger.errors import WeightsError
from igtagger.models.catalog import ModelSpec
from igtagger.models.families.efficientnet_lite import EfficientNetLite
from igtagger.models.weights import conversion, safetensors_files, torch_files
from igtagger.models.weights.mapped import MappedWeights
from igtagger.models.weights.tensors import F32, FileTensor, Storage
from tests.making import WIDTH_8, WIDTH_16, model_of, random_state, save_legacy, tiny_spec


def test_every_tensor_survives_the_conversion_unchanged(tmp_path: Path) -> None:
    spec = tiny_spec()
    state = random_state(spec)
    conversion.convert(spec, save_legacy(state, tmp_path / "a.pth"), tmp_path / "a.safetensors")
    kept = load_file(tmp_path / "a.safetensors")
    assert kept.keys() == state.keys()
    assert all(torch.equal(kept[name], state[name]) for name in state)


def test_torchs_new_format_and_safetensors_are_read_too(tmp_path: Path) -> None:
    spec = tiny_spec()
    torch.save(random_state(spec), tmp_path / "new.pth")
    conversion.convert(spec, tmp_path / "new.pth", tmp_path / "a.safetensors")
    conversion.convert(spec, tmp_path / "a.safetensors", tmp_path / "b.safetensors")
    assert (tmp_path / "a.safetensors").read_bytes() == (tmp_path / "b.safetensors").read_bytes()


def lite() -> ModelSpec:
    family = EfficientNetLite(0.1, 0.1)
    return replace(model_of(family, head="classifier"), kept_in_half=True)


def theirs(state: dict[str, torch.Tensor]) -> dict[str, torch.Tensor]:
    """The same tensors, under the names that the converters of EfficientNet-Lite have."""
    ours = lite().family.other_names()
    return {name: state[ours[name]] for name in ours}


def test_names_of_another_maker_become_ours(tmp_path: Path) -> None:
    spec = lite()
    state = random_state(spec)
    names = theirs(state)
    assert list(names)[2:4] == ["_conv_stem.weight", "_bn0.weight"]
    assert {"_blocks.0._depthwise_conv.weight", "_blocks.1._expand_conv.weight"} <= names.keys()
    converted = []
    for number, given in enumerate((state, names)):
        converted.append(tmp_path / f"{number}.safetensors")
        conversion.convert(spec, save_legacy(given, tmp_path / f"{number}.pth"), converted[-1])
    assert load_file(converted[0]).keys() == state.keys()
    assert converted[0].read_bytes() == converted[1].read_bytes()


def test_names_of_another_maker_are_checked_as_ours_are(tmp_path: Path) -> None:
    spec, names = lite(), theirs(random_state(lite()))
    wrong = names | {"_fc.weight": names["_fc.weight"].T}
    message = refused(spec, save_legacy(wrong, tmp_path / "a.pth"))
    assert "classifier.weight is (1280, 1000)" in message
    del names["_conv_head.weight"]
    assert "lacks conv_head.weight" in refused(spec, save_legacy(names, tmp_path / "b.pth"))


def test_what_is_kept_in_half_keeps_its_batch_norms_and_its_names(tmp_path: Path) -> None:
    spec, state = lite(), random_state(lite())
    conversion.convert(spec, save_legacy(state, tmp_path / "a.pth"), tmp_path / "a.safetensors")
    weights = MappedWeights(tmp_path / "a.safetensors")
    for name, values in state.items():
        kept = load_file(tmp_path / "a.safetensors")[name]
        assert torch.equal(kept, values.half() if values.ndim > 1 else values)
        if values.is_floating_point():
            read = weights.get(name)
            assert read.dtype == np.float32
            assert (read == kept.float().numpy()).all()


def test_what_half_precision_cannot_hold_is_refused(tmp_path: Path) -> None:
    state = random_state(lite())
    state["conv_stem.weight"][0, 0, 0, 0] = 1e5
    assert "conv_stem.weight" in refused(lite(), save_legacy(state, tmp_path / "a.pth"))


def refused(spec: ModelSpec, file: Path) -> str:
    target = file.with_name("out.safetensors")
    with pytest.raises(WeightsError) as caught:
        conversion.convert(spec, file, target)
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
    storage = Storage(F32, 0)
    state = {name: FileTensor(storage, 0, each, ()) for name, each in WIDTH_16.tensors().items()}
    with pytest.raises(WeightsError, match="ig_resnext101_32x16d"):
        conversion.check_state(WIDTH_8, state, tmp_path / "other.pth")


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


@pytest.fixture
def unread(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing may be unpickled."""
    monkeypatch.setattr(torch_files, "read", None)
    monkeypatch.setattr(safetensors_files, "read", None)


def repack(file: Path, compression: int, extra: int = 0) -> None:
    """Write a file of torch's newer format anew, with ``extra`` zeros in one more member."""
    with zipfile.ZipFile(file) as good:
        members = {member.filename: good.read(member) for member in good.infolist()}
    with zipfile.ZipFile(file, "w", compression) as packed:
        for name, content in members.items():
            packed.writestr(name, content)
        if extra:
            packed.writestr("archive/data/999", bytes(extra))


@pytest.fixture
def newer(tmp_path: Path) -> Path:
    """Good weights in torch's newer format, which is a zip archive."""
    torch.save(random_state(tiny_spec()), tmp_path / "newer.pth")
    return tmp_path / "newer.pth"


@pytest.mark.usefixtures("unread")
@pytest.mark.parametrize("compression", [zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2])
def test_a_small_archive_that_would_unpack_to_gigabytes_is_refused_unread(
    newer: Path, compression: int
) -> None:
    repack(newer, compression, extra=64 << 20)
    assert newer.stat().st_size < 8 << 20
    assert "holds 70.7 MB" in refused(tiny_spec(), newer)


@pytest.mark.usefixtures("unread")
def test_a_compressed_archive_is_refused_unread(newer: Path) -> None:
    repack(newer, zipfile.ZIP_DEFLATED)
    assert "compressed" in refused(tiny_spec(), newer)


@pytest.mark.usefixtures("unread")
@pytest.mark.parametrize("form", ["legacy", "zip", "safetensors"])
def test_a_file_larger_than_the_model_is_refused_unread(tmp_path: Path, form: str) -> None:
    file, state = tmp_path / "large.pth", {"fc.bias": torch.zeros(3 << 20)}
    if form == "safetensors":
        save_file(state, file)
    else:
        torch.save(state, file, _use_new_zipfile_serialization=form == "zip")
    assert "holds 12.6 MB" in refused(tiny_spec(), file)


@pytest.mark.usefixtures("unread")
def test_an_archive_without_a_listing_is_refused_unread(newer: Path) -> None:
    newer.write_bytes(newer.read_bytes()[:-30])
    assert "could not be read as weights" in refused(tiny_spec(), newer)


def test_values_that_unfold_to_more_than_the_model_are_refused_unseen(tmp_path: Path) -> None:
    state = random_state(tiny_spec())
    counter = next(name for name in state if name.endswith("num_batches_tracked"))
    for name in (counter, "fc.bias"):
        one = torch.zeros(1, dtype=state[name].dtype)
        trap = state | {name: one.expand(1 << 40)}  # a terabyte and more, if it is looked at
        file = save_legacy(trap, tmp_path / "trap.pth")
        assert f"{name} is (1099511627776,)" in refused(tiny_spec(), file)


def test_values_of_another_kind_are_refused(tmp_path: Path) -> None:
    good = random_state(tiny_spec())["fc.bias"]
    for odd in (good.long(), good.int(), good.char(), good.bool()):
        state = random_state(tiny_spec()) | {"fc.bias": odd}
        torch.save(state, tmp_path / "odd.pth")
        kind = str(odd.dtype).removeprefix("torch.")
        expected = f"fc.bias holds values of the kind {kind}"
        assert expected in refused(tiny_spec(), tmp_path / "odd.pth")
        save_file(state, tmp_path / "odd.safetensors")
        assert expected in refused(tiny_spec(), tmp_path / "odd.safetensors")
    save_file(state | {"fc.bias": good.to(torch.float8_e5m2)}, tmp_path / "odd.safetensors")
    expected = "fc.bias holds values of the kind F8_E5M2"
    assert expected in refused(tiny_spec(), tmp_path / "odd.safetensors")


@pytest.mark.parametrize("zipped", [True, False])
def test_tensors_that_are_not_all_in_the_file_are_refused(tmp_path: Path, zipped: bool) -> None:
    file, good = tmp_path / "odd.pth", random_state(tiny_spec())["fc.bias"]
    for odd in (good.to_sparse(), good.to("meta"), good.to(torch.complex64)):
        state = random_state(tiny_spec()) | {"fc.bias": odd}
        torch.save(state, file, _use_new_zipfile_serialization=zipped)
        assert re.search("it wants torch.*Save the model's state_dict", refused(tiny_spec(), file))


def test_a_whole_module_is_refused_with_advice(tmp_path: Path) -> None:
    torch.save(torch.nn.Linear(2, 3), tmp_path / "whole.pth")
    message = refused(tiny_spec(), tmp_path / "whole.pth")
    assert "it wants torch.nn.modules.linear.Linear. Save the model's state_dict()" in message


def test_half_precision_is_kept(tmp_path: Path) -> None:
    spec, target = tiny_spec(), tmp_path / "half.safetensors"
    state = {
        name: values.half() if values.is_floating_point() else values
        for name, values in random_state(spec).items()
    }
    conversion.convert(spec, save_legacy(state, tmp_path / "half.pth"), target)
    assert load_file(target)["fc.weight"].dtype == torch.float16


def test_tensors_that_share_memory_or_lie_across_are_kept_apart(tmp_path: Path) -> None:
    spec, target = tiny_spec(), tmp_path / "a.safetensors"
    state = random_state(spec)
    state["bn1.running_mean"] = state["bn1.bias"]  # one memory, two names
    both = torch.stack((state["fc.bias"], state["fc.bias"] + 1))
    state["fc.bias"] = both[1]  # a piece of a larger memory
    state["fc.weight"] = state["fc.weight"].t().contiguous().t()  # another order of dimensions
    conversion.convert(spec, save_legacy(state, tmp_path / "a.pth"), target)
    kept = load_file(target)
    assert all(torch.equal(kept[name], state[name]) for name in state)


def test_whatever_is_damaged_ends_in_a_sentence(tmp_path: Path) -> None:
    """Readers raise nearly anything on a damaged file: flipped bytes where the structure is."""
    spec, chance = tiny_spec(), random.Random(0)
    state = random_state(spec)
    legacy = save_legacy(state, tmp_path / "legacy.pth").read_bytes()
    torch.save(state, tmp_path / "newer.pth")
    newer, damaged = (tmp_path / "newer.pth").read_bytes(), tmp_path / "damaged.pth"
    outcomes = Counter[str]()
    for number in range(60):
        content = bytearray(legacy if number % 2 else newer)
        for _ in range(5):
            content[chance.randrange(3000)] = chance.randrange(256)
        damaged.write_bytes(content)
        with suppress(WeightsError):
            conversion.convert(spec, damaged, tmp_path / "out.safetensors")
            outcomes["unnoticed"] += 1  # the whole hash tells, not torch
        outcomes["all"] += 1
    assert outcomes["unnoticed"] < outcomes["all"] == 60


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


def test_a_target_that_cannot_be_written_is_said_so(tmp_path: Path) -> None:
    file = save_legacy(random_state(tiny_spec()), tmp_path / "a.pth")
    with pytest.raises(WeightsError, match="could not be written to") as caught:
        conversion.convert(tiny_spec(), file, tmp_path / "no such folder" / "a.safetensors")
    assert "room" in caught.value.hint


@pytest.mark.skipif(os.name == "nt", reason="Windows has access lists instead")
def test_what_is_made_can_be_read_by_its_owner_alone(tmp_path: Path) -> None:
    target = tmp_path / "target"
    spec = tiny_spec()
    torch.save(random_state(spec), tmp_path / "a.pth")
    conversion.convert(spec, tmp_path / "a.pth", target)
    assert not target.stat().st_mode & 0o077
