"""The control plane that runs in pods: the flags of its programs."""

PACK = (
    "access",
    "admission",
    "audit",
    "audit_policies",
    "certificates",
    "ciphers",
    "encryption",
    "listening",
    "etcd",
)
"""By what the flags are about."""

ON_REQUEST = ("audit", "audit_policies", "ciphers", "encryption")
"""Those of them without a recommended policy."""
