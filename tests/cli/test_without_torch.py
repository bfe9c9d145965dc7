"""The program where torch is not installed: nothing but GPUs and Macs needs it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.pictures.made import photograph
from tests.training_pictures import make_classes

# As if neither were installed: imports fail, and nobody finds them.
HIDE = "import sys; sys.modules['torch'] = sys.modules['torchvision'] = None; "
START = HIDE + "from igtagger.__main__ import main; sys.exit(main(sys.argv[1:]))"
WITH_A_GPU = (
    HIDE + "from igtagger.engines import devices; devices._ask_cuda = lambda: (('A card',), None); "
    "from igtagger.__main__ import main; sys.exit(main(sys.argv[1:]))"
)
UNPICKLING = HIDE + (
    "from pathlib import Path; from igtagger.models.catalog import everyday; "
    "from igtagger.models.weights import conversion; "
    "conversion.convert(everyday(), everyday().weights.locate(), Path(sys.argv[1]))"
)


def run(*arguments: str | Path, code: str = START) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", code, *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    assert "bug" not in done.stderr
    assert "Traceback" not in done.stderr
    return done


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "pictures").mkdir()
    photograph(300, 200, 1).save(tmp_path / "pictures" / "a.png")
    return tmp_path / "pictures"


def test_weights_are_read_and_pictures_tagged(folder: Path, tmp_path: Path) -> None:
    assert run(tmp_path / "a.safetensors", code=UNPICKLING).returncode == 0
    done = run("tag", folder, "-o", "-")
    assert done.returncode == 0, done.stderr
    assert "CPU (cpu), openvino, " in done.stderr
    assert "cat" in done.stdout


def test_a_head_is_trained_and_a_whole_network_needs_torch(tmp_path: Path) -> None:
    pictures = make_classes(tmp_path / "pictures", 5)
    done = run("train", pictures, "--name", "mine")
    assert done.returncode == 0, done.stderr
    assert run("tag", pictures, "-m", "mine", "-o", "-").returncode == 0
    for wish in ("--fine-tune", "--from-scratch"):
        done = run("train", pictures, "--name", "tuned", wish)
        assert done.returncode == 1
        assert "needs torch, which is not installed" in done.stderr
        assert "igtagger[gpu]" in done.stderr.replace("\n", " ")


@pytest.mark.parametrize(
    "wish", [["--engine", "torch"], ["--device", "cuda"], ["--engine", "torch", "--device", "cpu"]]
)
def test_a_wish_for_torch_is_told_what_to_install(folder: Path, wish: list[str]) -> None:
    done = run("tag", folder, "-o", "-", *wish)
    assert done.returncode not in (0, 70)
    assert "torch is not installed" in done.stderr
    assert "igtagger[gpu]" in done.stderr.replace("\n", " ")


def test_a_gpu_that_nothing_uses_is_told_of_with_what_to_install(folder: Path) -> None:
    done = run("tag", folder, "-o", "-", code=WITH_A_GPU)
    assert done.returncode == 0
    words = " ".join(done.stderr.split())
    assert "CPU (cpu), openvino" in words
    assert "no GPU: A card needs torch, which is not installed: python -m pip install" in words
    devices = json.loads(run("doctor", "--json", code=WITH_A_GPU).stdout)["devices"]
    assert devices["cuda:0"] == "A card"
    assert "A card needs torch" in devices["gpu"]
    assert devices["auto"].startswith("cpu, openvino, ")


def test_a_torch_that_cannot_be_loaded_is_no_reason_to_stop(folder: Path, tmp_path: Path) -> None:
    broken = tmp_path / "site" / "torch"
    broken.mkdir(parents=True)
    (broken / "__init__.py").write_text("raise OSError('libcudart.so is missing')")
    found = f"import sys; sys.path.insert(0, {str(broken.parent)!r}); "
    code = found + WITH_A_GPU.removeprefix(HIDE)
    done = run("tag", folder, "-o", "-", code=code)
    assert done.returncode == 0, done.stderr
    words = " ".join(done.stderr.split())
    assert "no GPU: torch cannot be loaded: libcudart.so is missing" in words
    done = run("tag", folder, "-o", "-", "--fresh", "--engine", "torch", code=code)
    assert done.returncode not in (0, 70)
    assert "torch cannot be loaded: libcudart.so is missing" in done.stderr


def test_the_doctor_does_not_load_torch() -> None:
    code = (
        "import sys; from igtagger.__main__ import main; done = main(['doctor']); "
        "assert 'torch' not in sys.modules; sys.exit(done)"
    )
    assert run(code=code).returncode == 0
