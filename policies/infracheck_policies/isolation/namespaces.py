"""The Pod Security Standard that a namespace enforces."""

from __future__ import annotations

from collections.abc import Iterator

from infracheck import Metadata, Namespace, Severity, Violation, policy

_ENFORCE = "pod-security.kubernetes.io/enforce"


@policy("privileged-namespace", category="isolation", severity=Severity.MEDIUM, recommended=False)
def privileged_namespace(namespace: Namespace) -> Iterator[Violation]:
    """A namespace enforces the baseline or the restricted Pod Security Standard.

    Without the label pod-security.kubernetes.io/enforce the default of the cluster applies, which allows every pod
    unless an administrator changed it or an admission webhook does the check.

    Fix: Set the label `pod-security.kubernetes.io/enforce: baseline`, or `restricted`, on the Namespace.
    """
    yield from _weaker(namespace, ("baseline", "restricted"))


@policy("ungoverned-namespace", category="isolation", severity=Severity.MEDIUM, recommended=False)
def ungoverned_namespace(namespace: Namespace) -> Iterator[Violation]:
    """A namespace has a Pod Security level, or an admission webhook that judges its pods.

    Without either, everyone who can create pods in it can take over a node. Any level counts, even `privileged`, which
    somebody chose; `privileged-namespace` requires a real one. A webhook counts where the scan sees that it is asked
    about new pods of the namespace. CIS Kubernetes Benchmark 1.12, 5.2.1.

    Fix: Set the label `pod-security.kubernetes.io/enforce: baseline`, or `restricted`, on the Namespace.
    """
    if not namespace.labels.get(_ENFORCE) and not namespace.has_pod_webhook:
        message = f"nothing limits the pods of namespace {namespace.name}: no Pod Security level, no admission webhook"
        yield namespace.violation(message, at=namespace.metadata.place(Metadata.labels, _ENFORCE))


@policy("unrestricted-namespace", category="isolation", severity=Severity.LOW, recommended=False)
def unrestricted_namespace(namespace: Namespace) -> Iterator[Violation]:
    """A namespace enforces the restricted Pod Security Standard.

    For clusters whose workloads all comply with it; `privileged-namespace` requires the baseline.

    Fix: Set the label `pod-security.kubernetes.io/enforce: restricted` on the Namespace.
    """
    yield from _weaker(namespace, ("restricted",))


def _weaker(namespace: Namespace, sufficient: tuple[str, ...]) -> Iterator[Violation]:
    level = namespace.labels.get(_ENFORCE)
    if level not in sufficient:
        standard = (
            f"Pod Security Standard {level}, not {' or '.join(sufficient)}" if level else "no Pod Security Standard"
        )
        place = namespace.metadata.place(Metadata.labels, _ENFORCE)
        yield namespace.violation(f"namespace {namespace.name} enforces {standard}", at=place)
