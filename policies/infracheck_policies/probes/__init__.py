"""How the kubelet learns that a container is well."""

PACK = ("presence", "questions")
"""The modules that hold policies, in the order of the catalogue."""
