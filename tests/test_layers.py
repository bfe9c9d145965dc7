"""What may be imported where, beyond what import-linter checks in CI."""

from __future__ import annotations

import ast
from pathlib import Path

PACKAGE = Path(__file__).parents[1] / "igtagger"
ALLOWED = {
    "torch": {
        "models/weights/conversion.py",
        "engines/torch_engine.py",
        "engines/torch_network.py",
    },
    "torchvision": set(),
    "openvino": {"engines/quiet_openvino.py"},
}


def imported(file: Path) -> set[str]:
    """Top-level names that a file imports, wherever in it."""
    names = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names.add(node.module.split(".")[0])
    return names


def test_each_heavy_library_is_imported_in_its_own_files_alone() -> None:
    found: dict[str, set[str]] = {name: set() for name in ALLOWED}
    for file in PACKAGE.rglob("*.py"):
        for name in imported(file) & set(ALLOWED):
            found[name].add(file.relative_to(PACKAGE).as_posix())
    for name, files in found.items():
        assert files == ALLOWED[name]


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
        for node in ast.parse(file.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                places.setdefault(f"class {node.name}", []).append(place)
    assert {name: found for name, found in places.items() if len(found) > 1} == {}
