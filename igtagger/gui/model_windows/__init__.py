"""The models to choose from, and their weights."""
