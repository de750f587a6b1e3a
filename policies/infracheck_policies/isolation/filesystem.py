"""Which files a container reaches: its own, and those of its node."""

from __future__ import annotations

from collections.abc import Iterator

from infracheck import (
    Container,
    HostPath,
    Pod,
    SecurityContext,
    Severity,
    Violation,
    VolumeMount,
    policy,
)

_SOCKETS = (
    "docker.sock", "containerd.sock", "crio.sock", "cri-dockerd.sock", "dockershim.sock", "podman.sock",
)  # fmt: skip
_SENSITIVE = frozenset(
    (
        "/", "/bin", "/boot", "/dev", "/etc", "/etc/kubernetes", "/lib", "/proc", "/root", "/run", "/sbin", "/sys",
        "/usr", "/var", "/var/lib", "/var/lib/containerd", "/var/lib/docker", "/var/lib/etcd", "/var/lib/kubelet",
        "/var/run",
    )
)  # fmt: skip


@policy(
    "writable-root-filesystem",
    category="isolation",
    severity=Severity.LOW,
    controls=("nsa-1.2:immutable-fs", "nist-800-190:4.4.4", "owasp-k8s-2025:K01", "cwe:732"),
    aliases=(
        "checkov:CKV_K8S_22", "gatekeeper:pod-security-policy/read-only-root-filesystem",
        "kics:a9c2f49d-0671-4fc9-9ece-f4e261e128d0", "kube-linter:no-read-only-root-fs",
        "kube-score:container-security-context-readonlyrootfilesystem", "kubescape:C-0017",
        "kubescape:immutable-container-filesystem", "kyverno:require-ro-rootfs",
        "kyverno:require-ro-rootfs/validate-readOnlyRootFilesystem", "polaris:notReadOnlyRootFilesystem",
        "trivy:KSV-0014",
    ),
)  # fmt: skip
def writable_root_filesystem(container: Container) -> Iterator[Violation]:
    """A container's root filesystem is read-only.

    Who breaks in can then neither change the program nor leave tools behind; what must be written goes to a volume.
    Windows has no read-only root, and ephemeral containers are there to be worked in.
    """
    context = container.security_context
    if context.read_only_root_filesystem or container.pod.runs_on_windows or container.is_ephemeral:
        return
    message = f"container {container.name} can write to its root filesystem"
    yield context.violation(message, at=SecurityContext.read_only_root_filesystem)


@policy(
    "runtime-socket",
    category="isolation",
    severity=Severity.CRITICAL,
    controls=("nsa-1.2:host-features", "nist-800-53-r5:AC-6", "nist-800-190:4.5.5", "owasp-k8s-2025:K01", "cwe:653"),
    aliases=(
        "checkov:CKV_K8S_27", "kics:a6f34658-fdfb-4154-9536-56d516f65828", "kube-linter:docker-sock",
        "kubescape:C-0074", "kubescape:containers-mounting-docker-socket", "kyverno:disallow-container-sock-mounts",
        "kyverno:disallow-container-sock-mounts/validate-containerd-sock-mount",
        "kyverno:disallow-container-sock-mounts/validate-crio-sock-mount",
        "kyverno:disallow-container-sock-mounts/validate-docker-sock-mount", "trivy:KSV-0006",
    ),
)  # fmt: skip
def runtime_socket(pod: Pod) -> Iterator[Violation]:
    """A pod mounts no socket of the container runtime.

    Who speaks to the runtime starts privileged containers on the node: the socket is root. This holds for the sockets
    of containerd, CRI-O and Podman as for Docker's, wherever they lie; some peers know Docker's alone.
    """
    for volume, host, path in _host_paths(pod):
        if path.endswith(_SOCKETS) or path == "/var/run/docker":
            message = f"volume {volume} is the runtime's socket {path}"
            yield host.violation(message, at=HostPath.path)


@policy(
    "sensitive-host-path",
    category="isolation",
    severity=Severity.HIGH,
    controls=("nsa-1.2:host-features", "nist-800-53-r5:CM-7", "nist-800-190:4.5.5", "owasp-k8s-2025:K01", "cwe:668"),
    aliases=(
        "kics:5308a7a8-06f8-45ac-bf10-791fe21de46e", "kube-linter:sensitive-host-mounts", "trivy:KSV-0121",
    ),
    recommended=False,
)  # fmt: skip
def sensitive_host_path(pod: Pod) -> Iterator[Violation]:
    """A pod mounts no folder of its node that belongs to the system.

    For those who allow host paths: `host-path-volume` reports them all. The root, the system's folders and those of
    kubelet, runtime and etcd give away the node's credentials, or the node. KICS counts everything below them too,
    /var/log say.
    """
    for volume, host, path in _host_paths(pod):
        if path in _SENSITIVE or path.startswith("/etc/kubernetes/"):
            message = f"volume {volume} is {path} of the node"
            yield host.violation(message, at=HostPath.path)


@policy(
    "writable-host-path",
    category="isolation",
    severity=Severity.HIGH,
    controls=("nsa-1.2:host-features", "nist-800-53-r5:SI-7", "nist-800-190:4.5.5", "owasp-k8s-2025:K01", "cwe:668"),
    aliases=("kube-linter:writable-host-mount", "kubescape:C-0045", "kubescape:alert-rw-hostpath"),
    recommended=False,
)
def writable_host_path(container: Container) -> Iterator[Violation]:
    """A container mounts paths of its node for reading only.

    For those who allow host paths: `host-path-volume` reports them all. Writing there changes the node.
    """
    from_node = container.pod.host_path_names
    for mount in container.volume_mounts:
        if mount.name in from_node and not mount.read_only:
            message = f"container {container.name} can write to volume {mount.name}, a path of the node"
            yield mount.violation(message, at=VolumeMount.read_only)


def _host_paths(pod: Pod) -> Iterator[tuple[str, HostPath, str]]:
    """The volumes that are paths of the node: name, place, and the path without a slash at its end."""
    for volume in pod.volumes:
        host = volume.host_path
        if host is not None and host.path:
            yield volume.name or "(unnamed)", host, host.path.rstrip("/") or "/"
