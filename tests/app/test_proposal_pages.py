"""Suggestions come in pages: what was seen stays where it is, what comes is always the newest."""

from __future__ import annotations

from igtagger.app.learned_tags.proposal_pages import Proposal, ProposalPages


def listed(*names: str) -> list[Proposal]:
    return [Proposal(name, 1 - place / 100, is_sure=False) for place, name in enumerate(names)]


def paths(pages: ProposalPages) -> list[str]:
    return [row.path for row in pages.page]


def opened(*names: str, size: int = 2) -> ProposalPages:
    pages = ProposalPages()
    pages.fit(size)
    pages.offer(listed(*names))
    return pages


def test_a_better_list_leaves_the_page_as_it_is_and_comes_with_the_next() -> None:
    pages = opened("a", "b", "c", "d")
    pages.decide(["a"], right=True)
    pages.offer(listed("d", "b", "e", "c"))
    assert paths(pages) == ["a", "b"]
    assert pages.turn(1)
    assert paths(pages) == ["d", "e"]  # b was shown, and is not shown again


def test_a_page_that_was_not_full_takes_what_comes() -> None:
    pages = opened("a", size=3)
    pages.offer(listed("b", "c", "d", "a"))
    assert paths(pages) == ["a", "b", "c"]


def test_it_is_used_up_when_all_of_it_is_decided() -> None:
    pages = opened("a", "b", "c")
    pages.decide(["a"], right=True)
    assert not pages.is_used_up
    pages.decide(["b"], right=False)
    assert pages.is_used_up
    pages.decide(["b"], right=None)
    assert not pages.is_used_up
    assert pages.verdict("a") is True
    assert pages.verdict("b") is None


def test_pages_that_were_seen_can_be_gone_back_to_and_keep_what_was_on_them() -> None:
    pages = opened("a", "b", "c", "d", "e")
    pages.turn(1)
    pages.offer(listed("x", "y"))
    assert pages.turn(-1)
    assert paths(pages) == ["a", "b"]
    assert pages.turn(1)
    assert paths(pages) == ["c", "d"]
    pages.turn(1)
    assert paths(pages) == ["x", "y"]


def test_there_is_nothing_before_the_first_page_nor_behind_the_last() -> None:
    pages = opened("a", "b", "c")
    assert not pages.turn(-1)
    assert pages.has_next
    assert pages.turn(1)
    assert not pages.has_next
    assert not pages.turn(1)
    assert paths(pages) == ["c"]


def test_a_larger_window_shows_more_and_a_smaller_one_loses_none() -> None:
    pages = opened("a", "b", "c", "d", "e")
    pages.fit(4)
    assert paths(pages) == ["a", "b", "c", "d"]
    pages.fit(1)
    pages.offer(listed("z"))
    pages.fit(3)
    pages.turn(1)
    assert paths(pages) == ["d", "z"]


def test_what_is_undone_is_gone_back_to() -> None:
    pages = opened("a", "b", "c", "d", "e")
    pages.turn(2)
    pages.go_to("d")
    assert paths(pages) == ["c", "d"]
    pages.go_to("nowhere")
    assert paths(pages) == ["c", "d"]


def test_nothing_at_all_is_an_empty_page() -> None:
    pages = opened()
    assert paths(pages) == []
    assert not pages.has_next
