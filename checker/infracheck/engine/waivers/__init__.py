"""Comments that take findings out of the count."""
