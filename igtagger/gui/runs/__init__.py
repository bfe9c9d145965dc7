"""What is run on which pictures: the verbs, their long work, what they work with."""
