"""The built-in policies: one subject, one file."""

PACK = (
    "resources",
    "probes",
    "pod_security",
    "users",
    "isolation",
    "images",
    "dockerfile",
    "dependencies",
    "rotation",
    "credentials",
)
"""The modules that hold policies, in the order of the catalogue."""
