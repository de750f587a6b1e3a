"""Isolation of a container from other containers and its node, beyond the Pod Security Standards."""

PACK = ("filesystem", "capabilities", "hardening", "processes", "namespaces", "allowances", "chosen_ids", "git_sync")
"""The modules that hold policies, in the order of the catalogue."""

ON_REQUEST = ("capabilities", "hardening", "namespaces", "allowances", "chosen_ids", "git_sync")
"""Those of them without a recommended policy."""
