"""Measure the shipped model on the gathered pictures, through the program's own engine.

    python evaluate.py --work FOLDER [--part training|development|reported] [--errors]

Prints the tables of docs/starter-model.md.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from pathlib import Path
from threading import Event

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))

import gathered
from labels import KIND_NAMES

from igtagger.engines.protocol import EngineOptions
from igtagger.engines.torch_engine import TorchEngine
from igtagger.models.catalog import starter
from igtagger.models.weights.store import WeightsStore
from igtagger.pictures import decoding

PHOTOGRAPH = KIND_NAMES.index("photograph")


def scores_of(files: list[Path]) -> np.ndarray:
    """Scores of the shipped model, shape ``(files, labels)``, in fp32."""
    spec = starter()
    stored = WeightsStore(Path("unused")).find(spec)
    engine = TorchEngine(
        spec, stored, EngineOptions(device="cpu", precision="fp32"), print, Event()
    )
    features = [
        engine.predict(decoding.load(file, spec.preprocessing).pixels[None]) for file in files
    ]
    return engine.heads[0].scores(np.concatenate(features))


def calibration_error(scores: np.ndarray, truth: np.ndarray, bins: int = 15) -> float:
    """Expected calibration error (Naeini et al. 2015): the gap of score and accuracy, by bins."""
    top, right = scores.max(1), scores.argmax(1) == truth
    place = np.minimum((top * bins).astype(int), bins - 1)
    gaps = [abs(top[place == b].mean() - right[place == b].mean()) * (place == b).mean()
            for b in range(bins) if (place == b).any()]  # fmt: skip
    return float(sum(gaps))


def tempered(scores: np.ndarray, temperature: float) -> np.ndarray:
    """The scores that logits divided by ``temperature`` give."""
    powers = np.maximum(scores, 1e-30) ** (1 / temperature)
    return powers / powers.sum(1, keepdims=True)


def report(scores: np.ndarray, truth: np.ndarray, temperature: float) -> str:
    """The figures and tables, as Markdown."""
    guess = scores.argmax(1)
    photo = (guess == PHOTOGRAPH) == (truth == PHOTOGRAPH)
    raw = tempered(scores, 1 / temperature)
    lines = [
        f"- pictures: {len(truth)}",
        f"- top-1: {(guess == truth).mean():.1%}; mean of the kinds: "
        f"{np.mean([(guess[truth == k] == k).mean() for k in np.unique(truth)]):.1%}",
        f"- right among the first two: {np.mean([t in s for t, s in zip(truth, np.argsort(-scores)[:, :2], strict=True)]):.1%}",
        f"- photograph against everything else: {photo.mean():.1%} "
        f"(of {np.sum(truth == PHOTOGRAPH)} photographs {np.sum((guess == PHOTOGRAPH) & (truth == PHOTOGRAPH))} found, "
        f"{np.sum((guess == PHOTOGRAPH) & (truth != PHOTOGRAPH))} other pictures taken for one)",
        f"- expected calibration error: {calibration_error(raw, truth):.3f} before, {calibration_error(scores, truth):.3f} after",
        "",
        "| kind | pictures | right | taken for |",
        "| --- | ---: | ---: | --- |",
    ]
    for k in np.unique(truth):
        wrong = Counter(KIND_NAMES[g] for g in guess[truth == k] if g != k)
        said = ", ".join(f"{name} {count}" for name, count in wrong.most_common())
        count = int((truth == k).sum())
        lines.append(
            f"| {KIND_NAMES[k]} | {count} | {(guess[truth == k] == k).mean():.0%} | {said} |"
        )
    return "\n".join(lines)


def main() -> None:
    import json

    from igtagger import resources

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--part", choices=gathered.PARTS, default=gathered.REPORTED_PART)
    parser.add_argument("--errors", action="store_true", help="list each wrong one")
    options = parser.parse_args()
    chosen = [g for g in gathered.read(options.work) if g.part == options.part]
    card = json.loads(resources.path("models", "starter.json").read_text(encoding="utf-8"))
    scores = scores_of([g.file for g in chosen])
    truth = np.array([KIND_NAMES.index(g.kind) for g in chosen])
    print(report(scores, truth, card["temperature"]))
    if options.errors:
        for g, row, t in zip(chosen, scores, truth, strict=True):
            if row.argmax() != t:
                print(
                    f"{g.kind} -> {KIND_NAMES[row.argmax()]} {row.max():.2f} {g.file.name} {g.source[:90]}"
                )


if __name__ == "__main__":
    main()
