"""Going through one tag: a sheet of thumbnails on which a click rejects."""
