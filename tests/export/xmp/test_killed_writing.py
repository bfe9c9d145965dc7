"""A program that is killed while it writes leaves each file as it was or as it was to be."""

from __future__ import annotations

import io
import os
import signal
import subprocess
import sys
from pathlib import Path
from random import Random

import pytest
from PIL import Image

from igtagger.export.xmp.containers import container_of
from igtagger.export.xmp.keywords import Keywords
from igtagger.export.xmp.packet import Packet
from igtagger.export.xmp.presets import PRESETS
from igtagger.export.xmp.writing import KeywordWriter, Manner
from igtagger.export.xmp.xmp_fields import SUBJECT
from tests.export.xmp import writing_until_killed
from tests.export.xmp.made_files import MADE, picture, saved

KILLS, FILES = 50, 500
ENDINGS = {"JPEG with XMP": ".jpg", "Motion Photo": ".jpg", "MPO, Intel": ".jpg", "PNG": ".png"}
BEHIND = bytes(400_000)
"""What lies behind a picture, so that it takes a while to write."""
ROOT = Path(__file__).parents[3]


def bare(data: bytes) -> bytes:
    """The file without its packet: what must never change."""
    container = container_of(data)
    return data if container is None else container.with_packet(data, None)


def words(file: Path) -> int:
    """How many tags it has, of which none is lost."""
    data, sidecar = file.read_bytes(), file.with_name(f"{file.name}.xmp")
    container = container_of(data)
    if container is not None:
        packet = container.packet_in(data)
    else:
        packet = sidecar.read_bytes() if sidecar.exists() else None
    if packet is None:
        return 0
    tags = [tag for tag in Packet.parse(packet).tags[SUBJECT] if tag.startswith("word")]
    assert tags == [f"word {number}" for number in range(len(tags))]
    return len(tags)


def run_and_kill(folder: Path, start: int, seconds: float) -> None:
    program = subprocess.Popen(
        [sys.executable, writing_until_killed.__file__, str(folder), str(start)],
        stdout=subprocess.PIPE,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    with program:
        assert program.stdout is not None
        assert program.stdout.readline() == b"writing\n"
        with pytest.raises(subprocess.TimeoutExpired):
            program.wait(seconds)
        program.kill()  # at whatever step it is by then
    assert program.returncode == -signal.SIGKILL


@pytest.mark.skipif(os.name != "posix", reason="Windows has no such signal")
@pytest.mark.parametrize(
    ("kills", "files"), [(5, 40), pytest.param(KILLS, FILES, marks=pytest.mark.slow)]
)
def test_each_file_is_the_old_or_the_new_one(tmp_path: Path, kills: int, files: int) -> None:
    kinds = [*ENDINGS, "GIF"]
    originals: dict[Path, bytes] = {}
    for number in range(files):
        kind = kinds[number % len(kinds)]
        data = saved(picture(), "GIF") if kind == "GIF" else MADE[kind]() + BEHIND
        file = tmp_path / f"{number:03}{ENDINGS.get(kind, '.gif')}"
        file.write_bytes(data)
        originals[file] = bare(data)
    chance, most = Random(7), 0
    for _ in range(kills):
        run_and_kill(tmp_path, most, chance.uniform(0.01, 0.3))
        counts = []
        for file, original in originals.items():
            data = file.read_bytes()
            assert bare(data) == original
            with Image.open(io.BytesIO(data)) as image:
                image.load()
            counts.append(words(file))
        most = min(counts)  # all have those before
    KeywordWriter(Manner(PRESETS["immich"], durable=False)).add(min(originals), Keywords(("a",)))
    assert [file.name for file in tmp_path.iterdir() if file.name.endswith(".tmp")] == []
