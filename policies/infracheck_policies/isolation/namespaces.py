"""What a namespace lets in."""

from __future__ import annotations

from collections.abc import Iterator

from infracheck import Metadata, Namespace, Severity, Violation, policy

_ENFORCE = "pod-security.kubernetes.io/enforce"
_CONTROLS = ("cis-kubernetes-1.12:5.2.1", "nist-800-53-r5:CM-6", "nist-800-190:4.4.3", "owasp-k8s-2025:K04")


@policy(
    "privileged-namespace",
    category="isolation",
    severity=Severity.MEDIUM,
    controls=_CONTROLS,
    aliases=(
        "kubescape:pod-security-admission-baseline-applied-1", "kubescape:pod-security-admission-baseline-applied-2",
    ),
    recommended=False,
)  # fmt: skip
def privileged_namespace(namespace: Namespace) -> Iterator[Violation]:
    """A namespace enforces the baseline Pod Security Standard or the restricted one.

    Without the label pod-security.kubernetes.io/enforce the cluster's default holds, which is to let everything in
    unless its administrator says otherwise, or unless an admission webhook does the work.
    """
    yield from _weaker(namespace, ("baseline", "restricted"))


@policy(
    "unrestricted-namespace",
    category="isolation",
    severity=Severity.LOW,
    controls=_CONTROLS,
    aliases=(
        "kubescape:pod-security-admission-restricted-applied-1",
        "kubescape:pod-security-admission-restricted-applied-2",
    ),
    recommended=False,
)  # fmt: skip
def unrestricted_namespace(namespace: Namespace) -> Iterator[Violation]:
    """A namespace enforces the restricted Pod Security Standard.

    For those whose workloads all meet it; `privileged-namespace` asks for the baseline.
    """
    yield from _weaker(namespace, ("restricted",))


def _weaker(namespace: Namespace, wanted: tuple[str, ...]) -> Iterator[Violation]:
    level = namespace.labels.get(_ENFORCE)
    if level not in wanted:
        what = f"enforces the {level} standard" if level else "enforces no Pod Security Standard"
        place = namespace.metadata.place(Metadata.labels, _ENFORCE)
        yield namespace.violation(f"namespace {namespace.name} {what}", at=place)
