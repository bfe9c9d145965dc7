"""How true scores are, as a picture: what part is right of pictures with about such a score."""

from __future__ import annotations

from collections.abc import Iterator

from igtagger.models.evaluations.figures import BINS, Calibration

_SIDE = 240
_LEFT, _TOP, _BELOW = 44, 12, 40


def reliability_svg(calibration: Calibration) -> str:
    """SVG of bars, one for each tenth of scores, and the line on which true scores lie."""
    width, height = _LEFT + _SIDE + 16, _TOP + _SIDE + _BELOW
    parts = [*_axes(), *_bars(calibration), _line()]
    return (
        f'<svg role="img" aria-label="Reliability diagram" width="{width}" height="{height}" '
        f'viewBox="0 0 {width} {height}">{"".join(parts)}</svg>'
    )


def _x(share: float) -> float:
    return round(_LEFT + _SIDE * share, 1)


def _y(share: float) -> float:
    return round(_TOP + _SIDE * (1 - share), 1)


def _axes() -> Iterator[str]:
    for tick in (0, 0.25, 0.5, 0.75, 1):
        yield (
            f'<line x1="{_x(0)}" x2="{_x(1)}" y1="{_y(tick)}" y2="{_y(tick)}" '
            'stroke="var(--line)"/>'
            f'<text x="{_LEFT - 6}" y="{_y(tick) + 4}" text-anchor="end">{100 * tick:.0f} %</text>'
            f'<text x="{_x(tick)}" y="{_y(0) + 16}" text-anchor="middle">{tick:g}</text>'
        )
    yield f'<text x="{_x(0.5)}" y="{_y(0) + 34}" text-anchor="middle">best score</text>'


def _bars(calibration: Calibration) -> Iterator[str]:
    for place, each in enumerate(calibration.bins):
        if each is not None:
            left, top = _x(place / BINS) + 1, _y(each.right)
            told = f"{each.pictures} pictures, mean score {each.score:.2f}, right {each.right:.0%}"
            yield (
                f'<rect x="{left}" y="{top}" width="{_SIDE / BINS - 2:.1f}" '
                f'height="{_y(0) - top:.1f}" fill="var(--good)"><title>{told}</title></rect>'
                f'<circle cx="{_x(each.score)}" cy="{_y(each.right)}" r="3" fill="var(--text)"/>'
            )


def _line() -> str:
    return (
        f'<line x1="{_x(0)}" y1="{_y(0)}" x2="{_x(1)}" y2="{_y(1)}" stroke="var(--text)" '
        'stroke-dasharray="4 4"/>'
    )
