"""Every container says what it needs, and how much it may take."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from infracheck import Amounts, Container, Known, Quantity, Severity, Violation, policy

if TYPE_CHECKING:
    from infracheck import Fact


def _lack(container: Container, fact: Fact[Quantity | None], what: str) -> str | None:
    if container.is_ephemeral:  # the API lets them take no resources
        return None
    match fact:
        case Known(None):
            return f"container {container.name} sets no {what}"
        case Known(Quantity(amount=0)):
            return f"container {container.name} sets its {what} to 0, which is none"
    return None


@policy(
    "cpu-request",
    category="resources",
    severity=Severity.MEDIUM,
    controls=("nsa-1.2:quota", "nist-800-53-r5:SC-6", "cwe:770"),
    aliases=(
        "checkov:CKV_K8S_10", "gatekeeper:general/containerresources", "kics:ca469dd4-c736-448f-8ac1-30a642705e0a",
        "kube-linter:unset-cpu-requirements", "kube-score:container-resources", "kubescape:C-0050", "kubescape:C-0268",
        "kubescape:resources-cpu-limit-and-request", "kubescape:resources-cpu-requests",
        "kyverno:require-requests-limits", "kyverno:require-requests-limits/validate-resources",
        "polaris:cpuRequestsMissing", "trivy:KSV-0015",
    ),
)  # fmt: skip
def cpu_request(container: Container) -> Iterator[Violation]:
    """A container requests CPU.

    The scheduler packs a node by requests: a container without one gets what the others leave, nearly nothing once the
    node is busy.

    A request that is not written is the limit, where that is; the LimitRange of the namespace and the resources of the
    pod count. Init containers are asked too, since the pod waits for them; polaris and kubescape leave them out. Where
    a peer wants the request written, its id selects implicit-cpu-request as well.
    """
    lack = _lack(container, container.request("cpu"), "CPU request")
    if lack is not None:
        yield container.requests.violation(lack, at=Amounts.cpu)


@policy(
    "cpu-limit",
    category="resources",
    severity=Severity.LOW,
    controls=("nsa-1.2:quota", "nist-800-53-r5:SC-6", "nist-800-53-r5:SC-5", "cwe:770"),
    aliases=(
        "checkov:CKV_K8S_11", "kics:4ac0e2b7-d2d2-4af7-8799-e8de6721ccda", "kube-score:container-resources",
        "kubescape:C-0009", "kubescape:C-0050", "kubescape:C-0270", "kubescape:resource-policies",
        "kubescape:resources-cpu-limit-and-request", "kubescape:resources-cpu-limits", "kyverno:require-cpu-limits",
        "kyverno:require-cpu-limits/check-cpu-limits", "polaris:cpuLimitsMissing", "trivy:KSV-0011",
    ),
    recommended=False,
)  # fmt: skip
def cpu_limit(container: Container) -> Iterator[Violation]:
    """A container sets a CPU limit.

    A limit bounds what a runaway process takes from its node.

    Not recommended by default, for reasonable teams set none: with requests in place the kernel shares a busy node
    fairly, while a limit slows a container down on an idle one. Who agrees wants cpu-throttling instead. The
    LimitRange of the namespace and the resources of the pod count.
    """
    lack = _lack(container, container.limit("cpu"), "CPU limit")
    if lack is not None:
        yield container.limits.violation(lack, at=Amounts.cpu)


@policy(
    "memory-request",
    category="resources",
    severity=Severity.MEDIUM,
    controls=("nsa-1.2:quota", "nist-800-53-r5:SC-6", "cwe:770"),
    aliases=(
        "checkov:CKV_K8S_12", "gatekeeper:general/containerresources", "kics:229588ef-8fde-40c8-8756-f4f2b5825ded",
        "kube-linter:unset-memory-requirements", "kube-score:container-resources", "kubescape:C-0004",
        "kubescape:C-0269", "kubescape:resources-memory-limit-and-request", "kubescape:resources-memory-requests",
        "kyverno:require-requests-limits", "kyverno:require-requests-limits/validate-resources",
        "polaris:memoryRequestsMissing", "trivy:KSV-0016",
    ),
)  # fmt: skip
def memory_request(container: Container) -> Iterator[Violation]:
    """A container requests memory.

    The scheduler packs a node by requests: pods that request no memory crowd a node until the kernel kills some of
    them, these first.

    A request that is not written is the limit, where that is; the LimitRange of the namespace and the resources of the
    pod count. Init containers are asked too, since the pod waits for them; polaris and kubescape leave them out. Where
    a peer wants the request written, its id selects implicit-memory-request as well.
    """
    lack = _lack(container, container.request("memory"), "memory request")
    if lack is not None:
        yield container.requests.violation(lack, at=Amounts.memory)


@policy(
    "memory-limit",
    category="resources",
    severity=Severity.MEDIUM,
    controls=("nsa-1.2:quota", "nist-800-53-r5:SC-6", "nist-800-53-r5:SC-5", "cwe:770"),
    aliases=(
        "checkov:CKV_K8S_13", "gatekeeper:general/containerresources", "kics:b14d1bc4-a208-45db-92f0-e21f8e2588e9",
        "kube-linter:unset-memory-requirements", "kube-score:container-resources", "kubescape:C-0004",
        "kubescape:C-0009", "kubescape:C-0271", "kubescape:resource-policies",
        "kubescape:resources-memory-limit-and-request", "kubescape:resources-memory-limits",
        "kyverno:require-requests-limits", "kyverno:require-requests-limits/validate-resources",
        "polaris:memoryLimitsMissing", "trivy:KSV-0018",
    ),
)  # fmt: skip
def memory_limit(container: Container) -> Iterator[Violation]:
    """A container sets a memory limit.

    Without one, a leak in this container starves every other pod on its node.

    The LimitRange of the namespace and the resources of the pod count. Init containers are asked too, since they run
    on the same node; polaris and kubescape leave them out.
    """
    lack = _lack(container, container.limit("memory"), "memory limit")
    if lack is not None:
        yield container.limits.violation(lack, at=Amounts.memory)


@policy(
    "ephemeral-storage-request",
    category="resources",
    severity=Severity.LOW,
    controls=("nsa-1.2:quota", "nist-800-53-r5:SC-6", "cwe:770"),
    aliases=("kube-score:container-ephemeral-storage-request-and-limit",),
    recommended=False,
)
def ephemeral_storage_request(container: Container) -> Iterator[Violation]:
    """A container requests ephemeral storage.

    Logs, the writable layer and emptyDir volumes fill the disk of the node; with requests the scheduler knows how much
    of it is spoken for.

    A request that is not written is the limit, where that is; the LimitRange of the namespace and the resources of the
    pod count. Not recommended by default: few clusters run out of disk before memory.
    """
    lack = _lack(container, container.request("ephemeral-storage"), "ephemeral storage request")
    if lack is not None:
        yield container.requests.violation(lack, at=Amounts.ephemeral_storage)


@policy(
    "ephemeral-storage-limit",
    category="resources",
    severity=Severity.LOW,
    controls=("nsa-1.2:quota", "nist-800-53-r5:SC-6", "nist-800-53-r5:SC-5", "cwe:770"),
    aliases=("kube-score:container-ephemeral-storage-request-and-limit",),
    recommended=False,
)
def ephemeral_storage_limit(container: Container) -> Iterator[Violation]:
    """A container sets a limit of ephemeral storage.

    Without one, logs and temporary files fill the disk of the node, and the kubelet evicts pods that did nothing
    wrong.

    The LimitRange of the namespace and the resources of the pod count. Not recommended by default: few clusters run
    out of disk before memory.
    """
    lack = _lack(container, container.limit("ephemeral-storage"), "ephemeral storage limit")
    if lack is not None:
        yield container.limits.violation(lack, at=Amounts.ephemeral_storage)
