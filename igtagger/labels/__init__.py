"""Label sets, and the rules of which labels count."""
