"""The pictures of the window in columns: filters, counts, order."""

from __future__ import annotations

import unicodedata
from datetime import datetime
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from igtagger.app.doubt import certainties
from igtagger.app.picture_table import Pictures
from igtagger.app.picture_values import Filter, Listed, Order, State, TagKind, Which
from igtagger.app.review_steps import judged
from igtagger.domain import FileFacts, LabelRef, Layer, Reason, Review, Tagged
from igtagger.labels.kinds import KINDS
from igtagger.labels.name_rule import NameRule
from igtagger.labels.naming import Naming
from igtagger.labels.sets import load_labels
from igtagger.labels.thresholds import ANY
from igtagger.labels.tree import term_id
from tests.gui.listing import (
    FIVE,
    NAMES,
    failed,
    ref,
    reviewed,
    rule_of,
    tagged,
    waiting,
)


def pictures(*listed: Listed) -> Pictures:
    made = Pictures(rule_of())
    made.add(listed)
    return made


SEVEN = ["cat", "dog", "car", "cup", "Tree", "ostrich", "broom"]


def seven() -> Listed:
    """A picture of seven things that have nothing in common, each less likely."""
    indices, scores = (*FIVE, 9, 462), tuple(0.2 - 0.02 * number for number in range(7))
    return Listed("/a/seven.jpg", 1, Tagged(Path("/a/seven.jpg"), 400, 300, indices, scores))


def three() -> Pictures:
    return pictures(
        tagged("/a/IMG_10.jpg", {0: 0.6, 1: 0.3, 2: 0.05}, 300),
        tagged("/a/IMG_9.jpg", {1: 0.9, 0: 0.08}, 100),
        failed("/b/img_1.jpg"),
    )


def visible(
    made: Pictures,
    order: Order = Order.FOUND,
    *,
    descending: bool = False,
    **wanted: object,
) -> list[int]:
    found = made.visible(Filter(**wanted), order, descending=descending)  # type: ignore[arg-type]
    return [int(row) for row in found]


# Orders


def doubtful() -> Pictures:
    return pictures(
        tagged("/a/sure.jpg", {0: 0.9, 1: 0.05}),
        tagged("/a/close.jpg", {0: 0.4, 1: 0.36}),
        failed("/a/broken.jpg"),
        tagged("/a/near.jpg", {0: 0.53, 1: 0.2}),
        *waiting("/a/new.jpg"),
        tagged("/a/reviewed.jpg", {0: 0.5, 1: 0.4}),
    )


def test_the_most_doubtful_come_first_and_what_is_reviewed_last() -> None:
    made = doubtful()
    made.set_reviews({5: Review(frozenset({ref(0)}))})
    assert visible(made, Order.DOUBT) == [3, 1, 0, 5, 2, 4]
    assert visible(made, Order.DOUBT, descending=True) == [0, 1, 3, 5, 2, 4]


def test_doubt_goes_by_the_threshold_of_the_person_and_by_the_chosen_tag() -> None:
    made = pictures(
        tagged("/a/1.jpg", {0: 0.5, 1: 0.02}), tagged("/a/2.jpg", {0: 0.35, 1: 0.06, 2: 0.05})
    )
    made.set_detail(100)
    assert visible(made, Order.DOUBT) == [0, 1]
    assert visible(made, Order.DOUBT, min_score=0.3) == [1, 0]
    close = pictures(tagged("/a/1.jpg", {0: 0.35, 1: 0.33}), tagged("/a/2.jpg", {0: 0.6, 1: 0.02}))
    close.set_detail(100)
    assert visible(close, Order.DOUBT) == [0, 1]
    assert visible(close, Order.DOUBT, tag=ref(0)) == [1, 0]


def test_two_labels_that_are_parts_of_the_name_are_no_doubt() -> None:
    scores, seconds = np.array([0.9, 0.4], np.float16), np.array([0.44, 0.39], np.float16)
    sure, unsure = certainties(scores, seconds, 0.3).tolist()
    assert sure == pytest.approx(0.6, abs=1e-3)
    assert unsure == pytest.approx(0.01, abs=1e-3)


def test_what_is_not_sure_enough_to_be_said_is_doubted_by_its_likeliest_label() -> None:
    made = pictures(tagged("/a/nothing.jpg", {0: 0.2, 1: 0.01}), tagged("/a/x.jpg", {0: 0.6}))
    made.set_detail(0)
    assert not made.tags(0)
    assert visible(made, Order.DOUBT) == [1, 0]


def test_pictures_stand_by_the_moment_and_those_without_one_last() -> None:
    made = pictures(*waiting("/a/1.jpg", "/a/2.jpg", "/a/3.jpg"))
    late, early = datetime(2024, 5, 1), datetime(2020, 1, 1)  # noqa: DTZ001
    made.facts.set({0: FileFacts(taken=late), 2: FileFacts(taken=early)})
    assert visible(made, Order.TAKEN) == [2, 0, 1]
    assert visible(made, Order.TAKEN, descending=True) == [0, 2, 1]


def names(made: Pictures, row: int) -> list[str]:
    return [tag.name for tag in made.tags(row)]


@pytest.mark.parametrize("form", ["NFC", "NFD"])
@pytest.mark.parametrize("typed", ["Müller", "MU\N{COMBINING DIAERESIS}LLER", "müll"])
def test_a_search_finds_names_folders_and_tags_in_any_form(form: str, typed: str) -> None:
    def written(text: str) -> str:
        return unicodedata.normalize(form, text)  # type: ignore[arg-type]

    made = pictures(
        Listed(written("/a/Müller.jpg"), 1),
        Listed(written("/Müller/b.jpg"), 1),
        Listed("/a/c.jpg", 1, None, Review(own=(written("Familie Müller"),))),
        Listed("/a/Muller.jpg", 1),
    )
    assert visible(made, text=typed) == [0, 1, 2]
    assert visible(made, text="familie") == [2]


def test_a_picture_is_known_by_its_path() -> None:
    made = three()
    assert len(made) == 3
    assert made.row_of("/a/IMG_9.jpg") == 1
    assert made.row_of("/a/other.jpg") is None
    assert (made.path(1), made.mtime_ns(1), made.size(1)) == ("/a/IMG_9.jpg", 100, (400, 300))


def test_a_failure_keeps_its_reason_until_it_is_tagged() -> None:
    made = three()
    assert made.state(2) is State.FAILED
    assert made.error(2) == Reason("picture.empty", path="/b/img_1.jpg")
    assert made.best_score(2) == 0
    new, changed = made.add([tagged("/b/img_1.jpg", {3: 0.7})])
    assert (new, changed) == ([], [2])
    assert made.state(2) is State.TAGGED
    assert made.error(2) is None


def test_a_picture_that_fails_later_loses_its_labels() -> None:
    made = three()
    made.add([failed("/a/IMG_10.jpg")])
    assert names(made, 0) == []
    assert ref(2) not in dict(made.tag_counts())


def test_labels_that_less_detail_leaves_out_and_beyond_the_most_names_are_not_shown() -> None:
    made = pictures(seven())
    assert names(made, 0) == SEVEN[:5]
    made.set_detail(0)
    assert names(made, 0) == []
    made = three()
    assert names(made, 0) == ["cat", "dog"]
    made.set_detail(0)
    assert names(made, 0) == ["cat"]


def test_confirmed_labels_are_shown_whatever_their_score() -> None:
    made = three()
    made.set_review(0, reviewed(confirmed=(2,)))
    made.set_detail(0)
    assert [(t.name, t.kind) for t in made.tags(0)] == [
        ("car", TagKind.CONFIRMED),
        ("cat", TagKind.AUTOMATIC),
    ]
    assert made.tags(0)[0].score == pytest.approx(0.05, abs=1e-4)
    assert visible(made, tag=ref(2)) == [0]


def test_rejected_labels_are_hidden_and_those_behind_move_up() -> None:
    made = pictures(seven(), tagged("/b.jpg", {1: 0.9}))
    made.set_review(0, reviewed(rejected=(0, 2)))
    assert names(made, 0) == [name for name in SEVEN if name not in ("cat", "car")]
    assert visible(made, tag=ref(1)) == [0, 1]
    assert visible(made, tag=ref(0)) == []
    assert dict(made.tag_counts())[ref(1)] == 2
    assert ref(0) not in dict(made.tag_counts())


def test_what_is_shown_filtered_and_counted_agrees_for_confirmed_labels_among_the_best() -> None:
    made = three()
    made.set_review(0, reviewed(confirmed=(0,)))
    for detail in (0, 20, 50, 100):
        made.set_detail(detail)
        counted = dict(made.tag_counts())
        for label in range(5):
            showing = [row for row in range(3) if NAMES[label] in names(made, row)]
            assert visible(made, tag=ref(label)) == showing
            assert counted.get(ref(label), 0) == len(showing)


LABEL_SETS = st.frozensets(st.integers(0, 4))


@given(
    confirmed=st.lists(LABEL_SETS, min_size=3, max_size=3),
    rejected=st.lists(LABEL_SETS, min_size=3, max_size=3),
    detail=st.sampled_from([0.0, 10.0, 23.0, 50.0, 100.0]),
)
def test_whatever_was_decided_what_is_shown_filtered_and_counted_agrees(
    confirmed: list[frozenset[int]], rejected: list[frozenset[int]], detail: float
) -> None:
    made = three()
    made.set_detail(detail)
    for row in range(3):
        wrong = tuple(rejected[row] - confirmed[row])
        made.set_review(row, reviewed(tuple(confirmed[row]), wrong, ("Holiday",)))
    counted = dict(made.tag_counts())
    for key in (*map(ref, range(5)), "Holiday"):
        showing = [row for row in range(3) if key in {t.key for t in made.tags(row)}]
        assert visible(made, tag=key) == made.showing(key) == showing
        assert counted.get(key, 0) == len(showing)


def test_own_tags_come_first_and_are_counted_and_found() -> None:
    made = three()
    made.set_review(2, reviewed(own=("Holiday",)))
    assert names(made, 2) == ["Holiday"]
    assert visible(made, tag="Holiday") == [2]
    assert visible(made, text="holi") == [2]
    assert dict(made.tag_counts())["Holiday"] == 1
    made.set_review(2, Review())
    assert visible(made, tag="Holiday") == []
    assert "Holiday" not in dict(made.tag_counts())


def test_a_confirmed_label_that_the_model_does_not_give_is_counted_and_found() -> None:
    made = three()
    made.set_review(1, reviewed(confirmed=(4,)))
    assert names(made, 1)[0] == "Tree"
    assert visible(made, tag=ref(4)) == [1]
    assert dict(made.tag_counts())[ref(4)] == 1
    assert visible(made, text="tree") == [1]


def test_a_confirmed_label_of_another_model_keeps_its_name() -> None:
    made = three()
    foreign = LabelRef("five", 0)
    made.set_review(0, Review(confirmed=frozenset({foreign})))
    first = made.tags(0)[0]
    assert (first.name, first.kind, first.score) == ("five 0", TagKind.CONFIRMED, None)
    assert visible(made, tag=foreign) == [0]
    assert dict(made.tag_counts())[foreign] == 1
    assert visible(made, text="five 0") == [0]


def test_another_model_forgets_outcomes_and_keeps_reviews() -> None:
    made = three()
    made.set_review(0, reviewed(confirmed=(0,), own=("Holiday",)))
    made.use_model(NameRule(made.naming, KINDS, ANY))
    assert made.state(0) is State.WAITING
    assert made.error(2) is None
    assert made.review(0) == reviewed(confirmed=(0,), own=("Holiday",))
    assert visible(made, tag="Holiday") == [0]
    assert dict(made.tag_counts()) == {"Holiday": 1, ref(0): 1}
    assert names(made, 0) == ["Holiday", "cat"]
    assert made.best_score(0) == 0


def test_text_is_looked_for_in_paths_and_shown_labels() -> None:
    made = three()
    assert visible(made, text="IMG_9") == [1]
    assert visible(made, text="/b/") == [2]
    assert visible(made, text="DoG") == [0, 1]
    made.set_detail(0)
    assert visible(made, text="dog") == [1]


def test_the_least_score_is_that_of_the_best_label() -> None:
    made = three()
    assert visible(made, min_score=0.7) == [1]
    assert visible(made, min_score=0.0) == [0, 1, 2]


@pytest.mark.parametrize(
    ("which", "rows"),
    [
        (Which.ALL, [0, 1, 2, 3]),
        (Which.TAGGED, [0, 1]),
        (Which.FAILED, [2]),
        (Which.WAITING, [3]),
        (Which.REVIEWED, [1]),
        (Which.NOT_REVIEWED, [0, 2, 3]),
    ],
)
def test_states_are_filtered_and_counted_alike(which: Which, rows: list[int]) -> None:
    made = three()
    made.add(waiting("/c/new.jpg"))
    made.set_review(1, reviewed(rejected=(0,)))
    assert visible(made, which=which) == rows
    assert made.state_counts()[which] == len(rows)


def test_names_are_sorted_as_people_count() -> None:
    made = three()
    assert visible(made, order=Order.NAME) == [2, 1, 0]
    assert visible(made, order=Order.NAME, descending=True) == [0, 1, 2]
    made.add(waiting("/c/IMG_02.jpg"))
    assert visible(made, order=Order.NAME) == [2, 3, 1, 0]


def test_dates_and_scores_are_sorted() -> None:
    made = three()
    assert visible(made, order=Order.DATE) == [2, 1, 0]
    assert visible(made, order=Order.SCORE, descending=True) == [1, 0, 2]


def test_filters_are_combined() -> None:
    made = three()
    assert visible(made, text="img", tag=ref(1), min_score=0.7, which=Which.TAGGED) == [1]


def test_counts_are_given_most_first() -> None:
    assert three().tag_counts() == [(ref(0), 2), (ref(1), 2)]
    made = pictures(
        tagged("/1.jpg", {1: 0.5}), tagged("/2.jpg", {1: 0.4}), tagged("/3.jpg", {0: 1.0})
    )
    assert made.tag_counts() == [(ref(1), 2), (ref(0), 1)]


def test_what_several_pictures_share_stands_by_how_many_show_it_then_by_score() -> None:
    made = pictures(
        tagged("/1.jpg", {1: 0.5, 2: 0.25}),
        tagged("/2.jpg", {0: 0.5, 1: 0.25}),
        tagged("/3.jpg", {3: 1.0}),
    )
    made.set_reviews({0: reviewed(rejected=(4,), own=("b", "a")), 1: reviewed(confirmed=(1,))})
    found = made.aggregate(np.array([0, 1]))
    assert [(tag.name, tag.pictures, tag.confirmed, tag.rejected) for tag in found] == [
        ("dog", 2, 1, 0),
        ("cat", 1, 0, 0),
        ("car", 1, 0, 0),
        ("a", 1, 1, 0),
        ("b", 1, 1, 0),
        ("Tree", 0, 0, 1),
    ]
    assert [tag.score for tag in found] == [0.375, 0.5, 0.25, None, None, None]


def test_nothing_at_all_can_be_filtered_sorted_and_counted() -> None:
    made = pictures()
    for order in Order:
        assert visible(made, order=order, text="x") == []
    assert made.tag_counts() == []
    assert made.state_counts()[Which.ALL] == 0


def test_the_columns_grow_without_losing_anything() -> None:
    made = pictures(*(tagged(f"/p/{n}.jpg", {n % 5: 0.5}, n) for n in range(3000)))
    assert len(made) == 3000
    assert [made.mtime_ns(row) for row in (0, 1023, 1024, 2999)] == [0, 1023, 1024, 2999]
    assert [names(made, row) for row in (0, 1024, 2999)] == [["cat"], ["Tree"], ["Tree"]]
    assert sum(count for _, count in made.tag_counts()) == 3000


# Kinds


def of_kinds(path: str, *scores: tuple[int, float]) -> Listed:
    layer = Layer(KINDS, tuple(i for i, _ in scores), tuple(s for _, s in scores))
    return Listed(path, outcome=Tagged(Path(path), 4, 3, (FIVE[0],), (0.75,), (layer,)))


PHOTOGRAPH, SCREENSHOT, DOCUMENT, MAP = 0, 1, 5, 10


def test_pictures_are_found_by_their_kind_and_things_are_named_in_photographs() -> None:
    made = pictures(
        of_kinds("/a.jpg", (PHOTOGRAPH, 0.875)),
        of_kinds("/b.png", (DOCUMENT, 0.75), (SCREENSHOT, 0.25)),
        Listed("/c.png"),
    )
    kinds = [made.kind(row) for row in range(3)]
    assert [kind and (kind.name, kind.score) for kind in kinds] == [
        ("photograph", 0.875),
        ("text document", 0.75),
        None,
    ]
    assert made.kind_counts() == {PHOTOGRAPH: 1, DOCUMENT: 1}
    assert visible(made, kind=DOCUMENT) == [1]
    assert visible(made, text="document") == [1]
    assert names(made, 0) == ["cat"]
    assert names(made, 1) == []
    assert made.best_score(1) == 0
    assert made.tag_counts() == [(ref(0), 1)]
    assert visible(made, min_score=0.5) == [0]


def test_what_a_person_says_of_the_kind_counts() -> None:
    made = pictures(of_kinds("/b.png", (DOCUMENT, 0.75), (SCREENSHOT, 0.125)))
    made.set_review(0, Review(rejected=frozenset({LabelRef(KINDS, DOCUMENT)})))
    assert made.kind_counts() == {SCREENSHOT: 1}
    assert [(tag.key.index, tag.kind) for tag in made.kinds(0)] == [  # type: ignore[union-attr]
        (DOCUMENT, TagKind.REJECTED),
        (SCREENSHOT, TagKind.AUTOMATIC),
    ]
    made.set_review(0, Review(frozenset({LabelRef(KINDS, PHOTOGRAPH)})))
    kind = made.kind(0)
    assert kind is not None
    assert (kind.name, kind.kind, kind.score) == ("photograph", TagKind.CONFIRMED, None)
    assert names(made, 0) == ["cat"]
    made.set_review(0, Review())
    assert made.kind_counts() == {DOCUMENT: 1}
    assert names(made, 0) == []


def test_another_model_forgets_kinds_until_they_are_told_again() -> None:
    made = pictures(of_kinds("/a.jpg", (DOCUMENT, 0.75)))
    made.use_model(rule_of())
    assert made.kind(0) is None
    assert made.is_named(0)


def test_kinds_are_found_by_what_they_are_called_here() -> None:
    words = {term_id(KINDS, label): f"Bild Ä{label.index}" for label in load_labels(KINDS)}
    made = Pictures(rule_of(Naming(names=words)))
    made.add([of_kinds("/a.jpg", (DOCUMENT, 0.75))])
    kind = made.kind(0)
    assert kind is not None
    assert (kind.name, made.name_of(kind.key)) == ("Bild Ä5", "Bild Ä5")
    assert visible(made, text="bild ä5") == [0]
    assert visible(made, text="bild ä6") == []
    assert visible(made, text="text document") == [0]  # in English, too


def test_kinds_are_counted_among_some_pictures() -> None:
    made = pictures(*(of_kinds(f"/{n}.jpg", (DOCUMENT if n else MAP, 0.75)) for n in range(3)))
    assert made.kind_counts(np.array([0, 2])) == {DOCUMENT: 1, MAP: 1}
    assert made.kind_counts(np.array([], np.intp)) == {}


def test_a_picture_is_of_one_kind_whichever_is_confirmed_and_labels_stay() -> None:
    document, drawn, label = LabelRef(KINDS, DOCUMENT), LabelRef(KINDS, MAP), ref(0)
    before = Review(frozenset({document, label}), frozenset({drawn}))
    after = judged(before, frozenset({drawn}), right=True)
    assert after == Review(frozenset({drawn, label}))
    assert judged(before, frozenset({ref(1)}), right=True).confirmed == {document, label, ref(1)}
    assert judged(after, frozenset({document}), right=False).confirmed == {drawn, label}
