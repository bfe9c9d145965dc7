"""One picture on the whole window, the next ones decoded ahead."""
