"""Which folders are kept in view: those that are, and those that could be, to be ticked."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from igtagger.gui.dialogs.form import MARGINS, note
from igtagger.gui.look.icons import icon
from igtagger.gui.look.plain_text import as_tool_tip
from igtagger.gui.watching.folders_in_view import FoldersInView

_SIZE = (620, 420)
_PATH = Qt.ItemDataRole.UserRole


class FoldersDialog(QDialog):
    """Each tick holds at once.

    Args:
        in_view: the folders that are kept in view.
        others: that could be: open ones, recent ones.
        first_folder: where the choice of another folder begins.
        parent: the window.
    """

    def __init__(
        self,
        in_view: FoldersInView,
        others: Sequence[Path],
        first_folder: Callable[[], Path],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._in_view, self._first_folder = in_view, first_folder
        self.setWindowTitle(self.tr("Folders in view"))
        self.resize(*_SIZE)
        self.list = QListWidget()
        self.list.setAccessibleName(self.tr("Folders in view"))
        self.list.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.add = QPushButton(icon("plus"), self.tr("&Add a folder…"))
        self.add.setAutoDefault(False)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.addButton(self.add, QDialogButtonBox.ButtonRole.ActionRole)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*MARGINS)
        layout.setSpacing(10)
        layout.addWidget(note(self._words()))
        layout.addWidget(self.list, 1)
        layout.addWidget(buttons)
        for folder in dict.fromkeys((*in_view.folders, *others)):
            self._list(folder)
        self.list.setCurrentRow(0)
        (self.list if self.list.count() else self.add).setFocus()
        self.list.itemChanged.connect(self._take)
        self.add.clicked.connect(self._ask)

    def _words(self) -> str:
        return self.tr(
            "While the window is open, new, changed and removed pictures in the ticked folders are "
            "noticed; new ones are tagged when the computer has time. What you tag yourself goes "
            "first. Network drives are looked at every minute."
        )

    def _list(self, folder: Path) -> QListWidgetItem:
        item = QListWidgetItem(icon("folder"), str(folder))
        item.setData(_PATH, str(folder))
        item.setData(Qt.ItemDataRole.ToolTipRole, as_tool_tip(str(folder)))
        item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
        kept = folder in self._in_view.folders
        item.setCheckState(Qt.CheckState.Checked if kept else Qt.CheckState.Unchecked)
        self.list.addItem(item)
        return item

    def _take(self, item: QListWidgetItem) -> None:
        folder, ticked = Path(item.data(_PATH)), item.checkState() == Qt.CheckState.Checked
        if ticked != (folder in self._in_view.folders):
            self._in_view.keep([folder], keep=ticked)

    def _ask(self) -> None:
        name = QFileDialog.getExistingDirectory(
            self, self.tr("Keep a folder in view"), str(self._first_folder())
        )
        if name:
            self.keep(Path(name))

    def keep(self, folder: Path) -> None:
        """Tick a folder, which may be one that is not listed."""
        for row in range(self.list.count()):
            item = self.list.item(row)
            if item.data(_PATH) == str(folder):
                break
        else:
            item = self._list(folder)
        self.list.setCurrentItem(item)
        item.setCheckState(Qt.CheckState.Checked)
