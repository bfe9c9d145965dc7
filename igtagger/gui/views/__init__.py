"""Pictures to look at: grid, list, preview, and their thumbnails."""
