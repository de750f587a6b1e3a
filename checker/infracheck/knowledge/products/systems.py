"""The images of operating systems: what others are built on, and what variants of a Dockerfile are called after."""

from __future__ import annotations

SYSTEMS = frozenset(
    (
        "almalinux", "alpine", "alt", "amazonlinux", "archlinux", "busybox", "centos", "cirros", "debian", "fedora",
        "kali-rolling", "leap", "mageia", "openeuler", "oraclelinux", "photon", "rockylinux", "tumbleweed", "ubi",
        "ubi-init", "ubi-micro", "ubi-minimal", "ubi8", "ubi8-init", "ubi8-micro", "ubi8-minimal", "ubi9", "ubi9-init",
        "ubi9-micro", "ubi9-minimal", "ubi10", "ubi10-init", "ubi10-micro", "ubi10-minimal", "ubuntu",
    )
)  # fmt: skip
"""Their names, without registry and owner."""
# who publishes them beside Docker's library, and where without an owner
_OWNERS = frozenset(
    (
        "almalinux", "amazonlinux", "archlinux", "centos", "docker/library", "fedora", "kalilinux", "library",
        "openeuler", "opensuse", "redhat", "rockylinux", "ubi8", "ubi9", "ubi10",
    )
)  # fmt: skip
_REGISTRIES = frozenset(
    (
        "container-registry.oracle.com", "docker.io", "registry.access.redhat.com", "registry.fedoraproject.org",
        "registry.opensuse.org", "registry.redhat.io",
    )
)  # fmt: skip


def is_system(registry: str, repository: str) -> bool:
    """Whether an image is one of an operating system as its makers publish it, or a mirror of that.

    Those set PATH and little else; one that a company keeps under a name of its own may set anything.
    """
    owner, _, name = repository.rpartition("/")
    return name in SYSTEMS and (owner in _OWNERS if owner else registry in _REGISTRIES)
