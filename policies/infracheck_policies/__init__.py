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
    "dockerfile_user",
    "dockerfile_files",
    "dockerfile_paths",
    "dockerfile_secrets",
    "dockerfile_trust",
    "dockerfile_commands",
    "dockerfile_packages",
    "dockerfile_caches",
    "dockerfile_layers",
    "dockerfile_stages",
    "dockerfile_instructions",
    "dockerfile_process",
    "dependencies",
    "rotation",
    "credentials",
)
"""The modules that hold policies, in the order of the catalogue."""
