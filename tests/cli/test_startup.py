"""What is loaded before it is needed, seen from outside in fresh processes."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from igtagger import cli

ENGINES = ("torch", "torchvision", "openvino", "timm")
HEAVY = (*ENGINES, "PySide6", "numpy", "PIL", "httpx", "rich", "safetensors")


def modules_after(code: str, tmp_path: Path) -> set[str]:
    """Top-level modules that a fresh interpreter holds after ``code``."""
    script = f"import sys\n{code}\nprint('|'.join(sys.modules), file=sys.stderr)"
    done = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        text=True,
        check=True,
        env={**__import__("os").environ, "IGTAGGER_DATA_DIR": str(tmp_path)},
    )
    return {name.split(".")[0] for name in done.stderr.strip().splitlines()[-1].split("|")}


@pytest.mark.parametrize(
    "arguments",
    [
        ["--help"],
        ["--version"],
        ["models", "--help"],
        ["models", "list"],
        ["models", "show", "32x8d"],
        ["models", "path"],
        ["vocabulary", "check"],
        ["tag", "--help"],
        ["completion", "bash"],
        ["config", "path"],
        ["config", "show"],
        ["man"],
    ],
    ids=" ".join,
)
def test_light_commands_load_nothing_heavy(arguments: list[str], tmp_path: Path) -> None:
    code = f"from igtagger.__main__ import main\nassert main({arguments!r}) == 0"
    needed = {"rich"} if arguments == ["models", "list"] else set()  # for its table
    assert modules_after(code, tmp_path).isdisjoint(set(HEAVY) - needed)


def test_importing_the_command_line_loads_neither_qt_nor_an_engine(tmp_path: Path) -> None:
    files = Path(cli.__file__).parent.glob("[!_]*.py")
    code = f"import {', '.join(f'igtagger.cli.{file.stem}' for file in files)}"
    assert modules_after(code, tmp_path).isdisjoint({*ENGINES, "PySide6"})


def test_the_module_can_be_run() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "igtagger", "--version"], capture_output=True, text=True, check=True
    )
    assert done.stdout.startswith("igtagger, version ")


def test_garbage_is_not_looked_for_until_the_command_begins(tmp_path: Path) -> None:
    script = (
        "import gc, sys\n"
        "from igtagger import __main__\n"
        "from igtagger.cli import main\n"
        "told, guarded = [], main.guarded\n"
        "def look(work):\n"
        "    told.append(gc.isenabled())\n"
        "    return guarded(lambda: (work(), told.append(gc.isenabled()))[0])\n"
        "main.guarded = look\n"
        "sys.argv = ['igtagger', 'config', 'path']\n"
        "try:\n"
        "    __main__.start()\n"
        "finally:\n"
        "    print(told, file=sys.stderr)"
    )
    environment = {**os.environ, "IGTAGGER_CONFIG_DIR": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, env=environment
    )
    assert done.stderr.strip() == "[False, True]"
