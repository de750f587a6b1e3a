"""Linux capabilities, one by one or all of them."""

from __future__ import annotations

from collections.abc import Iterator

from infracheck import Capabilities, Container, Severity, Violation, policy

_RUNTIME_DEFAULT = (
    "AUDIT_WRITE", "CHOWN", "DAC_OVERRIDE", "FOWNER", "FSETID", "KILL", "MKNOD", "NET_BIND_SERVICE", "NET_RAW",
    "SETFCAP", "SETGID", "SETPCAP", "SETUID", "SYS_CHROOT",
)  # fmt: skip
_CONTROLS = (
    "nist-800-53-r5:AC-6", "nist-800-53-r5:CM-7", "nist-800-190:4.4.3", "owasp-k8s-2025:K01", "cwe:269",
)  # fmt: skip


@policy(
    "kept-net-raw",
    category="isolation",
    severity=Severity.LOW,
    controls=("cis-kubernetes-1.12:5.2.8", *_CONTROLS),
    aliases=(
        "checkov:CKV_K8S_28", "kics:dbbc6705-d541-43b0-b166-dd4be8208b54", "kube-linter:drop-net-raw-capability",
        "kubescape:drop-capability-netraw", "kyverno:drop-cap-net-raw",
        "kyverno:drop-cap-net-raw/require-drop-cap-net-raw",
    ),
    recommended=False,
)  # fmt: skip
def kept_net_raw(container: Container) -> Iterator[Violation]:
    """A container drops NET_RAW, by name or with ALL.

    Runtimes add it by default. With it a process can forge packets and impersonate other pods. `undropped-capabilities`
    requires more.

    Fix: Set `capabilities.drop: ["ALL"]` in the container's securityContext.
    """
    capabilities = container.security_context.capabilities
    dropped = _names(capabilities.drop)
    if ("ALL" in dropped or "NET_RAW" in dropped) and "NET_RAW" not in _names(capabilities.add):
        return
    if not container.pod.runs_on_windows:
        yield capabilities.violation(
            f"container {container.name} does not drop capability NET_RAW", at=Capabilities.drop
        )


@policy(
    "kept-capability",
    category="isolation",
    severity=Severity.LOW,
    controls=("cis-kubernetes-1.12:5.2.9", *_CONTROLS),
    aliases=("polaris:insecureCapabilities",),
    recommended=False,
)
def kept_capability(container: Container) -> Iterator[Violation]:
    """A container drops every capability that runtimes add by default, one by one or with ALL.

    `undropped-capabilities` is the rule of the standard and requires ALL.

    Fix: Set `capabilities.drop: ["ALL"]` in the container's securityContext.
    """
    capabilities = container.security_context.capabilities
    dropped = _names(capabilities.drop)
    kept = [] if "ALL" in dropped else [name for name in _RUNTIME_DEFAULT if name not in dropped]
    if kept and not container.pod.runs_on_windows:
        fault = (
            "does not drop " + ", ".join(kept) if len(kept) < len(_RUNTIME_DEFAULT) else "drops no default capability"
        )
        yield capabilities.violation(f"container {container.name} {fault}", at=Capabilities.drop)


@policy(
    "added-capability",
    category="isolation",
    severity=Severity.LOW,
    controls=("cis-kubernetes-1.11:5.2.9", *_CONTROLS),
    aliases=("checkov:CKV_K8S_25", "kics:19ebaa28-fc86-4a58-bcfa-015c9e22fe40", "trivy:KSV-0022"),
    recommended=False,
)
def added_capability(container: Container) -> Iterator[Violation]:
    """A container adds no capability.

    `dangerous-capability` and `default-capability` are the rules of the standard and allow some.

    Fix: Remove `capabilities.add` from the container's securityContext.
    """
    yield from _added(container, None)


@policy(
    "sys-admin-capability",
    category="isolation",
    severity=Severity.CRITICAL,
    controls=_CONTROLS,
    aliases=(
        "checkov:CKV_K8S_39", "kics:235236ee-ad78-4065-bd29-61b061f28ce0", "kubescape:rule-privileged-container",
        "kubescape:C-0057", "trivy:KSV-0005",
    ),
    recommended=False,
)  # fmt: skip
def sys_admin_capability(container: Container) -> Iterator[Violation]:
    """A container does not add SYS_ADMIN, by name or with ALL.

    With it a process can mount filesystems and enter namespaces, which is effectively root on the node.
    `dangerous-capability` reports it too.

    Fix: Remove it from `capabilities.add`.
    """
    yield from _added(container, "SYS_ADMIN")


@policy(
    "sys-module-capability",
    category="isolation",
    severity=Severity.CRITICAL,
    controls=_CONTROLS,
    aliases=("trivy:KSV-0120",),
    recommended=False,
)
def sys_module_capability(container: Container) -> Iterator[Violation]:
    """A container does not add SYS_MODULE, by name or with ALL.

    With it a process can load code into the kernel of the node. `dangerous-capability` reports it too.

    Fix: Remove it from `capabilities.add`.
    """
    yield from _added(container, "SYS_MODULE")


@policy(
    "net-raw-capability",
    category="isolation",
    severity=Severity.MEDIUM,
    controls=_CONTROLS,
    aliases=("trivy:KSV-0119",),
    recommended=False,
)
def net_raw_capability(container: Container) -> Iterator[Violation]:
    """A container does not add NET_RAW, by name or with ALL.

    With it a process can forge packets and impersonate other pods. `dangerous-capability` reports it too.

    Fix: Remove it from `capabilities.add`.
    """
    yield from _added(container, "NET_RAW")


def _added(container: Container, name: str | None) -> Iterator[Violation]:
    capabilities = container.security_context.capabilities
    added = capabilities.add
    for index, (written, canonical) in enumerate(zip(added, _names(added), strict=True)) if added else ():
        if name is None or canonical in (name, "ALL"):
            place = capabilities.place(Capabilities.add, index)
            yield capabilities.violation(f"container {container.name} adds capability {written}", at=place)


def _names(written: tuple[str, ...]) -> tuple[str, ...]:
    # runtimes accept names in any case, and some with the kernel's prefix
    return tuple(name.upper().removeprefix("CAP_") for name in written)


@policy(
    "unreduced-capabilities",
    category="isolation",
    severity=Severity.LOW,
    controls=_CONTROLS,
    aliases=("kics:268ca686-7fb7-4ae9-b129-955a2a89064e", "trivy:KSV-0004"),
    recommended=False,
)
def unreduced_capabilities(container: Container) -> Iterator[Violation]:
    """A container drops at least one capability.

    This is the weakest rule; `undropped-capabilities` is the rule of the standard.

    Fix: Set `capabilities.drop: ["ALL"]` in the container's securityContext.
    """
    capabilities = container.security_context.capabilities
    if not capabilities.drop and not container.pod.runs_on_windows:
        yield capabilities.violation(f"container {container.name} drops no capability", at=Capabilities.drop)
