"""A tar.xz to unpack anywhere, and a .deb, with what desktops need to know."""

from __future__ import annotations

import gzip
import os
import platform
import shutil
import subprocess
import tarfile
import time
from datetime import UTC, datetime
from pathlib import Path

import debian_depends

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
ID = "org.igtagger.igtagger"

COMPLETIONS = {
    "bash": "bash-completion/completions/igtagger",
    "zsh": "zsh/vendor-completions/_igtagger",
    "fish": "fish/vendor_completions.d/igtagger.fish",
}
"""Where each shell looks by itself, below ``share``."""

_CONTROL = """\
Package: igtagger
Version: {version}
Architecture: {architecture}
Maintainer: The igtagger developers <igtagger@users.noreply.github.com>
Installed-Size: {kibibytes}
{needs}
Recommends: ca-certificates, xdg-utils
Section: graphics
Priority: optional
Homepage: https://github.com/igtagger/igtagger
Description: names what is in your pictures
 Drop pictures or folders on the window, and see ranked labels with scores.
 Everything is computed on your own computer.
"""


def make(target: Path, made: Path, version: str, suffix: str) -> None:
    """Write both into ``target``, in which the app lies as ``igtagger``."""
    share = made / "share"
    write_share(share, made, version)
    write_helps(share, target / "igtagger" / "igtagger")
    stem = f"igtagger-{version}{suffix}-linux-{platform.machine()}"
    make_tar(target / "igtagger", share, target / f"{stem}.tar.xz", stem)
    make_deb(target / "igtagger", share, target, version, suffix)


def write_share(share: Path, made: Path, version: str) -> None:
    """The tree that goes into ``/usr/share``, or a person's own; checked where the tools are."""
    shutil.rmtree(share, ignore_errors=True)
    entry = share / "applications" / f"{ID}.desktop"
    about = share / "metainfo" / f"{ID}.metainfo.xml"
    drawing = share / "icons/hicolor/scalable/apps" / f"{ID}.svg"
    for file in (entry, about, drawing):
        file.parent.mkdir(parents=True)
    shutil.copy(HERE / "linux" / entry.name, entry)
    day = time.strftime("%Y-%m-%d", time.gmtime(_moment()))
    text = (HERE / "linux" / about.name).read_text(encoding="utf-8")
    about.write_text(text.replace("@VERSION@", version).replace("@DATE@", day), encoding="utf-8")
    shutil.copy(ROOT / "resources" / "icons" / "igtagger.svg", drawing)
    for picture in sorted((made / "icons").glob("*.png")):
        size = share / "icons/hicolor" / picture.stem / "apps"
        size.mkdir(parents=True)
        shutil.copy(picture, size / f"{ID}.png")
    for command in (
        ["desktop-file-validate", str(entry)],
        ["appstreamcli", "validate", "--no-net", str(about)],
    ):
        if shutil.which(command[0]):
            subprocess.run(command, check=True)


def write_helps(share: Path, program: Path) -> None:
    """The manual page and what shells complete with, as ``program`` itself prints them."""

    def put(place: str, content: bytes) -> None:
        file = share / place
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)

    def printed(*words: str) -> bytes:
        return subprocess.run([str(program), *words], stdout=subprocess.PIPE, check=True).stdout

    put("man/man1/igtagger.1.gz", gzip.compress(printed("man"), mtime=0))
    for shell, place in COMPLETIONS.items():
        put(place, printed("completion", shell))


def make_tar(app: Path, share: Path, archive: Path, stem: str) -> None:
    """The app, its ``share`` and ``install.sh``, under a folder of its own."""
    with tarfile.open(archive, "w:xz", preset=3, format=tarfile.PAX_FORMAT) as tar:
        tar.add(app, stem, filter=_of_nobody)
        tar.add(share, f"{stem}/share", filter=_of_nobody)
        tar.add(HERE / "linux" / "install.sh", f"{stem}/install.sh", filter=_of_nobody)


def make_deb(app: Path, share: Path, target: Path, version: str, suffix: str) -> None:
    """A package for Debian, Ubuntu and what comes from them."""
    ask = ["dpkg", "--print-architecture"]
    architecture = subprocess.run(ask, capture_output=True, text=True, check=True).stdout.strip()
    tree = target / "deb"
    shutil.rmtree(tree, ignore_errors=True)
    (tree / "usr/lib").mkdir(parents=True)
    shutil.copytree(app, tree / "usr/lib/igtagger", symlinks=True, copy_function=_link)
    shutil.copytree(share, tree / "usr/share")
    (tree / "usr/bin").mkdir()
    (tree / "usr/bin/igtagger").symlink_to("../lib/igtagger/igtagger")
    notes = tree / "usr/share/doc/igtagger"
    notes.mkdir(parents=True)
    shutil.copy(app / "THIRD_PARTY_LICENSES.txt", notes / "copyright")
    size = sum(f.lstat().st_size for f in tree.rglob("*") if not f.is_dir()) // 1024
    needs = "\n".join(f"{name}: {value}" for name, value in debian_depends.fields(app).items())
    control = _CONTROL.format(
        version=version, architecture=architecture, kibibytes=size, needs=needs
    )
    (tree / "DEBIAN").mkdir()
    (tree / "DEBIAN/control").write_text(control, encoding="utf-8")
    package = target / f"igtagger_{version}{suffix}_{architecture}.deb"
    build = ["dpkg-deb", "--root-owner-group", "-Zzstd", "-z9", "--build", str(tree), str(package)]
    subprocess.run(build, check=True, stdout=subprocess.DEVNULL)
    shutil.rmtree(tree)


def _link(source: str, target: str) -> None:
    os.link(source, target)  # a gigabyte need not be written twice


def _of_nobody(entry: tarfile.TarInfo) -> tarfile.TarInfo:
    entry.uid = entry.gid = 0
    entry.uname = entry.gname = ""
    return entry


def _moment() -> float:
    given = os.environ.get("SOURCE_DATE_EPOCH")
    return float(given) if given else datetime.now(UTC).timestamp()
