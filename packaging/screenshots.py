"""Take a picture of each main state of the window, light and dark, at one and two times the size.

    uv run python packaging/screenshots.py --out build/screenshots [--pictures FOLDER]

No display is needed. Look at them: a test cannot tell whether a window is pleasant.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from igtagger.gui.look.languages import LANGUAGES, SOURCE

THEMES = ("light", "dark")
SCALES = ("1", "2")
WAIT_SECONDS = 120.0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=Path("build/screenshots"))
    parser.add_argument("--pictures", type=Path, help="a folder; the samples if not given")
    parser.add_argument("--one", nargs=2, metavar=("THEME", "LANGUAGE"), help=argparse.SUPPRESS)
    given = parser.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    if given.one:
        _Shots(given.out, *given.one, given.pictures).take()
        return
    combinations = [(theme, scale, SOURCE) for theme in THEMES for scale in SCALES]
    combinations += [("light", "1", language) for language in LANGUAGES if language != SOURCE]
    for theme, scale, language in combinations:
        # A process for each: the scale is read once, when Qt starts.
        out = given.out / f"{theme}-{scale}x-{language}"
        command = [sys.executable, __file__, "--out", str(out), "--one", theme, language]
        if given.pictures:
            command += ["--pictures", str(given.pictures)]
        with tempfile.TemporaryDirectory() as folder:
            environment = {
                **os.environ,
                "QT_SCALE_FACTOR": scale,
                "QT_QPA_PLATFORM": "offscreen",
                "IGTAGGER_DATA_DIR": folder,
                "IGTAGGER_CONFIG_DIR": folder,
            }
            subprocess.run(command, env=environment, check=True)
        print(out)


class _Shots:
    """One theme in one language."""

    def __init__(self, out: Path, theme: str, language: str, pictures: Path | None) -> None:
        from PySide6.QtWidgets import QApplication

        from igtagger import resources
        from igtagger.gui.look import theme as themes
        from igtagger.gui.look import translation
        from igtagger.gui.main_window import MainWindow
        from igtagger.settings import Preferences, Settings

        self._out = out
        self._pictures = pictures or resources.path("samples")
        self._app = QApplication(["igtagger"])
        translation.install(self._app, language)
        themes.apply(self._app, themes.Theme(theme))
        self._window = MainWindow(Settings.from_environment(), Preferences(theme=theme))
        self._window.resize(1240, 800)
        self._window.show()

    def take(self) -> None:
        window = self._window
        self._shot("start")
        window.open_paths([self._pictures, *self._odd_pictures()])
        self._wait(lambda: window.results.rowCount() > 3)
        self._shot("loading", settle=0.2)
        self._wait(lambda: window.session.state.value == "idle" and not window.session.listing)
        self._shot("done", settle=1.5)
        for _ in range(window.results.rowCount()):
            window.workspace.step(1)
            if "coffee" in self._current_name():
                break
        self._shot("one picture")
        row = window.workspace.rows()
        window.reviews.confirm(row, window.results.pictures.ranked(row[0])[0].key)
        window.reviews.add_own(row, "breakfast, table by the window")
        self._wait(lambda: not window.reviews.busy)
        self._shot("reviewed")
        self._large()
        window.workspace.grid.selectAll()
        self._shot("many pictures")
        window.actions_.list.trigger()
        self._shot("list")
        self._alike()
        self._kinds()
        self._failed()
        self._folders()
        self._dialogs()
        window.close()

    def _current_name(self) -> str:
        rows = self._window.workspace.rows()
        return self._window.results.pictures.path(rows[0]) if rows else ""

    def _odd_pictures(self) -> list[Path]:
        """A damaged picture, and one with a long name."""
        folder = Path(tempfile.mkdtemp())
        whole = next(p for p in sorted(self._pictures.iterdir()) if p.suffix in {".jpg", ".png"})
        content = whole.read_bytes()
        words = "a picture whose name somebody wrote at length and without thinking of any window"
        (folder / f"{words}{whole.suffix}").write_bytes(content)
        (folder / f"damaged{whole.suffix}").write_bytes(content[: len(content) // 3])
        return [folder]

    def _large(self) -> None:
        """The picture on the whole window: all of it, then every pixel, then nothing beside it."""
        do, loupe = self._window.actions_, self._window.looking.loupe
        do.large.trigger()
        self._wait(lambda: loupe.canvas.has_picture)
        self._shot("large")
        loupe.actions_.every_pixel.trigger()
        self._shot("large every pixel")
        do.details.trigger()
        self._shot("large alone")
        do.details.trigger()
        loupe.actions_.leave.trigger()

    def _alike(self) -> None:
        """What is similar to a picture, and copies of it: made here, in a folder of their own."""
        window = self._window
        window.open_paths([_copies_of(self._pictures)])
        self._wait(lambda: window.session.state.value == "idle" and not window.session.listing)
        window.actions_.grid.trigger()
        window.workspace.go_to(window.results.rowCount() - 1)
        window.actions_.similar.trigger()
        self._wait(lambda: not window.alike.page.busy)
        self._shot("similar", settle=1.5)
        window.alike.leave()
        dialog = window.alike.open_duplicates()
        self._wait(lambda: not dialog.finder.running)
        dialog.marking.keep_alone(*dialog.view.current() or ())
        self._settle(1.5)
        dialog.grab().save(str(self._out / "duplicates.png"))
        dialog.reject()
        window.actions_.list.trigger()

    def _kinds(self) -> None:
        """Pictures of a kind in which nothing is named, and the kinds to choose from."""
        from igtagger.domain import LabelRef

        space, pictures = self._window.workspace, self._window.results.pictures
        row = next(row for row in self._window.results.rows() if not pictures.is_named(row))
        kind = pictures.kind(row)
        assert kind is not None
        assert isinstance(kind.key, LabelRef)
        self._window.actions_.grid.trigger()
        space.filters.set_kind(kind.key.index)
        space.step(1)
        self._shot("of one kind")
        self._window.actions_.kind.trigger()
        self._settle(0.3)
        space.details.kind.menu.grab().save(str(self._out / "kinds.png"))
        space.details.kind.menu.close()
        space.filters.reset()
        self._window.actions_.list.trigger()

    def _failed(self) -> None:
        from igtagger.app.picture_values import State
        from igtagger.gui.jobs.problems import Problem

        window = self._window
        pictures = window.results.pictures
        row = next(r for r in range(len(pictures)) if pictures.state(r) is State.FAILED)
        place = window.results.place_of(row)
        assert place is not None
        window.workspace.list.selectRow(place)
        window.actions_.large.trigger()
        self._shot("large failed")
        window.looking.leave()
        window.problems.add(Problem("The disk is full.", "Make room, and press Download to go on."))
        self._shot("failed")

    def _folders(self) -> None:
        """A folder that went, one with other files, one without pictures."""
        from dataclasses import replace

        from igtagger.errors import FolderGone
        from igtagger.gui.jobs.problems import Problem

        window = self._window
        window.problems.dismiss_all()
        gone = Problem.of(FolderGone(Path("/media/stick/Holiday 2019")))
        window.problems.add(replace(gone, verb=window.session.tr("Go on")))
        self._shot("folder gone")
        window.problems.dismiss_all()
        others = Path(tempfile.mkdtemp())
        for number in range(12):
            (others / f"notes {number}.txt").touch()
        window.open_paths([self._pictures, others], tag=False)
        self._wait(lambda: window.passed_over.isVisible() and not window.session.listing)
        self._shot("passed over")
        window.open_paths([others], tag=False)
        self._wait(lambda: bool(window.problems.problems))
        window.problems.more.click()
        self._shot("no picture found")
        window.problems.dismiss_all()

    def _dialogs(self) -> None:
        from PySide6.QtWidgets import QDialog

        window = self._window
        for name, begin in (
            ("models", window.choice.manage),
            ("licence", lambda: window.choice.want("ig_resnext101_32x8d")),
            ("export", window.export),
            ("settings", window.actions_.settings.trigger),
            ("shortcuts", window.dialogs.show_shortcuts),
        ):
            begin()
            self._settle(0.6)
            dialogs = [d for d in window.findChildren(QDialog) if d.isVisible()]
            dialogs[-1].grab().save(str(self._out / f"{name}.png"))
            for dialog in dialogs:
                dialog.reject()
            self._settle(0.1)

    def _shot(self, name: str, settle: float = 0.8) -> None:
        self._settle(settle)
        self._window.grab().save(str(self._out / f"{name.replace(' ', '-')}.png"))

    def _settle(self, seconds: float) -> None:
        from PySide6.QtTest import QTest

        QTest.qWait(int(1000 * seconds))

    def _wait(self, until: Callable[[], bool]) -> None:
        end = time.monotonic() + WAIT_SECONDS
        while not until():
            if time.monotonic() > end:
                raise SystemExit("the window did not get there")
            self._settle(0.05)


def _copies_of(pictures: Path) -> Path:
    """Some of the pictures as they are, smaller, and compressed more, in another folder."""
    from PIL import Image

    folder = Path(tempfile.mkdtemp()) / "From the phone"
    folder.mkdir()
    wanted = [p for p in sorted(pictures.iterdir()) if p.suffix in {".jpg", ".jpeg", ".png"}][:4]
    for number, path in enumerate(wanted):
        (folder / f"{path.stem} (1){path.suffix}").write_bytes(path.read_bytes())
        with Image.open(path) as image:
            plain = image.convert("RGB")
        smaller = plain.resize((plain.width // 2, plain.height // 2))
        smaller.save(folder / f"{path.stem} small.jpg", quality=70)
        plain.save(folder / f"IMG-2024{number:04d}.jpg", quality=40)
    return folder


if __name__ == "__main__":
    main()
