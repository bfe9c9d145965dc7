"""Where things are kept, what the environment overrides, and what the person prefers."""

from __future__ import annotations

import logging
import os
import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, fields, replace
from datetime import date
from pathlib import Path
from typing import Any

import platformdirs

from igtagger import private
from igtagger.errors import SettingsError, detail_of
from igtagger.small_files import parse_json, read_small, set_aside, write_json

APP_NAME = "igtagger"
NAMES_FOLDER = "names"
"""In the data folder: see :attr:`Settings.names_dir`."""
MOST_RECENT_FOLDERS = 10
_LONGEST_PATH, _LONGEST_NAME = 4096, 255 if os.name == "posix" else 3 * 255
"""Bytes; no system here takes more."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Settings:
    """What the surroundings decide.

    Attributes:
        data_dir: weights and the library live here.
        weights_url: replaces the base address of every download (``IGTAGGER_WEIGHTS_URL``).
        catalog_file: a JSON file that overrides or adds catalogue entries (``IGTAGGER_CATALOG``).
    """

    data_dir: Path
    weights_url: str | None = None
    catalog_file: Path | None = None

    @classmethod
    def from_environment(cls) -> Settings:
        """Read ``IGTAGGER_DATA_DIR``, ``IGTAGGER_WEIGHTS_URL`` and ``IGTAGGER_CATALOG``.

        Where the first is not set, the preferences tell the data folder, so that the command line
        and the window see the same library.
        """
        given = os.environ.get("IGTAGGER_DATA_DIR")
        data_dir = Path(given).expanduser().absolute() if given else load_preferences().data_dir
        catalog = os.environ.get("IGTAGGER_CATALOG")
        return cls(
            data_dir=data_dir or default_data_dir(),
            weights_url=os.environ.get("IGTAGGER_WEIGHTS_URL") or None,
            catalog_file=Path(catalog) if catalog else None,
        )

    @property
    def weights_dir(self) -> Path:
        """The folder of all weights files."""
        return self.data_dir / "weights"

    @property
    def library_file(self) -> Path:
        """The library."""
        return self.data_dir / "library.sqlite3"

    @property
    def speeds_file(self) -> Path:
        """How fast each model was here."""
        return self.data_dir / "speeds.json"

    @property
    def models_dir(self) -> Path:
        """The folder of models that the person trained or brought, a folder each."""
        return self.data_dir / "models"

    @property
    def names_dir(self) -> Path:
        """The folder of names in other languages that the person brought."""
        return self.data_dir / NAMES_FOLDER

    @property
    def vocabulary_file(self) -> Path:
        """The person's own rules for names."""
        return self.data_dir / "vocabulary.toml"

    @property
    def watched_file(self) -> Path:
        """The list of folders that the window keeps in view."""
        return self.data_dir / "watched.json"

    @property
    def tag_sets_file(self) -> Path:
        """The person's sets of own tags for keys."""
        return self.data_dir / "tag_sets.json"

    @property
    def searches_file(self) -> Path:
        """The searches that the person saved."""
        return self.data_dir / "searches.json"

    @property
    def taught_dir(self) -> Path:
        """The folder of what own tags were taught."""
        return self.data_dir / "taught"


_OWN = re.compile(
    r"library\.features-[0-9a-f]+\.f16"
    r"|library\.sqlite3.*"  # with what SQLite and the locks keep beside it, and what was set aside
    r"|igtagger\.log(\.\d+)?|window\.(lock|ini|ini\.lock)|speeds\.json|vocabulary\.toml"
    r"|(preferences|watched|tag_sets|searches)(\.damaged-\d+)?\.json|weights|models|names"
    r"|pasted|taught"
    r"|\.((speeds|preferences|watched|tag_sets|searches)\.json|vocabulary\.toml)"
    r"\.\d+-[0-9a-f]+\.tmp|thumbnails"
)
"""Names of all that the program keeps in the data folder, and beside the preferences and log."""


def keep_private(settings: Settings) -> None:
    """Take what earlier versions left readable for others of the computer away from them.

    Meant for every start. A folder that the person named, in the environment or the settings, is
    made private only where nothing but the program's own lies in it.
    """
    usual = platformdirs.user_log_path(APP_NAME, appauthor=False), default_data_dir(), _config_dir()
    for folder in {settings.data_dir, log_file().parent, preferences_file().parent}:
        private.mend(folder, _OWN, made_by_us=folder in usual)


def default_data_dir() -> Path:
    """The user's data folder of this program, by the system's own convention."""
    # Not roaming: gigabytes of weights must not follow a person from computer to computer.
    return Path(platformdirs.user_data_dir(APP_NAME, appauthor=False, roaming=False))


def log_file() -> Path:
    """Where the log is; its folder may not exist yet.

    A data folder that the environment gives holds the log too: then all that the program writes is
    in one place.
    """
    given = os.environ.get("IGTAGGER_DATA_DIR")
    folder = given or platformdirs.user_log_dir(APP_NAME, appauthor=False)
    return Path(folder).expanduser().absolute() / f"{APP_NAME}.log"


def named_log_file() -> Path | None:
    """The log that the person named, in ``IGTAGGER_LOG_FILE``; None if they did not."""
    given = os.environ.get("IGTAGGER_LOG_FILE")
    return Path(given).expanduser().absolute() if given else None


@dataclass(frozen=True, slots=True)
class Preferences:
    """What the person chose in the window, kept from one start to the next.

    Attributes:
        data_dir: weights and the library live here; None for :func:`default_data_dir`.
        model: id of the model that tags; empty for the built-in one.
        device: as in :class:`igtagger.engines.protocol.EngineOptions`, as are the next three.
        engine: what runs the network: ``auto``, ``torch`` or ``openvino``.
        precision: what the network computes in.
        batch_size: pictures at once, 1 to 4096; None finds it.
        exact: decode every pixel, which is slower.
        theme: ``system``, ``light`` or ``dark``.
        language: such as ``de``; empty for the system's.
        detail: of names, 0 for only what is sure, to 100 for always the finest.
        names_language: what names are in, such as ``fr``; empty for the window's language.
        kinds: say what kind of picture each one is, and name things where that has things in it.
        keep_features: keep what the models' bodies say of pictures, by which others like them are
            found and tags are taught.
        recent_folders: newest first, at most :data:`MOST_RECENT_FOLDERS`.
        last_paths: what was open when the window was closed.
        recursive: folders within folders count.
        tag_on_drop: begin at once with what was dropped.
        auto_advance: once a picture is judged by a key, the next one comes.
        check_updates: ask the release page for a newer version; None where nobody was asked yet,
            which is no.
        updates_asked: the day on which that was done last.
    """

    data_dir: Path | None = None
    model: str = ""
    device: str = "auto"
    engine: str = "auto"
    precision: str = "auto"
    batch_size: int | None = None
    exact: bool = False
    theme: str = "system"
    language: str = ""
    detail: float = 50.0
    names_language: str = ""
    kinds: bool = True
    keep_features: bool = True
    recent_folders: tuple[Path, ...] = ()
    last_paths: tuple[Path, ...] = ()
    recursive: bool = True
    tag_on_drop: bool = True
    auto_advance: bool = False
    check_updates: bool | None = None
    updates_asked: date | None = None

    def with_recent(self, folder: Path) -> Preferences:
        """The same with ``folder`` as the newest of the recent ones."""
        others = [other for other in self.recent_folders if other != folder]
        return replace(self, recent_folders=(folder, *others)[:MOST_RECENT_FOLDERS])


def preferences_file() -> Path:
    """Where preferences are kept; ``IGTAGGER_CONFIG_DIR`` overrides the folder."""
    given = os.environ.get("IGTAGGER_CONFIG_DIR")
    return Path(given or _config_dir()).expanduser().absolute() / "preferences.json"


def config_file() -> Path:
    """Where the person may write defaults of the command line's options down.

    The file is theirs: nothing is ever written to it, and what the window keeps is elsewhere
    (:func:`preferences_file`).
    """
    return preferences_file().with_name("config.toml")


def _config_dir() -> Path:
    # Not roaming: devices and folders are those of this computer.
    return Path(platformdirs.user_config_dir(APP_NAME, appauthor=False, roaming=False))


def load_preferences() -> Preferences:
    """What was kept; the default for what is missing or makes no sense.

    A file that is no JSON object is renamed and told about in the log. One that may not be read is
    told about, and the defaults hold.
    """
    file = preferences_file()
    try:
        kept = _read_object(file)
    except OSError as error:
        _log.warning("%s cannot be read (%s); the defaults hold.", file, error.strerror)
        return Preferences()
    values = {}
    for name, read in _READERS.items():
        with suppress(KeyError, TypeError, ValueError, RuntimeError):
            values[name] = read(kept[name])
    return Preferences(**values)


def save_preferences(preferences: Preferences) -> None:
    """Keep them, with whatever else (of a later version, say) is in the file.

    Raises:
        SettingsError: the file cannot be written; what it held before is still there.
    """
    file = preferences_file()
    try:
        kept = _read_object(file) | {
            field.name: _plain(getattr(preferences, field.name)) for field in fields(preferences)
        }
        write_json(file, kept)
    except OSError as error:
        raise SettingsError("settings.unwritten", file=file, detail=detail_of(error)) from error


def _read_object(file: Path) -> dict[str, Any]:
    """The JSON object in ``file``; empty where there is none. A damaged file is set aside."""
    try:
        content = parse_json(read_small(file))
    except FileNotFoundError:
        return {}
    except ValueError:
        content = None
    except OSError:
        if file.is_file():
            raise  # it may be read another time
        content = None  # a folder, a pipe
    if isinstance(content, dict):
        return content
    aside = set_aside(file)
    _log.warning("%s was damaged; it is now %s, and the defaults hold.", file, aside)
    return {}


def _plain(value: object) -> object:
    if isinstance(value, tuple):
        return [str(path) for path in value]
    return str(value) if isinstance(value, Path | date) else value


def _read_text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(value)
    return value


def _read_name(value: object) -> str:
    """A text of one line, as names of models and devices are."""
    name = _read_text(value)
    if len(name) > _LONGEST_NAME or not name.isprintable():
        raise ValueError(name)
    return name


def _read_flag(value: object) -> bool:
    if not isinstance(value, bool):
        raise TypeError(value)
    return value


def _read_path(value: object) -> Path:
    path = Path(_read_text(value)).expanduser()
    names = [os.fsencode(part) for part in path.parts]  # or a ValueError: it can be no name
    too_long = any(len(name) > _LONGEST_NAME for name in names)
    if not path.is_absolute() or too_long or len(b"/".join(names)) > _LONGEST_PATH:
        raise ValueError(value)
    if any(b"\0" in name for name in names):
        raise ValueError(value)
    return path


def _read_paths(value: object) -> tuple[Path, ...]:
    if not isinstance(value, list):
        raise TypeError(value)
    paths = []
    for item in value:
        with suppress(TypeError, ValueError, RuntimeError):
            paths.append(_read_path(item))
    return tuple(paths)


def _one_of(*choices: str) -> Callable[[object], str]:
    def read(value: object) -> str:
        if value not in choices:
            raise ValueError(value)
        return str(value)

    return read


def _whole(low: int, high: int) -> Callable[[object], int]:
    def read(value: object) -> int:
        if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
            raise ValueError(value)
        return value

    return read


def _read_detail(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 100:
        raise ValueError(value)
    return float(value)


def _or_none(read: Callable[[object], Any]) -> Callable[[object], Any]:
    return lambda value: None if value is None else read(value)


_READERS: dict[str, Callable[[object], Any]] = {
    "data_dir": _or_none(_read_path),
    "model": _read_name,
    "device": _read_name,
    "engine": _one_of("auto", "torch", "openvino"),
    "precision": _one_of("auto", "fp32", "bf16", "fp16", "int8"),
    "batch_size": _or_none(_whole(1, 4096)),
    "exact": _read_flag,
    "theme": _one_of("system", "light", "dark"),
    "language": _read_name,
    "detail": _read_detail,
    "names_language": _read_name,
    "kinds": _read_flag,
    "keep_features": _read_flag,
    "recent_folders": lambda value: _read_paths(value)[:MOST_RECENT_FOLDERS],
    "last_paths": _read_paths,
    "recursive": _read_flag,
    "tag_on_drop": _read_flag,
    "auto_advance": _read_flag,
    "check_updates": _or_none(_read_flag),
    "updates_asked": _or_none(lambda value: date.fromisoformat(_read_text(value))),
}
