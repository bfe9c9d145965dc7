"""What docs/features.md shows works as it stands there."""

from __future__ import annotations

import re
import shlex
import shutil
from pathlib import Path

import pytest

from igtagger.__main__ import main

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "features.md").read_text(encoding="utf-8")
SAMPLES = ROOT / "resources" / "samples"


@pytest.fixture
def scans(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    scans = tmp_path / "scans"
    scans.mkdir()
    for name in ("cat.jpg", "coffee.jpg", "letter.png", "map.png", "note.jpg", "table.png"):
        shutil.copy(SAMPLES / name, scans / name)
    monkeypatch.chdir(tmp_path)
    return scans


def test_its_commands_and_snippets_run(scans: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("pandas")
    commands = re.findall(r"```sh\n(.*?)```", PAGE, re.DOTALL)
    commands += re.findall(r"`(igtagger embed scans [^`]*)`", PAGE)
    assert len(commands) == 2
    for line in commands:
        assert main([*shlex.split(line)[1:], "-q"]) == 0
    capsys.readouterr()
    names: dict[str, object] = {}
    snippets = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
    lines = [[line for line in each.splitlines() if line] for each in snippets]
    assert [len(each) for each in lines] == [3, 3, 3]
    for snippet in snippets:
        exec(snippet, names)
    assert capsys.readouterr().out.startswith("['cat.jpg'")
    features, matrix = names["features"], names["matrix"]
    assert features.shape == (6, 1280)  # type: ignore[attr-defined]
    assert (features == matrix).all()  # type: ignore[attr-defined]


def test_its_options_are_there() -> None:
    from igtagger.cli.main import PLACES
    from igtagger.cli.tag import command as tag

    options = {option for parameter in tag.params for option in parameter.opts}
    options |= {option for parameter in tag.params for option in parameter.secondary_opts}
    assert {"--no-features", "--features"} <= options
    variables = {str(parameter.envvar) for parameter in tag.params}  # type: ignore[attr-defined]
    assert "IGTAGGER_FEATURES" in variables
    assert set(re.findall(r"`igtagger (\w+)", PAGE)) <= set(PLACES)


def test_its_links_lead_somewhere() -> None:
    for link in re.findall(r"\]\(([\w.-]+\.md)", PAGE):
        assert (ROOT / "docs" / link).exists(), link
