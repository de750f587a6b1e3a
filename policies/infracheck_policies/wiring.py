"""What selects, names and scales what, within and between objects."""

from __future__ import annotations

from collections.abc import Iterator

from infracheck import (
    HorizontalPodAutoscaler,
    Ingress,
    Known,
    Note,
    Pod,
    Service,
    Severity,
    Violation,
    Workload,
    policy,
)


@policy(
    "selector-mismatch",
    category="availability",
    severity=Severity.HIGH,
    aliases=(
        "kube-linter:mismatching-selector",
        "kube-score:statefulset-pod-selector-labels-match-template-metadata-labels",
        "kubescape:mismatching-selector",
    ),
)
def selector_mismatch(workload: Workload) -> Iterator[Violation]:
    """A workload selects its own pods.

    The API server refuses one whose selector does not meet the labels of its pod template.
    """
    if not workload.selects_its_pods:
        yield workload.violation(
            f"the selector of {workload.kind} {workload.name} does not meet the labels of its pods",
            at=workload.selector_field,
        )


@policy(
    "autoscaled-replicas",
    category="availability",
    severity=Severity.LOW,
    aliases=(
        "kics:5744cbb8-5946-4b75-a196-ade44449525b",
        "kube-score:deployment-targeted-by-hpa-does-not-have-replicas-configured",
    ),
    recommended=False,
)
def autoscaled_replicas(autoscaler: HorizontalPodAutoscaler) -> Iterator[Violation]:
    """A workload that an autoscaler scales leaves the number of replicas to it.

    Each `kubectl apply` would set it back to the number that is written. Kubernetes documentation, Horizontal Pod
    Autoscaling, "Migrating Deployments and StatefulSets to horizontal autoscaling".
    """
    match autoscaler.scaled:
        case Known(Workload() as workload) if workload.has_replicas:
            yield workload.violation(
                f"{workload.kind} {workload.name} sets replicas, which an autoscaler sets too",
                at=Workload.replicas,
                related=(Note(f"HorizontalPodAutoscaler {autoscaler.name} scales it", autoscaler.span),),
            )


@policy(
    "dangling-autoscaler",
    category="availability",
    severity=Severity.MEDIUM,
    aliases=(
        "kube-linter:dangling-horizontalpodautoscaler",
        "kube-score:horizontalpodautoscaler-has-target",
    ),
    recommended=False,
)
def dangling_autoscaler(autoscaler: HorizontalPodAutoscaler) -> Iterator[Violation]:
    """An autoscaler scales something that exists.

    Where the scan sees no object of the target's kind in the namespace, or the target is declared under `exists:`, it
    may exist elsewhere, and nothing is said.
    """
    match autoscaler.scaled:
        case Known(None):
            target = autoscaler.target
            yield autoscaler.violation(
                f"there is no {target.kind} {target.name} for HorizontalPodAutoscaler {autoscaler.name} to scale",
                at=HorizontalPodAutoscaler.target,
            )


@policy(
    "dangling-service",
    category="network",
    severity=Severity.MEDIUM,
    aliases=(
        "kube-linter:dangling-service",
        "kube-score:service-targets-pod",
        "kubescape:service-with-no-workload",
    ),
    recommended=False,
)
def dangling_service(service: Service) -> Iterator[Violation]:
    """A Service selects pods that exist.

    Where the scan sees no workload of the namespace, where something of it is declared under `exists:`, or where the
    labels are those of an operator, the pods may exist elsewhere, and nothing is said; kube-linter, kube-score and
    kubescape do say it.
    """
    if service.selector and service.type != "ExternalName":
        match service.pods:
            case Known(()):
                yield service.violation(f"Service {service.name} selects no pod", at=Service.selector)


@policy(
    "wildcard-ingress",
    category="network",
    severity=Severity.LOW,
    controls=("nist-800-53-r5:SC-7",),
    aliases=("gatekeeper:general/block-wildcard-ingress",),
    recommended=False,
)
def wildcard_ingress(ingress: Ingress) -> Iterator[Violation]:
    """An Ingress names its hosts in full.

    A rule without a host, or with `*.example.com`, takes requests for names that are somebody else's.
    """
    for rule in ingress.rules:
        host = rule.host or ""
        if not host:
            yield rule.violation(f"a rule of Ingress {ingress.name} takes every host")
        elif host.startswith("*"):
            yield rule.violation(f"a rule of Ingress {ingress.name} takes every host of {host}", at=type(rule).host)


@policy(
    "account-field",
    category="configuration",
    severity=Severity.LOW,
    aliases=("kube-linter:deprecated-service-account-field", "kubescape:deprecated-service-account-field"),
    recommended=False,
)
def account_field(pod: Pod) -> Iterator[Violation]:
    """A pod names its account by `serviceAccountName`.

    `serviceAccount` is its old name: the API server takes it, but many a tool overlooks it. Both with the same name, as
    the API server stores them, are not judged.
    """
    if pod.service_account and pod.service_account != pod.service_account_name:
        yield pod.violation("serviceAccount is deprecated for serviceAccountName", at=Pod.service_account)
