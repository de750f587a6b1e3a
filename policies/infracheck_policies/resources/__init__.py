"""What a container may take from its node, and a namespace from its cluster."""

PACK = ("amounts", "proportions", "extremes", "namespaces")
"""The modules that hold policies, in the order of the catalogue."""
