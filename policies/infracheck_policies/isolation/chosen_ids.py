"""Identities that pods are to choose themselves: users, groups of volumes, SELinux labels."""

from __future__ import annotations

from collections.abc import Iterator

from infracheck import (
    AnySecurityContext,
    Container,
    Known,
    Pod,
    PodSecurityContext,
    Severity,
    Violation,
    Windows,
    policy,
)


@policy("unset-user", category="users", severity=Severity.LOW, recommended=False)
def unset_user(container: Container) -> Iterator[Violation]:
    """A container sets runAsUser.

    Otherwise the image decides on the user, and a new version of the image may decide otherwise. A runAsUser of the pod
    counts. Windows has no numbers of users.

    Fix: Set `runAsUser: 10001` in the securityContext of the container or the pod.
    """
    match container.effective(AnySecurityContext.run_as_user):
        case Known(None) if not container.pod.runs_on_windows:
            message = f"container {container.name} sets no runAsUser"
            yield container.security_context.violation(message, at=AnySecurityContext.run_as_user)


@policy("unset-volume-group", category="users", severity=Severity.LOW, recommended=False)
def unset_volume_group(pod: Pod) -> Iterator[Violation]:
    """A pod sets fsGroup.

    Without it a volume belongs to whomever its driver makes the owner, often root, and a process that is not root
    cannot write to it. A number below 0 is no group. Windows has no groups of volumes.

    Fix: Set `fsGroup: 10001` in the pod's securityContext.
    """
    context = pod.security_context
    group = context.fs_group
    if pod.runs_on_windows or (group is not None and group >= 0):
        return
    what = "no fsGroup" if group is None else f"fsGroup to {group}, which is no group"
    message = f"{pod.workload.kind} {pod.workload.name} sets {what}"
    yield context.violation(message, at=PodSecurityContext.fs_group)


@policy("volume-group-change", category="users", severity=Severity.LOW, recommended=False)
def volume_group_change(pod: Pod) -> Iterator[Violation]:
    """A pod says when the owner of its volumes is changed.

    By default the kubelet gives all files of a volume to the fsGroup at each start, which takes long where there are
    many; `OnRootMismatch` looks at the root of the volume first. Kubernetes documentation, "Configure a Security
    Context for a Pod or Container", "Configure volume permission and ownership change policy for Pods".

    Fix: Set `fsGroupChangePolicy: OnRootMismatch` in the pod's securityContext.
    """
    context = pod.security_context
    chosen = context.fs_group_change_policy
    if pod.runs_on_windows or chosen in ("Always", "OnRootMismatch"):
        return
    what = (
        "no fsGroupChangePolicy"
        if chosen is None
        else f"fsGroupChangePolicy to {chosen}, which Kubernetes does not know"
    )
    message = f"{pod.workload.kind} {pod.workload.name} sets {what}"
    yield context.violation(message, at=PodSecurityContext.fs_group_change_policy)


@policy("unset-selinux-options", category="isolation", severity=Severity.LOW, recommended=False)
def unset_selinux_options(container: Container) -> Iterator[Violation]:
    """A container sets SELinux options.

    On nodes with SELinux the runtime chooses a label for each container; a label of one's own keeps the pods of a team
    apart from others. seLinuxOptions of the pod count. Windows has no SELinux.

    Fix: Set `seLinuxOptions`, such as `level: "s0:c123,c456"`, in the securityContext of the pod.
    """
    own, shared = container.security_context, container.pod.security_context
    if own.se_linux_options.sets_anything or shared.se_linux_options.sets_anything or container.pod.runs_on_windows:
        return
    message = f"container {container.name} sets no seLinuxOptions"
    yield own.violation(message, at=AnySecurityContext.se_linux_options)


@policy("unset-windows-user", category="users", severity=Severity.LOW, recommended=False)
def unset_windows_user(container: Container) -> Iterator[Violation]:
    """A container on Windows sets runAsUserName.

    Otherwise the image decides on the user: that of most Windows images is ContainerAdministrator. A runAsUserName of
    the pod counts. Kubernetes documentation, "Configure RunAsUserName for Windows pods and containers".

    Fix: Set `windowsOptions.runAsUserName: ContainerUser` in the securityContext of the container or the pod.
    """
    own, shared = container.security_context.windows_options, container.pod.security_context.windows_options
    if container.pod.runs_on_windows and not own.run_as_user_name and not shared.run_as_user_name:
        yield own.violation(f"container {container.name} sets no runAsUserName", at=Windows.run_as_user_name)
