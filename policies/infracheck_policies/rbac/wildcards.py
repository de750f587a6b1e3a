"""Rules with `*` instead of a list."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from infracheck import AnyRole, Rule, Severity, Violation, policy


@policy("unrestricted-role", category="rbac", severity=Severity.HIGH)
def unrestricted_role(role: AnyRole) -> Iterator[Violation]:
    """A role does not grant every right on every resource.

    Such a role can read all Secrets, execute commands in all pods and grant itself more rights: it equals
    cluster-admin, or the administrator of the namespace, and does not appear in a list of bindings to cluster-admin.
    The core API group alone is enough for that. Roles that Kubernetes itself creates are not checked. CIS Kubernetes
    5.1.1 and 5.1.3.

    Fix: List the `apiGroups`, `resources` and `verbs` that the subject uses.
    """
    for rule in () if role.is_built_in else role.rules:
        if rule.is_unrestricted:
            yield rule.violation(f"{role.kind} {role.name} grants every right on every resource", at=Rule.resources)


@policy("wildcard-resource", category="rbac", severity=Severity.MEDIUM, recommended=False)
def wildcard_resource(role: AnyRole) -> Iterator[Violation]:
    """A role lists its resources instead of `*`.

    `*` includes Secrets, and all kinds and subresources that later versions add. Off by default, since dangerous
    resources have policies of their own (`cluster-secret-access`, `pod-exec`, `unrestricted-role`), and `*` in an
    operator's own API group is harmless.

    Fix: List the resources that the subject uses.
    """
    for rule in () if role.is_built_in else role.rules:
        if "*" in rule.resources and not rule.is_unrestricted:
            groups = [group or "the core group" for group in rule.api_groups]
            of = f" of {_listed(groups)}" if groups and "*" not in groups else ""
            granted = f"{_listed(rule.verbs)} on every resource{of}"
            yield rule.violation(f"{role.kind} {role.name} grants {granted}", at=Rule.resources)


_SENSITIVE = frozenset(
    (
        "secrets", "pods", "deployments", "daemonsets", "statefulsets", "replicasets", "replicationcontrollers", "jobs",
        "cronjobs", "configmaps", "roles", "clusterroles", "rolebindings", "clusterrolebindings", "users", "groups",
    )
)  # fmt: skip


@policy("wildcard-verb", category="rbac", severity=Severity.MEDIUM, recommended=False)
def wildcard_verb(role: AnyRole) -> Iterator[Violation]:
    """A role lists its verbs instead of `*` on Secrets, pods, workloads and roles.

    On these resources `*` is more than read and write: it includes `escalate`, `bind`, `impersonate` and
    `deletecollection`, and verbs that later versions add. Dangerous verbs have policies of their own (`escalate-verb`,
    `cluster-secret-access`).

    Fix: List the verbs that the subject uses.
    """
    for rule in () if role.is_built_in else role.rules:
        sensitive = next((resource for resource in rule.resources if resource in _SENSITIVE), None)
        if sensitive is not None and "*" in rule.verbs and not rule.is_unrestricted:
            yield rule.violation(f"{role.kind} {role.name} grants every verb on {sensitive}", at=Rule.verbs)


@policy("minor-wildcard-verb", category="rbac", severity=Severity.LOW, recommended=False)
def minor_wildcard_verb(role: AnyRole) -> Iterator[Violation]:
    """A role lists its verbs instead of `*` on all other resources.

    On an operator's own kinds `*` usually means read, write and delete, and many roles are written that way.

    Fix: List the verbs that the subject uses.
    """
    for rule in () if role.is_built_in else role.rules:
        if "*" in rule.verbs and not rule.is_unrestricted and not _SENSITIVE.intersection(rule.resources):
            resource = rule.resources[0] if rule.resources else "its nonResourceURLs"
            yield rule.violation(f"{role.kind} {role.name} grants every verb on {resource}", at=Rule.verbs)


@policy("wildcard-api-group", category="rbac", severity=Severity.LOW, recommended=False)
def wildcard_api_group(role: AnyRole) -> Iterator[Violation]:
    """A role lists its API groups instead of `*`.

    `*` also grants the rights on resources of the same name in API groups that custom resources add later.

    Fix: List the API groups, with `""` for the core group.
    """
    for rule in () if role.is_built_in else role.rules:
        if "*" in rule.api_groups and not rule.is_unrestricted:
            yield rule.violation(f"{role.kind} {role.name} grants rights in every API group", at=Rule.api_groups)


def _listed(words: Sequence[str]) -> str:
    shown = words[:3]
    return ", ".join("every verb" if word == "*" else word for word in shown) + (", …" if len(words) > 3 else "")
