"""Capabilities, for those who look at single ones or want none at all."""

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

    Runtimes give it by default; with it a process forges packets and impersonates its neighbours.
    `undropped-capabilities` asks for more.
    """
    capabilities = container.security_context.capabilities
    dropped = _names(capabilities.drop)
    if ("ALL" in dropped or "NET_RAW" in dropped) and "NET_RAW" not in _names(capabilities.add):
        return
    if not container.pod.runs_on_windows:
        yield capabilities.violation(f"container {container.name} keeps capability NET_RAW", at=Capabilities.drop)


@policy(
    "kept-capability",
    category="isolation",
    severity=Severity.LOW,
    controls=("cis-kubernetes-1.12:5.2.9", *_CONTROLS),
    aliases=("polaris:insecureCapabilities",),
    recommended=False,
)
def kept_capability(container: Container) -> Iterator[Violation]:
    """A container drops every capability that runtimes give by default, one by one or with ALL.

    `undropped-capabilities` is the standard's rule and wants ALL.
    """
    capabilities = container.security_context.capabilities
    dropped = _names(capabilities.drop)
    kept = [] if "ALL" in dropped else [name for name in _RUNTIME_DEFAULT if name not in dropped]
    if kept and not container.pod.runs_on_windows:
        what = "all capabilities" if len(kept) == len(_RUNTIME_DEFAULT) else ", ".join(kept)
        yield capabilities.violation(f"container {container.name} keeps {what}", at=Capabilities.drop)


@policy(
    "added-capability",
    category="isolation",
    severity=Severity.LOW,
    controls=("cis-kubernetes-1.11:5.2.9", *_CONTROLS),
    aliases=("checkov:CKV_K8S_25", "kics:19ebaa28-fc86-4a58-bcfa-015c9e22fe40", "trivy:KSV-0022"),
    recommended=False,
)
def added_capability(container: Container) -> Iterator[Violation]:
    """A container adds no capability at all.

    `dangerous-capability` and `default-capability` are the standard's rules and let some pass.
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

    It mounts filesystems and enters namespaces: in effect it is root on the node. `dangerous-capability` reports it
    too.
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

    It loads code into the node's kernel. `dangerous-capability` reports it too.
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

    With it a process forges packets and impersonates its neighbours. `dangerous-capability` reports it too.
    """
    yield from _added(container, "NET_RAW")


def _added(container: Container, name: str | None) -> Iterator[Violation]:
    capabilities = container.security_context.capabilities
    adding = capabilities.add
    for index, (written, added) in enumerate(zip(adding, _names(adding), strict=True)) if adding else ():
        if name is None or added in (name, "ALL"):
            place = capabilities.place(Capabilities.add, index)
            yield capabilities.violation(f"container {container.name} adds capability {written}", at=place)


def _names(written: tuple[str, ...]) -> tuple[str, ...]:
    # runtimes take names in any case, and some with the kernel's prefix
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
    """A container drops a capability at least.

    The least that one can ask; `undropped-capabilities` is the standard's rule.
    """
    capabilities = container.security_context.capabilities
    if not capabilities.drop and not container.pod.runs_on_windows:
        yield capabilities.violation(f"container {container.name} drops no capability", at=Capabilities.drop)
