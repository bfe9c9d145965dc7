"""OpenVINO finds its plugins beside its library, through the library's path: no link elsewhere."""

from PyInstaller.utils.hooks import collect_dynamic_libs

binaries = collect_dynamic_libs(
    "openvino", destdir=None, search_patterns=["*.dll", "*.dylib", "*.so", "*.so.*"]
)
bindepend_symlink_suppression = ["**/openvino/libs/*"]
