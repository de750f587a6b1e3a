"""Linux capabilities, one by one or all of them."""

from __future__ import annotations

from collections.abc import Iterator

from infracheck import Capabilities, Container, Severity, Violation, policy

_RUNTIME_DEFAULT = (
    "AUDIT_WRITE", "CHOWN", "DAC_OVERRIDE", "FOWNER", "FSETID", "KILL", "MKNOD", "NET_BIND_SERVICE", "NET_RAW",
    "SETFCAP", "SETGID", "SETPCAP", "SETUID", "SYS_CHROOT",
)  # fmt: skip


@policy("kept-net-raw", category="isolation", severity=Severity.LOW, recommended=False)
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


@policy("kept-capability", category="isolation", severity=Severity.LOW, recommended=False)
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


@policy("added-capability", category="isolation", severity=Severity.LOW, recommended=False)
def added_capability(container: Container) -> Iterator[Violation]:
    """A container adds no capability.

    `dangerous-capability` and `default-capability` are the rules of the standard and allow some.

    Fix: Remove `capabilities.add` from the container's securityContext.
    """
    yield from _added(container, None)


@policy("sys-admin-capability", category="isolation", severity=Severity.CRITICAL, recommended=False)
def sys_admin_capability(container: Container) -> Iterator[Violation]:
    """A container does not add SYS_ADMIN, by name or with ALL.

    With it a process can mount filesystems and enter namespaces, which is effectively root on the node.
    `dangerous-capability` reports it too.

    Fix: Remove it from `capabilities.add`.
    """
    yield from _added(container, "SYS_ADMIN")


@policy("sys-module-capability", category="isolation", severity=Severity.CRITICAL, recommended=False)
def sys_module_capability(container: Container) -> Iterator[Violation]:
    """A container does not add SYS_MODULE, by name or with ALL.

    With it a process can load code into the kernel of the node. `dangerous-capability` reports it too.

    Fix: Remove it from `capabilities.add`.
    """
    yield from _added(container, "SYS_MODULE")


@policy("net-raw-capability", category="isolation", severity=Severity.MEDIUM, recommended=False)
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


@policy("unreduced-capabilities", category="isolation", severity=Severity.LOW, recommended=False)
def unreduced_capabilities(container: Container) -> Iterator[Violation]:
    """A container drops at least one capability.

    This is the weakest rule; `undropped-capabilities` is the rule of the standard.

    Fix: Set `capabilities.drop: ["ALL"]` in the container's securityContext.
    """
    capabilities = container.security_context.capabilities
    if not capabilities.drop and not container.pod.runs_on_windows:
        yield capabilities.violation(f"container {container.name} drops no capability", at=Capabilities.drop)
