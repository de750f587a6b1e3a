"""Role-based access control: roles, bindings and service accounts."""

PACK = ("wildcards", "escalation", "reach", "minor", "bindings", "accounts")
"""By what they look at."""
