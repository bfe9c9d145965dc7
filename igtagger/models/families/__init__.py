"""The families of networks, each a way to make blueprints from a few sizes."""
