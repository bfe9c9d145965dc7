"""Make what people install, for the system this runs on.

    uv run python packaging/build.py                    the app in dist/, and its packages
    uv run python packaging/build.py --flavour cuda     with torch and CUDA's libraries

Everything is installed anew into build/env-*, without what only tests and training need. The build
ends where a licence is missing. docs/packaging.md tells sizes and times.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BUILD, DIST = ROOT / "build", ROOT / "dist"
WINDOWS, MAC = sys.platform == "win32", sys.platform == "darwin"


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--flavour", choices=("cpu", "cuda"), default="cpu")
    parser.add_argument("--torch-backend", help="where uv gets torch from: cpu, cu130, auto ...")
    parser.add_argument("--no-packages", action="store_true", help="the app's folder alone")
    parser.add_argument("--frozen", action="store_true", help="go on from the app frozen before")
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.inside:
        build(given.flavour, packages=not given.no_packages, frozen=given.frozen)
        return
    with timed("environment"):
        python = make_environment(given.flavour, given.torch_backend)
    command = [str(python), __file__, "--inside", "--flavour", given.flavour]
    command += ["--no-packages"] * given.no_packages + ["--frozen"] * given.frozen
    sys.exit(subprocess.run(command, check=False).returncode)


def make_environment(flavour: str, backend: str | None) -> Path:
    """Install the program and what builds it; returns that environment's Python."""
    folder = BUILD / f"env-{flavour}"
    uv = [shutil.which("uv") or sys.executable, *(() if shutil.which("uv") else ("-m", "uv"))]
    around = {k: v for k, v in os.environ.items() if k != "VIRTUAL_ENV"}
    around["UV_PROJECT_ENVIRONMENT"] = str(folder)
    extras = ["--extra", "raw", "--extra", "jxl", "--group", "packaging"]
    extras += ["--extra", "gpu"] * (flavour == "cuda")
    sync = [
        *uv,
        "sync",
        "--quiet",
        "--no-default-groups",
        "--no-editable",
        *extras,
        "--reinstall-package",
        "igtagger",
    ]
    subprocess.run(sync, check=True, cwd=ROOT, env=around)
    python = folder / ("Scripts/python.exe" if WINDOWS else "bin/python")
    if backend:
        pair = [f"{name}=={_installed(python, name)}" for name in ("torch", "torchvision")]
        pip = [*uv, "pip", "install", "--python", str(python), "--torch-backend", backend]
        subprocess.run([*pip, "--reinstall", "--no-deps", *pair], check=True, cwd=ROOT, env=around)
    return python


def _installed(python: Path, name: str) -> str:
    code = f"from importlib.metadata import version; print(version({name!r}).split('+')[0])"
    return subprocess.check_output([str(python), "-c", code], text=True).strip()


def build(flavour: str, *, packages: bool, frozen: bool) -> None:
    """Everything after the installation; runs inside that environment."""
    import app_icons
    import carried_weights
    import licences
    import sbom
    import version_information

    if flavour == "cuda":
        import torch

        if torch.version.cuda is None:
            raise SystemExit("This torch has no CUDA. Add --torch-backend cu130, for example.")
    work, target = BUILD / flavour, DIST / flavour
    made = work / "made"
    app_icons.make(ROOT / "resources" / "icons" / "igtagger.svg", made)
    version = version_information.write(made)
    if not frozen:
        carried_weights.make(made / "models")
        shutil.rmtree(target, ignore_errors=True)
        with timed("freezing"):
            freeze(work, target, flavour, version)
    app = target / ("igtagger.app/Contents/Resources" if MAC else "igtagger")
    if sys.platform.startswith("linux"):
        import stripping

        with timed("stripping"):
            print(f"{stripping.strip_all(app) / 1e6:.0f} MB of symbols were left out.")
    with timed("finishing"):
        carried = licences.carried_by(json.loads((made / "carried.json").read_text()))
        (app / "THIRD_PARTY_LICENSES.txt").write_text(licences.collect(carried), encoding="utf-8")
        shutil.copy(ROOT / "LICENSE", app / "LICENSE.txt")
        bill = json.dumps(sbom.make(carried, version), indent=2, ensure_ascii=False) + "\n"
        (app / "sbom.cdx.json").write_text(bill, encoding="utf-8")
    with timed("trying it"):
        check(target)
    if packages:
        with timed("packages"):
            make_packages(target, made, version, flavour)
    tell_sizes(target, app)


def freeze(work: Path, target: Path, flavour: str, version: str) -> None:
    """Run PyInstaller."""
    around = dict(os.environ, IGTAGGER_MADE=str(work / "made"), IGTAGGER_FLAVOUR=flavour)
    around["IGTAGGER_VERSION"] = version
    places = ["--distpath", str(target), "--workpath", str(work / "work")]
    spec = str(ROOT / "packaging" / "igtagger.spec")
    command = [sys.executable, "-m", "PyInstaller", "--noconfirm", "--clean", "--log-level", "WARN"]
    subprocess.run([*command, *places, spec], check=True, env=around)


def program_in(target: Path) -> Path:
    """The program to run in a terminal."""
    if MAC:
        return target / "igtagger.app/Contents/MacOS/igtagger"
    return target / "igtagger" / ("igtagger-cli.exe" if WINDOWS else "igtagger")


def check(target: Path) -> None:
    """Start it, and load what computes. The rest is tests/e2e's part."""
    for arguments in (["--version"], ["doctor"]):
        told = subprocess.run(
            [program_in(target), *arguments], capture_output=True, text=True, check=False
        )
        if told.returncode or "cannot be loaded" in told.stdout:
            raise SystemExit(f"The app does not run:\n{told.stdout}{told.stderr}")


def make_packages(target: Path, made: Path, version: str, flavour: str) -> None:
    """What people install, for this system."""
    suffix = "" if flavour == "cpu" else "-cuda"
    if MAC:
        script = ["bash", str(ROOT / "packaging" / "macos" / "make_dmg.sh")]
        subprocess.run([*script, str(target / "igtagger.app"), version + suffix], check=True)
    elif WINDOWS:
        compiler = shutil.which("iscc") or r"C:\Program Files (x86)\Inno Setup 6\ISCC.exe"
        settings = [f"/DVersion={version}", f"/DSource={target / 'igtagger'}", f"/O{target}"]
        settings += [f"/DIcon={made / 'igtagger.ico'}", f"/Figtagger-{version}{suffix}-setup"]
        subprocess.run(
            [compiler, *settings, str(ROOT / "packaging/windows/igtagger.iss")], check=True
        )
    else:
        import linux_packages

        linux_packages.make(target, made, version, suffix)


def tell_sizes(target: Path, app: Path) -> None:
    files = [file for file in app.rglob("*") if file.is_file() and not file.is_symlink()]
    print(f"{app}: {sum(file.stat().st_size for file in files) / 1e6:.0f} MB, {len(files)} files")
    for package in sorted(file for file in target.iterdir() if file.is_file()):
        print(f"{package}: {package.stat().st_size / 1e6:.0f} MB")


@contextmanager
def timed(what: str) -> Iterator[None]:
    began = time.monotonic()
    yield
    print(f"{what}: {time.monotonic() - began:.0f} s", flush=True)


if __name__ == "__main__":
    main()
