"""Who a container runs as, where the Pod Security Standards do not ask."""

from __future__ import annotations

from collections.abc import Iterator

from infracheck import (
    AnySecurityContext,
    Container,
    Known,
    Pod,
    PodSecurityContext,
    Record,
    Severity,
    Unknown,
    Violation,
    policy,
)

_NON_ROOT = (
    "cis-kubernetes-1.12:5.2.7", "nsa-1.2:non-root", "nist-800-53-r5:AC-6(10)", "nist-800-190:4.4.3",
    "pci-dss-4.0:2.2.6", "owasp-k8s-2025:K01", "cwe:250",
)  # fmt: skip
_ROOT_GROUP = ("nsa-1.2:root-group", "nist-800-53-r5:AC-6", "nist-800-190:4.4.3", "owasp-k8s-2025:K01", "cwe:250")
# what peers' rules against root take together: a user that is 0, an image that is root, and nothing said at all
_ANY_ROOT = (
    "checkov:CKV_K8S_23", "kics:cf34805e-3872-4c08-bf92-6ff7bb0cfadb", "kube-linter:run-as-non-root",
    "kubescape:C-0013", "kubescape:non-root-containers", "polaris:runAsRootAllowed",
)  # fmt: skip


@policy(
    "root-user",
    category="users",
    severity=Severity.HIGH,
    controls=(*_NON_ROOT, "nist-800-190:4.1.2", "cis-docker-1.6:4.1"),
    aliases=_ANY_ROOT,
)
def root_user(container: Container) -> Iterator[Violation]:
    """A container's image leaves root before it starts.

    No security context names a user, so the image's USER decides, and it is root: whoever breaks out of the container
    has the node. A `runAsUser: 0` is `root-uid`; an image that runAsNonRoot keeps from starting is `refused-user`.
    """
    if _names_user(container) or _requires_non_root(container) or _is_out_of_reach(container.pod):
        return
    match container.user:
        case Known(user, because) if user.is_root:
            message = f"container {container.name} runs as root, by its image"
            yield container.violation(message, at=Container.image, related=because)


@policy("possible-root", category="users", severity=Severity.MEDIUM, controls=_NON_ROOT, aliases=_ANY_ROOT)
def possible_root(container: Container) -> Iterator[Violation]:
    """Something keeps a container from running as root.

    runAsNonRoot, a runAsUser or, where its Dockerfile is in the scan, the image's USER. Without any of them the image
    decides, and most images are root. Peers read the manifest alone and report an image whose USER is fine; here that
    USER counts. The restricted standard wants runAsNonRoot whatever the image says: `run-as-non-root`.
    """
    if _names_user(container) or _requires_non_root(container) or _is_out_of_reach(container.pod):
        return
    if isinstance(container.dockerfile, Unknown):
        message = f"nothing keeps container {container.name} from running as root"
        yield container.security_context.violation(message, at=AnySecurityContext.run_as_non_root)


@policy(
    "refused-user",
    category="users",
    severity=Severity.HIGH,
    controls=("nist-800-190:4.1.2", "owasp-k8s-2025:K01"),
)
def refused_user(container: Container) -> Iterator[Violation]:
    """A container that must not run as root has a user that the kubelet can tell from root.

    With runAsNonRoot the kubelet starts neither user 0 nor, without a runAsUser, an image whose USER is a name: it
    cannot know the name's number. The container then hangs in CreateContainerConfigError. Windows has names only.
    """
    if container.pod.runs_on_windows:
        return
    match container.effective(AnySecurityContext.run_as_non_root):
        case Known(True, why):
            pass
        case _:
            return
    match container.user:
        case Known(user, because) if user.is_root or user.uid is None:
            message = f"the kubelet refuses to start container {container.name} as {user.name or 'root'}"
            yield container.violation(message, at=why[0].span, related=because)


def _names_user(container: Container) -> bool:
    match container.effective(AnySecurityContext.run_as_user):
        case Known(int()):
            return True
    return False


def _requires_non_root(container: Container) -> bool:
    match container.effective(AnySecurityContext.run_as_non_root):
        case Known(True):
            return True
    return False


def _is_out_of_reach(pod: Pod) -> bool:
    # KEP-127: with hostUsers false, root in the pod is nobody on the node; Windows has no user 0
    return pod.host_users is False or pod.runs_on_windows


@policy(
    "root-group",
    category="users",
    severity=Severity.LOW,
    controls=_ROOT_GROUP,
    aliases=("trivy:KSV-0116", "kyverno:require-non-root-groups/check-runasgroup", "kyverno:require-non-root-groups"),
)
def root_group(pod: Pod) -> Iterator[Violation]:
    """A pod does not ask for root as its primary group.

    Group root owns many files of an image and of mounted volumes. An image's own `USER 1001:0`, as OpenShift wants it,
    is not reported.
    """
    for bearer, context in pod.security_contexts:
        if context.run_as_group == 0:
            yield context.violation(f"{bearer} runs in group 0", at=AnySecurityContext.run_as_group)


@policy(
    "root-supplemental-group",
    category="users",
    severity=Severity.LOW,
    controls=_ROOT_GROUP,
    aliases=(
        "trivy:KSV-0116", "kyverno:require-non-root-groups/check-supplementalgroups",
        "kyverno:require-non-root-groups",
    ),
)  # fmt: skip
def root_supplemental_group(pod: Pod) -> Iterator[Violation]:
    """A pod is not added to group root.

    Its processes may then read and write whatever of its volumes belongs to that group.
    """
    context = pod.security_context
    for index, group in enumerate(context.supplemental_groups):
        if group == "0":
            place = context.place(PodSecurityContext.supplemental_groups, index)
            yield context.violation("pod is added to group 0", at=place)


@policy(
    "root-volume-group",
    category="users",
    severity=Severity.LOW,
    controls=_ROOT_GROUP,
    aliases=("trivy:KSV-0116", "kyverno:require-non-root-groups/check-fsgroup", "kyverno:require-non-root-groups"),
)
def root_volume_group(pod: Pod) -> Iterator[Violation]:
    """A pod's volumes do not belong to group root.

    With fsGroup 0 every file of its volumes is given to group root, and every process of the pod is added to it.
    """
    if pod.security_context.fs_group == 0:
        yield pod.security_context.violation("volumes belong to group 0", at=PodSecurityContext.fs_group)


@policy(
    "unset-group",
    category="users",
    severity=Severity.LOW,
    controls=_ROOT_GROUP,
    aliases=("kyverno:require-non-root-groups/check-runasgroup", "kyverno:require-non-root-groups"),
    recommended=False,
)
def unset_group(container: Container) -> Iterator[Violation]:
    """A container says which group it runs in.

    With a runAsUser that the image does not know, and no runAsGroup, a container runs in group root.
    """
    match container.effective(AnySecurityContext.run_as_group):
        case Known(None):
            message = f"container {container.name} sets no group"
            yield container.security_context.violation(message, at=AnySecurityContext.run_as_group)


class Lowest(Record):
    """`minimum`: the lowest number that is allowed."""

    minimum: int = 10000


@policy(
    "low-uid",
    category="users",
    severity=Severity.LOW,
    controls=("nsa-1.2:non-root", "nist-800-190:4.4.3", "cwe:250"),
    aliases=(
        "checkov:CKV_K8S_40", "kics:02323c00-cdc3-4fdc-a310-4f2b3e7a1660",
        "kube-score:container-security-context-user-group-id", "trivy:KSV-0020",
    ),
    recommended=False,
)  # fmt: skip
def low_uid(container: Container, options: Lowest) -> Iterator[Violation]:
    """A container runs as a user whose number no user of the node has.

    A process that breaks out then owns nothing there. The number counts wherever it is set: container, pod or the USER
    of the image; trivy looks at the container alone and wants more than 10000, where 10000 is enough here.
    """
    match container.user:
        case Known(user, because) if user.uid is not None:
            if user.uid < options.minimum:
                message = f"container {container.name} runs as user {user.uid}, below {options.minimum}"
                yield container.violation(message, at=because[0].span if _names_user(container) else Container.image)
        case _:
            message = f"container {container.name} sets no user"
            yield container.security_context.violation(message, at=AnySecurityContext.run_as_user)


@policy(
    "low-gid",
    category="users",
    severity=Severity.LOW,
    controls=("nsa-1.2:root-group", "nist-800-190:4.4.3", "cwe:250"),
    aliases=("kube-score:container-security-context-user-group-id", "trivy:KSV-0021"),
    recommended=False,
)
def low_gid(container: Container, options: Lowest) -> Iterator[Violation]:
    """A container runs in a group whose number no group of the node has.

    The number counts on the container and on the pod; trivy looks at the container alone.
    """
    match container.effective(AnySecurityContext.run_as_group):
        case Known(int() as gid, because):
            if gid < options.minimum:
                message = f"container {container.name} runs in group {gid}, below {options.minimum}"
                yield container.violation(message, at=because[0].span)
        case _:
            message = f"container {container.name} sets no group"
            yield container.security_context.violation(message, at=AnySecurityContext.run_as_group)
