"""Files that are not called pictures and may be some: those are taken by their first bytes.

Without an ending, with one that was cut off or added to (``.jp``, ``.jpg:large``, ``.jpg~``), or
with one that nobody knows. What is clearly of another kind is not opened: of the files of a folder
few are looked at.
"""

from __future__ import annotations

import mimetypes
import os
import re

from igtagger.pictures import formats
from igtagger.pictures.elsewhere import is_elsewhere
from igtagger.regular_files import READING

# fmt: off
_OF_OTHER_KINDS = frozenset(mimetypes.MimeTypes(filenames=()).types_map[True]) | {
    # beside pictures
    ".aae", ".cof", ".cop", ".cos", ".cot", ".dop", ".exif", ".ini", ".lrv", ".lrcat", ".lrdata",
    ".nfo", ".on1", ".pp3", ".ppf", ".rss", ".sidecar", ".thumbdata", ".thumbdata3", ".xmp",
    # sounds, films, documents, archives
    ".7z", ".aa3", ".amr", ".blend", ".bz2", ".chm", ".db", ".db-shm", ".db-wal", ".dmg", ".docx",
    ".epub", ".flac", ".flv", ".gz", ".insv", ".iso", ".jar", ".key", ".kmz", ".m2ts", ".m4a",
    ".m4v", ".md", ".mkv", ".mobi", ".mts", ".numbers", ".odg", ".odp", ".ods", ".odt", ".ogg",
    ".ogv", ".pages", ".pptx", ".psdt", ".rar", ".rst", ".rtf", ".sqlite", ".sqlite3", ".ttf",
    ".otf", ".vob", ".wma", ".wmv", ".woff", ".woff2", ".xcf", ".xlsx", ".xz", ".zst",
    # programs, and what they keep
    ".app", ".apk", ".bak~", ".cc", ".cfg", ".class", ".cmake", ".conf", ".cpp", ".cs", ".cxx",
    ".deb", ".dylib", ".exr", ".gitignore", ".go", ".gradle", ".hpp", ".ipynb", ".java", ".jsx",
    ".kt", ".less", ".lib", ".lnk", ".lock", ".log", ".lua", ".map", ".mat", ".mo", ".msi", ".npy",
    ".npz", ".onnx", ".parquet", ".php", ".pickle", ".pkl", ".plist", ".po", ".properties", ".pt",
    ".pth", ".pyd", ".pyi", ".qm", ".r", ".rb", ".rpm", ".rs", ".safetensors", ".sass", ".scss",
    ".sql", ".swift", ".sys", ".toml", ".ts", ".tsx", ".url", ".vue", ".yaml", ".yml",
    # not whole yet
    ".crdownload", ".download", ".opdownload", ".part", ".partial",
}
# fmt: on
_COMMON = (".jpg", ".jpeg", ".png", ".gif", ".heic", ".webp", ".tif", ".tiff")
_CUT = frozenset(ending[:length] for ending in _COMMON for length in range(2, len(ending)))
_ADDED_TO = re.compile(rf"\.({'|'.join(ending[1:] for ending in _COMMON)})\W.*", re.DOTALL)
_BACKUP = "_original"
"""ExifTool's, of a picture that stands beside it."""
_HEAD_BYTES = 64


def may_be_picture(ending: str) -> bool:
    """Whether to look into a file that no format claims.

    Args:
        ending: of its name, lower case with its dot; empty where there is none.
    """
    if ending.endswith(_BACKUP):
        return False
    return (
        not ending
        or ending not in _OF_OTHER_KINDS
        or ending in _CUT
        or _ADDED_TO.fullmatch(ending) is not None
    )


def begins_as_picture(entry: os.DirEntry[str]) -> bool:
    """Whether a file is a picture by its first bytes; it is opened for that, if it is here."""
    try:
        if is_elsewhere(entry.stat()):
            return False
        descriptor = os.open(entry.path, READING)
        try:
            head = os.read(descriptor, _HEAD_BYTES)
        finally:
            os.close(descriptor)
    except OSError:
        return False
    return formats.is_picture(head)
