"""What counts as said of a picture, as values."""

from __future__ import annotations

from typing import Literal, NamedTuple

from igtagger.domain import NO_FACTS, FileFacts, LabelRef, Outcome, Review

Origin = Literal["automatic", "confirmed", "own", "taught", "implied"]

NO_REVIEW = Review()


class Tag(NamedTuple):
    """What counts as said of a picture: a label of a model, or a tag that the person typed.

    Attributes:
        key: the label or term, or the text of an own tag.
        origin: where it comes from; ``taught`` is an own tag that is said by itself, ``implied``
            what stands above another tag.
        rank: from 1, among the labels that were not rejected; None where the model does not give
            the label to the picture, and of taught tags.
        score: 0 to 1; None where there is none.
    """

    key: LabelRef | str
    origin: Origin
    rank: int | None = None
    score: float | None = None


class Opinion(NamedTuple):
    """All that counts as said of one picture.

    Attributes:
        ranked: what the thresholds let in, best first; some of it may be confirmed.
        added: what is in by the person's word alone: confirmed labels beyond the thresholds, best
            first, then those without a score, then own tags in the order in which they were added.
        implied: what stands above all others, nearest first, where the person wants it said.
        taught: own tags that are said by themselves, best first: see
            :mod:`igtagger.labels.taught_names`.
    """

    ranked: tuple[Tag, ...] = ()
    added: tuple[Tag, ...] = ()
    implied: tuple[Tag, ...] = ()
    taught: tuple[Tag, ...] = ()

    @property
    def tags(self) -> tuple[Tag, ...]:
        """All of them."""
        return self.ranked + self.added + self.taught + self.implied


class Judged(NamedTuple):
    """An outcome with what counts as said of its picture: what leaves the library.

    ``kind`` is what kind of picture it is; None where that is not known. ``review`` is what the
    person decided about it, as far as it counts. ``facts`` are what its file says.
    """

    outcome: Outcome
    opinion: Opinion
    kind: Tag | None = None
    review: Review = NO_REVIEW
    facts: FileFacts = NO_FACTS
