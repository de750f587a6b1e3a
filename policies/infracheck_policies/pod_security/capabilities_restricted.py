"""Pod Security Standards, restricted: Capabilities."""

from __future__ import annotations

from collections.abc import Iterator

from infracheck import Capabilities, Container, Severity, Violation, policy

_RESTRICTED = frozenset(
    (
        "AUDIT_WRITE", "CHOWN", "DAC_OVERRIDE", "FOWNER", "FSETID", "KILL", "MKNOD", "SETFCAP", "SETGID", "SETPCAP",
        "SETUID", "SYS_CHROOT",
    )
)  # fmt: skip


@policy(
    "undropped-capabilities",
    category="pod-security",
    severity=Severity.MEDIUM,
    controls=(
        "pss:restricted", "cis-kubernetes-1.12:5.2.9", "nist-800-53-r5:AC-6", "nist-800-53-r5:CM-7",
        "nist-800-190:4.4.3", "pci-dss-4.0:2.2.6", "owasp-k8s-2025:K01", "cwe:269",
    ),
    aliases=(
        "checkov:CKV_K8S_37", "kyverno:disallow-capabilities-strict",
        "kyverno:disallow-capabilities-strict/require-drop-all", "kyverno:drop-all-capabilities",
        "kyverno:drop-all-capabilities/require-drop-all", "kyverno:podsecurity-subrule-restricted",
        "kyverno:podsecurity-subrule-restricted/restricted", "trivy:KSV-0003", "trivy:KSV-0106",
    ),
    since="1.22",
)  # fmt: skip
def undropped_capabilities(container: Container) -> Iterator[Violation]:
    """A container drops all capabilities.

    The default capabilities of runtimes are seldom needed, and NET_RAW or DAC_OVERRIDE help an attacker.
    Restricted field: securityContext.capabilities.drop of every container; allowed: any list that contains ALL. Pod
    Security Standards, restricted; from Kubernetes 1.25 on not for os.name: windows. Runtimes take `all` for ALL, but
    Pod Security admission compares letter by letter, and rejects the pod where the standard is enforced.

    Fix: Set `capabilities.drop: ["ALL"]` in the container's securityContext, and add NET_BIND_SERVICE if the container
    needs it.
    """
    capabilities = container.security_context.capabilities
    if "ALL" in capabilities.drop:
        return
    other = next((name for name in capabilities.drop if name.upper() == "ALL"), None)
    if other is None:
        message = f"container {container.name} does not drop ALL capabilities"
    else:
        message = f"container {container.name} drops {other}, which Pod Security admission does not take for ALL"
    yield capabilities.violation(message, at=Capabilities.drop)


@policy("undropped-capabilities", since="1.25")
def undropped_capabilities_1_25(container: Container) -> Iterator[Violation]:
    """A container drops all capabilities, unless it runs on Windows."""
    if not container.pod.is_windows:
        yield from undropped_capabilities(container)


@policy(
    "default-capability",
    category="pod-security",
    severity=Severity.LOW,
    controls=("pss:restricted", "nist-800-53-r5:AC-6", "nist-800-190:4.4.3", "owasp-k8s-2025:K01", "cwe:269"),
    aliases=(
        "kyverno:disallow-capabilities-strict", "kyverno:disallow-capabilities-strict/adding-capabilities-strict",
        "kyverno:podsecurity-subrule-restricted", "kyverno:podsecurity-subrule-restricted/restricted",
        "kyverno:psp-restrict-adding-capabilities", "kyverno:psp-restrict-adding-capabilities/allowed-capabilities",
        "trivy:KSV-0106",
    ),
    recommended=False,
    since="1.22",
)  # fmt: skip
def default_capability(container: Container) -> Iterator[Violation]:
    """A container adds no capability except NET_BIND_SERVICE.

    Restricted field: securityContext.capabilities.add of every container; allowed: unset, NET_BIND_SERVICE. This policy
    checks the default capabilities of runtimes; `dangerous-capability` reports the others. Pod Security Standards,
    restricted; from Kubernetes 1.25 on not for os.name: windows.

    Fix: Remove the capability from `capabilities.add`.
    """
    capabilities = container.security_context.capabilities
    for index, name in enumerate(capabilities.add):
        if name in _RESTRICTED:
            place = capabilities.place(Capabilities.add, index)
            yield capabilities.violation(f"container {container.name} adds capability {name}", at=place)


@policy("default-capability", since="1.25")
def default_capability_1_25(container: Container) -> Iterator[Violation]:
    """A container adds no capability except NET_BIND_SERVICE, unless it runs on Windows."""
    if not container.pod.is_windows:
        yield from default_capability(container)
