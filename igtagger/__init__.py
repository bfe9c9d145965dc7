"""Names what is in pictures."""

__version__ = "0.1.0"
