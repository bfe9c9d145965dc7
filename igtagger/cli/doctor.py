"""``igtagger doctor``: what there is on this computer."""

from __future__ import annotations

import platform
import shutil
import sys
from importlib import metadata, util
from pathlib import Path

import click

import igtagger
from igtagger.app.context import Context
from igtagger.cli import console
from igtagger.engines.devices import Gpus, available_cores, find_gpus, torch_is_there
from igtagger.errors import IgTaggerError
from igtagger.messages import english, format_bytes
from igtagger.settings import config_file

EPILOG = """\b
Examples:
  igtagger doctor
  igtagger doctor --json > doctor.json
"""
_PACKAGES = (
    *("torch", "openvino", "pillow", "numpy", "safetensors"),
    "PySide6-Essentials",
)
_PLUGINS = {
    "HEIC": ("pillow_heif", ""),
    "RAW": ("rawpy", "igtagger[raw]"),
    "JPEG XL profiles": ("pillow_jxl", "igtagger[jxl]"),
}


@click.command(epilog=EPILOG, short_help="Show versions, devices, folders and models on disk.")
@click.option("--json", "as_json", is_flag=True, help="For programs and bug reports.")
def command(*, as_json: bool) -> None:
    """Show what igtagger runs on: versions, devices, folders, free disk, models on disk."""
    facts = examine()
    if as_json:
        console.out_json(facts)
        return
    for title, group in facts.items():
        console.out(title)
        width = max(map(len, group), default=0)
        for key, value in group.items():
            console.out(f"  {key.ljust(width)}  {value}")


def examine() -> dict[str, dict[str, str]]:
    """Everything, in words, by group. What cannot be found out says why instead."""
    context = Context.from_environment()
    folder = context.settings.data_dir
    return {
        "program": {
            "igtagger": igtagger.__version__,
            "Python": f"{platform.python_version()} ({sys.executable})",
            "system": platform.platform(),
            "processor": platform.processor() or platform.machine(),
        },
        "packages": {name: _version(name) for name in _PACKAGES} | {"torch": _torch()},
        "formats by plug-in": {
            name: "yes" if util.find_spec(module) else f"no; install {extra or module}"
            for name, (module, extra) in _PLUGINS.items()
        },
        "devices": _devices(),
        "folders": {
            "data": str(folder),
            "weights": str(context.settings.weights_dir),
            "library": _size_of(context.settings.library_file),
            "config": _size_of(config_file()),
            "free disk": format_bytes(shutil.disk_usage(_nearest(folder)).free),
        },
        "models": {spec.id: _model(context, spec.id) for spec in context.catalog},
    }


def _torch() -> str:
    """Its version; most computers have none, and need none."""
    return _version("torch") if torch_is_there() else "none; only graphics cards need it"


def _version(name: str) -> str:
    try:
        # Not metadata.version(), which warns of what is lacking from Python 3.12 on.
        said = metadata.distribution(name).metadata
        if "Version" not in said:
            return "unknown"
        return said["Version"]
    except metadata.PackageNotFoundError:
        return "not installed"
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return "unknown: its metadata is damaged"


def _devices() -> dict[str, str]:
    """As the drivers tell. What torch makes of them only torch can tell, which takes seconds."""
    gpus = find_gpus()
    found = {"cpu": f"{available_cores()} threads"} | _gpus(gpus)
    openvino_s, auto = _openvino_devices()
    if gpus.why_none:
        found["gpu"] = f"none: {english(gpus.why_none)}"
    else:
        auto = "mps, torch" if gpus.mps else "cuda:0, torch"
    if not auto and torch_is_there():
        auto = "cpu, torch"
    return found | openvino_s | {"auto": auto or "nothing can run here"}


def _gpus(gpus: Gpus) -> dict[str, str]:
    found = {f"cuda:{number}": name for number, name in enumerate(gpus.cuda)}
    found |= {"cuda:0": "AMD GPU"} if gpus.amd else {}
    return found | ({"mps": "Apple GPU"} if gpus.mps else {})


def _openvino_devices() -> tuple[dict[str, str], str]:
    """What only OpenVINO can use, and what it takes on the CPU (empty: it cannot be loaded)."""
    try:
        from igtagger.engines import openvino_engine
    except (ImportError, OSError) as error:
        return {"openvino": f"cannot be loaded: {error}"}, ""
    devices, precision = openvino_engine.find_devices()
    found = {name: maker for name, (_, maker) in devices.items() if name != "cpu"}
    return found, f"cpu, openvino, {precision}"


def _nearest(folder: Path) -> Path:
    return next(parent for parent in (folder, *folder.parents) if parent.exists())


def _size_of(file: Path) -> str:
    try:
        return f"{file} ({format_bytes(file.stat().st_size)})"
    except OSError:
        return f"{file} (not made yet)"


def _model(context: Context, model_id: str) -> str:
    spec = context.find(model_id)
    try:
        stored = context.store.find(spec)
    except IgTaggerError as error:
        return error.message
    name = "built in" if stored.built_in else stored.name
    return f"{name}: {stored.path} ({format_bytes(stored.size)})"
