"""Dockerfiles: base images, the commands of a build, and what the image starts."""

PACK = (
    "base_images",
    "user",
    "files",
    "paths",
    "build_secrets",
    "credential_files",
    "credential_commands",
    "trust",
    "commands",
    "packages",
    "caches",
    "layers",
    "stages",
    "instructions",
    "started_process",
    "refused",
)
"""The modules that hold policies, in the order of the catalogue."""

ON_REQUEST = ("packages", "caches", "refused")
"""Those of them without a recommended policy."""
