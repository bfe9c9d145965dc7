"""How the kinds of picture are made: pictures from packages, their features, and a head."""
