"""How much sureness is asked for, by detail: of each model of the catalogue."""

from __future__ import annotations

from dataclasses import fields
from itertools import pairwise
from pathlib import Path

import pytest

from igtagger.labels import thresholds as module
from igtagger.labels.thresholds import (
    ANY,
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
