"""``igtagger embed``: features as files for NumPy and pandas, equal to timm's."""

from __future__ import annotations

import os
import shutil
import sys
import tracemalloc
from pathlib import Path
from threading import Event
from typing import Any

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from safetensors.torch import load_file

from igtagger.__main__ import main
from igtagger.app.context import Context
from igtagger.app.layers import plan
from igtagger.engines.torch_engine import normalise
from igtagger.errors import ExportError
from igtagger.export import feature_files
from igtagger.export.destinations import Destination
from igtagger.export.feature_files import FeaturesOrigin
from igtagger.export.paths import spell
from igtagger.library.facade import Library
from igtagger.models.catalog import everyday
from igtagger.models.weights import conversion
from igtagger.pictures import decoding
from tests.references import reference

Capture = pytest.CaptureFixture[str]
SAMPLES = Path(__file__).parents[2] / "resources" / "samples"
NAMES = ["cat.jpg", "letter.png", "map.png"]
ORIGIN = FeaturesOrigin("everyday", "ab", "p", 5)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "pictures"
    folder.mkdir()
    for name in NAMES:
        shutil.copy(SAMPLES / name, folder / name)
    return folder


def embed(folder: Path, output: Path, *options: str) -> dict[str, NDArray[Any]]:
    assert main(["embed", str(folder), "-o", str(output), "-q", *options]) == 0
    with np.load(output) as arrays:
        return dict(arrays)


def timms(files: list[Path]) -> NDArray[np.float32]:
    """What timm's network of the same weights has before its classifier."""
    spec, context = everyday(), Context.from_environment()
    stored = conversion.prepare(context.store, spec, Event())
    network = reference(spec)
    tensors = {name: tensor.float() for name, tensor in load_file(stored.path).items()}
    own = {name: tensors[name] for name in network.state_dict() if name in tensors}
    counts = {name: torch.tensor(0) for name in network.state_dict() if name not in tensors}
    assert all(name.endswith("num_batches_tracked") for name in counts)
    network.load_state_dict({**own, **counts}, assign=True)
    pixels = [decoding.load(file, spec.preprocessing, exact=True).pixels for file in files]
    inputs = normalise(np.stack(pixels), spec.preprocessing, torch.device("cpu"))
    with torch.inference_mode():
        maps = network.forward_features(inputs)  # type: ignore[operator]
        found: NDArray[np.float32] = network.forward_head(maps, pre_logits=True).numpy()  # type: ignore[operator]
    return found


def kept(folder: Path) -> NDArray[np.float32]:
    """What the library keeps of those pictures."""
    context = Context.from_environment()
    (only,) = plan(everyday(), context.catalog, context.store, kinds=False)
    file = context.settings.library_file
    with Library.open(file, on_message=lambda reason: pytest.fail(reason.code)) as library:
        found = library.features_of(only.features_key(exact=False), [folder / n for n in NAMES])
    return np.array([found[folder / name] for name in NAMES if folder / name in found])


def test_in_fp32_they_are_what_timm_has_before_its_classifier(folder: Path) -> None:
    output = folder.parent / "features.npz"
    arrays = embed(folder, output, "--precision", "fp32", "--exact")
    assert arrays["paths"].tolist() == NAMES
    features, expected = arrays["features"], timms([folder / name for name in NAMES])
    assert (features.dtype, features.shape) == (np.float32, (3, 1280))
    assert np.abs(expected).max() > 1
    assert np.abs(features - expected).max() <= 1e-4 * np.abs(expected).max()
    # Not rounded, whatever the library keeps.
    embed(folder, output, "--exact")
    again = embed(folder, output, "--precision", "fp32", "--exact")["features"]
    assert np.abs(again - features).max() <= 1e-6 * np.abs(expected).max()
    assert (again != again.astype(np.float16)).any()


def test_the_file_says_what_they_were_made_with(folder: Path) -> None:
    arrays = embed(folder, folder.parent / "features.npz")
    context = Context.from_environment()
    assert str(arrays["model_id"]) == "everyday"
    assert str(arrays["weights_sha256"]) == context.store.find(everyday()).sha256
    assert str(arrays["preprocessing"]) == everyday().preprocessing.version(exact=False)


def test_what_is_kept_is_given_and_what_is_new_is_kept(folder: Path, capsys: Capture) -> None:
    output = folder.parent / "features.npz"
    assert main(["tag", str(folder / "cat.jpg"), "-o", str(folder.parent / "tags.csv"), "-q"]) == 0
    first = embed(folder, output)
    assert (first["features"] == kept(folder)).all()
    assert len(first["features"]) == 3
    capsys.readouterr()
    assert main(["embed", str(folder), "-o", str(output)]) == 0
    assert "3 of them known already" in capsys.readouterr().err
    with np.load(output) as arrays:
        assert (arrays["features"] == first["features"]).all()


def test_with_no_features_none_are_kept(folder: Path) -> None:
    arrays = embed(folder, folder.parent / "features.npz", "--no-features")
    assert arrays["features"].shape == (3, 1280)
    assert (arrays["features"] != arrays["features"].astype(np.float16)).any()
    assert len(kept(folder)) == 0


def test_parquet_holds_the_same(folder: Path) -> None:
    from pyarrow import parquet

    arrays = embed(folder, folder.parent / "features.npz")
    output = folder.parent / "features.parquet"
    for _ in range(2):  # the second time over the first
        assert main(["embed", str(folder), "-o", str(output), "-q"]) == 0
    table = parquet.read_table(output)
    assert table["path"].to_pylist() == NAMES
    assert np.array_equal(np.array(table["features"].to_pylist(), np.float32), arrays["features"])
    assert table.schema.metadata[b"model_id"] == b"everyday"


def test_pictures_that_fail_are_named_with_the_reason(folder: Path, capsys: Capture) -> None:
    (folder / "broken.jpg").write_bytes(b"not a picture")
    output = folder.parent / "features.npz"
    assert main(["embed", str(folder), "-o", str(output), "-q"]) == 3
    assert f"{folder / 'broken.jpg'} is not a picture" in capsys.readouterr().err
    with np.load(output) as arrays:
        assert arrays["paths"].tolist() == NAMES


@pytest.mark.skipif(sys.platform != "linux", reason="other systems do not have such names")
def test_any_path_can_be_read_back(folder: Path) -> None:
    odd = os.fsdecode(b"a\nb\xff.jpg"), "ünï \U0001f600.jpg"
    for name in odd:
        shutil.copy(SAMPLES / "cat.jpg", folder / name)
    arrays = embed(folder, folder.parent / "features.npz")
    assert spell(folder / odd[0], folder) in arrays["paths"].tolist()
    assert odd[1] in arrays["paths"].tolist()
    arrays = embed(folder, folder.parent / "features.npz", "--absolute")
    assert str(folder / "cat.jpg") in arrays["paths"].tolist()


def test_an_empty_folder_gives_an_empty_array(tmp_path: Path) -> None:
    (tmp_path / "none").mkdir()
    arrays = embed(tmp_path / "none", tmp_path / "features.npz")
    assert arrays["features"].shape == (0, 1280)
    assert arrays["paths"].tolist() == []


@pytest.mark.parametrize("name", ["features.csv", "features", "features.npy"])
def test_other_endings_are_refused(folder: Path, name: str, capsys: Capture) -> None:
    assert main(["embed", str(folder), "-o", str(folder.parent / name)]) == 2
    assert ".npz, .parquet" in capsys.readouterr().err


def test_files_of_others_are_not_written_over(folder: Path) -> None:
    output = folder.parent / "other.npz"
    np.savez(output, a=np.zeros(3))
    before = output.read_bytes()
    assert main(["embed", str(folder), "-o", str(output), "-q"]) == 1
    assert output.read_bytes() == before
    embed(folder, output, "--force")
    embed(folder, output)  # ours is


def _write_in_vain(sink: feature_files.FeaturesSink) -> None:
    sink.write("b.jpg", np.arange(5, dtype=np.float32))
    raise ZeroDivisionError


@pytest.mark.parametrize("form", feature_files.FORMATS, ids=lambda form: form.ending)
def test_a_file_is_there_whole_or_not_at_all(
    form: feature_files.FeaturesFormat, tmp_path: Path
) -> None:
    target = Destination(tmp_path / f"features{form.ending}", form.is_own)
    with form.open(target, ORIGIN) as sink:
        sink.write("a.jpg", np.arange(5, dtype=np.float32))
    before = target.path.read_bytes()
    with pytest.raises(ZeroDivisionError), form.open(target, ORIGIN) as sink:
        _write_in_vain(sink)
    assert target.path.read_bytes() == before
    assert [file.name for file in tmp_path.iterdir() if file.is_file()] == [target.path.name]
    gone = Destination(tmp_path / "none" / target.path.name, form.is_own)
    with pytest.raises(ExportError), form.open(gone, ORIGIN):
        pass


@pytest.mark.parametrize("form", feature_files.FORMATS, ids=lambda form: form.ending)
def test_memory_does_not_depend_on_the_number_of_pictures(
    form: feature_files.FeaturesFormat, tmp_path: Path
) -> None:
    target = Destination(tmp_path / f"features{form.ending}", form.is_own)
    vector = np.zeros(1280, np.float32)
    with form.open(target, ORIGIN._replace(channels=1280)) as sink:
        tracemalloc.start()
        try:
            for number in range(30_000):  # 154 MB
                sink.write(f"{number}.jpg", vector)
            peak = tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()
    assert peak < 60_000_000
    if form.ending == ".npz":
        with np.load(target.path) as arrays:
            assert arrays["features"].shape == (30_000, 1280)
            assert arrays["paths"][-1] == "29999.jpg"
