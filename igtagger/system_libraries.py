"""Libraries that the program takes from the Linux system: which they are, and what brings them.

``packaging/`` says by these tables what the packages depend on, and who starts the program without
one of them is told its package. The tests hold each table against what Qt's own files need.
"""

from __future__ import annotations

import platform
import re
from collections.abc import Iterable
from dataclasses import dataclass

from igtagger.domain import Reason
from igtagger.errors import IgTaggerError


@dataclass(frozen=True, slots=True)
class SystemPackage:
    """What brings a library.

    Attributes:
        debian: its name on Debian and Ubuntu; alternatives as a package's control file has them,
            the oldest first. Later releases answer to the oldest name, too.
        fedora: its name on Fedora and what comes from it.
    """

    debian: str
    fedora: str


WINDOW = {
    "libEGL.so.1": SystemPackage("libegl1", "libglvnd-egl"),
    "libGL.so.1": SystemPackage("libgl1", "libglvnd-glx"),
    "libX11.so.6": SystemPackage("libx11-6", "libX11"),
    "libbrotlicommon.so.1": SystemPackage("libbrotli1", "libbrotli"),
    "libbrotlidec.so.1": SystemPackage("libbrotli1", "libbrotli"),
    "libdbus-1.so.3": SystemPackage("libdbus-1-3", "dbus-libs"),
    "libfontconfig.so.1": SystemPackage("libfontconfig1", "fontconfig"),
    "libfreetype.so.6": SystemPackage("libfreetype6", "freetype"),
    "libgcc_s.so.1": SystemPackage("libgcc-s1", "libgcc"),
    "libglib-2.0.so.0": SystemPackage("libglib2.0-0 | libglib2.0-0t64", "glib2"),
    "libgssapi_krb5.so.2": SystemPackage("libgssapi-krb5-2", "krb5-libs"),
    "libgthread-2.0.so.0": SystemPackage("libglib2.0-0 | libglib2.0-0t64", "glib2"),
    "libstdc++.so.6": SystemPackage("libstdc++6", "libstdc++"),
    "libxkbcommon.so.0": SystemPackage("libxkbcommon0", "libxkbcommon"),
    "libz.so.1": SystemPackage("zlib1g", "zlib"),
    "libzstd.so.1": SystemPackage("libzstd1", "libzstd"),
}
"""What the parts of Qt need that the window is made of, on whatever display."""

X11 = {
    "libX11-xcb.so.1": SystemPackage("libx11-xcb1", "libX11-xcb"),
    "libxcb-cursor.so.0": SystemPackage("libxcb-cursor0", "xcb-util-cursor"),
    "libxcb-icccm.so.4": SystemPackage("libxcb-icccm4", "xcb-util-wm"),
    "libxcb-image.so.0": SystemPackage("libxcb-image0", "xcb-util-image"),
    "libxcb-keysyms.so.1": SystemPackage("libxcb-keysyms1", "xcb-util-keysyms"),
    "libxcb-randr.so.0": SystemPackage("libxcb-randr0", "libxcb"),
    "libxcb-render-util.so.0": SystemPackage("libxcb-render-util0", "xcb-util-renderutil"),
    "libxcb-render.so.0": SystemPackage("libxcb-render0", "libxcb"),
    "libxcb-shape.so.0": SystemPackage("libxcb-shape0", "libxcb"),
    "libxcb-shm.so.0": SystemPackage("libxcb-shm0", "libxcb"),
    "libxcb-sync.so.1": SystemPackage("libxcb-sync1", "libxcb"),
    "libxcb-util.so.1": SystemPackage("libxcb-util1", "xcb-util"),
    "libxcb-xfixes.so.0": SystemPackage("libxcb-xfixes0", "libxcb"),
    "libxcb-xkb.so.1": SystemPackage("libxcb-xkb1", "libxcb"),
    "libxcb.so.1": SystemPackage("libxcb1", "libxcb"),
    "libxkbcommon-x11.so.0": SystemPackage("libxkbcommon-x11-0", "libxkbcommon-x11"),
}
"""What Qt needs besides on a display of X11's."""

WAYLAND = {
    "libwayland-client.so.0": SystemPackage("libwayland-client0", "libwayland-client"),
    "libwayland-cursor.so.0": SystemPackage("libwayland-cursor0", "libwayland-cursor"),
}
"""What Qt needs besides on a display of Wayland's."""

OTHERS = {
    "libexpat.so.1": SystemPackage("libexpat1", "expat"),
    "libquadmath.so.0": SystemPackage("libquadmath0", "libquadmath"),
    "libuuid.so.1": SystemPackage("libuuid1", "libuuid"),
}
"""What Python needs where it is the system's own, and torch."""

KNOWN = WINDOW | X11 | WAYLAND | OTHERS
"""All of them."""


def lacking(error: BaseException) -> str:
    """The library that the system's loader did not find, such as ``libEGL.so.1``; empty: none.

    Asks what the error came from, too: the frozen app puts words of its own in the loader's place.
    """
    told: BaseException | None = error
    while told is not None:
        found = re.match(r"(\S+\.so[.\d]*): cannot open shared object file", str(told))
        if found and isinstance(told, ImportError | OSError):
            return found[1]
        told = told.__cause__
    return ""


def explained(error: BaseException) -> IgTaggerError | None:
    """What to say of an error that is nothing but a library which is not installed; else None."""
    library = lacking(error)
    if not library:
        return None
    return IgTaggerError("library-missing", library=library, install=how_to_install([library]))


def how_to_install(libraries: Iterable[str]) -> Reason:
    """The command that brings these libraries on this system, of those whose package is known."""
    packages = [KNOWN[library] for library in libraries if library in KNOWN]
    if not packages:
        return Reason("install.by-hand")
    debian = _each_once(package.debian.split(" | ")[0] for package in packages)
    fedora = _each_once(package.fedora for package in packages)
    system = _system()
    if system & {"debian", "ubuntu"}:
        return Reason("install.apt", packages=debian)
    if system & {"fedora", "rhel", "centos"}:
        return Reason("install.dnf", packages=fedora)
    return Reason("install.either", debian=debian, fedora=fedora)


def _each_once(names: Iterable[str]) -> str:
    return " ".join(dict.fromkeys(names))


def _system() -> set[str]:
    try:
        release = platform.freedesktop_os_release()
    except OSError:
        return set()
    return {release.get("ID", ""), *release.get("ID_LIKE", "").split()}
