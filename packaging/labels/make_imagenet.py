"""Write ``resources/labels/imagenet-1k.csv``: index, name, WordNet id and definition.

Names come from torchvision, WordNet ids from timm's list of synsets, and definitions from
WordNet 3.0 as Debian packages it (``wordnet-base``). Run it with the folder that holds WordNet's
``data.noun``::

    uv run python packaging/labels/make_imagenet.py --wordnet /usr/share/wordnet
"""

from __future__ import annotations

import argparse
import csv
from pathlib import Path

import timm.data
from torchvision.models import ResNeXt101_32X8D_Weights

TARGET = Path(__file__).parents[2] / "resources" / "labels" / "imagenet-1k.csv"


def definitions(wordnet: Path) -> dict[str, tuple[list[str], str]]:
    """WordNet id to its lemmas and its definition without the example sentences."""
    synsets = {}
    for line in (wordnet / "data.noun").read_text(encoding="utf-8").splitlines():
        if line.startswith("  "):  # the licence, above the data
            continue
        data, gloss = line.split(" | ", 1)
        fields = data.split()
        count = int(fields[3], 16)
        lemmas = [fields[4 + 2 * i].replace("_", " ") for i in range(count)]
        synsets[f"n{fields[0]}"] = (lemmas, gloss.split('; "')[0].strip())
    return synsets


def same(name: str, lemmas: list[str]) -> bool:
    def plain(text: str) -> str:
        return "".join(letter for letter in text.lower() if letter.isalnum())

    return plain(name) in {plain(lemma) for lemma in lemmas}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--wordnet", type=Path, required=True)
    synsets = definitions(parser.parse_args().wordnet)
    names = ResNeXt101_32X8D_Weights.IMAGENET1K_V1.meta["categories"]
    wnids = timm.data.ImageNetInfo("imagenet-1k").label_names()
    with TARGET.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["index", "name", "wnid", "definition"])
        for index, (name, wnid) in enumerate(zip(names, wnids, strict=True)):
            lemmas, definition = synsets[wnid]
            if not same(name, lemmas):
                print(f"{index} {wnid}: {name!r} is not among {lemmas}")
            writer.writerow([index, name, wnid, definition])


if __name__ == "__main__":
    main()
