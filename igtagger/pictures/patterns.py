"""Which files and folders count, by patterns as git has them.

A pattern without a slash, or with one at its end alone, counts at any depth; with another one it is
seen from the folder that the person gave. ``*`` stops at slashes, ``**`` does not, a slash at the
end means folders, and ``!`` takes back what an earlier pattern said, but for what is in a folder
that is left out. Upper and lower case are told apart.
"""

from __future__ import annotations

from collections.abc import Sequence

from pathspec import GitIgnoreSpec

from igtagger.errors import UsageError


class Selection:
    """Paths are text with ``/``, relative to the folder that was given; those of folders end so.

    Args:
        exclude: patterns of what is left out.
        include: if there are any, of the only files that are taken; or of folders with such files.

    Raises:
        UsageError: something is no pattern, such as a comment.
    """

    def __init__(self, exclude: Sequence[str] = (), include: Sequence[str] = ()) -> None:
        self._exclude = _spec_of(exclude)
        self._include = _spec_of(include) if include else None

    def enters(self, folder: str) -> bool:
        """Whether a folder is looked into; those above it are."""
        return not self._exclude.match_file(folder)

    def takes(self, file: str) -> bool:
        """Whether a file counts, by the folders above it, too."""
        if self._exclude.match_file(file):
            return False
        return self._include is None or self._include.match_file(file)


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
