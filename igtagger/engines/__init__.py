"""What runs a model on a device: pixels to features."""
