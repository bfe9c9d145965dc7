"""Models of one's own: what they learn from, and how right they are."""
