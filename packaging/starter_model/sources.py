"""Which Debian packages give the renderers their ingredients, and how packages are unpacked.

Packages are downloaded and unpacked into the work folder; none of these is installed. What must be
installed is listed in README.md. The packages of gathered pictures are in the modules of each part
(see gather.py); no two parts share a package, and neither evaluation part shares one with training.
"""

from __future__ import annotations

import subprocess
from pathlib import Path

INGREDIENTS = (
    "gcompris-qt-data",
    "gnome-backgrounds",
    "gnome-icon-theme",
    "lomiri-wallpapers-16.04",
    "lomiri-wallpapers-20.04",
    "mate-backgrounds",
    "openarena-081-textures",
    "openclipart-svg",
    "papirus-icon-theme",
    "stellarium-data",
    "ukui-wallpapers",
    "crawl-tiles-data",
    "extremetuxracer-data",
    "solarwolf",
    "apache2-doc",
    "bash-doc",
    "cmake-doc",
    "debian-policy",
    "debian-reference-en",
    "developers-reference",
    "erlang-doc",
    "git-doc",
    "installation-guide-amd64",
    "libgtk-3-doc",
    "libstdc++-12-doc",
    "maxima-doc",
    "nodejs-doc",
    "postfix-doc",
    "python-django-doc",
    "python-sqlalchemy-doc",
    "r-doc-html",
    "r-doc-pdf",
    "sqlite3-doc",
    "texlive-humanities-doc",
    "texlive-latex-recommended-doc",
    "valgrind",
    "endless-sky-data",
    "visp-images-data",
    "python-matplotlib-data",
    "cimg-doc",
    "wordpress-theme-twentytwentyone",
    "wordpress-theme-twentytwentytwo",
    "seahorse-adventures",
    "mazeofgalious-data",
    "ceferino-data",
    "tecnoballz-data",
    "kobodeluxe-data",
    "holotz-castle-data",
    "whichwayisup",
    "supertux-data",
    "fillets-ng-data",
    "frozen-bubble-data",
    "yaru-theme-icon",
    "obsidian-icon-theme",
    "deepin-icon-theme",
    "starfighter-data",
    "blobwars-data",
)


def unpack(package: str, work: Path) -> Path:
    """The folder of the unpacked ``package``, downloading it if it is not there yet."""
    folder = work / "packages" / package
    done = folder / ".unpacked"
    if done.exists():
        return folder
    downloads = work / "downloads"
    downloads.mkdir(parents=True, exist_ok=True)
    files = list(downloads.glob(f"{package}_*.deb"))
    if not files:
        subprocess.run(["apt-get", "download", "-q", package], cwd=downloads, check=True)
        files = list(downloads.glob(f"{package}_*.deb"))
    folder.mkdir(parents=True, exist_ok=True)
    subprocess.run(["dpkg-deb", "-x", str(files[0]), str(folder)], check=True)
    done.touch()
    return folder


def unpack_all(packages: tuple[str, ...], work: Path) -> None:
    """Unpack every one of ``packages``."""
    for package in packages:
        unpack(package, work)
