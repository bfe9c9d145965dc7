"""Pictures alike, and copies of the same: exact, over the features and hashes that are kept."""
