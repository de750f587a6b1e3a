"""Pod Security Standards, baseline: HostProcess."""

from __future__ import annotations

from collections.abc import Iterator

from infracheck import Pod, Severity, Violation, Windows, policy


@policy("windows-host-process", category="pod-security", severity=Severity.CRITICAL)
def windows_host_process(pod: Pod) -> Iterator[Violation]:
    """A Windows pod runs no HostProcess container.

    A HostProcess container runs directly on the node and can have the rights of its administrator.
    Restricted fields: securityContext.windowsOptions.hostProcess of the pod and of every container; allowed: unset,
    false. Pod Security Standards, baseline.

    Fix: Remove `hostProcess: true` from `windowsOptions`.
    """
    for bearer, context in pod.security_contexts:
        windows = context.windows_options
        if windows.host_process:
            yield windows.violation(f"{bearer} sets windowsOptions.hostProcess to true", at=Windows.host_process)
