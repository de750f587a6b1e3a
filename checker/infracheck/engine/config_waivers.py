"""What a config may say of waivers, as JSON Schema."""

from __future__ import annotations

from typing import Any

TOOLS = ("buildkit", "checkov", "hadolint", "kics", "kube-linter", "kube-score", "polaris", "trivy")
"""The peers whose marks are known."""

_TEXTS = {
    "kind": "Pattern of the kind of the objects.",
    "namespace": "Pattern of the namespace that the objects state.",
    "name": "Pattern of the name of the objects.",
    "container": "Pattern of the name of the containers in which the findings stand.",
    "reason": "Why the findings are accepted.",
    "owner": "Who answers for it.",
    "until": "The last day on which it holds, as YEAR-MONTH-DAY.",
    "ticket": "Where it was agreed on.",
}
_LISTS = {
    "policies": "Selectors of the policies that it is for.",
    "paths": "Patterns of the files, as reports name them; `*` matches slashes, too.",
}
WAIVERS: dict[str, Any] = {
    "type": "array",
    "description": "Findings that are accepted, each with the reason.",
    "items": {
        "type": "object",
        "additionalProperties": False,
        "required": ["policies", "reason"],
        "properties": {
            **{
                key: {"type": "array", "minItems": 1, "items": {"type": "string"}, "description": text}
                for key, text in _LISTS.items()
            },
            **{key: {"type": "string", "description": text} for key, text in _TEXTS.items()},
        },
    },
}
PEER_WAIVERS: dict[str, Any] = {
    "anyOf": [{"type": "boolean"}, {"type": "array", "items": {"enum": list(TOOLS)}}],
    "description": "Whether the marks of other tools waive what answers to their rules: of all, of none, or of these.",
}


def tools_of(said: bool | list[str]) -> tuple[str, ...]:
    """The peers whose marks count."""
    if isinstance(said, bool):
        return TOOLS if said else ()
    return tuple(said)
