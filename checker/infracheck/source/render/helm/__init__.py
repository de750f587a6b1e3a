"""Helm charts: rendered as they are, and with a mark on each line that tells where it comes from."""
