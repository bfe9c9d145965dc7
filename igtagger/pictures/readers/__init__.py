"""One reader for each format: from a :class:`~igtagger.pictures.raster.Request` to a raster."""
