"""What else stands between a container, its neighbours and its node, beyond the Pod Security Standards."""

from __future__ import annotations

from collections.abc import Iterator

from infracheck import (
    AnySecurityContext,
    Capabilities,
    Container,
    Known,
    Pod,
    SecurityContext,
    Severity,
    Violation,
    Volume,
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
_RUNTIME_DEFAULT = (
    "AUDIT_WRITE", "CHOWN", "DAC_OVERRIDE", "FOWNER", "FSETID", "KILL", "MKNOD", "NET_BIND_SERVICE", "NET_RAW",
    "SETFCAP", "SETGID", "SETPCAP", "SETUID", "SYS_CHROOT",
)  # fmt: skip
_CAPABILITY_CONTROLS = (
    "nist-800-53-r5:AC-6", "nist-800-53-r5:CM-7", "nist-800-190:4.4.3", "owasp-k8s-2025:K01", "cwe:269",
)  # fmt: skip
_LSM_CONTROLS = ("nsa-1.2:lsm", "nist-800-53-r5:CM-6", "nist-800-190:4.4.3", "owasp-k8s-2025:K01", "cwe:693")
_APP_ARMOR = "container.apparmor.security.beta.kubernetes.io/"


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
    if context.read_only_root_filesystem or container.pod.is_windows or container.is_ephemeral:
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

    Who speaks to the runtime starts privileged containers on the node: the socket is root. This holds for the sockets of
    containerd, CRI-O and Podman as for Docker's, wherever they lie; some peers know Docker's alone.
    """
    for volume in pod.volumes:
        path = _host_path(volume)
        if path.endswith(_SOCKETS) or path == "/var/run/docker":
            message = f"volume {volume.name} is the runtime's socket {path}"
            yield volume.violation(message, at=Volume.host_path_path)


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

    For those who allow host paths: `host-path-volume` reports them all. The root, the system's folders and those of kubelet,
    runtime and etcd give away the node's credentials, or the node. KICS counts everything below them too, /var/log say.
    """
    for volume in pod.volumes:
        path = _host_path(volume)
        if path in _SENSITIVE or path.startswith("/etc/kubernetes/"):
            message = f"volume {volume.name} is {path} of the node"
            yield volume.violation(message, at=Volume.host_path_path)


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
    from_node = {volume.name for volume in container.pod.volumes if volume.has_host_path}
    for mount in container.volume_mounts:
        if mount.name in from_node and not mount.read_only:
            message = f"container {container.name} can write to volume {mount.name}, a path of the node"
            yield mount.violation(message, at=VolumeMount.read_only)


def _host_path(volume: Volume) -> str:
    path = (volume.host_path.path if volume.host_path else None) or ""
    return path.rstrip("/") or path[:1]


@policy(
    "shared-process-namespace",
    category="isolation",
    severity=Severity.LOW,
    controls=("nsa-1.2:host-features", "nist-800-53-r5:SC-39", "nist-800-190:4.4.3", "cwe:653"),
    recommended=False,
)
def shared_process_namespace(pod: Pod) -> Iterator[Violation]:
    """A pod's containers do not see each other's processes.

    With shareProcessNamespace each can signal the others and read their environment and files, secrets among them.
    """
    if pod.share_process_namespace:
        yield pod.violation("containers share their processes", at=Pod.share_process_namespace)


@policy(
    "automounted-token",
    category="isolation",
    severity=Severity.MEDIUM,
    controls=(
        "cis-kubernetes-1.12:5.1.6", "nsa-1.2:sa-token", "nist-800-53-r5:AC-6", "nist-800-190:4.3.1",
        "owasp-k8s-2025:K02", "cwe:668", "cwe:1188",
    ),
    aliases=(
        "checkov:CKV_K8S_38", "gatekeeper:general/automount-serviceaccount-token",
        "kics:48471392-d4d0-47c0-b135-cdec95eb3eef", "kyverno:restrict-automount-sa-token",
        "kyverno:restrict-automount-sa-token/validate-automountServiceAccountToken",
        "polaris:automountServiceAccountToken",
    ),
    recommended=False,
)  # fmt: skip
def automounted_token(pod: Pod) -> Iterator[Violation]:
    """A pod that does not speak to the API server carries no token for it.

    Whoever breaks into the pod speaks with its service account. The pod's automountServiceAccountToken decides, then that
    of its service account, then Kubernetes' default: yes. checkov looks at the pod alone.
    """
    match pod.automounts_token:
        case Known(True, because):
            place = pod.place(Pod.automount_service_account_token)
            yield pod.violation("pod is given a token of its service account", at=place, related=because[1:])


@policy(
    "kept-net-raw",
    category="isolation",
    severity=Severity.LOW,
    controls=("cis-kubernetes-1.12:5.2.8", *_CAPABILITY_CONTROLS),
    aliases=(
        "checkov:CKV_K8S_28", "kics:dbbc6705-d541-43b0-b166-dd4be8208b54", "kube-linter:drop-net-raw-capability",
        "kubescape:drop-capability-netraw", "kyverno:drop-cap-net-raw",
        "kyverno:drop-cap-net-raw/require-drop-cap-net-raw",
    ),
    recommended=False,
)  # fmt: skip
def kept_net_raw(container: Container) -> Iterator[Violation]:
    """A container drops NET_RAW, by name or with ALL.

    Runtimes give it by default; with it a process forges packets and impersonates its neighbours. `undropped-capabilities`
    asks for more.
    """
    capabilities = container.security_context.capabilities
    dropped = _names(capabilities.drop)
    if ("ALL" in dropped or "NET_RAW" in dropped) and "NET_RAW" not in _names(capabilities.add):
        return
    if not container.pod.is_windows:
        yield capabilities.violation(f"container {container.name} keeps capability NET_RAW", at=Capabilities.drop)


@policy(
    "kept-capability",
    category="isolation",
    severity=Severity.LOW,
    controls=("cis-kubernetes-1.12:5.2.9", *_CAPABILITY_CONTROLS),
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
    if kept and not container.pod.is_windows:
        what = "all capabilities" if len(kept) == len(_RUNTIME_DEFAULT) else ", ".join(kept)
        yield capabilities.violation(f"container {container.name} keeps {what}", at=Capabilities.drop)


@policy(
    "added-capability",
    category="isolation",
    severity=Severity.LOW,
    controls=("cis-kubernetes-1.11:5.2.9", *_CAPABILITY_CONTROLS),
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
    controls=_CAPABILITY_CONTROLS,
    aliases=(
        "checkov:CKV_K8S_39", "kics:235236ee-ad78-4065-bd29-61b061f28ce0", "kubescape:rule-privileged-container",
        "kubescape:C-0057", "trivy:KSV-0005",
    ),
    recommended=False,
)  # fmt: skip
def sys_admin_capability(container: Container) -> Iterator[Violation]:
    """A container does not add SYS_ADMIN.

    It mounts filesystems and enters namespaces: in effect it is root on the node. `dangerous-capability` reports it too.
    """
    yield from _added(container, "SYS_ADMIN")


@policy(
    "sys-module-capability",
    category="isolation",
    severity=Severity.CRITICAL,
    controls=_CAPABILITY_CONTROLS,
    aliases=("trivy:KSV-0120",),
    recommended=False,
)
def sys_module_capability(container: Container) -> Iterator[Violation]:
    """A container does not add SYS_MODULE.

    It loads code into the node's kernel. `dangerous-capability` reports it too.
    """
    yield from _added(container, "SYS_MODULE")


@policy(
    "net-raw-capability",
    category="isolation",
    severity=Severity.MEDIUM,
    controls=_CAPABILITY_CONTROLS,
    aliases=("trivy:KSV-0119",),
    recommended=False,
)
def net_raw_capability(container: Container) -> Iterator[Violation]:
    """A container does not add NET_RAW.

    With it a process forges packets and impersonates its neighbours. `dangerous-capability` reports it too.
    """
    yield from _added(container, "NET_RAW")


def _added(container: Container, name: str | None) -> Iterator[Violation]:
    capabilities = container.security_context.capabilities
    for index, (written, added) in enumerate(zip(capabilities.add, _names(capabilities.add), strict=True)):
        if name is None or added in (name, "ALL"):
            place = capabilities.place(Capabilities.add, index)
            yield capabilities.violation(f"container {container.name} adds capability {written}", at=place)


def _names(written: tuple[str, ...]) -> tuple[str, ...]:
    # runtimes take names in any case, and some with the kernel's prefix
    return tuple(name.upper().removeprefix("CAP_") for name in written)


@policy(
    "app-armor-profile",
    category="isolation",
    severity=Severity.LOW,
    controls=_LSM_CONTROLS,
    aliases=("kics:8b36775e-183d-4d46-b0f7-96a6f34a723f",),
    recommended=False,
)
def app_armor_profile(container: Container) -> Iterator[Violation]:
    """A container names the AppArmor profile it runs with.

    Where the node has AppArmor, runtimes set their default profile by themselves; naming one makes sure of it. The field
    counts as the annotation does, which is all that KICS knows.
    """
    match container.effective(AnySecurityContext.app_armor_profile):
        case Known(profile) if profile is not None and profile.type is not None:
            return
    if _APP_ARMOR + container.name not in container.pod.annotations and not container.pod.is_windows:
        message = f"container {container.name} names no AppArmor profile"
        yield container.security_context.violation(message, at=AnySecurityContext.app_armor_profile)
