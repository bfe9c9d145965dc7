"""How much sureness is asked for, by detail: of each model of the catalogue."""

from __future__ import annotations

from dataclasses import fields
from itertools import pairwise
from pathlib import Path

import pytest

from igtagger.labels import thresholds as module
from igtagger.labels.candidates import LEAST_MASS, PARTS
from igtagger.labels.thresholds import (
    ANIMAL,
    ANY,
    CLOTHING,
    DETAILS,
    EVERYDAY,
    MOST_DETAIL,
    USUAL,
    USUAL_DETAIL,
    Thresholds,
)
from igtagger.labels.tree import load_tree
from igtagger.models.catalog import EVERYDAY_ID, load_catalog
from igtagger.settings import Settings
from tests.labels.name_oracle import between, least_mass

CONSTANTS = {name: value for name, value in vars(module).items() if isinstance(value, Thresholds)}


def test_the_catalogue_uses_no_others(tmp_path: Path) -> None:
    catalog = load_catalog(Settings(tmp_path))
    used = [head.thresholds for spec in catalog for head in spec.heads]
    assert all(rule in CONSTANTS.values() for rule in used)
    everyday = catalog.find(EVERYDAY_ID)
    assert [head.thresholds for head in everyday.heads] == [EVERYDAY, ANY]


@pytest.mark.parametrize("name", CONSTANTS)
def test_what_is_asked_never_rises_with_detail(name: str) -> None:
    rule = CONSTANTS[name]
    for falling in (rule.label, rule.share, rule.least_mass):
        assert len(falling) == len(DETAILS)
        assert all(before >= after for before, after in pairwise(falling))
    assert all(before <= after for before, after in pairwise(rule.less))


@pytest.mark.parametrize("name", CONSTANTS)
def test_shares_and_masses_are_from_0_to_1(name: str) -> None:
    rule = CONSTANTS[name]
    for value in (*rule.share, *rule.least_mass, rule.further, rule.least_further):
        assert 0 <= value <= 1
    assert rule.by_breadth >= 0


@pytest.mark.parametrize("name", CONSTANTS)
def test_terms_with_thresholds_of_their_own_are_natural_ones_of_the_tree(name: str) -> None:
    terms = load_tree().terms
    assert all(terms[id_].natural for id_ in CONSTANTS[name].by_term)


def test_details_run_from_0_to_just_below_the_most() -> None:
    assert list(DETAILS) == sorted(set(DETAILS))
    assert (DETAILS[0], USUAL_DETAIL in DETAILS, DETAILS[-1]) == (0, True, MOST_DETAIL - 1)


def test_thresholds_can_be_told_apart_and_kept_in_sets() -> None:
    assert len({EVERYDAY, USUAL, ANY}) == 3
    assert (
        Thresholds(**{field.name: getattr(EVERYDAY, field.name) for field in fields(EVERYDAY)})
        == EVERYDAY
    )


# What docs/names.md says of them


def documented(title: str) -> dict[int, list[float]]:
    """The rows of the table that begins with that title, by detail."""
    text = (Path(__file__).parents[2] / "docs" / "names.md").read_text(encoding="utf-8")
    table = text[text.index(title) :].split("\n\n")[0].splitlines()[2:]
    rows = [[float(cell) for cell in line.strip("|").split("|")] for line in table]
    return {int(row[0]): row[1:] for row in rows}


@pytest.mark.parametrize(
    ("title", "rule", "labels"),
    [
        ("| detail | label | term above 2 labels |", EVERYDAY, [1, 2, 4, 16, 64]),
        ("| detail | label | term | share |", USUAL, [1, 100]),
    ],
)
def test_the_tables_of_the_documentation_are_true(
    title: str, rule: Thresholds, labels: list[int]
) -> None:
    table = documented(title)
    assert list(table) == [0, 25, 50, 75, 100]
    for detail, (*masses, share, least) in table.items():
        asked = [least_mass(rule, detail, count) / PARTS for count in labels]
        assert masses == [pytest.approx(each, abs=0.006) for each in asked]
        if detail < MOST_DETAIL:
            assert share == between(detail, rule.share)
            assert least == between(detail, rule.least_mass)


def test_what_the_documentation_says_of_terms_and_further_names_is_true() -> None:
    animal, clothing = (
        least_mass(EVERYDAY, 50, labels, EVERYDAY.by_term[id_]) / PARTS
        for labels, id_ in ((398, ANIMAL), (57, CLOTHING))
    )
    assert (round(animal, 2), round(clothing, 2)) == (0.4, 0.15)
    assert (EVERYDAY.norm, EVERYDAY.by_norm) == (11.5, 0.25)
    assert {(rule.further, rule.least_further) for rule in (EVERYDAY, USUAL)} == {(0.6, 0.1)}
    assert PARTS // LEAST_MASS == 16


@pytest.mark.parametrize("name", CONSTANTS)
def test_a_further_name_is_never_lost_for_being_looked_at_no_more(name: str) -> None:
    assert CONSTANTS[name].least_further * PARTS >= LEAST_MASS
