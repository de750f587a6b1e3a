"""Which service accounts pods run as, and whether these exist."""

from __future__ import annotations

from collections.abc import Iterator

from infracheck import Grant, Known, Namespace, Note, Pod, ServiceAccount, Severity, Violation, VolumeMount, policy


@policy("missing-service-account", category="rbac", severity=Severity.MEDIUM, recommended=False)
def missing_service_account(pod: Pod) -> Iterator[Violation]:
    """The service account of a pod exists.

    The API server rejects the pod otherwise, so that the Deployment runs none. `default` always exists. Where the scan
    holds no account of the namespace, or this one is declared under `exists:`, it may stand elsewhere, and nothing is
    reported; kube-linter and kubescape do report it. Kubernetes' own namespaces are not checked, nor accounts called
    after a custom resource, whose operator may make them.

    Fix: Correct `serviceAccountName`, or add the ServiceAccount to the namespace.
    """
    match pod.account_exists:
        case Known(False):
            workload = pod.workload
            yield pod.violation(
                f"{workload.kind} {workload.name} runs as ServiceAccount {pod.account_name}, which does not exist",
                at=pod.account_field,
            )


@policy("default-service-account", category="rbac", severity=Severity.LOW, recommended=False)
def default_service_account(pod: Pod) -> Iterator[Violation]:
    """A pod runs as a service account of its own, not as `default`.

    Every pod that names none runs as `default`: a right that one of them is given is that of all. A pod that mounts no
    token (`automountServiceAccountToken: false`) passes. CIS Kubernetes 5.1.5.

    Fix: Make a ServiceAccount for the workload and set `serviceAccountName`; or set
    `automountServiceAccountToken: false` where it does not call the API.
    """
    if pod.account_name == "default" and pod.automount_service_account_token is not False:
        workload = pod.workload
        yield pod.violation(
            f"{workload.kind} {workload.name} runs as the default service account", at=pod.account_field
        )


@policy("shared-service-account", category="rbac", severity=Severity.LOW, recommended=False)
def shared_service_account(pod: Pod) -> Iterator[Violation]:
    """No two workloads run as the same service account.

    What one of them may do the other may, too, and the audit log does not tell them apart. `default` is
    `default-service-account`.

    Fix: Make a ServiceAccount for each workload.
    """
    others = pod.account_sharers
    if others:
        workload = pod.workload
        yield pod.violation(
            f"{workload.kind} {workload.name} shares ServiceAccount {pod.account_name} with {others[0].kind} "
            f"{others[0].name}",
            at=pod.account_field,
            related=tuple(Note(f"{each.kind} {each.name} runs as it, too", each.span) for each in others),
        )


@policy("namespace-service-account", category="rbac", severity=Severity.LOW, recommended=False)
def namespace_service_account(namespace: Namespace) -> Iterator[Violation]:
    """A namespace has a service account besides `default`.

    Without one all its pods run as `default`. What counts is the scan: accounts that stand elsewhere must be scanned,
    too. CIS Kubernetes 5.1.5.

    Fix: Add a ServiceAccount for each workload of the namespace.
    """
    if not namespace.accounts:
        yield namespace.violation(f"namespace {namespace.name} has no service account besides default")


@policy("default-account-token", category="rbac", severity=Severity.LOW, recommended=False)
def default_account_token(account: ServiceAccount) -> Iterator[Violation]:
    """The service account `default` does not mount its token.

    Every pod that names no other account gets it. `account-token` checks all service accounts. CIS Kubernetes 5.1.5.

    Fix: Set `automountServiceAccountToken: false` in the ServiceAccount `default`.
    """
    if account.name == "default" and account.automount_token is not False:
        yield account.violation(
            "ServiceAccount default does not set automountServiceAccountToken to false",
            at=ServiceAccount.automount_token,
        )


@policy("bound-account", category="rbac", severity=Severity.LOW, recommended=False)
def bound_account(account: ServiceAccount) -> Iterator[Violation]:
    """A service account that has a role does not mount its token by itself.

    Each pod that runs as it carries the rights of the role, whether it calls the API or not. A role without rules is
    none; one that the scan does not hold counts.

    Fix: Set `automountServiceAccountToken: false` in the ServiceAccount, and true in the pods that call the API.
    """
    grant = _first_grant(account)
    if grant is not None and account.automount_token is not False:
        yield account.violation(
            f"ServiceAccount {account.name} has {grant.role_name} and mounts its token", related=_granted_by(grant)
        )


@policy("bound-account-token", category="rbac", severity=Severity.LOW, recommended=False)
def bound_account_token(pod: Pod) -> Iterator[Violation]:
    """A pod does not mount the token of a service account that has a role.

    Whoever takes over the pod has the rights of the role. For pods that do not call the API: those that do fail, so
    that this is off by default. A role without rules is none; one that the scan does not hold counts.

    Fix: Set `automountServiceAccountToken: false` in the pod.
    """
    match pod.account, pod.automounts_token:
        case Known(ServiceAccount() as account), Known(True):
            grant = account.remember(_first_grant)
            if grant is not None:
                workload = pod.workload
                yield pod.violation(
                    f"{workload.kind} {workload.name} mounts the token of ServiceAccount {account.name}, which has "
                    f"{grant.role_name}",
                    at=Pod.automount_service_account_token,
                    related=_granted_by(grant),
                )


@policy("requested-token", category="rbac", severity=Severity.LOW, recommended=False)
def requested_token(pod: Pod) -> Iterator[Violation]:
    """A pod does not ask for the token of its service account.

    `automountServiceAccountToken: true` overrides the service account that says no, and a mount at the folder of the
    token takes its place. For pods that do not call the API: those that do fail, so that this is off by default.
    `automounted-token` also reports pods that leave it to the default.

    Fix: Remove `automountServiceAccountToken` or the mount, or set the field to false.
    """
    message = f"{pod.workload.kind} {pod.workload.name} asks for the token of its service account"
    if pod.automount_service_account_token:
        yield pod.violation(message, at=Pod.automount_service_account_token)
    elif pod.automount_service_account_token is None:
        for container in pod.containers:
            for mount in container.volume_mounts:
                if mount.mount_path == _MOUNTED_AT:
                    yield mount.violation(message, at=VolumeMount.mount_path)


_MOUNTED_AT = "/var/run/secrets/kubernetes.io/serviceaccount"


def _first_grant(account: ServiceAccount) -> Grant | None:
    return next((grant for grant in account.grants if grant.rights or grant.role is None), None)


def _granted_by(grant: Grant) -> tuple[Note, ...]:
    return (Note(f"{grant.binding.kind} {grant.binding.name} grants it", grant.binding.span),)
