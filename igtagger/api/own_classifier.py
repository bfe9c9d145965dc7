"""A classifier for classes of one's own, on the features of a model."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from igtagger.api.given_pictures import Picture, Pictures
from igtagger.api.named_scores import NamedScore, best_of
from igtagger.app.learning.head_fitting import RidgeHead, find_temperature, fit_ridge, softmax
from igtagger.models.heads import rooted

Featuring = Callable[[Pictures], NDArray[np.float32]]


class OwnClassifier:
    """Tells classes of one's own apart, which :meth:`igtagger.Tagger.classifier` has learned.

    Args:
        names: of the classes.
        head: fitted on the roots of the features of their examples.
        labels: which class each example is of, ``(n,)``.
        features: makes features of pictures.

    Attributes:
        names: of the classes, in the order of scores.
        accuracy: the part of the examples, 0 to 1, that would be told rightly by the others: each
            was left out once.
    """

    def __init__(
        self,
        names: Sequence[str],
        head: RidgeHead,
        labels: NDArray[np.intp],
        features: Featuring,
    ) -> None:
        self.names = tuple(names)
        self._head, self._features = head, features
        self._temperature = find_temperature(head.left_out, labels)
        self.accuracy = float(np.mean(head.left_out.argmax(axis=1) == labels))

    def scores(self, pictures: Pictures) -> NDArray[np.float32]:
        """The scores of all classes, ``float32 (n, classes)``; each row sums to 1.

        They are calibrated on the examples, each left out once.

        Raises:
            UnreadableImage: a file cannot be read.
        """
        logits = self._head.logits(rooted(self._features(pictures)))
        return softmax(logits / self._temperature)

    def top(self, picture: Picture, count: int = 5) -> list[NamedScore]:
        """The best classes of one picture with their scores, at most ``count``.

        Raises:
            UnreadableImage: a file cannot be read.
        """
        return best_of(self.scores(picture)[0], self.names, count)


def learn(examples: Mapping[str, Iterable[Picture]], features: Featuring) -> OwnClassifier:
    """A classifier for the classes of ``examples``, each with some pictures.

    Raises:
        UnreadableImage: a file cannot be read.
        ValueError: there are fewer than two classes, or one without pictures.
    """
    listed = {name: list(pictures) for name, pictures in examples.items()}
    if len(listed) < 2:
        raise ValueError(f"A classifier needs two classes or more, and was given {len(listed)}.")
    if lacking := [name for name, pictures in listed.items() if not pictures]:
        raise ValueError(f"There are no pictures of {lacking[0]!r}.")
    labels = np.repeat(np.arange(len(listed)), [len(each) for each in listed.values()])
    made = rooted(features(picture for pictures in listed.values() for picture in pictures))
    return OwnClassifier(tuple(listed), fit_ridge(made, labels, len(listed)), labels, features)
