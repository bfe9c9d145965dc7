"""What the command line and the window both do, without Qt."""
