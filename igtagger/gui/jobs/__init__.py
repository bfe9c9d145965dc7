"""Background work of the window, and what went wrong in it."""
