"""imagecodecs imports a codec when it is first asked for: those that igtagger and tifffile use."""

hiddenimports = [
    f"imagecodecs._{codec}"
    for codec in (
        *("shared", "imcd", "avif", "ccitt", "cms", "deflate", "jpeg2k", "jpeg8", "jpegls"),
        *("jpegsof3", "jpegxl", "jpegxr", "lerc", "lzma", "pixarlog", "png", "tiff", "webp"),
        *("zlib", "zstd"),
    )
]
