"""Bindings to broad roles or to broad groups of subjects."""

from __future__ import annotations

from collections.abc import Iterator

from infracheck import (
    AnyBinding,
    ClusterRoleBinding,
    Note,
    Right,
    RoleBinding,
    RoleReference,
    Severity,
    Subject,
    Violation,
    policy,
)


@policy("cluster-admin-binding", category="rbac", severity=Severity.HIGH)
def cluster_admin_binding(binding: ClusterRoleBinding) -> Iterator[Violation]:
    """No ClusterRoleBinding grants cluster-admin, except the built-in ones.

    If the service account of a pod is cluster-admin, an attacker who takes over the pod controls the cluster. Bindings
    that Kubernetes itself creates are not checked, nor those without subjects, which grant nothing; polaris passes
    every binding whose name begins with `system:` or `gce:`, which anyone can choose. CIS Kubernetes 5.1.1.

    Fix: Bind a role that lists the resources and verbs that the subject uses.
    """
    if binding.role.name == "cluster-admin" and binding.subjects and not binding.is_built_in:
        yield binding.role.violation(
            f"ClusterRoleBinding {binding.name} grants cluster-admin to {_subjects(binding)}", at=RoleReference.name
        )


@policy("namespace-admin-binding", category="rbac", severity=Severity.MEDIUM)
def namespace_admin_binding(binding: RoleBinding) -> Iterator[Violation]:
    """No RoleBinding grants cluster-admin within a namespace.

    There it grants every right on every resource, including the namespace itself and its quotas, which `admin`
    excludes. As at `cluster-admin-binding`, a name that begins with `system:` or `gce:` excuses nothing. CIS Kubernetes
    5.1.1.

    Fix: Bind `edit`, or a Role that lists the resources and verbs that the subject uses.
    """
    if binding.role.name == "cluster-admin" and binding.subjects and not binding.is_built_in:
        yield binding.role.violation(
            f"RoleBinding {binding.name} grants cluster-admin in its namespace to {_subjects(binding)}",
            at=RoleReference.name,
        )


@policy("admin-role-binding", category="rbac", severity=Severity.LOW, recommended=False)
def admin_role_binding(binding: AnyBinding) -> Iterator[Violation]:
    """No binding grants the roles `admin` or `edit`.

    Both can read the Secrets of the namespace and run pods as any of its service accounts. Off by default, since the
    roles are meant for the users of a namespace.

    Fix: Bind `view`, or a Role that lists the resources and verbs that the subject uses.
    """
    if not binding.subjects:
        return
    # built-in bindings count only here
    if binding.role.name in ("admin", "edit") or (binding.role.name == "cluster-admin" and binding.is_built_in):
        yield binding.role.violation(
            f"{binding.kind} {binding.name} grants role {binding.role.name} to {_subjects(binding)}",
            at=RoleReference.name,
        )


@policy("unrestricted-binding", category="rbac", severity=Severity.HIGH, recommended=False)
def unrestricted_binding(binding: AnyBinding) -> Iterator[Violation]:
    """No binding grants a role with every right on every resource.

    `unrestricted-role` reports the same once at the role. Here only rules for all API groups count, as in polaris.

    Fix: Bind a role that lists the resources and verbs that the subject uses.
    """
    if binding.is_built_in or binding.role.name == "cluster-admin" or not binding.subjects:
        return
    for right in binding.grant.rights:
        if right.gives_everything and right.rule is not None:
            note = Note("this rule grants every right", right.rule.span)
            message = f"{binding.kind} {binding.name} grants every right on every resource to {_subjects(binding)}"
            yield binding.role.violation(message, at=RoleReference.name, related=(note,))
            return


@policy("default-account-binding", category="rbac", severity=Severity.MEDIUM)
def default_account_binding(binding: AnyBinding) -> Iterator[Violation]:
    """No binding grants a role to a `default` service account.

    Every pod of the namespace that names no service account runs as `default`, so it gets these rights too. CIS
    Kubernetes 5.1.5.

    Fix: Create a ServiceAccount for the workload, bind the role to it, and set `serviceAccountName` in the pod.
    """
    for subject in binding.subjects:
        if subject.kind == "ServiceAccount" and subject.name == "default":
            yield subject.violation(
                f"{binding.kind} {binding.name} grants {_role(binding)} to the default service account",
                at=Subject.name,
            )


_ANONYMOUS = ("system:anonymous", "system:unauthenticated")
# granted to unauthenticated users by Kubernetes and kubeadm themselves
_PUBLIC = frozenset(
    ("system:public-info-viewer", "system:discovery", "system:basic-user", "kubeadm:bootstrap-signer-clusterinfo")
)


@policy("anonymous-binding", category="rbac", severity=Severity.CRITICAL)
def anonymous_binding(binding: AnyBinding) -> Iterator[Violation]:
    """No binding grants a role to unauthenticated users.

    `system:anonymous` and `system:unauthenticated` are everyone who can reach the API server. Roles that Kubernetes and
    kubeadm grant to them (version, discovery, `cluster-info`) are not reported. A misspelt kind such as
    `ClusterRolebinding`, which trivy takes for a binding, is refused by the API server: `input-schema`.

    Fix: Remove the subject, or name the users or service accounts that need the role.
    """
    for subject in binding.subjects if binding.role.name not in _PUBLIC else ():
        if subject.name in _ANONYMOUS:
            yield subject.violation(
                f"{binding.kind} {binding.name} grants {_role(binding)} to unauthenticated users: {subject.name}",
                at=Subject.name,
            )


@policy("authenticated-binding", category="rbac", severity=Severity.MEDIUM)
def authenticated_binding(binding: AnyBinding) -> Iterator[Violation]:
    """No binding grants a role to all authenticated users.

    `system:authenticated` contains every service account of every namespace, and with some cloud providers everyone who
    has an account there. Roles that Kubernetes grants to it (discovery, `basic-user`) are not reported. A misspelt kind
    is refused by the API server, as at `anonymous-binding`.

    Fix: Name the users, groups or service accounts that need the role.
    """
    for subject in binding.subjects if binding.role.name not in _PUBLIC else ():
        if subject.kind == "Group" and subject.name == "system:authenticated":
            yield subject.violation(
                f"{binding.kind} {binding.name} grants {_role(binding)} to all authenticated users", at=Subject.name
            )


@policy("authenticated-takeover", category="rbac", severity=Severity.HIGH, recommended=False)
def authenticated_takeover(binding: AnyBinding) -> Iterator[Violation]:
    """No binding lets all authenticated users run pods or read Secrets.

    With these rights every service account, and with some cloud providers everyone who has an account there, can take
    over the cluster. Roles are followed as far as the scan holds them. `authenticated-binding` reports any role.

    Fix: Name the users, groups or service accounts that need the role.
    """
    for subject in binding.subjects:
        if subject.kind == "Group" and subject.name == "system:authenticated":
            right = next((each for each in binding.grant.rights if _takes_over(each)), None)
            if right is not None:
                notes = (Note("this rule grants it", right.rule.span),) if right.rule is not None else ()
                message = f"{binding.kind} {binding.name} lets all authenticated users run pods or read Secrets"
                yield subject.violation(message, at=Subject.name, related=notes)


_RUNNING = (
    ("", "pods"), ("", "replicationcontrollers"), ("apps", "deployments"), ("apps", "daemonsets"),
    ("apps", "statefulsets"), ("apps", "replicasets"), ("batch", "jobs"), ("batch", "cronjobs"),
)  # fmt: skip
_ENTERING = ("pods/exec", "pods/attach", "pods/portforward")


def _takes_over(right: Right) -> bool:
    if right.names:
        # nothing is created by a rule with resourceNames, and what it reads are single Secrets
        return False
    if any(right.allows(verb, *what) for what in _RUNNING for verb in ("create", "update", "patch")):
        return True
    if any(right.allows(verb, "", part) for part in _ENTERING for verb in ("create", "get")):
        return True
    return any(right.allows(verb, "", "secrets") for verb in ("get", "list", "watch"))


@policy("masters-binding", category="rbac", severity=Severity.HIGH)
def masters_binding(binding: AnyBinding) -> Iterator[Violation]:
    """No binding uses the group system:masters.

    Members of this group bypass RBAC entirely, whatever is bound, and a client certificate that names it cannot be
    revoked. A misspelt kind is refused by the API server, as at `anonymous-binding`. CIS Kubernetes 5.1.7.

    Fix: Bind a group of your own to the role that it needs.
    """
    for subject in binding.subjects if not binding.is_built_in else ():
        if subject.kind == "Group" and subject.name == "system:masters":
            yield subject.violation(
                f"{binding.kind} {binding.name} binds {_role(binding)} to group system:masters", at=Subject.name
            )


def _subjects(binding: AnyBinding) -> str:
    named = [f"{subject.kind} {subject.name}" for subject in binding.subjects]
    return named[0] if len(named) == 1 else f"{named[0]} and {len(named) - 1} more"


def _role(binding: AnyBinding) -> str:
    return f"{binding.role.kind} {binding.role.name}"
