"""The rules of a role that give a power, as violations; and the controls that RBAC policies share."""

from __future__ import annotations

from collections.abc import Iterator

from infracheck import AnyRole, Power, Violation

LEAST_PRIVILEGE = (
    "nsa-1.2:auth.rbac", "nist-800-53-r5:AC-6", "nist-800-190:4.3.1", "pci-dss-4.0:7.2.2", "soc2:CC6.1",
    "owasp-k8s-2025:K02", "cwe:269",
)  # fmt: skip


def rules_that(
    role: AnyRole, power: Power, what: str, *, named: bool = False, creating: str = ""
) -> Iterator[Violation]:
    """Each rule of a role that gives a power; those on `named` objects only where that is asked.

    `creating` is said of a rule that lets create and do no more. Rules that give everything are `unrestricted-role`'s.
    """
    for rule, index in role.rules_with(power):
        if (rule.is_named and not named) or rule.is_unrestricted:
            continue
        said = creating if creating and _CHANGES.isdisjoint(rule.verbs) else what
        yield rule.violation(f"{role.kind} {role.name} {said}", at=rule.place_of(index))


_CHANGES = frozenset(("*", "update", "patch", "delete", "deletecollection"))
