"""Whether two objects stand in one namespace."""

from __future__ import annotations


def same_namespace(one: str | None, other: str | None) -> bool:
    """Whether two objects stand in one namespace; none written is the default one."""
    return (one or "default") == (other or "default")
