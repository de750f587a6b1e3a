"""The built-in policies: one subject, one file."""

PACK = ("resources",)
"""The modules that hold policies, in the order of the catalogue."""
