"""Who may do what: roles, their wildcards and their bindings."""

PACK = ("wildcards", "escalation", "reach", "minor", "bindings", "accounts")
"""By what they look at."""
