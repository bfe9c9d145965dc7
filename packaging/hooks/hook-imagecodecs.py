"""imagecodecs imports a codec when it is first asked for: those that igtagger and tifffile use."""

_SHARED = ("shared", "shared_cython", "imcd")
_CODECS = ("avif", "ccitt", "cms", "deflate", "jpeg2k", "jpeg8", "jpegls", "jpegsof3", "jpegxl")
_MORE_CODECS = ("lerc", "lzma", "pixarlog", "png", "tiff", "webp", "zlib", "zstd")

hiddenimports = ["imagecodecs.imagecodecs"]
hiddenimports += [f"imagecodecs._{name}" for name in (*_SHARED, *_CODECS, *_MORE_CODECS)]
