"""What can be run, and its weights."""
