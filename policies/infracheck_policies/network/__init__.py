"""How traffic reaches pods and what limits it, and where objects stand."""

PACK = (
    "policies",
    "policy_rules",
    "backends",
    "ingresses",
    "ingress_annotations",
    "services",
    "ports",
    "controllers",
    "placement",
    "retired",
)
"""By what they look at."""
