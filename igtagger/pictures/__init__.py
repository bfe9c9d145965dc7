"""Files to pixels: what is a picture, and how it is decoded."""
