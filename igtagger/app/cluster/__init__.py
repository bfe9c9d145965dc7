"""Folders of millions of pictures on many computers: listing, parts, and what becomes of them."""
