"""The built-in policies: one subject, one file."""

PACK = (
    "resources",
    "probes",
    "pod_security",
    "users",
    "isolation",
    "images",
    "image_pulls",
    "dockerfile",
    "dependencies",
    "internal_dependencies",
    "certificate_checks",
    "rotation",
    "credentials",
    "configuration",
    "configuration_values",
    "exposure",
    "backups",
    "durability",
    "rbac",
    "secrets",
    "wiring",
    "metadata",
    "storage",
    "control_plane",
)
"""The modules that hold policies, in the order of the catalogue."""
