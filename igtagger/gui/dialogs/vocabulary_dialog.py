"""The person's own rules for names: what is there, one more, one less; each holds at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QCompleter,
    QDialog,
    QDialogButtonBox,
    QDoubleSpinBox,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QStackedWidget,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from igtagger.app.own_rules import OwnRules
from igtagger.errors import IgTaggerError
from igtagger.gui.dialogs.form import MARGINS, chosen, fill, note, set_look
from igtagger.gui.keys.all_keys import RULE_KEYS
from igtagger.gui.look.icons import icon
from igtagger.gui.look.plain_text import as_tool_tip
from igtagger.gui.look.reason_words import sentence_of
from igtagger.gui.look.spoken_label import SpokenLabel
from igtagger.gui.look.text_field import TextField
from igtagger.gui.tags.filter_bar import indent
from igtagger.gui.tags.tag_words import colour_words
from igtagger.labels.rule_lines import OF_TAGS
from igtagger.labels.rules import Rule

_SIZE = (760, 560)
_RULE_ROLE = Qt.ItemDataRole.UserRole + 1
_MOST_PROBLEMS = 4
_FLAGS = ("hide", "never")
"""Rules that need nothing but a name."""


class VocabularyDialog(QDialog):
    """An editor of the rules.

    Args:
        rules: they.
        names: what can be completed to: names of labels and terms.
        name: what is to be called otherwise; empty for nothing in particular.
        parent: the window.
        words: to which other names can be completed besides, such as keywords of files.

    Signals:
        changed: other rules hold from now on.
    """

    changed = Signal()

    def __init__(
        self,
        rules: OwnRules,
        names: Sequence[str],
        name: str = "",
        parent: QWidget | None = None,
        *,
        words: Sequence[str] = (),
    ) -> None:
        super().__init__(parent)
        self._rules, self._known = rules, sorted({*names}, key=str.casefold)
        self._words = sorted({*self._known, *words}, key=str.casefold)
        self.setWindowTitle(self.tr("Vocabulary"))
        self.resize(*_SIZE)
        self._make_form()
        self.list = self._make_list()
        self.ancestors = QCheckBox(self.tr("Tags &carry what stands above them"))
        words = self.tr("A picture of a dog is then tagged “animal”, too.")
        self.ancestors.setAccessibleDescription(words)
        self.ancestors.toggled.connect(self._toggle_ancestors)
        self.problems = note()
        set_look(self.problems, "warning")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*MARGINS)
        layout.setSpacing(8)
        layout.addWidget(note(self.tr("What things are called here, and what is never said.")))
        layout.addLayout(self._form)
        layout.addWidget(self.refusal)
        layout.addWidget(self.list, 1)
        layout.addWidget(self.ancestors)
        layout.addWidget(note(words))
        layout.addWidget(self.problems)
        layout.addWidget(self._make_buttons())
        self._show()
        self.name.setText(name)
        (self.value_text if name else self.name).setFocus()

    # Building

    def _make_form(self) -> None:
        self.name, self.value_text = TextField(), TextField()
        self.name.setCompleter(self._make_completer(self.name, self._known))
        self._others = self._make_completer(self.value_text, self._words)
        self.name.setPlaceholderText(self.tr("Name"))
        self.name.setAccessibleName(self.tr("Name"))
        self.value_text.setAccessibleName(self.tr("Other name"))
        self.kind = QComboBox()
        # What is said of own tags alone is changed where they are listed.
        kinds = [each for each in self._kinds().items() if each[0] not in OF_TAGS]
        fill(self.kind, kinds, "rename")
        SpokenLabel(self.tr("Rule"), self.kind)
        self.kind.currentIndexChanged.connect(self._show_value)
        self.score = QDoubleSpinBox()
        self.score.setRange(0, 1)
        self.score.setSingleStep(0.05)
        self.score.setValue(0.9)
        indent(self.score)
        self.score.setAccessibleName(self.tr("Score"))
        self.value = QStackedWidget()
        for widget in (self.value_text, self.score, QWidget()):
            self.value.addWidget(widget)
        self.add = QPushButton(icon("plus"), self.tr("&Add"))
        self.add.setDefault(True)
        self.add.clicked.connect(self._add)
        self._form = QHBoxLayout()
        self._form.addWidget(self.name, 3)
        self._form.addWidget(self.kind)
        self._form.addWidget(self.value, 3)
        self._form.addWidget(self.add)
        self.refusal: QLabel = note()
        set_look(self.refusal, "error")
        self.refusal.hide()
        self._show_value()

    def _make_completer(self, field: TextField, words: list[str]) -> QCompleter:
        completer = QCompleter(words, field)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        return completer

    def _make_list(self) -> QTreeWidget:
        tree = QTreeWidget()
        tree.setAccessibleName(self.tr("Rules"))
        tree.setHeaderLabels([self.tr("Name"), self.tr("Rule"), self.tr("Value")])
        tree.setRootIsDecorated(False)
        tree.setUniformRowHeights(True)
        tree.setSelectionMode(QTreeWidget.SelectionMode.ExtendedSelection)
        tree.setStyleSheet("QTreeView::item { padding: 3px; }")
        header = tree.header()
        header.setStretchLastSection(True)
        for column in (0, 1):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.ResizeToContents)
        tree.itemSelectionChanged.connect(self._show_buttons)
        delete = QShortcut(QKeySequence(RULE_KEYS.keys_of("remove")[0]), tree)
        delete.setContext(Qt.ShortcutContext.WidgetShortcut)
        delete.activated.connect(self._remove)
        return tree

    def _make_buttons(self) -> QDialogButtonBox:
        box = QDialogButtonBox()
        action = QDialogButtonBox.ButtonRole.ActionRole
        self.remove = box.addButton(self.tr("&Remove"), action)
        self.remove.setIcon(icon("trash"))
        self.remove.clicked.connect(self._remove)
        self.open_file = box.addButton(self.tr("&Open the file"), action)
        self.open_file.clicked.connect(self._open_file)
        close = box.addButton(self.tr("Close"), QDialogButtonBox.ButtonRole.RejectRole)
        for button in (self.remove, self.open_file, close):
            button.setAutoDefault(False)
        box.rejected.connect(self.reject)
        return box

    def _kinds(self) -> dict[str, str]:
        return {
            "rename": self.tr("is called"),
            "join": self.tr("is called, as others are,"),
            "hide": self.tr("is never said itself"),
            "never": self.tr("is never said, nor what is below"),
            "floor": self.tr("is said from the score"),
            "under": self.tr("stands under"),
            "synonym": self.tr("is meant by"),
            "colour": self.tr("has the colour"),
        }

    # What is shown

    def _show(self) -> None:
        reading = self._rules.reading
        self.list.clear()
        for rule in reading.rules:
            if rule.kind != "ancestors":
                self.list.addTopLevelItem(self._item(rule))
        self.ancestors.blockSignals(True)
        self.ancestors.setChecked(reading.vocabulary.ancestors)
        self.ancestors.blockSignals(False)
        lines = [
            self.tr("Line {line}: {problem}").format(
                line=problem.line, problem=sentence_of(problem.reason)
            )
            for problem in reading.problems[:_MOST_PROBLEMS]
        ]
        self.problems.setText("\n".join(lines))
        self.problems.setVisible(bool(lines))
        self.open_file.setEnabled(self._rules.file.exists())
        self._show_buttons()

    def _item(self, rule: Rule) -> QTreeWidgetItem:
        name, value = rule.name, rule.value
        if rule.kind == "join":  # the file says it the other way round: all of them behind the one
            name, value = str(rule.value), rule.name
        shown = "" if rule.kind in _FLAGS else self._value_text(rule.kind, value)
        item = QTreeWidgetItem([self._rules.shown(name), self._kinds()[rule.kind], shown])
        item.setData(0, _RULE_ROLE, rule)
        item.setToolTip(0, as_tool_tip(name))
        return item

    def _value_text(self, kind: str, value: object) -> str:
        if kind == "floor" and isinstance(value, int | float):
            return self.locale().toString(float(value), "f", 2)
        if kind == "colour":
            return colour_words()[str(value)]
        return self._rules.shown(str(value)) if kind == "under" else str(value)

    def _show_value(self) -> None:
        kind = chosen(self.kind)
        self.value.setCurrentIndex(2 if kind in _FLAGS else int(kind == "floor"))
        # A new name is like none of the others, which would only stand in the way of Enter.
        self.value_text.setCompleter(None if kind == "rename" else self._others)  # type: ignore[arg-type]

    def _show_buttons(self) -> None:
        self.remove.setEnabled(bool(self.list.selectedItems()))

    # What is done

    def _add(self) -> None:
        name, kind = self.name.text().strip(), chosen(self.kind)
        other = self.value_text.text().strip()
        if not name or (kind in ("rename", "join", "under") and not other):
            (self.value_text if name else self.name).setFocus()
            return
        value: str | float | bool = other
        if kind == "floor":
            value = round(self.score.value(), 2)
        elif kind in _FLAGS:
            value = True
        rule = Rule(kind, other, name) if kind == "join" else Rule(kind, name, value)
        if self._do(partial(self._rules.set, rule)):
            self.name.clear()
            self.value_text.clear()
            self.name.setFocus()

    def _remove(self) -> None:
        rules = [item.data(0, _RULE_ROLE) for item in self.list.selectedItems()]
        for rule in rules:
            if not self._do(partial(self._rules.unset, rule)):
                return

    def _toggle_ancestors(self, wanted: bool) -> None:
        self._do(partial(self._rules.set, Rule("ancestors", "", wanted)))

    def _do(self, change: Callable[[], None]) -> bool:
        """Make a change, and show what came of it; whether it was made."""
        try:
            change()
        except IgTaggerError as error:
            self.refusal.setText(sentence_of(error.reason))
            self.refusal.show()
            self._show()
            return False
        self.refusal.hide()
        self._show()
        self.changed.emit()
        return True

    def _open_file(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._rules.file)))
