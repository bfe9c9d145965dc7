"""Windows of Qt's own widgets, drawn without a screen: another source of desktop screenshots."""

from __future__ import annotations

import os
from functools import cache
from random import Random

from common import SANS, chance, colour, css, number, title, words
from ingredients import Ingredients, open_rgba, pick
from PIL import Image

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6 import QtGui, QtWidgets
from PySide6.QtCore import Qt


@cache
def _app() -> QtWidgets.QApplication:
    return QtWidgets.QApplication.instance() or QtWidgets.QApplication(["renderer"])  # type: ignore[return-value]


def qt_window(rng: Random, have: Ingredients) -> Image.Image:
    """A main window or a dialog of random widgets, palette, style and font."""
    app = _app()
    app.setStyle(rng.choice(QtWidgets.QStyleFactory.keys()))
    palette = QtGui.QPalette(
        QtGui.QColor(
            css(colour(rng, (0, 0.3), rng.choice(((0.75, 0.95), (0.75, 0.95), (0.12, 0.3)))))
        )
    )
    palette.setColor(
        QtGui.QPalette.ColorRole.Highlight, QtGui.QColor(css(colour(rng, (0.4, 1), (0.3, 0.6))))
    )
    app.setPalette(palette)
    app.setFont(QtGui.QFont(rng.choice(SANS[:9]), rng.choice((8, 9, 10, 11, 12))))
    window = _main_window(rng, have) if chance(rng, 0.6) else _form(rng, rng.randint(5, 18))
    window.resize(
        *rng.choice(((800, 600), (1000, 700), (600, 450), (400, 300), (500, 600), (1200, 800)))
    )
    shot = window.grab().toImage().convertToFormat(QtGui.QImage.Format.Format_RGB888)
    data = bytes(shot.constBits())
    image = Image.frombuffer(
        "RGB", (shot.width(), shot.height()), data, "raw", "RGB", shot.bytesPerLine(), 1
    )
    window.deleteLater()
    app.processEvents()
    return _framed(rng, image.copy()) if chance(rng, 0.6) else image.copy()


def _framed(rng: Random, image: Image.Image) -> Image.Image:
    """With a title bar above, as a window manager draws it."""
    from common import font
    from PIL import ImageDraw

    high = rng.randint(20, 38)
    bar = colour(rng, (0, 0.6), (0.2, 0.9))
    out = Image.new("RGB", (image.width + 4, image.height + high + 2), bar)
    out.paste(image, (2, high))
    draw = ImageDraw.Draw(out)
    pen = "white" if sum(bar) < 380 else "black"
    draw.text((12, high // 2), title(rng, 3), pen, font(rng, SANS[:6], high // 2), "lm")
    for i in range(3):
        x = out.width - 20 - i * high
        draw.rectangle((x - high // 4, high // 3, x, high // 3 + high // 4), outline=pen)
    return out


def _qt_icon(rng: Random, have: Ingredients) -> QtGui.QIcon:
    image = open_rgba(pick(rng, have.small_icons), 32)
    if image is None:
        return QtGui.QIcon()
    data = image.tobytes()
    made = QtGui.QImage(
        data, image.width, image.height, 4 * image.width, QtGui.QImage.Format.Format_RGBA8888
    )
    return QtGui.QIcon(QtGui.QPixmap.fromImage(made.copy()))


def _form(rng: Random, count: int) -> QtWidgets.QWidget:
    box = QtWidgets.QWidget()
    lay = QtWidgets.QFormLayout(box) if chance(rng, 0.5) else QtWidgets.QVBoxLayout(box)
    for _ in range(count):
        widget = _control(rng)
        if isinstance(lay, QtWidgets.QFormLayout):
            lay.addRow(title(rng, 2) + ":", widget)
        else:
            lay.addWidget(widget)
    if chance(rng, 0.6):
        kind = QtWidgets.QDialogButtonBox.StandardButton
        lay.addWidget(
            QtWidgets.QDialogButtonBox(
                kind.Ok | kind.Cancel | rng.choice((kind.Help, kind.Apply, kind.Reset))
            )
        )
    return box


def _control(rng: Random) -> QtWidgets.QWidget:
    kind = rng.randrange(11)
    if kind == 0:
        widget: QtWidgets.QWidget = QtWidgets.QCheckBox(title(rng, 4))
        widget.setChecked(chance(rng, 0.5))  # type: ignore[attr-defined]
    elif kind == 1:
        widget = QtWidgets.QRadioButton(title(rng, 3))
    elif kind == 2:
        widget = QtWidgets.QLineEdit(words(rng, 2))
    elif kind == 3:
        widget = QtWidgets.QComboBox()
        widget.addItem(title(rng, 2))
    elif kind == 4:
        widget = QtWidgets.QSpinBox()
        widget.setValue(rng.randrange(99))
    elif kind == 5:
        widget = QtWidgets.QSlider(Qt.Orientation.Horizontal)
        widget.setValue(rng.randrange(99))
    elif kind == 6:
        widget = QtWidgets.QProgressBar()
        widget.setValue(rng.randrange(99))
    elif kind == 7:
        widget = QtWidgets.QPushButton(title(rng, 2))
    elif kind == 8:
        widget = QtWidgets.QGroupBox(title(rng, 2))
        inner = QtWidgets.QVBoxLayout(widget)
        for _ in range(rng.randint(1, 4)):
            inner.addWidget(QtWidgets.QRadioButton(title(rng, 3)))
    elif kind == 9:
        widget = QtWidgets.QTextEdit(words(rng, 30))
    else:
        widget = QtWidgets.QLabel(words(rng, 6))
    return widget


def _tree(rng: Random, have: Ingredients) -> QtWidgets.QWidget:
    tree = QtWidgets.QTreeWidget()
    columns = rng.randint(1, 5)
    tree.setHeaderLabels([title(rng, 1) for _ in range(columns)])
    tree.setAlternatingRowColors(chance(rng, 0.5))
    icons = [_qt_icon(rng, have) for _ in range(3)]
    for _ in range(rng.randint(4, 25)):
        item = QtWidgets.QTreeWidgetItem(
            [title(rng, 2), *(number(rng) for _ in range(columns - 1))]
        )
        item.setIcon(0, rng.choice(icons))
        for _ in range(rng.choice((0, 0, 0, 3))):
            item.addChild(QtWidgets.QTreeWidgetItem([title(rng, 2)]))
        tree.addTopLevelItem(item)
        item.setExpanded(True)
    return tree


def _tabs(rng: Random, have: Ingredients) -> QtWidgets.QWidget:
    tabs = QtWidgets.QTabWidget()
    for _ in range(rng.randint(2, 5)):
        tabs.addTab(
            _form(rng, rng.randint(3, 12)) if chance(rng, 0.6) else _tree(rng, have), title(rng, 1)
        )
    return tabs


def _text(rng: Random, _have: Ingredients) -> QtWidgets.QWidget:
    edit = QtWidgets.QTextEdit()
    edit.setPlainText("\n\n".join(words(rng, 40) for _ in range(8)))
    return edit


def _main_window(rng: Random, have: Ingredients) -> QtWidgets.QWidget:
    window = QtWidgets.QMainWindow()
    for name in ("&File", "&Edit", "&View", "&Tools", "&Help")[: rng.randint(2, 5)]:
        window.menuBar().addMenu(name)
    tools = window.addToolBar("tools")
    for _ in range(rng.randint(3, 14)):
        tools.addAction(_qt_icon(rng, have), title(rng, 1)[:10])
    if chance(rng, 0.4):
        tools.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextUnderIcon)
    split = QtWidgets.QSplitter()
    for _ in range(rng.randint(1, 3)):
        split.addWidget(rng.choice((_tree, _tabs, _text, _tree))(rng, have))
    window.setCentralWidget(split)
    window.statusBar().showMessage(title(rng, 4))
    return window
