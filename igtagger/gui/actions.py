"""Everything a person can ask of the window, as actions with their shortcuts, and the menus."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMainWindow, QMenu, QMenuBar

from igtagger.gui.look.icons import icon
from igtagger.gui.look.plain_text import set_tool_tip

Keys = QKeySequence.StandardKey | str


class Actions:
    """The actions, each an attribute; :meth:`fill` puts them into menus.

    Args:
        window: owns them, so that their shortcuts hold in all of it.
        undo: made by the decisions.
        redo: likewise.
    """

    def __init__(self, window: QMainWindow, undo: QAction, redo: QAction) -> None:
        self._window = window
        self.undo, self.redo = undo, redo
        undo.setShortcuts(QKeySequence.StandardKey.Undo)
        redo.setShortcuts(QKeySequence.StandardKey.Redo)
        undo.setIcon(icon("undo"))
        redo.setIcon(icon("redo"))
        self._make_file()
        self._make_tagging()
        self._make_review()
        self._make_tag_sets()
        self._make_view()
        self._make_help()

    def _make_file(self) -> None:
        tr = self._window.tr
        self.open_folder = self._add(
            tr("&Open a folder…"), "open", QKeySequence.StandardKey.Open, "Ctrl+O"
        )
        set_tool_tip(
            self.open_folder, tr("Open a folder in the place of the pictures shown now (Ctrl+O)")
        )
        self.add_images = self._add(tr("Add &pictures…"), "images", "Ctrl+I")
        self.add_folder = self._add(tr("Add a &folder…"), "folder", "Ctrl+Shift+O")
        self.paste = self._add(tr("&Paste pictures"), "", QKeySequence.StandardKey.Paste)
        self.samples = self._add(tr("&Try the samples"), "samples")
        self.export = self._add(tr("&Export…"), "export", "Ctrl+E")
        self.write = self._add(tr("&Write tags into files…"), "write", "Ctrl+S")
        self.written = self._add(tr("Tags written &into files…"), "", "Ctrl+Shift+S")
        self.clear = self._add(tr("&Clear the list"), "cross", "Ctrl+Shift+W")
        self.settings = self._add(tr("&Settings…"), "settings", "Ctrl+,")
        self.settings.setMenuRole(QAction.MenuRole.PreferencesRole)
        self.quit = self._add(tr("&Quit"), "", QKeySequence.StandardKey.Quit, "Ctrl+Q")
        self.quit.setMenuRole(QAction.MenuRole.QuitRole)
        self.recent = QMenu(tr("Open a &recent folder"), self._window)
        self.add_recent = QMenu(tr("A&dd a recent folder"), self._window)
        self.keep = self._add(tr("&Keep the open folders in view"), "")
        self.keep.setCheckable(True)
        self.folders = self._add(tr("F&olders in view…"), "", "Ctrl+Shift+K")

    def _make_tagging(self) -> None:
        tr = self._window.tr
        self.tag = self._add(tr("&Tag"), "play", "F5")
        set_tool_tip(self.tag, tr("Run the model on all pictures of the list"))
        self.pause = self._add(tr("&Pause"), "pause", "Ctrl+P")
        self.stop = self._add(tr("&Stop"), "stop", "Ctrl+.")
        self.retry = self._add(tr("&Retry what failed"), "retry", "Ctrl+R")
        self.anew = self._add(tr("Tag the selected pictures &anew"), "retry", "Ctrl+Shift+R")
        self.models = self._add(tr("&Manage models…"), "model", "Ctrl+M")
        self.vocabulary = self._add(tr("&Vocabulary…"), "tag", "Ctrl+Shift+V")
        set_tool_tip(
            self.vocabulary,
            tr("What things are called here, and what is never said (Ctrl+Shift+V)"),
        )

        self.own_tags = self._add(tr("&Your tags…"), "tag", "Ctrl+Shift+T")
        self.more_like = self._add(tr("Find more &like these…"), "search", "Ctrl+J")
        set_tool_tip(
            self.more_like,
            tr("Teach an own tag from the selected pictures: suggest others like them (Ctrl+J)"),
        )
        self.taught = self._add(tr("Tau&ght tags…"), "tag", "Ctrl+Shift+J")

    def _make_review(self) -> None:
        tr = self._window.tr
        self.confirm = self._add(tr("&Confirm the shown labels"), "check", "Ctrl+Return")
        self.reject = self._add(tr("Re&ject the shown labels"), "cross", "Ctrl+Backspace")
        self.reset = self._add(tr("&Take decisions back"), "", "Ctrl+Shift+Backspace")
        self.own = self._add(tr("&Add own tags…"), "plus", "Ctrl+T")
        self.auto_advance = self._add(tr("Auto-ad&vance"), "", "F7")
        self.auto_advance.setCheckable(True)
        set_tool_tip(
            self.auto_advance,
            tr("Once a picture is judged by a key, the next one comes by itself (F7)"),
        )
        self.kind = self._add(tr("C&hoose the kind…"), "", "Ctrl+K")
        self.go_through = self._add(tr("&Go through one tag…"), "grid", "Ctrl+G")
        self._make_alike()
        self._make_marks()
        self.copy = self._add(tr("&Copy"), "copy", QKeySequence.StandardKey.Copy)
        self.copy_labels = self._add(tr("Copy &labels as text"), "tag", "Ctrl+Shift+C")
        self.select_all = self._add(tr("&Select all"), "", QKeySequence.StandardKey.SelectAll)
        self.save_search = self._add(tr("&Save this search…"), "star", "Ctrl+D")
        self.remove = self._add(tr("Re&move from the list"), "", "Del")
        self.remove.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        self.find = self._add(tr("&Find…"), "search", QKeySequence.StandardKey.Find)
        self.reveal = self._add(tr("Show in &folder"), "locate", "Ctrl+Shift+F")
        self.open = self._add(tr("&Open"), "", "Ctrl+Shift+Return")
        set_tool_tip(
            self.open, tr("Open with the program that the system has for it (Ctrl+Shift+Return)")
        )
        self.open_with = QMenu(tr("Open &with"), self._window)
        self.trash = self._add(tr("&Move to the trash…"), "trash", "Shift+Delete")

    def _make_alike(self) -> None:
        tr = self._window.tr
        self.similar = self._add(tr("Show &similar"), "images", "Ctrl+L")
        set_tool_tip(
            self.similar,
            tr("The pictures of the whole library that are most like the selected one (Ctrl+L)"),
        )
        self.duplicates = self._add(tr("Find &duplicates…"), "copy", "Ctrl+Shift+D")

    def _make_tag_sets(self) -> None:
        tr = self._window.tr
        self.tag_sets = QMenu(tr("Tag &sets"), self._window)
        self.slots = [self._add("", "", f"Alt+{number}") for number in range(1, 10)]
        self.next_set = self._add(tr("&Next tag set"), "", "Alt+0")
        self.previous_set = self._add(tr("&Previous tag set"), "", "Alt+Shift+0")
        self.edit_sets = self._add(tr("&Edit tag sets…"), "", "F6")

    def _make_marks(self) -> None:
        """Stars and colours of files, by the digits that Lightroom has for them."""
        tr = self._window.tr
        self.stars = {
            rating: self._add("★" * rating, "", f"Ctrl+Shift+{rating}") for rating in range(1, 6)
        }
        self.stars[0] = self._add(tr("&No stars"), "", "Ctrl+Shift+0")
        self.stars[-1] = self._add(tr("Re&jected"), "", "Ctrl+Shift+X")
        self.colours: dict[str | None, QAction] = {
            "red": self._add(tr("&Red"), "", "Ctrl+Shift+6"),
            "yellow": self._add(tr("&Yellow"), "", "Ctrl+Shift+7"),
            "green": self._add(tr("&Green"), "", "Ctrl+Shift+8"),
            "blue": self._add(tr("&Blue"), "", "Ctrl+Shift+9"),
            "purple": self._add(tr("&Purple"), ""),
            None: self._add(tr("No &colour"), ""),
        }
        self.marks = QMenu(tr("&Stars and colour in files"), self._window)
        self.marks.addActions([*self.stars.values()])
        self.marks.addSeparator()
        self.marks.addActions([*self.colours.values()])

    def _make_view(self) -> None:
        tr = self._window.tr
        self.grid = self._add(tr("&Grid"), "grid", "Ctrl+1")
        self.list = self._add(tr("&List"), "list", "Ctrl+2")
        group = QActionGroup(self._window)
        for action in (self.grid, self.list):
            action.setCheckable(True)
            group.addAction(action)
        self.grid.setChecked(True)
        self.large = self._add(tr("Large &view"), "fit", "Space", "Return", "Enter")
        # Keys that hold where pictures are and nowhere else: elsewhere they press buttons.
        self.large.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        self.large.setAutoRepeat(False)
        self.large.setCheckable(True)
        self.larger = self._add(
            tr("La&rger thumbnails"), "zoom-in", QKeySequence.StandardKey.ZoomIn
        )
        self.smaller = self._add(
            tr("S&maller thumbnails"), "zoom-out", QKeySequence.StandardKey.ZoomOut
        )
        self.tags = self._add(tr("&Tags"), "sidebar", "F8")
        self.details = self._add(tr("&Details"), "info", "F9")
        for action in (self.tags, self.details):
            action.setCheckable(True)
            action.setChecked(True)
        self.full_screen = self._add(
            tr("F&ull screen"), "full-screen", QKeySequence.StandardKey.FullScreen, "F11"
        )
        self.full_screen.setCheckable(True)

    def _make_help(self) -> None:
        tr = self._window.tr
        self.shortcuts = self._add(tr("&Keyboard shortcuts"), "keyboard", "F1", "Ctrl+/")
        self.log = self._add(tr("Open the &log file"), "")
        self.about = self._add(tr("&About igtagger"), "info")
        self.about.setMenuRole(QAction.MenuRole.AboutRole)

    def _add(self, text: str, drawing: str, *keys: Keys) -> QAction:
        action = QAction(text, self._window)
        if drawing:
            action.setIcon(icon(drawing))
        sequences: list[QKeySequence] = []
        for key in keys:
            found = [QKeySequence(key)] if isinstance(key, str) else QKeySequence.keyBindings(key)
            sequences += [sequence for sequence in found if sequence not in sequences]
        action.setShortcuts(sequences)
        action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
        if sequences:
            shown = sequences[0].toString(QKeySequence.SequenceFormat.NativeText)
            set_tool_tip(action, f"{text.replace('&', '').rstrip('…')} ({shown})")
        self._window.addAction(action)
        return action

    def fill(self, bar: QMenuBar) -> None:
        """Put all of them into menus."""
        tr = self._window.tr
        self._menu(
            bar,
            tr("&File"),
            (self.open_folder, self.recent),
            (self.add_images, self.add_folder, self.add_recent, self.paste, self.samples),
            (self.keep, self.folders),
            (self.export, self.write, self.written),
            (self.remove, self.clear),
            (self.settings,),
            (self.quit,),
        )
        self._menu(
            bar,
            tr("&Edit"),
            (self.undo, self.redo),
            (self.copy, self.copy_labels, self.select_all),
            (self.find, self.save_search),
            (self.similar, self.duplicates),
            (self.open, self.open_with, self.reveal),
            (self.trash,),
        )
        self._menu(
            bar,
            tr("&Tagging"),
            (self.tag, self.pause, self.stop),
            (self.retry, self.anew),
            (self.models, self.vocabulary, self.own_tags),
            (self.more_like, self.taught),
        )
        self._menu(
            bar,
            tr("&Review"),
            (self.confirm, self.reject, self.reset, self.kind, self.own),
            (self.go_through, self.tag_sets, self.auto_advance),
            (self.marks,),
        )
        self._menu(
            bar,
            tr("&View"),
            (self.grid, self.list, self.large),
            (self.larger, self.smaller),
            (self.tags, self.details, self.full_screen),
        )
        self._menu(bar, tr("&Help"), (self.shortcuts, self.log), (self.about,))

    @staticmethod
    def _menu(bar: QMenuBar, title: str, *groups: tuple[QAction | QMenu, ...]) -> None:
        menu = bar.addMenu(title)
        for number, group in enumerate(groups):
            if number:
                menu.addSeparator()
            for entry in group:
                if isinstance(entry, QMenu):
                    menu.addMenu(entry)
                else:
                    menu.addAction(entry)
