"""Labels and tags: details, reviews, own tags, the side list, filters by them."""
