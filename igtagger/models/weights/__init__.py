"""The file of a model: where it comes from, how it is checked, where it is kept."""
