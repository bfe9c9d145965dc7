"""imagecodecs imports a codec when it is first asked for: those that igtagger and tifffile use."""

_SHARED = ("shared", "shared_cython", "imcd")
_CODECS = ("avif", "brotli", "ccitt", "cms", "deflate", "jpeg2k", "jpeg8", "jpegls", "jpegsof3")
_MORE_CODECS = ("jpegxl", "lerc", "lzma", "pixarlog", "png", "tiff", "webp", "zlib", "zstd")

hiddenimports = ["imagecodecs.imagecodecs"]
hiddenimports += [f"imagecodecs._{name}" for name in (*_SHARED, *_CODECS, *_MORE_CODECS)]
