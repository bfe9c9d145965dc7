"""Where weights come from: the program, a server, a package, the person, or nowhere any more.

Beside the catalogue, whose entries name them, and below the store, which fetches, checks and keeps
what they mean.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from urllib.parse import urlsplit

from igtagger import resources
from igtagger.domain import Fact, Reason
from igtagger.errors import WeightsError, detail_of
from igtagger.small_files import read_small


@dataclass(frozen=True, slots=True, kw_only=True)
class _Published:
    """What is known of the file beforehand.

    Attributes:
        size: bytes.
        sha256: hex digits of the file's SHA-256: all 64, or the first ones that its publisher
            states.
    """

    size: int
    sha256: str

    @property
    def whole_sha256(self) -> str:
        """The whole hash; empty where only its beginning is known."""
        return self.sha256 if len(self.sha256) == 64 else ""

    def difference(self, digest: str, size: int) -> Reason | None:
        """What tells a file of that hash and size from this one, as a clause; None if nothing."""
        if size != self.size:
            return Reason("difference.size", size=size, expected=self.size)
        if digest.startswith(self.sha256):
            return None
        if self.whole_sha256:
            return Reason("difference.sha256", sha256=digest, expected=self.sha256)
        begins = digest[: len(self.sha256)]
        return Reason("difference.beginning", sha256=begins, expected=self.sha256)


@dataclass(frozen=True, slots=True, kw_only=True)
class BuiltIn(_Published):
    """A safetensors file that travels with the program, in ``resources/models``.

    ``sha256`` is whole.
    """

    file_name: str

    @property
    def origin(self) -> str:
        """The words for where the weights came from."""
        return "built in"

    def locate(self) -> Path:
        """The file; not checked to exist."""
        return resources.path("models", self.file_name)

    def checked(self) -> Path:
        """The file, every byte of which was looked at.

        Raises:
            WeightsError: it is missing or damaged.
        """
        path = self.locate()
        try:
            content = read_small(path, self.size)
        except (OSError, ValueError) as error:
            raise self.damaged(path, detail_of(error)) from error
        if difference := self.difference(hashlib.sha256(content).hexdigest(), len(content)):
            raise self.damaged(path, difference)
        return path

    def damaged(self, path: Path, difference: Fact) -> WeightsError:
        """The error for a ``path`` that is not the file."""
        return WeightsError("built-in.damaged", file=path, difference=difference)


@dataclass(frozen=True, slots=True, kw_only=True)
class Download(_Published):
    """A file on a server, which is fetched once."""

    url: str

    @property
    def file_name(self) -> str:
        """The name on the server."""
        return PurePosixPath(urlsplit(self.url).path).name

    def address(self, base: str | None) -> str:
        """The address to fetch, on the server ``base`` where one is given."""
        return f"{base.rstrip('/')}/{self.file_name}" if base else self.url


@dataclass(frozen=True, slots=True, kw_only=True)
class Package(_Published):
    """A file in a Python distribution that the person installs.

    ``sha256`` is whole: outcomes are kept under it, and it holds for every file that is found.

    Attributes:
        distribution: its name, as pip knows it.
        version: the version that holds the file; empty for any. Whichever is installed, size and
            hash decide.
        file: path in the distribution, parts parted by ``/``, such as ``package/weights.pth``.
        converted: the same weights as safetensors, which the standalone app carries instead; None
            for a distribution that igtagger does not come with.
    """

    distribution: str
    version: str = ""
    file: str
    converted: BuiltIn | None = None

    @property
    def requirement(self) -> str:
        """What to install, as pip takes it."""
        return f"{self.distribution}=={self.version}" if self.version else self.distribution

    @property
    def origin(self) -> str:
        """The words for where weights came from."""
        return f"package {self.distribution}"

    @property
    def comes_along(self) -> bool:
        """Whether whoever installs igtagger has it, in one form or the other."""
        return self.converted is not None

    @property
    def carried(self) -> BuiltIn | None:
        """The converted file, where this program carries it."""
        return self.converted if self.converted and self.converted.locate().is_file() else None

    @property
    def is_there(self) -> bool:
        """Whether the app carries it, or the distribution has the file, whatever is in it."""
        if self.carried is not None:
            return True
        try:
            return self.locate().is_file()
        except WeightsError:
            return False

    def locate(self) -> Path:
        """The file on this computer.

        Raises:
            WeightsError: the distribution is not installed, or lacks the file.
        """
        from importlib.metadata import PackageNotFoundError, distribution

        try:
            # The list of files is not asked: a frozen app has none.
            path = Path(str(distribution(self.distribution).locate_file(self.file)))
        except PackageNotFoundError:
            raise WeightsError(
                "package.not-installed", package=self.distribution, requirement=self.requirement
            ) from None
        if not path.is_file():
            raise WeightsError(
                "package.lacks",
                package=self.distribution,
                file=self.file,
                requirement=self.requirement,
            )
        return path

    def damaged(self, path: Path, difference: Reason) -> WeightsError:
        """The error for a ``path`` that is not the file."""
        return WeightsError(
            "package.damaged",
            file=path,
            package=self.distribution,
            difference=difference,
            requirement=self.requirement,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Retired(_Published):
    """Of a model that is no longer there. What it said of pictures can still be read.

    ``sha256`` is whole: outcomes are kept under it.
    """

    @property
    def origin(self) -> str:
        """The words for where the weights came from."""
        return "retired"


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnFile(_Published):
    """A safetensors file of a model that a person trained or brought, in its folder.

    ``sha256`` is whole.

    Attributes:
        path: the file.
    """

    path: Path

    @property
    def origin(self) -> str:
        """The words for where the weights came from."""
        return "own model"

    def locate(self) -> Path:
        """The file; not checked to exist."""
        return self.path

    def checked(self) -> Path:
        """The file, every byte of which was looked at: for those that are small.

        Raises:
            WeightsError: it is missing or damaged.
        """
        try:
            content = read_small(self.path, self.size)
        except (OSError, ValueError) as error:
            raise self.damaged(self.path, detail_of(error)) from error
        if difference := self.difference(hashlib.sha256(content).hexdigest(), len(content)):
            raise self.damaged(self.path, difference)
        return self.path

    def damaged(self, path: Path, difference: Fact) -> WeightsError:
        """The error for a ``path`` that is not the file."""
        return WeightsError("own-model.file", file=path, difference=difference)


WeightsSource = Download | Package | Retired | OwnFile
"""All the kinds there are; whoever treats them differently matches on the class."""
