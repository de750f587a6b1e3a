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
    "builds",
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
    "availability",
    "rbac",
    "secrets",
    "wiring",
    "network",
    "metadata",
    "storage",
    "control_plane",
    "node",
    "legacy",
)
"""The modules that hold policies, in the order of the catalogue."""

ON_REQUEST = ("image_pulls", "builds", "network", "storage", "node", "legacy")
"""Those of them without a recommended policy."""
