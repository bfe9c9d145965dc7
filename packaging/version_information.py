"""The version in the forms that Windows and macOS ask for."""

from __future__ import annotations

import json
from pathlib import Path

import igtagger

_WINDOWS = """\
VSVersionInfo(
  ffi=FixedFileInfo(filevers=({numbers}), prodvers=({numbers}), mask=0x3f, OS=0x40004, fileType=1),
  kids=[
    StringFileInfo([StringTable("040904B0", [
      StringStruct("CompanyName", "The igtagger developers"),
      StringStruct("FileDescription", "igtagger"),
      StringStruct("FileVersion", "{version}"),
      StringStruct("InternalName", "igtagger"),
      StringStruct("LegalCopyright", "GPL-3.0-or-later"),
      StringStruct("OriginalFilename", "igtagger.exe"),
      StringStruct("ProductName", "igtagger"),
      StringStruct("ProductVersion", "{version}")])]),
    VarFileInfo([VarStruct("Translation", [1033, 1200])])
  ]
)
"""


def write(folder: Path) -> str:
    """Write ``version.txt`` (Windows) and ``info.json`` (macOS); returns the version."""
    version = igtagger.__version__
    numbers = ", ".join([*version.split("."), "0"][:4])
    text = _WINDOWS.format(numbers=numbers, version=version)
    (folder / "version.txt").write_text(text, encoding="utf-8")
    (folder / "info.json").write_text(json.dumps(_info(version), indent=2), encoding="utf-8")
    return version


def _info(version: str) -> dict[str, object]:
    kinds = {"Pictures": "public.image", "Folders": "public.folder"}
    return {
        "CFBundleDisplayName": "igtagger",
        "CFBundleShortVersionString": version,
        "CFBundleDocumentTypes": [
            {
                "CFBundleTypeName": name,
                "CFBundleTypeRole": "Viewer",
                "LSHandlerRank": "Alternate",
                "LSItemContentTypes": [kind],
            }
            for name, kind in kinds.items()
        ],
        "LSApplicationCategoryType": "public.app-category.photography",
        "LSMinimumSystemVersion": "13.0",
        "NSHighResolutionCapable": True,
        "NSHumanReadableCopyright": "GPL-3.0-or-later",
        "NSRequiresAquaSystemAppearance": False,
    }
