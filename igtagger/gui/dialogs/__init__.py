"""What opens over the window: settings, shortcuts, about, export."""
