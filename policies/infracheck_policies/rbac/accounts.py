"""Service accounts, and the pods that run as them."""

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
from infracheck_policies.rbac.words import LEAST_PRIVILEGE


@policy(
    "shared-secret-access",
    category="rbac",
    severity=Severity.HIGH,
    controls=("cis-kubernetes-1.12:5.1.2", "nsa-1.2:secrets", *LEAST_PRIVILEGE),
)
def shared_secret_access(binding: AnyBinding) -> Iterator[Violation]:
    """No binding lets every service account read Secrets.

    `system:serviceaccounts` and `system:serviceaccounts:<namespace>` are all accounts, those of pods that need nothing
    among them: one pod that is broken into gives every credential. Through any role that the scan sees, aggregated ones
    and Kubernetes' own `edit`, `admin` and `cluster-admin` too. CIS Kubernetes 5.1.2.
    """
    for subject in binding.subjects:
        if subject.kind == "Group" and (subject.name or "").startswith("system:serviceaccounts"):
            for right in binding.grant.rights:
                if not right.names and any(right.allows(verb, "", "secrets") for verb in ("get", "list", "watch")):
                    notes = (Note("the rule that does it", right.rule.span),) if right.rule is not None else ()
                    message = f"{binding.kind} {binding.name} lets every service account of {subject.name} read Secrets"
                    yield subject.violation(message, at=Subject.name, related=notes)
                    break


@policy(
    "exec-role-binding",
    category="rbac",
    severity=Severity.LOW,
    controls=LEAST_PRIVILEGE,
    aliases=("polaris:rolebindingRolePodExecAttach",),
    recommended=False,
)
def exec_role_binding(binding: RoleBinding) -> Iterator[Violation]:
    """No RoleBinding gives a Role that runs commands in pods.

    Said at the binding, of what `pod-exec` and `unrestricted-role` say once at the role. polaris fails a binding whose
    Role it does not see as well; here that is unknown, or `missing-role`.
    """
    if binding.role.kind == "Role":
        yield from _giving_exec(binding)


@policy(
    "exec-cluster-role-binding",
    category="rbac",
    severity=Severity.LOW,
    controls=LEAST_PRIVILEGE,
    aliases=("polaris:rolebindingClusterRolePodExecAttach", "polaris:clusterrolebindingPodExecAttach"),
    recommended=False,
)
def exec_cluster_role_binding(binding: AnyBinding) -> Iterator[Violation]:
    """No binding gives a ClusterRole that runs commands in pods.

    Said at the binding, of what `pod-exec` and `unrestricted-role` say once at the role. polaris fails a binding whose
    ClusterRole it does not see as well; here that is unknown.
    """
    if binding.role.kind == "ClusterRole":
        yield from _giving_exec(binding)


def _giving_exec(binding: AnyBinding) -> Iterator[Violation]:
    if binding.is_built_in:
        return
    role, rights = binding.grant.role, binding.grant.rights
    # once for each role: one may be bound many times
    rule = _giving(rights) if role is None else role.remember("rule that runs commands", lambda: _giving(rights))
    if rule is not None:
        note = Note("the rule that does it", rule.span)
        message = f"{binding.kind} {binding.name} gives {binding.role.name}, which runs commands in pods"
        yield binding.role.violation(message, at=RoleReference.name, related=(note,))


def _giving(rights: tuple[Right, ...]) -> Rule | None:
    allowing = (each for each in rights if any(each.allows(*wanted) for wanted in _EXEC))
    return next((each.rule for each in allowing if each.rule is not None), None)


_EXEC = tuple((verb, "", resource) for verb in ("create", "get") for resource in ("pods/exec", "pods/attach"))


@policy("missing-role", category="rbac", severity=Severity.MEDIUM, recommended=False)
def missing_role(binding: RoleBinding) -> Iterator[Violation]:
    """A RoleBinding gives a Role that exists.

    Kubernetes takes one to a Role that is not there, and gives nothing, until someone makes a Role of that name. Only
    where the scan sees Roles of the namespace and none is declared under `exists`; ClusterRoles and the namespaces of
    Kubernetes' own are not judged. Not recommended to all: bases and overlays are often scanned apart.
    """
    match binding.target_role:
        case Known(None):
            yield binding.role.violation(
                f"RoleBinding {binding.name} gives Role {binding.role.name}, which is not there", at=RoleReference.name
            )


@policy(
    "administrative-account",
    category="rbac",
    severity=Severity.MEDIUM,
    controls=LEAST_PRIVILEGE,
    aliases=("kubescape:workload-with-administrative-roles", "kubescape:C-0272"),
    recommended=False,
)
def administrative_account(pod: Pod) -> Iterator[Violation]:
    """A pod's service account is no administrator.

    Said at the pod, of what `cluster-admin-binding` and `unrestricted-role` say once at the binding and the role.
    """
    yield from _accounts_that(pod, _is_administrator, "may do everything")


@policy(
    "takeover-account",
    category="rbac",
    severity=Severity.MEDIUM,
    controls=LEAST_PRIVILEGE,
    aliases=("kubescape:workload-with-cluster-takeover-roles", "kubescape:C-0267"),
    recommended=False,
)
def takeover_account(pod: Pod) -> Iterator[Violation]:
    """A pod's service account neither reads Secrets nor makes pods.

    Whoever breaks into the pod goes on from there. Said at the pod, of what `cluster-secret-access` and `pod-creation`
    say once at the role.
    """
    yield from _accounts_that(pod, _takes_over, "may read Secrets or make pods")


@policy(
    "account-secret",
    category="rbac",
    severity=Severity.LOW,
    controls=("nist-800-53-r5:IA-5", "owasp-k8s-2025:K03"),
    aliases=("kyverno:check-serviceaccount-secrets/deny-secrets",),
    recommended=False,
)
def account_secret(account: ServiceAccount) -> Iterator[Violation]:
    """A service account has no Secrets of its own.

    From Kubernetes 1.24 on tokens are asked for when they are needed, and end; one in a Secret never does. OpenShift
    and old exports list their image pull Secrets there too.
    """
    if account.secrets:
        yield account.violation(
            f"ServiceAccount {account.name} has Secrets of its own", at=account.place(ServiceAccount.secrets)
        )


def _is_administrator(right: Right) -> bool:
    return "*" in right.verbs and "*" in right.resources and bool({"", "*"}.intersection(right.groups))


def _takes_over(right: Right) -> bool:
    makes_pods = any(right.allows(verb, "", "pods") for verb in ("create", "update", "patch"))
    return makes_pods or any(right.allows(verb, "", "secrets") for verb in ("get", "list", "watch"))


def _accounts_that(pod: Pod, can: Callable[[Right], bool], what: str) -> Iterator[Violation]:
    match pod.account, pod.automounts_token:
        case Known(ServiceAccount() as account), Known(True):
            # asked once, however many pods run as it
            for grant, right in account.remember(can, lambda: _first_of(account, can)):
                notes = [Note(f"{grant.binding.kind} {grant.binding.name} gives the role", grant.binding.span)]
                notes += [Note("the rule that does it", right.rule.span)] if right.rule is not None else []
                name = pod.workload.name
                message = f"pods of {pod.workload.kind} {name} run as ServiceAccount {account.name}, which {what}"
                yield pod.violation(message, at=Pod.service_account_name, related=tuple(notes))


def _first_of(account: ServiceAccount, can: Callable[[Right], bool]) -> list[tuple[Grant, Right]]:
    """The first right of an account that does it, with what gives it; nothing where none does."""
    found = ((grant, right) for grant in account.grants for right in grant.rights if can(right))
    return list(islice(found, 1))
