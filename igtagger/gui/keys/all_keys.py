"""All keys of the window that are no commands of its menus.

Whoever obeys a key finds it here and nowhere else, and the overview of shortcuts tells them all: so
it cannot lack one. Commands with keys are in :mod:`igtagger.gui.actions`.
"""

from __future__ import annotations

from igtagger.gui.keys.key_table import KeyEntry, KeyTable

_DIGITS = tuple("123456789")

REVIEW_KEYS = KeyTable(
    KeyEntry("confirm-nth", title="Confirm the label of that rank", keys=_DIGITS),
    KeyEntry("best", title="Confirm the best label", keys=("P",)),
    KeyEntry("confirm", title="Confirm the chosen label, or else the first", keys=("C",)),
    KeyEntry("reject", title="Reject the chosen label, or else the first", keys=("X",)),
    KeyEntry("reject-all", title="Reject all that is shown", keys=("Backspace",)),
    KeyEntry(
        "the-other-way",
        title="The same, and go on (with auto-advance: and stay)",
        keys=("Shift+P", "Shift+C", "Shift+X", "Shift+Backspace"),
    ),
    title="Judging: pictures and labels",
)
PICTURE_KEYS = KeyTable(
    KeyEntry("", title="Another picture", keys=("Left", "Right", "Up", "Down")),
    KeyEntry("", title="A page up or down", keys=("PgUp", "PgDown")),
    KeyEntry("", title="The first or the last picture", keys=("Home", "End")),
    KeyEntry(
        "",
        title="Select up to there",
        keys=("Shift+Left", "Shift+Right", "Shift+Up", "Shift+Down"),
    ),
    KeyEntry("", title="Go there without selecting it", keys=("Ctrl+Left", "Ctrl+Right")),
    KeyEntry("", title="Select it too, or no more", keys=("Ctrl+Space",)),
    title="Pictures",
)
LABEL_KEYS = KeyTable(
    KeyEntry("confirm", title="Confirm what is chosen, or take that back",
             keys=("Space", "Return", "Enter")),
    KeyEntry("reject", title="Reject what is chosen, or take that back", keys=("Del",)),
    KeyEntry("copy", title="Copy the names", keys=("Ctrl+C",)),
    KeyEntry("", title="Another label", keys=("Up", "Down")),
    KeyEntry("", title="Choose several", keys=("Shift+Up", "Shift+Down")),
    title="Labels of a picture",
)  # fmt: skip
KIND_KEYS = KeyTable(
    KeyEntry("confirm", title="Confirm the kind, or take that back", keys=("C",)),
    KeyEntry("reject", title="Reject the kind", keys=("X", "Del")),
    title="Kind of a picture",
)
CHIP_KEYS = KeyTable(
    KeyEntry("remove", title="Remove the tag", keys=("Del", "Backspace")),
    KeyEntry("open", title="Show pictures with this tag", keys=("Return", "Enter")),
    title="Tags of a picture",
)
OWN_TAG_KEYS = KeyTable(
    KeyEntry("enter", title="Add what is typed or chosen", keys=("Return", "Enter")),
    KeyEntry("leave", title="Empty the field; if it is empty, go to the labels", keys=("Esc",)),
    KeyEntry("suggest", title="Choose a suggestion", keys=("Down",)),
    title="The field for own tags",
)
SEARCH_KEYS = KeyTable(
    KeyEntry("enter", title="Search, and go to what was found", keys=("Return", "Enter")),
    KeyEntry("empty", title="Empty the field; if it is empty, leave it", keys=("Esc",)),
    KeyEntry("leave", title="Choose a completion, or go to what was found", keys=("Down",)),
    KeyEntry("complete", title="Show what the word may become", keys=("Ctrl+Space",)),
    KeyEntry("paste", title="A copied picture: show similar ones", keys=("Ctrl+V",)),
    title="Search fields",
)
TAG_KEYS = KeyTable(
    KeyEntry("choose", title="Show only pictures with the tag", keys=("Return", "Enter", "Space")),
    KeyEntry("add", title="Add it to the search", keys=("+", "Ctrl+Return", "Ctrl+Enter")),
    KeyEntry("exclude", title="Exclude it from the search", keys=("-", "Alt+Return", "Alt+Enter")),
    KeyEntry(
        "or", title="Ask for it or for what is asked for", keys=("Shift+Return", "Shift+Enter")
    ),
    KeyEntry("escape", title="Show all pictures again", keys=("Esc",)),
    KeyEntry("", title="Another tag", keys=("Up", "Down")),
    KeyEntry("", title="Rename an own tag", keys=("F2",)),
    title="The list of tags",
)
FOLDER_KEYS = KeyTable(
    KeyEntry("choose", title="Show only what is in the folder", keys=("Return", "Enter", "Space")),
    KeyEntry("exclude", title="Exclude it from the search", keys=("Alt+Return", "Alt+Enter")),
    KeyEntry("escape", title="Show all folders again", keys=("Esc",)),
    KeyEntry("take-out", title="Remove its pictures from the list", keys=("Del",)),
    title="Folders",
)
SAVED_SEARCH_KEYS = KeyTable(
    KeyEntry("choose", title="Search", keys=("Return", "Enter", "Space")),
    KeyEntry("move", title="Move it up or down", keys=("Alt+Up", "Alt+Down")),
    KeyEntry("", title="Rename it", keys=("F2",)),
    KeyEntry("delete", title="Delete it", keys=("Del",)),
    title="Saved searches",
)
SHEET_KEYS = KeyTable(
    KeyEntry("mark", title="Mark a picture to be rejected, or no more", keys=("Space", "X", "Del")),
    KeyEntry("turn", title="Turn the page", keys=("PgUp", "PgDown")),
    KeyEntry("confirm", title="Confirm the rest, and reject the marked", keys=("Return", "Enter")),
    title="Going through one tag",
)
SIMILAR_KEYS = KeyTable(
    KeyEntry("open", title="Look at the picture", keys=("Space", "Return", "Enter")),
    KeyEntry("add", title="Add it to the list", keys=("A",)),
    KeyEntry("tag", title="Give it a tag", keys=("T",)),
    KeyEntry("reveal", title="Show it in its folder", keys=("F",)),
    KeyEntry("back", title="Back to what was asked before", keys=("Backspace", "Alt+Left")),
    KeyEntry("leave", title="Back to the list", keys=("Esc",)),
    title="Similar pictures",
)
COPY_KEYS = KeyTable(
    KeyEntry("keep", title="Keep this copy, or decide nothing about it", keys=("K",)),
    KeyEntry("alone", title="Keep this copy, and no other one of its group", keys=("Shift+K",)),
    KeyEntry("drop", title="This copy is not wanted, or nothing is decided", keys=("X", "Del")),
    KeyEntry("best", title="Keep the best copy of each group", keys=("Ctrl+B",)),
    KeyEntry("trash", title="Move what is not wanted to the trash", keys=("Shift+Del",)),
    KeyEntry("open", title="Look at the picture", keys=("Space", "Return", "Enter")),
    KeyEntry("undo", title="Take the last decision back", keys=("Ctrl+Z",)),
    KeyEntry("", title="Another copy of the group", keys=("Left", "Right")),
    KeyEntry("", title="Another group", keys=("Up", "Down")),
    title="Duplicates",
)
LOOKING_KEYS = KeyTable(
    KeyEntry("leave", title="Back to the pictures", keys=("Space", "Return", "Enter")),
    title="Looking at a similar picture or a copy",
)
PROPOSAL_KEYS = KeyTable(
    KeyEntry("confirm", title="Confirm what is suggested", keys=("P", "Return", "Enter")),
    KeyEntry("reject", title="Reject what is suggested", keys=("X", "Del", "Backspace")),
    KeyEntry("large", title="Look at the picture, or back", keys=("Space",)),
    KeyEntry("turn", title="The suggestions before, or the next", keys=("PgUp", "PgDown")),
    KeyEntry("leave", title="Back from the picture, or leave the page", keys=("Esc",)),
    title="Teaching a tag",
)
TAUGHT_KEYS = KeyTable(
    KeyEntry("improve", title="Improve the tag: see what is suggested", keys=("Return", "Enter")),
    KeyEntry("switch", title="Have it said by itself, or no more", keys=("Space",)),
    KeyEntry("rename", title="Rename the tag", keys=("F2",)),
    KeyEntry("remove", title="Forget what was taught", keys=("Del",)),
    title="Taught tags",
)
TAG_CHANGE_KEYS = KeyTable(
    KeyEntry("change", title="Make the change that is shown", keys=("Return", "Enter")),
    KeyEntry("leave", title="Back to the list", keys=("Esc",)),
    title="Changing tags everywhere",
)
PREVIEW_KEYS = KeyTable(
    KeyEntry("previous", title="The previous picture", keys=("Left",)),
    KeyEntry("next", title="The next picture", keys=("Right",)),
    KeyEntry("larger", title="Zoom in", keys=("+", "=")),
    KeyEntry("smaller", title="Zoom out", keys=("-",)),
    KeyEntry("fit", title="The whole picture", keys=("0",)),
    KeyEntry("full", title="Every pixel, or the whole picture", keys=("Z",)),
    KeyEntry(
        "pan",
        title="Move the picture",
        keys=("Shift+Left", "Shift+Right", "Shift+Up", "Shift+Down"),
    ),
    title="Preview",
)
SPLITTER_KEYS = KeyTable(
    KeyEntry("move", title="Move the line between two parts", keys=("Left", "Right", "Up", "Down")),
    KeyEntry(
        "move-finely",
        title="Move it a pixel",
        keys=("Ctrl+Left", "Ctrl+Right", "Ctrl+Up", "Ctrl+Down"),
    ),
    KeyEntry("ends", title="Move it to an end", keys=("Home", "End")),
    title="Sizes of parts",
)
RULE_KEYS = KeyTable(
    KeyEntry("remove", title="Remove what is chosen", keys=("Del",)),
    title="Vocabulary",
)
EVERYWHERE_KEYS = KeyTable(
    KeyEntry("press", title="Press the button that has the focus", keys=("Return", "Enter")),
    KeyEntry("dismiss", title="Close a message, a list or a dialog", keys=("Esc",)),
    KeyEntry("open-list", title="Open a list of choices", keys=("Down", "Up", "Space", "F4")),
    KeyEntry("", title="To the next or the previous part", keys=("Tab", "Shift+Tab")),
    KeyEntry("", title="The context menu", keys=("Menu", "Shift+F10")),
    title="Everywhere",
)

ALL_KEYS = (
    REVIEW_KEYS, PICTURE_KEYS, LABEL_KEYS, KIND_KEYS, CHIP_KEYS, OWN_TAG_KEYS, SEARCH_KEYS,
    TAG_KEYS, FOLDER_KEYS, SAVED_SEARCH_KEYS, SHEET_KEYS, PROPOSAL_KEYS, TAUGHT_KEYS,
    SIMILAR_KEYS, COPY_KEYS, LOOKING_KEYS, TAG_CHANGE_KEYS, PREVIEW_KEYS, RULE_KEYS,
    SPLITTER_KEYS, EVERYWHERE_KEYS,
)  # fmt: skip
"""The tables in the order in which they are told."""
