"""Write ``resources/labels/tree.csv``: the terms above the labels, and how the labels hang in it.

Terms and their order come from WordNet 3.0 as Debian packages it (``wordnet-base``), and from our
own decisions in ``packaging/labels/terms.csv``: see ``docs/names.md``. Run it with the folder that
holds WordNet's ``data.noun``::

    uv run python packaging/make_tree.py --wordnet /usr/share/wordnet
"""

from __future__ import annotations

import argparse
import csv
import io
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from igtagger.labels.folding import folded
from igtagger.labels.sets import load_labels
from igtagger.labels.tree import LABEL_SETS, Term, Tree, term_id

ROOT = Path(__file__).resolve().parents[1]
DECISIONS = ROOT / "packaging" / "labels" / "terms.csv"
TARGET = ROOT / "resources" / "labels" / "tree.csv"

Terms = dict[str, Term]


@dataclass(frozen=True)
class Decision:
    """A line of ``terms.csv``: what we make of a term of WordNet's, a label, or one of our own.

    Attributes:
        word: what WordNet or the label set calls it; empty for a term of our own.
        natural: whether a person would type its name.
        name: to show; empty for that which it has.
        parents: names or ids of terms that it hangs under, too.
        without: WordNet's words for those of its parents that it does not hang under.
        definition: empty for that which it has.
    """

    id: str
    word: str
    natural: bool
    name: str
    parents: tuple[str, ...]
    without: tuple[str, ...]
    definition: str


class WrongDecision(SystemExit):
    """A line of ``terms.csv`` that does not fit WordNet, the labels or another line."""


def wordnet_terms(folder: Path) -> Terms:
    """All nouns of WordNet, named by the first word of each; ``man 5 wndb`` tells the format."""
    terms = {}
    for line in (folder / "data.noun").read_text(encoding="utf-8").splitlines():
        if line.startswith("  "):  # the licence, above the data
            continue
        data, gloss = line.split(" | ", 1)
        offset, _, _, words, first, *rest = data.split()
        pointers = rest[2 * int(words, 16) - 1 :]
        fours = [pointers[at : at + 4] for at in range(1, 4 * int(pointers[0]) + 1, 4)]
        parents = tuple(f"n{target}" for symbol, target, _, _ in fours if symbol in ("@", "@i"))
        name, definition = first.replace("_", " "), gloss.split('; "')[0].strip()
        terms[f"n{offset}"] = Term(f"n{offset}", name, False, parents, definition)
    return terms


def label_terms(wordnet: Mapping[str, Term]) -> Terms:
    """All labels of our sets, below what WordNet puts them under; their definitions stay there."""
    labels = {
        term_id(label_set, label): label
        for label_set in LABEL_SETS
        for label in load_labels(label_set)
    }
    return {
        id_: Term(id_, label.name, True, wordnet[id_].parents if label.wnid else ())
        for id_, label in labels.items()
    }


def read_decisions(text: str) -> Iterator[Decision]:
    """What ``terms.csv`` says; a cell that holds several parts them by semicolons."""

    def several(cell: str) -> tuple[str, ...]:
        return tuple(part.strip() for part in cell.split(";") if part.strip())

    for row in csv.DictReader(io.StringIO(text, newline="")):
        parents, without = several(row["parents"]), several(row["without"])
        natural = row["natural"] == "1"
        yield Decision(
            row["id"], row["word"], natural, row["name"], parents, without, row["definition"]
        )


def decided(terms: Mapping[str, Term], decisions: list[Decision]) -> Terms:
    """``terms`` with our decisions.

    Raises:
        WrongDecision: one is of no such term, or leads to none.
    """
    own = {one.id: Term(one.id, one.name) for one in decisions if not one.word}
    if taken := sorted(own.keys() & terms.keys()):
        raise WrongDecision(f"these need a word, to tell that they are meant: {taken}")
    everything = {**terms, **own}
    names = {one.name: one.id for one in decisions if one.name}
    changed = {}
    for one in decisions:
        term = everything.get(one.id)
        if term is None or (one.word and one.word != term.name):
            raise WrongDecision(f"{one.id} is not {one.word!r}")
        above = [names.get(parent, parent) for parent in one.parents]
        if missing := [parent for parent in above if parent not in everything]:
            raise WrongDecision(f"{one.id} cannot be under {missing}")
        changed[one.id] = replace(
            term,
            name=one.name or term.name,
            natural=one.natural,
            parents=tuple(dict.fromkeys([*_kept(term, one, terms), *above])),
            definition=one.definition or term.definition,
        )
    return {**everything, **changed}


def _kept(term: Term, decision: Decision, terms: Mapping[str, Term]) -> list[str]:
    """WordNet's parents of a term, but for those that the decision takes away."""
    words = {parent: terms[parent].name for parent in term.parents}
    if absent := [word for word in decision.without if word not in words.values()]:
        raise WrongDecision(f"{term.id} is not under {absent}, but under {words}")
    return [parent for parent, word in words.items() if word not in decision.without]


def needed(terms: Mapping[str, Term], labels: Mapping[str, Term]) -> Terms:
    """What the labels hang in: natural terms above them, and whatever else joins two of them.

    Raises:
        WrongDecision: a natural term is above no label.
    """
    above = {label: _above(label, terms) for label in labels}
    counts = Counter(ancestor for ancestors in above.values() for ancestor in ancestors)
    natural = {id_ for id_, term in terms.items() if term.natural}
    if idle := sorted(natural - counts.keys() - labels.keys()):
        raise WrongDecision(f"no label is under {idle}")
    kept = labels.keys() | natural | {id_ for id_, count in counts.items() if count > 1}
    return {id_: replace(terms[id_], parents=_nearest(id_, terms, kept)) for id_ in sorted(kept)}


def _above(id_: str, terms: Mapping[str, Term]) -> set[str]:
    found: set[str] = set()
    ahead = [*terms[id_].parents]
    while ahead:
        if (parent := ahead.pop()) not in found:
            found.add(parent)
            ahead += terms[parent].parents
    return found


def _nearest(id_: str, terms: Mapping[str, Term], kept: set[str]) -> tuple[str, ...]:
    """The kept terms above one that are above no other of them."""
    found = _above(id_, terms) & kept
    further = {ancestor for one in found for ancestor in _above(one, terms)}
    return tuple(sorted(found - further))


def check_names(tree: Tree) -> None:
    """Raise WrongDecision where two natural terms have one name."""
    names = Counter(folded(term.name) for term in tree.terms.values() if term.natural)
    if twice := [name for name, count in names.items() if count > 1]:
        ids = [[term.id for term in tree.find(name) if term.natural] for name in twice]
        raise WrongDecision(f"these names stand twice: {dict(zip(twice, ids, strict=True))}")


def made(nouns: Terms, decisions: str) -> str:
    """The text of ``tree.csv``, the same for the same input.

    Args:
        nouns: WordNet's.
        decisions: the text of ``terms.csv``.

    Raises:
        WrongDecision: a line of it cannot be.
    """
    labels = label_terms(nouns)
    ours = list(read_decisions(decisions))
    tree = Tree(needed(decided({**nouns, **labels}, ours), labels).values())
    check_names(tree)
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(["id", "name", "natural", "parents", "definition"])
    for term in tree.terms.values():
        natural = int(term.natural)
        writer.writerow([term.id, term.name, natural, " ".join(term.parents), term.definition])
    return file.getvalue()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--wordnet", type=Path, required=True)
    nouns = wordnet_terms(parser.parse_args().wordnet)
    text = made(nouns, DECISIONS.read_text(encoding="utf-8"))
    TARGET.write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
