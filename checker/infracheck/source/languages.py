"""The languages beside YAML and JSON; what takes long to load is loaded with the first text in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from infracheck.source.yaml.hcl_reader import BrokenHclError, read_hcl

if TYPE_CHECKING:
    from infracheck.source.docker.tree import DockerfileTree
    from infracheck.source.text.limits import ReadingBudget
    from infracheck.source.text.span import Source
    from infracheck.source.yaml.tree import Document


def dockerfile_of(source: Source) -> DockerfileTree:
    """The tree of a Dockerfile."""
    from infracheck.source.docker.reader import parse_dockerfile  # late: many scans hold manifests alone; 3 ms

    return parse_dockerfile(source)


def bake_file_of(source: Source, budget: ReadingBudget) -> Document | None:
    """The tree of a Bake file in HCL; None where it is broken."""
    try:
        return read_hcl(source, budget)
    except BrokenHclError:
        return None


def toml_values(text: str) -> dict[str, Any]:
    """The values of a text in TOML, without their places; raises `ValueError`, or `RecursionError` for a bomb."""
    from tomllib import loads  # late: few scans hold one; 3 ms

    return loads(text)
