"""The rights of service accounts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice

from infracheck import (
    AnyBinding,
    Grant,
    Known,
    Note,
    Pod,
    Right,
    RoleBinding,
    RoleReference,
    Rule,
    ServiceAccount,
    Severity,
    Subject,
    Violation,
    policy,
)


@policy("shared-secret-access", category="rbac", severity=Severity.HIGH)
def shared_secret_access(binding: AnyBinding) -> Iterator[Violation]:
    """No binding lets every service account read Secrets.

    The groups `system:serviceaccounts` and `system:serviceaccounts:<namespace>` contain all service accounts, including
    those of pods that need no access: one compromised pod discloses every credential. Roles are followed as far as the
    scan holds them, including aggregated ones and the built-in `edit`, `admin` and `cluster-admin`. CIS Kubernetes
    5.1.2.

    Fix: Replace the group by the service accounts that need the Secrets, or bind a role without access to Secrets.
    """
    for subject in binding.subjects:
        if subject.kind == "Group" and (subject.name or "").startswith("system:serviceaccounts"):
            for right in binding.grant.rights:
                if not right.names and any(right.allows(verb, "", "secrets") for verb in ("get", "list", "watch")):
                    notes = (Note("this rule grants it", right.rule.span),) if right.rule is not None else ()
                    message = f"{binding.kind} {binding.name} lets all service accounts of {subject.name} read Secrets"
                    yield subject.violation(message, at=Subject.name, related=notes)
                    break


@policy("exec-role-binding", category="rbac", severity=Severity.LOW, recommended=False)
def exec_role_binding(binding: RoleBinding) -> Iterator[Violation]:
    """No RoleBinding grants a Role that can execute commands in pods.

    Reported at the binding; `pod-exec` and `unrestricted-role` report the same once at the role. polaris also fails a
    binding whose Role it does not see; here that is unknown, or `missing-role`. It passes names that begin with
    `system:` or `gce:`, which anyone can choose.

    Fix: Bind a Role without `pods/exec` and `pods/attach`.
    """
    if binding.role.kind == "Role":
        yield from _granting_exec(binding)


@policy("exec-cluster-role-binding", category="rbac", severity=Severity.LOW, recommended=False)
def exec_cluster_role_binding(binding: AnyBinding) -> Iterator[Violation]:
    """No binding grants a ClusterRole that can execute commands in pods.

    Reported at the binding; `pod-exec` and `unrestricted-role` report the same once at the role. polaris also fails a
    binding whose ClusterRole it does not see; here that is unknown. It passes names that begin with `system:` or
    `gce:`, which anyone can choose.

    Fix: Bind a ClusterRole without `pods/exec` and `pods/attach`.
    """
    if binding.role.kind == "ClusterRole":
        yield from _granting_exec(binding)


def _granting_exec(binding: AnyBinding) -> Iterator[Violation]:
    if binding.is_built_in or not binding.subjects:
        return
    granted, rights = binding.grant.role, binding.grant.rights
    # once for each role: one may be bound many times
    rule = _allowing(None, rights) if granted is None else granted.remember(_allowing, rights)
    if rule is not None:
        note = Note("this rule grants it", rule.span)
        role = binding.role
        message = f"{binding.kind} {binding.name} grants {role.kind} {role.name}, which can execute commands in pods"
        yield role.violation(message, at=RoleReference.name, related=(note,))


def _allowing(_: object, rights: tuple[Right, ...]) -> Rule | None:
    allowing = (right for right in rights if not right.names and any(right.allows(*request) for request in _EXEC))
    return next((right.rule for right in allowing if right.rule is not None), None)


_EXEC = tuple((verb, "", resource) for verb in ("create", "get") for resource in ("pods/exec", "pods/attach"))


@policy("missing-role", category="rbac", severity=Severity.MEDIUM, recommended=False)
def missing_role(binding: RoleBinding) -> Iterator[Violation]:
    """A RoleBinding references a Role that exists.

    Kubernetes accepts a binding to a missing Role; it grants nothing until someone creates a Role of that name. Checked
    only where the scan holds Roles of the namespace and none is declared under `exists`; ClusterRoles and Kubernetes'
    own namespaces are not checked. Off by default: bases and overlays are often scanned separately.

    Fix: Correct `roleRef.name` or add the Role; `roleRef` is immutable, so the binding must be recreated.
    """
    match binding.target_role:
        case Known(None):
            yield binding.role.violation(
                f"RoleBinding {binding.name} references Role {binding.role.name}, which does not exist",
                at=RoleReference.name,
            )


@policy("administrative-account", category="rbac", severity=Severity.MEDIUM, recommended=False)
def administrative_account(pod: Pod) -> Iterator[Violation]:
    """The service account of a pod has no administrator rights.

    Reported at the pod; `cluster-admin-binding` and `unrestricted-role` report the same once at the binding and the
    role.

    Fix: Bind the service account to a Role that lists the resources and verbs that the pod uses.
    """
    yield from _accounts_that(pod, _is_administrator, "has every right on every resource")


@policy("takeover-account", category="rbac", severity=Severity.MEDIUM, recommended=False)
def takeover_account(pod: Pod) -> Iterator[Violation]:
    """The service account of a pod can neither read Secrets nor create pods.

    With these rights, an attacker who takes over the pod can take over other workloads. Reported at the pod;
    `cluster-secret-access` and `pod-creation` report the same once at the role.

    Fix: Restrict the role to the resources that the pod uses, with `resourceNames` for Secrets; set
    `automountServiceAccountToken: false` if the pod does not call the API.
    """
    yield from _accounts_that(pod, _takes_over, "can read Secrets or create pods")


@policy("account-secret", category="rbac", severity=Severity.LOW, recommended=False)
def account_secret(account: ServiceAccount) -> Iterator[Violation]:
    """A ServiceAccount lists no Secrets.

    Since Kubernetes 1.24 tokens are requested when they are needed, and expire; a token in a Secret never does.
    OpenShift and old exports also list their image pull Secrets there.

    Fix: Remove `secrets` from the ServiceAccount.
    """
    if account.secrets:
        yield account.violation(
            f"ServiceAccount {account.name} lists Secrets", at=account.place(ServiceAccount.secrets)
        )


def _is_administrator(right: Right) -> bool:
    core = bool({"", "*"}.intersection(right.groups))
    return core and "*" in right.verbs and "*" in right.resources and not right.names


def _takes_over(right: Right) -> bool:
    if right.names:
        # nothing is created by a rule with resourceNames, and what it reads are single Secrets
        return False
    makes_pods = any(right.allows(verb, "", "pods") for verb in ("create", "update", "patch"))
    return makes_pods or any(right.allows(verb, "", "secrets") for verb in ("get", "list", "watch"))


def _accounts_that(pod: Pod, can: Callable[[Right], bool], what: str) -> Iterator[Violation]:
    match pod.account, pod.automounts_token:
        case Known(ServiceAccount() as account), Known(True):
            # computed once, however many pods run as it
            for grant, right in account.remember(_first_of, can):
                notes = [Note(f"{grant.binding.kind} {grant.binding.name} grants the role", grant.binding.span)]
                notes += [Note("this rule grants it", right.rule.span)] if right.rule is not None else []
                name = pod.workload.name
                message = f"pods of {pod.workload.kind} {name} run as ServiceAccount {account.name}, which {what}"
                yield pod.violation(message, at=Pod.service_account_name, related=tuple(notes))


def _first_of(account: ServiceAccount, can: Callable[[Right], bool]) -> list[tuple[Grant, Right]]:
    """The first right of an account that matches, with the grant it comes from; empty without one."""
    matching = ((grant, right) for grant in account.grants for right in grant.rights if can(right))
    return list(islice(matching, 1))
