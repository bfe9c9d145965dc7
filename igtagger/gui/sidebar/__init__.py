"""The side bar: searches that were saved, folders, tags, keywords of files."""
