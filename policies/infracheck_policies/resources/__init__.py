"""What a container may take from its node, and a namespace from its cluster."""

PACK = ("amounts",)
"""The modules that hold policies, in the order of the catalogue."""
