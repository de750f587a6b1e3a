"""What else stands between a container, its neighbours and its node, beyond the Pod Security Standards."""

PACK = ("filesystem", "capabilities", "hardening", "processes", "namespaces")
"""By what they look at."""
