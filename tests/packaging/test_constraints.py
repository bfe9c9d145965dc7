"""Who installs by pip gets the versions that were tested together, as who runs uv does."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))


def test_pips_constraints_are_those_of_uv() -> None:
    lines = (ROOT / "constraints.txt").read_text("utf-8").splitlines()
    pins = [line for line in lines if line and not line.startswith("#")]
    assert pins == PROJECT["tool"]["uv"]["constraint-dependencies"]


def test_everything_that_is_installed_by_name_is_pinned() -> None:
    pins = {pin.split("==")[0] for pin in PROJECT["tool"]["uv"]["constraint-dependencies"]}
    named = list(PROJECT["project"]["dependencies"])
    for extra in PROJECT["project"]["optional-dependencies"].values():
        named += extra
    for group in PROJECT["dependency-groups"].values():
        named += [one for one in group if isinstance(one, str)]
    names = {re.split(r"[\[<>=!~; ]", one)[0].lower() for one in named} - {"igtagger"}
    assert names - pins == set()
