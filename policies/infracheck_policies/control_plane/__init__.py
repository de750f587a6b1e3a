"""The control plane that runs in pods: what the flags of its programs leave open."""

PACK = ("access", "admission", "audit", "certificates", "listening", "etcd")
"""By what the flags are about."""
