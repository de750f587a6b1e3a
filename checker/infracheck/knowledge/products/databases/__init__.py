"""Databases, search engines and caches: what is known of each."""
