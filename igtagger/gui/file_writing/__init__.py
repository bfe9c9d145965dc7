"""Tags into files, and out of them again, as the window offers it."""
