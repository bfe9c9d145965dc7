"""Install the .deb into a bare Debian and use it there: what it depends on must be all it needs.

    sudo .venv/bin/python packaging/bare_root.py dist/cpu/igtagger_*.deb
    sudo .venv/bin/python packaging/bare_root.py --suite trixie --without-each \\
        dist/cpu/igtagger_*.deb

Makes a root of nothing but Debian's essential packages, installs the package into it without what
it only recommends, and runs it in there as an ordinary person without a network: `--version`,
`doctor`, `tag`, and the window, on displays of X11's and of Wayland's that are outside of it. Ends
with an error where anything is missing. Needs root, debootstrap, Xvfb and weston on Linux; leaves
nothing but the screenshot.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from debian_depends import OPTIONAL
from PIL import Image, ImageGrab

from igtagger.system_libraries import WAYLAND, WINDOW, X11

SAMPLE = Path(__file__).resolve().parent.parent / "resources" / "samples" / "cat.jpg"
APP = "/usr/lib/igtagger"
PERSON, HOME, RUNTIME = "1000:1000", "/home/person", "/run/person"
SOCKETS = "/tmp/.X11-unix"
PATIENCE_SECONDS = 60.0


@dataclass(frozen=True)
class BareRoot:
    """A Debian of its own in a folder; each command in it has its own processes and mounts."""

    folder: Path
    display: str

    def within(self, *words: str, person: bool = True) -> list[str]:
        """The command that runs ``words`` in there: as a person without a network, or as root."""
        mounts = f'mount --bind {SOCKETS} "$0{SOCKETS}" && mount -t proc proc "$0/proc"'
        alone = ["unshare", "--mount", "--pid", "--fork", "--kill-child", *["--net"] * person]
        user = [f"--userspec={PERSON}"] * person
        around = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LANG": "C.UTF-8"}
        around |= {"HOME": HOME, "DISPLAY": self.display, "XDG_RUNTIME_DIR": RUNTIME}
        given = ["env", "-i", *(f"{name}={value}" for name, value in around.items()), *words]
        root = str(self.folder)
        # A shell stays as the first process: who becomes a person forgets to die with unshare.
        shell = ["sh", "-c", f'{mounts} && "$@"; exit $?', root]
        return [*alone, *shell, "chroot", *user, root, *given]

    def run(self, *words: str, person: bool = True, expect: int | None = 0) -> str:
        """Run it to its end; returns what it said on both streams."""
        command = self.within(*words, person=person)
        done = subprocess.run(command, capture_output=True, text=True, timeout=900, check=False)
        said = done.stdout + done.stderr
        if expect is not None and done.returncode != expect:
            raise SystemExit(f"`{' '.join(words)}` ended with {done.returncode}:\n{said}")
        return said

    def path(self, inside: str) -> Path:
        """Where a path of the root lies outside of it."""
        return self.folder / inside.lstrip("/")

    def give(self, *inside: str) -> None:
        """Let the person own what lies there."""
        paths = [str(self.path(each)) for each in inside]
        subprocess.run(["chown", "--recursive", PERSON, *paths], check=True)

    def megabytes(self) -> int:
        told = subprocess.check_output(["du", "-smx", str(self.folder)], text=True)
        return int(told.split()[0])


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("package", type=Path)
    parser.add_argument("--suite", default="bookworm", help="the release of Debian or Ubuntu")
    parser.add_argument("--display", type=int, help="the number of the display; else a free one")
    parser.add_argument("--screenshot", type=Path, default=Path("window.png"))
    parser.add_argument(
        "--without-each",
        action="store_true",
        help="hide each library in turn, and look whether the program says what to install",
    )
    given = parser.parse_args()
    with x_server(given.display) as display, bare_root(given.suite, display) as root:
        install(root, given.package)
        look_for_missing_libraries(root)
        use_without_a_window(root)
        open_on_x11(root, given.screenshot)
        open_on_wayland(root)
        if given.without_each:
            take_libraries_away(root)
    print("All is there.")


@contextmanager
def x_server(number: int | None) -> Iterator[str]:
    """An X server outside of the root, so that none of its libraries are in there."""
    reading, writing = os.pipe()
    chosen = [] if number is None else [f":{number}"]
    command = ["Xvfb", *chosen, "-screen", "0", "1280x800x24", "-ac", "-nolisten", "tcp"]
    with subprocess.Popen(
        [*command, "-displayfd", str(writing)], pass_fds=[writing], stderr=subprocess.DEVNULL
    ) as server:
        os.close(writing)
        try:
            with os.fdopen(reading) as told:  # ends when it takes connections, or has failed
                answer = told.readline().strip()
            if not answer:
                raise SystemExit("Xvfb does not start.")
            yield f":{answer}"
        finally:
            server.terminate()


@contextmanager
def bare_root(suite: str, display: str) -> Iterator[BareRoot]:
    """A root of a release's essential packages alone, and removed at the end."""
    # Not in /tmp, which may forbid devices and is small on some systems.
    with tempfile.TemporaryDirectory(dir="/var/tmp", prefix="igtagger-bare-") as folder:
        root = BareRoot(Path(folder) / "root", display)
        print(f"{suite}: ", end="", flush=True)
        command = ["debootstrap", "--variant=minbase", suite, str(root.folder)]
        made = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False)
        if made.returncode:
            raise SystemExit(f"debootstrap failed:\n{made.stdout}")
        for inside in (SOCKETS, HOME, RUNTIME):
            root.path(inside).mkdir(parents=True)
        shutil.copy(SAMPLE, root.path(HOME) / "picture.jpg")
        root.path(RUNTIME).chmod(0o700)
        root.give(HOME, RUNTIME)
        print(f"{root.megabytes()} MB")
        yield root


def install(root: BareRoot, package: Path) -> None:
    """By apt, with exactly what the package depends on."""
    before, packages = root.megabytes(), _installed(root)
    shutil.copy(package, root.path("/igtagger.deb"))
    root.run("apt-get", "update", person=False)
    options = ["--yes", "--no-install-recommends", "-o", "APT::Keep-Downloaded-Packages=false"]
    quietly = ["env", "DEBIAN_FRONTEND=noninteractive"]
    root.run(*quietly, "apt-get", "install", *options, "/igtagger.deb", person=False)
    root.path("/igtagger.deb").unlink()
    root.run("sh", "-c", "apt-get clean && rm -rf /var/lib/apt/lists/*", person=False)
    came = sorted(_installed(root) - packages)
    print(f"{package.name}: {package.stat().st_size / 1e6:.0f} MB")
    print(f"installed: {root.megabytes() - before} MB in {len(came)} packages: {' '.join(came)}")


def _installed(root: BareRoot) -> set[str]:
    return set(root.run("dpkg-query", "-W", "-f", "${Package}\n", person=False).split())


def look_for_missing_libraries(root: BareRoot) -> None:
    """Ask the loader for every library of the app, whether it is used below or not."""
    look = f"LD_LIBRARY_PATH={APP}/_internal find {APP} -type f -name '*.so*' -exec ldd {{}} +"
    said = root.run("sh", "-c", f"{look} 2>&1; ldd {APP}/igtagger", expect=None)
    carried = {file.name for file in root.path(APP).rglob("*")}
    absent = set(re.findall(r"(\S+) => not found", said)) - carried - OPTIONAL.keys()
    old = set(re.findall(r"version `\S+' not found[^\n]*", said))
    if absent or old:
        raise SystemExit(f"These libraries are missing: {', '.join(sorted(absent | old))}")
    print(f"{said.count(' => /')} links to libraries: all there")


def use_without_a_window(root: BareRoot) -> None:
    print(root.run("igtagger", "--version").strip())
    if "cannot be loaded" in (told := root.run("igtagger", "doctor")):
        raise SystemExit(told)
    tagged = root.run("igtagger", "tag", f"{HOME}/picture.jpg")
    if not re.search(r"\bcat\b", tagged):
        raise SystemExit(f"The picture of a cat is not seen as one:\n{tagged}")
    print(tagged.strip())


def open_on_x11(root: BareRoot, screenshot: Path) -> None:
    """Open the window with a picture, until nothing changes any more."""
    with window(root):
        picture = settled(root.display)
    picture.save(screenshot)
    print(f"The window is open: {screenshot}")


def open_on_wayland(root: BareRoot) -> None:
    """Open the window on a compositor without a screen, until it shows something."""
    protocol = root.folder.parent / "weston.log"
    weston = ["weston", "--backend=headless-backend.so", "--socket=wayland-0", "--idle-time=0"]
    around = os.environ | {"XDG_RUNTIME_DIR": str(root.path(RUNTIME))}
    with subprocess.Popen(
        [*weston, "--logger-scopes=log,proto", f"--log={protocol}"],
        env=around,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as compositor:
        try:
            wait_until(root.path(f"{RUNTIME}/wayland-0").is_socket, "Weston")
            root.give(RUNTIME)
            with window(root, "env", "WAYLAND_DISPLAY=wayland-0", "QT_QPA_PLATFORM=wayland"):
                wait_until(lambda: _shows(protocol.read_text("utf-8")), "A picture on Wayland")
        finally:
            compositor.terminate()
    print("The window is open on Wayland.")


def _shows(protocol: str) -> bool:
    """Whether the client that asked for a window has given it something to show."""
    return any(
        f"client {client} rq wl_surface@{surface}.attach(wl_buffer" in protocol
        for client, surface in re.findall(
            r"client (\w+) rq xdg_wm_base@\d+\.get_xdg_surface\(new id \S+, wl_surface@(\d+)\)",
            protocol,
        )
    )


@contextmanager
def window(root: BareRoot, *prefix: str) -> Iterator[None]:
    """The program with its window open."""
    for log in _logs(root):
        log.unlink()
    command = root.within(*prefix, "igtagger", f"{HOME}/picture.jpg")
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as program:
        try:
            wait_until(lambda: program.poll() is not None or _is_open(root), "The window")
            if program.poll() is not None:
                assert program.stderr is not None
                said = program.stderr.read()
                raise SystemExit(f"The window did not open ({program.returncode}):\n{said}")
            yield
        finally:
            program.kill()  # the SIGTERM that would be kinder, unshare keeps to itself
            # Until all in there are gone: the next start would hand its pictures to this one.
            program.communicate()


def _is_open(root: BareRoot) -> bool:
    return any("The window is open." in log.read_text(encoding="utf-8") for log in _logs(root))


def _logs(root: BareRoot) -> list[Path]:
    return list(root.path(HOME).rglob("igtagger.log"))


def settled(display: str) -> Image.Image:
    """What is to be seen once the window has been drawn and changes no more."""
    seen = [ImageGrab.grab(xdisplay=display)]

    def is_calm() -> bool:
        time.sleep(2)
        seen.append(ImageGrab.grab(xdisplay=display))
        drawn = seen[-1].getcolors(1000) is None  # a bare display has one colour, text has few
        return drawn and seen[-1] == seen[-2]

    wait_until(is_calm, "A drawn window")
    return seen[-1]


def wait_until(fulfilled: Callable[[], bool], what: str) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not fulfilled():
        if time.monotonic() > deadline:
            raise SystemExit(f"{what} did not come in {PATIENCE_SECONDS:.0f} seconds.")
        time.sleep(0.1)


def take_libraries_away(root: BareRoot) -> None:
    """Without each of the window's libraries in turn, the start must say which to install."""
    carried = {file.name for file in root.path(APP).rglob("*.so*")}
    for name, package in (WINDOW | X11 | WAYLAND).items():
        if name in carried:
            continue  # the system's own is not asked for
        for place in root.path("/usr/lib").glob(f"*/{name}"):
            hidden = place.rename(place.with_name(f"hidden-{name}"))
            platform = "wayland" if name in WAYLAND else "xcb"
            said = root.run("env", f"QT_QPA_PLATFORM={platform}", "igtagger", expect=None)
            hidden.rename(place)
            known = package.debian.split(" | ")[0] in said and "apt install" in said
            if "bug" in said or not (known or _loader_says(said, name)):
                raise SystemExit(f"Without {name} it says:\n{said}")
            print(f"without {name}: {said.strip()}")


def _loader_says(said: str, name: str) -> bool:
    """Whether the program was not reached at all: its own loader said what was missing."""
    return ("[PYI-" in said or "error while loading shared libraries" in said) and name in said


if __name__ == "__main__":
    if os.geteuid():
        sys.exit("Only root can make a root: run this with sudo.")
    main()
