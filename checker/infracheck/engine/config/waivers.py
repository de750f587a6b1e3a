"""What a config says of waivers, beside the schema that it is checked with."""

from __future__ import annotations

from typing import Any

from infracheck.source.yaml.tree import Mapping, Node

TOOLS = ("buildkit", "checkov", "hadolint", "kics", "kube-linter", "kube-score", "kubescape", "polaris", "trivy")
"""The peers whose marks are known."""


def tools_of(said: bool | list[str]) -> tuple[str, ...]:
    """The peers whose marks count."""
    if isinstance(said, bool):
        return TOOLS if said else ()
    return tuple(said)


def listed_in(waivers: Node | None) -> Node | None:
    """The entries: `waivers` itself, or what stands under `entries` where it also says which waivers count."""
    return waivers.get("entries") if isinstance(waivers, Mapping) else waivers


def are_from_base(waivers: Any) -> bool:
    """Whether a waiver that a change adds itself counts only once it is merged."""
    return isinstance(waivers, dict) and waivers.get("from") == "base"
