"""A container's access to files: its own and those of its node."""

from __future__ import annotations

from collections.abc import Iterator
from posixpath import normpath

from infracheck import (
    Container,
    HostPath,
    Known,
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
# of Docker and Docker Desktop, containerd, Mirantis and Podman
_PIPES = ("docker_engine", "dockerdesktop", "containerd-containerd", "dockershim", "cri-dockerd", "podman-machine")
_PIPES_OF_WINDOWS = "//./pipe/"
_SENSITIVE = frozenset(
    (
        "/", "/bin", "/boot", "/dev", "/etc", "/etc/kubernetes", "/lib", "/proc", "/root", "/run", "/sbin", "/sys",
        "/usr", "/var", "/var/lib", "/var/lib/containerd", "/var/lib/docker", "/var/lib/etcd", "/var/lib/kubelet",
        "/var/run",
    )
)  # fmt: skip


@policy("writable-root-filesystem", category="isolation", severity=Severity.LOW)
def writable_root_filesystem(container: Container) -> Iterator[Violation]:
    """A container's root filesystem is read-only.

    An attacker can then neither change the program nor store tools in the container; files that must be written go to a
    volume. Windows has no read-only root filesystem, and ephemeral containers need to write.

    Fix: Set `readOnlyRootFilesystem: true` in the container's securityContext, and mount an emptyDir where it must
    write.
    """
    context = container.security_context
    if context.read_only_root_filesystem or container.pod.runs_on_windows or container.is_ephemeral:
        return
    message = f"container {container.name} does not set readOnlyRootFilesystem to true"
    yield context.violation(message, at=SecurityContext.read_only_root_filesystem)


@policy("runtime-socket", category="isolation", severity=Severity.CRITICAL)
def runtime_socket(pod: Pod) -> Iterator[Violation]:
    """A pod does not mount the socket of the container runtime.

    A process with access to the runtime can start privileged containers, and so has root on the node. This applies to
    the sockets of containerd, CRI-O and Podman as to Docker's, at any path, to a `subPath` of the folder above, and to
    the named pipes of Windows; some other tools check Docker's only.

    Fix: Remove the volume. To build images, use a builder that needs no runtime socket, such as rootless BuildKit.
    """
    for volume, host, path in _host_paths(pod):
        if _is_socket(path):
            message = f"volume {volume} mounts the container runtime socket {path}"
            yield host.violation(message, at=HostPath.path)
            continue
        for container, mount in pod.mounts_by_volume.get(volume, ()):
            match container.sub_path(mount):
                case Known(part) if part and _is_socket(inner := normpath(f"{path}/{part}")):
                    message = f"container {container.name} mounts the container runtime socket {inner}"
                    at = VolumeMount.sub_path if mount.sub_path else VolumeMount.sub_path_expression
                    yield mount.violation(message, at=at)


def _is_socket(path: str) -> bool:
    pipe = path.replace("\\", "/").lower()
    if pipe.startswith(_PIPES_OF_WINDOWS):
        return pipe.removeprefix(_PIPES_OF_WINDOWS).startswith(_PIPES)
    return path.endswith(_SOCKETS) or path == "/var/run/docker"


@policy("sensitive-host-path", category="isolation", severity=Severity.HIGH, recommended=False)
def sensitive_host_path(pod: Pod) -> Iterator[Violation]:
    """A pod does not mount a system folder of its node.

    For teams that allow hostPath volumes: `host-path-volume` reports all of them. The root folder, system folders and
    those of the kubelet, the container runtime and etcd give access to the credentials of the node, or to the node
    itself. KICS reports everything below them too, such as /var/log.

    Fix: Remove the volume, or mount a narrower folder that only this workload uses.
    """
    for volume, host, path in _host_paths(pod):
        if path in _SENSITIVE or path.startswith("/etc/kubernetes/"):
            message = f"volume {volume} mounts the system folder {path} of the node"
            yield host.violation(message, at=HostPath.path)


@policy("writable-host-path", category="isolation", severity=Severity.HIGH, recommended=False)
def writable_host_path(container: Container) -> Iterator[Violation]:
    """A container mounts hostPath volumes read-only.

    For teams that allow hostPath volumes: `host-path-volume` reports all of them. With write access the container can
    change the node.

    Fix: Set `readOnly: true` on the volume mount.
    """
    from_node = container.pod.host_path_names
    for mount in container.volume_mounts:
        if mount.name in from_node and not mount.read_only:
            message = f"container {container.name} mounts hostPath volume {mount.name} without readOnly: true"
            yield mount.violation(message, at=VolumeMount.read_only)


def _host_paths(pod: Pod) -> Iterator[tuple[str, HostPath, str]]:
    """The volumes that are paths of the node: name, place, and the path without a slash at its end."""
    for volume in pod.volumes:
        host = volume.host_path
        if host is not None and host.path:
            yield volume.name or "(unnamed)", host, host.path.rstrip("/") or "/"
