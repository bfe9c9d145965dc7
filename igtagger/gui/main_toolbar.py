"""The bar below the menus."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QMainWindow, QSizePolicy, QToolBar, QToolButton, QWidget

from igtagger.gui.actions import Actions


class MainToolBar(QToolBar):
    """The actions that are used most, and the choice of the model.

    Args:
        do: all actions.
        picker: where the model is chosen.
        window: takes the bar in.
    """

    def __init__(self, do: Actions, picker: QWidget, window: QMainWindow) -> None:
        super().__init__(window)
        self.setWindowTitle(self.tr("Main toolbar"))
        self.setObjectName("toolbar")
        self.setMovable(False)
        self.setIconSize(QSize(20, 20))
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        self.addActions([do.open_folder, do.add_images, do.add_folder])
        self.addSeparator()
        self.addWidget(picker)
        self.addActions([do.tag, do.pause, do.stop])
        button = self.widgetForAction(do.tag)
        if isinstance(button, QToolButton):
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.addSeparator()
        self.addActions([do.undo, do.redo])
        space = QWidget(self)
        space.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.addWidget(space)
        self.addActions([do.grid, do.list])
        self.addSeparator()
        self.addActions([do.tags, do.details])
        self.addSeparator()
        self.addActions([do.export, do.settings])
        window.addToolBar(self)
