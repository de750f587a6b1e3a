"""Roles in the hands of too many, or of whom one does not know."""

from __future__ import annotations

from collections.abc import Iterator

from infracheck import (
    AnyBinding,
    ClusterRoleBinding,
    Note,
    RoleBinding,
    RoleReference,
    Severity,
    Subject,
    Violation,
    policy,
)
from infracheck_policies.rbac.words import LEAST_PRIVILEGE

_ADMIN = ("cis-kubernetes-1.12:5.1.1", *LEAST_PRIVILEGE)
_POLARIS = (
    "polaris:clusterrolebindingClusterAdmin", "polaris:rolebindingClusterAdminClusterRole",
    "polaris:rolebindingClusterAdminRole",
)  # fmt: skip
_CLUSTER_ADMIN = (
    *_POLARIS, "kics:249328b8-5f0f-409f-b1dd-029f07882e11", "trivy:KSV-0111", "kyverno:restrict-binding-clusteradmin",
    "kyverno:restrict-binding-clusteradmin/clusteradmin-bindings", "kubescape:rule-list-all-cluster-admins-v1",
    "kubescape:C-0035", "kubescape:C-0187",
)  # fmt: skip


@policy(
    "cluster-admin-binding",
    category="rbac",
    severity=Severity.HIGH,
    controls=_ADMIN,
    aliases=(
        *_CLUSTER_ADMIN, "kube-linter:cluster-admin-role-binding", "kubescape:cluster-admin-role", "kubescape:C-0185",
    ),
)  # fmt: skip
def cluster_admin_binding(binding: ClusterRoleBinding) -> Iterator[Violation]:
    """No one but the cluster's own groups is bound to cluster-admin.

    A pod whose service account is cluster-admin hands the cluster to whoever breaks into it. Bindings that Kubernetes
    itself makes are not judged; polaris lets all pass whose name begins with `system:` or `gce:`, which anybody may
    choose. CIS Kubernetes 5.1.1.
    """
    if binding.role.name == "cluster-admin" and not binding.is_built_in:
        yield binding.role.violation(
            f"ClusterRoleBinding {binding.name} makes {_who(binding)} cluster-admin", at=RoleReference.name
        )


@policy("namespace-admin-binding", category="rbac", severity=Severity.MEDIUM, controls=_ADMIN, aliases=_CLUSTER_ADMIN)
def namespace_admin_binding(binding: RoleBinding) -> Iterator[Violation]:
    """No one is bound to cluster-admin within a namespace.

    There it gives everything too, the namespace itself and its quotas, which `admin` leaves out. CIS Kubernetes 5.1.1.
    """
    if binding.role.name == "cluster-admin" and not binding.is_built_in:
        yield binding.role.violation(
            f"RoleBinding {binding.name} gives {_who(binding)} cluster-admin in its namespace", at=RoleReference.name
        )


@policy(
    "admin-role-binding",
    category="rbac",
    severity=Severity.LOW,
    controls=_ADMIN,
    aliases=("trivy:KSV-0111",),
    recommended=False,
)
def admin_role_binding(binding: AnyBinding) -> Iterator[Violation]:
    """No one is bound to the roles `admin` and `edit`.

    Both read the Secrets of the namespace and run pods as any of its service accounts. They are meant for the people of
    the namespace, so it is not recommended to all.
    """
    # a binding of Kubernetes' own name counts here alone
    if binding.role.name in ("admin", "edit") or (binding.role.name == "cluster-admin" and binding.is_built_in):
        yield binding.role.violation(
            f"{binding.kind} {binding.name} gives {_who(binding)} the role {binding.role.name}", at=RoleReference.name
        )


@policy(
    "unrestricted-binding",
    category="rbac",
    severity=Severity.HIGH,
    controls=_ADMIN,
    aliases=(*_POLARIS, "kubescape:rule-list-all-cluster-admins-v1", "kubescape:C-0035", "kubescape:C-0187"),
    recommended=False,
)
def unrestricted_binding(binding: AnyBinding) -> Iterator[Violation]:
    """No one is bound to a role of the scan that gives everything.

    The same is said once at the role by `unrestricted-role`. Here all API groups are asked for, as polaris does it.
    """
    if binding.is_built_in or binding.role.name == "cluster-admin":
        return
    for right in binding.grant.rights:
        if right.gives_everything and right.rule is not None:
            note = Note("the rule that gives everything", right.rule.span)
            message = f"{binding.kind} {binding.name} gives {_who(binding)} every right on every resource"
            yield binding.role.violation(message, at=RoleReference.name, related=(note,))
            return


@policy(
    "default-account-binding",
    category="rbac",
    severity=Severity.MEDIUM,
    controls=("cis-kubernetes-1.12:5.1.5", *LEAST_PRIVILEGE),
    aliases=("checkov:CKV_K8S_42", "kics:1e749bc9-fde8-471c-af0c-8254efd2dee5"),
)
def default_account_binding(binding: AnyBinding) -> Iterator[Violation]:
    """No role is bound to a default service account.

    Every pod that names no account runs as it, today's and tomorrow's. CIS Kubernetes 5.1.5.
    """
    for subject in binding.subjects:
        if subject.kind == "ServiceAccount" and subject.name == "default":
            yield subject.violation(
                f"{binding.kind} {binding.name} gives {_what(binding)} to every pod without an account of its own",
                at=Subject.name,
            )


_ANONYMOUS = ("system:anonymous", "system:unauthenticated")
# what Kubernetes and kubeadm themselves give to those they do not know
_PUBLIC = frozenset(
    ("system:public-info-viewer", "system:discovery", "system:basic-user", "kubeadm:bootstrap-signer-clusterinfo")
)


@policy(
    "anonymous-binding",
    category="rbac",
    severity=Severity.CRITICAL,
    controls=("nsa-1.2:auth.anonymous", *LEAST_PRIVILEGE),
    aliases=("trivy:KSV-0122", "kubescape:anonymous-access-enabled", "kubescape:C-0262"),
)
def anonymous_binding(binding: AnyBinding) -> Iterator[Violation]:
    """No role is bound to those who have not said who they are.

    `system:anonymous` and `system:unauthenticated` are everyone who reaches the API server. What Kubernetes and kubeadm
    give them themselves (version, discovery, `cluster-info`) is not reported.
    """
    for subject in binding.subjects if binding.role.name not in _PUBLIC else ():
        if subject.name in _ANONYMOUS:
            yield subject.violation(
                f"{binding.kind} {binding.name} gives {_what(binding)} to everyone: {subject.name}", at=Subject.name
            )


@policy(
    "authenticated-binding",
    category="rbac",
    severity=Severity.MEDIUM,
    controls=LEAST_PRIVILEGE,
    aliases=("trivy:KSV-01011",),
)
def authenticated_binding(binding: AnyBinding) -> Iterator[Violation]:
    """No role is bound to everyone who has a name.

    `system:authenticated` is every service account of every namespace, and with some clouds everyone who has an account
    there. What Kubernetes gives them itself (discovery, `basic-user`) is not reported.
    """
    for subject in binding.subjects if binding.role.name not in _PUBLIC else ():
        if subject.kind == "Group" and subject.name == "system:authenticated":
            yield subject.violation(
                f"{binding.kind} {binding.name} gives {_what(binding)} to everyone who has logged in", at=Subject.name
            )


@policy(
    "masters-binding",
    category="rbac",
    severity=Severity.HIGH,
    controls=("cis-kubernetes-1.12:5.1.7", *LEAST_PRIVILEGE),
    aliases=("trivy:KSV-0123",),
)
def masters_binding(binding: AnyBinding) -> Iterator[Violation]:
    """No binding uses the group system:masters.

    Its members are above all rules, whatever is bound, and a certificate that names it cannot be revoked.
    CIS Kubernetes 5.1.7.
    """
    for subject in binding.subjects if not binding.is_built_in else ():
        if subject.kind == "Group" and subject.name == "system:masters":
            yield subject.violation(f"{binding.kind} {binding.name} binds system:masters", at=Subject.name)


def _who(binding: AnyBinding) -> str:
    named = [f"{subject.kind} {subject.name}" for subject in binding.subjects]
    return "no one" if not named else named[0] if len(named) == 1 else f"{named[0]} and {len(named) - 1} more"


def _what(binding: AnyBinding) -> str:
    return f"{binding.role.kind} {binding.role.name}"
