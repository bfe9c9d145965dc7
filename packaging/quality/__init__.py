"""How right a model is, measured on real pictures that anyone can gather."""
