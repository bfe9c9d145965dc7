"""Folders that are kept in view, and pictures that wait."""
