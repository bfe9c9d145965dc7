"""Print how the thresholds of names stand on the development part, in Markdown.

    uv run --group kinds packaging/quality/fit_names.py --work FOLDER [--model ID] [LIST]

changes one threshold at a time around its value and tells what comes of it at the usual detail, on
the pictures of ``names_development.csv`` as :mod:`quality.measure_names` sees them. Whoever fits
another model starts from ``EVERYDAY`` of ``igtagger/labels/thresholds.py`` and takes, step by step,
values from the middle of where *worth* hardly changes, rounded: the best value of so few pictures
is an accident.

*Worth* is what a threshold is chosen by. A right name counts 0.6, and up to 1 the more specific it
is; a wrong one counts -3.5 where the picture has a class and -1.3 where it has none, which leads to
some 98 and 85 % of right names. The mean is taken so that both sorts of picture weigh the same.
Under each table stand the values that were best on seven eighths of the packages, how often each
was, and the worth that they had on the eighth that was left out.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

sys.path.insert(0, str(Path(__file__).parents[1]))

from igtagger.app.context import Context
from igtagger.engines.protocol import EngineOptions
from igtagger.labels.name_rule import NameRule
from igtagger.labels.naming import Naming
from igtagger.labels.subjects import Subjects
from igtagger.labels.thresholds import DETAILS, USUAL_DETAIL, Thresholds
from igtagger.models.catalog import HeadSpec
from quality.figures import table
from quality.measure_names import Counts, Meanings, Seen, counts_of, judge, parsed, parts_of, see

FOLDS = 8
STEPS = {
    "label": (-0.8, -0.5, -0.25, 0.0, 0.25, 0.5, 0.8),
    "broad": (-0.8, -0.5, -0.25, 0.0, 0.25, 0.5, 0.8),
    "by_breadth": (-0.3, -0.2, -0.1, 0.0, 0.1, 0.2),
    "share": (-0.8, -0.4, -0.2, -0.1, 0.0, 0.1, 0.19),
    "by_norm": (-0.3, -0.2, -0.1, 0.0, 0.1, 0.2),
}
"""What is added to each threshold: see :class:`igtagger.labels.thresholds.Thresholds`."""
WRONG_WITH_CLASS, WRONG_WITHOUT = 3.5, 1.3
_PLAIN, _SPECIFIC = 0.6, 0.4
_MOST_BITS = np.log2(1000)
_USUAL = DETAILS.index(USUAL_DETAIL)


def moved(thresholds: Thresholds, name: str, step: float) -> tuple[float, Thresholds]:
    """A threshold at the usual detail changed by ``step``: its value then, and all of them."""
    old: Any = getattr(thresholds, name)
    if not isinstance(old, tuple):
        new = round(old + step, 3)
        return new, replace(thresholds, **{name: new})
    new = round(old[_USUAL] + step, 3)
    values: Any = (*old[:_USUAL], new, *old[_USUAL + 1 :])
    return new, replace(thresholds, **{name: values})


def worth_of(counts: Counts, known: NDArray[np.bool_]) -> NDArray[np.float64]:
    """What the name of each picture counts; the mean over all pictures is the worth.

    Args:
        counts: see :func:`quality.measure_names.counts_of`.
        known: which pictures have a class.
    """
    _, named, right, bits, *_ = counts.T
    wrong = np.where(known, WRONG_WITH_CLASS, WRONG_WITHOUT) * (named - right)
    share = np.where(known, known.mean(), 1 - known.mean())
    return np.asarray((_PLAIN * right + _SPECIFIC * bits / _MOST_BITS - wrong) / (2 * share))


def folds_of(packages: Sequence[str]) -> NDArray[np.intp]:
    """Which of :data:`FOLDS` each picture is in, by package; they get about as many pictures."""
    sizes, places = [0] * FOLDS, {}
    for package, count in Counter(packages).most_common():
        places[package] = sizes.index(min(sizes))
        sizes[places[package]] += count
    return np.array([places[package] for package in packages], np.intp)


def report(seen: Sequence[Seen], head: HeadSpec, naming: Naming) -> Iterator[str]:
    """A table for each threshold."""
    known = parts_of(seen)["with a class"]
    folds = folds_of([each.row.picture.package for each in seen])
    subjects = Subjects(naming, head.label_set)
    for name, steps in STEPS.items():
        rows, values, worths = [], [], []
        for step in steps:
            value, thresholds = moved(head.thresholds, name, step)
            rule = NameRule(naming, head.label_set, thresholds, head.temperature)
            counts = counts_of(judge(seen, rule, subjects, USUAL_DETAIL, most=1))
            worths.append(worth_of(counts, known))
            values.append(value)
            cells = _cells(counts, known, float(worths[-1].mean()))
            rows.append((f"**{value:g}**" if step == 0 else f"{value:g}", *cells))
        header = (name, "named", "right of these", "with a class", "without", "bits", "worth")
        yield f"{table(header, rows)}\n\n{_elsewhere(values, np.array(worths), folds)}"


def _cells(
    counts: Counts, known: NDArray[np.bool_], worth: float
) -> tuple[float, float, float, float, str, str]:
    """Named and right with both sorts of picture weighing the same, right of each, bits, worth."""
    with_, without = counts[known].mean(axis=0), counts[~known].mean(axis=0)
    both = (with_ + without) / 2
    with np.errstate(invalid="ignore"):
        rights = [float(each[2] / each[1]) for each in (both, with_, without)]
        bits = both[3] / both[2]
    return float(both[1]), rights[0], rights[1], rights[2], f"{bits:.2f}", f"{worth:.3f}"


def _elsewhere(
    values: Sequence[float], worths: NDArray[np.float64], folds: NDArray[np.intp]
) -> str:
    best = [int(worths[:, folds != fold].sum(axis=1).argmax()) for fold in range(FOLDS)]
    total = sum(worths[place, folds == fold].sum() for fold, place in enumerate(best))
    chosen = ", ".join(f"{values[place]:g} ×{n}" for place, n in Counter(best).most_common())
    return f"Best on other packages: {chosen}; worth {total / worths.shape[1]:.3f}."


def main() -> None:
    given = parsed(__doc__ or "").parse_args()
    spec = Context.from_environment().find(given.model)
    options = EngineOptions(device=given.device, precision=given.precision)
    naming = Naming()
    seen = see(given.list, given.work.resolve(), spec, options, Meanings(naming.tree))
    print(f"# Thresholds of {spec.id} at detail {USUAL_DETAIL:g}, on {len(seen)} pictures")
    for part in report(seen, spec.heads[0], naming):
        print(f"\n{part}")


if __name__ == "__main__":
    main()
