"""How the kinds of picture are made: gathered from packages, seen by the body, learned by a head."""
