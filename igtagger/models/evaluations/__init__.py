"""What a model said of pictures of which it is known, kept, and what that comes to."""
