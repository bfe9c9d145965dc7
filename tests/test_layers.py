"""What may be imported where, beyond what import-linter checks in CI."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.metadata import packages_distributions
from itertools import chain
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "igtagger"
ALLOWED = {
    "torch": {
        "engines/torch_engine.py",
        "engines/torch_network.py",
        "engines/torch_batches.py",
        "engines/torch_trainable.py",
        "engines/torch_training.py",
    },
    "torchvision": {"engines/torch_batches.py"},
    "openvino": {"engines/quiet_openvino.py"},
}
ROOT = PACKAGE.parent


@cache
def parsed(file: Path) -> ast.Module:
    return ast.parse(file.read_text(encoding="utf-8"))


def names_in(node: ast.AST) -> set[str]:
    """The modules that an import statement names; what is no module among them does no harm."""
    if isinstance(node, ast.Import):
        return {alias.name for alias in node.names}
    if isinstance(node, ast.ImportFrom) and node.module and not node.level:
        return {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return set()


def imported(file: Path) -> set[str]:
    """Top-level names that a file imports, wherever in it."""
    nodes = ast.walk(parsed(file))
    return {name.split(".")[0] for node in nodes for name in names_in(node)}


def run_at_import(node: ast.AST) -> Iterator[ast.AST]:
    """The statements that run as soon as a module is imported."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            continue
        if isinstance(child, ast.If) and "TYPE_CHECKING" in ast.unparse(child.test):
            continue
        yield child
        yield from run_at_import(child)


def file_of(module: str) -> Path | None:
    """Where a module of ours is."""
    place = ROOT / module.replace(".", "/")
    files = (place / "__init__.py", place.with_suffix(".py"))
    return next((file for file in files if module.startswith("igtagger") and file.exists()), None)


@cache
def named_at_import(module: str) -> frozenset[str]:
    """What ``module`` names in the statements that run at its import; one of ours, or nothing."""
    file = file_of(module)
    nodes = run_at_import(parsed(file)) if file else ()
    return frozenset(name for node in nodes for name in names_in(node))


@cache
def loaded_with(module: str) -> frozenset[str]:
    """All that is imported because ``module`` is: itself, its packages, and so on."""
    done: set[str] = set()
    waiting = {module}
    while waiting:
        name = waiting.pop()
        done.add(name)
        parents = {name.rsplit(".", 1)[0]} if "." in name else set()
        waiting |= (named_at_import(name) | parents) - done
    return frozenset(done)


def modules() -> list[str]:
    files = (file.relative_to(ROOT).with_suffix("") for file in PACKAGE.rglob("*.py"))
    return sorted(".".join(file.parts).removesuffix(".__init__") for file in files)


def test_each_heavy_library_is_imported_in_its_own_files_alone() -> None:
    found: dict[str, set[str]] = {name: set() for name in ALLOWED}
    for file in PACKAGE.rglob("*.py"):
        for name in imported(file) & set(ALLOWED):
            found[name].add(file.relative_to(PACKAGE).as_posix())
    for name, files in found.items():
        assert files == ALLOWED[name]


@pytest.mark.parametrize(
    ("library", "parts"),
    [
        ("torch", ("engines",)),
        ("openvino", ("engines",)),
        ("PySide6", ("gui",)),
    ],
)
def test_all_other_modules_can_be_imported_without_it(library: str, parts: tuple[str, ...]) -> None:
    inside = tuple(f"igtagger.{part}." for part in parts)
    loading = [module for module in modules() if library in loaded_with(module)]
    assert loading
    assert [module for module in loading if not module.startswith(inside)] == []


def test_only_what_people_install_is_imported() -> None:
    # Tests have timm and others beside them, which would hide that a person has not.
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = chain(project["dependencies"], *project["optional-dependencies"].values())
    installed = {re.split(r"[^\w-]", line)[0].lower() for line in wanted}
    carried = packages_distributions()
    for file in PACKAGE.rglob("*.py"):
        for name in imported(file) - sys.stdlib_module_names - {"igtagger", "_typeshed"}:
            owners = {owner.replace("_", "-").lower() for owner in carried.get(name, [name])}
            assert owners & installed, f"{file.relative_to(ROOT)} imports {name}"


def test_the_layers_check_sees_every_package() -> None:
    # import-linter looks at packages alone: a folder without __init__.py would escape it.
    for file in PACKAGE.rglob("*.py"):
        assert (file.parent / "__init__.py").exists()


def test_no_two_modules_and_no_two_public_classes_share_a_name() -> None:
    places: dict[str, list[str]] = {}
    for file in PACKAGE.rglob("*.py"):
        place = file.relative_to(PACKAGE).as_posix()
        name = file.parent.name if file.name == "__init__.py" else file.stem
        places.setdefault(f"module {name}", []).append(place)
        for node in parsed(file).body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                places.setdefault(f"class {node.name}", []).append(place)
    assert {name: found for name, found in places.items() if len(found) > 1} == {}


def test_what_a_person_has_written_goes_through_one_place() -> None:
    """Only a ``Destination`` looks at what it would be written over."""
    users = {
        file.relative_to(PACKAGE).as_posix()
        for file in PACKAGE.rglob("*.py")
        if re.search(r"\breplacing\(|exported=True", file.read_text(encoding="utf-8"))
    }
    assert users == {"files.py", "export/destinations.py"}
