"""Hardening of pods beyond the Pod Security Standards."""

from __future__ import annotations

from collections.abc import Iterator

from infracheck import AnySecurityContext, Container, Known, Pod, ServiceAccount, Severity, Violation, policy

_APP_ARMOR = "container.apparmor.security.beta.kubernetes.io/"


@policy("automounted-token", category="isolation", severity=Severity.MEDIUM, recommended=False)
def automounted_token(pod: Pod) -> Iterator[Violation]:
    """A pod that does not use the API server mounts no service account token.

    An attacker in the pod can use the token with all rights of the service account. The automountServiceAccountToken of
    the pod decides, then that of its service account, then Kubernetes' default, which is true; a service account that
    the scan does not see is taken not to set it. checkov checks the pod only.

    Fix: Set `automountServiceAccountToken: false` in the pod's spec or in its ServiceAccount.
    """
    match pod.automounts_token:
        case Known(True, because) if pod.containers:
            place = pod.place(Pod.automount_service_account_token)
            message = f"{pod.workload.kind} {pod.workload.name} mounts the token of its service account"
            yield pod.violation(message, at=place, related=because[1:])


@policy("account-token", category="isolation", severity=Severity.LOW, recommended=False)
def account_token(account: ServiceAccount) -> Iterator[Violation]:
    """A service account sets automountServiceAccountToken to false.

    Otherwise every pod that runs as it mounts a token, unless the pod disables it. `automounted-token` checks the pods.

    Fix: Set `automountServiceAccountToken: false` in the ServiceAccount, and true in the pods that need the token.
    """
    if account.automount_token is not False:
        message = f"ServiceAccount {account.name} does not set automountServiceAccountToken to false"
        yield account.violation(message, at=ServiceAccount.automount_token)


@policy("shared-process-namespace", category="isolation", severity=Severity.LOW, recommended=False)
def shared_process_namespace(pod: Pod) -> Iterator[Violation]:
    """A pod's containers do not share a process namespace.

    With shareProcessNamespace each container can signal the processes of the others, and read their environment and
    files, including secrets.

    Fix: Remove `shareProcessNamespace` from the pod's spec.
    """
    if pod.share_process_namespace:
        message = f"{pod.workload.kind} {pod.workload.name} sets shareProcessNamespace to true"
        yield pod.violation(message, at=Pod.share_process_namespace)


@policy("app-armor-profile", category="isolation", severity=Severity.LOW, recommended=False)
def app_armor_profile(container: Container) -> Iterator[Violation]:
    """A container sets an AppArmor profile.

    On nodes with AppArmor, runtimes use their default profile; setting one guarantees it. The field counts as well as
    the annotation, which is all that KICS checks.

    Fix: Set `appArmorProfile.type: RuntimeDefault` in the securityContext of the container or the pod.
    """
    if not container.pod.runs_on_windows and not _has_app_armor(container):
        message = f"container {container.name} sets no AppArmor profile"
        yield container.security_context.violation(message, at=AnySecurityContext.app_armor_profile)


@policy("unhardened-container", category="isolation", severity=Severity.MEDIUM, recommended=False)
def unhardened_container(container: Container) -> Iterator[Violation]:
    """A container uses seccomp, AppArmor, SELinux or dropped capabilities.

    This is the weakest rule; `seccomp-profile` and `undropped-capabilities` are the rules of the standard.

    Fix: Set `seccompProfile.type: RuntimeDefault` and `capabilities.drop: ["ALL"]` in the container's securityContext.
    """
    own, shared = container.security_context, container.pod.security_context
    seccomp = own.seccomp_profile if own.seccomp_profile.type else shared.seccomp_profile
    is_hardened = (
        seccomp.confines
        or own.se_linux_options.sets_anything
        or shared.se_linux_options.sets_anything
        or own.capabilities.drop
        or _has_app_armor(container)
    )
    if not is_hardened and not container.pod.runs_on_windows:
        message = f"container {container.name} sets no seccomp, AppArmor or SELinux profile, and drops no capability"
        yield own.violation(message)


def _has_app_armor(container: Container) -> bool:
    own, shared = container.security_context.app_armor_profile, container.pod.security_context.app_armor_profile
    profile = own if own.type else shared
    if profile.type:
        return profile.confines
    return container.pod.annotations.get(_APP_ARMOR + container.name) not in (None, "", "unconfined")


@policy("missing-security-context", category="isolation", severity=Severity.LOW, recommended=False)
def missing_security_context(pod: Pod) -> Iterator[Violation]:
    """A pod and each of its containers have a securityContext with at least one field.

    This policy is a reminder only: the other policies check the fields.

    Fix: Add a `securityContext` to the pod and to each container.
    """
    for bearer, context in pod.security_contexts if pod.containers else ():
        if not context.sets_anything:
            yield context.violation(f"{bearer} has no securityContext of its own")


@policy("ephemeral-container", category="isolation", severity=Severity.LOW, recommended=False)
def ephemeral_container(container: Container) -> Iterator[Violation]:
    """A manifest has no ephemeral containers.

    They are added to a running pod for debugging; the API server rejects them in a pod that is created.

    Fix: Remove `ephemeralContainers`, and use `kubectl debug`.
    """
    if container.is_ephemeral:
        yield container.violation(f"container {container.name} is an ephemeral container", at=Container.name_written)
