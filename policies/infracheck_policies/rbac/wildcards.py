"""Rules with `*` instead of a list."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from infracheck import AnyRole, Rule, Severity, Violation, policy
from infracheck_policies.rbac.words import LEAST_PRIVILEGE

_CONTROLS = ("cis-kubernetes-1.12:5.1.3", *LEAST_PRIVILEGE)
_ANY_WILDCARD = (
    "checkov:CKV_K8S_49", "kube-linter:wildcard-in-rules", "kics:6b896afb-ca07-467a-b256-1a0077a1c08e",
)  # fmt: skip
_VERBS = ("kyverno:restrict-wildcard-verbs", "kyverno:restrict-wildcard-verbs/wildcard-verbs")
_RESOURCES = (
    "trivy:KSV-0046", "trivy:KSV-0112", "kyverno:restrict-wildcard-resources",
    "kyverno:restrict-wildcard-resources/wildcard-resources",
)  # fmt: skip


@policy(
    "unrestricted-role",
    category="rbac",
    severity=Severity.HIGH,
    controls=("cis-kubernetes-1.12:5.1.1", *_CONTROLS),
    aliases=(
        *_ANY_WILDCARD, *_VERBS, *_RESOURCES, "trivy:KSV-0044", "trivy:KSV-0053", "trivy:KSV-0054",
        "checkov:CKV_K8S_155", "checkov:CKV_K8S_156", "checkov:CKV_K8S_157", "checkov:CKV_K8S_158",
        "polaris:clusterrolePodExecAttach", "polaris:rolePodExecAttach",
        "kubescape:exec-into-container-v1", "kubescape:C-0002", "kubescape:rule-can-list-get-secrets-v1",
        "kubescape:C-0015", "kubescape:C-0186", "kubescape:rule-can-bind-escalate", "kubescape:C-0191",
        "kubescape:rule-can-impersonate-users-groups-v1", "kubescape:C-0065", "kubescape:rule-can-portforward-v1",
        "kubescape:C-0063", "kubescape:rule-can-create-pod", "kubescape:C-0188", "kubescape:rule-can-create-pv",
        "kubescape:C-0278", "kubescape:rule-can-access-proxy-subresource", "kubescape:C-0279",
        "kubescape:rule-can-approve-cert-signing-request", "kubescape:C-0280",
        "kubescape:rule-can-modify-admission-webhooks", "kubescape:C-0281",
        "kubescape:rule-can-create-service-account-token", "kubescape:C-0282",
        "kubescape:rule-can-delete-k8s-events-v1", "kubescape:C-0031", "kubescape:rule-excessive-delete-rights-v1",
        "kubescape:C-0007", "kubescape:rule-can-update-configmap-v1", "kubescape:C-0037",
        "kyverno:restrict-escalation-verbs-roles", "kyverno:restrict-escalation-verbs-roles/escalate",
    ),
)  # fmt: skip
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


@policy(
    "wildcard-resource",
    category="rbac",
    severity=Severity.MEDIUM,
    controls=_CONTROLS,
    aliases=(*_ANY_WILDCARD, *_RESOURCES),
    recommended=False,
)
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


@policy(
    "wildcard-verb",
    category="rbac",
    severity=Severity.MEDIUM,
    controls=_CONTROLS,
    aliases=(*_ANY_WILDCARD, *_VERBS, "trivy:KSV-0045"),
    recommended=False,
)
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


@policy(
    "minor-wildcard-verb",
    category="rbac",
    severity=Severity.LOW,
    controls=_CONTROLS,
    aliases=(*_ANY_WILDCARD, *_VERBS),
    recommended=False,
)
def minor_wildcard_verb(role: AnyRole) -> Iterator[Violation]:
    """A role lists its verbs instead of `*` on all other resources.

    On an operator's own kinds `*` usually means read, write and delete, and many roles are written that way.

    Fix: List the verbs that the subject uses.
    """
    for rule in () if role.is_built_in else role.rules:
        if "*" in rule.verbs and not rule.is_unrestricted and not _SENSITIVE.intersection(rule.resources):
            resource = rule.resources[0] if rule.resources else "its nonResourceURLs"
            yield rule.violation(f"{role.kind} {role.name} grants every verb on {resource}", at=Rule.verbs)


@policy(
    "wildcard-api-group",
    category="rbac",
    severity=Severity.LOW,
    controls=_CONTROLS,
    aliases=("checkov:CKV_K8S_49", "kics:6b896afb-ca07-467a-b256-1a0077a1c08e"),
    recommended=False,
)
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
