"""Completion, as shells ask for it: in fresh processes, and where there is one, in the shell."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from igtagger.__main__ import main
from igtagger.cli.completion import SHELLS
from igtagger.cli.main import PLACES
from igtagger.export.registry import FORMATS
from igtagger.export.xmp.presets import PRESETS
from tests.cli.test_startup import ENGINES

Capture = pytest.CaptureFixture[str]
Patch = pytest.MonkeyPatch

NEVER = {*ENGINES, "PySide6", "numpy", "PIL", "rich"}


def ask(*words: str, shell: str = "bash") -> tuple[list[str], set[str]]:
    """What is offered after ``words``, the last of which is begun, and the modules that took."""
    code = (
        "import sys, atexit; atexit.register(lambda: print(*sys.modules, file=sys.stderr)); "
        "from igtagger.__main__ import start; start()"
    )
    around = {
        **os.environ,
        "_IGTAGGER_COMPLETE": f"{shell}_complete",
        "COMP_WORDS": " ".join(["igtagger", *words]),
        "COMP_CWORD": words[-1] if shell == "fish" else str(len(words)),
    }
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, env=around
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines(), {name.split(".")[0] for name in done.stderr.split()}


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        ([""], [*PLACES]),
        (["be"], ["benchmark"]),
        (["models", "s"], ["show"]),
        (["tag", "--det"], ["--detail"]),
        (["-v", "tag", "--det"], ["--detail"]),
        (["tag", "-m", "32"], ["32x8d", "32x16d", "32x32d", "32x48d"]),
        (["tag", "holiday", "--model", "ig_resnext101_32x8"], ["ig_resnext101_32x8d"]),
        (["models", "show", "every"], ["everyday", "everyday-small"]),
        (["tag", "--names", "d"], ["de"]),
        (["tag", "--format", ""], [*FORMATS]),
        (["write", "--preset", ""], [*PRESETS]),
        (["tag", "--device", "cu"], ["cuda"]),
        (["completion", ""], [*SHELLS]),
    ],
    ids=" ".join,
)
def test_words_are_completed_without_anything_heavy(words: list[str], offered: list[str]) -> None:
    lines, modules = ask(*words)
    assert lines == [f"plain,{word}" for word in offered]
    assert modules.isdisjoint(NEVER)


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        (["holi"], "file"),  # the window opens it
        (["holiday", ""], "plain"),
        (["tag", "holi"], "file"),
        (["tag", "--output=ta"], "file"),
        (["tag", "--data-dir", "x"], "dir"),
    ],
    ids=" ".join,
)
def test_files_are_left_to_the_shell(words: list[str], kind: str) -> None:
    lines, _ = ask(*words)
    assert {line.split(",")[0] for line in lines} == {kind}


@pytest.mark.parametrize("shell", SHELLS)
def test_every_shell_s_way_of_asking_is_answered(shell: str) -> None:
    lines, _ = ask("tag", "--names", "d", shell=shell)
    assert lines == {
        "bash": ["plain,de"],
        "zsh": ["plain", "de", "Deutsch"],
        "fish": ["plain,de\tDeutsch"],
        "powershell": ["plain", "de", "Deutsch"],
    }[shell]  # fmt: skip


def test_a_model_of_a_catalogue_of_one_s_own_is_offered(tmp_path: Path, monkeypatch: Patch) -> None:
    catalogue = tmp_path / "catalogue.json"
    catalogue.write_text(
        '{"our-own": {"like": "32x8d", "url": "https://example.org/x.pth", "size": 1, '
        f'"sha256": "{"0" * 64}"}}}}'
    )
    monkeypatch.setenv("IGTAGGER_CATALOG", str(catalogue))
    assert ask("tag", "-m", "our")[0] == ["plain,our-own"]
    catalogue.write_text("no JSON")
    assert ask("tag", "-m", "our")[0] == []


@pytest.mark.parametrize("shell", SHELLS)
@pytest.mark.parametrize("called", ["/usr/bin/igtagger", "C:\\\\x\\\\igtagger-cli.exe", "-c"])
def test_the_script_is_for_the_name_that_the_program_goes_by(
    shell: str, called: str, capfdbinary: pytest.CaptureFixture[bytes], monkeypatch: Patch
) -> None:
    monkeypatch.setattr(sys, "argv", [called.replace("\\\\", os.sep)])
    assert main(["completion", shell]) == 0
    script = capfdbinary.readouterr().out.decode()
    name = "igtagger-cli" if "cli" in called else "igtagger"
    assert "_IGTAGGER_COMPLETE" in script
    assert name in script
    assert ("igtagger-cli" in script) == (name == "igtagger-cli")


def _script(shell: str, tmp_path: Path) -> Path:
    """The script in a file, with a program of that name on the PATH."""
    program = tmp_path / "bin" / "igtagger"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m igtagger "$@"\n')
    program.chmod(0o755)
    file = tmp_path / f"completion.{shell}"
    with file.open("wb") as target:
        command = [sys.executable, "-m", "igtagger", "completion", shell]
        subprocess.run(command, stdout=target, check=True)
    return file


def _path(tmp_path: Path) -> dict[str, str]:
    return {**os.environ, "PATH": f"{tmp_path / 'bin'}{os.pathsep}{os.environ['PATH']}"}


@pytest.mark.skipif(shutil.which("bash") is None, reason="there is no bash")
@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="its bash is too old, or none")
def test_bash_completes_with_it(tmp_path: Path) -> None:
    file = _script("bash", tmp_path)
    code = (
        f'source "{file}"; COMP_WORDS=(igtagger tag --names d); COMP_CWORD=3; '
        '_igtagger_completion igtagger; echo "${COMPREPLY[@]}"'
    )
    done = subprocess.run(
        ["bash", "-c", code], capture_output=True, text=True, check=True, env=_path(tmp_path)
    )
    assert done.stdout == "de\n", done.stderr


@pytest.mark.skipif(shutil.which("fish") is None, reason="there is no fish")
def test_fish_completes_with_it(tmp_path: Path) -> None:
    code = f'source "{_script("fish", tmp_path)}"; complete -C "igtagger tag --names d"'
    done = subprocess.run(
        ["fish", "-c", code], capture_output=True, text=True, check=True, env=_path(tmp_path)
    )
    assert "de\tDeutsch" in done.stdout, done.stderr


@pytest.mark.skipif(shutil.which("pwsh") is None, reason="there is no PowerShell")
def test_powershell_completes_with_it(tmp_path: Path) -> None:
    code = (
        f'. "{_script("powershell", tmp_path).rename(tmp_path / "c.ps1")}"; '
        "$line = 'igtagger tag --names d'; "
        "(TabExpansion2 $line $line.Length).CompletionMatches.CompletionText"
    )
    done = subprocess.run(
        ["pwsh", "-NoProfile", "-Command", code],
        capture_output=True,
        text=True,
        check=True,
        env=_path(tmp_path),
    )
    assert done.stdout.split() == ["de"], done.stderr


def test_a_reader_that_has_gone_is_no_error() -> None:
    reading, writing = os.pipe()
    os.close(reading)
    around = {
        **os.environ, "_IGTAGGER_COMPLETE": "bash_complete",
        "COMP_WORDS": "igtagger ", "COMP_CWORD": "1",
    }  # fmt: skip
    with os.fdopen(writing, "wb") as pipe:
        done = subprocess.run(
            [sys.executable, "-m", "igtagger"],
            stdout=pipe, stderr=subprocess.PIPE, env=around, check=False,
        )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, b"")
