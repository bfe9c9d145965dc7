"""Pictures to look at: grid, list, thumbnails, the large preview."""
