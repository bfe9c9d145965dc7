"""How the window looks and speaks: theme, icons, languages, and small widgets of no subject."""
