"""Pictures that are like one another: what is similar to one, and copies of the same."""
