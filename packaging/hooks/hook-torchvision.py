"""torchvision's operators, which its import asks for; not its own readers of pictures."""

from PyInstaller.utils.hooks import collect_dynamic_libs

binaries = collect_dynamic_libs("torchvision", search_patterns=["_C*.so", "_C*.pyd", "*.dll"])
module_collection_mode = "pyz+py"  # torch reads the sources of some of its classes
