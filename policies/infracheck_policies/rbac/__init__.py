"""Role-based access control: roles, bindings and service accounts."""

PACK = ("wildcards", "escalation", "reach", "minor", "bindings", "accounts", "pod_accounts")
"""By what they look at."""
