"""What grid and list have in common: thumbnails only of what can be seen."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QAbstractItemView

from igtagger.gui.results.results_model import Role
from igtagger.gui.views.thumbnails import Thumbnails

RETAIN_MILLISECONDS = 60
"""So long after the last scroll step, requests for pictures out of view are dropped."""


class SeenThumbnails(QObject):
    """Paints tiles again as their thumbnails arrive, and drops requests out of view.

    Args:
        view: shows a model with :class:`Role`.
        thumbnails: what it asks.
        edge_pixels: the size it asks for, in device pixels.
        places: what of the model can be seen.
        update: has the picture at a place painted again.
    """

    def __init__(
        self,
        view: QAbstractItemView,
        thumbnails: Thumbnails,
        edge_pixels: Callable[[], int],
        places: Callable[[], range],
        update: Callable[[int], None],
    ) -> None:
        super().__init__(view)
        self._view = view
        self._thumbnails = thumbnails
        self._edge_pixels = edge_pixels
        self._places = places
        self._update = update
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(RETAIN_MILLISECONDS)
        self._timer.timeout.connect(self._retain)
        thumbnails.ready.connect(self._show_ready)

    def moved(self) -> None:
        """Other pictures are in view now, or will be in a moment."""
        self._timer.start()

    def _show_ready(self, paths: list[str]) -> None:
        if not self._view.isVisible():
            return
        wanted = set(paths)
        for place, path in self._seen():
            if path in wanted:
                self._update(place)

    def _retain(self) -> None:
        self._thumbnails.retain(self._edge_pixels(), {path for _, path in self._seen()})

    def _seen(self) -> list[tuple[int, str]]:
        model = self._view.model()
        if model is None:
            return []
        return [(place, model.data(model.index(place, 0), Role.PATH)) for place in self._places()]
