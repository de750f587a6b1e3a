"""What a container requests, against what it may take."""

from __future__ import annotations

from collections.abc import Iterator

from infracheck import Amounts, Container, Known, Quantity, Record, Severity, Violation, policy


def _is_implied(container: Container, name: str) -> bool:
    if name not in container.limits.names or container.is_ephemeral:
        return False
    return name not in container.requests.names and name not in container.pod.resources.requests.names


@policy(
    "implicit-cpu-request",
    category="resources",
    severity=Severity.LOW,
    aliases=(
        "checkov:CKV_K8S_10", "gatekeeper:general/containerresources", "kics:ca469dd4-c736-448f-8ac1-30a642705e0a",
        "kube-linter:unset-cpu-requirements", "kube-score:container-resources", "kubescape:C-0050", "kubescape:C-0268",
        "kubescape:resources-cpu-limit-and-request", "kubescape:resources-cpu-requests",
        "kyverno:require-requests-limits", "kyverno:require-requests-limits/validate-resources",
        "polaris:cpuRequestsMissing", "trivy:KSV-0015", "kube-score:container-cpu-requests-equal-limits",
        "kube-score:container-resource-requests-equal-limits",
    ),
    recommended=False,
)  # fmt: skip
def implicit_cpu_request(container: Container) -> Iterator[Violation]:
    """A container that limits its CPU writes its CPU request.

    A request that is left out becomes the limit, which is rarely meant: the node is full on paper while it idles. Not
    recommended by default, since the pod works and is even safer.
    """
    if _is_implied(container, "cpu"):
        message = f"container {container.name} writes no CPU request, so its whole limit is requested"
        yield container.requests.violation(message, at=Amounts.cpu)


@policy(
    "implicit-memory-request",
    category="resources",
    severity=Severity.LOW,
    aliases=(
        "checkov:CKV_K8S_12", "gatekeeper:general/containerresources", "kics:229588ef-8fde-40c8-8756-f4f2b5825ded",
        "kube-linter:unset-memory-requirements", "kube-score:container-resources", "kubescape:C-0004",
        "kubescape:C-0269", "kubescape:resources-memory-limit-and-request", "kubescape:resources-memory-requests",
        "kyverno:require-requests-limits", "kyverno:require-requests-limits/validate-resources",
        "polaris:memoryRequestsMissing", "trivy:KSV-0016", "kube-score:container-memory-requests-equal-limits",
        "kube-score:container-resource-requests-equal-limits",
    ),
    recommended=False,
)  # fmt: skip
def implicit_memory_request(container: Container) -> Iterator[Violation]:
    """A container that limits its memory writes its memory request.

    A request that is left out becomes the limit, which is rarely meant: the node is full on paper while it idles. Not
    recommended by default, since the pod works and is even safer.
    """
    if _is_implied(container, "memory"):
        message = f"container {container.name} writes no memory request, so its whole limit is requested"
        yield container.requests.violation(message, at=Amounts.memory)


@policy(
    "implicit-ephemeral-storage-request",
    category="resources",
    severity=Severity.LOW,
    aliases=(
        "kube-score:container-ephemeral-storage-request-and-limit",
        "kube-score:container-ephemeral-storage-request-equals-limit",
    ),
    recommended=False,
)  # fmt: skip
def implicit_ephemeral_storage_request(container: Container) -> Iterator[Violation]:
    """A container that limits its ephemeral storage writes its request of it.

    A request that is left out becomes the limit, which is rarely meant: the node is full on paper while it idles. Not
    recommended by default, since the pod works and is even safer.
    """
    if _is_implied(container, "ephemeral-storage"):
        message = f"container {container.name} writes no ephemeral storage request, so its whole limit is requested"
        yield container.requests.violation(message, at=Amounts.ephemeral_storage)


@policy(
    "request-above-limit",
    category="resources",
    severity=Severity.MEDIUM,
)
def request_above_limit(container: Container) -> Iterator[Violation]:
    """A container requests no more than its limit.

    The API refuses a pod that does, so the workload never starts. Where a LimitRange gives the limit, only the running
    cluster would show it: Kubernetes, "Limit Ranges", an inconsistency between request and default limit.
    """
    for name, at in (
        ("cpu", Amounts.cpu),
        ("memory", Amounts.memory),
        ("ephemeral-storage", Amounts.ephemeral_storage),
    ):
        match container.request(name), container.limit(name):
            case Known(Quantity() as request), Known(Quantity() as limit, because) if request.amount > limit.amount:
                if name != "cpu" and limit.amount < 1:
                    # less than a byte is a unit mistaken: see memory-unit
                    continue
                message = f"container {container.name} requests {request} {name}, above its limit of {limit}"
                yield container.requests.violation(message, at=at, related=because)


def _overcommits(container: Container, name: str) -> bool:
    match container.request(name), container.limit(name):
        case Known(request), Known(limit) if not container.is_ephemeral:
            return (request.amount if request else 0.0) != (limit.amount if limit else 0.0)
    return False


@policy(
    "cpu-overcommit",
    category="resources",
    severity=Severity.LOW,
    aliases=("kube-score:container-cpu-requests-equal-limits", "kube-score:container-resource-requests-equal-limits"),
    recommended=False,
)
def cpu_overcommit(container: Container) -> Iterator[Violation]:
    """A container's CPU limit is its CPU request.

    Equal requests and limits of CPU and memory give a pod the class Guaranteed, and a share of the node that nobody
    else can use. Not recommended by default: CPU is given back at once, so most teams let containers burst.
    """
    if _overcommits(container, "cpu"):
        yield container.limits.violation(
            f"container {container.name} requests other than its CPU limit", at=Amounts.cpu
        )


@policy(
    "memory-overcommit",
    category="resources",
    severity=Severity.LOW,
    aliases=(
        "kube-score:container-memory-requests-equal-limits", "kube-score:container-resource-requests-equal-limits",
        "kyverno:memory-requests-equal-limits", "kyverno:memory-requests-equal-limits/memory-requests-equal-limits",
    ),
    recommended=False,
)  # fmt: skip
def memory_overcommit(container: Container) -> Iterator[Violation]:
    """A container's memory limit is its memory request.

    Memory cannot be taken back: what a container uses above its request is paid for by killing somebody on a full node.
    Not recommended by default, for the price is memory that stands idle.
    """
    if _overcommits(container, "memory"):
        message = f"container {container.name} requests other than its memory limit"
        yield container.limits.violation(message, at=Amounts.memory)


@policy(
    "ephemeral-storage-overcommit",
    category="resources",
    severity=Severity.LOW,
    aliases=("kube-score:container-ephemeral-storage-request-equals-limit",),
    recommended=False,
)
def ephemeral_storage_overcommit(container: Container) -> Iterator[Violation]:
    """A container's limit of ephemeral storage is its request.

    What is written above the request is paid for by eviction once the disk of the node is full. Not recommended by
    default, for the price is disk that stands idle.
    """
    if _overcommits(container, "ephemeral-storage"):
        message = f"container {container.name} requests other than its limit of ephemeral storage"
        yield container.limits.violation(message, at=Amounts.ephemeral_storage)


class MemoryRatio(Record):
    """`most`: how many times its request a container's memory limit may be."""

    most: float = 2.5


@policy(
    "memory-ratio",
    category="resources",
    severity=Severity.LOW,
    aliases=("kyverno:enforce-resources-as-ratio", "kyverno:enforce-resources-as-ratio/check-memory-requests-limits"),
    recommended=False,
)
def memory_ratio(container: Container, options: MemoryRatio) -> Iterator[Violation]:
    """A container's memory limit is in proportion to its request.

    The further the limit is above the request, the more a node can promise twice. Not recommended by default, for the
    right ratio depends on the load. Without a request the ratio is one, since Kubernetes takes the limit for it.
    """
    match container.request("memory"), container.limit("memory"):
        case Known(Quantity() as request), Known(Quantity() as limit) if limit.amount > options.most * request.amount:
            message = f"the memory limit of container {container.name}, {limit}, is above {options.most:g} x {request}"
            yield container.limits.violation(message, at=Amounts.memory)
