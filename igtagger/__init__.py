"""Names what is in pictures."""
