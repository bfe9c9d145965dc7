"""Tags of desktops written beside one picture, told of as keywords are: see ``desktop_tags``.

An attribute is changed in one step, so that whenever the program is ended the old one is there or
the new one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from igtagger.export.xmp.desktop_tags import AttributeChange, DesktopTags
from igtagger.export.xmp.safe_replacing import ChangedMeanwhile, refuse_protected
from igtagger.export.xmp.writing import Manner, Written, told


@dataclass(frozen=True, slots=True)
class DesktopWriter:
    """Writes tags for one desktop. Several threads may use it, each for another picture.

    Of the manner it heeds whether it is a dry run, and whom to announce to: the new content is that
    of the attribute.
    """

    desktop: DesktopTags
    manner: Manner

    def add(self, path: Path, names: Sequence[str]) -> Written:
        """Add what a picture lacks of its names. What goes wrong is said in the answer.

        Args:
            path: links are followed.
            names: of the picture.
        """

        def write() -> Written:
            value = self.desktop.value_of(path)
            return self._change(path, value, self.desktop.adding(value, names))

        return told(path, "picture.no-desktop-tags", write, self.desktop)

    def take_back(self, path: Path, names: Sequence[str]) -> Written:
        """Take away what was added before, as far as it is still there, and nothing else.

        Args:
            path: of the picture.
            names: :attr:`Written.desktop_tags`.
        """

        def write() -> Written:
            value = self.desktop.value_of(path)
            return self._change(path, value, self.desktop.taking(value, names))

        return told(path, "picture.desktop-tags-stay", write, self.desktop)

    def _change(self, path: Path, old: bytes, change: AttributeChange) -> Written:
        if not change.tags:
            return Written(path, "unchanged", desktop=self.desktop)
        status = path.stat()
        refuse_protected(path, status)
        written = Written(
            path,
            "attribute",
            path,
            before=status,
            desktop=self.desktop,
            desktop_tags=change.tags,
        )
        if self.manner.dry_run:
            return written
        self.manner.announce(written, change.value)
        if self.desktop.value_of(path) != old:
            raise ChangedMeanwhile
        self.desktop.put(path, change.value)
        return replace(written, status=path.stat())
