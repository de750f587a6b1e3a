"""What RBAC policies share: violations by rule, and controls."""

from __future__ import annotations

from collections.abc import Iterator

from infracheck import AnyRole, Power, Violation

LEAST_PRIVILEGE = (
    "nsa-1.2:auth.rbac", "nist-800-53-r5:AC-6", "nist-800-190:4.3.1", "pci-dss-4.0:7.2.2", "soc2:CC6.1",
    "owasp-k8s-2025:K02", "cwe:269",
)  # fmt: skip


def rules_that(
    role: AnyRole, power: Power, granted: str, *, named: bool = False, creating: str = ""
) -> Iterator[Violation]:
    """Each rule of a role that grants a power; those with `resourceNames` only if `named` is set.

    `creating` is the message for a rule that allows `create` only. `unrestricted-role` reports unrestricted rules.
    """
    for rule, index in role.rules_with(power):
        if (rule.is_named and not named) or rule.is_unrestricted:
            continue
        message = creating if creating and _CHANGES.isdisjoint(rule.verbs) else granted
        yield rule.violation(f"{role.kind} {role.name} {message}", at=rule.place_of(index))


_CHANGES = frozenset(("*", "update", "patch", "delete", "deletecollection"))
