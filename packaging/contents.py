"""What goes into the frozen app and what stays out: names and patterns; imports nothing heavy."""

from __future__ import annotations

import platform
import sys
from collections.abc import Iterable
from fnmatch import fnmatch

from igtagger.gui.look.languages import LANGUAGES, SOURCE

EXCLUDED_MODULES = [
    # Reached by imports that are guarded, or never made by what igtagger calls.
    *("IPython", "cuda", "fsspec", "functorch", "jinja2", "markupsafe", "matplotlib"),
    *("networkx", "openvino.tools", "openvino_telemetry", "pandas", "pkg_resources", "scipy"),
    *("setuptools", "tensorboard", "tkinter", "triton", "expecttest", "hypothesis", "pytest"),
    *("openvino.frontend.jax", "openvino.frontend.paddle", "openvino.frontend.onnx"),
    *("openvino.frontend.pytorch", "openvino.frontend.tensorflow", "openvino.torch"),
    *("torch.utils.tensorboard", "torch.utils.model_dump", "torch.utils.bottleneck"),
    # rich has them for code, tracebacks and Markdown, of which igtagger prints none.
    *("pygments", "markdown_it", "mdurl"),
    # Of lxml only etree is used.
    *("lxml.html", "lxml.isoschematron", "lxml.objectify"),
    *("sympy.testing", "numpy.f2py", "numpy.testing", "PIL.ImageTk", "lib2to3", "pydoc_data"),
]
"""Where torch is carried, it imports sympy, unittest, and its own parts for compiling, distributing
and testing when it starts: these stay."""

_TORCH = ["torch", "torchvision", "torchgen", "sympy", "mpmath"]


def carries_torch(flavour: str) -> bool:
    """Whether torch goes into the app.

    It runs models on NVIDIA's GPUs, on those of Macs, and all there is on Windows on ARM, which
    has no OpenVINO. All else does without, and is a quarter as large.
    """
    on_arm_windows = sys.platform == "win32" and platform.machine() == "ARM64"
    return flavour == "cuda" or sys.platform == "darwin" or on_arm_windows


def excluded_modules(flavour: str) -> list[str]:
    """What PyInstaller is not to follow."""
    return EXCLUDED_MODULES + ([] if carries_torch(flavour) else _TORCH)


UNUSED = [
    "*/torch/bin/protoc*",
    "*/torch/include/*",
    "*/torch/share/*",
    "*/torch/utils/model_dump/*",
    "*.pyi",
    "*/resources/translations/*.ts",  # the sources of the .qm beside them
    "*.a",
    "*.lib",
    "*/openvino/cmake/*",
    "*/openvino/include/*",
    "*/openvino/libs/*_frontend*",
    "*/openvino/frontend/*/py_*_frontend*",  # Python's way to those
    "*/openvino/libs/*openvino_c.*",
    "*/openvino/libs/*tbbmalloc_proxy*",
    "*/PySide6/Qt/qml/*",
    "*/PySide6/Qt/metatypes/*",
    # Qt draws in memory: no OpenGL, no bare screen, no keyboard of its own.
    "*/plugins/egldeviceintegrations/*",
    "*/plugins/generic/*",
    "*/plugins/networkinformation/*",
    "*/plugins/tls/*",
    "*/plugins/xcbglintegrations/*",
    "*/plugins/wayland-graphics-integration-client/*",
    "*/plugins/platforms/*eglfs*",
    "*/plugins/platforms/*linuxfb*",
    "*/plugins/platforms/*minimal*",
    "*/plugins/platforms/*vkkhrdisplay*",
    "*/plugins/platforms/*vnc*",
    "*/plugins/platforminputcontexts/*virtualkeyboard*",
    "*/plugins/platformthemes/*gtk3*",
    "*/plugins/imageformats/*pdf*",
    "*Qt6EglF*",
    "*Qt6OpenGL*",
    "*Qt6Quick*",
    "*Qt6Qml*",
    "*Qt6VirtualKeyboard*",
    "*opengl32sw.dll",
]
KEPT = ["*/openvino/libs/*_ir_frontend*"]

FROM_LINUX = ["libxcb-*", "libxkbcommon-x11*", "libssl*", "libcrypto*", "libsqlite3*", "libffi*"]
FROM_LINUX += ["libpython*", "liblzma*", "libbz2*", "libmpdec*", "libreadline*", "libtinfo*"]
"""Of the system's libraries only those that differ between Linux systems or are often absent. All
others are there wherever there is a desktop, and an older copy would break the system's own."""


def is_carried(target: str, source: str, kind: str) -> bool:
    """Whether a file belongs into the app.

    Args:
        target: its path in the app, with slashes.
        source: where it comes from.
        kind: PyInstaller's word for it, such as ``BINARY`` or ``DATA``.
    """
    path = "/" + target.replace("\\", "/")
    if "/translations/" in path and "PySide6" in path:
        code = path.rsplit("/qtbase_", 1)[-1].removesuffix(".qm")
        return code in LANGUAGES and code != SOURCE  # Qt's own texts are in that language
    if _matches(path, UNUSED) and not _matches(path, KEPT):
        return False
    if sys.platform.startswith("linux") and kind == "BINARY" and _is_of_the_system(source):
        return _matches(path.rsplit("/", 1)[-1], FROM_LINUX)
    return True


def _is_of_the_system(source: str) -> bool:
    return source.startswith(("/lib/", "/lib64/", "/usr/lib/", "/usr/lib64/"))


def _matches(path: str, patterns: Iterable[str]) -> bool:
    return any(fnmatch(path, pattern) for pattern in patterns)
