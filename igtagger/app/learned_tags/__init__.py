"""Taught tags: what is suggested for them, what is kept of them, and their layer."""
