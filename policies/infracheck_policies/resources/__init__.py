"""CPU, memory and storage of containers and namespaces."""

PACK = ("amounts", "proportions", "extremes", "namespaces", "quality_of_service")
"""The modules that hold policies, in the order of the catalogue."""

ON_REQUEST = ("namespaces", "quality_of_service")
"""Those of them without a recommended policy."""
