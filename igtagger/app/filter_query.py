"""What the window filters by, as a search: for clicks that build one, and for one that is kept."""

from __future__ import annotations

from dataclasses import replace

from igtagger.app.picture_table import Pictures
from igtagger.app.picture_values import Filter, TagKey, Which
from igtagger.domain import LabelRef
from igtagger.labels.conditions import Text
from igtagger.labels.folding import folded
from igtagger.labels.kinds import KINDS
from igtagger.labels.naming import is_called
from igtagger.labels.query_building import Join, SearchTerm, asked_for, joined, narrowed, without

_STATES = {
    Which.TAGGED: "tagged",
    Which.FAILED: "failed",
    Which.WAITING: "waiting",
    Which.REVIEWED: "reviewed",
    Which.NOT_REVIEWED: "unreviewed",
}


def term_of(pictures: Pictures, key: TagKey) -> SearchTerm:
    """What finds the pictures with a tag: by its name, or its WordNet id where others share that.

    What shares its name and has no such id is found by the name as well. An own tag that is said
    by itself, too, is looked for by whoever's word it is.
    """
    if isinstance(key, str):
        taught = pictures.taught.said(key) is not None
        return SearchTerm("tag" if taught else "own", key)
    label = pictures.label_of(key)
    above = pictures.naming.above
    called = (each for each in pictures.called(folded(label.name)) if each != key)
    shared = any(key not in above(each) for each in called)
    return SearchTerm("tag", label.wnid if shared and label.wnid else label.name)


def asks_for(pictures: Pictures, text: Text, key: TagKey) -> bool:
    """Whether a part of a search is about that very tag."""
    fields = ("own", "tag") if isinstance(key, str) else ("tag",)
    return text.field in fields and is_called(pictures.naming, key, text.text)


def with_term(pictures: Pictures, wanted: Filter, term: SearchTerm, how: Join = Join.AND) -> Filter:
    """A filter whose search has one more term, or one less if it was there in that way.

    The tag that was chosen alone becomes a part of the search.
    """
    text = joined(_with_chosen(pictures, wanted), term, how)
    return replace(wanted, text=text, tag=None)


def _with_chosen(pictures: Pictures, wanted: Filter) -> str:
    """The search with the tag that is chosen."""
    if wanted.tag is None:
        return wanted.text
    chosen = term_of(pictures, wanted.tag)
    is_there = chosen.condition in asked_for(wanted.text).wanted
    return wanted.text if is_there else joined(wanted.text, chosen)


def with_tag_alone(wanted: Filter, key: TagKey | None) -> Filter:
    """A filter by that tag in the place of all that were joined to its search; by none if None."""
    text = without(wanted.text, lambda part: part.field in ("tag", "own"))
    return replace(wanted, text=text, tag=key)


def with_folder_alone(wanted: Filter, folder: str | None) -> Filter:
    """A filter by that folder and those below, in the place of any other; by none if None."""
    text = without(wanted.text, lambda part: part.field == "below")
    return replace(
        wanted, text=text if folder is None else joined(text, SearchTerm("below", folder))
    )


def query_of(pictures: Pictures, wanted: Filter) -> str:
    """All of a filter as one search.

    A least score becomes that of the first name, which is all that searches know of scores, also
    where it was that of a chosen tag.
    """
    text = _with_chosen(pictures, wanted)
    if wanted.min_score:
        text = narrowed(text, f"score>={wanted.min_score:g}")
    if wanted.kind is not None:
        name = pictures.name_of(LabelRef(KINDS, wanted.kind))
        text = narrowed(text, str(SearchTerm("kind", name)))
    if wanted.which is not Which.ALL:
        text = narrowed(text, f"state:{_STATES[wanted.which]}")
    return text
