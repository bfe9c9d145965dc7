"""Where memory is too small, in processes of their own that may have no more."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from pathlib import Path
from threading import Event

import pytest
from PIL import Image

from igtagger.errors import UnreadableImage
from igtagger.models.catalog import everyday
from igtagger.models.weights import conversion
from igtagger.models.weights.store import WeightsStore
from igtagger.pictures import decoding, formats

SIDE = 5000
MEGABYTES_OVER = (60, 120, 180, 250, 330, 420)
"""Less and more than decoders take for so many pixels: each has its own points to fail at."""
KINDS: dict[str, dict[str, object]] = {
    "a.jpg": {"progressive": True},
    "a.webp": {"lossless": True, "method": 0},
    "a.jp2": {},
    "a.png": {"compress_level": 1},
    "a.tif": {"compression": "tiff_lzw"},
    "a.avif": {"speed": 10},
}

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="needs RLIMIT_AS, and /proc")

CHILD = """
import os, resource, sys
from pathlib import Path
from igtagger.errors import UnreadableImage
from igtagger.models.catalog import everyday
from igtagger.pictures import decoding
from PIL import Image

def tell(path, over):
    taken = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (taken + over * 10**6,) * 2)
    try:
        decoding.load(path, how, exact=True)
        print("decoded", flush=True)
    except UnreadableImage as error:
        lasting = "lasting" if error.lasting else "passing"
        print(error.reason.code, lasting, flush=True)

Image.init()
how = everyday().preprocessing
decoding.load(Path(sys.argv[1]), how)  # imports what it needs
for over in sys.argv[3:]:
    child = os.fork()
    if not child:
        tell(Path(sys.argv[2]), int(over))
        os._exit(0)
    _, ended = os.waitpid(child, 0)
    assert ended == 0, (over, ended)
"""


def said(path: Path, *megabytes_over: int) -> list[str]:
    """What processes say of a picture that may each take so much more than they have.

    They are forked from one that has done its imports, before any memory is bounded.
    """
    small = path.with_name("small.png")
    Image.new("RGB", (300, 300)).save(small)
    child = subprocess.run(
        [sys.executable, "-c", CHILD, str(small), str(path), *map(str, megabytes_over)],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "OPENBLAS_NUM_THREADS": "1"},
    )
    assert child.returncode == 0, child.stderr
    heard = child.stdout.splitlines()
    assert len(heard) == len(megabytes_over), child.stdout
    return heard


@pytest.mark.parametrize("name", KINDS)
def test_want_of_memory_is_never_a_fault_of_the_file(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    Image.new("RGB", (SIDE, SIDE), "red").save(path, **KINDS[name])
    heard = set(said(path, *MEGABYTES_OVER))
    assert heard <= {"picture.needs-memory passing", "picture.no-memory passing", "decoded"}
    assert heard & {"picture.needs-memory passing", "picture.no-memory passing"}
    assert decoding.load(path, everyday().preprocessing, exact=True).width == SIDE


def test_a_damaged_picture_is_damaged_where_memory_is_enough_and_where_it_is_bounded(
    tmp_path: Path,
) -> None:
    path = tmp_path / "a.jpg"
    whole = io.BytesIO()
    Image.effect_noise((SIDE, SIDE), 50).convert("RGB").save(whole, "JPEG", quality=10)
    path.write_bytes(whole.getvalue()[: len(whole.getvalue()) // 2])
    enough, little = said(path, 3000, 60)
    assert enough == "picture.cut-off lasting"
    assert little in ("picture.needs-memory passing", "picture.no-memory passing")
    with pytest.raises(UnreadableImage) as refused:
        decoding.load(path, everyday().preprocessing)
    assert refused.value.reason.code == "picture.cut-off"
    assert refused.value.lasting


def test_a_run_goes_on_and_the_next_one_with_more_memory_tags_what_had_too_little(
    tmp_path: Path,
) -> None:
    folder = tmp_path / "mem"
    folder.mkdir()
    Image.new("RGB", (15000, 15000), "red").save(folder / "a.webp", lossless=True, method=0)
    Image.new("RGB", (300, 300), "blue").save(folder / "b.png")
    program = (
        "import sys; from igtagger.__main__ import main; "
        "import resource; limit = int(sys.argv.pop(1)); "
        "limit and resource.setrlimit(resource.RLIMIT_AS, (limit, limit)); sys.exit(main())"
    )
    environment = {**os.environ, "IGTAGGER_DATA_DIR": str(tmp_path / "data")}

    def tag(limit: int) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-c", program, str(limit), "tag", str(folder), "--workers", "1"]
        command += ["--layout", "wide"]
        return subprocess.run(command, capture_output=True, text=True, check=False, env=environment)

    store = WeightsStore(tmp_path / "data" / "weights")
    conversion.prepare(store, everyday(), Event())
    first = tag(1_700_000_000)
    assert first.returncode == 3, first.stderr
    assert "a.webp,failed" in first.stdout
    assert "of memory, more than is free now" in first.stdout
    assert "b.png,tagged" in first.stdout
    second = tag(0)
    assert second.returncode == 0, second.stderr
    assert "a.webp,tagged" in second.stdout
    assert "1 of them known already" in second.stderr


@pytest.mark.parametrize(
    "how", [{}, {"lossless": True}, {"save_all": True}], ids=["lossy", "lossless", "extended"]
)
def test_the_header_of_a_webp_tells_its_size(how: dict[str, object]) -> None:
    file = io.BytesIO()
    image = Image.new("RGB", (321, 1234), "red")
    more = {"append_images": [image.rotate(180), Image.new("RGB", image.size)]}
    image.save(file, "WebP", **how, **(more if "save_all" in how else {}))
    assert formats.webp_size(file) == (321, 1234)
    assert formats.webp_size(io.BytesIO(file.getvalue()[:20])) is None
