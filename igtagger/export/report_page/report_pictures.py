"""Pictures on the page of a report: small ones as far as there is room, paths of others."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from html import escape
from pathlib import Path

from igtagger.export.paths import spell
from igtagger.export.small_pictures import small_picture
from igtagger.export.spelling import plain
from igtagger.models.evaluations.record import EvaluatedPicture

LONGEST_SIDE = 192
MOST_SMALL = 600
"""Small pictures on a page; each takes about 6 KB of it."""
MOST_OF_CELL = 24
"""Small pictures of one pair of classes."""
MOST_PATHS = 200
"""Paths of one pair of classes."""
_THREADS = 4


def small_ones(paths: Iterable[Path]) -> Mapping[Path, str]:
    """Addresses of small pictures of the first :data:`MOST_SMALL` paths that can still be read."""
    wanted = list(dict.fromkeys(paths))[:MOST_SMALL]
    with ThreadPoolExecutor(_THREADS) as threads:
        made = threads.map(lambda path: small_picture(path, LONGEST_SIDE), wanted)
        return {path: data for path, data in zip(wanted, made, strict=True) if data is not None}


class ReportPictures:
    """Puts pictures on a page.

    Args:
        labels: the names of classes.
        small: addresses of small pictures, by path.
        root: the folder that paths are told from; None for absolute ones.
        familiar_from: what is less familiar is marked; None where that is not known.
    """

    def __init__(
        self,
        labels: Sequence[str],
        small: Mapping[Path, str],
        root: Path | None,
        familiar_from: float | None,
    ) -> None:
        self._labels, self._small, self._root = labels, small, root
        self._familiar_from = familiar_from

    def name(self, label: int) -> str:
        """What a class is called, as HTML."""
        return escape(plain(self._labels[label]))

    def path(self, picture: EvaluatedPicture) -> str:
        """Where it is, as HTML."""
        return escape(spell(picture.path, self._root))

    def figure(self, picture: EvaluatedPicture, *, told: bool = True) -> str:
        """A picture with its path, and unless ``told`` is false what it shows and is taken for."""
        small = self._small.get(picture.path)
        image = '<div class="none">no small picture</div>'
        if small is not None:
            image = f'<img alt="" loading="lazy" src="{small}">'
        lines = [self._said(picture)] if told else [self._scores(picture)]
        lines += [f'<div class="path">{self.path(picture)}</div>']
        return f"<figure>{image}<figcaption>{''.join(lines)}</figcaption></figure>"

    def figures(self, pictures: Iterable[EvaluatedPicture], *, told: bool = True) -> str:
        """Several of them."""
        each = "".join(self.figure(picture, told=told) for picture in pictures)
        return f'<div class="pictures">{each}</div>'

    def all_of_cell(self, pictures: Sequence[EvaluatedPicture]) -> str:
        """Small pictures of the first ones, paths of more, and how many more there are."""
        first, others = pictures[:MOST_OF_CELL], pictures[MOST_OF_CELL:]
        parts = [self.figures(first, told=False)]
        if others:
            paths = "".join(f"<li>{self.path(each)}</li>" for each in others[:MOST_PATHS])
            parts.append(f'<ul class="path">{paths}</ul>')
        if (more := len(others) - MOST_PATHS) > 0:
            parts.append(f'<p class="soft">and {more} more</p>')
        return "".join(parts)

    def _said(self, picture: EvaluatedPicture) -> str:
        best = picture.best
        taken = "could not be read" if best is None else f"taken for <b>{self.name(best.label)}</b>"
        return f"<div>{self.name(picture.label)}, {taken}</div>{self._scores(picture)}"

    def _scores(self, picture: EvaluatedPicture) -> str:
        best, parts = picture.best, []
        if best is not None:
            parts.append(f"score {best.score:.2f}")
        if best is not None and not picture.is_right:
            parts.append(f"of its own class {picture.own_score:.2f}")
        if picture.familiarity is not None:
            mark = ", perhaps none of these" if self._is_strange(picture.familiarity) else ""
            parts.append(f"familiarity {picture.familiarity:.2f}{mark}")
        return f'<div class="soft">{", ".join(parts)}</div>'

    def _is_strange(self, familiarity: float) -> bool:
        return self._familiar_from is not None and familiarity < self._familiar_from
