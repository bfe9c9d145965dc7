"""How models and their weights are put into words."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QLocale

from igtagger.app.weights_state import Activity, ModelState, Place, Verb
from igtagger.domain import Reason
from igtagger.gui.look.reason_words import sentence_of
from igtagger.labels.kinds import KINDS
from igtagger.labels.sets import is_own, load_labels
from igtagger.models.catalog import Licence, ModelSpec
from igtagger.models.own_models import OWN_LICENCE

_FEW_BYTES = 10_000_000
_NAMED = 5


def title(spec: ModelSpec) -> str:
    """The model's name. That it is built in is its state's to say."""
    return spec.title.removesuffix(" (built in)")


def size(count: float) -> str:
    """A number of bytes: ``356 MB``, ``3.3 GB``."""
    whole = int(count)
    places = 1 if whole >= 1e9 or 1e6 <= whole < _FEW_BYTES else 0
    return QLocale().formattedDataSize(whole, places, QLocale.DataSizeFormat.DataSizeSIFormat)


def percent(share: float, places: int = 1) -> str:
    """``82.7 %``; ``share`` is 0 to 100."""
    return QCoreApplication.translate("ModelWords", "{number} %").format(
        number=QLocale().toString(float(share), "f", places)
    )


def state(state: ModelState) -> str:
    """A model's state in two to four words."""
    if state.activity is not None:
        return _activity(state, state.activity)
    words = {
        Place.BUILT_IN: QCoreApplication.translate("ModelWords", "built in"),
        Place.IN_PACKAGE: QCoreApplication.translate("ModelWords", "in an installed package"),
        Place.NOT_INSTALLED: QCoreApplication.translate("ModelWords", "not installed: {package}"),
        Place.ON_DISK: QCoreApplication.translate("ModelWords", "on disk"),
        Place.DAMAGED: QCoreApplication.translate("ModelWords", "damaged"),
        Place.ABSENT: QCoreApplication.translate("ModelWords", "{size} to download"),
        Place.PARTIAL: QCoreApplication.translate("ModelWords", "{percent} downloaded"),
    }[state.place]
    if state.place is Place.ON_DISK and state.other_name:
        words = QCoreApplication.translate("ModelWords", "on disk, not the published file")
    if state.paused:
        words = QCoreApplication.translate("ModelWords", "paused at {percent}")
    return words.format(
        size=size(state.size), percent=percent(state.percent, 0), package=state.package
    )


def _activity(state: ModelState, activity: Activity) -> str:
    if activity.ending:
        return QCoreApplication.translate("ModelWords", "stopping")
    words = {
        Verb.DOWNLOAD: QCoreApplication.translate("ModelWords", "downloading {percent}"),
        Verb.VERIFY: QCoreApplication.translate("ModelWords", "verifying"),
        Verb.IMPORT: QCoreApplication.translate("ModelWords", "importing"),
        Verb.REMOVE: QCoreApplication.translate("ModelWords", "removing"),
        Verb.EXPORT: QCoreApplication.translate("ModelWords", "exporting"),
        Verb.DISCARD: QCoreApplication.translate("ModelWords", "removing"),
    }[activity.verb]
    return words.format(percent=percent(state.percent, 0))


def progress(activity: Activity) -> str:
    """How far it has come, how fast it goes, and how long it will take."""
    parts = []
    if activity.total:
        of = QCoreApplication.translate("ModelWords", "{done} of {total}")
        parts.append(of.format(done=size(activity.done), total=size(activity.total)))
    if activity.bytes_per_second:
        speed = QCoreApplication.translate("ModelWords", "{size} per second")
        parts.append(speed.format(size=size(activity.bytes_per_second)))
    if activity.seconds_left is not None:
        parts.append(time_left(activity.seconds_left))
    if activity.message is not None:
        parts.append(_note(activity.message))
    return " · ".join(parts)


def _note(message: Reason) -> str:
    """The store's messages. Some are shorter here than elsewhere, others say more."""
    known = {
        "doing.trying-again": QCoreApplication.translate(
            "ModelWords", "the connection failed, trying again"
        ),
        "doing.waiting": QCoreApplication.translate(
            "ModelWords", "waiting for another igtagger that is at it"
        ),
        "doing.checking": QCoreApplication.translate("ModelWords", "comparing every byte"),
        "doing.fitting": QCoreApplication.translate(
            "ModelWords", "checking that it fits the model"
        ),
    }
    return known.get(message.code) or sentence_of(message)


def time_left(seconds: float) -> str:
    """``about 3 min left``."""
    minutes, hours = max(1, round(seconds / 60)), 0
    if seconds < 10:
        return QCoreApplication.translate("ModelWords", "a few seconds left")
    if seconds < 55:
        words = QCoreApplication.translate("ModelWords", "about {seconds} s left")
    elif minutes < 60:
        words = QCoreApplication.translate("ModelWords", "about {minutes} min left")
    else:
        words = QCoreApplication.translate("ModelWords", "about {hours} h {minutes} min left")
        minutes, hours = minutes % 60, minutes // 60
    return words.format(hours=hours, minutes=minutes, seconds=int(round(seconds, -1)))


def accuracy(spec: ModelSpec) -> str:
    """How often the model is right, or why that is not stated."""
    if spec.top1 is None:
        return QCoreApplication.translate("ModelWords", "not comparable: it has its own labels")
    if spec.top5 is None:
        words = QCoreApplication.translate("ModelWords", "{top1} with the first label")
        return words.format(top1=percent(spec.top1))
    words = QCoreApplication.translate(
        "ModelWords", "{top1} with the first label, {top5} within the first five"
    )
    return words.format(top1=percent(spec.top1), top5=percent(spec.top5))


def short_accuracy(spec: ModelSpec) -> str:
    """``82.7 % / 96.6 %``: with the first label, and within the first five where that is known."""
    if spec.top1 is None:
        return QCoreApplication.translate("ModelWords", "own labels")
    if spec.top5 is None:
        return percent(spec.top1)
    return f"{percent(spec.top1)} / {percent(spec.top5)}"


def parameters(spec: ModelSpec) -> str:
    """``88.8 million``."""
    millions = QLocale().toString(spec.parameters / 1e6, "f", 1)
    return QCoreApplication.translate("ModelWords", "{number} million").format(number=millions)


def description(spec: ModelSpec) -> str:
    """What the model is for, in a sentence."""
    if is_own(spec.label_set):
        count, shown = _named(spec)
        words = QCoreApplication.translate("ModelWords", "{count} classes of your own: {names}")
        return words.format(count=count, names=shown)
    if spec.label_set != KINDS and spec.head(KINDS) is not None:
        return QCoreApplication.translate(
            "ModelWords",
            "What is in a picture, 1000 things and animals, and what kind of picture it is.",
        )
    known = {
        KINDS: QCoreApplication.translate(
            "ModelWords",
            "What kind of picture it is: photograph, screenshot, document, chart and others.",
        ),
        "imagenet-1k": QCoreApplication.translate(
            "ModelWords", "What is in a photograph: 1000 things and animals."
        ),
    }
    return known.get(spec.label_set, spec.description)


def classes(spec: ModelSpec) -> str:
    """How many classes a model tells apart, and the first of them."""
    count, shown = _named(spec)
    words = QCoreApplication.translate("ModelWords", "{count} classes: {names}")
    return words.format(count=count, names=shown)


def _named(spec: ModelSpec) -> tuple[int, str]:
    names = [label.name for label in load_labels(spec.label_set)]
    return len(names), ", ".join(names[:_NAMED]) + (", ..." if len(names) > _NAMED else "")


def licence(terms: Licence) -> str:
    """The terms in a short sentence."""
    known = {
        "CC-BY-NC-4.0": QCoreApplication.translate(
            "ModelWords", "For non-commercial use only, with credit to the authors."
        ),
        "Apache-2.0": QCoreApplication.translate(
            "ModelWords", "For any purpose, with credit to Google and ML Illustrated."
        ),
        "GPL-3.0-or-later": QCoreApplication.translate(
            "ModelWords", "Free software, for any purpose."
        ),
        OWN_LICENCE.name: QCoreApplication.translate(
            "ModelWords", "Trained from the beginning: its owner says what may be done with it."
        ),
    }
    return known.get(terms.name, terms.summary)
