"""Practices of image builds that not every team follows."""

PACK = ("runs", "downloads", "copies", "accounts", "variables", "labels")
"""The modules that hold policies, in the order of the catalogue."""
