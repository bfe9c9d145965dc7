"""Which files and folders count, by patterns as git has them.

A pattern without a slash, or with one at its end alone, counts at any depth; with another one it is
seen from the folder that the person gave. ``*`` stops at slashes, ``**`` does not, a slash at the
end means folders, and ``!`` takes back what an earlier pattern said, but for what is in a folder
that is left out. Upper and lower case are told apart.
"""

from __future__ import annotations

from collections.abc import Sequence

from pathspec import GitIgnoreSpec, RegexPattern

from igtagger.errors import UsageError
from igtagger.pictures.shards import Shard


class Selection:
    """Paths are text with ``/``, relative to the folder that was given; those of folders end so.

    Args:
        exclude: patterns of what is left out.
        include: if there are any, of the only files that are taken; or of folders with such files.
        shard: the one part of all those files that counts; None for all.

    Raises:
        UsageError: something is no pattern, such as a comment.
    """

    def __init__(
        self,
        exclude: Sequence[str] = (),
        include: Sequence[str] = (),
        shard: Shard | None = None,
    ) -> None:
        self.shard = shard
        self._exclude = tuple(reversed(_spec_of(exclude).patterns))
        self._include = _spec_of(include) if include else None

    def enters(self, folder: str) -> bool:
        """Whether a folder is looked into; those above it are."""
        return not self._leaves_out(folder)

    def takes(self, file: str) -> bool:
        """Whether a file counts; those above it are looked into, and it may be included by them."""
        if self._leaves_out(file):
            return False
        return self._include is None or self._include.match_file(file)

    def reaches(self, file: str) -> bool:
        """Whether a walk would come to a file and take it; for files that are known without one."""
        slashes = (place for place, sign in enumerate(file) if sign == "/")
        return all(self.enters(file[: slash + 1]) for slash in slashes) and self.takes(file)

    def _leaves_out(self, path: str) -> bool:
        """What the last pattern says that means the path itself, as git asks folder by folder.

        ``GitIgnoreSpec.match_file`` takes a pattern for what is below its folders, too: with
        ``["a", "!b/"]`` it would take ``b/a/`` back.
        """
        for pattern in self._exclude:
            if isinstance(pattern, RegexPattern) and _means_itself(pattern, path):
                return bool(pattern.include)
        return False


_FOLDER = "ps_d"
"""pathspec's name of the group that is the slash after a folder that a pattern means."""


def _means_itself(pattern: RegexPattern, path: str) -> bool:
    """Not only something that the path lies in, nor, as ``a/**``, only what lies in the path."""
    regex = pattern.regex
    if regex is None:
        return False
    for found in regex.finditer(path):
        if found.groupdict().get(_FOLDER) is None:
            return regex.search(path.removesuffix("/")) is not None
        if found.end(_FOLDER) == len(path):
            return True
    return False


def _spec_of(patterns: Sequence[str]) -> GitIgnoreSpec:
    for pattern in patterns:
        try:
            means = any(
                each.include is not None for each in GitIgnoreSpec.from_lines([pattern]).patterns
            )
        except ValueError:
            means = False
        if not means:
            raise UsageError("usage.pattern", pattern=pattern[:200])
    return GitIgnoreSpec.from_lines(patterns)
