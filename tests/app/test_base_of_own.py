"""What a training begins with where its base is a model of the person's own."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Literal

import pytest

from igtagger.app.context import Context
from igtagger.app.learning.trained_values import TrainingWish
from igtagger.app.learning.training import Origin, base_of
from igtagger.domain import Reason
from igtagger.errors import SettingsError
from igtagger.labels.own_labels import spell_labels
from igtagger.models.own_models import CARD, LABELS, OwnCard, spell_card


def have(
    kind: Literal["head", "network"],
    licence: str,
    base_sha256: str = "b" * 64,
    like: str = "ig_resnext101_32x8d",
) -> Context:
    """A model *mine*, of which there is no more than is looked at."""
    labels = spell_labels(["robin", "wren"])
    card = OwnCard(
        name="Mine",
        kind=kind,
        like=like,
        base_sha256=base_sha256,
        size=100,
        sha256="a" * 64,
        labels=2,
        labels_sha256=hashlib.sha256(labels).hexdigest(),
        rooted=kind == "head",
        licence=licence,
        training={"began with": "another one"},
    )
    folder = Context.from_environment().settings.models_dir / "mine"
    folder.mkdir(parents=True)
    (folder / LABELS).write_bytes(labels)
    (folder / CARD).write_bytes(spell_card(card))
    return Context.from_environment()


def resolved(
    context: Context, how: Literal["head", "fine-tune", "from-scratch"]
) -> tuple[str, Origin, list[str]]:
    told: list[Reason] = []
    wish = TrainingWish("next", context.find("mine"), how)
    wish, origin = base_of(context, wish, told.append)
    return wish.base.id, origin, [reason.code for reason in told]


@pytest.mark.parametrize("how", ["head", "fine-tune"])
def test_the_licence_of_the_first_base_holds_through_all_that_came_of_it(
    how: Literal["head", "fine-tune"],
) -> None:
    base, origin, told = resolved(have("network", "CC-BY-NC-4.0"), how)
    assert base == "mine"
    begun = "Mine, which began with another one"
    assert origin == Origin("ig_resnext101_32x8d", "CC-BY-NC-4.0", begun)
    assert told == []


def test_what_began_at_random_stays_its_owners() -> None:
    base, origin, _ = resolved(have("network", "own", base_sha256=""), "fine-tune")
    assert (base, origin.licence) == ("mine", "own")


@pytest.mark.parametrize("how", ["head", "fine-tune"])
def test_a_head_has_no_network_but_that_of_its_base_and_this_is_said(
    how: Literal["head", "fine-tune"],
) -> None:
    base, origin, told = resolved(have("head", "CC-BY-NC-4.0"), how)
    assert (base, origin.like, origin.licence) == (*("ig_resnext101_32x8d",) * 2, "CC-BY-NC-4.0")
    assert told == ["training.base-of-own"]


def test_of_a_network_that_begins_at_random_the_licence_is_nobodys() -> None:
    base, origin, told = resolved(have("network", "CC-BY-NC-4.0"), "from-scratch")
    assert (base, origin.licence, origin.title) == ("ig_resnext101_32x8d", "own", "random numbers")
    assert told == ["training.like-own"]


def test_a_base_that_was_damaged_meanwhile_is_told_of() -> None:
    context = have("network", "CC-BY-NC-4.0")
    folder = context.find("mine").folder
    assert isinstance(folder, Path)
    (folder / CARD).write_text("{}")
    with pytest.raises(SettingsError):
        resolved(context, "head")
