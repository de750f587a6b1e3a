"""Pod Security Standards, baseline: Capabilities."""

from __future__ import annotations

from collections.abc import Iterator

from infracheck import Capabilities, Container, Severity, Violation, policy

BASELINE = frozenset(
    (
        "AUDIT_WRITE", "CHOWN", "DAC_OVERRIDE", "FOWNER", "FSETID", "KILL", "MKNOD", "NET_BIND_SERVICE", "SETFCAP",
        "SETGID", "SETPCAP", "SETUID", "SYS_CHROOT",
    )
)  # fmt: skip


@policy("dangerous-capability", category="pod-security", severity=Severity.HIGH)
def dangerous_capability(container: Container) -> Iterator[Violation]:
    """A container adds only capabilities that the baseline standard allows.

    Many of the others, above all SYS_ADMIN and SYS_PTRACE, give access to the node.
    Restricted field: securityContext.capabilities.add of every container; allowed: AUDIT_WRITE, CHOWN, DAC_OVERRIDE,
    FOWNER, FSETID, KILL, MKNOD, NET_BIND_SERVICE, SETFCAP, SETGID, SETPCAP, SETUID, SYS_CHROOT, in this spelling
    (NET_RAW is not allowed). Pod Security Standards, baseline. The lists of polaris and kubescape contain some of the
    forbidden ones; kyverno's rule for the former PodSecurityPolicy allows CAP_CHOWN, a name that Kubernetes does not
    know.

    Fix: Remove the capability from `capabilities.add`.
    """
    capabilities = container.security_context.capabilities
    for index, name in enumerate(capabilities.add):
        if name not in BASELINE:
            place = capabilities.place(Capabilities.add, index)
            yield capabilities.violation(f"container {container.name} adds capability {name}", at=place)
