"""The benchmark suite's own command line; what it measures is for a quiet computer."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from igtagger.engines.devices import Gpus
from tests.benchmarks import against_timm, alike, beside, gpu, rollup, suite
from tests.benchmarks.ground import Figure, LeftOut, in_turns, make_photographs


def test_it_lists_its_sections(capsys: pytest.CaptureFixture[str]) -> None:
    assert suite.main(["--list"]) == 0
    listed = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in listed] == list(suite.SECTIONS)
    assert all(len(line.split()) > 3 for line in listed)


def test_a_section_gives_a_table_and_a_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "facts.json"
    wish = ["--quick", "--only", "decode-only", "--pictures", "1", "--json", str(file)]
    assert suite.main(wish) == 0
    assert "draft scaling, all cores" in capsys.readouterr().out
    facts = json.loads(file.read_text(encoding="utf-8"))
    assert facts["machine"]["cores"] >= 1
    figures = facts["sections"]["decode-only"]["figures"]
    assert len(figures) == 4
    assert all(figure["value"] > 0 and figure["ratio"] > 0 for figure in figures)


def test_alike_pictures_are_measured_and_the_pairs_that_were_made_are_found(
    tmp_path: Path,
) -> None:
    figures = {each.what: each for each in alike.measure(tmp_path, count=3000, channels=64)}
    assert figures["a later query"].value > 0
    assert figures["pairs of close hashes: of those made"].value == 100
    assert figures["pairs of near features: of those made"].value >= 99
    assert figures["a search without near ones: told"].value == 0


def test_names_of_made_up_pictures_are_measured() -> None:
    figures = {figure.what: figure for figure in rollup.measure(count=60, rounds=1)}
    assert all(figure.value > 0 for figure in figures.values())
    assert 2 < figures["candidates of a picture"].value < 12
    assert {"find, 60 pictures", "choose, 60 pictures"} <= figures.keys()


def test_a_section_that_cannot_be_measured_says_why_and_keeps_what_it_has(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def section(bench: suite.Bench):  # type: ignore[no-untyped-def]
        yield Figure("speed", 2.0, "pictures/s")
        yield LeftOut("the large one: no room")
        raise OSError("the disk is gone")

    measured = suite.measure(section, suite.Bench(tmp_path, suite.QUICK, ()))
    assert [figure.what for figure in measured.figures] == ["speed"]
    assert measured.left_out == ["the large one: no room", "OSError: the disk is gone"]
    assert "left out: the large one: no room" in capsys.readouterr().out


def test_a_way_is_not_always_the_first_of_its_round() -> None:
    assert list(in_turns("abc", 3)) == list("abcbcacab")


def test_the_floor_and_steady_rates_come_from_the_best_rounds() -> None:
    facts = {
        "pictures": 11,
        "whole": {"igtagger": [4.0, 3.0], "snippet": [13.0, 12.0]},
        "one": {"igtagger": [1.0, 1.5], "snippet": [2.0, 2.5]},
        "floors": [
            {"decoding": 0.05, "model": 0.11, "floor": 0.16, "processor": 0.31},
            {"decoding": 0.06, "model": 0.20, "floor": 0.26, "processor": 0.3},
        ],
        "processor": {"whole": [5.0, 6.0], "one": [1.0, 1.25]},
    }
    figures = {figure.what: figure for figure in against_timm.end_to_end(facts)}
    assert figures["whole process, 11 photographs: snippet"].ratio == 4.0
    assert figures["steady: igtagger"].value == 5.0
    assert figures["steady: snippet"].ratio == 5.0
    assert figures["floor"].ratio == pytest.approx(5.0 * 0.16)
    each = figures["processor time of a picture, steady: igtagger"]
    assert each.value == pytest.approx(400)
    assert each.ratio == pytest.approx(0.75)
    cold = {figure.what: figure for figure in against_timm.cold_start(facts)}
    assert cold["one picture, cold: snippet"].ratio == 2.0


def test_the_share_of_the_floor_is_told_of_the_middle_rounds_too() -> None:
    floor = {"decoding": 0.05, "model": 0.05, "processor": 0.2}
    facts = {
        "pictures": 11,
        "whole": {"igtagger": [3.0, 2.0, 2.5]},
        "one": {"igtagger": [0.5, 1.0, 0.25]},
        "floors": [{**floor, "floor": seconds} for seconds in (0.1, 0.3, 0.18)],
        "processor": {"whole": [5.0, 6.0, 5.5], "one": [1.0, 1.25, 1.5]},
    }
    figures = {figure.what: figure for figure in against_timm.end_to_end(facts)}
    assert figures["floor"].ratio == pytest.approx(10 / 1.75 * 0.1)
    assert figures["floor, the middle of 3 rounds"].ratio == pytest.approx(10 / 2.0 * 0.18)


def test_the_gpus_section_names_what_bounds_a_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "photographs"
    folder.mkdir()
    for number in range(101):
        (folder / f"{number:03}.jpg").touch()

    def run(command: list[str], surroundings: dict[str, str]) -> tuple[float, str]:
        if "product" in command:
            return 1.0, json.dumps({"flops": 656e12})
        if "tests.benchmarks.gpu_variants" in command:
            rates = {"channels-last": 100.0, "CUDA graph": 125.0, "decoding on the device": "no"}
            return 1.0, json.dumps(rates)
        if "training" in command:
            return 1.0, json.dumps({"per_second": 300.0 if str(folder) in command else 400.0})
        both = "--callers" in command  # two at once are a quarter faster
        seconds = {"64": 0.0008} if both else {"1": 0.01, "64": 0.001, "128": 0.0001}
        return 1.0, json.dumps({"seconds": seconds, "largest": 64})

    def tag(paths: list[Path], around: dict[str, str], *options: str, model: str) -> float:
        return 3.0 if paths == [folder] else 2.0

    monkeypatch.setattr(gpu, "find_gpus", lambda: Gpus(cuda=("A card",)))
    monkeypatch.setattr(gpu, "make_photographs", lambda *given: folder)
    monkeypatch.setattr(gpu, "make_store", lambda *given: {})
    monkeypatch.setattr(gpu, "shrink_photographs", lambda *given: None)
    monkeypatch.setattr(gpu.alone, "decode", lambda *given: 0.005)
    monkeypatch.setattr(gpu, "run", run)
    monkeypatch.setattr(gpu, "tag", tag)
    found = list(gpu.measure(tmp_path, suite.QUICK))
    figures = {figure.what: figure for figure in found if isinstance(figure, Figure)}
    alone = figures["32x8d, model only, batch 64"]
    assert alone.ratio == pytest.approx(32.8e9 / 0.001 / 656e12, rel=0.01)
    assert "32x8d, model only, batch 128" not in figures  # it did not fit
    assert figures["32x8d, model only, batch 64, 2 at once"].ratio == pytest.approx(1.25)
    whole = figures["32x8d, end to end, steady"]
    assert whole.value == pytest.approx(100)
    assert whole.ratio == pytest.approx(0.5)  # of 200 decoded a second, less than the model's 1250
    assert whole.to.startswith("of decoding")
    assert figures["32x8d, training, batch 64, of 12 megapixels"].ratio == pytest.approx(0.75)
    assert figures["32x8d, CUDA graph"].ratio == pytest.approx(1.25)
    assert "decoding on the device" not in figures


def test_what_kinds_cost_is_told_of_whole_runs_and_of_each_picture_more() -> None:
    seconds = {"alone": [(10.0, 1.0), (11.0, 1.5)], "and kinds": [(12.0, 2.0), (11.5, 3.0)]}
    figures = {figure.what: figure for figure in suite.cost_figures("by the clock", seconds, 10)}
    assert figures["and kinds, 10 photographs, by the clock"].ratio == pytest.approx(1.15)
    assert figures["and kinds, one photograph, by the clock"].ratio == 2.0
    assert figures["alone, steady, by the clock"].value == pytest.approx(1000)
    assert figures["and kinds, steady, by the clock"].ratio == pytest.approx(9.5 / 9)


def test_made_photographs_have_contents_of_their_own(tmp_path: Path) -> None:
    folder = make_photographs(tmp_path / "made", 3, different=1, megapixels=2)
    files = sorted(folder.iterdir())
    assert len({file.read_bytes() for file in files}) == 3
    for file in files:
        with Image.open(file) as picture:
            assert picture.size == (1632, 1224)
            picture.load()


def test_what_differs_is_told_beside_other_readers(tmp_path: Path) -> None:
    file, broken = tmp_path / "a.png", tmp_path / "b.png"
    Image.new("RGB", (8, 8), (200, 40, 40)).save(file)
    broken.write_bytes(b"no picture")
    near = np.full((beside.SIDE, beside.SIDE, 3), (201, 40, 40), np.int16)

    def lines(mine: Path, *seen: NDArray[np.int16] | str) -> tuple[str, list[str]]:
        readers = {f"reader {n}": lambda _, one=one: one for n, one in enumerate(seen)}
        return beside.lines_of(mine, readers, 4)

    assert lines(file, near, near) == ("equal", [])
    assert lines(file, near, near + 90)[0] == "equal to one of them"
    assert lines(file, near + 90, near + 90) == (
        "differs",
        ["90.3 from reader 0, 90.3 from reader 1, 0.0 between those two"],
    )
    assert lines(file, "cannot read") == ("read here alone", [])
    assert lines(broken, "cannot read") == ("refused by all", [])
    how, (told,) = lines(broken, near)
    assert how == "refused here alone"
    assert told.endswith("(read by reader 0)")
