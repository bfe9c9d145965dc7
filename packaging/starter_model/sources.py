"""Which Debian packages the pictures come from, and how they are unpacked.

Training and evaluation share no package. Packages are downloaded and unpacked into the work
folder; none of these is installed. What must be installed is listed in README.md.
"""

from __future__ import annotations

import subprocess
from pathlib import Path

TRAINING = (
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
)
EVALUATION = (
    "angband-data",
    "asymptote-doc",
    "breeze-icon-theme",
    "debian-handbook",
    "dia-common",
    "digikam-data",
    "doxygen-doc",
    "elementary-xfce-icon-theme",
    "freeciv-data",
    "gimp-data",
    "gimp-help-en",
    "gnome-user-docs",
    "gnucash-docs",
    "gnumeric-doc",
    "gnuplot-doc",
    "graphviz-doc",
    "hugin-data",
    "inkscape-tutorials",
    "kate5-data",
    "kgeography-data",
    "kicad-doc-en",
    "krita-data",
    "libboost1.81-doc",
    "libjs-jquery-mobile",
    "libreoffice-common",
    "marble-data",
    "mate-icon-theme",
    "mate-user-guide",
    "minetest-data",
    "octave-doc",
    "okular",
    "opencv-doc",
    "oxygen-icon-theme",
    "pingus-data",
    "plasma-workspace-wallpapers",
    "postgresql-doc-15",
    "python-pandas-doc",
    "python-sklearn-doc",
    "python-statsmodels-doc",
    "python3.11-doc",
    "qtbase5-doc-html",
    "qtcharts5-doc-html",
    "qtdeclarative5-doc-html",
    "qtlocation5-doc-html",
    "qtquickcontrols2-5-doc-html",
    "r-cran-ggplot2",
    "tango-icon-theme",
    "texlive-science-doc",
    "tuxpaint-data",
    "tuxpaint-stamps-default",
    "wesnoth-1.16-data",
    "wireshark-doc",
    "wmaker-common",
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
