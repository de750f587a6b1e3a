"""Role-based access control: roles, bindings and service accounts."""

PACK = ("wildcards", "escalation", "reach", "minor", "bindings", "accounts", "pod_accounts")
"""By what they look at."""

ON_REQUEST = ("pod_accounts",)
"""Those of them without a recommended policy."""
