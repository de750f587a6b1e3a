"""What decided which pods a cluster admits before Pod Security admission, and still does on OpenShift."""

PACK = (
    "policy_host",
    "policy_privileges",
    "policy_capabilities",
    "policy_profiles",
    "security_context_constraints",
    "admission_plugins",
)
"""By what it lets pods do."""
