"""What a person decides by single keys: labels one after the other, and sets of own tags."""
