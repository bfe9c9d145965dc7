"""The actions about files of the selected pictures, with the list that they change."""

from __future__ import annotations

from igtagger.gui.actions import Actions
from igtagger.gui.picture_files.file_wishes import PictureFiles
from igtagger.gui.runs.session import Session
from igtagger.gui.workspace import Workspace


class FileActions(PictureFiles):
    """Fulfils them; what went to the trash leaves the list.

    Args:
        do: the actions; those about files are connected here.
        space: where pictures are selected.
        session: whose list it is; its window owns all this.
    """

    def __init__(self, do: Actions, space: Workspace, session: Session) -> None:
        self._space, self._session = space, session
        super().__init__(self._selected, do.open, do.open_with, do.trash, space.window())
        self.trashing.gone.connect(self._take_out)

    def _selected(self) -> list[str]:
        pictures = self._session.results.pictures
        return [pictures.path(row) for row in self._space.rows()]

    def _take_out(self, paths: list[str]) -> None:
        pictures = self._session.results.pictures
        found = [pictures.row_of(path) for path in paths]
        self._session.take_out(row for row in found if row is not None)
