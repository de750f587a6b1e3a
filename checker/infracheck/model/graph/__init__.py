"""From documents to linked objects."""
