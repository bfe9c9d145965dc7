"""Outcomes become tables: the same facts in every format."""

# ruff: noqa: PT012, SIM117  (what is tested is how a block ends that has done something)

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
import tracemalloc
from collections.abc import Iterable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from igtagger.domain import Failed, FileFacts, LabelRef, Layer, Outcome, Reason, Review, Tagged
from igtagger.errors import Cancelled, ExportError
from igtagger.export.csv_table import preview
from igtagger.export.destinations import Destination
from igtagger.export.registry import FORMATS, guess_format
from igtagger.export.rows import (
    LAYOUTS,
    MOST_PARTS,
    Layout,
    Rows,
    TableModel,
    TableOptions,
    format_score,
)
from igtagger.export.tables import Sink
from igtagger.labels.kinds import KINDS
from igtagger.labels.name_languages import names_in
from igtagger.labels.name_rule import NameRule
from igtagger.labels.naming import Naming
from igtagger.labels.opinion import OpinionRule, kind_of
from igtagger.labels.opinions import NO_REVIEW, Judged, Opinion, Tag
from igtagger.labels.sets import load_labels
from igtagger.labels.taught_names import TaughtName, TaughtNames, layer_name
from igtagger.labels.thresholds import ANY, USUAL
from igtagger.labels.tree import term_ref
from igtagger.labels.vocabulary import Vocabulary
from tests.saying import told

ROOT = Path("/pictures").absolute()
LABEL_SET = "imagenet-1k"
TENCH, GOLDFISH, TABBY, TIGER_CAT, EGYPTIAN_CAT, LYNX = 0, 1, 281, 282, 285, 287
FORMULA, COMMA = 2, 3
"""Two sharks, which this person calls otherwise."""
NAMING = Naming(Vocabulary({"n01484850": "=SUM(A1)", "n01491361": "desktop, screenshot"}))
MODEL = TableModel("starter", "ab12" * 16, LABEL_SET, NAMING)
"""Of labels as it ranks them."""
RULE = NameRule(NAMING, LABEL_SET, USUAL)
NAMES = replace(MODEL, rule=RULE)


@dataclass(frozen=True)
class Asked:
    """What a person wants to have written."""

    form: str = "csv"
    layout: Layout = "wide"
    top_k: int = 2
    min_score: float = 0.0
    bom: bool = False
    reviews: Mapping[Path, Review] | None = None
    model: TableModel = MODEL
    kinds: bool = False

    @property
    def options(self) -> TableOptions:
        reviewed = self.reviews is not None
        return TableOptions(self.layout, self.top_k, ROOT, self.bom, reviewed, self.kinds)

    def judged(self, outcomes: Iterable[Outcome]) -> Iterator[Judged]:
        taught = self.model.naming.taught
        rule = OpinionRule(LABEL_SET, self.top_k, self.min_score, self.model.rule, taught=taught)
        reviews = self.reviews or {}
        return (rule.judge(outcome, reviews.get(outcome.path, NO_REVIEW)) for outcome in outcomes)

    def open(self, target: Path | None) -> AbstractContextManager[Sink]:
        form = FORMATS[self.form]
        goal = target and Destination(target, form.is_own)
        return form.open(goal, self.model, self.options)


WIDE = Asked()
LONG = Asked(layout="long")
SIMPLE = Asked(layout="simple")

PHOTO = Tagged(
    ROOT / "a, b.jpg", 640, 480, (TABBY, TENCH, FORMULA), (0.75, 0.1875, 0.00012350082397460938)
)
CAT = Tagged(
    ROOT / "cat.jpg",
    300,
    200,
    (EGYPTIAN_CAT, TIGER_CAT, TABBY, LYNX),
    (0.5, 0.25, 0.125, 0.0625),
    bare=0.5,
)
BROKEN = Failed(ROOT / "=broken.jpg", told("=broken.jpg is\ndamaged: \udcff."))
OUTCOMES: tuple[Outcome, ...] = (PHOTO, BROKEN)
(JUDGED,) = WIDE.judged([PHOTO])
FACTS = "path,status,error,remark,width,height,model,weights_sha256"
FILE = "file_keywords,rating,taken,camera"


def written(tmp_path: Path, asked: Asked, outcomes: Iterable[Outcome] = OUTCOMES) -> str:
    target = tmp_path / f"table.{asked.form}"
    with asked.open(target) as table:
        for judged in asked.judged(outcomes):
            table.write(judged)
    return target.read_bytes().decode("utf-8")


def test_a_wide_table_has_a_row_for_each_image(tmp_path: Path) -> None:
    sha = MODEL.sha256
    labels = "tabby cat,0.7500,281,n02123045,tench,0.1875,0,n01440764"
    assert written(tmp_path, WIDE) == (
        f"{FACTS},label_1,score_1,index_1,wnid_1,label_2,score_2,index_2,wnid_2,{FILE}\n"
        f'"a, b.jpg",tagged,,,640,480,starter,{sha},{labels},,,,\n'
        f"./=broken.jpg,failed,'=broken.jpg is\\ndamaged: \\xff.,,,,starter,{sha},,,,,,,,,,,,\n"
    )


def test_a_long_table_has_a_row_for_each_label_and_one_for_a_failed_file(tmp_path: Path) -> None:
    start = f'"a, b.jpg",tagged,,,640,480,starter,{MODEL.sha256}'
    assert written(tmp_path, LONG) == (
        f"{FACTS},rank,label,score,index,wnid,level,id,{FILE}\n"
        f"{start},1,tabby cat,0.7500,281,n02123045,label,n02123045,,,,\n"
        f"{start},2,tench,0.1875,0,n01440764,label,n01440764,,,,\n"
        f"./=broken.jpg,failed,'=broken.jpg is\\ndamaged: \\xff.,,,,starter,{MODEL.sha256}"
        ",,,,,,,,,,,\n"
    )


def test_an_image_without_a_label_that_is_high_enough_keeps_its_row(tmp_path: Path) -> None:
    for asked, column in ((WIDE, "label_1"), (LONG, "label"), (SIMPLE, "tags")):
        text = written(tmp_path, replace(asked, min_score=0.8), [PHOTO])
        (row,) = csv.DictReader(io.StringIO(text, newline=""))
        assert (row["path"], row[column], row["error"]) == ("a, b.jpg", "", "")


def test_a_remark_is_told_in_every_row_of_its_picture(tmp_path: Path) -> None:
    seen = replace(PHOTO, remark=Reason("remark.partial", percent=7))
    words = "7 % of the picture is missing in the file."
    for asked in (WIDE, LONG, SIMPLE):
        rows = csv.DictReader(io.StringIO(written(tmp_path, asked, [seen]), newline=""))
        assert {row["remark"] for row in rows} == {words}
    (fact,) = json.loads(written(tmp_path, replace(WIDE, form="json"), [seen]))
    assert fact["remark"] == words
    (fact,) = json.loads(written(tmp_path, replace(WIDE, form="json"), [PHOTO]))
    assert fact["remark"] is None


def test_labels_never_become_formulas_in_csv_and_are_themselves_in_json(tmp_path: Path) -> None:
    outcome = replace(PHOTO, indices=(FORMULA, COMMA), scores=(0.5, 0.25))
    (row,) = csv.DictReader(io.StringIO(written(tmp_path, WIDE, [outcome]), newline=""))
    assert (row["label_1"], row["label_2"]) == ("'=SUM(A1)", "desktop, screenshot")
    (fact,) = json.loads(written(tmp_path, replace(WIDE, form="json"), [outcome]))
    assert [label["label"] for label in fact["labels"]] == ["=SUM(A1)", "desktop, screenshot"]


def test_json_holds_the_labels_of_an_image_in_a_list(tmp_path: Path) -> None:
    text = written(tmp_path, replace(WIDE, form="json"))
    assert text.startswith('[\n{"path": "a, b.jpg", "status": "tagged", "error": null, ')
    photo, broken = json.loads(text)
    assert (photo["width"], photo["height"]) == (640, 480)
    assert photo["labels"] == [
        {
            "rank": 1,
            "label": "tabby cat",
            "score": 0.75,
            "index": TABBY,
            "wnid": "n02123045",
            "level": "label",
            "id": "n02123045",
            "parts": [],
            "rest": None,
        },
        {
            "rank": 2,
            "label": "tench",
            "score": 0.1875,
            "index": TENCH,
            "wnid": "n01440764",
            "level": "label",
            "id": "n01440764",
            "parts": [],
            "rest": None,
        },
    ]
    assert broken["error"] == "=broken.jpg is\\ndamaged: \\xff."
    assert (broken["path"], broken["width"], broken["labels"]) == ("./=broken.jpg", None, [])


@pytest.mark.parametrize("layout", LAYOUTS)
def test_json_lines_are_the_elements_of_the_json_array(tmp_path: Path, layout: Any) -> None:
    asked = replace(WIDE, layout=layout)
    lines = written(tmp_path, replace(asked, form="jsonl")).splitlines()
    array = json.loads(written(tmp_path, replace(asked, form="json")))
    assert [json.loads(line) for line in lines] == array


@pytest.mark.parametrize(("asked", "more"), [(LONG, ["parts", "rest"]), (SIMPLE, [])])
def test_a_flat_json_has_the_columns_and_values_of_the_csv(
    tmp_path: Path, asked: Asked, more: list[str]
) -> None:
    rows = list(csv.DictReader(io.StringIO(written(tmp_path, asked), newline="")))
    facts = json.loads(written(tmp_path, replace(asked, form="json")))
    for row, fact in zip(rows, facts, strict=True):
        assert [*row, *more] == list(fact)
        assert float(row["score"] or 0) == (fact["score"] or 0)
        assert row["path"] == fact["path"]
        assert row.get("wnid", "") == (fact.get("wnid") or "")


@pytest.mark.parametrize(
    ("kind", "text"), [("json", "[]\n"), ("jsonl", ""), ("csv", f"{FACTS},rank,label,")]
)
def test_a_table_of_nothing_is_valid(tmp_path: Path, kind: Any, text: str) -> None:
    assert written(tmp_path, replace(LONG, form=kind), []).startswith(text)


def test_every_score_that_is_kept_reads_back_as_the_same_number() -> None:
    bits = np.arange(np.float16(1.0).view(np.uint16) + 1, dtype=np.uint16)
    scores = bits.view(np.float16)
    texts = [format_score(float(score)) for score in scores]
    assert np.array_equal(np.array([float(text) for text in texts]).astype(np.float16), scores)
    assert all(4 <= len(text.split(".")[1]) <= 8 for text in texts)
    few = [1.0, 0.5, 0.8603515625, 0.012298583984375, 0.00012350082397460938]
    assert [format_score(score) for score in few] == [
        "1.0000",
        "0.5000",
        "0.8604",
        "0.0123",
        "0.0001235",
    ]


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("a.csv", "csv"),
        ("a.JSON", "json"),
        ("a.jsonl", "jsonl"),
        ("a.ndjson", "jsonl"),
        ("a", "csv"),
    ],
)
def test_the_ending_of_the_file_tells_the_format(name: str, kind: str) -> None:
    assert guess_format(Path(name)).name == kind
    assert guess_format(None).name == "csv"


def test_the_mark_for_excel_comes_first_and_only_where_asked_for(tmp_path: Path) -> None:
    assert written(tmp_path, replace(WIDE, bom=True)).startswith("\ufeffpath,")
    assert written(tmp_path, replace(WIDE, bom=True, form="json")).startswith("[")


@pytest.mark.parametrize("kind", ["csv", "json", "jsonl"])
def test_a_cancelled_table_leaves_the_earlier_one(tmp_path: Path, kind: Any) -> None:
    target = tmp_path / "tags.csv"
    before = written(tmp_path, replace(WIDE, form=kind)).encode()
    target.write_bytes(before)
    with pytest.raises(Cancelled), replace(WIDE, form=kind).open(target) as table:
        table.write(JUDGED)
        raise Cancelled
    assert target.read_bytes() == before
    assert list(tmp_path.glob("tags*")) == [target]


# What others said in the file


TAKEN = datetime(2020, 5, 6, 7, 8, 9)  # noqa: DTZ001
SAID = FileFacts(("dog; wolf", "=1+1", "Köln"), -1, TAKEN, "Camera One")


@pytest.mark.parametrize("layout", ["wide", "long"])
def test_what_others_said_in_a_file_has_columns_of_its_own(tmp_path: Path, layout: Any) -> None:
    asked = replace(WIDE, layout=layout)
    with asked.open(tmp_path / "a.csv") as table:
        table.write(JUDGED._replace(facts=SAID))
    text = (tmp_path / "a.csv").read_text(encoding="utf-8")
    for row in csv.DictReader(io.StringIO(text, newline="")):
        assert list(row)[-4:] == FILE.split(",")
        assert (row["file_keywords"], row["rating"]) == ("dog; wolf;' =1+1; Köln", "-1")
        assert (row["taken"], row["camera"]) == ("2020-05-06T07:08:09", "Camera One")


def test_keywords_of_files_are_a_list_in_json(tmp_path: Path) -> None:
    with replace(WIDE, form="json").open(tmp_path / "a.json") as table:
        table.write(JUDGED._replace(facts=SAID))
        table.write(JUDGED)
    first, second = json.loads((tmp_path / "a.json").read_text(encoding="utf-8"))
    assert first["file_keywords"] == ["dog; wolf", "=1+1", "Köln"]
    assert (first["rating"], first["camera"]) == (-1, "Camera One")
    assert (second["file_keywords"], second["rating"], second["taken"]) == ([], None, None)


# What the person decided


def ref(index: int, label_set: str = LABEL_SET) -> LabelRef:
    return LabelRef(label_set, index)


REVIEWS = {
    PHOTO.path: Review(
        confirmed=frozenset({ref(FORMULA), ref(COMMA), ref(TENCH), ref(1, "other")}),
        rejected=frozenset({ref(TABBY), ref(FORMULA, "other")}),
        own=("beach; summer", "@home"),
    ),
    BROKEN.path: Review(own=("to mend",)),
}


def reviewed(asked: Asked) -> Asked:
    return replace(asked, reviews=REVIEWS)


def test_a_wide_table_leaves_out_what_was_rejected_and_ends_with_what_the_person_said(
    tmp_path: Path,
) -> None:
    asked = replace(reviewed(WIDE), min_score=0.1)
    photo, broken = csv.DictReader(io.StringIO(written(tmp_path, asked), newline=""))
    assert list(photo)[-6:-4] == ["confirmed", "own_tags"]
    assert (photo["label_1"], photo["score_1"], photo["label_2"]) == ("tench", "0.1875", "")
    assert photo["confirmed"] == "tench;' =SUM(A1); desktop, screenshot; other 1"
    assert photo["own_tags"] == "beach; summer;' @home"
    assert (broken["confirmed"], broken["own_tags"]) == ("", "to mend")


def test_a_long_table_tells_where_each_label_comes_from(tmp_path: Path) -> None:
    asked = replace(reviewed(LONG), min_score=0.1)
    rows = csv.DictReader(io.StringIO(written(tmp_path, asked), newline=""))
    columns = ("status", "rank", "label", "score", "index", "level", "origin")
    assert [tuple(row[column] for column in columns) for row in rows] == [
        ("tagged", "1", "tench", "0.1875", "0", "label", "confirmed"),
        ("tagged", "2", "'=SUM(A1)", "0.0001235", "2", "label", "confirmed"),
        ("tagged", "", "desktop, screenshot", "", "3", "label", "confirmed"),
        ("tagged", "", "other 1", "", "", "label", "confirmed"),
        ("tagged", "", "beach; summer", "", "", "own", "own"),
        ("tagged", "", "'@home", "", "", "own", "own"),
        ("failed", "", "to mend", "", "", "own", "own"),
    ]


def test_json_tells_where_each_label_comes_from(tmp_path: Path) -> None:
    photo, broken = json.loads(written(tmp_path, replace(reviewed(WIDE), form="json")))
    told = [(label["rank"], label["label"], label["origin"]) for label in photo["labels"]]
    assert told == [
        (1, "tench", "confirmed"),
        (2, "=SUM(A1)", "confirmed"),
        (None, "desktop, screenshot", "confirmed"),
        (None, "other 1", "confirmed"),
        (None, "beach; summer", "own"),
        (None, "@home", "own"),
    ]
    assert [label["label"] for label in broken["labels"]] == ["to mend"]


def test_a_label_of_another_model_has_its_wordnet_id_but_no_number_of_this_one() -> None:
    rows = Rows(replace(MODEL, label_set=KINDS), WIDE.options)
    goldfish = Tag(ref(GOLDFISH), "confirmed")
    (foreign,) = rows.nested(Judged(PHOTO, Opinion(added=(goldfish,))))["labels"]
    assert (foreign["label"], foreign["wnid"], foreign["id"]) == ("goldfish", *["n01443537"] * 2)
    assert foreign["index"] is None


def test_an_image_that_nobody_looked_at_has_automatic_labels(tmp_path: Path) -> None:
    asked = replace(LONG, reviews={})
    rows = list(csv.DictReader(io.StringIO(written(tmp_path, asked), newline="")))
    assert [row["origin"] for row in rows] == ["automatic", "automatic", ""]


# The kind of picture


def test_the_kind_has_columns_of_its_own(tmp_path: Path) -> None:
    kinds = load_labels(KINDS)
    layer = Layer(KINDS, (5, 0), (0.875, 0.125))
    document = Judged(replace(PHOTO, beside=(layer,)), Opinion(), kind_of(layer))
    target = tmp_path / "table.csv"
    options = replace(WIDE.options, kinds=True)
    with FORMATS["csv"].open(Destination(target, FORMATS["csv"].is_own), MODEL, options) as table:
        table.write(document)
        table.write(JUDGED)
    first, second = csv.DictReader(io.StringIO(target.read_text(), newline=""))
    assert (first["kind"], first["kind_score"]) == (kinds[5].name, "0.8750")
    assert first["label_1"] == ""
    assert (second["kind"], second["kind_score"], second["label_1"]) == ("", "", "tabby cat")
    rows = Rows(MODEL, options)
    assert rows.nested(document)["kind"] == kinds[5].name
    assert rows.header[: len(FACTS.split(",")) + 2] == [*FACTS.split(","), "kind", "kind_score"]


# Names


def test_a_simple_table_has_all_tags_of_a_picture_in_one_cell(tmp_path: Path) -> None:
    reviews = {CAT.path: Review(own=("on the sofa", "@home")), **REVIEWS}
    asked = replace(SIMPLE, model=NAMES, reviews=reviews, kinds=True)
    assert written(tmp_path, asked, [CAT, BROKEN]) == (
        "path,tags,score,kind,error,remark\n"
        "cat.jpg,cat; on the sofa;' @home,0.8750,,,\n"
        "./=broken.jpg,to mend,,,'=broken.jpg is\\ndamaged: \\xff.,\n"
    )


def test_the_score_of_a_simple_row_is_that_of_its_first_tag(tmp_path: Path) -> None:
    asked = replace(SIMPLE, model=NAMES, reviews={CAT.path: Review(own=("pet",))}, min_score=1.0)
    (row,) = csv.DictReader(io.StringIO(written(tmp_path, asked, [CAT]), newline=""))
    assert (row["tags"], row["score"]) == ("pet", "")


def test_a_long_table_tells_labels_terms_and_own_tags_apart(tmp_path: Path) -> None:
    sure = replace(CAT, path=ROOT / "tabby.jpg", indices=(TABBY,), scores=(1.0,), bare=1.0)
    glasses = replace(
        CAT, path=ROOT / "glasses.jpg", indices=(837, 836), scores=(0.5, 0.5), bare=0.5
    )
    reviews = {CAT.path: Review(own=("mine",))}
    asked = replace(LONG, model=NAMES, reviews=reviews)
    rows = csv.DictReader(io.StringIO(written(tmp_path, asked, [sure, CAT, glasses]), newline=""))
    found = [(row["label"], row["level"], row["index"], row["wnid"], row["id"]) for row in rows]
    assert found[:3] == [
        ("tabby cat", "label", "281", "n02123045", "n02123045"),
        ("cat", "term", "", "n02121808", "n02121808"),
        ("mine", "own", "", "", ""),
    ]
    assert found[3] == ("sunglasses", "term", "", "", "x-sunglasses")


def test_the_ids_of_labels_without_one_of_wordnet_are_those_of_the_tree() -> None:
    rows = Rows(replace(MODEL, label_set=KINDS), LONG.options)
    kind = LabelRef(KINDS, 5)
    tags = (Tag(kind, "automatic", 1, 0.5), Tag(ref(1, "other"), "confirmed"))
    gone = Tag(term_ref("x-of-another-day"), "confirmed")
    listed = rows.nested(Judged(PHOTO, Opinion(tags, (gone,))))["labels"]
    assert [(each["id"], each["wnid"], each["level"]) for each in listed] == [
        (f"kinds:{'-'.join(load_labels(KINDS)[5].name.split())}", None, "label"),
        ("other:other-1", None, "label"),
        (None, None, "term"),
    ]


@pytest.mark.parametrize("form", ["json", "jsonl"])
@pytest.mark.parametrize("asked", [WIDE, LONG])
def test_json_tells_what_a_name_is_the_sum_of(tmp_path: Path, asked: Asked, form: str) -> None:
    text = written(tmp_path, replace(asked, model=NAMES, form=form), [CAT])
    found = json.loads(text.splitlines()[1 if form == "json" else 0])
    name = found["labels"][0] if asked is WIDE else found
    assert (name["label"], name["score"]) == ("cat", 0.875)
    assert name["parts"] == [
        {"label": "Egyptian cat", "score": 0.5},
        {"label": "tiger cat", "score": 0.25},
        {"label": "tabby cat", "score": 0.125},
    ]
    assert name["rest"] is None


def test_what_was_rejected_is_no_part_of_a_sum(tmp_path: Path) -> None:
    decided = Review(frozenset({term_ref("n02121808")}), frozenset({ref(TIGER_CAT)}))
    asked = replace(WIDE, model=NAMES, reviews={CAT.path: decided}, form="jsonl")
    (name,) = json.loads(written(tmp_path, asked, [CAT]))["labels"]
    assert (name["label"], name["origin"], name["score"]) == ("cat", "confirmed", 0.625)
    assert [part["label"] for part in name["parts"]] == ["Egyptian cat", "tabby cat"]


def test_of_a_long_sum_the_best_parts_are_told_and_the_rest_is_summed(tmp_path: Path) -> None:
    dogs = tuple(range(151, 151 + 3 * 31, 3))
    outcome = replace(CAT, indices=dogs, scores=(0.0625, *[0.03125] * 30), bare=0.0625)
    text = written(tmp_path, replace(WIDE, model=NAMES, form="jsonl"), [outcome])
    (name,) = json.loads(text)["labels"]
    assert name["label"] == "dog"
    assert len(name["parts"]) == MOST_PARTS
    assert name["rest"] == float(format_score((len(dogs) - MOST_PARTS) * 0.03125))


def test_names_come_in_another_language_and_ids_stay(tmp_path: Path) -> None:
    naming = Naming(names=names_in("de"))
    model = TableModel("starter", "ab", LABEL_SET, naming, NameRule(naming, LABEL_SET, USUAL))
    (found,) = json.loads(written(tmp_path, replace(LONG, model=model, form="json"), [CAT]))
    assert (found["label"], found["id"], found["wnid"]) == ("Katze", "n02121808", "n02121808")
    assert found["parts"][1]["label"] == names_in("de")["n02123159"]
    text = written(tmp_path, replace(SIMPLE, model=model), [CAT])
    assert "cat.jpg,Katze,0.8750," in text


def test_a_wide_table_has_no_column_that_its_model_leaves_empty() -> None:
    def columns(model: TableModel) -> list[str]:
        header = Rows(model, replace(WIDE.options, top_k=1)).header
        return [column for column in header if column.endswith("_1")]

    kinds_rule = NameRule(NAMING, KINDS, ANY)
    assert columns(MODEL) == ["label_1", "score_1", "index_1", "wnid_1"]
    assert columns(NAMES) == ["label_1", "score_1", "wnid_1"]
    assert columns(replace(MODEL, label_set=KINDS)) == ["label_1", "score_1", "index_1"]
    assert columns(replace(MODEL, label_set=KINDS, rule=kinds_rule))[:2] == ["label_1", "score_1"]


def test_what_stands_above_has_a_column_where_the_person_wants_it_said(tmp_path: Path) -> None:
    naming = Naming(Vocabulary(ancestors=True))
    model = TableModel("starter", "ab", LABEL_SET, naming, NameRule(naming, LABEL_SET, USUAL))
    asked = replace(WIDE, model=model, reviews={})
    (row,) = csv.DictReader(io.StringIO(written(tmp_path, asked, [CAT]), newline=""))
    assert list(row)[-7:-4] == ["confirmed", "own_tags", "implied"]
    assert "animal" in row["implied"].split("; ")
    (row,) = csv.DictReader(
        io.StringIO(written(tmp_path, replace(asked, layout="simple"), [CAT]), newline="")
    )
    assert row["tags"].startswith("cat; ")
    assert row["tags"].endswith("animal")


BOAT = TaughtNames([TaughtName(0, "our boat", 0.5)])


@pytest.mark.parametrize("reviews", [None, {}, REVIEWS])
def test_taught_tags_have_a_column_of_their_own_where_any_is_said_by_itself(
    tmp_path: Path, reviews: Mapping[Path, Review] | None
) -> None:
    naming = Naming(taught=BOAT)
    model = TableModel("starter", "ab", LABEL_SET, naming, NameRule(naming, LABEL_SET, USUAL))
    asked = replace(WIDE, model=model, reviews=reviews)
    boat = replace(PHOTO, beside=(Layer(layer_name("starter"), (0,), (0.75,)),))
    (row,) = csv.DictReader(io.StringIO(written(tmp_path, asked, [boat]), newline=""))
    assert list(row)[-5] == "taught_tags"
    assert row["taught_tags"] == "our boat"
    (row,) = csv.DictReader(
        io.StringIO(written(tmp_path, replace(asked, layout="simple"), [boat]), newline="")
    )
    assert row["tags"].endswith("our boat")
    text = written(tmp_path, replace(asked, form="json"), [boat])
    (found,) = (each for each in json.loads(text)[0]["labels"] if each["label"] == "our boat")
    assert (found["score"], found["level"], found["rank"]) == (0.75, "own", None)
    assert found.get("origin") == (None if reviews is None else "taught")


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("form", ["csv", "json", "jsonl"])
@pytest.mark.parametrize("kinds", [True, False])
def test_every_table_of_ours_is_known_again(
    tmp_path: Path, form: str, layout: Any, *, kinds: bool
) -> None:
    asked = Asked(form, layout, kinds=kinds, model=NAMES)
    head = written(tmp_path, asked).encode()
    assert FORMATS[form].is_own(head)
    if form == "csv":
        assert FORMATS[form].is_own(head.replace(b",", b";"))
        first = head.split(b"\n")[0]
        assert FORMATS[form].is_own(b'"' + first.replace(b",", b'"\t"') + b'"\n')


@pytest.mark.parametrize(
    ("form", "text"),
    [
        ("csv", "path,tags\na.jpg,cat\n"),
        ("csv", "path,tags,rating\na.jpg,cat,5\n"),
        ("csv", "file,tags,score\n"),
        ("json", '[{"path": "a.jpg", "tags": ["cat"]}]'),
        ("jsonl", '{"path": "a.jpg", "tags": ["cat"]}'),
    ],
)
def test_a_list_of_tags_of_another_program_is_not(form: str, text: str) -> None:
    assert not FORMATS[form].is_own(text.encode())


# The preview


@pytest.mark.parametrize("asked", [SIMPLE, WIDE, LONG, reviewed(WIDE), reviewed(LONG)])
def test_the_preview_is_the_beginning_of_the_file(tmp_path: Path, asked: Asked) -> None:
    table = list(csv.reader(io.StringIO(written(tmp_path, asked), newline="")))
    for rows in (0, 1, 2, 100):
        judged = asked.judged(OUTCOMES)
        assert preview(judged, MODEL, asked.options, rows=rows) == table[: rows + 1]


def test_the_preview_asks_for_no_more_than_it_shows() -> None:
    def outcomes() -> Iterator[Outcome]:
        yield PHOTO
        yield PHOTO
        pytest.fail("one too many")

    assert len(preview(WIDE.judged(outcomes()), MODEL, WIDE.options, rows=2)) == 3


# Standard output

SCRIPT = """
import sys
from pathlib import Path
from igtagger.domain import Tagged
from igtagger.export.registry import FORMATS
from igtagger.export.rows import TableModel, TableOptions
from igtagger.labels.naming import Naming
from igtagger.labels.opinion import OpinionRule
root = Path('/pictures').absolute()
model = TableModel('m', 'ab', 'imagenet-1k', Naming(names={'n01440764': 'é'}))
rule = OpinionRule('imagenet-1k', 1)
options = TableOptions('long', 1, root, reviewed=False)
with FORMATS['csv'].open(None, model, options) as table:
    for number in range(int(sys.argv[1])):
        table.write(rule.judge(Tagged(root / f'{number}.jpg', 1, 1, (0,), (0.5,))))
"""
RUN = [sys.executable, "-c", SCRIPT]


def test_standard_output_is_utf_8_without_other_line_ends_on_every_system() -> None:
    environment = {**os.environ, "PYTHONIOENCODING": "latin-1", "PYTHONUTF8": "0"}
    run = subprocess.run([*RUN, "1"], capture_output=True, check=True, env=environment)
    assert run.stdout.endswith(
        "0.jpg,tagged,,,1,1,m,ab,1,é,0.5000,0,n01440764,label,n01440764,,,,\n".encode()
    )
    assert b"\r" not in run.stdout


def test_standard_output_has_each_outcome_at_once(capsys: pytest.CaptureFixture[str]) -> None:
    print("before")
    with replace(LONG, form="jsonl").open(None) as table:
        assert capsys.readouterr().out == "before\n"
        table.write(Judged(BROKEN, Opinion()))
        assert json.loads(capsys.readouterr().out)["status"] == "failed"


def test_a_reader_that_has_seen_enough_passes_through() -> None:
    command = [*RUN, "100000"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as run:
        assert run.stdout is not None
        assert run.stderr is not None
        run.stdout.readline()
        run.stdout.close()
        said = run.stderr.read()
    assert said.count(b"BrokenPipeError") == 1
    assert b"ExportError" not in said


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a device of Linux")
def test_a_full_disk_behind_standard_output_is_said_once() -> None:
    with Path("/dev/full").open("wb") as full:
        run = subprocess.run([*RUN, "1"], stdout=full, stderr=subprocess.PIPE, check=False)
    assert b"Standard output cannot be written: No space left on device." in run.stderr
    assert b"Exception ignored" not in run.stderr
    assert run.returncode == 1


# Size


@pytest.mark.parametrize("kind", ["csv", "json", "jsonl"])
def test_memory_does_not_grow_with_the_number_of_rows(tmp_path: Path, kind: Any) -> None:
    target = tmp_path / "table"
    tracemalloc.start()
    with replace(LONG, form=kind).open(target) as table:
        for _ in range(10_000):
            table.write(JUDGED)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert target.stat().st_size > 2_000_000
    assert peak < 500_000  # buffers of the libraries


def test_a_folder_that_is_missing_is_said_before_the_first_outcome(tmp_path: Path) -> None:
    with pytest.raises(ExportError, match="there is no folder"):
        with WIDE.open(tmp_path / "no" / "t.csv"):
            pytest.fail("the block ran")


def test_a_table_is_never_written_over_a_picture(tmp_path: Path) -> None:
    picture = tmp_path / "a.JPG"
    picture.write_bytes(b"of the person's")
    with pytest.raises(ExportError, match="is a picture"), WIDE.open(picture):
        pytest.fail("it was opened")
    assert picture.read_bytes() == b"of the person's"


def told_of(form: str, folder: Path, names: Iterable[str]) -> list[Reason]:
    """What is said of a table of such pictures, which are not there."""
    told: list[Reason] = []
    options = TableOptions("simple", 2, folder, reviewed=False, tell=told.append)
    goal = Destination(folder / "table", FORMATS[form].is_own)
    with FORMATS[form].open(goal, MODEL, options) as table:
        for judged in WIDE.judged(replace(CAT, path=folder / name) for name in names):
            table.write(judged)
    return told


def test_for_exiftool_so_many_are_left_out_as_have_names_that_are_no_text(tmp_path: Path) -> None:
    assert told_of("exiftool", tmp_path, ["a.jpg", "b.jpg"]) == []
    odd = ["a.jpg", "\udcff.jpg", "\udcfe.jpg"]
    assert told_of("exiftool", tmp_path, odd) == [Reason("output.left-out", count=2)]


def test_a_page_tells_of_a_picture_that_is_gone_without_one(tmp_path: Path) -> None:
    assert told_of("html", tmp_path, ["gone.jpg"]) == []
    page = (tmp_path / "table").read_text("utf-8")
    assert "no picture" in page
    assert "gone.jpg" in page


def test_where_no_made_files_are_known_each_that_is_there_is_a_persons(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("mine", encoding="utf-8")
    told = told_of("captions", tmp_path, ["a.jpg", "b.jpg"])
    assert Reason("captions.kept", count=1, file=tmp_path / "a.txt") in told
    assert (tmp_path / "a.txt").read_text("utf-8") == "mine"
    assert (tmp_path / "b.txt").exists()
