"""Teaching own tags from examples: what is suggested for them, and what was taught."""
