"""The control plane that runs in pods: the flags of its programs."""

PACK = ("access", "admission", "audit", "certificates", "ciphers", "listening", "etcd")
"""By what the flags are about."""
